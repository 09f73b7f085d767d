//go:build cgo

package native

import (
	"winsock/spi"
	"winsock/ws2def"
)

var _ spi.Arriver = (*socket)(nil)

// news counts what the provider has told of and nobody has taken yet, as far as that can be
// known: two that come at once it tells of but once.
type news struct{ data, offers, urgent told }

// told counts one kind of that.
type told struct {
	waiting uint64
	again   bool // one was taken: what is told next was there before
}

// note counts what a look has found.
func (n *news) note(happened func(bit int32) bool) {
	for i, t := range [...]*told{&n.data, &n.offers, &n.urgent} {
		if !happened([...]int32{ws2def.FD_READ, ws2def.FD_ACCEPT, ws2def.FD_OOB}[i]) {
			continue
		}
		if !t.again {
			t.waiting++
		}
		t.again = false
	}
}

// took notes that one of what t counts was taken.
func (l *link) took(t *told) {
	l.mu.Lock()
	t.again = true
	t.waiting -= min(t.waiting, 1)
	l.mu.Unlock()
}

// Arrived implements [spi.Arriver]: the bytes of a stream that wait, of everything else what
// the provider has told of. One that tells but once until somebody has received makes no
// network event of what comes behind a message.
//
// Source: O-316, O-324.
func (s *socket) Arrived(ev spi.Events) uint64 {
	l := s.at.Load()
	l.mu.Lock()
	n, listening := l.news, l.listening && !l.root
	l.mu.Unlock()
	switch {
	case ev&spi.Urgent != 0:
		return n.urgent.waiting
	case ev&spi.Offered != 0 || listening:
		return n.offers.waiting
	case s.kind == stream:
		waiting, _ := s.Unread()
		return uint64(waiting)
	}
	return n.data.waiting
}
