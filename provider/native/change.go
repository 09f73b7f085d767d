//go:build cgo

package native

import (
	"slices"
	"sync/atomic"
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

var _ spi.Changer = (*socket)(nil)

// changeEvents are the network events that tell of changes which a control code waits for.
const changeEvents = ws2def.FD_ROUTING_INTERFACE_CHANGE | ws2def.FD_ADDRESS_LIST_CHANGE

// changeBit is the event that tells of what a control code waits for; 0 for none.
func changeBit(code uint32) int32 {
	switch code {
	case ws2def.SIO_ROUTING_INTERFACE_CHANGE:
		return ws2def.FD_ROUTING_INTERFACE_CHANGE
	case ws2def.SIO_ADDRESS_LIST_CHANGE:
		return ws2def.FD_ADDRESS_LIST_CHANGE
	}
	return 0
}

// change is readable once the provider has told of a change.
type change struct {
	l     *link
	bit   int32
	came  atomic.Bool
	ready spi.Readiness
}

var _ spi.Notifier = (*change)(nil)

// Change implements [spi.Changer]: WSPIoctl, which the provider says waits by WSAEWOULDBLOCK,
// and the network event.
//
// Source: O-313, P-229.
func (s *socket) Change(code uint32, in []byte) (spi.Socket, spi.Errno) {
	l := s.at.Load()
	c := &change{l: l, bit: changeBit(code)}
	if c.bit == 0 {
		return nil, ws2def.WSAEOPNOTSUPP
	}
	l.mu.Lock()
	l.changes = append(l.changes, c)
	l.mu.Unlock()
	switch _, e := l.ioctl(code, in, nil); e {
	case ws2def.WSAEWOULDBLOCK:
	case 0:
		c.came.Store(true)
	default:
		c.Close(true)
		return nil, e
	}
	return c, 0
}

// tellChanges tells those who wait for a change that has come.
func (l *link) tellChanges(events int32) {
	l.mu.Lock()
	all := slices.Clone(l.changes)
	l.mu.Unlock()
	for _, c := range all {
		if events&c.bit != 0 {
			c.came.Store(true)
			c.ready.Changed()
		}
	}
}

// Readiness implements [spi.Notifier].
func (c *change) Readiness() *spi.Readiness { return &c.ready }

// Poll implements [spi.Socket].
func (c *change) Poll() spi.Events {
	if c.came.Load() {
		return spi.Readable
	}
	return 0
}

// Wait implements [spi.Waiter].
func (c *change) Wait(ev spi.Events, _ spi.Way, since uint32, deadline time.Time) spi.Errno {
	return c.ready.WaitFor(func() bool { return c.Poll()&ev != 0 }, since, deadline)
}

// Nudge implements [spi.Waiter].
func (c *change) Nudge() { c.ready.Nudge() }

// Nudges implements [spi.Waiter].
func (c *change) Nudges() uint32 { return c.ready.Nudges() }

// Wake implements [spi.Waiter].
func (c *change) Wake() { c.ready.Wake() }

// Close implements [spi.Socket].
func (c *change) Close(bool) spi.Errno {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	if i := slices.Index(c.l.changes, c); i >= 0 {
		c.l.changes = slices.Delete(c.l.changes, i, i+1)
	}
	return 0
}
