package catalog

import (
	"fmt"
	"testing"

	"winsock/internal/clause"
	"winsock/ws2def"
)

const (
	anything  = 0
	nonsense  = 0xDEAD
	fromInfo  = ws2def.FROM_PROTOCOL_INFO
	unspec    = ws2def.AF_UNSPEC
	inet      = ws2def.AF_INET
	inet6     = ws2def.AF_INET6
	anyFamily = -2 // in an expected triple: that of the catalog's first IP entry
	stream    = ws2def.SOCK_STREAM
	dgram     = ws2def.SOCK_DGRAM
	raw       = ws2def.SOCK_RAW
	tcp       = ws2def.IPPROTO_TCP
	udp       = ws2def.IPPROTO_UDP
)

// selection is a row of a matrix: what a request selects, or how it is refused.
type selection struct {
	id                      string
	family, typ, protocol   int32
	refusal                 ws2def.Errno
	toFamily, toType, toLow int32 // family, type and iProtocol of the entry chosen
}

func refused(id string, af, typ, protocol int32, e ws2def.Errno) selection {
	return selection{id: id, family: af, typ: typ, protocol: protocol, refusal: e}
}

func chosen(id string, af, typ, protocol, toFamily, toType, toLow int32) selection {
	return selection{id: id, family: af, typ: typ, protocol: protocol, toFamily: toFamily, toType: toType, toLow: toLow}
}

// check runs the row over c, in which the IP entries of family first come first.
func (s selection) check(t *testing.T, c *Catalog, first int32) {
	t.Helper()
	i := c.Next(-1, s.family, s.typ, s.protocol)
	refusal := c.Refusal(s.family, s.typ, s.protocol)
	if refusal != s.refusal {
		t.Errorf("%s: (%d, %d, %d): refusal %v, want %v", s.id, s.family, s.typ, s.protocol, refusal, s.refusal)
	}
	if s.refusal != 0 {
		if i >= 0 {
			t.Errorf("%s: (%d, %d, %d): chose %v, want none", s.id, s.family, s.typ, s.protocol, c.At(i))
		}
		return
	}
	if i < 0 {
		t.Errorf("%s: (%d, %d, %d): nothing chosen", s.id, s.family, s.typ, s.protocol)
		return
	}
	if s.toFamily == anyFamily {
		s.toFamily = first
	}
	got, want := c.At(i).Info, [3]int32{s.toFamily, s.toType, s.toLow}
	if triple := [3]int32{got.AddressFamily, got.SocketType, got.Protocol}; triple != want {
		t.Errorf("%s: (%d, %d, %d): chose %v, want %v", s.id, s.family, s.typ, s.protocol, triple, want)
	}
}

