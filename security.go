package winsock

import (
	"bytes"
	"unsafe"

	"winsock/internal/core"
	"winsock/internal/security"
)

// SID is a security identifier: a user, a group, or everyone. Make one with
// [StringToSid] or [CreateWellKnownSid].
type SID struct{}

// newSID gives memory of its own to an identifier.
func newSID(s security.SID) *SID {
	if s == nil {
		return nil
	}
	return (*SID)(unsafe.Pointer(unsafe.SliceData(bytes.Clone(s))))
}

// data is the identifier in memory; nil when it is not valid.
func (sid *SID) data() security.SID {
	if sid == nil {
		return nil
	}
	const header = 8
	head := unsafe.Slice((*byte)(unsafe.Pointer(sid)), header)
	if head[1] > security.MaxSubAuthorities {
		return nil
	}
	s, _ := security.DecodeSID(unsafe.Slice((*byte)(unsafe.Pointer(sid)), header+4*int(head[1])))
	return s
}

// StringToSid reads an identifier such as S-1-1-0. Errors: ERROR_INVALID_SID (1337).
func StringToSid(s string) (*SID, error) {
	sid, ok := security.ParseSID(s)
	if !ok {
		return nil, ERROR_INVALID_SID
	}
	return newSID(sid), nil
}

// WELL_KNOWN_SID_TYPE numbers the identifiers that every machine has (Win…Sid).
type WELL_KNOWN_SID_TYPE uint32

// CreateWellKnownSid gives one of the identifiers that every machine has. Errors:
// ERROR_INVALID_PARAMETER (it belongs to a domain, or there is none).
func CreateWellKnownSid(sidType WELL_KNOWN_SID_TYPE) (*SID, error) {
	sid, ok := security.WellKnown(uint32(sidType))
	if !ok {
		return nil, ERROR_INVALID_PARAMETER
	}
	return newSID(sid), nil
}

// String is the identifier as text, "" when it is not valid.
func (sid *SID) String() string { return sid.data().String() }

// Len is the size of the identifier in bytes.
func (sid *SID) Len() int { return len(sid.data()) }

// IsValid reports whether the identifier is one.
func (sid *SID) IsValid() bool { return sid.data() != nil }

// Equals reports whether two identifiers are the same.
func (sid *SID) Equals(sid2 *SID) bool { return sid.data().Equal(sid2.data()) }

// Copy gives another copy. Errors: ERROR_INVALID_SID.
func (sid *SID) Copy() (*SID, error) {
	if !sid.IsValid() {
		return nil, ERROR_INVALID_SID
	}
	return newSID(sid.data()), nil
}

// SubAuthorityCount is how many subauthorities there are.
func (sid *SID) SubAuthorityCount() uint8 { return uint8((len(sid.data()) - 8) / 4) }

// SubAuthority is the subauthority idx, which must be there.
func (sid *SID) SubAuthority(idx uint32) uint32 { return sid.data().SubAuthority(int(idx)) }

// ACL is an access control list. Make one with [ACLFromEntries].
type ACL struct {
	aclRevision byte
	sbz1        byte
	aclSize     uint16
	aceCount    uint16
	sbz2        uint16
}

// newACL gives memory of its own to a list.
func newACL(a security.ACL) *ACL {
	if a == nil {
		return nil
	}
	return (*ACL)(unsafe.Pointer(unsafe.SliceData(bytes.Clone(a))))
}

// data is the list in memory; ok is false when it is not valid.
func (a *ACL) data() (list security.ACL, ok bool) {
	if a == nil {
		return nil, true
	}
	return security.DecodeACL(unsafe.Slice((*byte)(unsafe.Pointer(a)), max(int(a.aclSize), int(unsafe.Sizeof(*a)))))
}

// What an entry does, and who it is about.
type (
	ACCESS_MASK                uint32
	ACCESS_MODE                uint32
	MULTIPLE_TRUSTEE_OPERATION uint32
	TRUSTEE_FORM               uint32
	TRUSTEE_TYPE               uint32
)

// TrusteeValue is who an entry is about: see [TrusteeValueFromSID].
type TrusteeValue unsafe.Pointer

// TrusteeValueFromSID is for trustees of the form TRUSTEE_IS_SID.
func TrusteeValueFromSID(sid *SID) TrusteeValue { return TrusteeValue(sid) }

