package winsock_test

import (
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"winsock"
	"winsock/internal/clause"
)

// buf makes a WSABuf of p.
func buf(p []byte) winsock.WSABuf {
	return winsock.WSABuf{Len: uint32(len(p)), Buf: unsafe.SliceData(p)}
}

func TestTransfersDoNotAllocate(t *testing.T) {
	startup(t)
	a, b := pair(t)
	p := make([]byte, 64)
	wsabuf := buf(p)
	var n, flags uint32
	for name, roundTrip := range map[string]func() error{
		"Send and Recv": func() error {
			if _, err := winsock.Send(a, p, 0); err != nil {
				return err
			}
			_, err := winsock.Recv(b, p, 0)
			return err
		},
		"WSASend and WSARecv": func() error {
			if err := winsock.WSASend(a, &wsabuf, 1, &n, 0, nil, nil); err != nil {
				return err
			}
			return winsock.WSARecv(b, &wsabuf, 1, &n, &flags, nil, nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			allocs := testing.AllocsPerRun(100, func() {
				if err := roundTrip(); err != nil {
					t.Fatal(err)
				}
			})
			if allocs != 0 {
				t.Errorf("%v allocations", allocs)
			}
		})
	}
}

func TestS327_GatherAndScatter(t *testing.T) {
	clause.Covers(t, "S-298", "S-327")
	startup(t)
	a, b := pair(t)
	out := []winsock.WSABuf{buf([]byte("one")), {}, buf([]byte("two")), buf([]byte("three")), buf([]byte("four")), buf([]byte("5"))}
	var n, flags uint32
	if err := winsock.WSASend(a, &out[0], uint32(len(out)), &n, 0, nil, nil); err != nil || n != 16 {
		t.Fatal("WSASend:", n, err)
	}
	first, second := make([]byte, 5), make([]byte, 20)
	in := []winsock.WSABuf{buf(first), buf(second)}
	if err := winsock.WSARecv(b, &in[0], 2, &n, &flags, nil, nil); err != nil || n != 16 {
		t.Fatal("WSARecv:", n, err)
	}
	if got := string(first) + "|" + string(second[:11]); got != "onetw|othreefour5" {
		t.Errorf("got %q", got)
	}

	c, sa := bound(t, winsock.SOCK_DGRAM)
	d := socket(t, winsock.AF_INET, winsock.SOCK_DGRAM)
	if err := winsock.WSASendto(d, &out[0], 3, &n, 0, sa, nil, nil); err != nil || n != 6 {
		t.Fatal("WSASendto:", n, err)
	}
	if got, err := winsock.Recv(c, second, 0); err != nil || string(second[:got]) != "onetwo" {
		t.Errorf("one datagram: %q, %v", second[:got], err)
	}
}

