package tcpip

import (
	"testing"
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// A listener knows how many connections wait, and asks the kernel again when there is
// none that it knows of.
func TestOffers(t *testing.T) {
	defer provider{}.Cleanup()
	l, at := listening(t)
	defer l.Close(false)
	if _, e := l.Accept(); e != ws2def.WSAEWOULDBLOCK {
		t.Fatal("Accept of none:", e)
	}
	const callers = 3
	for round := range 2 {
		for range callers {
			c := stream(t)
			defer c.Close(true)
			if e := c.Connect(at); e != 0 && e != ws2def.WSAEWOULDBLOCK {
				t.Fatal("Connect:", e)
			}
			c.Wait(spi.Writable, spi.Hold, c.Nudges(), time.Time{})
		}
		if n := backlog(l.Fd()); n != callers {
			t.Fatalf("round %d: %d connections wait, want %d", round, n, callers)
		}
		for i := range callers {
			a, e := l.Accept()
			if e != 0 {
				t.Fatal("Accept:", e)
			}
			a.Close(true)
			if got, want := l.Offered(), callers-1-i; got != want {
				t.Errorf("%d are known to wait, want %d", got, want)
			}
		}
		if _, e := l.Accept(); e != ws2def.WSAEWOULDBLOCK {
			t.Error("Accept of none:", e)
		}
	}
	// Where somebody else accepts too, the kernel has the last word.
	l.queues.offered = 2
	if _, e := l.Accept(); e != ws2def.WSAEWOULDBLOCK || l.queues.offered != 0 {
		t.Error("Accept of what is gone:", e, l.queues.offered)
	}
}
