package core_test

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/sys"
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
				t.Cleanup(func() { core.SetOpenType(0) })
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

func TestS508_ReadBack(t *testing.T) {
	clause.Covers(t, "S-508", "S-519", "S-520", "S-524", "S-527", "S-531", "S-532", "S-534", "S-535", "S-538", "S-543",
		"S-557", "S-563", "S-572", "S-578", "S-579", "S-580", "S-585", "S-591", "S-593", "S-610", "S-614",
		"S-615", "S-616", "S-617", "S-620", "S-622", "S-623", "S-624", "S-627", "S-628", "S-629", "S-630", "S-631", "S-632",
		"S-516", "S-596", "S-566", "S-567", "S-568", "S-569", "S-570", "S-573", "S-575", "S-576", "S-581", "S-584", "S-595", "S-598",
		"S-599", "S-600", "S-601", "S-602", "S-606", "S-608", "S-609", "S-613", "S-619", "S-621", "S-625", "S-456")
	start(t)
	sol, ip, ip6, tcp, udp := int32(ws2def.SOL_SOCKET), int32(ws2def.IPPROTO_IP), int32(ws2def.IPPROTO_IPV6), int32(ws2def.IPPROTO_TCP), int32(ws2def.IPPROTO_UDP)
	for _, row := range []struct {
		kind             int
		level, name      int32
		initial, in, out int32
	}{
		{0, sol, ws2def.SO_DEBUG, 0, 2, 1},
		{0, sol, ws2def.SO_REUSEADDR, 0, 0x100, 1},
		{0, sol, ws2def.SO_KEEPALIVE, 0, 7, 1},
		{0, sol, ws2def.SO_DONTROUTE, 0, 0x100, 0},
		{0, sol, ws2def.SO_DONTROUTE, 0, 0x101, 1},
		{1, sol, ws2def.SO_BROADCAST, 0, 2, 1},
		{0, sol, ws2def.SO_LINGER, 0, 189<<16 | 5, 189<<16 | 5},
		{0, sol, ws2def.SO_LINGER, 0, 1, 1},
		{0, sol, ws2def.SO_LINGER, 0, 0x100, 0x100},
		{0, sol, ws2def.SO_DONTLINGER, 1, 0, 0},
		{0, sol, ws2def.SO_OOBINLINE, 0, -1, 1},
		{0, sol, ws2def.SO_SNDBUF, 65536, 4096, 4096},
		{0, sol, ws2def.SO_SNDBUF, 65536, 0x123, 0x123},
		{1, sol, ws2def.SO_SNDBUF, 65536, 0, 0},
		{0, sol, ws2def.SO_RCVBUF, 65536, 4096, 4096},
		{0, sol, ws2def.SO_RCVBUF, 65536, 1 << 20, 1 << 20},
		{1, sol, ws2def.SO_RCVBUF, 65536, 0, 0},
		{0, sol, ws2def.SO_SNDTIMEO, 0, 997000, 997000},
		{0, sol, ws2def.SO_RCVTIMEO, 0, 63000, 63000},
		{1, sol, ws2def.SO_RCVTIMEO, 0, 100, 100},
		{0, sol, ws2def.SO_ERROR, 0, 1234, 1234},
		{0, sol, ws2def.SO_COMPARTMENT_ID, 1, 2, 2},
		{1, sol, ws2def.SO_REUSE_MULTICASTPORT, 0, 1, 1},
		{0, ip, ws2def.IP_TOS, 0, 0x10, 0x10},
		{0, ip, ws2def.IP_TTL, 128, 0, 0},
		{1, ip, ws2def.IP_TTL, 128, 255, 255},
		{1, ip, ws2def.IP_MULTICAST_TTL, 1, 0, 0},
		{1, ip, ws2def.IP_MULTICAST_LOOP, 1, 0xDEAD, 1},
		{1, ip, ws2def.IP_MULTICAST_LOOP, 1, 0, 0},
		{0, ip, ws2def.IP_DONTFRAGMENT, 1, 0, 0},
		{1, ip, ws2def.IP_DONTFRAGMENT, 0, 0xDEAD, 1},
		{1, ip, ws2def.IP_PKTINFO, 0, 9, 1},
		{1, ip, ws2def.IP_RECVTTL, 0, 9, 1},
		{1, ip, ws2def.IP_RECEIVE_BROADCAST, 1, 0, 0},
		{1, ip, ws2def.IP_RECVIF, 0, 9, 1},
		{1, ip, ws2def.IP_RECVDSTADDR, 0, 9, 1},
		{1, ip, ws2def.IP_UNICAST_IF, 0, 1 << 24, 1 << 24},
		{1, ip, ws2def.IP_RECVRTHDR, 0, 1, 1},
		{1, ip, ws2def.IP_RECVTOS, 0, 3, 1},
		{1, ip, ws2def.IP_ORIGINAL_ARRIVAL_IF, 0, 1, 1},
		{1, ip, ws2def.IP_ECN, 0, 1, 1},
		{1, ip, ws2def.IP_PKTINFO_EX, 0, 1, 1},
		{1, ip, ws2def.IP_RECVERR, 0, 1, 1},
		{0, ip, ws2def.IP_USER_MTU, -1, 1280, 1280},
		{0, ip6, ws2def.IPV6_UNICAST_HOPS, 128, 0, 0},
		{1, ip6, ws2def.IPV6_UNICAST_HOPS, 128, -1, 128},
		{1, ip6, ws2def.IPV6_MULTICAST_HOPS, 1, 7, 7},
		{1, ip6, ws2def.IPV6_MULTICAST_LOOP, 1, 0xBEEF, 1},
		{1, ip6, ws2def.IPV6_MULTICAST_IF, 0, 1, 1},
		{0, ip6, ws2def.IPV6_DONTFRAG, 1, 0, 0},
		{1, ip6, ws2def.IPV6_DONTFRAG, 0, 0xDEAD, 1},
		{1, ip6, ws2def.IPV6_PKTINFO, 0, 1, 1},
		{1, ip6, ws2def.IPV6_HOPLIMIT, 0, 1, 1},
		{1, ip6, ws2def.IPV6_PROTECTION_LEVEL, 10, 20, 20},
		{1, ip6, ws2def.IPV6_RECVIF, 0, 1, 1},
		{1, ip6, ws2def.IPV6_RECVDSTADDR, 0, 1, 1},
		{1, ip6, ws2def.IPV6_V6ONLY, 1, 0, 0},
		{1, ip6, ws2def.IPV6_UNICAST_IF, 0, 1, 1},
		{1, ip6, ws2def.IPV6_RECVRTHDR, 0, 1, 1},
		{1, ip6, ws2def.IPV6_RECVTCLASS, 0, 1, 1},
		{1, ip6, ws2def.IPV6_ECN, 0, 1, 1},
		{1, ip6, ws2def.IPV6_PKTINFO_EX, 0, 1, 1},
		{1, ip6, ws2def.IPV6_RECVERR, 0, 1, 1},
		{1, ip6, ws2def.IPV6_USER_MTU, -1, 1500, 1500},
		{0, tcp, ws2def.TCP_NODELAY, 0, 1, 1},
		{0, tcp, ws2def.TCP_NODELAY, 0, 0x100, 0},
		{0, tcp, ws2def.TCP_EXPEDITED_1122, 0, 5, 1},
		{0, tcp, ws2def.TCP_KEEPALIVE, 7200, 3600, 3600},
		{0, tcp, ws2def.TCP_MAXRT, -1, 60, 60},
		{0, tcp, ws2def.TCP_TIMESTAMPS, 0, 1, 1},
		{0, tcp, ws2def.TCP_MAXRTMS, -1, 1500, 1500},
		{0, tcp, ws2def.TCP_FASTOPEN, 0, 1, 1},
		{0, tcp, ws2def.TCP_KEEPCNT, 10, 255, 255},
		{0, tcp, ws2def.TCP_KEEPINTVL, 1, 30, 30},
		{0, tcp, ws2def.TCP_FAIL_CONNECT_ON_ICMP_ERROR, 0, 1, 1},
		{0, tcp, ws2def.TCP_BSDURGENT, 1, 0, 0},
		{0, tcp, ws2def.TCP_STDURG, 0, 1, 1},
		{0, tcp, ws2def.TCP_OFFLOAD_PREFERENCE, 0, 2, 2},
		{1, udp, ws2def.UDP_NOCHECKSUM, 0, 1, 1},
		{1, udp, ws2def.UDP_SEND_MSG_SIZE, 0, 1200, 1200},
		{1, udp, ws2def.UDP_RECV_MAX_COALESCED_SIZE, 0, 65535, 65535},
		{1, udp, ws2def.UDP_CHECKSUM_COVERAGE, 0, 1, 1},
	} {
		spec, ok := ws2def.FindOption(row.level, row.name)
		if !ok {
			t.Errorf("%#x is not in the table", row.name)
			continue
		}
		t.Run(fmt.Sprintf("%s %s %#x", spec.Name, kinds[row.kind].name, row.in), func(t *testing.T) {
			h := createKind(t, familyOf(spec), row.kind)
			if spec.Family == ws2def.AF_INET {
				h = createKind(t, ws2def.AF_INET, row.kind)
			}
			read := func() int32 {
				v := number(t, h, row.level, row.name)
				return v
			}
			if v := read(); v != row.initial {
				t.Errorf("default %#x, want %#x", v, row.initial)
			}
			if e := set(h, row.level, row.name, le32(row.in)); e != 0 {
				t.Fatalf("set %#x: %v", row.in, e)
			}
			want := row.out
			if row.name == ws2def.IPV6_UNICAST_HOPS && row.in == -1 {
				want = -1 // reads back as it was set
			}
			if v := read(); v != want {
				t.Errorf("reads %#x, want %#x", v, want)
			}
		})
	}
}

