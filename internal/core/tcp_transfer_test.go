package core_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

func send(h core.Handle, s string) core.Errno {
	_, e := core.Send(h, []byte(s), 0, spi.Park)
	return e
}

// recv receives once, into a buffer of 64 bytes.
func recv(h core.Handle, flags uint32) (string, core.Errno) {
	buf := make([]byte, 64)
	n, e := core.Recv(h, buf, flags, spi.Park)
	return string(buf[:n]), e
}

func TestSendWithoutConnection(t *testing.T) {
	clause.Covers(t, "S-269", "S-271", "S-272", "S-285", "S-286", "S-287", "S-303", "S-323", "S-686", "S-322", "S-360")
	start(t)
	l, _ := listener(t)
	udp := udp4(t)
	bad := ws2def.InvalidHandle
	buf := [][]byte{[]byte("x")}
	for _, c := range []struct {
		id   string
		got  func() core.Errno
		want core.Errno
	}{
		{"S-269 send", func() core.Errno { return send(tcp4(t), "x") }, ws2def.WSAENOTCONN},
		{"S-269 sendto", func() core.Errno {
			_, e := core.SendMsg(tcp4(t), &spi.Message{Name: loopback(1), Buffers: buf}, 0, spi.Park)
			return e
		}, ws2def.WSAENOTCONN},
		{"S-271 send on UDP", func() core.Errno { return send(udp, "x") }, ws2def.WSAENOTCONN},
		{"S-272 sendto NULL", func() core.Errno {
			_, e := core.SendMsg(udp, &spi.Message{Buffers: buf}, 0, spi.Park)
			return e
		}, ws2def.WSAENOTCONN},
		{"S-285 MSG_OOB on UDP", func() core.Errno {
			_, e := core.SendMsg(udp, &spi.Message{Name: name(t, udp), Buffers: buf}, ws2def.MSG_OOB, spi.Park)
			return e
		}, ws2def.WSAEOPNOTSUPP},
		{"S-286 unknown flag", func() core.Errno {
			_, e := core.SendMsg(udp, &spi.Message{Name: name(t, udp), Buffers: buf}, 0x1000, spi.Park)
			return e
		}, ws2def.WSAEOPNOTSUPP},
		{"S-287", func() core.Errno { return send(bad, "x") }, ws2def.WSAENOTSOCK},
		{"S-303 unconnected", func() core.Errno { _, e := recv(tcp4(t), 0); return e }, ws2def.WSAENOTCONN},
		{"S-303 listening", func() core.Errno { _, e := recv(l, 0); return e }, ws2def.WSAENOTCONN},
		{"S-323 MSG_OOB on UDP", func() core.Errno { _, e := recv(udp, ws2def.MSG_OOB); return e }, ws2def.WSAEOPNOTSUPP},
		{"S-322 MSG_WAITALL on UDP", func() core.Errno { _, e := recv(udp, ws2def.MSG_WAITALL); return e }, ws2def.WSAEOPNOTSUPP},
		{"S-360 shutdown unconnected", func() core.Errno { return core.Shutdown(tcp4(t), ws2def.SD_SEND) }, ws2def.WSAENOTCONN},
		{"S-360 shutdown listener", func() core.Errno { return core.Shutdown(l, ws2def.SD_RECEIVE) }, ws2def.WSAENOTCONN},
	} {
		if e := c.got(); e != c.want {
			t.Errorf("%s: %v, want %v", c.id, e, c.want)
		}
	}
}

