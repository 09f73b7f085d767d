package core_test

import (
	"sync"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/spi/spitest"
	"winsock/ws2def"
)

// opensAny makes a socket and closes it.
func opensAny(info *ws2def.WSAProtocolInfo) core.Errno {
	family, typ := int32(0), int32(0)
	if info == nil {
		family, typ = ws2def.AF_INET, ws2def.SOCK_STREAM
	}
	h, e := core.Create(family, typ, 0, info, 0, 0)
	if e == 0 {
		e = core.Close(h, spi.Park)
	}
	return e
}

// A provider that starts opens sockets of others, but none of its own, and who needs it
// meanwhile waits.
func TestP190_SocketsInAStartup(t *testing.T) {
	clause.Covers(t, "P-190", "P-192")
	var own, other *ws2def.WSAProtocolInfo
	m := &spitest.Misbehave{OpenError: ws2def.WSAEACCES}
	began, goOn := make(chan struct{}), make(chan struct{})
	elements[0] = func(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
		if e := opensAny(nil); e != 0 {
			t.Errorf("TCP: %v", e)
		}
		if e := opensAny(other); e != ws2def.WSAEACCES {
			t.Errorf("a provider that is not started: %v, want its WSAEACCES", e)
		}
		if e := opensAny(own); e != ws2def.WSAEINPROGRESS {
			t.Errorf("its own: %v, want WSAEINPROGRESS", e)
		}
		close(began)
		<-goOn
		return m.Startup(requested, entry, up)
	}
	elements[1] = m.Startup
	ids := install(t, troubleEntry("One", "go:element-0", 1), troubleEntry("Other", "go:element-1", 2))
	own, other = describedBy(t, ids[0]), describedBy(t, ids[1])
	start(t)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if e := opensAny(own); e != ws2def.WSAEACCES {
				t.Errorf("while it starts: %v, want its WSAEACCES", e)
			}
		})
	}
	<-began
	if e := opensAny(nil); e != 0 {
		t.Errorf("TCP meanwhile: %v", e)
	}
	close(goOn)
	all.Wait()
	if n := m.Started.Load(); n != 2 {
		t.Errorf("%d start-ups of two providers", n)
	}
}

// Two start-ups that need each other: one is told.
func TestP190_StartupsInACircle(t *testing.T) {
	clause.Covers(t, "P-190")
	var infos [2]*ws2def.WSAProtocolInfo
	var both sync.WaitGroup
	both.Add(2)
	var mu sync.Mutex
	told := 0
	m := &spitest.Misbehave{OpenError: ws2def.WSAEACCES}
	for i := range infos {
		elements[i] = func(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
			both.Done()
			both.Wait()
			switch e := opensAny(infos[1-i]); e {
			case ws2def.WSAEINPROGRESS:
				mu.Lock()
				told++
				mu.Unlock()
			case ws2def.WSAEACCES:
			default:
				t.Errorf("the other's: %v", e)
			}
			return m.Startup(requested, entry, up)
		}
	}
	ids := install(t, troubleEntry("One", "go:element-0", 1), troubleEntry("Other", "go:element-1", 2))
	infos[0], infos[1] = describedBy(t, ids[0]), describedBy(t, ids[1])
	start(t)
	var all sync.WaitGroup
	for _, info := range infos {
		all.Go(func() {
			if e := opensAny(info); e != ws2def.WSAEACCES {
				t.Errorf("Create: %v, want WSAEACCES", e)
			}
		})
	}
	all.Wait()
	if told != 1 {
		t.Errorf("%d of two were told of the circle", told)
	}
}

// The last Cleanup waits for a start-up, and whose sockets come too late.
func TestP198_CleanupWhileAProviderStarts(t *testing.T) {
	clause.Covers(t, "P-198")
	m := new(spitest.Misbehave)
	began, goOn := make(chan struct{}), make(chan struct{})
	elements[0] = func(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
		close(began)
		<-goOn
		return m.Startup(requested, entry, up)
	}
	info := describedBy(t, install(t, troubleEntry("One", "go:element-0", 1))[0])
	var data ws2def.WSAData
	if e := core.Startup(0x0202, &data); e != 0 {
		t.Fatal("Startup:", e)
	}
	var all sync.WaitGroup
	all.Go(func() { opensAny(info) })
	<-began
	all.Go(func() {
		if e := core.Cleanup(); e != 0 {
			t.Error("Cleanup:", e)
		}
	})
	for core.Started() {
		time.Sleep(time.Millisecond)
	}
	if e := opensAny(nil); e != ws2def.WSANOTINITIALISED {
		t.Errorf("after the last Cleanup has begun: %v", e)
	}
	close(goOn)
	all.Wait()
	if begun, ended := m.Started.Load(), m.Cleaned.Load(); begun != 1 || ended != 1 {
		t.Errorf("%d started, %d ended", begun, ended)
	}
}
