// Package library builds the C face, and programs with it, for the tests of the
// folders beside it.
package library

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// Root is the module's folder, seen from the folders beside this one.
const Root = "../../.."

// build makes the library once and returns its folder.
var build = sync.OnceValues(func() (string, error) {
	if err := os.MkdirAll(Root+"/build", 0o777); err != nil {
		return "", err
	}
	// Several packages' tests may build at the same time.
	lock, err := os.OpenFile(Root+"/build/.lock", os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return "", err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", err
	}
	if out, err := exec.Command("make", "-s", "-C", Root, "library").CombinedOutput(); err != nil {
		return "", fmt.Errorf("make library: %w\n%s", err, out)
	}
	// So that Go knows that results depend on it.
	if _, err := os.Stat(Root + "/build/lib/libws2_32.so.0"); err != nil {
		return "", err
	}
	return filepath.Abs(Root + "/build/lib")
})

// Build builds libws2_32.so, once for all tests, and returns the folder it is in.
func Build(t *testing.T) string {
	t.Helper()
	where, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return where
}

// Program compiles a program in C, with flags more, and links it with the library:
// the compiler has nothing to say.
func Program(t *testing.T, source string, flags ...string) string {
	t.Helper()
	where := Build(t)
	program := filepath.Join(t.TempDir(), strings.TrimSuffix(filepath.Base(source), ".c"))
	args := append([]string{
		"-std=gnu17", "-O1", "-g", "-Wall", "-Wextra", "-fshort-wchar", "-fms-extensions",
		"-D_GNU_SOURCE", "-I" + Root + "/capi/include", "-o", program, source,
		"-L" + where, "-lws2_32", "-lpthread", "-Wl,-rpath," + where,
	}, flags...)
	out, err := exec.Command("gcc", args...).CombinedOutput()
	if err != nil || len(out) != 0 {
		t.Fatalf("gcc %s: %v\n%s", source, err, out)
	}
	return program
}
