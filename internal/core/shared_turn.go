package core

import (
	"sync"
	"time"

	"winsock/internal/registry"
	"winsock/spi"
	"winsock/ws2def"
)

// turnstile is the transferer of a stream that several processes use. One of them
// sends at a time, as one caller does inside a process: who has placed a part of its
// bytes keeps the turn until it has placed the rest (D13), and a process that is
// killed loses it.
type turnstile struct {
	spi.Transferer
	block *registry.Block

	mu   sync.Mutex
	ours bool // it is this process's turn
}

// How long a send waits for another process's turn to end before it says that it
// would have to wait.
const (
	turnTries = 8
	turnPause = 100 * time.Microsecond
)

// begin takes the turn, and reports whether it could.
func (t *turnstile) begin() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := 0; !t.ours; i++ {
		if t.ours = t.block.BeginTurn(); !t.ours {
			if i == turnTries {
				return false
			}
			time.Sleep(turnPause)
		}
	}
	return true
}

// end gives the turn up, if it is this process's.
func (t *turnstile) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ours {
		t.ours = false
		t.block.EndTurn()
	}
}

// send sends n bytes in turn.
func (t *turnstile) send(n int, send func() (int, Errno)) (int, Errno) {
	t.mu.Lock()
	goesOn := t.ours
	t.mu.Unlock()
	if goesOn {
		return send()
	}
	if !t.begin() {
		return 0, ws2def.WSAEWOULDBLOCK
	}
	done, e := send()
	if done == 0 || done == n {
		t.end()
	}
	return done, e
}

// Send implements [spi.Transferer].
func (t *turnstile) Send(p []byte, flags uint32) (int, Errno) {
	return t.send(len(p), func() (int, Errno) { return t.Transferer.Send(p, flags) })
}

// SendMsg implements [spi.Transferer].
func (t *turnstile) SendMsg(m *spi.Message, flags uint32) (int, Errno) {
	return t.send(length(m.Buffers), func() (int, Errno) { return t.Transferer.SendMsg(m, flags) })
}

// inTurn is the transferer of s, which is shared.
func (s *Socket) inTurn() spi.Transferer {
	if sh := s.shared(); sh != nil {
		return &sh.turn
	}
	t, _ := spi.Ability[spi.Transferer](s.t)
	return t
}
