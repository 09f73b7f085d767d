package winsock

import (
	"slices"
	"time"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/spi"
)

// FD_SET adds s to set, unless it is in it or the set is full (FD_SETSIZE).
func FD_SET(s Handle, set *FdSet) {
	if n := set.Count; n < FD_SETSIZE && !FD_ISSET(s, set) {
		set.Array[n] = s
		set.Count++
	}
}

// FD_CLR removes s from set.
func FD_CLR(s Handle, set *FdSet) {
	members := set.Array[:min(set.Count, FD_SETSIZE)]
	if i := slices.Index(members, s); i >= 0 {
		copy(members[i:], members[i+1:])
		set.Count--
	}
}

// FD_ISSET reports whether s is in set.
func FD_ISSET(s Handle, set *FdSet) bool {
	return slices.Contains(set.Array[:min(set.Count, FD_SETSIZE)], s)
}

// FD_ZERO empties set.
func FD_ZERO(set *FdSet) { set.Count = 0 }

// Select waits until a socket of readfds can be received from or accepted on,
// one of writefds sent to, or one of exceptfds has urgent data or a failed
// connect; each set is cut down to those, and n counts them all. nil stands for
// an empty set, readfds and writefds may be the same. nfds is ignored. timeout
// nil waits without end, zero does not wait; when the time is over n is 0. For
// more sockets than fit a set there is [WSAPoll].
//
// Errors: WSANOTINITIALISED, WSAEINVAL (no sockets, a count above FD_SETSIZE, or
// a negative time), WSAENOTSOCK.
//
// Source: S-396…S-426.
func Select(nfds int32, readfds, writefds, exceptfds *FdSet, timeout *Timeval) (n int32, err error) {
	n, e := call.Select(readfds, writefds, exceptfds, FD_SETSIZE, timeout, spi.Park)
	return n, e.Err()
}

// WSAPoll looks what the sockets of fds are ready for, waits up to timeout
// milliseconds (negative: without end) until one is for something it asks for,
// and stores all in REvents. n is the number of entries with any; invalid ones
// get POLLNVAL and are not counted.
//
// Errors: WSANOTINITIALISED, WSAEINVAL (no entries, or a bit in Events other
// than POLLIN and POLLOUT), WSAENOTSOCK (no entry is a socket).
//
// Source: S-427…S-455.
func WSAPoll(fds []WSAPOLLFD, timeout int32) (n int32, err error) {
	count, e := core.Poll(fds, len(fds), time.Duration(timeout)*time.Millisecond, spi.Park)
	return int32(count), e.Err()
}
