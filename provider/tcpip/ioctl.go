package tcpip

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

var (
	_ spi.Ioctler = (*socket)(nil)
	_ spi.Changer = (*socket)(nil)
)

// Ioctl implements [spi.Ioctler].
//
// Source: S-645…S-681.
func (s *socket) Ioctl(code uint32, in, out []byte) (int, spi.Errno) {
	s.settings.Or(setTouched)
	if run, ok := ioctls[code]; ok {
		return run(s, in, out)
	}
	if run, ok := portIoctls[code]; ok && s.typ != ws2def.SOCK_RAW {
		return run(s, in, out)
	}
	switch s.typ {
	case ws2def.SOCK_STREAM:
		if run, ok := streamIoctls[code]; ok {
			return run(s, in, out)
		}
	case ws2def.SOCK_DGRAM:
		if run, ok := datagramIoctls[code]; ok {
			return run(s, in, out)
		}
	}
	return 0, ws2def.WSAEOPNOTSUPP
}

// The control codes by the kind of socket that has them. A code without a row
// is WSAEOPNOTSUPP.
var (
	ioctls = map[uint32]func(s *socket, in, out []byte) (int, spi.Errno){
		ws2def.SIO_GET_INTERFACE_LIST:      (*socket).interfaceInfos,
		ws2def.SIO_ADDRESS_LIST_QUERY:      (*socket).addressList,
		ws2def.SIO_ROUTING_INTERFACE_QUERY: (*socket).routeQuery,
		ws2def.SIO_GET_BROADCAST_ADDRESS:   (*socket).broadcastAddress,
		ws2def.SIO_SET_MULTICAST_FILTER:    (*socket).setMulticastFilter,
		ws2def.SIO_GET_MULTICAST_FILTER:    (*socket).getMulticastFilter,
		ws2def.SIOCSMSFILTER:               (*socket).setGroupFilter,
		ws2def.SIOCGMSFILTER:               (*socket).getGroupFilter,
		ws2def.SIO_SET_PRIORITY_HINT:       (*socket).priorityHint,
		ws2def.SIO_SET_COMPATIBILITY_MODE:  accepted(8),
	}
	portIoctls = map[uint32]func(s *socket, in, out []byte) (int, spi.Errno){
		ws2def.SIO_ACQUIRE_PORT_RESERVATION:   (*socket).reserve,
		ws2def.SIO_RELEASE_PORT_RESERVATION:   (*socket).unreserve,
		ws2def.SIO_ASSOCIATE_PORT_RESERVATION: (*socket).useReservation,
	}
	streamIoctls = map[uint32]func(s *socket, in, out []byte) (int, spi.Errno){
		ws2def.SIOCATMARK:                   (*socket).urgentMark,
		ws2def.SIO_IDEAL_SEND_BACKLOG_QUERY: idealBacklog,
		ws2def.SIO_KEEPALIVE_VALS:           (*socket).keepAliveValues,
		ws2def.SIO_LOOPBACK_FAST_PATH:       accepted(4),
		ws2def.SIO_TCP_INITIAL_RTO:          (*socket).initialRTO,
		ws2def.SIO_TCP_INFO:                 (*socket).tcpInfo,
		ws2def.SIO_QUERY_RSS_PROCESSOR_INFO: (*socket).processor,
	}
	datagramIoctls = map[uint32]func(s *socket, in, out []byte) (int, spi.Errno){
		ws2def.SIO_UDP_CONNRESET:    truthCode((*socket).setConnReset),
		ws2def.SIO_UDP_NETRESET:     truthCode((*socket).setNetReset),
		ws2def.SIO_CPU_AFFINITY:     (*socket).cpuAffinity,
		ws2def.SIO_TIMESTAMPING:     (*socket).timestamping,
		ws2def.SIO_GET_TX_TIMESTAMP: (*socket).txTimestamp,
	}
)

