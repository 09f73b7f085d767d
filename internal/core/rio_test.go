package core_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// rio is a socket with registered I/O, and a peer without.
type rio struct {
	testing.TB
	h, peer core.Handle
	rq      ws2def.RIORQ
	cq      ws2def.RIOCQ
	room    []byte // a registered buffer
	id      ws2def.RIOBufferID
}

const rioContext = 0xA

// newRIO makes a connection over TCP, or a pair over UDP.
func newRIO(t testing.TB, typ int32, receives, sends uint32, by *ws2def.RIONotificationCompletion) *rio {
	t.Helper()
	start(t)
	r := &rio{TB: t, room: make([]byte, 4096)}
	var e core.Errno
	if r.h, e = core.Create(ws2def.AF_INET, typ, 0, nil, 0, ws2def.WSA_FLAG_OVERLAPPED|ws2def.WSA_FLAG_REGISTERED_IO); e != 0 {
		t.Fatal("Create:", e)
	}
	t.Cleanup(func() { core.Close(r.h, spi.Park) })
	if e := core.Bind(r.h, loopback(0)); e != 0 {
		t.Fatal("Bind:", e)
	}
	if typ == ws2def.SOCK_STREAM {
		l := create(t, ws2def.AF_INET, typ, 0)
		core.Bind(l, loopback(0))
		core.Listen(l, 1)
		if e := core.Connect(r.h, name(t, l), spi.Park); e != 0 {
			t.Fatal("Connect:", e)
		}
		if r.peer, _, e = core.Accept(l, nil, spi.Park); e != 0 {
			t.Fatal("Accept:", e)
		}
		t.Cleanup(func() { core.Close(r.peer, spi.Park) })
	} else {
		r.peer = create(t, ws2def.AF_INET, typ, 0)
		core.Bind(r.peer, loopback(0))
	}
	r.cq = completions(t, 64, by)
	if r.rq, e = core.CreateRequestQueue(r.h, receives, 1, sends, 1, r.cq, r.cq, rioContext); e != 0 {
		t.Fatal("CreateRequestQueue:", e)
	}
	if r.id, e = core.RegisterBuffer(r.room); e != 0 {
		t.Fatal("RegisterBuffer:", e)
	}
	t.Cleanup(func() { core.DeregisterBuffer(r.id) })
	return r
}

// completions makes a completion queue.
func completions(t testing.TB, size uint32, by *ws2def.RIONotificationCompletion) ws2def.RIOCQ {
	t.Helper()
	cq, _, e := core.CreateCompletionQueue(size, by)
	if e != 0 {
		t.Fatal("CreateCompletionQueue:", e)
	}
	t.Cleanup(func() { core.CloseCompletionQueue(cq) })
	return cq
}

// at is a part of the registered buffer.
func (r *rio) at(offset, length int) *ws2def.RIOBuf {
	return &ws2def.RIOBuf{BufferId: r.id, Offset: uint32(offset), Length: uint32(length)}
}

func (r *rio) receive(b *ws2def.RIOBuf, flags uint32, context uint64) core.Errno {
	return core.Request(r.rq, false, b, core.Extras{}, flags, context)
}

func (r *rio) send(b *ws2def.RIOBuf, flags uint32, context uint64) core.Errno {
	return core.Request(r.rq, true, b, core.Extras{}, flags, context)
}

// must fails the test for an error.
func (r *rio) must(e core.Errno) {
	r.Helper()
	if e != 0 {
		r.Fatal(e)
	}
}

func rioResult(e core.Errno, n int, context uint64) ws2def.RIOResult {
	return ws2def.RIOResult{Status: int32(e), BytesTransferred: uint32(n), SocketContext: rioContext, RequestContext: context}
}

// expect takes results as they come, and compares them.
func (r *rio) expect(want ...ws2def.RIOResult) {
	r.Helper()
	var got []ws2def.RIOResult
	for end := time.Now().Add(5 * time.Second); len(got) < len(want) && time.Now().Before(end); time.Sleep(100 * time.Microsecond) {
		var out [3]ws2def.RIOResult
		got = append(got, out[:core.DequeueCompletion(r.cq, out[:min(3, len(want)-len(got))])]...)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		r.Error("results:", diff)
	}
}

