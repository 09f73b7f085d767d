package examples_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
)

func proxy(t *testing.T, c toolchain) {
	passOn(t, c.build(t, "proxy.cpp"), c)
}

// passOn puts a proxy between clients and a server that greets and, when it has heard
// all, says it backwards.
func passOn(t *testing.T, p program, c toolchain) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	reset := make(chan error, 100)
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				defer conn.Close()
				io.WriteString(conn, "hello\n")
				all, err := io.ReadAll(conn)
				if err != nil {
					reset <- err
					return
				}
				conn.Write(backwards(all))
			})
		}
	})
	t.Cleanup(func() { listener.Close(); serving.Wait() })
	_, service, _ := net.SplitHostPort(listener.Addr().String())

	// localhost may be ::1 first, where nobody listens.
	r := p.start(t, "0", "localhost", service)
	address := r.address()
	conns := make([]net.Conn, 20)
	for i := range conns {
		conns[i] = dial(t, "tcp", address)
		receive(t, conns[i], "hello\n")
	}
	var talking sync.WaitGroup
	for i, conn := range conns {
		talking.Go(func() {
			text := pattern(i * 25_000)
			io.WriteString(conn, text)
			conn.(*net.TCPConn).CloseWrite()
			if got, err := io.ReadAll(conn); err != nil || string(got) != string(backwards([]byte(text))) {
				t.Errorf("client %d: %d bytes came back of %d, or others (%v)", i, len(got), len(text), err)
			}
		})
	}
	talking.Wait()
	want := make(map[string]bool)
	for i, conn := range conns {
		want[fmt.Sprintf("%v: %d bytes there, %d back", conn.LocalAddr(), i*25_000, i*25_000+6)] = true
	}
	for range conns {
		if line := r.line(); !want[line] {
			t.Errorf("the proxy says %q", line)
		}
	}

	// Who breaks off breaks off on the other side; Wine 8 takes some resets for ends.
	if c.suffix == "" {
		breaks := dial(t, "tcp", address)
		send(t, breaks, "abc")
		receive(t, breaks, "hello\n")
		breaks.(*net.TCPConn).SetLinger(0)
		breaks.Close()
		if err := <-reset; !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("the client has broken off: %v", err)
		}
		r.expect(breaks.LocalAddr().String() + ": 3 bytes there, 6 back")
	}

	// The end of the proxy is one for those who are still connected.
	last := dial(t, "tcp", address)
	receive(t, last, "hello\n")
	r.signal(syscall.SIGINT)
	r.ends(0, last.LocalAddr().String()+": 0 bytes there, 6 back\n")
	if _, err := last.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the proxy has ended: %v", err)
	}
	if err := <-reset; !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the proxy has ended, says the server: %v", err)
	}

	// No server.
	r = p.start(t, "0", "127.0.0.1", closed(t))
	turned, err := net.Dial("tcp", r.address())
	if err == nil { // or it has been turned away before Go looks
		defer turned.Close()
		_, err = turned.Read(make([]byte, 1))
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("no server: %v", err)
	}
	name, ended := strings.CutSuffix(r.line(), ": 0 bytes there, 0 back")
	if !ended {
		t.Errorf("no server: says %q", name)
	}
	r.signal(syscall.SIGINT)
	blames(t, r.endsSaying(0, ""), name, "1225")
	if said := p.start(t, "0").endsSaying(2, ""); !strings.HasPrefix(said, "Usage: ") {
		t.Errorf("usage: %q", said)
	}
}

// backwards is a copy with the last byte first.
func backwards(b []byte) []byte {
	r := make([]byte, len(b))
	for i := range b {
		r[len(b)-1-i] = b[i]
	}
	return r
}
