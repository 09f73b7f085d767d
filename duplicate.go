package winsock

import "winsock/internal/core"

// WSADuplicateSocket fills protocolInfo so that the process processID can open the
// socket s once more: it gives the structure, which may travel to it in any way, to
// [WSASocket], once and within five minutes. No other process can, and the socket
// stays open meanwhile, also when s is closed here. Both processes then have the same
// socket, with one state and one set of options. processID may be the caller's own.
//
// Errors, in this order: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (there is no such
// process, or it is another user's and the caller is not root), WSAEFAULT
// (protocolInfo nil), WSAEINVAL (a flow spec is set), WSAEOPNOTSUPP (a socket that is
// none of the kernel's), WSAENETDOWN (there is no directory for what processes
// share), WSAEMFILE, WSAENOBUFS.
//
// Source: P-393…P-408.
func WSADuplicateSocket(s Handle, processID uint32, protocolInfo *WSAProtocolInfo) (err error) {
	return core.Duplicate(s, processID, protocolInfo).Err()
}
