package user32_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// root is the module's folder, seen from here.
const root = "../../.."

// library builds libws2_32.so once.
var library = sync.OnceValue(func() error {
	if err := os.MkdirAll(root+"/build", 0o777); err != nil {
		return err
	}
	// Several packages' tests may build at the same time.
	lock, err := os.OpenFile(root+"/build/.lock", os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	if out, err := exec.Command("make", "-s", "-C", root, "library").CombinedOutput(); err != nil {
		return fmt.Errorf("make library: %w\n%s", err, out)
	}
	return nil
})

// build compiles a program and links it with the library.
func build(t *testing.T, source string) string {
	t.Helper()
	if err := library(); err != nil {
		t.Fatal(err)
	}
	where, err := filepath.Abs(root + "/build/lib")
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), strings.TrimSuffix(filepath.Base(source), ".c"))
	out, err := exec.Command("gcc", "-std=gnu17", "-O1", "-g", "-Wall", "-Wextra", "-fshort-wchar", "-fms-extensions",
		"-D_GNU_SOURCE", "-I"+root+"/capi/include", "-o", program, source,
		"-L"+where, "-lws2_32", "-lpthread", "-Wl,-rpath,"+where).CombinedOutput()
	if err != nil || len(out) != 0 {
		t.Fatalf("gcc %s: %v\n%s", source, err, out)
	}
	return program
}

// run gives the program a minute and returns what it wrote to standard output
// and to standard error.
func run(t *testing.T, program string, args ...string) (out, complaints string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var o, e strings.Builder
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdout, cmd.Stderr = &o, &e
	err = cmd.Run()
	return o.String(), e.String(), err
}
