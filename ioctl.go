package winsock

import (
	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/spi"
)

// Ioctlsocket carries out FIONBIO (nonblocking when argp's value is not 0),
// FIONREAD (bytes to receive) or SIOCATMARK on s.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEFAULT (argp nil), WSAEOPNOTSUPP
// (another command).
//
// Source: S-637, S-642…S-645.
func Ioctlsocket(s Handle, cmd int32, argp *uint32) (err error) {
	return call.Ioctlsocket(s, uint32(cmd), argp, spi.Park).Err()
}

// WSAIoctl carries out the control code iocc on s, with cbif bytes at inbuf,
// room for cbob at outbuf, and the number of bytes written there in cbbr. It
// waits where the code has to (SIO_ADDRESS_LIST_CHANGE), unless s is
// nonblocking. With overlapped it fails WSA_IO_PENDING instead, and goes on; the
// buffers are the operation's until that is over. completionRoutine, which
// [NewCallback] made, or 0, tells of the end.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEFAULT (cbbr nil, a buffer missing
// or too short), WSAEOPNOTSUPP (unknown code; with overlapped the operation ends
// with that), WSAEINVAL, WSAEWOULDBLOCK, and the code's own.
//
// Source: S-635…S-682, O-367…O-374.
func WSAIoctl(s Handle, iocc uint32, inbuf *byte, cbif uint32, outbuf *byte, cbob uint32, cbbr *uint32, overlapped *Overlapped, completionRoutine uintptr) (err error) {
	var a core.Async
	return call.WSAIoctl(s, iocc, inbuf, cbif, outbuf, cbob, cbbr, asynchronous(&a, overlapped, completionRoutine), spi.Park).Err()
}
