package core_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// duplicate fills a structure for the process pid.
func duplicate(t testing.TB, h core.Handle, pid int) ws2def.WSAProtocolInfo {
	t.Helper()
	var info ws2def.WSAProtocolInfo
	if e := core.Duplicate(h, uint32(pid), &info); e != 0 {
		t.Fatal("Duplicate:", e)
	}
	return info
}

// expects has u do lines, each with "=" and the answer behind it.
func expects(t testing.TB, u user, lines ...string) {
	t.Helper()
	for _, line := range lines {
		do, want, _ := strings.Cut(line, " = ")
		if got := u.do(do); got != want {
			t.Fatalf("%s: %s, want %s", do, got, want)
		}
	}
}

func TestDuplicateErrors(t *testing.T) {
	clause.Covers(t, "P-395")
	h := core.Handle(4)
	var info ws2def.WSAProtocolInfo
	if e := core.Duplicate(h, uint32(os.Getpid()), &info); e != ws2def.WSANOTINITIALISED {
		t.Error("before Startup:", e)
	}
	start(t)
	h = tcp4(t)
	self := uint32(os.Getpid())
	for _, tt := range []struct {
		h    core.Handle
		pid  uint32
		info *ws2def.WSAProtocolInfo
		want core.Errno
	}{
		{0, 0, nil, ws2def.WSAENOTSOCK},
		{h, 0, nil, ws2def.WSAEINVAL},
		{h, 0xFFFFFFFF, &info, ws2def.WSAEINVAL},
		{0, self, &info, ws2def.WSAENOTSOCK},
		{h, self, nil, ws2def.WSAEFAULT},
	} {
		if e := core.Duplicate(tt.h, tt.pid, tt.info); e != tt.want {
			t.Errorf("Duplicate(%d, %d, %p): %v, want %v", tt.h, tt.pid, tt.info, e, tt.want)
		}
	}
}

// The structure works once, in this process as in any.
func TestDuplicateForOneself(t *testing.T) {
	clause.Covers(t, "P-393", "P-394", "P-396", "P-406")
	start(t)
	client, server := pair(t)
	info := duplicate(t, server, os.Getpid())
	if info.AddressFamily != ws2def.AF_INET || info.SocketType != ws2def.SOCK_STREAM || info.Protocol != ws2def.IPPROTO_TCP || info.ProviderReserved == 0 {
		t.Errorf("the structure: %+v", info)
	}
	h, e := core.Create(0, 0, 0, &info, 0, 0)
	if e != 0 {
		t.Fatal(e)
	}
	if h == server {
		t.Error("no new handle")
	}
	if again, e := core.Create(0, 0, 0, &info, 0, 0); e != ws2def.WSAEINVAL {
		t.Error("a second time:", again, e)
	}
	if e := core.Close(server, spi.Park); e != 0 {
		t.Error(e)
	}
	for _, p := range [][2]core.Handle{{client, h}, {h, client}} {
		if n, e := core.Send(p[0], []byte("hello"), 0, spi.Park); n != 5 || e != 0 {
			t.Fatal(n, e)
		}
		buf := make([]byte, 10)
		if n, e := core.Recv(p[1], buf, 0, spi.Park); e != 0 || string(buf[:n]) != "hello" {
			t.Fatalf("%q, %v", buf[:n], e)
		}
	}
	if e := core.Close(h, spi.Park); e != 0 {
		t.Error(e)
	}
	if n, e := core.Recv(client, make([]byte, 1), 0, spi.Park); n != 0 || e != 0 {
		t.Error("after the last close:", n, e)
	}
}

// A process that has started Winsock has the socket at once; for another one it
// waits. Either way it does not matter that the source closes its own.
func TestDuplicateForAnother(t *testing.T) {
	clause.Covers(t, "P-393", "P-394", "P-402", "P-404")
	for _, started := range []bool{true, false} {
		t.Run(fmt.Sprintf("started %v", started), func(t *testing.T) {
			start(t)
			client, server := pair(t)
			o := another(t, "", nil)
			expects(t, o, "startup - = ok", "cleanup - = ok") // it is running now
			if !started {
				expects(t, o, "cleanup - = ok")
			}
			info := duplicate(t, server, o.cmd.Process.Pid)
			core.Close(server, spi.Park)
			if _, e := core.Create(0, 0, 0, &info, 0, 0); e != ws2def.WSAEINVAL {
				t.Error("in the source:", e)
			}
			third := another(t, "", nil)
			expects(t, third, "open s "+encodeInfo(&info)+" = WSAEINVAL")
			if !started {
				expects(t, o, "startup - = ok")
			}
			expects(t, o,
				"open s "+encodeInfo(&info)+" = ok",
				"open again "+encodeInfo(&info)+" = WSAEINVAL",
				"send s hello = 5")
			buf := make([]byte, 10)
			if n, e := core.Recv(client, buf, 0, spi.Park); e != 0 || string(buf[:n]) != "hello" {
				t.Fatalf("%q, %v", buf[:n], e)
			}
			core.Send(client, []byte("back"), 0, spi.Park)
			expects(t, o, "recv s = got:back", "close s = ok")
			if n, e := core.Recv(client, buf, 0, spi.Park); n != 0 || e != 0 {
				t.Error("after the last close:", n, e)
			}
		})
	}
}

