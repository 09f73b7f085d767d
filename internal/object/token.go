package object

import (
	"os"
	"sync"

	"winsock/internal/handle"
	"winsock/internal/security"
	"winsock/internal/sys"
	"winsock/ws2def"
)

// Token is an open access token. All are of this process: its user, its groups,
// the privileges that its capabilities stand for, and which of them are enabled.
type Token struct {
	access uint32
}

// What a token may be used for.
const (
	tokenQuery  = ws2def.TOKEN_QUERY
	tokenAdjust = ws2def.TOKEN_ADJUST_PRIVILEGES
)

// CurrentToken means the token of the process, to query it.
const CurrentToken = ^Handle(3)

// The pseudo handles of the thread's token, which it never has, and of the one that
// counts for it.
const (
	currentThreadToken    = ^Handle(4)
	currentEffectiveToken = ^Handle(5)
)

// privileges are those of the process.
var privileges struct {
	sync.Mutex
	enabled uint64 // a bit for each; bits of privileges that are not held do not count
	removed uint64
	begun   bool
}

// privilegeBits gives what the process holds, and of that what is enabled. The
// caller holds the lock.
func privilegeBits() (held []security.Privilege, enabled uint64) {
	if !privileges.begun {
		privileges.begun, privileges.enabled = true, security.EnabledAtFirst
	}
	for _, p := range security.Held(sys.Capable) {
		if privileges.removed&(1<<p) == 0 {
			held = append(held, p)
		}
	}
	var mask uint64
	for _, p := range held {
		mask |= 1 << p
	}
	return held, privileges.enabled & mask
}

// PrivilegeEnabled reports whether the process holds p and it is enabled.
//
// Source: P-417, P-443.
func PrivilegeEnabled(p security.Privilege) bool {
	privileges.Lock()
	defer privileges.Unlock()
	if privileges.enabled&(1<<p) == 0 {
		return false // the usual case asks nobody
	}
	_, enabled := privilegeBits()
	return enabled&(1<<p) != 0
}

// OpenProcessToken gives a handle to the token of the process h means to t (nil: no
// pseudo handles but the process's).
//
// Errors: ERROR_INVALID_HANDLE, ERROR_ACCESS_DENIED (another process).
func OpenProcessToken(h Handle, access uint32) (Handle, Errno) {
	if h != CurrentProcess {
		pid, e := ProcessID(h)
		if e != 0 {
			return 0, e
		}
		if int(pid) != os.Getpid() {
			return 0, ErrorAccessDenied
		}
	}
	const generic = 0x10000000 | 0x80000000 | 0x40000000 | 0x02000000 // all, read, write, as much as may be
	if access&generic != 0 {
		access |= tokenQuery | tokenAdjust
	}
	return enter(&Token{access}, 0)
}

// OpenThreadToken fails: no thread has a token of its own, as nobody can be
// impersonated.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_NO_TOKEN.
func OpenThreadToken(t *Thread, h Handle) Errno {
	if _, ok := meant(t, h).(*Thread); !ok && h != CurrentThread {
		return ws2def.ERROR_INVALID_HANDLE
	}
	return ErrorNoToken
}

// Finish implements [handle.Object].
func (*Token) Finish() {}

// tokenFor finds the token h means and checks that it may be used for access.
func tokenFor(h Handle, access uint32) Errno {
	switch h {
	case CurrentToken, currentEffectiveToken:
		if access&^uint32(tokenQuery) != 0 {
			return ErrorAccessDenied
		}
		return 0
	case currentThreadToken:
		return ErrorNoToken
	}
	obj := handle.Process.Acquire(h)
	if obj == nil {
		return ws2def.ERROR_INVALID_HANDLE
	}
	defer handle.Process.Release(h)
	token, ok := obj.(*Token)
	switch {
	case !ok:
		return ws2def.ERROR_INVALID_HANDLE
	case token.access&access != access:
		return ErrorAccessDenied
	}
	return 0
}

// AdjustPrivileges gives the privileges in state the attributes that stand with
// them (nil: all are disabled) and returns those that changed as they were before.
// all is false when some are not held.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_ACCESS_DENIED (the handle is not for that).
//
// Source: P-418, P-421.
func AdjustPrivileges(h Handle, state []ws2def.LUIDAndAttributes, disable, previous bool) (before []ws2def.LUIDAndAttributes, all bool, e Errno) {
	need := uint32(tokenAdjust)
	if previous {
		need |= tokenQuery
	}
	if e := tokenFor(h, need); e != 0 {
		return nil, false, e
	}
	privileges.Lock()
	defer privileges.Unlock()
	held, enabled := privilegeBits()
	if disable {
		state = state[:0:0]
		for _, p := range held {
			state = append(state, ws2def.LUIDAndAttributes{Luid: ws2def.LUID{LowPart: uint32(p)}})
		}
	}
	all = true
	for _, want := range state {
		p := security.Privilege(want.Luid.LowPart)
		if want.Luid.HighPart != 0 || !contains(held, p) {
			all = false
			continue
		}
		was := attributes(p, enabled)
		switch {
		case want.Attributes&ws2def.SE_PRIVILEGE_REMOVED != 0:
			privileges.removed |= 1 << p
			privileges.enabled &^= 1 << p
		case want.Attributes&ws2def.SE_PRIVILEGE_ENABLED != 0:
			privileges.enabled |= 1 << p
		default:
			privileges.enabled &^= 1 << p
		}
		if privileges.enabled&(1<<p) != enabled&(1<<p) {
			before = append(before, ws2def.LUIDAndAttributes{Luid: want.Luid, Attributes: was})
		}
	}
	return before, all, 0
}

func contains(held []security.Privilege, p security.Privilege) bool {
	for _, h := range held {
		if h == p {
			return true
		}
	}
	return false
}

func attributes(p security.Privilege, enabled uint64) uint32 {
	var a uint32
	if security.EnabledAtFirst&(1<<p) != 0 {
		a |= ws2def.SE_PRIVILEGE_ENABLED_BY_DEFAULT
	}
	if enabled&(1<<p) != 0 {
		a |= ws2def.SE_PRIVILEGE_ENABLED
	}
	return a
}

// TokenPrivileges are the privileges that are held.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_ACCESS_DENIED.
func TokenPrivileges(h Handle) ([]ws2def.LUIDAndAttributes, Errno) {
	if e := tokenFor(h, tokenQuery); e != 0 {
		return nil, e
	}
	privileges.Lock()
	defer privileges.Unlock()
	held, enabled := privilegeBits()
	list := make([]ws2def.LUIDAndAttributes, len(held))
	for i, p := range held {
		list[i] = ws2def.LUIDAndAttributes{Luid: ws2def.LUID{LowPart: uint32(p)}, Attributes: attributes(p, enabled)}
	}
	return list, 0
}

// TokenIdentity is the user, the primary group and the other groups of the process.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_ACCESS_DENIED.
func TokenIdentity(h Handle) (user, group security.SID, others []security.SID, e Errno) {
	if e := tokenFor(h, tokenQuery); e != 0 {
		return nil, nil, nil, e
	}
	others = append(others, security.World)
	if groups, err := os.Getgroups(); err == nil {
		for _, gid := range groups {
			others = append(others, security.GroupSID(uint32(gid)))
		}
	}
	return security.UserSID(uint32(os.Geteuid())), security.GroupSID(uint32(os.Getegid())), others, 0
}
