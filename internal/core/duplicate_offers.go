package core

import (
	"encoding/binary"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"winsock/internal/registry"
	"winsock/internal/sys"
	"winsock/ws2def"
)

// offerLife is how long a socket waits for the process that it was duplicated for.
//
// Source: P-408.
const offerLife = 5 * time.Minute

// orphanLife is how long it waits when the process that gave it has ended: one that
// gives a socket and ends is no rarity, one that was killed has told nobody.
var orphanLife = 5 * time.Second

// offerPeriod is how often it is looked whether offers have expired, or processes
// ended.
var offerPeriod = time.Second

// offerBox holds the duplicated sockets that were not opened yet: those of this
// process for others that have not started Winsock, and those that others have
// brought.
type offerBox struct {
	mu      sync.Mutex
	waiting map[uint32]*offer // by ticket
	timer   *time.Timer       // nil while nothing waits
}

var offers offerBox

// offer is a duplicated socket that waits to be opened.
type offer struct {
	parcel luggage
	to     target
	from   target // who brought it; this process's own have none
	until  time.Time
}

// maxOffers is how many sockets may wait, so that a program that duplicates and never
// opens ends with an error and not without descriptors.
const maxOffers = 4096

func (o *offer) close() {
	o.parcel.Close()
	o.forget()
}

// forget ends what is known of processes.
func (o *offer) forget() {
	o.to.close()
	o.from.close()
}

// expired reports whether nobody will open the socket any more, now.
func (o *offer) expired(now time.Time) bool {
	if o.from.pidfd >= 0 && o.from.ended() {
		o.from.close()
		if end := now.Add(orphanLife); end.Before(o.until) {
			o.until = end
		}
	}
	return now.After(o.until) || o.to.ended()
}

// offerOf makes what a process needs to open what pack packs. It takes over to. Errors:
// those of pack.
func offerOf(to target, pack func() (luggage, Errno)) (*offer, Errno) {
	p, e := pack()
	if e != 0 {
		return nil, e
	}
	return &offer{parcel: p, to: to, from: noProcess, until: time.Now().Add(offerLife)}, 0
}

// place brings o to where its process will find it, and returns the ticket for it.
// Errors: WSAENETDOWN, WSAENOBUFS.
func (b *offerBox) place(o *offer) (uint32, Errno) {
	door := process.door.Load()
	if door == nil {
		if o.to.PID != os.Getpid() {
			o.close()
			return 0, ws2def.WSAENETDOWN
		}
		return b.keep(o, randomTicket)
	}
	if o.to.PID != os.Getpid() {
		ticket := door.NewTicket()
		p := registry.Parcel{Text: addTicket(ticket, o.parcel.Text), Files: o.parcel.Files}
		if registry.Deliver(o.to.Peer, p) {
			o.close()
			return ticket, 0
		}
	}
	return b.keep(o, door.NewTicket)
}

// keep lets o wait here under a ticket that make makes.
func (b *offerBox) keep(o *offer, make func() uint32) (uint32, Errno) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for range 100 {
		if ticket := make(); b.put(ticket, o) {
			return ticket, 0
		}
	}
	o.close()
	return 0, ws2def.WSAENOBUFS
}

// put enters o. It reports false when there is no room, or the ticket is taken. The
// caller holds mu.
func (b *offerBox) put(ticket uint32, o *offer) bool {
	if _, taken := b.waiting[ticket]; taken || len(b.waiting) >= maxOffers {
		return false
	}
	if b.waiting == nil {
		b.waiting = make(map[uint32]*offer)
	}
	b.waiting[ticket] = o
	if b.timer == nil {
		b.timer = time.AfterFunc(offerPeriod, b.expire)
	}
	return true
}

// expire gives up what nobody will open any more.
func (b *offerBox) expire() {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	for ticket, o := range b.waiting {
		if o.expired(now) {
			delete(b.waiting, ticket)
			o.close()
		}
	}
	switch {
	case b.timer == nil: // emptied meanwhile
	case len(b.waiting) == 0:
		b.timer = nil
	default:
		b.timer.Reset(offerPeriod)
	}
}

