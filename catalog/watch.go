package catalog

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"winsock/internal/sys"
)

// NamespaceFile is the name of the file beside the catalog in which the name space
// providers stand.
const NamespaceFile = "namespaces.json"

// State identifies what the files are from which providers are chosen: when it differs
// at two times, there was a change between.
//
// Source: P-115, P-116.
func (s *Store) State() string {
	return s.state(func(s *Store) []string { return []string{s.path, s.beside(NamespaceFile)} })
}

// StateBeside is State of the files name in the directories of the catalogs' files.
func (s *Store) StateBeside(name string) string {
	return s.state(func(s *Store) []string { return []string{s.beside(name)} })
}

// state identifies what the files are of s and of the stores below it. Their attributes
// alone would not do: of two changes at once the second may get the number and the time of
// what the first replaced.
func (s *Store) state(files func(*Store) []string) string {
	var b strings.Builder
	for ; s != nil; s = s.below {
		for _, path := range files(s) {
			if data, info, err := readFile(path, os.O_RDONLY); err == nil {
				fmt.Fprintf(&b, "%d %d %x;", info.Sys().(*syscall.Stat_t).Ino, info.ModTime().UnixNano(), sha256.Sum256(data))
			} else {
				fmt.Fprintf(&b, "%v;", err)
			}
		}
	}
	return b.String()
}

// Watch tells that the files of a store may have changed.
type Watch struct{ file *os.File }

// StartWatch begins to watch the directories where the files of s are or will be.
//
// Source: P-116.
func (s *Store) StartWatch() (*Watch, error) {
	var dirs []string
	for ; s != nil; s = s.below {
		dirs = append(dirs, existing(filepath.Dir(s.path)))
		if target, err := followLinks(s.path); err == nil && target != s.path {
			dirs = append(dirs, existing(filepath.Dir(target)))
		}
	}
	fd, e := sys.Inotify(sys.DirectoryChanges, dirs...)
	if e != 0 {
		return nil, e
	}
	return &Watch{os.NewFile(uintptr(fd), "catalog")}, nil
}

// existing is dir or the nearest directory above it that exists.
func existing(dir string) string {
	for {
		if info, err := os.Stat(dir); err == nil && info.IsDir() || dir == filepath.Dir(dir) {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}

// Wait waits until something has happened in one of the directories. It fails once the
// watch is closed.
func (w *Watch) Wait() error {
	var events [4096]byte
	_, err := w.file.Read(events[:])
	return err
}

// Close ends the watch, and Wait.
func (w *Watch) Close() { w.file.Close() }
