package core

import (
	"winsock/internal/object"
	"winsock/internal/registry"
	"winsock/internal/security"
)

// marker is a transport whose binds are known to other processes: binds beside one
// of its sockets can be audited.
type marker interface {
	// Audit has binds beside the bound socket told at door, nil: no more, and says
	// what the socket is. ok is false when others can't know.
	Audit(door *registry.AuditDoor) (entry registry.Entry, cookie, namespace uint64, ok bool)
}

// audit begins, changes or ends that binds beside s are audited. The caller holds mu.
//
// Errors: ERROR_ACCESS_DENIED (the records can't be kept).
func (s *Socket) audit(sacl security.ACL) Errno {
	g := s.uncommon().guard
	wanted := len(sacl.Entries()) > 0
	switch {
	case g != nil && g.audited != nil:
		g.audited.change(sacl)
		return 0
	case !wanted:
		return 0
	}
	a, err := beginAudit(sacl)
	if err != nil {
		trace.Warn("binds can't be audited", "reason", err)
		return object.ErrorAccessDenied
	}
	s.guard().audited = a
	if s.has(stBound) {
		s.auditBound()
	}
	return 0
}

// auditBound tells others that s, which is bound now, is audited, if it is. The
// caller holds mu.
//
// Source: P-422.
func (s *Socket) auditBound() {
	g := s.uncommon().guard
	if g == nil || g.audited == nil {
		return
	}
	m, ok := s.t.(marker)
	if !ok {
		return
	}
	if !g.audited.mark(m) {
		trace.Warn("other processes do not know that a socket is audited; the kernel still tells of their binds")
	}
}

// unaudit ends the audit of s, which is closed.
func (s *Socket) unaudit() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if g := s.uncommon().guard; g != nil && g.audited != nil {
		g.audited.end()
		g.audited = nil
	}
}
