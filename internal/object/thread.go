package object

import (
	"fmt"
	"time"

	"winsock/internal/handle"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// StillActive is the exit code of what has not ended.
const StillActive = 259

// Thread is who waits: it owns mutexes and gets APCs. Its object is signalled
// when it has ended.
type Thread struct {
	header
	wait   wait
	gate   header // signalled while the thread may run
	owned  *Mutex // the mutexes that it owns
	apcs   []APC
	timers map[*Timer]struct{} // that queue APCs to it
	nudge  func()              // wakes an alertable wait that is not this package's
	last   []func()            // what is called when it ends

	port    *Port      // whose packets it takes; its own business
	waiter  portWaiter // of that port
	running bool       // the port counts it; guarded by the port's lock
	patient bool       // it waits as long as it takes
	slept   bool       // the guard has found it asleep, so that the port does not count it

	id          uint32
	exit        uint32
	times       Times
	priority    int32
	description []uint16
	suspended   int32
	begun       bool // runs code of the program
	ended       bool
	doomed      bool   // shall end at its next wait
	verdict     uint32 // the exit code then
}

// APC is an asynchronous procedure call: what a thread calls while it waits
// alertably. This package does not know how; it hands the values on.
type APC struct {
	Kind uint32     // whose call it is
	Func uintptr    // what is called
	Args [3]uintptr // with what

	timer *Timer // that queued it
}

// Kinds of APCs.
const (
	UserAPC  = iota // QueueUserAPC: Func(Args[0])
	TimerAPC        // a waitable timer: Func(Args[0], low, high of the time due: Args[1], Args[2])
	IOAPC           // a completion routine: Func(error, bytes: Args[1], OVERLAPPED: Args[2], flags); error and flags are the halves of Args[0], low and high
)

// NewThread makes a thread with a system id that runs, or that waits in
// [Thread.Begin] until it is resumed.
func NewThread(id uint32, suspended bool) *Thread {
	t := &Thread{id: id, exit: StillActive}
	t.times.Created = ticksOf(time.Now())
	t.wait.thread = t
	t.wait.news = make(chan struct{}, 1)
	t.gate.signal = 1
	if suspended {
		t.suspended, t.gate.signal = 1, 0
	}
	return t
}

// Finish implements handle.Object. A thread does not need its handles.
func (t *Thread) Finish() {}

// OpenThread gives a handle to t; flags are the handle's. Errors:
// ERROR_NOT_ENOUGH_MEMORY.
func OpenThread(t *Thread, flags uint32) (Handle, Errno) { return enter(t, flags) }

// SetID tells the system id of a thread that was made before it ran.
func (t *Thread) SetID(id uint32) {
	dispatcher.Lock()
	t.id = id
	dispatcher.Unlock()
}

// ID is the system id of t.
func (t *Thread) ID() uint32 {
	dispatcher.Lock()
	defer dispatcher.Unlock()
	return t.id
}

// Begin is what a thread that was made suspended does first: it waits until it
// may run.
func (t *Thread) Begin(how spi.Way) {
	t.passGate(how)
	dispatcher.Lock()
	t.begun = true
	dispatcher.Unlock()
}

func (t *Thread) passGate(how spi.Way) {
	w := &t.wait
	w.blocks = append(w.blocks, block{object: &t.gate, wait: w})
	defer w.release()
	w.all, w.alertable, w.how = false, false, how
	var wake wakes
	dispatcher.Lock()
	w.run(Infinite, &wake)
}

// maximumSuspendCount is how often a thread can be suspended.
const maximumSuspendCount = 127

// Suspend counts one reason more for t not to run, and returns how many there
// were. caller, t itself, waits until it is resumed; how says how. A thread that
// runs can't be stopped by another at any moment without harm.
//
// Errors: ERROR_SIGNAL_REFUSED (it has 127 already), ERROR_NOT_SUPPORTED (it
// runs, and is not the caller), ERROR_ACCESS_DENIED (it has ended).
func (t *Thread) Suspend(caller *Thread, how spi.Way) (before uint32, e Errno) {
	dispatcher.Lock()
	switch {
	case t.ended:
		e = ErrorAccessDenied
	case t.suspended == maximumSuspendCount:
		e = ErrorSignalRefused
	case t.begun && t != caller && t.suspended == 0:
		e = ErrorNotSupported
	default:
		before = uint32(t.suspended)
		t.suspended++
		t.gate.signal = 0
	}
	dispatcher.Unlock()
	if e == 0 && t == caller {
		t.passGate(how)
	}
	return before, e
}

// Resume takes back one Suspend and returns how many there were.
func (t *Thread) Resume() uint32 {
	var wake wakes
	dispatcher.Lock()
	defer wake.unlock()
	before := t.suspended
	if before > 0 {
		t.suspended--
		if t.suspended == 0 {
			t.gate.signal = 1
			t.gate.satisfy(&wake)
		}
	}
	return uint32(before)
}

// ExitCode is what t ended with, StillActive before.
func (t *Thread) ExitCode() uint32 {
	dispatcher.Lock()
	defer dispatcher.Unlock()
	return t.exit
}

// AtEnd lets f be called when t ends, before anybody sees that it has: on its
// thread, without any lock held.
func (t *Thread) AtEnd(f func()) {
	dispatcher.Lock()
	t.last = append(t.last, f)
	dispatcher.Unlock()
}

// End is the end of t with an exit code, after it used the processor in the
// kernel and outside of it: its mutexes are abandoned, its APCs forgotten, and
// who waits for it goes on.
func (t *Thread) End(code uint32, kernel, user time.Duration) {
	t.leavePort()
	dispatcher.Lock()
	last := t.last
	t.last = nil
	dispatcher.Unlock()
	for _, f := range last {
		f()
	}
	var wake wakes
	dispatcher.Lock()
	defer wake.unlock()
	if t.ended {
		return
	}
	t.ended, t.exit = true, code
	if t.doomed {
		t.exit = t.verdict
	}
	t.times.Exited = ticksOf(time.Now())
	t.times.Kernel, t.times.User = int64(kernel/tick), int64(user/tick)
	for timer := range t.timers {
		timer.stop()
	}
	t.apcs, t.timers, t.nudge = nil, nil, nil
	var left []*Mutex
	for t.owned != nil {
		o := t.owned
		o.abandoned = true
		o.disown()
		left = append(left, o)
	}
	for _, o := range left {
		o.satisfy(&wake)
	}
	t.signal = 1
	t.satisfy(&wake)
}

// Ended reports whether t has ended.
func (t *Thread) Ended() bool {
	dispatcher.Lock()
	defer dispatcher.Unlock()
	return t.ended
}

// Times are the times of t. Errors: ERROR_ACCESS_DENIED (the system does not
// tell).
func (t *Thread) Times() (Times, Errno) {
	dispatcher.Lock()
	times, ended, id := t.times, t.ended, t.id
	dispatcher.Unlock()
	if ended {
		return times, 0
	}
	var ok bool
	times.Kernel, times.User, ok = usedBy(stat(fmt.Sprint("self/task/", id)))
	if !ok {
		return Times{}, ErrorAccessDenied
	}
	return times, 0
}

// SetPriority remembers the priority that somebody gave to t.
func (t *Thread) SetPriority(priority int32) {
	dispatcher.Lock()
	t.priority = priority
	dispatcher.Unlock()
}

// Priority is what SetPriority was told last, 0 before.
func (t *Thread) Priority() int32 {
	dispatcher.Lock()
	defer dispatcher.Unlock()
	return t.priority
}

// SetDescription remembers what somebody calls t, in UTF-16.
func (t *Thread) SetDescription(text []uint16) {
	dispatcher.Lock()
	t.description = text
	dispatcher.Unlock()
}

// Description is what SetDescription was told last. Nobody changes it.
func (t *Thread) Description() []uint16 {
	dispatcher.Lock()
	defer dispatcher.Unlock()
	return t.description
}

// Doom makes the wait of t, or its next one, return at once with
// WaitIOCompletion; the thread asks [Thread.Doomed] and ends itself. code will be
// its exit code.
func (t *Thread) Doom(code uint32) {
	var wake wakes
	dispatcher.Lock()
	t.doomed, t.verdict = true, code
	if t.wait.result.Load() == waiting {
		wake.end(&t.wait, WaitIOCompletion)
	}
	nudge := t.nudge
	wake.unlock()
	if nudge != nil {
		nudge()
	}
}

// huntLimit is when a doomed thread that does not end is given up.
const huntLimit = 10 * time.Second

// Hunt sends t, which is doomed, a signal again and again until it has ended: its
// handler ends the thread where that does no harm.
func (t *Thread) Hunt(signal uint32) {
	pause := 50 * time.Microsecond
	for begun := time.Now(); !t.Ended() && time.Since(begun) < huntLimit; pause = min(2*pause, 20*time.Millisecond) {
		sys.SignalThread(t.ID(), signal)
		time.Sleep(pause)
	}
}

// Doomed reports whether somebody wants t to end.
func (t *Thread) Doomed() bool {
	dispatcher.Lock()
	defer dispatcher.Unlock()
	return t.doomed
}

// Queue queues an APC to t, which calls it at its next alertable wait, or in the
// one it is in. Errors: ERROR_GEN_FAILURE (t has ended).
func (t *Thread) Queue(a APC) Errno {
	var wake wakes
	dispatcher.Lock()
	if t.ended {
		dispatcher.Unlock()
		return ErrorGenFailure
	}
	nudge := t.queue(a, &wake)
	wake.unlock()
	if nudge != nil {
		nudge()
	}
	return 0
}

// queue is Queue under the dispatcher's lock; the caller calls what it returns,
// unless it is nil, when the lock is free.
func (t *Thread) queue(a APC, wake *wakes) (nudge func()) {
	t.apcs = append(t.apcs, a)
	if t.wait.result.Load() == waiting && t.wait.alertable {
		wake.end(&t.wait, WaitIOCompletion)
	}
	return t.nudge
}

// Pending reports whether APCs are queued to t.
func (t *Thread) Pending() bool {
	dispatcher.Lock()
	defer dispatcher.Unlock()
	return len(t.apcs) > 0
}

// Next takes the APC that t shall call next.
func (t *Thread) Next() (a APC, ok bool) {
	dispatcher.Lock()
	defer dispatcher.Unlock()
	if len(t.apcs) == 0 {
		return APC{}, false
	}
	a = t.apcs[0]
	if t.apcs = t.apcs[1:]; len(t.apcs) == 0 {
		t.apcs = nil
	}
	if a.timer != nil {
		a.timer.queued = false
	}
	return a, true
}

// Alertable tells t, which begins an alertable wait in another place than this
// package, how to wake it when an APC comes: nudge is called without any lock
// held, at any moment until [Thread.Unalertable] returned, and a little later.
// It reports whether it must not wait, because APCs are queued already or it is
// doomed.
func (t *Thread) Alertable(nudge func()) (queued bool) {
	dispatcher.Lock()
	defer dispatcher.Unlock()
	t.nudge = nudge
	return len(t.apcs) > 0 || t.doomed
}

// Unalertable is the end of what [Thread.Alertable] began. It reports whether
// APCs are queued or t is doomed.
func (t *Thread) Unalertable() (queued bool) { return t.Alertable(nil) }

// FindThread is the thread that h means to caller; it lasts longer than the
// handle. Errors: ERROR_INVALID_HANDLE.
func FindThread(caller *Thread, h Handle) (*Thread, Errno) {
	if caller != nil && h == CurrentThread {
		return caller, 0
	}
	obj := handle.Process.Acquire(h)
	if obj == nil {
		return nil, ws2def.ERROR_INVALID_HANDLE
	}
	defer handle.Process.Release(h)
	if t, ok := obj.(*Thread); ok {
		return t, 0
	}
	return nil, ws2def.ERROR_INVALID_HANDLE
}
