package object

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/spi"
	"winsock/ws2def"

	"pgregory.net/rapid"
)

// portModel is what a completion port means, one step at a time: a queue, a stack of
// threads that wait, and a number of threads that run.
type portModel struct {
	limit   int
	queue   []uintptr
	waiting []*portThread // who came last is last
	running int
	closed  bool
}

// portThread is a thread in the model, and what is to come of its Get.
type portThread struct {
	*Thread
	number           int
	joined           bool // it has come to the port before
	counted, blocked bool // the port counts it; it waits for something else
	waits, alertable bool
	apcs             int
	got              []string // results of its Get, as they have to come
	calls            chan portCall
	results          chan string
}

type portCall struct {
	limit     uint32
	alertable bool
}

func (m *portModel) set(t *portThread, runs bool) {
	switch {
	case runs && !t.counted:
		m.running++
	case !runs && t.counted:
		m.running--
	}
	t.counted = runs
}

// may reports whether t may take a packet.
func (m *portModel) may(t *portThread) bool {
	others := m.running
	if t.counted {
		others--
	}
	return len(m.queue) > 0 && others < m.limit
}

func (m *portModel) give(t *portThread) {
	t.got = append(t.got, fmt.Sprint(m.queue[0]))
	m.queue = m.queue[1:]
	m.set(t, true)
}

// release lets threads that wait go while there are packets and room.
func (m *portModel) release() {
	for len(m.queue) > 0 && len(m.waiting) > 0 && m.running < m.limit {
		last := len(m.waiting) - 1
		t := m.waiting[last]
		m.waiting, t.waits = m.waiting[:last], false
		m.give(t)
	}
}

func (m *portModel) get(t *portThread, c portCall) {
	if c.alertable && !t.joined && t.apcs > 0 {
		t.apcs = 0
		t.got = append(t.got, "APC") // O-216
		return
	}
	t.joined = true
	switch {
	case m.closed:
		m.set(t, false)
		t.got = append(t.got, ws2def.ERROR_ABANDONED_WAIT_0.Error())
	case m.may(t):
		m.give(t)
	case c.alertable && t.apcs > 0:
		t.apcs = 0
		m.set(t, true)
		t.got = append(t.got, "APC")
	case c.limit != Infinite:
		m.set(t, true)
		t.got = append(t.got, ws2def.WAIT_TIMEOUT.Error())
	default:
		m.set(t, false)
		t.waits, t.alertable = true, c.alertable
		m.waiting = append(m.waiting, t)
	}
	m.release()
}

func (m *portModel) alert(t *portThread) {
	if !t.waits || !t.alertable {
		t.apcs++
		return
	}
	t.waits = false
	m.waiting = slices.DeleteFunc(m.waiting, func(other *portThread) bool { return other == t })
	m.set(t, true)
	t.got = append(t.got, "APC")
}

func (m *portModel) close() {
	m.closed, m.queue = true, nil
	for _, t := range m.waiting {
		t.waits = false
		t.got = append(t.got, ws2def.ERROR_ABANDONED_WAIT_0.Error())
	}
	m.waiting = nil
}

// work makes the calls of a thread.
func (t *portThread) work(p *Port) {
	for c := range t.calls {
		var out [1]Packet
		n, e := p.Get(t.Thread, out[:], c.limit, c.alertable)
		switch {
		case e == ws2def.Errno(WaitIOCompletion):
			for {
				if _, ok := t.Next(); !ok {
					break
				}
			}
			t.results <- "APC"
		case e != 0:
			t.results <- e.Error()
		default:
			t.results <- fmt.Sprint(out[:n][0].Key)
		}
	}
	t.End(0, 0, 0)
	close(t.results)
}

// TestPortModel does the same to a port and to the model, and compares after every
// step which packets have gone to whom, and who waits.
func TestPortModel(t *testing.T) {
	clause.Covers(t, "O-195", "O-196", "O-197", "O-198", "O-199", "O-207", "O-208", "O-215", "O-216")
	rapid.Check(t, func(rt *rapid.T) {
		m := &portModel{limit: rapid.IntRange(1, 3).Draw(rt, "limit")}
		h, p, e := NewPort(uint32(m.limit), 0)
		if e != 0 {
			rt.Fatal(e)
		}
		threads := make([]*portThread, 5)
		for i := range threads {
			x := &portThread{Thread: NewThread(0, false), number: i, calls: make(chan portCall), results: make(chan string, 1)}
			threads[i] = x
			go x.work(p)
		}
		defer func() {
			if !m.closed {
				Close(h, spi.Park)
			}
			for _, x := range threads {
				close(x.calls)
				for range x.results {
				}
			}
		}()

		// settle waits until the threads are where the model is.
		settle := func() {
			for _, x := range threads {
				for _, want := range x.got {
					select {
					case got := <-x.results:
						if got != want {
							rt.Fatalf("thread %d got %s, want %s", x.number, got, want)
						}
					case <-time.After(patience):
						rt.Fatalf("thread %d gets nothing, want %s", x.number, want)
					}
				}
				x.got = x.got[:0]
			}
			var idle, active, queued int
			for end := time.Now().Add(patience); ; time.Sleep(10 * time.Microsecond) {
				p.state.mu.Lock()
				idle, active, queued = int(p.state.idle), int(p.state.active), int(p.state.tail-p.state.head)
				p.state.mu.Unlock()
				if idle == len(m.waiting) && (active == m.running || m.closed) && queued == len(m.queue) {
					return
				}
				if time.Now().After(end) {
					rt.Fatalf("%d wait, %d run, %d packets; want %d, %d, %d", idle, active, queued, len(m.waiting), m.running, len(m.queue))
				}
			}
		}
		pick := func(what string, ok func(*portThread) bool) *portThread {
			var of []*portThread
			for _, x := range threads {
				if ok(x) {
					of = append(of, x)
				}
			}
			if len(of) == 0 {
				rt.Skip("no thread")
			}
			return of[rapid.IntRange(0, len(of)-1).Draw(rt, what)]
		}
		free := func(x *portThread) bool { return !x.waits && !x.blocked }
		next := uintptr(0)
		rt.Repeat(map[string]func(*rapid.T){
			"": func(*rapid.T) { settle() },
			"post": func(*rapid.T) {
				next++
				if !m.closed {
					m.queue = append(m.queue, next)
					m.release()
				}
				if e := p.Post(Packet{Key: next}); e != 0 {
					rt.Fatal(e)
				}
			},
			"get": func(rt *rapid.T) {
				x := pick("thread", free)
				c := portCall{
					limit:     rapid.SampledFrom([]uint32{0, 1, Infinite, Infinite, Infinite}).Draw(rt, "limit"),
					alertable: rapid.Bool().Draw(rt, "alertable"),
				}
				m.get(x, c)
				x.calls <- c
			},
			"apc": func(rt *rapid.T) {
				x := pick("thread", func(x *portThread) bool { return !x.blocked })
				m.alert(x)
				x.Queue(APC{Kind: UserAPC})
			},
			"block": func(*rapid.T) {
				x := pick("thread", func(x *portThread) bool { return free(x) && x.counted })
				m.set(x, false)
				m.release()
				x.blocked = true
				x.Thread.blocks()
			},
			"run": func(*rapid.T) {
				x := pick("thread", func(x *portThread) bool { return x.blocked })
				x.blocked = false
				m.set(x, true)
				x.Thread.runs()
			},
			"close": func(rt *rapid.T) {
				if m.closed || rapid.IntRange(0, 9).Draw(rt, "really") > 0 {
					return
				}
				m.close()
				Close(h, spi.Park)
			},
		})
	})
}
