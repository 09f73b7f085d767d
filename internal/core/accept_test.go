package core_test

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// caller is a socket that has connected to port.
func caller(t testing.TB, port uint16) core.Handle {
	t.Helper()
	c := tcp4(t)
	if e := core.Connect(c, loopback(port), spi.Park); e != 0 {
		t.Fatal("Connect:", e)
	}
	return c
}

// accepted is the next connection of l.
func accepted(t testing.TB, l core.Handle) core.Handle {
	t.Helper()
	s, _, e := core.Accept(l, nil, spi.Park)
	if e != 0 {
		t.Fatal("Accept:", e)
	}
	t.Cleanup(func() { core.Close(s, spi.Park) })
	return s
}

func TestAcceptArguments(t *testing.T) {
	clause.Covers(t, "S-195", "S-196", "S-198", "S-199", "S-200", "S-201", "S-212", "S-213")
	start(t)
	l, port := listener(t)
	if _, _, e := core.Accept(tcp4(t), nil, spi.Park); e != ws2def.WSAEINVAL {
		t.Error("S-195:", e)
	}
	if _, _, e := core.Accept(udp4(t), nil, spi.Park); e != ws2def.WSAEOPNOTSUPP {
		t.Error("S-196:", e)
	}
	c := caller(t, port)
	if h, _, e := core.Accept(l, []byte{}, spi.Park); e != ws2def.WSAEFAULT || h != ws2def.InvalidHandle {
		t.Error("S-198:", h, e)
	}
	addr := make([]byte, 128)
	s, n, e := core.Accept(l, addr, spi.Park) // the connection was not lost
	if e != 0 || n != 16 {
		t.Fatal("S-201:", n, e)
	}
	defer core.Close(s, spi.Park)
	if diff := cmp.Diff(name(t, c), addr[:n]); diff != "" {
		t.Error("S-201: (-want +got)\n", diff)
	}
	caller(t, port)
	accepted(t, l) // S-199, S-200: without an address
	if _, _, e := core.Accept(s, nil, spi.Park); e != ws2def.WSAEINVAL {
		t.Error("S-213: accept", e)
	}
	if e := core.Connect(s, loopback(port), spi.Park); e != ws2def.WSAEISCONN {
		t.Error("S-213: connect", e)
	}
	// S-212: time-outs act on overlapped sockets only.
	set(s, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(10))
	if _, e := recv(s, 0); e != ws2def.WSAETIMEDOUT {
		t.Error("S-212:", e)
	}
}

func TestAcceptIsInterrupted(t *testing.T) {
	clause.Covers(t, "S-204", "S-214", "S-386", "S-703")
	start(t)
	for _, how := range []spi.Way{spi.Park, spi.Hold} {
		l, _ := listener(t)
		done := make(chan core.Errno)
		go func() {
			h, _, e := core.Accept(l, nil, how)
			if h != ws2def.InvalidHandle {
				t.Error("S-386: a socket")
			}
			done <- e
		}()
		eventually(t, true, waiting)
		core.Close(l, spi.Park)
		if e := <-done; e != ws2def.WSAEINTR {
			t.Error("S-204:", e)
		}
	}
}

func TestConditionFunction(t *testing.T) {
	clause.Covers(t, "S-205", "S-206", "S-207", "S-208", "S-215")
	start(t)
	l, port := listener(t)
	answers := func(code int32, seen *core.Caller) core.Condition {
		return func(c core.Caller) int32 {
			*seen = c
			return code
		}
	}
	var seen core.Caller

	c := caller(t, port) // S-215: connected before anybody decides
	if _, _, e := core.AcceptIf(l, nil, answers(ws2def.CF_DEFER, &seen), spi.Park); e != ws2def.WSATRY_AGAIN {
		t.Error("S-205:", e)
	}
	if diff := cmp.Diff(core.Caller{Name: name(t, c), Local: loopback(port), Group: new(uint32)}, seen); diff != "" {
		t.Error("what the function is told: (-want +got)\n", diff)
	}
	caller(t, port)
	if got := state(t, l); got != "r" {
		t.Errorf("S-205: select %q", got)
	}
	s, _, e := core.AcceptIf(l, nil, answers(ws2def.CF_ACCEPT, &seen), spi.Park)
	if e != 0 {
		t.Fatal("S-207:", e)
	}
	defer core.Close(s, spi.Park)
	if diff := cmp.Diff(name(t, c), peerName(t, s)); diff != "" {
		t.Error("S-205: another connection (-want +got)\n", diff)
	}
	second, _, e := core.AcceptIf(l, nil, nil, spi.Park)
	if e != 0 {
		t.Error("S-208:", e)
	}
	core.Close(second, spi.Park)

	c = caller(t, port)
	if _, _, e := core.AcceptIf(l, nil, answers(ws2def.CF_REJECT, &seen), spi.Park); e != ws2def.WSAECONNREFUSED {
		t.Error("S-206:", e)
	}
	if _, e := recv(c, 0); e != ws2def.WSAECONNRESET {
		t.Error("S-206: the peer sees", e)
	}
}

