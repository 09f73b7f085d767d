// Package ws2_32_test shows what the C face is on Linux beside what programs for
// Windows see: signals, forks, dlopen, errno, and what it costs in the long run.
package ws2_32_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// root is the module's folder, seen from here.
const root = "../../.."

// library builds libws2_32.so once and returns the folder that it is in.
var library = sync.OnceValues(func() (string, error) {
	if err := os.MkdirAll(root+"/build", 0o777); err != nil {
		return "", err
	}
	// Several packages' tests may build at the same time.
	lock, err := os.OpenFile(root+"/build/.lock", os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return "", err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", err
	}
	if out, err := exec.Command("make", "-s", "-C", root, "library").CombinedOutput(); err != nil {
		return "", fmt.Errorf("make library: %w\n%s", err, out)
	}
	return filepath.Abs(root + "/build/lib")
})

// program compiles a program of testdata and runs it for up to a minute: it says
// what is wrong, and nothing else. linked says that the library is, too.
func program(t *testing.T, name string, linked bool, args ...string) {
	t.Helper()
	where, err := library()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), name)
	flags := []string{"-std=gnu17", "-O1", "-g", "-Wall", "-Wextra", "-D_GNU_SOURCE", "-o", file, "testdata/" + name + ".c"}
	if linked {
		flags = append(flags, "-fshort-wchar", "-fms-extensions", "-DWIN32_LEAN_AND_MEAN", "-I"+root+"/capi/include",
			"-L"+where, "-lws2_32", "-Wl,-rpath,"+where)
	}
	if out, err := exec.Command("gcc", append(flags, "-lpthread", "-ldl")...).CombinedOutput(); err != nil || len(out) != 0 {
		t.Fatalf("gcc: %v\n%s", err, out)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, file, args...)
	cmd.Env = append(os.Environ(), "LIBRARY="+where+"/libws2_32.so.0")
	if out, err := cmd.CombinedOutput(); err != nil || len(out) != 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

// The library can be loaded at run time, also by a thread that ends, beside a
// program's own handlers of faults, and stays when it is closed.
func TestLoadedAtRunTime(t *testing.T) {
	t.Run("main", func(t *testing.T) { program(t, "load", false) })
	t.Run("thread", func(t *testing.T) { program(t, "load", false, "thread") })
}

// The child of a fork has no Winsock, and its parent does not notice.
func TestFork(t *testing.T) { program(t, "fork", true) }

// A thread that has blocked all signals is woken all the same.
func TestBlockedSignals(t *testing.T) { program(t, "mask", true) }

// No call touches errno, whether it goes well or not.
func TestErrno(t *testing.T) { program(t, "errno", true) }

// Network events come to sockets that have gone the short way before.
func TestNetworkEvents(t *testing.T) { program(t, "networkevents", true) }

// Nothing grows with the number of operations, and threads leave nothing behind.
func TestNoLeaks(t *testing.T) { program(t, "leaks", true) }

// A thousand threads wait at once, and calls of others take no longer for it.
func TestManyThreads(t *testing.T) { program(t, "threads", true) }
