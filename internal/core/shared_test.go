package core_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// A socket that nobody else has any more is an ordinary one again, and pays nothing.
func TestSharedSocketBecomesOrdinary(t *testing.T) {
	start(t)
	client, server := pair(t)
	o := another(t, "", nil)
	info := duplicate(t, server, o.cmd.Process.Pid)
	expects(t, o, "open s "+encodeInfo(&info)+" = ok")
	talk := func() {
		t.Helper()
		for range 600 {
			core.Send(server, []byte("x"), 0, spi.Park)
			core.Recv(client, make([]byte, 1), 0, spi.Park)
		}
	}
	talk()
	if !core.Shared(server) || core.Shared(client) {
		t.Error("shared:", core.Shared(server), core.Shared(client))
	}
	expects(t, o, "close s = ok")
	talk()
	if core.Shared(server) {
		t.Error("still shared")
	}
	info = duplicate(t, server, o.cmd.Process.Pid)
	expects(t, o, "open s "+encodeInfo(&info)+" = ok", "nonblocking s 1 = ok", "recv s = WSAEWOULDBLOCK")
	if _, e := core.Recv(server, make([]byte, 1), 0, spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Error("shared once more:", e)
	}
}

// The port is taken for as long as any process has the socket.
func TestBindRulesOfSharedSockets(t *testing.T) {
	clause.Covers(t, "P-399", "P-404")
	start(t)
	us := ourselves(t)
	o := another(t, "", nil)
	for _, use := range []string{"none", "EXCL", "REUSE"} {
		for _, protocol := range []string{"tcp", "udp"} {
			port := us.do("bind s " + protocol + " " + use + " 127.0.0.1 0")
			info := duplicate(t, us.sockets["s"], o.cmd.Process.Pid)
			expects(t, o, "open s "+encodeInfo(&info)+" = ok")
			taken := core.Errno(ws2def.WSAEADDRINUSE)
			if use == "EXCL" {
				taken = ws2def.WSAEACCES
			}
			again := fmt.Sprintf("bind t %s REUSE 127.0.0.1 %s", protocol, port)
			want := taken.Name()
			if use == "REUSE" {
				want = port
			} else if use == "none" {
				want = us.do(again) // what the rules say while both have it
			}
			for _, step := range []string{"both", "the other"} {
				if step == "the other" {
					expects(t, us, "close s = ok")
				}
				if got := us.do(again); got != want {
					t.Errorf("%s %s, %s has it: %s, want %s", protocol, use, step, got, want)
				} else if got == port {
					us.do("close t")
				}
			}
			expects(t, o, "close s = ok")
			expects(t, us, fmt.Sprintf("bind t %s EXCL 127.0.0.1 %s = %s", protocol, port, port), "close t = ok")
		}
	}
}

// Of two datagram sockets on one port the first one receives, also when the process
// that bound it has given it away and is gone.
func TestFirstBoundIsFirstInAnyProcess(t *testing.T) {
	clause.Covers(t, "P-404")
	start(t)
	us := ourselves(t)
	first, heir := another(t, "", nil), another(t, "", nil)
	expects(t, heir, "pid - = "+fmt.Sprint(heir.cmd.Process.Pid))
	port := first.do("bind a udp REUSE 127.0.0.1 0")
	expects(t, us, "bind b udp REUSE 127.0.0.1 "+port+" = "+port)
	info := first.do(fmt.Sprintf("duplicate a %d", heir.cmd.Process.Pid))
	expects(t, heir, "open a "+info+" = ok")
	expects(t, first, "close a = ok")
	expects(t, us, "bind c udp REUSE 127.0.0.1 "+port+" = "+port)
	expects(t, heir, "serve a "+port+" 10 = 10")
	first.kill()
	expects(t, us, "close c = ok")
	expects(t, heir, "serve a "+port+" 10 = 10", "close a = ok")
	expects(t, us, "serve b "+port+" 10 = 10")
}

