package object

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/handle"
	"winsock/spi"
	"winsock/ws2def"
)

func TestEventKinds(t *testing.T) {
	by := NewThread(1, false)
	manual, auto := event(t, true, false), event(t, false, true)
	if r := look(t, by, manual); r != WaitTimeout {
		t.Errorf("a new event: %#x", r)
	}
	SetEvent(manual)
	for range 2 {
		if r := look(t, by, manual); r != WaitObject0 {
			t.Errorf("a manual event that is set: %#x", r)
		}
	}
	ResetEvent(manual)
	if r := look(t, by, manual); r != WaitTimeout {
		t.Errorf("after the reset: %#x", r)
	}
	if r := look(t, by, auto); r != WaitObject0 {
		t.Errorf("an automatic event made signalled: %#x", r)
	}
	if r := look(t, by, auto); r != WaitTimeout {
		t.Errorf("an automatic event that was waited for: %#x", r)
	}
	SetEvent(auto)
	SetEvent(auto)
	if r := look(t, by, auto); r != WaitObject0 {
		t.Errorf("set twice: %#x", r)
	}
	if r := look(t, by, auto); r != WaitTimeout {
		t.Errorf("set twice counts once: %#x", r)
	}
	PulseEvent(auto)
	if r := look(t, by, auto); r != WaitTimeout {
		t.Errorf("a pulse without waiters: %#x", r)
	}
}

// TestWakes lets an event wake its waiters, in both ways to wait: one when it is
// automatic, all when it is manual.
func TestWakes(t *testing.T) {
	for name, how := range ways {
		for _, manual := range []bool{false, true} {
			for _, pulse := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s manual %v pulse %v", name, manual, pulse), func(t *testing.T) {
					h := event(t, manual, false)
					results := make(chan uint32, 3)
					for i := range 3 {
						by := NewThread(uint32(i), false)
						go func() {
							r, _ := Wait(by, []Handle{h}, false, Infinite, false, how)
							results <- r
						}()
						blocked(t, by)
					}
					signal := SetEvent
					if pulse {
						signal = PulseEvent
					}
					signal(h)
					if !manual {
						if r := <-results; r != WaitObject0 || headerOf(h).signal != 0 {
							t.Errorf("first: %#x", r)
						}
						signal(h)
						<-results
						signal(h)
						<-results
						return
					}
					for range 3 {
						<-results
					}
					if r := look(t, nil, h); (r == WaitObject0) == pulse {
						t.Errorf("afterwards: %#x", r)
					}
				})
			}
		}
	}
}

func TestFirstComeFirstServed(t *testing.T) {
	h := semaphore(t, 0, 10)
	order := make(chan int)
	for i := range 5 {
		by := NewThread(uint32(i), false)
		go func() {
			Wait(by, []Handle{h}, false, Infinite, false, spi.Hold)
			order <- i
		}()
		blocked(t, by)
	}
	for i := range 5 {
		if _, e := ReleaseSemaphore(h, 1); e != 0 {
			t.Fatal(e)
		}
		if got := <-order; got != i {
			t.Fatalf("waiter %d got the semaphore before %d", got, i)
		}
	}
}

func TestLowestIndexWins(t *testing.T) {
	clause.Covers(t, "O-288")
	a, b := event(t, false, true), event(t, false, true)
	none := event(t, false, false)
	if r, _ := Wait(nil, []Handle{none, b, a}, false, 0, false, spi.Park); r != WaitObject0+1 {
		t.Errorf("%#x", r)
	}
	if look(t, nil, a) != WaitObject0 || look(t, nil, b) != WaitTimeout {
		t.Error("the wait took something else than its result")
	}
}

func TestWaitAllTakesTogether(t *testing.T) {
	clause.Covers(t, "O-289")
	a, b := event(t, false, false), semaphore(t, 1, 1)
	by := NewThread(1, false)
	done := make(chan uint32)
	go func() {
		r, _ := Wait(by, []Handle{a, b}, true, Infinite, false, spi.Park)
		done <- r
	}()
	blocked(t, by)
	if r := look(t, nil, b); r != WaitObject0 {
		t.Fatalf("a wait for all holds one of its objects: %#x", r)
	}
	SetEvent(a)
	if by.wait.result.Load() != waiting || headerOf(a).signal != 1 {
		t.Fatal("satisfied, or robbed, by one of two")
	}
	ReleaseSemaphore(b, 1)
	if r := <-done; r != WaitObject0 {
		t.Errorf("%#x", r)
	}
	if look(t, nil, a) != WaitTimeout || look(t, nil, b) != WaitTimeout {
		t.Error("not taken")
	}
}

