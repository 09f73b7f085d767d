package tcpip

import (
	"encoding/binary"
	"net/netip"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// controlWriter appends control items to a buffer of fixed size.
type controlWriter struct {
	buf []byte
	n   int
	cut bool // an item had no room
}

// item appends an item with n bytes of data, which it returns for filling; nil
// when there is no room.
func (w *controlWriter) item(level, typ int32, n int) []byte {
	size := controlHeader + n
	if w.cut || len(w.buf)-w.n < size {
		w.cut = true
		return nil
	}
	b := w.buf[w.n : w.n+size]
	binary.LittleEndian.PutUint64(b, uint64(size))
	binary.LittleEndian.PutUint32(b[8:], uint32(level))
	binary.LittleEndian.PutUint32(b[12:], uint32(typ))
	next := min(w.n+(size+7)&^7, len(w.buf))
	clear(w.buf[w.n+size : next])
	w.n = next
	return b[controlHeader:]
}

// number appends an item of one 32-bit number.
func (w *controlWriter) number(level, typ int32, v uint32) {
	if b := w.item(level, typ, 4); b != nil {
		binary.LittleEndian.PutUint32(b, v)
	}
}

// bytes appends an item made of parts.
func (w *controlWriter) bytes(level, typ int32, parts ...[]byte) {
	b := w.item(level, typ, length(parts))
	for _, p := range parts {
		if b != nil {
			b = b[copy(b, p):]
		}
	}
}

// ecnMask is the part of a traffic class that marks congestion.
const ecnMask = 3

// fromKernelControl writes the items of a received datagram that the program
// asked for to control, in Windows' form. It returns their length, how the
// datagram arrived (MSG_BCAST, MSG_MCAST), and whether there was too little
// room.
//
// Source: S-334…S-336, S-472, S-609.
func (s *socket) fromKernelControl(control, kernel []byte) (n int, arrival uint32, cut bool) {
	w := controlWriter{buf: control}
	for {
		level, typ, data, rest := nextControl(kernel)
		if data == nil {
			return w.n, arrival, w.cut
		}
		kernel = rest
		switch level {
		case unix.SOL_SOCKET:
			if typ == unix.SCM_TIMESTAMPING && len(data) >= 16 && s.wants(wantRxTimestamp) {
				if b := w.item(ws2def.SOL_SOCKET, ws2def.SO_TIMESTAMP, 8); b != nil {
					binary.LittleEndian.PutUint64(b, timestampTicks(data))
				}
			}
		case unix.IPPROTO_IP:
			s.fromIPv4(&w, typ, data, &arrival)
		case unix.IPPROTO_IPV6:
			s.fromIPv6(&w, typ, data, &arrival)
		case unix.IPPROTO_UDP:
			if typ == udpGRO && len(data) >= 4 {
				w.number(ws2def.IPPROTO_UDP, ws2def.UDP_COALESCED_INFO, binary.LittleEndian.Uint32(data))
			}
		}
	}
}

// udpGRO and udpSegment are UDP_GRO and UDP_SEGMENT.
const (
	udpGRO     = 104
	udpSegment = 103
)

func (s *socket) fromIPv4(w *controlWriter, typ int32, data []byte, arrival *uint32) {
	const level = ws2def.IPPROTO_IP
	switch {
	case typ == unix.IP_PKTINFO && len(data) >= 12:
		// struct in_pktinfo: int ifindex; in_addr spec_dst, addr. The kernel's
		// spec_dst is an address of this host also when addr is not.
		index, local, dst := data[:4], data[4:8], data[8:12]
		info := uint32(wantPktInfo)
		if s.family == ws2def.AF_INET6 {
			info = wantPktInfo4
		}
		if s.wants(info) {
			w.bytes(level, ws2def.IP_PKTINFO, dst, index)
		}
		if s.wants(wantIf) {
			w.bytes(level, ws2def.IP_RECVIF, index)
		}
		if s.wants(wantDstAddr) {
			w.bytes(level, ws2def.IP_RECVDSTADDR, dst)
		}
		switch a := netip.AddrFrom4([4]byte(dst)); {
		case a.IsMulticast():
			*arrival |= ws2def.MSG_MCAST
		case a == netip.AddrFrom4([4]byte{255, 255, 255, 255}),
			[4]byte(local) != [4]byte{} && [4]byte(local) != [4]byte(dst):
			*arrival |= ws2def.MSG_BCAST
		}
	case typ == unix.IP_TTL && len(data) >= 4:
		if s.wants(wantHops) {
			w.bytes(level, ws2def.IP_TTL, data[:4])
		}
	case typ == unix.IP_TOS && len(data) >= 1:
		if s.wants(wantClass) {
			w.number(level, ws2def.IP_TOS, uint32(data[0]))
		}
		if s.wants(wantECN) {
			w.number(level, ws2def.IP_ECN, uint32(data[0]&ecnMask))
		}
	}
}

func (s *socket) fromIPv6(w *controlWriter, typ int32, data []byte, arrival *uint32) {
	const level = ws2def.IPPROTO_IPV6
	switch {
	case typ == unix.IPV6_PKTINFO && len(data) >= 20:
		dst, index := data[:16], data[16:20]
		if s.wants(wantPktInfo) {
			w.bytes(level, ws2def.IPV6_PKTINFO, dst, index)
		}
		if s.wants(wantIf) {
			w.bytes(level, ws2def.IPV6_RECVIF, index)
		}
		if s.wants(wantDstAddr) {
			w.bytes(level, ws2def.IPV6_RECVDSTADDR, dst)
		}
		if netip.AddrFrom16([16]byte(dst)).Unmap().IsMulticast() {
			*arrival |= ws2def.MSG_MCAST
		}
	case typ == unix.IPV6_HOPLIMIT && len(data) >= 4:
		if s.wants(wantHops) {
			w.bytes(level, ws2def.IPV6_HOPLIMIT, data[:4])
		}
	case typ == unix.IPV6_TCLASS && len(data) >= 4:
		if s.wants(wantClass) {
			w.bytes(level, ws2def.IPV6_TCLASS, data[:4])
		}
		if s.wants(wantECN) {
			w.number(level, ws2def.IPV6_ECN, uint32(data[0]&ecnMask))
		}
	}
}

// toKernelControl translates the control items of a send. Errors: WSAEINVAL
// (damaged, or an item that a send can't have).
//
// Source: S-336, S-473.
func toKernelControl(control []byte) ([]byte, spi.Errno) {
	if len(control) == 0 {
		return nil, 0
	}
	// An item grows by four bytes at most.
	w := controlWriter{buf: make([]byte, 2*len(control)+controlHeader)}
	for len(control) > 0 {
		level, typ, data, rest := nextControl(control)
		if data == nil || !toKernelItem(&w, level, typ, data) {
			return nil, ws2def.WSAEINVAL
		}
		control = rest
	}
	return w.buf[:w.n], 0
}

func toKernelItem(w *controlWriter, level, typ int32, data []byte) bool {
	type key [2]int32
	switch (key{level, typ}) {
	case key{ws2def.IPPROTO_IP, ws2def.IP_PKTINFO}:
		if len(data) < 8 {
			return false
		}
		w.bytes(unix.IPPROTO_IP, unix.IP_PKTINFO, data[4:8], data[:4], []byte{0, 0, 0, 0})
		return true
	case key{ws2def.IPPROTO_IPV6, ws2def.IPV6_PKTINFO}:
		if len(data) < 20 {
			return false
		}
		w.bytes(unix.IPPROTO_IPV6, unix.IPV6_PKTINFO, data[:20])
		return true
	}
	if len(data) < 4 {
		return false
	}
	v := binary.LittleEndian.Uint32(data)
	switch (key{level, typ}) {
	case key{ws2def.IPPROTO_IP, ws2def.IP_TTL}:
		w.number(unix.IPPROTO_IP, unix.IP_TTL, v)
	case key{ws2def.IPPROTO_IP, ws2def.IP_TOS}:
		w.number(unix.IPPROTO_IP, unix.IP_TOS, v)
	case key{ws2def.IPPROTO_IP, ws2def.IP_ECN}:
		w.number(unix.IPPROTO_IP, unix.IP_TOS, v&ecnMask)
	case key{ws2def.IPPROTO_IPV6, ws2def.IPV6_HOPLIMIT}:
		w.number(unix.IPPROTO_IPV6, unix.IPV6_HOPLIMIT, v)
	case key{ws2def.IPPROTO_IPV6, ws2def.IPV6_TCLASS}:
		w.number(unix.IPPROTO_IPV6, unix.IPV6_TCLASS, v)
	case key{ws2def.IPPROTO_IPV6, ws2def.IPV6_ECN}:
		w.number(unix.IPPROTO_IPV6, unix.IPV6_TCLASS, v&ecnMask)
	case key{ws2def.SOL_SOCKET, ws2def.SO_TIMESTAMP_ID}:
		// Linux 6.13 and later; before, the send is WSAEINVAL.
		w.number(unix.SOL_SOCKET, unix.SCM_TS_OPT_ID, v)
		w.number(unix.SOL_SOCKET, unix.SO_TIMESTAMPING, unix.SOF_TIMESTAMPING_TX_SOFTWARE)
	case key{ws2def.IPPROTO_UDP, ws2def.UDP_SEND_MSG_SIZE}:
		if v == 0 || v > 0xFFFF {
			return false
		}
		if b := w.item(unix.IPPROTO_UDP, udpSegment, 2); b != nil {
			binary.LittleEndian.PutUint16(b, uint16(v))
		}
	default:
		return false
	}
	return true
}

// wantDestination makes the kernel tell where datagrams were sent to, for
// MSG_BCAST and MSG_MCAST, once somebody receives with control data.
//
// Source: S-266, S-334.
func (s *socket) wantDestination() {
	if s.settings.Or(setDestination)&setDestination == 0 {
		s.kernelDestination()
	}
}

// kernelDestination makes the kernel tell the destination of each datagram.
func (s *socket) kernelDestination() spi.Errno {
	if s.family == ws2def.AF_INET6 {
		if errno := sys.SetSockOptInt(s.Fd(), unix.IPPROTO_IPV6, unix.IPV6_RECVPKTINFO, 1); errno != 0 {
			return ws2def.FromErrno(ws2def.OpSetSockOpt, errno)
		}
		if !s.local.dual {
			return 0
		}
	}
	return ws2def.FromErrno(ws2def.OpSetSockOpt, sys.SetSockOptInt(s.Fd(), unix.IPPROTO_IP, unix.IP_PKTINFO, 1))
}