func TestS109_PointersComeLast(t *testing.T) {
	clause.Covers(t, "S-109", "S-287", "S-296", "S-297", "S-320", "S-321", "S-334")
	startup(t)
	stream, _ := pair(t)
	unconnected := socket(t, winsock.AF_INET, winsock.SOCK_STREAM)
	datagram, _ := bound(t, winsock.SOCK_DGRAM)
	unbound := socket(t, winsock.AF_INET, winsock.SOCK_DGRAM)
	var n, flags uint32
	good := buf(make([]byte, 8))
	null := winsock.WSABuf{Len: 8}
	for _, tc := range []struct {
		name string
		s    winsock.Handle
		call func(s winsock.Handle) error
		want error
	}{
		{"WSASend, no socket, no count", 0, func(s winsock.Handle) error { return winsock.WSASend(s, &good, 1, nil, 0, nil, nil) }, winsock.WSAENOTSOCK},
		{"WSASend, not connected, no count", unconnected, func(s winsock.Handle) error { return winsock.WSASend(s, &good, 1, nil, 0, nil, nil) }, winsock.WSAENOTCONN},
		{"WSASend, no count", stream, func(s winsock.Handle) error { return winsock.WSASend(s, &good, 1, nil, 0, nil, nil) }, winsock.WSAEFAULT},
		{"WSASend, no buffers", stream, func(s winsock.Handle) error { return winsock.WSASend(s, nil, 1, &n, 0, nil, nil) }, winsock.WSAEFAULT},
		{"WSASend, NULL buffer", stream, func(s winsock.Handle) error { return winsock.WSASend(s, &null, 1, &n, 0, nil, nil) }, winsock.WSAEFAULT},
		{"WSASendTo, no socket, no count", 0, func(s winsock.Handle) error { return winsock.WSASendTo(s, &good, 1, nil, 0, nil, 0, nil, nil) }, winsock.WSAENOTSOCK},
		{"WSASendTo, no peer, no count", datagram, func(s winsock.Handle) error { return winsock.WSASendTo(s, &good, 1, nil, 0, nil, 0, nil, nil) }, winsock.WSAENOTCONN},
		{"WSASendMsg, no message", unbound, func(s winsock.Handle) error { return winsock.WSASendMsg(s, nil, 0, &n, nil, nil) }, winsock.WSAEFAULT},
		{"... does not bind", unbound, func(s winsock.Handle) error { _, err := winsock.Getsockname(s); return err }, winsock.WSAEINVAL},
		{"WSASendMsg, no count", unbound, func(s winsock.Handle) error {
			var to winsock.RawSockaddrAny
			*(*winsock.RawSockaddrInet4)(unsafe.Pointer(&to)) = winsock.RawSockaddrInet4{Family: winsock.AF_INET, Port: winsock.Htons(9), Addr: [4]byte{127, 0, 0, 1}}
			msg := winsock.WSAMsg{Name: &to, Namelen: 16, Buffers: &good, BufferCount: 1}
			return winsock.WSASendMsg(s, &msg, 0, nil, nil, nil)
		}, winsock.WSAEFAULT},
		{"... binds", unbound, func(s winsock.Handle) error { _, err := winsock.Getsockname(s); return err }, nil},
		{"WSASendMsg on a stream", stream, func(s winsock.Handle) error {
			return winsock.WSASendMsg(s, &winsock.WSAMsg{Buffers: &good, BufferCount: 1}, 0, &n, nil, nil)
		}, winsock.WSAEINVAL},
		{"WSARecv, no socket", winsock.InvalidHandle, func(s winsock.Handle) error { return winsock.WSARecv(s, nil, 0, nil, nil, nil, nil) }, winsock.WSAENOTSOCK},
		{"WSARecv, not connected, NULLs", unconnected, func(s winsock.Handle) error { return winsock.WSARecv(s, nil, 1, nil, nil, nil, nil) }, winsock.WSAENOTCONN},
		{"WSARecv, 0 buffers", stream, func(s winsock.Handle) error { return winsock.WSARecv(s, &good, 0, &n, &flags, nil, nil) }, winsock.WSAEINVAL},
		{"WSARecv, 0 buffers, NULL", stream, func(s winsock.Handle) error { return winsock.WSARecv(s, nil, 0, &n, &flags, nil, nil) }, winsock.WSAEINVAL},
		{"WSARecv, no count", stream, func(s winsock.Handle) error { return winsock.WSARecv(s, &good, 1, nil, &flags, nil, nil) }, winsock.WSAEFAULT},
		{"WSARecvMsg, no message", datagram, func(s winsock.Handle) error { return winsock.WSARecvMsg(s, nil, &n, nil, nil) }, winsock.WSAEFAULT},
		{"Bind, bad port, no socket", 0, func(s winsock.Handle) error { return winsock.Bind(s, &winsock.SockaddrInet4{Port: -1}) }, winsock.WSAENOTSOCK},
		{"Bind, bad port", unconnected, func(s winsock.Handle) error { return winsock.Bind(s, &winsock.SockaddrInet4{Port: 65536}) }, winsock.WSAEINVAL},
		{"Bind, nil", unconnected, func(s winsock.Handle) error { return winsock.Bind(s, nil) }, winsock.WSAEFAULT},
		{"Bind, typed nil", unconnected, func(s winsock.Handle) error { return winsock.Bind(s, (*winsock.SockaddrInet4)(nil)) }, winsock.WSAEFAULT},
	} {
		if err := tc.call(tc.s); err != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
	}
}

