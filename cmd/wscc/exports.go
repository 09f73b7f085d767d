package main

import (
	"os"
	"slices"
	"strconv"
	"strings"
)

// export is a line behind EXPORTS in a module definition file: a name, and what
// the objects call it.
type export struct {
	name, symbol string
}

// readExports reads the exports of a module definition file; one that can't be
// read has none.
//
// Source: Microsoft's documentation of module-definition (.def) files, EXPORTS.
func readExports(path string) []export {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	var exports []export
	exporting := false
	for line := range strings.Lines(string(data)) {
		line, _, _ = strings.Cut(line, ";")
		words := strings.Fields(strings.ReplaceAll(line, "=", " = "))
		if len(words) > 0 && definition(words[0]) {
			exporting = words[0] == "EXPORTS"
			words = words[1:]
		}
		if !exporting || len(words) == 0 {
			continue
		}
		e := export{words[0], words[0]}
		if len(words) > 2 && words[1] == "=" {
			e.symbol = words[2]
		}
		if plain(e.name) && plain(e.symbol) {
			exports = append(exports, e)
		}
	}
	return exports
}

// definition tells whether a word begins a statement of a definition file.
func definition(word string) bool {
	return slices.Contains([]string{"DESCRIPTION", "EXPORTS", "HEAPSIZE", "LIBRARY", "NAME", "SECTIONS", "SEGMENTS", "STACKSIZE", "STUB", "VERSION"}, word)
}

// plain tells whether a name is one of C: no name of another DLL, and nothing
// that the linker's command line could take apart.
func plain(name string) bool {
	return strings.IndexFunc(name, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) < 0
}

// called tells whether symbol is a function of that name, as C calls it or as
// C++ does outside of namespaces.
func (e export) called(symbol string) bool {
	return symbol == e.symbol || strings.HasPrefix(symbol, "_Z"+strconv.Itoa(len(e.symbol))+e.symbol)
}

// exportWords gives what a DLL exports the names of its definition files: what
// C++ calls otherwise gets a second name. Overloaded functions get none.
func (d *driver) exportWords(known *contents) []string {
	var words []string
	for _, e := range known.exports {
		symbols := slices.Clone(known.exported[e])
		slices.Sort(symbols)
		symbols = slices.Compact(symbols)
		switch {
		case slices.Contains(symbols, e.name):
		case slices.Contains(symbols, e.symbol):
			words = append(words, "-Wl,--defsym="+e.name+"="+e.symbol)
		case len(symbols) == 1:
			d.note("%s is exported as %s", symbols[0], e.name)
			words = append(words, "-Wl,--defsym="+e.name+"="+symbols[0])
		default:
			d.note("export %s: %d functions of that name, left out", e.name, len(symbols))
		}
	}
	return words
}
