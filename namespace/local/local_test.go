package local

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/namespace"
	"winsock/ws2def"
)

var (
	printing = ws2def.GUID{Data1: 1, Data2: 2}
	scanning = ws2def.GUID{Data1: 1, Data2: 3}
)

// isolated gives the test files of its own, and returns the provider.
func isolated(t *testing.T) *provider {
	t.Helper()
	t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
	return &provider{info: namespace.Info{ID: ws2def.GUID{Data1: 99}, NameSpace: ws2def.NS_LOCALNAME}}
}

func at(text string) []byte {
	sa, err := parseSockaddr(text)
	if err != nil {
		panic(err)
	}
	return sa
}

func tcpAt(text string) namespace.Address {
	return namespace.Address{Local: at(text), SocketType: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP}
}

func (p *provider) do(t *testing.T, op int32, flags uint32, s *namespace.QuerySet, want namespace.Errno) {
	t.Helper()
	if e := p.SetService(nil, s, op, flags); e != want {
		t.Fatalf("operation %d with flags %d on %q: %v, want %v", op, flags, s.Name, e, want)
	}
}

// found are the names and remote addresses that a query finds.
func (p *provider) found(t *testing.T, q *namespace.QuerySet, flags uint32) []string {
	t.Helper()
	l, e := p.Begin(q, nil, flags)
	if e == ws2def.WSASERVICE_NOT_FOUND {
		return nil
	}
	if e != 0 {
		t.Fatal(e)
	}
	defer l.End()
	var all []string
	for {
		r, e := l.Next(flags)
		if e == ws2def.WSA_E_NO_MORE {
			return all
		}
		if e != 0 {
			t.Fatal(e)
		}
		text := r.Name
		if r.Context != "" {
			text = r.Context + ":" + text
		}
		for _, a := range r.Addresses {
			where, _ := sockaddr(a.Remote).MarshalText()
			text += " " + string(where)
		}
		all = append(all, text)
	}
}

func TestRegistration(t *testing.T) {
	clause.Covers(t, "P-485", "P-486")
	p := isolated(t)
	lab := func(addresses ...string) *namespace.QuerySet {
		s := &namespace.QuerySet{Name: "Lab", Class: &printing}
		for _, a := range addresses {
			s.Addresses = append(s.Addresses, tcpAt(a))
		}
		return s
	}
	find := func(want ...string) {
		t.Helper()
		if got := p.found(t, &namespace.QuerySet{Name: "lab", Class: &printing}, 0); !slices.Equal(got, want) {
			t.Fatalf("found %q, want %q", got, want)
		}
	}
	const register, deregister, remove = ws2def.RNRSERVICE_REGISTER, ws2def.RNRSERVICE_DEREGISTER, ws2def.RNRSERVICE_DELETE
	p.do(t, deregister, 0, lab(), ws2def.WSASERVICE_NOT_FOUND)
	p.do(t, remove, ws2def.SERVICE_MULTIPLE, lab(), ws2def.WSASERVICE_NOT_FOUND)
	find()
	p.do(t, register, 0, lab("192.0.2.1:1", "192.0.2.1:2"), 0)
	find("Lab 192.0.2.1:1 192.0.2.1:2")
	p.do(t, register, 0, lab("192.0.2.1:3"), 0)
	find("Lab 192.0.2.1:3")
	p.do(t, register, ws2def.SERVICE_MULTIPLE, lab("[2001:db8::1%7]:4", "192.0.2.1:3"), 0)
	find("Lab 192.0.2.1:3 [2001:db8::1%7]:4")
	p.do(t, deregister, ws2def.SERVICE_MULTIPLE, lab("192.0.2.1:3", "192.0.2.9:9"), 0)
	find("Lab [2001:db8::1%7]:4")
	p.do(t, deregister, ws2def.SERVICE_MULTIPLE, lab("[2001:db8::1%7]:4"), 0)
	find()
	p.do(t, register, ws2def.SERVICE_MULTIPLE, lab("192.0.2.1:5"), 0)
	find("Lab 192.0.2.1:5")
	p.do(t, deregister, 0, lab(), 0)
	find()
	if data, err := os.ReadFile(filepath.Join(filepath.Dir(os.Getenv(catalog.EnvFile)), File)); err != nil || !strings.Contains(string(data), "Lab") {
		t.Error("a service that was deregistered is not kept:", err)
	}
	p.do(t, register, 0, lab("192.0.2.1:6", "192.0.2.1:7"), 0)
	p.do(t, remove, ws2def.SERVICE_MULTIPLE, lab("192.0.2.1:6"), 0)
	find("Lab 192.0.2.1:7")
	p.do(t, remove, 0, lab(), 0)
	find()
	p.do(t, remove, 0, lab(), ws2def.WSASERVICE_NOT_FOUND)

	p.do(t, register, 0, &namespace.QuerySet{Class: &printing}, ws2def.WSAEINVAL)
	p.do(t, register, 0, &namespace.QuerySet{Name: "x"}, ws2def.WSAEINVAL)
	p.do(t, register, 0, &namespace.QuerySet{Name: strings.Repeat("x", maxText+1), Class: &printing}, ws2def.WSAEINVAL)
	p.do(t, register, 0, &namespace.QuerySet{Name: "x", Class: &printing, Addresses: make([]namespace.Address, 1)}, ws2def.WSAEINVAL)

	any := tcpAt("0.0.0.0:80")
	any.Protocol = protocolAny
	p.do(t, register, 0, &namespace.QuerySet{Name: "Any", Class: &printing, Addresses: []namespace.Address{any}}, 0)
	l, e := p.Begin(&namespace.QuerySet{Name: "Any", Class: &printing}, nil, 0)
	if e != 0 {
		t.Fatal(e)
	}
	defer l.End()
	r, e := l.Next(0)
	want := []namespace.Address{{Local: at("0.0.0.0:0"), Remote: at("127.0.0.1:80"), SocketType: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP}}
	if e != 0 || cmp.Diff(want, r.Addresses) != "" {
		t.Error(e, cmp.Diff(want, r.Addresses))
	}
}