func (r *rio) expectNothing() {
	r.Helper()
	time.Sleep(5 * time.Millisecond)
	var out [1]ws2def.RIOResult
	if n := core.DequeueCompletion(r.cq, out[:]); n != 0 {
		r.Errorf("result %+v", out[0])
	}
}

// take receives n bytes at the peer.
func (r *rio) take(n int) string {
	r.Helper()
	p := make([]byte, n)
	got, e := core.Recv(r.peer, p, ws2def.MSG_WAITALL, spi.Park)
	if e != 0 {
		r.Error("Recv:", e)
	}
	return string(p[:got])
}

func TestO459_RegisteredBuffers(t *testing.T) {
	clause.Covers(t, "O-456", "O-459", "O-463")
	r := newRIO(t, ws2def.SOCK_STREAM, 1, 1, nil)
	if id, e := core.RegisterBuffer(nil); id != ws2def.RIO_INVALID_BUFFERID || e != ws2def.WSAEINVAL {
		t.Error(id, e)
	}
	other, _ := core.RegisterBuffer(make([]byte, 8))
	core.DeregisterBuffer(other)
	core.DeregisterBuffer(other)
	core.DeregisterBuffer(ws2def.RIO_INVALID_BUFFERID)
	core.DeregisterBuffer(ws2def.RIOBufferID(r.cq))
	for _, row := range []struct {
		what string
		b    ws2def.RIOBuf
		want core.Errno
	}{
		{"deregistered", ws2def.RIOBuf{BufferId: other, Length: 1}, ws2def.WSAEFAULT},
		{"invalid", ws2def.RIOBuf{BufferId: ws2def.RIO_INVALID_BUFFERID, Length: 1}, ws2def.WSAEFAULT},
		{"a queue", ws2def.RIOBuf{BufferId: ws2def.RIOBufferID(r.cq), Length: 1}, ws2def.WSAEFAULT},
		{"too long", ws2def.RIOBuf{BufferId: r.id, Length: 4097}, ws2def.WSAEINVAL},
		{"too far", ws2def.RIOBuf{BufferId: r.id, Offset: 4096, Length: 1}, ws2def.WSAEINVAL},
		{"around", ws2def.RIOBuf{BufferId: r.id, Offset: math.MaxUint32, Length: 2}, ws2def.WSAEINVAL},
	} {
		if e := r.receive(&row.b, 0, 0); e != row.want {
			t.Errorf("%s: %v, want %v", row.what, e, row.want)
		}
	}
	r.expectNothing()
	r.must(r.receive(r.at(4095, 1), 0, 1)) // none of these counts
	give(t, r.peer, "x")
	r.expect(rioResult(0, 1, 1))
}

