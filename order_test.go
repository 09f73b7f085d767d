package winsock_test

import (
	"os"
	"sync"
	"testing"
	"time"

	"winsock"
	"winsock/internal/clause"
)

// rounds is how often the tests here do what they do: 10,000 times in make soak.
func rounds() int {
	switch {
	case os.Getenv("WINSOCK_SOAK") != "":
		return 10_000
	case raceEnabled:
		return 200
	}
	return 500
}

// overlappedCall is an operation, what it works on, and what it is to say.
type overlappedCall struct {
	winsock.Overlapped
	buf  [64]byte
	wbuf winsock.WSABuf
}

// receive starts a receive of n bytes; true: it goes on.
func (o *overlappedCall) receive(t testing.TB, s winsock.Handle, n int) bool {
	t.Helper()
	event := o.HEvent
	*o = overlappedCall{Overlapped: winsock.Overlapped{HEvent: event}}
	o.wbuf = winsock.WSABuf{Len: uint32(n), Buf: &o.buf[0]}
	var flags uint32
	err := winsock.WSARecv(s, &o.wbuf, 1, nil, &flags, &o.Overlapped, nil)
	if err != nil && err != error(winsock.WSA_IO_PENDING) {
		t.Fatal("WSARecv:", err)
	}
	return err != nil
}

// packetOf takes the next packet of a port, which has to be o's: n bytes, or an error.
func packetOf(t testing.TB, port winsock.Handle, o *overlappedCall, key uintptr) (n int, err error) {
	t.Helper()
	var bytes uint32
	var got uintptr
	var which *winsock.Overlapped
	err = winsock.GetQueuedCompletionStatus(port, &bytes, &got, &which, 5000)
	if which != &o.Overlapped || got != key {
		t.Fatalf("GetQueuedCompletionStatus: %v, key %d, want %d; the OVERLAPPED is another one: %v", err, got, key, which != &o.Overlapped)
	}
	return int(bytes), err
}

// newPort makes a port with the socket s.
func newPort(t testing.TB, s winsock.Handle, key uintptr) winsock.Handle {
	t.Helper()
	port, err := winsock.CreateIoCompletionPort(s, 0, key, 0)
	if err != nil {
		t.Fatal("CreateIoCompletionPort:", err)
	}
	t.Cleanup(func() { winsock.CloseHandle(port) })
	return port
}

func mustSend(t testing.TB, s winsock.Handle, data []byte) {
	t.Helper()
	if n, err := winsock.Send(s, data, 0); n != len(data) || err != nil {
		t.Fatalf("Send: %d, %v", n, err)
	}
}

// Four receives that wait are filled in the order of their start.
func TestO053_FourReceivesInOrder(t *testing.T) {
	clause.Covers(t, "O-053", "O-054", "O-558")
	startup(t)
	a, b := pair(t)
	port := newPort(t, b, 1)
	var ops [4]overlappedCall
	data := make([]byte, 64)
	for round := range rounds() {
		for i := range data {
			data[i] = byte(round + i)
		}
		for i := range ops {
			ops[i].receive(t, b, 16)
		}
		mustSend(t, a, data)
		for i := range ops {
			if n, err := packetOf(t, port, &ops[i], 1); n != 16 || err != nil || ops[i].buf[0] != data[16*i] || ops[i].buf[15] != data[16*i+15] {
				t.Fatalf("round %d, receive %d: %d bytes, %v, from %d", round, i, n, err, ops[i].buf[0]-byte(round))
			}
		}
	}
}

// A cancelled receive takes no byte, one that is too late to be cancelled has it.
func TestO248_CancelAgainstData(t *testing.T) {
	clause.Covers(t, "O-246", "O-248", "O-558")
	startup(t)
	a, b := pair(t)
	port := newPort(t, b, 1)
	var o overlappedCall
	begin, done := make(chan bool), make(chan bool)
	go func() {
		for range begin {
			winsock.CancelIoEx(b, &o.Overlapped)
			done <- true
		}
		close(done)
	}()
	cancelled := 0
	for round := range rounds() {
		o.receive(t, b, 1)
		begin <- true
		mustSend(t, a, []byte{byte(round)})
		n, err := packetOf(t, port, &o, 1)
		<-done
		got := o.buf[0]
		if err == error(winsock.ERROR_OPERATION_ABORTED) {
			cancelled++
			var one [1]byte
			if n, err = winsock.Recv(b, one[:], 0); err != nil {
				t.Fatal("Recv:", err)
			}
			got = one[0]
		}
		if n != 1 || err != nil || got != byte(round) {
			t.Fatalf("round %d: %d bytes, %v, %d", round, n, err, got)
		}
	}
	close(begin)
	<-done
	t.Logf("%d of %d were cancelled", cancelled, rounds())
}

