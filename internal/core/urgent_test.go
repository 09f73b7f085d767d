package core_test

import (
	"encoding/binary"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// urge sends data with MSG_OOB and waits until the other end shows the urgent
// byte.
func urge(t testing.TB, from, to core.Handle, data string) {
	t.Helper()
	if n, e := core.Send(from, []byte(data), ws2def.MSG_OOB, spi.Park); n != len(data) || e != 0 {
		t.Fatal("send MSG_OOB:", n, e)
	}
	eventually(t, true, func() bool { return polled(t, to)&(ws2def.POLLRDBAND|ws2def.POLLRDNORM) != 0 })
}

// answer is the number that an ioctl gives.
func answer(t testing.TB, h core.Handle, code uint32) uint32 {
	t.Helper()
	var out [4]byte
	if _, e := core.Ioctl(h, code, nil, out[:], spi.Park); e != 0 {
		t.Fatalf("ioctl %#x: %v", code, e)
	}
	return binary.LittleEndian.Uint32(out[:])
}

func TestUrgentBytes(t *testing.T) {
	clause.Covers(t, "S-263", "S-337", "S-338", "S-339", "S-340", "S-344", "S-346", "S-418", "S-444", "S-712", "S-645")
	start(t)
	if answer(t, tcp4(t), ws2def.SIOCATMARK) == 0 {
		t.Error("S-340: unconnected")
	}
	c, s := pair(t)
	nonblocking(t, s)
	if _, e := recv(s, ws2def.MSG_OOB); e != ws2def.WSAEWOULDBLOCK {
		t.Error("S-344:", e)
	}
	if answer(t, s, ws2def.SIOCATMARK) == 0 {
		t.Error("S-340: nothing urgent")
	}
	urge(t, c, s, "a")
	if got := state(t, s); got != "wx" {
		t.Errorf("S-418: select %q", got)
	}
	if got := polled(t, s); got != ws2def.POLLRDBAND|ws2def.POLLWRNORM {
		t.Errorf("S-444: WSAPoll %#x", got)
	}
	urge(t, c, s, "b")
	urge(t, c, s, "nc") // S-337: only the last byte is urgent
	if answer(t, s, ws2def.SIOCATMARK) != 0 {
		t.Error("S-340: with urgent bytes")
	}
	eventually(t, 1, func() uint32 { return answer(t, s, ws2def.FIONREAD) }) // S-339
	if got, e := recv(s, ws2def.MSG_OOB|ws2def.MSG_PEEK); got != "a" || e != 0 {
		t.Errorf("MSG_PEEK: %q, %v", got, e)
	}
	eventually(t, true, func() bool { return polled(t, s)&ws2def.POLLRDBAND != 0 })
	for _, want := range []string{"a", "b", "c"} {
		got, e := recv(s, ws2def.MSG_OOB)
		if got != want || e != 0 {
			t.Errorf("S-338: %q, %v, want %q", got, e, want)
		}
	}
	if got, e := recv(s, 0); got != "n" || e != 0 {
		t.Errorf("S-339: %q, %v", got, e)
	}
	if _, e := recv(s, 0); e != ws2def.WSAEWOULDBLOCK {
		t.Error("S-339:", e)
	}
	if got := state(t, s); got != "w" {
		t.Errorf("afterwards: select %q", got)
	}
}

func TestUrgentByteOutlivesNormalData(t *testing.T) {
	clause.Covers(t, "S-339")
	start(t)
	c, s := pair(t)
	nonblocking(t, s)
	if answer(t, s, ws2def.SIOCATMARK) == 0 { // the program cares for urgent data
		t.Error("S-340: nothing urgent")
	}
	core.Send(c, []byte("u"), ws2def.MSG_OOB, spi.Park)
	send(c, "normal")
	var got string
	for got == "" {
		got, _ = recv(s, 0)
	}
	if got != "normal" {
		t.Errorf("S-339: %q", got)
	}
	if got, e := recv(s, ws2def.MSG_OOB); got != "u" || e != 0 {
		t.Errorf("S-339: %q, %v", got, e)
	}
}

func TestUrgentInline(t *testing.T) {
	clause.Covers(t, "S-329", "S-341", "S-343", "S-346", "S-419", "S-445")
	start(t)
	c, s := pair(t)
	nonblocking(t, s)
	if e := set(s, ws2def.SOL_SOCKET, ws2def.SO_OOBINLINE, le32(1)); e != 0 {
		t.Fatal(e)
	}
	urge(t, c, s, "u")
	if got := state(t, s); got != "rw" {
		t.Errorf("S-419: select %q", got)
	}
	if got := polled(t, s); got != ws2def.POLLRDNORM|ws2def.POLLWRNORM {
		t.Errorf("S-445: WSAPoll %#x", got)
	}
	if n, mark := answer(t, s, ws2def.FIONREAD), answer(t, s, ws2def.SIOCATMARK); n != 1 || mark == 0 {
		t.Error("S-341:", n, mark)
	}
	if _, e := recv(s, ws2def.MSG_OOB); e != ws2def.WSAEINVAL {
		t.Error("S-343:", e)
	}
	if got, e := recv(s, 0); got != "u" || e != 0 {
		t.Errorf("S-341: %q, %v", got, e)
	}
	if got := polled(t, s); got != ws2def.POLLWRNORM {
		t.Errorf("S-445: WSAPoll %#x", got)
	}
	send(c, "before")
	core.Send(c, []byte("U"), ws2def.MSG_OOB, spi.Park)
	send(c, "after")
	eventually(t, 12, func() uint32 { return answer(t, s, ws2def.FIONREAD) })
	for _, want := range []string{"before", "U", "after"} {
		if got, e := recv(s, 0); got != want || e != 0 {
			t.Errorf("S-329: %q, %v, want %q", got, e, want)
		}
	}
}

func TestUrgentByteMovesInline(t *testing.T) {
	clause.Covers(t, "S-342", "S-345", "S-530")
	start(t)
	inline := func(h core.Handle) {
		t.Helper()
		if e := set(h, ws2def.SOL_SOCKET, ws2def.SO_OOBINLINE, le32(1)); e != 0 {
			t.Fatal(e)
		}
	}
	c, s := pair(t)
	nonblocking(t, s)
	urge(t, c, s, "u")
	inline(s)
	if n, mark := answer(t, s, ws2def.FIONREAD), answer(t, s, ws2def.SIOCATMARK); n != 1 || mark != 0 {
		t.Error("S-342:", n, mark)
	}
	if got, e := recv(s, 0); got != "u" || e != 0 {
		t.Errorf("S-342: %q, %v", got, e)
	}
	if answer(t, s, ws2def.SIOCATMARK) == 0 {
		t.Error("S-342: SIOCATMARK after the byte was read")
	}
	if _, e := recv(s, 0); e != ws2def.WSAEWOULDBLOCK {
		t.Error("S-342: the byte came again:", e)
	}
	send(c, "next")
	eventually(t, 4, func() uint32 { return answer(t, s, ws2def.FIONREAD) })
	if got, e := recv(s, 0); got != "next" || e != 0 {
		t.Errorf("S-342: %q, %v", got, e)
	}

	c, s = pair(t)
	nonblocking(t, s)
	urge(t, c, s, "u")
	if got, e := recv(s, ws2def.MSG_OOB); got != "u" || e != 0 {
		t.Fatal(got, e)
	}
	inline(s)
	if got := state(t, s); got != "w" {
		t.Errorf("S-345: select %q", got)
	}
	if _, e := recv(s, 0); e != ws2def.WSAEWOULDBLOCK {
		t.Error("S-345:", e)
	}
	send(c, "next")
	eventually(t, 4, func() uint32 { return answer(t, s, ws2def.FIONREAD) })
	if got, e := recv(s, 0); got != "next" || e != 0 {
		t.Errorf("S-345: %q, %v", got, e)
	}
}

func TestBlockingUrgentReceive(t *testing.T) {
	clause.Covers(t, "S-338", "S-209")
	start(t)
	for _, how := range []spi.Way{spi.Park, spi.Hold} {
		c, s := pair(t)
		done := make(chan string)
		go func() {
			buf := make([]byte, 4)
			n, e := core.Recv(s, buf, ws2def.MSG_OOB, how)
			if e != 0 {
				t.Error(e)
			}
			done <- string(buf[:n])
		}()
		if _, e := core.Send(c, []byte("normal"), 0, spi.Park); e != 0 {
			t.Fatal(e)
		}
		eventually(t, "rw", func() string { return state(t, s) }) // normal data does not end the wait
		core.Send(c, []byte("!"), ws2def.MSG_OOB, spi.Park)
		if got := <-done; got != "!" {
			t.Errorf("MSG_OOB: %q", got)
		}
		if got, e := recv(s, 0); got != "normal" || e != 0 {
			t.Errorf("normal data: %q, %v", got, e)
		}
	}

	// An accepted socket has its listener's SO_OOBINLINE.
	l, port := listener(t)
	set(l, ws2def.SOL_SOCKET, ws2def.SO_OOBINLINE, le32(1))
	c := tcp4(t)
	if e := core.Connect(c, loopback(port), spi.Park); e != 0 {
		t.Fatal(e)
	}
	s, _, e := core.Accept(l, nil, spi.Park)
	if e != 0 {
		t.Fatal(e)
	}
	defer core.Close(s, spi.Park)
	urge(t, c, s, "in")
	if got, e := recv(s, 0); got != "i" || e != 0 {
		t.Errorf("S-209: %q, %v", got, e)
	}
	if got, e := recv(s, 0); got != "n" || e != 0 {
		t.Errorf("S-209: %q, %v", got, e)
	}
}