// matrix holds what every catalog with the kernel's protocols answers.
var matrix = []selection{
	refused("P-152", nonsense, stream, tcp, ws2def.WSAEAFNOSUPPORT),
	refused("P-153", fromInfo, stream, tcp, ws2def.WSAEAFNOSUPPORT),
	refused("P-154", inet, nonsense, tcp, ws2def.WSAESOCKTNOSUPPORT),
	refused("P-155", inet, fromInfo, tcp, ws2def.WSAESOCKTNOSUPPORT),
	refused("P-156", inet, stream, nonsense, ws2def.WSAEPROTONOSUPPORT),
	refused("P-157", inet, stream, fromInfo, ws2def.WSAEPROTONOSUPPORT),
	refused("P-158", nonsense, nonsense, tcp, ws2def.WSAESOCKTNOSUPPORT),
	refused("P-159", nonsense, stream, nonsense, ws2def.WSAEAFNOSUPPORT),
	refused("P-160", inet, nonsense, nonsense, ws2def.WSAESOCKTNOSUPPORT),
	refused("P-161", nonsense, stream, udp, ws2def.WSAEAFNOSUPPORT),
	chosen("P-162", inet, stream, 0, inet, stream, tcp),
	chosen("P-163", inet, dgram, 0, inet, dgram, udp),
	refused("P-164", inet, nonsense, 0, ws2def.WSAESOCKTNOSUPPORT),
	chosen("P-165", inet, anything, tcp, inet, stream, tcp),
	chosen("P-166", inet, anything, udp, inet, dgram, udp),
	refused("P-167", inet, anything, nonsense, ws2def.WSAEPROTONOSUPPORT),
	refused("P-168", inet, anything, fromInfo, ws2def.WSAEPROTONOSUPPORT),
	chosen("P-169", inet, anything, 0, inet, stream, tcp),
	refused("P-170", inet, stream, udp, ws2def.WSAEPROTONOSUPPORT),
	refused("P-171", inet, dgram, tcp, ws2def.WSAEPROTONOSUPPORT),
	chosen("P-172", unspec, stream, tcp, anyFamily, stream, tcp),
	refused("P-173", unspec, stream, nonsense, ws2def.WSAEPROTONOSUPPORT),
	refused("P-174", unspec, nonsense, udp, ws2def.WSAESOCKTNOSUPPORT),
	refused("P-175", unspec, fromInfo, fromInfo, ws2def.WSAESOCKTNOSUPPORT),
	refused("P-176", unspec, stream, 0, ws2def.WSAEINVAL),
	refused("P-177", unspec, dgram, 0, ws2def.WSAEINVAL),
	refused("P-178", unspec, nonsense, 0, ws2def.WSAEINVAL),
	chosen("P-179", unspec, anything, tcp, anyFamily, stream, tcp),
	chosen("P-180", unspec, anything, udp, anyFamily, dgram, udp),
	refused("P-181", unspec, anything, nonsense, ws2def.WSAEPROTONOSUPPORT),
	refused("P-182", unspec, anything, 0, ws2def.WSAEINVAL),
	chosen("P-183", unspec, anything, ws2def.IPPROTO_RAW, anyFamily, raw, 0),
	chosen("P-184", inet, raw, tcp, inet, raw, 0),
	chosen("P-185", inet, raw, ws2def.IPPROTO_ICMP, inet, raw, 0),
	refused("P-186", ws2def.AF_IPX, dgram, 1000, ws2def.WSAEAFNOSUPPORT),
	chosen("P-189", unspec, dgram, udp, anyFamily, dgram, udp),

	refused("S-046", nonsense, stream, tcp, ws2def.WSAEAFNOSUPPORT),
	refused("S-047", -1, stream, tcp, ws2def.WSAEAFNOSUPPORT),
	refused("S-048", inet, nonsense, tcp, ws2def.WSAESOCKTNOSUPPORT),
	refused("S-049", inet, -1, tcp, ws2def.WSAESOCKTNOSUPPORT),
	refused("S-050", inet, stream, nonsense, ws2def.WSAEPROTONOSUPPORT),
	refused("S-051", inet, stream, -1, ws2def.WSAEPROTONOSUPPORT),
	refused("S-052", nonsense, nonsense, tcp, ws2def.WSAESOCKTNOSUPPORT),
	refused("S-053", nonsense, stream, nonsense, ws2def.WSAEAFNOSUPPORT),
	refused("S-054", inet, nonsense, nonsense, ws2def.WSAESOCKTNOSUPPORT),
	refused("S-055", nonsense, stream, udp, ws2def.WSAEAFNOSUPPORT),
	chosen("S-056", inet, stream, 0, inet, stream, tcp),
	chosen("S-057", inet, dgram, 0, inet, dgram, udp),
	refused("S-058", inet, nonsense, 0, ws2def.WSAESOCKTNOSUPPORT),
	chosen("S-059", inet, anything, tcp, inet, stream, tcp),
	chosen("S-060", inet, anything, udp, inet, dgram, udp),
	refused("S-061", inet, anything, nonsense, ws2def.WSAEPROTONOSUPPORT),
	chosen("S-062", inet, anything, 0, inet, stream, tcp),
	refused("S-063", inet, stream, udp, ws2def.WSAEPROTONOSUPPORT),
	refused("S-064", inet, dgram, tcp, ws2def.WSAEPROTONOSUPPORT),
	chosen("S-065", unspec, stream, tcp, anyFamily, stream, tcp),
	refused("S-066", unspec, stream, nonsense, ws2def.WSAEPROTONOSUPPORT),
	refused("S-067", unspec, nonsense, udp, ws2def.WSAESOCKTNOSUPPORT),
	refused("S-068", unspec, stream, 0, ws2def.WSAEINVAL),
	refused("S-069", unspec, dgram, 0, ws2def.WSAEINVAL),
	refused("S-070", unspec, nonsense, 0, ws2def.WSAEINVAL),
	chosen("S-071", unspec, anything, tcp, anyFamily, stream, tcp),
	chosen("S-072", unspec, anything, udp, anyFamily, dgram, udp),
	refused("S-073", unspec, anything, nonsense, ws2def.WSAEPROTONOSUPPORT),
	refused("S-074", unspec, anything, 0, ws2def.WSAEINVAL),
	chosen("S-075 stream", inet6, stream, 0, inet6, stream, tcp),
	chosen("S-075 dgram", inet6, dgram, 0, inet6, dgram, udp),
	chosen("S-076", inet, raw, 0, inet, raw, 0),
	chosen("S-077 ICMP", inet, raw, ws2def.IPPROTO_ICMP, inet, raw, 0),
	chosen("S-077 TCP", inet, raw, tcp, inet, raw, 0),
	chosen("S-077 255", inet, raw, 255, inet, raw, 0),
	chosen("S-078 any", inet6, raw, 0, inet6, raw, 0),
	chosen("S-078 ICMPv6", inet6, raw, ws2def.IPPROTO_ICMPV6, inet6, raw, 0),
	chosen("S-079", unspec, anything, 255, anyFamily, raw, 0),
	chosen("S-080", inet, anything, 200, inet, raw, 0),
	refused("S-081", inet, raw, 256, ws2def.WSAEPROTONOSUPPORT),
	refused("S-081 far", inet, raw, 0x7FFFFFFF, ws2def.WSAEPROTONOSUPPORT),
	chosen("S-082", ws2def.AF_UNIX, stream, 0, ws2def.AF_UNIX, stream, 0),
	refused("S-083", ws2def.AF_UNIX, dgram, 0, ws2def.WSAEAFNOSUPPORT),
	refused("S-084 without", ws2def.AF_UNIX, ws2def.SOCK_SEQPACKET, 0, ws2def.WSAESOCKTNOSUPPORT),
	refused("S-085", ws2def.AF_UNIX, stream, tcp, ws2def.WSAEPROTONOSUPPORT),
	refused("S-086", inet, ws2def.SOCK_RDM, 113, ws2def.WSAESOCKTNOSUPPORT),
	refused("S-087", ws2def.AF_IPX, dgram, 1000, ws2def.WSAEAFNOSUPPORT),
	refused("S-093", ws2def.AF_IRDA, stream, 1, ws2def.WSAEAFNOSUPPORT),
}

