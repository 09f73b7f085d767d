package core_test

import (
	"encoding/binary"
	"os"
	"testing"

	"winsock/catalog"
	"winsock/internal/core"
	"winsock/internal/leaktest"
	_ "winsock/provider/tcpip"
	"winsock/spi"
	"winsock/ws2def"
)

func TestMain(m *testing.M) {
	if program() {
		return
	}
	os.Setenv(catalog.EnvFile, "/nonexistent/catalog.json") // the built-in one, whatever the user's
	leaktest.Main(m)
}

// start runs the test between Startup and Cleanup, apart from the machine's
// other winsock processes.
func start(t testing.TB) {
	t.Helper()
	if os.Getenv("WINSOCK_RUN_DIR") == "" {
		t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	}
	var data ws2def.WSAData
	if e := core.Startup(0x0202, &data); e != 0 {
		t.Fatal("Startup:", e)
	}
	t.Cleanup(func() {
		if e := core.Cleanup(); e != 0 {
			t.Error("Cleanup:", e)
		}
	})
}

// create makes a blocking overlapped socket that the test's end closes.
func create(t testing.TB, family, typ, protocol int32) core.Handle {
	t.Helper()
	h, e := core.Create(family, typ, protocol, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
	if e != 0 {
		t.Fatalf("Create(%d, %d, %d): %v", family, typ, protocol, e)
	}
	t.Cleanup(func() { core.Close(h, spi.Park) })
	return h
}

// loopback is 127.0.0.1:port as a Windows sockaddr_in.
func loopback(port uint16) []byte {
	sa := make([]byte, 16)
	binary.LittleEndian.PutUint16(sa, ws2def.AF_INET)
	binary.BigEndian.PutUint16(sa[2:], port)
	copy(sa[4:], []byte{127, 0, 0, 1})
	return sa
}

// name is the local address of h.
func name(t testing.TB, h core.Handle) []byte {
	t.Helper()
	buf := make([]byte, 128)
	n, e := core.GetSockName(h, buf)
	if e != 0 {
		t.Fatal("GetSockName:", e)
	}
	return buf[:n]
}

// pair is a TCP connection: the client's end and the server's.
func pair(t testing.TB) (client, server core.Handle) {
	t.Helper()
	l := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	if e := core.Bind(l, loopback(0)); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := core.Listen(l, 5); e != 0 {
		t.Fatal("Listen:", e)
	}
	client = create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	if e := core.Connect(client, name(t, l), spi.Park); e != 0 {
		t.Fatal("Connect:", e)
	}
	server, _, e := core.Accept(l, nil, spi.Park)
	if e != 0 {
		t.Fatal("Accept:", e)
	}
	t.Cleanup(func() { core.Close(server, spi.Park) })
	return client, server
}

func TestPairTalks(t *testing.T) {
	start(t)
	a, b := pair(t)
	done := make(chan core.Errno)
	buf := make([]byte, 16)
	n := 0
	go func() {
		var e core.Errno
		n, e = core.Recv(b, buf, 0, spi.Park)
		done <- e
	}()
	if sent, e := core.Send(a, []byte("hello"), 0, spi.Park); sent != 5 || e != 0 {
		t.Fatal("Send:", sent, e)
	}
	if e := <-done; e != 0 || string(buf[:n]) != "hello" {
		t.Fatalf("Recv: %q, %v", buf[:n], e)
	}
}
