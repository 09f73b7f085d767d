package winsock_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"
	"unsafe"

	"winsock"
	"winsock/internal/clause"
)

// expressed is a connection with a port of its own whose overlapped transfers have come
// onto the express, and its peer.
func expressed(t *testing.T) (port winsock.Handle, op *portOperation, peer net.Conn) {
	t.Helper()
	startup(t)
	ls, at := listener(t)
	port, err := winsock.CreateIoCompletionPort(winsock.InvalidHandle, 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { winsock.CloseHandle(port) })
	peer, err = net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", at.(*winsock.SockaddrInet4).Port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { peer.Close() })
	s, _, err := winsock.Accept(ls)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { winsock.Closesocket(s) })
	if _, err := winsock.CreateIoCompletionPort(s, port, 0, 0); err != nil {
		t.Fatal(err)
	}
	op = &portOperation{conn: s}
	for range 20 { // until its goroutine counts as quick
		echoed(t, port, op, peer)
	}
	return port, op, peer
}

// hello is what is sent, answer what comes back.
var hello, answer = []byte("hello"), make([]byte, 8)

// echoed lets op receive, and send, what peer sends.
func echoed(t *testing.T, port winsock.Handle, op *portOperation, peer net.Conn) {
	t.Helper()
	pending(t, op.receive())
	if _, err := peer.Write(hello); err != nil {
		t.Fatal(err)
	}
	if n := taken(t, port, op); n != 5 {
		t.Fatal(n, "bytes came")
	}
	pending(t, op.send(5))
	if n := taken(t, port, op); n != 5 {
		t.Fatal(n, "bytes were sent")
	}
	if n, err := peer.Read(answer); err != nil || string(answer[:n]) != "hello" {
		t.Fatal(n, err)
	}
}

// taken takes the packet of op.
func taken(t *testing.T, port winsock.Handle, op *portOperation) (n uint32) {
	t.Helper()
	var key uintptr
	var o *winsock.Overlapped
	if err := winsock.GetQueuedCompletionStatus(port, &n, &key, &o, 10000); err != nil || o != &op.Overlapped {
		t.Fatal(err, o)
	}
	return n
}

func TestExpressAllocates(t *testing.T) {
	port, op, peer := expressed(t)
	if n := testing.AllocsPerRun(200, func() { echoed(t, port, op, peer) }); n > 0 && !raceEnabled {
		t.Error(n, "allocations for a receive and a send")
	}
}

// A request keeps what it writes to, though the program has forgotten it.
func TestExpressKeeps(t *testing.T) {
	clause.Covers(t, "O-488")
	port, op, peer := expressed(t)
	s := op.conn
	begin := func() { pending(t, (&portOperation{conn: s}).receive()) }
	begin()
	for range 3 {
		runtime.GC()
		for range 100 {
			scrap = new(portOperation) // what was free is taken
		}
	}
	sent := bytes.Repeat([]byte{7}, 100)
	if _, err := peer.Write(sent); err != nil {
		t.Fatal(err)
	}
	var n uint32
	var key uintptr
	var o *winsock.Overlapped
	if err := winsock.GetQueuedCompletionStatus(port, &n, &key, &o, 10000); err != nil || n != 100 {
		t.Fatal(n, err)
	}
	if got := (*portOperation)(unsafe.Pointer(o)); got.conn != s || !bytes.Equal(got.buf[:n], sent) {
		t.Error("the operation is no more")
	}
}

var scrap *portOperation

// The thread that a receive was begun on ends.
func TestExpressOutlivesThread(t *testing.T) {
	clause.Covers(t, "O-509")
	port, op, peer := expressed(t)
	for range 5 {
		begun := make(chan bool)
		go func() {
			runtime.LockOSThread() // and never unlocks: the thread ends
			pending(t, op.receive())
			close(begun)
		}()
		<-begun
		time.Sleep(time.Millisecond)
		if _, err := peer.Write(hello); err != nil {
			t.Fatal(err)
		}
		if n := taken(t, port, op); n != 5 || string(op.buf[:5]) != "hello" {
			t.Fatal(n, "bytes came")
		}
	}
}

