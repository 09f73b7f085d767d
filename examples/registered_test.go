package examples_test

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// registered sends datagrams of many sizes from many sockets, in bursts that are
// answered one for one.
func registered(t *testing.T, c toolchain) {
	server := c.build(t, "rio_echo.c").start(t, "0")
	address := server.address()
	var datagrams, bytes atomic.Int64
	talk := func(conn net.Conn, size int) {
		text, b := pattern(size), make([]byte, 65536)
		if _, err := conn.Write([]byte(text)); err != nil {
			t.Error(err)
			return
		}
		n, err := conn.Read(b)
		if err != nil || string(b[:n]) != text {
			t.Errorf("%d bytes came back of %d, or others (%v)", n, size, err)
			return
		}
		datagrams.Add(1)
		bytes.Add(int64(n))
	}
	open := func() net.Conn {
		conn := dial(t, "udp", address)
		conn.SetDeadline(time.Now().Add(patience))
		return conn
	}
	// More at once would not fit into the sockets of Linux.
	var talking sync.WaitGroup
	for peer := range 20 {
		conn := open()
		talking.Go(func() {
			for i := range 60 {
				talk(conn, []int{1, 0, 1472, 64, 4000}[(peer+i)%5])
			}
		})
	}
	talking.Wait()
	conn := open()
	for range 5 {
		talk(conn, 65507)
	}

	// Bursts keep their order, and a peer that has gone harms nobody.
	gone := dial(t, "udp", address)
	send(t, gone, "gone")
	gone.Close()
	const burst = 50
	for i := range burst {
		send(t, conn, fmt.Sprint("number ", i))
	}
	b := make([]byte, 100)
	for i := range burst {
		if n, err := conn.Read(b); err != nil || string(b[:n]) != fmt.Sprint("number ", i) {
			t.Fatalf("%q came, %v", b[:n], err)
		}
		datagrams.Add(1)
		bytes.Add(int64(len(fmt.Sprint("number ", i))))
	}
	server.signal(syscall.SIGINT)
	server.ends(0, fmt.Sprintf("Stopped: %d datagrams, %d bytes\n", datagrams.Load()+1, bytes.Load()+4))

	_, port, _ := net.SplitHostPort(address)
	taken := c.build(t, "rio_echo.c")
	holder, err := net.ListenPacket("udp4", "0.0.0.0:"+port)
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close()
	if said := taken.start(t, port).endsSaying(1, ""); !strings.HasPrefix(said, "bind: error 100") {
		t.Errorf("a port that is taken: %q", said)
	}
}
