package spitest

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/spi"
	"winsock/ws2def"
)

// crowd is how many goroutines wait for one socket at once.
const crowd = 16

var waitChecks = []check{
	{
		name: "Wait/deadline",
		rule: "Wait gives WSAETIMEDOUT at its deadline, not before it, and at once when it has passed",
		hint: "a deadline of one waiter must not touch the others'",
		run: func(k *kit) {
			clause.Covers(k, "S-324")
			_, b := k.pair()
			k.both(func(how spi.Way) {
				patient := make(chan spi.Errno)
				go func() { patient <- b.Wait(spi.Readable, how, b.Nudges(), k.end) }()
				k.want("Wait past its deadline ("+wayName(how)+")", b.Wait(spi.Readable, how, b.Nudges(), time.Now().Add(-time.Second)), ws2def.WSAETIMEDOUT)
				for _, limit := range []time.Duration{time.Millisecond, 20 * time.Millisecond} {
					end := time.Now().Add(limit)
					e := b.Wait(spi.Readable, how, b.Nudges(), end)
					for e == 0 { // waking too often is allowed
						k.ticking("Wait returns without end")
						e = b.Wait(spi.Readable, how, b.Nudges(), end)
					}
					k.want("Wait ("+wayName(how)+")", e, ws2def.WSAETIMEDOUT)
					if early := time.Until(end); early > 0 {
						k.fail("Wait (%s) returns %v before its deadline", wayName(how), early)
					}
				}
				k.release("the one with a later deadline", patient, 1, b.Nudge)
			})
		},
	},
	{
		name: "Wait/ready",
		rule: "every one of many waiters returns when the socket becomes ready, whichever way it waits",
		hint: "a change wakes all, or each who is woken wakes the next",
		run: func(k *kit) {
			a, b := k.pair()
			done := make(chan spi.Errno)
			for i := range crowd {
				go func() {
					for b.Poll()&spi.Readable == 0 {
						if e := b.Wait(spi.Readable, spi.Way(i%2), b.Nudges(), k.end); e != 0 {
							done <- e
							return
						}
					}
					done <- 0
				}()
			}
			yield()
			k.must("Send", k.send(a, []byte("x"), spi.Park))
			for range crowd {
				k.want("Wait", <-done, 0)
			}
			// And who comes later does not wait at all.
			k.both(func(how spi.Way) {
				k.want("Wait on a ready socket ("+wayName(how)+")", b.Wait(spi.Readable, how, b.Nudges(), k.end), 0)
			})
			k.want("Wait for both directions", b.Wait(spi.Readable|spi.Writable, spi.Park, b.Nudges(), k.end), 0)
		},
	},
	{
		name: "Wait/room",
		rule: "who waits for room returns when the receiver has made some",
		hint: "the receiver's queue tells the sender",
		when: (*Plan).tells,
		run: func(k *kit) {
			k.both(func(how spi.Way) {
				a, b := k.pair()
				k.fill(a)
				done := make(chan spi.Errno)
				for range crowd {
					go func() {
						for a.Poll()&spi.Writable == 0 {
							if e := a.Wait(spi.Writable, how, a.Nudges(), k.end); e != 0 {
								done <- e
								return
							}
						}
						done <- 0
					}()
				}
				yield()
				buf := make([]byte, 1<<16)
				for a.Poll()&spi.Writable == 0 {
					if _, e := b.Recv(buf, 0); e != 0 && e != ws2def.WSAEWOULDBLOCK {
						k.must("Recv", e)
					}
					k.ticking("Poll never reports Writable although everything is received")
				}
				for range crowd {
					k.want("Wait for room ("+wayName(how)+")", <-done, 0)
				}
			})
		},
	},
	{
		name: "Wait/nudge",
		rule: "Nudge makes every Wait that is under way return 0, and those whose callers looked before it; later ones wait again",
		hint: "compare since with the count under the lock that Nudge takes; a deadline that was moved to end a wait has to be moved back",
		run: func(k *kit) {
			clause.Covers(k, "S-121")
			_, b := k.pair()
			for round := range 3 {
				done := make(chan spi.Errno)
				for i := range crowd {
					go func() { done <- b.Wait(spi.Readable, spi.Way((i+round)%2), b.Nudges(), k.end) }()
				}
				k.release("waiters", done, crowd, b.Nudge)
			}
			k.both(func(how spi.Way) {
				looked := b.Nudges()
				b.Nudge()
				k.want("Wait of a caller who looked before a Nudge ("+wayName(how)+")",
					b.Wait(spi.Readable, how, looked, time.Now().Add(time.Second)), 0)
				e := spi.Errno(0)
				for e == 0 {
					k.ticking("Wait returns without end after Nudge")
					e = b.Wait(spi.Readable, how, b.Nudges(), time.Now().Add(5*time.Millisecond))
				}
				k.want("Wait after Nudge ("+wayName(how)+")", e, ws2def.WSAETIMEDOUT)
			})
		},
	},
	{
		name: "Wait/wake",
		rule: "Wake ends every Wait under way and every later one with WSAEINTR, in both directions and also when the socket is ready",
		hint: "remember that the socket was woken",
		run: func(k *kit) {
			clause.Covers(k, "S-121", "S-325")
			a, b := k.pair()
			if k.plan.tells() {
				k.fill(b)
			}
			done := make(chan spi.Errno)
			var woken atomic.Bool
			var sending sync.Mutex
			for i := range crowd {
				ev := spi.Readable
				if i%4 > 1 && k.plan.tells() {
					ev = spi.Writable
				}
				go func() { done <- k.untilWoken(b, ev, spi.Way(i%2), &sending, &woken) }()
			}
			yield()
			b.Wake()
			woken.Store(true)
			for range crowd {
				k.want("Wait under way", <-done, ws2def.WSAEINTR)
			}
			k.must("Send", k.send(a, []byte("x"), spi.Park))
			k.both(func(how spi.Way) {
				k.want("Wait after Wake ("+wayName(how)+")", b.Wait(spi.Readable, how, b.Nudges(), k.end), ws2def.WSAEINTR)
			})
		},
	},
	{
		name: "Wait/accept",
		rule: "those who wait at a listener return when a connection comes, and Wake ends them",
		hint: "a connection that arrives is a change of the listener",
		when: (*Plan).connections,
		run: func(k *kit) {
			l, name := k.listener(5)
			for round := range 4 {
				how := spi.Way(round % 2)
				done := make(chan spi.Errno)
				go func() {
					for l.Poll()&spi.Readable == 0 {
						if e := l.Wait(spi.Readable, how, l.Nudges(), k.end); e != 0 {
							done <- e
							return
						}
					}
					done <- 0
				}()
				k.must("Connect", k.connect(k.socket(), name))
				k.want("Wait for a connection ("+wayName(how)+")", <-done, 0)
				k.accept(l)
			}
			done := make(chan spi.Errno)
			var woken atomic.Bool
			var sending sync.Mutex
			go func() { done <- k.untilWoken(l, spi.Readable, spi.Park, &sending, &woken) }()
			go func() { done <- k.untilWoken(l, spi.Readable, spi.Hold, &sending, &woken) }()
			yield()
			l.Wake()
			woken.Store(true)
			k.want("Wait at a woken listener", <-done, ws2def.WSAEINTR)
			k.want("Wait at a woken listener", <-done, ws2def.WSAEINTR)
		},
	},
	{
		name: "Wait/subscribers",
		rule: "Readiness tells every subscriber of data, of room and of the end, until the subscription is cancelled",
		hint: "call Changed on the socket that changed, and on the peer whose room changed",
		when: func(p *Plan) bool { return !p.has(ws2def.XP1_IFS_HANDLES) },
		run: func(k *kit) {
			a, b := k.pair()
			if able[spi.Notifier](a.Socket) == nil {
				return // a layer's over a descriptor
			}
			var told [2]atomic.Int64
			ra, rb := able[spi.Notifier](a.Socket).Readiness(), able[spi.Notifier](b.Socket).Readiness()
			defer ra.Subscribe(func() { told[0].Add(1) })()
			cancel := rb.Subscribe(func() { told[1].Add(1) })
			expect := func(who int, what string, before int64) {
				k.Helper()
				for told[who].Load() == before {
					k.ticking(what + " is not told")
				}
			}
			n := told[1].Load()
			k.must("Send", k.send(a, []byte("x"), spi.Park))
			expect(1, "data", n)
			if k.plan.tells() {
				k.fill(a)
				n = told[0].Load()
				for a.Poll()&spi.Writable != 0 { // room that came late
					k.fill(a)
					n = told[0].Load()
				}
				for a.Poll()&spi.Writable == 0 {
					if _, e := b.Recv(make([]byte, 1<<16), 0); e != 0 && e != ws2def.WSAEWOULDBLOCK {
						k.must("Recv", e)
					}
					k.ticking("receiving makes no room")
				}
				expect(0, "room", n)
			}
			if k.plan.connections() {
				n = told[1].Load()
				k.close(a, false)
				for b.Poll()&(spi.Ended|spi.Reset) == 0 { // it may stand behind data
					b.Recv(make([]byte, 1<<16), 0)
					k.ticking("the end does not come")
				}
				expect(1, "the end", n)
			}
			cancel()
			n = told[1].Load()
			b.Nudge()
			if told[1].Load() != n {
				k.fail("a subscriber is told after cancel")
			}
		},
	},
}

