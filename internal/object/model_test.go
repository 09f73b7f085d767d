package object

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"winsock/spi"
)

// model is what objects and waits mean, one step at a time: no locks, no queues,
// a list of waits in the order in which they began.
type model struct {
	objects []*modelObject
	threads []*modelThread
	waits   []*modelWait
}

type modelObject struct {
	kind      string // "manual", "auto", "mutex", "semaphore"
	n         int    // signal, count, or how often it is owned
	max       int
	owner     *modelThread
	abandoned bool
}

type modelThread struct {
	name   int
	owned  []*modelObject // the last taken first
	apcs   int
	wait   *modelWait // nil: it does not wait
	result uint32     // of its last wait
}

type modelWait struct {
	by        *modelThread
	on        []*modelObject
	all       bool
	alertable bool
}

func (o *modelObject) ready(t *modelThread) bool {
	if o.kind == "mutex" {
		return o.owner == nil || o.owner == t
	}
	return o.n > 0
}

func (o *modelObject) take(t *modelThread) (abandoned bool) {
	switch o.kind {
	case "auto":
		o.n = 0
	case "semaphore":
		o.n--
	case "mutex":
		if o.owner == nil {
			t.owned = append([]*modelObject{o}, t.owned...)
		}
		o.owner = t
		o.n++
		abandoned, o.abandoned = o.abandoned, false
	}
	return abandoned
}

// satisfied is the result of w now, if it has one.
func (w *modelWait) satisfied() (uint32, bool) {
	result := uint32(WaitObject0)
	if w.all {
		for _, o := range w.on {
			if !o.ready(w.by) {
				return 0, false
			}
		}
		for _, o := range w.on {
			if o.take(w.by) {
				result = WaitAbandoned0
			}
		}
		return result, true
	}
	for i, o := range w.on {
		if o.ready(w.by) {
			if o.take(w.by) {
				result = WaitAbandoned0
			}
			return result + uint32(i), true
		}
	}
	return 0, false
}

// signalled lets those waits end that o satisfies now.
func (m *model) signalled(o *modelObject) {
	for again := true; again; {
		again = false
		for i, w := range m.waits {
			if !slices.Contains(w.on, o) || !o.ready(w.by) {
				continue
			}
			if r, ok := w.satisfied(); ok {
				w.by.wait, w.by.result = nil, r
				m.waits = slices.Delete(m.waits, i, i+1)
				again = true
				break
			}
		}
	}
}

func (m *model) wait(w *modelWait, limited bool) {
	t := w.by
	if r, ok := w.satisfied(); ok {
		t.result = r
		return
	}
	switch {
	case w.alertable && t.apcs > 0:
		t.result = WaitIOCompletion
	case limited:
		t.result = WaitTimeout
	default:
		t.wait = w
		m.waits = append(m.waits, w)
	}
}

func (m *model) alert(t *modelThread) {
	t.apcs++
	if w := t.wait; w != nil && w.alertable {
		t.wait, t.result = nil, WaitIOCompletion
		m.waits = slices.DeleteFunc(m.waits, func(other *modelWait) bool { return other == w })
	}
}

func (m *model) release(o *modelObject, t *modelThread) Errno {
	if o.owner != t {
		return ErrorNotOwner
	}
	if o.n--; o.n == 0 {
		m.disown(o)
		m.signalled(o)
	}
	return 0
}

func (m *model) disown(o *modelObject) {
	o.owner.owned = slices.DeleteFunc(o.owner.owned, func(other *modelObject) bool { return other == o })
	o.owner, o.n = nil, 0
}

// actor is a thread of the system under test: a goroutine does its waits.
type actor struct {
	*Thread
	result chan uint32
}

