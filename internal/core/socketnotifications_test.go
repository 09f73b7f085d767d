package core_test

import (
	"sync"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

const (
	noticeKey = 0x1230 // the key of registrations
	readable  = ws2def.SOCK_NOTIFY_REGISTER_EVENT_IN
	writable  = ws2def.SOCK_NOTIFY_REGISTER_EVENT_OUT
	hangup    = ws2def.SOCK_NOTIFY_REGISTER_EVENT_HANGUP
	level     = ws2def.SOCK_NOTIFY_TRIGGER_LEVEL | ws2def.SOCK_NOTIFY_TRIGGER_PERSISTENT
	edge      = ws2def.SOCK_NOTIFY_TRIGGER_EDGE | ws2def.SOCK_NOTIFY_TRIGGER_PERSISTENT
	once      = ws2def.SOCK_NOTIFY_TRIGGER_LEVEL | ws2def.SOCK_NOTIFY_TRIGGER_ONESHOT
	enabling  = ws2def.SOCK_NOTIFY_OP_ENABLE
	disabling = ws2def.SOCK_NOTIFY_OP_DISABLE
	removing  = ws2def.SOCK_NOTIFY_OP_REMOVE
)

// notified is a port that gets notifications.
type notified struct {
	testing.TB
	port core.Handle
	p    *object.Port
}

func newNotified(t testing.TB) *notified {
	t.Helper()
	port, p, e := object.NewPort(0, 0)
	if e != 0 {
		t.Fatal(e)
	}
	t.Cleanup(func() { object.Close(port, spi.Park) })
	return &notified{t, port, p}
}

// register makes one registration, and returns its result.
func (n *notified) register(s core.Handle, operation uint8, events uint16, triggers uint8) core.Errno {
	n.Helper()
	all := []ws2def.SockNotifyRegistration{{
		Socket: s, CompletionKey: noticeKey, EventFilter: events, Operation: operation, TriggerFlags: triggers, RegistrationResult: 0xDEAD,
	}}
	if e := core.RegisterNotifications(n.port, all); e != 0 {
		n.Fatal("RegisterNotifications:", e)
	}
	return core.Errno(all[0].RegistrationResult)
}

func (n *notified) enable(s core.Handle, events uint16, triggers uint8) {
	n.Helper()
	if e := n.register(s, enabling, events, triggers); e != 0 {
		n.Error("a registration:", e)
	}
}

// expect takes a notification, and compares its events.
func (n *notified) expect(what string, want uint32) {
	n.Helper()
	got, ok := nextPacket(n.TB, n.p, 5*time.Second)
	if !ok || got != (object.Packet{Key: noticeKey, Bytes: want}) {
		n.Errorf("%s: %v, %+v, want events %#x", what, ok, got, want)
	}
}

func (n *notified) expectNothing(what string) {
	n.Helper()
	if got, ok := nextPacket(n.TB, n.p, 10*time.Millisecond); ok {
		n.Errorf("%s: %+v", what, got)
	}
}

// drain receives all that there is.
func drain(t testing.TB, h core.Handle) {
	t.Helper()
	for {
		out := make([]byte, 4)
		if n, e := core.Ioctl(h, ws2def.FIONREAD, nil, out, spi.Park); n != 4 || e != 0 {
			t.Fatal(n, e)
		}
		if out[0]|out[1]|out[2] == 0 {
			return
		}
		core.Recv(h, make([]byte, 64), 0, spi.Park)
	}
}

func TestO474_BadRegistrations(t *testing.T) {
	clause.Covers(t, "O-471", "O-472", "O-473", "O-474", "O-475", "O-476")
	start(t)
	a, _ := pair(t)
	n := newNotified(t)
	for _, row := range []struct {
		what      string
		operation uint8
		events    uint16
		triggers  uint8
		want      core.Errno
	}{
		{"nothing", ws2def.SOCK_NOTIFY_OP_NONE, 0, 0, 0},
		{"disable what is not registered", disabling, 0, 0, ws2def.WSAEINVAL},
		{"remove what is not registered", removing, 0, 0, ws2def.WSAEINVAL},
		{"two operations", enabling | disabling, readable, level, ws2def.WSAEINVAL},
		{"no trigger", enabling, readable, 0, ws2def.WSAEINVAL},
		{"neither level nor edge", enabling, readable, ws2def.SOCK_NOTIFY_TRIGGER_ONESHOT, ws2def.WSAEINVAL},
		{"level and edge", enabling, readable, level | ws2def.SOCK_NOTIFY_TRIGGER_EDGE, ws2def.WSAEINVAL},
		{"once and ever", enabling, readable, level | ws2def.SOCK_NOTIFY_TRIGGER_ONESHOT, ws2def.WSAEINVAL},
		{"an unknown trigger", enabling, readable, level | 0x10, ws2def.WSAEINVAL},
		{"an unknown event", enabling, 0x10, level, ws2def.WSAEINVAL},
		{"an event that can't be asked for", enabling, ws2def.SOCK_NOTIFY_EVENT_REMOVE, level, ws2def.WSAEINVAL},
		{"level", enabling, readable, ws2def.SOCK_NOTIFY_TRIGGER_LEVEL, 0},
	} {
		if e := n.register(a, row.operation, row.events, row.triggers); e != row.want {
			t.Errorf("%s: %v, want %v", row.what, e, row.want)
		}
	}
	if e := n.register(0xDEADBEEC, enabling, readable, level); e != ws2def.WSAENOTSOCK {
		t.Error("no socket:", e)
	}
	other := newNotified(t)
	if e := other.register(a, enabling, readable, level); e != ws2def.WSAEINVAL {
		t.Error("at another port:", e)
	}
	all := []ws2def.SockNotifyRegistration{{Socket: a, RegistrationResult: 7}}
	if e := core.RegisterNotifications(a, all); e != ws2def.WSAEINVAL || all[0].RegistrationResult != 7 {
		t.Error("no port:", e, all[0].RegistrationResult)
	}
	object.Close(n.port, spi.Park)
	if e := other.register(a, enabling, readable, level); e != 0 {
		t.Error("when the first port is closed:", e)
	}
}

func TestO478_Levels(t *testing.T) {
	clause.Covers(t, "O-473", "O-474", "O-477", "O-478")
	overTransports(t, func(t *testing.T, tr *transport) {
		for _, triggers := range []uint8{level, ws2def.SOCK_NOTIFY_TRIGGER_LEVEL} {
			a, b := tr.connection(t)
			n := newNotified(t)
			n.enable(a, readable, triggers)
			n.expectNothing("at first")
			give(t, b, "x")
			n.expect("data", readable)
			n.expect("as long as it is there", readable)
			n.expect("as long as it is there", readable)
			drain(t, a)
			n.expectNothing("when it is gone")
			give(t, b, "x")
			n.expect("more data", readable)
			if e := n.register(a, disabling, 0, 0); e != 0 {
				t.Error(e)
			}
			n.expectNothing("disabled")
			n.enable(a, readable|writable, triggers)
			n.expect("enabled", readable|writable)
			n.enable(a, ws2def.SOCK_NOTIFY_REGISTER_EVENT_NONE, triggers)
			n.expectNothing("no events")
		}
	})
}

func TestO478_Edges(t *testing.T) {
	clause.Covers(t, "O-478")
	overTransports(t, func(t *testing.T, tr *transport) {
		a, b := tr.connection(t)
		n := newNotified(t)
		give(t, b, "x")
		eventually(t, true, func() bool { return readableNow(t, a) })
		n.enable(a, readable|writable, edge)
		n.expectNothing("what held before")
		drain(t, a)
		give(t, b, "x")
		n.expect("data", readable)
		n.expectNothing("once")
		give(t, b, "y")
		n.expectNothing("behind other data")
		drain(t, a)
		give(t, b, "x")
		n.expect("data, when all was received", readable)
		drain(t, a)
		buf, p := overlappedReceive(t, a, 8, ws2def.WSA_IO_PENDING)
		give(t, b, "taken")
		p.ends(t, ws2def.STATUS_SUCCESS, 5)
		if string(buf[:5]) != "taken" {
			t.Errorf("received %q", buf)
		}
		n.expectNothing("data that a receive waited for")
		give(t, b, "x")
		n.expect("data after that", readable)
	})
}

// readableNow reports what select would.
func readableNow(t testing.TB, h core.Handle) bool {
	out := make([]byte, 4)
	if n, e := core.Ioctl(h, ws2def.FIONREAD, nil, out, spi.Park); n != 4 || e != 0 {
		t.Fatal(n, e)
	}
	return out[0] != 0
}

func TestO478_Once(t *testing.T) {
	clause.Covers(t, "O-476", "O-478")
	overTransports(t, func(t *testing.T, tr *transport) {
		a, b := tr.connection(t)
		n := newNotified(t)
		n.enable(a, readable, once)
		give(t, b, "x")
		n.expect("data", readable)
		n.expectNothing("again")
		n.enable(a, readable, once)
		n.expect("enabled again", readable)
		drain(t, a)
		n.enable(a, readable, edge)
		n.enable(a, hangup, once)
		give(t, b, "x")
		n.expectNothing("a registration takes the place of another")
		core.Shutdown(b, ws2def.SD_SEND)
		n.expect("the end", hangup)
		n.expectNothing("again")
	})
}

func TestO473_Events(t *testing.T) {
	clause.Covers(t, "O-473")
	start(t)
	n := newNotified(t)
	a, b := pair(t)
	n.enable(a, writable, once)
	n.expect("room", writable)
	n.enable(a, readable|hangup, edge)
	core.SetSockOpt(b, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{1, 0, 0, 0}, 4)
	core.Close(b, spi.Park)
	n.expect("a reset", hangup|ws2def.SOCK_NOTIFY_EVENT_ERR)

	l := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, 0)
	core.Bind(l, loopback(0))
	core.Listen(l, 4)
	n.enable(l, readable, edge)
	c := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, 0)
	n.enable(c, readable|writable|hangup, edge)
	n.expectNothing("a socket without connection")
	if e := core.Connect(c, name(t, l), spi.Park); e != 0 {
		t.Fatal(e)
	}
	var events uint32
	for events != readable|writable {
		got, ok := nextPacket(t, n.p, 5*time.Second)
		if !ok || got.Bytes != readable && got.Bytes != writable {
			t.Fatal("a connection to accept, and one that stands:", got)
		}
		events |= got.Bytes
	}

	u := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, 0)
	core.Bind(u, loopback(0))
	n.enable(u, readable|writable|hangup, once)
	n.expect("a bound datagram socket", writable)
	n.enable(u, readable, once)
	core.Connect(u, name(t, u), spi.Park)
	give(t, u, "datagram")
	n.expect("a datagram", readable)

	refused := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, 0)
	nonblocking(t, refused)
	n.enable(refused, readable|writable|hangup, edge)
	free := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, 0)
	core.Bind(free, loopback(0)) // does not listen
	core.Connect(refused, name(t, free), spi.Park)
	n.expect("a refused connection", hangup|ws2def.SOCK_NOTIFY_EVENT_ERR)
}

