package routine

import (
	"runtime"
	"sync"
	"sync/atomic"

	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// threads are those that started operations with a completion routine or waited
// alertably, by the kernel's number.
var threads struct {
	sync.Mutex
	any atomic.Bool // there was one
	all map[int]*object.Thread
}

// ThreadID is the number of the thread that the calling goroutine runs on.
func ThreadID() uint32 { return uint32(sys.ThreadID()) }

// thisThread is the thread that the calling goroutine runs on.
func thisThread() *object.Thread {
	id := sys.ThreadID()
	threads.Lock()
	t := threads.all[id]
	var gone []*object.Thread
	if t == nil {
		gone = bury()
		t = object.NewThread(uint32(id), false)
		if threads.all == nil {
			threads.all = make(map[int]*object.Thread)
			threads.any.Store(true)
			core.SetAlerts(spi.Park, find)
		}
		threads.all[id] = t
	}
	threads.Unlock()
	for _, t := range gone {
		core.ThreadEnded(t.ID())
		t.End(0, 0, 0)
	}
	return t
}

// bury takes those of threads out that have ended: a goroutine that ends while it is
// locked to its thread ends that too. The caller holds the lock.
func bury() (gone []*object.Thread) {
	for id, t := range threads.all {
		if !sys.ThreadExists(id) {
			delete(threads.all, id)
			gone = append(gone, t)
		}
	}
	return gone
}

// Used reports whether a thread has had to do with completion routines.
func Used() bool { return threads.any.Load() }

// Set notes in a that the end of the operation is told by the completion routine
// at an address, which the calling thread will call. What is no callback gets no thread:
// the operation then fails WSAEFAULT.
//
// Source: O-163, O-171.
func Set(a *core.Async, routine uintptr) {
	a.Routine = routine
	if _, ok := callbackAt(routine); ok {
		a.Thread = thisThread()
		a.Issuer = a.Thread.ID()
	}
}

// run calls the completion routines that are queued to t, the calling thread.
func run(t *object.Thread) {
	for apc, ok := t.Next(); ok; apc, ok = t.Next() {
		// A routine's error and flags are the halves of the first word.
		if f, ok := callbackAt(apc.Func); ok {
			callBack(f, uintptr(uint32(apc.Args[0])), apc.Args[1], apc.Args[2], apc.Args[0]>>32)
		}
	}
}

// Alertably makes wait, an alertable wait of the thread that it is given, and calls the
// completion routines that it ended for. The thread is the goroutine's own meanwhile.
func Alertably(wait func(t *object.Thread) (uint32, ws2def.Errno)) (uint32, ws2def.Errno) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	t := thisThread()
	result, e := wait(t)
	if result == object.WaitIOCompletion {
		run(t)
	}
	return result, e
}

// alertee is a thread whose goroutine waits in a call on a socket.
//
// Source: O-158.
type alertee struct{ *object.Thread }

func (a alertee) Begin(nudge func()) bool { return a.Alertable(nudge) }

func (a alertee) End() bool { return a.Unalertable() }

func (a alertee) Run() bool {
	run(a.Thread)
	return true
}

// find is the alert of the calling thread, nil for one that has none.
func find() core.Alert {
	threads.Lock()
	defer threads.Unlock()
	if t := threads.all[sys.ThreadID()]; t != nil {
		return alertee{t}
	}
	return nil
}
