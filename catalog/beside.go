package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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
