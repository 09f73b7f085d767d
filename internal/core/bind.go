package core

import (
	"winsock/spi"
	"winsock/ws2def"
)

// Bind gives h the local address name; nil stands for a NULL pointer.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (already bound), WSAEFAULT,
// WSAEAFNOSUPPORT, WSAEADDRINUSE, WSAEACCES, WSAEADDRNOTAVAIL.
//
// Source: S-122…S-135.
func Bind(h Handle, name []byte) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	b, ok := spi.Ability[spi.Binder](s.t)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	defer s.reenable(0)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state.Load()&(stBound|stAccepting) != 0 {
		return ws2def.WSAEINVAL
	}
	if name == nil {
		return ws2def.WSAEFAULT
	}
	if e := b.Bind(name); e != 0 {
		return e
	}
	s.note(stBound, 0)
	s.auditBound()
	return 0
}

// bindFor binds an unbound socket implicitly for a send or connect to to.
//
// Source: S-137, S-299.
func (s *Socket) bindFor(to []byte) Errno {
	if s.has(stBound) {
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bindLocked(to)
}

func (s *Socket) bindLocked(to []byte) Errno {
	if s.has(stBound) {
		return 0
	}
	b, ok := spi.Ability[spi.Binder](s.t)
	if !ok {
		return 0
	}
	if e := b.BindAny(to); e != 0 {
		return e
	}
	s.note(stBound, 0)
	return 0
}

// GetSockName writes the local address to name and returns its length.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (not bound), WSAEFAULT
// (name too short; nothing is written).
//
// Source: S-250…S-254.
func GetSockName(h Handle, name []byte) (int, Errno) {
	s, e := enter(h)
	if e != 0 {
		return 0, e
	}
	defer table.Release(h)
	b, ok := spi.Ability[spi.Binder](s.t)
	switch {
	case !ok || !s.has(stBound):
		return 0, ws2def.WSAEINVAL
	case s.has(stAccepted | stContextless):
		return 0, ws2def.WSAENOTCONN // O-397
	}
	return fit(name)(b.LocalName(name))
}

// GetPeerName writes the peer's address to name and returns its length.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAENOTCONN, WSAEFAULT (name too
// short; nothing is written).
//
// Source: S-255…S-261.
func GetPeerName(h Handle, name []byte) (int, Errno) {
	s, e := enter(h)
	if e != 0 {
		return 0, e
	}
	defer table.Release(h)
	s.settle()
	c, ok := spi.Ability[spi.Connector](s.t)
	if !ok || s.state.Load()&(stConnected|stConnecting) == 0 || s.has(stContextless) {
		return 0, ws2def.WSAENOTCONN
	}
	return fit(name)(c.PeerName(name))
}

// fit turns the answer of a name query into WSAEFAULT when the name had no
// room.
func fit(name []byte) func(int, Errno) (int, Errno) {
	return func(n int, e Errno) (int, Errno) {
		if e == 0 && n > len(name) {
			return 0, ws2def.WSAEFAULT
		}
		return n, e
	}
}

// maxName is the size of the largest sockaddr, SOCKADDR_STORAGE.
const maxName = ws2def.SizeofSockaddrAny
