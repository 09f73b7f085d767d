package winsock_test

import (
	"testing"

	"winsock"
	"winsock/internal/clause"
)

func TestS375_Disconnect(t *testing.T) {
	clause.Covers(t, "S-375", "S-241")
	startup(t)
	l, at := listener(t)
	a := socket(t, winsock.AF_INET, winsock.SOCK_STREAM)
	if err := winsock.WSAConnect(a, at, nil, nil, nil, nil); err != nil {
		t.Fatal("WSAConnect:", err)
	}
	b, _, err := winsock.Accept(l)
	if err != nil {
		t.Fatal("Accept:", err)
	}
	defer winsock.Closesocket(b)
	data := buf([]byte("bye"))
	if err := winsock.WSASendDisconnect(a, &data); err != winsock.WSAENOPROTOOPT {
		t.Error("WSASendDisconnect with data:", err)
	}
	if err := winsock.WSASendDisconnect(a, nil); err != nil {
		t.Error("WSASendDisconnect:", err)
	}
	if _, err := winsock.Send(a, []byte("x"), 0); err != winsock.WSAESHUTDOWN {
		t.Error("Send:", err)
	}
	if n, err := winsock.Recv(b, make([]byte, 8), 0); n != 0 || err != nil {
		t.Error("Recv of the peer:", n, err)
	}
	if err := winsock.WSARecvDisconnect(a, nil); err != nil {
		t.Error("WSARecvDisconnect:", err)
	}
	if _, err := winsock.Recv(a, make([]byte, 8), 0); err != winsock.WSAESHUTDOWN {
		t.Error("Recv:", err)
	}
	if err := winsock.WSASendDisconnect(0, &data); err != winsock.WSAENOTSOCK {
		t.Error("no socket:", err)
	}
}

// TestS332_PendingReceive: a receive that waits already gets its data after
// SD_RECEIVE.
func TestS332_PendingReceive(t *testing.T) {
	clause.Covers(t, "S-332")
	startup(t)
	a, b := pair(t)
	p := make([]byte, 8)
	n, done := 0, make(chan error)
	go func() {
		var err error
		n, err = winsock.Recv(a, p, 0)
		done <- err
	}()
	waitForParked(t, 1)
	if err := winsock.Shutdown(a, winsock.SD_RECEIVE); err != nil {
		t.Fatal("Shutdown:", err)
	}
	if _, err := winsock.Send(b, []byte("late"), 0); err != nil {
		t.Fatal("Send:", err)
	}
	if err := <-done; err != nil || string(p[:n]) != "late" {
		t.Errorf("Recv: %q, %v", p[:n], err)
	}
	if _, err := winsock.Recv(a, p, 0); err != winsock.WSAESHUTDOWN {
		t.Error("a later Recv:", err)
	}
}

func TestS370_DatagramsAfterShutdown(t *testing.T) {
	clause.Covers(t, "S-365", "S-370")
	startup(t)
	a, to := bound(t, winsock.SOCK_DGRAM)
	b, from := bound(t, winsock.SOCK_DGRAM)
	for s, peer := range map[winsock.Handle]winsock.Sockaddr{a: from, b: to} {
		if err := winsock.Connect(s, peer); err != nil {
			t.Fatal("Connect:", err)
		}
	}
	if err := winsock.Shutdown(a, winsock.SD_RECEIVE); err != nil {
		t.Fatal("Shutdown:", err)
	}
	if _, err := winsock.Send(b, []byte("x"), 0); err != nil {
		t.Fatal("Send:", err)
	}
	if _, err := winsock.Recv(a, make([]byte, 8), 0); err != winsock.WSAESHUTDOWN {
		t.Error("Recv:", err)
	}
	on, queued := uint32(1), uint32(0)
	if err := winsock.Ioctlsocket(a, i32(winsock.FIONREAD), &queued); err != nil || queued != 1 {
		t.Error("FIONREAD:", queued, err)
	}
	// An ICMP message would be here already: loopback does not delay.
	if err := winsock.Ioctlsocket(b, i32(winsock.FIONBIO), &on); err != nil {
		t.Fatal("FIONBIO:", err)
	}
	if _, err := winsock.Recv(b, make([]byte, 8), 0); err != winsock.WSAEWOULDBLOCK {
		t.Error("Recv of the sender:", err)
	}
	if _, err := winsock.Send(a, []byte("x"), 0); err != nil {
		t.Error("Send the other way:", err)
	}
}

func TestS300_PartialMessages(t *testing.T) {
	clause.Covers(t, "S-300", "S-330")
	startup(t)
	stream, _ := pair(t)
	s, to := bound(t, winsock.SOCK_DGRAM)
	c := socket(t, winsock.AF_INET, winsock.SOCK_DGRAM)
	if err := winsock.Connect(c, to); err != nil {
		t.Fatal("Connect:", err)
	}
	for name, h := range map[string]winsock.Handle{"TCP": stream, "UDP": c} {
		if _, err := winsock.Send(h, []byte("x"), winsock.MSG_PARTIAL); err != winsock.WSAEOPNOTSUPP {
			t.Errorf("Send of a part over %s: %v", name, err)
		}
	}
	if _, err := winsock.Send(c, []byte("too long"), 0); err != nil {
		t.Fatal("Send:", err)
	}
	b := buf(make([]byte, 2))
	var n, flags uint32
	if err := winsock.WSARecv(s, &b, 1, &n, &flags, nil, nil); err != winsock.WSAEMSGSIZE || flags != 0 {
		t.Errorf("WSARecv of a part: flags %#x, %v", flags, err)
	}
}
