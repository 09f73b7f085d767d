package examples_test

import (
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"winsock/internal/clause"
)

// socketParameters runs socket with those of the page's sample.
func socketParameters(t *testing.T, c toolchain) {
	clause.Covers(t, "P-126", "S-042", "S-043")
	p := c.build(t, "socket.c", c.wide...)
	for _, test := range []struct {
		arguments, chosen, err string
	}{
		{"0 2 17 1", "AF_INET6, type 2, protocol 17", ""}, // the first that fits
		{"2 1 6 1", "AF_INET, type 1, protocol 6", ""},
		{"23 2 17 129", "AF_INET6, type 2, protocol 17", ""},
		{"2 1 17 0", "", "10043"},
		{"0 0 0 0", "", "10022"},
		{"2 5 0 0", "", "10044"},
	} {
		words := strings.Fields(test.arguments)
		r := p.start(t, words...)
		for i, name := range []string{"family  ", "type    ", "protocol"} {
			if line, want := r.line(), name+" "+words[i]+" ("; !strings.HasPrefix(line, want) {
				t.Errorf("%s: %q, want %q", test.arguments, line, want)
			}
		}
		var flags int
		fmt.Sscan(words[3], &flags)
		r.expect(fmt.Sprintf("flags    0x%02x", flags))
		if test.err == "" {
			r.ends(0, "WSASocket succeeded: "+test.chosen+"\n")
		} else if text := r.endsSaying(1, "WSASocket failed: error "+test.err+"\n"); len(text) < 20 {
			t.Errorf("%s: the text of the error is %q", test.arguments, text)
		}
	}
	p.start(t, "1").endsSaying(1, "Usage: socket FAMILY TYPE PROTOCOL FLAGS\n"+
		"       socket 2 1 6 1     TCP over IPv4, for overlapped use\n"+
		"       socket 23 2 17 129 UDP over IPv6, not inherited by child processes\n")
}

// dial connects to a server, by the time the test ends only.
func dial(t *testing.T, network, address string) net.Conn {
	t.Helper()
	conn, err := net.DialTimeout(network, address, patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// send sends text.
func send(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
}

// receive takes as much as want is long, and compares.
func receive(t *testing.T, conn net.Conn, want string) {
	t.Helper()
	got := make([]byte, len(want))
	if n, err := io.ReadFull(conn, got); err != nil || string(got) != want {
		t.Fatalf("%q came (%v), want %q", got[:n], err, want)
	}
}

// hangsUp makes sure that the other side sends nothing more and hangs up.
func hangsUp(t *testing.T, conn net.Conn) {
	t.Helper()
	if rest, err := io.ReadAll(conn); err != nil || len(rest) > 0 {
		t.Fatalf("%q came after the end, %v", rest, err)
	}
}

// pattern is size bytes that do not repeat in step with a power of two.
func pattern(size int) string {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(i*7 + i/251)
	}
	return string(b)
}

func echo(t *testing.T, c toolchain) {
	server := c.build(t, "echo_server.c").start(t, "0", "2")
	client := c.build(t, "echo_client.c")
	address := server.address()

	conn := dial(t, "tcp", address)
	big := pattern(300000)
	go io.WriteString(conn, big)
	receive(t, conn, big)
	conn.(*net.TCPConn).CloseWrite()
	hangsUp(t, conn)
	server.expect("Client 127.0.0.1", "Echoed 300000 bytes")

	host, port, _ := net.SplitHostPort(address)
	client.start(t, host, port, "one", "two words", "").ends(0, "one\ntwo words\n\n")
	server.ends(0, "Client 127.0.0.1\nEchoed 15 bytes\n")

	// The server has gone.
	if text := client.start(t, host, port, "x").endsSaying(1, ""); text != "connect failed: error 10061\n" {
		t.Errorf("no server: %q", text)
	}
}

func threads(t *testing.T, c toolchain) {
	server := c.build(t, "thread_server.c").start(t, "0")
	address := server.address()

	// All are connected at the same time, and some still are at the end.
	const clients, size = 10, 50000
	var conns [clients]net.Conn
	for i := range conns {
		conns[i] = dial(t, "tcp", address)
	}
	text := pattern(size)
	for _, conn := range conns {
		go io.WriteString(conn, text)
	}
	for i := range conns {
		receive(t, conns[clients-1-i], text)
	}
	for _, conn := range conns[:4] {
		conn.(*net.TCPConn).CloseWrite()
		hangsUp(t, conn)
	}
	server.signal(syscall.SIGINT)
	server.ends(0, fmt.Sprintf("Stopped: %d clients, %d bytes\n", clients, clients*size))
	for _, conn := range conns[4:] {
		hangsUp(t, conn)
	}
}

func unixEcho(t *testing.T, c toolchain) {
	p := c.build(t, "unix_echo.c")
	path := filepath.Join(t.TempDir(), "echo.sock")
	server := p.start(t, "server", path, "2")
	server.expect("Listening on " + path)

	conn := dial(t, "unix", path)
	send(t, conn, "hello")
	receive(t, conn, "hello")
	conn.(*net.UnixConn).CloseWrite()
	hangsUp(t, conn)
	server.expect("Echoed 5 bytes")

	p.start(t, "client", path, "one", "two").ends(0, "one\ntwo\n")
	server.ends(0, "Echoed 6 bytes\n")
	if text := p.start(t, "client", path, "x").endsSaying(1, ""); text != "connect failed: error 10061\n" {
		t.Errorf("no server: %q", text)
	}
	if text := p.start(t, "client", strings.Repeat("x", 108), "x").endsSaying(2, ""); text != "the path is longer than 107 bytes\n" {
		t.Errorf("long path: %q", text)
	}
}
