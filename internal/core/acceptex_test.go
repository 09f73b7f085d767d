package core_test

import (
	"bytes"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// block is room for any address that AcceptEx writes.
const block = 128 + 16

// acceptEx is an AcceptEx, and how it goes.
type acceptEx struct {
	pending
	to core.Acceptance
	s  core.Handle
}

// beginAccept starts an AcceptEx of l with room for n bytes.
func beginAccept(t testing.TB, tr *transport, l core.Handle, n int) *acceptEx {
	t.Helper()
	a := &acceptEx{s: tr.socket(t)}
	a.to = core.Acceptance{Data: make([]byte, n), Local: make([]byte, block), Remote: make([]byte, block)}
	a.start(t, l, ws2def.WSA_IO_PENDING)
	return a
}

// start starts it, once more.
func (a *acceptEx) start(t testing.TB, l core.Handle, want core.Errno) {
	t.Helper()
	if e := core.AcceptEx(l, a.s, a.to, a.begin(t)); e != want {
		t.Fatalf("AcceptEx: %v, want %v", e, want)
	}
}

// callerOf connects to at.
func callerOf(t testing.TB, tr *transport, at []byte) core.Handle {
	t.Helper()
	c := tr.socket(t)
	if e := core.Connect(c, at, spi.Park); e != 0 {
		t.Fatal("Connect:", e)
	}
	return c
}

// update gives s the context of l.
func update(s, l core.Handle) core.Errno {
	value := []byte{byte(l), byte(l >> 8), byte(l >> 16), byte(l >> 24), 0, 0, 0, 0}
	return core.SetSockOpt(s, ws2def.SOL_SOCKET, ws2def.SO_UPDATE_ACCEPT_CONTEXT, value, 8)
}

func TestAcceptExConnects(t *testing.T) {
	clause.Covers(t, "O-377", "O-388", "O-391", "O-393", "O-397", "O-398", "O-399")
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		a := beginAccept(t, tr, l, 0)
		if a.ov.Internal != uintptr(ws2def.STATUS_PENDING) || !a.waits(t) {
			t.Fatal("ended without a connection")
		}
		if n := option(t, a.s, ws2def.SO_CONNECT_TIME); n != -1 {
			t.Errorf("SO_CONNECT_TIME %d before the connection", n)
		}
		c := callerOf(t, tr, at)
		a.ends(t, ws2def.STATUS_SUCCESS, 0)
		if local := core.BlockAddress(a.to.Local); !bytes.Equal(local, at) && tr.base != "afunix" {
			t.Errorf("local address %v, want %v", local, at)
		}
		if remote, want := core.BlockAddress(a.to.Remote), name(t, c); !bytes.Equal(remote, want) {
			t.Errorf("remote address %v, want %v", remote, want)
		}
		give(t, a.s, "early")
		gets(t, c, 10, "early")
		give(t, c, "reply")
		gets(t, a.s, 10, "reply")
		buf := make([]byte, block)
		if _, e := core.GetPeerName(a.s, buf); e != ws2def.WSAENOTCONN {
			t.Error("GetPeerName before the update:", e)
		}
		if _, e := core.GetSockName(a.s, buf); e != ws2def.WSAENOTCONN {
			t.Error("GetSockName before the update:", e)
		}
		if e := core.Shutdown(a.s, ws2def.SD_SEND); e != ws2def.WSAENOTCONN {
			t.Error("Shutdown before the update:", e)
		}
		if e := update(a.s, l); e != 0 {
			t.Fatal("SO_UPDATE_ACCEPT_CONTEXT:", e)
		}
		if n, e := core.GetPeerName(a.s, buf); e != 0 || !bytes.Equal(buf[:n], name(t, c)) {
			t.Error("GetPeerName:", buf[:n], e)
		}
		if n := option(t, a.s, ws2def.SO_CONNECT_TIME); n < 0 || n > 60 {
			t.Errorf("SO_CONNECT_TIME %d", n)
		}
		if e := core.Shutdown(a.s, ws2def.SD_SEND); e != 0 {
			t.Error("Shutdown:", e)
		}
		gets(t, c, 1, "")
	})
}

// option is an option of SOL_SOCKET.
func option(t testing.TB, h core.Handle, name int32) int32 {
	t.Helper()
	var b [4]byte
	if _, e := core.GetSockOpt(h, ws2def.SOL_SOCKET, name, b[:], 4); e != 0 {
		t.Fatal("GetSockOpt:", e)
	}
	return int32(b[0]) | int32(b[1])<<8 | int32(b[2])<<16 | int32(b[3])<<24
}

