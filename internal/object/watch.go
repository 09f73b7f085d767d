package object

import (
	"sync"
	"time"
)

// Watch waits for an object on nobody's thread, again and again.
type Watch struct {
	wait  wait
	over  func(timedOut bool)
	limit uint32

	mu      sync.Mutex // held while over is called
	clock   *time.Timer
	round   uint64 // counts the waits
	stopped bool
}

// NewWatch makes a watch for what h means, which may be closed afterwards. Each
// [Watch.Start] begins one wait with a limit in milliseconds; over is called at
// its end.
//
// A watch can't own a mutex, so it waits for one in vain. Errors:
// ERROR_INVALID_HANDLE.
func NewWatch(h Handle, limit uint32, over func(timedOut bool)) (*Watch, Errno) {
	x := &Watch{over: over, limit: limit}
	if e := x.wait.resolve([]Handle{h}); e != 0 {
		return nil, e
	}
	x.wait.over = x.ended
	return x, 0
}

// Start begins to wait. The wait before must have ended.
func (x *Watch) Start() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.stopped {
		return
	}
	var wake wakes
	dispatcher.Lock()
	w := &x.wait
	result, over := w.try()
	if !over && x.limit == 0 {
		result, over = WaitTimeout, true
	}
	if over {
		wake.unlock()
		x.over(result == WaitTimeout)
		return
	}
	w.result.Store(waiting)
	w.blocks[0].enqueue()
	wake.unlock()
	if x.limit != Infinite {
		x.round++
		round := x.round
		x.clock = time.AfterFunc(time.Duration(x.limit)*time.Millisecond, func() { x.late(round) })
	}
}

// late ends the wait of a round whose limit has passed.
func (x *Watch) late(round uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.round == round && x.wait.giveUp() == WaitTimeout && !x.stopped {
		x.over(true)
	}
}

// ended is called when the object was signalled, without the dispatcher's lock.
func (x *Watch) ended() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.round++
	if x.clock != nil {
		x.clock.Stop()
		x.clock = nil
	}
	if !x.stopped {
		x.over(false)
	}
}

// Stop ends the watch: over is not called any more when it has returned.
func (x *Watch) Stop() {
	x.mu.Lock()
	x.stopped = true
	x.round++
	if x.clock != nil {
		x.clock.Stop()
	}
	x.mu.Unlock()
	x.wait.giveUp()
}
