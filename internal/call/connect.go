package call

import (
	"time"
	"unsafe"

	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// WSAConnect is connect with data that goes along and a quality of service.
//
// Source: S-241, P-352, P-451.
func WSAConnect(s Handle, name []byte, caller, callee *ws2def.WSABuf, sqos, gqos *ws2def.QOS, how spi.Way) Errno {
	if caller != nil && caller.Len != 0 {
		return Refuse(s, ws2def.WSAEOPNOTSUPP)
	}
	e := core.ConnectWith(s, name, core.QualityOf(sqos), core.QualityOf(gqos), how)
	if e == 0 && callee != nil {
		callee.Len = 0
	}
	return e
}

// Ends is where a connect by name or list stores the addresses of both ends;
// each pointer may be nil.
type Ends struct {
	LocalLen  *uint32
	Local     *ws2def.RawSockaddrAny
	RemoteLen *uint32
	Remote    *ws2def.RawSockaddrAny
}

// WSAConnectByName connects to the first address of a host at which a service
// answers.
func WSAConnectByName(s Handle, node, service string, ends Ends, timeout *ws2def.Timeval, reserved *ws2def.Overlapped, how spi.Way) Errno {
	limit, ok := connectLimit(timeout)
	if !ok || reserved != nil {
		return Refuse(s, ws2def.WSAEINVAL)
	}
	e := core.ConnectByName(s, node, service, limit, how)
	if e == 0 {
		ends.put(s)
	}
	return e
}

// WSAConnectByList connects to the first address of a list that answers.
func WSAConnectByList(s Handle, addresses *ws2def.SocketAddressList, ends Ends, timeout *ws2def.Timeval, reserved *ws2def.Overlapped, how spi.Way) Errno {
	limit, ok := connectLimit(timeout)
	switch {
	case !ok, reserved != nil, addresses != nil && addresses.AddressCount < 0:
		return Refuse(s, ws2def.WSAEINVAL)
	case addresses == nil:
		return Refuse(s, ws2def.WSAEFAULT)
	}
	var list [][]byte
	for _, a := range unsafe.Slice(&addresses.Address[0], addresses.AddressCount) {
		list = append(list, Name(a.Sockaddr, a.SockaddrLength))
	}
	e := core.ConnectByList(s, list, limit, how)
	if e == 0 {
		ends.put(s)
	}
	return e
}

// connectLimit is how long a connect may take: 0 for any time, at least 1 for
// none at all. ok is false for a negative time.
func connectLimit(timeout *ws2def.Timeval) (limit time.Duration, ok bool) {
	switch {
	case timeout == nil:
		return 0, true
	case timeout.Sec < 0, timeout.Usec < 0:
		return 0, false
	}
	return max(1, time.Duration(timeout.Sec)*time.Second+time.Duration(timeout.Usec)*time.Microsecond), true
}

// put writes the addresses of a connection's ends.
func (ends Ends) put(s Handle) {
	put := func(length *uint32, to *ws2def.RawSockaddrAny, query func(Handle, []byte) (int, Errno)) {
		if length == nil || to == nil {
			return
		}
		var name [maxName]byte
		n, e := query(s, name[:])
		if e != 0 {
			n = 0
		}
		*length = uint32(copy(Name(to, int32(min(*length, maxName))), name[:n]))
	}
	put(ends.LocalLen, ends.Local, core.GetSockName)
	put(ends.RemoteLen, ends.Remote, core.GetPeerName)
}
