package core

import (
	"os"

	"winsock/internal/object"
	"winsock/internal/security"
	"winsock/ws2def"
)

// guard is the security of a socket that has been given some, or may be. Socket.mu
// guards it.
type guard struct {
	system     bool // created with WSA_FLAG_ACCESS_SYSTEM_SECURITY: its SACL may be read and written
	descriptor *security.Descriptor
	audited    *audited // nil: no binds beside the socket are audited
}

// mayAudit says whether a socket may be created with flags.
//
// Source: P-417, P-419, S-103.
func mayAudit(flags uint32) Errno {
	if flags&ws2def.WSA_FLAG_ACCESS_SYSTEM_SECURITY != 0 && !object.PrivilegeEnabled(security.SecurityPrivilege) {
		return ws2def.WSAEACCES
	}
	return 0
}

// guarded gives a socket that is being created its guard, if flags ask for one.
func (s *Socket) guarded(flags uint32) {
	if flags&ws2def.WSA_FLAG_ACCESS_SYSTEM_SECURITY != 0 {
		s.special().guard = &guard{system: true}
	}
}

// The parts of a descriptor.
const (
	partOwner = ws2def.OWNER_SECURITY_INFORMATION
	partGroup = ws2def.GROUP_SECURITY_INFORMATION
	partDacl  = ws2def.DACL_SECURITY_INFORMATION
	partSacl  = ws2def.SACL_SECURITY_INFORMATION
)

// secured is the socket h for work on its security.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_NOT_SUPPORTED (h is no socket).
func secured(h Handle) (*Socket, Errno) {
	obj := table.Acquire(h)
	switch s := obj.(type) {
	case nil:
		return nil, ws2def.ERROR_INVALID_HANDLE
	case *Socket:
		return s, 0
	}
	table.Release(h)
	return nil, object.ErrorNotSupported
}

// mayTouchSacl says whether the SACL of s may be read and written. The caller holds
// mu.
//
// Source: P-420.
func (s *Socket) mayTouchSacl() Errno {
	switch g := s.uncommon().guard; {
	case g != nil && g.system:
		return 0
	case !object.PrivilegeEnabled(security.SecurityPrivilege):
		return ws2def.ERROR_PRIVILEGE_NOT_HELD
	}
	return object.ErrorAccessDenied
}

// SetSecurity gives the socket h those parts of a security descriptor that parts
// names. A SACL takes effect at once when the socket is bound, else with its bind.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_NOT_SUPPORTED (h is no socket),
// ERROR_ACCESS_DENIED (a SACL, and the socket was not created for it, or the records
// can't be kept), ERROR_PRIVILEGE_NOT_HELD (nor is the privilege enabled).
//
// Source: P-416, P-420, P-423.
func SetSecurity(h Handle, parts uint32, d *security.Descriptor) Errno {
	s, e := secured(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	s.mu.Lock()
	defer s.mu.Unlock()
	if parts&partSacl != 0 {
		if e := s.mayTouchSacl(); e != 0 {
			return e
		}
	}
	next := s.descriptor()
	if parts&partOwner != 0 {
		next.Owner = d.Owner
	}
	if parts&partGroup != 0 {
		next.Group = d.Group
	}
	if parts&partDacl != 0 {
		next.Dacl = d.Dacl
		next.Control = next.Control&^security.DaclPresent | d.Control&security.DaclPresent
	}
	if parts&partSacl != 0 {
		next.Sacl = d.Sacl
		next.Control = next.Control&^security.SaclPresent | d.Control&security.SaclPresent
	}
	if e := s.audit(next.Sacl); e != 0 {
		return e
	}
	s.guard().descriptor = &next
	return 0
}

// descriptor is what s has, or what it has at first: it belongs to the process's
// user and group, who may do everything with it. The caller holds mu.
func (s *Socket) descriptor() security.Descriptor {
	if g := s.uncommon().guard; g != nil && g.descriptor != nil {
		return *g.descriptor
	}
	owner := security.UserSID(uint32(os.Geteuid()))
	const allRights = 0x001F01FF
	dacl, _ := security.NewACL().Append(security.ACE{Type: security.Allowed, Mask: allRights, SID: owner})
	return security.Descriptor{
		Control: security.DaclPresent | security.SelfRelative,
		Owner:   owner, Group: security.GroupSID(uint32(os.Getegid())), Dacl: dacl,
	}
}

// guard is the guard of s, made when there is none. The caller holds mu.
func (s *Socket) guard() *guard {
	u := s.special()
	if u.guard == nil {
		u.guard = new(guard)
	}
	return u.guard
}

// Security returns those parts of the descriptor of the socket h that parts names.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_NOT_SUPPORTED, ERROR_ACCESS_DENIED and
// ERROR_PRIVILEGE_NOT_HELD for a SACL.
//
// Source: P-420, P-423, P-427.
func Security(h Handle, parts uint32) (d security.Descriptor, e Errno) {
	s, e := secured(h)
	if e != 0 {
		return d, e
	}
	defer table.Release(h)
	s.mu.Lock()
	defer s.mu.Unlock()
	if parts&partSacl != 0 {
		if e := s.mayTouchSacl(); e != 0 {
			return d, e
		}
	}
	d = s.descriptor()
	if parts&partOwner == 0 {
		d.Owner = nil
	}
	if parts&partGroup == 0 {
		d.Group = nil
	}
	if parts&partDacl == 0 {
		d.Dacl, d.Control = nil, d.Control&^uint16(security.DaclPresent)
	}
	if parts&partSacl == 0 {
		d.Sacl, d.Control = nil, d.Control&^uint16(security.SaclPresent)
	}
	return d, 0
}
