package core_test

import (
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// A receive without room tells of a broken connection like any other.
func TestS310_ResetReceiveOfNothing(t *testing.T) {
	clause.Covers(t, "S-310")
	start(t)
	a, b := pair(t)
	if e := set(b, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{1, 0, 0, 0}); e != 0 {
		t.Fatal("SO_LINGER:", e)
	}
	core.Close(b, spi.Park)
	for range 2 {
		if _, e := core.Recv(a, nil, 0, spi.Park); e != ws2def.WSAECONNRESET {
			t.Errorf("recv of nothing: %v, want WSAECONNRESET", e)
		}
	}
}

// Empty buffers before the first with room are no end of the stream, however
// many there are.
func TestS268_EmptyBuffersFirst(t *testing.T) {
	clause.Covers(t, "S-268")
	start(t)
	a, b := pair(t)
	send(a, "data")
	buf := make([]byte, 9)
	bufs := append(make([][]byte, 1100), buf)
	n, e := core.RecvMsg(b, &spi.Message{Buffers: bufs}, 0, spi.Park)
	if e != 0 || string(buf[:n]) != "data" {
		t.Errorf("%q, %v", buf[:n], e)
	}
}

// A deadline that has passed fails every receive, also one that would not have
// to wait.
func TestDeadlineOfReceiveAll(t *testing.T) {
	start(t)
	a, b := pair(t)
	send(a, "data")
	past := time.Unix(1, 0)
	core.SetDeadline(b, &past, nil)
	if n, e := core.Recv(b, make([]byte, 4), ws2def.MSG_WAITALL, spi.Park); e != ws2def.WSAETIMEDOUT {
		t.Errorf("%d bytes, %v, want WSAETIMEDOUT", n, e)
	}
}
