package winsock

import (
	"math"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// Handle is a SOCKET: a value that means an open socket of this process. It is
// no descriptor number; see D1 in docs/ARCHITECTURE.md.
//
// Source: S-039.
type Handle = ws2def.Handle

// InvalidHandle is never the value of an open socket (INVALID_SOCKET).
const InvalidHandle = ws2def.InvalidHandle

// Errno is what low-level calls fail with, bare: err == WSAEWOULDBLOCK works,
// and so does errors.Is with the standard errors that mean the same.
type Errno = ws2def.Errno

// Socket makes a blocking overlapped socket, as socket does; 0 stands for any
// domain, typ or proto that the others allow. While SO_OPENTYPE is not 0, for
// the whole process, the socket is not overlapped.
//
// Errors: as [WSASocket].
//
// Source: S-040…S-093.
func Socket(domain, typ, proto int) (fd Handle, err error) {
	flags := uint32(WSA_FLAG_OVERLAPPED)
	if core.OpenType() != 0 {
		flags = 0
	}
	return WSASocket(i32(domain), i32(typ), i32(proto), nil, 0, flags)
}

// WSASocket makes a blocking socket. The first entry of the catalog that
// supports address family, type and protocol (0: any) decides about its
// provider; with protoInfo it is the entry whose CatalogEntryId it holds, and
// arguments that are 0 or FROM_PROTOCOL_INFO are taken from it. flags are
// WSA_FLAG_ values; time-outs work with WSA_FLAG_OVERLAPPED only. group must be
// 0 for now.
//
// Errors: WSANOTINITIALISED, WSAEINVAL (family and protocol both 0; an entry or
// a flag that does not exist; a group), WSAESOCKTNOSUPPORT, WSAEAFNOSUPPORT,
// WSAEPROTONOSUPPORT (in this order: nobody has the type, the family, the
// protocol), WSAEACCES (raw sockets need CAP_NET_RAW), WSAEMFILE, WSAENOBUFS,
// WSAEINVALIDPROVIDER, WSAEINVALIDPROCTABLE, WSAEPROVIDERFAILEDINIT.
//
// Source: S-040…S-106, P-117…P-151.
func WSASocket(af int32, typ int32, protocol int32, protoInfo *WSAProtocolInfo, group uint32, flags uint32) (handle Handle, err error) {
	h, e := core.Create(af, typ, protocol, protoInfo, group, flags)
	return h, e.Err()
}

// Closesocket closes s. The value is invalid at once, calls that wait on it end
// with WSAEINTR, and data that was sent is delivered in the background unless
// SO_LINGER says otherwise.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEWOULDBLOCK (nonblocking, linger
// with a time-out, data still queued: s stays open).
//
// Source: S-376…S-395.
func Closesocket(s Handle) (err error) {
	return core.Close(s, spi.Park).Err()
}

// Shutdown ends receiving (SD_RECEIVE), sending (SD_SEND) or both (SD_BOTH).
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (how), WSAENOTCONN,
// WSAECONNRESET, WSAECONNABORTED.
//
// Source: S-360…S-375.
func Shutdown(fd Handle, how int) (err error) {
	return core.Shutdown(fd, i32(how)).Err()
}

// WSASendDisconnect ends sending on s. Data to go along with that is more than
// any transport here carries but those of other people's providers: with some the call
// fails.
//
// Errors: as [Shutdown], and WSAENOPROTOOPT (data).
//
// Source: S-375, P-239.
func WSASendDisconnect(s Handle, outboundDisconnectData *WSABuf) (err error) {
	return call.WSASendDisconnect(s, outboundDisconnectData).Err()
}

// WSARecvDisconnect ends receiving on s. inboundDisconnectData is for data that
// came along with the peer's end of sending, which no transport here carries but those
// of other people's providers: when it has room the call fails. Its Len becomes what came.
//
// Errors: as [Shutdown], and WSAENOPROTOOPT (room for data).
//
// Source: S-375, P-235.
func WSARecvDisconnect(s Handle, inboundDisconnectData *WSABuf) (err error) {
	return call.WSARecvDisconnect(s, inboundDisconnectData).Err()
}

// refuse is the failure of a call on s with an argument that is wrong with e:
// what is wrong with s comes first.
//
// Source: S-109.
func refuse(s Handle, e Errno) error {
	return call.Refuse(s, e).Err()
}

// i32 narrows an int to what Winsock takes. No argument has a meaning beyond
// that, so the nearest value, which is refused in its place, will do.
func i32(v int) int32 {
	return int32(min(max(v, math.MinInt32), math.MaxInt32))
}
