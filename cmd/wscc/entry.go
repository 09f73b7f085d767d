package main

import (
	_ "embed"
	"strconv"
	"strings"
)

// entry is a function at which programs or DLLs of Windows begin.
type entry struct {
	name   string
	shared bool // of a DLL
}

// entries are in the order in which they are taken when a program has several.
var entries = []entry{{"main", false}, {"wmain", false}, {"wWinMain", false}, {"WinMain", false}, {"DllMain", true}}

// startSource is a main that calls the program's entry point, or a constructor
// that calls DllMain.
//
//go:embed start/start.c
var startSource []byte

// matches tells whether a symbol is the entry point, with C linkage or as C++
// mangles a function of any parameters.
func (e entry) matches(symbol string) bool {
	return symbol == e.name || strings.HasPrefix(symbol, "_Z"+strconv.Itoa(len(e.name))+e.name)
}

// chosenEntry returns the entry point that a link needs help with, and its
// symbol; false when main is there or nothing is.
func chosenEntry(k *contents, shared bool) (entry, string, bool) {
	for _, e := range entries {
		if e.shared != shared {
			continue
		}
		for symbol := range k.defined {
			if e.matches(symbol) {
				return e, symbol, e.name != "main"
			}
		}
	}
	return entry{}, "", false
}

// startFlags are the options to compile startSource with.
func startFlags(e entry, symbol string) []string {
	return []string{"-DWINSOCK_" + e.name, `-DWINSOCK_ENTRY="` + symbol + `"`}
}
