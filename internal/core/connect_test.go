package core_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// While one caller waits in connect, others find the socket connecting.
func TestS217_ConnectTogether(t *testing.T) {
	clause.Covers(t, "S-217", "S-233", "S-234")
	for way, how := range ways {
		t.Run(way, func(t *testing.T) {
			start(t)
			_, to := stuck(t)
			h := tcp4(t)
			end := blocked(t, func() core.Errno { return core.Connect(h, to, how) })
			for what, call := range map[string]func() (core.Errno, core.Errno){
				"connect":  func() (core.Errno, core.Errno) { return core.Connect(h, to, how), ws2def.WSAEALREADY },
				"listen":   func() (core.Errno, core.Errno) { return core.Listen(h, 5), ws2def.WSAEINVAL },
				"bind":     func() (core.Errno, core.Errno) { return core.Bind(h, loopback(0)), ws2def.WSAEINVAL },
				"send":     func() (core.Errno, core.Errno) { return send(h, "x"), ws2def.WSAENOTCONN },
				"recv":     func() (core.Errno, core.Errno) { _, e := recv(h, 0); return e, ws2def.WSAENOTCONN },
				"SO_ERROR": func() (core.Errno, core.Errno) { return soError(t, h), 0 },
			} {
				if e, want := call(); e != want {
					t.Errorf("%s: %v, want %v", what, e, want)
				}
			}
			if diff := cmp.Diff(to, peerName(t, h)); diff != "" {
				t.Errorf("peer (-want +got):\n%s", diff)
			}
			if ws2def.Port(name(t, h)) == 0 {
				t.Error("no local port")
			}
			core.Close(h, spi.Park)
			if e := <-end; e != ws2def.WSAEINTR {
				t.Error("connect:", e)
			}
		})
	}
}

// Programs connect by calling connect until it says WSAEISCONN.
func TestConnectUntilConnected(t *testing.T) {
	clause.Covers(t, "S-216", "S-217", "S-219")
	start(t)
	_, port := listener(t)
	h := tcp4(t)
	nonblocking(t, h)
	if e := core.Connect(h, loopback(port), spi.Park); e != ws2def.WSAEWOULDBLOCK && e != 0 {
		t.Fatal("Connect:", e)
	}
	eventually(t, ws2def.WSAEISCONN, func() core.Errno {
		e := core.Connect(h, loopback(port), spi.Park)
		if e != ws2def.WSAEALREADY && e != ws2def.WSAEISCONN {
			t.Fatal("Connect:", e)
		}
		return e
	})
	if e := send(h, "x"); e != 0 {
		t.Error("Send:", e)
	}
}

// A failed attempt leaves a socket that can do all that a bound one can.
func TestS236_AfterFailedConnect(t *testing.T) {
	clause.Covers(t, "S-236", "S-185", "S-223", "S-255", "S-303", "S-700")
	start(t)
	_, port := listener(t)
	failed := func() core.Handle {
		h := tcp4(t)
		nonblocking(t, h)
		if e := core.Connect(h, refusing(t), spi.Park); e != ws2def.WSAEWOULDBLOCK {
			t.Fatal("Connect:", e)
		}
		eventually(t, "x", func() string { return state(t, h) })
		return h
	}
	h := failed()
	for what, call := range map[string]func() (core.Errno, core.Errno){
		"getpeername": func() (core.Errno, core.Errno) {
			_, e := core.GetPeerName(h, make([]byte, 16))
			return e, ws2def.WSAENOTCONN
		},
		"send":     func() (core.Errno, core.Errno) { return send(h, "x"), ws2def.WSAENOTCONN },
		"recv":     func() (core.Errno, core.Errno) { _, e := recv(h, 0); return e, ws2def.WSAENOTCONN },
		"shutdown": func() (core.Errno, core.Errno) { return core.Shutdown(h, ws2def.SD_BOTH), ws2def.WSAENOTCONN },
		"bind":     func() (core.Errno, core.Errno) { return core.Bind(h, loopback(0)), ws2def.WSAEINVAL },
		"accept":   func() (core.Errno, core.Errno) { _, _, e := core.Accept(h, nil, spi.Park); return e, ws2def.WSAEINVAL },
	} {
		if e, want := call(); e != want {
			t.Errorf("%s: %v, want %v", what, e, want)
		}
	}
	local := ws2def.Port(name(t, h))
	if local == 0 {
		t.Error("no local port")
	}
	if e := core.Listen(h, 5); e != 0 {
		t.Fatal("Listen:", e)
	}
	if e := soError(t, h); e != ws2def.WSAECONNREFUSED {
		t.Error("S-236: SO_ERROR after listen:", e)
	}
	if got := ws2def.Port(name(t, h)); got != local {
		t.Errorf("S-185: port %d, before listen %d", got, local)
	}
	caller(t, local)
	eventually(t, true, func() bool {
		s, _, e := core.Accept(h, nil, spi.Park)
		core.Close(s, spi.Park)
		return e == 0
	})

	// A blocking attempt that succeeds takes the error away.
	h = failed()
	if _, e := core.Ioctl(h, ws2def.FIONBIO, le32(0), nil, spi.Park); e != 0 {
		t.Fatal("FIONBIO:", e)
	}
	if e := core.Connect(h, refusing(t), spi.Hold); e != ws2def.WSAECONNREFUSED {
		t.Error("S-223: second attempt:", e)
	}
	if e := soError(t, h); e != ws2def.WSAECONNREFUSED {
		t.Error("S-236: SO_ERROR after a second failure:", e)
	}
	if e := core.Connect(h, loopback(port), spi.Hold); e != 0 {
		t.Error("S-223: third attempt:", e)
	}
	if e := soError(t, h); e != 0 {
		t.Error("S-236: SO_ERROR after success:", e)
	}
	if got := state(t, h); got != "w" {
		t.Errorf("select says %q", got)
	}
}

