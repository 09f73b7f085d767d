package core_test

import (
	"fmt"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/core"
	"winsock/internal/leaktest"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// A scenario is a small program; it stops at the first error and returns what
// failed.
type scenario func(step func(what string, e core.Errno) bool)

// scenarios are the main uses of sockets. Each closes what it opened.
var scenarios = map[string]scenario{
	"stream": func(step func(string, core.Errno) bool) {
		open := func() (core.Handle, bool) {
			h, e := core.Create(ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
			return h, step("socket", e)
		}
		l, ok := open()
		if !ok {
			return
		}
		defer core.Close(l, spi.Park)
		var addr [128]byte
		if !step("bind", core.Bind(l, loopback(0))) || !step("listen", core.Listen(l, 5)) {
			return
		}
		n, e := core.GetSockName(l, addr[:])
		if !step("getsockname", e) {
			return
		}
		c, ok := open()
		if !ok {
			return
		}
		defer core.Close(c, spi.Park)
		if !step("setsockopt", core.SetSockOpt(c, ws2def.IPPROTO_TCP, ws2def.TCP_NODELAY, []byte{1}, 1)) {
			return
		}
		limit := time.Now().Add(2 * time.Second)
		core.SetDeadline(c, &limit, &limit)
		core.SetDeadline(l, &limit, nil)
		if !step("connect", core.Connect(c, addr[:n], spi.Park)) {
			return
		}
		s, _, e := core.Accept(l, addr[:], spi.Park)
		if !step("accept", e) {
			return
		}
		defer core.Close(s, spi.Park)
		core.SetDeadline(s, &limit, &limit)
		_, e = core.Send(c, []byte("some data"), 0, spi.Park)
		if !step("send", e) {
			return
		}
		read := []core.Handle{s}
		if _, e := core.Select(&read, nil, nil, time.Second, spi.Park); !step("select", e) {
			return
		}
		if _, e := core.Poll([]core.PollFd{{Fd: s, Events: ws2def.POLLRDNORM}}, 1, time.Second, spi.Hold); !step("WSAPoll", e) {
			return
		}
		_, e = core.Recv(s, addr[:], 0, spi.Hold)
		if !step("recv", e) {
			return
		}
		m := spi.Message{Buffers: [][]byte{[]byte("more "), []byte("data")}}
		_, e = core.SendMsg(s, &m, 0, spi.Park)
		if !step("WSASend", e) || !step("shutdown", core.Shutdown(s, ws2def.SD_SEND)) {
			return
		}
		_, e = core.Recv(c, addr[:], ws2def.MSG_WAITALL, spi.Park)
		step("recv to the end", e)
	},
	"datagram": func(step func(string, core.Errno) bool) {
		for _, family := range []int32{ws2def.AF_INET, ws2def.AF_INET6} {
			h, e := core.Create(family, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
			if !step("socket", e) {
				return
			}
			defer core.Close(h, spi.Park)
			name := loopback(0)
			if family == ws2def.AF_INET6 {
				name = make([]byte, 28)
				name[0], name[23] = ws2def.AF_INET6, 1
			}
			if !step("bind", core.Bind(h, name)) {
				return
			}
			var addr [128]byte
			n, e := core.GetSockName(h, addr[:])
			if !step("getsockname", e) {
				return
			}
			limit := time.Now().Add(2 * time.Second)
			core.SetDeadline(h, &limit, &limit)
			_, e = core.SendMsg(h, &spi.Message{Name: addr[:n], Buffers: [][]byte{[]byte("datagram")}}, 0, spi.Park)
			if !step("sendto", e) {
				return
			}
			_, e = core.RecvMsg(h, &spi.Message{Name: make([]byte, 128), Buffers: [][]byte{make([]byte, 64)}}, 0, spi.Park)
			if !step("recvfrom", e) {
				return
			}
			if !step("connect", core.Connect(h, addr[:n], spi.Park)) {
				return
			}
			_, e = core.Send(h, []byte("to myself"), 0, spi.Park)
			if !step("send", e) {
				return
			}
			_, e = core.Ioctl(h, ws2def.FIONREAD, nil, make([]byte, 4), spi.Park)
			if !step("FIONREAD", e) {
				return
			}
			_, e = core.Recv(h, addr[:], 0, spi.Park)
			if !step("recv", e) {
				return
			}
		}
	},
	"refused": func(step func(string, core.Errno) bool) {
		h, e := core.Create(ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, nil, 0, 0)
		if !step("socket", e) {
			return
		}
		defer core.Close(h, spi.Park)
		limit := time.Now().Add(2 * time.Second)
		core.SetDeadline(h, &limit, &limit)
		e = core.Connect(h, loopback(1), spi.Park)
		if e == ws2def.WSAECONNREFUSED {
			e = 0
		}
		step("refused connect", e)
	},
}

// TestFaultSweep makes the n-th system call of each scenario fail, for n = 1,
// 2, 3, ... until one run is not touched: every failure is a Winsock code that
// says something, and nothing is left open.
func TestFaultSweep(t *testing.T) {
	for name, run := range scenarios {
		for _, errno := range []syscall.Errno{unix.ENOMEM, unix.ENOBUFS, unix.EPERM} {
			t.Run(fmt.Sprintf("%s/%s", name, unix.ErrnoName(errno)), func(t *testing.T) {
				t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
				start(t)
				if name == "raw" && !mayRaw(t) {
					t.Skip("raw sockets need CAP_NET_RAW")
				}
				for n := int64(1); ; n++ {
					if n > 500 {
						t.Fatal("the scenario does not end")
					}
					var calls atomic.Int64
					var failed atomic.Pointer[string]
					sys.Inject(func(call string) syscall.Errno {
						if calls.Add(1) == n {
							failed.Store(&call)
							return errno
						}
						return 0
					})
					run(func(what string, e core.Errno) bool {
						if e == 0 {
							return true
						}
						call := "nothing"
						if f := failed.Load(); f != nil {
							call = *f
						}
						if e == ws2def.WSASYSCALLFAILURE || e.Name() == "" || failed.Load() == nil {
							t.Errorf("call %d, %s fails %v: %s gives %v", n, call, errno, what, e)
						}
						return false
					})
					sys.Inject(nil)
					if n := len(core.Sockets()); n != 0 {
						t.Fatalf("%d sockets are left", n)
					}
					if failed.Load() == nil {
						if n < 4 {
							t.Fatalf("only %d system calls: the sweep does not reach them", n-1)
						}
						return
					}
				}
			})
		}
	}
	leaktest.Check(t)
}
