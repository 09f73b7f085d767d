// Package pcapng writes and reads blocks of pcapng files, the capture files of
// Wireshark, as far as this module needs them: pure encoders that append to a slice, and
// a decoder of what they make.
//
// A file is one section: a header, a description of each interface before its first
// packet, packets, and statistics. Numbers are little-endian, times nanoseconds.
//
// Source: draft-ietf-opsawg-pcapng.
package pcapng

import (
	"encoding/binary"
	"slices"
	"time"
)

// LinkType says what the packets of an interface begin with.
type LinkType uint16

// The link types that are used here.
//
// Source: https://www.tcpdump.org/linktypes.html.
const (
	Raw      LinkType = 101 // an IPv4 or IPv6 header
	UpperPDU LinkType = 252 // what Wireshark's dissectors would be told about the bytes that follow
)

// Direction says which way a packet went.
type Direction uint32

// The directions of packets.
const (
	Inbound  Direction = 1
	Outbound Direction = 2
)

// The types of blocks.
const (
	typeSection    = 0x0A0D0D0A
	typeInterface  = 1
	typeStatistics = 5
	typePacket     = 6
)

// The codes of options.
const (
	optEnd     = 0
	optComment = 1

	sectionHardware    = 2
	sectionSystem      = 3
	sectionApplication = 4

	interfaceName        = 2
	interfaceDescription = 3
	interfaceResolution  = 9

	packetFlags = 2

	statisticsReceived = 4
	statisticsDropped  = 5
)

const (
	byteOrder  = 0x1A2B3C4D
	nanosecond = 9 // of interfaceResolution: the power of ten
)

var le = binary.LittleEndian

// Section describes a file.
type Section struct {
	System, Application, Comment string
}

// Append appends the block that a file begins with.
func (s *Section) Append(b []byte) []byte {
	b, start := begin(b, typeSection)
	b = le.AppendUint32(b, byteOrder)
	b = le.AppendUint16(b, 1) // major version
	b = le.AppendUint16(b, 0)
	b = le.AppendUint64(b, ^uint64(0)) // the section's length is not known
	b = text(b, sectionSystem, s.System)
	b = text(b, sectionApplication, s.Application)
	b = text(b, optComment, s.Comment)
	return end(b, start)
}

// Interface describes where packets were captured. They are numbered from 0 in the order
// of their blocks.
type Interface struct {
	Link              LinkType
	Snap              uint32 // the most bytes of a packet; 0: all
	Name, Description string
}

// Append appends the interface's block.
func (i *Interface) Append(b []byte) []byte {
	b, start := begin(b, typeInterface)
	b = le.AppendUint16(b, uint16(i.Link))
	b = le.AppendUint16(b, 0)
	b = le.AppendUint32(b, i.Snap)
	b = text(b, interfaceName, i.Name)
	b = text(b, interfaceDescription, i.Description)
	b = option(b, interfaceResolution, []byte{nanosecond})
	return end(b, start)
}

// Packet is what is told about a packet beside its bytes.
type Packet struct {
	Interface uint32
	Time      time.Time
	Length    int // of the packet, which may be more than is captured
	Direction Direction
	Comment   string
}

// The fixed parts of a packet's block, in bytes.
const (
	packetHead  = 28        // before what is captured
	packetTail  = 8 + 4 + 4 // direction, end of the options, length
	packetShort = packetHead + packetTail
)

// Size returns how much room the block of a packet takes of which n bytes are captured.
func (p *Packet) Size(n int) int {
	size := packetShort + padded(n)
	if p.Comment != "" {
		size += 4 + padded(min(len(p.Comment), 0xFFFF))
	}
	return size
}

// Append appends the packet's block; what is captured is all that parts have, one after
// the other, but at most limit bytes of it.
func (p *Packet) Append(b []byte, limit int, head []byte, parts ...[]byte) []byte {
	n := len(head)
	for _, part := range parts {
		n += len(part)
	}
	n = min(n, limit)
	size, start := p.Size(n), len(b)
	b = slices.Grow(b, size)[:start+size]
	block := b[start:]
	le.PutUint32(block, typePacket)
	le.PutUint32(block[4:], uint32(size))
	le.PutUint32(block[8:], p.Interface)
	ns := uint64(p.Time.UnixNano())
	le.PutUint32(block[12:], uint32(ns>>32))
	le.PutUint32(block[16:], uint32(ns))
	le.PutUint32(block[20:], uint32(n))
	le.PutUint32(block[24:], uint32(p.Length))
	data := block[packetHead : packetHead+n]
	data = data[copy(data, head):]
	for _, part := range parts {
		data = data[copy(data, part):]
	}
	clear(block[packetHead+n : packetHead+padded(n)])
	options := block[packetHead+padded(n) : packetHead+padded(n) : size]
	options = le.AppendUint32(options, 4<<16|packetFlags)
	options = le.AppendUint32(options, uint32(p.Direction))
	options = text(options, optComment, p.Comment)
	options = le.AppendUint32(options, optEnd)
	le.AppendUint32(options, uint32(size))
	return b
}

// Statistics are the counts of an interface.
type Statistics struct {
	Interface         uint32
	Time              time.Time
	Received, Dropped uint64 // packets; those that were dropped are among those that were received
}

// Append appends the block of the counts.
func (s *Statistics) Append(b []byte) []byte {
	b, start := begin(b, typeStatistics)
	b = le.AppendUint32(b, s.Interface)
	ns := uint64(s.Time.UnixNano())
	b = le.AppendUint32(b, uint32(ns>>32))
	b = le.AppendUint32(b, uint32(ns))
	b = option(b, statisticsReceived, le.AppendUint64(nil, s.Received))
	b = option(b, statisticsDropped, le.AppendUint64(nil, s.Dropped))
	return end(b, start)
}

// begin starts a block, whose length is filled in by end.
func begin(b []byte, typ uint32) (_ []byte, start int) {
	start = len(b)
	b = le.AppendUint32(b, typ)
	return le.AppendUint32(b, 0), start
}

// end ends the options and the block that began at start.
func end(b []byte, start int) []byte {
	b = le.AppendUint32(b, optEnd)
	n := uint32(len(b) - start + 4)
	le.PutUint32(b[start+4:], n)
	return le.AppendUint32(b, n)
}

// text appends an option, unless it is empty. One that is too long is cut off.
func text(b []byte, code uint16, s string) []byte {
	if s == "" {
		return b
	}
	return option(b, code, s)
}

// option appends an option.
func option[T string | []byte](b []byte, code uint16, value T) []byte {
	start := len(b)
	value = value[:min(len(value), 0xFFFF)]
	b = le.AppendUint16(b, code)
	b = le.AppendUint16(b, uint16(len(value)))
	return pad(append(b, value...), start)
}

// pad fills up b so that its length from start is a multiple of 4.
func pad(b []byte, start int) []byte {
	var zero [3]byte
	return append(b, zero[:padded(len(b)-start)-(len(b)-start)]...)
}

// padded is n or the next multiple of 4.
func padded(n int) int { return (n + 3) &^ 3 }
