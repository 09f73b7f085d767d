package namespace_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/namespace"
	"winsock/ws2def"
)

func start(namespace.Info) (namespace.Provider, namespace.Errno) { return nil, 0 }

func TestRegister(t *testing.T) {
	namespace.Register("test-register", start)
	if _, err := namespace.Find("go:test-register"); err != nil {
		t.Error(err)
	}
	for path, want := range map[string]error{
		"go:nosuch": namespace.ErrNotLinked, "relative.so": namespace.ErrPath, "/lib/x.so": namespace.ErrNoLoader, "": namespace.ErrPath,
	} {
		if _, err := namespace.Find(path); !errors.Is(err, want) {
			t.Errorf("Find(%q): %v, want %v", path, err, want)
		}
	}
	for what, f := range map[string]func(){
		"no name": func() { namespace.Register("", start) },
		"no code": func() { namespace.Register("x", nil) },
		"twice":   func() { namespace.Register("test-register", start) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("no panic:", what)
				}
			}()
			f()
		}()
	}
}

func TestPortClasses(t *testing.T) {
	for _, protocol := range []int32{ws2def.IPPROTO_TCP, ws2def.IPPROTO_UDP} {
		id := namespace.PortClass(protocol, 8080)
		if p, port, record, ok := namespace.PortOf(id); p != protocol || port != 8080 || record != 0 || !ok {
			t.Error(id, p, port, record, ok)
		}
	}
	if got := namespace.PortClass(ws2def.IPPROTO_TCP, 21).String(); got != "{00090015-0000-0000-C000-000000000046}" {
		t.Error(got)
	}
	if got := namespace.HostName.String(); got != "{0002A800-0000-0000-C000-000000000046}" {
		t.Error(got)
	}
	if _, _, _, ok := namespace.PortOf(namespace.HostName); ok {
		t.Error("a class of hosts has a port")
	}
}

func TestAdmits(t *testing.T) {
	only := []ws2def.AFProtocols{{AddressFamily: ws2def.AF_INET, Protocol: ws2def.IPPROTO_UDP}, {AddressFamily: ws2def.AF_INET6}}
	for _, tc := range []struct {
		family, protocol int32
		want             bool
	}{
		{ws2def.AF_INET, ws2def.IPPROTO_UDP, true},
		{ws2def.AF_INET, ws2def.IPPROTO_TCP, false},
		{ws2def.AF_INET, 0, true},
		{ws2def.AF_INET6, ws2def.IPPROTO_TCP, true},
		{ws2def.AF_UNIX, 0, false},
	} {
		if got := namespace.Admits(only, tc.family, tc.protocol); got != tc.want {
			t.Errorf("%+v: %v", tc, got)
		}
	}
	if !namespace.Admits(nil, ws2def.AF_UNIX, 7) {
		t.Error("no restriction restricts")
	}
}

func TestRestrict(t *testing.T) {
	full := func() *namespace.QuerySet {
		return &namespace.QuerySet{
			Name: "n", Class: new(ws2def.GUID), Version: new(ws2def.WSAVersion), Comment: "c", Context: "x", Query: "q",
			Addresses: make([]namespace.Address, 1), Blob: []byte{1}, NameSpace: 12, Provider: new(ws2def.GUID), Flags: namespace.IsAlias,
		}
	}
	all := full()
	all.Restrict(ws2def.LUP_RETURN_ALL)
	if diff := cmp.Diff(full(), all); diff != "" {
		t.Error(diff)
	}
	none := full()
	none.Restrict(0)
	want := &namespace.QuerySet{Context: "x", NameSpace: 12, Provider: new(ws2def.GUID), Flags: namespace.IsAlias}
	if diff := cmp.Diff(want, none); diff != "" {
		t.Error(diff)
	}
}

func TestNumber(t *testing.T) {
	c := &namespace.Class{Values: []namespace.Value{
		{Name: "TcpPort", NameSpace: ws2def.NS_DNS, Type: 4, Data: []byte{0x90, 0x1f, 0, 0}},
		{Name: "UdpPort", NameSpace: ws2def.NS_ALL, Type: 1, Data: []byte{1, 0, 0, 0}},
		{Name: "SapId", NameSpace: ws2def.NS_SAP, Type: 4, Data: []byte{1, 0, 0, 0}},
	}}
	if n, ok := c.Number("TcpPort", ws2def.NS_DNS); n != 8080 || !ok {
		t.Error(n, ok)
	}
	for _, name := range []string{"UdpPort", "SapId", "nosuch"} {
		if n, ok := c.Number(name, ws2def.NS_DNS); ok {
			t.Error(name, n)
		}
	}
	if _, ok := (*namespace.Class)(nil).Number("TcpPort", ws2def.NS_DNS); ok {
		t.Error("no class has a port")
	}
}
