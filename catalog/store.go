package catalog

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// ErrBusy is what [Store.Update] fails with when another change held the lock
// for the whole of [Store.LockWait].
//
// Source: D-45.
var ErrBusy = errors.New("another change of it is under way")

// Store is a catalog file with the lock file beside it. Any number of
// goroutines and processes may use the same file at once.
type Store struct {
	// LockWait is how long Update waits for other changes; 0 means 10 seconds.
	LockWait time.Duration

	path  string
	below *Store // what is read while the file doesn't exist; nil: Default
	own   bool   // it is the user's: what others put beside it does not count
}

// Open returns the store of the file path, which need not exist: until the
// first change its catalog is the built-in one. No file is touched.
func Open(path string) *Store { return &Store{path: path} }

// Path returns the name of the file.
func (s *Store) Path() string { return s.path }

// Read returns the catalog that the file holds, or the one in force without it
// when it doesn't exist. It takes no lock. A damaged file is a *[ParseError]
// with the line; then there is no catalog.
func (s *Store) Read() (*Catalog, error) {
	c, _, err := s.read(os.O_RDONLY)
	if err != nil && !damaged(err) {
		return nil, fmt.Errorf("catalog: %w", err)
	}
	return c, err
}

// damaged tells whether err is about the content of a file.
func damaged(err error) bool {
	_, ok := errors.AsType[*ParseError](err)
	return ok
}

// read opens the file with flag and returns its catalog and attributes, which
// are nil when it doesn't exist.
func (s *Store) read(flag int) (*Catalog, os.FileInfo, error) {
	data, info, err := readFile(s.path, flag)
	switch {
	case errors.Is(err, fs.ErrNotExist) && s.below != nil:
		c, _, err := s.below.read(os.O_RDONLY)
		return c, nil, err
	case errors.Is(err, fs.ErrNotExist):
		return Default(), nil, nil
	case err != nil:
		return nil, nil, err
	}
	c, err := parse(data)
	if fault, ok := errors.AsType[*ParseError](err); ok {
		fault.Path = s.path
	}
	return c, info, err
}

// Update changes the catalog: it locks out other changes, reads the file, calls
// change, and replaces the file by what change made of it. When change fails,
// the file stays as it is and its error is returned; when it changes nothing,
// the file is not written. change must not wait for anything, since others wait
// for it.
//
// The owner and the permissions of an existing file are kept; a new one may be
// read by all, and its directory is made when needed. When the file is a
// symbolic link, what it points to is replaced. A damaged file is not changed:
// *[ParseError], and [Store.Reset] mends it. Other errors: [ErrBusy], and those
// of the file system such as [fs.ErrPermission]. After any error the old
// catalog is in force, save when only the directory could not be brought to
// the disk, which the error says.
//
// Source: D-43…D-45, D-48, P-299.
func (s *Store) Update(change func(*Edit) error) error {
	return s.locked(func(target *Store) error {
		old, info, err := target.read(os.O_RDWR) // for writing: a protected file says no here
		if damaged(err) {
			return err
		} else if err != nil {
			return s.cannotChange(err)
		}
		edit := newEdit(old)
		if err := change(edit); err != nil || !edit.changed {
			return err
		}
		return s.replace(target.path, edit, info)
	})
}

// Reset goes back to the built-in entries, as [Edit.Reset] does, also when the
// file is damaged: then all entries get new ids, above every id that can still be
// found in it. The file as it was is kept under its name with ".damaged" added, or
// ".old" when it was sound; kept is that name, "" when nothing had to be changed or
// there was no file.
//
// Source: D-46, D-48.
func (s *Store) Reset() (kept string, err error) {
	err = s.locked(func(target *Store) error {
		data, info, err := readFile(target.path, os.O_RDWR)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return s.cannotChange(err)
		}
		suffix := ".old"
		old, _, err := target.read(os.O_RDONLY)
		switch {
		case damaged(err):
			old, suffix = newCatalog(nil, salvageNextID(data), 0), ".damaged"
		case err != nil:
			return s.cannotChange(err)
		}
		edit := newEdit(old)
		if err := edit.Reset(); err != nil || !edit.changed {
			return err
		}
		if info != nil {
			if err := keep(target.path, target.path+suffix); err != nil {
				return s.cannotChange(err)
			}
			kept = s.path + suffix
		}
		return s.replace(target.path, edit, info)
	})
	return kept, err
}

var idPattern = regexp.MustCompile(`"(next_id|id)"\s*:\s*([0-9]{4,9})\b`)

// salvageNextID returns an id above all that can be found in a damaged file.
func salvageNextID(data []byte) uint32 {
	next := uint32(firstID)
	for _, m := range idPattern.FindAllSubmatch(data, -1) {
		n, err := strconv.ParseUint(string(m[2]), 10, 32)
		if err != nil {
			continue
		}
		if string(m[1]) == memberID {
			n++
		}
		next = max(next, uint32(n))
	}
	return next
}

// locked calls change, with the store of the file that s's path leads to, while
// it holds the lock.
func (s *Store) locked(change func(target *Store) error) error {
	path, err := followLinks(s.path)
	if err != nil {
		return s.cannotChange(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return s.cannotChange(err)
	}
	unlock, err := acquire(path+".lock", cmp.Or(s.LockWait, 10*time.Second))
	if err != nil {
		return s.cannotChange(err)
	}
	defer unlock()
	return change(&Store{path: path, below: s.below, own: s.own})
}

// replace makes the file of s hold the result of edit, with the attributes of old.
func (s *Store) replace(path string, edit *Edit, old os.FileInfo) error {
	changed := edit.Catalog()
	changed.generation++
	if err := replaceFile(path, encode(changed), old); err != nil {
		return s.cannotChange(err)
	}
	return nil
}

// cannotChange says of which file err is.
func (s *Store) cannotChange(err error) error {
	if changed, ok := errors.AsType[*unsyncedError](err); ok {
		return fmt.Errorf("catalog: %s %w", s.path, changed)
	}
	return fmt.Errorf("catalog: cannot change %s: %w", s.path, err)
}
