package winsock

import (
	"os"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/internal/object"
)

// AcceptEx starts to accept the next connection of the listening socket ls for the
// socket as, which was made for it and not used yet. buf has room for rxdatalen
// bytes of data and for the addresses, laddrlen and raddrlen bytes, each 16 more than
// the largest address of the family; laddrlen may be 0. The operation ends when the
// connection stands, or with rxdatalen not 0 when it has brought data or its end.
// Then the calls that are about the connection's names and options need
// SO_UPDATE_ACCEPT_CONTEXT. A call that is all right gives WSA_IO_PENDING.
//
// Errors: WSAENOTSOCK, ERROR_INVALID_PARAMETER (overlapped nil), WSAEINVAL (ls does not
// listen, as is not fresh or of another kind), WSAEFAULT (buf nil, raddrlen 0).
//
// Source: O-377…O-400.
func AcceptEx(ls Handle, as Handle, buf *byte, rxdatalen uint32, laddrlen uint32, raddrlen uint32, recvd *uint32, overlapped *Overlapped) (err error) {
	return call.AcceptEx(ls, as, buf, rxdatalen, laddrlen, raddrlen, &core.Async{Overlapped: overlapped}).Err()
}

// GetAcceptExSockaddrs finds the addresses of a connection, local and remote, in the
// buffer that an [AcceptEx] with these lengths has filled. Without room for a local
// address lrsa and lrsalen stay as they are.
//
// Source: O-391…O-394.
func GetAcceptExSockaddrs(buf *byte, rxdatalen uint32, laddrlen uint32, raddrlen uint32, lrsa **RawSockaddrAny, lrsalen *int32, rrsa **RawSockaddrAny, rrsalen *int32) {
	call.GetAcceptExSockaddrs(buf, rxdatalen, laddrlen, raddrlen, lrsa, lrsalen, rrsa, rrsalen)
}

// ConnectEx starts to connect fd, which is bound, to sa, and to send sendDataLen bytes
// when the connection stands; they are copied. Then the calls that are about the
// connection's names need SO_UPDATE_CONNECT_CONTEXT. A call that is all right gives
// WSA_IO_PENDING.
//
// Errors: WSAENOTSOCK, ERROR_INVALID_PARAMETER (overlapped nil), WSAEINVAL (not bound,
// listening, connecting already), WSAEISCONN, WSAEFAULT, WSAEAFNOSUPPORT,
// WSAEADDRNOTAVAIL (the zero address or port).
//
// Source: O-401…O-417.
func ConnectEx(fd Handle, sa Sockaddr, sendBuf *byte, sendDataLen uint32, bytesSent *uint32, overlapped *Overlapped) error {
	var buf [maxName]byte
	name, e := encode(&buf, sa)
	if e != 0 {
		return refuse(fd, e)
	}
	return call.ConnectEx(fd, name, sendBuf, sendDataLen, &core.Async{Overlapped: overlapped}).Err()
}

// DisconnectEx ends the connection of s when what is being sent has left. With
// TF_REUSE_SOCKET in flags it ends when the peer has ended its side too; then s is good
// for [ConnectEx] or [AcceptEx], as before. reserved is 0. Without overlapped the call
// waits; with it, a call that is all right gives WSA_IO_PENDING.
//
// Errors: WSAENOTSOCK, WSAENOTCONN, WSAEINVAL (flags, reserved).
//
// Source: O-418…O-425.
func DisconnectEx(s Handle, overlapped *Overlapped, flags uint32, reserved uint32) (err error) {
	return core.DisconnectEx(s, flags, reserved, &core.Async{Overlapped: overlapped}).Err()
}

// TransmitFile sends bytesToWrite bytes (0: all) of the file handle, a [FileHandle],
// between the head and the tail of transmitFileBuf, which may be nil; handle 0: only
// these. Without overlapped the file is sent from its position, and the call waits;
// with it, from its offset, and a call that is all right gives WSA_IO_PENDING. The
// end of the connection may follow: TF_DISCONNECT, with TF_REUSE_SOCKET as
// [DisconnectEx] does. How much is sent at once is not bytesPerSend's business.
//
// Errors: WSAENOTSOCK, WSAENOTCONN, WSAESHUTDOWN, WSAEINVAL (more than 2147483646
// bytes, flags), WSA_INVALID_HANDLE (no file), WSAEFAULT, and those of [Send].
//
// Source: O-426…O-433.
func TransmitFile(s Handle, handle Handle, bytesToWrite uint32, bytesPerSend uint32, overlapped *Overlapped, transmitFileBuf *TransmitFileBuffers, flags uint32) (err error) {
	return call.TransmitFile(s, handle, bytesToWrite, transmitFileBuf, flags, &core.Async{Overlapped: overlapped}).Err()
}

// TransmitPackets sends elements, each memory or a part of a file, on the connected
// socket s; it is otherwise like [TransmitFile]. On a datagram socket an element with
// TP_ELEMENT_EOP ends a datagram, which has sendSize bytes at most; 0 and 0xFFFFFFFF:
// as many as come. In an element of memory FileOffset is its address.
//
// Errors: as TransmitFile; WSAEINVAL also for an element that is not one of both.
//
// Source: O-434…O-437.
func TransmitPackets(s Handle, elements *TransmitPacketsElement, count uint32, sendSize uint32, overlapped *Overlapped, flags uint32) (err error) {
	return call.TransmitPackets(s, elements, count, sendSize, flags, &core.Async{Overlapped: overlapped}).Err()
}

// FileHandle makes a handle for the file f, for [TransmitFile] and [TransmitPackets];
// [CloseHandle] closes it. Both have the same position, and neither needs the other.
//
// Errors: ERROR_INVALID_HANDLE (f is closed), WSAEMFILE, ERROR_NOT_ENOUGH_MEMORY.
func FileHandle(f *os.File) (Handle, error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return 0, Errno(ERROR_INVALID_HANDLE).Err()
	}
	h, e := Handle(0), Errno(ERROR_INVALID_HANDLE)
	raw.Control(func(fd uintptr) { h, e = object.CopyFile(int(fd)) })
	return h, e.Err()
}

// LoadConnectEx and its like find functions that Windows may lack. Nothing is lacking.
func LoadConnectEx() error { return nil }

// LoadCancelIoEx is as [LoadConnectEx].
func LoadCancelIoEx() error { return nil }

// LoadSetFileCompletionNotificationModes is as [LoadConnectEx].
func LoadSetFileCompletionNotificationModes() error { return nil }

// LoadGetAddrInfo is as [LoadConnectEx].
func LoadGetAddrInfo() error { return nil }
