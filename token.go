package winsock

import (
	"unsafe"

	"winsock/internal/object"
	"winsock/internal/security"
	"winsock/spi"
)

// Token is a handle to an access token: whose a process is and which privileges it
// holds. All tokens are this process's own. On Linux a capability decides what is
// held; SeSecurityPrivilege, which the audit of sockets needs, is CAP_AUDIT_WRITE.
// What is enabled belongs to the process and matters to this package alone.
type Token Handle

// Tokenprivileges is a list of privileges.
type Tokenprivileges struct {
	PrivilegeCount uint32
	Privileges     [1]LUIDAndAttributes // and more behind it
}

// AllPrivileges is the list as a slice.
func (p *Tokenprivileges) AllPrivileges() []LUIDAndAttributes {
	return unsafe.Slice(&p.Privileges[0], p.PrivilegeCount)
}

// SIDAndAttributes is an identifier and how it stands.
type SIDAndAttributes struct {
	Sid        *SID
	Attributes uint32
}

// Tokenuser says whose a token is.
type Tokenuser struct {
	User SIDAndAttributes
}

// CurrentProcess means this process.
func CurrentProcess() Handle { return object.CurrentProcess }

// OpenProcessToken opens the token of process, which is [CurrentProcess] or a handle
// to it, for what access (TOKEN_…) says.
//
// Errors: ERROR_NOACCESS (no token), ERROR_INVALID_HANDLE, ERROR_ACCESS_DENIED (another
// process).
func OpenProcessToken(process Handle, access uint32, token *Token) error {
	if token == nil {
		return ERROR_NOACCESS
	}
	h, e := object.OpenProcessToken(process, access)
	*token = Token(h)
	return e.Err()
}

// OpenCurrentProcessToken opens the token of this process to ask what is in it.
func OpenCurrentProcessToken() (Token, error) {
	var token Token
	err := OpenProcessToken(CurrentProcess(), TOKEN_QUERY, &token)
	return token, err
}

// GetCurrentProcessToken is the token of this process, to ask what is in it; it need
// not be closed.
func GetCurrentProcessToken() Token { return Token(object.CurrentToken) }

// Close closes the token.
func (t Token) Close() error { return object.Close(Handle(t), spi.Park).Err() }

// GetTokenUser says whose the token is: S-1-22-1-uid.
func (t Token) GetTokenUser() (*Tokenuser, error) {
	user, _, _, e := object.TokenIdentity(Handle(t))
	if e != 0 {
		return nil, e
	}
	return &Tokenuser{SIDAndAttributes{Sid: newSID(user)}}, nil
}

// LookupPrivilegeValue gives the number of the privilege name; systemname is not
// looked at.
//
// Errors: ERROR_NOACCESS (no luid), ERROR_NO_SUCH_PRIVILEGE (1313).
func LookupPrivilegeValue(systemname *uint16, name *uint16, luid *LUID) error {
	if luid == nil {
		return ERROR_NOACCESS
	}
	p, ok := security.FindPrivilege(UTF16PtrToString(name))
	if !ok {
		return ERROR_NO_SUCH_PRIVILEGE
	}
	*luid = LUID{LowPart: uint32(p)}
	return nil
}

// AdjustTokenPrivileges enables and disables the privileges in newstate, or disables
// all, and puts those that changed, as they were, into prevstate, which has buflen
// bytes, if it is not nil; returnlen gets the bytes used.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_ACCESS_DENIED (the token was opened for less),
// ERROR_INSUFFICIENT_BUFFER, and when some of the privileges are not held
// ERROR_NOT_ALL_ASSIGNED (1300); the others are adjusted all the same then.
//
// Source: P-418, P-421.
func AdjustTokenPrivileges(token Token, disableAllPrivileges bool, newstate *Tokenprivileges, buflen uint32, prevstate *Tokenprivileges, returnlen *uint32) error {
	var state []LUIDAndAttributes
	if !disableAllPrivileges && newstate != nil {
		state = newstate.AllPrivileges()
	}
	head, one := uint32(unsafe.Offsetof(Tokenprivileges{}.Privileges)), uint32(unsafe.Sizeof(LUIDAndAttributes{}))
	if need := head + uint32(len(state))*one; prevstate != nil && buflen < need {
		if returnlen != nil {
			*returnlen = need
		}
		return ERROR_INSUFFICIENT_BUFFER
	}
	before, all, e := object.AdjustPrivileges(Handle(token), state, disableAllPrivileges, prevstate != nil)
	if e != 0 {
		return e
	}
	if prevstate != nil {
		room := (buflen - head) / one
		prevstate.PrivilegeCount = uint32(min(len(before), int(room)))
		copy(prevstate.AllPrivileges(), before)
		if returnlen != nil {
			*returnlen = head + prevstate.PrivilegeCount*one
		}
	}
	if !all {
		return ERROR_NOT_ALL_ASSIGNED
	}
	return nil
}