func TestS517_ValuesOutOfRange(t *testing.T) {
	clause.Covers(t, "S-517", "S-582", "S-611", "S-616", "S-623", "S-634")
	start(t)
	for _, row := range []struct {
		kind        int
		family      int32
		level, name int32
		value       int32
	}{
		{0, ws2def.AF_INET, ws2def.IPPROTO_IP, ws2def.IP_TTL, 0x100},
		{0, ws2def.AF_INET, ws2def.IPPROTO_IP, ws2def.IP_TTL, -1},
		{0, ws2def.AF_INET, ws2def.IPPROTO_IP, ws2def.IP_TOS, 0x100},
		{1, ws2def.AF_INET, ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_TTL, 0x100},
		{0, ws2def.AF_INET6, ws2def.IPPROTO_IPV6, ws2def.IPV6_UNICAST_HOPS, 0x100},
		{0, ws2def.AF_INET6, ws2def.IPPROTO_IPV6, ws2def.IPV6_UNICAST_HOPS, -2},
		{1, ws2def.AF_INET6, ws2def.IPPROTO_IPV6, ws2def.IPV6_MULTICAST_HOPS, 0x100},
		{1, ws2def.AF_INET6, ws2def.IPPROTO_IPV6, ws2def.IPV6_PROTECTION_LEVEL, 15},
		{0, ws2def.AF_INET, ws2def.IPPROTO_TCP, ws2def.TCP_KEEPCNT, 256},
		{0, ws2def.AF_INET, ws2def.IPPROTO_TCP, ws2def.TCP_EXPEDITED_1122, 0},
		{1, ws2def.AF_INET, ws2def.IPPROTO_IP, ws2def.IP_MTU_DISCOVER, 0},
		{1, ws2def.AF_INET, ws2def.IPPROTO_IP, ws2def.IP_MTU_DISCOVER, 4},
		{1, ws2def.AF_INET6, ws2def.IPPROTO_IPV6, ws2def.IPV6_MTU_DISCOVER, 0},
	} {
		h := createKind(t, row.family, row.kind)
		before := number(t, h, row.level, row.name)
		if e := set(h, row.level, row.name, le32(row.value)); e != ws2def.WSAEINVAL {
			t.Errorf("set %#x to %#x: %v", row.name, row.value, e)
		}
		if v := number(t, h, row.level, row.name); v != before {
			t.Errorf("%#x changed from %#x to %#x", row.name, before, v)
		}
	}
}

