package object

import (
	"testing"
	"time"

	"winsock/ws2def"
)

func TestWatch(t *testing.T) {
	h := event(t, false, false)
	told := make(chan bool, 10)
	x, e := NewWatch(h, Infinite, func(timedOut bool) { told <- timedOut })
	if e != 0 {
		t.Fatal(e)
	}
	for range 3 {
		x.Start()
		SetEvent(h)
		if <-told {
			t.Error("timed out")
		}
	}
	SetEvent(h)
	x.Start()
	if <-told || look(t, nil, h) != WaitTimeout {
		t.Error("signalled at the start: not told, or not taken")
	}
	x.Start()
	x.Stop()
	SetEvent(h)
	x.Start()
	select {
	case <-told:
		t.Error("told after the stop")
	default:
	}
	if look(t, nil, h) != WaitObject0 {
		t.Error("taken after the stop")
	}
	if _, e := NewWatch(0, 0, nil); e != ws2def.ERROR_INVALID_HANDLE {
		t.Error(e)
	}
}

func TestWatchLimit(t *testing.T) {
	h := event(t, false, false)
	told := make(chan bool, 10)
	for _, limit := range []uint32{0, 5} {
		x, e := NewWatch(h, limit, func(timedOut bool) { told <- timedOut })
		if e != 0 {
			t.Fatal(e)
		}
		for range 3 {
			begun := time.Now()
			x.Start()
			if !<-told || time.Since(begun) < time.Duration(limit)*time.Millisecond {
				t.Error("signalled, or too early")
			}
		}
		x.Stop()
	}
	if headerOf(h).first != nil {
		t.Error("a watch that is over stays in the queue")
	}
}

// TestWatchRaces lets signals, limits and stops meet.
func TestWatchRaces(t *testing.T) {
	h := event(t, false, false)
	for range 300 {
		told := make(chan bool, 1)
		x, e := NewWatch(h, 1, func(timedOut bool) { told <- timedOut })
		if e != 0 {
			t.Fatal(e)
		}
		x.Start()
		set := make(chan struct{})
		go func() {
			time.Sleep(time.Millisecond)
			SetEvent(h)
			close(set)
		}()
		timedOut := <-told
		<-set
		x.Stop()
		if timedOut != (look(t, nil, h) == WaitObject0) {
			t.Fatal("a token was lost or doubled; timed out:", timedOut)
		}
	}
}
