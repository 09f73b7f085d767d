// Package packet makes the packets that the network would have carried, out of what went
// through sockets: pure encoders of IPv4 and IPv6 headers with those of TCP and UDP.
//
// Source: RFC 791, RFC 8200, RFC 9293, RFC 768, RFC 1071, RFC 1624, RFC 7323.
package packet

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
)

// The protocols that have a header here.
const (
	TCP uint8 = 6
	UDP uint8 = 17
)

// Flags of a TCP segment.
const (
	FIN uint8 = 1 << iota
	SYN
	RST
	PSH
	ACK
	URG
)

// MaxHeader is the length of the longest headers: IPv6 and a TCP header with options.
const MaxHeader = 40 + 28

// MaxSegment is how much data a segment carries at most, in IPv4 and IPv6 alike, and
// MaxDatagram a datagram over IPv4.
const (
	MaxSegment  = 0xFFFF - 20 - 28
	MaxDatagram = 0xFFFF - 20 - 8
)

// window is what all segments announce: with the scale that SYN carries, 1 GiB.
const (
	window = 0xFFFF
	scale  = 14
)

// Flow says from where to where. Both addresses have the same length; IPv4 addresses in
// IPv6 are IPv4 addresses.
type Flow struct{ From, To netip.AddrPort }

// Back is the other direction.
func (f Flow) Back() Flow { return Flow{f.To, f.From} }

var be = binary.BigEndian

// Way has what all segments from one address to another have in their headers.
type Way struct {
	head [40 + 20]byte // of a segment without data, with all that may differ 0
	ip   int           // the length of the IP header
	sum  uint64        // of what does not differ, for the checksum of TCP
}

// Way is what the segments of f have in common.
func (f Flow) Way() *Way {
	w := new(Way)
	b := AppendIP(w.head[:0], f, TCP, 20)
	w.ip = len(b)
	b = be.AppendUint16(b, f.From.Port())
	b = be.AppendUint16(b, f.To.Port())
	b = be.AppendUint64(b, 0)
	b = be.AppendUint16(b, 0)
	be.AppendUint16(b, window)
	w.sum = pseudo(f, TCP, 20)
	w.sum = sum(w.sum, w.head[w.ip:w.ip+20])
	return w
}

// AppendTCP appends the headers of a segment with the data of parts.
func AppendTCP(b []byte, w *Way, seq, ack uint32, flags uint8, parts ...[]byte) []byte {
	n, options := length(parts), 0
	if flags&SYN != 0 {
		options = 8
	}
	start := len(b)
	b = append(b, w.head[:w.ip+20]...)
	lengthen(b[start:start+w.ip], options+n)
	h := b[start+w.ip:]
	be.PutUint32(h[4:], seq)
	be.PutUint32(h[8:], ack)
	shape := uint16(20+options)/4<<12 | uint16(flags)
	be.PutUint16(h[12:], shape)
	total := add(w.sum, uint64(seq)+uint64(ack)+uint64(shape)+uint64(options+n))
	if flags&URG != 0 {
		be.PutUint16(h[18:], uint16(n))
		total = add(total, uint64(uint16(n)))
	}
	if flags&SYN != 0 {
		b = append(b, 2, 4)
		b = be.AppendUint16(b, MaxSegment)
		b = append(b, 1, 3, 3, scale)
		total = sum(total, b[len(b)-options:])
	}
	be.PutUint16(b[start+w.ip+16:], ^fold(data(total, parts)))
	return b
}

// lengthen says in an IP header that there are n bytes more.
func lengthen(h []byte, n int) {
	if h[0]>>4 == 6 {
		be.PutUint16(h[4:], uint16(min(int(be.Uint16(h[4:]))+n, 0xFFFF)))
		return
	}
	was := be.Uint16(h[2:])
	now := uint16(min(int(was)+n, 0xFFFF))
	be.PutUint16(h[2:], now)
	// RFC 1624: the sum without what was, and with what is.
	be.PutUint16(h[10:], ^fold(uint64(^be.Uint16(h[10:]))+uint64(^was)+uint64(now)))
}

