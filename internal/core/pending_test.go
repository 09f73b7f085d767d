package core_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// pending is an operation that tells its end by an event.
type pending struct {
	ov   ws2def.Overlapped
	done core.Handle
}

// begin prepares p for another operation.
func (p *pending) begin(t testing.TB) *core.Async {
	t.Helper()
	if p.done == 0 {
		p.done = event(t)
	}
	p.ov = ws2def.Overlapped{HEvent: p.done}
	return &core.Async{Overlapped: &p.ov}
}

// ends waits for the end.
func (p *pending) ends(t testing.TB, status ws2def.NTStatus, n int) {
	t.Helper()
	if !signals(t, p.done, 5*time.Second) {
		t.Fatal("the operation does not end")
	}
	if ws2def.NTStatus(p.ov.Internal) != status || p.ov.InternalHigh != uintptr(n) {
		t.Fatalf("it ended with %#x and %d bytes, want %#x and %d", p.ov.Internal, p.ov.InternalHigh, status, n)
	}
}

// waits reports whether it does not end for now.
func (p *pending) waits(t testing.TB) bool {
	t.Helper()
	return !signals(t, p.done, 20*time.Millisecond)
}

// portOf makes a port, with which h is associated under key.
func portOf(t testing.TB, h core.Handle, key uintptr) *object.Port {
	t.Helper()
	port, e := core.CreatePort(h, 0, key, 0)
	if e != 0 {
		t.Fatal("CreatePort:", e)
	}
	t.Cleanup(func() { object.Close(port, spi.Park) })
	p, _ := object.FindPort(port)
	return p
}

// nextPacket takes a packet that has limit to come.
func nextPacket(t testing.TB, p *object.Port, limit time.Duration) (object.Packet, bool) {
	t.Helper()
	var out [1]object.Packet
	n, e := p.Get(nil, out[:], uint32(limit/time.Millisecond), false)
	if e != 0 && e != ws2def.WAIT_TIMEOUT {
		t.Fatal("Get:", e)
	}
	return out[0], n == 1
}

// onePacket takes a packet that has to come.
func onePacket(t testing.TB, p *object.Port) object.Packet {
	t.Helper()
	got, ok := nextPacket(t, p, 5*time.Second)
	if !ok {
		t.Fatal("no packet")
	}
	return got
}

// expectPacket takes a packet, and compares it.
func expectPacket(t testing.TB, p *object.Port, want object.Packet) {
	t.Helper()
	if diff := cmp.Diff(want, onePacket(t, p)); diff != "" {
		t.Error("packet", diff)
	}
}

func expectNoPacket(t testing.TB, p *object.Port) {
	t.Helper()
	if got, ok := nextPacket(t, p, 5*time.Millisecond); ok {
		t.Errorf("packet %+v", got)
	}
}
