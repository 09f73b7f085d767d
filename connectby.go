package winsock

import (
	"time"
	"unsafe"

	"winsock/internal/core"
	"winsock/spi"
)

// WSAConnectByName connects the stream socket s to the first address of the host
// nodename at which servicename, a name or a number, answers. It waits, also on
// a nonblocking socket, until then or until timeout has passed; nil sets no
// limit. The addresses of both ends go to localAddress and remoteAddress as far
// as there is room for; lengths are in and out and may be nil. reserved must be
// nil. A socket that is to reach IPv4 and IPv6 is an AF_INET6 one with
// IPV6_V6ONLY off.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (no name, no stream socket, a
// negative time, reserved), WSAEISCONN, WSAEHOSTUNREACH (no address that s can
// reach), WSAETIMEDOUT, and those of [GetAddrInfoW] and [Connect].
func WSAConnectByName(s Handle, nodename *uint16, servicename *uint16, localAddressLength *uint32, localAddress *RawSockaddrAny, remoteAddressLength *uint32, remoteAddress *RawSockaddrAny, timeout *Timeval, reserved *Overlapped) (err error) {
	limit, ok := connectLimit(timeout)
	if !ok || reserved != nil {
		return refuse(s, WSAEINVAL)
	}
	e := core.ConnectByName(s, UTF16PtrToString(nodename), UTF16PtrToString(servicename), limit, spi.Park)
	if e != 0 {
		return e.Err()
	}
	putEnds(s, localAddressLength, localAddress, remoteAddressLength, remoteAddress)
	return nil
}

// WSAConnectByList is [WSAConnectByName] with a list of addresses in place of a
// name. Those that the routing rules prefer are tried first.
//
// Errors: as [WSAConnectByName], and WSAEFAULT (socketAddress nil, or an address
// too short), WSAEAFNOSUPPORT (neither IPv4 nor IPv6).
func WSAConnectByList(s Handle, socketAddress *SocketAddressList, localAddressLength *uint32, localAddress *RawSockaddrAny, remoteAddressLength *uint32, remoteAddress *RawSockaddrAny, timeout *Timeval, reserved *Overlapped) (err error) {
	limit, ok := connectLimit(timeout)
	switch {
	case !ok, reserved != nil, socketAddress != nil && socketAddress.AddressCount < 0:
		return refuse(s, WSAEINVAL)
	case socketAddress == nil:
		return refuse(s, WSAEFAULT)
	}
	var list [][]byte
	for _, a := range unsafe.Slice(&socketAddress.Address[0], socketAddress.AddressCount) {
		list = append(list, nameOf(a.Sockaddr, a.SockaddrLength))
	}
	if e := core.ConnectByList(s, list, limit, spi.Park); e != 0 {
		return e.Err()
	}
	putEnds(s, localAddressLength, localAddress, remoteAddressLength, remoteAddress)
	return nil
}

// connectLimit is how long a connect may take: 0 for any time, at least 1 for
// none at all. ok is false for a negative time.
func connectLimit(timeout *Timeval) (limit time.Duration, ok bool) {
	switch {
	case timeout == nil:
		return 0, true
	case timeout.Sec < 0, timeout.Usec < 0:
		return 0, false
	}
	return max(1, time.Duration(timeout.Sec)*time.Second+time.Duration(timeout.Usec)*time.Microsecond), true
}

// putEnds writes the addresses of a connection's ends.
func putEnds(s Handle, localLength *uint32, local *RawSockaddrAny, remoteLength *uint32, remote *RawSockaddrAny) {
	put := func(length *uint32, to *RawSockaddrAny, query func(Handle, []byte) (int, Errno)) {
		if length == nil || to == nil {
			return
		}
		var name [maxName]byte
		n, e := query(s, name[:])
		if e != 0 {
			n = 0
		}
		*length = uint32(copy(nameOf(to, int32(min(*length, maxName))), name[:n]))
	}
	put(localLength, local, core.GetSockName)
	put(remoteLength, remote, core.GetPeerName)
}
