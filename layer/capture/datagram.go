package capture

import (
	"net"
	"net/netip"
	"sync"

	"winsock/internal/wire/packet"
	"winsock/internal/wire/pcapng"
	"winsock/layer"
	"winsock/spi"
	"winsock/ws2def"
)

// form says what the file has of datagrams.
type form uint8

const (
	upper form = iota // data only
	udp
	raw // packets of a protocol over IP
)

// datagram is a socket without connections. Its lock is held while the socket below
// transfers, as that of a [stream].
type datagram struct {
	layer.Connecting
	probe
	form     form
	protocol uint8 // of raw

	mu    sync.Mutex
	peer  netip.AddrPort // of Connect
	local netip.AddrPort // once it is known
	last  packet.Flow    // from here to whom it was last about, with its rule
	rule  *options
	name  [nameRoom]byte
	room  [8][]byte
	msg   spi.Message
}

var _ spi.Connector = (*datagram)(nil)

// Connect implements [spi.Connector].
func (d *datagram) Connect(name []byte) spi.Errno {
	d.mu.Lock()
	defer d.mu.Unlock()
	e := d.Connecting.Connect(name)
	if e == 0 {
		d.peer = inet(peerName(d.Socket))
		d.local, d.last = netip.AddrPort{}, packet.Flow{}
	}
	return e
}

// Send implements [spi.Transferer].
func (d *datagram) Send(p []byte, flags uint32) (int, spi.Errno) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n, e := d.Through.Send(p, flags)
	if e == 0 {
		d.room[0] = p
		d.moved(pcapng.Outbound, d.peer, d.room[:1], n)
	}
	return n, e
}

// SendMsg implements [spi.Transferer].
func (d *datagram) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n, e := d.Through.SendMsg(m, flags)
	if e == 0 {
		to := d.peer
		if m.Name != nil {
			to, _, _ = ws2def.ParseAddrPort(m.Name)
		}
		d.moved(pcapng.Outbound, to, m.Buffers, n)
	}
	return n, e
}

// Recv implements [spi.Transferer]. It is RecvMsg, which tells the source.
func (d *datagram) Recv(p []byte, flags uint32) (int, spi.Errno) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.room[0] = p
	d.msg = spi.Message{Buffers: d.room[:1]}
	return d.receive(&d.msg, flags)
}

// RecvMsg implements [spi.Transferer].
func (d *datagram) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.receive(m, flags)
}

// receive is RecvMsg with room for the source.
func (d *datagram) receive(m *spi.Message, flags uint32) (int, spi.Errno) {
	name := m.Name
	m.Name, m.NameLen = d.name[:], 0
	n, e := d.Through.RecvMsg(m, flags)
	m.Name = name
	source := d.name[:min(m.NameLen, len(d.name))]
	if m.NameLen <= len(name) {
		copy(name, source)
	}
	if (e == 0 || e == ws2def.WSAEMSGSIZE) && flags&ws2def.MSG_PEEK == 0 {
		from, _, _ := ws2def.ParseAddrPort(source)
		d.moved(pcapng.Inbound, from, m.Buffers, n)
	}
	return n, e
}

// moved writes the first n bytes of parts as a datagram to or from other.
func (d *datagram) moved(dir pcapng.Direction, other netip.AddrPort, parts [][]byte, n int) {
	parts = trim(d.room[:0], parts, n)
	defer clear(d.room[:])
	if d.last.To != other || !d.last.From.IsValid() {
		d.rule = d.chain.rule(other)
		d.last = packet.Flow{From: d.from(other), To: other}
	}
	if d.rule == nil {
		return
	}
	f := flow(d.last.From, other)
	if dir == pcapng.Inbound {
		f = f.Back()
	}
	var room [packet.MaxHeader]byte
	switch {
	case d.form == upper:
		d.writeUpper(d.rule, dir, parts)
	case d.form == udp:
		d.write(d.rule, dir, packet.AppendUDP(room[:0], f, parts...), parts)
	case headed(parts, n):
		d.write(d.rule, dir, nil, parts)
	default:
		d.write(d.rule, dir, packet.AppendIP(room[:0], f, d.protocol, n), parts)
	}
}

// from is the local address that datagrams to other have. One of a socket that is bound
// to all is that which a new socket would get.
func (d *datagram) from(other netip.AddrPort) netip.AddrPort {
	if d.form == upper {
		return netip.AddrPort{}
	}
	if !d.local.IsValid() {
		d.local = inet(localName(d.Socket))
	}
	if !d.local.Addr().IsUnspecified() || !other.IsValid() {
		return d.local
	}
	return netip.AddrPortFrom(sources.to(other.Addr()), d.local.Port())
}

// headed reports whether the n bytes of a raw socket begin with an IPv4 header, as they
// do when they come, and when the program makes it.
func headed(parts [][]byte, n int) bool {
	if len(parts) == 0 || len(parts[0]) < 20 {
		return false
	}
	h := parts[0]
	return h[0]>>4 == 4 && h[0]&0xF >= 5 && int(h[2])<<8|int(h[3]) == n
}

// sources are the local addresses that the kernel chooses for peers.
var sources sourceTable

type sourceTable struct {
	mu sync.Mutex
	by map[netip.Addr]netip.Addr
}

// maxSources is how many are remembered.
const maxSources = 1024

// to is the one for peer; without a route the unspecified one.
func (t *sourceTable) to(peer netip.Addr) netip.Addr {
	t.mu.Lock()
	defer t.mu.Unlock()
	if a, ok := t.by[peer]; ok {
		return a
	}
	source := netip.IPv4Unspecified()
	if !peer.Unmap().Is4() {
		source = netip.IPv6Unspecified()
	}
	// A datagram socket that is connected asks for the route and sends nothing.
	c, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(netip.AddrPortFrom(peer.Unmap(), 9)))
	if err == nil {
		source = c.LocalAddr().(*net.UDPAddr).AddrPort().Addr()
		c.Close()
	}
	if t.by == nil || len(t.by) >= maxSources {
		t.by = make(map[netip.Addr]netip.Addr)
	}
	t.by[peer] = source
	return source
}

// Close implements [spi.Socket].
func (d *datagram) Close(abort bool) spi.Errno {
	d.chain.recorder.close()
	return d.Through.Close(abort)
}
