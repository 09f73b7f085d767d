package core

import (
	"encoding/json"
	"os"
	"time"

	"winsock/catalog"
	"winsock/internal/registry"
	"winsock/spi"
	"winsock/ws2def"
)

// A socket that layers in C stand over goes to another process in two parts: the one below
// them, which its layers hand over (WSPDuplicateSocket) and open there by its number, and
// what the core knows of the socket itself, with a block of its own. To a process that is
// known the layers hand over by themselves, and the passport has the number. For a child,
// which does not exist yet, they hand over to this very process, and the parcel of the one
// below goes along.
//
// Source: P-290, P-406, P-415.

// files is how many files the parcel of a socket has; the block of the one below comes last.
func (p *passport) files() int {
	switch {
	case p.Over != 0:
		return 1 // its block
	case len(p.Below) > 0:
		return numFiles + 1
	}
	return numFiles
}

// unshared is a transport that keeps nothing in common with other processes: what is below
// its layers does.
type unshared struct{}

func (unshared) Export() ([]byte, spi.Errno) { return nil, 0 }
func (unshared) Update([]byte) spi.Errno     { return 0 }
func (unshared) Leave()                      {}

// sharer is what other processes have in common with the transport of s; nil: it can't be
// shared.
func (s *Socket) sharer() spi.Sharer {
	if _, itself := spi.Ability[spi.Duplicator](s.t); itself {
		if s.overOurs() {
			return unshared{}
		}
		return nil
	}
	if s.direct() == nil && s.Descriptor() < 0 {
		return nil
	}
	return able[spi.Sharer](s.t)
}

// leaveToOthers says that other processes go on with the transport of s.
func (s *Socket) leaveToOthers() {
	if t := s.sharer(); t != nil {
		t.Leave()
	}
}

// overOurs reports whether s is made of layers in C, in this library, and a transport in Go.
func (s *Socket) overOurs() bool {
	n, ok := spi.Ability[spi.Numbered](s.t)
	return ok && n.Number() != 0 && overOurs(s.entry.Info.CatalogEntryId)
}

// overOurs reports whether the entry with the id has a transport in Go at the base of its
// chain.
func overOurs(id uint32) bool {
	c := process.catalog.Load()
	if c == nil || !c.Opens(id) {
		return false
	}
	chain, err := c.Resolve(c.Find(id))
	if err != nil {
		return false
	}
	_, inGo := chain[len(chain)-1].GoName()
	return inGo
}

// packBelow makes the parcel of what is below the layers of s. Errors: those of the layers,
// WSAEOPNOTSUPP (they hand over something else than what they stand on).
func (s *Socket) packBelow(d spi.Duplicator) (registry.Parcel, Errno) {
	number, e := d.Duplicate(uint32(os.Getpid()))
	if e != 0 {
		return registry.Parcel{}, e
	}
	l, ok := offers.take(number)
	if !ok {
		return registry.Parcel{}, ws2def.WSAEOPNOTSUPP
	}
	l.loan.end()
	if pass, ok := decodePassport(l.Text); !ok || len(l.Files) != numFiles || len(pass.Below) > 0 {
		l.Parcel.Close()
		return registry.Parcel{}, ws2def.WSAEOPNOTSUPP
	}
	return l.Parcel, 0
}

// packOver is pack of a socket whose layers hand it over to the process pid themselves.
// Errors: those of share and of the layers, WSAEINVALIDPROVIDER (they give no number).
func (s *Socket) packOver(d spi.Duplicator, pid uint32) (luggage, Errno) {
	sh, e := s.share()
	if e != 0 {
		return luggage{}, e
	}
	number, e := d.Duplicate(pid)
	switch {
	case e != 0:
		return luggage{}, e
	case number == 0:
		return luggage{}, ws2def.WSAEINVALIDPROVIDER
	}
	block, errno := sh.block.Holder()
	if errno != 0 {
		return luggage{}, ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	l := luggage{loan: s.lendGroup()}
	pass := s.passport(l.loan)
	pass.Over = number
	l.Files = []int{block}
	var err error
	if l.Text, err = json.Marshal(&pass); err != nil {
		l.Close()
		return luggage{}, ws2def.WSAENOBUFS
	}
	return l, 0
}

// openBelow has the provider p of entry open the socket that pass describes over the one
// below, whose descriptor and block become its own. Errors: WSAENOBUFS, those of the
// provider.
func openBelow(p spi.Provider, entry *catalog.Entry, pass *passport, files []int) (spi.Socket, Errno) {
	o := &offer{
		parcel: luggage{Parcel: registry.Parcel{Text: pass.Below, Files: files}},
		to:     target{registry.Peer{PID: os.Getpid(), UID: uint32(os.Geteuid())}, -1}, from: noProcess,
		until: time.Now().Add(offerLife),
	}
	number, e := offers.keep(o, randomTicket)
	if e != 0 {
		return nil, e
	}
	defer offers.drop(number, o)
	return openOver(p, entry, pass, number)
}

// openOver has the provider p of entry open the socket that pass describes over the one
// below that has the number. Errors: those of the provider.
func openOver(p spi.Provider, entry *catalog.Entry, pass *passport, number uint32) (spi.Socket, Errno) {
	info := entry.Info
	info.AddressFamily, info.SocketType, info.Protocol = pass.Family, pass.Type, pass.Number
	info.ProviderReserved = number
	req := spi.Request{
		Family: pass.Family, Type: pass.Type, Protocol: pass.Number, Info: &info, Explicit: true, Flags: pass.Role,
	}
	if pass.Overlapped {
		req.Flags |= ws2def.WSA_FLAG_OVERLAPPED
	}
	return p.Open(&req)
}
