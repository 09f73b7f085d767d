package winsock_test

import (
	"fmt"
	"log"
	"path/filepath"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"winsock"
	"winsock/catalog"
	"winsock/internal/clause"
)

// withQuality finds the entry of the catalog for a family and type that has quality of
// service.
func withQuality(family, typ int32) *winsock.WSAProtocolInfo {
	infos := make([]winsock.WSAProtocolInfo, 100)
	length := uint32(len(infos)) * uint32(unsafe.Sizeof(infos[0]))
	n, err := winsock.WSAEnumProtocols(nil, &infos[0], &length)
	if err != nil {
		log.Fatal(err)
	}
	for i := range infos[:n] {
		if p := &infos[i]; p.ServiceFlags1&winsock.XP1_QOS_SUPPORTED != 0 && p.AddressFamily == family && p.SocketType == typ {
			return p
		}
	}
	return nil
}

// flowspec is a flow specification with a type of service and a rate, bytes a second.
func flowspec(service, rate uint32) winsock.FLOWSPEC {
	const none = winsock.QOS_NOT_SPECIFIED
	return winsock.FLOWSPEC{
		TokenRate: rate, TokenBucketSize: none, PeakBandwidth: none, Latency: none, DelayVariation: none,
		ServiceType: service, MaxSduSize: none, MinimumPolicedSize: none,
	}
}

// A socket that sends no more than 2 MB a second.
func ExampleWSAConnect_quality() {
	if err := winsock.WSAStartup(0x0202, new(winsock.WSAData)); err != nil {
		log.Fatal(err)
	}
	defer winsock.WSACleanup()
	entry := withQuality(winsock.AF_INET, winsock.SOCK_DGRAM)
	s, err := winsock.WSASocket(winsock.FROM_PROTOCOL_INFO, winsock.FROM_PROTOCOL_INFO, winsock.FROM_PROTOCOL_INFO, entry, 0, winsock.WSA_FLAG_OVERLAPPED)
	if err != nil {
		log.Fatal(err)
	}
	defer winsock.Closesocket(s)

	q := winsock.QOS{
		SendingFlowspec:   flowspec(winsock.SERVICETYPE_CONTROLLEDLOAD, 2_000_000),
		ReceivingFlowspec: flowspec(winsock.SERVICETYPE_NOTRAFFIC, winsock.QOS_NOT_SPECIFIED),
	}
	to := &winsock.SockaddrInet4{Port: 9, Addr: [4]byte{127, 0, 0, 1}}
	if err := winsock.WSAConnect(s, to, nil, nil, &q, nil); err != nil {
		log.Fatal(err)
	}
	var got winsock.QOS
	var n uint32
	err = winsock.WSAIoctl(s, winsock.SIO_GET_QOS, nil, 0, (*byte)(unsafe.Pointer(&got)), uint32(unsafe.Sizeof(got)), &n, nil, 0)
	fmt.Println(n, got.SendingFlowspec.TokenRate, err)
	// Output: 80 2000000 <nil>
}

func TestP343_AcceptWithAQuality(t *testing.T) {
	clause.Covers(t, "P-340", "P-343")
	startup(t)
	l, err := winsock.WSASocket(0, 0, 0, withQuality(winsock.AF_INET, winsock.SOCK_STREAM), 0, winsock.WSA_FLAG_OVERLAPPED)
	if err != nil {
		t.Fatal(err)
	}
	defer winsock.Closesocket(l)
	if err := winsock.Bind(l, loopback()); err != nil {
		t.Fatal(err)
	}
	winsock.Listen(l, 5)
	at, _ := winsock.Getsockname(l)
	c := socket(t, winsock.AF_INET, winsock.SOCK_STREAM)
	if err := winsock.Connect(c, at); err != nil {
		t.Fatal(err)
	}
	s, _, err := winsock.WSAAccept(l, func(in *winsock.Incoming) int32 {
		if in.SQOS == nil || in.SQOS.SendingFlowspec.ServiceType != winsock.SERVICETYPE_BESTEFFORT {
			t.Errorf("the function sees %+v", in.SQOS)
			return winsock.CF_REJECT
		}
		in.SQOS.SendingFlowspec = flowspec(winsock.SERVICETYPE_GUARANTEED, 12345)
		return winsock.CF_ACCEPT
	})
	if err != nil {
		t.Fatal(err)
	}
	defer winsock.Closesocket(s)
	var got winsock.QOS
	var n uint32
	err = winsock.WSAIoctl(s, winsock.SIO_GET_QOS, nil, 0, (*byte)(unsafe.Pointer(&got)), 80, &n, nil, 0)
	if diff := cmp.Diff(flowspec(winsock.SERVICETYPE_GUARANTEED, 12345), got.SendingFlowspec); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestP455_QualityByName(t *testing.T) {
	clause.Covers(t, "P-314", "P-315", "P-454", "P-455")
	t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
	startup(t)
	s, err := winsock.WSASocket(0, 0, 0, withQuality(winsock.AF_INET6, winsock.SOCK_DGRAM), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer winsock.Closesocket(s)
	text := func(s string) *winsock.WSABuf {
		p := append([]byte(s), make([]byte, 100)...)
		return &winsock.WSABuf{Len: uint32(len(p)), Buf: &p[0]}
	}
	want := winsock.QOS{
		SendingFlowspec:   flowspec(winsock.SERVICETYPE_GUARANTEED, 77),
		ReceivingFlowspec: flowspec(winsock.SERVICETYPE_NOTRAFFIC, 0),
	}
	if err := winsock.WSCInstallQOSTemplate(nil, text("mine"), &want); err != nil {
		t.Fatal(err)
	}
	var got winsock.QOS
	if err := winsock.WSAGetQOSByName(s, text("mine"), &got); err != nil || got != want {
		t.Errorf("%v, %+v", err, got)
	}
	names := text("")
	if err := winsock.WSAGetQOSByName(s, names, nil); err != nil {
		t.Error(err)
	}
	list := unsafe.String(names.Buf, 70)
	if all := "G711\x00G723.1\x00G729\x00H263QCIF\x00H263CIF\x00H261QCIF\x00H261CIF\x00GSM6.10\x00mine\x00\x00"; list[:len(all)] != all {
		t.Errorf("names %q", list)
	}
	if err := winsock.WSCRemoveQOSTemplate(nil, text("mine")); err != nil {
		t.Error(err)
	}
	for what, row := range map[string]struct{ got, want error }{
		"it is gone":    {winsock.WSAGetQOSByName(s, text("mine"), &got), winsock.WSAEINVAL},
		"twice":         {winsock.WSCRemoveQOSTemplate(nil, text("mine")), winsock.WSAEINVAL},
		"no name":       {winsock.WSAGetQOSByName(s, nil, &got), winsock.WSAEFAULT},
		"no quality":    {winsock.WSAGetQOSByName(s, text("G711"), nil), winsock.WSAEFAULT},
		"nothing":       {winsock.WSCInstallQOSTemplate(nil, text("x"), nil), winsock.WSAEFAULT},
		"no provider":   {winsock.WSCInstallQOSTemplate(&winsock.GUID{Data1: 9}, text("x"), &want), winsock.WSAEINVAL},
		"an empty name": {winsock.WSCInstallQOSTemplate(nil, text(""), &want), winsock.WSAEINVAL},
	} {
		if row.got != row.want {
			t.Errorf("%s: %v, want %v", what, row.got, row.want)
		}
	}
}
