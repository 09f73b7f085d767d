package core_test

import (
	"context"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/audit"
	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/internal/security"
	"winsock/internal/sys"
	"winsock/internal/witness"
	"winsock/spi"
	"winsock/ws2def"
)

const (
	always   = security.OnSuccess | security.OnFailure
	saclPart = ws2def.SACL_SECURITY_INFORMATION
)

// enable enables SeSecurityPrivilege, or disables it.
func enable(t testing.TB, on bool) (all bool) {
	t.Helper()
	token, e := object.OpenProcessToken(object.CurrentProcess, ws2def.TOKEN_ADJUST_PRIVILEGES|ws2def.TOKEN_QUERY)
	if e != 0 {
		t.Fatal("OpenProcessToken:", e)
	}
	defer object.Close(token, spi.Park)
	state := ws2def.LUIDAndAttributes{Luid: ws2def.LUID{LowPart: uint32(security.SecurityPrivilege)}}
	if on {
		state.Attributes = ws2def.SE_PRIVILEGE_ENABLED
	}
	_, all, e = object.AdjustPrivileges(token, []ws2def.LUIDAndAttributes{state}, false, true)
	if e != 0 {
		t.Fatal("AdjustPrivileges:", e)
	}
	return all
}

// privileged skips the test where nobody may audit, enables the privilege for its
// time, and gives it places of its own for records and what processes share.
func privileged(t testing.TB) {
	t.Helper()
	if !sys.Capable(unix.CAP_AUDIT_WRITE) {
		t.Skip("no CAP_AUDIT_WRITE")
	}
	shareRunDir(t)
	t.Setenv("WINSOCK_AUDIT_DIR", filepath.Join(t.TempDir(), "audit"))
	start(t)
	enable(t, true)
	t.Cleanup(func() { enable(t, false) })
}

// sacl is a list that asks for records of binds by sid.
func sacl(sid security.SID, flags byte, mask uint32) *security.Descriptor {
	list, _ := security.NewACL().Append(security.ACE{Type: security.Audit, Flags: flags, Mask: mask, SID: sid})
	return &security.Descriptor{Control: security.SaclPresent, Sacl: list}
}

// auditAs is bindAs with an audit of all binds; the privilege is enabled for it.
func auditAs(protocol, use, address, port string) (core.Handle, string, core.Errno) {
	token, _ := object.OpenProcessToken(object.CurrentProcess, ws2def.TOKEN_ADJUST_PRIVILEGES)
	defer object.Close(token, spi.Park)
	object.AdjustPrivileges(token, []ws2def.LUIDAndAttributes{{
		Luid: ws2def.LUID{LowPart: uint32(security.SecurityPrivilege)}, Attributes: ws2def.SE_PRIVILEGE_ENABLED,
	}}, false, false)
	return auditedAs(sacl(security.World, always, 0x001F01FF), protocol, use, address, port)
}

func auditedAs(d *security.Descriptor, protocol, use, address, port string) (core.Handle, string, core.Errno) {
	typ := int32(ws2def.SOCK_STREAM)
	if protocol == "udp" {
		typ = ws2def.SOCK_DGRAM
	}
	n, _ := strconv.Atoi(port)
	sa, family := inet4(0, 0, 0, 0, uint16(n)), int32(ws2def.AF_INET)
	if strings.Contains(address, ":") {
		sa, family = inet6(address, uint16(n)), ws2def.AF_INET6
	} else {
		copy(sa[4:], net.ParseIP(address).To4())
	}
	h, e := core.Create(family, typ, 0, nil, 0, ws2def.WSA_FLAG_OVERLAPPED|ws2def.WSA_FLAG_ACCESS_SYSTEM_SECURITY)
	if e != 0 {
		return 0, "", e
	}
	e = core.SetSecurity(h, saclPart, d)
	if option := map[string]int32{"REUSE": ws2def.SO_REUSEADDR, "EXCL": ws2def.SO_EXCLUSIVEADDRUSE}[use]; e == 0 && option != 0 {
		e = set(h, ws2def.SOL_SOCKET, option, le32(1))
	}
	if e == 0 {
		e = core.Bind(h, sa)
	}
	var local [28]byte
	if e == 0 {
		_, e = core.GetSockName(h, local[:])
	}
	if e != 0 {
		core.Close(h, spi.Park)
		return 0, "", e
	}
	return h, strconv.Itoa(int(ws2def.Port(local[:]))), 0
}

