package engine_test

import (
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/internal/engine"
	"winsock/internal/engine/crowdtest"
	"winsock/internal/leaktest"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

func TestMain(m *testing.M) {
	leaktest.Main(m)
}

// end is one end of a socket pair, as a transport.
type end struct {
	engine.FD
}

func (e *end) Poll() spi.Events     { return e.Translate(sys.PollNow(e.Fd(), e.Interest(^spi.Events(0)))) }
func (e *end) Close(bool) spi.Errno { e.FD.Close(); return 0 }
func (e *end) Interest(ev spi.Events) int16 {
	var bits int16
	if ev&spi.Readable != 0 {
		bits |= unix.POLLIN
	}
	if ev&spi.Writable != 0 {
		bits |= unix.POLLOUT
	}
	return bits
}

func (e *end) Translate(bits int16) spi.Events {
	var ev spi.Events
	if bits&unix.POLLIN != 0 {
		ev |= spi.Readable
	}
	if bits&unix.POLLOUT != 0 {
		ev |= spi.Writable
	}
	return ev
}

// ends makes a connected pair of stream sockets.
func ends(t testing.TB) (a, b *end) {
	t.Helper()
	engine.KeepIdle()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	a, b = new(end), new(end)
	a.Init(fds[0])
	b.Init(fds[1])
	t.Cleanup(func() {
		a.Close(false)
		b.Close(false)
		engine.ReleaseIdle()
	})
	return a, b
}

// eachWay runs f with each way to wait; parked waits are those of descriptors by
// themselves, and in the crowd.
func eachWay(t *testing.T, f func(t *testing.T, how spi.Way)) {
	t.Run("hold", func(t *testing.T) { f(t, spi.Hold) })
	t.Run("park", func(t *testing.T) { f(t, spi.Park) })
	t.Run("park in the crowd", func(t *testing.T) {
		crowdtest.Gather(t)
		f(t, spi.Park)
	})
}

func TestWaitForData(t *testing.T) {
	eachWay(t, func(t *testing.T, how spi.Way) {
		a, b := ends(t)
		var buf [8]byte
		for i := range 200 {
			woken := make(chan ws2def.Errno)
			go func() {
				for {
					if _, e := sys.Recv(a.Fd(), buf[:], 0); e != unix.EAGAIN {
						woken <- 0
						return
					}
					if e := a.Wait(spi.Readable, how, a.Nudges(), time.Time{}); e != 0 {
						woken <- e
						return
					}
				}
			}()
			if i%2 == 0 {
				time.Sleep(50 * time.Microsecond) // vary who comes first; either order must work
			}
			if _, e := sys.Send(b.Fd(), []byte("x"), 0); e != 0 {
				t.Fatal(e)
			}
			if e := <-woken; e != 0 {
				t.Fatal(e)
			}
		}
	})
}

func TestWaitEndsAtDeadline(t *testing.T) {
	clause.Covers(t, "S-463")
	eachWay(t, func(t *testing.T, how spi.Way) {
		a, b := ends(t)
		for range 3 {
			began := time.Now()
			e := a.Wait(spi.Readable, how, a.Nudges(), began.Add(20*time.Millisecond))
			if e != ws2def.WSAETIMEDOUT || time.Since(began) < 20*time.Millisecond {
				t.Fatalf("%v after %v", e, time.Since(began))
			}
		}
		// A deadline of the past must not outlive its call.
		sys.Send(b.Fd(), []byte("x"), 0)
		if e := a.Wait(spi.Readable, how, a.Nudges(), time.Time{}); e != 0 {
			t.Fatal(e)
		}
	})
}

// Many waiters, each with its own deadline: all of them end on time although
// one leads.
func TestWaitersHaveTheirOwnDeadlines(t *testing.T) {
	eachWay(t, func(t *testing.T, how spi.Way) {
		a, _ := ends(t)
		var wg sync.WaitGroup
		began := time.Now()
		for i := range 20 {
			limit := time.Duration(10+5*i) * time.Millisecond
			wg.Go(func() {
				end := began.Add(limit)
				for {
					switch e := a.Wait(spi.Readable, how, a.Nudges(), end); e {
					case 0:
						if time.Now().After(end.Add(time.Second)) {
							t.Error("late")
							return
						}
					case ws2def.WSAETIMEDOUT:
						if early := time.Until(end); early > 0 {
							t.Errorf("%v early", early)
						}
						return
					default:
						t.Error(e)
						return
					}
				}
			})
		}
		wg.Wait()
	})
}

func TestWakeEndsAllWaits(t *testing.T) {
	clause.Covers(t, "S-392")
	eachWay(t, func(t *testing.T, how spi.Way) {
		a, _ := ends(t)
		results := make(chan ws2def.Errno)
		const waiters = 10
		for range waiters {
			go func() {
				for {
					if e := a.Wait(spi.Readable, how, a.Nudges(), time.Time{}); e != 0 {
						results <- e
						return
					}
				}
			}()
		}
		time.Sleep(time.Millisecond) // most wait by now; those that come later must end too
		a.Wake()
		for range waiters {
			if e := <-results; e != ws2def.WSAEINTR {
				t.Error(e)
			}
		}
	})
}

func TestNudgeReturnsZero(t *testing.T) {
	eachWay(t, func(t *testing.T, how spi.Way) {
		a, b := ends(t)
		for range 100 {
			result := make(chan ws2def.Errno)
			go func() { result <- a.Wait(spi.Readable, how, a.Nudges(), time.Time{}) }()
			for done := false; !done; {
				a.Nudge()
				select {
				case e := <-result:
					if e != 0 {
						t.Fatal(e)
					}
					done = true
				default:
				}
			}
		}
		sys.Send(b.Fd(), []byte("x"), 0)
		if e := a.Wait(spi.Readable, how, a.Nudges(), time.Time{}); e != 0 {
			t.Fatal("after nudges:", e)
		}
		a.Wake()
		if e := a.Wait(spi.Readable, how, a.Nudges(), time.Time{}); e != ws2def.WSAEINTR {
			t.Fatal("after wake:", e)
		}
	})
}

func TestBothDirectionsAtOnce(t *testing.T) {
	a, b := ends(t)
	for _, e := sys.Send(a.Fd(), make([]byte, 4096), 0); e == 0; {
		_, e = sys.Send(a.Fd(), make([]byte, 4096), 0)
	}
	in, out := make(chan ws2def.Errno, 1), make(chan ws2def.Errno, 1)
	go func() { in <- a.Wait(spi.Readable, spi.Park, a.Nudges(), time.Time{}) }()
	go func() { out <- a.Wait(spi.Writable, spi.Park, a.Nudges(), time.Time{}) }()
	sys.Send(b.Fd(), []byte("x"), 0)
	if e := <-in; e != 0 {
		t.Error(e)
	}
	for _, e := sys.Recv(b.Fd(), make([]byte, 65536), 0); e == 0; {
		_, e = sys.Recv(b.Fd(), make([]byte, 65536), 0)
	}
	if e := <-out; e != 0 {
		t.Error(e)
	}
}

// A thread waits without a descriptor of its own when there is none left.
func TestHoldWithoutDescriptors(t *testing.T) {
	clause.Covers(t, "S-121")
	a, b := ends(t)
	engine.ReleaseIdle() // no counters in reserve
	sys.Inject(func(call string) syscall.Errno {
		if call == "eventfd" {
			return unix.EMFILE
		}
		return 0
	})
	defer sys.Inject(nil)
	began := time.Now()
	if e := a.Wait(spi.Readable, spi.Hold, a.Nudges(), began.Add(12*time.Millisecond)); e != ws2def.WSAETIMEDOUT || time.Since(began) < 12*time.Millisecond {
		t.Errorf("deadline: %v after %v", e, time.Since(began))
	}
	sys.Send(b.Fd(), []byte("x"), 0)
	if e := a.Wait(spi.Readable, spi.Hold, a.Nudges(), time.Time{}); e != 0 {
		t.Error("data:", e)
	}
	sys.Recv(a.Fd(), make([]byte, 1), 0)
	since := a.Nudges()
	go a.Nudge()
	if e := a.Wait(spi.Readable, spi.Hold, since, time.Time{}); e != 0 {
		t.Error("nudge:", e)
	}
	go a.Wake()
	if e := a.Wait(spi.Readable, spi.Hold, a.Nudges(), time.Time{}); e != ws2def.WSAEINTR {
		t.Error("wake:", e)
	}
}

func TestSetWaits(t *testing.T) {
	eachWay(t, func(t *testing.T, how spi.Way) {
		a, b := ends(t)
		c, d := ends(t)
		set, e := engine.NewSet(how)
		if e != 0 {
			t.Fatal(e)
		}
		defer set.Close()
		set.Add(a, spi.Readable)
		set.Add(c, spi.Readable)
		if e := set.Wait(time.Now().Add(10 * time.Millisecond)); e != ws2def.WSAETIMEDOUT {
			t.Fatal("quiet:", e)
		}
		for i, peer := range []*end{b, d, b} {
			go sys.Send(peer.Fd(), []byte("x"), 0)
			if e := set.Wait(time.Now().Add(5 * time.Second)); e != 0 {
				t.Fatal(i, e)
			}
		}
		// What lasts does not wake again.
		if e := set.Wait(time.Now().Add(10 * time.Millisecond)); e != ws2def.WSAETIMEDOUT {
			t.Fatal("old news:", e)
		}
		events := make([]spi.Events, 2)
		engine.PollAll([]spi.Socket{a, d}, events)
		if events[0]&spi.Readable == 0 || events[1]&spi.Readable != 0 {
			t.Fatalf("PollAll: %v", events)
		}
	})
}

func TestSetWake(t *testing.T) {
	eachWay(t, func(t *testing.T, how spi.Way) {
		set, e := engine.NewSet(how)
		if e != 0 {
			t.Fatal(e)
		}
		set.Wake() // before the wait
		if e := set.Wait(time.Time{}); e != 0 {
			t.Fatal(e)
		}
		done := make(chan ws2def.Errno)
		go func() { done <- set.Wait(time.Time{}) }()
		time.Sleep(time.Millisecond)
		set.Wake()
		if e := <-done; e != 0 {
			t.Fatal(e)
		}
		set.Close()
		set.Wake() // after the end: nothing
		engine.ReleaseIdle()
	})
}

// Readiness must not be missed whatever the moment at which it comes.
func TestNothingIsMissed(t *testing.T) {
	eachWay(t, func(t *testing.T, how spi.Way) {
		a, b := ends(t)
		const total = 20000
		var wg sync.WaitGroup
		wg.Go(func() {
			for sent := 0; sent < total; {
				if n, e := sys.Send(b.Fd(), []byte("x"), 0); e == 0 {
					sent += n
				} else if e := b.Wait(spi.Writable, how, b.Nudges(), time.Time{}); e != 0 {
					t.Error(e)
					return
				}
			}
		})
		var mu sync.Mutex
		got := 0
		for range 4 {
			wg.Go(func() {
				buf := make([]byte, 3)
				for {
					n, e := sys.Recv(a.Fd(), buf, 0)
					mu.Lock()
					got += n
					finished := got == total
					mu.Unlock()
					if finished {
						a.Wake()
						return
					}
					if e == unix.EAGAIN && a.Wait(spi.Readable, how, a.Nudges(), time.Time{}) != 0 {
						return
					}
				}
			})
		}
		wg.Wait()
		if got != total {
			t.Errorf("%d of %d bytes", got, total)
		}
	})
}

// A descriptor that is closed leaves the crowd by that alone, unless somebody else may have
// its file. What waited for it serves the next one.
func TestLeavingTheCrowd(t *testing.T) {
	crowdtest.Gather(t)
	for _, lent := range []bool{false, true} {
		a, b := ends(t)
		if lent {
			a.Lend()
		}
		sys.Send(b.Fd(), []byte("x"), 0)
		if e := a.Wait(spi.Readable, spi.Park, a.Nudges(), time.Time{}); e != 0 {
			t.Fatal(e)
		}
		sys.Send(b.Fd(), []byte("y"), 0) // is told, and nobody waits
		calls := 0
		sys.Inject(func(call string) syscall.Errno {
			if call == "epoll_ctl" {
				calls++
			}
			return 0
		})
		a.FD.Close()
		sys.Inject(nil)
		a.Init(dup(t, b.Fd())) // for the end of the test
		if want := map[bool]int{true: 1}[lent]; calls != want {
			t.Errorf("lent %v: %d calls of epoll_ctl, want %d", lent, calls, want)
		}
	}
	for range 100 {
		a, b := ends(t)
		go sys.Send(b.Fd(), []byte("x"), 0)
		for buf := make([]byte, 1); ; {
			if n, _ := sys.Recv(a.Fd(), buf, 0); n == 1 {
				break
			}
			if e := a.Wait(spi.Readable, spi.Park, a.Nudges(), time.Time{}); e != 0 {
				t.Fatal(e)
			}
		}
		a.FD.Close()
		a.Init(dup(t, b.Fd())) // for the end of the test
	}
}

// dup copies a descriptor.
func dup(t *testing.T, fd int) int {
	t.Helper()
	copied, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	return copied
}
