package core

import (
	"sync/atomic"
	"time"

	"winsock/internal/engine"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Alert is a thread that waits alertably: asynchronous procedure calls that are
// queued to it run while a socket call of it waits.
//
// Source: S-114, O-158.
type Alert interface {
	// Begin tells that the thread is about to wait: nudge, which may be called
	// from anywhere until End returned and a little later, ends that wait. It
	// reports whether calls are queued already.
	Begin(nudge func()) (queued bool)
	// End tells that the wait is over, and reports whether calls are queued.
	End() (queued bool)
	// Run makes the calls that are queued, on the thread itself. It reports
	// false when the thread shall not wait any longer, but end.
	Run() (goOn bool)
}

// alerts find the alert of the calling thread, nil when it has none, for each way of
// waiting.
var alerts [spi.Hold + 1]atomic.Pointer[func() Alert]

// SetAlerts makes find the way to the alert of the calling thread, for callers who wait
// as how says: nil for a thread that nobody can queue calls to. Calls that wait already
// don't ask.
func SetAlerts(how spi.Way, find func() Alert) { alerts[how].Store(&find) }

// alert is the alert of the caller, who waits as how says; nil for one that has
// none.
func alert(how spi.Way) Alert {
	if find := alerts[how].Load(); find != nil {
		return (*find)()
	}
	return nil
}

// called reports whether calls are queued to the caller's thread.
func called(how spi.Way) bool {
	a := alert(how)
	if a == nil {
		return false
	}
	defer a.End()
	return a.Begin(func() {})
}

// alertably makes wait, which nudge ends, as the thread of a does: calls that are
// queued before or meanwhile run. When they run before, there is no wait; the
// caller looks again. WSAEINTR: the thread shall end.
func alertably(a Alert, nudge func(), wait func() Errno) Errno {
	if a.Begin(nudge) {
		a.End()
		if !a.Run() {
			return ws2def.WSAEINTR
		}
		return 0
	}
	e := wait()
	if a.End() && !a.Run() {
		return ws2def.WSAEINTR
	}
	return e
}

// waitFor is set.Wait, alertable for a thread that has an alert.
func waitFor(set *engine.Set, how spi.Way, end time.Time) Errno {
	if a := alert(how); a != nil {
		return alertably(a, set.Wake, func() Errno { return set.Wait(end) })
	}
	return set.Wait(end)
}

// SetInterruption names the signal that a face installed to end blocked system
// calls of the threads it holds; without one they wait in poll.
func SetInterruption(signal uint32) { sys.SetInterruption(signal) }
