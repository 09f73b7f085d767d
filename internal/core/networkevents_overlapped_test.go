package core_test

import (
	"testing"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// overlappedReceive starts a receive of up to room bytes.
func overlappedReceive(t testing.TB, h core.Handle, room int, want core.Errno) (buf []byte, p *pending) {
	t.Helper()
	buf, p = make([]byte, room), new(pending)
	if _, e := core.StartRecv(h, core.Buffers{One: buf}, 0, p.begin(t)); e != want {
		t.Fatalf("StartRecv: %v, want %v", e, want)
	}
	return buf, p
}

func TestO318_OverlappedReceivesComeFirst(t *testing.T) {
	clause.Covers(t, "O-318", "O-306", "O-317")
	overTransports(t, func(t *testing.T, tr *transport) {
		for _, port := range []bool{false, true} {
			a, b := tr.connection(t)
			if port {
				portOf(t, a, 1)
			}
			ev := selected(t, a, allEvents)
			expect(t, "connected", a, ev, ws2def.FD_CONNECT|ws2def.FD_WRITE)
			_, p := overlappedReceive(t, a, 8, ws2def.WSA_IO_PENDING)
			give(t, b, "data")
			p.ends(t, ws2def.STATUS_SUCCESS, 4)
			expectNothing(t, "a receive that waits takes the data", a, ev)
			_, p = overlappedReceive(t, a, 2, ws2def.WSA_IO_PENDING)
			give(t, b, "data")
			p.ends(t, ws2def.STATUS_SUCCESS, 2)
			expect(t, "a receive that leaves data", a, ev, ws2def.FD_READ)
			overlappedReceive(t, a, 1, 0)
			expect(t, "a receive at once that leaves data", a, ev, ws2def.FD_READ)
			overlappedReceive(t, a, 8, 0)
			expectNothing(t, "a receive at once that leaves nothing", a, ev)
			overlappedReceive(t, a, 8, ws2def.WSA_IO_PENDING)
			if e := core.Cancel(a, nil); e != 0 {
				t.Fatal("Cancel:", e)
			}
			give(t, b, "data")
			expect(t, "no receive waits any more", a, ev, ws2def.FD_READ)
		}
	})
}

// Who looks for network events takes an ICMP error out of the kernel's queue, and the receive
// that waits hears of it all the same.
func TestO068_OverlappedReceiveHearsOfErrorsBesideEvents(t *testing.T) {
	clause.Covers(t, "O-068")
	start(t)
	for _, port := range []bool{false, true} {
		a, gone := udp4(t), udp4(t)
		nobody := name(t, gone)
		core.Close(gone, spi.Park)
		if port {
			portOf(t, a, 1)
		}
		selected(t, a, allEvents)
		for range 20 {
			_, p := overlappedReceive(t, a, 8, ws2def.WSA_IO_PENDING)
			if e := sendTo(a, nobody, "x"); e != 0 {
				t.Fatal("SendTo:", e)
			}
			p.ends(t, ws2def.STATUS_PORT_UNREACHABLE, 0)
		}
	}
}

func TestO307_OverlappedSendsTellNoRoom(t *testing.T) {
	clause.Covers(t, "O-307", "O-321")
	overTransports(t, func(t *testing.T, tr *transport) {
		a, b := tr.connection(t)
		ev := selected(t, a, allEvents)
		expect(t, "connected", a, ev, ws2def.FD_CONNECT|ws2def.FD_WRITE)
		const total = 8 << 20
		var p pending
		if _, e := core.StartSend(a, core.Buffers{One: make([]byte, total)}, 0, p.begin(t)); e != ws2def.WSA_IO_PENDING {
			t.Fatal("StartSend:", e)
		}
		if _, e := core.Send(a, []byte("x"), 0, spi.Park); e != ws2def.WSAEWOULDBLOCK {
			t.Fatalf("Send behind an overlapped one: %v, want WSAEWOULDBLOCK", e)
		}
		expectNothing(t, "no room", a, ev)
		buf := make([]byte, 1<<18)
		for got := 0; got < total; {
			n, e := core.Recv(b, buf, 0, spi.Park)
			if e != 0 {
				t.Fatal("Recv:", e)
			}
			got += n
		}
		p.ends(t, ws2def.STATUS_SUCCESS, total)
		expect(t, "room", a, ev, ws2def.FD_WRITE)
	})
}
