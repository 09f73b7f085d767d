package examples_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"
)

func chat(t *testing.T, c toolchain) {
	chatRoom(t, c.build(t, "chat_server.c").start(t, "0"), c)
}

func portChat(t *testing.T, c toolchain) {
	chatRoom(t, c.build(t, "iocp_chat.cpp").start(t, "0", "3"), c)
}

func windowChat(t *testing.T, c toolchain) {
	chatRoom(t, c.build(t, "window_chat.c").start(t, "0"), c)
}

// chatRoom visits a server of the room that chat_server.c describes.
func chatRoom(t *testing.T, server *process, c toolchain) {
	address := server.address()
	enter := func(name string, here int) net.Conn {
		t.Helper()
		conn := dial(t, "tcp", address)
		receive(t, conn, "Your name?\r\n")
		send(t, conn, name+"\r\n")
		receive(t, conn, fmt.Sprintf("Hello %s, %d here.\r\n", name, here))
		return conn
	}
	ada := enter("Ada", 1)
	bob := enter("Bob", 2)
	receive(t, ada, "Bob comes in.\r\n")
	cyd := enter("Cyd", 3)
	receive(t, ada, "Cyd comes in.\r\n")
	receive(t, bob, "Cyd comes in.\r\n")

	// Lines in pieces, and several at once; the author does not get them.
	send(t, ada, "first")
	send(t, ada, " line\nsecond\r\nthi")
	for _, other := range []net.Conn{bob, cyd} {
		receive(t, other, "Ada: first line\r\nAda: second\r\n")
	}
	send(t, ada, "rd\n")
	receive(t, bob, "Ada: third\r\n")
	receive(t, cyd, "Ada: third\r\n")
	send(t, bob, "/who\n")
	receive(t, bob, "  Ada\r\n  Bob\r\n  Cyd\r\n")

	// One leaves, another's connection ends.
	send(t, bob, "/quit\n")
	receive(t, bob, "Bye.\r\n")
	hangsUp(t, bob)
	receive(t, ada, "Bob has left.\r\n")
	receive(t, cyd, "Bob has left.\r\n")
	cyd.Close()
	receive(t, ada, "Cyd has left.\r\n")

	// More clients than a set of the usual size takes.
	crowd := make([]net.Conn, 80)
	for i := range crowd {
		crowd[i] = dial(t, "tcp", address)
		receive(t, crowd[i], "Your name?\r\n")
	}
	last := crowd[len(crowd)-1]
	send(t, last, strings.Repeat("x", 40)+"\nDee\n")
	receive(t, last, "A name has 1 to 31 letters. Yours?\r\nHello Dee, 81 here.\r\n")
	receive(t, ada, "Dee comes in.\r\n")

	if c.suffix == "" {
		letGo(t, ada, last, enter("Idle", 82))
	}
	server.signal(syscall.SIGINT)
	server.ends(0, "Closing, 81 here.\n")
	hangsUp(t, ada)
}

// letGo sends from ada until idle, which does not read, is let go; last does. It is too
// much for Wine 8, whose server ends on a failed assertion.
func letGo(t *testing.T, ada, last, idle net.Conn) {
	t.Helper()
	receive(t, ada, "Idle comes in.\r\n")
	receive(t, last, "Idle comes in.\r\n")
	if err := idle.(*net.TCPConn).SetReadBuffer(1); err != nil {
		t.Fatal(err)
	}
	const atOnce = 20 // so that last is never behind by more than fits
	text := strings.Repeat("x", 500)
	lines := bufio.NewScanner(last)
	for gone := false; !gone; {
		send(t, ada, strings.Repeat(text+"\n", atOnce))
		for heard := 0; heard < atOnce; {
			if !lines.Scan() {
				t.Fatal("the room has let go of who reads: ", lines.Err())
			}
			switch lines.Text() {
			case "Idle has left.":
				gone = true
			case "Ada: " + text:
				heard++
			default:
				t.Fatalf("%q came", lines.Text())
			}
		}
	}
	receive(t, ada, "Idle has left.\r\n")
}

func poll(t *testing.T, c toolchain) {
	server := c.build(t, "poll_server.c").start(t, "0")
	port := server.port()
	ask := func(host string) net.Conn {
		return dial(t, "tcp", net.JoinHostPort(host, port))
	}
	// Many at once, of both families, in pieces, answered in another order.
	conns := make([]net.Conn, 70)
	for i := range conns {
		conns[i] = ask([]string{"127.0.0.1", "::1"}[i%2])
		send(t, conns[i], fmt.Sprintf("request %d,", i))
	}
	for i := range conns {
		conn := conns[len(conns)-1-i]
		send(t, conn, " please\n")
		receive(t, conn, fmt.Sprintf("REQUEST %d, PLEASE\n", len(conns)-1-i))
		hangsUp(t, conn)
	}
	// One that goes without asking, one that asks too much.
	ask("::1").Close()
	long := ask("127.0.0.1")
	send(t, long, strings.Repeat("x", 256))
	receive(t, long, strings.Repeat("X", 256))
	hangsUp(t, long)
	server.signal(syscall.SIGTERM)
	server.ends(0, "Stopped: 71 requests\n")
}

func cppChat(t *testing.T, c toolchain) {
	p := c.build(t, "cpp_chat.cpp")
	server := p.start(t, "server", "0", "2")
	address := server.address()

	conn := dial(t, "tcp", address)
	send(t, conn, "Zoë\r\n")
	receive(t, conn, "Welcome, Zoë\n")
	server.expect("Zoë comes in, 3 characters")
	send(t, conn, "grüß ")
	send(t, conn, "Gott 😀\nплюс\n")
	receive(t, conn, "Zoë: grüß Gott 😀\nZoë: плюс\n")
	server.expect("Zoë: grüß Gott 😀", "Zoë: плюс")

	_, port, _ := net.SplitHostPort(address)
	p.start(t, "client", port, "Łukasz", "cześć", "").ends(0, "Welcome, Łukasz\nŁukasz: cześć\nŁukasz: \n")
	receive(t, conn, "Łukasz: cześć\nŁukasz: \n")
	server.expect("Łukasz comes in, 6 characters", "Łukasz: cześć", "Łukasz: ", "Łukasz goes")
	conn.Close()
	server.ends(0, "Zoë goes\nAll gone\n")

	if text := p.start(t, "client", port, "x").endsSaying(1, ""); text != "connect failed: error 10061\n" {
		t.Errorf("no server: %q", text)
	}
}
