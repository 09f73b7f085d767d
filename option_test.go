package winsock_test

import (
	"testing"

	"winsock"
	"winsock/internal/clause"
)

func TestOptions(t *testing.T) {
	clause.Covers(t, "S-501", "S-503", "S-504", "S-505", "S-110")
	startup(t)
	s := socket(t, winsock.AF_INET, winsock.SOCK_STREAM)
	if err := winsock.SetsockoptInt(s, winsock.IPPROTO_TCP, winsock.TCP_NODELAY, 1); err != nil {
		t.Error("SetsockoptInt:", err)
	}
	if v, err := winsock.GetsockoptInt(s, winsock.IPPROTO_TCP, winsock.TCP_NODELAY); v != 1 || err != nil {
		t.Error("GetsockoptInt:", v, err)
	}
	long := make([]byte, 42)
	if err := winsock.Setsockopt(s, winsock.IPPROTO_TCP, winsock.TCP_NODELAY, &long[0], 42); err != nil {
		t.Error("a long value:", err)
	}
	length := int32(len(long))
	long[0] = 77
	if err := winsock.Getsockopt(s, winsock.IPPROTO_TCP, winsock.TCP_NODELAY, &long[0], &length); err != nil || length != 1 || long[0] != 0 {
		t.Error("much room:", err, length, long[0])
	}
	for _, bad := range []int32{0, -1} {
		length = bad
		if err := winsock.Getsockopt(s, winsock.SOL_SOCKET, winsock.SO_RCVBUF, &long[0], &length); err != winsock.WSAEFAULT || length != bad {
			t.Errorf("room for %d bytes: %v, %d", bad, err, length)
		}
	}
	length = 4
	if err := winsock.Getsockopt(s, winsock.SOL_SOCKET, winsock.SO_RCVBUF, nil, &length); err != winsock.WSAEFAULT {
		t.Error("get without value:", err)
	}
	if err := winsock.Getsockopt(s, winsock.SOL_SOCKET, winsock.SO_RCVBUF, &long[0], nil); err != winsock.WSAEFAULT {
		t.Error("get without length:", err)
	}
	if err := winsock.Getsockopt(winsock.InvalidHandle, winsock.SOL_SOCKET, winsock.SO_PROTOCOL_INFO, nil, nil); err != winsock.WSAENOTSOCK {
		t.Error("get without anything:", err)
	}
	if err := winsock.Setsockopt(s, winsock.SOL_SOCKET, winsock.SO_LINGER, nil, 0); err != winsock.WSAEFAULT {
		t.Error("set without value:", err)
	}

	if err := winsock.SetsockoptLinger(s, winsock.SOL_SOCKET, winsock.SO_LINGER, &winsock.Linger{Onoff: 1, Linger: 7}); err != nil {
		t.Error("SetsockoptLinger:", err)
	}
	if v, err := winsock.GetsockoptInt(s, winsock.SOL_SOCKET, winsock.SO_LINGER); v != 1|7<<16 || err != nil {
		t.Errorf("SO_LINGER is %#x, %v", v, err)
	}
	if err := winsock.SetsockoptLinger(s, winsock.SOL_SOCKET, winsock.SO_LINGER, nil); err != winsock.WSAEFAULT {
		t.Error("SetsockoptLinger(nil):", err)
	}
	if err := winsock.SetsockoptLinger(s, winsock.SOL_SOCKET, winsock.SO_LINGER, &winsock.Linger{Onoff: 1, Linger: 1 << 16}); err != winsock.WSAEINVAL {
		t.Error("SetsockoptLinger with 18 hours:", err)
	}

	d, _ := bound(t, winsock.SOCK_DGRAM)
	if err := winsock.SetsockoptInet4Addr(d, winsock.IPPROTO_IP, winsock.IP_MULTICAST_IF, [4]byte{127, 0, 0, 1}); err != nil {
		t.Error("SetsockoptInet4Addr:", err)
	}
	group := winsock.IPMreq{Multiaddr: [4]byte{239, 1, 2, 3}, Interface: [4]byte{127, 0, 0, 1}}
	if err := winsock.SetsockoptIPMreq(d, winsock.IPPROTO_IP, winsock.IP_ADD_MEMBERSHIP, &group); err != nil {
		t.Error("SetsockoptIPMreq:", err)
	}
	if err := winsock.SetsockoptIPMreq(d, winsock.IPPROTO_IP, winsock.IP_ADD_MEMBERSHIP, nil); err != winsock.WSAEFAULT {
		t.Error("SetsockoptIPMreq(nil):", err)
	}
	d6 := socket(t, winsock.AF_INET6, winsock.SOCK_DGRAM)
	group6 := winsock.IPv6Mreq{Multiaddr: [16]byte{0xff, 0x01, 15: 0x42}, Interface: 1}
	if err := winsock.SetsockoptIPv6Mreq(d6, winsock.IPPROTO_IPV6, winsock.IPV6_ADD_MEMBERSHIP, &group6); err != nil {
		t.Error("SetsockoptIPv6Mreq:", err)
	}
}

