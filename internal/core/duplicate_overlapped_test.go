package core_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// reopened opens a duplicate of h, as another process would.
func reopened(t testing.TB, h core.Handle) core.Handle {
	t.Helper()
	info := duplicate(t, h, os.Getpid())
	d, e := core.Create(0, 0, 0, &info, 0, ws2def.WSA_FLAG_OVERLAPPED)
	if e != 0 {
		t.Fatal("Create:", e)
	}
	t.Cleanup(func() { core.Close(d, spi.Park) })
	return d
}

// The last handle of one process ends its operations, not the connection that others use.
func TestO266_LastHandleOfAProcess(t *testing.T) {
	clause.Covers(t, "O-266", "P-404", "P-405")
	start(t)
	a, b := pair(t)
	other := reopened(t, a)
	port := portOf(t, a, 7)
	buf := make([]byte, 8)
	var ov ws2def.Overlapped
	if _, e := core.StartRecv(a, core.Buffers{One: buf}, 0, &core.Async{Overlapped: &ov}); e != ws2def.WSA_IO_PENDING {
		t.Fatal("StartRecv:", e)
	}
	_, p := overlappedReceive(t, other, 8, ws2def.WSA_IO_PENDING)
	if e := core.Close(a, spi.Park); e != 0 {
		t.Fatal("Close:", e)
	}
	packet, ok := nextPacket(t, port, 5*time.Second)
	if !ok || packet.Key != 7 || ws2def.NTStatus(ov.Internal) != ws2def.STATUS_CANCELLED {
		t.Errorf("%+v, %v, status %#x; want STATUS_CANCELLED", packet, ok, ov.Internal)
	}
	if !p.waits(t) {
		t.Error("the operation of the other process has ended")
	}
	give(t, b, "data")
	p.ends(t, ws2def.STATUS_SUCCESS, 4)
}

// Each process has its own queue of receives: which of them gets what is not said, but each
// gets what it does in the order of its own.
func TestO556_EachProcessHasItsOwnQueue(t *testing.T) {
	clause.Covers(t, "O-556")
	start(t)
	a := udp4(t)
	const each = 8
	var all [2][each]*pending
	var got [2][each][]byte
	for i, h := range []core.Handle{a, reopened(t, a)} {
		for j := range each {
			got[i][j], all[i][j] = overlappedReceive(t, h, 1, ws2def.WSA_IO_PENDING)
		}
	}
	from := udp4(t)
	for i := range 2 * each {
		if e := sendTo(from, name(t, a), string(rune('a'+i))); e != 0 {
			t.Fatal("send:", e)
		}
	}
	var came []byte
	for i := range all {
		var mine []byte
		for j, p := range all[i] {
			p.ends(t, ws2def.STATUS_SUCCESS, 1)
			mine = append(mine, got[i][j]...)
		}
		if !slices.IsSorted(mine) {
			t.Errorf("one process received %q", mine)
		}
		came = append(came, mine...)
	}
	if slices.Sort(came); string(came) != "abcdefghijklmnop" {
		t.Errorf("%q came", came)
	}
}
