package sys

import "sync/atomic"

// Mutex is a lock that C knows too (capi/shim/lock.h): for short moments, in
// memory that both see. The zero value is free.
type Mutex struct{ word atomic.Uint32 }

// States of a Mutex.
const (
	lockFree = iota
	lockTaken
	lockWanted // taken, and somebody sleeps
)

// spins is how often a taken lock is looked at before the thread sleeps.
const spins = 64

// Lock takes the lock.
func (l *Mutex) Lock() {
	if !l.word.CompareAndSwap(lockFree, lockTaken) {
		l.wait()
	}
}

// wait takes a lock that another has.
func (l *Mutex) wait() {
	for range spins {
		if l.word.Load() == lockFree && l.word.CompareAndSwap(lockFree, lockTaken) {
			return
		}
	}
	for l.word.Swap(lockWanted) != lockFree {
		FutexWait(&l.word, lockWanted, 0)
	}
}

// Unlock gives it back.
func (l *Mutex) Unlock() {
	if l.word.Swap(lockFree) == lockWanted {
		FutexWake(&l.word)
	}
}
