package rooted

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"

	"winsock/internal/sys"
	"winsock/internal/wire/rooted"
	"winsock/spi"
	"winsock/ws2def"
)

// call is a connection that was answered.
type call struct {
	conn   net.Conn
	r      *bufio.Reader
	answer rooted.Answer
}

// dialer says how the endpoint calls others: from its own address, as long as it does not
// listen there, else from its host. The caller holds the network's lock.
func (s *endpoint) dialer() *net.Dialer {
	d := &net.Dialer{Timeout: dialTime, KeepAliveConfig: net.KeepAliveConfig{Enable: true}}
	from := net.TCPAddrFromAddrPort(s.local)
	switch {
	case s.spot >= 0:
		share(s.spot)
		d.Control = func(_, _ string, c syscall.RawConn) error {
			return c.Control(func(fd uintptr) { share(int(fd)) })
		}
	case from.IP.IsUnspecified():
		return d
	default:
		from.Port = 0
	}
	d.LocalAddr = from
	return d
}

// dial calls to, says hello and waits for the answer. Errors: WSAECONNREFUSED (nobody
// there, or the answer is no), WSAETIMEDOUT, WSAENETUNREACH, WSAEHOSTUNREACH,
// WSAEADDRNOTAVAIL, WSAEADDRINUSE, WSAENOBUFS, WSAEMFILE.
func dial(ctx context.Context, d *net.Dialer, network string, to netip.AddrPort, hello rooted.Hello) (call, spi.Errno) {
	conn, err := d.DialContext(ctx, network, to.String())
	if err != nil {
		return call{}, errorOf(ws2def.OpConnect, err)
	}
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	conn.SetDeadline(time.Now().Add(answerTime))
	c := call{conn: conn, r: bufio.NewReader(conn)}
	_, err = conn.Write(hello.Frame())
	var typ rooted.Type
	var p []byte
	if err == nil {
		typ, p, err = rooted.Read(c.r)
	}
	if err == nil && typ == rooted.TypeAnswer {
		c.answer, err = rooted.ParseAnswer(p)
	}
	e := spi.Errno(0)
	switch {
	case !stop() || errors.Is(err, os.ErrDeadlineExceeded):
		e = ws2def.WSAETIMEDOUT
	case err != nil || !c.answer.Admitted:
		e = ws2def.WSAECONNREFUSED
	}
	if e != 0 {
		conn.(*net.TCPConn).SetLinger(0) // its addresses are free at once: who was refused may try again
		conn.Close()
		return call{}, e
	}
	conn.SetDeadline(time.Time{})
	return c, 0
}

// errorOf is what an error of the net package means.
func errorOf(op ws2def.Op, err error) spi.Errno {
	var errno syscall.Errno
	switch {
	case errors.As(err, &errno):
		return ws2def.FromErrno(op, sys.Errno(errno))
	case errors.Is(err, os.ErrDeadlineExceeded):
		return ws2def.WSAETIMEDOUT
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return ws2def.WSAECONNRESET // the other side has not said that it ends
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return ws2def.WSAETIMEDOUT
	}
	return ws2def.WSAECONNABORTED
}
