package registry

import (
	"encoding/binary"
	"hash/crc32"
	"net/netip"

	"winsock/ws2def"
)

// record is an entry as it stands in a file.
type record struct {
	Entry
	remnant bool   // the socket is closed, connections it accepted are not
	order   uint32 // rises with every bind to the port beside others
	place   uint32 // 1 + index in the kernel's group of equal sockets; 0: in none
	cookie  uint64 // the kernel's number of a socket that several processes use; 0: of others
	mark    mark   // binds beside the socket are audited; the zero value: they are not
}

// recordSize is the size of a record in a file. Layout, little endian:
//
//	 0 u16 recordMagic    2 u8 protocol   3 u8 use   4 u8 flags
//	 6 u16 port           8 16 bytes of address, an IPv4 one mapped
//	24 u32 scope         28 u32 order    32 u32 place    36 u64 cookie
//	44 u32 mark.pid      48 u64 mark.door
//	60 u32 CRC-32 of the 60 bytes before it
//
// What is not named is 0. An erased record is all 0.
const recordSize = 64

const recordMagic = 0x5057 // "WP"

type flag byte

const (
	flagV6      flag = 1 << iota // Entry.V6
	flagDual                     // Entry.Dual
	flagIPv4                     // Entry.Addr is an IPv4 address
	flagRemnant                  // record.remnant
)

func (f flag) when(on bool) byte {
	if on {
		return byte(f)
	}
	return 0
}

// encode writes r to p, which has recordSize bytes.
func (r *record) encode(p []byte) {
	clear(p[:recordSize])
	le := binary.LittleEndian
	le.PutUint16(p, recordMagic)
	p[2], p[3] = r.Protocol, byte(r.Use)
	p[4] = flagV6.when(r.V6) | flagDual.when(r.Dual) | flagIPv4.when(r.Addr.Is4()) | flagRemnant.when(r.remnant)
	le.PutUint16(p[6:], r.Port)
	addr := r.Addr.As16()
	copy(p[8:], addr[:])
	le.PutUint32(p[24:], r.Scope)
	le.PutUint32(p[28:], r.order)
	le.PutUint32(p[32:], r.place)
	le.PutUint64(p[36:], r.cookie)
	le.PutUint32(p[44:], r.mark.pid)
	le.PutUint64(p[48:], r.mark.door)
	le.PutUint32(p[60:], crc32.ChecksumIEEE(p[:60]))
}

// decode reads the record in p; ok is false when p holds none: erased, torn,
// foreign, or describing what no socket can be.
func decode(p []byte) (r record, ok bool) {
	le := binary.LittleEndian
	if len(p) < recordSize || le.Uint16(p) != recordMagic || le.Uint32(p[60:]) != crc32.ChecksumIEEE(p[:60]) {
		return record{}, false
	}
	flags := flag(p[4])
	r = record{
		Entry: Entry{
			Protocol: p[2], Use: Use(p[3]), Port: le.Uint16(p[6:]), Scope: le.Uint32(p[24:]),
			Addr: netip.AddrFrom16([16]byte(p[8:24])),
			V6:   flags&flagV6 != 0, Dual: flags&flagDual != 0,
		},
		remnant: flags&flagRemnant != 0, order: le.Uint32(p[28:]), place: le.Uint32(p[32:]),
		cookie: le.Uint64(p[36:]), mark: mark{pid: le.Uint32(p[44:]), door: le.Uint64(p[48:])},
	}
	v4 := flags&flagIPv4 != 0
	if v4 {
		r.Addr = r.Addr.Unmap()
	}
	switch {
	case r.Protocol != ws2def.IPPROTO_TCP && r.Protocol != ws2def.IPPROTO_UDP,
		r.Use > Exclusive, r.Port == 0, r.Addr.Is4() != v4, r.Addr.Is4In6(), !v4 && !r.V6,
		r.Dual && (v4 || !r.Addr.IsUnspecified()):
		return record{}, false
	}
	var again [recordSize]byte
	r.encode(again[:])
	return r, [recordSize]byte(p) == again
}
