package core_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"
	"unsafe"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

func TestStartupVersions(t *testing.T) {
	clause.Covers(t, "S-001", "S-003", "S-010", "S-028", "S-029", "S-030")
	for _, c := range []struct {
		id         string
		requested  uint16
		e          core.Errno
		version    uint16
		maxSockets uint16
	}{
		{"S-018", 0x0000, ws2def.WSAVERNOTSUPPORTED, 0, 0},
		{"S-018", 0x0200, ws2def.WSAVERNOTSUPPORTED, 0, 0},
		{"S-019", 0x0001, 0, 0x0001, 32767},
		{"S-020", 0x0101, 0, 0x0101, 32767},
		{"S-021", 0x0201, 0, 0x0101, 32767},
		{"S-021", 0xff01, 0, 0x0101, 32767},
		{"S-022", 0x0002, 0, 0x0002, 0},
		{"S-023", 0x0102, 0, 0x0102, 0},
		{"S-024", 0x0202, 0, 0x0202, 0},
		{"S-025", 0x0302, 0, 0x0202, 0},
		{"S-025", 0x0003, 0, 0x0202, 0},
		{"S-025", 0xffff, 0, 0x0202, 0},
	} {
		data := ws2def.WSAData{Version: 7, HighVersion: 7}
		e := core.Startup(c.requested, &data)
		if e != c.e {
			t.Errorf("%s %#04x: %v, want %v", c.id, c.requested, e, c.e)
		}
		if e != 0 {
			if data.Version != 7 {
				t.Errorf("%s %#04x: a failed call wrote the data", c.id, c.requested)
			}
			continue
		}
		if data.Version != c.version || data.HighVersion != 0x0202 || data.MaxSockets != c.maxSockets || data.VendorInfo != nil {
			t.Errorf("%s %#04x: %+v", c.id, c.requested, data)
		}
		if d := text(data.Description[:]); d != "WinSock 2.0" {
			t.Errorf("S-028: description %q", d)
		}
		if s := text(data.SystemStatus[:]); s != "Running" {
			t.Errorf("S-028: status %q", s)
		}
		if e := core.Cleanup(); e != 0 {
			t.Errorf("%s: Cleanup: %v", c.id, e)
		}
	}
}

func text(b []byte) string {
	for i, c := range b {
		if c == 0 {
			return string(b[:i])
		}
	}
	return string(b)
}

func TestWSADataLayout(t *testing.T) {
	clause.Covers(t, "S-026")
	var d ws2def.WSAData
	for name, got := range map[string][2]uintptr{
		"Version":      {unsafe.Offsetof(d.Version), 0},
		"HighVersion":  {unsafe.Offsetof(d.HighVersion), 2},
		"MaxSockets":   {unsafe.Offsetof(d.MaxSockets), 4},
		"MaxUdpDg":     {unsafe.Offsetof(d.MaxUdpDg), 6},
		"VendorInfo":   {unsafe.Offsetof(d.VendorInfo), 8},
		"Description":  {unsafe.Offsetof(d.Description), 16},
		"SystemStatus": {unsafe.Offsetof(d.SystemStatus), 273},
		"size":         {unsafe.Sizeof(d), 408},
	} {
		if got[0] != got[1] {
			t.Errorf("%s at %d, want %d", name, got[0], got[1])
		}
	}
}

func TestStartupIsCounted(t *testing.T) {
	clause.Covers(t, "S-002", "S-004", "S-005", "S-006", "S-009")
	if e := core.Startup(0x0202, nil); e != ws2def.WSAEFAULT {
		t.Error("S-009:", e)
	}
	if core.Started() {
		t.Fatal("a failed Startup counts")
	}
	var data ws2def.WSAData
	core.Startup(0x0202, &data)
	core.Startup(0x0101, &data)
	h, e := core.Create(2, 1, 6, nil, 0, 0)
	if e != 0 {
		t.Fatal(e)
	}
	if e := core.Cleanup(); e != 0 {
		t.Fatal(e)
	}
	if _, e := core.Inspect(h); e != 0 {
		t.Error("S-002: the first of two Cleanups took the socket:", e)
	}
	if e := core.Cleanup(); e != 0 {
		t.Fatal(e)
	}
	if e := core.Cleanup(); e != ws2def.WSANOTINITIALISED {
		t.Error("S-005:", e)
	}
	for name, call := range everyCall(h) {
		if e := call(); e != ws2def.WSANOTINITIALISED {
			t.Errorf("S-004 %s: %v", name, e)
		}
	}
	core.Startup(0x0202, &data)
	defer core.Cleanup()
	for name, call := range everyCall(h) {
		if e := call(); e != ws2def.WSAENOTSOCK {
			t.Errorf("S-006 %s: %v", name, e)
		}
	}
}