// TRUSTEE is who an entry is about. Its form has to be TRUSTEE_IS_SID.
type TRUSTEE struct {
	MultipleTrustee          *TRUSTEE
	MultipleTrusteeOperation MULTIPLE_TRUSTEE_OPERATION
	TrusteeForm              TRUSTEE_FORM
	TrusteeType              TRUSTEE_TYPE
	TrusteeValue             TrusteeValue
}

// EXPLICIT_ACCESS describes an entry.
type EXPLICIT_ACCESS struct {
	AccessPermissions ACCESS_MASK
	AccessMode        ACCESS_MODE
	Inheritance       uint32
	Trustee           TRUSTEE
}

// ACLFromEntries makes a list of entries, those that deny first, and those of
// mergedACL, nil for none.
//
// Errors: ERROR_INVALID_PARAMETER (a trustee or mode that is not known here),
// ERROR_INVALID_ACL (mergedACL is not valid, or there are too many entries).
func ACLFromEntries(explicitEntries []EXPLICIT_ACCESS, mergedACL *ACL) (acl *ACL, err error) {
	old, ok := mergedACL.data()
	list := security.NewACL()
	add := func(e security.ACE) {
		if longer, fits := list.Append(e); fits {
			list = longer
		} else {
			ok = false
		}
	}
	for _, denied := range []bool{true, false} {
		for i := range explicitEntries {
			e := &explicitEntries[i]
			if (e.AccessMode == DENY_ACCESS) != denied {
				continue
			}
			sid := (*SID)(e.Trustee.TrusteeValue)
			ace := security.ACE{Flags: byte(e.Inheritance), Mask: uint32(e.AccessPermissions), SID: sid.data()}
			switch e.AccessMode {
			case GRANT_ACCESS, SET_ACCESS:
				ace.Type = security.Allowed
			case DENY_ACCESS:
				ace.Type = security.Denied
			case SET_AUDIT_SUCCESS:
				ace.Type, ace.Flags = security.Audit, ace.Flags|security.OnSuccess
			case SET_AUDIT_FAILURE:
				ace.Type, ace.Flags = security.Audit, ace.Flags|security.OnFailure
			default:
				return nil, ERROR_INVALID_PARAMETER
			}
			if e.Trustee.TrusteeForm != TRUSTEE_IS_SID || ace.SID == nil || e.Inheritance&^VALID_INHERIT_FLAGS != 0 {
				return nil, ERROR_INVALID_PARAMETER
			}
			add(ace)
		}
	}
	for _, e := range old.Entries() {
		if e.SID != nil {
			add(e)
		}
	}
	if !ok {
		return nil, ERROR_INVALID_ACL
	}
	return newACL(list), nil
}

// SECURITY_DESCRIPTOR is whose an object is, who may do what with it, and what is
// recorded. [GetSecurityInfo] gives one, [NewSecurityDescriptor] an empty one.
type SECURITY_DESCRIPTOR struct {
	revision byte
	_        byte
	control  SECURITY_DESCRIPTOR_CONTROL
	owner    *SID
	group    *SID
	sacl     *ACL
	dacl     *ACL
}

// SECURITY_DESCRIPTOR_CONTROL are the control bits of a descriptor (SE_…).
type SECURITY_DESCRIPTOR_CONTROL uint16

// NewSecurityDescriptor makes a descriptor without parts.
func NewSecurityDescriptor() (*SECURITY_DESCRIPTOR, error) {
	return &SECURITY_DESCRIPTOR{revision: SECURITY_DESCRIPTOR_REVISION}, nil
}

// Control gives the control bits and the revision.
func (sd *SECURITY_DESCRIPTOR) Control() (control SECURITY_DESCRIPTOR_CONTROL, revision uint32, err error) {
	return sd.control, uint32(sd.revision), nil
}

// Owner gives the owner, nil for none.
func (sd *SECURITY_DESCRIPTOR) Owner() (owner *SID, defaulted bool, err error) {
	return sd.owner, sd.control&SE_OWNER_DEFAULTED != 0, nil
}

// Group gives the primary group, nil for none.
func (sd *SECURITY_DESCRIPTOR) Group() (group *SID, defaulted bool, err error) {
	return sd.group, sd.control&SE_GROUP_DEFAULTED != 0, nil
}

// DACL gives the list of who may do what, nil for none. Errors:
// ERROR_OBJECT_NOT_FOUND when the descriptor says nothing about it.
func (sd *SECURITY_DESCRIPTOR) DACL() (dacl *ACL, defaulted bool, err error) {
	return sd.list(sd.dacl, SE_DACL_PRESENT, SE_DACL_DEFAULTED)
}