// Why a connection broke the kernel tells once; all processes hear it.
func TestResetIsTold(t *testing.T) {
	clause.Covers(t, "P-400")
	start(t)
	client, server := pair(t)
	us := ourselves(t)
	us.sockets["s"] = server
	o := another(t, "", nil)
	info := duplicate(t, server, o.cmd.Process.Pid)
	expects(t, o, "open s "+encodeInfo(&info)+" = ok")
	set(client, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{1, 0, 0, 0})
	core.Close(client, spi.Park)
	expects(t, us, "recv s = WSAECONNRESET")
	expects(t, o, "recv s = WSAECONNRESET", "recv s = WSAECONNRESET")
	expects(t, us, "recv s = WSAECONNRESET")
}

// A Unix socket is shared as well as one of TCP.
func TestDuplicateUnix(t *testing.T) {
	clause.Covers(t, "P-393")
	start(t)
	us := ourselves(t)
	o := another(t, "", nil)
	path := t.TempDir() + "/s"
	l := create(t, ws2def.AF_UNIX, ws2def.SOCK_STREAM, 0)
	us.sockets["l"] = l
	info := duplicate(t, l, o.cmd.Process.Pid)
	expects(t, o, "open l "+encodeInfo(&info)+" = ok")
	if e := core.Bind(l, unixName(path)); e != 0 {
		t.Fatal(e)
	}
	if got, want := o.do("sockname l"), us.do("sockname l"); got != want {
		t.Error(got, want)
	}
	expects(t, o, "listen l = ok")
	expects(t, us, "close l = ok")
	c := create(t, ws2def.AF_UNIX, ws2def.SOCK_STREAM, 0)
	if e := core.Connect(c, unixName(path), spi.Park); e != 0 {
		t.Fatal(e)
	}
	expects(t, o, "accept l a = ok", "send a hi = 2")
	us.sockets["c"] = c
	expects(t, us, "recv c = got:hi")
	os.Remove(path)
}

// A duplicated socket arrives in under a millisecond: the best of many tries, so that
// a busy machine does not matter.
func TestDuplicateIsQuick(t *testing.T) {
	start(t)
	o := another(t, "", nil)
	h := tcp4(t)
	expects(t, o, "pid - = "+fmt.Sprint(o.cmd.Process.Pid))
	best := time.Hour
	for tries := 0; tries < 20 || best > time.Millisecond && tries < 2000; tries++ {
		began := time.Now()
		info := duplicate(t, h, o.cmd.Process.Pid)
		expects(t, o, "open s "+encodeInfo(&info)+" = ok")
		best = min(best, time.Since(began))
		expects(t, o, "close s = ok")
	}
	if best > time.Millisecond {
		t.Error("from WSADuplicateSocket to the new socket:", best)
	}
	t.Log(best)
}

// AcceptEx makes a socket a connection of its own: other processes that have the
// socket keep what it was.
func TestAcceptExEndsSharing(t *testing.T) {
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		s := tr.socket(t)
		us := ourselves(t)
		us.sockets["s"] = s
		var info ws2def.WSAProtocolInfo
		if e := core.Duplicate(s, uint32(os.Getpid()), &info); e == ws2def.WSAEOPNOTSUPP {
			t.Skip("the transport can't be shared")
		}
		o := another(t, "", nil)
		info = duplicate(t, s, o.cmd.Process.Pid)
		expects(t, o, "open s "+encodeInfo(&info)+" = ok")
		a := &acceptEx{s: s, to: core.Acceptance{Local: make([]byte, block), Remote: make([]byte, block)}}
		a.start(t, l, ws2def.WSA_IO_PENDING)
		c := callerOf(t, tr, at)
		a.ends(t, ws2def.STATUS_SUCCESS, 0)
		if core.Shared(s) {
			t.Error("still shared")
		}
		if e := update(s, l); e != 0 {
			t.Error(e)
		}
		expects(t, o, "send s x = WSAENOTCONN", "close s = ok")
		give(t, c, "hi")
		expects(t, us, "recv s = got:hi", "send s back = 4")
		info = duplicate(t, s, os.Getpid())
		again, e := core.Create(0, 0, 0, &info, 0, 0)
		if e != 0 {
			t.Fatal(e)
		}
		give(t, again, "more")
		core.Close(again, spi.Park)
	})
}
