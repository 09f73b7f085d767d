package winsock_test

import (
	"reflect"
	"slices"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"winsock"
	"winsock/internal/clause"
)

const infoSize = uint32(unsafe.Sizeof(winsock.WSAProtocolInfo{}))

func TestP007_Names(t *testing.T) {
	clause.Covers(t, "P-007")
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[winsock.WSAProtocolInfo]()) {
		names = append(names, f.Name)
	}
	want := []string{
		"ServiceFlags1", "ServiceFlags2", "ServiceFlags3", "ServiceFlags4", "ProviderFlags", "ProviderId",
		"CatalogEntryId", "ProtocolChain", "Version", "AddressFamily", "MaxSockAddr", "MinSockAddr", "SocketType", "Protocol",
		"ProtocolMaxOffset", "NetworkByteOrder", "SecurityScheme", "MessageSize", "ProviderReserved", "ProtocolName",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error("members (-want +got):\n" + diff)
	}
}

// listed returns the names that an enumeration gives.
func listed(t *testing.T, enum func(*int32, *winsock.WSAProtocolInfo, *uint32) (int32, error), protocols *int32) []string {
	t.Helper()
	var length uint32
	n, err := enum(protocols, nil, &length)
	if length == 0 && err == nil {
		return []string{}
	}
	if n != -1 || err != winsock.WSAENOBUFS {
		t.Fatal("asking for the size:", n, err)
	}
	if length%infoSize != 0 {
		t.Fatalf("%d bytes are needed", length)
	}
	infos := make([]winsock.WSAProtocolInfo, length/infoSize)
	asked := length
	if n, err = enum(protocols, &infos[0], &length); err != nil || int(n) != len(infos) || length != asked {
		t.Fatal("enumerating:", n, err, length)
	}
	names := []string{}
	for i := range infos {
		if infos[i].Name() == "" {
			t.Error("an entry has no name")
		}
		names = append(names, infos[i].Name())
	}
	return names
}

