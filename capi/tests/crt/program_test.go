package crt_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// gccFlags compile the run-time for tests: as it is built, with the address and
// undefined-behaviour sanitizers.
var gccFlags = []string{
	"-std=gnu17", "-O1", "-w", "-fshort-wchar", "-fno-builtin", "-D_GNU_SOURCE", "-DWIN32_LEAN_AND_MEAN",
	"-fsanitize=address,undefined", "-I../../include", "-I../../shim",
	"-ffunction-sections", "-Wl,--gc-sections",
}

// gcc runs the compiler with gccFlags and args.
func gcc(args ...string) error {
	args = append(append([]string{}, gccFlags...), args...)
	if out, err := exec.Command("gcc", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("gcc %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

// sources is where the run-time stands.
const sources = "../../crt"

var objectsDir string

// kernel32 names its sources that the run-time's files stand on.
var kernel32 = []string{"fileerror", "fileinfo", "filepath", "findfile", "lasterror", "wildcard"}

// archive compiles the run-time once for all tests: of the archive a program
// takes the functions it needs, so that the rest of kernel32 is not missed.
var archive = sync.OnceValues(func() (string, error) {
	files, err := filepath.Glob(sources + "/*.c")
	if err != nil {
		return "", err
	}
	if objectsDir, err = os.MkdirTemp("", "crt"); err != nil {
		return "", err
	}
	path := filepath.Join(objectsDir, "crt.a")
	args := []string{"rcs", path}
	for _, name := range kernel32 {
		files = append(files, filepath.Join(sources, "../kernel32", name+".c"))
	}
	for _, file := range files {
		object := filepath.Join(objectsDir, strings.TrimSuffix(filepath.Base(file), "c")+"o")
		if err := gcc("-c", file, "-o", object); err != nil {
			return "", err
		}
		args = append(args, object)
	}
	if out, err := exec.Command("ar", args...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("ar: %w\n%s", err, out)
	}
	return path, nil
})

func removeObjects() { os.RemoveAll(objectsDir) }

// program is a C program of testdata, linked with the run-time as programs are
// linked with the library.
type program struct {
	path string
	dir  string // empty, for its files
}

// compile builds testdata/name.c.
func compile(t *testing.T, name string) program {
	t.Helper()
	linked, err := archive()
	if err != nil {
		t.Fatal(err)
	}
	p := program{path: filepath.Join(t.TempDir(), name), dir: t.TempDir()}
	if err := gcc("-o", p.path, filepath.Join("testdata", name+".c"), linked, "-lm"); err != nil {
		t.Fatal(err)
	}
	return p
}

// run gives the program its input and returns what it printed; another exit
// code than 0, or a minute's run, fails the test.
func (p program) run(t *testing.T, input string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.path, args...)
	cmd.Env = append(os.Environ(), "UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1")
	// All of it is there before the program looks: _kbhit does not wait.
	in, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	to.WriteString(input)
	to.Close()
	cmd.Stdin = in
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		t.Errorf("%s: %v\n%s%s", filepath.Base(p.path), err, complaints.String(), out.String())
	}
	return out.String()
}