func TestResetIsSticky(t *testing.T) {
	clause.Covers(t, "S-274", "S-310", "S-393", "S-366", "S-687", "S-689", "S-422", "S-377", "S-239")
	start(t)
	for _, first := range []string{"recv", "send"} {
		c, s := pair(t)
		reset(t, s)
		eventually(t, int16(bad|hup|wr), func() int16 { return polled(t, c) })
		for range 3 {
			if first == "send" {
				if e := send(c, "x"); e != ws2def.WSAECONNRESET {
					t.Errorf("S-274, %s first: send %v", first, e)
				}
			}
			if _, e := recv(c, 0); e != ws2def.WSAECONNRESET {
				t.Errorf("S-310, %s first: recv %v", first, e)
			}
			if e := send(c, "x"); e != ws2def.WSAECONNRESET {
				t.Errorf("S-274, %s first: send %v", first, e)
			}
			if got := state(t, c); got != "rw" {
				t.Errorf("S-422: select %q", got)
			}
		}
		if e := core.Shutdown(c, ws2def.SD_SEND); e != ws2def.WSAECONNRESET {
			t.Errorf("S-366: %v", e)
		}
		if e := soError(t, c); e != 0 {
			t.Errorf("SO_ERROR after a reset: %v", e)
		}
		if e := core.Connect(c, peerName(t, c), spi.Park); e != ws2def.WSAEISCONN {
			t.Errorf("S-239: %v", e)
		}
	}

	// S-393: unread data at close is a reset too.
	c, s := pair(t)
	send(c, "unread")
	eventually(t, "rw", func() string { return state(t, s) })
	core.Close(s, spi.Park)
	if _, e := recv(c, 0); e != ws2def.WSAECONNRESET {
		t.Error("S-393:", e)
	}
}

func TestPeerHasClosed(t *testing.T) {
	clause.Covers(t, "S-275", "S-688", "S-308", "S-367", "S-421")
	start(t)
	c, s := pair(t)
	send(s, "bye")
	core.Close(s, spi.Park)
	if got, e := recv(c, 0); got != "bye" || e != 0 {
		t.Fatalf("S-367: %q, %v", got, e)
	}
	for range 3 {
		if got, e := recv(c, 0); got != "" || e != 0 {
			t.Fatalf("S-308: %q, %v", got, e)
		}
	}
	if e := send(c, "first"); e != 0 {
		t.Fatal("S-275: first send", e)
	}
	eventually(t, int16(bad|hup|wr), func() int16 { return polled(t, c) })
	for range 2 {
		if _, e := recv(c, 0); e != ws2def.WSAECONNABORTED {
			t.Error("S-275: recv", e)
		}
		if e := send(c, "second"); e != ws2def.WSAECONNABORTED {
			t.Error("S-275: send", e)
		}
	}
}

func TestShutdownDirections(t *testing.T) {
	clause.Covers(t, "S-273", "S-309", "S-362", "S-363", "S-364", "S-365", "S-368", "S-369", "S-372", "S-705")
	start(t)
	c, s := pair(t)
	if e := core.Shutdown(c, 3); e != ws2def.WSAEINVAL {
		t.Error("S-364:", e)
	}
	for range 2 {
		if e := core.Shutdown(c, ws2def.SD_SEND); e != 0 {
			t.Error("S-362, S-363:", e)
		}
	}
	if e := send(c, "x"); e != ws2def.WSAESHUTDOWN {
		t.Error("S-273:", e)
	}
	send(s, "still")
	if got, e := recv(c, 0); got != "still" || e != 0 {
		t.Errorf("S-368: %q, %v", got, e)
	}
	send(s, "queued")
	for range 2 {
		if e := core.Shutdown(c, ws2def.SD_BOTH); e != 0 {
			t.Error("S-363:", e)
		}
	}
	if _, e := recv(c, 0); e != ws2def.WSAESHUTDOWN {
		t.Error("S-309:", e)
	}

	udp := udp4(t)
	if e := core.Shutdown(udp, ws2def.SD_SEND); e != 0 {
		t.Error("S-365:", e)
	}
	if _, e := core.SendMsg(udp, &spi.Message{Name: loopback(1), Buffers: [][]byte{{1}}}, 0, spi.Park); e != ws2def.WSAESHUTDOWN {
		t.Error("S-273, S-365: sendto", e)
	}
	if e := core.Shutdown(udp, ws2def.SD_RECEIVE); e != 0 {
		t.Error("S-365:", e)
	}
	if _, e := recv(udp, 0); e != ws2def.WSAESHUTDOWN {
		t.Error("S-309, S-365: recv", e)
	}
}

