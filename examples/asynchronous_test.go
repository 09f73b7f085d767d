package examples_test

import (
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// echoes is a server on loopback that does with each connection what serve does.
func echoes(t *testing.T, serve func(net.Conn)) (host, port string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				serve(conn)
			}()
		}
	}()
	t.Cleanup(func() { listener.Close(); <-done })
	host, port, _ = net.SplitHostPort(listener.Addr().String())
	return host, port
}

// whole sends back all that comes. With the connections themselves Go would keep pipes.
func whole(conn net.Conn) { io.Copy(struct{ io.Writer }{conn}, struct{ io.Reader }{conn}) }

// breaksOff reads a little and resets the connection.
func breaksOff(conn net.Conn) {
	conn.Read(make([]byte, 1))
	conn.(*net.TCPConn).SetLinger(0)
}

func eventClient(t *testing.T, c toolchain) {
	talk(t, c.build(t, "event_client.c"), c)
}

// talk lets a client of a program send its input to servers.
func talk(t *testing.T, p program, c toolchain) {
	_, port := echoes(t, whole)
	// The input is more than the sockets hold, so both directions must move.
	text := pattern(8_000_000)
	var clients []*process
	for range 3 { // localhost may be ::1 first, where nobody listens
		clients = append(clients, p.startReading(t, strings.NewReader(text), "localhost", port))
	}
	for _, r := range clients {
		if said := r.endsSaying(0, strings.ReplaceAll(text, "\r", "")); said != "" {
			blames(t, said, "::1", "10061")
		}
	}

	// The server ends first, and the input not at all.
	stdin, unused, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	defer unused.Close()
	host, port := echoes(t, func(conn net.Conn) { io.WriteString(conn, "goodbye\n") })
	p.startReading(t, stdin, host, port).ends(0, "goodbye\n")

	if c.suffix == "" { // Wine 8 takes some resets for ends
		host, port := echoes(t, breaksOff)
		said := p.startReading(t, strings.NewReader("x"), host, port).endsSaying(1, "")
		blames(t, said, "the connection", "10053", "10054")
	}
	blames(t, p.start(t, host, closed(t)).endsSaying(1, ""), host, "10061")
	blames(t, p.start(t, host, stuck(t), "300").endsSaying(1, ""), host, "10060")
	if said := p.start(t).endsSaying(2, ""); !strings.HasPrefix(said, "Usage: ") {
		t.Errorf("usage: %q", said)
	}
}

// blames makes sure that a complaint begins with who, and has one of the codes.
func blames(t *testing.T, said, who string, codes ...string) {
	t.Helper()
	line, _, _ := strings.Cut(said, "\n")
	named, hasCode := strings.HasPrefix(line, who+": "), false
	for _, code := range codes {
		hasCode = hasCode || strings.Contains(line, code)
	}
	if !named || !hasCode {
		t.Errorf("complains %q, want %s and %v", said, who, codes)
	}
}

func routineClient(t *testing.T, c toolchain) { tryOut(t, c.build(t, "routine_client.c"), c) }

// tryOut lets a program try out servers that echo, and some that do not.
func tryOut(t *testing.T, p program, c toolchain) {
	last := func(r *process, code, failed, of, bytes int, complaint string) {
		t.Helper()
		r.expect(fmt.Sprintf("%d of %d connections failed, %d bytes came back", failed, of, bytes))
		if line := r.line(); !regexp.MustCompile(`^The longest round took \d+ ms$`).MatchString(line) {
			t.Errorf("%s: says %q", r.name, line)
		}
		if said := r.endsSaying(code, ""); said != complaint {
			t.Errorf("%s: complains %q, want %q", r.name, said, complaint)
		}
	}
	host, port := echoes(t, whole)
	last(p.start(t, host, port, "40", "20", "20000"), 0, 0, 40, 40*20*20000, "")
	last(p.start(t, host, port, "1", "100", "1"), 0, 0, 1, 100, "")
	last(p.start(t, host, port, "2", "2", "4000000"), 0, 0, 2, 4*4000000, "")

	// A server that sends something else; one that ends; one that breaks off.
	host, port = echoes(t, func(conn net.Conn) {
		b := make([]byte, 100)
		io.ReadFull(conn, b)
		b[99]++
		conn.Write(b)
		conn.Read(b)
	})
	last(p.start(t, host, port, "1", "2", "100"), 1, 1, 1, 0, "connection 1, round 1: other bytes came back: error 13\n")
	host, port = echoes(t, func(conn net.Conn) {
		b := make([]byte, 100)
		for _, n := range []int{100, 50} {
			io.ReadFull(conn, b)
			conn.Write(b[:n])
		}
	})
	last(p.start(t, host, port, "1", "3", "100"), 1, 1, 1, 100, "connection 1, round 2: the server has hung up: error 10101\n")
	if c.suffix == "" { // Wine 8 takes some resets for ends
		host, port = echoes(t, breaksOff)
		last(p.start(t, host, port, "1", "1", "1"), 1, 1, 1, 0, "connection 1, round 1: WSARecv: error 10054\n")
	}

	last(p.start(t, host, closed(t), "1"), 1, 1, 1, 0, "connection 1: error 10061\n")
	host, port = echoes(t, func(conn net.Conn) { io.Copy(io.Discard, conn) })
	begun := time.Now()
	last(p.start(t, host, port, "1", "1", "1", "1"), 1, 1, 1, 0, "connection 1, round 1: too slow: error 10060\n")
	if waited := time.Since(begun); waited < time.Second {
		t.Errorf("too slow after %v", waited)
	}
}
