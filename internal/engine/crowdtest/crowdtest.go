// Package crowdtest is for tests that want waits to be as in a process with many
// connections.
package crowdtest

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/engine"
	"winsock/spi"
)

// few is at least how many descriptors wait by themselves.
const few = 8

// Gather has descriptors that are waited for first from now on, until t ends, wait in
// the engine's crowd.
func Gather(t testing.TB) {
	t.Helper()
	for range few {
		fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		unix.Close(fds[1])
		d := new(engine.FD)
		d.Init(fds[0])
		t.Cleanup(func() { d.Close() })
		d.Wait(spi.Readable, spi.Park, d.Nudges(), time.Unix(1, 0))
	}
}