// accepted is a code whose input of size bytes changes nothing.
func accepted(size int) func(*socket, []byte, []byte) (int, spi.Errno) {
	return func(_ *socket, in, _ []byte) (int, spi.Errno) {
		if len(in) < size {
			return 0, ws2def.WSAEFAULT
		}
		return 0, 0
	}
}

// truthCode is a code whose input is a BOOL.
func truthCode(f func(*socket, bool)) func(*socket, []byte, []byte) (int, spi.Errno) {
	return func(s *socket, in, _ []byte) (int, spi.Errno) {
		if len(in) < 4 {
			return 0, ws2def.WSAEFAULT
		}
		f(s, binary.LittleEndian.Uint32(in) != 0)
		return 0, 0
	}
}

// urgentMark is SIOCATMARK.
//
// Source: S-340, S-645.
func (s *socket) urgentMark(_, out []byte) (int, spi.Errno) {
	if len(out) < 4 {
		return -1, ws2def.WSAEFAULT
	}
	binary.LittleEndian.PutUint32(out, uint32(truth(s.atMark())))
	return 4, 0
}

// idealBacklog is SIO_IDEAL_SEND_BACKLOG_QUERY. The kernel grows its send
// buffer by itself, so the number that Windows starts with stays right.
//
// Source: S-649.
func idealBacklog(_ *socket, _, out []byte) (int, spi.Errno) {
	const ideal = 0x10000
	if len(out) < 4 {
		return -1, ws2def.WSAEFAULT
	}
	binary.LittleEndian.PutUint32(out, ideal)
	return 4, 0
}

// broadcastAddress is SIO_GET_BROADCAST_ADDRESS.
//
// Source: S-654.
func (s *socket) broadcastAddress(_, out []byte) (int, spi.Errno) {
	const size = ws2def.SizeofSockaddrInet4
	if s.family != ws2def.AF_INET {
		return 0, ws2def.WSAENOPROTOOPT
	}
	if len(out) < size {
		return size, ws2def.WSAEFAULT
	}
	return copy(out, []byte{ws2def.AF_INET, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0}), 0
}

// priorityHint is SIO_SET_PRIORITY_HINT: very low, low and normal become the
// kernel's priorities of filler, bulk and best-effort traffic.
//
// Source: S-677.
func (s *socket) priorityHint(in, _ []byte) (int, spi.Errno) {
	priorities := [...]int32{1, 2, 0}
	if len(in) < 4 {
		return 0, ws2def.WSAEFAULT
	}
	hint := binary.LittleEndian.Uint32(in)
	if hint >= uint32(len(priorities)) {
		return 0, ws2def.WSAEINVAL
	}
	return 0, s.setKernel(unix.SOL_SOCKET, unix.SO_PRIORITY, priorities[hint])
}

// cpuAffinity is SIO_CPU_AFFINITY: sockets that share a port, one for each
// processor, share the work.
//
// Source: S-676.
func (s *socket) cpuAffinity(in, _ []byte) (int, spi.Errno) {
	if len(in) < 2 {
		return 0, ws2def.WSAEFAULT
	}
	return 0, s.setKernel(unix.SOL_SOCKET, unix.SO_INCOMING_CPU, int32(binary.LittleEndian.Uint16(in)))
}

// processor is SIO_QUERY_RSS_PROCESSOR_INFO: processors are numbered in groups
// of 64.
//
// Source: S-667.
func (s *socket) processor(_, out []byte) (int, spi.Errno) {
	const size, atNumber, perGroup = 8, 2, 64
	if len(out) < size {
		return size, ws2def.WSAEFAULT
	}
	cpu, errno := sys.GetSockOptInt(s.Fd(), unix.SOL_SOCKET, unix.SO_INCOMING_CPU)
	if errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpGetSockOpt, errno)
	}
	clear(out[:size])
	binary.LittleEndian.PutUint16(out, uint16(max(cpu, 0)/perGroup))
	out[atNumber] = byte(max(cpu, 0) % perGroup)
	return size, 0
}
