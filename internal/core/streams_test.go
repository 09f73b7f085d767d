package core_test

import (
	"bytes"
	"hash/crc32"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// streams are transports of byte streams other than TCP: what the core does for
// streams must not depend on the transport.
var streams = []struct {
	name string
	open func(testing.TB) // starts Winsock
	pair func(testing.TB) (a, b core.Handle)
}{
	{"AF_UNIX", start, unixPair},
	{"loop", startLoop, loopPair},
}

// overStreams runs a test over each of them.
func overStreams(t *testing.T, test func(t *testing.T, pair func() (a, b core.Handle))) {
	for _, s := range streams {
		t.Run(s.name, func(t *testing.T) {
			s.open(t)
			test(t, func() (a, b core.Handle) { return s.pair(t) })
		})
	}
}

// ways are both ways to wait.
var ways = map[string]spi.Way{"Park": spi.Park, "Hold": spi.Hold}

// large is n bytes in which a shift or a gap shows.
func large(n int) []byte {
	block := make([]byte, 65521) // a prime, so that no buffer size hides a shift
	for i := range block {
		block[i] = byte(i * 7)
	}
	return bytes.Repeat(block, n/len(block)+1)[:n]
}

// receiveAll receives until the end and returns how much came, with its sum.
func receiveAll(h core.Handle, how spi.Way) (n int, sum uint32, e core.Errno) {
	buf := make([]byte, 256<<10)
	for {
		got, e := core.Recv(h, buf, 0, how)
		if got == 0 || e != 0 {
			return n, sum, e
		}
		n += got
		sum = crc32.Update(sum, crc32.IEEETable, buf[:got])
	}
}

func TestS288_StreamBlockingSendIsWhole(t *testing.T) {
	clause.Covers(t, "S-288")
	overStreams(t, func(t *testing.T, pair func() (a, b core.Handle)) {
		for name, how := range ways {
			a, b := pair()
			data := large(1 << 20)
			done := make(chan core.Errno)
			go func() {
				n, sum, e := receiveAll(b, how)
				if n != len(data) || sum != crc32.ChecksumIEEE(data) {
					t.Errorf("%s: %d bytes with sum %08x, want %d with %08x", name, n, sum, len(data), crc32.ChecksumIEEE(data))
				}
				done <- e
			}()
			if n, e := core.Send(a, data, 0, how); n != len(data) || e != 0 {
				t.Errorf("%s: Send: %d, %v", name, n, e)
			}
			if e := core.Shutdown(a, ws2def.SD_SEND); e != 0 {
				t.Error("Shutdown:", e)
			}
			if e := <-done; e != 0 {
				t.Errorf("%s: Recv: %v", name, e)
			}
		}
	})
}

func TestS289_StreamNonblockingSendIsWhole(t *testing.T) {
	clause.Covers(t, "S-289", "S-290", "S-291")
	data := large(50 << 20)
	overStreams(t, func(t *testing.T, pair func() (a, b core.Handle)) {
		a, b := pair()
		nonblocking(t, a)
		if n, e := core.Send(a, data, 0, spi.Park); n != len(data) || e != 0 {
			t.Fatalf("Send: %d, %v; want all of 50 MiB", n, e)
		}
		if _, e := core.Send(a, []byte("more"), 0, spi.Park); e != ws2def.WSAEWOULDBLOCK {
			t.Errorf("Send with data queued: %v, want WSAEWOULDBLOCK", e)
		}
		if got := state(t, a); got != "" {
			t.Errorf("select with data queued: %q, want no set", got)
		}
		if got := polled(t, a); got != 0 {
			t.Errorf("WSAPoll with data queued: %#x, want 0", got)
		}
		// The rest outlives shutdown and closesocket.
		if e := core.Shutdown(a, ws2def.SD_BOTH); e != 0 {
			t.Error("Shutdown:", e)
		}
		if e := core.Close(a, spi.Park); e != 0 {
			t.Error("Close:", e)
		}
		n, sum, e := receiveAll(b, spi.Park)
		if n != len(data) || e != 0 || sum != crc32.ChecksumIEEE(data) {
			t.Errorf("received %d bytes with sum %08x, %v; want %d with %08x", n, sum, e, len(data), crc32.ChecksumIEEE(data))
		}
	})
}

func TestS291_StreamWritableAgain(t *testing.T) {
	clause.Covers(t, "S-289", "S-291", "S-411")
	overStreams(t, func(t *testing.T, pair func() (a, b core.Handle)) {
		a, b := pair()
		nonblocking(t, a)
		data := large(4 << 20)
		const rounds = 3
		send := func(round int) {
			t.Helper()
			if n, e := core.Send(a, data, 0, spi.Park); n != len(data) || e != 0 {
				t.Fatalf("Send %d: %d, %v", round, n, e)
			}
		}
		send(0)
		go func() {
			for round := range rounds {
				m := spi.Message{Buffers: [][]byte{make([]byte, len(data))}}
				if n, e := core.RecvMsg(b, &m, ws2def.MSG_WAITALL, spi.Park); n != len(data) || e != 0 || !bytes.Equal(m.Buffers[0], data) {
					t.Errorf("Recv %d with MSG_WAITALL: %d, %v", round, n, e)
				}
			}
		}()
		for round := range rounds {
			write := []core.Handle{a}
			if n, e := core.Select(nil, &write, nil, 20*time.Second, spi.Way(round%2)); n != 1 || e != 0 {
				t.Fatalf("Select until the rest is gone: %d, %v", n, e)
			}
			if round+1 < rounds {
				send(round + 1)
			}
		}
		// Everything must have arrived before the sockets go.
		if e := core.Shutdown(a, ws2def.SD_SEND); e != 0 {
			t.Error("Shutdown:", e)
		}
		eventually(t, ws2def.POLLHUP, func() int { return int(polled(t, b)) & (ws2def.POLLHUP | ws2def.POLLRDNORM) })
	})
}

func TestS324_StreamTimeouts(t *testing.T) {
	clause.Covers(t, "S-324", "S-684")
	overStreams(t, func(t *testing.T, pair func() (a, b core.Handle)) {
		for name, how := range ways {
			a, b := pair()
			for _, option := range []int32{ws2def.SO_RCVTIMEO, ws2def.SO_SNDTIMEO} {
				if e := set(a, ws2def.SOL_SOCKET, option, le32(30)); e != 0 {
					t.Fatal("SetSockOpt:", e)
				}
			}
			begin := time.Now()
			if _, e := core.Recv(a, make([]byte, 1), 0, how); e != ws2def.WSAETIMEDOUT {
				t.Errorf("%s: Recv: %v, want WSAETIMEDOUT", name, e)
			}
			if took := time.Since(begin); took < 30*time.Millisecond {
				t.Errorf("%s: Recv timed out after %v", name, took)
			}
			if _, e := core.Send(a, large(8<<20), 0, how); e != ws2def.WSAETIMEDOUT {
				t.Errorf("%s: Send that nobody receives: %v, want WSAETIMEDOUT", name, e)
			}
			soon := time.Now().Add(20 * time.Millisecond)
			if e := core.SetDeadline(b, nil, &soon); e != 0 {
				t.Fatal("SetDeadline:", e)
			}
			if _, e := core.Send(b, large(8<<20), 0, how); e != ws2def.WSAETIMEDOUT {
				t.Errorf("%s: Send beyond the deadline: %v, want WSAETIMEDOUT", name, e)
			}
		}
	})
}

func TestS325_StreamCloseEndsBlockedCalls(t *testing.T) {
	clause.Covers(t, "S-325", "S-387", "S-389")
	overStreams(t, func(t *testing.T, pair func() (a, b core.Handle)) {
		for name, how := range ways {
			a, b := pair()
			recv, send := make(chan core.Errno), make(chan core.Errno)
			go func() {
				_, e := core.Recv(a, make([]byte, 1), 0, how)
				recv <- e
			}()
			go func() {
				_, e := core.Send(a, large(16<<20), 0, how)
				send <- e
			}()
			read := []core.Handle{a}
			c, _ := pair()
			fds := []core.PollFd{{Fd: c, Events: ws2def.POLLRDNORM}}
			selected, polled := make(chan int), make(chan int)
			go func() {
				n, _ := core.Select(&read, nil, nil, core.Forever, how)
				selected <- n
			}()
			go func() {
				n, _ := core.Poll(fds, 1, -1, how)
				polled <- n
			}()
			eventually(t, true, func() bool { return core.Watched(a) && core.Watched(c) })
			eventually(t, true, func() bool { // the sender is stuck
				out := make([]byte, 4)
				_, e := core.Ioctl(b, ws2def.FIONREAD, nil, out, spi.Park)
				return e == 0 && !bytes.Equal(out, make([]byte, 4))
			})
			for _, h := range []core.Handle{a, c} {
				if e := core.Close(h, spi.Park); e != 0 {
					t.Fatal("Close:", e)
				}
			}
			for call, done := range map[string]chan core.Errno{"Recv": recv, "Send": send} {
				if e := <-done; e != ws2def.WSAEINTR && e != ws2def.WSAENOTSOCK {
					t.Errorf("%s: %s on a closed socket: %v, want WSAEINTR", name, call, e)
				}
			}
			if n := <-selected; n != 1 || len(read) != 1 {
				t.Errorf("%s: Select: %d, %v, want the closed socket", name, n, read)
			}
			if n := <-polled; n != 1 || fds[0].REvents != ws2def.POLLNVAL {
				t.Errorf("%s: Poll: %d, %#x, want POLLNVAL", name, n, fds[0].REvents)
			}
		}
	})
}

func TestS411_StreamSelectAndPoll(t *testing.T) {
	clause.Covers(t, "S-307", "S-308", "S-310", "S-318")
	const readable, writable, hangup, broken = ws2def.POLLRDNORM, ws2def.POLLWRNORM, ws2def.POLLHUP, ws2def.POLLERR
	overStreams(t, func(t *testing.T, pair func() (a, b core.Handle)) {
		a, b := pair()
		nonblocking(t, b)
		look := func(when, sets string, events int16) {
			t.Helper()
			if got := state(t, b); got != sets {
				t.Errorf("%s: select %q, want %q", when, got, sets)
			}
			if got := polled(t, b); got != events {
				t.Errorf("%s: WSAPoll %#x, want %#x", when, got, events)
			}
		}
		look("idle", "w", writable)
		if _, e := recv(b, 0); e != ws2def.WSAEWOULDBLOCK {
			t.Errorf("Recv without data: %v, want WSAEWOULDBLOCK", e)
		}
		if e := send(a, "data"); e != 0 {
			t.Fatal("Send:", e)
		}
		look("with data", "rw", readable|writable)
		if n, e := core.Recv(b, nil, 0, spi.Park); n != 0 || e != 0 {
			t.Errorf("Recv of nothing: %d, %v", n, e)
		}
		if got, e := recv(b, ws2def.MSG_PEEK); got != "data" || e != 0 {
			t.Errorf("Recv with MSG_PEEK: %q, %v", got, e)
		}
		if e := core.Shutdown(a, ws2def.SD_SEND); e != 0 {
			t.Fatal("Shutdown:", e)
		}
		look("data and then the end", "rw", readable|writable|hangup)
		if got, e := recv(b, 0); got != "data" || e != 0 {
			t.Errorf("Recv: %q, %v", got, e)
		}
		look("at the end", "rw", writable|hangup)
		for range 2 {
			if got, e := recv(b, 0); got != "" || e != 0 {
				t.Errorf("Recv at the end: %q, %v", got, e)
			}
		}
		if e := send(b, "unread"); e != 0 {
			t.Fatal("Send:", e)
		}
		core.Close(a, spi.Park)
		look("reset", "rw", writable|hangup|broken)
		for range 2 {
			if _, e := recv(b, 0); e != ws2def.WSAECONNRESET {
				t.Errorf("Recv after a reset: %v", e)
			}
			if e := send(b, "x"); e != ws2def.WSAECONNRESET {
				t.Errorf("Send after a reset: %v", e)
			}
		}
		look("reset and told", "rw", writable|hangup|broken)
	})
}

func TestS360_StreamShutdown(t *testing.T) {
	clause.Covers(t, "S-269", "S-273", "S-303", "S-309", "S-360", "S-362", "S-363", "S-364", "S-372", "S-374")
	overStreams(t, func(t *testing.T, pair func() (a, b core.Handle)) {
		a, b := pair()
		if e := send(b, "queued"); e != 0 {
			t.Fatal("Send:", e)
		}
		for range 2 {
			if e := core.Shutdown(a, ws2def.SD_RECEIVE); e != 0 {
				t.Errorf("Shutdown(SD_RECEIVE): %v", e)
			}
		}
		if _, e := recv(a, 0); e != ws2def.WSAESHUTDOWN {
			t.Errorf("Recv after SD_RECEIVE: %v, want WSAESHUTDOWN", e)
		}
		if e := send(a, "still"); e != 0 {
			t.Errorf("Send after SD_RECEIVE: %v", e)
		}
		for range 2 {
			if e := core.Shutdown(a, ws2def.SD_SEND); e != 0 {
				t.Errorf("Shutdown(SD_SEND): %v", e)
			}
		}
		if e := send(a, "x"); e != ws2def.WSAESHUTDOWN {
			t.Errorf("Send after SD_SEND: %v, want WSAESHUTDOWN", e)
		}
		if got, e := recv(b, 0); got != "still" || e != 0 {
			t.Errorf("Recv: %q, %v", got, e)
		}
		if e := core.Shutdown(a, 3); e != ws2def.WSAEINVAL {
			t.Errorf("Shutdown(3): %v, want WSAEINVAL", e)
		}
		if e := core.Connect(a, peer(t, a), spi.Park); e != ws2def.WSAEISCONN {
			t.Errorf("Connect after Shutdown: %v, want WSAEISCONN", e)
		}
	})
}
