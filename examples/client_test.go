package examples_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func httpGet(t *testing.T, c toolchain) {
	p := c.build(t, "http_get.c")
	page := pattern(200000) + "\n\r\n\n"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.RequestURI() {
		case "/page?a=b":
			if r.Host == "" || !r.Close {
				t.Errorf("request %v", r)
			}
			fmt.Fprint(w, page)
		case "/":
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	for _, test := range []struct {
		url, body, status string
		code              int
	}{
		{"http://127.0.0.1:" + port + "/page?a=b", page, "HTTP/1.0 200 OK\n200004 bytes\n", 0},
		{"HTTP://localhost:" + port, "", "HTTP/1.0 200 OK\n0 bytes\n", 0},
		{server.URL + "/none", "404 page not found\n", "HTTP/1.0 404 Not Found\n19 bytes\n", 1},
	} {
		r := p.start(t, test.url)
		said := r.endsSaying(test.code, strings.ReplaceAll(test.body, "\r", ""))
		// localhost may be ::1 first, where nobody listens.
		said = strings.TrimPrefix(said, "::1 port "+port+": error 10061\n")
		if said != test.status {
			t.Errorf("%s: says %q, want %q", test.url, said, test.status)
		}
	}
	usage := "Usage: http_get http://HOST[:PORT]/PATH\n"
	for _, url := range []string{"ftp://x/", "http:///x", "http://[::1/", "http://x:123456/", "http://x:8x/"} {
		if said := p.start(t, url).endsSaying(1, ""); said != usage {
			t.Errorf("%s: says %q", url, said)
		}
	}
	if said := p.start(t, "http://nowhere.invalid/").endsSaying(1, ""); !strings.HasPrefix(said, "nowhere.invalid: ") {
		t.Errorf("unknown host: %q", said)
	}
}

// listen is a server of one connection on loopback.
func listen(t *testing.T, serve func(net.Conn)) (host, port string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := listener.Accept()
		listener.Close()
		if err == nil {
			serve(conn)
			conn.Close()
		}
	}()
	t.Cleanup(func() { listener.Close(); <-done })
	host, port, _ = net.SplitHostPort(listener.Addr().String())
	return host, port
}

// closed is a port on loopback where nobody listens.
func closed(t *testing.T) string {
	t.Helper()
	_, port := listen(t, func(net.Conn) {})
	dial(t, "tcp", "127.0.0.1:"+port).Close()
	return port
}

func wide(t *testing.T, c toolchain) {
	p := c.build(t, "wide_client.c", c.wide...)
	host, port := listen(t, func(conn net.Conn) {
		for lines := bufio.NewScanner(conn); lines.Scan(); {
			fmt.Fprintln(conn, strings.ToUpper(lines.Text()))
		}
	})
	p.start(t, host, port, "hello", "žluťoučký kůň", "γειά 😀").ends(0,
		"Connected to 127.0.0.1 (IPv4)\n"+
			"hello        -> HELLO (5 characters)\n"+
			"žluťoučký kůň -> ŽLUŤOUČKÝ KŮŇ (13 characters)\n"+
			"γειά 😀      -> ΓΕΙΆ 😀 (7 characters)\n")

	host, port = listen(t, func(conn net.Conn) { conn.Read(make([]byte, 100)) })
	if said := p.start(t, host, port, "x").endsSaying(1, "Connected to 127.0.0.1 (IPv4)\n"); said != "The server has hung up.\n" {
		t.Errorf("the server hangs up: %q", said)
	}
	host, port = listen(t, func(conn net.Conn) { conn.Read(make([]byte, 100)); conn.Write([]byte("\xFF\xFE\n")) })
	said := p.start(t, host, port, "x").endsSaying(1, "Connected to 127.0.0.1 (IPv4)\n")
	if !strings.HasPrefix(said, "MultiByteToWideChar: error 1113: ") {
		t.Errorf("bad UTF-8: %q", said)
	}
	said = p.start(t, host, port, "x").endsSaying(1, "")
	if !strings.HasPrefix(said, "127.0.0.1: error 10061: ") || len(said) < 40 {
		t.Errorf("no server: %q", said)
	}
}

func nonblocking(t *testing.T, c toolchain) {
	p := c.build(t, "nonblocking_connect.c")
	host, port := listen(t, func(conn net.Conn) {
		conn.Write([]byte("hello there"))
		conn.Read(make([]byte, 1)) // until the client has read it all and gone
	})
	p.start(t, host, port).ends(0, "connect: error 10035, so wait\nselect: writable\n"+
		"Connected. The server says: hello there\n")
	p.start(t, host, port).ends(1, "connect: error 10035, so wait\nselect: exception\n"+
		"Not connected: error 10061\n")
	if said := p.start(t, "127.0.0.256", "1").endsSaying(2, ""); said != "127.0.0.256 is no address: error 10022\n" {
		t.Errorf("no address: %q", said)
	}

	// A listener whose queue is full answers nobody.
	full := stuck(t)
	p.start(t, "127.0.0.1", full, "300").ends(1, "connect: error 10035, so wait\nNot connected: error 10060\n")
}