// The rows whose whole answer the catalog gives are cited here; those that need
// a socket, a privilege or a flag (P-183…P-185, P-189, S-076…S-080, S-082) are
// cited by the tests that make one.
func TestP152_Matrix(t *testing.T) {
	clause.Covers(
		t, "P-125", "P-126", "P-127", "P-128", "P-129", "P-130", "P-131", "P-136", "P-149", "P-093", "P-100",
		"P-152", "P-153", "P-154", "P-155", "P-156", "P-157", "P-158", "P-159", "P-160", "P-161", "P-162", "P-163",
		"P-164", "P-165", "P-166", "P-167", "P-168", "P-169", "P-170", "P-171", "P-172", "P-173", "P-174", "P-175",
		"P-176", "P-177", "P-178", "P-179", "P-180", "P-181", "P-182", "P-186",
		"S-042", "S-043", "S-044", "S-045",
		"S-046", "S-047", "S-048", "S-049", "S-050", "S-051", "S-052", "S-053", "S-054", "S-055", "S-056", "S-057",
		"S-058", "S-059", "S-060", "S-061", "S-062", "S-063", "S-064", "S-065", "S-066", "S-067", "S-068", "S-069",
		"S-070", "S-071", "S-072", "S-073", "S-074", "S-075", "S-081", "S-083", "S-085", "S-086", "S-087", "S-093",
	)
	for _, machine := range []struct {
		name    string
		catalog *Catalog
		first   int32
	}{
		{"built in", Default(), inet6},
		{"like Windows 11", windows11(t), inet6},
		{"IPv4 first", windows10(t), inet},
	} {
		t.Run(machine.name, func(t *testing.T) {
			for _, row := range matrix {
				row.check(t, machine.catalog, machine.first)
			}
		})
	}
}

