package core

import (
	"winsock/spi"
	"winsock/ws2def"
)

// SendDisconnect is [Shutdown] with SD_SEND, with data for the peer where the protocol
// has that.
//
// Errors: those of Shutdown, WSAENOPROTOOPT (data; most protocols carry none),
// WSAEWOULDBLOCK (data, and something that was sent is not taken yet).
//
// Source: S-375, P-239.
func SendDisconnect(h Handle, data []byte) Errno {
	_, e := disconnectWith(h, ws2def.SD_SEND, len(data), func(d spi.Disconnecter) (int, Errno) {
		return 0, d.SendDisconnect(data)
	})
	return e
}

// RecvDisconnect is [Shutdown] with SD_RECEIVE, which gives the data that the peer's end
// came with, where the protocol has that.
//
// Errors: those of Shutdown, WSAENOPROTOOPT (there is room for data).
//
// Source: S-375, P-235.
func RecvDisconnect(h Handle, data []byte) (n int, e Errno) {
	return disconnectWith(h, ws2def.SD_RECEIVE, len(data), func(d spi.Disconnecter) (int, Errno) {
		return d.RecvDisconnect(data)
	})
}

// disconnectWith ends the direction how by call, or as shutdown does.
func disconnectWith(h Handle, how int32, size int, call func(spi.Disconnecter) (int, Errno)) (int, Errno) {
	s, e := enter(h)
	if e != 0 {
		return 0, e
	}
	defer table.Release(h)
	d, ok := spi.Ability[spi.Disconnecter](s.t)
	switch {
	case !ok && size > 0:
		return 0, ws2def.WSAENOPROTOOPT
	case !ok:
		return 0, s.shutdown(how)
	}
	bits, e := s.mayEnd(how)
	if e != 0 {
		return 0, e
	}
	s.lockOut()
	defer s.out.mu.Unlock()
	begun := s.state.Load()
	if bits == stNoSend && begun&stBusy != 0 { // the end follows the rest: passTurn
		if size > 0 {
			return 0, ws2def.WSAEWOULDBLOCK
		}
		s.change(bits, 0)
		return 0, 0
	}
	if begun&bits == bits && size == 0 {
		return 0, 0
	}
	s.change(bits, 0)
	n, e := call(d)
	if e != 0 && begun&bits == 0 {
		s.change(0, bits)
	}
	return min(max(n, 0), size), e
}
