package include

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// compiler is an installed compiler of C or C++.
type compiler struct {
	path string
	cxx  bool
}

// compilers returns the installed ones of gcc, g++, clang and clang++.
func compilers(t *testing.T) []compiler {
	t.Helper()
	var all []compiler
	for _, name := range []string{"gcc", "g++", "clang", "clang++"} {
		if path, err := exec.LookPath(name); err == nil {
			all = append(all, compiler{path, strings.HasSuffix(name, "++")})
		} else {
			t.Logf("%s is not installed", name)
		}
	}
	if len(all) == 0 {
		t.Skip("no compiler is installed")
	}
	return all
}

// needed returns the compiler of that name, or skips the test.
func needed(t *testing.T, name string) compiler {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return compiler{path, strings.HasSuffix(name, "++")}
}

// language is the argument that says what the source is written in.
func (c compiler) language() string {
	if c.cxx {
		return "-xc++"
	}
	return "-xc"
}

// tool runs a program with a time limit and returns all that it wrote.
func tool(t *testing.T, stdin, name string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// check compiles source without making code. Warnings are errors.
func (c compiler) check(t *testing.T, source string, flags ...string) {
	t.Helper()
	args := append([]string{"-I.", "-Wall", "-Wextra", "-fsyntax-only", c.language()}, flags...)
	out, err := tool(t, source, c.path, append(args, "-")...)
	if err == nil && complaints(out) == "" {
		return
	}
	t.Errorf("%s %s: %v\n%s", filepath.Base(c.path), strings.Join(flags, " "), err, complaints(out))
	if len(source) < 3000 {
		t.Log(source)
	}
}

// place finds an error or a warning of a compiler, with what it is about.
var place = regexp.MustCompile(`(?m)^([^ :\n]+):[0-9]+:[0-9]+: (error|fatal error|warning):.*(\n +.*){0,2}`)

// complaints returns the errors and warnings in a compiler's output.
func complaints(output string) string {
	return strings.Join(place.FindAllString(output, -1), "\n")
}

// build compiles and links C or C++ sources into a program and runs it.
func (c compiler) build(t *testing.T, source string, flags ...string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "program")
	args := append([]string{"-I.", "-Wall", "-Wextra", "-Wno-maybe-uninitialized", "-O1", "-o", program, c.language()}, flags...)
	out, err := tool(t, source, c.path, append(args, "-")...)
	if err != nil || complaints(out) != "" {
		t.Fatalf("%s: %v\n%s", c.path, err, out)
	}
	out, err = tool(t, "", program)
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	return out
}

// read returns the lines of a file of testdata.
func read(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}