func TestO478_Removal(t *testing.T) {
	clause.Covers(t, "O-476", "O-478")
	start(t)
	n := newNotified(t)
	a, b := pair(t)
	n.enable(a, readable, level)
	if e := n.register(a, removing, 0, 0); e != 0 {
		t.Error(e)
	}
	give(t, b, "x")
	n.expect("the last notification", ws2def.SOCK_NOTIFY_EVENT_REMOVE)
	n.expectNothing("after that")
	all := []ws2def.SockNotifyRegistration{{Socket: a, CompletionKey: 5, EventFilter: readable, Operation: enabling, TriggerFlags: once}}
	core.RegisterNotifications(n.port, all)
	expectPacket(t, n.p, object.Packet{Key: 5, Bytes: readable})
	n.enable(a, readable, once)
	expectPacket(t, n.p, object.Packet{Key: 5, Bytes: readable}) // still the key of the first
	n.enable(a, readable, level)
	core.Close(a, spi.Park)
	nextPacket(t, n.p, time.Millisecond) // of when it was enabled
	n.expectNothing("a closed socket")
}

// Several threads serve many sockets by edges and by levels, and none is forgotten.
func TestO478_ManySocketsAreServed(t *testing.T) {
	clause.Covers(t, "O-477", "O-478")
	for _, triggers := range []uint8{level, edge, once} {
		start(t)
		n := newNotified(t)
		const sockets, rounds, threads = 16, 100, 3
		total := make(chan int, sockets*rounds)
		servers := make([]core.Handle, sockets)
		var senders, takers sync.WaitGroup
		for i := range sockets {
			a, b := pair(t)
			servers[i] = a
			nonblocking(t, a)
			all := []ws2def.SockNotifyRegistration{{Socket: a, CompletionKey: uintptr(i + 1), EventFilter: readable, Operation: enabling, TriggerFlags: triggers}}
			core.RegisterNotifications(n.port, all)
			senders.Go(func() {
				for range rounds {
					core.Send(b, []byte{1}, 0, spi.Park)
					time.Sleep(10 * time.Microsecond)
				}
			})
		}
		for range threads {
			takers.Go(func() {
				buf := make([]byte, 64)
				for {
					got, ok := nextPacket(t, n.p, 5*time.Second)
					if !ok || got.Key == 0 {
						return
					}
					s := servers[got.Key-1]
					for {
						k, e := core.Recv(s, buf, 0, spi.Park)
						if e != 0 {
							break
						}
						total <- k
					}
					if triggers == once {
						all := []ws2def.SockNotifyRegistration{{Socket: s, EventFilter: readable, Operation: enabling, TriggerFlags: once}}
						core.RegisterNotifications(n.port, all)
					}
				}
			})
		}
		senders.Wait()
		sum := 0
		for end := time.After(10 * time.Second); sum < sockets*rounds; {
			select {
			case k := <-total:
				sum += k
			case <-end:
				t.Fatalf("triggers %#x: %d bytes of %d", triggers, sum, sockets*rounds)
			}
		}
		for range threads {
			n.p.Post(object.Packet{})
		}
		takers.Wait()
	}
}
