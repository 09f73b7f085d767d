package message

import (
	"sync/atomic"
	"testing"
	"time"

	"winsock/internal/leaktest"
	"winsock/internal/object"
	"winsock/spi"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

var lastID atomic.Uint32

// newQueue is the queue of a new thread, which ends with the test.
func newQueue(t testing.TB) *Queue {
	t.Helper()
	thread := object.NewThread(lastID.Add(1), false)
	q := QueueOf(thread, spi.Park)
	t.Cleanup(func() { thread.End(0, 0, 0) })
	return q
}

// className is a class that is there for a test.
func className(t testing.TB) Name {
	t.Helper()
	n := Name{Text: t.Name()}
	if _, e := RegisterClass(Class{Name: n, Proc: 1}, 0); e != 0 {
		t.Fatal(e)
	}
	t.Cleanup(func() {
		if e := UnregisterClass(n, 0); e != 0 {
			t.Error("class:", e)
		}
	})
	return n
}

// newWindow is a message-only window of q.
func newWindow(t testing.TB, q *Queue, class Name) uintptr {
	t.Helper()
	w, e := q.CreateWindow(&Creation{Class: class, Parent: MessageOnly})
	if e != 0 {
		t.Fatal(e)
	}
	t.Cleanup(func() { RemoveWindow(w) })
	return w
}

// next takes what comes next; it must be a message.
func next(t testing.TB, q *Queue, wait bool) Message {
	t.Helper()
	var m Message
	var c Call
	if r, e := q.Next(&Filter{Flags: Remove}, wait, &m, &c); r != Got {
		t.Fatalf("result %v, %v", r, e)
	}
	return m
}

func TestPostFromManyThreads(t *testing.T) {
	q := newQueue(t)
	w := newWindow(t, q, className(t))
	const threads, each = 8, 500
	for i := range threads {
		go func() {
			for j := range each {
				if e := Post(w, 0x400, uintptr(i), uintptr(j)); e != 0 {
					t.Error(e)
				}
			}
		}()
	}
	var got [threads]uintptr
	for range threads * each {
		m := next(t, q, true)
		if m.Window != w || got[m.WParam] != m.LParam {
			t.Fatalf("%+v, want number %d of this thread", m, got[m.WParam])
		}
		got[m.WParam]++
	}
}

func TestQueueThatIsNeverEmpty(t *testing.T) {
	q := newQueue(t)
	for i := range 3 * postLimit {
		if e := PostThread(q.id, 0x400, uintptr(i), 0); e != 0 {
			t.Fatal(e)
		}
		if i > 0 {
			if m := next(t, q, false); m.WParam != uintptr(i-1) {
				t.Fatalf("%d, want %d", m.WParam, i-1)
			}
		}
	}
	if len(q.posted) > 2*postLimit+2 {
		t.Errorf("%d messages are kept", len(q.posted))
	}
}

// TestSendUnderFire sends from many threads to one that is sent to itself.
func TestSendUnderFire(t *testing.T) {
	q := newQueue(t)
	class := className(t)
	w := newWindow(t, q, class)
	const threads, each = 6, 300
	done := make(chan struct{}, threads)
	for range threads {
		me := newQueue(t)
		go func() {
			defer func() { done <- struct{}{} }()
			for j := range each {
				var c Call
				var result uintptr
				r, e := me.Send(&Call{Window: w, ID: 0x400, WParam: uintptr(j)}, 0, object.Infinite, &c, &result)
				if r != Got || e != 0 || result != uintptr(j)+1 {
					t.Errorf("%v, %v, %d", r, e, result)
					return
				}
			}
		}()
	}
	for range threads * each {
		var m Message
		var c Call
		if r, e := q.Next(&Filter{}, true, &m, &c); r != Deliver || c.Window != w || c.Proc != 1 {
			t.Fatalf("%v, %v, %+v", r, e, c)
		}
		q.Reply(c.WParam + 1)
	}
	for range threads {
		<-done
	}
}

func TestThreadEnds(t *testing.T) {
	class := className(t)
	thread := object.NewThread(lastID.Add(1), false)
	q := QueueOf(thread, spi.Park)
	w, e := q.CreateWindow(&Creation{Class: class, Parent: MessageOnly})
	if e != 0 {
		t.Fatal(e)
	}
	me := newQueue(t)
	answer := make(chan Result)
	go func() {
		var c Call
		var result uintptr
		r, _ := me.Send(&Call{Window: w, ID: 0x400}, 0, object.Infinite, &c, &result)
		answer <- r
	}()
	for q.Status(Sent) == 0 {
		time.Sleep(time.Millisecond)
	}
	thread.End(0, 0, 0)
	if r := <-answer; r != Gone {
		t.Errorf("the sender got %v", r)
	}
	if IsWindow(w) {
		t.Error("its window is there")
	}
	if e := PostThread(q.id, 0x400, 0, 0); e != ErrorInvalidThreadID {
		t.Errorf("post: %v", e)
	}
	if e := Post(w, 0x400, 0, 0); e != ErrorInvalidWindowHandle {
		t.Errorf("post: %v", e)
	}
}

func TestTimeouts(t *testing.T) {
	q := newQueue(t)
	w := newWindow(t, q, className(t))
	me := newQueue(t)
	var c Call
	var result uintptr
	if r, _ := me.Send(&Call{Window: w, ID: 0x400}, Block, 20, &c, &result); r != Nothing {
		t.Errorf("nobody answered: %v", r)
	}
	var m Message
	if r, _ := q.Next(&Filter{}, false, &m, &c); r != Nothing {
		t.Errorf("it was delivered: %v", r)
	}
	if me.Status(0xFFFF) != 0 {
		t.Error("something is left")
	}
}

// TestHandles shows that the handle of a dead window is not another one's.
func TestHandles(t *testing.T) {
	q := newQueue(t)
	class := className(t)
	seen := make(map[uintptr]bool)
	for range 1000 {
		w, e := q.CreateWindow(&Creation{Class: class, Parent: MessageOnly})
		if e != 0 || seen[w] || w > 0x7FFFFFFF || w&0xFFFF == 0xFFFF {
			t.Fatalf("%x, %v", w, e)
		}
		seen[w] = true
		RemoveWindow(w)
	}
	if _, e := q.CreateWindow(&Creation{Class: class, Style: styleChild}); e != ErrorTLWWithWSChild {
		t.Error(e)
	}
	n := 0
	for ; n <= windowLimit; n++ {
		if _, e := q.CreateWindow(&Creation{Class: class}); e != 0 {
			if e != ErrorNoMoreUserHandles {
				t.Error(e)
			}
			break
		}
	}
	if n < windowLimit-100 || n > windowLimit {
		t.Errorf("%d windows", n)
	}
	all, _ := Below(0, false, q.id)
	for _, w := range all {
		RemoveWindow(w)
	}
}

func TestTimer(t *testing.T) {
	q := newQueue(t)
	begun := time.Now()
	id, e := q.SetTimer(0, 0, 0, 7)
	if e != 0 || !q.Rings(7) || q.Rings(8) {
		t.Fatal(id, e)
	}
	for range 3 {
		if m := next(t, q, true); m.ID != timerMessage || m.WParam != id || m.LParam != 7 {
			t.Fatalf("%+v", m)
		}
	}
	if d := time.Since(begun); d < 3*timerMinimum*time.Millisecond {
		t.Errorf("three times in %v", d)
	}
	if e := q.KillTimer(0, id); e != 0 {
		t.Error(e)
	}
	if e := q.KillTimer(0, id); e != errorInvalidParameter {
		t.Error(e)
	}
}

func TestWait(t *testing.T) {
	q := newQueue(t)
	h, _, e := object.CreateEvent("", false, false, 0)
	if e != 0 {
		t.Fatal(e)
	}
	defer object.Close(h, spi.Park)
	handles := []object.Handle{h}
	wait := func(limit, flags uint32) uint32 {
		r, e := q.Wait(handles, anything, limit, flags)
		if e != 0 {
			t.Error(e)
		}
		return r
	}
	if r := wait(5, 0); r != object.WaitTimeout {
		t.Errorf("nothing: %#x", r)
	}
	go PostThread(q.id, 0x400, 0, 0)
	if r := wait(object.Infinite, 0); r != 1 {
		t.Errorf("a message: %#x", r)
	}
	if r := wait(5, 0); r != object.WaitTimeout {
		t.Errorf("known: %#x", r)
	}
	if r := wait(object.Infinite, InputAvailable); r != 1 {
		t.Errorf("known and wanted: %#x", r)
	}
	if r := wait(5, InputAvailable|WaitAll); r != object.WaitTimeout {
		t.Errorf("not the event: %#x", r)
	}
	go object.SetEvent(h)
	if r := wait(object.Infinite, InputAvailable|WaitAll); r > 1 {
		t.Errorf("both: %#x", r)
	}
	if _, e := q.SetTimer(0, 0, 10, 0); e != 0 {
		t.Error(e)
	}
	next(t, q, false)
	if r := wait(object.Infinite, 0); r != 1 {
		t.Errorf("a timer: %#x", r)
	}
	go object.SetEvent(h)
	if r := wait(object.Infinite, WaitAll); r > 1 {
		t.Errorf("a timer and the event: %#x", r)
	}
}

func BenchmarkPostAndTake(b *testing.B) {
	q := newQueue(b)
	b.ReportAllocs()
	for b.Loop() {
		PostThread(q.id, 0x400, 0, 0)
		next(b, q, false)
	}
}