// TestModel does the same to objects and to the model and compares, after every
// step, who waits, and with what result each wait ended.
func TestModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := &model{}
		var hs []Handle
		kinds := []string{"manual", "auto", "mutex", "semaphore"}
		for range rapid.IntRange(2, 6).Draw(rt, "objects") {
			o := &modelObject{kind: rapid.SampledFrom(kinds).Draw(rt, "kind"), max: 2}
			var h Handle
			var e Errno
			switch o.kind {
			case "mutex":
				h, _, e = CreateMutex("", nil, 0)
			case "semaphore":
				h, _, e = CreateSemaphore("", 0, int32(o.max), 0)
			default:
				h, _, e = CreateEvent("", o.kind == "manual", false, 0)
			}
			if e != 0 {
				rt.Fatal(e)
			}
			hs, m.objects = append(hs, h), append(m.objects, o)
		}
		var actors []*actor
		for i := range 4 {
			actors = append(actors, &actor{Thread: NewThread(uint32(i), false), result: make(chan uint32, 1)})
			m.threads = append(m.threads, &modelThread{name: i})
		}
		defer func() {
			for _, h := range hs {
				Close(h, spi.Park)
			}
			for _, a := range actors {
				a.Doom(0) // lets those go that still wait
			}
		}()

		// compare waits until the actors are where the model is.
		compare := func() {
			for i, th := range m.threads {
				a := actors[i]
				switch {
				case th.wait != nil:
					for end := time.Now().Add(patience); a.wait.result.Load() != waiting; time.Sleep(time.Microsecond) {
						if time.Now().After(end) {
							rt.Fatalf("thread %d should wait", i)
						}
					}
				case th.result != none:
					select {
					case got := <-a.result:
						if got != th.result {
							rt.Fatalf("thread %d: %#x, want %#x", i, got, th.result)
						}
					case <-time.After(patience):
						rt.Fatalf("thread %d should go on with %#x", i, th.result)
					}
					th.result = none
				}
			}
			for i, o := range m.objects {
				h := headerOf(hs[i])
				dispatcher.Lock()
				n := int(h.signal)
				if h.mutex != nil {
					n = int(h.mutex.times)
				}
				dispatcher.Unlock()
				if n != o.n {
					rt.Fatalf("object %d (%s): %d, want %d", i, o.kind, n, o.n)
				}
			}
		}
		for _, th := range m.threads {
			th.result = none
		}
		pick := func(kinds ...string) (int, *modelObject) {
			var of []int
			for i, o := range m.objects {
				if slices.Contains(kinds, o.kind) {
					of = append(of, i)
				}
			}
			if len(of) == 0 {
				rt.Skip("no such object")
			}
			i := rapid.SampledFrom(of).Draw(rt, "object")
			return i, m.objects[i]
		}
		free := func() (*actor, *modelThread) {
			var of []int
			for i, th := range m.threads {
				if th.wait == nil {
					of = append(of, i)
				}
			}
			if len(of) == 0 {
				rt.Skip("all wait")
			}
			i := rapid.SampledFrom(of).Draw(rt, "thread")
			return actors[i], m.threads[i]
		}
		expect := func(got, want Errno) {
			if got != want {
				rt.Fatalf("%v, want %v", got, want)
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"": func(*rapid.T) { compare() },
			"wait": func(rt *rapid.T) {
				a, th := free()
				w := &modelWait{by: th, all: rapid.Bool().Draw(rt, "all"), alertable: rapid.Bool().Draw(rt, "alertable")}
				order := rapid.Permutation(hs).Draw(rt, "handles")[:rapid.IntRange(1, len(hs)).Draw(rt, "number")]
				for _, h := range order {
					w.on = append(w.on, m.objects[slices.Index(hs, h)])
				}
				limit := rapid.SampledFrom([]uint32{0, Infinite}).Draw(rt, "limit")
				how := spi.Way(rapid.IntRange(0, 1).Draw(rt, "how"))
				m.wait(w, limit == 0)
				go func() {
					r, _ := Wait(a.Thread, order, w.all, limit, w.alertable, how)
					a.result <- r
				}()
			},
			"set": func(*rapid.T) {
				i, o := pick("manual", "auto")
				o.n = 1
				m.signalled(o)
				expect(SetEvent(hs[i]), 0)
			},
			"reset": func(*rapid.T) {
				i, o := pick("manual", "auto")
				o.n = 0
				expect(ResetEvent(hs[i]), 0)
			},
			"pulse": func(*rapid.T) {
				i, o := pick("manual", "auto")
				o.n = 1
				m.signalled(o)
				o.n = 0
				expect(PulseEvent(hs[i]), 0)
			},
			"post": func(rt *rapid.T) {
				i, o := pick("semaphore")
				n := rapid.IntRange(1, 2).Draw(rt, "n")
				want := Errno(0)
				before := o.n
				if o.n+n > o.max {
					want = ErrorTooManyPosts
				} else {
					o.n += n
					m.signalled(o)
				}
				got, e := ReleaseSemaphore(hs[i], int32(n))
				expect(e, want)
				if e == 0 && int(got) != before {
					rt.Fatalf("was %d, want %d", got, before)
				}
			},
			"release": func(*rapid.T) {
				i, o := pick("mutex")
				a, th := free()
				expect(ReleaseMutex(a.Thread, hs[i]), m.release(o, th))
			},
			"signal and wait": func(rt *rapid.T) {
				i, o := pick("manual", "auto", "mutex")
				a, th := free()
				on := rapid.IntRange(0, len(hs)-1).Draw(rt, "on")
				if o.kind == "mutex" && o.owner != th {
					_, e := SignalAndWait(a.Thread, hs[i], hs[on], 0, false, spi.Park)
					expect(e, ErrorNotOwner)
					return
				}
				if o.kind == "mutex" {
					m.release(o, th)
				} else {
					o.n = 1
					m.signalled(o)
				}
				m.wait(&modelWait{by: th, on: []*modelObject{m.objects[on]}}, false)
				go func() {
					r, _ := SignalAndWait(a.Thread, hs[i], hs[on], Infinite, false, spi.Hold)
					a.result <- r
				}()
			},
			"queue": func(rt *rapid.T) {
				i := rapid.IntRange(0, len(actors)-1).Draw(rt, "thread")
				m.alert(m.threads[i])
				expect(actors[i].Queue(APC{}), 0)
			},
			"call": func(*rapid.T) {
				a, th := free()
				if _, ok := a.Next(); ok != (th.apcs > 0) {
					rt.Fatalf("an APC is there: %v, want %d", ok, th.apcs)
				}
				th.apcs = max(th.apcs-1, 0)
			},
			"end": func(*rapid.T) {
				a, th := free()
				left := slices.Clone(th.owned)
				for _, o := range left {
					o.abandoned = true
					m.disown(o)
				}
				for _, o := range left {
					m.signalled(o)
				}
				a.End(0, 0, 0)
				// Another thread takes its place.
				a.Thread = NewThread(uint32(th.name), false)
				th.apcs = 0
			},
		})
	})
}

// none is the result of a modelThread that has not waited since it was looked
// at.
const none = 0xFFFF