func TestAcceptExWithData(t *testing.T) {
	clause.Covers(t, "O-389", "O-390", "O-247")
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		nonblocking(t, l)
		for _, ported := range []bool{false, true} {
			if ported {
				portOf(t, l, 1)
			}
			a := beginAccept(t, tr, l, 16)
			c := callerOf(t, tr, at)
			if !a.waits(t) {
				t.Fatal("ended without data")
			}
			eventually(t, true, func() bool { return option(t, a.s, ws2def.SO_CONNECT_TIME) >= 0 })
			if _, _, e := core.Accept(l, nil, spi.Park); e != ws2def.WSAEWOULDBLOCK {
				t.Error("Accept finds a connection of AcceptEx:", e)
			}
			if e := core.Cancel(a.s, nil); e != ws2def.ERROR_NOT_FOUND {
				t.Error("Cancel of the accept socket:", e)
			}
			give(t, c, "hello")
			a.ends(t, ws2def.STATUS_SUCCESS, 5)
			if string(a.to.Data[:5]) != "hello" {
				t.Errorf("data %q", a.to.Data[:5])
			}
			if remote := core.BlockAddress(a.to.Remote); !bytes.Equal(remote, name(t, c)) {
				t.Error("remote address", remote)
			}

			a = beginAccept(t, tr, l, 4)
			c = callerOf(t, tr, at)
			give(t, c, "morethan")
			a.ends(t, ws2def.STATUS_SUCCESS, 4)
			gets(t, a.s, 10, "than")

			a = beginAccept(t, tr, l, 4)
			core.Close(callerOf(t, tr, at), spi.Park)
			a.ends(t, ws2def.STATUS_SUCCESS, 0)
		}
	})
}

func TestAcceptExArguments(t *testing.T) {
	clause.Covers(t, "O-378", "O-379", "O-380", "O-381", "O-382", "O-383", "O-387", "O-396")
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		fresh := tr.socket(t)
		one, two := tr.connection(t)
		good := core.Acceptance{Local: make([]byte, block), Remote: make([]byte, block)}
		other, _ := tr.listen(t)
		udp := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, 0)
		for _, c := range []struct {
			why       string
			l, accept core.Handle
			to        core.Acceptance
			want      core.Errno
		}{
			{"no listening socket", 0xDEAD, fresh, good, ws2def.WSAENOTSOCK},
			{"no accept socket", l, ws2def.InvalidHandle, good, ws2def.WSAENOTSOCK},
			{"it does not listen", fresh, fresh, good, ws2def.WSAEINVAL},
			{"no room", l, fresh, core.Acceptance{}, ws2def.WSAEFAULT},
			{"connected", l, one, good, ws2def.WSAEINVAL},
			{"accepted", l, two, good, ws2def.WSAEINVAL},
			{"listening", l, other, good, ws2def.WSAEINVAL},
			{"itself", l, l, good, ws2def.WSAEINVAL},
			{"another kind", l, udp, good, ws2def.WSAEINVAL},
		} {
			ov := ws2def.Overlapped{Internal: 7}
			if e := core.AcceptEx(c.l, c.accept, c.to, &core.Async{Overlapped: &ov}); e != c.want {
				t.Errorf("%s: %v, want %v", c.why, e, c.want)
			}
			if ov.Internal != uintptr(ws2def.STATUS_PENDING) {
				t.Errorf("%s: Internal %#x", c.why, ov.Internal)
			}
		}
		if e := core.AcceptEx(l, fresh, good, &core.Async{}); e != ws2def.ERROR_INVALID_PARAMETER {
			t.Error("without OVERLAPPED:", e)
		}
		a := beginAccept(t, tr, l, 0)
		ov := ws2def.Overlapped{}
		if e := core.AcceptEx(l, a.s, good, &core.Async{Overlapped: &ov}); e != ws2def.WSAEINVAL {
			t.Error("twice:", e)
		}
		if e := core.Connect(a.s, at, spi.Park); e != ws2def.WSAEINVAL {
			t.Error("Connect during AcceptEx:", e)
		}
		if e := core.Bind(a.s, at); e != ws2def.WSAEINVAL {
			t.Error("Bind during AcceptEx:", e)
		}
	})
}

