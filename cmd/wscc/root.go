package main

import (
	"errors"
	"os"
	"path/filepath"
)

// installation is where the library's parts are.
type installation struct {
	include string // directory of winsock2.h
	lib     string // directory of libws2_32.so
}

// locate finds the installation that the driver belongs to. A build tree has
// its headers in include, an installed one in include/winsock beside other
// packages' headers.
func locate(s settings) (installation, error) {
	root := s.root
	if root == "" {
		root = os.Getenv("WSCC_ROOT")
	}
	if root == "" {
		self, err := os.Executable()
		if err != nil {
			return installation{}, err
		}
		if self, err = filepath.EvalSymlinks(self); err != nil {
			return installation{}, err
		}
		root = filepath.Dir(filepath.Dir(self))
	}
	root, err := filepath.Abs(root)
	if err != nil {
		return installation{}, err
	}
	for _, include := range []string{filepath.Join(root, "include", "winsock"), filepath.Join(root, "include")} {
		if _, err := os.Stat(filepath.Join(include, "winsock2.h")); err == nil {
			return installation{include: include, lib: filepath.Join(root, "lib")}, nil
		}
	}
	return installation{}, errors.New(root + ": no include/winsock2.h there: run make build or make install, or give --winsock-root=DIR")
}