func TestWaitArguments(t *testing.T) {
	clause.Covers(t, "O-289")
	e := event(t, true, true)
	closed, _, _ := CreateEvent("", true, true, 0)
	Close(closed, spi.Park)
	many := make([]Handle, MaximumWaitObjects+1)
	for i := range many {
		many[i] = event(t, true, true)
	}
	double := must(t)(Duplicate(nil, e, 0))
	for _, row := range []struct {
		name    string
		handles []Handle
		all     bool
		result  uint32
		e       Errno
	}{
		{"none", nil, false, WaitFailed, ws2def.ERROR_INVALID_PARAMETER},
		{"64", many[:64], true, WaitObject0, 0},
		{"65", many, false, WaitFailed, ws2def.ERROR_INVALID_PARAMETER},
		{"twice for all", []Handle{e, e}, true, WaitFailed, ws2def.ERROR_INVALID_PARAMETER},
		{"two handles of one for all", []Handle{e, double}, true, WaitFailed, ws2def.ERROR_INVALID_PARAMETER},
		{"twice for any", []Handle{e, e}, false, WaitObject0, 0},
		{"closed", []Handle{e, closed}, false, WaitFailed, ws2def.ERROR_INVALID_HANDLE},
		{"0", []Handle{0}, false, WaitFailed, ws2def.ERROR_INVALID_HANDLE},
		{"invalid", []Handle{ws2def.InvalidHandle}, false, WaitFailed, ws2def.ERROR_INVALID_HANDLE},
	} {
		r, e := Wait(nil, row.handles, row.all, 0, false, spi.Park)
		if r != row.result || e != row.e {
			t.Errorf("%s: %#x, %v", row.name, r, e)
		}
	}
}

func TestLimits(t *testing.T) {
	h := event(t, false, false)
	for name, how := range ways {
		begun := time.Now()
		r, _ := Wait(NewThread(1, false), []Handle{h}, false, 30, true, how)
		if took := time.Since(begun); r != WaitTimeout || took < 30*time.Millisecond {
			t.Errorf("%s: %#x after %v", name, r, took)
		}
		if headerOf(h).first != nil {
			t.Errorf("%s: a wait that is over stays in the queue", name)
		}
	}
}

func TestMutex(t *testing.T) {
	a, b := NewThread(1, false), NewThread(2, false)
	h := mutex(t, a)
	for range 2 {
		if r := look(t, a, h); r != WaitObject0 {
			t.Fatalf("the owner: %#x", r)
		}
	}
	if r := look(t, b, h); r != WaitTimeout {
		t.Fatalf("a stranger: %#x", r)
	}
	if e := ReleaseMutex(b, h); e != ErrorNotOwner {
		t.Fatal("a stranger releases:", e)
	}
	got := make(chan uint32)
	go func() {
		r, _ := Wait(b, []Handle{h}, false, Infinite, false, spi.Hold)
		got <- r
	}()
	blocked(t, b)
	for range 3 {
		if b.wait.result.Load() != waiting {
			t.Fatal("released too early")
		}
		if e := ReleaseMutex(a, h); e != 0 {
			t.Fatal(e)
		}
	}
	if r := <-got; r != WaitObject0 {
		t.Errorf("%#x", r)
	}
	if e := ReleaseMutex(a, h); e != ErrorNotOwner {
		t.Error("once too often:", e)
	}
}

func TestAbandonedMutex(t *testing.T) {
	owner, waiter, next := NewThread(1, false), NewThread(2, false), NewThread(3, false)
	first, second := mutex(t, owner), mutex(t, owner)
	got := make(chan uint32)
	go func() {
		r, _ := Wait(waiter, []Handle{event(t, false, false), second}, false, Infinite, false, spi.Park)
		got <- r
	}()
	blocked(t, waiter)
	owner.End(7, 0, 0)
	if r := <-got; r != WaitAbandoned0+1 {
		t.Errorf("who waited: %#x", r)
	}
	if r := look(t, next, first); r != WaitAbandoned0 {
		t.Errorf("who comes later: %#x", r)
	}
	ReleaseMutex(next, first)
	if r := look(t, waiter, first); r != WaitObject0 {
		t.Errorf("it is told once: %#x", r)
	}
	if waiter.owned == nil || owner.owned != nil || next.owned != nil {
		t.Error("wrong owners")
	}
}

