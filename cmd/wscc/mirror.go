package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"winsock/cmd/wscc/rewrite"
)

// write makes the copies of all files of a changed unit in a directory. Copies name each other by absolute paths
// and begin with a #line that names the user's file, so that messages, __FILE__
// and debug information speak of that.
func (u *unit) write(dir string) error {
	for i, f := range u.order {
		if i == 0 { // the compiler makes names of its outputs from this one
			f.mirror = filepath.Join(dir, filepath.Base(f.path))
		} else {
			f.mirror = filepath.Join(dir, fmt.Sprintf("%d-%s", i, filepath.Base(f.path)))
		}
	}
	for _, f := range u.order {
		if err := os.WriteFile(f.mirror, u.copy(f), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// copy returns the text of a file's copy.
func (u *unit) copy(f *file) []byte {
	var b bytes.Buffer
	b.Grow(len(f.text) + 4096)
	if u.rewrite.Stage != rewrite.Preprocessed { // whose lines name files already
		fmt.Fprintf(&b, "#line 1 %s\n", cString(f.path))
	}
	at := len(f.text) - len(bytes.TrimPrefix(f.text, byteOrderMark))
	for _, e := range f.edits {
		b.Write(f.text[at:e.start])
		if e.to != nil {
			b.WriteString(`"` + e.to.mirror + `"`)
		} else {
			b.WriteString(e.text)
		}
		at = e.end
	}
	b.Write(f.text[at:])
	return b.Bytes()
}

// directories lists the directories that a unit's files are in, for names that
// only the preprocessor knows (#include MACRO).
func (u *unit) directories() []string {
	var dirs []string
	seen := map[string]bool{}
	for _, f := range u.order {
		if dir := filepath.Dir(f.path); !seen[dir] && f.path != "<stdin>" {
			seen[dir] = true
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// cString writes a string literal of C.
func cString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
