package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// compiler is the real compiler, with arguments of its own ("ccache gcc").
type compiler struct {
	argv  []string
	clang bool
}

// findCompiler takes the compiler from WSCC_CC and CC, or from WSCC_CXX and CXX
// for C++, else gcc or g++. A value that names this driver, as make CC=wscc puts
// it into the environment, counts as unset.
func findCompiler(cxx bool) (compiler, error) {
	names := []string{os.Getenv("WSCC_CC"), os.Getenv("CC"), "gcc", "cc", "clang"}
	if cxx {
		names = []string{os.Getenv("WSCC_CXX"), os.Getenv("CXX"), "g++", "c++", "clang++"}
	}
	for i, name := range names {
		argv := strings.Fields(name)
		if len(argv) == 0 || namesDriver(argv) {
			continue
		}
		path, err := exec.LookPath(argv[0])
		if err == nil {
			argv[0] = path
			return compiler{argv: argv, clang: isClang(argv)}, nil
		}
		if i < 2 {
			return compiler{}, errors.New(name + ": no such compiler: correct " + variableOf(cxx, i))
		}
	}
	return compiler{}, errors.New("no compiler: install " + names[2] + " or set " + variableOf(cxx, 0))
}

func variableOf(cxx bool, i int) string {
	return map[bool][]string{false: {"WSCC_CC", "CC"}, true: {"WSCC_CXX", "CXX"}}[cxx][i]
}

// namesDriver tells whether a command runs wscc, also behind ccache or the like.
func namesDriver(argv []string) bool {
	self, err := os.Stat("/proc/self/exe")
	if err != nil {
		return false
	}
	for _, word := range argv {
		if base := filepath.Base(word); base == "wscc" || base == "wsc++" {
			return true
		}
		if path, err := exec.LookPath(word); err == nil {
			if info, err := os.Stat(path); err == nil && os.SameFile(self, info) {
				return true
			}
		}
	}
	return false
}

// isClang tells clang from gcc by the name of the program.
func isClang(argv []string) bool {
	for _, word := range argv {
		path, err := exec.LookPath(word)
		if err != nil {
			continue
		}
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		if strings.Contains(filepath.Base(path), "clang") {
			return true
		}
	}
	return false
}

// directories asks the compiler for its own include directories.
func (cc compiler) directories(lang string) []string {
	args := append(cc.argv[1:len(cc.argv):len(cc.argv)], "-E", "-v", "-x", lang, "/dev/null")
	cmd := exec.Command(cc.argv[0], args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	var text bytes.Buffer
	cmd.Stderr = &text
	if cmd.Run() != nil {
		return nil
	}
	_, list, _ := strings.Cut(text.String(), "#include <...> search starts here:\n")
	list, _, _ = strings.Cut(list, "End of search list.")
	var dirs []string
	for line := range strings.Lines(list) {
		dirs = append(dirs, strings.TrimSpace(line))
	}
	return dirs
}

// library asks the compiler whether its linker finds lib<name> and returns its
// path, or "".
func (cc compiler) library(name string) string {
	for _, file := range []string{"lib" + name + ".so", "lib" + name + ".a"} {
		args := append(cc.argv[1:len(cc.argv):len(cc.argv)], "-print-file-name="+file)
		out, err := exec.Command(cc.argv[0], args...).Output()
		if path := strings.TrimSpace(string(out)); err == nil && path != file {
			return path
		}
	}
	return ""
}
