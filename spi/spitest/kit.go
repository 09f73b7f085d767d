package spitest

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// kit is what a case works with: a started provider and its sockets.
type kit struct {
	*testing.T
	plan     *Plan
	check    check
	provider spi.Provider
	open     []*socket
	members  []spi.Socket // what stands for leaves at their roots
	end      time.Time    // when the case counts as hanging
	ends     *ends
}

// socket is a socket of the provider under test, with the abilities that its
// entry promises.
type socket struct {
	spi.Socket
	spi.Binder
	spi.Connector
	spi.Listener
	spi.Transferer
	spi.Shutdowner
	closed bool
}

// fail reports that the rule of the case does not hold; the case goes on.
func (k *kit) fail(format string, args ...any) {
	k.Helper()
	k.Errorf("%s\n\trule: %s\n\thint: %s", fmt.Sprintf(format, args...), k.check.rule, k.check.hint)
}

// must reports that a step failed that the case stands on, and ends it.
func (k *kit) must(what string, e spi.Errno) {
	k.Helper()
	if e != 0 {
		k.fail("%s: %v", what, e)
		k.FailNow()
	}
}

// want compares the error of a call with the only right one.
func (k *kit) want(what string, got, want spi.Errno) {
	k.Helper()
	if got != want {
		k.fail("%s: got %s, want %s", what, text(got), text(want))
	}
}

func text(e spi.Errno) string {
	if e == 0 {
		return "success"
	}
	return e.Error()
}

// start starts the provider.
func (k *kit) start() {
	k.Helper()
	entry := k.plan.Entry
	started, e := k.plan.Startup(spi.Version, &entry, upcalls{entry, k})
	k.must("Startup", e)
	if started.Provider == nil {
		k.fail("Startup succeeds without a Provider")
		k.FailNow()
	}
	k.provider = started.Provider
	k.Cleanup(k.finish)
}

// finish closes the sockets that are open and ends the provider.
func (k *kit) finish() {
	if k.provider == nil {
		return
	}
	for _, m := range k.members {
		m.Wake()
		m.Close(false)
	}
	for _, s := range k.open {
		k.close(s, false)
	}
	if e := k.provider.Cleanup(); e != 0 {
		k.fail("Cleanup: %v", e)
	}
	k.provider = nil
}

// upcalls is the core as far as a base provider sees it.
type upcalls struct {
	entry ws2def.WSAProtocolInfo
	k     *kit
}

func (u upcalls) Protocols() []ws2def.WSAProtocolInfo {
	return []ws2def.WSAProtocolInfo{u.entry}
}

func (u upcalls) Complete(op *spi.Operation, n int, e spi.Errno) { u.k.completed(op, n, e) }

func (u upcalls) Next() (spi.Provider, *ws2def.WSAProtocolInfo, spi.Errno) {
	return nil, nil, ws2def.WSAEINVAL
}

// request asks for the protocol of the entry.
func (k *kit) request() *spi.Request {
	entry := k.plan.Entry
	return &spi.Request{
		Family: entry.AddressFamily, Type: entry.SocketType, Protocol: entry.Protocol,
		Info: &entry, Flags: ws2def.WSA_FLAG_OVERLAPPED,
	}
}

// socket opens a socket.
func (k *kit) socket() *socket {
	k.Helper()
	t, e := k.provider.Open(k.request())
	k.must("Open", e)
	return k.adopt(t)
}

// adopt makes t a socket that the case's end closes, and looks whether it can
// what its entry promises.
func (k *kit) adopt(t spi.Socket) *socket {
	k.Helper()
	s := &socket{Socket: t}
	k.open = append(k.open, s)
	s.Binder, _ = spi.Ability[spi.Binder](t)
	s.Connector, _ = spi.Ability[spi.Connector](t)
	s.Listener, _ = spi.Ability[spi.Listener](t)
	if transfers := able[spi.Transferer](t); transfers != nil {
		s.Transferer = counted{transfers, k}
	}
	s.Shutdowner, _ = spi.Ability[spi.Shutdowner](t)
	missing := ""
	switch {
	case s.Binder == nil:
		missing = "Binder"
	case s.Connector == nil:
		missing = "Connector"
	case s.Transferer == nil:
		missing = "Transferer"
	case k.plan.connections() && s.Listener == nil:
		missing = "Listener"
	case k.plan.has(ws2def.XP1_GRACEFUL_CLOSE) && s.Shutdowner == nil:
		missing = "Shutdowner"
	}
	if missing != "" {
		k.Fatalf("the socket is no spi.%s, which the entry's service flags promise: add its methods, or take the flag from the entry", missing)
	}
	return s
}

// close closes s as the core does: everybody is woken first, and nobody uses it
// any more.
func (k *kit) close(s *socket, abort bool) spi.Errno {
	if s.closed {
		return 0
	}
	s.closed = true
	s.Wake()
	return s.Close(abort)
}

// bound is a socket with a local address, and that address.
func (k *kit) bound() (*socket, []byte) {
	k.Helper()
	s := k.socket()
	k.must("Bind", s.Bind(k.plan.Name(k.T)))
	return s, k.local(s)
}

// listener is a bound socket that accepts connections, and its address.
func (k *kit) listener(backlog int) (*socket, []byte) {
	k.Helper()
	s, name := k.bound()
	k.must("Listen", s.Listen(backlog))
	return s, name
}

