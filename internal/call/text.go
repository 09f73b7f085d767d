package call

import (
	"unicode/utf16"
	"unsafe"
)

// Terminated is the array at p up to the zero that ends it; nil for nil.
func Terminated[T byte | uint16 | int32](p *T) []T {
	if p == nil {
		return nil
	}
	n := 0
	for q := p; *q != 0; q = (*T)(unsafe.Add(unsafe.Pointer(q), unsafe.Sizeof(*q))) {
		n++
	}
	return unsafe.Slice(p, n)
}

// WideText is the UTF-16 text at p up to its final zero, "" for nil.
func WideText(p *uint16) string { return string(utf16.Decode(Terminated(p))) }

// Text is the text at p up to its final zero byte, "" for nil.
func Text(p *byte) string { return string(Terminated(p)) }
