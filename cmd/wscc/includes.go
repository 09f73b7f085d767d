package main

import (
	"os"
	"path/filepath"
	"strings"
)

// place is a directory of the include path.
type place struct {
	dir  string
	user bool // its headers are the program's: they are read and may be changed
}

// header is what an #include line means.
type header struct {
	path  string // as the compiler would call the file
	name  string // the line's name with the letters as they are on the disk
	place int    // where in the path; -1 is the including file's own directory
	user  bool
}

// searcher finds headers along the include path.
type searcher struct {
	disk
	places   []place
	angle    int             // the first place that <…> looks at
	defaults func() []string // the compiler's own directories
}

// systemRoots hold the headers of the system: they are never changed.
var systemRoots = []string{"/usr/include/", "/usr/local/include/", "/usr/lib/"}

// newSearcher makes the include path of a call; ours is our own directory.
func newSearcher(c *call, ours string, defaults func() []string) *searcher {
	s := &searcher{disk: disk{}, defaults: defaults}
	add := func(user bool, dirs ...string) {
		for _, dir := range dirs {
			s.places = append(s.places, place{dir, user && !isSystem(dir)})
		}
	}
	add(true, c.quote...)
	s.angle = len(s.places)
	add(true, c.angle...)
	add(false, ours)
	add(false, c.system...)
	add(false, c.after...)
	return s
}

func isSystem(dir string) bool {
	for _, root := range systemRoots {
		if strings.HasPrefix(dir+"/", root) {
			return true
		}
	}
	return false
}

// find returns what d, in a file of directory dir that was found at place from,
// includes. It is false for a header that is found nowhere, or only as spelled
// in the compiler's own directories: nothing need be done then.
func (s *searcher) find(d directive, dir string, from int) (header, bool) {
	name := strings.ReplaceAll(d.name, `\`, "/")
	if strings.HasPrefix(name, "/") {
		actual, ok := s.file("/", name[1:])
		return header{path: "/" + actual, name: "/" + actual, place: -1, user: !isSystem(filepath.Dir(name))}, ok
	}
	first := s.angle
	if d.kind == includeNext {
		first = from + 1
	} else if d.quoted {
		first = 0
		if actual, ok := s.file(dir, name); ok {
			return header{path: under(dir, actual), name: actual, place: -1, user: true}, true
		}
	}
	plain := !d.quoted && !strings.Contains(name, ".") // <version> is not the project's VERSION
	for i := first; i < len(s.places); i++ {
		if actual, ok := s.file(s.places[i].dir, name); ok && (!plain || actual == name) {
			return header{path: under(s.places[i].dir, actual), name: actual, place: i, user: s.places[i].user}, true
		}
	}
	if name == strings.ToLower(name) && name == d.name {
		return header{}, false // the compiler finds it or nobody does
	}
	return s.findDefault(name)
}

// findDefault looks into the compiler's own directories. As spelled is better
// than in other letters there: these directories come from a system where case
// matters.
func (s *searcher) findDefault(name string) (header, bool) {
	dirs := s.defaults()
	for _, dir := range dirs {
		if info, err := os.Stat(under(dir, name)); err == nil && info.Mode().IsRegular() {
			return header{path: under(dir, name), name: name, place: len(s.places)}, true
		}
	}
	for _, dir := range dirs {
		if actual, ok := s.file(dir, name); ok {
			return header{path: under(dir, actual), name: actual, place: len(s.places)}, true
		}
	}
	return header{}, false
}

// under joins a directory and a name the way the compiler does: nothing is
// cleaned.
func under(dir, name string) string {
	if dir == "" {
		return name
	}
	return strings.TrimRight(dir, "/") + "/" + name
}