func TestO460_Queues(t *testing.T) {
	clause.Covers(t, "O-453", "O-460", "O-461", "O-462", "O-466", "O-468", "P-445", "P-446")
	start(t)
	registered := func(typ int32) core.Handle {
		h, e := core.Create(ws2def.AF_INET, typ, 0, nil, 0, ws2def.WSA_FLAG_REGISTERED_IO)
		if e != 0 {
			t.Fatal(e)
		}
		t.Cleanup(func() { core.Close(h, spi.Park) })
		return h
	}
	for _, size := range []uint32{0, ws2def.RIO_MAX_CQ_SIZE + 1} {
		if _, _, e := core.CreateCompletionQueue(size, nil); e != ws2def.WSAEINVAL {
			t.Error(size, e)
		}
	}
	bad := &ws2def.Overlapped{}
	for _, by := range []ws2def.RIONotificationCompletion{
		{},
		{Type: 3},
		{Type: ws2def.RIO_EVENT_COMPLETION},
		{Type: ws2def.RIO_IOCP_COMPLETION, Overlapped: bad},
		{Type: ws2def.RIO_IOCP_COMPLETION, Handle: event(t), Overlapped: bad},
	} {
		if _, _, e := core.CreateCompletionQueue(1, &by); e != ws2def.WSAEINVAL {
			t.Errorf("%+v: %v", by, e)
		}
	}
	cq := completions(t, 4, nil)
	s, u, plain := registered(ws2def.SOCK_STREAM), registered(ws2def.SOCK_DGRAM), create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, 0)
	for _, row := range []struct {
		what               string
		h                  core.Handle
		recv, rb, send, sb uint32
		recvCQ, sendCQ     ws2def.RIOCQ
		want               core.Errno
	}{
		{"no requests", s, 0, 1, 0, 1, cq, cq, ws2def.WSAEINVAL},
		{"two buffers", s, 1, 2, 1, 1, cq, cq, ws2def.WSAEINVAL},
		{"no buffers", s, 1, 1, 1, 0, cq, cq, ws2def.WSAEINVAL},
		{"no queue", s, 1, 1, 1, 1, 0, cq, ws2def.WSAEINVAL},
		{"no queue for sends", s, 1, 1, 0, 1, cq, 0, ws2def.WSAEINVAL},
		{"no registered socket", plain, 1, 1, 1, 1, cq, cq, ws2def.WSAEINVAL},
		{"no socket", 0, 1, 1, 1, 1, cq, cq, ws2def.WSAENOTSOCK},
		{"too many", s, 3, 1, 2, 1, cq, cq, ws2def.WSAENOBUFS},
		{"far too many", s, math.MaxUint32, 1, 2, 1, cq, cq, ws2def.WSAEINVAL},
		{"good", s, 2, 1, 1, 1, cq, cq, 0},
		{"a second one", s, 1, 1, 0, 1, cq, cq, ws2def.WSAEINVAL},
		{"no room left", u, 1, 1, 1, 1, cq, cq, ws2def.WSAENOBUFS},
		{"the last room", u, 1, 1, 0, 1, cq, cq, 0},
	} {
		rq, e := core.CreateRequestQueue(row.h, row.recv, row.rb, row.send, row.sb, row.recvCQ, row.sendCQ, 0)
		if e != row.want || (rq != ws2def.RIO_INVALID_RQ) != (e == 0) {
			t.Errorf("%s: %v, %v", row.what, rq, e)
		}
	}
	for size, want := range map[uint32]core.Errno{3: ws2def.WSAETOOMANYREFS, 0: ws2def.WSAEINVAL, 100: 0, 4: 0} {
		if e := core.ResizeCompletionQueue(cq, size); e != want {
			t.Error("resize to", size, e)
		}
	}
	core.Close(s, spi.Park)
	core.ResizeCompletionQueue(cq, 4)
	v := registered(ws2def.SOCK_STREAM)
	if _, e := core.CreateRequestQueue(v, 2, 1, 1, 1, cq, cq, 0); e != 0 {
		t.Error("after a socket was closed:", e)
	}
	core.CloseCompletionQueue(cq)
	core.CloseCompletionQueue(cq)
	if n := core.DequeueCompletion(cq, make([]ws2def.RIOResult, 1)); n != ws2def.RIO_CORRUPT_CQ {
		t.Error("a closed queue:", n)
	}
	if e := core.ResizeCompletionQueue(cq, 4); e != ws2def.WSAEINVAL {
		t.Error(e)
	}
	if h, e := core.Create(ws2def.AF_INET, ws2def.SOCK_RAW, ws2def.IPPROTO_ICMP, nil, 0, ws2def.WSA_FLAG_REGISTERED_IO); e == 0 {
		defer core.Close(h, spi.Park)
		if _, e := core.CreateRequestQueue(h, 1, 1, 1, 1, cq, cq, 0); e != ws2def.WSAEOPNOTSUPP {
			t.Error("raw:", e)
		}
	}
}

