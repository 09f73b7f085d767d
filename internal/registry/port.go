package registry

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/ws2def"
)

// Port is a port of one protocol that its holder alone works on, among all
// processes that share the directory.
type Port struct {
	space    *space // nil: there is no registry
	protocol uint8
	number   uint16
	shared   bool   // the gate is locked as well
	order    uint32 // highest order that Check saw on the port
	beside   bool   // Check found somebody to share addresses with
	marks    []seen // those that Check saw
	leaving  []seen // of processes that have given up their claims
}

// Claim is the record of a bound socket of this process.
type Claim struct {
	space *space
	slot  uint32
	entry Entry
	alone bool
	holds atomic.Int32 // the socket's own and one per heir

	cookie uint64 // of a socket that other processes use too; 0: of others
}

// Lock begins work on a port in the network namespace of the socket fd. It waits
// while others work on the port, for a second at most: who takes longer is
// stopped or means harm, and the kernel's word has to do. Unlock ends the work.
func Lock(fd int, protocol uint8, port uint16) Port {
	p := Port{space: enter(fd), protocol: protocol, number: port}
	if p.space != nil {
		p.shared = p.space.lock(protocol, port)
	}
	return p
}

// Lock begins work on the port of c; see the function Lock.
func (c *Claim) Lock() Port {
	s := c.space
	s.mu.Lock()
	s.users++
	s.mu.Unlock()
	return Port{
		space: s, protocol: c.entry.Protocol, number: c.entry.Port,
		shared: s.lock(c.entry.Protocol, c.entry.Port),
	}
}

// Unlock ends the work on p.
func (p *Port) Unlock() {
	if p.space != nil {
		p.space.unlock(p.protocol, p.number, p.shared)
		p.space.leave()
		p.space = nil
	}
}

// Check tells whether the rules let a socket that e describes be bound beside
// those that are bound: 0, WSAEADDRINUSE or WSAEACCES. beside reports whether
// there are any that it shares addresses with.
//
// Source: S-141…S-175.
func (p *Port) Check(e *Entry) (beside bool, verdict ws2def.Errno) {
	if p.space == nil {
		return false, 0
	}
	claims := p.scan(func(f *found) bool {
		p.noteLeaving(f, e)
		return !f.dead
	})
	slices.SortStableFunc(claims, func(a, b found) int { return cmp.Compare(a.order, b.order) })
	for i := range claims {
		f := &claims[i]
		p.order = max(p.order, f.order)
		refusal, meet := judge(&f.Entry, e, f.uid == uint32(p.space.key.uid))
		p.note(f, meet)
		switch {
		case verdict != 0, !meet || f.remnant && e.Use != Exclusive:
		case refusal != 0:
			verdict = refusal
		default:
			p.beside = p.beside || !f.remnant
		}
	}
	return p.beside, verdict
}

// Beside reports whether others share addresses with the socket of c.
func (p *Port) Beside(c *Claim) bool {
	if p.space == nil {
		return false
	}
	others := p.scan(func(f *found) bool {
		_, meet := judge(&f.Entry, &c.entry, true)
		return meet && !f.dead && !f.remnant && (f.file != "" || f.slot != c.slot) &&
			(f.cookie == 0 || f.cookie != c.cookie)
	})
	return len(others) > 0
}

// Add records a socket that is bound now, behind those that Check found. It
// returns nil when the record could not be written; then nobody knows of the
// socket, and it must not let others share its port.
func (p *Port) Add(e Entry) *Claim {
	if p.space == nil {
		return nil
	}
	c := &Claim{space: p.space, entry: e, slot: p.space.slot()}
	c.alone = e.Use == Exclusive && e.Addr.IsUnspecified() && !p.beside
	r := record{Entry: e, order: p.order + 1}
	if e.Protocol == ws2def.IPPROTO_UDP && e.Use == Reuse {
		r.place = 1 // until Join says otherwise
	}
	return c.begin(&r)
}

