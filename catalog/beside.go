package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ReadBeside returns what the file name in the directory of the catalog's file holds,
// or the one beside the catalog in force below it when it doesn't exist; nil when none
// exists.
//
// Source: P-456.
func (s *Store) ReadBeside(name string) ([]byte, error) {
	data, _, err := s.readBeside(name, os.O_RDONLY)
	if err != nil {
		return nil, fmt.Errorf("catalog: %w", err)
	}
	return data, nil
}

func (s *Store) readBeside(name string, flag int) ([]byte, os.FileInfo, error) {
	data, info, err := readFile(s.beside(name), flag)
	switch {
	case err == nil && s.own && info.Sys().(*syscall.Stat_t).Uid != uint32(os.Geteuid()):
		return nil, nil, fmt.Errorf("%s belongs to somebody else", s.beside(name))
	case !errors.Is(err, fs.ErrNotExist):
		return data, info, err
	case s.below == nil:
		return nil, nil, nil
	}
	data, _, err = s.below.readBeside(name, os.O_RDONLY)
	return data, nil, err
}

// beside is the path of the file name beside the catalog's.
func (s *Store) beside(name string) string { return filepath.Join(filepath.Dir(s.path), name) }

// UpdateBeside changes the file name in the directory of the catalog's file, under the
// lock of the catalog, to what change makes of it; nil stands for one that doesn't
// exist, and leaves it as it is. Errors: those of change, [ErrBusy], those of the file
// system.
//
// Source: D-43, P-456.
func (s *Store) UpdateBeside(name string, change func(old []byte) ([]byte, error)) error {
	return s.locked(func(target *Store) error {
		old, info, err := target.readBeside(name, os.O_RDWR)
		if err != nil {
			return s.cannotChange(err)
		}
		changed, err := change(old)
		if err != nil || changed == nil {
			return err
		}
		if err := replaceFile(target.beside(name), changed, info); err != nil {
			return s.cannotChange(err)
		}
		return nil
	})
}

// Layers returns what is in force one below the other: the store of the catalog's file
// alone and, for a user's own, that of the system. For files beside the catalog of which
// all count, not only the topmost.
func (s *Store) Layers() []*Store {
	alone := *s
	alone.below = nil
	if s.below == nil {
		return []*Store{&alone}
	}
	return append([]*Store{&alone}, s.below.Layers()...)
}
