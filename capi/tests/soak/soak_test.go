// Package soak_test lets thousands of connections come and go through the completion
// ports of the C face: testdata/soak checks what each of them does.
package soak_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"winsock/capi/tests/library"
	"winsock/internal/clause"
)

// compile makes a program of the sources of a folder of testdata.
func compile(t *testing.T, compiler, name string) string {
	t.Helper()
	library.Build(t)
	sources, err := filepath.Glob("testdata/" + name + "/*.c")
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), name)
	arguments := append([]string{"-O2", "-g", "-Wall", "-Wextra", "-Werror", "-o", program}, sources...)
	if out, err := exec.Command(compiler, arguments...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", compiler, err, out)
	}
	return program
}

// wscc is the driver for programs of Windows.
const wscc = library.Root + "/build/bin/wscc"

// run runs a program on an engine, for at most limit.
func run(t *testing.T, engine string, limit time.Duration, program string, arguments ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, arguments...)
	cmd.Env = append(os.Environ(), "WINSOCK_ENGINE="+engine)
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}

// soaking is how long each soak lasts, and with how many connections: WINSOCK_SOAK
// makes it a long one (make soak).
func soaking(t *testing.T) (seconds, connections int) {
	t.Helper()
	text := os.Getenv("WINSOCK_SOAK")
	if text == "" {
		return 8, 1000
	}
	long, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal("WINSOCK_SOAK:", err)
	}
	return int(long.Seconds()), 5000
}

// Whatever thousands of connections do at random, each operation ends exactly once,
// no byte is lost, doubled or moved, and descriptors and memory come back.
func TestSoak(t *testing.T) {
	clause.Covers(t, "O-053", "O-080", "O-084", "O-220", "O-221", "O-230", "O-234")
	program := compile(t, wscc, "soak")
	seconds, connections := soaking(t)
	for _, engine := range []string{"epoll", "uring"} {
		t.Run(engine, func(t *testing.T) {
			limit := time.Duration(2*seconds+60) * time.Second
			run(t, engine, limit, program, strconv.Itoa(seconds), strconv.Itoa(connections), "4")
		})
	}
}

// Without io_uring, or memory that may be pinned, programs notice nothing.
func TestRestricted(t *testing.T) {
	clause.Covers(t, "O-512")
	program, restrict := compile(t, wscc, "soak"), compile(t, "gcc", "restrict")
	for _, what := range []string{"io_uring", "memlock"} {
		t.Run(what, func(t *testing.T) {
			run(t, "uring", time.Minute, restrict, what, program, "2", "100", "3")
		})
	}
}

// Without a descriptor left operations fail, or go on; none hangs.
func TestNoDescriptors(t *testing.T) {
	program, restrict := compile(t, wscc, "limits"), compile(t, "gcc", "restrict")
	for _, engine := range []string{"epoll", "uring"} {
		for _, n := range []string{"40", "64", "200"} {
			t.Run(engine+" "+n, func(t *testing.T) { run(t, engine, time.Minute, restrict, "nofile="+n, program) })
		}
	}
}
