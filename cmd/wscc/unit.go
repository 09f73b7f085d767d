package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"winsock/cmd/wscc/rewrite"
)

// file is a source or header of the program.
type file struct {
	path   string // as the compiler would call it
	place  int    // where in the include path it was found
	text   []byte // after decoding and rewriting; its lines are the user's lines
	edits  []edit
	notes  []string // what was changed and why
	mirror string   // the changed copy
}

// edit replaces a part of a file's text.
type edit struct {
	start, end int
	text       string // instead
	to         *file  // or the name of this file's copy
}

// unit is a translation unit: a source, and the headers of the program that it
// may read.
type unit struct {
	search  *searcher
	rewrite rewrite.Options
	charset *charset
	call    *call
	files   map[string]*file // by absolute path
	order   []*file          // the source is the first
	forced  map[int]*file    // of -include and -imacros, by argument
	changed bool             // the compiler must get copies
	seh     bool             // has structured exception handling
	named   bool             // has __FUNCTION__ in macros
	twice   bool             // the preprocessor must see these first
}

func newUnit(c *call, search *searcher, o rewrite.Options) *unit {
	u := &unit{search: search, rewrite: o, files: map[string]*file{}, forced: map[int]*file{}, call: c}
	if c.ours.charset != "" {
		u.charset, _ = charsetNamed(c.ours.charset) // looked at before
	}
	return u
}

// readSource reads a source and all that it includes; "-" is stdin, whose text
// is given. A source that cannot be read leaves the unit without files.
func (u *unit) readSource(path string, stdin []byte) error {
	if path == "-" {
		return u.readStdin(stdin)
	}
	if _, err := u.load(path, -1); err != nil {
		if _, ok := errors.AsType[*os.PathError](err); ok {
			return nil
		}
		return err
	}
	return u.readForced()
}

func (u *unit) readStdin(data []byte) error {
	main := &file{path: "<stdin>", place: -1}
	u.order = append(u.order, main)
	if err := u.read(main, "", data); err != nil {
		return err
	}
	return u.readForced()
}

// readForced reads the headers that -include and -imacros name.
func (u *unit) readForced() error {
	for _, i := range u.call.forced {
		words := u.call.args[i].words
		if len(words) != 2 {
			continue // joined: -includefile, which nobody writes
		}
		h, ok := u.search.find(directive{name: words[1], quoted: true}, "", -1)
		if !ok || !h.user {
			continue
		}
		f, err := u.load(h.path, h.place)
		if err != nil {
			continue
		}
		u.changed = u.changed || h.name != words[1]
		u.forced[i] = f
	}
	return nil
}

// load reads a file once.
func (u *unit) load(path string, place int) (*file, error) {
	key := absolute(path) // so that #pragma once sees one file, however it is reached
	if f, ok := u.files[key]; ok {
		return f, nil
	}
	data, err := readRegular(path)
	if err != nil {
		return nil, err
	}
	f := &file{path: path, place: place}
	u.files[key] = f
	u.order = append(u.order, f)
	dir := ""
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		dir = path[:max(i, 1)]
	}
	return f, u.read(f, dir, data)
}

// readRegular reads a file that can be read twice; others are the compiler's.
func readRegular(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &os.PathError{Op: "read", Path: path, Err: errors.New("not a regular file")}
	}
	return os.ReadFile(path)
}

// read brings a file's text into its final form and follows its includes.
func (u *unit) read(f *file, dir string, data []byte) error {
	text, note := utf8Source(data, u.charset)
	if note != "" {
		f.notes = append(f.notes, note)
	}
	f.text = text
	if rewrite.SEH(text) {
		u.seh = true
		u.twice = u.twice || u.rewrite.Stage == rewrite.Whole && rewrite.Preprocess(text, u.rewrite)
	}
	if u.rewrite.Stage != rewrite.Preprocessed && rewrite.NamesInMacros(text, u.rewrite) {
		u.named = true
		u.twice = u.twice || u.rewrite.Stage == rewrite.Whole
	}
	if !u.twice && rewrite.Needed(text, u.rewrite) {
		if err := u.change(f); err != nil {
			return err
		}
	}
	u.changed = u.changed || !bytes.Equal(f.text, data)
	for _, d := range directives(f.text) {
		if d.kind == libPragma {
			u.library(f, d)
		} else if err := u.follow(f, dir, d); err != nil {
			return err
		}
	}
	return nil
}

// change rewrites a file's text.
func (u *unit) change(f *file) error {
	text, notes, err := rewrite.Rewrite(f.text, u.rewrite)
	wrong, ok := errors.AsType[*rewrite.Error](err)
	switch {
	case ok && wrong.Preprocess && u.rewrite.Stage == rewrite.Whole:
		u.twice = true
		return nil
	case err != nil:
		return fmt.Errorf("%s:%w", f.path, err)
	}
	f.text = text
	for _, n := range notes {
		f.notes = append(f.notes, fmt.Sprintf("line %d: %s", n.Line, n.Text))
	}
	return nil
}

// follow reads the header that d names, when it is one of the program's, and
// puts the name right that does not fit the disk's.
func (u *unit) follow(f *file, dir string, d directive) error {
	h, ok := u.search.find(d, dir, f.place)
	if !ok {
		return nil
	}
	if h.name != d.name {
		u.changed = true
		f.notes = append(f.notes, fmt.Sprintf("line %d: %s is %s", d.line, d.name, h.name))
	}
	if !h.user {
		if h.name != d.name && d.kind != includeNext {
			f.edits = append(f.edits, edit{start: d.start, end: d.end, text: spelled(d, h.name)})
		} else if d.kind == includeNext {
			// A copy has no place in the include path to go on from.
			f.edits = append(f.edits, edit{start: d.start, end: d.end, text: spelled(d, absolute(h.path))})
		}
		return nil
	}
	to, err := u.load(h.path, h.place)
	if err != nil {
		return nil // the compiler says what it thinks of it
	}
	f.edits = append(f.edits, edit{start: d.start, end: d.end, to: to})
	return nil
}

// library keeps the name of a library that is not one of Windows' in the object,
// where the link finds it. Windows' own need nothing.
func (u *unit) library(f *file, d directive) {
	name := libraryName(d.name)
	if windowsLibrary(name) {
		return
	}
	u.changed = true
	f.notes = append(f.notes, fmt.Sprintf("line %d: asks for library %s", d.line, d.name))
	f.edits = append(f.edits, edit{start: d.start, end: d.end, text: libraryNote(name)})
}

func spelled(d directive, name string) string {
	if d.quoted {
		return `"` + name + `"`
	}
	return "<" + name + ">"
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
