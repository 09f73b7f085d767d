package core_test

import (
	"syscall"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/sys"
	"winsock/provider/loop"
	"winsock/spi"
	"winsock/ws2def"
)

// over is a connection over a transport, one end of which has registered I/O.
func (tr *transport) over(t *testing.T) *rio {
	t.Helper()
	l, at := tr.listen(t)
	var family, protocol int32
	switch tr.base {
	case "tcp":
		family, protocol = ws2def.AF_INET, ws2def.IPPROTO_TCP
	case "afunix":
		family = ws2def.AF_UNIX
	case "loop":
		family = loop.AF_LOOP
	}
	h, e := core.Create(family, ws2def.SOCK_STREAM, protocol, nil, 0, ws2def.WSA_FLAG_REGISTERED_IO)
	if e != 0 {
		t.Fatal("Create:", e)
	}
	t.Cleanup(func() { core.Close(h, spi.Park) })
	r := &rio{TB: t, h: h, room: make([]byte, 1<<20), cq: completions(t, 16, nil)}
	if e := core.Connect(h, at, spi.Park); e != 0 {
		t.Fatal("Connect:", e)
	}
	r.peer = take(t, l)
	if r.rq, e = core.CreateRequestQueue(h, 4, 1, 4, 1, r.cq, r.cq, rioContext); e != 0 {
		t.Fatal("CreateRequestQueue:", e)
	}
	if r.id, e = core.RegisterBuffer(r.room); e != 0 {
		t.Fatal(e)
	}
	t.Cleanup(func() { core.DeregisterBuffer(r.id) })
	return r
}

// Registered requests work over every transport.
func TestO463_RequestsOverEveryTransport(t *testing.T) {
	clause.Covers(t, "O-463", "O-465", "O-470", "P-446")
	overTransports(t, func(t *testing.T, tr *transport) {
		r := tr.over(t)
		r.must(r.receive(r.at(0, 2), 0, 1))
		r.must(r.receive(r.at(2, 2), 0, 2))
		r.expectNothing()
		give(t, r.peer, "abcd")
		r.expect(rioResult(0, 2, 1), rioResult(0, 2, 2))
		if got := string(r.room[:4]); got != "abcd" {
			t.Errorf("it got %q", got)
		}
		r.must(r.send(r.at(0, 4), 0, 3))
		if got := r.take(4); got != "abcd" {
			t.Errorf("the peer got %q", got)
		}
		r.must(r.send(r.at(0, 1<<20), 0, 4))
		if got := r.take(1 << 20); len(got) != 1<<20 {
			t.Errorf("the peer got %d bytes", len(got))
		}
		r.expect(rioResult(0, 4, 3), rioResult(0, 1<<20, 4))
		r.must(r.receive(r.at(0, 2), 0, 5))
		core.Shutdown(r.peer, ws2def.SD_SEND)
		r.expect(rioResult(0, 0, 5))

		r = tr.over(t)
		r.must(r.receive(r.at(0, 2), 0, 6))
		r.must(r.receive(r.at(2, 2), 0, 7))
		core.Close(r.h, spi.Park)
		r.expect(rioResult(ws2def.WSAECONNABORTED, 0, 6), rioResult(ws2def.WSAECONNABORTED, 0, 7))
	})
}

// Without memory or descriptors calls fail as they should, and leave nothing.
func TestO460_NoMemory(t *testing.T) {
	clause.Covers(t, "O-460", "O-475")
	start(t)
	a, _ := pair(t)
	n := newNotified(t)
	refuse := func(call string) {
		sys.Inject(func(name string) syscall.Errno {
			if name == call {
				return syscall.ENOMEM
			}
			return 0
		})
		t.Cleanup(func() { sys.Inject(nil) })
	}
	refuse("mmap")
	if cq, _, e := core.CreateCompletionQueue(1000, nil); cq != ws2def.RIO_INVALID_CQ || e != ws2def.WSAENOBUFS {
		t.Error("a completion queue:", cq, e)
	}
	sys.Inject(nil)
	cq := completions(t, 1, nil)
	refuse("mmap")
	if e := core.ResizeCompletionQueue(cq, 1000); e != ws2def.WSAENOBUFS {
		t.Error("a larger completion queue:", e)
	}
	refuse("epoll_create")
	all := []ws2def.SockNotifyRegistration{{Socket: a, EventFilter: readable, Operation: enabling, TriggerFlags: level, RegistrationResult: 7}}
	if e := core.RegisterNotifications(n.port, all); e != ws2def.WSAENOBUFS || all[0].RegistrationResult != 7 {
		t.Error("a registration:", e, all[0].RegistrationResult)
	}
	sys.Inject(nil)
	if e := core.RegisterNotifications(n.port, all); e != 0 || all[0].RegistrationResult != 0 {
		t.Error("a registration:", e, all[0].RegistrationResult)
	}
	refuse("socket")
	ov := &ws2def.Overlapped{Internal: untouched}
	if _, e := core.StartIoctl(a, ws2def.SIO_ADDRESS_LIST_CHANGE, nil, nil, &core.Async{Overlapped: ov}); e != ws2def.WSAENOBUFS || ov.Internal != untouched {
		t.Errorf("a wait for a change: %v, status %#x", e, ov.Internal)
	}
	sys.Inject(nil)
}
