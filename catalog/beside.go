package catalog

import (
	"errors"
	"fmt"
	"io"
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
	data, _, err := s.readBeside(name)
	return data, err
}

func (s *Store) readBeside(name string) ([]byte, os.FileInfo, error) {
	path := filepath.Join(filepath.Dir(s.path), name)
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	switch {
	case errors.Is(err, fs.ErrNotExist) && s.below != nil:
		data, _, err := s.below.readBeside(name)
		return data, nil, err
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, nil
	case err != nil:
		return nil, nil, fmt.Errorf("catalog: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a regular file", path)
	}
	var data []byte
	if err == nil {
		data, err = io.ReadAll(io.LimitReader(f, maxFile+1))
	}
	if err == nil && len(data) > maxFile {
		err = fmt.Errorf("%s is larger than %d bytes", path, maxFile)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("catalog: %w", err)
	}
	return data, info, nil
}

// UpdateBeside changes the file name in the directory of the catalog's file, under the
// lock of the catalog, to what change makes of it; nil stands for one that doesn't
// exist, and leaves it as it is. Errors: those of change, [ErrBusy], those of the file
// system.
//
// Source: D-43, P-456.
func (s *Store) UpdateBeside(name string, change func(old []byte) ([]byte, error)) error {
	return s.locked(func(target *Store) error {
		old, info, err := target.readBeside(name)
		if err != nil {
			return err
		}
		changed, err := change(old)
		if err != nil || changed == nil {
			return err
		}
		path := filepath.Join(filepath.Dir(target.path), name)
		unfinished := path + ".new"
		if err := os.Remove(unfinished); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return s.cannotChange(err)
		}
		if err = write(unfinished, changed, info); err == nil {
			err = os.Rename(unfinished, path)
		}
		if err != nil {
			os.Remove(unfinished)
			return s.cannotChange(err)
		}
		return syncDirectory(filepath.Dir(path))
	})
}
