package tls

import (
	"io"
	"net"
	"sync"
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// wire is the socket below as crypto/tls sees it. During the handshake its calls wait;
// afterwards a read that would wait is an error that crypto/tls forgets, and what is
// written is kept until [wire.flush].
type wire struct {
	s        *socket // whose connection it is
	shaking  bool
	deadline time.Time // of the handshake

	mu  sync.Mutex
	out []byte // to be sent; nil: nothing
	err spi.Errno
}

var _ net.Conn = (*wire)(nil)

// Read implements [net.Conn]. The end of the stream is [errCut].
func (w *wire) Read(p []byte) (int, error) {
	for {
		since := w.s.Socket.Nudges()
		n, e := w.s.data.Recv(p, 0)
		switch {
		case e == 0 && n == 0 && len(p) > 0:
			return 0, errCut
		case e == 0:
			return n, nil
		case e != ws2def.WSAEWOULDBLOCK || !w.shaking:
			return 0, fault(e)
		}
		if e := w.s.await(spi.Readable, since, w.deadline); e != 0 {
			return 0, fault(e)
		}
	}
}

// Write implements [net.Conn].
func (w *wire) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.out == nil {
		w.out = borrow()
	}
	w.out = append(w.out, p...)
	for w.shaking {
		since := w.s.Socket.Nudges()
		e := w.send()
		if e == 0 {
			break
		}
		if e == ws2def.WSAEWOULDBLOCK {
			e = w.s.await(spi.Writable, since, w.deadline)
		}
		if e != 0 {
			return 0, fault(e)
		}
	}
	return len(p), nil
}

// send sends what is kept: 0 when all is sent. The caller holds mu.
func (w *wire) send() spi.Errno {
	sent := 0
	for sent < len(w.out) && w.err == 0 {
		n, e := w.s.data.Send(w.out[sent:], 0)
		if e == ws2def.WSAEWOULDBLOCK {
			break
		}
		sent, w.err = sent+n, e
	}
	if w.err != 0 || sent == len(w.out) {
		giveBack(w.out)
		w.out = nil
		return w.err
	}
	w.out = append(w.out[:0], w.out[sent:]...)
	return ws2def.WSAEWOULDBLOCK
}

// flush sends what is kept: 0 when all is sent. Errors: WSAEWOULDBLOCK, those of Send.
func (w *wire) flush() spi.Errno {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.send()
}

// kept is how much waits to be sent.
func (w *wire) kept() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.out)
}

// The rest of [net.Conn] crypto/tls calls for nothing that is not done elsewhere.

func (w *wire) Close() error                     { return nil }
func (w *wire) LocalAddr() net.Addr              { return nil }
func (w *wire) RemoteAddr() net.Addr             { return nil }
func (w *wire) SetDeadline(time.Time) error      { return nil }
func (w *wire) SetReadDeadline(time.Time) error  { return nil }
func (w *wire) SetWriteDeadline(time.Time) error { return nil }

// plain is a connection without TLS.
type plain struct{ *wire }

// Read gives the end of the stream as such.
func (p plain) Read(b []byte) (int, error) {
	n, e := p.s.data.Recv(b, 0)
	switch {
	case e != 0:
		return 0, fault(e)
	case n == 0 && len(b) > 0:
		return 0, io.EOF
	}
	return n, nil
}

// CloseWrite has nobody to tell but the socket below, which the caller does.
func (p plain) CloseWrite() error { return nil }
