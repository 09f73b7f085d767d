// Package packet makes the packets that the network would have carried, out of what went
// through sockets: pure encoders of IPv4 and IPv6 headers with those of TCP and UDP.
//
// Source: RFC 791, RFC 8200, RFC 9293, RFC 768, RFC 1071, RFC 7323.
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

// AppendTCP appends the headers of a segment with the data of parts.
func AppendTCP(b []byte, f Flow, seq, ack uint32, flags uint8, parts ...[]byte) []byte {
	n := length(parts)
	size := 20
	if flags&SYN != 0 {
		size = 28
	}
	b = AppendIP(b, f, TCP, size+n)
	start := len(b)
	b = be.AppendUint16(b, f.From.Port())
	b = be.AppendUint16(b, f.To.Port())
	b = be.AppendUint32(b, seq)
	b = be.AppendUint32(b, ack)
	b = append(b, uint8(size/4)<<4, flags)
	b = be.AppendUint16(b, window)
	b = be.AppendUint16(b, 0)
	urgent := uint16(0)
	if flags&URG != 0 {
		urgent = uint16(n)
	}
	b = be.AppendUint16(b, urgent)
	if flags&SYN != 0 {
		b = append(b, 2, 4)
		b = be.AppendUint16(b, MaxSegment)
		b = append(b, 1, 3, 3, scale)
	}
	be.PutUint16(b[start+16:], checksum(f, TCP, b[start:], parts))
	return b
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
	var pseudo [40]byte
	p := pseudo[:0]
	from, to := f.From.Addr().Unmap(), f.To.Addr().Unmap()
	if from.Is4() {
		src, dst := from.As4(), to.As4()
		p = append(append(p, src[:]...), dst[:]...)
	} else {
		src, dst := from.As16(), to.As16()
		p = append(append(p, src[:]...), dst[:]...)
	}
	p = be.AppendUint32(p, uint32(len(header)+length(parts)))
	p = be.AppendUint32(p, uint32(protocol))
	total := sum(sum(0, p), header)
	odd := false
	for _, part := range parts {
		s := fold(sum(0, part))
		if odd {
			s = bits.ReverseBytes16(s)
		}
		total = add(total, uint64(s))
		odd = odd != (len(part)&1 == 1)
	}
	return ^fold(total)
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