func TestO465_RequestsOnAStream(t *testing.T) {
	clause.Covers(t, "O-457", "O-463", "O-465")
	r := newRIO(t, ws2def.SOCK_STREAM, 4, 4, nil)
	copy(r.room, "hello")
	r.must(r.send(r.at(0, 5), 0, 1))
	r.expect(rioResult(0, 5, 1))
	if got := r.take(5); got != "hello" {
		t.Errorf("the peer got %q", got)
	}
	for i := range 3 {
		r.must(r.receive(r.at(100+2*i, 2), 0, uint64(i)))
	}
	r.expectNothing()
	give(t, r.peer, "aabbcc")
	r.expect(rioResult(0, 2, 0), rioResult(0, 2, 1), rioResult(0, 2, 2))
	if got := string(r.room[100:106]); got != "aabbcc" {
		t.Errorf("it got %q", got)
	}
	r.must(r.receive(r.at(100, 6), ws2def.RIO_MSG_WAITALL, 3))
	give(t, r.peer, "one")
	r.expectNothing()
	give(t, r.peer, "two")
	r.expect(rioResult(0, 6, 3))
	// A long send, while nobody receives.
	big := make([]byte, 8<<20)
	id, _ := core.RegisterBuffer(big)
	defer core.DeregisterBuffer(id)
	for i := range big {
		big[i] = byte(i * 7)
	}
	b := ws2def.RIOBuf{BufferId: id, Length: uint32(len(big))}
	r.must(r.send(&b, 0, 4))
	r.must(r.send(r.at(0, 5), 0, 5))
	r.expectNothing()
	got := []byte(r.take(len(big) + 5))
	if !bytes.Equal(got[:len(big)], big) || string(got[len(big):]) != "hello" {
		t.Error("the peer got something else")
	}
	r.expect(rioResult(0, len(big), 4), rioResult(0, 5, 5))
	r.must(r.receive(r.at(0, 6), 0, 6))
	core.Shutdown(r.peer, ws2def.SD_SEND)
	r.expect(rioResult(0, 0, 6))
	core.Shutdown(r.h, ws2def.SD_SEND)
	r.must(r.send(r.at(0, 1), 0, 7))
	r.expect(rioResult(ws2def.WSAESHUTDOWN, 0, 7))
	if e := r.receive(nil, 0, 0); e != ws2def.WSAEINVAL {
		t.Error("no data, on a stream:", e)
	}
	if e := r.send(r.at(0, 1), ws2def.RIO_MSG_WAITALL, 0); e != ws2def.WSAEINVAL {
		t.Error("a send with RIO_MSG_WAITALL:", e)
	}
	if e := core.Request(r.rq+4, true, r.at(0, 1), core.Extras{}, 0, 0); e != ws2def.WSAEINVAL {
		t.Error("no request queue:", e)
	}
}

func TestO463_RequestsAreCounted(t *testing.T) {
	clause.Covers(t, "O-463", "O-465", "O-468")
	r := newRIO(t, ws2def.SOCK_STREAM, 2, 1, nil)
	r.must(r.receive(r.at(0, 1), 0, 1))
	r.must(r.receive(r.at(1, 1), 0, 2))
	if e := r.receive(r.at(2, 1), 0, 3); e != ws2def.WSAENOBUFS {
		t.Error("a third of two:", e)
	}
	give(t, r.peer, "ab")
	eventually(t, byte('b'), func() byte { return r.room[1] })
	if e := r.receive(r.at(2, 1), 0, 3); e != ws2def.WSAENOBUFS {
		t.Error("results that were not taken:", e)
	}
	r.expect(rioResult(0, 1, 1))
	r.must(r.receive(r.at(2, 1), 0, 3))
	if e := core.ResizeRequestQueue(r.rq, 1, 1); e != ws2def.WSAETOOMANYREFS {
		t.Error("fewer than there are:", e)
	}
	if e := core.ResizeRequestQueue(r.rq, 64, 1); e != ws2def.WSAENOBUFS {
		t.Error("more than the completion queue has room for:", e)
	}
	if e := core.ResizeRequestQueue(r.rq, 0, 0); e != ws2def.WSAEINVAL {
		t.Error(e)
	}
	r.must(core.ResizeRequestQueue(r.rq, 3, 1))
	r.must(r.receive(r.at(3, 1), 0, 4))
	give(t, r.peer, "cd")
	r.expect(rioResult(0, 1, 2), rioResult(0, 1, 3), rioResult(0, 1, 4))
	if got := string(r.room[:4]); got != "abcd" {
		t.Errorf("%q", got)
	}
}

