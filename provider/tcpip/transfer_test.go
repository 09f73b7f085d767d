package tcpip

import (
	"testing"

	"winsock/spi"
	"winsock/ws2def"
)

// here is 127.0.0.1 with a port of the system's choice.
var here = []byte{ws2def.AF_INET, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}

// local is the address of s.
func local(t *testing.T, s *socket) []byte {
	t.Helper()
	name := make([]byte, 28)
	n, e := s.LocalName(name)
	if e != 0 {
		t.Fatal("LocalName:", e)
	}
	return name[:n]
}

func TestTransfersDoNotAllocate(t *testing.T) {
	t.Cleanup(func() { provider{}.Cleanup() })
	udp := open(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	if e := udp.Bind(here); e != 0 {
		t.Fatal(e)
	}
	to, data, room, from := local(t, udp), []byte("datagram"), make([]byte, 64), make([]byte, 16)
	out := spi.Message{Name: to, Buffers: [][]byte{data}}
	in := spi.Message{Name: from, Buffers: [][]byte{room}}
	if n := testing.AllocsPerRun(100, func() {
		if _, e := udp.SendMsg(&out, 0); e != 0 {
			t.Fatal(e)
		}
		if _, e := udp.RecvMsg(&in, 0); e != 0 {
			t.Fatal(e)
		}
	}); n != 0 {
		t.Errorf("a datagram with addresses costs %v allocations", n)
	}
	if e := udp.Connect(to); e != 0 {
		t.Fatal(e)
	}
	if n := testing.AllocsPerRun(100, func() {
		if _, e := udp.Send(data, 0); e != 0 {
			t.Fatal(e)
		}
		if _, e := udp.Recv(room, 0); e != 0 {
			t.Fatal(e)
		}
	}); n != 0 {
		t.Errorf("a datagram to the peer costs %v allocations", n)
	}
}

func TestPollTellsWhatIsQueuedHere(t *testing.T) {
	t.Cleanup(func() { provider{}.Cleanup() })
	l := open(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	if e := l.Bind(here); e != 0 {
		t.Fatal(e)
	}
	if e := l.Listen(1); e != 0 {
		t.Fatal(e)
	}
	c := open(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	if got := c.Poll(); got != 0 {
		t.Errorf("fresh: %b", got)
	}
	if e := c.Connect(local(t, l)); e != 0 && e != ws2def.WSAEWOULDBLOCK {
		t.Fatal(e)
	}
	for c.Poll() != spi.Writable {
		c.Wait(spi.Writable, spi.Hold, c.Nudges(), soon())
	}
	for range 2 {
		if e := c.ConnectResult(); e != 0 {
			t.Fatal(e)
		}
	}
	for l.Poll() != spi.Readable|spi.Data {
		l.Wait(spi.Readable, spi.Hold, l.Nudges(), soon())
	}
	a, e := l.Accept()
	if e != 0 {
		t.Fatal(e)
	}
	s := a.(*socket)
	defer s.Close(true)

	if _, e := c.Send([]byte("!"), ws2def.MSG_OOB); e != 0 {
		t.Fatal(e)
	}
	for s.Poll() != spi.Writable|spi.Urgent {
		s.Wait(spi.Urgent, spi.Hold, s.Nudges(), soon())
	}
	// The byte is here now, not in the kernel: Translate must know without bits.
	if got := s.Translate(0); got != spi.Urgent {
		t.Errorf("urgent byte taken: %b", got)
	}
	if bits := s.Interest(spi.Ended); bits == s.Interest(spi.Readable) {
		t.Error("data would wake who waits for the end only")
	}
	if n, e := s.Recv(make([]byte, 1), ws2def.MSG_OOB); n != 1 || e != 0 {
		t.Error(n, e)
	}
	if got := s.Translate(0); got != 0 {
		t.Errorf("nothing left: %b", got)
	}

	for c.Unsent() != 0 {
		c.Wait(spi.Readable, spi.Hold, c.Nudges(), soon())
	}
	s.breakOff(ws2def.WSAECONNRESET)
	s.breakOff(ws2def.WSAETIMEDOUT)
	if got := s.Translate(0); got != spi.Reset|spi.Readable|spi.Writable|spi.Data|spi.Ended {
		t.Errorf("broken: %b", got)
	}
	for range 2 { // the first reason stays
		if _, e := s.Recv(make([]byte, 1), 0); e != ws2def.WSAECONNRESET {
			t.Error("recv:", e)
		}
		if _, e := s.Send([]byte("x"), 0); e != ws2def.WSAECONNRESET {
			t.Error("send:", e)
		}
	}
}
