package security

import (
	"bytes"
	"encoding/binary"
)

// Descriptor is a security descriptor. A part that is nil is not there; a list
// that is there and nil (present without a list) allows and audits everything or
// nothing, as its kind says.
//
// Source: P-427.
type Descriptor struct {
	Control uint16
	Owner   SID
	Group   SID
	Sacl    ACL
	Dacl    ACL
}

// Bits of Control.
const (
	DaclPresent  = 0x0004
	SaclPresent  = 0x0010
	SelfRelative = 0x8000
)

// relativeHeader is the size of SECURITY_DESCRIPTOR_RELATIVE.
const relativeHeader = 20

// DecodeDescriptor reads a descriptor in self-relative form. Its parts are copies.
//
// Source: P-427.
func DecodeDescriptor(b []byte) (d Descriptor, ok bool) {
	le := binary.LittleEndian
	if len(b) < relativeHeader || b[0] != 1 || le.Uint16(b[2:])&SelfRelative == 0 {
		return Descriptor{}, false
	}
	d.Control = le.Uint16(b[2:])
	part := func(at int) []byte {
		if n := le.Uint32(b[at:]); n >= relativeHeader && uint64(n) < uint64(len(b)) {
			return b[n:]
		}
		ok = ok && le.Uint32(b[at:]) == 0
		return nil
	}
	sid := func(at int) SID {
		p := part(at)
		if p == nil {
			return nil
		}
		s, valid := DecodeSID(p)
		ok = ok && valid
		return bytes.Clone(s)
	}
	acl := func(at int, bit uint16) ACL {
		p := part(at)
		if p == nil || d.Control&bit == 0 {
			return nil
		}
		a, valid := DecodeACL(p)
		ok = ok && valid
		return bytes.Clone(a)
	}
	ok = true
	d.Owner, d.Group = sid(4), sid(8)
	d.Sacl, d.Dacl = acl(12, SaclPresent), acl(16, DaclPresent)
	if !ok {
		return Descriptor{}, false
	}
	return d, true
}

// Encode writes d in self-relative form.
//
// Source: P-427.
func (d *Descriptor) Encode() []byte {
	le := binary.LittleEndian
	b := make([]byte, relativeHeader, relativeHeader+len(d.Owner)+len(d.Group)+len(d.Sacl)+len(d.Dacl)+8)
	b[0] = 1
	le.PutUint16(b[2:], d.Control|SelfRelative)
	for _, p := range []struct {
		at   int
		part []byte
	}{{12, d.Sacl}, {16, d.Dacl}, {4, d.Owner}, {8, d.Group}} {
		if p.part == nil {
			continue
		}
		le.PutUint32(b[p.at:], uint32(len(b)))
		b = append(b, p.part...)
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
	}
	return b
}