func TestO464_DeferredRequests(t *testing.T) {
	clause.Covers(t, "O-457", "O-464")
	r := newRIO(t, ws2def.SOCK_STREAM, 2, 3, nil)
	copy(r.room, "onetwothree")
	r.must(r.send(r.at(0, 3), ws2def.RIO_MSG_DEFER, 1))
	r.expectNothing()
	r.must(r.send(r.at(3, 3), 0, 2))
	r.expect(rioResult(0, 3, 1), rioResult(0, 3, 2))
	r.must(r.send(r.at(6, 5), ws2def.RIO_MSG_DEFER, 3))
	r.must(r.send(r.at(0, 3), ws2def.RIO_MSG_DEFER, 4))
	r.must(r.send(r.at(0, 3), ws2def.RIO_MSG_DEFER, 5))
	if e := r.send(r.at(0, 3), ws2def.RIO_MSG_DEFER, 6); e != ws2def.WSAENOBUFS {
		t.Error("a fourth of three:", e)
	}
	for _, e := range []core.Errno{
		r.send(r.at(0, 3), ws2def.RIO_MSG_COMMIT_ONLY, 0),
		r.send(nil, ws2def.RIO_MSG_COMMIT_ONLY, 1),
		r.send(nil, ws2def.RIO_MSG_COMMIT_ONLY|ws2def.RIO_MSG_DEFER, 0),
		core.Request(r.rq, true, nil, core.Extras{Remote: r.at(0, 28)}, ws2def.RIO_MSG_COMMIT_ONLY, 0),
	} {
		if e != ws2def.WSAEINVAL {
			t.Error("RIO_MSG_COMMIT_ONLY with something:", e)
		}
	}
	r.must(r.send(nil, ws2def.RIO_MSG_COMMIT_ONLY, 0))
	r.expect(rioResult(0, 5, 3), rioResult(0, 3, 4), rioResult(0, 3, 5))
	if got := r.take(17); got != "onetwothreeoneone" {
		t.Errorf("the peer got %q", got)
	}
	r.must(r.receive(r.at(0, 8), ws2def.RIO_MSG_DEFER, 7))
	give(t, r.peer, "in")
	r.expectNothing()
	r.must(r.receive(nil, ws2def.RIO_MSG_COMMIT_ONLY, 0))
	r.expect(rioResult(0, 2, 7))
}

func TestO467_NotificationByEvent(t *testing.T) {
	clause.Covers(t, "O-458", "O-467")
	ev := event(t)
	r := newRIO(t, ws2def.SOCK_STREAM, 4, 4, &ws2def.RIONotificationCompletion{Type: ws2def.RIO_EVENT_COMPLETION, Handle: ev, CompletionKey: 1})
	object.SetEvent(ev)
	r.must(core.NotifyCompletion(r.cq))
	if signals(t, ev, 0) {
		t.Error("the event is not reset")
	}
	if e := core.NotifyCompletion(r.cq); e != ws2def.WSAEALREADY {
		t.Error("a second time:", e)
	}
	r.must(r.receive(r.at(0, 1), ws2def.RIO_MSG_DONT_NOTIFY, 1))
	r.must(r.receive(r.at(1, 1), 0, 2))
	give(t, r.peer, "x")
	if signals(t, ev, 20*time.Millisecond) {
		t.Error("RIO_MSG_DONT_NOTIFY notifies")
	}
	give(t, r.peer, "y")
	if !signals(t, ev, 5*time.Second) {
		t.Error("no notification")
	}
	object.ResetEvent(ev)
	r.must(r.send(r.at(0, 1), 0, 3))
	if signals(t, ev, 5*time.Millisecond) {
		t.Error("it notifies twice")
	}
	r.must(core.NotifyCompletion(r.cq))
	if !signals(t, ev, 0) {
		t.Error("no notification of what is there")
	}
	r.expect(rioResult(0, 1, 1), rioResult(0, 1, 2), rioResult(0, 1, 3))
	r.must(r.send(r.at(0, 1), ws2def.RIO_MSG_DONT_NOTIFY, 4))
	r.must(core.NotifyCompletion(r.cq))
	if signals(t, ev, 5*time.Millisecond) {
		t.Error("a notification of results that do not notify")
	}
	polled := completions(t, 1, nil)
	if e := core.NotifyCompletion(polled); e != ws2def.WSAEINVAL {
		t.Error("a queue that does not notify:", e)
	}
	core.CloseCompletionQueue(polled)
	if e := core.NotifyCompletion(polled); e != ws2def.WSAEINVAL {
		t.Error("no queue:", e)
	}
}