// What one process does to a socket, all of them see.
func TestDuplicatesShareState(t *testing.T) {
	clause.Covers(t, "P-397", "P-399", "P-400", "P-401", "P-404")
	start(t)
	o := another(t, "", nil)
	us := ourselves(t)
	give := func(name string) {
		t.Helper()
		info := duplicate(t, us.sockets[name], o.cmd.Process.Pid)
		expects(t, o, "open "+name+" "+encodeInfo(&info)+" = ok")
	}
	us.sockets["u"] = create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	us.sockets["l"] = tcp4(t)
	us.sockets["c"] = tcp4(t)
	for _, name := range []string{"u", "l", "c"} {
		give(name)
	}
	expects(t, o, "recv u = WSAEINVAL", "sockname u = WSAEINVAL", "get c 0xffff 0x1005 = 0") // SO_SNDTIMEO

	// Bound, listening, connected, here and there.
	if e := core.Bind(us.sockets["u"], loopback(0)); e != 0 {
		t.Fatal(e)
	}
	expects(t, o, "nonblocking u 1 = ok", "recv u = WSAEWOULDBLOCK")
	expects(t, us, "recv u = WSAEWOULDBLOCK")
	if got, want := o.do("sockname u"), us.do("sockname u"); got != want {
		t.Error("local addresses:", got, want)
	}
	if e := core.Bind(us.sockets["l"], loopback(0)); e != 0 {
		t.Fatal(e)
	}
	expects(t, o, "listen l = ok")
	expects(t, us, "get l 0xffff 2 = 1") // SO_ACCEPTCONN
	port := ws2def.Port(name(t, us.sockets["l"]))
	expects(t, o, fmt.Sprintf("connect c %d = ok", port), "accept l a = ok", "send a hi = 2")
	expects(t, us, "recv c = got:hi", fmt.Sprintf("connect c %d = WSAEISCONN", port))
	if got, want := us.do("peername c"), o.do("peername c"); got != want {
		t.Error("peers:", got, want)
	}

	// Options and time-outs.
	expects(t, us, "set c 0xffff 0x1006 20 = ok", "set c 6 1 1 = ok", "set c 0xffff 0x80 0x50001 = ok")
	expects(t, o, "get c 0xffff 0x1006 = 20", "get c 6 1 = 1", "get c 0xffff 0x80 = 327681", "recv c = WSAETIMEDOUT")
	expects(t, o, "set c 0xffff 0x1006 0 = ok", "set c 0xffff 0x80 0 = ok")
	expects(t, us, "get c 0xffff 0x1006 = 0")
	expects(t, o, "get c 0xffff 0x700c = 0")

	// shutdown is the socket's, closesocket the descriptor's.
	expects(t, o, "shutdown c 1 = ok")
	expects(t, us, "send c x = WSAESHUTDOWN", "shutdown c 0 = ok")
	expects(t, o, "recv c = WSAESHUTDOWN")
	expects(t, us, "close c = ok")
	expects(t, o, "recv a = got:", "get c 0xffff 0x1008 = 1", "close c = ok", "recv c = WSAENOTSOCK")
}

// Whoever selects network events last is told, in whichever process.
func TestEventSelectionIsOnes(t *testing.T) {
	clause.Covers(t, "P-403")
	start(t)
	client, server := pair(t)
	us := ourselves(t)
	us.sockets["s"] = server
	o := another(t, "", nil)
	expects(t, us, "events s 1 = ok")
	info := duplicate(t, server, o.cmd.Process.Pid)
	expects(t, o, "open s "+encodeInfo(&info)+" = ok")
	core.Send(client, []byte("1"), 0, spi.Park)
	expects(t, us, "told s 5000 = 1", "recv s = got:1")
	expects(t, o, "events s 1 = ok")
	core.Send(client, []byte("2"), 0, spi.Park)
	expects(t, o, "told s 5000 = 1")
	expects(t, us, "told s 50 = 0", "recv s = got:2", "events s 33 = ok")
	core.Send(client, []byte("3"), 0, spi.Park)
	expects(t, us, "told s 5000 = 1")
	expects(t, o, "told s 50 = 0", "recv s = got:3", "events s 0 = ok")
	core.Send(client, []byte("4"), 0, spi.Park)
	expects(t, us, "told s 50 = 0")
	expects(t, o, "told s 50 = 0")
	core.Close(us.sockets["s.event"], spi.Park)
}

