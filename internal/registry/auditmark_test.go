package registry

import (
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/ws2def"
)

// udp is a socket whose network namespace the tests work in.
func udp(t *testing.T) int {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	return fd
}

// marked is a claim with a mark, and what was told at its door.
func marked(t *testing.T, fd int, address string, keep bool) (Entry, *AuditDoor, chan Attempt) {
	t.Helper()
	told := make(chan Attempt, 10)
	door, err := OpenAuditDoor(func(a *Attempt) bool {
		told <- *a
		return keep
	})
	if err != nil {
		t.Fatal(err)
	}
	e := on(address, Plain)
	p := Lock(fd, e.Protocol, e.Port)
	c := p.Add(e)
	p.Unlock()
	if !c.Mark(door) {
		t.Fatal("no mark")
	}
	t.Cleanup(func() {
		door.Close()
		c.Release()
	})
	return e, door, told
}

// look is a Check that finds the marks.
func look(t *testing.T, fd int, e Entry) Port {
	t.Helper()
	p := Lock(fd, e.Protocol, e.Port)
	defer p.Unlock()
	p.Check(&e)
	return p
}

// What is told at a door, and by whom: the kernel says that, not the teller.
func TestTell(t *testing.T) {
	clause.Covers(t, "P-422", "P-443")
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	t.Cleanup(Close)
	fd := udp(t)
	e, door, told := marked(t, fd, "127.0.0.1", true)

	p := look(t, fd, on("127.0.0.2", Plain))
	if p.Audited() {
		t.Error("a mark of another address is seen")
	}
	p = look(t, fd, on("0.0.0.0", Plain))
	if !p.Audited() {
		t.Fatal("the mark is not seen")
	}
	want := Attempt{Entry: e, Error: ws2def.WSAEADDRINUSE, Cookie: 7, Namespace: 9, PID: 1, UID: 2, GID: 3}
	if p.Tell(&want) {
		t.Error("missed")
	}
	want.PID, want.UID, want.GID = os.Getpid(), uint32(os.Geteuid()), uint32(os.Getegid())
	select {
	case got := <-told:
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	default:
		t.Fatal("nothing was told before Tell returned")
	}

	// Nobody is behind the door any more: that is noticed at once.
	door.Close()
	begin := time.Now()
	if !p.Tell(&want) || time.Since(begin) > auditPatience/2 {
		t.Errorf("a closed door: %v", time.Since(begin))
	}
}

// Noise at the door is not told and does not stop it; descriptors that come along
// are not kept.
func TestDoorIgnoresNoise(t *testing.T) {
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	t.Cleanup(Close)
	fd := udp(t)
	e, door, told := marked(t, fd, "127.0.0.1", true)
	noise, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(noise)
	to := &unix.SockaddrUnix{Name: auditAddress(door.number).Name}
	for _, b := range [][]byte{nil, {1}, make([]byte, attemptSize), make([]byte, attemptSize+1)} {
		if err := unix.Sendmsg(noise, b, unix.UnixRights(0, 1, 2), to, 0); err != nil {
			t.Fatal(err)
		}
	}
	p := look(t, fd, e)
	if p.Tell(&Attempt{Entry: e}) || len(told) != 1 {
		t.Errorf("%d attempts are told", len(told))
	}
}

// A mark in the file of a user who may not audit makes nobody wait.
func TestMarkOfNobody(t *testing.T) {
	clause.Covers(t, "P-443")
	if os.Geteuid() != 0 {
		t.Skip("only root can become another user")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir+"/..", 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("WINSOCK_RUN_DIR", dir)
	t.Cleanup(Close)
	nobody := startPartner(t, "65534")
	nobody.do("claim a 127.0.0.1 0", "ok")
	nobody.do("mark a", "true")
	e := on("127.0.0.1", Plain)
	p := look(t, udp(t), e)
	if !p.Audited() {
		t.Fatal("the mark is not seen")
	}
	begin := time.Now()
	if p.Tell(&Attempt{Entry: e}) || time.Since(begin) > auditPatience/2 {
		t.Errorf("it made us wait for %v", time.Since(begin))
	}
}

// Who may audit and does not answer is waited for, but not for ever.
func TestDeafDoor(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root's marks count")
	}
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	t.Cleanup(Close)
	fd := udp(t)
	e, _, _ := marked(t, fd, "127.0.0.1", false)
	p := look(t, fd, e)
	begin := time.Now()
	if p.Tell(&Attempt{Entry: e}) || time.Since(begin) < auditPatience || time.Since(begin) > 3*auditPatience {
		t.Errorf("after %v", time.Since(begin))
	}
}

func FuzzDecodeAttempt(f *testing.F) {
	a := Attempt{Entry: on("127.0.0.1", Plain), Error: ws2def.WSAEACCES, Cookie: 1, Namespace: 2}
	f.Add(a.encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		a, ok := decodeAttempt(b)
		if !ok {
			return
		}
		if again, ok := decodeAttempt(a.encode()); !ok || again != a {
			t.Errorf("%+v, then %+v", a, again)
		}
	})
}
