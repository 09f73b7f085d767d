package catalog

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"winsock/internal/sys"
)

// maxFile is how large a file may be, in bytes.
const maxFile = 16 << 20

// readFile opens the file path with flag and returns what it holds and its attributes.
// What is no regular file, or larger than maxFile, is an error.
func readFile(path string, flag int) ([]byte, os.FileInfo, error) {
	// Without O_NONBLOCK a named pipe would hold us up before we see what it is.
	f, err := os.OpenFile(path, flag|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, nil, err
	case !info.Mode().IsRegular():
		return nil, nil, fmt.Errorf("%s is not a regular file", path)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return nil, nil, err
	case len(data) > maxFile:
		return nil, nil, fmt.Errorf("%s is larger than %d bytes", path, maxFile)
	}
	return data, info, nil
}

// replaceFile makes the file path hold data, with the owner and permissions of old,
// which is nil for a new file. A lock must be held, so one name for the unfinished file
// is enough: what a killed process left there is removed.
func replaceFile(path string, data []byte, old os.FileInfo) error {
	unfinished := path + ".new"
	if err := os.Remove(unfinished); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err := write(unfinished, data, old)
	if err == nil {
		err = os.Rename(unfinished, path)
	}
	if err != nil {
		os.Remove(unfinished)
		return err
	}
	if err := syncDirectory(filepath.Dir(path)); err != nil {
		return &unsyncedError{err}
	}
	return nil
}

// unsyncedError says that a file is replaced, but its directory is not on the disk.
type unsyncedError struct{ cause error }

func (e *unsyncedError) Error() string {
	return "is changed, but could be lost if power fails now: " + e.cause.Error()
}

func (e *unsyncedError) Unwrap() error { return e.cause }

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

// keep gives the file path another name too, which may be another file's by now.
func keep(path, as string) error {
	if err := os.Remove(as); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Link(path, as)
}