// The end of an operation on a socket that was closed is not taken for that of one on
// a new socket, which gets its own bytes.
func TestO264_CloseAndReuse(t *testing.T) {
	clause.Covers(t, "O-230", "O-254", "O-264", "O-558")
	startup(t)
	l, at := listener(t)
	port, err := winsock.CreateIoCompletionPort(winsock.InvalidHandle, 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer winsock.CloseHandle(port)
	connected := func(key uintptr) (a, b winsock.Handle) {
		a, _ = winsock.Socket(winsock.AF_INET, winsock.SOCK_STREAM, 0)
		if err := winsock.Connect(a, at); err != nil {
			t.Fatal("Connect:", err)
		}
		b, _, err := winsock.Accept(l)
		if err != nil {
			t.Fatal("Accept:", err)
		}
		if _, err := winsock.CreateIoCompletionPort(b, port, key, 0); err != nil {
			t.Fatal(err)
		}
		return a, b
	}
	reset := func(h winsock.Handle) {
		winsock.SetsockoptLinger(h, winsock.SOL_SOCKET, winsock.SO_LINGER, &winsock.Linger{Onoff: 1})
		winsock.Closesocket(h)
	}
	var old, fresh overlappedCall
	for range rounds() {
		a, b := connected(1)
		old.receive(t, b, 16)
		winsock.Closesocket(b)
		c, d := connected(2)
		if n, err := packetOf(t, port, &old, 1); n != 0 || err != error(winsock.ERROR_CONNECTION_ABORTED) {
			t.Fatal("on the closed socket:", n, err)
		}
		fresh.receive(t, d, 16)
		mustSend(t, c, []byte("new"))
		if n, err := packetOf(t, port, &fresh, 2); n != 3 || err != nil || string(fresh.buf[:3]) != "new" || old.buf[0] != 0 {
			t.Fatal("on the new one:", n, err)
		}
		reset(a)
		reset(c)
		winsock.Closesocket(d)
	}
}

// Threads at two ports get the packets of their sockets, all of them.
func TestO192_TwoPorts(t *testing.T) {
	clause.Covers(t, "O-192", "O-220", "O-221")
	startup(t)
	var workers sync.WaitGroup
	for key := range uintptr(2) {
		a, b := pair(t)
		port := newPort(t, b, key)
		workers.Go(func() {
			var o overlappedCall
			for round := range rounds() {
				o.receive(t, b, 1)
				mustSend(t, a, []byte{byte(round)})
				if n, err := packetOf(t, port, &o, key); n != 1 || err != nil || o.buf[0] != byte(round) {
					t.Errorf("port %d, round %d: %d, %v", key, round, n, err)
					return
				}
			}
		})
	}
	workers.Wait()
}

// Of 64 receives with an event each, the one that has ended is told.
func TestO288_SixtyFourEvents(t *testing.T) {
	clause.Covers(t, "O-045", "O-287", "O-288")
	startup(t)
	const n = winsock.WSA_MAXIMUM_WAIT_EVENTS
	var ops [n]overlappedCall
	var a, b [n]winsock.Handle
	var events [n]winsock.Handle
	for i := range n {
		a[i], b[i] = pair(t)
		events[i], _ = winsock.WSACreateEvent()
		defer winsock.WSACloseEvent(events[i])
		ops[i].HEvent = events[i]
		ops[i].receive(t, b[i], 1)
	}
	for round := range rounds() {
		i := round * 37 % n
		mustSend(t, a[i], []byte{byte(round)})
		got, err := winsock.WSAWaitForMultipleEvents(events[:], false, uint32(5*time.Second/time.Millisecond), false)
		if int(got) != i || err != nil {
			t.Fatalf("round %d: %d, %v, want %d", round, got, err, i)
		}
		var bytes, flags uint32
		if err := winsock.WSAGetOverlappedResult(b[i], &ops[i].Overlapped, &bytes, false, &flags); err != nil || bytes != 1 || ops[i].buf[0] != byte(round) {
			t.Fatalf("round %d: %d bytes, %v", round, bytes, err)
		}
		ops[i].receive(t, b[i], 1)
	}
	for i := range n {
		winsock.Closesocket(b[i])
		winsock.Closesocket(a[i])
	}
}
