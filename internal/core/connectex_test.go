package core_test

import (
	"strings"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/provider/loop"
	"winsock/spi"
	"winsock/ws2def"
)

// boundSocket is a socket that ConnectEx takes.
func boundSocket(t testing.TB, tr *transport) core.Handle {
	t.Helper()
	h := tr.socket(t)
	at := map[string][]byte{"tcp": loopback(0), "loop": loop.Address(0)}[tr.base]
	if tr.base == "afunix" {
		at = unixName(t.TempDir() + "/c")
	}
	if e := core.Bind(h, at); e != 0 {
		t.Fatal("Bind:", e)
	}
	return h
}

func TestConnectEx(t *testing.T) {
	clause.Covers(t, "O-407", "O-408", "O-411", "O-412", "O-413", "O-414", "O-485", "O-238")
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		var p pending
		h := boundSocket(t, tr)
		if e := core.ConnectEx(h, at, nil, p.begin(t)); e != ws2def.WSA_IO_PENDING {
			t.Fatal("ConnectEx:", e)
		}
		s := take(t, l)
		p.ends(t, ws2def.STATUS_SUCCESS, 0)
		buf := make([]byte, 128)
		if _, e := core.GetPeerName(h, buf); e != ws2def.WSAENOTCONN {
			t.Error("GetPeerName before the update:", e)
		}
		if e := core.Shutdown(h, ws2def.SD_SEND); e != ws2def.WSAENOTCONN {
			t.Error("Shutdown before it:", e)
		}
		if e := core.Connect(h, at, spi.Park); e != ws2def.WSAEINVAL {
			t.Error("Connect before it:", e)
		}
		give(t, h, "early")
		gets(t, s, 10, "early")
		give(t, s, "reply")
		gets(t, h, 10, "reply")
		if e := core.SetSockOpt(h, ws2def.SOL_SOCKET, ws2def.SO_UPDATE_CONNECT_CONTEXT, nil, 0); e != 0 {
			t.Fatal("SO_UPDATE_CONNECT_CONTEXT:", e)
		}
		if _, e := core.GetPeerName(h, buf); e != 0 {
			t.Error("GetPeerName:", e)
		}
		if e := core.Connect(h, at, spi.Park); e != ws2def.WSAEISCONN {
			t.Error("Connect after it:", e)
		}
		if e := core.Shutdown(h, ws2def.SD_SEND); e != 0 {
			t.Error("Shutdown:", e)
		}

		h = boundSocket(t, tr)
		port := portOf(t, h, 5)
		core.SetModes(h, ws2def.FILE_SKIP_COMPLETION_PORT_ON_SUCCESS)
		data := []byte("with the connect")
		ov := new(ws2def.Overlapped)
		if e := core.ConnectEx(h, at, data, &core.Async{Overlapped: ov}); e != ws2def.WSA_IO_PENDING {
			t.Fatal("ConnectEx:", e)
		}
		copy(data, "overwritten     ")
		s = take(t, l)
		packet := onePacket(t, port)
		if packet.Key != 5 || packet.Bytes != uint32(len(data)) || packet.Status != 0 {
			t.Errorf("packet %+v", packet)
		}
		gets(t, s, 100, "with the connect")
	})
}

func TestConnectExArguments(t *testing.T) {
	clause.Covers(t, "O-401", "O-402", "O-403", "O-404", "O-405", "O-406", "O-034")
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		a, b := tr.connection(t)
		udp := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, 0)
		if e := core.Bind(udp, loopback(0)); e != 0 {
			t.Fatal("Bind:", e)
		}
		for _, c := range []struct {
			why  string
			h    core.Handle
			want core.Errno
		}{
			{"not bound", tr.socket(t), ws2def.WSAEINVAL},
			{"no socket", 4, ws2def.WSAENOTSOCK},
			{"listening", l, ws2def.WSAEINVAL},
			{"connected", a, ws2def.WSAEISCONN},
			{"accepted", b, ws2def.WSAEISCONN},
			{"datagrams", udp, ws2def.WSAEINVAL},
		} {
			ov := ws2def.Overlapped{Internal: 5}
			if e := core.ConnectEx(c.h, at, nil, &core.Async{Overlapped: &ov}); e != c.want {
				t.Errorf("%s: %v, want %v", c.why, e, c.want)
			}
			if ov.Internal != uintptr(ws2def.STATUS_PENDING) {
				t.Errorf("%s: Internal %#x", c.why, ov.Internal)
			}
		}
		h := boundSocket(t, tr)
		if e := core.ConnectEx(h, at, nil, &core.Async{}); e != ws2def.ERROR_INVALID_PARAMETER {
			t.Error("no OVERLAPPED:", e)
		}
		if e := core.ConnectEx(h, at[:1], nil, &core.Async{Overlapped: new(ws2def.Overlapped)}); e != ws2def.WSAEFAULT {
			t.Error("a short name:", e)
		}
		if e := core.ConnectEx(h, nil, nil, &core.Async{Overlapped: new(ws2def.Overlapped)}); e != ws2def.WSAEFAULT {
			t.Error("no name:", e)
		}
	})
}

