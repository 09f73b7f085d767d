package object

import (
	"slices"
	"time"

	"winsock/internal/handle"
	"winsock/ws2def"
)

// Timer is signalled when its time has come. A manual-reset timer stays so until
// it is set again; an automatic one lets one wait through.
type Timer struct {
	header
	named
	clock   *time.Timer
	round   uint64 // counts settings; tells a late call of clock from a right one
	due     time.Time
	period  time.Duration
	thread  *Thread // gets the APCs; nil: none
	routine APC
	queued  bool // an APC is queued
}

// CreateTimer makes a waitable timer, or finds the one that has the name:
// exists. flags are the handle's.
//
// Errors: ERROR_INVALID_HANDLE (the name is another kind's), those of a name.
func CreateTimer(name string, manual bool, flags uint32) (h Handle, exists bool, e Errno) {
	return create(name, timerKind, flags, nil, func() *Timer {
		o := &Timer{}
		if !manual {
			o.nature = resets
		}
		return o
	})
}

// Units of a due time, and what it counts from when it is absolute.
const (
	tick       = 100 * time.Nanosecond
	epochTicks = 116444736000000000 // from 1601-01-01 to 1970-01-01
)

// SetTimer starts the timer h anew, not signalled. due is in units of 100 ns:
// negative, from now; else the time of day as in FILETIME, which is turned into
// a distance once. period, in ms, repeats it; 0: once. Each time t, unless nil,
// gets the APC with the time in Args[1] and Args[2], when the one before was
// called.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (a negative period).
func SetTimer(h Handle, due int64, period int32, t *Thread, routine APC) Errno {
	if period < 0 {
		return ws2def.ERROR_INVALID_PARAMETER
	}
	return onTimer(h, func(o *Timer) { o.set(time.Now(), due, period, t, routine) })
}

// CancelTimer stops the timer h; its signal stays as it is, an APC that is
// queued goes. Errors: ERROR_INVALID_HANDLE.
func CancelTimer(h Handle) Errno { return onTimer(h, (*Timer).stop) }

func onTimer(h Handle, do func(*Timer)) Errno {
	obj := handle.Process.Acquire(h)
	if obj == nil {
		return ws2def.ERROR_INVALID_HANDLE
	}
	defer handle.Process.Release(h)
	o, ok := obj.(*Timer)
	if !ok {
		return ws2def.ERROR_INVALID_HANDLE
	}
	dispatcher.Lock()
	defer dispatcher.Unlock()
	do(o)
	return 0
}

// Finish stops the timer with its last handle.
func (o *Timer) Finish() {
	if o.drop() {
		dispatcher.Lock()
		o.stop()
		dispatcher.Unlock()
	}
}

func (o *Timer) set(now time.Time, due int64, period int32, t *Thread, routine APC) {
	o.stop()
	o.signal = 0
	ticks := -max(due, -maxTicks)
	if due >= 0 {
		ticks = max(min(due-ticksOf(now), maxTicks), 0)
	}
	after := time.Duration(ticks) * tick
	o.due, o.period = now.Add(after), time.Duration(period)*time.Millisecond
	if t != nil && !t.ended {
		o.thread, o.routine = t, routine
		o.routine.Kind, o.routine.timer = TimerAPC, o
		if t.timers == nil {
			t.timers = make(map[*Timer]struct{})
		}
		t.timers[o] = struct{}{}
	}
	o.arm(after)
}

// maxTicks is the longest time that a time.Duration can tell.
const maxTicks = int64((1<<63 - 1) / tick)

// ticksOf is the time of day in units of 100 ns since 1601.
func ticksOf(t time.Time) int64 { return t.UnixNano()/int64(tick) + epochTicks }

func (o *Timer) arm(after time.Duration) {
	o.round++
	round := o.round
	o.clock = time.AfterFunc(after, func() { o.fire(round) })
}

// fire is called when the time has come.
func (o *Timer) fire(round uint64) {
	var wake wakes
	dispatcher.Lock()
	if round != o.round {
		dispatcher.Unlock()
		return
	}
	o.signal = 1
	o.satisfy(&wake)
	var nudge func()
	if o.thread != nil && !o.queued {
		a := o.routine
		now := uint64(ticksOf(time.Now()))
		a.Args[1], a.Args[2] = uintptr(now&0xffffffff), uintptr(now>>32)
		o.queued = true
		nudge = o.thread.queue(a, &wake)
	}
	o.clock = nil
	if o.period > 0 {
		o.due = o.due.Add(o.period)
		o.arm(max(time.Until(o.due), 0))
	}
	wake.unlock()
	if nudge != nil {
		nudge()
	}
}

// stop forgets the time and the APC. The caller holds the dispatcher's lock.
func (o *Timer) stop() {
	o.round++
	if o.clock != nil {
		o.clock.Stop()
		o.clock = nil
	}
	if t := o.thread; t != nil {
		delete(t.timers, o)
		if o.queued {
			t.apcs = slices.DeleteFunc(t.apcs, func(a APC) bool { return a.timer == o })
		}
		o.thread, o.queued = nil, false
	}
}