func TestAcceptExBlocks(t *testing.T) {
	clause.Covers(t, "O-384", "O-385", "O-386", "O-392", "O-394")
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		size := map[string]int{"tcp": 16, "afunix": 110, "loop": len(at)}[tr.base]
		a := &acceptEx{s: tr.socket(t)}
		a.to = core.Acceptance{Local: make([]byte, size+15), Remote: make([]byte, size+15)}
		a.start(t, l, ws2def.WSA_IO_PENDING)
		c := callerOf(t, tr, at)
		a.ends(t, ws2def.STATUS_SUCCESS, 0)
		if remote := core.BlockAddress(a.to.Remote); !bytes.Equal(remote, name(t, c)) {
			t.Error("remote address", remote)
		}
		a = &acceptEx{s: tr.socket(t)}
		a.to = core.Acceptance{Remote: make([]byte, block)}
		a.start(t, l, ws2def.WSA_IO_PENDING)
		callerOf(t, tr, at)
		a.ends(t, ws2def.STATUS_SUCCESS, 0)
		for _, small := range []int{3, size + 4} {
			a = &acceptEx{s: tr.socket(t)}
			a.to = core.Acceptance{Local: make([]byte, small), Remote: make([]byte, block)}
			a.start(t, l, ws2def.WSA_IO_PENDING)
			if !a.waits(t) {
				t.Error("ended without a connection")
			}
			c := callerOf(t, tr, at)
			a.ends(t, ws2def.STATUS_BUFFER_TOO_SMALL, 0)
			s := take(t, l) // the connection is still there
			give(t, s, "x")
			gets(t, c, 1, "x")
			a.to.Local = nil
			a.start(t, l, ws2def.WSA_IO_PENDING) // and the socket still fresh
			core.Cancel(l, nil)
			a.ends(t, ws2def.STATUS_CANCELLED, 0)
		}
	})
}

func TestAcceptExInTurn(t *testing.T) {
	clause.Covers(t, "O-395", "O-400")
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		var all [3]*acceptEx
		for i := range all {
			all[i] = beginAccept(t, tr, l, 0)
		}
		accepted := make(chan core.Handle)
		go func() {
			h, _, _ := core.Accept(l, nil, spi.Park)
			accepted <- h
		}()
		for i, a := range all {
			c := callerOf(t, tr, at)
			a.ends(t, ws2def.STATUS_SUCCESS, 0)
			give(t, c, "123"[i:])
			gets(t, a.s, 3, "123"[i:])
		}
		c := callerOf(t, tr, at)
		h := <-accepted
		give(t, h, "last")
		gets(t, c, 4, "last")
		core.Close(h, spi.Park)

		c = callerOf(t, tr, at)
		deferring := func(core.Caller) int32 { return ws2def.CF_DEFER }
		if _, _, e := core.AcceptIf(l, nil, deferring, spi.Park); e != ws2def.WSATRY_AGAIN {
			t.Fatal("AcceptIf:", e)
		}
		a := beginAccept(t, tr, l, 0)
		a.ends(t, ws2def.STATUS_SUCCESS, 0)
		give(t, c, "deferred")
		gets(t, a.s, 10, "deferred")
	})
}

func TestAcceptExCancelled(t *testing.T) {
	clause.Covers(t, "O-252", "O-256", "O-257", "O-258")
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		a := beginAccept(t, tr, l, 0)
		if e := core.Cancel(l, &a.ov); e != 0 {
			t.Fatal("Cancel:", e)
		}
		a.ends(t, ws2def.STATUS_CANCELLED, 0)
		a.start(t, l, ws2def.WSA_IO_PENDING) // the socket is good for another
		c := callerOf(t, tr, at)
		a.ends(t, ws2def.STATUS_SUCCESS, 0)
		give(t, c, "x")
		gets(t, a.s, 1, "x")

		a = beginAccept(t, tr, l, 8) // one that has a connection
		c = callerOf(t, tr, at)
		eventually(t, true, func() bool { return option(t, a.s, ws2def.SO_CONNECT_TIME) >= 0 })
		if e := core.Cancel(l, &a.ov); e != 0 {
			t.Fatal("Cancel:", e)
		}
		a.ends(t, ws2def.STATUS_CANCELLED, 0)
		if n, e := core.Recv(c, make([]byte, 1), 0, spi.Park); n != 0 {
			t.Error("the connection is not dropped:", n, e)
		}
		a.start(t, l, ws2def.WSA_IO_PENDING)
		c = callerOf(t, tr, at)
		give(t, c, "again")
		a.ends(t, ws2def.STATUS_SUCCESS, 5)

		a = beginAccept(t, tr, l, 0)
		b := beginAccept(t, tr, l, 0)
		core.Close(a.s, spi.Park)
		a.ends(t, ws2def.STATUS_CANCELLED, 0)
		callerOf(t, tr, at)
		b.ends(t, ws2def.STATUS_SUCCESS, 0)

		a = beginAccept(t, tr, l, 8)
		c = callerOf(t, tr, at)
		eventually(t, true, func() bool { return option(t, a.s, ws2def.SO_CONNECT_TIME) >= 0 })
		core.Close(a.s, spi.Park)
		a.ends(t, ws2def.STATUS_CANCELLED, 0)
		if n, e := core.Recv(c, make([]byte, 1), 0, spi.Park); n != 0 {
			t.Error("the silent connection is not closed:", n, e)
		}

		a, b = beginAccept(t, tr, l, 0), beginAccept(t, tr, l, 8)
		core.Close(l, spi.Park)
		a.ends(t, ws2def.STATUS_CANCELLED, 0)
		b.ends(t, ws2def.STATUS_CANCELLED, 0)
	})
}
