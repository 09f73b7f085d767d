package handle_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/handle"
	"winsock/internal/leaktest"
	"winsock/ws2def"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// object counts how often it was finished.
type object struct{ finished atomic.Int32 }

func (o *object) Finish() { o.finished.Add(1) }

func TestHandleValues(t *testing.T) {
	clause.Covers(t, "S-039", "S-111", "S-384", "S-390")
	var table handle.Table
	seen := make(map[ws2def.Handle]bool)
	for range 5000 {
		o := new(object)
		h, ok := table.Open(o, 0)
		if !ok {
			t.Fatal("table is full")
		}
		if h == 0 || h&3 != 0 || h >= 1<<31 || seen[h] {
			t.Fatalf("handle %#x", h)
		}
		seen[h] = true
		if table.Acquire(h) != handle.Object(o) {
			t.Fatalf("%#x means something else", h)
		}
		table.Release(h)
		if len(seen)%2 == 0 {
			if table.Close(h) != handle.Object(o) {
				t.Fatalf("close of %#x", h)
			}
			if o.finished.Load() != 0 || table.Acquire(h) != nil || table.Close(h) != nil {
				t.Fatalf("%#x is open after its close", h)
			}
			table.Release(h)
			if o.finished.Load() != 1 {
				t.Fatalf("finished %d times", o.finished.Load())
			}
		}
	}
	for _, h := range []ws2def.Handle{0, 1, 2, 3, 0xdeadbeef, ws2def.InvalidHandle, 1 << 31, 1 << 40} {
		if table.Acquire(h) != nil || table.Close(h) != nil {
			t.Errorf("%#x is somebody", h)
		}
	}
	if n := len(table.All()); n != 2500 || table.Len() != n {
		t.Errorf("%d handles, Len %d", n, table.Len())
	}
}

func TestStaleValueIsNobody(t *testing.T) {
	clause.Covers(t, "S-390")
	var table handle.Table
	first, _ := table.Open(new(object), 0)
	table.Close(first)
	table.Release(first)
	for range 100 {
		h, _ := table.Open(new(object), 0)
		if h == first {
			t.Fatal("a value came back at once")
		}
		if table.Acquire(first) != nil {
			t.Fatal("a stale value means a new object")
		}
		table.Close(h)
		table.Release(h)
	}
}

func TestRetainOutlivesClose(t *testing.T) {
	var table handle.Table
	o := new(object)
	h, _ := table.Open(o, 0)
	table.Acquire(h)
	table.Close(h)
	table.Retain(h)
	table.Release(h)
	table.Release(h)
	if o.finished.Load() != 0 {
		t.Fatal("finished while somebody holds it")
	}
	table.Release(h)
	if o.finished.Load() != 1 {
		t.Fatal("not finished")
	}
}

func TestFlagsBelongToTheHandle(t *testing.T) {
	var table handle.Table
	o := new(object)
	first, _ := table.Open(o, handle.Inherit)
	second, _ := table.Open(o, 0)
	table.Acquire(first)
	table.Acquire(second)
	if table.Flags(first) != handle.Inherit || table.Flags(second) != 0 {
		t.Fatal("a new handle has other flags than it was opened with")
	}
	table.SetFlags(second, handle.ProtectFromClose, handle.Inherit|handle.ProtectFromClose)
	if table.Flags(first) != handle.Inherit || table.Flags(second) != handle.ProtectFromClose {
		t.Fatal("flags outside the mask, or of another handle, changed")
	}
	for _, h := range []ws2def.Handle{first, second} {
		table.Close(h)
		table.Release(h)
		table.Release(h)
	}
	if o.finished.Load() != 2 {
		t.Fatal("an object with two handles is finished once for each")
	}
	again, _ := table.Open(o, 0)
	table.Acquire(again)
	if table.Flags(again) != 0 {
		t.Fatal("a slot keeps the flags of the handle before")
	}
}

func TestTableIsFull(t *testing.T) {
	var table handle.Table
	o := new(object)
	var last ws2def.Handle
	for range handle.MaxHandles {
		h, ok := table.Open(o, 0)
		if !ok {
			t.Fatal("full too early")
		}
		last = h
	}
	if _, ok := table.Open(o, 0); ok {
		t.Fatal("more handles than there are values")
	}
	table.Close(last)
	table.Release(last)
	if _, ok := table.Open(o, 0); !ok {
		t.Fatal("a closed handle's place is lost")
	}
}

func TestConcurrentUse(t *testing.T) {
	var table handle.Table
	var mu sync.Mutex
	open := make(map[ws2def.Handle]*object)
	var objects []*object
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 3000 {
				o := new(object)
				h, _ := table.Open(o, 0)
				mu.Lock()
				open[h] = o
				objects = append(objects, o)
				var other ws2def.Handle
				for other = range open {
					break
				}
				mu.Unlock()
				if got := table.Acquire(other); got != nil {
					if got.(*object).finished.Load() != 0 {
						t.Error("a finished object was handed out")
					}
					table.Release(other)
				}
				mu.Lock()
				delete(open, other)
				mu.Unlock()
				if table.Close(other) != nil {
					table.Release(other)
				}
			}
		})
	}
	wg.Wait()
	for _, h := range table.All() {
		table.Close(h)
		table.Release(h)
	}
	for _, o := range objects {
		if n := o.finished.Load(); n != 1 {
			t.Fatalf("finished %d times", n)
		}
	}
}

func BenchmarkAcquireRelease(b *testing.B) {
	for _, open := range []int{1, 15000} {
		name := "1 open"
		if open > 1 {
			name = "15000 open"
		}
		b.Run(name, func(b *testing.B) {
			var table handle.Table
			var h ws2def.Handle
			for range open {
				h, _ = table.Open(new(object), 0)
			}
			b.ReportAllocs()
			for b.Loop() {
				if table.Acquire(h) == nil {
					b.Fatal("gone")
				}
				table.Release(h)
			}
		})
	}
	b.Run("two threads, a socket each", func(b *testing.B) {
		var table handle.Table
		b.RunParallel(func(pb *testing.PB) {
			h, _ := table.Open(new(object), 0)
			for pb.Next() {
				table.Acquire(h)
				table.Release(h)
			}
		})
	})
}
