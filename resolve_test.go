package winsock_test

import (
	"strconv"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"winsock"
	"winsock/internal/clause"
)

// wide is text in UTF-16.
func wide(t testing.TB, s string) *uint16 {
	t.Helper()
	p, err := winsock.UTF16PtrFromString(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestGetAddrInfoW(t *testing.T) {
	startup(t)
	var result *winsock.AddrinfoW
	hints := winsock.AddrinfoW{Flags: winsock.AI_NUMERICHOST | winsock.AI_CANONNAME, Family: winsock.AF_INET6, Socktype: winsock.SOCK_STREAM}
	if err := winsock.GetAddrInfoW(wide(t, "::1"), wide(t, "80"), &hints, &result); err != nil {
		t.Fatal(err)
	}
	sa, err := result.Addr.Sockaddr()
	want := &winsock.SockaddrInet6{Port: 80, Addr: [16]byte{15: 1}}
	if !cmp.Equal(sa, winsock.Sockaddr(want)) || err != nil || result.Addrlen != 28 || result.Socktype != winsock.SOCK_STREAM ||
		winsock.UTF16PtrToString(result.Canonname) != "::1" || result.Next != nil {
		t.Errorf("%+v: %+v, %v", result, sa, err)
	}
	winsock.FreeAddrInfoW(result)

	if err := winsock.GetAddrInfoW(nil, wide(t, "7"), nil, &result); err != nil {
		t.Fatal(err)
	}
	count := 0
	for ; result != nil; result = result.Next {
		count++
	}
	if count != 2 {
		t.Errorf("%d addresses of this machine, want 2", count)
	}

	for _, tc := range []struct {
		name          string
		node, service *uint16
		hints         *winsock.AddrinfoW
		want          error
	}{
		{"nothing", nil, nil, nil, winsock.WSAHOST_NOT_FOUND},
		{"no number", wide(t, "localhost"), nil, &winsock.AddrinfoW{Flags: winsock.AI_NUMERICHOST}, winsock.WSAHOST_NOT_FOUND},
		{"family", wide(t, "::1"), nil, &winsock.AddrinfoW{Family: 77}, winsock.WSAEAFNOSUPPORT},
		{"other members", wide(t, "::1"), nil, &winsock.AddrinfoW{Addrlen: 1}, winsock.WSANO_RECOVERY},
		{"service", wide(t, "::1"), wide(t, "no such service"), nil, winsock.WSATYPE_NOT_FOUND},
	} {
		if err := winsock.GetAddrInfoW(tc.node, tc.service, tc.hints, &result); err != tc.want || result != nil {
			t.Errorf("%s: %v, %v; want %v", tc.name, err, result, tc.want)
		}
	}
	if err := winsock.GetAddrInfoW(nil, nil, nil, nil); err != winsock.WSAEFAULT {
		t.Error("no result:", err)
	}
}

func TestGetNameInfoW(t *testing.T) {
	startup(t)
	var rsa winsock.RawSockaddrAny
	length := int32(unsafe.Sizeof(rsa))
	if err := winsock.WSAStringToAddress(wide(t, "[::1]:443"), winsock.AF_INET6, nil, &rsa, &length); err != nil || length != 28 {
		t.Fatal("WSAStringToAddress:", err, length)
	}
	host, serv := make([]uint16, 40), make([]uint16, 20)
	const numeric = winsock.NI_NUMERICHOST | winsock.NI_NUMERICSERV
	if err := winsock.GetNameInfoW(&rsa, length, &host[0], 40, &serv[0], 20, numeric); err != nil ||
		winsock.UTF16ToString(host) != "::1" || winsock.UTF16ToString(serv) != "443" {
		t.Errorf("%q, %q, %v", winsock.UTF16ToString(host), winsock.UTF16ToString(serv), err)
	}
	if err := winsock.GetNameInfoW(&rsa, length, &host[0], 3, nil, 0, numeric); err != winsock.ERROR_INSUFFICIENT_BUFFER {
		t.Error("too little room:", err)
	}
	if err := winsock.GetNameInfoW(&rsa, 27, &host[0], 40, nil, 0, numeric); err != winsock.WSAEFAULT {
		t.Error("a short address:", err)
	}
	if err := winsock.GetNameInfoW(nil, 28, &host[0], 40, nil, 0, numeric); err != winsock.WSAEFAULT {
		t.Error("no address:", err)
	}

	text := make([]uint16, 40)
	room := uint32(len(text))
	if err := winsock.WSAAddressToString(&rsa, 28, nil, &text[0], &room); err != nil || winsock.UTF16ToString(text) != "[::1]:443" || room != 10 {
		t.Errorf("WSAAddressToString: %q, %d, %v", winsock.UTF16ToString(text), room, err)
	}
	room = 9
	if err := winsock.WSAAddressToString(&rsa, 28, nil, &text[0], &room); err != winsock.WSAEFAULT || room != 10 {
		t.Error("WSAAddressToString with too little room:", room, err)
	}
	length = 27
	if err := winsock.WSAStringToAddress(wide(t, "::1"), winsock.AF_INET6, nil, &rsa, &length); err != winsock.WSAEFAULT || length != 28 {
		t.Error("WSAStringToAddress with too little room:", length, err)
	}
	if err := winsock.WSAStringToAddress(wide(t, "no address"), winsock.AF_INET6, nil, &rsa, &length); err != winsock.WSAEINVAL {
		t.Error("WSAStringToAddress of no address:", err)
	}
}

func TestDatabases(t *testing.T) {
	startup(t)
	s, err := winsock.GetServByName("domain", "udp")
	if err != nil || s.Port != winsock.Htons(53) || winsock.BytePtrToString(s.Proto) != "udp" {
		t.Fatal("GetServByName:", s, err)
	}
	s, err = winsock.GetServByPort(int32(winsock.Htons(53)), "")
	if err != nil || winsock.BytePtrToString(s.Name) != "domain" {
		t.Error("GetServByPort:", s, err)
	}
	if _, err := winsock.GetServByPort(-1, ""); err != winsock.WSANO_DATA {
		t.Error("GetServByPort of no port:", err)
	}
	p, err := winsock.GetProtoByName("TCP")
	if err != nil || p.Proto != winsock.IPPROTO_TCP {
		t.Fatal("GetProtoByName:", p, err)
	}
	p, err = winsock.GetProtoByNumber(winsock.IPPROTO_UDP)
	if err != nil || winsock.BytePtrToString(p.Name) != "udp" {
		t.Error("GetProtoByNumber:", p, err)
	}
	h, err := winsock.GetHostByName("127.0.0.1")
	if err != nil || h.AddrType != winsock.AF_INET || h.Length != 4 || *(*[4]byte)(unsafe.Pointer(*h.AddrList)) != [4]byte{127, 0, 0, 1} {
		t.Fatal("GetHostByName:", h, err)
	}
	if name, err := winsock.Gethostname(); err != nil || name == "" {
		t.Error("Gethostname:", name, err)
	}
	loopback := [4]byte{127, 0, 0, 1}
	if _, err := winsock.GetHostByAddr(&loopback[0], 3, winsock.AF_INET); err != winsock.WSAEFAULT {
		t.Error("GetHostByAddr of three bytes:", err)
	}
}

func TestS012_TextNeedsNoStartup(t *testing.T) {
	clause.Covers(t, "S-012")
	if got := winsock.InetAddr("1.2.3.4"); got != 0x04030201 || winsock.InetNtoa(got) != "1.2.3.4" {
		t.Errorf("InetAddr: %#x", got)
	}
	if addr, err := winsock.InetPton(winsock.AF_INET6, "::1"); err != nil || len(addr) != 16 || addr[15] != 1 {
		t.Error("InetPton:", addr, err)
	}
	if _, err := winsock.InetPton(winsock.AF_INET, "::1"); err != winsock.WSAEINVAL {
		t.Error("InetPton of another family:", err)
	}
	if text, err := winsock.InetNtop(winsock.AF_INET, []byte{1, 2, 3, 4}); err != nil || text != "1.2.3.4" {
		t.Error("InetNtop:", text, err)
	}
}

func TestConnectBy(t *testing.T) {
	startup(t)
	_, sa := listener(t)
	at := sa.(*winsock.SockaddrInet4)
	s := socket(t, winsock.AF_INET, winsock.SOCK_STREAM)
	var remote winsock.RawSockaddrAny
	length := uint32(unsafe.Sizeof(remote))
	port := wide(t, strconv.Itoa(at.Port))
	if err := winsock.WSAConnectByName(s, wide(t, "127.0.0.1"), port, nil, nil, &length, &remote, &winsock.Timeval{Sec: 10}, nil); err != nil {
		t.Fatal("WSAConnectByName:", err)
	}
	if got, err := remote.Sockaddr(); err != nil || length != 16 || !cmp.Equal(got, sa) {
		t.Errorf("connected to %+v, %d bytes, %v", got, length, err)
	}

	s = socket(t, winsock.AF_INET, winsock.SOCK_STREAM)
	list := winsock.SocketAddressList{AddressCount: 1, Address: [1]winsock.SocketAddress{{Sockaddr: &remote, SockaddrLength: 16}}}
	if err := winsock.WSAConnectByList(s, &list, nil, nil, nil, nil, nil, nil); err != nil {
		t.Error("WSAConnectByList:", err)
	}
	if err := winsock.WSAConnectByList(s, nil, nil, nil, nil, nil, nil, nil); err != winsock.WSAEFAULT {
		t.Error("no list:", err)
	}
	if err := winsock.WSAConnectByName(s, nil, nil, nil, nil, nil, nil, &winsock.Timeval{Sec: -1}, nil); err != winsock.WSAEINVAL {
		t.Error("a negative time:", err)
	}
}
