package kernel32_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winsock/internal/clause"
)

// TestObjects runs the programs of testdata/objects_*.c: each looks at one part
// of handles, objects, threads and waits, and says what is wrong. The same
// programs run on Windows.
func TestObjects(t *testing.T) {
	clause.Covers(t, "S-112", "S-114", "S-115", "S-116", "O-026", "O-054", "O-066", "O-156", "O-162", "O-163", "O-164", "O-165", "O-166", "O-167", "O-168", "O-180", "O-195", "O-198", "O-288", "O-289")
	programs, err := filepath.Glob("testdata/objects_*.c")
	if err != nil || len(programs) < 6 {
		t.Fatal(programs, err)
	}
	for _, source := range programs {
		name := strings.TrimSuffix(filepath.Base(source), ".c")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := build(t, source)
			out, err := run(t, append(os.Environ(), "WINSOCK_RUN_DIR="+t.TempDir()), program)
			if err != nil || out != "ok\n" {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestExitThread lets the first thread end before the others: the process lasts
// as long as they do, and ends with the last one's code.
func TestExitThread(t *testing.T) {
	program := build(t, "testdata/exitthread.c")
	out, err := run(t, nil, program)
	if err == nil || err.Error() != "exit status 5" || out != "main is gone\n" {
		t.Errorf("%v, %q", err, out)
	}
}

// TestExitProcess: buffers are written and the exit code given.
func TestExitProcess(t *testing.T) {
	program := build(t, "testdata/exitprocess.c")
	for _, row := range []struct{ how, code, out string }{
		{"exit", "7", "buffered"},
		{"exit", "256", "buffered"},
		{"terminate", "7", ""},
		{"terminate", "0x300", ""},
	} {
		out, err := run(t, nil, program, row.how, row.code)
		want := "exit status 7"
		if row.code != "7" {
			want = "exit status 255"
		}
		if err == nil || err.Error() != want || out != row.out {
			t.Errorf("%v: %v, %q", row, err, out)
		}
	}
}

// TestNamesAmongProcesses shows that named objects are one object in all
// processes, as long as one of them lives.
func TestNamesAmongProcesses(t *testing.T) {
	program := build(t, "testdata/singleinstance.c")
	out, err := run(t, append(os.Environ(), "WINSOCK_RUN_DIR="+t.TempDir()), program)
	if err != nil || out != "ok\n" {
		t.Errorf("%v\n%s", err, out)
	}
}
