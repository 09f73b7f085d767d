// Package peers has what the programs of tests talk to: peers that are not ours.
package peers

import (
	"net"
	"testing"
)

// Serve listens at address, such as "127.0.0.1:0", until the test ends, and returns where. It
// serves each connection by a call of serve, and closes it after that.
func Serve(t testing.TB, address string, serve func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	Each(l, serve)
	return l.Addr().String()
}

// Each serves each connection that l accepts, until it is closed, by a call of serve, and
// closes it after that.
func Each(l net.Listener, serve func(net.Conn)) {
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				serve(c)
			}()
		}
	}()
}
