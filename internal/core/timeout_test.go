package core_test

import (
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// transfers are the calls that a socket's time-outs limit, and what they wait
// on.
var transfers = map[string]struct {
	option int32
	open   func(t *testing.T) core.Handle
	call   func(h core.Handle, how spi.Way) (int, core.Errno)
}{
	"recv": {
		ws2def.SO_RCVTIMEO,
		func(t *testing.T) core.Handle { c, _ := pair(t); return c },
		func(h core.Handle, how spi.Way) (int, core.Errno) { return core.Recv(h, make([]byte, 9), 0, how) },
	},
	"recv of nothing": {
		ws2def.SO_RCVTIMEO,
		func(t *testing.T) core.Handle { c, _ := pair(t); return c },
		func(h core.Handle, how spi.Way) (int, core.Errno) { return core.Recv(h, nil, 0, how) },
	},
	"WSARecv": {
		ws2def.SO_RCVTIMEO,
		func(t *testing.T) core.Handle { c, _ := pair(t); return c },
		func(h core.Handle, how spi.Way) (int, core.Errno) {
			return core.RecvMsg(h, &spi.Message{Buffers: [][]byte{make([]byte, 1), make([]byte, 1)}}, 0, how)
		},
	},
	"recvfrom": {
		ws2def.SO_RCVTIMEO,
		func(t *testing.T) core.Handle { return udp4(t) },
		func(h core.Handle, how spi.Way) (int, core.Errno) {
			return core.RecvMsg(h, &spi.Message{Name: make([]byte, 16), Buffers: [][]byte{make([]byte, 1)}}, 0, how)
		},
	},
	"send": {
		ws2def.SO_SNDTIMEO,
		func(t *testing.T) core.Handle { c, _ := full(t); return c },
		func(h core.Handle, how spi.Way) (int, core.Errno) { return core.Send(h, make([]byte, 1<<20), 0, how) },
	},
	"WSASend": {
		ws2def.SO_SNDTIMEO,
		func(t *testing.T) core.Handle { c, _ := full(t); return c },
		func(h core.Handle, how spi.Way) (int, core.Errno) {
			return core.SendMsg(h, &spi.Message{Buffers: [][]byte{make([]byte, 9), make([]byte, 1<<20)}}, 0, how)
		},
	},
}

func TestS457_Timeouts(t *testing.T) {
	clause.Covers(t, "S-457", "S-461", "S-684", "S-459", "S-460")
	const limit = 30 * time.Millisecond
	for what, c := range transfers {
		for way, how := range ways {
			t.Run(what+"/"+way, func(t *testing.T) {
				start(t)
				h := c.open(t)
				set(h, ws2def.SOL_SOCKET, ws2def.SO_LINGER, le32(1)) // drop what full has queued
				if e := set(h, ws2def.SOL_SOCKET, c.option, le32(int32(limit/time.Millisecond))); e != 0 {
					t.Fatal("SetSockOpt:", e)
				}
				for range 2 { // again and again
					lasts(t, what, limit, func() {
						if _, e := c.call(h, how); e != ws2def.WSAETIMEDOUT {
							t.Error(e)
						}
					})
				}
				// Each of several callers has its own time.
				early := blocked(t, func() core.Errno { _, e := c.call(h, how); return e })
				lasts(t, "beside another", limit, func() {
					if _, e := c.call(h, how); e != ws2def.WSAETIMEDOUT {
						t.Error("beside another:", e)
					}
				})
				if e := <-early; e != ws2def.WSAETIMEDOUT {
					t.Error(e)
				}
				nonblocking(t, h)
				if _, e := c.call(h, how); e != ws2def.WSAEWOULDBLOCK {
					t.Error("S-460:", e)
				}
			})
		}
	}
}

// A signal that reaches the thread in the kernel is nobody's business: the call
// goes on, and its time runs on.
func TestS683_SignalDoesNotInterrupt(t *testing.T) {
	clause.Covers(t, "S-683", "S-118")
	start(t)
	const limit = 60 * time.Millisecond
	h, _ := pair(t)
	set(h, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(int32(limit/time.Millisecond)))
	thread := make(chan int)
	began := time.Now()
	end := blocked(t, func() core.Errno {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		go func(tid int) { thread <- tid }(unix.Gettid())
		_, e := core.Recv(h, make([]byte, 1), 0, spi.Hold)
		return e
	})
	tid := <-thread
	for len(end) == 0 {
		if err := unix.Tgkill(unix.Getpid(), tid, unix.SIGURG); err != nil {
			t.Fatal("Tgkill:", err)
		}
		time.Sleep(time.Millisecond)
	}
	if e, d := <-end, time.Since(began); e != ws2def.WSAETIMEDOUT || d < limit || d > limit+late {
		t.Errorf("recv: %v after %v", e, d)
	}
}
