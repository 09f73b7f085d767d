package ws2def

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
)

// guidForm is a GUID's text without braces; every x is a hexadecimal digit.
const guidForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"

// String returns g as "{E70F1AA0-AB8B-11CF-8CA3-00805F48A192}".
//
// Source: P-005
func (g GUID) String() string {
	var raw [16]byte
	binary.BigEndian.PutUint32(raw[0:], g.Data1)
	binary.BigEndian.PutUint16(raw[4:], g.Data2)
	binary.BigEndian.PutUint16(raw[6:], g.Data3)
	copy(raw[8:], g.Data4[:])
	digits := strings.ToUpper(hex.EncodeToString(raw[:]))
	return "{" + digits[:8] + "-" + digits[8:12] + "-" + digits[12:16] + "-" + digits[16:20] + "-" + digits[20:] + "}"
}

// ParseGUID reads a GUID in the form of [GUID.String], with or without the
// braces, in upper or lower case.
func ParseGUID(text string) (GUID, error) {
	s := text
	if strings.HasPrefix(s, "{") && strings.HasSuffix(s, "}") {
		s = s[1 : len(s)-1]
	}
	bad := len(s) != len(guidForm)
	for i := 0; !bad && i < len(s); i++ {
		bad = (s[i] == '-') != (guidForm[i] == '-')
	}
	var raw []byte
	if !bad {
		var err error
		raw, err = hex.DecodeString(strings.ReplaceAll(s, "-", ""))
		bad = err != nil
	}
	if bad {
		return GUID{}, fmt.Errorf("ws2def: %.60q is not a GUID; it looks like {E70F1AA0-AB8B-11CF-8CA3-00805F48A192}", text)
	}
	return GUID{
		Data1: binary.BigEndian.Uint32(raw[0:]),
		Data2: binary.BigEndian.Uint16(raw[4:]),
		Data3: binary.BigEndian.Uint16(raw[6:]),
		Data4: [8]byte(raw[8:]),
	}, nil
}

// MarshalText returns the form of [GUID.String].
func (g GUID) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// UnmarshalText reads the form that [ParseGUID] takes.
func (g *GUID) UnmarshalText(text []byte) (err error) {
	*g, err = ParseGUID(string(text))
	return err
}
