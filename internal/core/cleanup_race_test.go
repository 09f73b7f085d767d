package core_test

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// Sockets that are made while the last Cleanup runs are either refused or
// closed by it.
func TestCreateDuringCleanup(t *testing.T) {
	clause.Covers(t, "S-004", "S-006")
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	var open atomic.Int32
	first, _ := trouble()
	first.Open = func(*spi.Request) (spi.Socket, spi.Errno) {
		open.Add(1)
		return &actor{closed: func() { open.Add(-1) }}, 0
	}
	install(t, troubleEntry("Actor", "go:trouble-0", 1))
	for range 200 {
		var data ws2def.WSAData
		if e := core.Startup(0x0202, &data); e != 0 {
			t.Fatal("Startup:", e)
		}
		var creators sync.WaitGroup
		for range 4 {
			creators.Go(func() {
				for {
					switch _, e := core.Create(afTrouble, ws2def.SOCK_STREAM, 1, nil, 0, 0); e {
					case 0, ws2def.WSAEMFILE: // they are made as long as nobody stops that
					case ws2def.WSANOTINITIALISED:
						return
					default:
						t.Error("Create:", e)
						return
					}
				}
			})
		}
		runtime.Gosched()
		if e := core.Cleanup(); e != 0 {
			t.Fatal("Cleanup:", e)
		}
		creators.Wait()
		if n := open.Load(); n != 0 {
			t.Fatalf("%d sockets are open after the last Cleanup", n)
		}
	}
}

// A provider is ended after the last of its sockets is closed, also when calls
// were blocked on them.
func TestCleanupClosesSocketsBeforeProviders(t *testing.T) {
	clause.Covers(t, "P-198")
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	for range 50 {
		first, _ := trouble()
		var late atomic.Int32
		first.Open = func(*spi.Request) (spi.Socket, spi.Errno) {
			return &actor{
				accept: func() (spi.Socket, core.Errno) { return nil, ws2def.WSAEWOULDBLOCK },
				closed: func() { late.Add(first.Cleaned.Load()) },
			}, 0
		}
		install(t, troubleEntry("Actor", "go:trouble-0", 1))
		var data ws2def.WSAData
		if e := core.Startup(0x0202, &data); e != 0 {
			t.Fatal("Startup:", e)
		}
		var ends []<-chan core.Errno
		for range 4 {
			h, e := core.Create(afTrouble, ws2def.SOCK_STREAM, 1, nil, 0, 0)
			if e != 0 {
				t.Fatal("Create:", e)
			}
			core.Bind(h, make([]byte, 8))
			core.Listen(h, 1)
			ends = append(ends, blocked(t, func() core.Errno {
				_, _, e := core.Accept(h, nil, spi.Park)
				return e
			}))
		}
		if e := core.Cleanup(); e != 0 {
			t.Fatal("Cleanup:", e)
		}
		for _, end := range ends {
			if e := <-end; e != ws2def.WSAEINTR {
				t.Error("Accept:", e)
			}
		}
		if late.Load() != 0 || first.Cleaned.Load() != 1 {
			t.Fatalf("%d sockets were closed after the provider's end (%d calls)", late.Load(), first.Cleaned.Load())
		}
	}
}
