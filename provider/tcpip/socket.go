package tcpip

import (
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"winsock/internal/engine"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// socket is a TCP, UDP or raw socket.
type socket struct {
	engine.FD
	family   uint16 // Windows' number
	typ      uint8
	protocol uint8
	result   spi.Errno // why the last connect failed; guarded by mu
	local    binding
	option   option

	settings atomic.Uint32 // set* bits
	care     atomic.Uint32 // care* bits: why a transfer or poll can't take the short way
	phase    atomic.Uint32 // how the association with a peer stands
	broken   atomic.Uint32 // the error that ended a connection; stays

	mu     sync.Mutex // guards what follows
	peer   peer
	queues *extra // nil until needed
}

// extra is what only listeners and sockets with urgent data or ICMP errors have.
type extra struct {
	offered   int       // connections that wait, as far as the kernel has told and they were not accepted
	urgent    []byte    // urgent bytes taken from the kernel, in order
	collected uint64    // how many ever were
	taken     bool      // the kernel's last urgent byte was taken, but may still lie in the stream
	icmp      spi.Errno // error for the next receive
}

// Phases of a socket's association with a peer.
const (
	idle uint32 = iota
	connecting
	connected
	failed
)

// Settings of a socket.
const (
	setInline      = 1 << iota // SO_OOBINLINE is on
	setFinished                // sending is shut down
	setNoConnReset             // SIO_UDP_CONNRESET is off
	setNoNetReset              // SIO_UDP_NETRESET is off
	setHeader                  // IP_HDRINCL or IPV6_HDRINCL is on
	setDestination             // the kernel tells destinations for the provider's own use
	setTouched                 // the kernel's socket may differ from a new one
)

// Reasons for taking the long way.
const (
	careBroken = 1 << iota // broken is set
	careICMP               // an error may be in extra.icmp or in the kernel's error queue
	careSift               // datagrams of others than the peer may be queued in the kernel
	careInline             // SO_OOBINLINE is on
	careMark               // the program has asked for urgent data
	careUrgent             // bytes may be queued in extra.urgent
	careGroup              // sends without a destination go to the session's group, which is peer

	careRecv = careBroken | careICMP | careSift | careInline | careMark
)

var _ interface {
	spi.Socket
	spi.Descriptor
	spi.Binder
	spi.Connector
	spi.Disassociator
	spi.Listener
	spi.Transferer
	spi.Shutdowner
	spi.Queuer
} = (*socket)(nil)

func (s *socket) is(setting uint32) bool { return s.settings.Load()&setting != 0 }

// set turns bits of w on or off.
func set(w *atomic.Uint32, bits uint32, on bool) {
	if on {
		w.Or(bits)
	} else {
		w.And(^bits)
	}
}

// extra returns the socket's queues. The caller holds mu.
func (s *socket) extra() *extra {
	if s.queues == nil {
		s.queues = new(extra)
	}
	return s.queues
}

// Close implements [spi.Socket].
func (s *socket) Close(abort bool) spi.Errno {
	s.mu.Lock()
	if abort && s.typ == ws2def.SOCK_STREAM && !s.local.left {
		sys.SetSockOpt(s.Fd(), unix.SOL_SOCKET, unix.SO_LINGER, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	}
	waited := s.Waited() // a timer of a wait's deadline may still look at s
	s.release()
	s.leaveReservation()
	plain := s.queues == nil && s.option.set == nil && !waited
	s.mu.Unlock()
	if plain {
		recycle(s)
	}
	return 0
}

// Expect implements [spi.Expecter]: what is queued here is not known to the
// kernel.
func (s *socket) Expect(ev spi.Events) bool {
	return s.care.Load()&careRecv == 0 && s.FD.Expect(ev)
}

// Shutdown implements [spi.Shutdowner]. Receiving is ended by the core alone:
// the kernel's SHUT_RD would make reads return 0 (S-374).
//
// Source: S-365…S-369.
func (s *socket) Shutdown(how int32) spi.Errno {
	switch {
	case s.typ != ws2def.SOCK_STREAM:
		return 0
	case how == ws2def.SD_RECEIVE:
		return s.ending()
	case s.settings.Or(setFinished)&setFinished != 0:
		return 0
	}
	if e := s.verdict(); e != 0 {
		return e
	}
	errno := sys.Shutdown(s.Fd(), unix.SHUT_WR)
	if errno == unix.ENOTCONN {
		// The connection is gone; the kernel knows why, if nobody asked yet.
		if e := s.ending(); e != 0 {
			return e
		}
	}
	return ws2def.FromErrno(ws2def.OpShutdown, errno)
}
