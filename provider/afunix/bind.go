package afunix

import (
	"bytes"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Bind implements [spi.Binder]: it makes the socket file. Without a path there
// is nothing to make, and the socket counts as bound.
//
// Source: S-476…S-480, S-486, S-490.
func (s *socket) Bind(name []byte) spi.Errno {
	path, e := parse(name)
	if e != 0 {
		return e
	}
	if path != "" {
		if errno := sys.Bind(s.Fd(), kernelAddr(path)); errno != 0 {
			return ws2def.FromErrno(ws2def.OpBindUnix, errno)
		}
	}
	s.path, s.bound = path, true
	return 0
}

// BindAny implements [spi.Binder]: a connect needs no name.
func (s *socket) BindAny([]byte) spi.Errno { return 0 }

// Listen implements [spi.Listener]. The kernel wants a name to listen on, so a
// socket without one gets an abstract name that it shows to nobody.
//
// Source: S-476.
func (s *socket) Listen(backlog int) spi.Errno {
	if s.path == "" {
		errno := sys.Bind(s.Fd(), kernelAddr("")[:2])
		if errno != 0 && errno != alreadyBound {
			return ws2def.FromErrno(ws2def.OpBindUnix, errno)
		}
	}
	if errno := sys.Listen(s.Fd(), backlog); errno != 0 {
		return ws2def.FromErrno(ws2def.OpListen, errno)
	}
	return 0
}

// Accept implements [spi.Listener]. Whoever found out the hidden name of a
// listener without one is turned away.
func (s *socket) Accept() (spi.Socket, spi.Errno) {
	for {
		fd, _, errno := sys.Accept(s.Fd(), nil)
		if errno != 0 {
			return nil, ws2def.FromErrno(ws2def.OpAccept, errno)
		}
		if s.path == "" {
			sys.Close(fd)
			continue
		}
		a := &socket{path: s.path, bound: true}
		a.InitAccepted(fd, &s.FD)
		return a, 0
	}
}

// LocalName implements [spi.Binder]: the path as it was given; a whole address
// of zeros for a socket that connected without being bound.
//
// Source: S-480…S-482.
func (s *socket) LocalName(name []byte) (int, spi.Errno) {
	if !s.bound {
		return putWhole(name, ""), 0
	}
	n := 2
	if s.path != "" {
		n += len(s.path) + 1
	}
	if n <= len(name) {
		ws2def.PutUnix(name, s.path)
	}
	return n, 0
}

// PeerName implements [spi.Connector]: a whole address, all zeros for a peer
// without a path.
//
// Source: S-481, S-483, S-484.
func (s *socket) PeerName(name []byte) (int, spi.Errno) {
	if a := s.attempt.Load(); a != nil && a.underWay() {
		return putWhole(name, a.path), 0
	}
	var sa [ws2def.SizeofSockaddrUnix + 1]byte
	n, errno := sys.GetPeerName(s.Fd(), sa[:])
	if errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpGetPeerName, errno)
	}
	path, _, _ := bytes.Cut(sa[2:max(n, 2)], []byte{0})
	return putWhole(name, string(path)), 0
}
