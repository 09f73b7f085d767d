// Command gen writes what the C library says of its own names: the linker's
// version script and the tables that GetProcAddress reads.
//
// Run it with "go generate ./capi/...". The single source is capi/abi: a file
// <dll>.txt or <dll>-<topic>.txt lists the names that a DLL exports, one a line,
// sorted by their bytes:
//
//	CreateEventW            the symbol is called so too
//	bind ws_bind @2         another symbol, and the DLL's ordinal
//
// Empty lines and lines that begin with # say nothing. Files of the DLL "link"
// list symbols that programs are linked to and no DLL exports.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

//go:generate go run . -root ../..

// output is one generated file: its path below the module's root and the
// function that makes it.
type output struct {
	path string
	make func([]dll) string
}

// outputs lists every generated file.
var outputs = []output{
	{"capi/zexports.map", versionScript},
	{"capi/kernel32/zmodules.c", moduleTables},
}

func main() {
	root := flag.String("root", "..", "the module's root `directory`")
	flag.Parse()
	if err := run(*root); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run writes every output below root that is not up to date.
func run(root string) error {
	dlls, err := readABI(filepath.Join(root, "capi", "abi"))
	if err != nil {
		return err
	}
	for _, o := range outputs {
		path := filepath.Join(root, o.path)
		text := []byte(o.make(dlls))
		if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, text) {
			continue
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