func TestAbandonedInAWaitForAll(t *testing.T) {
	owner, waiter := NewThread(1, false), NewThread(2, false)
	h, set := mutex(t, owner), event(t, true, true)
	owner.End(0, 0, 0)
	r, _ := Wait(waiter, []Handle{set, h}, true, 0, false, spi.Park)
	if r != WaitAbandoned0 {
		t.Errorf("%#x", r)
	}
}

func TestSemaphore(t *testing.T) {
	for _, bad := range [][2]int32{{0, 0}, {-1, 1}, {2, 1}, {0, -1}} {
		if _, _, e := CreateSemaphore("", bad[0], bad[1], 0); e != ws2def.ERROR_INVALID_PARAMETER {
			t.Errorf("%v: %v", bad, e)
		}
	}
	h := semaphore(t, 1, 3)
	if before, e := ReleaseSemaphore(h, 2); before != 1 || e != 0 {
		t.Error(before, e)
	}
	if _, e := ReleaseSemaphore(h, 1); e != ErrorTooManyPosts {
		t.Error("beyond the maximum:", e)
	}
	if _, e := ReleaseSemaphore(h, 0); e != ws2def.ERROR_INVALID_PARAMETER {
		t.Error("nothing:", e)
	}
	for range 3 {
		if r := look(t, nil, h); r != WaitObject0 {
			t.Errorf("%#x", r)
		}
	}
	if r := look(t, nil, h); r != WaitTimeout {
		t.Errorf("empty: %#x", r)
	}
}

func TestWrongKinds(t *testing.T) {
	e, m, s := event(t, true, false), mutex(t, nil), semaphore(t, 0, 1)
	by := NewThread(1, false)
	const want = ws2def.ERROR_INVALID_HANDLE
	for _, h := range []Handle{0, 1, 4, ws2def.InvalidHandle, m, s} {
		if SetEvent(h) != want || ResetEvent(h) != want || PulseEvent(h) != want {
			t.Errorf("%#x is an event", h)
		}
	}
	if ReleaseMutex(by, e) != want || CancelTimer(s) != want || SetTimer(m, 0, 0, nil, APC{}) != want {
		t.Error("a wrong kind is accepted")
	}
	if _, e := ReleaseSemaphore(m, 1); e != want {
		t.Error(e)
	}
	if _, e := ProcessID(e); e != want {
		t.Error(e)
	}
}

func TestSignalAndWait(t *testing.T) {
	by, other := NewThread(1, false), NewThread(2, false)
	e, m, s, on := event(t, false, false), mutex(t, by), semaphore(t, 0, 1), event(t, true, true)
	for name, h := range map[string]Handle{"event": e, "mutex": m, "semaphore": s} {
		if r, err := SignalAndWait(by, h, on, 0, false, spi.Park); r != WaitObject0 || err != 0 {
			t.Errorf("%s: %#x %v", name, r, err)
		}
		if r := look(t, other, h); r != WaitObject0 {
			t.Errorf("%s is not signalled: %#x", name, r)
		}
	}
	if _, e := SignalAndWait(by, m, on, 0, false, spi.Park); e != ErrorNotOwner {
		t.Error("mutex:", e)
	}
	ReleaseSemaphore(s, 1)
	if _, e := SignalAndWait(by, s, on, 0, false, spi.Park); e != ErrorTooManyPosts {
		t.Error("semaphore:", e)
	}
	if _, e := SignalAndWait(by, on, 0, 0, false, spi.Park); e != ws2def.ERROR_INVALID_HANDLE {
		t.Error("nothing to wait for:", e)
	}
	th := must(t)(OpenThread(other, 0))
	if _, e := SignalAndWait(by, th, on, 0, false, spi.Park); e != ws2def.ERROR_INVALID_HANDLE {
		t.Error("a thread can't be signalled:", e)
	}
}

