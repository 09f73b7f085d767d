package afunix_test

import (
	"path/filepath"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/engine"
	"winsock/provider/afunix"
	"winsock/spi"
	"winsock/ws2def"
)

// connector is what these tests use of a socket.
type connector interface {
	spi.Socket
	spi.Binder
	spi.Connector
	spi.Listener
}

// open opens a socket that the test's end closes.
func open(t *testing.T) connector {
	t.Helper()
	start, _ := spi.Find(afunix.Name)
	started, e := start(spi.Version, &entry, nil)
	if e != 0 {
		t.Fatal("start:", e)
	}
	s, e := started.Provider.Open(&spi.Request{Info: &entry})
	if e != 0 {
		t.Fatal("Open:", e)
	}
	t.Cleanup(func() { s.Close(false) })
	return s.(connector)
}

// crowded is a socket whose connect waits for room in the queue of a
// listener.
func crowded(t *testing.T) (waiting connector) {
	t.Helper()
	t.Cleanup(engine.ReleaseIdle)
	name := make([]byte, ws2def.SizeofSockaddrUnix)
	name = name[:ws2def.PutUnix(name, filepath.Join(t.TempDir(), "s"))]
	l := open(t)
	if e := l.Bind(name); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := l.Listen(1); e != 0 {
		t.Fatal("Listen:", e)
	}
	for {
		s := open(t)
		switch e := s.Connect(name); e {
		case 0:
		case ws2def.WSAEWOULDBLOCK:
			return s
		default:
			t.Fatal("Connect:", e)
		}
	}
}

func TestS696_FullQueueIsRefusedInTheEnd(t *testing.T) {
	clause.Covers(t, "S-487", "S-696")
	defer afunix.SetPatience(30 * time.Millisecond)()
	begin := time.Now()
	s := crowded(t)
	if e := s.ConnectResult(); e != ws2def.WSAEWOULDBLOCK && time.Since(begin) < 30*time.Millisecond {
		t.Errorf("ConnectResult at first: %v, want WSAEWOULDBLOCK", e)
	}
	if e := s.Wait(spi.Writable, spi.Park, s.Nudges(), time.Now().Add(10*time.Second)); e != 0 {
		t.Errorf("Wait: %v", e)
	}
	for range 2 {
		if e := s.ConnectResult(); e != ws2def.WSAECONNREFUSED {
			t.Errorf("ConnectResult: %v, want WSAECONNREFUSED", e)
		}
	}
	if ev := s.Poll(); ev != spi.Failed {
		t.Errorf("Poll: %#x, want Failed", ev)
	}
}

func TestS485_ListenerGoesWhileConnectWaits(t *testing.T) {
	clause.Covers(t, "S-485", "S-487")
	start, _ := spi.Find(afunix.Name)
	started, _ := start(spi.Version, &entry, nil)
	l, e := started.Provider.Open(&spi.Request{Info: &entry})
	if e != 0 {
		t.Fatal("Open:", e)
	}
	name := make([]byte, ws2def.SizeofSockaddrUnix)
	name = name[:ws2def.PutUnix(name, filepath.Join(t.TempDir(), "s"))]
	if e := l.(spi.Binder).Bind(name); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := l.(spi.Listener).Listen(1); e != 0 {
		t.Fatal("Listen:", e)
	}
	s := open(t)
	for s.Connect(name) == 0 {
		s = open(t)
	}
	l.Close(false)
	if e := s.Wait(spi.Writable, spi.Hold, s.Nudges(), time.Now().Add(10*time.Second)); e != 0 {
		t.Errorf("Wait: %v", e)
	}
	if e := s.ConnectResult(); e != ws2def.WSAECONNREFUSED {
		t.Errorf("ConnectResult: %v, want WSAECONNREFUSED", e)
	}
	if e := s.Connect(name); e != ws2def.WSAECONNREFUSED {
		t.Errorf("Connect to the stale file: %v, want WSAECONNREFUSED", e)
	}
	if ev := s.Poll() & spi.Failed; ev != 0 {
		t.Errorf("Poll reports the failure of an earlier connect")
	}
}
