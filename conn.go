package winsock

import (
	"encoding/binary"
	"io"
	"math"
	"net"
	"time"

	"winsock/internal/core"
	"winsock/spi"
)

// Conn is a connection over any provider. Its methods may be called by any
// number of goroutines at once; one that waits holds no thread.
type Conn struct{ endpoint }

var _ net.Conn = (*Conn)(nil)

// newConn takes over the connected socket h.
func newConn(h Handle, k *kind) *Conn {
	c := &Conn{}
	c.init(h, k)
	return c
}

// RemoteAddr returns the peer's address.
func (c *Conn) RemoteAddr() net.Addr { return c.remote.addr(c.network) }

// Read receives at least one byte, or the next message of a transport that keeps
// their boundaries. When the peer has finished sending it returns io.EOF.
func (c *Conn) Read(b []byte) (int, error) {
	if err := c.over("read"); err != nil || len(b) == 0 {
		return 0, err
	}
	n, e := core.Recv(c.h, b, 0, spi.Park)
	switch {
	case e == WSAEDISCON || e == 0 && n == 0 && !c.messages:
		return 0, io.EOF
	case e != 0:
		return n, c.fail("read", e)
	}
	return n, nil
}

// Write sends all of b. When it fails, the result counts the bytes that were
// handed over.
func (c *Conn) Write(b []byte) (int, error) {
	if err := c.over("write"); err != nil {
		return 0, err
	}
	n, e := core.Send(c.h, b, 0, spi.Park)
	if e != 0 {
		return n, c.fail("write", e)
	}
	return n, nil
}

// CloseWrite tells the peer, after what was written, that there is no more.
func (c *Conn) CloseWrite() error {
	if err := c.over("close"); err != nil {
		return err
	}
	return c.fail("close", core.Shutdown(c.h, SD_SEND))
}

// SetNoDelay says whether TCP sends small pieces at once, as it does unless told
// otherwise, or gathers them.
func (c *Conn) SetNoDelay(noDelay bool) error {
	value := []byte{0, 0, 0, 0}
	if noDelay {
		value[0] = 1
	}
	return c.set(IPPROTO_TCP, TCP_NODELAY, value)
}

// SetLinger says what Close does about data that is not delivered yet: negative,
// as at first, delivers it in the background; 0 discards it and resets the
// connection; a positive time is how long Close waits for it, in whole seconds,
// rounded up, at most 65535.
func (c *Conn) SetLinger(d time.Duration) error {
	var value [4]byte
	if d >= 0 {
		value[0] = 1
		seconds := min((d+time.Second-1)/time.Second, math.MaxUint16)
		binary.LittleEndian.PutUint16(value[2:], uint16(seconds))
	}
	return c.set(SOL_SOCKET, SO_LINGER, value[:])
}
