package winsock

import (
	"strings"
	"unicode/utf16"

	"winsock/internal/call"
	"winsock/ws2def"
)

// UTF16FromString returns s in UTF-16 with a final zero, as the calls whose
// names end in W take text.
//
// Errors: WSAEINVAL (s has a zero byte).
func UTF16FromString(s string) ([]uint16, error) {
	if strings.IndexByte(s, 0) >= 0 {
		return nil, WSAEINVAL
	}
	return append(utf16.Encode([]rune(s)), 0), nil
}

// UTF16PtrFromString returns a pointer to s in UTF-16 with a final zero.
//
// Errors: WSAEINVAL (s has a zero byte).
func UTF16PtrFromString(s string) (*uint16, error) {
	u, err := UTF16FromString(s)
	if err != nil {
		return nil, err
	}
	return &u[0], nil
}

// UTF16ToString returns the text in s up to its first zero.
func UTF16ToString(s []uint16) string {
	for i, u := range s {
		if u == 0 {
			s = s[:i]
			break
		}
	}
	return string(utf16.Decode(s))
}

// UTF16PtrToString returns the text at p up to its final zero, "" for nil.
func UTF16PtrToString(p *uint16) string { return call.WideText(p) }

// BytePtrFromString returns a pointer to s with a final zero byte.
//
// Errors: WSAEINVAL (s has a zero byte).
func BytePtrFromString(s string) (*byte, error) {
	b, err := ByteSliceFromString(s)
	if err != nil {
		return nil, err
	}
	return &b[0], nil
}

// BytePtrToString returns the text at p up to its final zero byte, "" for nil.
func BytePtrToString(p *byte) string { return call.Text(p) }

// StringToUTF16 is [UTF16FromString], and panics where that fails.
func StringToUTF16(s string) []uint16 {
	u, err := UTF16FromString(s)
	if err != nil {
		panic("winsock: StringToUTF16: a string with a zero byte")
	}
	return u
}

// StringToUTF16Ptr is [UTF16PtrFromString], and panics where that fails.
func StringToUTF16Ptr(s string) *uint16 { return &StringToUTF16(s)[0] }

// ByteSliceFromString returns s with a final zero byte.
//
// Errors: WSAEINVAL (s has a zero byte).
func ByteSliceFromString(s string) ([]byte, error) {
	if strings.IndexByte(s, 0) >= 0 {
		return nil, WSAEINVAL
	}
	return append([]byte(s), 0), nil
}

// ByteSliceToString returns the text in s up to its first zero byte.
func ByteSliceToString(s []byte) string {
	if i := strings.IndexByte(string(s), 0); i >= 0 {
		s = s[:i]
	}
	return string(s)
}

// GUIDFromString reads a GUID such as "{E70F1AA0-AB8B-11CF-8CA3-00805F48A192}".
func GUIDFromString(str string) (GUID, error) { return ws2def.ParseGUID(str) }