func TestConnectExRefused(t *testing.T) {
	clause.Covers(t, "O-409", "O-416", "O-417")
	overTransports(t, func(t *testing.T, tr *transport) {
		gone, nowhere := tr.listen(t)
		core.Close(gone, spi.Park)
		l, at := tr.listen(t)
		h := boundSocket(t, tr)
		ev := selected(t, h, ws2def.FD_CONNECT|ws2def.FD_WRITE)
		var p pending
		if e := core.ConnectEx(h, nowhere, nil, p.begin(t)); e != ws2def.WSA_IO_PENDING {
			t.Fatal("ConnectEx:", e)
		}
		p.ends(t, ws2def.STATUS_CONNECTION_REFUSED, 0)
		if !signals(t, ev, 5*time.Second) {
			t.Fatal("FD_CONNECT is not told")
		}
		var seen ws2def.WSANETWORKEVENTS
		core.EnumNetworkEvents(h, ev, &seen)
		if seen.NetworkEvents != ws2def.FD_CONNECT || core.Errno(seen.ErrorCode[ws2def.FD_CONNECT_BIT]) != ws2def.WSAECONNREFUSED {
			t.Errorf("network events %+v", seen)
		}
		except := []core.Handle{h}
		if n, e := core.Select(nil, nil, &except, 0, spi.Park); n != 1 || e != 0 {
			t.Error("Select:", n, e)
		}
		if e := core.ConnectEx(h, at, nil, p.begin(t)); e != ws2def.WSA_IO_PENDING {
			t.Fatal("ConnectEx again:", e)
		}
		take(t, l)
		p.ends(t, ws2def.STATUS_SUCCESS, 0)
		if !signals(t, ev, 5*time.Second) {
			t.Fatal("FD_CONNECT is not told")
		}
		core.EnumNetworkEvents(h, ev, &seen)
		if seen.NetworkEvents != ws2def.FD_CONNECT|ws2def.FD_WRITE || seen.ErrorCode[ws2def.FD_CONNECT_BIT] != 0 {
			t.Errorf("network events %+v", seen)
		}
	})
}

// A backlog that is full keeps a connect under way.
func TestConnectExUnderWay(t *testing.T) {
	clause.Covers(t, "O-251", "O-261", "O-405", "O-415")
	start(t)
	tr := &transports[1]
	l := tr.socket(t)
	at := unixName(t.TempDir() + "/full")
	if e := core.Bind(l, at); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := core.Listen(l, 1); e != 0 {
		t.Fatal("Listen:", e)
	}
	for full := false; !full; {
		h := boundSocket(t, tr)
		nonblocking(t, h)
		full = core.Connect(h, at, spi.Park) == ws2def.WSAEWOULDBLOCK
	}
	h := boundSocket(t, tr)
	var p pending
	if e := core.ConnectEx(h, at, nil, p.begin(t)); e != ws2def.WSA_IO_PENDING {
		t.Fatal("ConnectEx:", e)
	}
	if e := core.ConnectEx(h, at, nil, &core.Async{Overlapped: new(ws2def.Overlapped)}); e != ws2def.WSAEINVAL {
		t.Error("ConnectEx again:", e)
	}
	if e := core.Connect(h, at, spi.Park); e != ws2def.WSAEINVAL {
		t.Error("Connect:", e)
	}
	if _, e := core.GetPeerName(h, make([]byte, 128)); e != ws2def.WSAENOTCONN {
		t.Error("GetPeerName:", e)
	}
	if _, e := core.Send(h, []byte("x"), 0, spi.Park); e != ws2def.WSAENOTCONN {
		t.Error("Send:", e)
	}
	if _, e := core.Recv(h, make([]byte, 1), 0, spi.Park); e != ws2def.WSAENOTCONN {
		t.Error("Recv:", e)
	}
	if e := core.Cancel(h, &p.ov); e != 0 {
		t.Fatal("Cancel:", e)
	}
	p.ends(t, ws2def.STATUS_CANCELLED, 0)
	if e := core.ConnectEx(h, at, nil, p.begin(t)); e != ws2def.WSA_IO_PENDING {
		t.Fatal("ConnectEx after the cancelled one:", e)
	}
	core.Close(h, spi.Park)
	p.ends(t, ws2def.STATUS_CANCELLED, 0)
}

