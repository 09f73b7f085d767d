package catalog

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"time"

	"winsock/internal/sys"
)

// ErrBusy is what [Store.Update] fails with when another change held the lock
// for the whole of [Store.LockWait].
//
// Source: D-45.
var ErrBusy = errors.New("another change of it is under way")

// maxFile is how large a catalog file may be, in bytes.
const maxFile = 16 << 20

// Store is a catalog file with the lock file beside it. Any number of
// goroutines and processes may use the same file at once.
type Store struct {
	// LockWait is how long Update waits for other changes; 0 means 10 seconds.
	LockWait time.Duration

	path  string
	below *Store // what is read while the file doesn't exist; nil: Default
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
	// Without O_NONBLOCK a named pipe would hold us up before we see what it is.
	f, err := os.OpenFile(s.path, flag|syscall.O_NONBLOCK, 0)
	switch {
	case errors.Is(err, fs.ErrNotExist) && s.below != nil:
		c, _, err := s.below.read(os.O_RDONLY)
		return c, nil, err
	case errors.Is(err, fs.ErrNotExist):
		return Default(), nil, nil
	case err != nil:
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, nil, err
	case !info.Mode().IsRegular():
		return nil, nil, fmt.Errorf("%s is not a regular file", s.path)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return nil, nil, err
	case len(data) > maxFile:
		return nil, nil, fmt.Errorf("%s is larger than %d bytes", s.path, maxFile)
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
// file is damaged: then that file is kept under its name with ".damaged" added,
// and all entries get new ids, above every id that can still be found in it.
//
// Source: D-46, D-48.
func (s *Store) Reset() error {
	return s.locked(func(target *Store) error {
		old, info, err := target.read(os.O_RDWR)
		switch {
		case damaged(err):
			if old, info, err = target.setAside(); err != nil {
				return s.cannotChange(err)
			}
		case err != nil:
			return s.cannotChange(err)
		}
		edit := newEdit(old)
		if err := edit.Reset(); err != nil || !edit.changed {
			return err
		}
		return s.replace(target.path, edit, info)
	})
}

// setAside keeps the damaged file under another name too and returns an empty
// catalog that goes on where its ids ended, with the file's attributes.
func (s *Store) setAside() (*Catalog, os.FileInfo, error) {
	data, err := os.ReadFile(s.path)
	if err != nil {
		return nil, nil, err
	}
	info, err := os.Stat(s.path)
	if err != nil {
		return nil, nil, err
	}
	kept := s.path + ".damaged"
	if err := os.Remove(kept); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	if err := os.Link(s.path, kept); err != nil {
		return nil, nil, err
	}
	return newCatalog(nil, salvageNextID(data), 0), info, nil
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
	return change(&Store{path: path, below: s.below})
}

// acquire takes the lock on the file path, waiting for it no longer than wait.
func acquire(path string, wait time.Duration) (unlock func(), err error) {
	deadline := time.Now().Add(wait)
	for {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o644)
		if err != nil {
			return nil, err
		}
		got, err := sys.TryLock(f)
		// Somebody may have removed the file between the two calls: then the
		// next one to come locks another.
		if got && isAt(f, path) {
			// Unlocking and not only closing also ends the lock of a copy of
			// the descriptor in a forked child.
			return func() { sys.Unlock(f); f.Close() }, nil
		}
		f.Close()
		if err != nil {
			return nil, err
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("%w (waited %v)", ErrBusy, wait)
		}
		// A lock is held for some milliseconds. Asking often keeps two busy
		// writers from starving a third.
		time.Sleep(time.Millisecond)
	}
}

// isAt tells whether f is the file at path.
func isAt(f *os.File, path string) bool {
	here, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(path)
	return err == nil && os.SameFile(here, there)
}

// replace makes the file path hold the result of edit, with the owner and permissions of old,
// which is nil for a new file. The lock must be held, so one name for the
// unfinished file is enough: what a killed process left there is removed.
func (s *Store) replace(path string, edit *Edit, old os.FileInfo) error {
	unfinished := path + ".new"
	if err := os.Remove(unfinished); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s.cannotChange(err)
	}
	changed := newCatalog(edit.entries, edit.nextID, edit.generation+1)
	err := write(unfinished, encode(changed), old)
	if err == nil {
		err = os.Rename(unfinished, path)
	}
	if err != nil {
		os.Remove(unfinished)
		return s.cannotChange(err)
	}
	if err := syncDirectory(filepath.Dir(path)); err != nil {
		return fmt.Errorf("catalog: %s is changed, but could be lost if power fails now: %w", s.path, err)
	}
	return nil
}

// write makes the file path with data and brings it to the disk.
func write(path string, data []byte, like os.FileInfo) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, f.Close()) }()
	mode := fs.FileMode(0o644)
	if like != nil {
		mode = like.Mode().Perm()
		if err := keepOwner(f, like); err != nil {
			return err
		}
	}
	if _, err := f.Write(data); err != nil {
		return err
	}
	if err := f.Chmod(mode); err != nil {
		return err
	}
	return f.Sync()
}

// keepOwner gives f the owner and the group of like.
func keepOwner(f *os.File, like os.FileInfo) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	want, is := like.Sys().(*syscall.Stat_t), info.Sys().(*syscall.Stat_t)
	if want.Uid == is.Uid && want.Gid == is.Gid {
		return nil
	}
	return f.Chown(int(want.Uid), int(want.Gid))
}

func syncDirectory(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

func (s *Store) cannotChange(err error) error {
	return fmt.Errorf("catalog: cannot change %s: %w", s.path, err)
}

// followLinks returns the file that path leads to, whether it exists or not, as
// the kernel would follow symbolic links in its last element.
func followLinks(path string) (string, error) {
	for range 40 { // as many as the kernel
		next, err := os.Readlink(path)
		if err != nil {
			return path, nil // no link, or nothing there yet
		}
		if !filepath.IsAbs(next) {
			next = filepath.Dir(path) + "/" + next // not cleaned: ".." behind a link is the kernel's to follow
		}
		path = next
	}
	return "", &os.PathError{Op: "readlink", Path: path, Err: syscall.ELOOP}
}
