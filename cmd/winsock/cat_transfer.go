package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"winsock"
)

const (
	// streamChunk is how much of a stream is moved at once.
	streamChunk = 256 << 10
	// maxMessage is the largest message that can arrive or be asked for.
	maxMessage = 64 << 10
)

// transfer moves data between files and one socket.
type transfer struct {
	ctx      context.Context // the command's
	files    *files
	progress *progressBar
	idle     time.Duration // 0: wait for ever
	began    time.Time
	last     atomic.Int64 // when data moved last, in either direction
	sent     atomic.Int64
	received atomic.Int64
}

// transfer begins to move data.
func (f *files) transfer(ctx context.Context, idle time.Duration) *transfer {
	t := &transfer{ctx: ctx, files: f, idle: idle, began: time.Now()}
	if f.size >= 0 && width(f.screen.err) > 0 {
		t.progress = newProgressBar(f.screen.err, f.size)
	}
	t.active()
	return t
}

// active notes that data moves.
func (t *transfer) active() { t.last.Store(time.Now().UnixNano()) }

// left is when the wait that begins or goes on now has to end, false when it
// is over.
func (t *transfer) left() (time.Time, bool) {
	at := time.Unix(0, t.last.Load()).Add(t.idle)
	return at, time.Now().Before(at)
}

// limited repeats what reaches its deadline as long as data moves the other
// way.
func (t *transfer) limited(set func(time.Time) error, do func() (int, error)) (int, error) {
	if t.idle == 0 {
		return do()
	}
	for total := 0; ; {
		at, ok := t.left()
		if !ok {
			return total, idleError{t.idle}
		}
		if err := set(at); err != nil {
			return total, err
		}
		n, err := do()
		total += n
		if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			return total, err
		}
	}
}

// stream sends the input over one connection and writes what arrives over the
// same or another one, until both have ended.
func (t *transfer) stream(to, from *winsock.Conn, chunk int) error {
	if err := t.files.empty(); err != nil {
		return errOutput(err)
	}
	sent, received := make(chan error, 1), make(chan error, 1)
	var running sync.WaitGroup
	running.Go(func() { sent <- t.send(to, chunk) })
	running.Go(func() { received <- t.receive(from) })
	err := t.both(sent, received)
	if t.files.keep { // the next connection needs the files for itself
		to.Close()
		running.Wait()
	}
	return err
}

// both waits for both directions, or for the failure of one; a nil channel is a
// direction that nobody waits for.
func (t *transfer) both(sent, received <-chan error) error {
	for sent != nil || received != nil {
		select {
		case <-t.ctx.Done():
			return t.ctx.Err()
		case err := <-sent:
			if err != nil {
				return err
			}
			sent = nil
		case err := <-received:
			if err != nil || t.files.interactive { // nobody is left to type for
				return err
			}
			received = nil
		}
	}
	return nil
}

// send sends the input, then tells the peer that it has ended.
func (t *transfer) send(conn *winsock.Conn, chunk int) error {
	buf := make([]byte, chunk)
	for {
		n, err := t.files.in.Read(buf)
		for rest := buf[:n]; len(rest) > 0; {
			m, err := t.limited(conn.SetWriteDeadline, func() (int, error) { return conn.Write(rest) })
			t.count(&t.sent, m)
			rest = rest[m:]
			if err != nil && (m == 0 || !errors.Is(err, os.ErrDeadlineExceeded)) {
				return err
			}
		}
		switch {
		case err == io.EOF:
			return conn.CloseWrite()
		case err != nil:
			return errInput(err)
		}
	}
}

