package core

import (
	"testing"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/ws2def"
)

func TestO536_StatusOfLinuxErrors(t *testing.T) {
	clause.Covers(t, "O-536", "O-538", "O-540", "O-542", "O-543", "O-546", "O-547", "O-548", "O-549")
	stream, datagram := new(Socket), new(Socket)
	stream.state.Store(stStream)
	datagram.state.Store(stDatagram | stMessage)
	for _, tc := range []struct {
		s     *Socket
		op    ws2def.Op
		errno unix.Errno
		want  ws2def.NTStatus
	}{
		{stream, ws2def.OpRecv, unix.ECONNRESET, ws2def.STATUS_CONNECTION_RESET},
		{stream, ws2def.OpConnect, unix.ECONNREFUSED, ws2def.STATUS_CONNECTION_REFUSED},
		{datagram, ws2def.OpRecvFrom, unix.ECONNREFUSED, ws2def.STATUS_PORT_UNREACHABLE},
		{stream, ws2def.OpConnect, unix.ENETUNREACH, ws2def.STATUS_NETWORK_UNREACHABLE},
		{stream, ws2def.OpConnect, unix.EHOSTUNREACH, ws2def.STATUS_HOST_UNREACHABLE},
		{stream, ws2def.OpRecv, unix.ECONNABORTED, ws2def.STATUS_CONNECTION_ABORTED},
		{stream, ws2def.OpRecv, unix.ENOBUFS, ws2def.STATUS_INSUFFICIENT_RESOURCES},
		{stream, ws2def.OpRecv, unix.ENOMEM, ws2def.STATUS_INSUFFICIENT_RESOURCES},
		{stream, ws2def.OpConnect, unix.EADDRINUSE, ws2def.STATUS_ADDRESS_ALREADY_EXISTS},
		{stream, ws2def.OpConnect, unix.EADDRNOTAVAIL, ws2def.STATUS_INVALID_ADDRESS},
		{stream, ws2def.OpConnect, unix.EACCES, ws2def.STATUS_ACCESS_DENIED},
		{stream, ws2def.OpRecv, unix.ENOTCONN, ws2def.STATUS_INVALID_CONNECTION},
	} {
		if got := tc.s.statusOf(ws2def.FromErrno(tc.op, tc.errno)); got != tc.want {
			t.Errorf("%v: %#x, want %#x", tc.errno, uint32(got), uint32(tc.want))
		}
	}
	if got := datagram.statusOf(ws2def.WSAEMSGSIZE); got != ws2def.STATUS_BUFFER_OVERFLOW {
		t.Errorf("a message that was cut: %#x", uint32(got))
	}
}