func TestO467_NotificationByPort(t *testing.T) {
	clause.Covers(t, "O-458", "O-467")
	port, p, e := object.NewPort(0, 0)
	if e != 0 {
		t.Fatal(e)
	}
	t.Cleanup(func() { object.Close(port, spi.Park) })
	ov := new(ws2def.Overlapped)
	r := newRIO(t, ws2def.SOCK_STREAM, 4, 4, &ws2def.RIONotificationCompletion{Type: ws2def.RIO_IOCP_COMPLETION, Handle: port, CompletionKey: 77, Overlapped: ov})
	want := object.Packet{Key: 77, Overlapped: sys.AddressOf(ov)}
	r.must(core.NotifyCompletion(r.cq))
	r.must(r.receive(r.at(0, 1), 0, 1))
	expectNoPacket(t, p)
	give(t, r.peer, "ab")
	expectPacket(t, p, want)
	r.must(r.receive(r.at(0, 1), 0, 2))
	expectNoPacket(t, p)
	r.must(core.NotifyCompletion(r.cq))
	expectPacket(t, p, want)
	r.expect(rioResult(0, 1, 1), rioResult(0, 1, 2))
}

func TestO469_RequestsWithAddresses(t *testing.T) {
	clause.Covers(t, "O-455", "O-469")
	r := newRIO(t, ws2def.SOCK_DGRAM, 4, 4, nil)
	const remote, local, flags, control = 1000, 1100, 1200, 1300
	copy(r.room, "udp")
	copy(r.room[remote:], name(t, r.peer))
	x := core.Extras{Remote: r.at(remote, 28)}
	r.must(core.Request(r.rq, true, r.at(0, 3), x, 0, 1))
	r.must(core.Request(r.rq, true, nil, x, 0, 2))
	r.expect(rioResult(0, 3, 1), rioResult(0, 0, 2))
	p := make([]byte, 8)
	for _, want := range []string{"udp", ""} {
		if n, e := core.Recv(r.peer, p, 0, spi.Park); e != 0 || string(p[:n]) != want {
			t.Errorf("the peer got %q, %v", p[:n], e)
		}
	}
	for _, bad := range []core.Extras{
		{Remote: r.at(remote, 27)},
		{Remote: r.at(remote, 28), Local: r.at(local, 28)},
		{Remote: r.at(remote, 28), Control: r.at(control, 7)},
		{Remote: r.at(remote, 28), Control: r.at(control, 16)}, // TotalLength 0
	} {
		if e := core.Request(r.rq, true, r.at(0, 3), bad, 0, 0); e != ws2def.WSAEINVAL {
			t.Errorf("%+v: %v", bad, e)
		}
	}
	to := name(t, r.h)
	sendTo := func(s string) {
		t.Helper()
		m := spi.Message{Name: to, Buffers: [][]byte{[]byte(s)}}
		if _, e := core.SendMsg(r.peer, &m, 0, spi.Park); e != 0 {
			t.Error(e)
		}
	}
	all := core.Extras{Local: r.at(local, 28), Remote: r.at(remote, 28), Control: r.at(control, 100), Flags: r.at(flags, 4)}
	for _, there := range []bool{false, true} {
		clear(r.room)
		binary.LittleEndian.PutUint32(r.room[flags:], 0xFFFF)
		if there {
			sendTo("back!")
		}
		r.must(core.Request(r.rq, false, r.at(0, 5), all, 0, 3))
		if !there {
			sendTo("back!")
		}
		r.expect(rioResult(0, 5, 3))
		if got := string(r.room[:5]); got != "back!" {
			t.Errorf("it got %q", got)
		}
		inet := make([]byte, 12)
		if diff := cmp.Diff(append(name(t, r.peer), inet...), r.room[remote:][:28]); diff != "" {
			t.Error("remote address:", diff)
		}
		if diff := cmp.Diff(append(name(t, r.h), inet...), r.room[local:][:28]); diff != "" {
			t.Error("local address:", diff)
		}
		if n := binary.LittleEndian.Uint32(r.room[control:]); n != 8 {
			t.Errorf("%d bytes of control data", n)
		}
		if f := binary.LittleEndian.Uint32(r.room[flags:]); f != 0 {
			t.Errorf("flags %#x", f)
		}
	}
	if e := core.SetSockOpt(r.h, ws2def.IPPROTO_IP, ws2def.IP_PKTINFO, []byte{1, 0, 0, 0}, 4); e != 0 {
		t.Fatal(e)
	}
	r.must(core.Request(r.rq, false, r.at(0, 2), all, 0, 4))
	sendTo("long")
	r.expect(rioResult(ws2def.WSAEMSGSIZE, 2, 4))
	if n := binary.LittleEndian.Uint32(r.room[control:]); n != 8+24 {
		t.Errorf("%d bytes of control data, with IP_PKTINFO", n)
	}
	if got := r.room[control+24:][:4]; !bytes.Equal(got, []byte{127, 0, 0, 1}) {
		t.Errorf("IP_PKTINFO % d", got)
	}
	if f := binary.LittleEndian.Uint32(r.room[flags:]); f != ws2def.MSG_TRUNC {
		t.Errorf("flags %#x", f)
	}
	r.must(core.Request(r.rq, false, nil, core.Extras{}, 0, 5))
	sendTo("")
	r.expect(rioResult(0, 0, 5))
	r.must(r.send(r.at(0, 1), 0, 6))
	r.expect(rioResult(ws2def.WSAENOTCONN, 0, 6))
}

