package uring

import (
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/internal/leaktest"
	"winsock/internal/sys"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// newRing skips the test where there can be no io_uring.
func newRing(t *testing.T) *Ring {
	t.Helper()
	if lacks := Probe(); lacks != "" {
		t.Skip(lacks)
	}
	r, e := New(true)
	if e != 0 {
		t.Fatal(e)
	}
	t.Cleanup(func() {
		r.Close()
		r.Free()
	})
	return r
}

// pop takes the next completion, for which it waits.
func (r *Ring) pop(t *testing.T) sys.UringCompletion {
	t.Helper()
	q := r.Queues()
	for end := time.Now().Add(10 * time.Second); *q.CqHead == *q.CqTail; {
		if time.Now().After(end) {
			t.Fatal("no completion")
		}
		r.Wait(int64(time.Second))
	}
	c := *q.Completion(*q.CqHead)
	*q.CqHead++
	return c
}

func socketPair(t *testing.T) (a, b int32) {
	t.Helper()
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		unix.Close(pair[0])
		unix.Close(pair[1])
	})
	return int32(pair[0]), int32(pair[1])
}

func TestTransfer(t *testing.T) {
	clause.Covers(t, "O-490", "O-492")
	r := newRing(t)
	a, b := socketPair(t)
	in, out := make([]byte, 8), []byte("hello")
	r.Receive(b, &in[0], 8, 1)
	r.Send(a, &out[0], 5, 2)
	if n := r.Pending(); n != 2 {
		t.Error(n, "requests wait")
	}
	got := map[uint64]int32{}
	for range 2 {
		c := r.pop(t)
		got[c.Data] = c.Result
	}
	if got[1] != 5 || got[2] != 5 || string(in[:5]) != "hello" || r.Pending() != 0 {
		t.Error(got, in)
	}
}

func TestCancel(t *testing.T) {
	clause.Covers(t, "O-500", "O-541")
	r := newRing(t)
	_, b := socketPair(t)
	in := make([]byte, 8)
	r.Receive(b, &in[0], 8, 1)
	r.Submit()
	r.Cancel(1, 2)
	got := map[uint64]int32{}
	for range 2 {
		c := r.pop(t)
		got[c.Data] = c.Result
	}
	if !Undone(got[1]) || got[2] != 0 {
		t.Error(got)
	}
}

func TestManyRequests(t *testing.T) {
	r := newRing(t)
	const n = 3 * requests // more than there is room for
	for i := range uint64(n) {
		r.Nop(i)
	}
	for i := range uint64(n) {
		if c := r.pop(t); c.Data != i {
			t.Fatalf("completion %d is of %d", i, c.Data)
		}
	}
}

func TestWatch(t *testing.T) {
	r := newRing(t)
	a, b := socketPair(t)
	r.Watch(int(b), 7)
	for range 3 {
		if _, err := unix.Write(int(a), []byte("x")); err != nil {
			t.Fatal(err)
		}
		if c := r.pop(t); c.Data != 7 || c.Flags&sys.UringMore == 0 {
			t.Fatalf("%+v", c)
		}
	}
}

func TestWaitEnds(t *testing.T) {
	r := newRing(t)
	begun := time.Now()
	r.Wait(int64(20 * time.Millisecond))
	if d := time.Since(begun); d < 20*time.Millisecond {
		t.Error("after", d)
	}
}

// Wait returns with the completions of a part, and holds the thread only when all is
// submitted and nothing has completed.
func TestWaitSubmitsInParts(t *testing.T) {
	r := newRing(t)
	for i := range uint64(manyRequests + 1) {
		r.Nop(i)
	}
	r.Wait(-1)
	if n, got := r.Pending(), atomic.LoadUint32(r.queues.CqTail); n != 1 || got != manyRequests {
		t.Fatalf("%d requests wait, %d have completed", n, got)
	}
	for i := range uint64(manyRequests + 1) {
		if c := r.pop(t); c.Data != i {
			t.Fatalf("completion %d is of %d", i, c.Data)
		}
	}
	_, b := socketPair(t)
	var in [2 * manyRequests]byte
	for i := range in {
		r.Receive(b, &in[i], 1, uint64(i))
	}
	begun := time.Now()
	r.Wait(int64(20 * time.Millisecond))
	if d, n := time.Since(begun), r.Pending(); d < 20*time.Millisecond || n != 0 {
		t.Errorf("after %v, %d requests wait", d, n)
	}
}

func TestDescriptor(t *testing.T) {
	clause.Covers(t, "O-510")
	r := newRing(t)
	flags, err := unix.FcntlInt(uintptr(r.Queues().Fd), unix.F_GETFD, 0)
	if err != nil || flags&unix.FD_CLOEXEC == 0 {
		t.Error(flags, err)
	}
}

// What the kernel answers where io_uring can't be had.
func TestProbe(t *testing.T) {
	clause.Covers(t, "O-512")
	for _, e := range []syscall.Errno{unix.EPERM, unix.ENOSYS, unix.ENOMEM, unix.EINVAL, unix.EMFILE} {
		sys.Inject(func(call string) syscall.Errno {
			if call == "io_uring_setup" {
				return e
			}
			return 0
		})
		if Probe() == "" {
			t.Errorf("%v goes unnoticed", e)
		}
		sys.Inject(nil)
	}
}