// receive writes what arrives, until the peer has ended.
func (t *transfer) receive(conn *winsock.Conn) error {
	buf := make([]byte, streamChunk)
	for {
		n, err := t.limited(conn.SetReadDeadline, func() (int, error) { return conn.Read(buf) })
		if n > 0 {
			t.count(&t.received, n)
			if _, err := t.files.out.Write(buf[:n]); err != nil {
				return errOutput(err)
			}
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
	}
}

// count adds what has moved.
func (t *transfer) count(to *atomic.Int64, n int) {
	if n > 0 {
		to.Add(int64(n))
		t.active()
		if to == &t.sent {
			t.progress.add(n)
		}
	}
}

// tell says how much went how fast.
func (t *transfer) tell() {
	t.progress.stop()
	elapsed := time.Since(t.began)
	t.files.say("sent %s, received %s in %.3f s: %s/s", size(t.sent.Load()), size(t.received.Load()),
		elapsed.Seconds(), size(int64(float64(t.sent.Load()+t.received.Load())/elapsed.Seconds())))
}

// size writes a number of bytes for people.
func size(n int64) string {
	units := []string{"KiB", "MiB", "GiB", "TiB"}
	if n < 1024 {
		return fmt.Sprintf("%d B", n)
	}
	v := float64(n) / 1024
	for v >= 1024 && len(units) > 1 {
		v, units = v/1024, units[1:]
	}
	return fmt.Sprintf("%.1f %s", v, units[0])
}

// messages sends the input as messages to the peer and writes those that
// arrive: count of them, or until none came for the idle time; with neither,
// until the input ends.
func (t *transfer) messages(conn *winsock.PacketConn, size, count int) error {
	if err := t.files.empty(); err != nil {
		return errOutput(err)
	}
	sent, received := make(chan error, 2), make(chan error, 1)
	ended := received
	if count == 0 && t.idle == 0 {
		ended, received = sent, nil // answers are welcome, but only a failure ends the wait
	}
	go func() {
		sent <- t.sendMessages(size, func(p []byte) error { _, err := conn.Write(p); return err })
	}()
	go func() {
		err := t.receiveMessages(conn, count, func(buf []byte) (int, error) { return conn.Read(buf) })
		if _, ok := errors.AsType[idleError](err); ok && count == 0 {
			err = nil // the usual end of what has none
		}
		ended <- err
	}()
	return t.both(sent, received)
}

// serve writes the messages that arrive, as messages does, and sends the input
// to whom wrote last.
func (t *transfer) serve(conn *winsock.PacketConn, size, count int) error {
	if err := t.files.empty(); err != nil {
		return errOutput(err)
	}
	var peer atomic.Pointer[net.Addr]
	first := make(chan struct{})
	sent, received := make(chan error, 1), make(chan error, 1)
	go func() {
		<-first
		err := t.sendMessages(size, func(p []byte) error { _, err := conn.WriteTo(p, *peer.Load()); return err })
		if err == nil && t.idle == 0 && count == 0 {
			return // more may arrive
		}
		sent <- err
	}()
	go func() {
		err := t.receiveMessages(conn, count, func(buf []byte) (int, error) {
			n, from, err := conn.ReadFrom(buf)
			if from != nil && peer.Swap(&from) == nil {
				t.files.say("message from %s", from)
				close(first)
			}
			return n, err
		})
		if _, ok := errors.AsType[idleError](err); ok && count == 0 && peer.Load() != nil {
			err = nil
		}
		received <- err
	}()
	return t.both(sent, received)
}

// sendMessages cuts the input into messages.
func (t *transfer) sendMessages(size int, send func([]byte) error) error {
	buf := make([]byte, size)
	for {
		n, err := t.files.in.Read(buf)
		if n > 0 {
			if err := send(buf[:n]); err != nil {
				return err
			}
			t.count(&t.sent, n)
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return errInput(err)
		}
	}
}

// idleError is the end of patience.
type idleError struct{ limit time.Duration }

func (e idleError) Error() string {
	return fmt.Sprintf("nothing was sent or received within %v: %v", e.limit, winsock.WSAETIMEDOUT)
}

func (e idleError) Unwrap() error { return winsock.WSAETIMEDOUT }

// receiveMessages writes count messages, or with 0 all that arrive before one
// of them is awaited in vain.
func (t *transfer) receiveMessages(conn *winsock.PacketConn, count int, receive func([]byte) (int, error)) error {
	buf := make([]byte, maxMessage)
	for arrived := 0; count == 0 || arrived < count; arrived++ {
		n, err := t.limited(conn.SetReadDeadline, func() (int, error) { return receive(buf) })
		if err != nil {
			return err
		}
		t.count(&t.received, n)
		if _, err := t.files.out.Write(buf[:n]); err != nil {
			return errOutput(err)
		}
	}
	return nil
}