// SACL gives the list of what is recorded, as DACL does.
func (sd *SECURITY_DESCRIPTOR) SACL() (sacl *ACL, defaulted bool, err error) {
	return sd.list(sd.sacl, SE_SACL_PRESENT, SE_SACL_DEFAULTED)
}

func (sd *SECURITY_DESCRIPTOR) list(a *ACL, present, defaulted SECURITY_DESCRIPTOR_CONTROL) (*ACL, bool, error) {
	const errorObjectNotFound Errno = 4312
	if sd.control&present == 0 {
		return nil, false, errorObjectNotFound
	}
	return a, sd.control&defaulted != 0, nil
}

// IsValid reports whether all parts are valid.
func (sd *SECURITY_DESCRIPTOR) IsValid() bool {
	_, sacl := sd.sacl.data()
	_, dacl := sd.dacl.data()
	return sd.revision == SECURITY_DESCRIPTOR_REVISION && sacl && dacl &&
		(sd.owner == nil || sd.owner.IsValid()) && (sd.group == nil || sd.group.IsValid())
}

// Kinds of objects (SE_…_OBJECT) and parts of a descriptor (…_SECURITY_INFORMATION).
type (
	SE_OBJECT_TYPE       uint32
	SECURITY_INFORMATION uint32
)

// kernelObject says whether objects of a type have handles.
func kernelObject(t SE_OBJECT_TYPE) bool { return t == SE_KERNEL_OBJECT || t == SE_FILE_OBJECT }

// SetSecurityInfo gives the socket handle those parts that securityInformation names;
// objectType is SE_KERNEL_OBJECT. With a SACL binds of other sockets beside it are
// recorded, see the command winsock audit. The socket must have been created with
// WSA_FLAG_ACCESS_SYSTEM_SECURITY for that.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_NOT_SUPPORTED (no socket),
// ERROR_INVALID_PARAMETER, ERROR_INVALID_ACL, ERROR_INVALID_SID,
// ERROR_PRIVILEGE_NOT_HELD and ERROR_ACCESS_DENIED (a SACL, and the socket was made
// without the flag; the records can't be kept).
//
// Source: P-418…P-423.
func SetSecurityInfo(handle Handle, objectType SE_OBJECT_TYPE, securityInformation SECURITY_INFORMATION, owner *SID, group *SID, dacl *ACL, sacl *ACL) error {
	if !kernelObject(objectType) {
		return ERROR_INVALID_PARAMETER
	}
	var d security.Descriptor
	for _, p := range []struct {
		part SECURITY_INFORMATION
		from *SID
		to   *security.SID
	}{{OWNER_SECURITY_INFORMATION, owner, &d.Owner}, {GROUP_SECURITY_INFORMATION, group, &d.Group}} {
		if securityInformation&p.part == 0 {
			continue
		}
		if *p.to = bytes.Clone(p.from.data()); *p.to == nil {
			return ERROR_INVALID_SID
		}
	}
	for _, p := range []struct {
		part SECURITY_INFORMATION
		bit  uint16
		from *ACL
		to   *security.ACL
	}{{DACL_SECURITY_INFORMATION, SE_DACL_PRESENT, dacl, &d.Dacl}, {SACL_SECURITY_INFORMATION, SE_SACL_PRESENT, sacl, &d.Sacl}} {
		if securityInformation&p.part == 0 {
			continue
		}
		list, ok := p.from.data()
		if !ok {
			return ERROR_INVALID_ACL
		}
		d.Control |= p.bit
		*p.to = bytes.Clone(list)
	}
	return core.SetSecurity(handle, uint32(securityInformation), &d).Err()
}

// GetSecurityInfo gives those parts of the security of the socket handle that
// securityInformation names; objectType is SE_KERNEL_OBJECT.
//
// Errors: those of [SetSecurityInfo].
func GetSecurityInfo(handle Handle, objectType SE_OBJECT_TYPE, securityInformation SECURITY_INFORMATION) (sd *SECURITY_DESCRIPTOR, err error) {
	if !kernelObject(objectType) {
		return nil, ERROR_INVALID_PARAMETER
	}
	d, e := core.Security(handle, uint32(securityInformation))
	if e != 0 {
		return nil, e
	}
	return &SECURITY_DESCRIPTOR{
		revision: SECURITY_DESCRIPTOR_REVISION, control: SECURITY_DESCRIPTOR_CONTROL(d.Control) &^ SE_SELF_RELATIVE,
		owner: newSID(d.Owner), group: newSID(d.Group), sacl: newACL(d.Sacl), dacl: newACL(d.Dacl),
	}, nil
}
