package tls

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"winsock/spi"
	"winsock/ws2def"
)

// stream is a connection as the program sees it: TLS or plain, neither of which waits.
type stream interface {
	io.ReadWriter
	CloseWrite() error
}

// session is a connection that stands.
type session struct {
	wire   *wire
	stream stream
	broken atomic.Uint32 // the error that ended it, 0 while it stands

	in      sync.Mutex // guards what follows
	ahead   []byte     // received and not taken by the program; nil: nothing
	taken   int        // of ahead
	ended   bool       // the peer has finished sending
	came    uint64     // bytes received
	dry     bool       // the last read found nothing, here or below
	waiting atomic.Int32

	out      sync.Mutex // guards what follows, and the order of Send and Shutdown
	finished bool       // this side has finished sending
	ending   atomic.Bool
	carrying atomic.Bool // a goroutine sends what is kept
}

// Lengths in bytes.
const (
	record    = 16 << 10 // the most that a record carries
	maxAhead  = 64 << 10 // received ahead when somebody asks how much there is
	maxAtOnce = 64 << 10 // encrypted before the socket below is asked for room
)

// breakOff notes why the session ended; the first reason stays, and is returned.
func (c *session) breakOff(e spi.Errno) spi.Errno {
	c.broken.CompareAndSwap(0, uint32(e))
	return c.verdict()
}

// verdict is the error that ended the session, 0 while it stands.
func (c *session) verdict() spi.Errno { return spi.Errno(c.broken.Load()) }

// unread is how much lies ready. The caller holds in.
func (c *session) unread() int { return len(c.ahead) - c.taken }

// read receives to p, past ahead. The caller holds in.
func (c *session) read(p []byte) (int, spi.Errno) {
	if e := c.verdict(); e != 0 {
		return 0, e
	}
	if c.ended {
		return 0, 0
	}
	wasDry, s := c.dry, c.wire.s
	n, err := c.stream.Read(p)
	c.came += uint64(n)
	c.dry = false
	var e spi.Errno
	switch {
	case err == nil:
	case err == io.EOF:
		c.ended = true
	default:
		if e = code(err); e == ws2def.WSAEWOULDBLOCK {
			c.dry = true
			break
		}
		var f fault
		if !errors.As(err, &f) {
			trace.Warn("a connection has ended", "reason", err)
		}
		e = c.breakOff(e)
	}
	// Who waits for the socket below must not miss what crypto/tls has taken from it.
	if c.dry {
		s.arm()
	} else if c.waiting.Load() > 0 {
		s.Socket.Nudge()
	}
	if err != nil && !c.dry || wasDry && n > 0 && s.watching.Load() {
		s.changed()
	}
	if n > 0 {
		return n, 0
	}
	return 0, e
}

// pull receives ahead until there are want bytes, at most maxAhead, or no more. The caller
// holds in.
func (c *session) pull(want int) {
	if c.unread() >= want {
		return
	}
	if c.ahead == nil {
		c.ahead = borrow()
	}
	if c.taken > 0 {
		c.ahead = c.ahead[:copy(c.ahead, c.ahead[c.taken:])]
		c.taken = 0
	}
	for len(c.ahead) < want {
		n, e := c.read(c.ahead[len(c.ahead) : len(c.ahead)+record])
		c.ahead = c.ahead[:len(c.ahead)+n]
		if n == 0 || e != 0 {
			break
		}
	}
	c.used(0)
}

// used notes that the program has taken n bytes of what was received ahead. The caller
// holds in.
func (c *session) used(n int) {
	if c.taken += n; c.unread() == 0 && c.ahead != nil {
		giveBack(c.ahead)
		c.ahead, c.taken = nil, 0
	}
}

// take receives to p what there is.
func (c *session) take(p []byte, peek bool) (int, spi.Errno) {
	c.in.Lock()
	defer c.in.Unlock()
	if peek || len(p) == 0 {
		c.pull(max(1, min(len(p), maxAhead)))
	}
	n := copy(p, c.ahead[c.taken:])
	switch {
	case n > 0 && !peek:
		c.used(n)
		return n, 0
	case n > 0, c.unread() > 0:
		return n, 0
	case c.verdict() != 0:
		return 0, c.verdict()
	case c.ended:
		return 0, 0
	case peek, len(p) == 0:
		return 0, ws2def.WSAEWOULDBLOCK
	}
	n, e := c.read(p)
	c.answer()
	return n, e
}

// answer sends what a read may have had to say.
func (c *session) answer() {
	if c.wire.kept() > 0 {
		c.push()
	}
}

