package core_test

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// le32 is a number as an option's value.
func le32(v int32) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(v)) }

// set calls SetSockOpt with all of value.
func set(h core.Handle, level, name int32, value []byte) core.Errno {
	return core.SetSockOpt(h, level, name, value, int32(len(value)))
}

// number reads a numeric option.
func number(t testing.TB, h core.Handle, level, name int32) int32 {
	t.Helper()
	var b [4]byte
	if n, e := core.GetSockOpt(h, level, name, b[:], 4); e != 0 || n != 4 && n != 1 {
		t.Fatalf("GetSockOpt(%#x, %#x): length %d, %v", level, name, n, e)
	}
	return int32(binary.LittleEndian.Uint32(b[:]))
}

// kinds are the columns of the option table.
var kinds = []struct {
	name          string
	typ, protocol int32
	raw           bool
}{
	{name: "TCP", typ: ws2def.SOCK_STREAM, protocol: ws2def.IPPROTO_TCP},
	{name: "UDP", typ: ws2def.SOCK_DGRAM, protocol: ws2def.IPPROTO_UDP},
	{name: "RAW", typ: ws2def.SOCK_RAW, protocol: ws2def.IPPROTO_ICMP, raw: true},
}

// createKind is create for a column of the table; RAW needs privilege.
func createKind(t *testing.T, family int32, kind int) core.Handle {
	t.Helper()
	protocol := kinds[kind].protocol
	if kinds[kind].raw {
		if family == ws2def.AF_INET6 {
			protocol = ws2def.IPPROTO_ICMPV6
		}
		h, e := core.Create(family, ws2def.SOCK_RAW, protocol, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
		if e == ws2def.WSAEACCES {
			t.Skip("raw sockets need CAP_NET_RAW")
		}
		if e != 0 {
			t.Fatal("Create:", e)
		}
		t.Cleanup(func() { core.Close(h, spi.Park) })
		return h
	}
	return create(t, family, kinds[kind].typ, protocol)
}

// familyOf is the family of the sockets that have an option.
func familyOf(spec *ws2def.OptionSpec) int32 {
	if spec.Level == ws2def.IPPROTO_IPV6 {
		return ws2def.AF_INET6
	}
	return ws2def.AF_INET
}

func TestS498_UnknownLevel(t *testing.T) {
	clause.Covers(t, "S-498")
	start(t)
	for kind := range kinds {
		t.Run(kinds[kind].name, func(t *testing.T) {
			h := createKind(t, ws2def.AF_INET, kind)
			for _, level := range []int32{-1, 0x1234FFFF, -0x7FFF0001, 0x8000, 0x800} {
				if e := set(h, level, 1, le32(1)); e != ws2def.WSAEINVAL {
					t.Errorf("SetSockOpt(%#x): %v", level, e)
				}
				if n, e := core.GetSockOpt(h, level, 1, make([]byte, 4), 4); e != ws2def.WSAEINVAL || n != 4 {
					t.Errorf("GetSockOpt(%#x): %d, %v", level, n, e)
				}
			}
		})
	}
}

func TestS499_UnknownOption(t *testing.T) {
	clause.Covers(t, "S-499")
	start(t)
	for _, family := range []int32{ws2def.AF_INET, ws2def.AF_INET6} {
		h := create(t, family, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
		for _, level := range []int32{ws2def.SOL_SOCKET, ws2def.IPPROTO_IP, ws2def.IPPROTO_IPV6, ws2def.IPPROTO_TCP} {
			for _, name := range []int32{-1, 0x5555} {
				if e := set(h, level, name, le32(1)); e != ws2def.WSAENOPROTOOPT {
					t.Errorf("family %d: SetSockOpt(%#x, %#x): %v", family, level, name, e)
				}
				if n, e := core.GetSockOpt(h, level, name, make([]byte, 4), 4); e != ws2def.WSAENOPROTOOPT || n != 4 {
					t.Errorf("family %d: GetSockOpt(%#x, %#x): %d, %v", family, level, name, n, e)
				}
			}
		}
	}
}

// answers are the getsockopt columns of sections 21.2 to 21.5, typed from the
// contract and not taken from the table that the code uses: TCP, UDP, RAW.
var answers = func() map[[2]int32][3]core.Errno {
	const (
		ok   = core.Errno(0)
		inv  = ws2def.WSAEINVAL
		no   = ws2def.WSAENOPROTOOPT
		conn = ws2def.WSAENOTCONN
	)
	every := [3]core.Errno{ok, ok, ok}
	message := [3]core.Errno{inv, ok, ok}
	raw := [3]core.Errno{inv, inv, ok}
	never := [3]core.Errno{inv, inv, inv}
	unconnected := [3]core.Errno{conn, conn, conn}
	errors := [3]core.Errno{inv, ok, inv}
	none := [3]core.Errno{no, no, no}
	stream := [3]core.Errno{ok, no, no}
	tcp := [3]core.Errno{ok, inv, inv}
	udp := [3]core.Errno{inv, ok, inv}
	m := map[[2]int32][3]core.Errno{}
	put := func(level int32, column [3]core.Errno, names ...int32) {
		for _, name := range names {
			m[[2]int32{level, name}] = column
		}
	}
	put(ws2def.SOL_SOCKET, every, 0x0001, 0x0004, 0x0010, ^0x0004, 0x1001, 0x1002, 0x1005, 0x1006, 0x1007, 0x1008, 0x2001, 0x2002, 0x3004, 0x700C)
	put(ws2def.SOL_SOCKET, stream, 0x0002, 0x0008, 0x0080, ^0x0080, 0x0100)
	put(ws2def.SOL_SOCKET, [3]core.Errno{no, ok, ok}, 0x0020)
	put(ws2def.SOL_SOCKET, never, 0x0040, 0x1003, 0x1004)
	put(ws2def.SOL_SOCKET, none, 0x7000, 0x7001, 0x7002, 0x7003, 0x7004, 0x7005, 0x7006, 0x7007)
	put(ws2def.IPPROTO_IP, every, 1, 3, 4, 14, 28, 29, 30, 31, 32, 71, 76)
	put(ws2def.IPPROTO_IP, raw, 2)
	put(ws2def.IPPROTO_IP, message, 9, 10, 11, 19, 21, 22, 24, 25, 38, 40, 47, 50, 51, 60, 70)
	put(ws2def.IPPROTO_IP, none, 12, 13)
	put(ws2def.IPPROTO_IP, never, 33)
	put(ws2def.IPPROTO_IP, unconnected, 73)
	put(ws2def.IPPROTO_IP, errors, 75)
	put(ws2def.IPPROTO_IPV6, every, 1, 4, 14, 23, 27, 28, 29, 30, 31, 32, 71, 76)
	put(ws2def.IPPROTO_IPV6, raw, 2)
	put(ws2def.IPPROTO_IPV6, message, 9, 10, 11, 19, 21, 24, 25, 38, 40, 50, 51)
	put(ws2def.IPPROTO_IPV6, none, 12, 13)
	put(ws2def.IPPROTO_IPV6, never, 33)
	put(ws2def.IPPROTO_IPV6, unconnected, 72)
	put(ws2def.IPPROTO_IPV6, errors, 75)
	put(ws2def.IPPROTO_TCP, tcp, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 0x7000)
	put(ws2def.IPPROTO_UDP, udp, 1, 2, 3, 20)
	return m
}()

func TestS500_OptionsBySocketType(t *testing.T) {
	clause.Covers(t, "S-500", "S-520", "S-521", "S-523", "S-525", "S-526", "S-533", "S-549",
		"S-555", "S-557", "S-562", "S-571", "S-573", "S-574", "S-575", "S-578", "S-579", "S-580", "S-581", "S-583", "S-584",
		"S-591", "S-592", "S-597", "S-602", "S-604", "S-606", "S-607", "S-608", "S-610", "S-612", "S-613")
	start(t)
	for kind := range kinds {
		t.Run(kinds[kind].name, func(t *testing.T) {
			v4, v6 := createKind(t, ws2def.AF_INET, kind), createKind(t, ws2def.AF_INET6, kind)
			for at, want := range answers {
				h := v4
				if at[0] == ws2def.IPPROTO_IPV6 {
					h = v6
				}
				if _, e := core.GetSockOpt(h, at[0], at[1], make([]byte, 1024), 1024); e != want[kind] {
					t.Errorf("GetSockOpt(%#x, %#x): %v, want %v", at[0], at[1], e, want[kind])
				}
			}
		})
	}
}

func TestS501_NullPointer(t *testing.T) {
	clause.Covers(t, "S-501", "S-110", "S-109")
	start(t)
	h := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	for _, o := range [][2]int32{
		{ws2def.SOL_SOCKET, ws2def.SO_LINGER},
		{ws2def.SOL_SOCKET, ws2def.SO_DONTLINGER},
		{ws2def.SOL_SOCKET, ws2def.SO_PROTOCOL_INFOA},
		{ws2def.SOL_SOCKET, ws2def.SO_OPENTYPE},
		{ws2def.IPPROTO_TCP, ws2def.TCP_NODELAY},
	} {
		for _, length := range []int32{0, 4, -1, 1 << 30} {
			if o[1] != ws2def.SO_PROTOCOL_INFOA {
				if e := core.SetSockOpt(h, o[0], o[1], nil, length); e != ws2def.WSAEFAULT {
					t.Errorf("SetSockOpt(%#x, NULL, %d): %v", o[1], length, e)
				}
			}
			if n, e := core.GetSockOpt(h, o[0], o[1], nil, length); e != ws2def.WSAEFAULT || n != length {
				t.Errorf("GetSockOpt(%#x, NULL, %d): %d, %v", o[1], length, n, e)
			}
		}
	}
	if n, e := core.GetSockOpt(ws2def.InvalidHandle, ws2def.SOL_SOCKET, ws2def.SO_PROTOCOL_INFOA, nil, 0); e != ws2def.WSAENOTSOCK || n != 0 {
		t.Errorf("invalid socket: %d, %v", n, e)
	}
	if e := core.SetSockOpt(ws2def.InvalidHandle, ws2def.SOL_SOCKET, ws2def.SO_LINGER, nil, 0); e != ws2def.WSAENOTSOCK {
		t.Errorf("invalid socket: %v", e)
	}
}

// A got is all that a getsockopt changes.
type got struct {
	Errno  core.Errno
	Length int32
	Buffer []byte
}

// get calls GetSockOpt with a buffer full of 0xEE.
func get(h core.Handle, level, name, length int32) got {
	buf := make([]byte, max(length, 4))
	for i := range buf {
		buf[i] = 0xEE
	}
	n, e := core.GetSockOpt(h, level, name, buf, length)
	return got{e, n, buf}
}

func TestS509_LengthClasses(t *testing.T) {
	clause.Covers(t, "S-503", "S-504", "S-505", "S-506", "S-507", "S-509", "S-510", "S-511", "S-512", "S-513", "S-514", "S-515")
	start(t)
	const fault, e = ws2def.WSAEFAULT, 0xEE
	for _, row := range []struct {
		class       string
		level       int32
		names       []int32
		kind        int
		value       int32 // a value whose lowest byte is 1 and that may be set
		short       core.Errno
		empty       core.Errno
		negative    core.Errno
		one, two    got
		four, eight got
	}{
		{
			class: "A", level: ws2def.SOL_SOCKET, kind: 0,
			names: []int32{ws2def.SO_DONTLINGER, ws2def.SO_OOBINLINE, ws2def.SO_REUSEADDR}, value: 1,
			one: got{0, 1, []byte{1, e, e, e}}, two: got{0, 1, []byte{1, 0, e, e}},
			four: got{0, 4, []byte{1, 0, 0, 0}}, eight: got{0, 4, []byte{1, 0, 0, 0, e, e, e, e}},
		},
		{
			class: "A UDP", level: ws2def.SOL_SOCKET, kind: 1,
			names: []int32{ws2def.SO_BROADCAST, ws2def.SO_EXCLUSIVEADDRUSE}, value: 1,
			one: got{0, 1, []byte{1, e, e, e}}, two: got{0, 1, []byte{1, 0, e, e}},
			four: got{0, 4, []byte{1, 0, 0, 0}}, eight: got{0, 4, []byte{1, 0, 0, 0, e, e, e, e}},
		},
		{
			class: "B", level: ws2def.SOL_SOCKET, kind: 0,
			names: []int32{ws2def.SO_KEEPALIVE, ws2def.SO_DONTROUTE}, value: 1,
			empty: fault, negative: ws2def.WSAENOBUFS,
			one: got{0, 1, []byte{1, e, e, e}}, two: got{0, 1, []byte{1, e, e, e}},
			four: got{0, 1, []byte{1, e, e, e}}, eight: got{0, 1, []byte{1, e, e, e, e, e, e, e}},
		},
		{
			class: "B TCP", level: ws2def.IPPROTO_TCP, kind: 0, names: []int32{ws2def.TCP_NODELAY}, value: 1,
			empty: fault, negative: ws2def.WSAENOBUFS,
			one: got{0, 1, []byte{1, e, e, e}}, two: got{0, 1, []byte{1, e, e, e}},
			four: got{0, 1, []byte{1, e, e, e}}, eight: got{0, 1, []byte{1, e, e, e, e, e, e, e}},
		},
		{
			class: "B IPv6", level: ws2def.IPPROTO_IPV6, kind: 1, names: []int32{ws2def.IPV6_V6ONLY}, value: 1,
			empty: fault, negative: ws2def.WSAENOBUFS,
			one: got{0, 1, []byte{1, e, e, e}}, two: got{0, 1, []byte{1, e, e, e}},
			four: got{0, 1, []byte{1, e, e, e}}, eight: got{0, 1, []byte{1, e, e, e, e, e, e, e}},
		},
		{
			class: "C", level: ws2def.SOL_SOCKET, kind: 0,
			names: []int32{ws2def.SO_LINGER, ws2def.SO_RCVBUF, ws2def.SO_SNDBUF}, value: 0x00020001,
			short: fault, empty: fault,
			one: got{fault, 1, []byte{0, e, e, e}}, two: got{fault, 2, []byte{0, 0, e, e}},
			four: got{0, 4, []byte{1, 0, 2, 0}}, eight: got{0, 4, []byte{1, 0, 2, 0, e, e, e, e}},
		},
		{
			class: "D", level: ws2def.SOL_SOCKET, kind: 0,
			names: []int32{ws2def.SO_RCVTIMEO, ws2def.SO_SNDTIMEO, ws2def.SO_OPENTYPE}, value: 0x00020001,
			short: fault, empty: fault,
			one: got{fault, 1, []byte{e, e, e, e}}, two: got{fault, 2, []byte{e, e, e, e}},
			four: got{0, 4, []byte{1, 0, 2, 0}}, eight: got{0, 4, []byte{1, 0, 2, 0, e, e, e, e}},
		},
		{
			class: "E", level: ws2def.IPPROTO_TCP, kind: 0,
			names: []int32{ws2def.TCP_KEEPALIVE, ws2def.TCP_KEEPCNT, ws2def.TCP_KEEPINTVL}, value: 0x21,
			short: fault, empty: fault, negative: ws2def.WSAENOBUFS,
			one: got{fault, 0, []byte{e, e, e, e}}, two: got{fault, 0, []byte{e, e, e, e}},
			four: got{0, 4, []byte{0x21, 0, 0, 0}}, eight: got{0, 4, []byte{0x21, 0, 0, 0, e, e, e, e}},
		},
		{
			class: "F IPv4", level: ws2def.IPPROTO_IP, kind: 1,
			names: []int32{ws2def.IP_PKTINFO, ws2def.IP_RECVTOS, ws2def.IP_RECVTTL}, value: 1,
			short: fault, empty: fault, negative: ws2def.WSAENOBUFS,
			one: got{fault, 0, []byte{e, e, e, e}}, two: got{fault, 0, []byte{e, e, e, e}},
			four: got{0, 4, []byte{1, 0, 0, 0}}, eight: got{0, 4, []byte{1, 0, 0, 0, e, e, e, e}},
		},
		{
			class: "F IPv6", level: ws2def.IPPROTO_IPV6, kind: 1,
			names: []int32{ws2def.IPV6_PKTINFO, ws2def.IPV6_HOPLIMIT, ws2def.IPV6_RECVTCLASS}, value: 1,
			short: fault, empty: fault, negative: ws2def.WSAENOBUFS,
			one: got{fault, 0, []byte{e, e, e, e}}, two: got{fault, 0, []byte{e, e, e, e}},
			four: got{0, 4, []byte{1, 0, 0, 0}}, eight: got{0, 4, []byte{1, 0, 0, 0, e, e, e, e}},
		},
		{
			class: "G IPv4", level: ws2def.IPPROTO_IP, kind: 1,
			names: []int32{ws2def.IP_TTL, ws2def.IP_TOS, ws2def.IP_MULTICAST_TTL, ws2def.IP_MULTICAST_LOOP}, value: 1,
			empty: fault, negative: ws2def.WSAENOBUFS,
			one: got{0, 1, []byte{1, e, e, e}}, two: got{0, 1, []byte{1, e, e, e}},
			four: got{0, 4, []byte{1, 0, 0, 0}}, eight: got{0, 4, []byte{1, 0, 0, 0, e, e, e, e}},
		},
		{
			class: "G IPv6", level: ws2def.IPPROTO_IPV6, kind: 1,
			names: []int32{ws2def.IPV6_UNICAST_HOPS, ws2def.IPV6_MULTICAST_HOPS, ws2def.IPV6_MULTICAST_LOOP, ws2def.IPV6_DONTFRAG}, value: 1,
			empty: fault, negative: ws2def.WSAENOBUFS,
			one: got{0, 1, []byte{1, e, e, e}}, two: got{0, 1, []byte{1, e, e, e}},
			four: got{0, 4, []byte{1, 0, 0, 0}}, eight: got{0, 4, []byte{1, 0, 0, 0, e, e, e, e}},
		},
	} {
		for _, name := range row.names {
			t.Run(fmt.Sprintf("%s %#x", row.class, name), func(t *testing.T) {
				family := int32(ws2def.AF_INET)
				if row.level == ws2def.IPPROTO_IPV6 {
					family = ws2def.AF_INET6
				}
				h := createKind(t, family, row.kind)
				for _, n := range []int32{1, 2} {
					if e := core.SetSockOpt(h, row.level, name, le32(row.value), n); e != row.short {
						t.Errorf("set with length %d: %v", n, e)
					}
				}
				if e := core.SetSockOpt(h, row.level, name, le32(row.value), 0); e != row.empty {
					t.Errorf("set with length 0: %v", e)
				}
				if e := core.SetSockOpt(h, row.level, name, le32(row.value), -1); e != row.negative {
					t.Errorf("set with length -1: %v", e)
				}
				if e := core.SetSockOpt(h, row.level, name, append(le32(row.value), 0xFF, 0xFF, 0xFF, 0xFF), 8); e != 0 {
					t.Errorf("set with length 8: %v", e)
				}
				t.Cleanup(func() { core.SetOpenType(0, 0) })
				want := map[int32]got{
					0: {fault, 0, []byte{e, e, e, e}},
					1: row.one, 2: row.two, 4: row.four, 8: row.eight,
				}
				if name != ws2def.SO_OPENTYPE {
					want[-1] = got{fault, -1, []byte{e, e, e, e}}
				}
				for n, want := range want {
					if diff := cmp.Diff(want, get(h, row.level, name, n)); diff != "" {
						t.Errorf("get with length %d (-want +got):\n%s", n, diff)
					}
				}
			})
		}
	}
}