// waiting reports whether a call of the process waits for a descriptor.
func waiting() bool {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	return bytes.Contains(stacks, []byte("(*FD).Wait("))
}

func TestShutdownOfReceiving(t *testing.T) {
	clause.Covers(t, "S-332", "S-370", "S-371", "S-369")
	start(t)
	for _, how := range []spi.Way{spi.Park, spi.Hold} {
		c, s := pair(t)
		type result struct {
			data string
			e    core.Errno
		}
		done := make(chan result)
		go func() {
			buf := make([]byte, 9)
			n, e := core.Recv(s, buf, 0, how)
			done <- result{string(buf[:n]), e}
		}()
		eventually(t, true, waiting)
		if e := core.Shutdown(s, ws2def.SD_RECEIVE); e != 0 {
			t.Fatal(e)
		}
		if e := send(c, "late"); e != 0 {
			t.Error("S-369: the peer sees", e)
		}
		if got := <-done; got != (result{"late", 0}) {
			t.Error("S-332:", got)
		}
	}

	a, b := udp4(t), udp4(t)
	core.Shutdown(b, ws2def.SD_RECEIVE)
	sendTo(a, name(t, b), "kept")
	if _, e := recv(b, 0); e != ws2def.WSAESHUTDOWN {
		t.Error("S-370:", e)
	}
	nonblocking(t, a)
	if _, e := recv(a, 0); e != ws2def.WSAEWOULDBLOCK {
		t.Error("S-370: an ICMP message came:", e)
	}

	c, s := pair(t) // S-371: nothing is read at the other end
	nonblocking(t, c)
	core.Send(c, make([]byte, 16<<20), 0, spi.Park)
	set(c, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{1, 0, 60, 0})
	if e := core.Shutdown(c, ws2def.SD_BOTH); e != 0 {
		t.Error("S-371:", e)
	}
	core.Close(s, spi.Park)
	set(c, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{0, 0, 0, 0})
}

func TestUnsupportedMessageFlags(t *testing.T) {
	clause.Covers(t, "S-300", "S-330", "S-302")
	start(t)
	c, _ := pair(t)
	if _, e := core.Send(c, []byte("x"), ws2def.MSG_PARTIAL, spi.Park); e != ws2def.WSAEOPNOTSUPP {
		t.Error("S-300, TCP:", e)
	}
	a, b := udp4(t), udp4(t)
	m := spi.Message{Name: name(t, b), Buffers: [][]byte{[]byte("0123456789")}}
	if _, e := core.SendMsg(a, &m, ws2def.MSG_PARTIAL, spi.Park); e != ws2def.WSAEOPNOTSUPP {
		t.Error("S-300, UDP:", e)
	}
	core.SendMsg(a, &m, 0, spi.Park)
	in := spi.Message{Buffers: [][]byte{make([]byte, 4)}}
	if _, e := core.RecvMsg(b, &in, 0, spi.Park); e != ws2def.WSAEMSGSIZE || in.Flags&ws2def.MSG_PARTIAL != 0 {
		t.Errorf("S-330: %v, flags %#x", e, in.Flags)
	}
	if n := number(t, a, ws2def.SOL_SOCKET, ws2def.SO_MAX_MSG_SIZE); n != 65507 && n != 65527 {
		t.Error("S-302:", n)
	}
}
