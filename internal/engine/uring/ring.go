// Package uring is a thin layer over io_uring: one ring, into which several threads
// put requests and at which several wait.
//
// Requests wait in the ring until some thread enters the kernel: whoever waits
// submits what all have put in. The kernel works for the thread that submitted a
// request: it finishes the request when that thread enters the kernel or sleeps, and
// cancels it when the thread ends.
//
// Source: io_uring_setup(2), io_uring_enter(2), O-505…O-512.
package uring

import (
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// Ring is an io_uring.
type Ring struct {
	queues *sys.UringQueues
	memory sys.UringMemory
}

// spare are the queues of rings that are no more. A face may still look whether they
// are closed.
var spare struct {
	sync.Mutex
	all []*sys.UringQueues
}

func newQueues() (*sys.UringQueues, sys.Errno) {
	spare.Lock()
	defer spare.Unlock()
	if n := len(spare.all); n > 0 {
		q := spare.all[n-1]
		spare.all = spare.all[:n-1]
		return q, 0
	}
	memory, e := sys.Map[sys.UringQueues](1)
	if e != 0 {
		return nil, e
	}
	return &memory[0], 0
}

func giveBack(q *sys.UringQueues) {
	spare.Lock()
	defer spare.Unlock()
	spare.all = append(spare.all, q)
}

// Sizes of the queues. The kernel keeps completions for which there is no room; who takes
// the others is sooner there than more come than this.
const (
	requests    = 512
	completions = 4096
)

// features are those that a ring needs: one mapping, no lost completions, time limits
// of waits.
const features = sys.UringSingleMap | sys.UringNoDrop | sys.UringExtArg

// New makes a ring. cooperative: nobody minds when the kernel finishes the requests of
// a thread that computes no earlier than at its next timer tick, which saves the
// interrupts of that thread; SqFlags of the queues tell that there is something to finish.
//
// Errors: EPERM, ENOSYS, EINVAL (the kernel is too old), ENOMEM, EMFILE.
func New(cooperative bool) (*Ring, sys.Errno) {
	p := sys.UringParams{Flags: sys.UringCQSize | sys.UringSubmitAll, CqEntries: completions}
	if cooperative {
		p.Flags |= sys.UringCoop | sys.UringTaskrun
	}
	fd, e := sys.UringSetup(requests, &p)
	if e != 0 {
		return nil, e
	}
	r := new(Ring)
	if p.Features&features != features {
		e = unix.EINVAL
	}
	if e == 0 {
		r.queues, e = newQueues()
	}
	if e == 0 {
		r.queues.Mu.Lock()
		if r.memory, e = sys.UringMap(fd, &p, r.queues); e == 0 {
			r.queues.Sent, r.queues.Ended, r.queues.Closed = 0, 0, 0
		}
		r.queues.Mu.Unlock()
		if e != 0 {
			giveBack(r.queues)
		}
	}
	if e != 0 {
		sys.Close(fd)
		return nil, e
	}
	return r, 0
}

// Queues is what a face in another language sees of r.
func (r *Ring) Queues() *sys.UringQueues { return r.queues }

// Close ends the ring, which nobody enters any more. What is under way is cancelled.
func (r *Ring) Close() {
	r.queues.Mu.Lock()
	r.queues.Closed = 1
	r.queues.Mu.Unlock()
	sys.Close(int(r.queues.Fd))
}

// Free gives back the memory of a closed ring, at which nobody looks any more.
func (r *Ring) Free() {
	r.memory.Unmap()
	giveBack(r.queues)
}

// put puts in a request, which is submitted when somebody enters the kernel.
func (r *Ring) put(request sys.UringRequest) {
	q := r.queues
	q.Mu.Lock()
	for r.Pending() > q.SqMask {
		if r.Submit(); r.Pending() > q.SqMask {
			q.Mu.Unlock()
			time.Sleep(time.Millisecond) // the kernel has no memory for now
			q.Mu.Lock()
		}
	}
	if request.Opcode == sys.UringSend {
		q.Sent++
	}
	*q.Request(*q.SqTail) = request
	atomic.StoreUint32(q.SqTail, *q.SqTail+1)
	q.Mu.Unlock()
}

// Receive puts in a receive into the size bytes at buffer, where nothing is likely to
// have come yet. data is what its completion has.
func (r *Ring) Receive(fd int32, buffer *byte, size uint32, data uint64) {
	r.put(sys.UringRequest{
		Opcode: sys.UringRecv, Priority: sys.UringPollFirst, Fd: fd, Address: uint64(sys.AddressOf(buffer)), Len: size, Data: data,
	})
}

// Send puts in a send of all of the size bytes at buffer.
func (r *Ring) Send(fd int32, buffer *byte, size uint32, data uint64) {
	r.put(sys.UringRequest{
		Opcode: sys.UringSend, Fd: fd, Address: uint64(sys.AddressOf(buffer)), Len: size,
		OpFlags: unix.MSG_WAITALL | unix.MSG_NOSIGNAL, Data: data,
	})
}

// Await puts in a request that completes when fd is readable; the result are poll bits.
func (r *Ring) Await(fd int32, data uint64) {
	r.put(sys.UringRequest{Opcode: sys.UringPoll, Fd: fd, OpFlags: unix.POLLIN, Data: data})
}

// Watch puts in a request that completes whenever fd becomes readable, until a
// completion has no [sys.UringMore].
func (r *Ring) Watch(fd int, data uint64) {
	r.put(sys.UringRequest{Opcode: sys.UringPoll, Fd: int32(fd), Len: sys.UringMulti, OpFlags: unix.POLLIN, Data: data})
}

// Cancel asks the request with the data target for its end.
func (r *Ring) Cancel(target, data uint64) {
	r.put(sys.UringRequest{Opcode: sys.UringCancel, Fd: -1, Address: target, Data: data})
}

// Nop puts in a request that completes when it is submitted.
func (r *Ring) Nop(data uint64) {
	r.put(sys.UringRequest{Opcode: sys.UringNop, Fd: -1, Data: data})
}

// Undone reports whether a result means that nothing is done and nothing has failed:
// the request was cancelled, by somebody or because the thread that submitted it has
// ended, or interrupted.
func Undone(result int32) bool {
	switch sys.Errno(-result) {
	case unix.ECANCELED, unix.EINTR, unix.EAGAIN:
		return true
	}
	return false
}

// Pending is how many requests have not been submitted.
func (r *Ring) Pending() uint32 {
	return atomic.LoadUint32(r.queues.SqTail) - atomic.LoadUint32(r.queues.SqHead)
}

// Heads count the requests that the kernel has taken and the completions that were
// taken from it.
func (r *Ring) Heads() (requests, completions uint32) {
	return atomic.LoadUint32(r.queues.SqHead), atomic.LoadUint32(r.queues.CqHead)
}

// Submit submits all requests, and lets the kernel finish what it can of this
// thread's.
func (r *Ring) Submit() { sys.UringEnter(int(r.queues.Fd), r.Pending(), 0) }

// A few requests are submitted by the call that waits. More of them take so long that
// Go's monitor would give the caller's processor away, though there is nothing to wait
// for, and as many as are worth a call of their own are submitted at a time.
const (
	fewRequests  = 4
	manyRequests = 256
)

// Wait submits requests, all that there are before it holds the thread until there is
// a completion, limit nanoseconds have passed (negative: no limit) or a signal came; it
// may return earlier.
func (r *Ring) Wait(limit int64) {
	fd, q := int(r.queues.Fd), r.queues
	for n := r.Pending(); n >= fewRequests && limit != 0; n = r.Pending() {
		if sys.UringEnter(fd, min(n, manyRequests), 0) != 0 || atomic.LoadUint32(q.CqHead) != atomic.LoadUint32(q.CqTail) {
			return
		}
	}
	sys.UringEnter(fd, r.Pending(), limit)
}