// begin writes the record of a claim that there was not before, and returns the claim;
// nil: it could not be written.
func (c *Claim) begin(r *record) *Claim {
	if !c.space.write(c.slot, r) {
		c.space.erase(c.slot)
		return nil
	}
	c.holds.Store(1)
	c.space.mu.Lock()
	c.space.users++
	c.space.mu.Unlock()
	return c
}

// Alone reports whether nobody else may be bound beside the socket: it has the
// wildcard address for itself.
//
// Source: S-149, S-155.
func (c *Claim) Alone() bool { return c.alone }

// Grouped reports whether the socket may have equals: others on the same
// address, among which the kernel has to choose. Such a claim has to Join and
// Leave.
func (c *Claim) Grouped() bool { return c.entry.Use == Reuse }

// Heir makes an accepted connection a part of its listener's claim and returns
// the claim, or nil when the connection does not matter: only those of an
// exclusive listener keep its port when it is closed.
//
// Source: S-175.
func (c *Claim) Heir() *Claim {
	if c == nil || c.entry.Use != Exclusive {
		return nil
	}
	c.holds.Add(1)
	return c
}

// Release gives the claim up: the socket that was bound is closed. Heirs keep
// what is left of it.
func (c *Claim) Release() {
	if c.holds.Load() > 1 {
		c.space.write(c.slot, &record{Entry: c.entry, remnant: true, cookie: c.cookie})
	}
	c.ReleaseHeir()
}

// ReleaseHeir says that a connection that got the claim from Heir is closed.
func (c *Claim) ReleaseHeir() {
	if c.holds.Add(-1) == 0 {
		c.space.erase(c.slot)
		c.space.leave()
	}
}

// found is a record and where it stands.
type found struct {
	record
	file string // name in the directory; "" is this process's
	slot uint32
	uid  uint32
	dead bool // of a process that has ended
}

// scan reads the records of p's port that want approves: this process's, and those
// of living and dead processes.
func (p *Port) scan(want func(*found) bool) []found {
	s := p.space
	self := uint32(s.key.uid)
	claims := p.read(nil, s.file, found{uid: self}, want)
	if s.dir < 0 {
		return claims
	}
	prefix := s.key.prefix()
	list(s.dir, func(name string) {
		rest, ok := strings.CutPrefix(name, prefix)
		if !ok || name == s.name {
			return
		}
		owner, _, ok := strings.Cut(rest, ".")
		uid, err := strconv.ParseUint(owner, 10, 32)
		if !ok || err != nil {
			return
		}
		fd, errno := sys.OpenAt(s.dir, name, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
		if errno != 0 {
			return
		}
		defer sys.Close(fd)
		if !ownedBy(fd, uint32(uid)) {
			return
		}
		living, errno := sys.ByteLocked(fd, alive)
		if errno != 0 {
			return
		}
		claims = p.read(claims, fd, found{file: name, uid: uint32(uid), dead: !living}, want)
	})
	return claims
}

// maxRecords limits what is read of one file: more sockets than a process can
// have descriptors for.
const maxRecords = 1 << 20

// read appends the records of p's port in the file fd; where is what they have
// in common.
func (p *Port) read(claims []found, fd int, where found, want func(*found) bool) []found {
	buf := make([]byte, 256*recordSize)
	for slot := uint32(0); slot < maxRecords; {
		n, errno := sys.Pread(fd, buf, int64(slot)*recordSize)
		if errno != 0 || n < recordSize {
			break
		}
		for b := buf[:n]; len(b) >= recordSize; b, slot = b[recordSize:], slot+1 {
			r, ok := decode(b[:recordSize])
			if !ok || r.Protocol != p.protocol || r.Port != p.number {
				continue
			}
			f := where
			f.record, f.slot = r, slot
			if want(&f) {
				claims = append(claims, f)
			}
		}
	}
	return claims
}
