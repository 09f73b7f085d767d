package exports

// #include <stdint.h>
// struct ws_callback;
// void ws_callback_due(struct ws_callback *callback, int timed_out);
import "C"

import (
	"sync"
	"time"
	"unsafe"

	"winsock/internal/object"
	"winsock/ws2def"
)

// source is what makes C's callbacks due, as callbacks.h has it: a watch or an
// alarm.
type source interface{ stop() }

// sources are those that are not stopped, so that the garbage collector keeps
// what C points to.
var sources struct {
	sync.Mutex
	started map[unsafe.Pointer]source
}

func keep(p unsafe.Pointer, s source) uintptr {
	sources.Lock()
	defer sources.Unlock()
	if sources.started == nil {
		sources.started = make(map[unsafe.Pointer]source)
	}
	sources.started[p] = s
	return uintptr(p)
}

//export ws_go_source_stop
func ws_go_source_stop(p unsafe.Pointer) {
	sources.Lock()
	s := sources.started[p]
	delete(sources.started, p)
	sources.Unlock()
	s.stop()
}

func due(callback unsafe.Pointer, timedOut bool) {
	told := C.int(0)
	if timedOut {
		told = 1
	}
	C.ws_callback_due((*C.struct_ws_callback)(callback), told)
}

// watch waits for an object.
type watch struct{ *object.Watch }

func (w *watch) stop() { w.Stop() }

//export ws_go_watch_new
func ws_go_watch_new(h uintptr, limit uint32, callback unsafe.Pointer, p *uintptr) int32 {
	x, e := object.NewWatch(ws2def.Handle(h), limit, func(timedOut bool) { due(callback, timedOut) })
	if e == 0 {
		w := &watch{x}
		*p = keep(unsafe.Pointer(w), w)
	}
	return int32(e)
}

//export ws_go_watch_start
func ws_go_watch_start(p unsafe.Pointer) { (*watch)(p).Start() }

// alarm comes once or again and again.
type alarm struct {
	callback unsafe.Pointer

	mu      sync.Mutex // held while the callback is made due
	clock   *time.Timer
	round   uint64 // counts settings
	at      time.Time
	period  time.Duration
	stopped bool
}

//export ws_go_alarm_new
func ws_go_alarm_new(callback unsafe.Pointer) uintptr {
	a := &alarm{callback: callback}
	return keep(unsafe.Pointer(a), a)
}

// ws_go_alarm_set lets the alarm come after, and every period again, in ms;
// without a period it comes once.
//
//export ws_go_alarm_set
func ws_go_alarm_set(p unsafe.Pointer, after, period uint32) {
	a := (*alarm)(p)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stopped {
		return
	}
	if a.clock != nil {
		a.clock.Stop()
	}
	a.round++
	round := a.round
	a.period = time.Duration(period) * time.Millisecond
	a.at = time.Now().Add(time.Duration(after) * time.Millisecond)
	if after != object.Infinite {
		a.clock = time.AfterFunc(time.Until(a.at), func() { a.ring(round) })
	}
}

func (a *alarm) ring(round uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stopped || a.round != round {
		return
	}
	due(a.callback, true)
	if a.period > 0 {
		a.at = a.at.Add(a.period)
		a.clock = time.AfterFunc(time.Until(a.at), func() { a.ring(round) })
	}
}

func (a *alarm) stop() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stopped = true
	if a.clock != nil {
		a.clock.Stop()
	}
}