func TestS518_MulticastTTLUsesTheBytesGiven(t *testing.T) {
	clause.Covers(t, "S-518")
	start(t)
	for n, want := range map[int32]core.Errno{1: 0, 2: ws2def.WSAEINVAL, 3: ws2def.WSAEINVAL, 4: ws2def.WSAEINVAL} {
		h := createKind(t, ws2def.AF_INET, 1)
		value := []byte{7, 0, 0, 0}
		value[n-1] |= 1 // beyond 255 unless n is 1
		if e := core.SetSockOpt(h, ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_TTL, value, n); e != want {
			t.Errorf("length %d: %v, want %v", n, e, want)
		}
		if n > 1 {
			if e := core.SetSockOpt(h, ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_TTL, value, n-1); e != 0 {
				t.Errorf("length %d: %v", n-1, e)
			}
		}
		if v := number(t, h, ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_TTL); v != 7 {
			t.Errorf("length %d: reads %#x", n, v)
		}
	}
}

func TestS142_ReuseAndExclusiveExcludeEachOther(t *testing.T) {
	clause.Covers(t, "S-142", "S-522", "S-529", "S-544", "P-439")
	start(t)
	for _, pair := range [][2]int32{
		{ws2def.SO_REUSEADDR, ws2def.SO_EXCLUSIVEADDRUSE},
		{ws2def.SO_EXCLUSIVEADDRUSE, ws2def.SO_REUSEADDR},
		{ws2def.SO_REUSE_UNICASTPORT, ws2def.SO_RANDOMIZE_PORT},
	} {
		h := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
		steps := []struct {
			name, value int32
			want        core.Errno
		}{
			{pair[0], 1, 0},
			{pair[1], 1, ws2def.WSAEINVAL},
			{pair[1], 0, 0},
			{pair[0], 0, 0},
			{pair[1], 1, 0},
		}
		for _, s := range steps {
			if e := set(h, ws2def.SOL_SOCKET, s.name, le32(s.value)); e != s.want {
				t.Errorf("%#x = %d: %v, want %v", s.name, s.value, e, s.want)
			}
		}
	}
}

func TestS528_LingerAndDontLinger(t *testing.T) {
	clause.Covers(t, "S-382", "S-528", "S-381")
	start(t)
	h := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	linger := func() [2]int32 {
		return [2]int32{number(t, h, ws2def.SOL_SOCKET, ws2def.SO_LINGER), number(t, h, ws2def.SOL_SOCKET, ws2def.SO_DONTLINGER)}
	}
	for _, step := range []struct {
		name, value int32
		want        [2]int32
	}{
		{ws2def.SO_LINGER, 30<<16 | 1, [2]int32{30<<16 | 1, 0}},
		{ws2def.SO_DONTLINGER, 1, [2]int32{30 << 16, 1}},
		{ws2def.SO_DONTLINGER, 0, [2]int32{30<<16 | 1, 0}},
		{ws2def.SO_LINGER, 0, [2]int32{0, 1}},
	} {
		if e := set(h, ws2def.SOL_SOCKET, step.name, le32(step.value)); e != 0 {
			t.Fatal(e)
		}
		if diff := cmp.Diff(step.want, linger()); diff != "" {
			t.Errorf("after %#x = %#x:\n%s", step.name, step.value, diff)
		}
	}
}

