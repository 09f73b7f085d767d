package call

import (
	"unsafe"

	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// Ioctlsocket carries out FIONBIO, FIONREAD or SIOCATMARK.
//
// Source: S-637, S-642…S-645.
func Ioctlsocket(s Handle, command uint32, argument *uint32, how spi.Way) Errno {
	var arg []byte
	if argument != nil {
		arg = unsafe.Slice((*byte)(unsafe.Pointer(argument)), unsafe.Sizeof(*argument))
	}
	var e Errno
	switch command {
	case ws2def.FIONBIO:
		_, e = core.Ioctl(s, command, arg, nil, how)
	case ws2def.FIONREAD, ws2def.SIOCATMARK:
		_, e = core.Ioctl(s, command, nil, arg, how)
	default:
		e = Refuse(s, ws2def.WSAEOPNOTSUPP)
	}
	return e
}

// WSAIoctl carries out a control code and stores the number of bytes it wrote. a
// is nil without an OVERLAPPED.
//
// Source: S-635…S-682, O-351…O-355, O-367…O-376.
func WSAIoctl(s Handle, code uint32, in *byte, inLen uint32, out *byte, outLen uint32, written *uint32, a *core.Async, how spi.Way) Errno {
	if written == nil {
		return Refuse(s, ws2def.WSAEFAULT)
	}
	var from, to []byte
	if in != nil {
		from = unsafe.Slice(in, inLen)
	}
	if out != nil {
		to = unsafe.Slice(out, outLen)
	}
	var n int
	var e Errno
	if a != nil {
		n, e = core.StartIoctl(s, code, from, to, a)
	} else {
		n, e = core.Ioctl(s, code, from, to, how)
	}
	if n >= 0 {
		*written = uint32(n)
	}
	return e
}
