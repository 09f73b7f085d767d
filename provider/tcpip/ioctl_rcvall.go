package tcpip

import (
	"encoding/binary"
	"net/netip"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// capture is what SIO_RCVALL and its relatives make of a raw socket of protocol
// 0: a listener to all that passes an interface.
type capture struct {
	code  uint32 // the control code; 0 while nothing is captured
	index uint32 // of the interface
}

// Ioctl implements [spi.Ioctler].
//
// Source: S-668.
func (w *anyRaw) Ioctl(code uint32, in, out []byte) (int, spi.Errno) {
	switch code {
	case ws2def.SIO_RCVALL, ws2def.SIO_RCVALL_MCAST, ws2def.SIO_RCVALL_IGMPMCAST:
		return 0, w.receiveAll(code, in)
	}
	return w.socket.Ioctl(code, in, out)
}

// receiveAll starts or ends capturing on the interface that has the address the
// socket is bound to.
//
// Source: S-497, S-668.
func (w *anyRaw) receiveAll(code uint32, in []byte) spi.Errno {
	if len(in) < 4 {
		return ws2def.WSAEFAULT
	}
	mode := binary.LittleEndian.Uint32(in)
	if mode > ws2def.RCVALL_IPLEVEL {
		return ws2def.WSAEINVAL
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	index, e := w.boundInterface()
	if e != 0 {
		return e
	}
	if w.capture.code != 0 {
		w.listen(w.capture, false)
		w.capture = capture{}
	}
	if mode == ws2def.RCVALL_OFF || mode == ws2def.RCVALL_SOCKETLEVELONLY {
		return 0
	}
	c := capture{code: code, index: index}
	// On IP level the interface goes on taking only what is meant for this host.
	if mode == ws2def.RCVALL_ON {
		if e := w.listen(c, true); e != 0 {
			return e
		}
	}
	w.capture = c
	return 0
}

// boundInterface finds the interface with the socket's local address. The
// caller holds mu. Errors: WSAEINVAL (bound to none).
func (w *anyRaw) boundInterface() (uint32, spi.Errno) {
	local, _ := netip.AddrFromSlice(host(w.bound[:w.addrLen()]))
	if local.IsUnspecified() {
		return 0, ws2def.WSAEINVAL
	}
	list, e := interfaceAddrs()
	if e != 0 {
		return 0, e
	}
	for _, a := range list {
		if a.Addr() == local.Unmap() {
			return a.index, 0
		}
	}
	return 0, ws2def.WSAEINVAL
}

// listen makes the interface take also packets for other hosts, or other
// groups, or ends that.
func (w *anyRaw) listen(c capture, on bool) spi.Errno {
	var m [16]byte // struct packet_mreq
	binary.NativeEndian.PutUint32(m[:], c.index)
	kind := uint16(unix.PACKET_MR_PROMISC)
	if c.code != ws2def.SIO_RCVALL {
		kind = unix.PACKET_MR_ALLMULTI
	}
	binary.NativeEndian.PutUint16(m[4:], kind)
	option := unix.PACKET_DROP_MEMBERSHIP
	if on {
		option = unix.PACKET_ADD_MEMBERSHIP
	}
	return ws2def.FromErrno(ws2def.OpSetSockOpt, sys.SetSockOpt(w.in.Fd(), unix.SOL_PACKET, option, m[:]))
}

// captured reports whether a packet on the interface index is one of those that
// the control code is about. Over a loopback interface each packet passes
// twice: what comes in is counted.
func (w *anyRaw) captured(index uint32, kind byte, hardware uint16, packet []byte) bool {
	if index != w.capture.index || kind == unix.PACKET_OUTGOING && hardware == unix.ARPHRD_LOOPBACK {
		return false
	}
	_, destination := w.addresses(packet)
	to, _ := netip.AddrFromSlice(destination)
	switch w.capture.code {
	case ws2def.SIO_RCVALL_MCAST:
		return to.IsMulticast()
	case ws2def.SIO_RCVALL_IGMPMCAST:
		return to.IsMulticast() && w.family == ws2def.AF_INET && packet[9] == unix.IPPROTO_IGMP
	}
	return true
}
