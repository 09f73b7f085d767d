package main

import (
	"os"
	"path/filepath"
	"strings"
)

// disk finds files as Windows does: letter case says nothing, a backslash
// separates directories. It keeps the names in each directory by their
// lower-case form.
type disk map[string]map[string][]string

// file returns name, a file below dir, with the letters that it has on the disk.
func (k disk) file(dir, name string) (string, bool) {
	actual, info := k.find(dir, name)
	return actual, info != nil && !info.IsDir()
}

// find returns name, which is below dir, with the letters that it has on the
// disk. info is nil when there is no such thing.
func (k disk) find(dir, name string) (actual string, info os.FileInfo) {
	at := dir
	parts := strings.Split(strings.ReplaceAll(name, `\`, "/"), "/")
	for i, part := range parts {
		if part == "" || part == "." || part == ".." {
			at = under(at, part)
			continue
		}
		match := ""
		for _, candidate := range k.list(at)[strings.ToLower(part)] {
			if match == "" || candidate == part {
				match = candidate
			}
		}
		if match == "" {
			return "", nil
		}
		parts[i] = match
		at = under(at, match)
	}
	info, err := os.Stat(at)
	if err != nil {
		return "", nil
	}
	return strings.Join(parts, "/"), info
}

// directory returns the directory that a path means, or the path itself when
// there is none.
func (k disk) directory(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return path
	}
	dir, name := "", path
	if filepath.IsAbs(path) {
		dir, name = "/", path[1:]
	}
	actual, info := k.find(dir, name)
	if info == nil || !info.IsDir() {
		return path
	}
	return dir + actual
}

// list returns the names in a directory.
func (k disk) list(dir string) map[string][]string {
	names, ok := k[dir]
	if ok {
		return names
	}
	names = map[string][]string{}
	open := dir
	if open == "" {
		open = "."
	}
	if f, err := os.Open(open); err == nil {
		all, _ := f.Readdirnames(-1) // what cannot be read is not found
		f.Close()
		for _, name := range all {
			lower := strings.ToLower(name)
			names[lower] = append(names[lower], name)
		}
	}
	k[dir] = names
	return names
}