func TestS313_LongDatagram(t *testing.T) {
	clause.Covers(t, "S-313", "S-333")
	startup(t)
	s, to := bound(t, winsock.SOCK_DGRAM)
	c, from := bound(t, winsock.SOCK_DGRAM)
	for range 3 {
		if err := winsock.Sendto(c, []byte("a long datagram"), 0, to); err != nil {
			t.Fatal("Sendto:", err)
		}
	}
	p := make([]byte, 6)
	n, sa, err := winsock.Recvfrom(s, p, 0)
	if n != 6 || string(p) != "a long" || err != winsock.WSAEMSGSIZE || !cmp.Equal(sa, from) {
		t.Errorf("Recvfrom: %q, %+v, %v", p[:n], sa, err)
	}

	clear(p)
	b := buf(p)
	count, flags := uint32(77), uint32(0)
	var rsa winsock.RawSockaddrAny
	fromlen := int32(unsafe.Sizeof(rsa))
	err = winsock.WSARecvFrom(s, &b, 1, &count, &flags, &rsa, &fromlen, nil, nil)
	if err != winsock.WSAEMSGSIZE || count != 77 || string(p) != "a long" {
		t.Errorf("WSARecvFrom: %q, count %d, %v", p, count, err)
	}
	if sa, err := rsa.Sockaddr(); err != nil || fromlen != 16 || !cmp.Equal(sa, from) {
		t.Errorf("WSARecvFrom from %+v, %d bytes, %v", sa, fromlen, err)
	}

	msg := winsock.WSAMsg{Name: &rsa, Namelen: int32(unsafe.Sizeof(rsa)), Buffers: &b, BufferCount: 1}
	if err := winsock.WSARecvMsg(s, &msg, &count, nil, nil); err != winsock.WSAEMSGSIZE || msg.Flags&winsock.MSG_TRUNC == 0 || msg.Namelen != 16 {
		t.Errorf("WSARecvMsg: flags %#x, name of %d bytes, %v", msg.Flags, msg.Namelen, err)
	}
}

func TestS315_SourceWithoutRoom(t *testing.T) {
	clause.Covers(t, "S-315", "S-316", "S-317")
	startup(t)
	s, to := bound(t, winsock.SOCK_DGRAM)
	c, from := bound(t, winsock.SOCK_DGRAM)
	if err := winsock.Sendto(c, []byte("x"), 0, to); err != nil {
		t.Fatal("Sendto:", err)
	}
	b := buf(make([]byte, 8))
	var n, flags uint32
	var rsa, untouched winsock.RawSockaddrAny
	short := int32(1)
	if err := winsock.WSARecvFrom(s, &b, 1, &n, &flags, &rsa, &short, nil, nil); err != winsock.WSAEFAULT || short != 1 || rsa != untouched {
		t.Errorf("too little room: %v, length %d, %+v", err, short, rsa)
	}
	long := int32(1024)
	if err := winsock.WSARecvFrom(s, &b, 1, &n, &flags, &rsa, &long, nil, nil); err != nil || n != 1 || long != 16 {
		t.Errorf("room: %v, %d bytes, length %d", err, n, long)
	}
	if sa, err := rsa.Sockaddr(); err != nil || !cmp.Equal(sa, from) {
		t.Errorf("from %+v, %v", sa, err)
	}

	client, server := pair(t)
	if _, err := winsock.Send(client, []byte("x"), 0); err != nil {
		t.Fatal("Send:", err)
	}
	rsa, long = untouched, -7
	if err := winsock.WSARecvFrom(server, &b, 1, &n, &flags, &rsa, &long, nil, nil); err != nil || n != 1 || long != -7 || rsa != untouched {
		t.Errorf("stream: %v, %d bytes, length %d, %+v", err, n, long, rsa)
	}
}

// TestS386_ClosedWhileWaiting: the only way to see WSAEINTR.
func TestS386_ClosedWhileWaiting(t *testing.T) {
	clause.Covers(t, "S-016", "S-204", "S-214", "S-325", "S-386")
	startup(t)
	a, _ := pair(t)
	l, _ := listener(t)
	for name, wait := range map[string]func() error{
		"Recv":   func() error { _, err := winsock.Recv(a, make([]byte, 1), 0); return err },
		"Accept": func() error { _, _, err := winsock.Accept(l); return err },
	} {
		done := make(chan error)
		go func() { done <- wait() }()
		waitForParked(t, 1)
		s := map[string]winsock.Handle{"Recv": a, "Accept": l}[name]
		if err := winsock.Closesocket(s); err != nil {
			t.Error("Closesocket:", err)
		}
		if err := <-done; err != winsock.WSAEINTR {
			t.Errorf("%s: %v, want WSAEINTR", name, err)
		}
	}
}
