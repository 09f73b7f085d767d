//go:build cgo

package native

// #include "table.h"
import "C"

import (
	"winsock/spi"
	"winsock/ws2def"
)

var (
	_ spi.LeafJoiner = (*socket)(nil)
	_ spi.LeafJoiner = (*upper)(nil)
)

// Join implements [spi.LeafJoiner]: WSPJoinLeaf, which gives a leaf itself. FD_CONNECT
// tells of the end when there are connections.
//
// Source: P-232, P-373, P-376.
func (s *socket) Join(name []byte, mode uint32) spi.Errno {
	l := s.at.Load()
	if s.kind == datagram {
		return l.join(name, mode)
	}
	return l.attempt(func() spi.Errno {
		if e := l.join(name, mode); e != 0 {
			return e
		}
		return ws2def.WSAEWOULDBLOCK
	})
}

// Join implements [spi.LeafJoiner].
func (u *upper) Join(name []byte, mode uint32) spi.Errno { return u.l.join(name, mode) }

// join is WSPJoinLeaf of a leaf. Errors beside the provider's: WSAEINVALIDPROVIDER (it gives
// another socket).
func (l *link) join(name []byte, mode uint32) spi.Errno {
	fresh, _, _, e := l.joinLeaf(name, mode)
	if fresh != nil {
		fresh.close(true)
		return ws2def.WSAEINVALIDPROVIDER
	}
	return e
}

// Invite implements [spi.LeafJoiner]: WSPJoinLeaf, which gives a root a socket for the leaf.
// FD_CONNECT on the root tells how the leaf has answered.
//
// Source: P-232, P-372, P-376.
func (s *socket) Invite(name []byte, mode uint32) (spi.Socket, spi.Errno) {
	l := s.at.Load()
	l.mu.Lock()
	l.inviting, l.invited = true, nil
	l.mu.Unlock()
	fresh, _, number, e := l.joinLeaf(name, mode)
	if e == 0 && fresh == nil {
		e = ws2def.WSAEINVALIDPROVIDER
	}
	l.mu.Lock()
	switch {
	case e != 0:
		l.inviting = false
	case l.inviting:
		l.invited, fresh.connecting = fresh, true
	default: // it has answered already
		fresh.connected(l.answer)
	}
	l.mu.Unlock()
	if e != 0 {
		return nil, e
	}
	return s.derive(fresh, number)
}

// answered notes how the leaf that a root has asked answers. The caller holds mu.
func (l *link) answered(e spi.Errno) {
	leaf := l.invited
	l.inviting, l.invited, l.answer = false, nil, e
	if leaf == nil {
		return
	}
	leaf.mu.Lock()
	leaf.connected(e)
	leaf.mu.Unlock()
	leaf.changed()
}

// Invite implements [spi.LeafJoiner]: sessions over kernel handles have no roots.
func (u *upper) Invite([]byte, uint32) (spi.Socket, spi.Errno) { return nil, ws2def.WSAEOPNOTSUPP }

// joinLeaf is WSPJoinLeaf; fresh is nil when it gives the socket itself.
func (l *link) joinLeaf(name []byte, mode uint32) (fresh *link, v *value, number ws2def.Handle, e spi.Errno) {
	if !l.enter() {
		return nil, nil, 0, ws2def.WSAENOTSOCK
	}
	defer l.leave()
	a := C.ws_np_join_leaf(l.p.table, l.h, pointer(name), C.int(len(name)), C.uint32_t(mode))
	if a.error == 0 && C.uint64_t(a.value) == l.h {
		return nil, nil, 0, 0
	}
	return l.p.answered(a)
}
