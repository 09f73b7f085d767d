// Package echo is an echo server with a goroutine per connection, over any
// net.Listener, so that what is compared differs in the listener only.
package echo

import (
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
)

// What the command line says.
var (
	Bytes   = flag.Int("b", 4096, "`bytes` of a buffer")
	Workers = flag.Int("w", 0, "`threads` that run at once; 0: as many as processors")
)

// Protocol reads the command line and returns its argument: tcp or udp.
func Protocol() string {
	flag.Parse()
	if *Workers > 0 {
		runtime.GOMAXPROCS(*Workers)
	}
	return flag.Arg(0)
}

// Serve accepts and echoes until l is closed.
func Serve(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go echo(c)
	}
}

func echo(c net.Conn) {
	defer c.Close()
	buf := make([]byte, *Bytes)
	for {
		n, err := c.Read(buf)
		if err != nil {
			return
		}
		if _, err := c.Write(buf[:n]); err != nil {
			return
		}
	}
}

// Announce prints where the server listens and what a connection takes of its
// own, waits until the input ends and prints how often was allocated meanwhile.
func Announce(port int) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	fmt.Printf("port=%d own=%d\n", port, *Bytes)
	io.Copy(io.Discard, os.Stdin)
	runtime.ReadMemStats(&after)
	fmt.Printf("allocations=%d\n", after.Mallocs-before.Mallocs)
}
