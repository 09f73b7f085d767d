package examples_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A toolchain builds the programs of examples/c and runs them.
type toolchain struct {
	cc, cxx []string // the compilers with their options
	libs    []string // after the sources
	suffix  string   // of programs
	env     []string // in addition, for compilers and programs
	run     []string // what programs run under
	wide    []string // options for programs that begin at wmain
	slow    bool     // programs take many times longer

	front func(t *testing.T, address string) string // where a server is reached; nil: where it listens
}

// native is wscc with options.
func native(options ...string) toolchain {
	bin, err := filepath.Abs(filepath.Join("..", "build", "bin"))
	if err != nil {
		panic(err)
	}
	options = append([]string{"-Wall"}, options...)
	return toolchain{
		cc:  append([]string{filepath.Join(bin, "wscc")}, options...),
		cxx: append([]string{filepath.Join(bin, "wsc++")}, options...),
	}
}

// program is a compiled program and what runs it.
type program struct {
	path string
	toolchain
}

// build compiles a source of examples/c, which must give no warning. The test is
// skipped where the compiler is missing.
func (c toolchain) build(t *testing.T, source string, options ...string) program {
	t.Helper()
	p, err := c.compile(t, filepath.Join("c", source), options...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// compile compiles a source; the error shows what the compiler says.
func (c toolchain) compile(t *testing.T, source string, options ...string) (program, error) {
	t.Helper()
	compiler := c.cc
	if filepath.Ext(source) == ".cpp" {
		compiler = c.cxx
	}
	if _, err := exec.LookPath(compiler[0]); err != nil {
		t.Skipf("no %s here (make build makes wscc)", filepath.Base(compiler[0]))
	}
	p := program{path: filepath.Join(t.TempDir(), "program"+c.suffix), toolchain: c}
	args := append(append(append([]string{}, compiler[1:]...), options...), source, "-o", p.path)
	cmd := exec.Command(compiler[0], append(args, c.libs...)...)
	cmd.Env = append(os.Environ(), c.env...)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		return p, fmt.Errorf("%s %s: %v\n%s", filepath.Base(compiler[0]), strings.Join(args, " "), err, out)
	}
	return p, nil
}