// audited is a socket of this process with an audit; its port is returned.
func audited(t testing.TB, d *security.Descriptor, protocol, use, address, port string) (core.Handle, string) {
	t.Helper()
	h, port, e := auditedAs(d, protocol, use, address, port)
	if e != 0 {
		t.Fatal("an audited socket:", e)
	}
	t.Cleanup(func() { core.Close(h, spi.Park) })
	return h, port
}

// quiet is the last port that quietPort gave.
var quiet atomic.Uint32

// quietPort is a port that no program is given by chance: one below those that
// systems and libraries choose from, that nobody uses.
func quietPort() string {
	quiet.CompareAndSwap(0, uint32(10000+os.Getpid()%1000*20))
	for {
		port := strconv.Itoa(int(quiet.Add(1)))
		l, err := net.Listen("tcp", ":"+port)
		if err != nil {
			continue
		}
		l.Close()
		if u, err := net.ListenPacket("udp", ":"+port); err == nil {
			u.Close()
			return port
		}
	}
}

// records are all that are kept.
func records(t testing.TB) []audit.Record {
	t.Helper()
	var all []audit.Record
	if err := audit.Read(context.Background(), audit.Dir(), false, func(r audit.Record) error {
		all = append(all, r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// kernelTells reports whether the kernel tells this process of binds.
func kernelTells() bool {
	w, err := witness.Open(func(witness.Event) {})
	if err != nil {
		return false
	}
	w.Close()
	return true
}

// The five steps of the page, and what each needs of those before.
func TestAuditSteps(t *testing.T) {
	clause.Covers(t, "P-416", "P-417", "P-418", "P-419", "P-420", "P-421", "P-423", "S-103")
	privileged(t)
	enable(t, false)
	if _, _, e := auditedAs(sacl(security.World, always, 1), "tcp", "none", "127.0.0.1", "0"); e != ws2def.WSAEACCES {
		t.Errorf("step 2 without step 1: %v", e)
	}
	plain := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, 0)
	d := sacl(security.World, always, 0x001F01FF)
	if e := core.SetSecurity(plain, saclPart, d); e != ws2def.ERROR_PRIVILEGE_NOT_HELD {
		t.Errorf("a SACL without privilege and flag: %v", e)
	}
	if all := enable(t, true); !all {
		t.Fatal("SeSecurityPrivilege is not held")
	}
	if e := core.SetSecurity(plain, saclPart, d); e != ws2def.ERROR_ACCESS_DENIED {
		t.Errorf("a SACL without flag: %v", e)
	}
	if _, e := core.Security(plain, saclPart); e != ws2def.ERROR_ACCESS_DENIED {
		t.Errorf("reading the SACL without flag: %v", e)
	}
	// A DACL gives no right to the SACL.
	dacl, _ := security.NewACL().Append(security.ACE{Mask: security.SystemSecurity, SID: security.World})
	if e := core.SetSecurity(plain, ws2def.DACL_SECURITY_INFORMATION, &security.Descriptor{Control: security.DaclPresent, Dacl: dacl}); e != 0 {
		t.Errorf("a DACL: %v", e)
	}
	if _, e := core.Security(plain, saclPart); e != ws2def.ERROR_ACCESS_DENIED {
		t.Errorf("a DACL allows to read the SACL: %v", e)
	}
	h, port := audited(t, d, "tcp", "none", "127.0.0.1", quietPort())
	enable(t, false)
	got, e := core.Security(h, saclPart)
	if e != 0 || string(got.Sacl) != string(d.Sacl) || got.Control&security.SaclPresent == 0 {
		t.Errorf("step 5 took the SACL, or the right to it: %+v, %v", got, e)
	}
	if r := ourselves(t).do("bind b tcp none 127.0.0.1 " + port); r != "WSAEADDRINUSE" {
		t.Errorf("the second bind: %s", r)
	}
	if all := records(t); len(all) != 1 || all[0].Result != audit.Failed || all[0].Error != "WSAEADDRINUSE" {
		t.Errorf("records: %+v", all)
	}
}

// What a record says, of binds by this process, another one and another user's.
func TestAuditRecord(t *testing.T) {
	clause.Covers(t, "P-422", "P-441", "P-443")
	privileged(t)
	who := map[string]user{"this process": ourselves(t), "another process": another(t, "", nil), "another user": another(t, "65534", nil)}
	n := 0
	for name, u := range who {
		for _, protocol := range []string{"tcp", "udp"} {
			before := time.Now()
			h, port := audited(t, sacl(security.World, always, 0x001F01FF), protocol, "none", "127.0.0.1", quietPort())
			if r := u.do("bind b " + protocol + " none 127.0.0.1 " + port); r != "WSAEADDRINUSE" {
				t.Errorf("%s: %s", name, r)
			}
			all := records(t) // before the bind returned
			if n++; len(all) != n {
				t.Fatalf("%s, %s: %d records", name, protocol, len(all))
			}
			r := all[n-1]
			want := audit.Record{
				Time: r.Time, Result: audit.Failed, Error: "WSAEADDRINUSE", Protocol: protocol,
				Address: netip.MustParseAddrPort("127.0.0.1:" + port), PID: os.Getpid(),
				Command: r.Command, Label: r.Label, Program: r.Program, Witness: r.Witness,
				OwnerPID: os.Getpid(), OwnerCookie: r.OwnerCookie, OwnerAddress: netip.MustParseAddrPort("127.0.0.1:" + port),
				ACE: audit.ACE{SID: "S-1-1-0", Mask: 0x001F01FF, Flags: always},
			}
			if o, ok := u.(*other); ok {
				want.PID = o.cmd.Process.Pid
			}
			if name == "another user" {
				want.UID = 65534
			}
			if r != want || r.OwnerCookie == 0 || r.Time.Before(before.Add(-time.Millisecond)) || time.Since(r.Time) > time.Minute ||
				!strings.HasSuffix(r.Program, ".test") || r.Command == "" {
				t.Errorf("%s, %s:\n got %+v\nwant %+v", name, protocol, r, want)
			}
			if kernelTells() && r.Witness != audit.Both {
				t.Errorf("%s, %s: %s", name, protocol, r.Witness)
			}
			core.Close(h, spi.Park)
			if r := u.do("bind b " + protocol + " none 127.0.0.1 " + port); r != port {
				t.Errorf("%s: after the owner's close: %s", name, r)
			}
		}
	}
	if got := records(t); len(got) != n {
		t.Errorf("%d records after the sockets were closed, %d before", len(got), n)
	}
}

// Which binds which entries are about.
func TestAuditMatches(t *testing.T) {
	clause.Covers(t, "P-422", "P-428", "P-429")
	privileged(t)
	nobody := another(t, "65534", nil)
	us := ourselves(t)
	for name, c := range map[string]struct {
		d      *security.Descriptor
		use    string
		by     user
		second string
		answer string
		n      int
	}{
		"failures, failed":          {sacl(security.World, security.OnFailure, 2), "none", us, "none", "WSAEADDRINUSE", 1},
		"successes, failed":         {sacl(security.World, security.OnSuccess, 2), "none", us, "none", "WSAEADDRINUSE", 0},
		"successes, succeeded":      {sacl(security.World, security.OnSuccess, 2), "REUSE", us, "REUSE", "", 1},
		"failures, succeeded":       {sacl(security.World, security.OnFailure, 2), "REUSE", us, "REUSE", "", 0},
		"exclusive":                 {sacl(security.World, always, 2), "EXCL", nobody, "REUSE", "WSAEACCES", 1},
		"its user":                  {sacl(security.UserSID(65534), always, 2), "none", nobody, "none", "WSAEADDRINUSE", 1},
		"another user":              {sacl(security.UserSID(65533), always, 2), "none", nobody, "none", "WSAEADDRINUSE", 0},
		"its group":                 {sacl(security.GroupSID(0), always, 2), "none", us, "none", "WSAEADDRINUSE", 1},
		"another group":             {sacl(security.GroupSID(65533), always, 2), "none", us, "none", "WSAEADDRINUSE", 0},
		"generic rights":            {sacl(security.World, always, 0x10000000), "none", us, "none", "WSAEADDRINUSE", 1},
		"a right that is no bind's": {sacl(security.World, always, 0x01000000), "none", us, "none", "WSAEADDRINUSE", 0},
		"no list":                   {&security.Descriptor{Control: security.SaclPresent}, "none", us, "none", "WSAEADDRINUSE", 0},
		"an empty list":             {&security.Descriptor{Control: security.SaclPresent, Sacl: security.NewACL()}, "none", us, "none", "WSAEADDRINUSE", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("WINSOCK_AUDIT_DIR", filepath.Join(t.TempDir(), "audit"))
			os.Mkdir(audit.Dir(), 0o700)
			h, port := audited(t, c.d, "tcp", c.use, "0.0.0.0", quietPort())
			answer := c.answer
			if answer == "" {
				answer = port
			}
			if r := c.by.do("bind b tcp " + c.second + " 0.0.0.0 " + port); r != answer {
				t.Errorf("bind: %s, want %s", r, answer)
			}
			if answer == port {
				c.by.do("close b")
			}
			if all := records(t); len(all) != c.n {
				t.Errorf("%d records, want %d: %+v", len(all), c.n, all)
			}
			core.Close(h, spi.Park)
		})
	}
}

// Programs without winsock are on record too, where the kernel tells of them.
func TestAuditPlainPrograms(t *testing.T) {
	clause.Covers(t, "P-444")
	privileged(t)
	if !kernelTells() {
		t.Skip("the kernel tells this process nothing of binds")
	}
	h, port := audited(t, sacl(security.World, always, 2), "udp", "none", "127.0.0.1", quietPort())
	n, _ := strconv.Atoi(port)
	plain := func(address [4]byte) error {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer unix.Close(fd)
		return unix.Bind(fd, &unix.SockaddrInet4{Port: n, Addr: address})
	}
	if err := plain([4]byte{127, 0, 0, 1}); err != unix.EADDRINUSE {
		t.Fatal(err)
	}
	if err := plain([4]byte{127, 0, 0, 2}); err != nil { // beside it, not in its way
		t.Fatal(err)
	}
	await(t, "a record", func() bool { return len(records(t)) == 1 })
	r := records(t)[0]
	if r.Result != audit.Failed || r.Witness != audit.Kernel || r.PID != os.Getpid() || r.Address.String() != "127.0.0.1:"+port || r.Error != "" {
		t.Errorf("%+v", r)
	}
	core.Close(h, spi.Park)
	if all := records(t); len(all) != 1 {
		t.Errorf("%+v", all)
	}
}

// await waits until ready, for some seconds.
func await(t testing.TB, what string, ready func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !ready(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("no ", what)
		}
	}
}

// A SACL that comes after the bind counts from then on, and one that is taken away
// does not.
func TestAuditChanges(t *testing.T) {
	privileged(t)
	h, port := audited(t, &security.Descriptor{}, "tcp", "none", "127.0.0.1", quietPort())
	o := another(t, "", nil)
	try := func() {
		t.Helper()
		if r := o.do("bind b tcp none 127.0.0.1 " + port); r != "WSAEADDRINUSE" {
			t.Error(r)
		}
	}
	os.Mkdir(audit.Dir(), 0o700)
	for want, d := range []*security.Descriptor{{}, sacl(security.World, always, 2), {}} {
		if e := core.SetSecurity(h, saclPart, d); e != 0 {
			t.Fatal(e)
		}
		try()
		if n := len(records(t)); n != min(want, 1) {
			t.Errorf("%d records after change %d", n, want)
		}
	}
}

// Without the capability the privilege is not held, whatever is adjusted.
func TestAuditUnprivileged(t *testing.T) {
	clause.Covers(t, "P-421", "P-443")
	privileged(t)
	nobody := another(t, "65534", nil)
	if r := nobody.do("audit a tcp none 127.0.0.1 0"); r != "WSAEACCES" {
		t.Errorf("nobody audits: %s", r)
	}
	if r := another(t, "", nil).do("audit a tcp none 127.0.0.1 0"); r == "WSAEACCES" {
		t.Errorf("root may not audit: %s", r)
	}
}