func TestThreadEnds(t *testing.T) {
	th := NewThread(1, false)
	h := must(t)(OpenThread(th, 0))
	if look(t, nil, h) != WaitTimeout || th.ExitCode() != StillActive {
		t.Error("ended before it ended")
	}
	if found, e := FindThread(nil, h); found != th || e != 0 {
		t.Error("another thread:", e)
	}
	for _, bad := range []Handle{0, event(t, true, true)} {
		if _, e := FindThread(nil, bad); e != ws2def.ERROR_INVALID_HANDLE {
			t.Error("no thread:", e)
		}
	}
	th.End(42, 0, 0)
	th.End(43, 0, 0)
	if look(t, nil, h) != WaitObject0 || th.ExitCode() != 42 {
		t.Error("not ended:", th.ExitCode())
	}
	if e := th.Queue(APC{}); e != ErrorGenFailure {
		t.Error("an APC for the dead:", e)
	}
}

func TestSuspendedThread(t *testing.T) {
	th, other := NewThread(1, true), NewThread(2, false)
	ran := make(chan bool)
	go func() {
		th.Begin(spi.Hold)
		ran <- true
		th.Suspend(th, spi.Hold)
		ran <- true
	}()
	blocked(t, th)
	if n, e := th.Suspend(other, spi.Park); n != 1 || e != 0 {
		t.Error("again:", n, e)
	}
	if n := th.Resume(); n != 2 || th.wait.result.Load() != waiting {
		t.Error("runs too early:", n)
	}
	if n := th.Resume(); n != 1 {
		t.Error("last:", n)
	}
	<-ran
	if n := th.Resume(); n != 0 {
		// it may have suspended itself meanwhile, then this was its resume
		if n != 1 {
			t.Error("a running one:", n)
		}
	} else {
		blocked(t, th)
		th.Resume()
	}
	<-ran
	if _, e := th.Suspend(other, spi.Park); e != ErrorNotSupported {
		t.Error("of another that runs:", e)
	}
}

func TestAPCs(t *testing.T) {
	clause.Covers(t, "O-163", "O-164", "O-166")
	for name, how := range ways {
		t.Run(name, func(t *testing.T) {
			th := NewThread(1, false)
			never, set := event(t, false, false), event(t, false, true)
			if r := Sleep(th, 0, how); r != WaitTimeout {
				t.Errorf("nothing queued: %#x", r)
			}
			th.Queue(APC{Func: 1})
			th.Queue(APC{Func: 2})
			if r, _ := Wait(th, []Handle{set}, false, 0, true, how); r != WaitObject0 {
				t.Errorf("what is signalled at entry: %#x", r)
			}
			if r, _ := Wait(th, []Handle{never}, false, 1, false, how); r != WaitTimeout {
				t.Errorf("not alertable: %#x", r)
			}
			if r, _ := Wait(th, []Handle{never}, false, 0, true, how); r != WaitIOCompletion {
				t.Errorf("alertable: %#x", r)
			}
			for want := uintptr(1); want <= 2; want++ {
				if a, ok := th.Next(); !ok || a.Func != want {
					t.Errorf("%d: %v %v", want, a, ok)
				}
			}
			if _, ok := th.Next(); ok {
				t.Error("one too many")
			}
			got := make(chan uint32)
			go func() {
				r, _ := Wait(th, []Handle{never}, false, Infinite, true, how)
				got <- r
			}()
			blocked(t, th)
			th.Queue(APC{Func: 3})
			if r := <-got; r != WaitIOCompletion {
				t.Errorf("while it waits: %#x", r)
			}
			if headerOf(never).first != nil {
				t.Error("an alerted wait stays in the queue")
			}
		})
	}
}

func TestAlertableElsewhere(t *testing.T) {
	th := NewThread(1, false)
	nudged := make(chan bool, 1)
	if th.Alertable(func() { nudged <- true }) {
		t.Error("nothing is queued")
	}
	th.Queue(APC{Func: 1})
	<-nudged
	if !th.Unalertable() {
		t.Error("it is queued")
	}
	th.Queue(APC{Func: 2})
	select {
	case <-nudged:
		t.Error("nudged when it was over")
	default:
	}
}