// everyCall is every call of the package that takes a socket, on h.
func everyCall(h core.Handle) map[string]func() core.Errno {
	buf := make([]byte, 64)
	return map[string]func() core.Errno{
		"bind":   func() core.Errno { return core.Bind(h, loopback(0)) },
		"listen": func() core.Errno { return core.Listen(h, 5) },
		"accept": func() core.Errno { _, _, e := core.Accept(h, nil, spi.Park); return e },
		"WSAAccept": func() core.Errno {
			_, _, e := core.AcceptIf(h, nil, func(core.Caller) int32 { return 0 }, spi.Park)
			return e
		},
		"connect": func() core.Errno { return core.Connect(h, loopback(9), spi.Park) },
		"by name": func() core.Errno { return core.ConnectByName(h, "127.0.0.1", "9", 0, spi.Park) },
		"by list": func() core.Errno { return core.ConnectByList(h, [][]byte{loopback(9)}, 0, spi.Park) },
		"send":    func() core.Errno { _, e := core.Send(h, buf, 0, spi.Park); return e },
		"recv":    func() core.Errno { _, e := core.Recv(h, buf, 0, spi.Park); return e },
		"WSASendMsg": func() core.Errno {
			_, e := core.SendMsg(h, &spi.Message{Buffers: [][]byte{buf}}, 0, spi.Park)
			return e
		},
		"WSARecvMsg": func() core.Errno {
			_, e := core.RecvMsg(h, &spi.Message{Buffers: [][]byte{buf}}, 0, spi.Park)
			return e
		},
		"shutdown":    func() core.Errno { return core.Shutdown(h, ws2def.SD_BOTH) },
		"getsockname": func() core.Errno { _, e := core.GetSockName(h, buf); return e },
		"getpeername": func() core.Errno { _, e := core.GetPeerName(h, buf); return e },
		"getsockopt": func() core.Errno {
			_, e := core.GetSockOpt(h, ws2def.SOL_SOCKET, ws2def.SO_TYPE, buf, 4)
			return e
		},
		"setsockopt": func() core.Errno {
			return core.SetSockOpt(h, ws2def.SOL_SOCKET, ws2def.SO_KEEPALIVE, buf, 4)
		},
		"WSAIoctl": func() core.Errno { _, e := core.Ioctl(h, ws2def.FIONREAD, nil, buf, spi.Park); return e },
		"deadline": func() core.Errno { return core.SetDeadline(h, new(time.Time), nil) },
		"select": func() core.Errno {
			set := []core.Handle{h}
			_, e := core.Select(&set, nil, nil, 0, spi.Park)
			return e
		},
		"WSAPoll": func() core.Errno {
			_, e := core.Poll([]core.PollFd{{Fd: h, Events: ws2def.POLLRDNORM}}, 1, 0, spi.Park)
			return e
		},
		"closesocket": func() core.Errno { return core.Close(h, spi.Park) },
	}
}

// Values that are no socket get WSAENOTSOCK from every call, whatever else is
// wrong with the arguments.
func TestForeignDescriptors(t *testing.T) {
	clause.Covers(t, "S-017", "S-109", "S-111", "S-134", "S-186", "S-287", "S-383", "S-390")
	start(t)
	closed, e := core.Create(2, 1, 6, nil, 0, 0)
	if e != 0 {
		t.Fatal(e)
	}
	core.Close(closed, spi.Park)
	for _, h := range []core.Handle{0, 1, 2, 3, 5, 0xDEADBEEF, ws2def.InvalidHandle, closed, closed + 1, closed + 2, 1 << 33} {
		for name, call := range everyCall(h) {
			if e := call(); e != ws2def.WSAENOTSOCK {
				t.Errorf("%s of %#x: %v", name, h, e)
			}
		}
	}
}

// The last Cleanup ends what waits and closes what is open.
func TestCleanupEndsCalls(t *testing.T) {
	clause.Covers(t, "S-006", "S-007")
	for name, how := range map[string]spi.Way{"park": spi.Park, "hold": spi.Hold} {
		t.Run(name, func(t *testing.T) {
			var data ws2def.WSAData
			core.Startup(0x0202, &data)
			a, _ := pair(t)
			done := blocked(t, func() core.Errno {
				_, e := core.Recv(a, make([]byte, 1), 0, how)
				return e
			})
			if e := core.Cleanup(); e != 0 {
				t.Fatal(e)
			}
			if e := <-done; e != ws2def.WSAEINTR {
				t.Error(e)
			}
			if n := len(core.Sockets()); n != 0 {
				t.Errorf("%d sockets are left", n)
			}
		})
	}
}

// A catalog that can't be read keeps the process from starting.
func TestStartupWithBrokenCatalog(t *testing.T) {
	clause.Covers(t, "S-010", "P-195")
	file := filepath.Join(t.TempDir(), "catalog.json")
	if err := os.WriteFile(file, []byte("{ broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("WINSOCK_CATALOG", file)
	var data ws2def.WSAData
	if e := core.Startup(0x0202, &data); e != ws2def.WSASYSNOTREADY {
		t.Error(e)
		core.Cleanup()
	}
	if core.Started() {
		t.Error("it started all the same")
	}
}
