package registry

import (
	"encoding/binary"
	"hash/crc32"

	"winsock/ws2def"
)

// A group's file begins with what never changes, the head, and what does, the
// state; blocks of members follow. Little endian; what is not named is 0, and each
// part ends with a CRC-32 of what is before it in the part.
//
//	head    0 u32 headMagic   4 u32 id      8 u32 kind    12 i32 family
//	       16 i32 type       20 i32 protocol              24 16 bytes of provider
//	       40 u64 founder
//	state   0 u32 stateMagic  4 u32 length of peer         8 peer
//	      136 u32 length of quality                      140 quality
//	member  0 u32 memberMagic 4 u32 flags   8 u64 key     16 u32 priority
//	       20 u32 pid
const (
	headSize    = 128
	stateSize   = 384
	memberSize  = 64
	memberBlock = 64 * memberSize

	headMagic   = 0x47535731 // "1WSG"
	stateMagic  = 0x53535731
	memberMagic = 0x4d535731

	// MaxGroupPeer and MaxGroupQuality are how long the two may be.
	MaxGroupPeer    = 128
	MaxGroupQuality = 128
)

// GroupRules is what a socket has to be to be in a group: from the same provider,
// and in a constrained group also of the same family, type and protocol.
//
// Source: P-325…P-328.
type GroupRules struct {
	Kind                   uint32 // SG_UNCONSTRAINED_GROUP or SG_CONSTRAINED_GROUP
	Provider               ws2def.GUID
	Family, Type, Protocol int32
}

// admit reports whether a socket that is like s may join a group with the rules r.
func (r *GroupRules) admit(s *GroupRules) bool {
	return r.Provider == s.Provider && (r.Kind != ws2def.SG_CONSTRAINED_GROUP ||
		r.Family == s.Family && r.Type == s.Type && r.Protocol == s.Protocol)
}

type groupHead struct {
	GroupRules
	id      uint32
	founder uint64 // key of the member that made the group
}

func (h *groupHead) encode(p []byte) {
	p = p[:headSize]
	clear(p)
	le := binary.LittleEndian
	le.PutUint32(p, headMagic)
	le.PutUint32(p[4:], h.id)
	le.PutUint32(p[8:], h.Kind)
	le.PutUint32(p[12:], uint32(h.Family))
	le.PutUint32(p[16:], uint32(h.Type))
	le.PutUint32(p[20:], uint32(h.Protocol))
	le.PutUint32(p[24:], h.Provider.Data1)
	le.PutUint16(p[28:], h.Provider.Data2)
	le.PutUint16(p[30:], h.Provider.Data3)
	copy(p[32:], h.Provider.Data4[:])
	le.PutUint64(p[40:], h.founder)
	sealPart(p)
}

// decodeHead reads a head; ok is false when p holds none.
func decodeHead(p []byte) (h groupHead, ok bool) {
	le := binary.LittleEndian
	if len(p) < headSize || le.Uint32(p) != headMagic || !sealed(p[:headSize]) {
		return groupHead{}, false
	}
	h.id, h.Kind = le.Uint32(p[4:]), le.Uint32(p[8:])
	h.Family, h.Type, h.Protocol = int32(le.Uint32(p[12:])), int32(le.Uint32(p[16:])), int32(le.Uint32(p[20:]))
	h.Provider.Data1, h.Provider.Data2, h.Provider.Data3 = le.Uint32(p[24:]), le.Uint16(p[28:]), le.Uint16(p[30:])
	copy(h.Provider.Data4[:], p[32:])
	h.founder = le.Uint64(p[40:])
	return h, h.Kind == ws2def.SG_UNCONSTRAINED_GROUP || h.Kind == ws2def.SG_CONSTRAINED_GROUP
}

// groupState is what members change.
type groupState struct {
	peer    []byte // where constrained members are connected to; empty: nowhere yet
	quality []byte // quality of service of the group; empty: none
}

func (s *groupState) encode(p []byte) {
	p = p[:stateSize]
	clear(p)
	le := binary.LittleEndian
	le.PutUint32(p, stateMagic)
	le.PutUint32(p[4:], uint32(len(s.peer)))
	copy(p[8:8+MaxGroupPeer], s.peer)
	le.PutUint32(p[136:], uint32(len(s.quality)))
	copy(p[140:140+MaxGroupQuality], s.quality)
	sealPart(p)
}

// decodeState reads a state; ok is false when p holds none. The result does not
// share memory with p.
func decodeState(p []byte) (s groupState, ok bool) {
	le := binary.LittleEndian
	if len(p) < stateSize || le.Uint32(p) != stateMagic || !sealed(p[:stateSize]) {
		return groupState{}, false
	}
	peer, quality := le.Uint32(p[4:]), le.Uint32(p[136:])
	if peer > MaxGroupPeer || quality > MaxGroupQuality {
		return groupState{}, false
	}
	s.peer = append([]byte(nil), p[8:8+peer]...)
	s.quality = append([]byte(nil), p[140:140+quality]...)
	return s, true
}

// memberRecord is a socket in the group as one of the processes that have it says.
type memberRecord struct {
	key      uint64 // the same in all processes that have the socket; not 0
	priority uint32
	pid      uint32
	going    bool // connected or about to be: keeps the group's peer
}

const memberGoing = 1 // flag of memberRecord.going

func (m *memberRecord) encode(p []byte) {
	p = p[:memberSize]
	clear(p)
	le := binary.LittleEndian
	le.PutUint32(p, memberMagic)
	if m.going {
		le.PutUint32(p[4:], memberGoing)
	}
	le.PutUint64(p[8:], m.key)
	le.PutUint32(p[16:], m.priority)
	le.PutUint32(p[20:], m.pid)
	sealPart(p)
}

// decodeMember reads a member; ok is false when p holds none.
func decodeMember(p []byte) (m memberRecord, ok bool) {
	le := binary.LittleEndian
	if len(p) < memberSize || le.Uint32(p) != memberMagic || !sealed(p[:memberSize]) {
		return memberRecord{}, false
	}
	flags := le.Uint32(p[4:])
	m = memberRecord{
		key: le.Uint64(p[8:]), priority: le.Uint32(p[16:]), pid: le.Uint32(p[20:]), going: flags&memberGoing != 0,
	}
	return m, m.key != 0 && flags&^memberGoing == 0 && m.priority <= maxPriority
}

const maxPriority = 1<<31 - 1

// sealPart writes the check sum of p to its end.
func sealPart(p []byte) {
	n := len(p) - 4
	binary.LittleEndian.PutUint32(p[n:], crc32.ChecksumIEEE(p[:n]))
}

func sealed(p []byte) bool {
	n := len(p) - 4
	return binary.LittleEndian.Uint32(p[n:]) == crc32.ChecksumIEEE(p[:n])
}
