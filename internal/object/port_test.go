package object

import (
	"sync"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/spi"
	"winsock/ws2def"
)

func newPort(t *testing.T, limit uint32) (Handle, *Port) {
	t.Helper()
	h, p, e := NewPort(limit, 0)
	if e != 0 {
		t.Fatal(e)
	}
	t.Cleanup(func() { Close(h, spi.Park) })
	return h, p
}

func TestPortIsFIFO(t *testing.T) {
	clause.Covers(t, "O-195", "O-201", "O-207")
	_, p := newPort(t, 0)
	const n = 1000 // several rings
	for i := range n {
		if e := p.Post(Packet{Key: uintptr(i), Bytes: uint32(2 * i)}); e != 0 {
			t.Fatal(e)
		}
	}
	var out [7]Packet
	for next := 0; next < n; {
		k, e := p.Get(nil, out[:], 0, false)
		if e != 0 {
			t.Fatal(e)
		}
		for _, packet := range out[:k] {
			if packet.Key != uintptr(next) || packet.Bytes != uint32(2*next) {
				t.Fatalf("packet %d is %+v", next, packet)
			}
			next++
		}
	}
	if _, e := p.Get(nil, out[:], 0, false); e != ws2def.WAIT_TIMEOUT {
		t.Error(e)
	}
	begun := time.Now()
	if _, e := p.Get(nil, out[:], 20, false); e != ws2def.WAIT_TIMEOUT || time.Since(begun) < 20*time.Millisecond {
		t.Error(e, time.Since(begun))
	}
}

// awaitIdle waits until n threads wait for packets.
func awaitIdle(p *Port, n uint32) {
	for {
		p.state.mu.Lock()
		idle := p.state.idle
		p.state.mu.Unlock()
		if idle == n {
			return
		}
		time.Sleep(100 * time.Microsecond)
	}
}

func TestPortIsLIFOForThreads(t *testing.T) {
	clause.Covers(t, "O-196")
	_, p := newPort(t, 0)
	got := make([]uintptr, 3)
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() {
			self := NewThread(0, false)
			defer self.End(0, 0, 0)
			var out [1]Packet
			p.Get(self, out[:], Infinite, false)
			got[i] = out[0].Key
		})
		awaitIdle(p, uint32(i+1))
	}
	for i, key := range []uintptr{3, 4, 5} {
		p.Post(Packet{Key: key})
		awaitIdle(p, uint32(2-i))
	}
	all.Wait()
	if got[2] != 3 || got[1] != 4 || got[0] != 5 {
		t.Errorf("the threads got %v", got)
	}
}

func TestPortLimitsThreads(t *testing.T) {
	clause.Covers(t, "O-193", "O-197", "O-198", "O-199")
	_, p := newPort(t, 2)
	var mu sync.Mutex
	running, most, done := 0, 0, 0
	var all sync.WaitGroup
	stop := uintptr(1)
	for range 16 {
		all.Go(func() {
			self := NewThread(0, false)
			defer self.End(0, 0, 0)
			var out [1]Packet
			for {
				if _, e := p.Get(self, out[:], Infinite, false); e != 0 {
					t.Error(e)
					return
				}
				if out[0].Key == stop {
					return
				}
				mu.Lock()
				running++
				most = max(most, running)
				mu.Unlock()
				for begun := time.Now(); time.Since(begun) < 50*time.Microsecond; {
				}
				mu.Lock()
				running--
				done++
				mu.Unlock()
			}
		})
	}
	awaitIdle(p, 16)
	for range 500 {
		p.Post(Packet{})
	}
	for range 16 {
		p.Post(Packet{Key: stop})
	}
	all.Wait()
	if most > 2 || done != 500 {
		t.Errorf("%d threads ran at once, %d packets", most, done)
	}
}

func TestPortClosed(t *testing.T) {
	clause.Covers(t, "O-208", "O-218")
	h, p, e := NewPort(1, 0)
	if e != 0 {
		t.Fatal(e)
	}
	errs := make(chan Errno)
	for range 3 {
		go func() {
			var out [1]Packet
			_, e := p.Get(NewThread(0, false), out[:], Infinite, false)
			errs <- e
		}()
	}
	results := make(chan uint32)
	go func() {
		r, _ := Wait(nil, []Handle{h}, false, Infinite, false, spi.Park)
		results <- r
	}()
	awaitIdle(p, 3)
	for {
		p.state.mu.Lock()
		watched := p.state.watched
		p.state.mu.Unlock()
		if watched == 1 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	Close(h, spi.Park)
	for range 3 {
		if e := <-errs; e != ws2def.ERROR_ABANDONED_WAIT_0 {
			t.Error(e)
		}
	}
	if r := <-results; r != WaitObject0 {
		t.Error(r)
	}
}

func TestPortIsWaitable(t *testing.T) {
	clause.Covers(t, "O-200")
	h, p := newPort(t, 0)
	wait := func(limit uint32) uint32 {
		r, e := Wait(nil, []Handle{h}, false, limit, false, spi.Park)
		if e != 0 {
			t.Error(e)
		}
		return r
	}
	if r := wait(0); r != WaitTimeout {
		t.Error(r)
	}
	results := make(chan uint32)
	for range 2 {
		go func() { results <- wait(Infinite) }()
	}
	time.Sleep(time.Millisecond)
	p.Post(Packet{})
	for range 2 {
		if r := <-results; r != WaitObject0 {
			t.Error(r)
		}
	}
	if r := wait(0); r != WaitObject0 {
		t.Error("a packet is left, but", r)
	}
}
