package catalog

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/ws2def"
)

// The expected lines are the table of the contract, chapter 1.5, in the order
// of P-099.
func TestP099_BuiltInCatalog(t *testing.T) {
	clause.Covers(t, "P-014", "P-016", "P-023", "P-024", "P-025", "P-027", "P-054",
		"P-068", "P-069", "P-070", "P-071", "P-072", "P-073", "P-074", "P-075", "P-076", "P-077", "P-079", "P-095", "P-099", "P-102")
	const (
		v4   = "{E70F1AA0-AB8B-11CF-8CA3-00805F48A192}"
		v6   = "{F9EAB0C0-26D4-11D0-BBBF-00AA006C34E4}"
		unix = "{A00943D9-9C2E-4633-9B59-0057A3160994}"
		rsvp = "{9D60A9E0-337A-11D0-BD88-0000C082E69A}"
	)
	want := []string{
		"1001 MSAFD Tcpip [TCP/IPv6] 23/1/6+0 0x20066 0x8 " + v6 + " 28..28 0 go:tcpip",
		"1002 MSAFD Tcpip [UDP/IPv6] 23/2/17+0 0x20609 0x8 " + v6 + " 28..28 65527 go:tcpip",
		"1003 MSAFD Tcpip [RAW/IPv6] 23/3/0+255 0x20609 0xc " + v6 + " 28..28 32768 go:tcpip",
		"1004 MSAFD Tcpip [TCP/IP] 2/1/6+0 0x20066 0x8 " + v4 + " 16..16 0 go:tcpip",
		"1005 MSAFD Tcpip [UDP/IP] 2/2/17+0 0x20609 0x8 " + v4 + " 16..16 65527 go:tcpip",
		"1006 MSAFD Tcpip [RAW/IP] 2/3/0+255 0x20609 0xc " + v4 + " 16..16 32768 go:tcpip",
		"1007 AF_UNIX 1/1/0+0 0x20026 0x8 " + unix + " 2..110 0 go:afunix",
		"1008 RSVP TCPv6 Service Provider 23/1/6+0 0x22066 0x8 " + rsvp + " 28..28 0 go:tcpip",
		"1009 RSVP TCP Service Provider 2/1/6+0 0x22066 0x8 " + rsvp + " 16..16 0 go:tcpip",
		"1010 RSVP UDPv6 Service Provider 23/2/17+0 0x22609 0x8 " + rsvp + " 28..28 65527 go:tcpip",
		"1011 RSVP UDP Service Provider 2/2/17+0 0x22609 0x8 " + rsvp + " 16..16 65527 go:tcpip",
	}
	var got []string
	for i := range Default().Len() {
		e := Default().At(i)
		p := e.Info
		got = append(got, fmt.Sprintf("%d %s %d/%d/%d+%d %#x %#x %v %d..%d %d %s", p.CatalogEntryId, p.Name(),
			p.AddressFamily, p.SocketType, p.Protocol, p.ProtocolMaxOffset, p.ServiceFlags1, p.ProviderFlags,
			p.ProviderId, p.MinSockAddr, p.MaxSockAddr, p.MessageSize, e.Path))
		rest := ws2def.WSAProtocolInfo{
			ServiceFlags1: p.ServiceFlags1, ProviderFlags: p.ProviderFlags, ProviderId: p.ProviderId,
			CatalogEntryId: p.CatalogEntryId, AddressFamily: p.AddressFamily, MaxSockAddr: p.MaxSockAddr,
			MinSockAddr: p.MinSockAddr, SocketType: p.SocketType, Protocol: p.Protocol,
			ProtocolMaxOffset: p.ProtocolMaxOffset, MessageSize: p.MessageSize, ProtocolName: p.ProtocolName,
			// The same in every entry; all others are 0.
			Version: 2, ProtocolChain: ws2def.WSAProtocolChain{ChainLen: 1},
		}
		if diff := cmp.Diff(rest, p); diff != "" {
			t.Errorf("%v: other members (-want +got):\n%s", e, diff)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the built-in catalog (-want +got):\n%s", diff)
	}
}

func TestP106_Enum(t *testing.T) {
	clause.Covers(t, "P-106", "P-107", "P-108", "P-109", "P-113", "P-114")
	win := windows11(t)
	lsp := with(t, win, []Entry{layer("spy")})
	chained := with(t, lsp, []Entry{over(lsp.Find(1005), "spy over [UDP/IP]", "/lib/spy.so", 1015, 1005)})
	for _, row := range []struct {
		name      string
		catalog   *Catalog
		protocols []int32
		all       bool
		want      string
	}{
		{name: "visible", catalog: kernel(), want: "TCP/IPv6 UDP/IPv6 TCP/IP UDP/IP AF_UNIX"},
		{name: "everything", catalog: kernel(), all: true, want: "TCP/IPv6 UDP/IPv6 RAW/IPv6 TCP/IP UDP/IP RAW/IP AF_UNIX"},
		{name: "one protocol", catalog: kernel(), protocols: []int32{tcp}, want: "TCP/IPv6 TCP/IP"},
		{name: "catalog order, not list order", catalog: kernel(), protocols: []int32{udp, tcp, 0}, want: "TCP/IPv6 UDP/IPv6 TCP/IP UDP/IP"},
		{name: "nobody's value is ignored", catalog: kernel(), protocols: []int32{nonsense, tcp, 0}, want: "TCP/IPv6 TCP/IP"},
		{name: "only nobody's value", catalog: kernel(), protocols: []int32{nonsense, 0}},
		{name: "the list ends at 0", catalog: kernel(), protocols: []int32{tcp, 0, udp}, want: "TCP/IPv6 TCP/IP"},
		{name: "0 first", catalog: kernel(), protocols: []int32{0, tcp}},
		{name: "empty list", catalog: kernel(), protocols: []int32{}},
		{name: "the range is not looked at", catalog: kernel(), protocols: []int32{200, 0}, all: true},
		{
			name: "filter over everything", catalog: chained, protocols: []int32{udp}, all: true,
			want: "UDP/IPv6 UDP/IP RSVP UDPv6 RSVP UDP spy over [UDP/IP]",
		},
		{
			name: "a Windows 11 client shows 12 of its 14", catalog: win,
			want: "Hyper-V RAW AF_UNIX TCP/IPv6 UDP/IPv6 TCP/IP UDP/IP RSVP TCPv6 RSVP TCP RSVP UDPv6 RSVP UDP L2CAP RfComm",
		},
		{
			name: "layers are not shown, chains are", catalog: chained,
			want: "Hyper-V RAW AF_UNIX TCP/IPv6 UDP/IPv6 TCP/IP UDP/IP RSVP TCPv6 RSVP TCP RSVP UDPv6 RSVP UDP L2CAP RfComm spy over [UDP/IP]",
		},
		{
			name: "layers belong to everything", catalog: lsp, all: true,
			want: "Hyper-V RAW AF_UNIX TCP/IPv6 UDP/IPv6 RAW/IPv6 TCP/IP UDP/IP RAW/IP RSVP TCPv6 RSVP TCP RSVP UDPv6 RSVP UDP L2CAP RfComm spy",
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			var short []string
			for _, name := range names(row.catalog.Enum(row.protocols, row.all)) {
				name = strings.TrimSuffix(strings.TrimPrefix(name, "MSAFD Tcpip ["), "]")
				name = strings.TrimSuffix(strings.TrimPrefix(name, "MSAFD "), " [Bluetooth")
				short = append(short, strings.TrimSuffix(name, " Service Provider"))
			}
			if got := strings.ReplaceAll(strings.Join(short, " "), "[UDP/IP", "[UDP/IP]"); got != row.want {
				t.Errorf("entries:\n got %s\nwant %s", got, row.want)
			}
		})
	}
	if n := len(win.Enum(nil, true)); n != 14 {
		t.Errorf("the Windows 11 catalog has %d entries, want 14", n)
	}
}
