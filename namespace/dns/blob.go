package dns

import (
	"encoding/binary"

	"winsock/internal/resolve"
	"winsock/ws2def"
)

// blob is a HOSTENT or SERVENT that is built as a block of memory. Where the
// structure has pointers there are offsets from the start of the block.
//
// Source: P-483, P-484.
type blob []byte

// Layouts of the two structures, with offsets in the place of pointers.
const (
	hostentSize, hostentName, hostentAliases, hostentFamily, hostentLength, hostentAddresses = 32, 0, 8, 16, 18, 24
	serventSize, serventName, serventAliases, serventProtocol, serventPort                   = 32, 0, 8, 16, 24
)

// put appends data and writes where it begins to the pointer at the offset at.
func (b *blob) put(at int, data []byte) {
	binary.LittleEndian.PutUint64((*b)[at:], uint64(len(*b)))
	*b = append(*b, data...)
}

// text puts a text with its final zero.
func (b *blob) text(at int, s string) { b.put(at, append([]byte(s), 0)) }

// list puts an array of pointers that ends with 0, and what they point to.
func (b *blob) list(at int, items [][]byte) {
	for len(*b)%8 != 0 {
		*b = append(*b, 0)
	}
	array := len(*b)
	b.put(at, make([]byte, 8*(len(items)+1)))
	for i, item := range items {
		b.put(array+8*i, item)
	}
}

func texts(all []string) [][]byte {
	items := make([][]byte, len(all))
	for i, s := range all {
		items[i] = append([]byte(s), 0)
	}
	return items
}

// hostent is a HOSTENT as a blob.
func hostent(h resolve.Host) []byte {
	b := make(blob, hostentSize)
	binary.LittleEndian.PutUint16(b[hostentFamily:], uint16(h.Family))
	length := 4
	if h.Family == ws2def.AF_INET6 {
		length = 16
	}
	binary.LittleEndian.PutUint16(b[hostentLength:], uint16(length))
	b.list(hostentAliases, texts(h.Aliases))
	b.list(hostentAddresses, h.Addresses)
	b.text(hostentName, h.Name)
	return b
}

// servent is a SERVENT as a blob; its port is big-endian.
func servent(s resolve.Service) []byte {
	b := make(blob, serventSize)
	binary.BigEndian.PutUint16(b[serventPort:], s.Port)
	b.list(serventAliases, texts(s.Aliases))
	b.text(serventName, s.Name)
	b.text(serventProtocol, s.Protocol)
	return b
}