func TestDisconnectEx(t *testing.T) {
	clause.Covers(t, "O-418", "O-419", "O-420", "O-421", "O-422")
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		none := &core.Async{}
		if e := core.DisconnectEx(4, 0, 0, none); e != ws2def.WSAENOTSOCK {
			t.Error("no socket:", e)
		}
		for _, h := range []core.Handle{tr.socket(t), l} {
			if e := core.DisconnectEx(h, 0, 0, none); e != ws2def.WSAENOTCONN {
				t.Error("not connected:", e)
			}
		}
		a, b := tr.connection(t)
		for _, c := range [][2]uint32{{0, 1}, {1, 0}, {6, 0}} {
			if e := core.DisconnectEx(a, c[0], c[1], none); e != ws2def.WSAEINVAL {
				t.Errorf("flags %d, reserved %d: %v", c[0], c[1], e)
			}
		}
		for range 2 {
			if e := core.DisconnectEx(a, 0, 0, none); e != 0 {
				t.Error("DisconnectEx:", e)
			}
		}
		gets(t, b, 1, "")
		if _, e := core.Send(a, []byte("x"), 0, spi.Park); e != ws2def.WSAESHUTDOWN {
			t.Error("Send:", e)
		}
		give(t, b, "y")
		gets(t, a, 1, "y")
		if e := core.Connect(a, at, spi.Park); e != ws2def.WSAEISCONN {
			t.Error("Connect:", e)
		}
		if _, e := core.GetPeerName(a, make([]byte, 128)); e != 0 {
			t.Error("GetPeerName:", e)
		}

		a, b = tr.connection(t)
		var sent, p pending
		much := []byte(strings.Repeat("much ", 1<<21))
		if _, e := core.StartSend(a, core.Buffers{One: much}, 0, sent.begin(t)); e != ws2def.WSA_IO_PENDING {
			t.Fatal("StartSend:", e)
		}
		if e := core.DisconnectEx(a, 0, 0, p.begin(t)); e != ws2def.WSA_IO_PENDING {
			t.Fatal("DisconnectEx:", e)
		}
		total, buf := 0, make([]byte, 1<<16)
		for {
			n, e := core.Recv(b, buf, 0, spi.Park)
			if e != 0 {
				t.Fatal("Recv:", e)
			}
			if n == 0 {
				break
			}
			total += n
		}
		if total != len(much) {
			t.Errorf("%d bytes came before the end, want %d", total, len(much))
		}
		sent.ends(t, ws2def.STATUS_SUCCESS, len(much))
		p.ends(t, ws2def.STATUS_SUCCESS, 0)
	})
}

func TestDisconnectExReuse(t *testing.T) {
	clause.Covers(t, "O-423", "O-425", "O-220")
	overTransports(t, func(t *testing.T, tr *transport) {
		c := boundSocket(t, tr)
		local := name(t, c)
		s := &acceptEx{s: tr.socket(t)}
		s.to = core.Acceptance{Local: make([]byte, block), Remote: make([]byte, block)}
		port := portOf(t, s.s, 9)
		set(c, ws2def.SOL_SOCKET, ws2def.SO_KEEPALIVE, []byte{1, 0, 0, 0})
		for round := range 3 {
			l, at := tr.listen(t)
			s.start(t, l, ws2def.WSA_IO_PENDING)
			var p, q pending
			if e := core.ConnectEx(c, at, nil, p.begin(t)); e != ws2def.WSA_IO_PENDING {
				t.Fatal("ConnectEx:", round, e)
			}
			p.ends(t, ws2def.STATUS_SUCCESS, 0)
			s.ends(t, ws2def.STATUS_SUCCESS, 0)
			if e := update(s.s, l); e != 0 {
				t.Fatal("update:", e)
			}
			ov := new(ws2def.Overlapped)
			room := make([]byte, 16)
			if _, e := core.StartRecv(s.s, core.Buffers{One: room}, 0, &core.Async{Overlapped: ov}); e != ws2def.WSA_IO_PENDING {
				t.Fatal("StartRecv:", e)
			}
			give(t, c, "data")
			if k := onePacket(t, port); k.Key != 9 || k.Bytes != 4 {
				t.Errorf("packet %+v", k)
			}
			// The receive that waits gets the end.
			if _, e := core.StartRecv(s.s, core.Buffers{One: room}, 0, &core.Async{Overlapped: ov}); e != ws2def.WSA_IO_PENDING {
				t.Fatal("StartRecv:", e)
			}
			if e := core.DisconnectEx(c, ws2def.TF_REUSE_SOCKET, 0, p.begin(t)); e != ws2def.WSA_IO_PENDING {
				t.Fatal("DisconnectEx:", e)
			}
			if k := onePacket(t, port); k.Bytes != 0 || k.Status != 0 {
				t.Errorf("packet %+v", k)
			}
			if signals(t, p.done, 5*time.Millisecond) {
				t.Error("it ends before the peer has")
			}
			if e := core.DisconnectEx(s.s, ws2def.TF_REUSE_SOCKET, 0, q.begin(t)); e != ws2def.WSA_IO_PENDING {
				t.Fatal("DisconnectEx:", e)
			}
			p.ends(t, ws2def.STATUS_SUCCESS, 0)
			q.ends(t, ws2def.STATUS_SUCCESS, 0)
			if k := onePacket(t, port); k.Status != 0 {
				t.Errorf("packet of DisconnectEx %+v", k)
			}
			if got := name(t, c); string(got) != string(local) {
				t.Errorf("local name %v, was %v", got, local)
			}
			if n := option(t, c, ws2def.SO_KEEPALIVE); n != 1 {
				t.Error("SO_KEEPALIVE is lost")
			}
			core.Close(l, spi.Park)
		}
	})
}
