package tls_test

import (
	gotls "crypto/tls"
	"net"
	"testing"

	"winsock"
	"winsock/internal/waytest"
)

// tcp is a socket of a winsock program.
func tcp(t *testing.T) winsock.Handle {
	t.Helper()
	s, err := winsock.Socket(winsock.AF_INET, winsock.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { winsock.Closesocket(s) })
	return s
}

// TestWays: programs may wait as they like, for handshakes and for data, on both sides.
func TestWays(t *testing.T) {
	id, other := newIdentity(t, "127.0.0.1"), newIdentity(t, "127.0.0.1")
	program(t, id.serverRule(), id.clientRule())
	if err := winsock.WSAStartup(0x0202, new(winsock.WSAData)); err != nil {
		t.Fatal(err)
	}
	defer winsock.WSACleanup()
	// A server that the client must not believe.
	config := other.config(t)
	wrong := foreign(t, func(c net.Conn) { gotls.Server(c, config).Handshake() })
	waytest.Each(t, func(t *testing.T, open func(winsock.Handle) (waytest.Socket, error)) {
		listener := tcp(t)
		if err := winsock.Bind(listener, &winsock.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
			t.Fatal(err)
		}
		if err := winsock.Listen(listener, 5); err != nil {
			t.Fatal(err)
		}
		at, err := winsock.Getsockname(listener)
		if err != nil {
			t.Fatal(err)
		}
		l, err := open(listener)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		served := make(chan error, 1)
		go func() {
			s, err := l.Accept()
			if err == nil {
				err = waytest.Echo(s)
				s.Close()
			}
			served <- err
		}()
		c, err := open(tcp(t))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if err := c.Connect(at); err != nil {
			t.Fatal("connect:", err)
		}
		if err := waytest.Exchange(c, content(300<<10)); err != nil {
			t.Error("client:", err)
		}
		if err := <-served; err != nil {
			t.Error("server:", err)
		}
		refuses, err := open(tcp(t))
		if err != nil {
			t.Fatal(err)
		}
		defer refuses.Close()
		to, err := net.ResolveTCPAddr("tcp4", wrong)
		if err != nil {
			t.Fatal(err)
		}
		if err := refuses.Connect(&winsock.SockaddrInet4{Addr: [4]byte(to.IP.To4()), Port: to.Port}); err != winsock.WSAECONNABORTED {
			t.Errorf("a server that is another: %v, want WSAECONNABORTED", err)
		}
	})
}
