package security

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
)

// SID is a security identifier as it lies in memory: revision 1, the number of
// subauthorities, six bytes of authority (big endian), the subauthorities. Values
// of this type are valid; nil stands for none.
//
// Source: P-426.
type SID []byte

const (
	sidHeader = 8
	// MaxSubAuthorities is the most that an identifier may have.
	MaxSubAuthorities = 15
	// MaxSIDSize is the size of the longest identifier.
	MaxSIDSize = sidHeader + 4*MaxSubAuthorities
)

// NewSID makes the identifier S-1-authority-sub…; authority has 48 bits.
func NewSID(authority uint64, sub ...uint32) SID {
	s := make(SID, sidHeader+4*len(sub))
	binary.BigEndian.PutUint64(s, authority)
	s[0], s[1] = 1, byte(len(sub))
	for i, v := range sub {
		binary.LittleEndian.PutUint32(s[sidHeader+4*i:], v)
	}
	return s
}

// DecodeSID reads the identifier that b begins with. The result is part of b.
func DecodeSID(b []byte) (SID, bool) {
	if len(b) < sidHeader || b[0] != 1 || b[1] > MaxSubAuthorities || len(b) < sidHeader+4*int(b[1]) {
		return nil, false
	}
	return SID(b[: sidHeader+4*int(b[1]) : sidHeader+4*int(b[1])]), true
}

// Equal reports whether two identifiers are the same.
func (s SID) Equal(other SID) bool { return bytes.Equal(s, other) }

// Authority is the identifier authority.
func (s SID) Authority() uint64 { return binary.BigEndian.Uint64(s) & (1<<48 - 1) }

// SubAuthority is subauthority i.
func (s SID) SubAuthority(i int) uint32 { return binary.LittleEndian.Uint32(s[sidHeader+4*i:]) }

// String writes the identifier as S-1-5-18 is written; the authority is in
// hexadecimal from 2³² on.
func (s SID) String() string {
	if len(s) < sidHeader {
		return ""
	}
	var b strings.Builder
	if a := s.Authority(); a < 1<<32 {
		fmt.Fprintf(&b, "S-1-%d", a)
	} else {
		fmt.Fprintf(&b, "S-1-0x%012X", a)
	}
	for i := range int(s[1]) {
		fmt.Fprintf(&b, "-%d", s.SubAuthority(i))
	}
	return b.String()
}

// aliases are the two letters that stand for an identifier in text.
var aliases = map[string]SID{
	"WD": NewSID(1, 0), "CO": NewSID(3, 0), "CG": NewSID(3, 1), "NU": NewSID(5, 2), "IU": NewSID(5, 4),
	"SU": NewSID(5, 6), "AN": NewSID(5, 7), "AU": NewSID(5, 11), "SY": NewSID(5, 18), "LS": NewSID(5, 19),
	"NS": NewSID(5, 20), "BA": NewSID(5, 32, 544), "BU": NewSID(5, 32, 545), "BG": NewSID(5, 32, 546),
}

// ParseSID reads an identifier as text: S-1-5-18, S-1-0x10000000000-7 or one of
// the two-letter names such as WD and SY.
func ParseSID(text string) (SID, bool) {
	if s, ok := aliases[strings.ToUpper(text)]; ok {
		return bytes.Clone(s), true
	}
	parts := strings.Split(text, "-")
	if len(parts) < 4 || len(parts) > 3+MaxSubAuthorities || parts[0] != "S" && parts[0] != "s" || parts[1] != "1" {
		return nil, false
	}
	authority, ok := number(parts[2], 48)
	sub := make([]uint32, len(parts)-3)
	for i, part := range parts[3:] {
		n, fits := number(part, 32)
		sub[i], ok = uint32(n), ok && fits
	}
	if !ok {
		return nil, false
	}
	return NewSID(authority, sub...), true
}

// number reads a number of at most bits, decimal or hexadecimal.
func number(text string, bits int) (uint64, bool) {
	digits, hex := strings.CutPrefix(strings.ToLower(text), "0x")
	base := 10
	if hex {
		base = 16
	}
	if digits == "" || digits[0] == '+' {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, base, bits)
	return n, err == nil
}

// World is everyone, S-1-1-0.
var World = NewSID(1, 0)

// Users and groups of Linux are identifiers below S-1-22.
//
// Source: P-429.
const (
	unixAuthority = 22
	unixUser      = 1
	unixGroup     = 2
)

// UserSID is the identifier of the Linux user uid.
func UserSID(uid uint32) SID { return NewSID(unixAuthority, unixUser, uid) }

// GroupSID is the identifier of the Linux group gid.
func GroupSID(gid uint32) SID { return NewSID(unixAuthority, unixGroup, gid) }

// wellKnown are the identifiers by their numbers in WELL_KNOWN_SID_TYPE.
var wellKnown = map[uint32]SID{
	0: NewSID(0, 0), 1: NewSID(1, 0), 2: NewSID(2, 0), 3: NewSID(3, 0), 4: NewSID(3, 1), 5: NewSID(3, 2), 6: NewSID(3, 3),
	7: NewSID(5), 8: NewSID(5, 1), 9: NewSID(5, 2), 10: NewSID(5, 3), 11: NewSID(5, 4), 12: NewSID(5, 6), 13: NewSID(5, 7),
	14: NewSID(5, 8), 15: NewSID(5, 9), 16: NewSID(5, 10), 17: NewSID(5, 11), 18: NewSID(5, 12), 19: NewSID(5, 13),
	20: NewSID(5, 14), 21: NewSID(5, 5), 22: NewSID(5, 18), 23: NewSID(5, 19), 24: NewSID(5, 20), 25: NewSID(5, 32),
	26: NewSID(5, 32, 544), 27: NewSID(5, 32, 545), 28: NewSID(5, 32, 546), 29: NewSID(5, 32, 547),
	30: NewSID(5, 32, 548), 31: NewSID(5, 32, 549), 32: NewSID(5, 32, 550), 33: NewSID(5, 32, 551),
	34: NewSID(5, 32, 552), 35: NewSID(5, 32, 554), 36: NewSID(5, 32, 555), 37: NewSID(5, 32, 556),
}

// WellKnown gives the identifier with a number of WELL_KNOWN_SID_TYPE, if it
// belongs to no domain.
func WellKnown(kind uint32) (SID, bool) {
	s, ok := wellKnown[kind]
	return s, ok
}