func TestP187_MatrixWithMoreProviders(t *testing.T) {
	clause.Covers(t, "P-096", "P-147", "P-187", "S-084", "S-088", "S-090", "S-091", "S-092")
	withIPX := with(t, Default(), ipx, spx, spxStreams)
	for _, m := range []struct {
		name    string
		catalog *Catalog
		rows    []selection
	}{
		{"IPX and SPX", withIPX, []selection{
			refused("P-187", ws2def.AF_IPX, stream, 1000, ws2def.WSAEPROTONOSUPPORT),
			refused("S-088", ws2def.AF_IPX, stream, 1000, ws2def.WSAEPROTONOSUPPORT),
			chosen("P-188 n=0", unspec, anything, 1000, ws2def.AF_IPX, dgram, 1000),
			chosen("S-089 n=255", unspec, anything, 1255, ws2def.AF_IPX, dgram, 1000),
			chosen("SPX", unspec, anything, 1256, ws2def.AF_IPX, ws2def.SOCK_SEQPACKET, 1256),
			refused("SPX stream, protocol 0", ws2def.AF_IPX, stream, 0, ws2def.WSAEPROTONOSUPPORT),
			refused("S-084 with", ws2def.AF_UNIX, ws2def.SOCK_SEQPACKET, 0, ws2def.WSAEAFNOSUPPORT),
		}},
		{"IPX without SPX streams", with(t, Default(), ipx, spx), []selection{
			refused("P-096", ws2def.AF_IPX, stream, 1000, ws2def.WSAEAFNOSUPPORT),
		}},
		{"no Bluetooth", Default(), []selection{
			refused("S-090", ws2def.AF_BTH, stream, 3, ws2def.WSAEAFNOSUPPORT),
		}},
		{"Bluetooth", with(t, Default(), bluetooth), []selection{
			chosen("S-091", unspec, stream, 3, ws2def.AF_BTH, stream, 3),
			refused("S-092", ws2def.AF_BTH, dgram, 3, ws2def.WSAEAFNOSUPPORT),
		}},
		{"no reliable multicast", Default(), []selection{
			refused("P-147 AF_UNIX", ws2def.AF_UNIX, dgram, 0, ws2def.WSAEAFNOSUPPORT),
			refused("P-147 RDM", inet, ws2def.SOCK_RDM, 113, ws2def.WSAESOCKTNOSUPPORT),
		}},
		{"reliable multicast", with(t, Default(), pgm), []selection{
			refused("P-147 RDM over IPv6", inet6, ws2def.SOCK_RDM, 113, ws2def.WSAEAFNOSUPPORT),
			chosen("RDM", inet, ws2def.SOCK_RDM, 113, inet, ws2def.SOCK_RDM, 113),
			chosen("PGM stream", inet, stream, 113, inet, stream, 113),
			chosen("RAW is asked first", inet, anything, 113, inet, raw, 0),
		}},
		{"NetBIOS", with(t, Default(), netBIOS), []selection{
			chosen("lana 0", ws2def.AF_NETBIOS, dgram, -0x80000000, ws2def.AF_NETBIOS, dgram, -0x80000000),
			chosen("lana 1", ws2def.AF_NETBIOS, ws2def.SOCK_SEQPACKET, -1, ws2def.AF_NETBIOS, ws2def.SOCK_SEQPACKET, -1),
			refused("lana 2", ws2def.AF_NETBIOS, dgram, -2, ws2def.WSAEPROTONOSUPPORT),
		}},
		{"nothing", empty(), []selection{
			refused("TCP", inet, stream, tcp, ws2def.WSAESOCKTNOSUPPORT),
			refused("any", unspec, anything, 0, ws2def.WSAEINVAL),
		}},
	} {
		t.Run(m.name, func(t *testing.T) {
			for _, row := range m.rows {
				row.check(t, m.catalog, inet6)
			}
		})
	}
}

func TestP466_AmbiguousProtocolNumbers(t *testing.T) {
	clause.Covers(t, "P-466", "P-467")
	all := with(t, Default(), bluetooth, hyperV)
	chosen("0, 0, 1 with IP in front", unspec, anything, 1, inet6, raw, 0).check(t, all, inet6)
	chosen("0, 0, 3 with IP in front", unspec, anything, 3, inet6, raw, 0).check(t, all, inet6)
	chosen("0, STREAM, 1", unspec, stream, 1, ws2def.AF_HYPERV, stream, 1).check(t, all, inet6)
	chosen("0, 0, 1 with Hyper-V in front", unspec, anything, 1, ws2def.AF_HYPERV, stream, 1).check(t, windows11(t), inet6)
	front := reordered(t, all, "MSAFD RfComm [Bluetooth]")
	chosen("0, 0, 3 with RFCOMM in front", unspec, anything, 3, ws2def.AF_BTH, stream, 3).check(t, front, inet6)
}

