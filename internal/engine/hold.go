package engine

import (
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// hold keeps the thread in ppoll until the descriptor or the closer says
// something.
func (d *FD) hold(ev spi.Events, since uint32, deadline time.Time) ws2def.Errno {
	counter, e := borrow()
	if e != 0 {
		return d.doze(ev, since, deadline)
	}
	d.mu.Lock()
	if e, over := d.past(since); over {
		d.mu.Unlock()
		giveBack(counter)
		return e
	}
	w := d.waiters()
	w.held = append(w.held, counter)
	w.news.And(^uint32(unasked))
	d.mu.Unlock()

	fds := [2]sys.PollFd{
		{Fd: d.fd.Load(), Events: bits(ev)},
		{Fd: int32(counter), Events: unix.POLLIN},
	}
	n, e := sys.Ppoll(fds[:], deadline)

	d.mu.Lock()
	w = d.w.Load() // another one, when the descriptor was replaced meanwhile
	for i, other := range w.held {
		if other == counter {
			w.held = append(w.held[:i], w.held[i+1:]...)
			break
		}
	}
	woken := d.woken
	d.mu.Unlock()
	giveBack(counter)
	switch {
	case woken:
		return ws2def.WSAEINTR
	case e != 0:
		return ws2def.WSAENOBUFS
	case n == 0:
		return ws2def.WSAETIMEDOUT
	default:
		return 0
	}
}

// nap is how long a thread without an event counter sleeps at a time.
const nap = 5 * time.Millisecond

// doze is hold when there is no descriptor for an event counter: the thread gets
// up every now and then to see whether somebody has called.
func (d *FD) doze(ev spi.Events, since uint32, deadline time.Time) ws2def.Errno {
	for {
		d.mu.Lock()
		e, over := d.past(since)
		d.mu.Unlock()
		if over {
			return e
		}
		end := time.Now().Add(nap)
		last := !deadline.IsZero() && deadline.Before(end)
		if last {
			end = deadline
		}
		fds := [1]sys.PollFd{{Fd: d.fd.Load(), Events: bits(ev)}}
		switch n, e := sys.Ppoll(fds[:], end); {
		case e != 0:
			return ws2def.WSAENOBUFS
		case n > 0:
			return 0
		case last:
			return ws2def.WSAETIMEDOUT
		}
	}
}

// idle holds event counters that no thread waits on at the moment, while the
// process uses Winsock.
var idle struct {
	sync.Mutex
	keep     bool
	counters []int
}

// KeepIdle makes later waits use the event counters of earlier ones, until
// ReleaseIdle.
func KeepIdle() {
	idle.Lock()
	idle.keep = true
	idle.Unlock()
}

// keeping reports whether what waits needed is kept for later ones.
func keeping() bool {
	idle.Lock()
	defer idle.Unlock()
	return idle.keep
}

// maxIdle is how many event counters are kept for later waits.
const maxIdle = 16

func borrow() (int, sys.Errno) {
	idle.Lock()
	if n := len(idle.counters); n > 0 {
		counter := idle.counters[n-1]
		idle.counters = idle.counters[:n-1]
		idle.Unlock()
		return counter, 0
	}
	idle.Unlock()
	return sys.EventFd()
}

func giveBack(counter int) {
	sys.Drain(counter)
	idle.Lock()
	if idle.keep && len(idle.counters) < maxIdle {
		idle.counters = append(idle.counters, counter)
		idle.Unlock()
		return
	}
	idle.Unlock()
	sys.Close(counter)
}

// ReleaseIdle closes the event counters and the crowd kept for later waits, and keeps
// none from now on.
func ReleaseIdle() {
	idle.Lock()
	idle.keep = false
	for _, counter := range idle.counters {
		sys.Close(counter)
	}
	idle.counters = nil
	idle.Unlock()
	dissolve()
}