// A wrong destination is no attempt: the socket stays as it was.
func TestS230_WrongDestinationChangesNothing(t *testing.T) {
	clause.Covers(t, "S-230", "S-228", "S-229", "S-250")
	start(t)
	_, port := listener(t)
	h := tcp4(t)
	for what, c := range map[string]struct {
		to   []byte
		want core.Errno
	}{
		"NULL":            {nil, ws2def.WSAEFAULT},
		"empty":           {[]byte{}, ws2def.WSAEFAULT},
		"one byte":        {[]byte{2}, ws2def.WSAEFAULT},
		"short":           {loopback(port)[:15], ws2def.WSAEFAULT},
		"IPv6":            {inet6("::1", port), ws2def.WSAEAFNOSUPPORT},
		"AF_UNSPEC":       {make([]byte, 16), ws2def.WSAEAFNOSUPPORT},
		"unknown family":  {append([]byte{0xFF, 0xFF}, make([]byte, 14)...), ws2def.WSAEAFNOSUPPORT},
		"Linux' AF_INET6": {append([]byte{10, 0}, make([]byte, 26)...), ws2def.WSAEAFNOSUPPORT},
		"wildcard":        {inet4(0, 0, 0, 0, port), ws2def.WSAEADDRNOTAVAIL},
		"port 0":          {loopback(0), ws2def.WSAEADDRNOTAVAIL},
	} {
		if e := core.Connect(h, c.to, spi.Park); e != c.want {
			t.Errorf("%s: %v, want %v", what, e, c.want)
		}
		if _, e := core.GetSockName(h, make([]byte, 16)); e != ws2def.WSAEINVAL {
			t.Errorf("%s: the socket is bound now: %v", what, e)
		}
		if got := state(t, h); got != "" {
			t.Errorf("%s: select says %q", what, got)
		}
	}
	// sockaddrs may be longer than they have to be.
	if e := core.Connect(h, storage(loopback(port)), spi.Park); e != 0 {
		t.Error("Connect:", e)
	}
}

func TestS254_LocalName(t *testing.T) {
	clause.Covers(t, "S-254", "S-232", "S-251")
	start(t)
	_, port := listener(t)
	h := tcp4(t)
	if e := core.Bind(h, inet4(0, 0, 0, 0, 0)); e != 0 {
		t.Fatal("Bind:", e)
	}
	bound := name(t, h)
	if diff := cmp.Diff(inet4(0, 0, 0, 0, ws2def.Port(bound)), bound); diff != "" {
		t.Errorf("S-251: after bind (-want +got):\n%s", diff)
	}
	if e := core.Connect(h, loopback(port), spi.Park); e != 0 {
		t.Fatal("Connect:", e)
	}
	if diff := cmp.Diff(loopback(ws2def.Port(bound)), name(t, h)); diff != "" {
		t.Errorf("after connect (-want +got):\n%s", diff)
	}
}

// The time-outs of a socket are for transfers only.
func TestTimeoutsSpareOtherCalls(t *testing.T) {
	clause.Covers(t, "S-240")
	const limit = 30 * time.Millisecond
	for way, how := range ways {
		t.Run(way, func(t *testing.T) {
			start(t)
			impatient := func(h core.Handle) core.Handle {
				set(h, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(1))
				set(h, ws2def.SOL_SOCKET, ws2def.SO_SNDTIMEO, le32(1))
				return h
			}
			until := func(h core.Handle) {
				end := time.Now().Add(limit)
				core.SetDeadline(h, &end, &end)
			}
			_, to := stuck(t)
			c := impatient(tcp4(t))
			lasts(t, "connect", limit, func() {
				until(c)
				if e := core.Connect(c, to, how); e != ws2def.WSAETIMEDOUT {
					t.Error("connect:", e)
				}
			})
			l, _ := listener(t)
			impatient(l)
			lasts(t, "accept", limit, func() {
				until(l)
				if _, _, e := core.Accept(l, nil, how); e != ws2def.WSAETIMEDOUT {
					t.Error("accept:", e)
				}
			})
			client, _ := pair(t)
			impatient(client)
			lasts(t, "select", limit, func() {
				set := []core.Handle{client}
				if n, e := core.Select(&set, nil, nil, limit, how); n != 0 || e != 0 {
					t.Error("select:", n, e)
				}
			})
			lasts(t, "WSAPoll", limit, func() {
				fds := []core.PollFd{{Fd: client, Events: rd}}
				if n, e := core.Poll(fds, 1, limit, how); n != 0 || e != 0 {
					t.Error("WSAPoll:", n, e)
				}
			})
		})
	}
}
