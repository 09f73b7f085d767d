// Package leaktest fails a package's tests when they leave descriptors or
// goroutines behind.
//
// A package takes part with one line:
//
//	func TestMain(m *testing.M) { leaktest.Main(m) }
//
// and a single test, such as one round of a fault sweep, with [Check].
// Descriptors are read from /proc/self/fd; what was open before the tests
// began is not a leak. Closing may lag behind a test's end (a kernel flush, a
// goroutine on its way out), so a suspect gets two seconds to go away.
package leaktest

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// patience is how long a suspect may take to go away.
const patience = 2 * time.Second

// Main runs the package's tests, then the functions of last, which end what is
// meant to last as long as the process, and exits with the tests' code, or with
// 1 when they passed but left a descriptor or a goroutine behind. The leaks are
// listed on standard error, each descriptor with what it is.
func Main(m *testing.M, last ...func()) {
	before, err := openDescriptors()
	if err != nil {
		fmt.Fprintln(os.Stderr, "leaktest:", err)
		os.Exit(1)
	}
	code := m.Run()
	for _, end := range last {
		end()
	}
	if code != 0 {
		os.Exit(code)
	}
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(os.Stderr, "leaktest: goroutines left behind:", err)
		code = 1
	}
	if left := leakedSince(before, patience); len(left) != 0 {
		fmt.Fprintln(os.Stderr, "leaktest: descriptors left behind:\n"+report(left))
		code = 1
	}
	os.Exit(code)
}

// Check makes t fail at its end, after its other clean-ups registered later,
// when a descriptor opened since the call is still open. Not for parallel
// tests: another test's descriptors would be taken for t's.
func Check(t testing.TB) {
	t.Helper()
	before, err := openDescriptors()
	if err != nil {
		t.Fatal("leaktest:", err)
	}
	t.Cleanup(func() {
		if left := leakedSince(before, patience); len(left) != 0 {
			t.Errorf("leaktest: descriptors left behind:\n%s", report(left))
		}
	})
}

// openDescriptors lists the open descriptors with the objects they refer to.
//
// The run-time's poller opens an epoll and an eventfd at its first use and
// keeps them for ever: a pipe forces that first use before anybody counts.
func openDescriptors() (map[int]string, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	r.Close()
	w.Close()

	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return nil, err
	}
	open := make(map[int]string, len(entries))
	for _, e := range entries {
		fd, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		// The directory's own descriptor is closed by now, as may be one that
		// another goroutine holds for a moment only.
		if object, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil {
			open[fd] = object
		}
	}
	return open, nil
}

// leakedSince returns the descriptors that are open now and were not in
// before, once none is left or limit has passed. A number that was closed and
// opened again for another object counts as new: sockets and pipes carry
// their inode in the name.
func leakedSince(before map[int]string, limit time.Duration) map[int]string {
	deadline := time.Now().Add(limit)
	for pause := time.Millisecond; ; pause = min(2*pause, 50*time.Millisecond) {
		now, err := openDescriptors()
		if err != nil {
			return map[int]string{-1: err.Error()}
		}
		maps.DeleteFunc(now, func(fd int, object string) bool { return before[fd] == object })
		if len(now) == 0 || time.Now().After(deadline) {
			return now
		}
		time.Sleep(pause)
	}
}

// report writes one line per descriptor, in order of their numbers.
func report(left map[int]string) string {
	var b strings.Builder
	for _, fd := range slices.Sorted(maps.Keys(left)) {
		fmt.Fprintf(&b, "\tfd %d: %s\n", fd, left[fd])
	}
	return strings.TrimSuffix(b.String(), "\n")
}
