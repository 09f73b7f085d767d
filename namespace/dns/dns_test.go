package dns

import (
	"context"
	"encoding/binary"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"winsock/internal/clause"
	"winsock/internal/resolve"
	"winsock/namespace"
	"winsock/ws2def"
)

// asking is a provider whose name server knows host.test with an address in each
// family, alias.test, which is another name for it, and says nothing about
// silent.test, which it tells of.
func asking(t *testing.T) (*provider, <-chan struct{}) {
	t.Helper()
	server, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	asked := make(chan struct{}, 64)
	var served sync.WaitGroup
	served.Go(func() {
		packet := make([]byte, 4096)
		for {
			n, from, err := server.ReadFromUDPAddrPort(packet)
			if err != nil {
				return
			}
			var q dnsmessage.Message
			if err := q.Unpack(packet[:n]); err != nil || len(q.Questions) != 1 {
				t.Error("a bad question:", err)
				continue
			}
			if strings.HasPrefix(q.Questions[0].Name.String(), "silent.") {
				asked <- struct{}{}
				continue
			}
			reply, err := answer(q)
			if err != nil {
				t.Error(err)
				continue
			}
			server.WriteToUDPAddrPort(reply, from)
		}
	})
	t.Cleanup(func() { server.Close(); served.Wait() })
	services := filepath.Join(t.TempDir(), "services")
	if err := os.WriteFile(services, []byte("ftp 21/tcp file\nftp 21/udp\ntftp 69/udp\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return &provider{info: namespace.Info{ID: ws2def.GUID{Data1: 7}}, resolver: &resolve.Resolver{
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "udp", server.LocalAddr().String())
		},
		Services: services,
	}}, asked
}

func answer(q dnsmessage.Message) ([]byte, error) {
	question := q.Questions[0]
	reply := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: q.ID, Response: true, RecursionDesired: q.RecursionDesired, RecursionAvailable: true},
		Questions: q.Questions,
	}
	name := question.Name
	header := func() dnsmessage.ResourceHeader {
		return dnsmessage.ResourceHeader{Name: name, Class: dnsmessage.ClassINET, TTL: 60}
	}
	if strings.EqualFold(name.String(), "alias.test.") {
		target := dnsmessage.MustNewName("host.test.")
		reply.Answers = append(reply.Answers, dnsmessage.Resource{Header: header(), Body: &dnsmessage.CNAMEResource{CNAME: target}})
		name = target
	}
	switch {
	case !strings.EqualFold(name.String(), "host.test."):
		reply.RCode = dnsmessage.RCodeNameError
	case question.Type == dnsmessage.TypeA:
		reply.Answers = append(reply.Answers, dnsmessage.Resource{Header: header(), Body: &dnsmessage.AResource{A: [4]byte{192, 0, 2, 1}}})
	case question.Type == dnsmessage.TypeAAAA:
		reply.Answers = append(reply.Answers, dnsmessage.Resource{Header: header(), Body: &dnsmessage.AAAAResource{AAAA: netip.MustParseAddr("2001:db8::1").As16()}})
	}
	return reply.Pack()
}

// results are those of a query, or its error.
func (p *provider) results(q *namespace.QuerySet, class *namespace.Class, flags uint32) ([]*namespace.QuerySet, namespace.Errno) {
	l, e := p.Begin(q, class, flags)
	if e != 0 {
		return nil, e
	}
	defer l.End()
	var all []*namespace.QuerySet
	for {
		r, e := l.Next(flags)
		switch e {
		case 0:
			all = append(all, r)
		case ws2def.WSA_E_NO_MORE:
			return all, 0
		default:
			return all, e
		}
	}
}