// untilWoken waits for ev at s until it fails, or succeeds although s was woken before
// it began. Until then it may be told too often, and of room, which comes without the
// receiver's help where buffers grow, and which it uses up.
func (k *kit) untilWoken(s *socket, ev spi.Events, how spi.Way, sending *sync.Mutex, woken *atomic.Bool) spi.Errno {
	p := pattern(1000, 7)
	for {
		late := woken.Load()
		e := s.Wait(ev, how, s.Nudges(), k.end)
		if e != 0 || late {
			return e
		}
		sending.Lock()
		for ev == spi.Writable && e == 0 {
			_, e = s.Send(p, 0)
		}
		sending.Unlock()
	}
}

// release calls free until n waiters have returned, each with 0.
func (k *kit) release(who string, done <-chan spi.Errno, n int, free func()) {
	k.Helper()
	for n > 0 {
		free()
		select {
		case e := <-done:
			k.want("Wait of "+who, e, 0)
			n--
		case <-time.After(time.Millisecond): // perhaps it does not wait yet
		}
		k.ticking("Wait of " + who + " does not return")
	}
}

// ticking ends the case when its time is up, and otherwise lets others run.
func (k *kit) ticking(what string) {
	k.Helper()
	if time.Now().After(k.end) {
		k.fail("%s", what)
		k.FailNow()
	}
	runtime.Gosched()
}

// yield lets goroutines that were just started come to where they wait. A
// case holds without it; it only makes the interesting order likely.
func yield() {
	for range 50 {
		runtime.Gosched()
	}
}

// pollNow asks the kernel about a descriptor for everything it may be asked.
func pollNow(k *kit, d spi.Descriptor) int16 {
	k.Helper()
	fds := []unix.PollFd{{Fd: int32(d.Fd()), Events: d.Interest(^spi.Events(0))}}
	if _, err := unix.Poll(fds, 0); err != nil {
		k.Fatal("poll:", err)
	}
	return fds[0].Revents
}
