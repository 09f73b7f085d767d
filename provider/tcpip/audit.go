package tcpip

import (
	"winsock/internal/registry"
	"winsock/internal/sys"
)

// Audit implements what the core asks of a transport whose binds can be audited:
// binds beside the socket, which is bound, are told at door; nil ends that. It
// describes the socket. ok is false when nobody would know.
//
// Source: P-422.
func (s *socket) Audit(door *registry.AuditDoor) (entry registry.Entry, cookie, namespace uint64, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.local.claim
	if c == nil || s.local.heir {
		return registry.Entry{}, 0, 0, false
	}
	if door == nil {
		c.Unmark()
		return c.Entry(), 0, 0, true
	}
	cookie, cookieErr := sys.SocketCookie(s.Fd())
	namespace, spaceErr := sys.NetNamespace(s.Fd())
	return c.Entry(), cookie, namespace, cookieErr == 0 && spaceErr == 0 && c.Mark(door)
}