// Linger waits for the last close, and aborts then.
func TestLingerIsForTheLastClose(t *testing.T) {
	clause.Covers(t, "P-404")
	start(t)
	client, server := pair(t)
	o := another(t, "", nil)
	us := ourselves(t)
	us.sockets["s"] = server
	info := duplicate(t, server, o.cmd.Process.Pid)
	expects(t, o, "open s "+encodeInfo(&info)+" = ok")
	expects(t, us, "set s 0xffff 0x80 1 = ok", "close s = ok") // linger on, 0 seconds
	core.Ioctl(client, ws2def.FIONBIO, le32(1), nil, spi.Park)
	if _, e := core.Recv(client, make([]byte, 1), 0, spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Error("after the first close:", e)
	}
	core.Ioctl(client, ws2def.FIONBIO, le32(0), nil, spi.Park)
	expects(t, o, "get s 0xffff 0x80 = 1", "close s = ok")
	if _, e := core.Recv(client, make([]byte, 1), 0, spi.Park); e != ws2def.WSAECONNRESET {
		t.Error("after the last close:", e)
	}
}

// Operations belong to the process that started them.
func TestPendingOperationsArePrivate(t *testing.T) {
	clause.Covers(t, "P-405")
	start(t)
	client, server := pair(t)
	o := another(t, "", nil)
	us := ourselves(t)
	us.sockets["s"] = server
	info := duplicate(t, server, o.cmd.Process.Pid)
	expects(t, o, "open s "+encodeInfo(&info)+" = ok")
	buf := make([]byte, 10)
	got := make(chan core.Errno)
	go func() {
		_, e := core.Recv(server, buf, 0, spi.Park)
		got <- e
	}()
	time.Sleep(20 * time.Millisecond)
	expects(t, o, "close s = ok")
	select {
	case e := <-got:
		t.Fatal("the other process's close ended a receive of this one:", e)
	case <-time.After(50 * time.Millisecond):
	}
	core.Send(client, []byte("x"), 0, spi.Park)
	if e := <-got; e != 0 {
		t.Error(e)
	}
}

// An offer ends with the process that it is for, and what is not opened is closed
// with Winsock.
func TestOffersEnd(t *testing.T) {
	clause.Covers(t, "P-408")
	start(t)
	client, server := pair(t)
	o := another(t, "", nil)
	expects(t, o, "cleanup - = ok")
	duplicate(t, server, o.cmd.Process.Pid)
	core.Close(server, spi.Park)
	core.Ioctl(client, ws2def.FIONBIO, le32(1), nil, spi.Park)
	if _, e := core.Recv(client, make([]byte, 1), 0, spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Error("while the offer waits:", e)
	}
	core.Ioctl(client, ws2def.FIONBIO, le32(0), nil, spi.Park)
	o.kill()
	if n, e := core.Recv(client, make([]byte, 1), 0, spi.Park); n != 0 || e != 0 {
		t.Error("after the end of the process:", n, e)
	}
}

// A transport in user space can't be shared.
func TestDuplicateOfLoop(t *testing.T) {
	clause.Covers(t, "P-407")
	startLoop(t)
	h := loopSocket(t, ws2def.SOCK_STREAM)
	var info ws2def.WSAProtocolInfo
	if e := core.Duplicate(h, uint32(os.Getpid()), &info); e != ws2def.WSAEOPNOTSUPP {
		t.Error(e)
	}
}

func BenchmarkDuplicate(b *testing.B) {
	start(b)
	o := another(b, "", nil)
	expects(b, o, "pid - = "+fmt.Sprint(o.cmd.Process.Pid))
	h := tcp4(b)
	pid := uint32(o.cmd.Process.Pid)
	b.Run("delivered", func(b *testing.B) {
		for b.Loop() {
			var info ws2def.WSAProtocolInfo
			if e := core.Duplicate(h, pid, &info); e != 0 {
				b.Fatal(e)
			}
			if got := o.do("open s " + encodeInfo(&info)); got != "ok" {
				b.Fatal(got)
			}
			o.do("close s")
		}
	})
	b.Run("own", func(b *testing.B) {
		for b.Loop() {
			var info ws2def.WSAProtocolInfo
			if e := core.Duplicate(h, uint32(os.Getpid()), &info); e != 0 {
				b.Fatal(e)
			}
			d, e := core.Create(0, 0, 0, &info, 0, 0)
			if e != 0 {
				b.Fatal(e)
			}
			core.Close(d, spi.Park)
		}
	})
}