// where are the remote addresses of a result, with protocol.
func where(r *namespace.QuerySet) []string {
	var all []string
	for _, a := range r.Addresses {
		to, scope, _ := ws2def.ParseAddrPort(a.Remote)
		text := ws2def.WithScope(to, scope).String()
		switch {
		case a.Protocol == ws2def.IPPROTO_TCP && a.SocketType == ws2def.SOCK_STREAM:
			text += "/tcp"
		case a.Protocol == ws2def.IPPROTO_UDP && a.SocketType == ws2def.SOCK_DGRAM:
			text += "/udp"
		default:
			text += "?"
		}
		if from, _, ok := ws2def.ParseAddrPort(a.Local); !ok || !from.Addr().IsUnspecified() || from.Port() != 0 || len(a.Local) != len(a.Remote) {
			text += "!"
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return all
}

func TestHosts(t *testing.T) {
	clause.Covers(t, "P-481", "P-482", "P-483")
	p, _ := asking(t)
	port := func(protocol int32, n uint16) *ws2def.GUID {
		id := namespace.PortClass(protocol, n)
		return &id
	}
	record := *port(ws2def.IPPROTO_TCP, 53)
	record.Data3 = 15
	own := ws2def.GUID{Data1: 0x1234}
	class := func(name string, n byte) *namespace.Class {
		return &namespace.Class{ID: own, Values: []namespace.Value{{Name: name, NameSpace: ws2def.NS_ALL, Type: 4, Data: []byte{n, 0, 0, 0}}}}
	}
	only := func(family, protocol int32) []ws2def.AFProtocols {
		return []ws2def.AFProtocols{{AddressFamily: family, Protocol: protocol}}
	}
	for _, tc := range []struct {
		name  string
		q     namespace.QuerySet
		class *namespace.Class
		host  string
		want  []string
		fails namespace.Errno
	}{
		{"a host", namespace.QuerySet{Name: "host.test", Class: &namespace.HostName}, nil, "host.test", []string{"192.0.2.1:0/tcp", "[2001:db8::1]:0/tcp"}, 0},
		{"an address", namespace.QuerySet{Name: "192.0.2.77", Class: &namespace.HostName}, nil, "192.0.2.77", []string{"192.0.2.77:0/tcp"}, 0},
		{"as gethostbyname", namespace.QuerySet{Name: "host.test", Class: &namespace.HostByName}, nil, "host.test", []string{"192.0.2.1:0/tcp"}, 0},
		{"one family", namespace.QuerySet{Name: "host.test", Class: &namespace.HostName, Protocols: only(ws2def.AF_INET6, ws2def.IPPROTO_UDP)}, nil, "host.test", []string{"[2001:db8::1]:0/udp"}, 0},
		{"a port", namespace.QuerySet{Name: "host.test", Class: port(ws2def.IPPROTO_TCP, 8080)}, nil, "host.test", []string{"192.0.2.1:8080/tcp", "[2001:db8::1]:8080/tcp"}, 0},
		{"a port of UDP", namespace.QuerySet{Name: "host.test", Class: port(ws2def.IPPROTO_UDP, 53), Protocols: only(ws2def.AF_INET, 0)}, nil, "host.test", []string{"192.0.2.1:53/udp"}, 0},
		{"a class with a port", namespace.QuerySet{Name: "192.0.2.9", Class: &own}, class("TcpPort", 99), "192.0.2.9", []string{"192.0.2.9:99/tcp"}, 0},
		{"a class with a port of UDP", namespace.QuerySet{Name: "192.0.2.9", Class: &own}, class("UdpPort", 99), "192.0.2.9", []string{"192.0.2.9:99/udp"}, 0},
		{"an unknown host", namespace.QuerySet{Name: "nosuch.test", Class: &namespace.HostName}, nil, "", nil, ws2def.WSASERVICE_NOT_FOUND},
		{"another family", namespace.QuerySet{Name: "192.0.2.9", Class: &namespace.HostName, Protocols: only(ws2def.AF_UNIX, 0)}, nil, "", nil, ws2def.WSANO_DATA},
		{"another protocol", namespace.QuerySet{Name: "192.0.2.9", Class: port(ws2def.IPPROTO_UDP, 1), Protocols: only(0, ws2def.IPPROTO_TCP)}, nil, "", nil, ws2def.WSANO_DATA},
		{"a DNS record", namespace.QuerySet{Name: "host.test", Class: &record}, nil, "", nil, ws2def.WSASERVICE_NOT_FOUND},
		{"an unknown class", namespace.QuerySet{Name: "host.test", Class: &own}, nil, "", nil, ws2def.WSASERVICE_NOT_FOUND},
		{"a class without port", namespace.QuerySet{Name: "host.test", Class: &own}, class("SapId", 1), "", nil, ws2def.WSASERVICE_NOT_FOUND},
		{"a port of any host", namespace.QuerySet{Class: port(ws2def.IPPROTO_TCP, 80)}, nil, "", nil, ws2def.WSASERVICE_NOT_FOUND},
		{"no class", namespace.QuerySet{Name: "host.test"}, nil, "", nil, ws2def.WSAEINVAL},
		{"no address", namespace.QuerySet{Name: "host", Class: &namespace.HostByAddressString}, nil, "", nil, ws2def.WSAEINVAL},
	} {
		found, e := p.results(&tc.q, tc.class, 0)
		if e != tc.fails {
			t.Errorf("%s: %v, want %v", tc.name, e, tc.fails)
		}
		if tc.fails != 0 || len(found) == 0 {
			continue
		}
		if got := where(found[0]); len(found) != 1 || found[0].Name != tc.host || !slices.Equal(got, tc.want) {
			t.Errorf("%s: %d results, %q at %q; want %q at %q", tc.name, len(found), found[0].Name, got, tc.host, tc.want)
		}
	}
	if _, e := p.Begin(&namespace.QuerySet{Class: &namespace.HostName}, nil, ws2def.LUP_CONTAINERS); e != ws2def.WSANO_DATA {
		t.Error("containers:", e)
	}
	found, e := p.results(&namespace.QuerySet{Class: &namespace.HostName}, nil, 0)
	if name, _ := os.Hostname(); e != 0 || len(found) != 1 || len(found[0].Addresses) == 0 || !strings.HasPrefix(found[0].Name, strings.SplitN(name, ".", 2)[0]) {
		t.Errorf("this host: %v, %+v", e, found)
	}
}

func TestAliases(t *testing.T) {
	clause.Covers(t, "P-478")
	p, _ := asking(t)
	q := &namespace.QuerySet{Name: "alias.test", Class: &namespace.HostName}
	found, e := p.results(q, nil, ws2def.LUP_RETURN_ALIASES)
	if e != 0 || len(found) != 2 || found[0].Name != "host.test" || found[0].Flags != 0 ||
		found[1].Name != "alias.test" || found[1].Flags != namespace.IsAlias {
		t.Errorf("%v, %+v", e, found)
	}
	if found, e = p.results(q, nil, 0); e != 0 || len(found) != 1 {
		t.Errorf("aliases unasked: %v, %+v", e, found)
	}
}

// pointed is the text that an offset in a blob points to.
func pointed(t *testing.T, b []byte, at int) string {
	t.Helper()
	from := binary.LittleEndian.Uint64(b[at:])
	if from == 0 || from >= uint64(len(b)) {
		t.Fatalf("the offset at %d is %d, outside the %d bytes", at, from, len(b))
	}
	text, _, ok := strings.Cut(string(b[from:]), "\x00")
	if !ok {
		t.Fatalf("the text at %d has no end", from)
	}
	return text
}

func TestHostBlob(t *testing.T) {
	clause.Covers(t, "P-483")
	p, _ := asking(t)
	for _, class := range []ws2def.GUID{namespace.HostName, namespace.HostByName} {
		found, e := p.results(&namespace.QuerySet{Name: "alias.test", Class: &class}, nil, 0)
		if e != 0 || len(found) != 1 {
			t.Fatal(e, found)
		}
		b := found[0].Blob
		if pointed(t, b, 0) != "host.test" {
			t.Error("h_name is", pointed(t, b, 0))
		}
		aliases := int(binary.LittleEndian.Uint64(b[8:]))
		if aliases%8 != 0 || pointed(t, b, aliases) != "alias.test" || binary.LittleEndian.Uint64(b[aliases+8:]) != 0 {
			t.Error("h_aliases is wrong")
		}
		if binary.LittleEndian.Uint16(b[16:]) != ws2def.AF_INET || binary.LittleEndian.Uint16(b[18:]) != 4 {
			t.Error("h_addrtype or h_length is wrong")
		}
		addresses := int(binary.LittleEndian.Uint64(b[24:]))
		first := binary.LittleEndian.Uint64(b[addresses:])
		if !slices.Equal(b[first:first+4], []byte{192, 0, 2, 1}) || binary.LittleEndian.Uint64(b[addresses+8:]) != 0 {
			t.Error("h_addr_list is wrong")
		}
	}
}

func TestServices(t *testing.T) {
	clause.Covers(t, "P-484", "P-488")
	p, _ := asking(t)
	for _, tc := range []struct {
		name, want, protocol string
		class                ws2def.GUID
		fails                namespace.Errno
	}{
		{"ftp", "ftp", "tcp", namespace.PortClass(ws2def.IPPROTO_TCP, 21), 0},
		{"FTP/UDP", "ftp", "udp", namespace.PortClass(ws2def.IPPROTO_UDP, 21), 0},
		{"21/tcp", "ftp", "tcp", namespace.PortClass(ws2def.IPPROTO_TCP, 21), 0},
		{"69", "tftp", "udp", namespace.PortClass(ws2def.IPPROTO_UDP, 69), 0},
		{"file", "ftp", "tcp", namespace.PortClass(ws2def.IPPROTO_TCP, 21), 0},
		{"nosuch", "", "", ws2def.GUID{}, ws2def.WSANO_DATA},
		{"69/tcp", "", "", ws2def.GUID{}, ws2def.WSANO_DATA},
		{"", "", "", ws2def.GUID{}, ws2def.WSAEINVAL},
	} {
		found, e := p.results(&namespace.QuerySet{Name: tc.name, Class: &namespace.ServiceByName}, nil, 0)
		if e != tc.fails {
			t.Errorf("%q: %v, want %v", tc.name, e, tc.fails)
		}
		if tc.fails != 0 || len(found) != 1 {
			continue
		}
		r, b := found[0], found[0].Blob
		if r.Name != tc.want || *r.Class != tc.class || pointed(t, b, 0) != tc.want || pointed(t, b, 16) != tc.protocol ||
			uint32(binary.BigEndian.Uint16(b[24:])) != tc.class.Data1&0xffff {
			t.Errorf("%q: %q, %v", tc.name, r.Name, r.Class)
		}
	}
	c, e := p.Class(namespace.PortClass(ws2def.IPPROTO_UDP, 69))
	if e != 0 || c.Name != "tftp" {
		t.Error(c, e)
	}
	if n, ok := c.Number("UdpPort", ws2def.NS_DNS); n != 69 || !ok {
		t.Error(n, ok)
	}
	if _, e := p.Class(namespace.PortClass(ws2def.IPPROTO_TCP, 69)); e != ws2def.WSATYPE_NOT_FOUND {
		t.Error(e)
	}
}

func TestEndCancels(t *testing.T) {
	clause.Covers(t, "P-477", "P-482")
	p, asked := asking(t)
	l, e := p.Begin(&namespace.QuerySet{Name: "silent.test", Class: &namespace.HostName}, nil, 0)
	if e != 0 {
		t.Fatal(e)
	}
	done := make(chan namespace.Errno)
	go func() {
		_, e := l.Next(0)
		done <- e
	}()
	<-asked // Begin did not wait for it
	l.End()
	if e := <-done; e != ws2def.WSA_E_CANCELLED {
		t.Error(e)
	}
}

func TestNothingToRegister(t *testing.T) {
	clause.Covers(t, "P-486")
	p, _ := asking(t)
	for op, want := range map[int32]namespace.Errno{
		ws2def.RNRSERVICE_REGISTER: 0, ws2def.RNRSERVICE_DEREGISTER: 0, ws2def.RNRSERVICE_DELETE: ws2def.WSAEOPNOTSUPP,
	} {
		if e := p.SetService(nil, new(namespace.QuerySet), op, 0); e != want {
			t.Error(op, e)
		}
	}
}
