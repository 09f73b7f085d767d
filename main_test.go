package winsock_test

import (
	"os"
	"testing"

	"winsock"
	"winsock/catalog"
	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) {
	if heir() {
		return
	}
	os.Setenv(catalog.EnvFile, "/nonexistent/catalog.json") // the built-in one, whatever the user's
	dir, err := os.MkdirTemp("", "winsock-run-")
	if err != nil {
		panic(err)
	}
	os.Setenv("WINSOCK_RUN_DIR", dir) // nobody else's sockets
	leaktest.Main(m, winsock.StopUse, func() { os.RemoveAll(dir) })
}

// startup runs the test between WSAStartup and WSACleanup.
func startup(t testing.TB) {
	t.Helper()
	var data winsock.WSAData
	if err := winsock.WSAStartup(0x0202, &data); err != nil {
		t.Fatal("WSAStartup:", err)
	}
	t.Cleanup(func() {
		if err := winsock.WSACleanup(); err != nil {
			t.Error("WSACleanup:", err)
		}
	})
}

// socket makes a socket that the test's end closes.
func socket(t testing.TB, family, typ int) winsock.Handle {
	t.Helper()
	s, err := winsock.Socket(family, typ, 0)
	if err != nil {
		t.Fatalf("Socket(%d, %d, 0): %v", family, typ, err)
	}
	t.Cleanup(func() { winsock.Closesocket(s) })
	return s
}

// loopback is a free port of 127.0.0.1.
func loopback() *winsock.SockaddrInet4 {
	return &winsock.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}
}

// bound makes a socket that is bound to 127.0.0.1 and returns its address.
func bound(t testing.TB, typ int) (winsock.Handle, winsock.Sockaddr) {
	t.Helper()
	s := socket(t, winsock.AF_INET, typ)
	if err := winsock.Bind(s, loopback()); err != nil {
		t.Fatal("Bind:", err)
	}
	sa, err := winsock.Getsockname(s)
	if err != nil {
		t.Fatal("Getsockname:", err)
	}
	return s, sa
}

// listener makes a listening socket and returns its address.
func listener(t testing.TB) (winsock.Handle, winsock.Sockaddr) {
	t.Helper()
	l, sa := bound(t, winsock.SOCK_STREAM)
	if err := winsock.Listen(l, winsock.SOMAXCONN); err != nil {
		t.Fatal("Listen:", err)
	}
	return l, sa
}

// pair is a TCP connection: the client's end and the server's.
func pair(t testing.TB) (client, server winsock.Handle) {
	t.Helper()
	l, sa := listener(t)
	client = socket(t, winsock.AF_INET, winsock.SOCK_STREAM)
	if err := winsock.Connect(client, sa); err != nil {
		t.Fatal("Connect:", err)
	}
	server, _, err := winsock.Accept(l)
	if err != nil {
		t.Fatal("Accept:", err)
	}
	t.Cleanup(func() { winsock.Closesocket(server) })
	return client, server
}
