package core_test

import (
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"winsock/internal/core"
	"winsock/internal/engine/crowdtest"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// What comes at the same time as data is not missed by a receiver who finds no more
// data and waits for another change.
func TestWhatComesWithData(t *testing.T) {
	start(t)
	crowdtest.Gather(t)
	cases := []struct {
		name string
		act  func(from core.Handle) // after "x" was sent
		then string                 // what the receiver gets behind it
		end  core.Errno
	}{
		{"end", func(from core.Handle) { core.Shutdown(from, ws2def.SD_SEND) }, "", 0},
		{"close", func(from core.Handle) { core.Close(from, spi.Park) }, "", 0},
		{"reset", func(from core.Handle) {
			set(from, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{1, 0, 0, 0})
			core.Close(from, spi.Park)
		}, "", ws2def.WSAECONNRESET},
		{"urgent", func(from core.Handle) {
			core.Send(from, []byte("!"), ws2def.MSG_OOB, spi.Park)
			core.Send(from, []byte("yz"), 0, spi.Park)
			core.Shutdown(from, ws2def.SD_SEND)
		}, "yz", 0},
	}
	for _, c := range cases {
		for _, waits := range []bool{false, true} {
			name := c.name
			if waits {
				name += " while somebody waits"
			}
			t.Run(name, func(t *testing.T) {
				for range 100 {
					from, to := pair(t)
					settle(t, from, to)
					began, act := make(chan struct{}), make(chan struct{})
					go func() {
						defer close(act)
						<-began
						send(from, "x")
						c.act(from)
					}()
					close(began)
					if !waits {
						<-act
					}
					buf := make([]byte, 100)
					got := ""
					var end core.Errno
					for {
						n, e := core.Recv(to, buf, 0, spi.Park)
						got += string(buf[:n])
						if n == 0 || e != 0 {
							end = e
							break
						}
					}
					<-act
					// A reset may overtake data.
					if want := "x" + c.then; got != want && !(c.end != 0 && got == "") || end != c.end {
						t.Fatalf("%q, %v; want %q, %v", got, end, want, c.end)
					}
					core.Close(to, spi.Park)
					core.Close(from, spi.Park)
				}
			})
		}
	}
}

// settle makes the receiver have waited, and found all there was.
func settle(t *testing.T, from, to core.Handle) {
	t.Helper()
	buf := make([]byte, 100)
	for range 2 {
		sent := make(chan struct{})
		go func() {
			send(from, "hello")
			close(sent)
		}()
		for n := 0; n < 5; {
			m, e := core.Recv(to, buf, 0, spi.Park)
			if e != 0 || m == 0 {
				t.Fatal("Recv:", m, e)
			}
			n += m
		}
		<-sent
	}
}

// In the crowd an exchange needs two system calls at each end, one to send and one to
// receive, and no memory; with a deadline, too.
func TestExchangeInTheCrowd(t *testing.T) {
	start(t)
	crowdtest.Gather(t)
	a, b := pair(t)
	go func() {
		buf := make([]byte, 100)
		for {
			n, e := core.Recv(b, buf, 0, spi.Park)
			if n == 0 || e != 0 {
				return
			}
			core.Send(b, buf[:n], 0, spi.Park)
		}
	}()
	buf := make([]byte, 100)
	exchange := func() {
		core.Send(a, buf[:64], 0, spi.Park)
		if n, e := core.Recv(a, buf, 0, spi.Park); n != 64 || e != 0 {
			t.Fatal(n, e)
		}
	}
	exchange() // both ends have waited now
	var looks atomic.Int32
	sys.Inject(func(call string) syscall.Errno {
		if call == "poll" {
			looks.Add(1)
		}
		return 0
	})
	for range 100 {
		exchange()
	}
	sys.Inject(nil)
	if n := looks.Load(); n != 0 {
		t.Errorf("%d looks at descriptors in 100 exchanges", n)
	}
	if n := testing.AllocsPerRun(100, exchange); n != 0 {
		t.Errorf("%v allocations for an exchange", n)
	}
	later := time.Now().Add(time.Minute)
	core.SetDeadline(a, &later, nil)
	if n := testing.AllocsPerRun(100, exchange); n != 0 {
		t.Errorf("%v allocations for an exchange with a deadline", n)
	}
}
