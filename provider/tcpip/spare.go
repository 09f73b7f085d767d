package tcpip

import (
	"sync"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/ws2def"
)

// spare holds kernel sockets that were opened for a program and never used: those
// of the sockets that became accepted connections (Adopt). The next sockets are
// made of them, so that a server pays for each connection once.
var spare struct {
	mu  sync.Mutex
	fds [2][]int // AF_INET, AF_INET6
}

// maxSpare is how many are kept of a family.
const maxSpare = 256

func spareOf(family uint16) *[]int {
	if family == ws2def.AF_INET {
		return &spare.fds[0]
	}
	return &spare.fds[1]
}

// keepSpare keeps a TCP socket of which the kernel knows nothing but its family;
// false when there are enough.
func keepSpare(family uint16, fd int) bool {
	spare.mu.Lock()
	defer spare.mu.Unlock()
	fds := spareOf(family)
	if len(*fds) >= maxSpare {
		return false
	}
	*fds = append(*fds, fd)
	return true
}

// takeSpare takes a TCP socket that was kept; -1 when there is none.
func takeSpare(family uint16) int {
	spare.mu.Lock()
	defer spare.mu.Unlock()
	fds := spareOf(family)
	last := len(*fds) - 1
	if last < 0 {
		return -1
	}
	fd := (*fds)[last]
	*fds = (*fds)[:last]
	return fd
}

// openKernel opens the kernel's socket for s.
func (s *socket) openKernel() (int, sys.Errno) {
	if s.typ == ws2def.SOCK_STREAM {
		if fd := takeSpare(s.family); fd >= 0 {
			return fd, 0
		}
	}
	domain := unix.AF_INET
	if s.family == ws2def.AF_INET6 {
		domain = unix.AF_INET6
	}
	return sys.Socket(domain, int(s.typ), int(s.protocol))
}

// closeSpares closes what is kept, and reports whether there was anything.
func closeSpares() (some bool) {
	spare.mu.Lock()
	defer spare.mu.Unlock()
	for i := range spare.fds {
		some = some || len(spare.fds[i]) > 0
		for _, fd := range spare.fds[i] {
			sys.Close(fd)
		}
		spare.fds[i] = nil
	}
	return some
}

// shells are sockets that are over: nobody waits for them, nor did.
var shells = sync.Pool{New: func() any { return new(socket) }}

// recycle ends the use of a socket that has lost its descriptor, for the next one.
func recycle(s *socket) {
	*s = socket{}
	shells.Put(s)
}
