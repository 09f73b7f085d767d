package tcpip

import (
	"encoding/binary"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/engine"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// anyRaw is a raw socket of protocol 0, which receives packets of every
// protocol. The kernel has none: the embedded socket sends, and has the names
// and options; a packet socket receives. That one sees the packets as they came
// in, before fragments are put together.
//
// Source: S-107.
type anyRaw struct {
	socket
	in      engine.FD
	bound   kernelAddr // guarded by mu
	capture capture    // guarded by mu
}

var _ interface {
	spi.Socket
	spi.Descriptor
	spi.Binder
	spi.Transferer
	spi.Queuer
	spi.Expecter
} = (*anyRaw)(nil)

// openAnyRaw makes a raw socket for all protocols of family.
func openAnyRaw(family int32) (spi.Socket, spi.Errno) {
	domain, packets := unix.AF_INET, uint16(unix.ETH_P_IP)
	if family == ws2def.AF_INET6 {
		domain, packets = unix.AF_INET6, unix.ETH_P_IPV6
	}
	out, errno := sys.Socket(domain, unix.SOCK_RAW, unix.IPPROTO_RAW)
	if errno != 0 {
		return nil, ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	// A packet socket takes its protocol in network byte order.
	in, errno := sys.Socket(unix.AF_PACKET, unix.SOCK_DGRAM, int(packets>>8|packets<<8))
	if errno != 0 {
		sys.Close(out)
		return nil, ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	w := &anyRaw{socket: socket{family: uint16(family), typ: ws2def.SOCK_RAW}}
	w.FD.Init(out)
	w.in.Init(in)
	return w, 0
}

// Fd implements [spi.Descriptor]: the descriptor to wait on.
func (w *anyRaw) Fd() int { return w.in.Fd() }

// Wait implements [spi.Waiter].
func (w *anyRaw) Wait(ev spi.Events, how spi.Way, since uint32, deadline time.Time) spi.Errno {
	return w.in.Wait(ev, how, since, deadline)
}

// Nudge implements [spi.Waiter].
func (w *anyRaw) Nudge() { w.in.Nudge() }

// Nudges implements [spi.Waiter].
func (w *anyRaw) Nudges() uint32 { return w.in.Nudges() }

// Wake implements [spi.Waiter].
func (w *anyRaw) Wake() { w.in.Wake() }

// Expect implements [spi.Expecter].
func (w *anyRaw) Expect(ev spi.Events) bool { return w.in.Expect(ev) }

// Close implements [spi.Socket].
func (w *anyRaw) Close(abort bool) spi.Errno {
	w.in.Close()
	return w.socket.Close(abort)
}

// Poll implements [spi.Socket].
func (w *anyRaw) Poll() spi.Events {
	return w.Translate(sys.PollNow(w.Fd(), unix.POLLIN|unix.POLLOUT))
}

// Translate implements [spi.Descriptor].
func (w *anyRaw) Translate(bits int16) spi.Events {
	ev := spi.Events(spi.Writable)
	if bits&unix.POLLIN != 0 {
		w.mu.Lock()
		if w.seek() == 0 {
			ev |= spi.Readable | spi.Data
		}
		w.mu.Unlock()
	}
	return ev
}

// Bind implements [spi.Binder].
func (w *anyRaw) Bind(name []byte) spi.Errno {
	if e := w.socket.Bind(name); e != 0 {
		return e
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_, errno := sys.GetSockName(w.socket.Fd(), w.bound[:])
	return ws2def.FromErrno(ws2def.OpGetSockName, errno)
}

// Sizes of IP headers.
const (
	header4 = 20
	header6 = 40
)

// addresses gives source and destination of a packet's header.
func (w *anyRaw) addresses(packet []byte) (source, destination []byte) {
	if w.family == ws2def.AF_INET {
		return packet[12:16], packet[16:20]
	}
	return packet[8:24], packet[24:40]
}

// seek drops packets that are not for this socket until one is first in the
// queue. The caller holds mu.
func (w *anyRaw) seek() sys.Errno {
	for {
		var packet [header6]byte
		var from [20]byte // struct sockaddr_ll
		n, _, errno := sys.RecvFrom(w.Fd(), packet[:], unix.MSG_PEEK, from[:])
		if errno != 0 || n >= header4 && w.wanted(from[:], packet[:]) {
			return errno
		}
		sys.Recv(w.Fd(), nil, unix.MSG_TRUNC)
	}
}

// wanted reports whether a packet, which came with a struct sockaddr_ll, is for
// this socket. The caller holds mu.
func (w *anyRaw) wanted(from, packet []byte) bool {
	index, hardware, kind := binary.NativeEndian.Uint32(from[4:]), binary.NativeEndian.Uint16(from[8:]), from[10]
	if w.capture.code != 0 {
		return w.captured(index, kind, hardware, packet)
	}
	return w.mine(kind, packet)
}

// mine reports whether a packet was sent to this host, to the socket's address
// when it has one, and from its peer when it has one. The caller holds mu.
func (w *anyRaw) mine(kind byte, packet []byte) bool {
	if kind == unix.PACKET_OUTGOING || kind == unix.PACKET_OTHERHOST {
		return false
	}
	source, destination := w.addresses(packet)
	bound := w.bound[:w.addrLen()]
	if kind == unix.PACKET_HOST && !zero(host(bound)) && string(host(bound)) != string(destination) {
		return false
	}
	var sa kernelAddr
	peer := w.peer.sockaddr(&sa)
	return peer == nil || string(host(peer)) == string(source)
}

// zero reports whether h is all zeros.
func zero(h []byte) bool {
	for _, b := range h {
		if b != 0 {
			return false
		}
	}
	return true
}

// Recv implements [spi.Transferer].
func (w *anyRaw) Recv(p []byte, flags uint32) (int, spi.Errno) {
	m := spi.Message{Buffers: [][]byte{p}}
	return w.RecvMsg(&m, flags)
}

// RecvMsg implements [spi.Transferer]. Like any raw socket it gives IPv4's
// header and keeps IPv6's.
//
// Source: S-492, S-493.
func (w *anyRaw) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if errno := w.seek(); errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpRecvFrom, errno)
	}
	room := length(m.Buffers)
	hidden := 0
	if w.family == ws2def.AF_INET6 {
		hidden = header6
	}
	packet := make([]byte, max(hidden+room, header6)) // always with the addresses
	n, errno := sys.Recv(w.Fd(), packet, int(flags&ws2def.MSG_PEEK)|unix.MSG_TRUNC)
	if errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpRecvFrom, errno)
	}
	n = max(n-hidden, 0)
	scatter(m.Buffers, packet[hidden:hidden+min(n, room)])
	if m.Name != nil {
		var sa kernelAddr
		source, _ := w.addresses(packet)
		from := sa[:w.addrLen()]
		sa[0] = byte(unix.AF_INET)
		if w.family == ws2def.AF_INET6 {
			sa[0] = unix.AF_INET6
		}
		copy(host(from), source)
		m.NameLen = w.fromKernel(m.Name, from)
	}
	m.Flags, m.ControlLen = 0, 0
	if n > room {
		m.Flags = ws2def.MSG_TRUNC
		return room, ws2def.WSAEMSGSIZE
	}
	return n, 0
}