func TestSendToOnConnectedStream(t *testing.T) {
	clause.Covers(t, "S-279", "S-301", "S-317")
	start(t)
	c, s := pair(t)
	garbage := bytes.Repeat([]byte{0xEE}, 30)
	m := spi.Message{Name: garbage, Buffers: [][]byte{[]byte("da"), []byte("ta")}}
	if n, e := core.SendMsg(c, &m, ws2def.MSG_DONTROUTE, spi.Park); n != 4 || e != 0 {
		t.Fatal("S-279:", n, e)
	}
	from := bytes.Repeat([]byte{0xEE}, 3)
	buf := make([]byte, 8)
	in := spi.Message{Name: from, Buffers: [][]byte{buf}}
	if n, e := core.RecvMsg(s, &in, 0, spi.Park); e != 0 || string(buf[:n]) != "data" {
		t.Errorf("S-317: %q, %v", buf[:n], e)
	}
	if !bytes.Equal(from, []byte{0xEE, 0xEE, 0xEE}) || in.NameLen != 0 {
		t.Error("S-317: address was touched:", from, in.NameLen)
	}
}

func TestBlockingSendIsWhole(t *testing.T) {
	clause.Covers(t, "S-288", "S-293", "S-327")
	start(t)
	c, s := pair(t)
	data := make([]byte, 8<<20)
	for i := range data {
		data[i] = byte(i * 7 >> 3)
	}
	got := make(chan []byte)
	go func() {
		var all []byte
		buf := make([]byte, 100_003)
		for {
			n, e := core.Recv(s, buf, 0, spi.Hold)
			if e != 0 || n == 0 {
				got <- all
				return
			}
			all = append(all, buf[:n]...)
		}
	}()
	if n, e := core.Send(c, data, 0, spi.Park); n != len(data) || e != 0 {
		t.Error("S-288:", n, e)
	}
	if n, e := core.Send(c, nil, 0, spi.Park); n != 0 || e != 0 {
		t.Error("S-293:", n, e)
	}
	core.Shutdown(c, ws2def.SD_SEND)
	if !bytes.Equal(<-got, data) {
		t.Error("the data did not arrive as it was sent")
	}
}

func TestNonblockingSendIsWhole(t *testing.T) {
	clause.Covers(t, "S-276", "S-289", "S-290", "S-291", "S-420", "S-117")
	start(t)
	c, peer := netPeer(t)
	nonblocking(t, c)
	data := bytes.Repeat([]byte("0123456789abcdef"), 50<<20/16)
	if n, e := core.Send(c, data, 0, spi.Park); n != len(data) || e != 0 {
		t.Fatal("S-289:", n, e)
	}
	if e := send(c, "more"); e != ws2def.WSAEWOULDBLOCK {
		t.Error("S-276:", e)
	}
	if got := state(t, c); got != "" {
		t.Errorf("S-420: select %q", got)
	}
	core.Shutdown(c, ws2def.SD_BOTH) // S-290: all the same
	core.Close(c, spi.Park)
	all, err := io.ReadAll(peer)
	if err != nil || !bytes.Equal(all, data) {
		t.Errorf("S-290: %d of %d bytes arrived, %v", len(all), len(data), err)
	}
}

func TestReceiveForms(t *testing.T) {
	clause.Covers(t, "S-307", "S-318", "S-319", "S-327", "S-328")
	start(t)
	c, s := pair(t)
	send(c, "abcdef")
	eventually(t, "rw", func() string { return state(t, s) })
	if n, e := core.Recv(s, nil, 0, spi.Park); n != 0 || e != 0 {
		t.Error("S-318:", n, e)
	}
	if got, e := recv(s, ws2def.MSG_PEEK); got != "abcdef" || e != 0 {
		t.Errorf("S-328: %q, %v", got, e)
	}
	a, b, z := make([]byte, 2), make([]byte, 3), make([]byte, 4)
	n, e := core.RecvMsg(s, &spi.Message{Buffers: [][]byte{a, b, z}}, 0, spi.Park)
	if n != 6 || e != 0 || string(a)+string(b)+string(z[:1]) != "abcdef" {
		t.Errorf("S-327: %d, %v, %q %q %q", n, e, a, b, z)
	}
	nonblocking(t, s)
	if _, e := recv(s, 0); e != ws2def.WSAEWOULDBLOCK {
		t.Error("S-307:", e)
	}
	if _, e := core.Recv(s, nil, 0, spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Error("S-319:", e)
	}
}