// AppendUDP appends the headers of a datagram with the data of parts.
func AppendUDP(b []byte, f Flow, parts ...[]byte) []byte {
	n := 8 + length(parts)
	b = AppendIP(b, f, UDP, n)
	start := len(b)
	b = be.AppendUint16(b, f.From.Port())
	b = be.AppendUint16(b, f.To.Port())
	b = be.AppendUint16(b, uint16(n))
	b = be.AppendUint16(b, 0)
	sum := checksum(f, UDP, b[start:], parts)
	if sum == 0 {
		sum = 0xFFFF // 0 would mean that there is none
	}
	be.PutUint16(b[start+6:], sum)
	return b
}

// AppendIP appends the header of a packet of a protocol with n bytes of data. Of more
// than a packet carries the header says as much as it can.
func AppendIP(b []byte, f Flow, protocol uint8, n int) []byte {
	from, to := f.From.Addr().Unmap(), f.To.Addr().Unmap()
	if !from.Is4() {
		b = append(b, 6<<4, 0, 0, 0)
		b = be.AppendUint16(b, uint16(min(n, 0xFFFF)))
		b = append(b, protocol, hops)
		src, dst := from.As16(), to.As16()
		return append(append(b, src[:]...), dst[:]...)
	}
	start := len(b)
	b = append(b, 4<<4|5, 0)
	b = be.AppendUint16(b, uint16(min(n+20, 0xFFFF)))
	b = append(b, 0, 0, 0x40, 0, hops, protocol, 0, 0) // not to be fragmented
	src, dst := from.As4(), to.As4()
	b = append(append(b, src[:]...), dst[:]...)
	be.PutUint16(b[start+10:], ^fold(sum(0, b[start:])))
	return b
}

const hops = 64

// checksum is that of a header, with 0 in its place, and the data, of a protocol over IP.
func checksum(f Flow, protocol uint8, header []byte, parts [][]byte) uint16 {
	total := pseudo(f, protocol, len(header)+length(parts))
	return ^fold(data(sum(total, header), parts))
}

// pseudo is the sum of the header that stands before the n bytes of a protocol over IP for
// its checksum.
func pseudo(f Flow, protocol uint8, n int) uint64 {
	total := uint64(n) + uint64(protocol)
	from, to := f.From.Addr().Unmap(), f.To.Addr().Unmap()
	if from.Is4() {
		src, dst := from.As4(), to.As4()
		return sum(sum(total, src[:]), dst[:])
	}
	src, dst := from.As16(), to.As16()
	return sum(sum(total, src[:]), dst[:])
}

// data adds the data of parts to a sum.
func data(total uint64, parts [][]byte) uint64 {
	odd := false
	for _, part := range parts {
		s := fold(sum(0, part))
		if odd {
			s = bits.ReverseBytes16(s)
		}
		total = add(total, uint64(s))
		odd = odd != (len(part)&1 == 1)
	}
	return total
}

// sum adds the bytes of b, which begin at an even place, to a sum that fold makes 16 bits
// of. Eight bytes at a time give the same, as 2¹⁶ is 1 in this arithmetic.
func sum(total uint64, b []byte) uint64 {
	var carry uint64
	for len(b) >= 32 {
		total, carry = bits.Add64(total, be.Uint64(b), carry)
		total, carry = bits.Add64(total, be.Uint64(b[8:]), carry)
		total, carry = bits.Add64(total, be.Uint64(b[16:]), carry)
		total, carry = bits.Add64(total, be.Uint64(b[24:]), carry)
		b = b[32:]
	}
	total = add(total, carry)
	for len(b) >= 8 {
		total = add(total, be.Uint64(b))
		b = b[8:]
	}
	for len(b) >= 2 {
		total = add(total, uint64(be.Uint16(b)))
		b = b[2:]
	}
	if len(b) == 1 {
		total = add(total, uint64(b[0])<<8)
	}
	return total
}

// add adds with the carry put back in.
func add(a, b uint64) uint64 {
	s, carry := bits.Add64(a, b, 0)
	return s + carry
}

// fold makes 16 bits of a sum.
func fold(total uint64) uint16 {
	for total > 0xFFFF {
		total = total>>16 + total&0xFFFF
	}
	return uint16(total)
}

// length is how many bytes the parts have.
func length(parts [][]byte) (n int) {
	for _, p := range parts {
		n += len(p)
	}
	return n
}
