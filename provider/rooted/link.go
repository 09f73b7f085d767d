package rooted

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"winsock/internal/wire/rooted"
	"winsock/spi"
	"winsock/ws2def"
)

// link is a connection whose frames one goroutine reads and another writes.
type link struct {
	net    *network
	conn   *net.TCPConn
	wake   chan struct{} // there is something for the writer
	resume chan struct{} // the reader may try again

	// Guarded by the network's lock:
	owner   owner    // who gets what comes; nil: nobody any more
	out     [][]byte // frames to send
	size    int      // of those, and of those that are being sent
	ending  bool     // End is among what was sent
	closing bool     // nothing follows
	flushed bool     // ... and all has left
	stalled bool     // the reader waits for room
	heard   bool     // the other side has said End
	dead    bool
}

// owner gets what comes over a link, with the network's lock held.
type owner interface {
	// take takes a message: full, when there is no room for it; wrong, when the other
	// side must not say anything.
	take(p []byte) verdict
	end()  // the other side sends no more
	left() // ... and has closed
	broke(e spi.Errno)
	roomy() // there is room to send
}

// verdict is what becomes of a message.
type verdict uint8

const (
	taken verdict = iota
	full
	wrong
)

// room is how many bytes may wait, in a link or an inbox, before nothing is added; each
// message counts for its overhead too, so that empty ones count.
const (
	room     = 4 * rooted.MaxMessage
	overhead = 64
)

// attach begins to use a connection. The caller holds the network's lock.
func (n *network) attach(conn net.Conn, r *bufio.Reader, o owner) *link {
	l := &link{
		net: n, conn: conn.(*net.TCPConn), owner: o,
		wake: make(chan struct{}, 1), resume: make(chan struct{}, 1),
	}
	n.links[l] = struct{}{}
	readerDone := make(chan struct{})
	n.running.Go(func() {
		l.read(r)
		close(readerDone)
	})
	n.running.Go(func() {
		l.write()
		<-readerDone
		l.conn.Close()
		n.mu.Lock()
		delete(n.links, l)
		n.unlock()
	})
	return l
}

// signal lets who waits for c go on.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// takes reports whether there is room for a message.
func (l *link) takes() bool { return l.size < room }

// send sends a frame. The caller holds the lock, as those of the following.
func (l *link) send(frame []byte) {
	if l.dead || l.closing || l.ending {
		return
	}
	l.out = append(l.out, frame)
	l.size += len(frame) + overhead
	signal(l.wake)
}

// finish sends End.
func (l *link) finish() {
	l.send(rooted.End())
	l.ending = true
}

// close ends the link: what was sent still leaves, unless abort says that the connection
// is to break.
func (l *link) close(abort bool) {
	l.owner = nil
	if abort {
		l.conn.SetLinger(0)
		l.fail(0)
		return
	}
	l.finish()
	l.closing = true
	signal(l.wake)
	signal(l.resume)
	if l.net.ends {
		l.hurry()
	}
}

// refuse answers a caller with no.
func (l *link) refuse() {
	l.owner = nil
	l.send(rooted.Answer{}.Frame())
	l.ending, l.closing = true, true
	signal(l.wake)
}

// hurry makes a link that is over not wait for the other side.
func (l *link) hurry() {
	if l.flushed {
		l.conn.SetReadDeadline(time.Now())
	}
}

// fail breaks the link off; its owner is told why.
func (l *link) fail(e spi.Errno) {
	if l.dead {
		return
	}
	l.dead = true
	l.out, l.size = nil, 0
	l.conn.Close()
	signal(l.wake)
	signal(l.resume)
	if l.owner != nil {
		l.owner.broke(e)
	}
}

// goOn lets the reader try again if it waits for room.
func (l *link) goOn() {
	if l.stalled {
		signal(l.resume)
	}
}

// read reads frames until the connection ends.
func (l *link) read(r *bufio.Reader) {
	for {
		typ, p, err := rooted.Read(r)
		l.net.mu.Lock()
		switch {
		case err == io.EOF && l.heard:
			if l.owner != nil {
				l.owner.left()
			}
		case err != nil && l.owner == nil:
			l.fail(0)
		case err != nil:
			l.fail(errorOf(ws2def.OpRecv, err))
		case l.owner == nil: // over: what comes is of no use
		case typ == rooted.TypeEnd && !l.heard:
			l.heard = true
			l.owner.end()
		case typ == rooted.TypeData && !l.heard:
			if !l.deliver(p) {
				l.fail(ws2def.WSAECONNABORTED)
			}
		default:
			l.fail(ws2def.WSAECONNABORTED)
		}
		over := err != nil || l.dead
		l.net.unlock()
		if over {
			return
		}
	}
}

// deliver gives a message to the owner and waits for room for it; false when the other
// side must not send any. The lock is free while it waits.
func (l *link) deliver(p []byte) bool {
	for l.owner != nil && !l.dead {
		switch l.owner.take(p) {
		case taken:
			return true
		case wrong:
			return false
		}
		l.stalled = true
		l.net.unlock()
		<-l.resume
		l.net.mu.Lock()
		l.stalled = false
	}
	return true
}

// write writes what is sent until the link ends.
func (l *link) write() {
	for {
		l.net.mu.Lock()
		batch, over := l.out, l.dead
		l.out = nil
		if len(batch) == 0 && !over && l.closing {
			l.flushed, over = true, true
			l.conn.CloseWrite()
			linger := lingerTime
			if l.net.ends {
				linger = 0
			}
			l.conn.SetReadDeadline(time.Now().Add(linger))
		}
		l.net.unlock()
		switch {
		case over:
			return
		case len(batch) == 0:
			<-l.wake
			continue
		}
		err := l.push(batch)
		l.net.mu.Lock()
		for _, frame := range batch {
			l.size -= len(frame) + overhead
		}
		switch {
		case l.dead:
			l.size = 0
		case err != nil:
			l.fail(errorOf(ws2def.OpSend, err))
		case l.owner != nil:
			l.owner.roomy()
		}
		l.net.unlock()
	}
}

// push writes frames. It gives up when the other side takes nothing for a time.
func (l *link) push(batch [][]byte) error {
	left := append(net.Buffers(nil), batch...)
	for len(left) > 0 {
		l.conn.SetWriteDeadline(time.Now().Add(patience))
		n, err := left.WriteTo(l.conn)
		if err != nil && !(n > 0 && errors.Is(err, os.ErrDeadlineExceeded)) {
			return err
		}
	}
	return nil
}