func TestWaitAll(t *testing.T) {
	clause.Covers(t, "S-322")
	start(t)
	c, s := pair(t)
	done := make(chan string)
	go func() {
		buf := make([]byte, 6)
		n, _ := core.Recv(s, buf, ws2def.MSG_WAITALL, spi.Park)
		done <- string(buf[:n])
	}()
	for _, part := range []string{"ab", "cd", "efgh"} {
		send(c, part)
	}
	if got := <-done; got != "abcdef" {
		t.Errorf("MSG_WAITALL: %q", got)
	}
	for _, flags := range []uint32{ws2def.MSG_OOB, ws2def.MSG_PEEK, ws2def.MSG_PARTIAL} {
		if _, e := recv(s, ws2def.MSG_WAITALL|flags); e != ws2def.WSAEOPNOTSUPP {
			t.Errorf("with %#x: %v", flags, e)
		}
	}
	nonblocking(t, s)
	if _, e := recv(s, ws2def.MSG_WAITALL); e != ws2def.WSAEOPNOTSUPP {
		t.Error("nonblocking:", e)
	}
}

func TestTimeouts(t *testing.T) {
	clause.Covers(t, "P-139", "S-324", "S-456", "S-457", "S-459", "S-460", "S-461", "S-684")
	start(t)
	for _, how := range []spi.Way{spi.Park, spi.Hold} {
		_, s := pair(t)
		set(s, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(30))
		if got := number(t, s, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO); got != 30 {
			t.Error("S-456:", got)
		}
		began := time.Now()
		_, e := core.Recv(s, make([]byte, 1), 0, how)
		if took := time.Since(began); e != ws2def.WSAETIMEDOUT || took < 30*time.Millisecond || took > late {
			t.Errorf("S-457: %v after %v", e, took)
		}
		nonblocking(t, s)
		if _, e := recv(s, 0); e != ws2def.WSAEWOULDBLOCK {
			t.Error("S-460:", e)
		}
	}

	c, _ := pair(t)
	set(c, ws2def.SOL_SOCKET, ws2def.SO_SNDTIMEO, le32(30))
	data := make([]byte, 1<<20)
	var e core.Errno
	for i := 0; i < 64 && e == 0; i++ {
		_, e = core.Send(c, data, 0, spi.Park)
	}
	if e != ws2def.WSAETIMEDOUT {
		t.Error("S-457: send", e)
	}

	// S-459: without WSA_FLAG_OVERLAPPED the time-out has no effect.
	plain, e := core.Create(ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, nil, 0, 0)
	if e != 0 {
		t.Fatal(e)
	}
	defer core.Close(plain, spi.Park)
	core.Bind(plain, loopback(0))
	set(plain, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(1))
	limit := time.Now().Add(60 * time.Millisecond)
	core.SetDeadline(plain, &limit, nil)
	if _, e := recv(plain, 0); e != ws2def.WSAETIMEDOUT || time.Now().Before(limit) {
		t.Error("S-459:", e)
	}
}

