package core

import (
	"net/netip"
	"os"
	"sync"
	"time"

	"winsock/internal/audit"
	"winsock/internal/registry"
	"winsock/internal/security"
	"winsock/internal/witness"
	"winsock/ws2def"
)

// auditor is who keeps the records of binds beside the audited sockets of this
// process. It exists while there are any. It hears of binds from two sides: the
// libraries of other processes tell at its door before they return from a bind, and
// the kernel tells of every bind to the ports, whoever makes it. What both tell of is
// one record.
//
// Source: P-422, P-443, P-444.
type auditor struct {
	door    *registry.AuditDoor
	trail   *audit.Trail
	witness *witness.Witness // nil: the kernel tells this process nothing

	mu      sync.Mutex // guards what follows
	sockets []*audited
	seen    map[uint64]*sighting // what only the kernel has told of, by socket
}

// audited is a socket of this process beside which binds are audited.
type audited struct {
	by        *auditor
	sacl      security.ACL
	marked    bool // it is bound, and what follows is known
	entry     registry.Entry
	cookie    uint64
	namespace uint64
}

// sighting is a bind that the kernel told of.
type sighting struct {
	witness.Event
	bound bool
	timer *time.Timer
}

// libraryPatience is how long the library of a process may take to tell of what the
// kernel saw, and the kernel to tell of a success.
const libraryPatience = 100 * time.Millisecond

// theAuditor is the process's, nil while there is none.
var theAuditor struct {
	sync.Mutex
	*auditor
	uses int
}

// beginAudit gives a socket that is to be audited its part in the auditor.
func beginAudit(sacl security.ACL) (*audited, error) {
	theAuditor.Lock()
	defer theAuditor.Unlock()
	if theAuditor.auditor == nil {
		x, err := newAuditor()
		if err != nil {
			return nil, err
		}
		theAuditor.auditor = x
	}
	theAuditor.uses++
	return &audited{by: theAuditor.auditor, sacl: sacl}, nil
}

func newAuditor() (*auditor, error) {
	trail, err := audit.OpenTrail()
	if err != nil {
		return nil, err
	}
	x := &auditor{trail: trail, seen: make(map[uint64]*sighting)}
	if x.witness, err = witness.Open(x.saw); err != nil {
		x.witness = nil
		trace.Warn("only processes that use winsock are audited", "reason", err)
	}
	if x.door, err = registry.OpenAuditDoor(x.told); err != nil {
		if x.witness != nil {
			x.witness.Close()
		}
		trail.Close()
		return nil, err
	}
	return x, nil
}

// end gives up the part of a socket; the last one ends the auditor.
func (a *audited) end() {
	x := a.by
	if x.witness != nil {
		x.witness.Flush()
	}
	x.mu.Lock()
	for cookie := range x.seen { // the socket is still there to ask for the records
		x.settle(cookie)
	}
	for i, other := range x.sockets {
		if other == a {
			x.sockets = append(x.sockets[:i], x.sockets[i+1:]...)
			break
		}
	}
	watched := !a.marked
	for _, other := range x.sockets {
		watched = watched || other.entry.Protocol == a.entry.Protocol && other.entry.Port == a.entry.Port
	}
	x.mu.Unlock()
	if !watched && x.witness != nil {
		x.witness.Unwatch(a.entry.Protocol, a.entry.Port)
	}
	theAuditor.Lock()
	defer theAuditor.Unlock()
	if theAuditor.uses--; theAuditor.uses == 0 {
		theAuditor.auditor = nil
		x.close()
	}
}

// close ends the auditor.
func (x *auditor) close() {
	x.door.Close()
	if x.witness != nil {
		x.witness.Close()
	}
	x.trail.Close()
}

// change gives the socket another list.
func (a *audited) change(sacl security.ACL) {
	a.by.mu.Lock()
	a.sacl = sacl
	a.by.mu.Unlock()
}

// mark makes others tell of binds beside the socket, which is bound. It reports
// whether they know.
func (a *audited) mark(m marker) bool {
	x := a.by
	entry, cookie, namespace, ok := m.Audit(x.door)
	if entry.Port == 0 {
		return false
	}
	x.mu.Lock()
	a.marked, a.entry, a.cookie, a.namespace = true, entry, cookie, namespace
	x.sockets = append(x.sockets, a)
	x.mu.Unlock()
	if x.witness != nil {
		if err := x.witness.Watch(entry.Protocol, entry.Port); err != nil {
			trace.Warn("only processes that use winsock are audited", "reason", err)
		}
	}
	return ok
}

