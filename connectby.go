package winsock

import (
	"winsock/internal/call"
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
	ends := call.Ends{LocalLen: localAddressLength, Local: localAddress, RemoteLen: remoteAddressLength, Remote: remoteAddress}
	return call.WSAConnectByName(s, UTF16PtrToString(nodename), UTF16PtrToString(servicename), ends, timeout, reserved, spi.Park).Err()
}

// WSAConnectByList is [WSAConnectByName] with a list of addresses in place of a
// name. Those that the routing rules prefer are tried first.
//
// Errors: as [WSAConnectByName], and WSAEFAULT (socketAddress nil, or an address
// too short), WSAEAFNOSUPPORT (neither IPv4 nor IPv6).
func WSAConnectByList(s Handle, socketAddress *SocketAddressList, localAddressLength *uint32, localAddress *RawSockaddrAny, remoteAddressLength *uint32, remoteAddress *RawSockaddrAny, timeout *Timeval, reserved *Overlapped) (err error) {
	ends := call.Ends{LocalLen: localAddressLength, Local: localAddress, RemoteLen: remoteAddressLength, Remote: remoteAddress}
	return call.WSAConnectByList(s, socketAddress, ends, timeout, reserved, spi.Park).Err()
}