func TestP103_EnumProtocols(t *testing.T) {
	clause.Covers(t, "P-103", "P-104", "P-105", "P-106", "P-107", "P-108", "P-110", "P-113")
	t.Setenv("WINSOCK_CATALOG", t.TempDir()+"/none.json")
	var length uint32
	if n, err := winsock.WSAEnumProtocols(nil, nil, &length); n != -1 || err != winsock.WSANOTINITIALISED {
		t.Error("before WSAStartup:", n, err)
	}
	startup(t)
	if n, err := winsock.WSAEnumProtocols(nil, nil, nil); n != -1 || err != winsock.WSAEFAULT {
		t.Error("no length:", n, err)
	}
	visible := []string{
		"MSAFD Tcpip [TCP/IPv6]", "MSAFD Tcpip [UDP/IPv6]",
		"MSAFD Tcpip [TCP/IP]", "MSAFD Tcpip [UDP/IP]", "AF_UNIX",
		"RSVP TCPv6 Service Provider", "RSVP TCP Service Provider", "RSVP UDPv6 Service Provider", "RSVP UDP Service Provider",
	}
	all := []string{
		"MSAFD Tcpip [TCP/IPv6]", "MSAFD Tcpip [UDP/IPv6]", "MSAFD Tcpip [RAW/IPv6]",
		"MSAFD Tcpip [TCP/IP]", "MSAFD Tcpip [UDP/IP]", "MSAFD Tcpip [RAW/IP]", "AF_UNIX",
		"RSVP TCPv6 Service Provider", "RSVP TCP Service Provider", "RSVP UDPv6 Service Provider", "RSVP UDP Service Provider",
	}
	for _, tc := range []struct {
		name   string
		filter []int32
		want   []string
	}{
		{"all", nil, visible},
		{"UDP", []int32{winsock.IPPROTO_UDP, 0}, []string{visible[1], visible[3], visible[7], visible[8]}},
		{"order is the catalog's", []int32{winsock.IPPROTO_UDP, 0xdead, winsock.IPPROTO_TCP, 0}, slices.Concat(visible[:4], visible[5:])},
		{"nobody has it", []int32{0xdead, 0}, []string{}},
		{"nothing", []int32{0}, []string{}},
	} {
		// Without entries nothing is needed, but a NULL buffer is too small still.
		if len(tc.want) == 0 {
			var one winsock.WSAProtocolInfo
			length := infoSize
			if n, err := winsock.WSAEnumProtocols(&tc.filter[0], &one, &length); n != 0 || err != nil {
				t.Errorf("%s: %d, %v", tc.name, n, err)
			}
			continue
		}
		if diff := cmp.Diff(tc.want, listed(t, winsock.WSAEnumProtocols, unsafe.SliceData(tc.filter))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
	if diff := cmp.Diff(all, listed(t, winsock.WSCEnumProtocols, nil)); diff != "" {
		t.Error("WSCEnumProtocols (-want +got):\n" + diff)
	}

	short := make([]winsock.WSAProtocolInfo, len(visible))
	length = uint32(len(visible))*infoSize - 1
	if n, err := winsock.WSAEnumProtocols(nil, &short[0], &length); n != -1 || err != winsock.WSAENOBUFS ||
		length != uint32(len(visible))*infoSize || short[0] != (winsock.WSAProtocolInfo{}) {
		t.Error("a byte too few:", n, err, length)
	}
}

func TestP118_SocketOfAnEntry(t *testing.T) {
	clause.Covers(t, "P-118", "P-120", "P-123", "P-124")
	startup(t)
	t.Cleanup(winsock.StopUse)
	udp, err := winsock.Providers("MSAFD Tcpip [UDP/IP]")
	if err != nil || len(udp) != 1 {
		t.Fatal("Providers:", udp, err)
	}
	for _, tc := range []struct {
		name              string
		family, typ, prot int32
		want              int32
	}{
		{"all from the structure", 0, 0, 0, winsock.SOCK_DGRAM},
		{"FROM_PROTOCOL_INFO", winsock.FROM_PROTOCOL_INFO, winsock.FROM_PROTOCOL_INFO, winsock.FROM_PROTOCOL_INFO, winsock.SOCK_DGRAM},
		{"arguments win", winsock.AF_INET, winsock.SOCK_STREAM, winsock.IPPROTO_TCP, winsock.SOCK_STREAM},
	} {
		s, err := winsock.WSASocket(tc.family, tc.typ, tc.prot, &udp[0], 0, winsock.WSA_FLAG_OVERLAPPED)
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		if typ, err := winsock.GetsockoptInt(s, winsock.SOL_SOCKET, winsock.SO_TYPE); err != nil || int32(typ) != tc.want {
			t.Errorf("%s: type %d, %v; want %d", tc.name, typ, err, tc.want)
		}
		winsock.Closesocket(s)
	}
	unknown := udp[0]
	unknown.CatalogEntryId = 1 << 30
	if _, err := winsock.WSASocket(0, 0, 0, &unknown, 0, 0); err != winsock.WSAEINVAL {
		t.Error("an entry that does not exist:", err)
	}
}

func TestEnumNameSpaceProviders(t *testing.T) {
	startup(t)
	var length uint32
	if n, err := winsock.WSAEnumNameSpaceProviders(&length, nil); n != -1 || err != winsock.WSAEFAULT || length == 0 {
		t.Fatal("asking for the size:", n, err, length)
	}
	rows := make([]winsock.WSANAMESPACE_INFO, 1+length/uint32(unsafe.Sizeof(winsock.WSANAMESPACE_INFO{})))
	n, err := winsock.WSAEnumNameSpaceProviders(&length, &rows[0])
	if n != 2 || err != nil || rows[1].NameSpace != winsock.NS_DNS || winsock.UTF16PtrToString(rows[1].Identifier) != "Tcpip" {
		t.Errorf("%d, %v, %+v", n, err, rows)
	}
}
