// Package ws2_32_test shows what the C face is on Linux beside what programs for
// Windows see: signals, forks, dlopen, errno, and what it costs in the long run.
package ws2_32_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"winsock/capi/tests/library"
	"winsock/internal/clause"
	"winsock/internal/engine/uring"
)

// run runs a program for up to a minute: it says what is wrong, and nothing else.
func run(t *testing.T, file string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, file, args...)
	cmd.Env = append(os.Environ(), "LIBRARY="+library.Build(t)+"/libws2_32.so.0")
	if out, err := cmd.CombinedOutput(); err != nil || len(out) != 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

// program runs a program of testdata that is linked with the library.
func program(t *testing.T, name string) {
	t.Helper()
	run(t, library.Program(t, "testdata/"+name+".c", "-DWIN32_LEAN_AND_MEAN"))
}

// stranger compiles a program of testdata that knows nothing of the library.
func stranger(t *testing.T, name string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	out, err := exec.Command("gcc", "-std=gnu17", "-O1", "-g", "-Wall", "-Wextra", "-D_GNU_SOURCE",
		"-o", file, "testdata/"+name+".c", "-lpthread", "-ldl").CombinedOutput()
	if err != nil || len(out) != 0 {
		t.Fatalf("gcc: %v\n%s", err, out)
	}
	return file
}

// The library can be loaded at run time, also by a thread that ends, beside a
// program's own handlers of faults, and stays when it is closed.
func TestLoadedAtRunTime(t *testing.T) {
	load := stranger(t, "load")
	t.Run("main", func(t *testing.T) { run(t, load) })
	t.Run("thread", func(t *testing.T) { run(t, load, "thread") })
}

// The child of a fork has no Winsock, and its parent does not notice.
func TestFork(t *testing.T) { program(t, "fork") }

// A thread that has blocked all signals is woken all the same.
func TestBlockedSignals(t *testing.T) { program(t, "mask") }

// No call touches errno, whether it goes well or not.
func TestErrno(t *testing.T) { program(t, "errno") }

// Overlapped streams keep the contract on each engine.
func TestEngine(t *testing.T) {
	file := library.Program(t, "testdata/engine.c", "-DWIN32_LEAN_AND_MEAN")
	clause.Covers(t, "O-480", "O-505", "O-509", "O-522", "O-524", "O-526", "O-533")
	onEngines(t, file)
}

// Listeners, big blocks and the ends of streams keep it beside what is in a ring.
func TestRing(t *testing.T) {
	file := library.Program(t, "testdata/ring.c")
	clause.Covers(t, "O-219", "O-522", "O-523")
	onEngines(t, file)
}

// onEngines runs a program on each engine, which is its argument.
func onEngines(t *testing.T, file string) {
	t.Run("epoll", func(t *testing.T) {
		t.Setenv("WINSOCK_ENGINE", "epoll")
		run(t, file, "epoll")
	})
	t.Run("uring", func(t *testing.T) {
		if lacks := uring.Probe(); lacks != "" {
			t.Skip(lacks)
		}
		t.Setenv("WINSOCK_ENGINE", "uring")
		run(t, file, "uring")
	})
}

// Where io_uring is forbidden an engine that is forced is epoll, without a word.
func TestEngineForbidden(t *testing.T) {
	clause.Covers(t, "O-512")
	t.Setenv("WINSOCK_ENGINE", "uring")
	run(t, library.Program(t, "testdata/engine.c", "-DWIN32_LEAN_AND_MEAN"), "forbidden")
}

// Network events come to sockets that have gone the short way before.
func TestNetworkEvents(t *testing.T) { program(t, "networkevents") }

// Nothing grows with the number of operations, and threads leave nothing behind.
func TestNoLeaks(t *testing.T) { program(t, "leaks") }

// A thousand threads wait at once, and calls of others take no longer for it.
func TestManyThreads(t *testing.T) { program(t, "threads") }