// push sends what is kept, now or by a goroutine. Errors: those that end the session.
func (c *session) push() spi.Errno {
	if c.carrying.Load() {
		return 0
	}
	e := c.wire.flush()
	switch {
	case e == ws2def.WSAEWOULDBLOCK:
		c.begin()
	case e != 0:
		return c.breakOff(e)
	case c.ending.Swap(false):
		c.wire.s.shutBelow()
	}
	return 0
}

// begin has a goroutine send what is kept, unless one does; without goroutines the socket
// calls it again when there are some.
func (c *session) begin() {
	if !c.carrying.Swap(true) && !c.wire.s.begin(c.carry) {
		c.carrying.Store(false)
	}
}

// carry sends what is kept as room comes.
func (c *session) carry() {
	s := c.wire.s
	for {
		since := s.Socket.Nudges()
		e := c.wire.flush()
		if e == ws2def.WSAEWOULDBLOCK {
			if s.await(spi.Writable, since, never) != 0 {
				c.carrying.Store(false)
				return
			}
			continue
		}
		c.carrying.Store(false)
		if c.wire.kept() > 0 && !c.carrying.Swap(true) {
			continue // more has come meanwhile
		}
		if e != 0 {
			c.breakOff(e)
		} else if c.ending.Swap(false) {
			s.shutBelow()
		}
		s.changed()
		return
	}
}

// give takes of the parts what there is room for: all, unless something is kept
// afterwards.
func (c *session) give(parts ...[]byte) (int, spi.Errno) {
	c.out.Lock()
	defer c.out.Unlock()
	if e := c.mayGive(); e != 0 {
		return 0, e
	}
	if len(parts) == 1 {
		return c.encrypt(parts[0])
	}
	room := borrow() // one record for several parts
	defer giveBack(room)
	for taken := 0; ; {
		p := gather(room, parts, taken)
		n, e := c.encrypt(p)
		if taken += n; e != 0 || len(p) < maxAtOnce || c.wire.kept() > 0 {
			return taken, e
		}
	}
}

// gather appends what comes behind the first n bytes of parts to p, maxAtOnce bytes of it.
func gather(p []byte, parts [][]byte, n int) []byte {
	for _, part := range parts {
		k := min(n, len(part))
		n, part = n-k, part[k:]
		p = append(p, part[:min(len(part), maxAtOnce-len(p))]...)
	}
	return p
}

// encrypt sends p, as far as there is room. The caller holds out.
func (c *session) encrypt(p []byte) (int, spi.Errno) {
	taken := 0
	for taken < len(p) {
		n, err := c.stream.Write(p[taken:min(len(p), taken+maxAtOnce)])
		if err != nil {
			return 0, c.breakOff(code(err))
		}
		if e := c.push(); e != 0 {
			return 0, e
		}
		if taken += n; c.wire.kept() > 0 {
			break
		}
	}
	return taken, 0
}

// mayGive tells why nothing can be sent now. After WSAEWOULDBLOCK a goroutine tells when
// that changes. The caller holds out.
func (c *session) mayGive() spi.Errno {
	switch {
	case c.verdict() != 0:
		return c.verdict()
	case c.finished:
		return ws2def.WSAESHUTDOWN
	case c.wire.kept() == 0:
		return 0
	}
	if e := c.push(); e != 0 {
		return e
	}
	if c.wire.kept() > 0 {
		return ws2def.WSAEWOULDBLOCK
	}
	return 0
}

// finish sends close_notify, and has the socket below finish after it.
func (c *session) finish() spi.Errno {
	c.out.Lock()
	defer c.out.Unlock()
	if e := c.verdict(); e != 0 || c.finished {
		return e
	}
	c.finished = true
	c.stream.CloseWrite()
	c.ending.Store(true)
	return c.push()
}

// events is what the session is ready for.
func (c *session) events() spi.Events {
	c.in.Lock()
	defer c.in.Unlock()
	c.pull(maxAhead) // the end may stand behind data
	c.answer()
	var ev spi.Events
	if c.unread() > 0 {
		ev |= spi.Readable | spi.Data
	}
	if c.ended {
		ev |= spi.Readable | spi.Ended
	}
	switch {
	case c.verdict() != 0 && c.unread() == 0:
		ev |= spi.Readable | spi.Data | spi.Writable | spi.Ended | spi.Reset
	case c.verdict() != 0, c.wire.kept() == 0:
		ev |= spi.Writable
	}
	return ev
}
