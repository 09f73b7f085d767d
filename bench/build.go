package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// workshop is where the programs that are measured are compiled to.
var workshop = filepath.Join("build", "bench")

// wscc compiles for the C face.
var wscc = filepath.Join("build", "bin", "wscc")

// mingw compiles for Windows.
const mingw = "x86_64-w64-mingw32-gcc-posix"

// built is the path of a program.
func built(name string) string { return filepath.Join(workshop, name) }

// compile runs a compiler, which makes a program in the workshop.
func compile(compiler string, args ...string) error {
	if strings.ContainsRune(compiler, filepath.Separator) {
		if _, err := os.Stat(compiler); err != nil {
			return fmt.Errorf("no %s: run make build", compiler)
		}
	}
	if err := os.MkdirAll(workshop, 0o755); err != nil {
		return err
	}
	out, err := exec.Command(compiler, args...).CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("no %s", compiler)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w: %s", compiler, args[len(args)-1], err, out)
	}
	return nil
}

// compileC compiles a C program of this folder for Linux.
func compileC(name string, sources []string, libraries ...string) error {
	args := append([]string{"-std=gnu17", "-D_GNU_SOURCE", "-O2", "-o", built(name)}, sources...)
	return compile("gcc", append(args, libraries...)...)
}

// compileLoad compiles the load generator; without liburing it has epoll only.
func compileLoad() error {
	sources, err := filepath.Glob("bench/c/load/*.c")
	if err != nil {
		return err
	}
	if compileC("load", sources, "-DLIBURING", "-luring") == nil {
		return nil
	}
	return compileC("load", sources)
}

// compileGo compiles a Go server of this folder.
func compileGo(name string) error {
	return compile("go", "build", "-trimpath", "-o", built(name), "./bench/"+name)
}
