package core

import (
	"encoding/binary"
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// Ioctl carries out a control code (ioctlsocket, or WSAIoctl without an
// OVERLAPPED). in and out are the caller's buffers, nil for NULL. It returns
// what *lpcbBytesReturned becomes, -1 for "leave it alone", also when it fails.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEOPNOTSUPP (unknown code),
// WSAEFAULT (buffer missing or too short), WSAEINVAL, WSAEWOULDBLOCK
// (nonblocking and would have to wait), WSAEINTR (closed meanwhile), and what
// the transport adds.
//
// Source: S-636…S-682.
func Ioctl(h Handle, code uint32, in, out []byte, how spi.Way) (int, Errno) {
	s, e := enter(h)
	if e != 0 {
		return -1, e
	}
	defer table.Release(h)
	return s.ioctl(h, code, in, out, how)
}

// ioctl carries out a control code on s, whose handle is h.
func (s *Socket) ioctl(h Handle, code uint32, in, out []byte, how spi.Way) (int, Errno) {
	s.settle()
	switch code {
	case ws2def.FIONBIO:
		return s.setNonblocking(in)
	case ws2def.FIONREAD:
		return s.unread(out)
	case ws2def.SIO_BASE_HANDLE, ws2def.SIO_BSP_HANDLE, ws2def.SIO_BSP_HANDLE_SELECT, ws2def.SIO_BSP_HANDLE_POLL,
		ws2def.SIO_QUERY_TARGET_PNP_HANDLE:
		return s.baseHandle(h, code, out)
	case ws2def.SIO_GET_EXTENSION_FUNCTION_POINTER, ws2def.SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER:
		return extensionPointer(in, out)
	case ws2def.SIO_ENABLE_CIRCULAR_QUEUEING:
		if s.kind() != ws2def.OptionDgram {
			return 0, ws2def.WSAEOPNOTSUPP
		}
		return 0, 0
	case ws2def.SIO_MULTIPOINT_LOOPBACK:
		return s.setByIoctl(h, ws2def.IP_MULTICAST_LOOP, ws2def.IPV6_MULTICAST_LOOP, in)
	case ws2def.SIO_MULTICAST_SCOPE:
		return s.setByIoctl(h, ws2def.IP_MULTICAST_TTL, ws2def.IPV6_MULTICAST_HOPS, in)
	case ws2def.SIO_ADDRESS_LIST_SORT:
		return s.sortAddresses(in, out)
	case ws2def.SIO_SOCKET_CLOSE_NOTIFY:
		return s.awaitClose(how)
	case ws2def.SIO_ADDRESS_LIST_CHANGE, ws2def.SIO_ROUTING_INTERFACE_CHANGE, ws2def.SIO_IDEAL_SEND_BACKLOG_CHANGE:
		return s.awaitChange(code, in, how)
	case ws2def.SIO_SET_QOS, ws2def.SIO_GET_QOS, ws2def.SIO_CHK_QOS, ws2def.SIO_SET_GROUP_QOS, ws2def.SIO_GET_GROUP_QOS:
		return s.qualityIoctl(code, in, out)
	case ws2def.SIO_TRANSLATE_HANDLE:
		return 0, ws2def.WSAENOPROTOOPT
	}
	t, ok := spi.Ability[spi.Ioctler](s.t)
	if !ok {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.mayIoctl(code); e != 0 {
		return 0, e
	}
	defer s.altered() // the transport may care for more from now on
	n, e := t.Ioctl(code, in, out)
	if e == 0 && code == ws2def.SIO_TCP_INFO {
		const atConnectionTime = 8 // in milliseconds; only the core knows it
		binary.LittleEndian.PutUint64(out[atConnectionTime:], uint64(s.age()/time.Millisecond))
	}
	return n, e
}

// mayIoctl says what a socket's state forbids. The caller holds mu.
//
// Source: S-649, S-674, S-676, S-678, S-679.
func (s *Socket) mayIoctl(code uint32) Errno {
	switch code {
	case ws2def.SIO_CPU_AFFINITY, ws2def.SIO_ASSOCIATE_PORT_RESERVATION:
		if s.has(stBound) {
			return ws2def.WSAEINVAL
		}
	case ws2def.SIO_TCP_INITIAL_RTO:
		if s.state.Load()&(stConnecting|stConnected|stEverConn|stListening) != 0 {
			return ws2def.WSAEINVAL
		}
	case ws2def.SIO_IDEAL_SEND_BACKLOG_QUERY, ws2def.SIO_TCP_INFO:
		if s.has(stStream) && !s.has(stConnected) {
			return ws2def.WSAENOTCONN
		}
	}
	return 0
}

// setNonblocking is FIONBIO.
//
// Source: S-119, S-637, S-639, S-642, O-294.
func (s *Socket) setNonblocking(in []byte) (int, Errno) {
	if len(in) < 4 {
		return 0, ws2def.WSAEFAULT
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if binary.LittleEndian.Uint32(in) != 0 {
		s.change(stNonblocking, 0)
	} else {
		if n := s.network(); n != nil && n.mask.Load() != 0 {
			return 0, ws2def.WSAEINVAL
		}
		s.change(0, stNonblocking)
	}
	return 0, 0
}

// unread is FIONREAD.
//
// Source: S-643.
func (s *Socket) unread(out []byte) (int, Errno) {
	if len(out) < 4 {
		return -1, ws2def.WSAEFAULT
	}
	n := 0
	if q, ok := spi.Ability[spi.Queuer](s.t); ok && s.state.Load()&(stConnected|stDatagram) != 0 {
		var e Errno
		if n, e = q.Unread(); e != 0 {
			return -1, e
		}
		if n > 0 {
			s.tellsReadable()
		}
	}
	binary.LittleEndian.PutUint32(out, uint32(n))
	return 4, 0
}

// baseHandle is SIO_BASE_HANDLE and its relatives. Layers in Go keep the handle of the
// socket below them, so it is the socket itself; a layer whose sockets have values of
// their own passes the code down.
//
// Source: S-665, S-666, P-291, P-292.
func (s *Socket) baseHandle(h Handle, code uint32, out []byte) (int, Errno) {
	if len(out) < 8 {
		return 8, ws2def.WSAEFAULT
	}
	if t, ok := spi.Ability[spi.Numbered](s.t); ok && t.Number() != 0 {
		if t, ok := spi.Ability[spi.Ioctler](s.t); ok {
			s.mu.Lock()
			defer s.mu.Unlock()
			if n, e := t.Ioctl(code, nil, out); e != ws2def.WSAEOPNOTSUPP {
				return n, e
			}
		}
	}
	binary.LittleEndian.PutUint64(out, uint64(h))
	return 8, 0
}

// extensionPointer is SIO_GET_EXTENSION_FUNCTION_POINTER. No extension function
// has an address in this process: every GUID is an unknown one.
//
// Source: S-655.
func extensionPointer(in, out []byte) (int, Errno) {
	if len(in) < 16 || len(out) < 8 {
		return -1, ws2def.WSAEFAULT
	}
	return -1, ws2def.WSAEINVAL
}

// setByIoctl is a control code that does the same as an option, which IPv4 and
// IPv6 number differently.
//
// Source: S-657, S-658.
func (s *Socket) setByIoctl(h Handle, name4, name6 int32, in []byte) (int, Errno) {
	if len(in) < 4 {
		return 0, ws2def.WSAEFAULT
	}
	switch s.family {
	case ws2def.AF_INET:
		return 0, SetSockOpt(h, ws2def.IPPROTO_IP, name4, in, 4)
	case ws2def.AF_INET6:
		return 0, SetSockOpt(h, ws2def.IPPROTO_IPV6, name6, in, 4)
	}
	return 0, ws2def.WSAEOPNOTSUPP
}