func TestRestrictions(t *testing.T) {
	clause.Covers(t, "P-474", "P-485")
	p := isolated(t)
	add := func(name, context string, class *ws2def.GUID, version uint32, address string) {
		t.Helper()
		p.do(t, ws2def.RNRSERVICE_REGISTER, 0, &namespace.QuerySet{
			Name: name, Class: class, Context: context, Version: &ws2def.WSAVersion{Version: version}, Addresses: []namespace.Address{tcpAt(address)},
		}, 0)
	}
	add("Lab", "", &printing, 1, "192.0.2.1:1")
	add("Office", `\Floor 1\Room 2`, &printing, 2, "192.0.2.1:2")
	add("Cellar", "floor 1/room 3", &printing, 3, "[2001:db8::1]:3")
	add("Lab", "", &scanning, 4, "192.0.2.1:4")
	version := func(v uint32, how int32) *ws2def.WSAVersion {
		return &ws2def.WSAVersion{Version: v, EnumerationOfComparison: how}
	}
	for _, tc := range []struct {
		name  string
		q     namespace.QuerySet
		flags uint32
		want  []string
	}{
		{"by class", namespace.QuerySet{Class: &scanning}, 0, []string{"Lab 192.0.2.1:4"}},
		{"the first level", namespace.QuerySet{Class: &printing}, 0, []string{"Lab 192.0.2.1:1"}},
		{"deep", namespace.QuerySet{Class: &printing}, ws2def.LUP_DEEP, []string{"Lab 192.0.2.1:1", "Floor 1/Room 2:Office 192.0.2.1:2", "floor 1/room 3:Cellar [2001:db8::1]:3"}},
		{"a context", namespace.QuerySet{Class: &printing, Context: "FLOOR 1/room 2"}, 0, []string{"Floor 1/Room 2:Office 192.0.2.1:2"}},
		{"below a context", namespace.QuerySet{Class: &printing, Context: "floor 1"}, ws2def.LUP_DEEP, []string{"Floor 1/Room 2:Office 192.0.2.1:2", "floor 1/room 3:Cellar [2001:db8::1]:3"}},
		{"no such context", namespace.QuerySet{Class: &printing, Context: "floor"}, ws2def.LUP_DEEP, nil},
		{"a name", namespace.QuerySet{Class: &printing, Name: "OFFICE"}, ws2def.LUP_DEEP, []string{"Floor 1/Room 2:Office 192.0.2.1:2"}},
		{"a pattern", namespace.QuerySet{Class: &printing, Name: "*c*e*"}, ws2def.LUP_DEEP, []string{"Floor 1/Room 2:Office 192.0.2.1:2", "floor 1/room 3:Cellar [2001:db8::1]:3"}},
		{"another name", namespace.QuerySet{Class: &printing, Name: "La"}, ws2def.LUP_DEEP, nil},
		{"a version", namespace.QuerySet{Class: &printing, Version: version(2, ws2def.COMP_EQUAL)}, ws2def.LUP_DEEP, []string{"Floor 1/Room 2:Office 192.0.2.1:2"}},
		{"from a version on", namespace.QuerySet{Class: &printing, Version: version(2, ws2def.COMP_NOTLESS)}, ws2def.LUP_DEEP, []string{"Floor 1/Room 2:Office 192.0.2.1:2", "floor 1/room 3:Cellar [2001:db8::1]:3"}},
		{"a family", namespace.QuerySet{Class: &printing, Protocols: []ws2def.AFProtocols{{AddressFamily: ws2def.AF_INET6}}}, ws2def.LUP_DEEP, []string{"floor 1/room 3:Cellar [2001:db8::1]:3"}},
		{"a protocol", namespace.QuerySet{Class: &printing, Protocols: []ws2def.AFProtocols{{Protocol: ws2def.IPPROTO_UDP}}}, ws2def.LUP_DEEP, nil},
		{"containers", namespace.QuerySet{}, ws2def.LUP_CONTAINERS, []string{"Floor 1"}},
		{"containers inside", namespace.QuerySet{Context: "floor 1"}, ws2def.LUP_CONTAINERS, []string{"Floor 1:Room 2", "floor 1:room 3"}},
		{"all containers", namespace.QuerySet{}, ws2def.LUP_CONTAINERS | ws2def.LUP_DEEP, []string{"Floor 1", "Floor 1:Room 2", "floor 1:room 3"}},
		{"a container", namespace.QuerySet{Name: "room 2"}, ws2def.LUP_CONTAINERS | ws2def.LUP_DEEP, []string{"Floor 1:Room 2"}},
	} {
		if got := p.found(t, &tc.q, tc.flags); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
	if _, e := p.Begin(&namespace.QuerySet{Name: "Lab"}, nil, 0); e != ws2def.WSAEINVAL {
		t.Error("no class:", e)
	}
}

func TestClasses(t *testing.T) {
	clause.Covers(t, "P-487", "P-488", "P-489")
	p := isolated(t)
	c := &namespace.Class{ID: printing, Name: "Printing", Values: []namespace.Value{{Name: "TcpPort", NameSpace: ws2def.NS_ALL, Type: 4, Data: []byte{1, 2, 0, 0}}}}
	if _, e := p.Class(printing); e != ws2def.WSATYPE_NOT_FOUND {
		t.Error(e)
	}
	if e := p.InstallClass(c); e != 0 {
		t.Fatal(e)
	}
	if e := p.InstallClass(c); e != ws2def.WSAEALREADY {
		t.Error(e)
	}
	if e := p.InstallClass(&namespace.Class{ID: scanning}); e != ws2def.WSAEINVAL {
		t.Error("no name:", e)
	}
	got, e := p.Class(printing)
	if e != 0 || cmp.Diff(c, got) != "" {
		t.Error(e, cmp.Diff(c, got))
	}
	s := &namespace.QuerySet{Name: "x", Class: &printing}
	p.do(t, ws2def.RNRSERVICE_REGISTER, 0, s, 0)
	if e := p.RemoveClass(printing); e != ws2def.WSAETOOMANYREFS {
		t.Error(e)
	}
	p.do(t, ws2def.RNRSERVICE_DELETE, 0, s, 0)
	if e := p.RemoveClass(printing); e != 0 {
		t.Error(e)
	}
	if e := p.RemoveClass(printing); e != ws2def.WSATYPE_NOT_FOUND {
		t.Error(e)
	}
}

func TestChanged(t *testing.T) {
	clause.Covers(t, "P-491")
	p := isolated(t)
	s := &namespace.QuerySet{Name: "x", Class: &printing, Addresses: []namespace.Address{tcpAt("192.0.2.1:1")}}
	p.do(t, ws2def.RNRSERVICE_REGISTER, 0, s, 0)
	begin := func() *lookup {
		t.Helper()
		l, e := p.Begin(s, nil, 0)
		if e != 0 {
			t.Fatal(e)
		}
		t.Cleanup(l.End)
		return l.(*lookup)
	}
	over := func(l *lookup) bool {
		t.Helper()
		changed, e := l.Changed()
		if e != 0 {
			t.Fatal(e)
		}
		select {
		case <-changed:
			return true
		default:
			return false
		}
	}
	early, late := begin(), begin()
	if over(early) {
		t.Error("nothing has changed")
	}
	p.do(t, ws2def.RNRSERVICE_REGISTER, ws2def.SERVICE_MULTIPLE, s, 0)
	changed, _ := early.Changed()
	select {
	case <-changed:
	case <-time.After(10 * time.Second):
		t.Error("a change is not told")
	}
	if !over(late) {
		t.Error("a change before the first question is not told")
	}
	fresh := begin()
	changed, e := fresh.Changed()
	if e != 0 {
		t.Fatal(e)
	}
	fresh.End()
	select {
	case <-changed:
	default:
		t.Error("the end of the look-up leaves a watch")
	}
	if _, e := fresh.Changed(); e != ws2def.WSA_E_CANCELLED {
		t.Error("after the end:", e)
	}
}

func TestRights(t *testing.T) {
	clause.Covers(t, "P-486")
	p := isolated(t)
	t.Setenv(catalog.EnvFile, "/proc/nowhere/catalog.json")
	e := p.SetService(nil, &namespace.QuerySet{Name: "x", Class: &printing}, ws2def.RNRSERVICE_REGISTER, 0)
	if e != ws2def.WSAEACCES && e != ws2def.WSANO_RECOVERY {
		t.Error(e)
	}
}

func TestDamage(t *testing.T) {
	p := isolated(t)
	file := filepath.Join(filepath.Dir(os.Getenv(catalog.EnvFile)), File)
	for _, text := range []string{
		"", "{", `{"format":2}`, `{"format":1,"more":1}`, `{"format":1}x`, `{"format":1,"services":[{"name":"x"}]}`,
		`{"format":1,"services":[{"name":"","class":"{00000001-0000-0000-0000-000000000000}"}]}`,
		`{"format":1,"services":[{"name":"x","class":"{00000001-0000-0000-0000-000000000000}","addresses":[{"remote":"1.2.3.4","type":1,"protocol":6}]}]}`,
		`{"format":1,"services":[{"name":"x","class":"{00000001-0000-0000-0000-000000000000}","addresses":[{"type":1,"protocol":6}]}]}`,
		`{"format":1,"classes":[{"id":"{00000001-0000-0000-0000-000000000000}"}]}`,
	} {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, e := p.Begin(&namespace.QuerySet{Class: &printing}, nil, 0); e != ws2def.WSANO_RECOVERY {
			t.Errorf("%s: %v", text, e)
		}
		if e := p.SetService(nil, &namespace.QuerySet{Name: "x", Class: &printing}, ws2def.RNRSERVICE_REGISTER, 0); e != ws2def.WSANO_RECOVERY {
			t.Errorf("%s: registered: %v", text, e)
		}
		if now, err := os.ReadFile(file); err != nil || string(now) != text {
			t.Errorf("%s: became %s", text, now)
		}
	}
}

func TestSockaddrText(t *testing.T) {
	for _, tc := range []struct {
		sa   sockaddr
		want string
	}{
		{at("192.0.2.1:80"), "192.0.2.1:80"},
		{at("[2001:db8::1%3]:80"), "[2001:db8::1%3]:80"},
		{append(at("192.0.2.1:80")[:15:15], 1), "hex:02000050c00002010000000000000001"},
		{sockaddr{1, 0, '/', 'x', 0}, "hex:01002f7800"},
	} {
		text, err := tc.sa.MarshalText()
		var back sockaddr
		if err != nil || string(text) != tc.want || back.UnmarshalText(text) != nil || !slices.Equal(back, tc.sa) {
			t.Errorf("%v: %s, %v, %v", tc.sa, text, err, back)
		}
	}
}

func FuzzFile(f *testing.F) {
	f.Add([]byte(`{"format":1,"classes":[{"id":"{00000001-0000-0000-0000-000000000000}","name":"x","values":[{"name":"TcpPort","name_space":12,"type":4,"data":"AAAA"}]}],"services":[{"name":"x","class":"{00000001-0000-0000-0000-000000000000}","context":"a/b","version":3,"addresses":[{"local":"1.2.3.4:5","remote":"hex:0100","type":1,"protocol":6}]}]}`))
	f.Add([]byte(`{"format":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := parse(data)
		if err != nil || data == nil {
			return
		}
		again, err := parse(c.encode())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.encode(), again.encode()); diff != "" {
			t.Error(diff)
		}
		p := &provider{}
		for i := range c.Services {
			s := &c.Services[i]
			q := &namespace.QuerySet{Class: &s.Class, Name: s.Name, Context: s.Context}
			if !strings.Contains(s.Name, "*") && !wanted(q, s, 0) {
				t.Errorf("%+v is not found by its name", s)
			}
			p.result(q, s)
			contained(&namespace.QuerySet{}, s, ws2def.LUP_DEEP)
		}
	})
}

// A user sees the services of the system, has his own above them, and can't change those
// of the system.
func TestUserAndSystem(t *testing.T) {
	clause.Covers(t, "P-485", "P-486", "P-489")
	p, dir := isolated(t), t.TempDir()
	system, own := catalog.Open(filepath.Join(dir, "system", "catalog.json")), catalog.Open(filepath.Join(dir, "own", "catalog.json"))
	usual := stores
	defer func() { stores = usual }()
	as := func(all ...*catalog.Store) { stores = func() []*catalog.Store { return all } }
	service := func(name, address string) *namespace.QuerySet {
		return &namespace.QuerySet{Name: name, Class: &printing, Addresses: []namespace.Address{tcpAt(address)}}
	}
	as(system)
	p.do(t, ws2def.RNRSERVICE_REGISTER, 0, service("Both", "192.0.2.1:1"), 0)
	p.do(t, ws2def.RNRSERVICE_REGISTER, 0, service("System", "192.0.2.1:2"), 0)
	if e := p.InstallClass(&namespace.Class{ID: scanning, Name: "Scanning"}); e != 0 {
		t.Fatal(e)
	}
	as(own, system)
	p.do(t, ws2def.RNRSERVICE_REGISTER, 0, service("both", "192.0.2.1:3"), 0)
	want := []string{"both 192.0.2.1:3", "System 192.0.2.1:2"}
	if got := p.found(t, &namespace.QuerySet{Class: &printing}, 0); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	p.do(t, ws2def.RNRSERVICE_DELETE, 0, service("System", "192.0.2.1:2"), ws2def.WSAEACCES)
	p.do(t, ws2def.RNRSERVICE_DELETE, 0, service("Nobody", "192.0.2.1:2"), ws2def.WSASERVICE_NOT_FOUND)
	p.do(t, ws2def.RNRSERVICE_DELETE, 0, service("Both", "192.0.2.1:3"), 0)
	want = []string{"Both 192.0.2.1:1", "System 192.0.2.1:2"}
	if got := p.found(t, &namespace.QuerySet{Class: &printing}, 0); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if c, e := p.Class(scanning); e != 0 || c.Name != "Scanning" {
		t.Error(c, e)
	}
	if e := p.RemoveClass(scanning); e != ws2def.WSAEACCES {
		t.Error(e)
	}
}

// The errors of the file system that mean that somebody may not.
func TestNobody(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	p := isolated(t)
	dir := filepath.Dir(os.Getenv(catalog.EnvFile))
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755)
	p.do(t, ws2def.RNRSERVICE_REGISTER, 0, &namespace.QuerySet{Name: "x", Class: &printing}, ws2def.WSAEACCES)
}
