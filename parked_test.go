package winsock_test

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"runtime/pprof"
	"strconv"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock"
)

// parkedGroup matches a group of equal stacks of the goroutine profile.
var parkedGroup = regexp.MustCompile(`(?m)^(\d+) @.*\n((?:#.*\n)+)`)

// parked counts the goroutines that wait in the run-time's poller, or the engine's
// crowd, on behalf of the core.
func parked(t testing.TB) int {
	t.Helper()
	var profile bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&profile, 1); err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, group := range parkedGroup.FindAllSubmatch(profile.Bytes(), -1) {
		waits := bytes.Contains(group[2], []byte("internal/poll.runtime_pollWait")) || bytes.Contains(group[2], []byte("parkAmong"))
		if waits && bytes.Contains(group[2], []byte("winsock/internal/core")) {
			n, _ := strconv.Atoi(string(group[1]))
			total += n
		}
	}
	return total
}

// waitForParked waits until n goroutines are parked.
func waitForParked(t testing.TB, n int) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); parked(t) < n; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines are parked, want %d", parked(t), n)
		}
	}
}

// threads counts the threads of this process.
func threads(t testing.TB) int {
	t.Helper()
	all, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// TestGoroutinesHoldNoThreads: ten thousand blocked in Recv need no more than a
// few threads.
func TestGoroutinesHoldNoThreads(t *testing.T) {
	const count, few = 10_000, 16
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if limit.Max < count+1000 {
		t.Skipf("this process may have %d descriptors only", limit.Max)
	}
	old := limit
	limit.Cur = limit.Max
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	defer unix.Setrlimit(unix.RLIMIT_NOFILE, &old)
	startup(t)
	before := threads(t)

	sender := socket(t, winsock.AF_INET, winsock.SOCK_DGRAM)
	var wait sync.WaitGroup
	failures := make(chan error, count)
	addresses := make([]winsock.Sockaddr, count)
	for i := range addresses {
		var s winsock.Handle
		s, addresses[i] = bound(t, winsock.SOCK_DGRAM)
		wait.Go(func() {
			p := make([]byte, 8)
			if n, err := winsock.Recv(s, p, 0); err != nil || string(p[:n]) != "wake up" {
				failures <- fmt.Errorf("socket %d: %q, %w", i, p[:n], err)
			}
		})
	}
	waitForParked(t, count)
	if after := threads(t); after > before+few {
		t.Errorf("%d threads before, %d with %d goroutines in Recv", before, after, count)
	}
	for _, to := range addresses {
		if err := winsock.Sendto(sender, []byte("wake up"), 0, to); err != nil {
			t.Fatal("Sendto:", err)
		}
	}
	wait.Wait()
	close(failures)
	for err := range failures {
		t.Error(err)
	}
}
