package winsock_test

import (
	"testing"
	"time"

	"winsock"
	"winsock/internal/clause"
)

func TestS550_SocketsAfterOpenType(t *testing.T) {
	clause.Covers(t, "S-040", "S-459", "S-550")
	startup(t)
	openType := func(v int) {
		if err := winsock.SetsockoptInt(winsock.InvalidHandle, winsock.SOL_SOCKET, winsock.SO_OPENTYPE, v); err != nil {
			t.Fatal(err)
		}
	}
	openType(winsock.SO_SYNCHRONOUS_NONALERT)
	t.Cleanup(func() { openType(0) })
	s, _ := bound(t, winsock.SOCK_DGRAM)
	openType(0)
	if err := winsock.SetsockoptInt(s, winsock.SOL_SOCKET, winsock.SO_RCVTIMEO, 10); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := winsock.Recv(s, make([]byte, 1), 0)
		done <- err
	}()
	waitForParked(t, 1)
	select {
	case err := <-done:
		t.Error("a socket that is not overlapped has time-outs:", err)
	case <-time.After(50 * time.Millisecond): // that it goes on waiting shows only so
		winsock.Closesocket(s)
		if err := <-done; err != winsock.WSAEINTR {
			t.Error(err)
		}
	}
}
