package core

import "winsock/ws2def"

// decode reads an option's value from the caller's buffer: a number, or for
// OptionBytes and OptionStruct the bytes, which stay the caller's.
//
// Source: S-503, S-506…S-518.
func decode(spec *ws2def.OptionSpec, value []byte, length int32) (int32, []byte, Errno) {
	class := spec.Class
	if length < 0 {
		if spec.Level != ws2def.SOL_SOCKET || class == ws2def.OptionB || class > ws2def.OptionD {
			return 0, nil, ws2def.WSAENOBUFS
		}
		length = 4
	}
	value = value[:min(len(value), int(length))]
	need := 4
	switch class {
	case ws2def.OptionNone:
		return 0, nil, 0
	case ws2def.OptionA:
		need = 0
	case ws2def.OptionB, ws2def.OptionG:
		need = 1
	case ws2def.OptionBytes:
		return 0, value, 0
	case ws2def.OptionStruct:
		if len(value) < int(spec.Size) {
			return 0, nil, ws2def.WSAEFAULT
		}
		return 0, value[:spec.Size], 0
	}
	if len(value) < need {
		return 0, nil, ws2def.WSAEFAULT
	}
	used := 4
	if class == ws2def.OptionB {
		used = 1
	}
	var u uint32
	for i, b := range value[:min(len(value), used)] {
		u |= uint32(b) << (8 * i)
	}
	v := int32(u)
	if spec.Bool && v != 0 {
		v = 1
	}
	if spec.Limited() && (v < spec.Min || v > spec.Max) {
		return 0, nil, ws2def.WSAEINVAL
	}
	return v, nil, 0
}

// encode writes a numeric option's value to the caller's buffer and returns
// what *optlen becomes. length is above 0.
//
// Source: S-504, S-509…S-515.
func encode(spec *ws2def.OptionSpec, v int32, value []byte, length int32) (int32, Errno) {
	value = value[:min(len(value), int(length))]
	if len(value) == 0 {
		return length, ws2def.WSAEFAULT
	}
	u := uint32(v)
	b := []byte{byte(u), byte(u >> 8), byte(u >> 16), byte(u >> 24)}
	if len(value) >= 4 && spec.Class != ws2def.OptionB {
		copy(value, b)
		return 4, 0
	}
	switch spec.Class {
	case ws2def.OptionA:
		copy(value, b)
		return 1, 0
	case ws2def.OptionB, ws2def.OptionG:
		value[0] = b[0]
		return 1, 0
	case ws2def.OptionC:
		clear(value)
		return length, ws2def.WSAEFAULT
	case ws2def.OptionE, ws2def.OptionF:
		return 0, ws2def.WSAEFAULT
	}
	return length, ws2def.WSAEFAULT
}
