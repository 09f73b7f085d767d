package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Connect implements [spi.Connector].
func (s *socket) Connect(name []byte) spi.Errno {
	var buf kernelAddr
	sa, e := s.toKernel(&buf, name)
	if e != 0 {
		return e
	}
	if s.refuses(sa) {
		return ws2def.WSAEADDRNOTAVAIL
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.typ == ws2def.SOCK_STREAM {
		return s.connectStream(sa)
	}
	return s.connectDatagram(sa)
}

// connectStream starts a TCP connection. The caller holds mu.
//
// Source: S-216…S-234.
func (s *socket) connectStream(sa []byte) spi.Errno {
	if wildcard(sa) || portless(sa) {
		return ws2def.WSAEADDRNOTAVAIL
	}
	s.phase.CompareAndSwap(failed, idle) // renew has made the kernel ready for it
	if e := s.prepare(); e != 0 {
		return e
	}
	switch errno := sys.Connect(s.Fd(), sa); errno {
	case 0:
		s.peer = remember(sa)
		s.phase.Store(connected)
		return 0
	case unix.EINPROGRESS:
		s.peer = remember(sa)
		s.phase.Store(connecting)
		return ws2def.WSAEWOULDBLOCK
	case unix.EAGAIN:
		return ws2def.WSAENOBUFS // out of local ports, not "in progress"
	default:
		return ws2def.FromErrno(ws2def.OpConnect, errno)
	}
}

// ConnectResult implements [spi.Connector].
func (s *socket) ConnectResult() spi.Errno {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch s.phase.Load() {
	case connected:
		return 0
	case failed:
		return s.result
	case idle:
		return ws2def.WSAENOTCONN
	}
	bits := sys.PollNow(s.Fd(), unix.POLLOUT)
	if bits == 0 {
		return ws2def.WSAEWOULDBLOCK
	}
	code, errno := sys.GetSockOptInt(s.Fd(), unix.SOL_SOCKET, unix.SO_ERROR)
	if errno == 0 {
		errno = sys.Errno(code)
	}
	switch errno {
	case 0:
		var sa kernelAddr
		if _, errno := sys.GetPeerName(s.Fd(), sa[:]); errno == unix.ENOTCONN && bits&unix.POLLHUP == 0 {
			return ws2def.WSAEWOULDBLOCK // woken too early
		}
	case unix.ECONNRESET, unix.EPIPE:
		// An attempt ends otherwise: this connection stood and has broken.
		s.breakOff(lost(ws2def.OpRecv, errno))
	default:
		s.result = ws2def.FromErrno(ws2def.OpConnect, errno)
		s.peer = peer{}
		s.phase.Store(failed)
		s.renew()
		return s.result
	}
	s.phase.Store(connected)
	return 0
}

// renew makes the kernel forget an attempt that failed, whose error it would
// answer to the next one, and take back the port that it had chosen for it: it
// has given that up, but goes on telling it. A port that it has not given up it
// refuses, and where that is in use meanwhile, or the kernel has no memory, the
// next call on the socket fails. The caller holds mu.
//
// Source: S-185, S-188, S-223, S-224, S-232.
func (s *socket) renew() {
	var none [16]byte // AF_UNSPEC
	var local kernelAddr
	if sys.Connect(s.Fd(), none[:]) != 0 {
		return
	}
	if n, errno := sys.GetSockName(s.Fd(), local[:]); errno == 0 {
		sys.Bind(s.Fd(), local[:n])
	}
}

// connectDatagram sets the peer. The caller holds mu.
//
// Source: S-242…S-249.
func (s *socket) connectDatagram(sa []byte) spi.Errno {
	if s.phase.Load() == connected {
		// The kernel would keep the source address chosen for the first peer.
		if e := s.dissolve(); e != 0 {
			return e
		}
		s.peer = peer{}
		s.phase.Store(idle)
	}
	if s.typ == ws2def.SOCK_RAW {
		sa[2], sa[3] = 0, 0
	}
	errno := sys.Connect(s.Fd(), sa)
	if errno == unix.EACCES && sys.SetSockOptInt(s.Fd(), unix.SOL_SOCKET, unix.SO_BROADCAST, 1) == 0 {
		// A broadcast address without SO_BROADCAST: allowed for the peer
		// (S-247), while the kernel goes on refusing it to sendto.
		errno = sys.Connect(s.Fd(), sa)
		sys.SetSockOptInt(s.Fd(), unix.SOL_SOCKET, unix.SO_BROADCAST, 0)
	}
	if errno != 0 {
		return ws2def.FromErrno(ws2def.OpConnect, errno)
	}
	s.peer = remember(sa)
	s.phase.Store(connected)
	// What came before from others is not wanted any more (S-249). When nothing
	// is queued now, there is nothing to sift: the kernel takes no more of it.
	sift := s.typ == ws2def.SOCK_DGRAM && sys.PollNow(s.Fd(), unix.POLLIN) != 0
	set(&s.care, careSift, sift)
	return 0
}

// Dissolves implements [spi.Disassociator].
//
// Source: S-244, S-245.
func (s *socket) Dissolves(name []byte) bool {
	if len(name) < 2 {
		return false
	}
	if ws2def.Family(name) == ws2def.AF_UNSPEC {
		return true
	}
	n := s.addrLen()
	return ws2def.Family(name) == s.family && len(name) >= n && wildcard(name[:n]) && !mapped(name[:n])
}

// Disassociate implements [spi.Disassociator].
func (s *socket) Disassociate() spi.Errno {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase.Load() != connected {
		return 0
	}
	if e := s.dissolve(); e != 0 {
		return e
	}
	s.peer = peer{}
	s.phase.Store(idle)
	s.care.And(^uint32(careSift))
	return 0
}

// dissolve makes the kernel forget the peer but not the local port, even when
// the kernel itself chose that. The caller holds mu.
//
// Source: S-246.
func (s *socket) dissolve() spi.Errno {
	var before, after kernelAddr
	if _, errno := sys.GetSockName(s.Fd(), before[:]); errno != 0 {
		return ws2def.FromErrno(ws2def.OpGetSockName, errno)
	}
	var none [16]byte // AF_UNSPEC
	if errno := sys.Connect(s.Fd(), none[:]); errno != 0 {
		return ws2def.FromErrno(ws2def.OpConnect, errno)
	}
	if s.typ == ws2def.SOCK_RAW || portless(before[:]) {
		return 0
	}
	n, errno := sys.GetSockName(s.Fd(), after[:])
	if errno != 0 {
		return ws2def.FromErrno(ws2def.OpGetSockName, errno)
	}
	if !portless(after[:]) {
		return 0
	}
	copy(after[2:4], before[2:4])
	return ws2def.FromErrno(ws2def.OpBind, sys.Bind(s.Fd(), after[:n]))
}

// Accept implements [spi.Listener].
//
// Source: S-197, S-202…S-214.
func (s *socket) Accept() (spi.Socket, spi.Errno) {
	if !s.offers() {
		return nil, ws2def.WSAEWOULDBLOCK
	}
	var buf kernelAddr
	fd, n, errno := sys.Accept(s.Fd(), buf[:])
	if errno == unix.EMFILE && closeSpares() {
		fd, n, errno = sys.Accept(s.Fd(), buf[:])
	}
	s.taken(errno)
	if errno != 0 {
		return nil, ws2def.FromErrno(ws2def.OpAccept, errno)
	}
	a := shells.Get().(*socket)
	a.family, a.typ, a.protocol = s.family, s.typ, s.protocol
	a.InitAccepted(fd, &s.FD)
	a.settings.Store(s.settings.Load())
	a.care.Store(s.care.Load() & careInline)
	a.phase.Store(connected)
	a.inherit(s)
	s.bequeath(a)
	a.peer = remember(buf[:n])
	return a, 0
}
