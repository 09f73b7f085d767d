package main

import (
	"bytes"
	"debug/elf"
	"os"
	"strconv"
	"strings"
)

// librarySection is where objects keep what #pragma comment(lib) asked for.
const librarySection = ".winsock.libs"

// contents is what the link needs to know of the objects it gets.
type contents struct {
	defined   map[string]bool     // those of the names looked for, also as C++ mangles them
	libraries []string            // in order
	exports   []export            // that definition files ask for
	exported  map[export][]string // the symbols of each
}

// libraryNote is a declaration that puts a library's name into the object; the
// linker leaves the section out of the program.
func libraryNote(name string) string {
	return `__asm__(".pushsection ` + librarySection + `,\"e\",@progbits\n.asciz \"` + name + `\"\n.popsection");`
}

// inspect reads an object or archive; anything else is left to the linker.
func (k *contents) inspect(path string) {
	data, err := os.ReadFile(path)
	if err != nil {
		return
	}
	if members, ok := bytes.CutPrefix(data, []byte("!<arch>\n")); ok {
		k.archive(members)
		return
	}
	k.object(data)
}

// archive reads the members of an archive (System V format: headers of 60
// bytes, contents padded to an even size).
func (k *contents) archive(data []byte) {
	for len(data) >= 60 {
		size, err := strconv.Atoi(strings.TrimSpace(string(data[48:58])))
		if err != nil || size < 0 || size > len(data)-60 {
			return
		}
		k.object(data[60 : 60+size])
		data = data[min(60+size+size%2, len(data)):]
	}
}

// object reads a relocatable object.
func (k *contents) object(data []byte) {
	if !bytes.HasPrefix(data, []byte(elf.ELFMAG)) {
		return
	}
	f, err := elf.NewFile(bytes.NewReader(data))
	if err != nil || f.Type != elf.ET_REL {
		return
	}
	symbols, _ := f.Symbols() // none is as good as an error here
	for _, s := range symbols {
		if s.Section != elf.SHN_UNDEF && elf.ST_BIND(s.Info) != elf.STB_LOCAL {
			k.define(s.Name)
		}
	}
	for _, section := range f.Sections {
		switch {
		case section.Name == librarySection:
			names, _ := section.Data()
			for name := range strings.SplitSeq(string(names), "\x00") {
				if name != "" {
					k.libraries = append(k.libraries, name)
				}
			}
		case strings.HasPrefix(section.Name, ".gnu.lto_.symtab"):
			table, _ := section.Data()
			k.bytecode(table)
		}
	}
}

// bytecode reads the symbol table of an object that -flto made: a name, a zero,
// another name or nothing, a zero, then kind (2 or 3: not defined here),
// visibility, eight bytes of size and four of place (gcc's lto-plugin.c writes
// no more).
func (k *contents) bytecode(table []byte) {
	for len(table) > 0 {
		name, rest, _ := bytes.Cut(table, []byte{0})
		_, rest, _ = bytes.Cut(rest, []byte{0})
		if len(rest) < 14 {
			return
		}
		if rest[0] < 2 {
			k.define(string(name))
		}
		table = rest[14:]
	}
}

// define notes a symbol when it is one of the entry points, or to be exported.
func (k *contents) define(symbol string) {
	for _, e := range k.exports {
		if e.called(symbol) {
			k.exported[e] = append(k.exported[e], symbol)
		}
	}
	if len(symbol) > 64 {
		return
	}
	for _, e := range entries {
		if e.matches(symbol) {
			k.defined[symbol] = true
		}
	}
}
