package winsock_test

import (
	"context"
	"errors"

	"winsock"
)

// sid is an identifier, valid or not.
func (g *arguments) sid() *winsock.SID {
	sid, _ := winsock.CreateWellKnownSid(winsock.WELL_KNOWN_SID_TYPE(g.Uint32N(8)))
	return pick(g, nil, sid, new(winsock.SID))
}

// acl is a list of entries; nil for none.
func (g *arguments) acl() *winsock.ACL {
	acl, _ := winsock.ACLFromEntries(g.entries(), nil)
	return acl
}

func (g *arguments) entries() []winsock.EXPLICIT_ACCESS {
	entries := make([]winsock.EXPLICIT_ACCESS, g.IntN(4))
	for i := range entries {
		entries[i] = winsock.EXPLICIT_ACCESS{
			AccessPermissions: winsock.ACCESS_MASK(g.Uint32()),
			AccessMode:        winsock.ACCESS_MODE(g.Uint32N(8)),
			Inheritance:       pick(g, 0, 1, g.Uint32()),
			Trustee: winsock.TRUSTEE{
				TrusteeForm:  winsock.TRUSTEE_FORM(g.Uint32N(3)),
				TrusteeValue: winsock.TrusteeValueFromSID(g.sid()),
			},
		}
	}
	return entries
}

// token is one that was opened, and closed again when over is called, or none.
func (g *arguments) token() (t winsock.Token, over func()) {
	if g.IntN(3) > 0 {
		return pick(g, winsock.GetCurrentProcessToken(), winsock.Token(g.handle())), func() {}
	}
	if winsock.OpenProcessToken(winsock.CurrentProcess(), pick[uint32](g, winsock.TOKEN_QUERY, winsock.TOKEN_ADJUST_PRIVILEGES|winsock.TOKEN_QUERY), &t) != nil {
		return 0, func() {}
	}
	return t, func() { t.Close() }
}

// What is given to the calls about tokens, security and the audit; see randomCalls.
func init() {
	for name, call := range map[string]func(*arguments) error{
		"CurrentProcess":         func(*arguments) error { winsock.CurrentProcess(); return nil },
		"GetCurrentProcessToken": func(*arguments) error { winsock.GetCurrentProcessToken(); return nil },
		"OpenProcessToken": func(g *arguments) error {
			var t winsock.Token
			err := winsock.OpenProcessToken(pick(g, winsock.CurrentProcess(), g.handle()), g.Uint32(), pick(g, nil, &t))
			t.Close()
			return err
		},
		"OpenCurrentProcessToken": func(*arguments) error {
			t, err := winsock.OpenCurrentProcessToken()
			if err == nil {
				t.Close()
			}
			return err
		},
		"LookupPrivilegeValue": func(g *arguments) error {
			return winsock.LookupPrivilegeValue(g.text(), g.text(), pick(g, nil, new(winsock.LUID)))
		},
		"AdjustTokenPrivileges": func(g *arguments) error {
			t, over := g.token()
			defer over()
			state := &winsock.Tokenprivileges{PrivilegeCount: g.Uint32N(2)}
			state.Privileges[0] = winsock.LUIDAndAttributes{Luid: winsock.LUID{LowPart: g.Uint32N(40)}, Attributes: g.Uint32N(4)}
			var before winsock.Tokenprivileges
			return winsock.AdjustTokenPrivileges(t, g.IntN(2) == 0, pick(g, nil, state), 16, pick(g, nil, &before), g.count())
		},
		"StringToSid": func(g *arguments) error {
			_, err := winsock.StringToSid(winsock.UTF16PtrToString(g.text()))
			return err
		},
		"CreateWellKnownSid": func(g *arguments) error {
			_, err := winsock.CreateWellKnownSid(winsock.WELL_KNOWN_SID_TYPE(g.Uint32()))
			return err
		},
		"TrusteeValueFromSID": func(g *arguments) error { winsock.TrusteeValueFromSID(g.sid()); return nil },
		"ACLFromEntries": func(g *arguments) error {
			_, err := winsock.ACLFromEntries(g.entries(), g.acl())
			return err
		},
		"NewSecurityDescriptor": func(*arguments) error {
			_, err := winsock.NewSecurityDescriptor()
			return err
		},
		"SetSecurityInfo": func(g *arguments) error {
			return winsock.SetSecurityInfo(g.handle(), pick(g, winsock.SE_KERNEL_OBJECT, winsock.SE_OBJECT_TYPE(g.Uint32())),
				winsock.SECURITY_INFORMATION(g.Uint32N(16)), g.sid(), g.sid(), g.acl(), g.acl())
		},
		"GetSecurityInfo": func(g *arguments) error {
			_, err := winsock.GetSecurityInfo(g.handle(), pick(g, winsock.SE_KERNEL_OBJECT, winsock.SE_OBJECT_TYPE(g.Uint32())),
				winsock.SECURITY_INFORMATION(g.Uint32N(16)))
			return err
		},
		"AuditDir": func(*arguments) error { winsock.AuditDir(); return nil },
		"ReadAudit": func(*arguments) error {
			stop := errors.New("enough")
			if err := winsock.ReadAudit(context.Background(), "/nowhere", false, func(winsock.AuditRecord) error { return stop }); err == nil {
				return errors.New("the records of nowhere are read")
			}
			return nil
		},
	} {
		randomCalls[name] = call
	}
}