// connect connects s and waits for the end.
func (k *kit) connect(s *socket, name []byte) spi.Errno {
	k.Helper()
	e := s.Connect(name)
	for e == ws2def.WSAEWOULDBLOCK {
		if e := s.Wait(spi.Writable, spi.Park, s.Nudges(), k.end); e != 0 {
			k.must("Wait for the end of Connect", e)
		}
		e = s.ConnectResult()
	}
	return e
}

// accept takes the next connection and waits for it.
func (k *kit) accept(l *socket) *socket {
	k.Helper()
	for {
		t, e := l.Accept()
		if e != ws2def.WSAEWOULDBLOCK {
			k.must("Accept", e)
			return k.adopt(t)
		}
		k.must("Wait for a connection", l.Wait(spi.Readable, spi.Park, l.Nudges(), k.end))
	}
}

// pair is two sockets that are each other's peers: a connection, or two
// connectionless sockets.
func (k *kit) pair() (a, b *socket) {
	k.Helper()
	if k.plan.connections() {
		l, name := k.listener(5)
		a = k.socket()
		k.must("Connect", k.connect(a, name))
		b = k.accept(l)
		return a, b
	}
	a, aName := k.bound()
	b, bName := k.bound()
	k.must("Connect", a.Connect(bName))
	k.must("Connect", b.Connect(aName))
	return a, b
}

// local is the local address of s.
func (k *kit) local(s *socket) []byte {
	k.Helper()
	return k.name("LocalName", s.LocalName)
}

// peer is the address of the peer of s.
func (k *kit) peer(s *socket) []byte {
	k.Helper()
	return k.name("PeerName", s.PeerName)
}

func (k *kit) name(what string, query func([]byte) (int, spi.Errno)) []byte {
	k.Helper()
	buf := make([]byte, ws2def.SizeofSockaddrAny)
	n, e := query(buf)
	k.must(what, e)
	if n < 2 || n > len(buf) || int32(n) > k.plan.Entry.MaxSockAddr {
		k.fail("%s: a length of %d; the entry allows at most %d", what, n, k.plan.Entry.MaxSockAddr)
		k.FailNow()
	}
	return buf[:n]
}

// sameName compares addresses without regard to zeros at their ends, which
// families of variable length may leave out.
func sameName(a, b []byte) bool {
	return bytes.Equal(bytes.TrimRight(a, "\x00"), bytes.TrimRight(b, "\x00"))
}

// send sends all of p, waiting for room.
func (k *kit) send(s *socket, p []byte, how spi.Way) spi.Errno {
	for first := true; first || len(p) > 0; first = false {
		n, e := s.Send(p, 0)
		p = p[n:]
		switch e {
		case 0:
			if k.plan.messages() {
				return 0
			}
		case ws2def.WSAEWOULDBLOCK:
			if e := s.Wait(spi.Writable, how, s.Nudges(), k.end); e != 0 {
				return e
			}
		default:
			return e
		}
	}
	return 0
}

// recv receives what is next, waiting for it.
func (k *kit) recv(s *socket, p []byte, how spi.Way) (int, spi.Errno) {
	for {
		n, e := s.Recv(p, 0)
		if e != ws2def.WSAEWOULDBLOCK {
			return n, e
		}
		if e := s.Wait(spi.Readable, how, s.Nudges(), k.end); e != 0 {
			return 0, e
		}
	}
}

// await waits until s reports all of ev.
func (k *kit) await(s *socket, ev spi.Events) {
	k.Helper()
	want := spi.Readable
	if ev&spi.Writable != 0 {
		want = spi.Writable
	}
	for s.Poll()&ev != ev {
		// A short limit: not every event is one that Wait knows.
		e := s.Wait(want, spi.Park, s.Nudges(), time.Now().Add(5*time.Millisecond))
		if time.Now().After(k.end) {
			k.fail("Poll never reports %v; it reports %v and Wait gives %s", names(ev), names(s.Poll()), text(e))
			k.FailNow()
		}
	}
}

// inTime makes one call and looks that it returns: nothing but Wait may wait.
func (k *kit) inTime(what string, call func() spi.Errno) spi.Errno {
	k.Helper()
	done := make(chan spi.Errno, 1)
	go func() { done <- call() }()
	select {
	case e := <-done:
		return e
	case <-time.After(max(k.plan.Limit/4, time.Second)):
		k.fail("%s does not return", what)
		k.FailNow()
		return 0
	}
}

// both runs f for each way to wait.
func (k *kit) both(f func(how spi.Way)) {
	f(spi.Park)
	f(spi.Hold)
}

// wayName names a way to wait.
func wayName(how spi.Way) string {
	if how == spi.Hold {
		return "Hold"
	}
	return "Park"
}

// names lists events for people.
func names(ev spi.Events) string {
	var list []string
	for i, name := range []string{"Readable", "Writable", "Urgent", "Ended", "Reset", "Failed", "Data", "Offered"} {
		if ev&(1<<i) != 0 {
			list = append(list, name)
		}
	}
	if list == nil {
		return "nothing"
	}
	return strings.Join(list, "|")
}

// pattern is n bytes in which any shift or gap shows.
func pattern(n int, seed byte) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i) ^ byte(i>>8) ^ byte(i>>16) ^ seed
	}
	return p
}

// openSockets counts the kernel sockets of the process, -1 when that can't be
// known.
func openSockets() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return -1
	}
	n := 0
	for _, e := range entries {
		if object, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil && strings.HasPrefix(object, "socket:") {
			n++
		}
	}
	return n
}

// able is the ability T of a socket; nil when it has none.
func able[T any](s spi.Socket) T {
	a, _ := spi.Ability[T](s)
	return a
}