// Unread implements [spi.Queuer]: the size of the first packet.
func (w *anyRaw) Unread() (int, spi.Errno) {
	w.mu.Lock()
	defer w.mu.Unlock()
	errno := w.seek()
	if errno == unix.EAGAIN {
		return 0, 0
	}
	n := 0
	if errno == 0 {
		n, errno = sys.Recv(w.Fd(), nil, unix.MSG_PEEK|unix.MSG_TRUNC)
	}
	if errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpIoctl, errno)
	}
	if w.family == ws2def.AF_INET6 {
		n = max(n-header6, 0)
	}
	return n, 0
}

// Send implements [spi.Transferer].
func (w *anyRaw) Send(p []byte, flags uint32) (int, spi.Errno) {
	m := spi.Message{Buffers: [][]byte{p}}
	return w.SendMsg(&m, flags)
}

// SendMsg implements [spi.Transferer]: the kernel leaves the header to the
// sender, so without IP_HDRINCL it is made here, for protocol 0 (P-142).
func (w *anyRaw) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	if w.is(setHeader) {
		return w.socket.SendMsg(m, flags)
	}
	var buf kernelAddr
	sa, _, e := w.destination(&buf, m.Name)
	if e != 0 {
		return 0, e
	}
	if sa == nil {
		w.mu.Lock()
		sa = w.peer.sockaddr(&buf)
		w.mu.Unlock()
		if sa == nil {
			return 0, ws2def.WSAENOTCONN
		}
	}
	size := length(m.Buffers)
	var header []byte
	if w.family == ws2def.AF_INET {
		header = w.newHeader4(sa)
	} else if header, e = w.newHeader6(sa, size); e != 0 {
		return 0, e
	}
	msg := sys.Msg{Name: sa, Buffers: append([][]byte{header}, m.Buffers...)}
	if len(msg.Buffers) > maxBuffers {
		msg.Buffers = [][]byte{header, join(m.Buffers)}
	}
	if _, errno := sys.SendMsg(w.socket.Fd(), &msg, 0); errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpSendTo, errno)
	}
	return size, 0
}