func TestTimer(t *testing.T) {
	clause.Covers(t, "O-180")
	auto, _, _ := CreateTimer("", false, 0)
	must(t)(auto, 0)
	by := NewThread(1, false)
	if e := SetTimer(auto, -20*10000, 0, nil, APC{}); e != 0 {
		t.Fatal(e)
	}
	begun := time.Now()
	if r, _ := Wait(by, []Handle{auto}, false, Infinite, false, spi.Hold); r != WaitObject0 || time.Since(begun) < 19*time.Millisecond {
		t.Errorf("%#x after %v", r, time.Since(begun))
	}
	if look(t, by, auto) != WaitTimeout {
		t.Error("an automatic timer stays signalled")
	}

	manual, _, _ := CreateTimer("", true, 0)
	must(t)(manual, 0)
	absolute := ticksOf(time.Now().Add(10 * time.Millisecond))
	SetTimer(manual, absolute, 5, by, APC{Func: 9, Args: [3]uintptr{77}})
	for range 3 {
		if r := Sleep(by, Infinite, spi.Hold); r != WaitIOCompletion {
			t.Fatalf("%#x", r)
		}
		a, _ := by.Next()
		due := int64(a.Args[1]) | int64(a.Args[2])<<32
		if a.Func != 9 || a.Args[0] != 77 || a.Kind != TimerAPC || due < absolute || due > ticksOf(time.Now()) {
			t.Errorf("%+v", a)
		}
	}
	if look(t, by, manual) != WaitObject0 {
		t.Error("a manual timer does not stay signalled")
	}
	CancelTimer(manual)
	if _, ok := by.Next(); ok {
		t.Error("cancelled, yet an APC is left")
	}
	if look(t, by, manual) != WaitObject0 {
		t.Error("cancelling took the signal")
	}
	SetTimer(manual, -int64(time.Hour/tick), 0, by, APC{Func: 9})
	if look(t, by, manual) != WaitTimeout {
		t.Error("setting did not take the signal")
	}
	by.End(0, 0, 0)
	if len(by.timers) != 0 {
		t.Error("a dead thread has timers")
	}
	if e := SetTimer(manual, 0, -1, nil, APC{}); e != ws2def.ERROR_INVALID_PARAMETER {
		t.Error("negative period:", e)
	}
	SetTimer(manual, 1, 0, nil, APC{}) // in the year 1601
	if r, _ := Wait(nil, []Handle{manual}, false, 5000, false, spi.Park); r != WaitObject0 {
		t.Errorf("long past: %#x", r)
	}
	SetTimer(manual, -1<<63, 0, nil, APC{})
	if look(t, nil, manual) != WaitTimeout {
		t.Error("the farthest time has come")
	}
}

func TestHandles(t *testing.T) {
	h, _, _ := CreateEvent("", true, false, handle.Inherit)
	d := must(t)(Duplicate(nil, h, 0))
	if same, e := Same(nil, h, d); !same || e != 0 {
		t.Error(same, e)
	}
	if same, e := Same(nil, h, event(t, true, false)); same || e != 0 {
		t.Error(same, e)
	}
	if f, _ := Flags(h); f != handle.Inherit {
		t.Errorf("%#x", f)
	}
	if f, _ := Flags(d); f != 0 {
		t.Errorf("%#x", f)
	}
	SetEvent(h)
	if look(t, nil, d) != WaitObject0 {
		t.Error("two objects")
	}
	if e := SetFlags(h, handle.ProtectFromClose, handle.ProtectFromClose); e != 0 {
		t.Error(e)
	}
	if e := Close(h, spi.Park); e != ws2def.ERROR_INVALID_HANDLE {
		t.Error("closed, though protected:", e)
	}
	SetFlags(h, handle.ProtectFromClose, 0)
	if e := SetFlags(h, 4, 4); e != ws2def.ERROR_INVALID_PARAMETER {
		t.Error("unknown flag:", e)
	}
	if e := Close(h, spi.Park); e != 0 {
		t.Error(e)
	}
	if e := Close(h, spi.Park); e != ws2def.ERROR_INVALID_HANDLE {
		t.Error("closed twice:", e)
	}
	if look(t, nil, d) != WaitObject0 {
		t.Error("the object went with its first handle")
	}
	for _, bad := range []Handle{0, h, ws2def.InvalidHandle} {
		if _, e := Flags(bad); e != ws2def.ERROR_INVALID_HANDLE {
			t.Error(e)
		}
		if e := SetFlags(bad, 1, 1); e != ws2def.ERROR_INVALID_HANDLE {
			t.Error(e)
		}
		if _, e := Duplicate(nil, bad, 0); e != ws2def.ERROR_INVALID_HANDLE {
			t.Error(e)
		}
		if _, e := Same(nil, bad, d); e != ws2def.ERROR_INVALID_HANDLE {
			t.Error(e)
		}
	}
}

