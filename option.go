package winsock

import (
	"encoding/binary"

	"winsock/internal/call"
	"winsock/internal/core"
)

// Setsockopt sets an option of s to the optlen bytes at optval, in Windows'
// layout. Bytes beyond those of the option do not count.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (unknown level, value out of
// range, or not in this state), WSAENOPROTOOPT (unknown option, or not for this
// kind of socket), WSAEFAULT (NULL or too short), WSAENOBUFS (negative length).
//
// Source: S-498…S-508, S-516…S-519.
func Setsockopt(s Handle, level int32, optname int32, optval *byte, optlen int32) (err error) {
	return call.Setsockopt(s, level, optname, optval, optlen).Err()
}

// Getsockopt writes the value of an option of s to optval, which has room for
// optlen bytes, and stores its length in optlen.
//
// Errors: as [Setsockopt]; WSAEFAULT (too little room).
//
// Source: S-498…S-515.
func Getsockopt(s Handle, level int32, optname int32, optval *byte, optlen *int32) (err error) {
	return call.Getsockopt(s, level, optname, optval, optlen).Err()
}

// setOption sets an option to bytes that need no pointer.
func setOption(fd Handle, level, opt int, value []byte) error {
	return core.SetSockOpt(fd, i32(level), i32(opt), value, int32(len(value))).Err()
}

// SetsockoptInt sets an option whose value is a number or a truth value.
//
// Errors: as [Setsockopt].
//
// Source: S-498…S-632.
func SetsockoptInt(fd Handle, level, opt int, value int) (err error) {
	var b [4]byte
	binary.LittleEndian.PutUint32(b[:], uint32(value))
	return setOption(fd, level, opt, b[:])
}

// GetsockoptInt returns an option whose value is a number or a truth value.
//
// Errors: as [Getsockopt].
//
// Source: S-498…S-632.
func GetsockoptInt(fd Handle, level, opt int) (int, error) {
	var b [4]byte
	_, e := core.GetSockOpt(fd, i32(level), i32(opt), b[:], int32(len(b)))
	return int(int32(binary.LittleEndian.Uint32(b[:]))), e.Err()
}

// Linger says how long [Closesocket] tries to deliver what is left, in seconds,
// when Onoff is not 0. It is the type of [SetsockoptLinger]; the structure that
// [Setsockopt] takes has two uint16.
//
// Source: S-376…S-382, S-527.
type Linger struct {
	Onoff  int32
	Linger int32
}

// SetsockoptLinger sets SO_LINGER.
//
// Errors: as [Setsockopt], and WSAEFAULT (l nil), WSAEINVAL (a time outside of
// 0…65535 seconds).
//
// Source: S-376…S-382, S-527.
func SetsockoptLinger(fd Handle, level, opt int, l *Linger) (err error) {
	switch {
	case l == nil:
		return refuse(fd, WSAEFAULT)
	case l.Linger != int32(uint16(l.Linger)):
		return refuse(fd, WSAEINVAL)
	}
	var b [4]byte
	if l.Onoff != 0 {
		b[0] = 1
	}
	binary.LittleEndian.PutUint16(b[2:], uint16(l.Linger))
	return setOption(fd, level, opt, b[:])
}

// SetsockoptInet4Addr sets an option whose value is an IPv4 address, such as
// IP_MULTICAST_IF.
//
// Errors: as [Setsockopt].
//
// Source: S-561.
func SetsockoptInet4Addr(fd Handle, level, opt int, value [4]byte) (err error) {
	return setOption(fd, level, opt, value[:])
}

// SetsockoptIPMreq sets an option that takes an IPv4 group, such as
// IP_ADD_MEMBERSHIP.
//
// Errors: as [Setsockopt], and WSAEFAULT (mreq nil).
//
// Source: S-562.
func SetsockoptIPMreq(fd Handle, level, opt int, mreq *IPMreq) (err error) {
	if mreq == nil {
		return refuse(fd, WSAEFAULT)
	}
	var b [8]byte
	copy(b[:4], mreq.Multiaddr[:])
	copy(b[4:], mreq.Interface[:])
	return setOption(fd, level, opt, b[:])
}

// SetsockoptIPv6Mreq sets an option that takes an IPv6 group, such as
// IPV6_ADD_MEMBERSHIP.
//
// Errors: as [Setsockopt], and WSAEFAULT (mreq nil).
//
// Source: S-597.
func SetsockoptIPv6Mreq(fd Handle, level, opt int, mreq *IPv6Mreq) (err error) {
	if mreq == nil {
		return refuse(fd, WSAEFAULT)
	}
	var b [20]byte
	copy(b[:16], mreq.Multiaddr[:])
	binary.LittleEndian.PutUint32(b[16:], mreq.Interface)
	return setOption(fd, level, opt, b[:])
}