func TestLinger(t *testing.T) {
	clause.Covers(t, "S-376", "S-377", "S-378", "S-379", "S-380", "S-381")
	start(t)
	linger := func(h core.Handle, seconds uint16) {
		t.Helper()
		if e := set(h, ws2def.SOL_SOCKET, ws2def.SO_LINGER, binary.LittleEndian.AppendUint16([]byte{1, 0}, seconds)); e != 0 {
			t.Fatal("SO_LINGER:", e)
		}
	}
	// stuff fills the connection, so that something stays unacknowledged.
	stuff := func(h core.Handle) {
		t.Helper()
		nonblocking(t, h)
		if n, e := core.Send(h, make([]byte, 16<<20), 0, spi.Park); n != 16<<20 || e != 0 {
			t.Fatal("Send:", n, e)
		}
	}
	drain := func(h core.Handle) (n int, e core.Errno) {
		buf := make([]byte, 1<<20)
		for {
			k, e := core.Recv(h, buf, 0, spi.Park)
			if n += k; e != 0 || k == 0 {
				return n, e
			}
		}
	}

	c, s := pair(t) // S-379
	stuff(c)
	linger(c, 5)
	if e := core.Close(c, spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Error("S-379:", e)
	}
	if e := set(c, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{0, 0, 0, 0}); e != 0 {
		t.Error("S-379: the socket is not open any more:", e)
	}
	began := time.Now()
	if e := core.Close(c, spi.Park); e != 0 || time.Since(began) > time.Second {
		t.Error("S-376:", e, time.Since(began))
	}
	if n, e := drain(s); n != 16<<20 || e != 0 {
		t.Error("S-376:", n, e)
	}

	c, s = pair(t) // S-377
	stuff(c)
	linger(c, 0)
	if e := core.Close(c, spi.Park); e != 0 {
		t.Error("S-377:", e)
	}
	if _, e := drain(s); e != ws2def.WSAECONNRESET {
		t.Error("S-377: peer got", e)
	}

	c, s = pair(t) // S-378: all is acknowledged in time
	send(c, "last words")
	linger(c, 20)
	began = time.Now()
	if e := core.Close(c, spi.Park); e != 0 || time.Since(began) > 10*time.Second {
		t.Error("S-378:", e, time.Since(began))
	}
	if n, e := drain(s); n != 10 || e != 0 {
		t.Error("S-378: peer got", n, e)
	}

	c, s = pair(t) // S-378, S-380: the time is over
	stuff(c)
	if _, e := core.Ioctl(c, ws2def.FIONBIO, le32(0), nil, spi.Park); e != 0 {
		t.Fatal(e)
	}
	linger(c, 1)
	began = time.Now()
	if e := core.Close(c, spi.Park); e != 0 || time.Since(began) < time.Second {
		t.Error("S-378:", e, time.Since(began))
	}
	if _, e := drain(s); e != ws2def.WSAECONNRESET {
		t.Error("S-378: peer got", e)
	}
}

// netPeer is a TCP connection whose other end belongs to package net.
func netPeer(t testing.TB) (c core.Handle, peer net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c = tcp4(t)
	if e := core.Connect(c, loopback(uint16(l.Addr().(*net.TCPAddr).Port)), spi.Park); e != 0 {
		t.Fatal(e)
	}
	if peer, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { peer.Close() })
	return c, peer
}

// deaf makes the kernel drop all that comes in on c; the test is skipped where
// that takes rights the tests do not have.
func deaf(t testing.TB, c net.Conn) {
	t.Helper()
	raw, err := c.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	drop := []unix.SockFilter{{Code: unix.BPF_RET | unix.BPF_K}}
	raw.Control(func(fd uintptr) {
		err = unix.SetsockoptSockFprog(int(fd), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER,
			&unix.SockFprog{Len: uint16(len(drop)), Filter: &drop[0]})
	})
	if err == unix.EPERM {
		t.Skip("this kernel wants root for a filter on a TCP socket")
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestConnectionTimesOut(t *testing.T) {
	clause.Covers(t, "P-146", "S-312", "S-621")
	start(t)
	c, peer := netPeer(t)
	deaf(t, peer)
	if e := set(c, ws2def.IPPROTO_TCP, ws2def.TCP_MAXRTMS, le32(300)); e != 0 {
		t.Fatal("TCP_MAXRTMS:", e)
	}
	if e := send(c, "never acknowledged"); e != 0 {
		t.Fatal(e)
	}
	for range 2 { // it stays so
		if _, e := recv(c, 0); e != ws2def.WSAETIMEDOUT {
			t.Error("S-312: recv", e)
		}
		if e := send(c, "x"); e != ws2def.WSAETIMEDOUT {
			t.Error("S-312: send", e)
		}
	}
	if got := polled(t, c); got != bad|hup|wr {
		t.Errorf("WSAPoll %#x", got)
	}
}