func TestNextGivesEveryMatchInOrder(t *testing.T) {
	clause.Covers(t, "P-060", "P-061", "P-095", "P-127")
	recommended := proto("Twin", "go:twin", inet, stream, tcp,
		pfl(ws2def.PFL_MULTIPLE_PROTO_ENTRIES|ws2def.PFL_RECOMMENDED_PROTO_ENTRY|ws2def.PFL_MATCHES_PROTOCOL_ZERO))
	c := with(t, Default(), []Entry{layer("spy"), recommended})
	var got []string
	for i := c.Next(-1, inet, stream, tcp); i >= 0; i = c.Next(i, inet, stream, tcp) {
		got = append(got, c.At(i).Info.Name())
	}
	want := "[MSAFD Tcpip [TCP/IP] RSVP TCP Service Provider Twin]"
	if fmt.Sprint(got) != want {
		t.Errorf("matches %v, want %s", got, want)
	}
	if twin := c.Find(1013); twin == nil || twin.Info.Name() != "Twin" {
		t.Errorf("entry 1013: %v, want the twin, which only its id tells from TCP/IP", twin)
	}
	if c.Find(4711) != nil {
		t.Error("entry 4711 exists")
	}
}

func TestP057_HiddenEntriesAreSelected(t *testing.T) {
	clause.Covers(t, "P-057", "P-058")
	for _, row := range []struct {
		name    string
		flags   uint32
		refusal ws2def.Errno
	}{
		{"hidden, matches 0", ws2def.PFL_HIDDEN | ws2def.PFL_MATCHES_PROTOCOL_ZERO, 0},
		{"visible, does not match 0", 0, ws2def.WSAEPROTONOSUPPORT},
	} {
		c := with(t, empty(), []Entry{proto("P", "go:p", 77, stream, 5, pfl(row.flags))})
		if got := c.Refusal(77, stream, 0); got != row.refusal {
			t.Errorf("%s: protocol 0 refused with %v, want %v", row.name, got, row.refusal)
		}
		if got := c.Refusal(77, stream, 5); got != 0 {
			t.Errorf("%s: protocol 5 refused with %v", row.name, got)
		}
	}
}

// A layer is no match and no near match: what it adds to the catalog changes no
// answer.
func TestP131_LayersCountForNothing(t *testing.T) {
	clause.Covers(t, "P-062", "P-127", "P-131")
	seq := layer("seq")
	seq.Info.SocketType, seq.Info.AddressFamily, seq.Info.Protocol = ws2def.SOCK_SEQPACKET, ws2def.AF_IPX, 1256
	seq.Info.ProviderFlags |= ws2def.PFL_MATCHES_PROTOCOL_ZERO
	c := with(t, Default(), []Entry{seq})
	for _, row := range append([]selection{
		refused("type", ws2def.AF_IPX, ws2def.SOCK_SEQPACKET, 1256, ws2def.WSAESOCKTNOSUPPORT),
		refused("family", ws2def.AF_IPX, anything, 1256, ws2def.WSAEAFNOSUPPORT),
		refused("protocol", unspec, anything, 1256, ws2def.WSAEPROTONOSUPPORT),
	}, matrix...) {
		row.check(t, c, inet6)
	}
}

func TestNextDoesNotAllocate(t *testing.T) {
	c := Default()
	if n := testing.AllocsPerRun(100, func() {
		c.Next(-1, inet, stream, tcp)
		c.Refusal(inet, stream, udp)
	}); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func BenchmarkNext(b *testing.B) {
	c := with(b, kernel(), rsvp(), ipx, spx, spxStreams, bluetooth, hyperV, pgm, netBIOS)
	for _, bench := range []struct {
		name              string
		af, typ, protocol int32
	}{
		{"TCP over IPv6, the first of 24", inet6, stream, tcp},
		{"TCP over IPv4, the fourth", inet, stream, tcp},
		{"NetBIOS, the last", ws2def.AF_NETBIOS, dgram, -1},
		{"none", inet, stream, udp},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Next(-1, bench.af, bench.typ, bench.protocol)
			}
		})
	}
}
