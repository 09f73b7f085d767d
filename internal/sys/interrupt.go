package sys

import (
	"sync/atomic"
	"time"
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
			SignalThread(thread, interruption.Load())
			time.Sleep(pause)
		}
	}()
}
