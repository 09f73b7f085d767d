package core_test

import (
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// What a closed socket still owes its peer is delivered before the last
// Cleanup returns.
func TestCleanupFlushesClosedSockets(t *testing.T) {
	clause.Covers(t, "S-008", "S-290", "S-376")
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	got := make(chan int64)
	go func() {
		c, err := l.Accept()
		if err != nil {
			got <- -1
			return
		}
		defer c.Close()
		n, _ := io.Copy(io.Discard, c)
		got <- n
	}()

	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	var data ws2def.WSAData
	core.Startup(0x0202, &data)
	h, e := core.Create(ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, nil, 0, 0)
	if e != 0 {
		t.Fatal(e)
	}
	if e := core.Connect(h, loopback(uint16(l.Addr().(*net.TCPAddr).Port)), spi.Park); e != 0 {
		t.Fatal(e)
	}
	nonblocking(t, h)
	const size = 20 << 20
	if n, e := core.Send(h, make([]byte, size), 0, spi.Park); n != size || e != 0 {
		t.Fatal(n, e)
	}
	if e := core.Close(h, spi.Park); e != 0 {
		t.Fatal(e)
	}
	if e := core.Cleanup(); e != 0 {
		t.Fatal(e)
	}
	if n := <-got; n != size {
		t.Errorf("%d of %d bytes arrived", n, size)
	}
}

// Sending to a peer that is gone raises no signal.
func TestNoSignal(t *testing.T) {
	clause.Covers(t, "S-118")
	start(t)
	pipe := make(chan os.Signal, 1)
	signal.Notify(pipe, syscall.SIGPIPE, syscall.SIGURG)
	signal.Reset(syscall.SIGURG) // the Go run-time's own
	defer signal.Stop(pipe)
	a, b := pair(t)
	core.Close(b, spi.Park)
	var e core.Errno
	for range 1000 {
		if _, e = core.Send(a, []byte("x"), 0, spi.Park); e != 0 {
			break
		}
	}
	if e != ws2def.WSAECONNABORTED && e != ws2def.WSAECONNRESET {
		t.Error(e)
	}
	select {
	case s := <-pipe:
		t.Error("signal", s)
	default:
	}
}
