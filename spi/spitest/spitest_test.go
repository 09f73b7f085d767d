package spitest_test

import (
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"winsock/internal/leaktest"
	"winsock/provider/loop"
	"winsock/spi"
	"winsock/spi/spitest"
	"winsock/ws2def"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// plan is the kit's plan for a type of the loop provider.
func plan(typ int32, start spi.Startup) spitest.Plan {
	p := spitest.Plan{
		Startup:  start,
		Name:     func(testing.TB) []byte { return loop.Address(0) },
		Wildcard: loop.Address(0),
	}
	for _, e := range loop.Entries() {
		if e.SocketType == typ {
			p.Entry = e
		}
	}
	return p
}

// fault is a way in which a provider can be wrong, and the case that must find
// it.
type fault struct {
	name  string
	typ   int32
	found string
	bend  func(*bent)
	start func(spi.Startup) spi.Startup
}

var faults = []fault{
	{name: "starts for any version", typ: ws2def.SOCK_STREAM, found: "Startup/versions", start: func(s spi.Startup) spi.Startup {
		return func(_ uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
			return s(spi.Version, entry, up)
		}
	}},
	{name: "answers another version", typ: ws2def.SOCK_STREAM, found: "Startup/answer", start: func(s spi.Startup) spi.Startup {
		return func(v uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
			started, e := s(v, entry, up)
			started.Version = 0x0002
			return started, e
		}
	}},
	{name: "ignores the structure", typ: ws2def.SOCK_STREAM, found: "Open/triple", start: func(s spi.Startup) spi.Startup {
		return func(v uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
			started, e := s(v, entry, up)
			started.Provider = opener{started.Provider, func(p spi.Provider, req *spi.Request) (spi.Socket, spi.Errno) {
				fixed := *req
				fixed.Family, fixed.Type, fixed.Protocol = loop.AF_LOOP, ws2def.SOCK_STREAM, 0
				return p.Open(&fixed)
			}}
			return started, e
		}
	}},
	{name: "gives no name", typ: ws2def.SOCK_STREAM, found: "Bind/name", bend: func(b *bent) {
		b.localName = func(name []byte) (int, spi.Errno) { return copy(name, make([]byte, 8)), 0 }
	}},
	{name: "forgets the peer", typ: ws2def.SOCK_STREAM, found: "Connect/names", bend: func(b *bent) {
		b.peerName = func(name []byte) (int, spi.Errno) { return b.full.LocalName(name) }
	}},
	{name: "waits in Recv", typ: ws2def.SOCK_STREAM, found: "Transfer/would_block", bend: func(b *bent) {
		b.recv = func(p []byte, flags uint32) (int, spi.Errno) {
			for {
				n, e := b.full.Recv(p, flags)
				if e != ws2def.WSAEWOULDBLOCK || b.full.Wait(spi.Readable, spi.Park, b.full.Nudges(), time.Time{}) != 0 {
					return n, e
				}
			}
		}
	}},
	{name: "takes without end", typ: ws2def.SOCK_RDM, found: "Transfer/would_block", bend: func(b *bent) {
		b.send = func(p []byte, flags uint32) (int, spi.Errno) {
			if _, e := b.full.Send(p, flags); e != ws2def.WSAEWOULDBLOCK {
				return len(p), e
			}
			return len(p), 0
		}
	}},
	{name: "promises data that is none", typ: ws2def.SOCK_STREAM, found: "Transfer/poll", bend: func(b *bent) {
		b.poll = func() spi.Events { return b.full.Poll() | spi.Readable }
	}},
	{name: "counts looks for arrivals", typ: ws2def.SOCK_STREAM, found: "Transfer/arrived", bend: func(b *bent) {
		looks := uint64(0)
		b.arrived = func(spi.Events) uint64 { looks++; return looks }
	}},
	{name: "takes what is only looked at", typ: ws2def.SOCK_DGRAM, found: "Transfer/peek", bend: func(b *bent) {
		b.recv = func(p []byte, _ uint32) (int, spi.Errno) { return b.full.Recv(p, 0) }
	}},
	{name: "loses bytes", typ: ws2def.SOCK_STREAM, found: "Stream/bytes", bend: func(b *bent) {
		b.send = func(p []byte, flags uint32) (int, spi.Errno) {
			if len(p) > 5000 {
				b.full.Send(p[:4999], flags)
				return 5000, 0
			}
			return b.full.Send(p, flags)
		}
	}},
	{name: "hides that a message was cut", typ: ws2def.SOCK_SEQPACKET, found: "Message/cut", bend: func(b *bent) {
		b.recv = func(p []byte, flags uint32) (int, spi.Errno) {
			n, e := b.full.Recv(p, flags)
			if e == ws2def.WSAEMSGSIZE {
				e = 0
			}
			return n, e
		}
	}},
	{name: "boasts of bytes", typ: ws2def.SOCK_STREAM, found: "Transfer/peek", bend: func(b *bent) {
		b.recv = func(p []byte, flags uint32) (int, spi.Errno) {
			n, e := b.full.Recv(p, flags)
			if n > 0 {
				n = len(p) + 1
			}
			return n, e
		}
	}},
	{name: "ends messages like bytes", typ: ws2def.SOCK_SEQPACKET, found: "Shutdown/send", bend: func(b *bent) {
		b.recv = func(p []byte, flags uint32) (int, spi.Errno) {
			n, e := b.full.Recv(p, flags)
			if e == ws2def.WSAEDISCON {
				e = 0
			}
			return n, e
		}
	}},
	{name: "loses what was sent", typ: ws2def.SOCK_STREAM, found: "Close/graceful", bend: func(b *bent) {
		b.close = func(bool) spi.Errno { return b.full.Close(true) }
	}},
	{name: "tells of a reset once", typ: ws2def.SOCK_STREAM, found: "Close/abort", bend: func(b *bent) {
		var told atomic.Bool
		b.recv = func(p []byte, flags uint32) (int, spi.Errno) {
			n, e := b.full.Recv(p, flags)
			if e == ws2def.WSAECONNRESET && told.Swap(true) {
				return 0, 0
			}
			return n, e
		}
	}},
	{name: "gives up early", typ: ws2def.SOCK_DGRAM, found: "Wait/deadline", bend: func(b *bent) {
		b.wait = func(ev spi.Events, how spi.Way, since uint32, deadline time.Time) spi.Errno {
			return b.full.Wait(ev, how, since, deadline.Add(-10*time.Millisecond))
		}
	}},
	{name: "wakes only some", typ: ws2def.SOCK_DGRAM, found: "Wait/ready", bend: func(b *bent) {
		var waiting atomic.Int32
		b.wait = func(ev spi.Events, how spi.Way, since uint32, deadline time.Time) spi.Errno {
			if waiting.Add(1) == 3 {
				time.Sleep(time.Until(deadline)) // this one nobody wakes
				return ws2def.WSAETIMEDOUT
			}
			return b.full.Wait(ev, how, since, deadline)
		}
	}},
	{name: "forgets Nudge", typ: ws2def.SOCK_STREAM, found: "Wait/nudge", bend: func(b *bent) { b.nudge = func() {} }},
	{name: "nudges who waits only", typ: ws2def.SOCK_STREAM, found: "Wait/nudge", bend: func(b *bent) {
		b.wait = func(ev spi.Events, how spi.Way, _ uint32, deadline time.Time) spi.Errno {
			return b.full.Wait(ev, how, b.full.Nudges(), deadline)
		}
	}},
	{name: "wakes once", typ: ws2def.SOCK_STREAM, found: "Wait/wake", bend: func(b *bent) { b.wake = func() { b.full.Nudge() } }},
	{name: "tells no subscriber", typ: ws2def.SOCK_STREAM, found: "Wait/subscribers", bend: func(b *bent) {
		var deaf spi.Readiness
		b.readiness = func() *spi.Readiness { return &deaf }
	}},
}

// full is all that a socket of the loop provider can do.
type full interface {
	spi.Socket
	spi.Notifier
	spi.Binder
	spi.Connector
	spi.Disassociator
	spi.Listener
	spi.Transferer
	spi.Shutdowner
	spi.Queuer
	spi.Arriver
}

// bent is a socket with some methods replaced.
type bent struct {
	full
	fault     *fault
	localName func([]byte) (int, spi.Errno)
	peerName  func([]byte) (int, spi.Errno)
	send      func([]byte, uint32) (int, spi.Errno)
	recv      func([]byte, uint32) (int, spi.Errno)
	poll      func() spi.Events
	close     func(bool) spi.Errno
	wait      func(spi.Events, spi.Way, uint32, time.Time) spi.Errno
	nudge     func()
	wake      func()
	readiness func() *spi.Readiness
	arrived   func(spi.Events) uint64
}

func bend(s spi.Socket, f *fault) spi.Socket {
	inner := s.(full)
	b := &bent{
		full: inner, fault: f,
		localName: inner.LocalName, peerName: inner.PeerName, send: inner.Send, recv: inner.Recv,
		poll: inner.Poll, close: inner.Close, wait: inner.Wait, nudge: inner.Nudge, wake: inner.Wake, readiness: inner.Readiness,
		arrived: inner.Arrived,
	}
	if f.bend != nil {
		f.bend(b)
	}
	return b
}

func (b *bent) LocalName(p []byte) (int, spi.Errno)          { return b.localName(p) }
func (b *bent) PeerName(p []byte) (int, spi.Errno)           { return b.peerName(p) }
func (b *bent) Send(p []byte, flags uint32) (int, spi.Errno) { return b.send(p, flags) }
func (b *bent) Recv(p []byte, flags uint32) (int, spi.Errno) { return b.recv(p, flags) }
func (b *bent) Poll() spi.Events                             { return b.poll() }
func (b *bent) Close(abort bool) spi.Errno                   { return b.close(abort) }
func (b *bent) Wait(ev spi.Events, how spi.Way, since uint32, t time.Time) spi.Errno {
	return b.wait(ev, how, since, t)
}
func (b *bent) Nudge()                       { b.nudge() }
func (b *bent) Wake()                        { b.wake() }
func (b *bent) Readiness() *spi.Readiness    { return b.readiness() }
func (b *bent) Arrived(ev spi.Events) uint64 { return b.arrived(ev) }

func (b *bent) Accept() (spi.Socket, spi.Errno) {
	s, e := b.full.Accept()
	if e == 0 {
		s = bend(s, b.fault)
	}
	return s, e
}

// opener is a provider that opens sockets in another way.
type opener struct {
	spi.Provider
	open func(spi.Provider, *spi.Request) (spi.Socket, spi.Errno)
}

func (o opener) Open(req *spi.Request) (spi.Socket, spi.Errno) { return o.open(o.Provider, req) }

// startup starts the loop provider with the fault.
func (f *fault) startup(start spi.Startup) spi.Startup {
	if f.start != nil {
		return f.start(start)
	}
	return func(v uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
		started, e := start(v, entry, up)
		if e == 0 {
			started.Provider = opener{started.Provider, func(p spi.Provider, req *spi.Request) (spi.Socket, spi.Errno) {
				s, e := p.Open(req)
				if e == 0 {
					s = bend(s, f)
				}
				return s, e
			}}
		}
		return started, e
	}
}

const faultVariable = "SPITEST_FAULT"

// TestFaulty runs the kit over a faulty provider in a process of its own.
func TestFaulty(t *testing.T) {
	start, _ := spi.Find(loop.Name)
	for _, f := range faults {
		if f.name == os.Getenv(faultVariable) {
			p := plan(f.typ, f.startup(start))
			p.Limit = 2 * time.Second
			spitest.Test(t, p)
		}
	}
}

// TestKitFindsFaults shows that the case for a rule fails when the rule is
// broken, and passes when it is not.
func TestKitFindsFaults(t *testing.T) {
	start, _ := spi.Find(loop.Name)
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(os.Args[0], "-test.run=^TestFaulty$/^"+strings.ReplaceAll(f.found, "/", "$/^")+"$", "-test.v")
			cmd.Env = append(os.Environ(), faultVariable+"="+f.name)
			out, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "--- FAIL: TestFaulty/"+f.found) ||
				!strings.Contains(string(out), "rule: ") || !strings.Contains(string(out), "hint: ") {
				t.Errorf("the kit does not find it with %s: %v\n%s", f.found, err, out)
			}
		})
	}
	for _, typ := range []int32{ws2def.SOCK_STREAM, ws2def.SOCK_SEQPACKET} {
		spitest.Test(t, plan(typ, (&fault{}).startup(start))) // bent in nothing
	}
}
