package core_test

import (
	"sync/atomic"
	"testing"
	"time"

	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// visited is a connection that AcceptEx has made, at a port of its own, and its caller.
func visited(t testing.TB, tr *transport, l core.Handle, at []byte) (s, caller core.Handle, p *object.Port) {
	t.Helper()
	a := beginAccept(t, tr, l, 0)
	caller = callerOf(t, tr, at)
	a.ends(t, ws2def.STATUS_SUCCESS, 0)
	if e := update(a.s, l); e != 0 {
		t.Fatal("SO_UPDATE_ACCEPT_CONTEXT:", e)
	}
	return a.s, caller, portOf(t, a.s, 7)
}

// A socket has nothing of the one that was closed before it, of which it may be made.
func TestSocketsAreNew(t *testing.T) {
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		for i := range 40 {
			s, c, p := visited(t, tr, l, at)
			set(s, ws2def.SOL_SOCKET, ws2def.SO_KEEPALIVE, []byte{1, 0, 0, 0})
			give(t, c, "bytes")
			var ov ws2def.Overlapped
			if _, e := core.StartRecv(s, core.Buffers{One: make([]byte, 9)}, 0, &core.Async{Overlapped: &ov}); e != 0 && e != ws2def.WSA_IO_PENDING {
				t.Fatal("StartRecv:", e)
			}
			if k := onePacket(t, p); k.Key != 7 || k.Bytes != 5 || k.Status != 0 {
				t.Fatalf("packet %+v", k)
			}
			if i%2 == 0 { // with a receive that waits
				core.StartRecv(s, core.Buffers{One: make([]byte, 9)}, 0, &core.Async{Overlapped: &ov})
			}
			if i%4 < 2 {
				core.Shutdown(s, ws2def.SD_SEND)
			}
			core.Close(s, spi.Park)

			fresh := tr.socket(t)
			for name, want := range map[int32]int32{ws2def.SO_KEEPALIVE: 0, ws2def.SO_CONNECT_TIME: -1, ws2def.SO_ERROR: 0} {
				if n := option(t, fresh, name); n != want {
					t.Errorf("option %#x is %d, want %d", name, n, want)
				}
			}
			if _, e := core.GetPeerName(fresh, make([]byte, block)); e != ws2def.WSAENOTCONN {
				t.Error("GetPeerName:", e)
			}
			if e := send(fresh, "x"); e != ws2def.WSAENOTCONN {
				t.Error("Send:", e)
			}
			if e := core.Connect(fresh, at, spi.Park); e != 0 {
				t.Error("Connect:", e)
			}
			portOf(t, fresh, 8)
			core.Close(fresh, spi.Park)
			core.Close(c, spi.Park)
			if got, _, e := core.Accept(l, nil, spi.Park); e == 0 {
				core.Close(got, spi.Park)
			}
		}
	})
}

// The first receive on an accepted connection ends by one packet, whether what the peer
// begins with is there or comes later, and whatever becomes of the socket or the port.
func TestFirstReceive(t *testing.T) {
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		cancelled, aborted := uint32(ws2def.STATUS_CANCELLED), uint32(ws2def.STATUS_CONNECTION_ABORTED)
		for i := range 60 {
			s, c, p := visited(t, tr, l, at)
			var ov ws2def.Overlapped
			begin := func() {
				t.Helper()
				if _, e := core.StartRecv(s, core.Buffers{One: make([]byte, 9)}, 0, &core.Async{Overlapped: &ov}); e != 0 && e != ws2def.WSA_IO_PENDING {
					t.Fatal("StartRecv:", e)
				}
			}
			want := object.Packet{Key: 7, Bytes: 5}
			switch i % 6 {
			case 0, 1: // it is there
				give(t, c, "first")
				begin()
			case 2:
				begin()
				expectNoPacket(t, p)
				give(t, c, "first")
			case 3:
				begin()
				core.Shutdown(c, ws2def.SD_SEND)
				want.Bytes = 0
			case 4:
				begin()
				if e := core.Cancel(s, &ov); e != 0 {
					t.Fatal("Cancel:", e)
				}
				want.Bytes, want.Status = 0, cancelled
			case 5:
				begin()
				core.Close(s, spi.Park)
				want.Bytes, want.Status = 0, aborted
			}
			k := onePacket(t, p)
			if k.Overlapped = 0; k != want {
				t.Fatalf("packet %+v, want %+v", k, want)
			}
			expectNoPacket(t, p)
			core.Close(s, spi.Park)
			core.Close(c, spi.Park)
		}
	})
}

// A connection whose port is closed before its first receive goes on without it.
func TestFirstReceiveWithoutPort(t *testing.T) {
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		a := beginAccept(t, tr, l, 0)
		c := callerOf(t, tr, at)
		a.ends(t, ws2def.STATUS_SUCCESS, 0)
		update(a.s, l)
		port, e := core.CreatePort(a.s, 0, 7, 0)
		if e != 0 {
			t.Fatal("CreatePort:", e)
		}
		object.Close(port, spi.Park)
		var p pending
		if _, e := core.StartRecv(a.s, core.Buffers{One: make([]byte, 9)}, 0, p.begin(t)); e != ws2def.WSA_IO_PENDING {
			t.Fatal("StartRecv:", e)
		}
		var quiet ws2def.Overlapped
		if _, e := core.StartRecv(a.s, core.Buffers{One: make([]byte, 9)}, 0, &core.Async{Overlapped: &quiet}); e != ws2def.WSA_IO_PENDING {
			t.Fatal("StartRecv:", e)
		}
		give(t, c, "first")
		p.ends(t, ws2def.STATUS_SUCCESS, 5)
		give(t, c, "second")
		for end := time.Now().Add(5 * time.Second); atomic.LoadUintptr(&quiet.Internal) == uintptr(ws2def.STATUS_PENDING); {
			if time.Now().After(end) {
				t.Fatal("the second receive does not end")
			}
			time.Sleep(time.Millisecond)
		}
	})
}