func TestO469_AddressesOfAStream(t *testing.T) {
	clause.Covers(t, "O-469")
	r := newRIO(t, ws2def.SOCK_STREAM, 1, 1, nil)
	const remote, local = 1000, 1100
	r.must(core.Request(r.rq, false, r.at(0, 5), core.Extras{Local: r.at(local, 28), Remote: r.at(remote, 28)}, 0, 1))
	give(t, r.peer, "hello")
	r.expect(rioResult(0, 5, 1))
	if diff := cmp.Diff(name(t, r.h), r.room[local:][:16]); diff != "" {
		t.Error("local address:", diff)
	}
	if diff := cmp.Diff(name(t, r.peer), r.room[remote:][:16]); diff != "" {
		t.Error("remote address:", diff)
	}
}

func TestO470_CloseEndsRequests(t *testing.T) {
	clause.Covers(t, "O-462", "O-470")
	r := newRIO(t, ws2def.SOCK_STREAM, 3, 1, nil)
	r.must(r.receive(r.at(0, 1), 0, 1))
	r.must(r.receive(r.at(0, 1), 0, 2))
	r.must(r.receive(r.at(0, 1), ws2def.RIO_MSG_DEFER, 3))
	core.Close(r.h, spi.Park)
	r.expect(rioResult(ws2def.WSAECONNABORTED, 0, 1), rioResult(ws2def.WSAECONNABORTED, 0, 2), rioResult(ws2def.WSA_OPERATION_ABORTED, 0, 3))
	if e := r.receive(r.at(0, 1), 0, 4); e != ws2def.WSAEINVAL {
		t.Error("a request on a closed socket:", e)
	}
}

func TestO465_ResetEndsRequests(t *testing.T) {
	clause.Covers(t, "O-465")
	r := newRIO(t, ws2def.SOCK_STREAM, 1, 1, nil)
	r.must(r.receive(r.at(0, 1), 0, 1))
	core.SetSockOpt(r.peer, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{1, 0, 0, 0}, 4)
	core.Close(r.peer, spi.Park)
	r.expect(rioResult(ws2def.WSAECONNRESET, 0, 1))
}