func TestS466_V6OnlyAfterBind(t *testing.T) {
	clause.Covers(t, "S-464", "S-466", "S-467", "S-468", "S-603", "S-141")
	start(t)
	any6 := make([]byte, 28)
	any6[0] = ws2def.AF_INET6
	for _, row := range []struct {
		family int32
		local  []byte
	}{{ws2def.AF_INET6, any6}, {ws2def.AF_INET, loopback(0)}} {
		h := create(t, row.family, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
		if v := number(t, h, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY); v != 1 {
			t.Errorf("family %d: default %d", row.family, v)
		}
		if e := set(h, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, le32(0)); e != 0 {
			t.Errorf("family %d: before bind: %v", row.family, e)
		}
		if diff := cmp.Diff(got{0, 1, []byte{0, 0xEE, 0xEE, 0xEE}}, get(h, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, 4)); diff != "" {
			t.Errorf("family %d:\n%s", row.family, diff)
		}
		if e := core.Bind(h, row.local); e != 0 {
			t.Fatal("Bind:", e)
		}
		for _, v := range []int32{0, 1} {
			if e := set(h, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, le32(v)); e != ws2def.WSAEINVAL {
				t.Errorf("family %d: set %d after bind: %v", row.family, v, e)
			}
		}
	}
}

func TestS472_IPv4OptionsOnIPv6Sockets(t *testing.T) {
	clause.Covers(t, "S-472")
	start(t)
	h := create(t, ws2def.AF_INET6, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	if e := set(h, ws2def.IPPROTO_IP, ws2def.IP_PKTINFO, le32(1)); e != ws2def.WSAEINVAL {
		t.Errorf("IPv6 only: %v", e)
	}
	if e := set(h, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, le32(0)); e != 0 {
		t.Fatal(e)
	}
	if e := set(h, ws2def.IPPROTO_IP, ws2def.IP_PKTINFO, le32(1)); e != 0 {
		t.Errorf("dual mode: %v", e)
	}
	v4 := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	if e := set(v4, ws2def.IPPROTO_IPV6, ws2def.IPV6_PKTINFO, le32(1)); e != ws2def.WSAEINVAL {
		t.Errorf("IPv4: %v", e)
	}
}

func TestS536_Type(t *testing.T) {
	clause.Covers(t, "S-536", "S-521", "S-193")
	start(t)
	want := []core.Errno{ws2def.WSAENOPROTOOPT, ws2def.WSAEINVAL}
	for kind := range want {
		h := createKind(t, ws2def.AF_INET, kind)
		if v := number(t, h, ws2def.SOL_SOCKET, ws2def.SO_TYPE); v != kinds[kind].typ {
			t.Errorf("%s: %d", kinds[kind].name, v)
		}
		if e := set(h, ws2def.SOL_SOCKET, ws2def.SO_TYPE, le32(1)); e != want[kind] {
			t.Errorf("%s: set: %v", kinds[kind].name, e)
		}
	}
	l := createKind(t, ws2def.AF_INET, 0)
	if e := core.Bind(l, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	if v := number(t, l, ws2def.SOL_SOCKET, ws2def.SO_ACCEPTCONN); v != 0 {
		t.Error("SO_ACCEPTCONN is", v, "after bind")
	}
	if e := core.Listen(l, 1); e != 0 {
		t.Fatal(e)
	}
	if v := number(t, l, ws2def.SOL_SOCKET, ws2def.SO_ACCEPTCONN); v != 1 {
		t.Error("SO_ACCEPTCONN is", v, "after listen")
	}
	if e := set(l, ws2def.SOL_SOCKET, ws2def.SO_ACCEPTCONN, le32(1)); e != ws2def.WSAENOPROTOOPT {
		t.Error("set SO_ACCEPTCONN:", e)
	}
}

func TestS209_AcceptedSocketsInherit(t *testing.T) {
	clause.Covers(t, "S-209", "S-211")
	start(t)
	l := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	values := map[[2]int32]int32{
		{ws2def.SOL_SOCKET, ws2def.SO_REUSEADDR}:  1,
		{ws2def.SOL_SOCKET, ws2def.SO_KEEPALIVE}:  1,
		{ws2def.SOL_SOCKET, ws2def.SO_OOBINLINE}:  1,
		{ws2def.SOL_SOCKET, ws2def.SO_SNDBUF}:     0x123,
		{ws2def.SOL_SOCKET, ws2def.SO_RCVBUF}:     0x4321,
		{ws2def.SOL_SOCKET, ws2def.SO_SNDTIMEO}:   997000,
		{ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO}:   63000,
		{ws2def.SOL_SOCKET, ws2def.SO_LINGER}:     9<<16 | 1,
		{ws2def.IPPROTO_TCP, ws2def.TCP_NODELAY}:  1,
		{ws2def.IPPROTO_TCP, ws2def.TCP_KEEPCNT}:  7,
		{ws2def.IPPROTO_IP, ws2def.IP_TTL}:        33,
		{ws2def.SOL_SOCKET, ws2def.SO_DONTLINGER}: 0,
	}
	for o, v := range values {
		if e := set(l, o[0], o[1], le32(v)); e != 0 && o[1] != ws2def.SO_DONTLINGER {
			t.Fatalf("%#x: %v", o[1], e)
		}
	}
	set(l, ws2def.SOL_SOCKET, ws2def.SO_LINGER, le32(9<<16|1))
	if e := core.Bind(l, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	if e := core.Listen(l, 1); e != 0 {
		t.Fatal(e)
	}
	c := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	if e := core.Connect(c, name(t, l), spi.Park); e != 0 {
		t.Fatal(e)
	}
	a, _, e := core.Accept(l, nil, spi.Park)
	if e != 0 {
		t.Fatal(e)
	}
	defer core.Close(a, spi.Park)
	read := map[[2]int32]int32{}
	for o := range values {
		read[o] = number(t, a, o[0], o[1])
	}
	if diff := cmp.Diff(values, read); diff != "" {
		t.Error(diff)
	}
	// The accepted socket's options are its own from now on.
	if e := set(a, ws2def.IPPROTO_IP, ws2def.IP_TTL, le32(44)); e != 0 {
		t.Fatal(e)
	}
	if v := number(t, l, ws2def.IPPROTO_IP, ws2def.IP_TTL); v != 33 {
		t.Error("the listener has the TTL of the accepted socket:", v)
	}
}

func TestS532_SmallReceiveBuffer(t *testing.T) {
	clause.Covers(t, "S-532")
	start(t)
	a, b := pair(t)
	if e := set(b, ws2def.SOL_SOCKET, ws2def.SO_RCVBUF, le32(1024)); e != 0 {
		t.Fatal(e)
	}
	const size = 12 << 10
	if n, e := core.Send(a, make([]byte, size), 0, spi.Park); n != size || e != 0 {
		t.Fatal(n, e)
	}
	buf := make([]byte, size)
	if n, e := core.Recv(b, buf, ws2def.MSG_WAITALL, spi.Park); n != size || e != 0 {
		t.Fatal(n, e)
	}
}

func TestS535_Error(t *testing.T) {
	clause.Covers(t, "S-535")
	start(t)
	h := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	if e := set(h, ws2def.SOL_SOCKET, ws2def.SO_ERROR, le32(1234)); e != 0 {
		t.Fatal(e)
	}
	for range 2 {
		if v := number(t, h, ws2def.SOL_SOCKET, ws2def.SO_ERROR); v != 1234 {
			t.Error("reads", v)
		}
	}
	if diff := cmp.Diff(got{ws2def.WSAEFAULT, 1, []byte{0xEE, 0xEE, 0xEE, 0xEE}}, get(h, ws2def.SOL_SOCKET, ws2def.SO_ERROR, 1)); diff != "" {
		t.Error(diff)
	}
	a, b := pair(t)
	if e := set(b, ws2def.SOL_SOCKET, ws2def.SO_LINGER, le32(1)); e != 0 {
		t.Fatal(e)
	}
	if e := core.Close(b, spi.Park); e != 0 {
		t.Fatal(e)
	}
	if _, e := core.Recv(a, make([]byte, 1), 0, spi.Park); e != ws2def.WSAECONNRESET {
		t.Fatal("Recv:", e)
	}
	if v := number(t, a, ws2def.SOL_SOCKET, ws2def.SO_ERROR); v != 0 {
		t.Error("after the peer's reset:", v)
	}
}

func TestS539_MaxMessageSize(t *testing.T) {
	clause.Covers(t, "S-539", "S-551")
	start(t)
	for _, family := range []int32{ws2def.AF_INET, ws2def.AF_INET6} {
		h := create(t, family, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
		for _, o := range []int32{ws2def.SO_MAX_MSG_SIZE, ws2def.SO_MAXDG, ws2def.SO_MAXPATHDG} {
			if v := number(t, h, ws2def.SOL_SOCKET, o); v != 65507 && v != 65527 {
				t.Errorf("family %d, option %#x: %d", family, o, v)
			}
			if e := set(h, ws2def.SOL_SOCKET, o, le32(1)); e == 0 {
				t.Errorf("family %d, option %#x can be set", family, o)
			}
		}
	}
}

func TestS540_ProtocolInfo(t *testing.T) {
	clause.Covers(t, "S-540", "P-029", "P-030")
	start(t)
	h := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	const sizeA, sizeW = 372, 628
	read := func(o, size int32) []byte {
		t.Helper()
		buf := make([]byte, size+8)
		for _, short := range []int32{1, 4, size - 1} {
			if n, e := core.GetSockOpt(h, ws2def.SOL_SOCKET, o, buf, short); n != size || e != ws2def.WSAEFAULT {
				t.Errorf("%#x with %d bytes: %d, %v", o, short, n, e)
			}
		}
		if n, e := core.GetSockOpt(h, ws2def.SOL_SOCKET, o, buf, size+8); n != size+8 || e != 0 {
			t.Errorf("%#x with room to spare: %d, %v", o, n, e)
		}
		if n, e := core.GetSockOpt(h, ws2def.SOL_SOCKET, o, buf, size); n != size || e != 0 {
			t.Fatalf("%#x: %d, %v", o, n, e)
		}
		return buf[:size]
	}
	a, w := read(ws2def.SO_PROTOCOL_INFOA, sizeA), read(ws2def.SO_PROTOCOL_INFOW, sizeW)
	const name = 116 // where szProtocol begins
	if diff := cmp.Diff(a[:name], w[:name]); diff != "" {
		t.Error("A and W differ before szProtocol:\n", diff)
	}
	if string(a[name:name+4]) != "MSAF" || string(w[name:name+8]) != "M\x00S\x00A\x00F\x00" {
		t.Errorf("names %q and %q", a[name:name+16], w[name:name+16])
	}
}

func TestS105_RawProtocolInfo(t *testing.T) {
	clause.Covers(t, "S-105")
	start(t)
	h := createKind(t, ws2def.AF_INET, 2)
	buf := make([]byte, 628)
	if _, e := core.GetSockOpt(h, ws2def.SOL_SOCKET, ws2def.SO_PROTOCOL_INFOW, buf, 628); e != 0 {
		t.Fatal(e)
	}
	var info ws2def.WSAProtocolInfo
	if _, err := binary.Decode(buf, binary.LittleEndian, &info); err != nil {
		t.Fatal(err)
	}
	type raw struct{ Family, Type, Min, Max, Protocol, Offset, Flags, Service any }
	want := raw{int32(2), int32(3), int32(16), int32(16), int32(0), int32(255), uint32(0x0C), uint32(0x20609)}
	have := raw{
		info.AddressFamily, info.SocketType, info.MinSockAddr, info.MaxSockAddr,
		info.Protocol, info.ProtocolMaxOffset, info.ProviderFlags, info.ServiceFlags1,
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Error(diff)
	}
}

func TestS537_BSPState(t *testing.T) {
	clause.Covers(t, "S-537")
	start(t)
	const size = 40 + 32
	type state struct {
		Local, Remote  []byte
		Type, Protocol uint32
	}
	read := func(h core.Handle) state {
		t.Helper()
		buf := make([]byte, size+1)
		if n, e := core.GetSockOpt(h, ws2def.SOL_SOCKET, ws2def.SO_BSP_STATE, buf, size-1); n != size-1 || e != ws2def.WSAEFAULT {
			t.Errorf("one byte short: %d, %v", n, e)
		}
		if n, e := core.GetSockOpt(h, ws2def.SOL_SOCKET, ws2def.SO_BSP_STATE, buf, size); n != size || e != 0 {
			t.Fatal(n, e)
		}
		address := func(at int) []byte {
			pointer, n := binary.LittleEndian.Uint64(buf[at:]), binary.LittleEndian.Uint32(buf[at+8:])
			if pointer == 0 {
				if n != 0 {
					t.Error("NULL with length", n)
				}
				return nil
			}
			offset := pointer - sys.Address(buf)
			if offset > uint64(size)-uint64(n) {
				t.Fatalf("pointer %#x is outside of the buffer", pointer)
			}
			return buf[offset : offset+uint64(n)]
		}
		return state{address(0), address(16), binary.LittleEndian.Uint32(buf[32:]), binary.LittleEndian.Uint32(buf[36:])}
	}
	h := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	if diff := cmp.Diff(state{nil, nil, 1, 6}, read(h)); diff != "" {
		t.Error("unbound:\n", diff)
	}
	if e := core.Bind(h, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	if diff := cmp.Diff(state{name(t, h), nil, 1, 6}, read(h)); diff != "" {
		t.Error("bound:\n", diff)
	}
	a, b := pair(t)
	if diff := cmp.Diff(state{name(t, a), name(t, b), 1, 6}, read(a)); diff != "" {
		t.Error("connected:\n", diff)
	}
}

func TestS550_OpenType(t *testing.T) {
	clause.Covers(t, "S-550", "S-505")
	start(t)
	t.Cleanup(func() { core.SetOpenType(0) })
	for _, h := range []core.Handle{ws2def.InvalidHandle, 0, 0xDEADBEEC, create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, 0)} {
		if e := set(h, ws2def.SOL_SOCKET, ws2def.SO_OPENTYPE, le32(0x20)); e != 0 {
			t.Errorf("set on %#x: %v", h, e)
		}
		if diff := cmp.Diff(got{0, 4, []byte{0x20, 0, 0, 0}}, get(h, ws2def.SOL_SOCKET, ws2def.SO_OPENTYPE, 4)); diff != "" {
			t.Errorf("get on %#x:\n%s", h, diff)
		}
		if diff := cmp.Diff(got{0, 4, []byte{0x20, 0, 0, 0}}, get(h, ws2def.SOL_SOCKET, ws2def.SO_OPENTYPE, -1)); diff != "" {
			t.Errorf("get with -1 on %#x:\n%s", h, diff)
		}
	}
	if v := core.OpenType(); v != 0x20 {
		t.Error("OpenType:", v)
	}
}

func TestS553_ConnectTime(t *testing.T) {
	clause.Covers(t, "S-553")
	start(t)
	h := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	if v := number(t, h, ws2def.SOL_SOCKET, ws2def.SO_CONNECT_TIME); v != -1 {
		t.Error("never connected:", v)
	}
	a, b := pair(t)
	for _, h := range []core.Handle{a, b} {
		if v := number(t, h, ws2def.SOL_SOCKET, ws2def.SO_CONNECT_TIME); v != 0 {
			t.Error("just connected:", v)
		}
	}
	u := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	if e := core.Connect(u, loopback(9), spi.Park); e != 0 {
		t.Fatal(e)
	}
	if v := number(t, u, ws2def.SOL_SOCKET, ws2def.SO_CONNECT_TIME); v != -1 {
		t.Error("connected UDP:", v)
	}
}

func TestS552_ContextOptionsWithoutExtensions(t *testing.T) {
	start(t)
	a, _ := pair(t)
	if e := core.SetSockOpt(a, ws2def.SOL_SOCKET, ws2def.SO_UPDATE_CONNECT_CONTEXT, nil, 0); e != ws2def.WSAEINVAL {
		t.Error("connect:", e)
	}
	if e := set(a, ws2def.SOL_SOCKET, ws2def.SO_UPDATE_ACCEPT_CONTEXT, make([]byte, 8)); e != ws2def.WSAEINVAL {
		t.Error("accept:", e)
	}
}

func TestS542_PauseAccept(t *testing.T) {
	clause.Covers(t, "S-542", "S-541")
	start(t)
	for _, early := range []bool{true, false} {
		l := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
		pause := func(v int32) {
			t.Helper()
			if e := set(l, ws2def.SOL_SOCKET, ws2def.SO_PAUSE_ACCEPT, le32(v)); e != 0 {
				t.Fatal(e)
			}
		}
		if early {
			pause(1)
		}
		if e := core.Bind(l, loopback(0)); e != 0 {
			t.Fatal(e)
		}
		if e := core.Listen(l, 5); e != 0 {
			t.Fatal(e)
		}
		if !early {
			pause(1)
		}
		dial := func() core.Handle {
			t.Helper()
			c := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
			if e := core.Connect(c, name(t, l), spi.Park); e != 0 {
				t.Fatal("Connect:", e)
			}
			return c
		}
		if _, e := core.Recv(dial(), make([]byte, 1), 0, spi.Park); e != ws2def.WSAECONNRESET {
			t.Errorf("early %v: while paused: %v", early, e)
		}
		pause(0)
		if v := number(t, l, ws2def.SOL_SOCKET, ws2def.SO_PAUSE_ACCEPT); v != 0 {
			t.Error("reads", v)
		}
		dial()
		a, _, e := core.Accept(l, nil, spi.Park)
		if e != 0 {
			t.Fatal("Accept:", e)
		}
		core.Close(a, spi.Park)
		if e := set(l, ws2def.SOL_SOCKET, ws2def.SO_CONDITIONAL_ACCEPT, le32(1)); e != ws2def.WSAEINVAL {
			t.Error("SO_CONDITIONAL_ACCEPT after listen:", e)
		}
	}
}

func TestS544_BeforeBindOnly(t *testing.T) {
	clause.Covers(t, "S-544", "S-545", "S-546", "S-547")
	start(t)
	for _, o := range []int32{ws2def.SO_RANDOMIZE_PORT, ws2def.SO_PORT_SCALABILITY, ws2def.SO_REUSE_UNICASTPORT} {
		h := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
		if e := set(h, ws2def.SOL_SOCKET, o, le32(2)); e != 0 {
			t.Errorf("%#x: %v", o, e)
		}
		if v := number(t, h, ws2def.SOL_SOCKET, o); v != 1 {
			t.Errorf("%#x reads %d", o, v)
		}
		if e := core.Bind(h, loopback(0)); e != 0 {
			t.Fatal(e)
		}
		if e := set(h, ws2def.SOL_SOCKET, o, le32(0)); e != ws2def.WSAEINVAL {
			t.Errorf("%#x after bind: %v", o, e)
		}
	}
	u := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	if e := set(u, ws2def.SOL_SOCKET, ws2def.SO_REUSE_MULTICASTPORT, le32(1)); e != 0 {
		t.Error(e)
	}
}

func TestS571_InterfaceList(t *testing.T) {
	clause.Covers(t, "S-571", "S-574", "S-604", "S-607")
	start(t)
	for _, row := range []struct{ family, level int32 }{{ws2def.AF_INET, ws2def.IPPROTO_IP}, {ws2def.AF_INET6, ws2def.IPPROTO_IPV6}} {
		h := create(t, row.family, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
		list := func() ([]byte, core.Errno) {
			buf := make([]byte, 64)
			n, e := core.GetSockOpt(h, row.level, ws2def.IP_GET_IFLIST, buf, int32(len(buf)))
			if e != 0 {
				return nil, e
			}
			return buf[:n], 0
		}
		if _, e := list(); e != ws2def.WSAEINVAL {
			t.Error("off:", e)
		}
		for _, step := range [][2]int32{{ws2def.IP_IFLIST, 1}, {ws2def.IP_ADD_IFLIST, 7}, {ws2def.IP_ADD_IFLIST, 1}, {ws2def.IP_DEL_IFLIST, 7}, {ws2def.IP_ADD_IFLIST, 2}} {
			if e := set(h, row.level, step[0], le32(step[1])); e != 0 {
				t.Errorf("%v: %v", step, e)
			}
		}
		have, e := list()
		if diff := cmp.Diff(append(le32(1), le32(2)...), have); diff != "" || e != 0 {
			t.Error(e, diff)
		}
	}
}

func TestS583_MTU(t *testing.T) {
	clause.Covers(t, "S-583", "S-612", "S-618", "S-626", "S-548")
	start(t)
	a, _ := pair(t)
	if v := number(t, a, ws2def.IPPROTO_IP, ws2def.IP_MTU); v < 576 {
		t.Error("IP_MTU of a connection:", v)
	}
	u := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	if _, e := core.GetSockOpt(u, ws2def.IPPROTO_IP, ws2def.IP_MTU, make([]byte, 4), 4); e != ws2def.WSAENOTCONN {
		t.Error("IP_MTU unconnected:", e)
	}
	if e := core.Connect(u, loopback(9), spi.Park); e != 0 {
		t.Fatal(e)
	}
	if v := number(t, u, ws2def.IPPROTO_IP, ws2def.IP_MTU); v < 576 {
		t.Error("IP_MTU of a connected UDP socket:", v)
	}
	if v := number(t, a, ws2def.IPPROTO_TCP, ws2def.TCP_MAXSEG); v < 500 {
		t.Error("TCP_MAXSEG:", v)
	}
	if n, e := core.GetSockOpt(a, ws2def.IPPROTO_TCP, ws2def.TCP_ICMP_ERROR_INFO, make([]byte, 64), 64); n != 0 || e != 0 {
		t.Error("TCP_ICMP_ERROR_INFO without an error:", n, e)
	}
	if n, e := core.GetSockOpt(a, ws2def.SOL_SOCKET, ws2def.SO_ORIGINAL_DST, make([]byte, 128), 128); n != 128 || e != ws2def.WSAEINVAL {
		t.Error("SO_ORIGINAL_DST without redirection:", n, e)
	}
}

func TestS555_OptionBytes(t *testing.T) {
	clause.Covers(t, "S-555", "S-573", "S-591", "S-606")
	start(t)
	h := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	for o, value := range map[int32][]byte{
		ws2def.IP_OPTIONS: {1, 1, 1, 0}, // no-operation
		ws2def.IP_RTHDR:   {9, 8, 7, 6, 5},
	} {
		if n, e := core.GetSockOpt(h, ws2def.IPPROTO_IP, o, make([]byte, 64), 64); n != 0 || e != 0 {
			t.Errorf("%d at first: %d, %v", o, n, e)
		}
		if e := set(h, ws2def.IPPROTO_IP, o, value); e != 0 {
			t.Errorf("%d: %v", o, e)
		}
		buf := make([]byte, 64)
		n, e := core.GetSockOpt(h, ws2def.IPPROTO_IP, o, buf, 64)
		if diff := cmp.Diff(value, buf[:max(n, 0)]); diff != "" || e != 0 {
			t.Errorf("%d: %v\n%s", o, e, diff)
		}
		if n, e := core.GetSockOpt(h, ws2def.IPPROTO_IP, o, buf, 2); n != 2 || e != ws2def.WSAEFAULT {
			t.Errorf("%d with 2 bytes: %d, %v", o, n, e)
		}
	}
}

func TestOptionsOnForeignHandles(t *testing.T) {
	clause.Covers(t, "S-111")
	start(t)
	h := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	core.Close(h, spi.Park)
	for _, h := range []core.Handle{0, h, 0xDEADBEEF, ws2def.InvalidHandle} {
		if e := set(h, ws2def.SOL_SOCKET, ws2def.SO_BROADCAST, le32(1)); e != ws2def.WSAENOTSOCK {
			t.Errorf("set on %#x: %v", h, e)
		}
		if diff := cmp.Diff(got{ws2def.WSAENOTSOCK, 4, []byte{0xEE, 0xEE, 0xEE, 0xEE}}, get(h, ws2def.SOL_SOCKET, ws2def.SO_BROADCAST, 4)); diff != "" {
			t.Errorf("get on %#x:\n%s", h, diff)
		}
	}
}

// FuzzSetSockOpt shows that no tuple of arguments does harm.
func FuzzSetSockOpt(f *testing.F) {
	for i := range ws2def.Options {
		o := &ws2def.Options[i]
		f.Add(uint8(i), o.Level, o.Number, []byte{1, 0, 0, 0}, int32(4))
	}
	f.Add(uint8(0), int32(-1), int32(-1), []byte(nil), int32(-1))
	f.Add(uint8(1), int32(ws2def.IPPROTO_IP), int32(ws2def.MCAST_JOIN_SOURCE_GROUP), make([]byte, 264), int32(264))
	start(f)
	f.Fuzz(func(t *testing.T, kind uint8, level, name int32, value []byte, length int32) {
		families := []int32{ws2def.AF_INET, ws2def.AF_INET6}
		k := kinds[kind%2]
		h, e := core.Create(families[kind/2%2], k.typ, k.protocol, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
		if e != 0 {
			t.Skip(e)
		}
		defer core.Close(h, spi.Park)
		room := len(value)
		e = core.SetSockOpt(h, level, name, value, length)
		if e != 0 && e.Error() == "" {
			t.Error("no error code:", uint32(e))
		}
		buf := make([]byte, room+16)
		for i := range buf {
			buf[i] = 0xEE
		}
		n, e := core.GetSockOpt(h, level, name, buf[:room:room], length)
		if e == 0 && n > max(length, int32(room), 4) {
			t.Errorf("length %d for a buffer of %d", n, room)
		}
		for _, b := range buf[room:] {
			if b != 0xEE {
				t.Error("written beyond the buffer")
			}
		}
	})
}
