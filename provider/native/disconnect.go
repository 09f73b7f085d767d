//go:build cgo

package native

// #include "table.h"
import "C"

import (
	"winsock/spi"
)

var (
	_ spi.Disconnecter = (*socket)(nil)
	_ spi.Disconnecter = (*upper)(nil)
)

// SendDisconnect implements [spi.Disconnecter]: WSPSendDisconnect.
func (s *socket) SendDisconnect(data []byte) spi.Errno { return s.at.Load().sendDisconnect(data) }

// SendDisconnect implements [spi.Disconnecter].
func (u *upper) SendDisconnect(data []byte) spi.Errno { return u.l.sendDisconnect(data) }

func (l *link) sendDisconnect(data []byte) spi.Errno {
	return l.with(func(t *C.ws_np_table, h C.uint64_t) spi.Errno {
		return spi.Errno(C.ws_np_send_disconnect(t, h, pointer(data), C.uint32_t(len(data))))
	})
}

// RecvDisconnect implements [spi.Disconnecter]: WSPRecvDisconnect. A receive that waits
// asks the provider once more, as for Shutdown.
func (s *socket) RecvDisconnect(data []byte) (int, spi.Errno) {
	n, e := s.at.Load().recvDisconnect(data)
	s.ready.Nudge()
	return n, e
}

// RecvDisconnect implements [spi.Disconnecter].
func (u *upper) RecvDisconnect(data []byte) (int, spi.Errno) { return u.l.recvDisconnect(data) }

func (l *link) recvDisconnect(data []byte) (n int, e spi.Errno) {
	e = l.with(func(t *C.ws_np_table, h C.uint64_t) spi.Errno {
		a := C.ws_np_recv_disconnect(t, h, pointer(data), C.uint32_t(len(data)))
		n = clamp(int(a.value), len(data))
		return spi.Errno(a.error)
	})
	return n, e
}