// newHeader4 makes an IPv4 header; the kernel fills in length, identification,
// checksum and source.
func (w *anyRaw) newHeader4(to []byte) []byte {
	h := make([]byte, header4)
	h[0] = 4<<4 | header4/4
	ttl, _ := sys.GetSockOptInt(w.socket.Fd(), unix.IPPROTO_IP, unix.IP_TTL)
	tos, _ := sys.GetSockOptInt(w.socket.Fd(), unix.IPPROTO_IP, unix.IP_TOS)
	h[1], h[8] = byte(tos), byte(max(ttl, 1))
	w.mu.Lock()
	copy(h[12:16], host(w.bound[:16]))
	w.mu.Unlock()
	copy(h[16:20], host(to))
	return h
}

// newHeader6 makes an IPv6 header.
func (w *anyRaw) newHeader6(to []byte, size int) ([]byte, spi.Errno) {
	if size > 0xFFFF {
		return nil, ws2def.WSAEMSGSIZE
	}
	h := make([]byte, header6)
	h[0] = 6 << 4
	binary.BigEndian.PutUint16(h[4:], uint16(size))
	hops, _ := sys.GetSockOptInt(w.socket.Fd(), unix.IPPROTO_IPV6, unix.IPV6_UNICAST_HOPS)
	h[7] = byte(max(hops, 1))
	w.mu.Lock()
	copy(h[8:24], host(w.bound[:]))
	w.mu.Unlock()
	if zero(h[8:24]) {
		source, e := sourceFor(to)
		if e != 0 {
			return nil, e
		}
		copy(h[8:24], host(source[:]))
	}
	copy(h[24:40], host(to))
	return h, 0
}

// sourceFor asks the kernel which local address it would send to an IPv6
// destination from.
func sourceFor(to []byte) (source kernelAddr, e spi.Errno) {
	probe, errno := sys.Socket(unix.AF_INET6, unix.SOCK_DGRAM, 0)
	if errno != 0 {
		return source, ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	defer sys.Close(probe)
	target := append([]byte(nil), to...)
	target[3] = 9 // any port
	if errno = sys.Connect(probe, target); errno == 0 {
		_, errno = sys.GetSockName(probe, source[:])
	}
	return source, ws2def.FromErrno(ws2def.OpSendTo, errno)
}
