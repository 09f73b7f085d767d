// Package completion calls functions when overlapped operations have ended: what a
// program with one goroutine around a completion port needs.
package completion

import (
	"errors"

	windows "winsock"
)

// A Queue is a completion port and the operations under way. All its methods but
// Post belong to one goroutine.
type Queue struct {
	port     windows.Handle
	posted   chan func()
	underWay map[*windows.Overlapped]operation
}

// operation is what an operation is for, and what has to stay where it is until its
// end: done holds the buffers.
type operation struct {
	done func(n int, err error)
	err  error // with which the call failed
}

// New makes a queue, which Close gives up.
func New() (*Queue, error) {
	port, err := windows.CreateIoCompletionPort(windows.InvalidHandle, 0, 0, 1)
	return &Queue{port, make(chan func(), 16), make(map[*windows.Overlapped]operation)}, err
}

// Close gives the queue up.
func (q *Queue) Close() error { return windows.CloseHandle(q.port) }

// Add makes the queue hear of the ends of a socket's operations.
func (q *Queue) Add(s windows.Handle) error {
	_, err := windows.CreateIoCompletionPort(s, q.port, 0, 0)
	return err
}

// Start makes an overlapped call, with the Overlapped that it is given. Run calls
// done with its end, even if the call succeeds or fails at once.
func (q *Queue) Start(call func(*windows.Overlapped) error, done func(n int, err error)) {
	q.StartAt(0, call, done)
}

// StartAt is Start for calls that begin at an offset of a file.
func (q *Queue) StartAt(offset int64, call func(*windows.Overlapped) error, done func(n int, err error)) {
	o := &windows.Overlapped{Offset: uint32(offset), OffsetHigh: uint32(offset >> 32)}
	q.underWay[o] = operation{done: done}
	err := call(o)
	if err == nil || err == windows.WSA_IO_PENDING {
		return // a packet will come
	}
	q.underWay[o] = operation{done, err}
	if err := windows.PostQueuedCompletionStatus(q.port, 0, 0, o); err != nil {
		panic(err) // there is not even memory for a packet
	}
}

// Post makes Run call f. It may be called by any goroutine.
func (q *Queue) Post(f func()) error {
	q.posted <- f
	return windows.PostQueuedCompletionStatus(q.port, 0, 0, nil)
}

// Run calls the functions of ended operations, and those posted, until no operation
// is under way: when all sockets have been closed, at the latest.
func (q *Queue) Run() error {
	for len(q.underWay) > 0 {
		var n uint32
		var key uintptr
		var o *windows.Overlapped
		err := windows.GetQueuedCompletionStatus(q.port, &n, &key, &o, windows.INFINITE)
		if o == nil {
			if err != nil {
				return err
			}
			(<-q.posted)()
			continue
		}
		op := q.underWay[o]
		delete(q.underWay, o)
		op.done(int(n), errors.Join(op.err, err))
	}
	return nil
}
