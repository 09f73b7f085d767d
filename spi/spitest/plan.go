package spitest

import (
	"testing"
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// Plan tells the kit what to test.
type Plan struct {
	// Startup starts the provider; the kit starts and cleans it up many times.
	Startup spi.Startup

	// Entry describes the protocol as the catalog does.
	Entry ws2def.WSAProtocolInfo

	// Name returns a local address that a socket can be bound to and that
	// others can reach it at: a new one with each call, or one that lets the
	// provider choose a part, such as port 0.
	Name func(t testing.TB) []byte

	// Wildcard is the address that leaves everything to the provider; nil when
	// the family has none.
	Wildcard []byte

	// SilentAbort says that the peer of a connection that is closed abortively
	// may see the end of the stream instead of a reset: the transport cannot
	// tell it.
	SilentAbort bool

	// Limit bounds how long a case may take; 0 means 20 seconds.
	Limit time.Duration
}

// has reports whether the entry promises all of flags.
func (p *Plan) has(flags uint32) bool { return p.Entry.ServiceFlags1&flags == flags }

func (p *Plan) connections() bool { return !p.has(ws2def.XP1_CONNECTIONLESS) }

func (p *Plan) messages() bool { return p.has(ws2def.XP1_MESSAGE_ORIENTED) }

func (p *Plan) stream() bool { return p.connections() && !p.messages() }

// tells reports whether senders learn when there is no room for what they send:
// always on connections, else when delivery is guaranteed.
func (p *Plan) tells() bool {
	return p.connections() || p.has(ws2def.XP1_GUARANTEED_DELIVERY)
}

// check is one case of the kit.
type check struct {
	name string
	rule string // what must hold, in a sentence
	hint string // where to look when it does not
	when func(*Plan) bool
	run  func(*kit)
}

// checks lists the cases of all chapters.
var checks = [][]check{startupChecks, nameChecks, connectChecks, streamChecks, messageChecks, closeChecks, reuseChecks, waitChecks, overlappedChecks, multipointChecks, stressChecks}

// Test runs every case that applies to the provider.
func Test(t *testing.T, p Plan) {
	if p.Startup == nil || p.Name == nil || p.Entry.AddressFamily == 0 {
		t.Fatal("spitest: the plan lacks Startup, Name or Entry")
	}
	if p.Limit == 0 {
		p.Limit = 20 * time.Second
	}
	for _, chapter := range checks {
		for _, c := range chapter {
			if c.when != nil && !c.when(&p) {
				continue
			}
			t.Run(c.name, func(t *testing.T) { runCheck(t, &p, c) })
		}
	}
}

// runCheck runs one case on a provider of its own, watches the clock, and looks
// for what it left behind.
func runCheck(t *testing.T, p *Plan, c check) {
	k := &kit{T: t, plan: p, check: c, end: time.Now().Add(p.Limit), ends: &ends{told: make(map[*spi.Operation][]end)}}
	before := openSockets()
	k.start()
	c.run(k)
	k.finish()
	if after := openSockets(); before >= 0 && after > before {
		k.fail("%d kernel sockets were opened and not closed", after-before)
	}
}
