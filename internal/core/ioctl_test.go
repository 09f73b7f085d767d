package core_test

import (
	"encoding/binary"
	"net"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// ioctlAnswer is all that an ioctl tells apart from its output.
type ioctlAnswer struct {
	Bytes int // -1: left alone
	Errno core.Errno
}

func ioctl(h core.Handle, code uint32, in, out []byte) ioctlAnswer {
	n, e := core.Ioctl(h, code, in, out, spi.Park)
	return ioctlAnswer{n, e}
}

// any4 is 0.0.0.0:0 as a Windows sockaddr_in.
func any4() []byte { return []byte{ws2def.AF_INET, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0} }

func TestIoctlAnswers(t *testing.T) {
	clause.Covers(t, "S-636", "S-637", "S-638", "S-639", "S-640", "S-642", "S-643", "S-644", "S-645", "S-647", "S-649", "S-651",
		"S-652", "S-653", "S-654", "S-655", "S-656", "S-657", "S-658", "S-659", "S-665", "S-666", "S-667", "S-669",
		"S-673", "S-674", "S-675", "S-676", "S-677", "S-678", "S-681", "S-349", "S-350", "S-670", "S-672")
	start(t)
	const (
		fault    = ws2def.WSAEFAULT
		inval    = ws2def.WSAEINVAL
		unsupp   = ws2def.WSAEOPNOTSUPP
		noOption = ws2def.WSAENOPROTOOPT
		notConn  = ws2def.WSAENOTCONN
	)
	tcp := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	tcp6 := create(t, ws2def.AF_INET6, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	udp := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	udp6 := create(t, ws2def.AF_INET6, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	bound := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	if e := core.Bind(bound, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	conn, _ := pair(t)
	guid := make([]byte, 16)
	for _, row := range []struct {
		name    string
		h       core.Handle
		code    uint32
		in, out []byte
		want    ioctlAnswer
	}{
		{"unknown code", tcp, 0xDEADBEEF, nil, nil, ioctlAnswer{0, unsupp}},
		{"no direction bits", tcp, 0x667E, le32(1), nil, ioctlAnswer{0, unsupp}},
		{"FIOASYNC", tcp, ws2def.FIOASYNC, le32(1), nil, ioctlAnswer{0, unsupp}},
		{"SIO_FLUSH", tcp, ws2def.SIO_FLUSH, nil, nil, ioctlAnswer{0, unsupp}},
		{"SIO_FIND_ROUTE", udp, ws2def.SIO_FIND_ROUTE, loopback(1), make([]byte, 64), ioctlAnswer{0, unsupp}},
		{"SIO_GET_INTERFACE_LIST_EX", tcp, ws2def.SIO_GET_INTERFACE_LIST_EX, nil, make([]byte, 4096), ioctlAnswer{0, unsupp}},
		{"SIO_ASSOCIATE_HANDLE", tcp, ws2def.SIO_ASSOCIATE_HANDLE, make([]byte, 64), nil, ioctlAnswer{0, unsupp}},
		{"SIO_GET_QOS", udp, ws2def.SIO_GET_QOS, nil, make([]byte, 256), ioctlAnswer{0, noOption}},
		{"SIO_SET_QOS", udp, ws2def.SIO_SET_QOS, make([]byte, 256), nil, ioctlAnswer{0, noOption}},
		{"SIO_GET_GROUP_QOS", udp, ws2def.SIO_GET_GROUP_QOS, nil, make([]byte, 256), ioctlAnswer{0, noOption}},
		{"SIO_SET_GROUP_QOS", udp, ws2def.SIO_SET_GROUP_QOS, make([]byte, 256), nil, ioctlAnswer{0, noOption}},
		{"SIO_TRANSLATE_HANDLE", tcp, ws2def.SIO_TRANSLATE_HANDLE, make([]byte, 8), make([]byte, 8), ioctlAnswer{0, noOption}},
		{"SIO_APPLY_TRANSPORT_SETTING", tcp, ws2def.SIO_APPLY_TRANSPORT_SETTING, make([]byte, 64), nil, ioctlAnswer{0, unsupp}},
		{"SIO_QUERY_TRANSPORT_SETTING", tcp, ws2def.SIO_QUERY_TRANSPORT_SETTING, make([]byte, 64), make([]byte, 64), ioctlAnswer{0, unsupp}},

		{"FIONBIO without input", tcp, ws2def.FIONBIO, nil, nil, ioctlAnswer{0, fault}},
		{"FIONBIO short", tcp, ws2def.FIONBIO, make([]byte, 3), nil, ioctlAnswer{0, fault}},
		{"FIONBIO long", tcp, ws2def.FIONBIO, make([]byte, 5), nil, ioctlAnswer{0, 0}},
		{"FIONBIO with output", tcp, ws2def.FIONBIO, le32(0), make([]byte, 8), ioctlAnswer{0, 0}},
		{"FIONREAD without output", tcp, ws2def.FIONREAD, nil, nil, ioctlAnswer{-1, fault}},
		{"FIONREAD short", tcp, ws2def.FIONREAD, nil, make([]byte, 3), ioctlAnswer{-1, fault}},
		{"FIONREAD", tcp, ws2def.FIONREAD, nil, make([]byte, 4), ioctlAnswer{4, 0}},
		{"FIONREAD unbound UDP", udp, ws2def.FIONREAD, nil, make([]byte, 4), ioctlAnswer{4, 0}},
		{"SIOCATMARK short", tcp, ws2def.SIOCATMARK, nil, make([]byte, 3), ioctlAnswer{-1, fault}},
		{"SIOCATMARK", tcp, ws2def.SIOCATMARK, nil, make([]byte, 4), ioctlAnswer{4, 0}},

		{"backlog of a connection", conn, ws2def.SIO_IDEAL_SEND_BACKLOG_QUERY, nil, make([]byte, 4), ioctlAnswer{4, 0}},
		{"backlog unconnected", tcp, ws2def.SIO_IDEAL_SEND_BACKLOG_QUERY, nil, make([]byte, 4), ioctlAnswer{0, notConn}},
		{"backlog of UDP", udp, ws2def.SIO_IDEAL_SEND_BACKLOG_QUERY, nil, make([]byte, 4), ioctlAnswer{0, unsupp}},
		{"circular queueing", udp, ws2def.SIO_ENABLE_CIRCULAR_QUEUEING, nil, nil, ioctlAnswer{0, 0}},
		{"broadcast address", udp, ws2def.SIO_GET_BROADCAST_ADDRESS, nil, make([]byte, 16), ioctlAnswer{16, 0}},
		{"broadcast address short", udp, ws2def.SIO_GET_BROADCAST_ADDRESS, nil, make([]byte, 15), ioctlAnswer{16, fault}},
		{"broadcast address of IPv6", udp6, ws2def.SIO_GET_BROADCAST_ADDRESS, nil, make([]byte, 28), ioctlAnswer{0, noOption}},
		{"unknown extension", tcp, ws2def.SIO_GET_EXTENSION_FUNCTION_POINTER, guid, make([]byte, 8), ioctlAnswer{-1, inval}},
		{"extension without GUID", tcp, ws2def.SIO_GET_EXTENSION_FUNCTION_POINTER, nil, make([]byte, 8), ioctlAnswer{-1, fault}},
		{"multipoint loopback", udp, ws2def.SIO_MULTIPOINT_LOOPBACK, le32(0), nil, ioctlAnswer{0, 0}},
		{"multipoint loopback IPv6", udp6, ws2def.SIO_MULTIPOINT_LOOPBACK, le32(0), nil, ioctlAnswer{0, 0}},
		{"multipoint loopback short", udp, ws2def.SIO_MULTIPOINT_LOOPBACK, nil, nil, ioctlAnswer{0, fault}},
		{"multicast scope", udp, ws2def.SIO_MULTICAST_SCOPE, le32(9), nil, ioctlAnswer{0, 0}},
		{"multicast scope too far", udp, ws2def.SIO_MULTICAST_SCOPE, le32(256), nil, ioctlAnswer{0, inval}},
		{"base handle short", tcp, ws2def.SIO_BASE_HANDLE, nil, make([]byte, 7), ioctlAnswer{8, fault}},
		{"RSS of a connection", conn, ws2def.SIO_QUERY_RSS_PROCESSOR_INFO, nil, make([]byte, 8), ioctlAnswer{8, 0}},

		{"keep-alive without input", tcp, ws2def.SIO_KEEPALIVE_VALS, nil, nil, ioctlAnswer{0, fault}},
		{"keep-alive short", tcp, ws2def.SIO_KEEPALIVE_VALS, make([]byte, 11), nil, ioctlAnswer{0, fault}},
		{"keep-alive off", tcp, ws2def.SIO_KEEPALIVE_VALS, make([]byte, 12), nil, ioctlAnswer{0, 0}},
		{"keep-alive defaults", tcp, ws2def.SIO_KEEPALIVE_VALS, append(le32(1), make([]byte, 8)...), nil, ioctlAnswer{0, 0}},
		{"keep-alive", tcp, ws2def.SIO_KEEPALIVE_VALS, append(append(le32(1), le32(100)...), le32(100)...), nil, ioctlAnswer{0, 0}},
		{"keep-alive of UDP", udp, ws2def.SIO_KEEPALIVE_VALS, make([]byte, 12), nil, ioctlAnswer{0, unsupp}},

		{"UDP_CONNRESET", udp, ws2def.SIO_UDP_CONNRESET, le32(0), nil, ioctlAnswer{0, 0}},
		{"UDP_CONNRESET short", udp, ws2def.SIO_UDP_CONNRESET, make([]byte, 3), nil, ioctlAnswer{0, fault}},
		{"UDP_NETRESET", udp6, ws2def.SIO_UDP_NETRESET, le32(0), nil, ioctlAnswer{0, 0}},
		{"UDP_CONNRESET of TCP", tcp, ws2def.SIO_UDP_CONNRESET, le32(0), nil, ioctlAnswer{0, unsupp}},
		{"loopback fast path", tcp, ws2def.SIO_LOOPBACK_FAST_PATH, le32(1), nil, ioctlAnswer{0, 0}},
		{"initial RTO", tcp, ws2def.SIO_TCP_INITIAL_RTO, []byte{0xE8, 3, 2, 0}, nil, ioctlAnswer{0, 0}},
		{"initial RTO connected", conn, ws2def.SIO_TCP_INITIAL_RTO, []byte{0xE8, 3, 2, 0}, nil, ioctlAnswer{0, inval}},
		{"CPU affinity", udp, ws2def.SIO_CPU_AFFINITY, []byte{0, 0}, nil, ioctlAnswer{0, 0}},
		{"CPU affinity after bind", bound, ws2def.SIO_CPU_AFFINITY, []byte{0, 0}, nil, ioctlAnswer{0, inval}},
		{"priority hint", tcp, ws2def.SIO_SET_PRIORITY_HINT, le32(0), nil, ioctlAnswer{0, 0}},
		{"priority hint unknown", tcp, ws2def.SIO_SET_PRIORITY_HINT, le32(3), nil, ioctlAnswer{0, inval}},
		{"compatibility mode", tcp, ws2def.SIO_SET_COMPATIBILITY_MODE, make([]byte, 8), nil, ioctlAnswer{0, 0}},
		{"TCP info v0", conn, ws2def.SIO_TCP_INFO, le32(0), make([]byte, 88), ioctlAnswer{88, 0}},
		{"TCP info v1", conn, ws2def.SIO_TCP_INFO, le32(1), make([]byte, 136), ioctlAnswer{136, 0}},
		{"TCP info short", conn, ws2def.SIO_TCP_INFO, le32(1), make([]byte, 135), ioctlAnswer{136, fault}},
		{"TCP info unknown version", conn, ws2def.SIO_TCP_INFO, le32(77), make([]byte, 999), ioctlAnswer{0, inval}},
		{"TCP info unconnected", tcp6, ws2def.SIO_TCP_INFO, le32(0), make([]byte, 88), ioctlAnswer{0, notConn}},
		{"TCP info of UDP", udp, ws2def.SIO_TCP_INFO, le32(0), make([]byte, 88), ioctlAnswer{0, unsupp}},

		{"closed handle", ws2def.InvalidHandle, ws2def.FIONBIO, le32(1), nil, ioctlAnswer{-1, ws2def.WSAENOTSOCK}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if diff := cmp.Diff(row.want, ioctl(row.h, row.code, row.in, row.out)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if v := number(t, udp, ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_LOOP); v != 0 {
		t.Error("SIO_MULTIPOINT_LOOPBACK left IP_MULTICAST_LOOP at", v)
	}
	if v := number(t, udp, ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_TTL); v != 9 {
		t.Error("SIO_MULTICAST_SCOPE left IP_MULTICAST_TTL at", v)
	}
}

func TestS642_Nonblocking(t *testing.T) {
	clause.Covers(t, "S-642", "S-117")
	start(t)
	_, b := pair(t)
	for _, mode := range []uint32{1, 0x100, 0xFFFFFFFF} {
		ioctl(b, ws2def.FIONBIO, le32(0), nil)
		if a := ioctl(b, ws2def.FIONBIO, le32(int32(mode)), nil); a != (ioctlAnswer{0, 0}) {
			t.Error(a)
		}
		if _, e := core.Recv(b, make([]byte, 1), 0, spi.Park); e != ws2def.WSAEWOULDBLOCK {
			t.Errorf("after FIONBIO %#x: %v", mode, e)
		}
	}
}

func TestS643_Unread(t *testing.T) {
	clause.Covers(t, "S-643")
	start(t)
	a, b := pair(t)
	if n, e := core.Send(a, []byte("seven b"), 0, spi.Park); n != 7 || e != 0 {
		t.Fatal(n, e)
	}
	if _, e := core.Recv(b, make([]byte, 1), ws2def.MSG_PEEK, spi.Park); e != 0 {
		t.Fatal(e)
	}
	out := make([]byte, 8)
	if diff := cmp.Diff(ioctlAnswer{4, 0}, ioctl(b, ws2def.FIONREAD, nil, out)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]byte{7, 0, 0, 0, 0, 0, 0, 0}, out); diff != "" {
		t.Error(diff)
	}
}

func TestS665_BaseHandle(t *testing.T) {
	clause.Covers(t, "S-665", "S-666")
	start(t)
	for _, family := range []int32{ws2def.AF_INET, ws2def.AF_INET6} {
		for _, k := range kinds[:2] {
			h := create(t, family, k.typ, k.protocol)
			for _, code := range []uint32{ws2def.SIO_BASE_HANDLE, ws2def.SIO_BSP_HANDLE, ws2def.SIO_BSP_HANDLE_SELECT, ws2def.SIO_BSP_HANDLE_POLL} {
				out := make([]byte, 8)
				if a := ioctl(h, code, nil, out); a != (ioctlAnswer{8, 0}) || core.Handle(binary.LittleEndian.Uint64(out)) != h {
					t.Errorf("%#x: %v, % x", code, a, out)
				}
			}
		}
	}
}

func TestS649_IdealBacklog(t *testing.T) {
	clause.Covers(t, "S-649")
	start(t)
	a, _ := pair(t)
	out := make([]byte, 4)
	if got := ioctl(a, ws2def.SIO_IDEAL_SEND_BACKLOG_QUERY, nil, out); got != (ioctlAnswer{4, 0}) || binary.LittleEndian.Uint32(out) != 0x10000 {
		t.Error(got, out)
	}
}

func TestS654_BroadcastAddress(t *testing.T) {
	clause.Covers(t, "S-654")
	start(t)
	h := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	out := make([]byte, 16)
	ioctl(h, ws2def.SIO_GET_BROADCAST_ADDRESS, nil, out)
	if diff := cmp.Diff([]byte{2, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0}, out); diff != "" {
		t.Error(diff)
	}
}

func TestS646_InterfaceList(t *testing.T) {
	clause.Covers(t, "S-646")
	start(t)
	h := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	out := make([]byte, 64*76)
	a := ioctl(h, ws2def.SIO_GET_INTERFACE_LIST, nil, out)
	if a.Errno != 0 || a.Bytes == 0 || a.Bytes%76 != 0 {
		t.Fatal(a)
	}
	for _, room := range [][]byte{nil, out[:1], out[:75], out[:a.Bytes-1]} {
		if diff := cmp.Diff(ioctlAnswer{0, ws2def.WSAEFAULT}, ioctl(h, ws2def.SIO_GET_INTERFACE_LIST, nil, room)); diff != "" {
			t.Errorf("room for %d: %s", len(room), diff)
		}
	}
	loop := false
	for info := out[:a.Bytes]; len(info) > 0; info = info[76:] {
		flags := binary.LittleEndian.Uint32(info)
		address, broadcast, mask := netip.AddrFrom4([4]byte(info[8:12])), netip.AddrFrom4([4]byte(info[32:36])), [4]byte(info[56:60])
		if binary.LittleEndian.Uint16(info[4:]) != ws2def.AF_INET || address.IsUnspecified() || mask == ([4]byte{}) {
			t.Errorf("% x", info[:76])
		}
		if broadcast.IsUnspecified() == (flags&ws2def.IFF_BROADCAST != 0) {
			t.Errorf("%v: flags %#x, broadcast address %v", address, flags, broadcast)
		}
		if flags&^0x1F != 0 || flags&ws2def.IFF_UP != 0 && address.IsLoopback() != (flags&ws2def.IFF_LOOPBACK != 0) {
			t.Errorf("%v: flags %#x", address, flags)
		}
		loop = loop || address == netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	if !loop {
		t.Error("no loopback interface")
	}
}

func TestS662_AddressListQuery(t *testing.T) {
	clause.Covers(t, "S-662")
	start(t)
	for _, row := range []struct {
		family int32
		each   int
	}{{ws2def.AF_INET, 16}, {ws2def.AF_INET6, 28}} {
		h := create(t, row.family, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
		a := ioctl(h, ws2def.SIO_ADDRESS_LIST_QUERY, nil, nil)
		needed := a.Bytes
		if a.Errno != ws2def.WSAEFAULT || needed < 8+16+row.each || (needed-8)%(16+row.each) != 0 {
			t.Fatal(row.family, a)
		}
		out := make([]byte, needed)
		for i := range out {
			out[i] = 0xEE
		}
		if diff := cmp.Diff(ioctlAnswer{needed, ws2def.WSAEFAULT}, ioctl(h, ws2def.SIO_ADDRESS_LIST_QUERY, nil, out[:needed-1])); diff != "" {
			t.Error(diff)
		}
		for _, b := range out {
			if b != 0xEE {
				t.Fatal("the buffer was touched")
			}
		}
		if diff := cmp.Diff(ioctlAnswer{0, ws2def.WSAEINVAL}, ioctl(h, ws2def.SIO_ADDRESS_LIST_QUERY, nil, out[:1])); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(ioctlAnswer{needed, 0}, ioctl(h, ws2def.SIO_ADDRESS_LIST_QUERY, nil, out)); diff != "" {
			t.Fatal(diff)
		}
		count := int(binary.LittleEndian.Uint32(out))
		if 8+count*(16+row.each) != needed {
			t.Errorf("%d addresses in %d bytes", count, needed)
		}
		for i := range count {
			pointer, n := binary.LittleEndian.Uint64(out[8+16*i:]), binary.LittleEndian.Uint32(out[16+16*i:])
			want := sys.Address(out) + uint64(8+16*count+i*row.each)
			if pointer != want || n != uint32(row.each) {
				t.Errorf("address %d: at %#x with %d bytes, want %#x", i, pointer, n, want)
			}
			local := out[8+16*count+i*row.each:][:row.each]
			probe := create(t, row.family, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
			if e := core.Bind(probe, local); e != 0 {
				t.Errorf("bind to % x: %v", local, e)
			}
		}
	}
}

func TestS660_RoutingInterfaceQuery(t *testing.T) {
	clause.Covers(t, "S-660", "S-661")
	start(t)
	h := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	const code = ws2def.SIO_ROUTING_INTERFACE_QUERY
	unspecified := loopback(80)
	unspecified[0] = ws2def.AF_UNSPEC
	for _, row := range []struct {
		name    string
		in, out []byte
		want    ioctlAnswer
	}{
		{"no input", nil, make([]byte, 16), ioctlAnswer{-1, ws2def.WSAEINVAL}},
		{"short input", loopback(80)[:15], make([]byte, 16), ioctlAnswer{-1, ws2def.WSAEINVAL}},
		{"family 0", unspecified, make([]byte, 16), ioctlAnswer{-1, ws2def.WSAEAFNOSUPPORT}},
		{"destination 0.0.0.0", any4(), make([]byte, 16), ioctlAnswer{-1, ws2def.WSAEINVAL}},
		{"no output", loopback(80), nil, ioctlAnswer{-1, ws2def.WSAEFAULT}},
		{"short output", loopback(80), make([]byte, 15), ioctlAnswer{16, ws2def.WSAEFAULT}},
		{"loopback", loopback(80), make([]byte, 16), ioctlAnswer{16, 0}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if diff := cmp.Diff(row.want, ioctl(h, code, row.in, row.out)); diff != "" {
				t.Error(diff)
			}
			if row.want.Errno == 0 {
				if diff := cmp.Diff(loopback(0), row.out); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
	ioctl(h, ws2def.FIONBIO, le32(1), nil)
	if diff := cmp.Diff(ioctlAnswer{0, ws2def.WSAEWOULDBLOCK}, ioctl(h, ws2def.SIO_ROUTING_INTERFACE_CHANGE, loopback(80), nil)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(ioctlAnswer{0, ws2def.WSAEINVAL}, ioctl(h, ws2def.SIO_ROUTING_INTERFACE_CHANGE, nil, nil)); diff != "" {
		t.Error(diff)
	}
}

func TestS663_WaitingCodes(t *testing.T) {
	clause.Covers(t, "S-641", "S-650", "S-661", "S-663", "S-671")
	start(t)
	for _, how := range []spi.Way{spi.Park, spi.Hold} {
		for _, row := range []struct {
			name string
			code uint32
			in   []byte
			end  core.Errno // what closesocket makes of a blocked call
		}{
			{"address list", ws2def.SIO_ADDRESS_LIST_CHANGE, nil, ws2def.WSAEINTR},
			{"route", ws2def.SIO_ROUTING_INTERFACE_CHANGE, loopback(9), ws2def.WSAEINTR},
			{"backlog", ws2def.SIO_IDEAL_SEND_BACKLOG_CHANGE, nil, ws2def.WSAEINTR},
			{"close", ws2def.SIO_SOCKET_CLOSE_NOTIFY, nil, 0},
		} {
			t.Run(row.name, func(t *testing.T) {
				h := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
				ioctl(h, ws2def.FIONBIO, le32(1), nil)
				if diff := cmp.Diff(ioctlAnswer{0, ws2def.WSAEWOULDBLOCK}, ioctl(h, row.code, row.in, nil)); diff != "" {
					t.Error("nonblocking:", diff)
				}
				ioctl(h, ws2def.FIONBIO, le32(0), nil)
				done := make(chan ioctlAnswer, 1)
				go func() {
					n, e := core.Ioctl(h, row.code, row.in, nil, how)
					done <- ioctlAnswer{n, e}
				}()
				eventually(t, true, func() bool { return core.Watched(h) || len(done) > 0 })
				if len(done) > 0 {
					t.Fatal("blocking:", <-done)
				}
				core.Close(h, spi.Park)
				if diff := cmp.Diff(ioctlAnswer{0, row.end}, <-done); diff != "" {
					t.Error("closed:", diff)
				}
			})
		}
	}
}

func TestS678_TCPInfo(t *testing.T) {
	clause.Covers(t, "S-678")
	start(t)
	a, b := pair(t)
	if n, e := core.Send(a, make([]byte, 1000), 0, spi.Park); n != 1000 || e != 0 {
		t.Fatal(n, e)
	}
	if n, e := core.Recv(b, make([]byte, 1000), ws2def.MSG_WAITALL, spi.Park); n != 1000 || e != 0 {
		t.Fatal(n, e)
	}
	type info struct {
		State    uint32
		BytesOut uint64
		BytesIn  uint64
		Sane     bool
	}
	read := func(h core.Handle) info {
		t.Helper()
		out := make([]byte, 136)
		if got := ioctl(h, ws2def.SIO_TCP_INFO, le32(1), out); got != (ioctlAnswer{136, 0}) {
			t.Fatal(got)
		}
		u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(out[at:]) }
		u64 := func(at int) uint64 { return binary.LittleEndian.Uint64(out[at:]) }
		mss, age, cwnd, rcvbuf := u32(4), u64(8), u32(32), u32(44)
		return info{u32(0), u64(48), u64(56), mss > 500 && age < 60_000 && cwnd >= mss && rcvbuf > 1000}
	}
	const established = 4
	if diff := cmp.Diff(info{established, 1000, 0, true}, read(a)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(info{established, 0, 1000, true}, read(b)); diff != "" {
		t.Error(diff)
	}
}

func TestS664_AddressListSort(t *testing.T) {
	clause.Covers(t, "S-664")
	start(t)
	h := create(t, ws2def.AF_INET6, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	addrs := []string{"2001:db8::1", "::1", "::ffff:127.0.0.1"}
	const head, entry, size = 8, 16, 28
	in := make([]byte, head+len(addrs)*(entry+size))
	binary.LittleEndian.PutUint32(in, uint32(len(addrs)))
	for i, a := range addrs {
		at := head + len(addrs)*entry + i*size
		ws2def.AppendInet6(in[at:at], netip.AddrPortFrom(netip.MustParseAddr(a), 80), 0, 0)
		binary.LittleEndian.PutUint64(in[head+i*entry:], sys.Address(in[at:]))
		binary.LittleEndian.PutUint32(in[head+i*entry+8:], size)
	}
	list := head + len(addrs)*entry
	if diff := cmp.Diff(ioctlAnswer{list, ws2def.WSAEFAULT}, ioctl(h, ws2def.SIO_ADDRESS_LIST_SORT, in, nil)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(ioctlAnswer{0, ws2def.WSAEFAULT}, ioctl(h, ws2def.SIO_ADDRESS_LIST_SORT, in[:list-1], in)); diff != "" {
		t.Error(diff)
	}
	out := make([]byte, len(in))
	if diff := cmp.Diff(ioctlAnswer{list, 0}, ioctl(h, ws2def.SIO_ADDRESS_LIST_SORT, in, out)); diff != "" {
		t.Fatal(diff)
	}
	var order []string
	for i := range addrs {
		offset := binary.LittleEndian.Uint64(out[head+i*entry:]) - sys.Address(in)
		order = append(order, addrs[(int(offset)-list)/size])
	}
	reachable := func(a string) bool {
		c, err := net.Dial("udp", net.JoinHostPort(a, "9"))
		if err != nil {
			return false
		}
		c.Close()
		return true
	}
	if order[0] != "::1" && reachable("::1") {
		t.Error("order", order)
	}
	bad := append([]byte(nil), in...)
	binary.LittleEndian.PutUint64(bad[head:], 1)
	if diff := cmp.Diff(ioctlAnswer{0, ws2def.WSAEFAULT}, ioctl(h, ws2def.SIO_ADDRESS_LIST_SORT, bad, out)); diff != "" {
		t.Error("wrong pointer:", diff)
	}
}

// FuzzIoctl shows that no tuple of arguments does harm. Codes that wait are
// left out by making the socket nonblocking.
func FuzzIoctl(f *testing.F) {
	for _, code := range []uint32{
		ws2def.FIONBIO, ws2def.FIONREAD, ws2def.SIOCATMARK, ws2def.SIO_GET_INTERFACE_LIST, ws2def.SIO_SET_MULTICAST_FILTER,
		ws2def.SIO_GET_MULTICAST_FILTER, ws2def.SIO_ROUTING_INTERFACE_QUERY, ws2def.SIO_ROUTING_INTERFACE_CHANGE,
		ws2def.SIO_ADDRESS_LIST_QUERY, ws2def.SIO_ADDRESS_LIST_CHANGE, ws2def.SIO_ADDRESS_LIST_SORT, ws2def.SIO_BASE_HANDLE,
		ws2def.SIO_KEEPALIVE_VALS, ws2def.SIO_TCP_INFO, ws2def.SIO_TCP_INITIAL_RTO, ws2def.SIO_MULTICAST_SCOPE,
	} {
		f.Add(uint8(0), code, make([]byte, 28), uint16(136))
		f.Add(uint8(1), code, []byte(nil), uint16(0))
	}
	start(f)
	f.Fuzz(func(t *testing.T, kind uint8, code uint32, in []byte, room uint16) {
		families := []int32{ws2def.AF_INET, ws2def.AF_INET6}
		k := kinds[kind%2]
		h, e := core.Create(families[kind/2%2], k.typ, k.protocol, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
		if e != 0 {
			t.Skip(e)
		}
		defer core.Close(h, spi.Park)
		core.Ioctl(h, ws2def.FIONBIO, []byte{1, 0, 0, 0}, nil, spi.Park)
		if code == ws2def.FIONBIO {
			in = []byte{1, 0, 0, 0}
		}
		out := make([]byte, int(room%4096)+16)
		for i := range out {
			out[i] = 0xEE
		}
		limit := len(out) - 16
		n, e := core.Ioctl(h, code, in, out[:limit:limit], spi.Park)
		if e == 0 && n > limit {
			t.Errorf("%d bytes in a buffer of %d", n, limit)
		}
		for _, b := range out[limit:] {
			if b != 0xEE {
				t.Error("written beyond the buffer")
			}
		}
	})
}

func TestS668_ReceiveAll(t *testing.T) {
	clause.Covers(t, "S-497", "S-668")
	if !isolated(t) { // it sees what all others send
		return
	}
	start(t)
	raw, e := core.Create(ws2def.AF_INET, ws2def.SOCK_RAW, ws2def.IPPROTO_IP, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
	if e == ws2def.WSAEACCES {
		t.Skip("raw sockets need CAP_NET_RAW")
	}
	if e != 0 {
		t.Fatal(e)
	}
	defer core.Close(raw, spi.Park)
	set(raw, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(5000))
	if diff := cmp.Diff(ioctlAnswer{0, ws2def.WSAEINVAL}, ioctl(raw, ws2def.SIO_RCVALL, le32(ws2def.RCVALL_ON), nil)); diff != "" {
		t.Error("unbound:", diff)
	}
	if e := core.Bind(raw, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	for _, row := range []struct {
		in   []byte
		want ioctlAnswer
	}{
		{nil, ioctlAnswer{0, ws2def.WSAEFAULT}},
		{le32(9), ioctlAnswer{0, ws2def.WSAEINVAL}},
		{le32(ws2def.RCVALL_ON), ioctlAnswer{0, 0}},
	} {
		if diff := cmp.Diff(row.want, ioctl(raw, ws2def.SIO_RCVALL, row.in, nil)); diff != "" {
			t.Errorf("% x: %s", row.in, diff)
		}
	}
	// A datagram between two other addresses of the interface.
	out := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	if e := core.Bind(out, groupAddress("127.0.0.3", 0)); e != 0 {
		t.Fatal(e)
	}
	to := groupAddress("127.0.0.2", 9)
	say(t, out, to, "none of your business")
	overheard := func(word string) {
		t.Helper()
		buf := make([]byte, 2048)
		for {
			n, e := core.Recv(raw, buf, 0, spi.Park)
			if e != 0 && e != ws2def.WSAEMSGSIZE { // others' packets may be large
				t.Fatalf("waiting for %q: %v", word, e)
			}
			if n > 28 && string(buf[28:n]) == word {
				return
			}
		}
	}
	overheard("none of your business")
	if diff := cmp.Diff(ioctlAnswer{0, 0}, ioctl(raw, ws2def.SIO_RCVALL, le32(ws2def.RCVALL_OFF), nil)); diff != "" {
		t.Error(diff)
	}
	say(t, out, to, "again none of your business")
	say(t, out, loopback(9), "yours")
	buf := make([]byte, 2048)
	for {
		n, e := core.Recv(raw, buf, 0, spi.Park)
		if e != 0 && e != ws2def.WSAEMSGSIZE { // others' packets may be large
			t.Fatal(e)
		}
		if n > 28 && string(buf[28:n]) == "again none of your business" {
			t.Error("received after RCVALL_OFF")
		}
		if n > 28 && string(buf[28:n]) == "yours" {
			break
		}
	}
}

func TestS680_Timestamps(t *testing.T) {
	clause.Covers(t, "S-680")
	start(t)
	in := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	out := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	for _, h := range []core.Handle{in, out} {
		if e := core.Bind(h, loopback(0)); e != 0 {
			t.Fatal(e)
		}
	}
	config := func(flags int32) []byte { return append(le32(flags), 4, 0, 0, 0) }
	for _, row := range []struct {
		h    core.Handle
		in   []byte
		want ioctlAnswer
	}{
		{in, config(0)[:7], ioctlAnswer{0, ws2def.WSAEFAULT}},
		{in, config(4), ioctlAnswer{0, ws2def.WSAEINVAL}},
		{in, config(ws2def.TIMESTAMPING_FLAG_RX), ioctlAnswer{0, 0}},
		{out, config(ws2def.TIMESTAMPING_FLAG_TX), ioctlAnswer{0, 0}},
	} {
		if diff := cmp.Diff(row.want, ioctl(row.h, ws2def.SIO_TIMESTAMPING, row.in, nil)); diff != "" {
			t.Fatalf("% x: %s", row.in, diff)
		}
	}
	// The kernel begins to stamp what comes in some time after it was asked to.
	eventually(t, true, func() bool {
		m := spi.Message{Name: name(t, in), Buffers: [][]byte{[]byte("yet?")}}
		if _, e := core.SendMsg(in, &m, 0, spi.Park); e != 0 {
			t.Fatal(e)
		}
		got := spi.Message{Buffers: [][]byte{make([]byte, 8)}, Control: make([]byte, 128)}
		if _, e := core.RecvMsg(in, &got, 0, spi.Park); e != 0 {
			t.Fatal(e)
		}
		return got.ControlLen > 0
	})
	ticks := make([]byte, 8)
	if diff := cmp.Diff(ioctlAnswer{0, ws2def.WSAEWOULDBLOCK}, ioctl(out, ws2def.SIO_GET_TX_TIMESTAMP, le32(77), ticks)); diff != "" {
		t.Error("nothing sent:", diff)
	}
	id := append(binary.LittleEndian.AppendUint64(nil, 20), append(le32(ws2def.SOL_SOCKET), append(le32(ws2def.SO_TIMESTAMP_ID), le32(77)...)...)...)
	before := uint64(sys.Monotonic()) / 100
	m := spi.Message{Name: name(t, in), Buffers: [][]byte{[]byte("now")}, Control: append(id, 0, 0, 0, 0)}
	n, e := core.SendMsg(out, &m, 0, spi.Park)
	if e == ws2def.WSAEINVAL {
		t.Skip("the kernel takes no ids for the stamps of what is sent: that came with Linux 6.13")
	}
	if n != 3 || e != 0 {
		t.Fatal(n, e)
	}
	got := spi.Message{Buffers: [][]byte{make([]byte, 8)}, Control: make([]byte, 128)}
	if n, e := core.RecvMsg(in, &got, 0, spi.Park); n != 3 || e != 0 {
		t.Fatal(n, e)
	}
	after := uint64(sys.Monotonic())/100 + 1
	if got.ControlLen != 24 || binary.LittleEndian.Uint32(got.Control[8:]) != ws2def.SOL_SOCKET || binary.LittleEndian.Uint32(got.Control[12:]) != ws2def.SO_TIMESTAMP {
		t.Fatalf("control % x", got.Control[:got.ControlLen])
	}
	received := binary.LittleEndian.Uint64(got.Control[16:])
	if diff := cmp.Diff(ioctlAnswer{8, 0}, ioctl(out, ws2def.SIO_GET_TX_TIMESTAMP, le32(77), ticks)); diff != "" {
		t.Fatal(diff)
	}
	sent := binary.LittleEndian.Uint64(ticks)
	const slack = 10_000 // 1 ms: two clocks are read one after the other
	if sent+slack < before || received+slack < sent || after+slack < received {
		t.Error("not in order:", before, sent, received, after)
	}
	if diff := cmp.Diff(ioctlAnswer{0, ws2def.WSAEWOULDBLOCK}, ioctl(out, ws2def.SIO_GET_TX_TIMESTAMP, le32(77), ticks)); diff != "" {
		t.Error("fetched twice:", diff)
	}
}

func TestS679_PortReservations(t *testing.T) {
	clause.Covers(t, "S-679")
	start(t)
	for _, k := range kinds[:2] {
		t.Run(k.name, func(t *testing.T) {
			owner := create(t, ws2def.AF_INET, k.typ, k.protocol)
			const count = 2
			ask := []byte{0, 0, count, 0}
			out := make([]byte, 16)
			for _, row := range []struct {
				name    string
				in, out []byte
				want    ioctlAnswer
			}{
				{"short input", ask[:3], out, ioctlAnswer{0, ws2def.WSAEFAULT}},
				{"short output", ask, out[:15], ioctlAnswer{0, ws2def.WSAEFAULT}},
				{"no ports", make([]byte, 4), out, ioctlAnswer{0, ws2def.WSAEINVAL}},
				{"beyond the last port", []byte{0xFF, 0xFF, 2, 0}, out, ioctlAnswer{0, ws2def.WSAEINVAL}},
				{"anywhere", ask, out, ioctlAnswer{16, 0}},
			} {
				if diff := cmp.Diff(row.want, ioctl(owner, ws2def.SIO_ACQUIRE_PORT_RESERVATION, row.in, row.out)); diff != "" {
					t.Fatalf("%s: %s", row.name, diff)
				}
			}
			first, token := binary.BigEndian.Uint16(out), out[8:16]
			bind := func(h core.Handle, port uint16, want core.Errno) {
				t.Helper()
				if e := core.Bind(h, loopback(port)); e != want {
					t.Errorf("bind to port %d: %v, want %v", port, e, want)
				}
			}
			associate := func() core.Handle {
				t.Helper()
				h := create(t, ws2def.AF_INET, k.typ, k.protocol)
				if diff := cmp.Diff(ioctlAnswer{0, 0}, ioctl(h, ws2def.SIO_ASSOCIATE_PORT_RESERVATION, token, nil)); diff != "" {
					t.Error(diff)
				}
				return h
			}
			for port := first; port < first+count; port++ {
				bind(create(t, ws2def.AF_INET, k.typ, k.protocol), port, ws2def.WSAEADDRINUSE)
			}
			if diff := cmp.Diff(ioctlAnswer{0, ws2def.WSAEADDRINUSE}, ioctl(owner, ws2def.SIO_ACQUIRE_PORT_RESERVATION, []byte{out[0], out[1], 1, 0}, make([]byte, 16))); diff != "" {
				t.Error("reserved twice:", diff)
			}
			a, b, c := associate(), associate(), associate()
			bind(a, 0, 0)
			if port := ws2def.Port(name(t, a)); port < first || port >= first+count {
				t.Errorf("port 0 became %d, not one of %d…", port, first)
			}
			bind(b, first+1, 0)
			bind(c, 0, ws2def.WSAENOBUFS)
			core.Close(a, spi.Park)
			bind(create(t, ws2def.AF_INET, k.typ, k.protocol), first, ws2def.WSAEADDRINUSE)
			bind(c, first, 0)
			if diff := cmp.Diff(ioctlAnswer{0, ws2def.WSAEINVAL}, ioctl(c, ws2def.SIO_ASSOCIATE_PORT_RESERVATION, token, nil)); diff != "" {
				t.Error("after bind:", diff)
			}
			core.Close(b, spi.Park)
			core.Close(c, spi.Park)
			if diff := cmp.Diff(ioctlAnswer{0, 0}, ioctl(owner, ws2def.SIO_RELEASE_PORT_RESERVATION, token, nil)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(ioctlAnswer{0, ws2def.WSAEINVAL}, ioctl(owner, ws2def.SIO_RELEASE_PORT_RESERVATION, token, nil)); diff != "" {
				t.Error("released twice:", diff)
			}
			bind(create(t, ws2def.AF_INET, k.typ, k.protocol), first, 0)

			// A reservation ends with its socket.
			if diff := cmp.Diff(ioctlAnswer{16, 0}, ioctl(owner, ws2def.SIO_ACQUIRE_PORT_RESERVATION, ask, out)); diff != "" {
				t.Fatal(diff)
			}
			first = binary.BigEndian.Uint16(out)
			core.Close(owner, spi.Park)
			bind(create(t, ws2def.AF_INET, k.typ, k.protocol), first, 0)
		})
	}
}
