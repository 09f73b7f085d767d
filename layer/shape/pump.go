package shape

import (
	"bytes"
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// longest is the length of the longest message, and of what is received at once.
const longest = 64 << 10

// run starts the goroutines for which there is something to do. The caller holds mu.
func (s *socket) run() {
	if s.halted {
		return
	}
	if !s.receiver && !s.ended && !s.in.full() && (s.datagrams || s.connected) {
		s.receiver = true
		go s.receive()
	}
	if !s.sender && len(s.out.items) > 0 {
		s.sender = true
		go s.send()
	}
}

// halt ends the goroutines. The caller holds mu, which is free meanwhile.
func (s *socket) halt() {
	if !s.halted {
		s.halted = true
		close(s.quit)
	}
	if s.timer != nil {
		s.timer.Stop()
	}
	s.Socket.Nudge()
	for s.receiver || s.sender || s.watcher {
		s.idle.Wait()
	}
}

// resume lets goroutines run again after halt. The caller holds mu.
func (s *socket) resume() { s.halted, s.quit = false, make(chan struct{}) }

// receive puts what comes into the line, as long as it has room.
func (s *socket) receive() {
	var buf, control, name []byte
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.halted && !s.ended && !s.in.full() {
		since := s.Socket.Nudges()
		s.mu.Unlock()
		if buf == nil {
			buf, name = make([]byte, longest), make([]byte, 128)
			if s.datagrams {
				control = make([]byte, 1024)
			}
		}
		m := spi.Message{Buffers: [][]byte{buf}, Name: name, Control: control}
		n, e := s.Through.RecvMsg(&m, 0)
		if e == ws2def.WSAEWOULDBLOCK {
			buf = nil // it may take long
			e = s.Socket.Wait(spi.Readable, spi.Park, since, time.Time{})
			s.mu.Lock()
			if e != 0 {
				break
			}
			continue
		}
		s.mu.Lock()
		s.came(&m, n, e, buf)
	}
	s.receiver = false
	s.idle.Broadcast()
}

// came puts what was received into the line. The caller holds mu.
func (s *socket) came(m *spi.Message, n int, e spi.Errno, buf []byte) {
	var it item
	peer := s.peer
	switch {
	case e == ws2def.WSAEMSGSIZE || e == 0 && (n > 0 || s.messages):
		it.data = bytes.Clone(buf[:n])
		it.flags = m.Flags
		if s.datagrams {
			it.name = bytes.Clone(m.Name[:min(m.NameLen, len(m.Name))])
			it.control = bytes.Clone(m.Control[:m.ControlLen])
			peer, _, _ = ws2def.ParseAddrPort(it.name)
		}
	case s.datagrams:
		it.e = e
	default:
		it.end, it.e = true, e
		if e == ws2def.WSAEDISCON {
			it.e = 0
		}
		s.ended = true
	}
	s.put(&s.in, it, s.net.about(peer, receiving))
	s.alarm()
}

// put adds it to a line; bytes of a stream in pieces that the rate can tell apart. The
// caller holds mu.
func (s *socket) put(l *line, it item, r *rule) {
	now := time.Now()
	if r != nil && r.Rate > 0 && !s.messages {
		piece := max(int(min(r.Rate/50, longest)), 1)
		for len(it.data) > piece {
			first := it
			first.data, it.data = it.data[:piece], it.data[piece:]
			l.put(first, r, now)
		}
	}
	l.put(it, r, now)
}

// alarm tells of what is due in the line in, now or when it is. The caller holds mu.
func (s *socket) alarm() {
	wait, some := s.in.next(time.Now())
	switch {
	case !some:
	case wait <= 0:
		s.ready.Changed()
		s.later()
	default:
		s.wake(wait)
	}
}

// later sets the alarm for the first item that is not due. The caller holds mu.
func (s *socket) later() {
	now := time.Now()
	for i := range s.in.items {
		if wait := s.in.items[i].due.Sub(now); wait > 0 {
			s.wake(wait)
			return
		}
	}
}

// wake sets the alarm. The caller holds mu.
func (s *socket) wake(wait time.Duration) {
	if s.timer == nil {
		s.timer = time.AfterFunc(wait, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			if !s.halted {
				s.alarm()
			}
		})
		return
	}
	s.timer.Reset(wait)
}

// send sends what is due in the line out, until it is empty.
func (s *socket) send() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.halted && (s.underWay || len(s.out.items) > 0) {
		if !s.underWay {
			if wait, _ := s.out.next(time.Now()); wait > 0 {
				s.mu.Unlock()
				s.pause(wait)
				s.mu.Lock()
				continue
			}
			full := s.out.full()
			s.last, s.underWay = s.out.pop(), true
			if full {
				s.ready.Changed()
			}
		}
		since := s.Socket.Nudges()
		it := s.last
		s.mu.Unlock()
		n, e := s.dispatch(&it)
		if e == ws2def.WSAEWOULDBLOCK {
			e = s.Socket.Wait(spi.Writable, spi.Park, since, time.Time{})
			s.mu.Lock()
			if e != 0 {
				break
			}
			continue
		}
		s.mu.Lock()
		s.dispatched(n, e)
	}
	s.sender = false
	s.idle.Broadcast()
}

// pause waits, unless the goroutines have to end.
func (s *socket) pause(wait time.Duration) {
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
	case <-s.quit:
	}
}

// dispatch hands an item to the socket below.
func (s *socket) dispatch(it *item) (int, spi.Errno) {
	if it.end {
		return 0, s.shutdown(ws2def.SD_SEND)
	}
	return s.Through.SendMsg(&spi.Message{Buffers: [][]byte{it.data}, Name: it.name, Control: it.control}, it.flags)
}

// dispatched goes on after n bytes of the item that is being sent. The caller holds mu.
func (s *socket) dispatched(n int, e spi.Errno) {
	switch {
	case s.datagrams: // lost, if there was an error
	case e != 0:
		s.broken = e
		s.out.clear()
		s.ready.Changed()
	case !s.messages && n < len(s.last.data):
		s.last.data = s.last.data[n:]
		return
	}
	s.last, s.underWay = item{}, false
}

// watch tells of the next change of a socket that has no data yet. The caller holds mu.
func (s *socket) watch(ev spi.Events) {
	if s.watcher || s.halted {
		return
	}
	s.watcher = true
	since := s.Socket.Nudges()
	go func() {
		e := s.Socket.Wait(ev, spi.Park, since, time.Time{})
		s.mu.Lock()
		s.watcher = false
		s.idle.Broadcast()
		if e == 0 && !s.halted {
			s.reached(s.Socket.Poll())
		}
		s.mu.Unlock()
		s.ready.Changed()
	}()
}
