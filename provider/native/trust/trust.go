// Package trust says whether a shared object may be loaded into a process of this user.
package trust

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// maxLinks is how many symbolic links a path may have, as for the kernel.
const maxLinks = 40

// Check returns why the file at path must not be loaded: because it, or a directory on the
// way to it, belongs to somebody else than root and this user, or because others may write
// to it. A directory in which everybody may write, but each only to what is his own, is
// nothing to object to. nil: it may.
//
// Source: D-37.
func Check(path string) error {
	if !filepath.IsAbs(path) {
		return fmt.Errorf("%s is not an absolute path", path)
	}
	at, rest := "/", components(path)
	if err := directory(at); err != nil {
		return err
	}
	for links := 0; len(rest) > 0; {
		name := rest[0]
		rest = rest[1:]
		if name == ".." {
			at = filepath.Dir(at)
			continue
		}
		next := filepath.Join(at, name)
		info, err := os.Lstat(next)
		switch {
		case err != nil:
			return err
		case info.Mode()&fs.ModeSymlink != 0:
			if links++; links > maxLinks {
				return fmt.Errorf("%s has too many symbolic links", path)
			}
			if err := owned(next, info); err != nil {
				return err
			}
			target, err := os.Readlink(next)
			if err != nil {
				return err
			}
			if filepath.IsAbs(target) {
				at = "/"
			}
			rest = append(components(target), rest...)
			continue
		case len(rest) > 0:
			if err := directory(next); err != nil {
				return err
			}
		default:
			return file(next, info)
		}
		at = next
	}
	return fmt.Errorf("%s is a directory", path)
}

// components are the names in a path.
func components(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
}

// file returns why the file at path may not be loaded.
func file(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file", path)
	}
	if err := owned(path, info); err != nil {
		return err
	}
	return closed(path, info)
}

// directory returns why what is in the directory may be somebody else's.
func directory(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return &fs.PathError{Op: "open", Path: path, Err: syscall.ENOTDIR}
	}
	if err := owned(path, info); err != nil {
		return err
	}
	if info.Mode()&fs.ModeSticky != 0 {
		return nil
	}
	return closed(path, info)
}

// owned returns an error when a third user could change what is at path.
func owned(path string, info fs.FileInfo) error {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return errors.New("the system does not tell whose " + path + " is")
	}
	if st.Uid != 0 && st.Uid != uint32(os.Geteuid()) {
		return fmt.Errorf("%s belongs to user %d, who is neither root nor this user", path, st.Uid)
	}
	return nil
}

// closed returns an error when others may write to what is at path.
func closed(path string, info fs.FileInfo) error {
	if info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%s may be written by others (mode %#o): chmod go-w", path, info.Mode().Perm())
	}
	return nil
}
