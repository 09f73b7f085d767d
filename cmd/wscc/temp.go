package main

import (
	"os"
	"path/filepath"
)

// tempDir is the one directory for temporary files of a call, made when the
// first is needed.
type tempDir struct {
	path string
	keep bool
}

// made tells whether there is something to remove.
func (t *tempDir) made() bool { return t.path != "" }

// sub returns a directory in it, made if need be.
func (t *tempDir) sub(name string) (string, error) {
	if t.path == "" {
		path, err := os.MkdirTemp("", "wscc-")
		if err != nil {
			return "", err
		}
		t.path = absolute(path) // copies name each other by it
	}
	dir := filepath.Join(t.path, name)
	return dir, os.MkdirAll(dir, 0o700)
}

// remove deletes everything, unless the user wants to see it.
func (t *tempDir) remove() {
	if t.path == "" || t.keep {
		return
	}
	os.RemoveAll(t.path)
	t.path = ""
}
