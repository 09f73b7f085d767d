package tls

import (
	"errors"
	"io"
	"net"

	"winsock/spi"
	"winsock/ws2def"
)

// fault is an error of the socket below, for crypto/tls.
type fault spi.Errno

// errCut says that the peer ended the stream below without close_notify.
const errCut = fault(ws2def.WSAECONNRESET)

var _ net.Error = fault(0)

func (f fault) Error() string {
	return spi.Errno(f).Error()
}

// Timeout implements [net.Error].
func (f fault) Timeout() bool { return spi.Errno(f) == ws2def.WSAETIMEDOUT }

// Temporary implements [net.Error]: crypto/tls goes on after such an error of a read.
func (f fault) Temporary() bool { return spi.Errno(f) == ws2def.WSAEWOULDBLOCK }

// code is the error of the interface for one of crypto/tls after the handshake.
func code(err error) spi.Errno {
	return codeOf(err, ws2def.WSAECONNRESET)
}

// handshakeCode is code for one that ended the handshake.
func handshakeCode(err error) spi.Errno {
	return codeOf(err, ws2def.WSAECONNREFUSED)
}

// codeOf is the error for err; for one that the peer reports by an alert: alert.
func codeOf(err error, alert spi.Errno) spi.Errno {
	var f fault
	if errors.As(err, &f) {
		return spi.Errno(f)
	}
	if op := (*net.OpError)(nil); errors.As(err, &op) && op.Op == "remote error" {
		return alert
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ws2def.WSAECONNRESET
	}
	return ws2def.WSAECONNABORTED
}