func TestIoctl(t *testing.T) {
	clause.Covers(t, "S-635", "S-636", "S-637", "S-640", "S-642", "S-643")
	startup(t)
	a, b := pair(t)
	on := uint32(1)
	if err := winsock.Ioctlsocket(a, i32(winsock.FIONBIO), &on); err != nil {
		t.Fatal("FIONBIO:", err)
	}
	if _, err := winsock.Recv(a, make([]byte, 1), 0); err != winsock.WSAEWOULDBLOCK {
		t.Error("Recv:", err)
	}
	if _, err := winsock.Send(b, []byte("12345"), 0); err != nil {
		t.Fatal("Send:", err)
	}
	if _, err := winsock.WSAPoll([]winsock.WSAPOLLFD{{Fd: a, Events: winsock.POLLIN}}, -1); err != nil {
		t.Fatal("WSAPoll:", err)
	}
	var waiting uint32
	if err := winsock.Ioctlsocket(a, i32(winsock.FIONREAD), &waiting); err != nil || waiting != 5 {
		t.Error("FIONREAD:", waiting, err)
	}
	if err := winsock.Ioctlsocket(a, i32(winsock.FIONREAD), nil); err != winsock.WSAEFAULT {
		t.Error("FIONREAD without room:", err)
	}
	if err := winsock.Ioctlsocket(a, 0x667E, &on); err != winsock.WSAEOPNOTSUPP {
		t.Error("unknown command:", err)
	}

	n := uint32(77)
	out := [4]byte{}
	if err := winsock.WSAIoctl(a, winsock.FIONREAD, nil, 0, &out[0], 4, &n, nil, 0); err != nil || n != 4 || out != [4]byte{5} {
		t.Error("WSAIoctl:", out, n, err)
	}
	if err := winsock.WSAIoctl(a, 0xDEADBEEF, nil, 0, nil, 0, &n, nil, 0); err != winsock.WSAEOPNOTSUPP || n != 0 {
		t.Error("unknown code:", n, err)
	}
	if err := winsock.WSAIoctl(a, 0xDEADBEEF, nil, 0, nil, 0, nil, nil, 0); err != winsock.WSAEFAULT {
		t.Error("no count:", err)
	}
}

// i32 is a control code as Ioctlsocket takes it.
func i32(code uint32) int32 { return int32(code) }

func TestByteOrder(t *testing.T) {
	if winsock.Htons(0x1234) != 0x3412 || winsock.Ntohs(0x3412) != 0x1234 ||
		winsock.Htonl(0x12345678) != 0x78563412 || winsock.Ntohl(0x78563412) != 0x12345678 {
		t.Error("this machine is little endian")
	}
	startup(t)
	s := socket(t, winsock.AF_INET, winsock.SOCK_STREAM)
	var u16 uint16
	var u32 uint32
	if err := winsock.WSAHtons(s, 0x1234, &u16); err != nil || u16 != 0x3412 {
		t.Errorf("WSAHtons: %#x, %v", u16, err)
	}
	if err := winsock.WSANtohs(s, 0x3412, &u16); err != nil || u16 != 0x1234 {
		t.Errorf("WSANtohs: %#x, %v", u16, err)
	}
	if err := winsock.WSAHtonl(s, 0x12345678, &u32); err != nil || u32 != 0x78563412 {
		t.Errorf("WSAHtonl: %#x, %v", u32, err)
	}
	if err := winsock.WSANtohl(s, 0x78563412, &u32); err != nil || u32 != 0x12345678 {
		t.Errorf("WSANtohl: %#x, %v", u32, err)
	}
	if err := winsock.WSAHtons(s, 1, nil); err != winsock.WSAEFAULT {
		t.Error("WSAHtons without room:", err)
	}
	if err := winsock.WSAHtons(0, 1, nil); err != winsock.WSAENOTSOCK {
		t.Error("WSAHtons without socket:", err)
	}
}
