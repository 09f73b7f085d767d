package security

import "encoding/binary"

// ACL is an access control list as it lies in memory: an 8-byte header (revision,
// 0, size as 16 bits, number of entries as 16 bits, 0) and the entries. Values of
// this type are valid; its length is its size. nil is no list.
//
// Source: P-424.
type ACL []byte

const (
	aclHeader = 8
	aceHeader = 4
	aceSID    = 8 // where the SID is in an entry
)

// Types and flags of entries.
//
// Source: P-425.
const (
	Allowed = 0
	Denied  = 1
	Audit   = 2

	OnSuccess = 0x40 // SUCCESSFUL_ACCESS_ACE_FLAG
	OnFailure = 0x80 // FAILED_ACCESS_ACE_FLAG

	inheritOnly = 0x8
)

// lastSimple is the highest entry type whose layout is header, mask, SID; 3, the
// alarm, was never used.
const lastSimple = Audit

// NewACL makes an empty list.
func NewACL() ACL {
	return ACL{2, 0, aclHeader, 0, 0, 0, 0, 0}
}

// DecodeACL reads the list that b begins with. The result is part of b.
//
// Source: P-424, P-425.
func DecodeACL(b []byte) (ACL, bool) {
	le := binary.LittleEndian
	if len(b) < aclHeader || b[0] < 2 || b[0] > 4 {
		return nil, false
	}
	size := int(le.Uint16(b[2:]))
	if size < aclHeader || size > len(b) {
		return nil, false
	}
	rest := b[aclHeader:size]
	for range le.Uint16(b[4:]) {
		n, ok := aceSize(rest)
		if !ok {
			return nil, false
		}
		rest = rest[n:]
	}
	return ACL(b[:size:size]), true
}

// aceSize is the size of the entry that b begins with.
func aceSize(b []byte) (int, bool) {
	if len(b) < aceHeader {
		return 0, false
	}
	n := int(binary.LittleEndian.Uint16(b[2:]))
	if n < aceHeader || n%4 != 0 || n > len(b) {
		return 0, false
	}
	if b[0] <= lastSimple {
		if n < aceSID {
			return 0, false
		}
		if _, ok := DecodeSID(b[aceSID:n]); !ok {
			return 0, false
		}
	}
	return n, true
}

// ACE is an entry of a list.
type ACE struct {
	Type  byte
	Flags byte
	Mask  uint32
	SID   SID // nil: an entry of a type that is only kept
}

// Entries are the entries of a list.
func (a ACL) Entries() []ACE {
	if len(a) < aclHeader {
		return nil
	}
	le := binary.LittleEndian
	entries := make([]ACE, le.Uint16(a[4:]))
	rest := a[aclHeader:]
	for i := range entries {
		n := int(le.Uint16(rest[2:]))
		entries[i] = ACE{Type: rest[0], Flags: rest[1]}
		if rest[0] <= lastSimple {
			entries[i].Mask = le.Uint32(rest[4:])
			entries[i].SID, _ = DecodeSID(rest[aceSID:n])
		}
		rest = rest[n:]
	}
	return entries
}

// Append gives the list with one entry more. ok is false when it does not fit.
func (a ACL) Append(e ACE) (longer ACL, ok bool) {
	le := binary.LittleEndian
	n := aceSID + len(e.SID)
	end := aclHeader
	for range le.Uint16(a[4:]) {
		end += int(le.Uint16(a[end+2:]))
	}
	if end+n > 0xffff || le.Uint16(a[4:]) == 0xffff {
		return nil, false
	}
	longer = append(a[:end:end], e.Type, e.Flags, byte(n), byte(n>>8))
	longer = le.AppendUint32(longer, e.Mask)
	longer = append(longer, e.SID...)
	le.PutUint16(longer[2:], uint16(len(longer)))
	le.PutUint16(longer[4:], le.Uint16(a[4:])+1)
	return longer, true
}

// Rights of a socket, as far as the audit knows them.
//
// Source: P-417, P-428.
const (
	// SystemSecurity is the right to read and write an object's SACL; a DACL can't
	// give it.
	SystemSecurity = 0x01000000

	bindRights = 0x001F01FF | 0xF0000000 // all rights of a file, and the generic ones
)

// Matches gives the first entry of a SACL that asks for a record of a bind by
// whoever has one of the identities who, with the outcome success. A list that is
// nil matches nothing.
//
// Source: P-428, P-429.
func (a ACL) Matches(who []SID, success bool) (ACE, bool) {
	flag := byte(OnFailure)
	if success {
		flag = OnSuccess
	}
	for _, e := range a.Entries() {
		if e.Type != Audit || e.Flags&flag == 0 || e.Flags&inheritOnly != 0 || e.Mask&bindRights == 0 {
			continue
		}
		if e.SID.Equal(World) {
			return e, true
		}
		for _, sid := range who {
			if e.SID.Equal(sid) {
				return e, true
			}
		}
	}
	return ACE{}, false
}