func fileTransfer(t *testing.T, c toolchain) {
	p := c.build(t, "file_transfer.c")
	from, to := t.TempDir(), t.TempDir()
	files := map[string]string{"empty": "", "small.txt": "hello\r\n\x1a\n", "big.bin": pattern(3_000_001)}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(from, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	receiver := p.start(t, "receive", "0", to, "4")
	host, port, _ := net.SplitHostPort(receiver.address())
	p.start(t, "send", host, port, filepath.Join(from, "empty"), filepath.Join(from, "small.txt")).
		ends(0, "empty: sent 0 bytes\nsmall.txt: sent 9 bytes\n")
	receiver.expect("empty: received 0 bytes", "small.txt: received 9 bytes")

	// A sender of no good will: a name with a way out, and too little content.
	evil := func(name string, size byte, content string) net.Conn {
		header := make([]byte, 264)
		copy(header, name)
		header[263] = size
		conn := dial(t, "tcp", net.JoinHostPort(host, port))
		send(t, conn, string(header)+content)
		return conn
	}
	conn := evil(`..\../../passwd`, 3, "abc")
	receive(t, conn, "\x00\x00\x00\x00\x00\x00\x00\x03")
	conn.Close()
	receiver.expect("passwd: received 3 bytes")
	files["passwd"] = "abc"
	evil("..", 3, "abc").Close()
	evil("part", 200, "abc").Close()

	p.start(t, "send", host, port, filepath.Join(from, "big.bin")).ends(0, "big.bin: sent 3000001 bytes\n")
	said := receiver.endsSaying(0, "big.bin: received 3000001 bytes\n")
	if !strings.HasPrefix(said, "the sender's file name: error 123: ") || !strings.HasSuffix(said, "part: 3 of 200 bytes came\n") {
		t.Errorf("the receiver says %q", said)
	}
	entries, err := os.ReadDir(to)
	if err != nil || len(entries) != len(files) {
		t.Errorf("%v, %v; want %d files", entries, err, len(files))
	}
	for name, want := range files {
		if got, err := os.ReadFile(filepath.Join(to, name)); err != nil || string(got) != want {
			t.Errorf("%s: %d bytes, %v; want %d", name, len(got), err, len(want))
		}
	}

	said = p.start(t, "send", host, port, filepath.Join(from, "big.bin")).endsSaying(1, "")
	if !strings.HasPrefix(said, "127.0.0.1: error 10061: ") {
		t.Errorf("no receiver: %q", said)
	}
	receiver = p.start(t, "receive", "0", to, "1")
	_, port, _ = net.SplitHostPort(receiver.address())
	said = p.start(t, "send", host, port, filepath.Join(from, "none")).endsSaying(1, "")
	if want := filepath.Join(from, "none") + ": error 2: "; !strings.HasPrefix(said, want) {
		t.Errorf("no file: %q, want %q", said, want)
	}
	p.start(t, "send", host, port, filepath.Join(from, "empty")).ends(0, "empty: sent 0 bytes\n")
	receiver.ends(0, "empty: received 0 bytes\n")
}

func checkHosts(t *testing.T, c toolchain) {
	p := c.build(t, "check_hosts.c")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	open, shut := listener.Addr().String(), "127.0.0.1:"+closed(t)

	var args []string
	var want strings.Builder
	for range 25 { // with three each: more than one wait can take
		args = append(args, open, shut, "nothing")
		fmt.Fprintf(&want, "%-24s answers\n%-24s error 10061\n%-24s error 10022\n", open, shut, "nothing")
	}
	p.start(t, args...).ends(1, want.String()+"25 of 75 answer\n")
	p.start(t, open).ends(0, fmt.Sprintf("%-24s answers\n1 of 1 answer\n", open))
	if said := p.start(t).endsSaying(2, ""); said != "Usage: check_hosts HOST:PORT...\n" {
		t.Errorf("usage: %q", said)
	}
}

func mailCheck(t *testing.T, c toolchain) {
	if c.suffix != "" {
		t.Skip("not for mingw: void main, __finally")
	}
	p := c.build(t, "mail_check.c")
	// serve speaks POP3 as far as it goes, and fails what the password says.
	serve := func(conn net.Conn) {
		fmt.Fprint(conn, "+OK ready\r\n")
		for lines := bufio.NewScanner(conn); lines.Scan(); {
			switch word, rest, _ := strings.Cut(lines.Text(), " "); {
			case word == "USER" && rest == "ada", word == "PASS" && rest == "right":
				fmt.Fprint(conn, "+OK\r\n")
			case word == "STAT":
				fmt.Fprint(conn, "+OK 3 5000000000\r\n")
			case word == "QUIT":
				fmt.Fprint(conn, "+OK bye\r\n")
				return
			case rest == "silence":
				return
			default:
				fmt.Fprint(conn, "-ERR wrong\r\n")
			}
		}
	}
	for _, test := range []struct {
		password, want string
		code           int
	}{
		{"right", "3 messages, 5000000000 bytes\nDone.\n", 0},
		{"bad", "The server says: -ERR wrong\nDone.\n", 1},
		{"silence", "The server says: +OK\nDone.\n", 1},
	} {
		host, port := listen(t, serve)
		p.start(t, host, port, "ada", test.password).ends(test.code, test.want)
	}
	p.start(t, "127.0.0.1", closed(t), "ada", "x").ends(1, "No connection: error 10061\nDone.\n")
	p.start(t).ends(1, "Usage: mail_check HOST PORT USER PASSWORD\nDone.\n")
}
