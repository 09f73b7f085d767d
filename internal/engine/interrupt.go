package engine

import (
	"sync/atomic"
	"time"

	"winsock/internal/sys"
)

// interruption is the signal that ends a blocked system call of a thread and does
// nothing else; 0: there is none.
var interruption atomic.Uint32

// SetInterruption names a signal that ends the blocked system calls of whatever
// thread it is sent to (its handler does nothing, and does not restart them).
func SetInterruption(signal uint32) { interruption.Store(signal) }

// Interrupt sends a thread the signal of [SetInterruption] until it has left its
// system call. One that comes before the thread is in the kernel is lost.
func Interrupt(thread uint32, left func() bool) {
	go func() {
		for pause := 20 * time.Microsecond; !left(); pause = min(2*pause, 5*time.Millisecond) {
			sys.SignalThread(thread, interruption.Load())
			time.Sleep(pause)
		}
	}()
}

// LetBlock allows others to make the descriptor a blocking one; false when it must
// not be, since the run-time's poller has it. What is called here never blocks,
// whatever the descriptor does.
func (d *FD) LetBlock() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mayBlock = d.w == nil || d.w.file == nil
	return d.mayBlock
}
