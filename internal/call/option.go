package call

import (
	"winsock/internal/core"
)

// Setsockopt sets an option to the length bytes at value.
//
// Source: S-498…S-508, S-516…S-519.
func Setsockopt(s Handle, level, name int32, value *byte, length int32) Errno {
	return core.SetSockOpt(s, level, name, present(value, length), length)
}

// Getsockopt writes the value of an option to value, which has room for length
// bytes, and stores its length there.
//
// Source: S-498…S-515.
func Getsockopt(s Handle, level, name int32, value *byte, length *int32) Errno {
	if length == nil {
		_, e := core.GetSockOpt(s, level, name, nil, 0)
		return e
	}
	n, e := core.GetSockOpt(s, level, name, present(value, *length), *length)
	*length = n
	return e
}

// present is the n bytes at p; a negative length is not a NULL pointer.
func present(p *byte, n int32) []byte {
	if p != nil && n < 0 {
		return []byte{}
	}
	return Bytes(p, n)
}