func TestO468_ResultsAfterTheQueueIsClosed(t *testing.T) {
	clause.Covers(t, "O-468")
	r := newRIO(t, ws2def.SOCK_STREAM, 2, 1, nil)
	r.must(r.receive(r.at(0, 1), 0, 1))
	core.CloseCompletionQueue(r.cq)
	give(t, r.peer, "xy")
	eventually(t, byte('x'), func() byte { return r.room[0] })
	if e := r.receive(r.at(1, 1), 0, 2); e != 0 && e != ws2def.WSAEINVAL {
		t.Error(e)
	}
}

// Many sockets share a queue that is resized meanwhile, and no result is lost.
func TestO465_ManySocketsShareAQueue(t *testing.T) {
	clause.Covers(t, "O-465", "O-468")
	start(t)
	const sockets, each, rounds = 8, 4, 200
	cq := completions(t, sockets*each*2, nil)
	room := make([]byte, sockets*each)
	id, _ := core.RegisterBuffer(room)
	defer core.DeregisterBuffer(id)
	next := make([]uint64, sockets)
	rqs := make([]ws2def.RIORQ, sockets)
	var senders sync.WaitGroup
	for i := range sockets {
		h, e := core.Create(ws2def.AF_INET, ws2def.SOCK_DGRAM, 0, nil, 0, ws2def.WSA_FLAG_REGISTERED_IO)
		if e != 0 {
			t.Fatal(e)
		}
		defer core.Close(h, spi.Park)
		core.Bind(h, loopback(0))
		if rqs[i], e = core.CreateRequestQueue(h, each, 1, each, 1, cq, cq, uint64(i)); e != 0 {
			t.Fatal(e)
		}
		if e := core.Connect(h, name(t, h), spi.Park); e != 0 { // to itself
			t.Fatal(e)
		}
		for k := range each {
			b := ws2def.RIOBuf{BufferId: id, Offset: uint32(i*each + k), Length: 1}
			if e := core.Request(rqs[i], false, &b, core.Extras{}, 0, uint64(k)); e != 0 {
				t.Fatal(e)
			}
		}
		senders.Go(func() {
			for range rounds {
				if _, e := core.Send(h, []byte{byte(i)}, 0, spi.Park); e != 0 {
					t.Error(e)
				}
				time.Sleep(20 * time.Microsecond)
			}
		})
	}
	total, size := 0, uint32(sockets*each*2)
	out := make([]ws2def.RIOResult, 5)
	for end := time.Now().Add(20 * time.Second); total < sockets*rounds && time.Now().Before(end); {
		n := core.DequeueCompletion(cq, out)
		for _, r := range out[:n] {
			i := r.SocketContext
			if r.Status != 0 || r.BytesTransferred != 1 || r.RequestContext != next[i]%each {
				t.Fatalf("after %d: %+v", next[i], r)
			}
			at := int(i)*each + int(r.RequestContext)
			if room[at] != byte(i) {
				t.Fatalf("socket %d got a byte of %d", i, room[at])
			}
			next[i]++
			b := ws2def.RIOBuf{BufferId: id, Offset: uint32(at), Length: 1}
			if e := core.Request(rqs[i], false, &b, core.Extras{}, 0, r.RequestContext); e != 0 {
				t.Fatal(e)
			}
			total++
		}
		if n == 0 {
			size ^= 1024
			if e := core.ResizeCompletionQueue(cq, size); e != 0 {
				t.Fatal(e)
			}
			time.Sleep(10 * time.Microsecond)
		}
	}
	senders.Wait()
	if total != sockets*rounds {
		t.Errorf("%d results of %d", total, sockets*rounds)
	}
}

func BenchmarkRegisteredEcho(b *testing.B) {
	r := newRIO(b, ws2def.SOCK_STREAM, 1, 1, nil)
	data, out := r.at(0, 1), make([]ws2def.RIOResult, 1)
	peer := make([]byte, 1)
	b.ReportAllocs()
	for b.Loop() {
		if e := r.send(data, 0, 1); e != 0 {
			b.Fatal(e)
		}
		core.DequeueCompletion(r.cq, out)
		core.Recv(r.peer, peer, 0, spi.Park)
		core.Send(r.peer, peer, 0, spi.Park)
		r.receive(data, 0, 2)
		for core.DequeueCompletion(r.cq, out) == 0 {
		}
	}
}
