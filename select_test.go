package winsock_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock"
	"winsock/internal/clause"
)

// set makes an FdSet of sockets.
func set(sockets ...winsock.Handle) *winsock.FdSet {
	s := new(winsock.FdSet)
	for _, h := range sockets {
		winsock.FD_SET(h, s)
	}
	return s
}

// members lists what is in s.
func members(s *winsock.FdSet) []winsock.Handle {
	return append([]winsock.Handle{}, s.Array[:s.Count]...)
}

func TestFdSet(t *testing.T) {
	s := set(4, 8, 4, 12)
	if diff := cmp.Diff([]winsock.Handle{4, 8, 12}, members(s)); diff != "" {
		t.Error("FD_SET (-want +got):\n" + diff)
	}
	winsock.FD_CLR(8, s)
	winsock.FD_CLR(16, s)
	if diff := cmp.Diff([]winsock.Handle{4, 12}, members(s)); diff != "" || winsock.FD_ISSET(8, s) || !winsock.FD_ISSET(12, s) {
		t.Error("FD_CLR (-want +got):\n" + diff)
	}
	for h := range winsock.Handle(2 * winsock.FD_SETSIZE) {
		winsock.FD_SET(4*h, s)
	}
	if s.Count != winsock.FD_SETSIZE {
		t.Errorf("a full set has %d sockets", s.Count)
	}
	winsock.FD_ZERO(s)
	if s.Count != 0 || winsock.FD_ISSET(4, s) {
		t.Error("FD_ZERO leaves", members(s))
	}
}

func TestS400_Select(t *testing.T) {
	clause.Covers(t, "S-397", "S-400", "S-401", "S-402", "S-403", "S-404", "S-405", "S-407", "S-408")
	startup(t)
	a, b := pair(t)
	c, d := pair(t)
	if _, err := winsock.Send(b, []byte("x"), 0); err != nil {
		t.Fatal("Send:", err)
	}
	now := winsock.Timeval{}
	if _, err := winsock.Select(0, nil, nil, nil, &now); err != winsock.WSAEINVAL {
		t.Error("no sets:", err)
	}
	if _, err := winsock.Select(0, set(), set(), nil, &now); err != winsock.WSAEINVAL {
		t.Error("empty sets:", err)
	}
	if _, err := winsock.Select(0, set(a), nil, nil, &winsock.Timeval{Usec: -1}); err != winsock.WSAEINVAL {
		t.Error("a negative time:", err)
	}
	tooMany := set(a)
	tooMany.Count = winsock.FD_SETSIZE + 1
	if _, err := winsock.Select(0, tooMany, nil, nil, &now); err != winsock.WSAEINVAL {
		t.Error("a count beyond the array:", err)
	}
	read := set(a, 0, c)
	if _, err := winsock.Select(0, read, nil, nil, &now); err != winsock.WSAENOTSOCK || !cmp.Equal(members(read), []winsock.Handle{a, 0, c}) {
		t.Error("an invalid socket:", err, members(read))
	}

	read, write, except := set(c, a), set(d, c, a), set(a)
	timeout := winsock.Timeval{Sec: 10}
	n, err := winsock.Select(-1, read, write, except, &timeout)
	if n != 4 || err != nil || timeout != (winsock.Timeval{Sec: 10}) {
		t.Error("Select:", n, err, timeout)
	}
	got := [][]winsock.Handle{members(read), members(write), members(except)}
	if diff := cmp.Diff([][]winsock.Handle{{a}, {d, c, a}, {}}, got); diff != "" {
		t.Error("sets (-want +got):\n" + diff)
	}
	both := set(c, a)
	if n, err := winsock.Select(0, both, both, nil, nil); n != 2 || err != nil || both.Count != 2 {
		t.Error("one set for two:", n, err, members(both))
	}

	began := time.Now()
	n, err = winsock.Select(0, set(c), nil, nil, &winsock.Timeval{Usec: 20_000})
	if n != 0 || err != nil || time.Since(began) < 20*time.Millisecond {
		t.Error("time-out:", n, err, time.Since(began))
	}
}

func TestS432_WSAPoll(t *testing.T) {
	clause.Covers(t, "S-434", "S-435", "S-437", "S-438", "S-443")
	startup(t)
	a, b := pair(t)
	if _, err := winsock.Send(b, []byte("x"), 0); err != nil {
		t.Fatal("Send:", err)
	}
	if _, err := winsock.WSAPoll(nil, 0); err != winsock.WSAEINVAL {
		t.Error("nothing to poll:", err)
	}
	if _, err := winsock.WSAPoll([]winsock.WSAPOLLFD{{Fd: a, Events: winsock.POLLPRI}}, 0); err != winsock.WSAEINVAL {
		t.Error("an event that can't be asked for:", err)
	}
	if _, err := winsock.WSAPoll([]winsock.WSAPOLLFD{{Fd: 0, Events: winsock.POLLIN}}, 0); err != winsock.WSAENOTSOCK {
		t.Error("no socket:", err)
	}
	fds := []winsock.WSAPOLLFD{
		{Fd: a, Events: winsock.POLLIN | winsock.POLLOUT, REvents: 77},
		{Fd: winsock.InvalidHandle, Events: winsock.POLLIN},
		{Fd: b, Events: winsock.POLLIN, REvents: 77},
	}
	n, err := winsock.WSAPoll(fds, -1)
	got := []int16{fds[0].REvents, fds[1].REvents, fds[2].REvents}
	if diff := cmp.Diff([]int16{winsock.POLLRDNORM | winsock.POLLWRNORM, winsock.POLLNVAL, 0}, got); n != 1 || err != nil || diff != "" {
		t.Errorf("WSAPoll: %d, %v (-want +got):\n%s", n, err, diff)
	}
}
