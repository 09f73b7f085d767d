package engine

import (
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
)

// Held threads can wait in the receive itself: then nothing but a signal ends
// their wait, which a face whose callers hold threads provides for.

// interruption is the signal that ends a blocked system call of a thread and does
// nothing else; 0: there is none.
var interruption atomic.Uint32

// SetInterruption names a signal that ends the blocked system calls of whatever
// thread it is sent to (its handler does nothing, and does not restart them).
func SetInterruption(signal uint32) { interruption.Store(signal) }

// patience is how many blocked receives in a row are made before one without
// waiting finds out whether waiting is still needed.
const patience = 32

// blocker is the state of descriptors that threads have blocked on.
type blocker struct {
	blocking bool                    // the descriptor itself blocks; guarded by FD.mu
	threads  []*blocked              // guarded by FD.mu
	last     atomic.Pointer[blocked] // the thread that entered last by the lock
	row      atomic.Uint32           // blocked receives since the last look
}

// blocked is a thread that was in a blocked receive, and may be in one again.
type blocked struct {
	thread uint32
	stay   atomic.Uint32 // odd while the thread is in the call; gone: not a record any more
}

// gone is the stay of a record that was dropped.
const gone = ^uint32(1)

// enter marks the thread as being in the call; false when the record is gone.
func (t *blocked) enter() bool {
	stay := t.stay.Load()
	return stay != gone && t.stay.CompareAndSwap(stay, stay+1)
}

// RecvBlocked receives into p and waits for it on the thread that how names.
// errno is EAGAIN when the descriptor can't do that now, or there was a Nudge
// since; over says that Wake was called.
func (d *FD) RecvBlocked(p []byte, how spi.Way, since uint32) (n int, errno sys.Errno, over bool) {
	thread, known := how.Thread()
	if !known || interruption.Load() == 0 {
		return 0, unix.EAGAIN, false
	}
	t := d.blockedThread(thread)
	if t == nil {
		return 0, unix.EAGAIN, false
	}
	// Who nudges or wakes notes that first and then looks for threads; this thread
	// is to be seen first and then looks at the notes.
	errno = unix.EINTR
	for !d.woken.Load() && d.nudges.Load() == since && errno == unix.EINTR {
		n, errno = sys.RecvWait(d.fd, p, 0)
	}
	t.stay.Add(1)
	d.waited[0].Store(d.block.Load().row.Add(1)%patience != 0)
	if errno == unix.EINTR {
		errno, over = unix.EAGAIN, d.woken.Load()
	}
	return n, errno, over
}

// blockedThread is the record, entered, of a thread that may block now; nil when
// it must not.
func (d *FD) blockedThread(thread uint32) *blocked {
	if b := d.block.Load(); b != nil {
		if t := b.last.Load(); t != nil && t.thread == thread && t.enter() {
			return t
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	b := d.makeBlocking()
	if b == nil {
		return nil
	}
	b.threads = slices.DeleteFunc(b.threads, func(t *blocked) bool {
		stay := t.stay.Load()
		return stay%2 == 0 && t.stay.CompareAndSwap(stay, gone)
	})
	t := &blocked{thread: thread}
	t.enter()
	b.threads = append(b.threads, t)
	b.last.Store(t)
	return t
}

// interrupt gets the threads out of their receives. A signal that comes before
// the thread is in the kernel is lost, so it is sent until the thread has left.
// The caller holds mu.
func (b *blocker) interrupt() {
	for _, t := range b.threads {
		if stay := t.stay.Load(); stay%2 != 0 {
			Interrupt(t.thread, func() bool { return t.stay.Load() != stay })
		}
	}
}

// Interrupt sends a thread the signal of [SetInterruption] until it has left its
// system call.
func Interrupt(thread uint32, left func() bool) {
	go func() {
		for pause := 20 * time.Microsecond; !left(); pause = min(2*pause, 5*time.Millisecond) {
			sys.SignalThread(thread, interruption.Load())
			time.Sleep(pause)
		}
	}()
}

// Block makes the descriptor block those who ask for no more than a system call;
// false when it must not, since the run-time's poller has it.
func (d *FD) Block() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.makeBlocking() != nil
}

// makeBlocking is Block with mu held; it returns nil when that can't be.
func (d *FD) makeBlocking() *blocker {
	if d.w != nil && d.w.file != nil {
		return nil
	}
	b := d.block.Load()
	if b == nil {
		b = &blocker{}
		d.block.Store(b)
	}
	if !b.blocking {
		if sys.SetBlocking(d.fd, true) != 0 {
			return nil
		}
		b.blocking = true
	}
	return b
}

// unblock makes the descriptor nonblocking for the run-time's poller. The caller
// holds mu.
func (b *blocker) unblock(fd int) {
	b.last.Store(nil)
	if b.blocking && sys.SetBlocking(fd, false) == 0 {
		b.blocking = false
	}
}
