package core_test

import (
	"testing"

	"pgregory.net/rapid"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// model is what the contract says of one nonblocking TCP socket.
type model struct {
	t  *rapid.T
	h  core.Handle
	to []byte // a listener's address

	bound, listening, connected, noSend, noRecv bool
}

func (m *model) want(what string, got, want core.Errno) {
	m.t.Helper()
	if got != want {
		m.t.Fatalf("%s: %v, want %v (%+v)", what, got, want, *m)
	}
}

func (m *model) Bind(*rapid.T) {
	want := core.Errno(0)
	if m.bound {
		want = ws2def.WSAEINVAL // S-128
	}
	m.want("bind", core.Bind(m.h, loopback(0)), want)
	m.bound = true
}

func (m *model) Listen(*rapid.T) {
	want := core.Errno(0)
	switch {
	case m.listening: // S-183
	case m.connected:
		want = ws2def.WSAEISCONN // S-184
	case !m.bound:
		want = ws2def.WSAEINVAL // S-180
	}
	m.want("listen", core.Listen(m.h, 3), want)
	m.listening = m.listening || want == 0
}

func (m *model) Connect(t *rapid.T) {
	e := core.Connect(m.h, m.to, spi.Park)
	switch {
	case m.listening:
		m.want("connect", e, ws2def.WSAEINVAL) // S-222
		return
	case m.connected:
		m.want("connect", e, ws2def.WSAEISCONN) // S-219, S-220
		return
	case e == ws2def.WSAEWOULDBLOCK:
		write := []core.Handle{m.h}
		if n, e := core.Select(nil, &write, nil, core.Forever, spi.Park); n != 1 || e != 0 {
			t.Fatalf("select: %d, %v", n, e)
		}
	default:
		m.want("connect", e, 0)
	}
	m.bound, m.connected = true, true
}

func (m *model) Send(*rapid.T) {
	want := core.Errno(0)
	switch {
	case !m.connected:
		want = ws2def.WSAENOTCONN // S-269
	case m.noSend:
		want = ws2def.WSAESHUTDOWN // S-273
	}
	_, e := core.Send(m.h, []byte("x"), 0, spi.Park)
	m.want("send", e, want)
}

func (m *model) Recv(*rapid.T) {
	want := ws2def.WSAEWOULDBLOCK // S-307
	switch {
	case !m.connected:
		want = ws2def.WSAENOTCONN // S-303
	case m.noRecv:
		want = ws2def.WSAESHUTDOWN // S-309
	}
	_, e := core.Recv(m.h, make([]byte, 1), 0, spi.Park)
	m.want("recv", e, want)
}

func (m *model) Accept(*rapid.T) {
	want := ws2def.WSAEWOULDBLOCK // S-197
	if !m.listening {
		want = ws2def.WSAEINVAL // S-195
	}
	_, _, e := core.Accept(m.h, nil, spi.Park)
	m.want("accept", e, want)
}

func (m *model) Shutdown(t *rapid.T) {
	how := rapid.Int32Range(-1, 3).Draw(t, "how")
	e := core.Shutdown(m.h, how)
	switch {
	case how < 0 || how > 2:
		m.want("shutdown", e, ws2def.WSAEINVAL) // S-364
		return
	case !m.connected:
		m.want("shutdown", e, ws2def.WSAENOTCONN) // S-360
		return
	}
	m.want("shutdown", e, 0)                     // S-362, S-363
	m.noRecv = m.noRecv || how != ws2def.SD_SEND // S-372: for good
	m.noSend = m.noSend || how != ws2def.SD_RECEIVE
}

func (m *model) Names(*rapid.T) {
	var buf [128]byte
	_, e := core.GetSockName(m.h, buf[:])
	if m.bound {
		m.want("getsockname", e, 0)
	} else {
		m.want("getsockname", e, ws2def.WSAEINVAL) // S-250
	}
	_, e = core.GetPeerName(m.h, buf[:])
	if m.connected {
		m.want("getpeername", e, 0) // S-259
	} else {
		m.want("getpeername", e, ws2def.WSAENOTCONN) // S-255
	}
}

// Random calls on a TCP socket, in any order, answer as the contract's state
// tables say.
func TestStreamStateModel(t *testing.T) {
	clause.Covers(t, "S-128", "S-180", "S-183", "S-184", "S-195", "S-197", "S-219", "S-220", "S-222", "S-250", "S-255",
		"S-259", "S-269", "S-273", "S-303", "S-307", "S-309", "S-360", "S-362", "S-363", "S-364", "S-372")
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	start(t)
	l := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	core.Bind(l, loopback(0))
	core.Listen(l, 4096)
	to := name(t, l)
	rapid.Check(t, func(t *rapid.T) {
		h, e := core.Create(ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
		if e != 0 {
			t.Fatal(e)
		}
		defer core.Close(h, spi.Park)
		if _, e := core.Ioctl(h, ws2def.FIONBIO, []byte{1, 0, 0, 0}, nil, spi.Park); e != 0 {
			t.Fatal(e)
		}
		m := &model{t: t, h: h, to: to}
		t.Repeat(map[string]func(*rapid.T){
			"bind": m.Bind, "listen": m.Listen, "connect": m.Connect, "send": m.Send, "recv": m.Recv,
			"accept": m.Accept, "shutdown": m.Shutdown, "names": m.Names,
		})
		if m.connected {
			s, _, e := core.Accept(l, nil, spi.Park)
			if e != 0 {
				t.Fatal(e)
			}
			core.Close(s, spi.Park)
		}
	})
}
