package winsock_test

import (
	"context"
	"net"
	"path/filepath"
	"testing"

	"golang.org/x/net/nettest"

	"winsock"
	"winsock/internal/engine/crowdtest"
)

// makePipe makes the two ends of a connection for the suite of x/net/nettest.
func makePipe(network string, address func() string) nettest.MakePipe {
	return func() (c1, c2 net.Conn, stop func(), err error) {
		var config winsock.ListenConfig
		l, err := config.Listen(context.Background(), network, address())
		if err != nil {
			return nil, nil, nil, err
		}
		defer l.Close()
		accepted := make(chan error, 1)
		go func() {
			var err error
			c2, err = l.Accept()
			accepted <- err
		}()
		var dialer winsock.Dialer
		c1, err = dialer.Dial(network, l.Addr().String())
		if err != nil {
			return nil, nil, nil, err
		}
		if err := <-accepted; err != nil {
			return nil, nil, nil, err
		}
		return c1, c2, func() { c1.Close(); c2.Close() }, nil
	}
}

func TestConn(t *testing.T) {
	t.Cleanup(winsock.StopUse)
	t.Run("alone", testConn)
	t.Run("in the crowd", func(t *testing.T) {
		crowdtest.Gather(t)
		testConn(t)
	})
}

func testConn(t *testing.T) {
	t.Run("tcp", func(t *testing.T) {
		nettest.TestConn(t, makePipe("tcp", func() string { return "127.0.0.1:0" }))
	})
	t.Run("tcp6", func(t *testing.T) {
		nettest.TestConn(t, makePipe("tcp6", func() string { return "[::1]:0" }))
	})
	t.Run("unix", func(t *testing.T) {
		if entries, err := winsock.Providers("AF_UNIX"); err != nil || len(entries) == 0 {
			t.Skip("no provider")
		}
		nettest.TestConn(t, makePipe("unix", func() string { return filepath.Join(t.TempDir(), "s") }))
	})
}
