package security

import "strings"

// Privilege is the number of a privilege: the low part of its LUID.
type Privilege uint32

// Privileges whose being enabled matters to sockets.
const (
	SecurityPrivilege     Privilege = 8  // SE_SECURITY_NAME: to read and write SACLs
	changeNotifyPrivilege Privilege = 23 // everybody has it
)

// Who holds a privilege that no capability of capabilities(7) stands for.
const (
	everyone = -1
	nobody   = -2
)

// privileges are those of Windows by their numbers; a process holds one when it has
// the capability that lets it do the like on Linux. Those without one nobody holds.
//
// Source: P-417, P-443; "Privilege Constants" of the documentation.
var privileges = map[Privilege]struct {
	name       string
	capability int
}{
	2: {"SeCreateTokenPrivilege", nobody}, 3: {"SeAssignPrimaryTokenPrivilege", nobody},
	4: {"SeLockMemoryPrivilege", 14}, 5: {"SeIncreaseQuotaPrivilege", 24},
	6: {"SeMachineAccountPrivilege", nobody}, 7: {"SeTcbPrivilege", nobody},
	SecurityPrivilege: {"SeSecurityPrivilege", 29}, 9: {"SeTakeOwnershipPrivilege", 0},
	10: {"SeLoadDriverPrivilege", 16}, 11: {"SeSystemProfilePrivilege", 38},
	12: {"SeSystemtimePrivilege", 25}, 13: {"SeProfileSingleProcessPrivilege", 38},
	14: {"SeIncreaseBasePriorityPrivilege", 23}, 15: {"SeCreatePagefilePrivilege", nobody},
	16: {"SeCreatePermanentPrivilege", nobody}, 17: {"SeBackupPrivilege", 2},
	18: {"SeRestorePrivilege", 3}, 19: {"SeShutdownPrivilege", 22}, 20: {"SeDebugPrivilege", 19},
	21: {"SeAuditPrivilege", 29}, 22: {"SeSystemEnvironmentPrivilege", nobody},
	changeNotifyPrivilege: {"SeChangeNotifyPrivilege", everyone},
	24:                    {"SeRemoteShutdownPrivilege", nobody}, 25: {"SeUndockPrivilege", nobody},
	26: {"SeSyncAgentPrivilege", nobody}, 27: {"SeEnableDelegationPrivilege", nobody},
	28: {"SeManageVolumePrivilege", 21}, 29: {"SeImpersonatePrivilege", nobody},
	30: {"SeCreateGlobalPrivilege", everyone}, 31: {"SeTrustedCredManAccessPrivilege", nobody},
	32: {"SeRelabelPrivilege", nobody}, 33: {"SeIncreaseWorkingSetPrivilege", everyone},
	34: {"SeTimeZonePrivilege", nobody}, 35: {"SeCreateSymbolicLinkPrivilege", everyone},
	36: {"SeDelegateSessionUserImpersonatePrivilege", nobody},
}

// lastPrivilege is the highest number.
const lastPrivilege = 36

// FindPrivilege is the privilege with a name; capitals do not matter.
func FindPrivilege(name string) (Privilege, bool) {
	for p, known := range privileges {
		if strings.EqualFold(known.name, name) {
			return p, true
		}
	}
	return 0, false
}

// Name is the name of p, "" when there is no such privilege.
func (p Privilege) Name() string { return privileges[p].name }

// Held gives the privileges of a process for which capable says which capabilities
// it has, in the order of their numbers.
func Held(capable func(capability int) bool) []Privilege {
	var held []Privilege
	for p := Privilege(0); p <= lastPrivilege; p++ {
		known, ok := privileges[p]
		if ok && (known.capability == everyone || known.capability >= 0 && capable(known.capability)) {
			held = append(held, p)
		}
	}
	return held
}

// EnabledAtFirst are the privileges that need not be enabled.
const EnabledAtFirst = uint64(1)<<changeNotifyPrivilege | uint64(1)<<30
