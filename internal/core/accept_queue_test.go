package core_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

func TestS195_AcceptWrongSocket(t *testing.T) {
	clause.Covers(t, "S-195", "S-196", "S-197", "S-213")
	start(t)
	fresh := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	bound := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	udp := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	boundUDP := create(t, ws2def.AF_INET6, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	if e := core.Bind(bound, loopback(0)); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := core.Bind(boundUDP, inet6("::1", 0)); e != 0 {
		t.Fatal("Bind:", e)
	}
	client, server := pair(t)
	idle, _ := listener(t)
	nonblocking(t, idle)
	for _, c := range []struct {
		id, what string
		h        core.Handle
		want     core.Errno
	}{
		{"S-195", "new", fresh, ws2def.WSAEINVAL},
		{"S-195", "bound", bound, ws2def.WSAEINVAL},
		{"S-195", "connected", client, ws2def.WSAEINVAL},
		{"S-213", "accepted", server, ws2def.WSAEINVAL},
		{"S-196", "UDP", udp, ws2def.WSAEOPNOTSUPP},
		{"S-196", "bound UDP", boundUDP, ws2def.WSAEOPNOTSUPP},
		{"S-197", "nothing queued", idle, ws2def.WSAEWOULDBLOCK},
	} {
		accept := map[string]func() (core.Handle, int, core.Errno){
			"accept": func() (core.Handle, int, core.Errno) { return core.Accept(c.h, nil, spi.Park) },
			"accept with a short name": func() (core.Handle, int, core.Errno) {
				if c.want == ws2def.WSAEWOULDBLOCK {
					return core.Accept(c.h, make([]byte, 16), spi.Hold)
				}
				return core.Accept(c.h, []byte{}, spi.Hold)
			},
			"WSAAccept": func() (core.Handle, int, core.Errno) {
				return core.AcceptIf(c.h, nil, func(core.Caller) int32 {
					t.Error("the condition function is called")
					return ws2def.CF_ACCEPT
				}, spi.Park)
			},
		}
		for call, f := range accept {
			if h, n, e := f(); h != ws2def.InvalidHandle || n != 0 || e != c.want {
				t.Errorf("%s %s, %s: %#x, %d, %v; want %v", c.id, c.what, call, h, n, e, c.want)
			}
		}
	}
	if e := core.Connect(server, name(t, idle), spi.Park); e != ws2def.WSAEISCONN {
		t.Error("S-213 connect:", e)
	}
}

func TestS198_AcceptName(t *testing.T) {
	clause.Covers(t, "S-198", "S-201")
	start(t)
	l, port := listener(t)
	nonblocking(t, l)
	c := caller(t, port)
	eventually(t, "r", func() string { return state(t, l) })
	for _, n := range []int{0, 1, 15} {
		short := bytes.Repeat([]byte{0xEE}, n)
		h, length, e := core.Accept(l, short, spi.Park)
		if h != ws2def.InvalidHandle || length != 0 || e != ws2def.WSAEFAULT {
			t.Errorf("S-198 length %d: %#x, %d, %v", n, h, length, e)
		}
		if !cmp.Equal(short, bytes.Repeat([]byte{0xEE}, n)) {
			t.Errorf("S-198 length %d: the buffer is %x", n, short)
		}
	}
	// The connection is still there.
	buf := bytes.Repeat([]byte{0xEE}, 128)
	h, n, e := core.Accept(l, buf, spi.Park)
	if e != 0 || n != 16 {
		t.Fatalf("S-201: length %d, %v", n, e)
	}
	t.Cleanup(func() { core.Close(h, spi.Park) })
	want := append(name(t, c), bytes.Repeat([]byte{0xEE}, 112)...)
	if diff := cmp.Diff(want, buf); diff != "" {
		t.Errorf("S-201 (-want +got):\n%s", diff)
	}

	// IPv6 addresses need more room.
	six := create(t, ws2def.AF_INET6, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	if e := core.Bind(six, inet6("::1", 0)); e != 0 {
		t.Fatal("Bind:", e)
	}
	core.Listen(six, 5)
	c6 := create(t, ws2def.AF_INET6, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	if e := core.Connect(c6, name(t, six), spi.Park); e != 0 {
		t.Fatal("Connect:", e)
	}
	if _, _, e := core.Accept(six, make([]byte, 16), spi.Park); e != ws2def.WSAEFAULT {
		t.Error("S-198 IPv6, length 16:", e)
	}
	h6, n, e := core.Accept(six, buf, spi.Park)
	if e != 0 || n != 28 {
		t.Fatalf("IPv6: length %d, %v", n, e)
	}
	core.Close(h6, spi.Park)
	if diff := cmp.Diff(name(t, c6), buf[:n]); diff != "" {
		t.Errorf("IPv6 (-want +got):\n%s", diff)
	}
}

func TestS204_ListenerClosedUnderSeveral(t *testing.T) {
	clause.Covers(t, "S-204", "S-214", "S-386", "S-703", "S-121", "S-016")
	for way, how := range ways {
		t.Run(way, func(t *testing.T) {
			start(t)
			l, port := listener(t)
			var ends []<-chan core.Errno
			for range 3 {
				ends = append(ends, blocked(t, func() core.Errno {
					h, n, e := core.Accept(l, make([]byte, 128), how)
					if h != ws2def.InvalidHandle || n != 0 {
						t.Errorf("the ended accept gives %#x, %d", h, n)
					}
					return e
				}))
			}
			if e := core.Close(l, spi.Park); e != 0 {
				t.Fatal("Close:", e)
			}
			for _, end := range ends {
				if e := <-end; e != ws2def.WSAEINTR {
					t.Error("accept:", e)
				}
			}
			c := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
			if e := core.Connect(c, loopback(port), spi.Park); e != ws2def.WSAECONNREFUSED {
				t.Error("connect to the closed listener:", e)
			}
		})
	}
}

// Several callers share the queue; each connection is given to one of them.
func TestAcceptTogether(t *testing.T) {
	start(t)
	l, port := listener(t)
	const each = 3
	peers := make(chan string, 2*each)
	var ends []<-chan core.Errno
	for _, how := range ways {
		for range each {
			ends = append(ends, blocked(t, func() core.Errno {
				buf := make([]byte, 128)
				h, n, e := core.Accept(l, buf, how)
				if e == 0 {
					peers <- string(buf[:n])
					core.Close(h, spi.Park)
				}
				return e
			}))
		}
	}
	want := make(map[string]bool)
	for range ends {
		want[string(name(t, caller(t, port)))] = true
	}
	got := make(map[string]bool)
	for _, end := range ends {
		if e := <-end; e != 0 {
			t.Fatal("Accept:", e)
		}
		got[<-peers] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("peers (-want +got):\n%s", diff)
	}
}

func TestS205_Condition(t *testing.T) {
	clause.Covers(t, "S-205", "S-206", "S-207", "S-215")
	for way, how := range ways {
		t.Run(way, func(t *testing.T) {
			start(t)
			l, port := listener(t)
			answer := func(decision int32, want core.Caller) core.Condition {
				return func(c core.Caller) int32 {
					if diff := cmp.Diff(want, c); diff != "" {
						t.Errorf("the condition function's arguments (-want +got):\n%s", diff)
					}
					return decision
				}
			}
			a, b := caller(t, port), caller(t, port) // S-215: connect does not wait for the decision
			fromA := core.Caller{Name: name(t, a), Local: loopback(port), Group: new(uint32)}
			fromB := core.Caller{Name: name(t, b), Local: loopback(port), Group: new(uint32)}
			for range 3 {
				h, n, e := core.AcceptIf(l, make([]byte, 128), answer(ws2def.CF_DEFER, fromA), how)
				if h != ws2def.InvalidHandle || n != 0 || e != ws2def.WSATRY_AGAIN {
					t.Fatalf("S-205: %#x, %d, %v", h, n, e)
				}
				if got := state(t, l); got != "r" {
					t.Errorf("S-205: select says %q of a listener with a deferred connection", got)
				}
			}
			buf := make([]byte, 128)
			h, n, e := core.AcceptIf(l, buf, answer(ws2def.CF_ACCEPT, fromA), how)
			if e != 0 || !cmp.Equal(fromA.Name, buf[:n]) {
				t.Fatalf("S-207: %v, %v", buf[:n], e)
			}
			t.Cleanup(func() { core.Close(h, spi.Park) })
			if diff := cmp.Diff(name(t, a), peerName(t, h)); diff != "" {
				t.Errorf("S-207 (-want +got):\n%s", diff)
			}
			if _, e := core.Send(h, []byte("x"), 0, how); e != 0 {
				t.Error("S-207: Send:", e)
			}
			h, n, e = core.AcceptIf(l, buf, answer(ws2def.CF_REJECT, fromB), how)
			if h != ws2def.InvalidHandle || n != 0 || e != ws2def.WSAECONNREFUSED {
				t.Fatalf("S-206: %#x, %d, %v", h, n, e)
			}
			// The connection stood already, so the refusal is a reset.
			if _, e := core.Recv(b, buf, 0, how); e != ws2def.WSAECONNRESET {
				t.Error("S-206: the peer's recv:", e)
			}
			nonblocking(t, l)
			if _, _, e := core.Accept(l, nil, how); e != ws2def.WSAEWOULDBLOCK {
				t.Error("the queue is empty:", e)
			}
		})
	}
}

// Connections that several condition functions put off at the same time are all
// kept, and a caller that waits is told of them.
func TestS205_DeferTogether(t *testing.T) {
	clause.Covers(t, "S-205")
	start(t)
	l, port := listener(t)
	const calls = 3
	var deciding, decide [calls]chan bool
	var ends [calls]<-chan core.Errno
	want := make(map[string]bool)
	for i := range calls {
		deciding[i], decide[i] = make(chan bool), make(chan bool)
		end := make(chan core.Errno, 1)
		ends[i] = end
		want[string(name(t, caller(t, port)))] = true
		go func() {
			_, _, e := core.AcceptIf(l, nil, func(core.Caller) int32 {
				close(deciding[i])
				<-decide[i]
				return ws2def.CF_DEFER
			}, spi.Park)
			end <- e
		}()
		<-deciding[i]
	}
	got := make(map[string]bool)
	accept := func() core.Errno {
		buf := make([]byte, 128)
		h, n, e := core.Accept(l, buf, spi.Park)
		if e == 0 {
			got[string(buf[:n])] = true
			core.Close(h, spi.Park)
		}
		return e
	}
	waiting := blocked(t, accept)
	for i := range calls {
		close(decide[i])
		if e := <-ends[i]; e != ws2def.WSATRY_AGAIN {
			t.Error("WSAAccept:", e)
		}
	}
	if e := <-waiting; e != 0 {
		t.Error("accept that waited:", e)
	}
	nonblocking(t, l)
	for range calls - 1 {
		if e := accept(); e != 0 {
			t.Error("Accept:", e)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("peers (-want +got):\n%s", diff)
	}
	if e := accept(); e != ws2def.WSAEWOULDBLOCK {
		t.Error("the queue is empty:", e)
	}
}

// A deferred connection ends with its listener.
func TestDeferredIsClosed(t *testing.T) {
	start(t)
	l, port := listener(t)
	c := caller(t, port)
	if _, _, e := core.AcceptIf(l, nil, func(core.Caller) int32 { return ws2def.CF_DEFER }, spi.Park); e != ws2def.WSATRY_AGAIN {
		t.Fatal("WSAAccept:", e)
	}
	core.Close(l, spi.Park)
	if _, e := core.Recv(c, make([]byte, 1), 0, spi.Park); e != ws2def.WSAECONNRESET {
		t.Error("Recv:", e)
	}
}

func TestS209_AcceptInherits(t *testing.T) {
	clause.Covers(t, "S-209")
	start(t)
	for _, c := range []struct {
		what        string
		level, name int32
		value, want int32
	}{
		{"SO_REUSEADDR", ws2def.SOL_SOCKET, ws2def.SO_REUSEADDR, 1, 1},
		{"SO_KEEPALIVE", ws2def.SOL_SOCKET, ws2def.SO_KEEPALIVE, 1, 1},
		{"SO_OOBINLINE", ws2def.SOL_SOCKET, ws2def.SO_OOBINLINE, 1, 1},
		{"SO_SNDBUF", ws2def.SOL_SOCKET, ws2def.SO_SNDBUF, 0x123, 0x123},
		{"SO_RCVBUF", ws2def.SOL_SOCKET, ws2def.SO_RCVBUF, 0x123, 0x123},
		{"SO_SNDTIMEO", ws2def.SOL_SOCKET, ws2def.SO_SNDTIMEO, 63000, 63000},
		{"SO_RCVTIMEO", ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, 997000, 997000},
		{"SO_LINGER", ws2def.SOL_SOCKET, ws2def.SO_LINGER, 0x12340001, 0x12340001},
		{"SO_DONTLINGER", ws2def.SOL_SOCKET, ws2def.SO_DONTLINGER, 0, 0},
		{"TCP_NODELAY", ws2def.IPPROTO_TCP, ws2def.TCP_NODELAY, 1, 1},
	} {
		t.Run(c.what, func(t *testing.T) {
			l, port := listener(t)
			if e := set(l, c.level, c.name, le32(c.value)); e != 0 {
				t.Fatal("SetSockOpt:", e)
			}
			caller(t, port)
			h := accepted(t, l)
			t.Cleanup(func() { set(h, ws2def.SOL_SOCKET, ws2def.SO_DONTLINGER, le32(1)) })
			if got := number(t, h, c.level, c.name); got != c.want {
				t.Errorf("the new socket's is %#x, want %#x", got, c.want)
			}
			// They are the new socket's own from now on.
			if e := set(l, c.level, c.name, le32(0)); e != 0 && c.name != ws2def.SO_REUSEADDR {
				t.Fatal("SetSockOpt:", e)
			}
			if got := number(t, h, c.level, c.name); got != c.want {
				t.Errorf("after a change of the listener's it is %#x, want %#x", got, c.want)
			}
		})
	}
}

// What is inherited has its effect.
func TestS209_InheritedOptionsAct(t *testing.T) {
	clause.Covers(t, "S-209", "S-212")
	start(t)
	t.Run("SO_RCVTIMEO", func(t *testing.T) {
		l, port := listener(t)
		set(l, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(15))
		caller(t, port)
		h := accepted(t, l)
		lasts(t, "recv", 15*time.Millisecond, func() {
			if _, e := core.Recv(h, make([]byte, 1), 0, spi.Park); e != ws2def.WSAETIMEDOUT {
				t.Error("Recv:", e)
			}
		})
	})
	t.Run("S-210 nonblocking", func(t *testing.T) {
		l, port := listener(t)
		nonblocking(t, l)
		caller(t, port)
		eventually(t, "r", func() string { return state(t, l) })
		h := accepted(t, l)
		if _, e := core.Recv(h, make([]byte, 1), 0, spi.Park); e != ws2def.WSAEWOULDBLOCK {
			t.Error("Recv:", e)
		}
		if _, e := core.Ioctl(l, ws2def.FIONBIO, le32(0), nil, spi.Park); e != 0 {
			t.Fatal("FIONBIO:", e)
		}
		caller(t, port)
		h = accepted(t, l)
		end := blocked(t, func() core.Errno {
			_, e := core.Recv(h, make([]byte, 1), 0, spi.Park)
			return e
		})
		core.Close(h, spi.Park)
		if e := <-end; e != ws2def.WSAEINTR {
			t.Error("Recv:", e)
		}
	})
	t.Run("SO_LINGER", func(t *testing.T) {
		l, port := listener(t)
		set(l, ws2def.SOL_SOCKET, ws2def.SO_LINGER, le32(1)) // on, 0 seconds
		c := caller(t, port)
		core.Close(accepted(t, l), spi.Park)
		if _, e := core.Recv(c, make([]byte, 1), 0, spi.Park); e != ws2def.WSAECONNRESET {
			t.Error("the peer's recv:", e)
		}
	})
	// S-212: time-outs act on overlapped sockets only (S-459).
	for _, c := range []struct {
		what     string
		flags    uint32
		deadline time.Duration
		early    bool
	}{
		{"overlapped", ws2def.WSA_FLAG_OVERLAPPED, time.Minute, true},
		{"not overlapped", 0, 50 * time.Millisecond, false},
	} {
		t.Run("S-212 "+c.what, func(t *testing.T) {
			l, e := core.Create(ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, nil, 0, c.flags)
			if e != 0 {
				t.Fatal("Create:", e)
			}
			t.Cleanup(func() { core.Close(l, spi.Park) })
			core.Bind(l, loopback(0))
			core.Listen(l, 5)
			caller(t, ws2def.Port(name(t, l)))
			h := accepted(t, l)
			set(h, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(5))
			limit := time.Now().Add(c.deadline)
			core.SetDeadline(h, &limit, nil)
			_, e = core.Recv(h, make([]byte, 1), 0, spi.Park)
			early := time.Now().Before(limit)
			if e != ws2def.WSAETIMEDOUT || early != c.early {
				t.Errorf("recv: %v, before the deadline: %t", e, early)
			}
		})
	}
}

// The sockets of one listener are independent, whatever becomes of it.
func TestAcceptedOutlivesListener(t *testing.T) {
	start(t)
	l, port := listener(t)
	c := caller(t, port)
	h := accepted(t, l)
	core.Close(l, spi.Park)
	buf := make([]byte, 16)
	for i := range 3 {
		text := fmt.Sprint("message ", i)
		if _, e := core.Send(c, []byte(text), 0, spi.Park); e != 0 {
			t.Fatal("Send:", e)
		}
		if n, e := core.Recv(h, buf, 0, spi.Park); e != 0 || string(buf[:n]) != text {
			t.Fatalf("Recv: %q, %v", buf[:n], e)
		}
	}
}
