package spitest

import (
	"sync/atomic"
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// Misbehave is a provider that breaks the rules in the ways its fields say; the
// zero value starts well and opens sockets that are neither kernel descriptors
// nor tell about changes. It counts what is done with it.
type Misbehave struct {
	StartError spi.Errno // what Startup fails with
	Version    uint16    // what Startup answers instead of 2.2, if not 0
	NoProvider bool      // Startup answers no provider
	OpenError  spi.Errno // what Open fails with
	NoSocket   bool      // Open succeeds without a socket

	// Open, if not nil, opens the sockets instead.
	Open func(*spi.Request) (spi.Socket, spi.Errno)

	Started  atomic.Int32 // calls of Startup
	Cleaned  atomic.Int32 // calls of Cleanup
	Opened   atomic.Int32 // calls of Open
	Unclosed atomic.Int32 // sockets of its own that are not closed
}

// Startup is the provider's [spi.Startup].
func (m *Misbehave) Startup(uint16, *ws2def.WSAProtocolInfo, spi.Upcalls) (spi.Started, spi.Errno) {
	m.Started.Add(1)
	started := spi.Started{
		Version: spi.Version, HighVersion: spi.Version,
		Description: "misbehaves", Provider: misbehaving{m},
	}
	if m.Version != 0 {
		started.Version = m.Version
	}
	if m.NoProvider {
		started.Provider = nil
	}
	return started, m.StartError
}

type misbehaving struct{ m *Misbehave }

func (p misbehaving) Cleanup() spi.Errno {
	p.m.Cleaned.Add(1)
	return 0
}

func (p misbehaving) Open(req *spi.Request) (spi.Socket, spi.Errno) {
	p.m.Opened.Add(1)
	switch {
	case p.m.OpenError != 0:
		return nil, p.m.OpenError
	case p.m.NoSocket:
		return nil, 0
	case p.m.Open != nil:
		return p.m.Open(req)
	}
	p.m.Unclosed.Add(1)
	return &stray{m: p.m}, 0
}

// stray is a socket that is no handle of any kind.
type stray struct {
	m     *Misbehave
	ready spi.Readiness
}

func (s *stray) Poll() spi.Events { return 0 }

func (s *stray) Close(bool) spi.Errno {
	s.m.Unclosed.Add(-1)
	return 0
}

func (s *stray) Wait(_ spi.Events, _ spi.Way, since uint32, deadline time.Time) spi.Errno {
	return s.ready.WaitFor(func() bool { return false }, since, deadline)
}

func (s *stray) Nudge()         { s.ready.Nudge() }
func (s *stray) Nudges() uint32 { return s.ready.Nudges() }
func (s *stray) Wake()          { s.ready.Wake() }