// TestCloseWhileWaited: a wait does not need the handle once it has begun.
func TestCloseWhileWaited(t *testing.T) {
	h, _, _ := CreateEvent("", false, false, 0)
	d, _ := Duplicate(nil, h, 0)
	by := NewThread(1, false)
	got := make(chan uint32)
	go func() {
		r, _ := Wait(by, []Handle{h}, false, Infinite, false, spi.Hold)
		got <- r
	}()
	blocked(t, by)
	Close(h, spi.Park)
	SetEvent(d)
	if r := <-got; r != WaitObject0 {
		t.Errorf("%#x", r)
	}
	Close(d, spi.Park)
}

// TestTokensAreConserved lets waits for any, for all and with limits fight for
// automatic events: as many are taken as were set.
func TestTokensAreConserved(t *testing.T) {
	const events, rounds = 3, 400
	var hs []Handle
	for range events {
		hs = append(hs, event(t, false, false))
	}
	stop := event(t, true, false)
	taken := make([]int, events)
	set := make([]int, events)
	var mu sync.Mutex
	var waiters, setters sync.WaitGroup
	for i := range 6 {
		how := spi.Way(i % 2)
		by := NewThread(uint32(i), false)
		waiters.Go(func() {
			for {
				switch i % 3 {
				case 0: // all
					if r, _ := Wait(by, hs, true, 1, false, how); r == WaitObject0 {
						mu.Lock()
						for k := range hs {
							taken[k]++
						}
						mu.Unlock()
					} else if look(t, nil, stop) == WaitObject0 {
						return
					}
				default: // any, in both directions
					order := []Handle{hs[0], hs[1], hs[2], stop}
					if i%3 == 2 {
						order = []Handle{hs[2], hs[1], hs[0], stop}
					}
					r, _ := Wait(by, order, false, uint32(i), true, how)
					switch {
					case r == WaitTimeout:
					case r == WaitObject0+3:
						return
					default:
						k := int(r - WaitObject0)
						if i%3 == 2 {
							k = 2 - k
						}
						mu.Lock()
						taken[k]++
						mu.Unlock()
					}
				}
			}
		})
	}
	for k := range hs {
		setters.Go(func() {
			for range rounds {
				// One token is set at a time: a second would be lost in the first.
				for end := time.Now().Add(patience); ; time.Sleep(time.Microsecond) {
					mu.Lock()
					free := taken[k] == set[k]
					if free {
						set[k]++
						mu.Unlock()
						break
					}
					mu.Unlock()
					if time.Now().After(end) {
						t.Error("a token was lost")
						return
					}
				}
				SetEvent(hs[k])
			}
		})
	}
	setters.Wait()
	SetEvent(stop)
	waiters.Wait()
	for k, h := range hs {
		if look(t, nil, h) == WaitObject0 {
			taken[k]++
		}
		if taken[k] != set[k] {
			t.Errorf("event %d: set %d times, taken %d times", k, set[k], taken[k])
		}
	}
}

// TestMutualExclusion counts under a mutex from many threads, some of which end
// while they own it.
func TestMutualExclusion(t *testing.T) {
	h := mutex(t, nil)
	counter, abandoned, deaths := 0, 0, 0
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			by := NewThread(uint32(i), false)
			for n := range 300 {
				r, e := Wait(by, []Handle{h}, false, Infinite, false, spi.Way(i%2))
				if e != 0 {
					t.Error(e)
					return
				}
				if r == WaitAbandoned0 {
					abandoned++
				}
				counter++
				if n%50 == 49 {
					deaths++
					by.End(0, 0, 0)
					by = NewThread(uint32(i), false)
				} else if e := ReleaseMutex(by, h); e != 0 {
					t.Error(e)
				}
			}
		})
	}
	wg.Wait()
	if r := look(t, NewThread(99, false), h); r == WaitAbandoned0 {
		abandoned++
	}
	if counter != 8*300 || abandoned != deaths {
		t.Errorf("counted %d, %d deaths, %d told", counter, deaths, abandoned)
	}
}

func BenchmarkSetAndWait(b *testing.B) {
	h := event(b, false, false)
	by := NewThread(1, false)
	hs := []Handle{h}
	b.ReportAllocs()
	for b.Loop() {
		SetEvent(h)
		Wait(by, hs, false, Infinite, false, spi.Hold)
	}
}
