package core_test

import (
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// SD_RECEIVE on a datagram socket is for the socket's own calls: datagrams are
// still taken and queued, and nobody is told.
func TestShutdownReceiveOfDatagrams(t *testing.T) {
	clause.Covers(t, "S-370", "S-365", "S-309")
	start(t)
	a := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	b := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	for _, h := range []core.Handle{a, b} {
		if e := core.Bind(h, loopback(0)); e != 0 {
			t.Fatal(e)
		}
	}
	if e := core.Connect(b, name(t, a), spi.Park); e != 0 {
		t.Fatal(e)
	}
	if e := core.Shutdown(a, ws2def.SD_RECEIVE); e != 0 {
		t.Fatal(e)
	}
	for range 3 {
		if _, e := core.Send(b, []byte("x"), 0, spi.Park); e != 0 {
			t.Fatal(e)
		}
	}
	eventually(t, true, func() bool {
		out := make([]byte, 4)
		core.Ioctl(a, ws2def.FIONREAD, nil, out, spi.Park)
		return out[0] > 0
	})
	if _, e := core.Recv(a, make([]byte, 8), 0, spi.Park); e != ws2def.WSAESHUTDOWN {
		t.Error("recv:", e)
	}
	nonblocking(t, b)
	if _, e := core.Recv(b, make([]byte, 8), 0, spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Error("the sender was told:", e)
	}
}

// A receive that waits already is not disturbed by SD_RECEIVE.
func TestShutdownReceiveWhileReceiving(t *testing.T) {
	clause.Covers(t, "S-332")
	start(t)
	a, b := pair(t)
	type got struct {
		n int
		e core.Errno
	}
	done := make(chan got)
	go func() {
		n, e := core.Recv(a, make([]byte, 8), 0, spi.Park)
		done <- got{n, e}
	}()
	eventually(t, true, func() bool { return core.Waiting(a) })
	if e := core.Shutdown(a, ws2def.SD_RECEIVE); e != 0 {
		t.Fatal(e)
	}
	if _, e := core.Send(b, []byte("late"), 0, spi.Park); e != 0 {
		t.Fatal(e)
	}
	if g := <-done; g != (got{4, 0}) {
		t.Errorf("%+v", g)
	}
	if _, e := core.Recv(a, make([]byte, 8), 0, spi.Park); e != ws2def.WSAESHUTDOWN {
		t.Error("the next one:", e)
	}
}

// Shutdown never waits, whatever is queued and however long the linger time.
func TestShutdownDoesNotLinger(t *testing.T) {
	clause.Covers(t, "S-371")
	start(t)
	a, b := pair(t)
	if e := core.SetSockOpt(a, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{1, 0, 30, 0}, 4); e != 0 {
		t.Fatal(e)
	}
	nonblocking(t, a)
	data := make([]byte, 32<<20)
	if n, e := core.Send(a, data, 0, spi.Park); n != len(data) || e != 0 {
		t.Fatal(n, e)
	}
	began := time.Now()
	if e := core.Shutdown(a, ws2def.SD_SEND); e != 0 || time.Since(began) > 5*time.Second {
		t.Errorf("%v after %v", e, time.Since(began))
	}
	total := 0
	buf := make([]byte, 1<<20)
	for {
		n, e := core.Recv(b, buf, 0, spi.Park)
		if e != 0 {
			t.Fatal(e)
		}
		if n == 0 {
			break
		}
		total += n
	}
	if total != len(data) {
		t.Errorf("%d of %d bytes before the end", total, len(data))
	}
}
