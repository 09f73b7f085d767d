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

// Transfers of one or more buffers, with and without addresses and control
// data, need no memory.
func TestTransfersDoNotAllocate(t *testing.T) {
	start(t)
	d := udp4(t)
	to, from, control := name(t, d), make([]byte, 16), make([]byte, 256)
	if e := set(d, ws2def.IPPROTO_IP, ws2def.IP_PKTINFO, le32(1)); e != 0 {
		t.Fatal("IP_PKTINFO:", e)
	}
	a, b := pair(t)
	one, two := [][]byte{make([]byte, 64)}, [][]byte{make([]byte, 32), make([]byte, 32)}
	for what, c := range map[string]struct {
		out, in   core.Handle
		sent, got spi.Message
	}{
		"stream":                     {a, b, spi.Message{Buffers: one}, spi.Message{Buffers: one}},
		"stream, two buffers":        {a, b, spi.Message{Buffers: two}, spi.Message{Buffers: two}},
		"datagram":                   {d, d, spi.Message{Name: to, Buffers: one}, spi.Message{Name: from, Buffers: one}},
		"datagram, two buffers":      {d, d, spi.Message{Name: to, Buffers: two}, spi.Message{Name: from, Buffers: two}},
		"datagram with control data": {d, d, spi.Message{Name: to, Buffers: one}, spi.Message{Name: from, Buffers: one, Control: control}},
	} {
		t.Run(what, func(t *testing.T) {
			var sent, got spi.Message
			if n := testing.AllocsPerRun(100, func() {
				sent, got = c.sent, c.got
				if n, e := core.SendMsg(c.out, &sent, 0, spi.Park); n != 64 || e != 0 {
					t.Fatal("SendMsg:", n, e)
				}
				if n, e := core.RecvMsg(c.in, &got, 0, spi.Park); n != 64 || e != 0 {
					t.Fatal("RecvMsg:", n, e)
				}
			}); n != 0 {
				t.Errorf("%v allocations", n)
			}
		})
	}
}