// empty gives up everything: Winsock has ended in this process.
func (b *offerBox) empty() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, o := range b.waiting {
		o.close()
	}
	b.waiting = nil
	if b.timer != nil {
		b.timer.Stop()
		b.timer = nil
	}
}

// take takes the parcel for which this process has a ticket, wherever it waits.
func (b *offerBox) take(ticket uint32) (luggage, bool) {
	b.mu.Lock()
	o := b.waiting[ticket]
	if o != nil && o.to.PID == os.Getpid() {
		delete(b.waiting, ticket)
		b.mu.Unlock()
		o.forget()
		return o.parcel, true
	}
	b.mu.Unlock()
	if o != nil {
		return luggage{}, false // another process's
	}
	var l luggage
	p, ok := registry.Fetch(ticket, func(p registry.Parcel) { l.loan = continueLoan(p.Text) })
	if !ok {
		l.loan.end()
		return luggage{}, false
	}
	l.Parcel = p
	return l, true
}

// deliver takes what another process brings; see [registry.Doings].
func (b *offerBox) deliver(from registry.Peer, p registry.Parcel) (undo func(), taken bool) {
	ticket, text, ok := cutTicket(p.Text)
	if !ok {
		return nil, false
	}
	p.Text = text
	o := &offer{
		parcel: luggage{p, continueLoan(text)}, until: time.Now().Add(offerLife),
		to: target{registry.Peer{PID: os.Getpid(), UID: uint32(os.Geteuid())}, -1}, from: noProcess,
	}
	if pidfd, errno := sys.PidfdOpen(from.PID); errno == 0 {
		o.from = target{from, pidfd}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.put(ticket, o) {
		o.parcel.loan.end()
		o.forget()
		return nil, false
	}
	return func() { b.drop(ticket, o) }, true
}

// drop gives up o if it still waits.
func (b *offerBox) drop(ticket uint32, o *offer) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting[ticket] == o {
		delete(b.waiting, ticket)
		o.close()
	}
}

// fetch gives another process what it has a ticket for; see [registry.Doings]. Only
// the very process that the socket was duplicated for gets it.
//
// Source: P-394, D-22.
func (b *offerBox) fetch(by registry.Peer, ticket uint32) (p registry.Parcel, over func(taken bool), ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	o := b.waiting[ticket]
	if o == nil || o.to.pidfd < 0 || o.to.Peer != by || o.to.ended() {
		return registry.Parcel{}, nil, false
	}
	delete(b.waiting, ticket)
	return o.parcel.Parcel, func(taken bool) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if taken || process.door.Load() == nil || !b.put(ticket, o) {
			o.close()
		}
	}, true
}

// A parcel that is delivered has its ticket before the text.

func addTicket(ticket uint32, text []byte) []byte {
	return append(binary.LittleEndian.AppendUint32(nil, ticket), text...)
}

func cutTicket(text []byte) (ticket uint32, rest []byte, ok bool) {
	if len(text) < 4 {
		return 0, nil, false
	}
	ticket = binary.LittleEndian.Uint32(text)
	return ticket, text[4:], ticket != 0
}

// randomTicket is a ticket that only this process knows.
func randomTicket() uint32 { return rand.Uint32() | 1 }

// continueLoan goes on with the loan of a membership that the bearer of a parcel has
// begun, until the socket is opened; text is its passport.
func continueLoan(text []byte) *loan {
	pass, ok := decodePassport(text)
	if !ok || pass.Group == 0 || pass.Member == 0 {
		return nil
	}
	m, errno := registry.JoinGroup(pass.Group, registry.GroupRules{
		Provider: pass.Provider, Family: pass.Family, Type: pass.Type, Protocol: pass.Number,
	}, pass.Member)
	if errno != 0 {
		return nil
	}
	return &loan{m}
}
