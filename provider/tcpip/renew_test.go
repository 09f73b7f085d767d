package tcpip

import (
	"testing"
	"time"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

func stream(t *testing.T) *socket {
	t.Helper()
	s, e := provider{}.Open(&spi.Request{Family: ws2def.AF_INET, Type: ws2def.SOCK_STREAM, Info: &ws2def.WSAProtocolInfo{}, Explicit: true})
	if e != 0 {
		t.Fatal("Open:", e)
	}
	return s.(*socket)
}

// listening is a listener on the loopback address, and where it listens.
func listening(t *testing.T) (l *socket, at []byte) {
	t.Helper()
	l = stream(t)
	at = make([]byte, 16)
	copy(at, []byte{ws2def.AF_INET, 0, 0, 0, 127, 0, 0, 1})
	if e := l.Bind(at); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := l.Listen(5); e != 0 {
		t.Fatal("Listen:", e)
	}
	l.LocalName(at)
	return l, at
}

// The kernel socket that a connection replaces is the next one's, unless something
// was done to it.
func TestSpares(t *testing.T) {
	defer provider{}.Cleanup()
	l, at := listening(t)
	defer l.Close(false)
	adopt := func(s *socket) {
		t.Helper()
		c := stream(t)
		defer c.Close(true)
		if e := c.Connect(at); e != 0 && e != ws2def.WSAEWOULDBLOCK {
			t.Fatal("Connect:", e)
		}
		l.Wait(spi.Readable, spi.Hold, l.Nudges(), time.Time{})
		a, e := l.Accept()
		if e != 0 {
			t.Fatal("Accept:", e)
		}
		s.Adopt(a)
	}
	s := stream(t)
	first := s.Fd()
	adopt(s)
	if s.Fd() == first {
		t.Fatal("the descriptor is the same")
	}
	next := stream(t)
	if next.Fd() != first {
		t.Errorf("the next socket has descriptor %d, want %d", next.Fd(), first)
	}
	if e := next.SetOpt(ws2def.IPPROTO_TCP, ws2def.TCP_NODELAY, []byte{1, 0, 0, 0}); e != 0 {
		t.Fatal("SetOpt:", e)
	}
	adopt(next)
	if fd := takeSpare(ws2def.AF_INET); fd >= 0 {
		t.Error("a socket with an option is kept for others")
		sys.Close(fd)
	}
	if e := s.Renew(true); e != 0 {
		t.Fatal("Renew:", e)
	}
	adopt(s) // what was a connection is no fresh socket
	if fd := takeSpare(ws2def.AF_INET); fd >= 0 {
		t.Error("a socket that was connected is kept for others")
		sys.Close(fd)
	}
	s.Close(true)
	next.Close(true)
}