// told keeps the record of what another process's library tells. The answer false
// makes that wait in vain: the record is not kept.
func (x *auditor) told(t *registry.Attempt) bool {
	if x.witness != nil {
		x.witness.Flush() // what the kernel saw came first
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	r := audit.Record{
		Time: time.Now(), Result: audit.Success, PID: t.PID, UID: t.UID, GID: t.GID, Witness: audit.Library,
	}
	if t.Error != 0 {
		r.Result, r.Error = audit.Failed, t.Error.Name()
	}
	if s := x.seen[t.Cookie]; s != nil && s.PID == t.PID && s.Namespace == t.Namespace {
		s.timer.Stop()
		delete(x.seen, t.Cookie)
		r.Time, r.Witness = s.When, audit.Both
	}
	return x.keep(&r, &t.Entry, t.Cookie, t.Namespace)
}

// saw notes what the kernel tells. The library of the process may tell the same.
func (x *auditor) saw(e witness.Event) {
	x.mu.Lock()
	defer x.mu.Unlock()
	s := x.seen[e.Cookie]
	if s == nil {
		s = &sighting{Event: e}
		x.seen[e.Cookie] = s
		s.timer = time.AfterFunc(libraryPatience, func() {
			x.mu.Lock()
			defer x.mu.Unlock()
			if x.seen[e.Cookie] == s {
				x.settle(e.Cookie)
			}
		})
	}
	s.bound = s.bound || e.Bound
}

// settle keeps the record of what nobody but the kernel has told of. The caller
// holds mu.
func (x *auditor) settle(cookie uint64) {
	s := x.seen[cookie]
	s.timer.Stop()
	delete(x.seen, cookie)
	r := audit.Record{
		Time: s.When, Result: audit.Failed, PID: s.PID, UID: s.UID, GID: s.GID, Command: s.Command, Witness: audit.Kernel,
	}
	if s.bound {
		r.Result = audit.Success
	}
	addr := s.Local.Addr()
	x.keep(&r, &registry.Entry{
		Protocol: s.Protocol, Port: s.Local.Port(), Addr: addr, V6: addr.Is6(),
		// A :: that was bound beside 0.0.0.0 has no IPv4.
		Dual: addr == netip.IPv6Unspecified() && !s.bound,
	}, cookie, s.Namespace)
}

// keep writes r for each audited socket whose list asks for it. The caller holds mu.
func (x *auditor) keep(r *audit.Record, e *registry.Entry, cookie, namespace uint64) bool {
	var who []security.SID
	kept := true
	for _, a := range x.sockets {
		if a.cookie == cookie || a.namespace != namespace || !registry.Meet(&a.entry, e) {
			continue
		}
		if who == nil {
			who = identities(r)
		}
		ace, ok := a.sacl.Matches(who, r.Result == audit.Success)
		if !ok {
			continue
		}
		r.Describe()
		r.Protocol = protocolName(e.Protocol)
		r.Address = netip.AddrPortFrom(e.Addr, e.Port)
		r.OwnerPID, r.OwnerUID, r.OwnerCookie = os.Getpid(), uint32(os.Geteuid()), a.cookie
		r.OwnerAddress = netip.AddrPortFrom(a.entry.Addr, a.entry.Port)
		r.ACE = audit.ACE{SID: ace.SID.String(), Mask: ace.Mask, Flags: ace.Flags}
		if err := x.trail.Write(r); err != nil {
			trace.Warn("a bind is not on record", "reason", err)
			kept = false
		}
	}
	return kept
}

// identities are those of the process of r.
//
// Source: P-429.
func identities(r *audit.Record) []security.SID {
	who := []security.SID{security.UserSID(r.UID), security.GroupSID(r.GID)}
	for _, gid := range audit.Groups(r.PID) {
		who = append(who, security.GroupSID(gid))
	}
	return who
}

func protocolName(protocol uint8) string {
	if protocol == ws2def.IPPROTO_UDP {
		return "udp"
	}
	return "tcp"
}
