package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// linkOnly is the "DLL" of symbols that GetProcAddress does not find.
const linkOnly = "link"

// export is a name of a DLL.
type export struct {
	name    string
	symbol  string // what it is called in the library
	ordinal uint16 // 0 when it has none
}

// dll is a DLL and what it exports, sorted by name.
type dll struct {
	name    string
	exports []export
}

// readABI reads all lists in dir. The DLLs are sorted by name.
func readABI(dir string) ([]dll, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var dlls []dll
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		base := filepath.Base(file)
		exports, err := parse(base, string(text))
		if err != nil {
			return nil, err
		}
		name, _, _ := strings.Cut(strings.TrimSuffix(base, ".txt"), "-")
		i := slices.IndexFunc(dlls, func(d dll) bool { return d.name == name })
		if i < 0 {
			i = len(dlls)
			dlls = append(dlls, dll{name: name})
		}
		dlls[i].exports = append(dlls[i].exports, exports...)
	}
	slices.SortFunc(dlls, func(a, b dll) int { return cmp.Compare(a.name, b.name) })
	for _, d := range dlls {
		if err := check(d); err != nil {
			return nil, err
		}
	}
	return dlls, nil
}

// parse reads the lines of one list.
func parse(file, text string) ([]export, error) {
	var exports []export
	for i, line := range strings.Split(text, "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		e, err := parseLine(fields)
		if err == nil && len(exports) > 0 && exports[len(exports)-1].name >= e.name {
			err = fmt.Errorf("%s must stand before %s (sort with LC_ALL=C)", e.name, exports[len(exports)-1].name)
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, i+1, err)
		}
		exports = append(exports, e)
	}
	return exports, nil
}

// parseLine reads "name [symbol] [@ordinal]".
func parseLine(fields []string) (export, error) {
	e := export{name: fields[0], symbol: fields[0]}
	rest := fields[1:]
	if len(rest) > 0 && !strings.HasPrefix(rest[0], "@") {
		e.symbol, rest = rest[0], rest[1:]
	}
	if len(rest) > 0 {
		n, err := strconv.ParseUint(strings.TrimPrefix(rest[0], "@"), 10, 16)
		if err != nil || n == 0 || rest[0][0] != '@' {
			return e, fmt.Errorf("%q is no ordinal", rest[0])
		}
		e.ordinal, rest = uint16(n), rest[1:]
	}
	if len(rest) > 0 {
		return e, fmt.Errorf("%q is one word too many", rest[0])
	}
	for _, s := range []string{e.name, e.symbol} {
		if !isIdentifier(s) {
			return e, fmt.Errorf("%q is no C name", s)
		}
	}
	return e, nil
}

func isIdentifier(s string) bool {
	for i, c := range s {
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// check sorts what the files of a DLL list and refuses what stands there twice.
func check(d dll) error {
	slices.SortFunc(d.exports, func(a, b export) int { return cmp.Compare(a.name, b.name) })
	ordinals := make(map[uint16]string)
	for i, e := range d.exports {
		if i > 0 && d.exports[i-1].name == e.name {
			return fmt.Errorf("%s: %s is listed twice", d.name, e.name)
		}
		if other, ok := ordinals[e.ordinal]; ok && e.ordinal != 0 {
			return fmt.Errorf("%s: %s and %s have ordinal %d", d.name, other, e.name, e.ordinal)
		}
		ordinals[e.ordinal] = e.name
	}
	return nil
}