// All that this file shows holds with the other engine too.
func TestExpressUring(t *testing.T) {
	if winsock.Engine().Name == "uring" {
		t.Skip("it is chosen already")
	}
	test, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(test, "-test.run", "^(TestExpress|TestPortEcho)", "-test.timeout", "60s")
	cmd.Env = append(os.Environ(), "WINSOCK_ENGINE=uring")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// A goroutine that has been quick puts requests in, and does not come back.
func TestExpressGuarded(t *testing.T) {
	_, op, peer := expressed(t)
	for range 20 {
		pending(t, op.send(5))
		peer.SetReadDeadline(time.Now().Add(10 * time.Second))
		if n, err := peer.Read(answer); err != nil || n != 5 {
			t.Fatal(n, err)
		}
		for !winsock.HasOverlappedIoCompleted(&op.Overlapped) {
			time.Sleep(time.Millisecond)
		}
	}
}

// Datagrams come in the order in which they were sent, each with its source, to the
// receives in their order, and those that are cut say so.
func TestExpressDatagrams(t *testing.T) {
	clause.Covers(t, "O-053", "O-063")
	startup(t)
	s, at := bound(t, winsock.SOCK_DGRAM)
	port, err := winsock.CreateIoCompletionPort(s, 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { winsock.CloseHandle(port) })
	peer, err := net.Dial("udp", fmt.Sprintf("127.0.0.1:%d", at.(*winsock.SockaddrInet4).Port))
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	type place struct {
		winsock.Overlapped
		buf   [4]byte
		part  winsock.WSABuf
		from  winsock.RawSockaddrAny
		size  int32
		flags uint32
	}
	const receives, rounds = 100, 5
	all := make([]*place, receives)
	for round := range rounds {
		for i := range all {
			p := &place{size: int32(unsafe.Sizeof(winsock.RawSockaddrAny{}))}
			p.part = winsock.WSABuf{Len: uint32(len(p.buf)), Buf: &p.buf[0]}
			all[i] = p
			pending(t, winsock.WSARecvFrom(s, &p.part, 1, nil, &p.flags, &p.from, &p.size, &p.Overlapped, nil))
		}
		for i := range all {
			if _, err := peer.Write(append([]byte{byte(round), byte(i)}, make([]byte, i%2*4)...)); err != nil {
				t.Fatal(err)
			}
		}
		for i, p := range all {
			var n uint32
			var key uintptr
			var o *winsock.Overlapped
			err := winsock.GetQueuedCompletionStatus(port, &n, &key, &o, 10000)
			switch {
			case o != &p.Overlapped:
				t.Fatalf("round %d: packet %d is another's: %v", round, i, err)
			case i%2 == 0 && (err != nil || n != 2), i%2 == 1 && (err != winsock.ERROR_MORE_DATA || n != 4):
				t.Errorf("packet %d: %d bytes, %v", i, n, err)
			case p.buf[0] != byte(round) || p.buf[1] != byte(i):
				t.Errorf("packet %d: % x", i, p.buf)
			}
			from, err := p.from.Sockaddr()
			if err != nil || fmt.Sprint(from.(*winsock.SockaddrInet4).Port) != fmt.Sprint(peer.LocalAddr().(*net.UDPAddr).Port) {
				t.Errorf("packet %d is from %v, %v", i, from, err)
			}
		}
	}
	back := &place{buf: [4]byte{1, 2, 3, 4}}
	back.part = winsock.WSABuf{Len: 4, Buf: &back.buf[0]}
	pending(t, winsock.WSASendTo(s, &back.part, 1, nil, 0, &all[0].from, all[0].size, &back.Overlapped, nil))
	if n, err := peer.Read(answer); err != nil || !bytes.Equal(answer[:n], back.buf[:]) {
		t.Error(answer[:n], err)
	}
}
