package tcpip

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// ICMP errors that earlier UDP sends caused. The kernel tells them in two
// places: as an error of whatever call comes next, and in the socket's error
// queue with the details. The error queue is what counts: each of its entries
// that a program wants to know lets one receive fail.

// popICMP takes the error of one receive, 0 for none.
//
// Source: S-348, S-351.
func (s *socket) popICMP() spi.Errno {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.nextICMP()
	if e != 0 {
		s.queues.icmp = 0
	}
	return e
}

// hasICMP reports whether the next receive fails.
func (s *socket) hasICMP() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.nextICMP() != 0
}

// nextICMP finds the error for the next receive, which it keeps in extra.icmp.
// Entries that mean nothing to a program are dropped. The caller holds mu.
func (s *socket) nextICMP() spi.Errno {
	// Set first: whoever then finds the kernel's queue empty has to look here.
	s.care.Or(careICMP)
	for {
		if s.queues != nil && s.wanted(s.queues.icmp) {
			return s.queues.icmp
		}
		var control [512]byte
		msg := sys.Msg{Control: control[:]}
		if _, errno := sys.RecvMsg(s.Fd(), &msg, unix.MSG_ERRQUEUE); errno != 0 {
			s.care.And(^uint32(careICMP))
			return 0
		}
		s.noteTimestamp(control[:msg.ControlLen])
		s.extra().icmp = meaning(control[:msg.ControlLen])
	}
}

// tellErrors makes the kernel keep the ICMP errors of a UDP socket.
//
// Source: S-354.
func (s *socket) tellErrors() spi.Errno {
	if s.typ != ws2def.SOCK_DGRAM || s.local.kernel&kernelErrors != 0 {
		return 0
	}
	var errno sys.Errno
	if s.family == ws2def.AF_INET6 {
		errno = sys.SetSockOptInt(s.Fd(), unix.IPPROTO_IPV6, unix.IPV6_RECVERR, 1)
	}
	if errno == 0 && (s.family == ws2def.AF_INET || s.local.dual) {
		errno = sys.SetSockOptInt(s.Fd(), unix.IPPROTO_IP, unix.IP_RECVERR, 1)
	}
	if errno != 0 {
		return ws2def.FromErrno(ws2def.OpSetSockOpt, errno)
	}
	s.local.kernel |= kernelErrors
	return 0
}

// wanted reports whether the program wants to be told e.
//
// Source: S-349, S-350.
func (s *socket) wanted(e spi.Errno) bool {
	switch e {
	case ws2def.WSAECONNRESET:
		return !s.is(setNoConnReset)
	case ws2def.WSAENETRESET:
		return !s.is(setNoNetReset)
	}
	return false
}

// setConnReset is SIO_UDP_CONNRESET: whether port-unreachable messages are
// told.
func (s *socket) setConnReset(on bool) { set(&s.settings, setNoConnReset, !on) }

// setNetReset is SIO_UDP_NETRESET: whether expired times to live are told.
func (s *socket) setNetReset(on bool) { set(&s.settings, setNoNetReset, !on) }

// ICMP numbers.
const (
	originICMP4, originICMP6 = 2, 3

	icmp4Unreachable, icmp4Port     = 3, 3
	icmp4TimeExceeded, icmp4Transit = 11, 0
	icmp6Unreachable, icmp6Port     = 1, 4
	icmp6TimeExceeded, icmp6Transit = 3, 0
)

// meaning gives what an entry of the error queue, described by control, means
// to a receive; 0 for nothing.
//
// Source: S-348, S-350, S-690, S-691.
func meaning(control []byte) spi.Errno {
	for {
		level, typ, data, rest := nextControl(control)
		if data == nil {
			return 0
		}
		control = rest
		if len(data) < 16 || !(level == unix.IPPROTO_IP && typ == unix.IP_RECVERR ||
			level == unix.IPPROTO_IPV6 && typ == unix.IPV6_RECVERR) {
			continue
		}
		// struct sock_extended_err: u32 errno; u8 origin, type, code, pad; ...
		switch [3]byte{data[4], data[5], data[6]} {
		case [3]byte{originICMP4, icmp4Unreachable, icmp4Port}, [3]byte{originICMP6, icmp6Unreachable, icmp6Port}:
			return ws2def.WSAECONNRESET
		case [3]byte{originICMP4, icmp4TimeExceeded, icmp4Transit}, [3]byte{originICMP6, icmp6TimeExceeded, icmp6Transit}:
			return ws2def.WSAENETRESET
		}
		return 0
	}
}

// A control item's header is a size that includes it, a level and a type;
// Linux's and Windows' are alike (S-336).
const controlHeader = 16

// nextControl takes the first item off control; data is nil at the end.
func nextControl(control []byte) (level, typ int32, data, rest []byte) {
	if len(control) < controlHeader {
		return 0, 0, nil, nil
	}
	size := binary.LittleEndian.Uint64(control)
	if size < controlHeader || size > uint64(len(control)) {
		return 0, 0, nil, nil
	}
	level = int32(binary.LittleEndian.Uint32(control[8:]))
	typ = int32(binary.LittleEndian.Uint32(control[12:]))
	next := min((int(size)+7)&^7, len(control))
	return level, typ, control[controlHeader:size:size], control[next:]
}
