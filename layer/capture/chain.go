package capture

import (
	"fmt"
	"net/netip"

	"winsock/internal/wire/packet"
	"winsock/internal/wire/pcapng"
	"winsock/spi"
	"winsock/ws2def"
)

// chain is the layer in one chain: an interface of the file.
type chain struct {
	recorder *recorder
	rules    []options
	number   uint32
}

// wrap makes the socket of the layer over another.
func (c *chain) wrap(req *spi.Request, below spi.Socket) (spi.Socket, spi.Errno) {
	family, typ, protocol, _ := req.Triple()
	overIP := family == ws2def.AF_INET || family == ws2def.AF_INET6
	if req.Info.ServiceFlags1&ws2def.XP1_CONNECTIONLESS == 0 {
		return c.stream(below, overIP && protocol == ws2def.IPPROTO_TCP), 0
	}
	d := &datagram{probe: c.probe(), form: upper}
	switch {
	case overIP && typ == ws2def.SOCK_DGRAM:
		d.form = udp
	case overIP:
		d.form, d.protocol = raw, uint8(protocol)
	}
	d.Over(below, nil)
	return d, 0
}

// probe is what a socket writes to the file with.
type probe struct {
	chain   *chain
	comment string
}

func (c *chain) probe() probe {
	return probe{chain: c, comment: fmt.Sprintf("socket %d", c.recorder.open())}
}

// rule is that for a peer; nil: it is not captured.
func (c *chain) rule(peer netip.AddrPort) *options {
	for i := range c.rules {
		if o := &c.rules[i]; o.Fits(peer) {
			if o.Off {
				return nil
			}
			return o
		}
	}
	return nil
}

// write writes a packet that consists of head and the parts.
func (p *probe) write(o *options, dir pcapng.Direction, head []byte, parts [][]byte) {
	n := len(head)
	for _, part := range parts {
		n += len(part)
	}
	limit := n
	if o.Snap > 0 {
		limit = min(n, o.Snap)
	}
	about := pcapng.Packet{Interface: p.chain.number, Length: n, Direction: dir, Comment: p.comment}
	p.chain.recorder.add(&about, limit, head, parts)
}

// writeUpper writes data of a protocol that has no packets here.
func (p *probe) writeUpper(o *options, dir pcapng.Direction, parts [][]byte) {
	var room [upperHeader]byte
	p.write(o, dir, appendUpper(room[:0], dir), parts)
}

// upperHeader is the length of what appendUpper appends.
const upperHeader = 20

// appendUpper appends what makes Wireshark show what follows as plain data.
//
// Source: Wireshark's "exported PDU" tags: https://www.tcpdump.org/linktypes/LINKTYPE_WIRESHARK_UPPER_PDU.html.
func appendUpper(b []byte, dir pcapng.Direction) []byte {
	b = append(b, 0, 12, 0, 4, 'd', 'a', 't', 'a') // the dissector
	received := byte(0)
	if dir == pcapng.Inbound {
		received = 1
	}
	b = append(b, 0, 35, 0, 4, 0, 0, 0, received) // the direction between two peers
	return append(b, 0, 0, 0, 0)
}

// trim appends the parts of the first n bytes to room.
func trim(room, parts [][]byte, n int) [][]byte {
	for _, p := range parts {
		if n == 0 {
			break
		}
		p = p[:min(len(p), n)]
		n -= len(p)
		if len(p) > 0 {
			room = append(room, p)
		}
	}
	return room
}

// localName is the local address of a socket; nil: it is not known.
func localName(s spi.Socket) []byte {
	b, ok := spi.Ability[spi.Binder](s)
	if !ok {
		return nil
	}
	return named(b.LocalName)
}

// peerName is the address of a socket's peer.
func peerName(s spi.Socket) []byte {
	c, ok := spi.Ability[spi.Connector](s)
	if !ok {
		return nil
	}
	return named(c.PeerName)
}

// named is what a method that writes an address writes.
func named(write func([]byte) (int, spi.Errno)) []byte {
	name := make([]byte, nameRoom)
	n, e := write(name)
	if e != 0 || n > len(name) {
		return nil
	}
	return name[:n]
}

// inet is an address of IP; that of another family is invalid.
func inet(name []byte) netip.AddrPort {
	a, _, _ := ws2def.ParseAddrPort(name)
	return a
}

// path is an address of AF_UNIX; "" for another family.
func path(name []byte) string {
	sa, _ := ws2def.ParseSockaddr(name)
	if u, ok := sa.(*ws2def.SockaddrUnix); ok {
		return u.Name
	}
	return ""
}

// nameRoom is as long as any address.
const nameRoom = 128

// flow is that of packets from one address to another; where one of them is not known,
// it is the one of its family that is nobody's.
func flow(from, to netip.AddrPort) packet.Flow {
	a, b := from.Addr().Unmap().WithZone(""), to.Addr().Unmap().WithZone("")
	if a.Is6() != b.Is6() || !a.IsValid() || !b.IsValid() {
		nobody := netip.IPv4Unspecified()
		if a.Is6() || b.Is6() {
			nobody = netip.IPv6Unspecified()
		}
		if a.BitLen() != nobody.BitLen() {
			a = nobody
		}
		if b.BitLen() != nobody.BitLen() {
			b = nobody
		}
	}
	return packet.Flow{From: netip.AddrPortFrom(a, from.Port()), To: netip.AddrPortFrom(b, to.Port())}
}
