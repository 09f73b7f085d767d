package core_test

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// groupAddress is a multicast address as a Windows sockaddr of its family.
func groupAddress(ip string, port uint16) []byte {
	ap := netip.AddrPortFrom(netip.MustParseAddr(ip), port)
	if ap.Addr().Is4() {
		return ws2def.AppendInet4(nil, ap)
	}
	return ws2def.AppendInet6(nil, ap, 0, 0)
}

// storage makes sa as long as a SOCKADDR_STORAGE.
func storage(sa []byte) []byte { return append(sa, make([]byte, 128-len(sa))...) }

// groupReq and groupSourceReq are the structures of the MCAST_ options.
func groupReq(index uint32, group string) []byte {
	return append(append(le32(int32(index)), 0, 0, 0, 0), storage(groupAddress(group, 0))...)
}

func groupSourceReq(index uint32, group, source string) []byte {
	return append(groupReq(index, group), storage(groupAddress(source, 0))...)
}

// mreq are the addresses of an ip_mreq or ip_mreq_source.
func mreq(ips ...string) []byte {
	var b []byte
	for _, ip := range ips {
		b = append(b, netip.MustParseAddr(ip).AsSlice()...)
	}
	return b
}

func mreq6(group string, index uint32) []byte {
	return append(mreq(group), le32(int32(index))...)
}

// loopbackIndex is the number of the loopback interface.
func loopbackIndex(t testing.TB) uint32 {
	t.Helper()
	interfaces, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range interfaces {
		if i.Flags&net.FlagLoopback != 0 {
			return uint32(i.Index)
		}
	}
	t.Skip("no loopback interface")
	return 0
}

func TestS586_MembershipErrors(t *testing.T) {
	clause.Covers(t, "S-562", "S-564", "S-565", "S-577", "S-586", "S-587", "S-588", "S-589", "S-590", "S-597")
	start(t)
	lo := loopbackIndex(t)
	const (
		inval = ws2def.WSAEINVAL
		avail = ws2def.WSAEADDRNOTAVAIL
		ok    = core.Errno(0)
		g     = "239.1.2.3"
		g6    = "ff05::4711"
		lo4   = "127.0.0.1"
		src   = "10.1.1.1"
		other = "10.1.1.2"
		src6  = "2001:db8::1"
		oth6  = "2001:db8::2"
	)
	type step struct {
		name  int32
		value []byte
		want  core.Errno
	}
	type walk struct {
		name          string
		family, level int32
		steps         []step
	}
	join, drop := int32(ws2def.IP_ADD_MEMBERSHIP), int32(ws2def.IP_DROP_MEMBERSHIP)
	joinSource, dropSource := int32(ws2def.IP_ADD_SOURCE_MEMBERSHIP), int32(ws2def.IP_DROP_SOURCE_MEMBERSHIP)
	block, unblock := int32(ws2def.IP_BLOCK_SOURCE), int32(ws2def.IP_UNBLOCK_SOURCE)
	walks := []walk{
		{"plain", ws2def.AF_INET, ws2def.IPPROTO_IP, []step{
			{drop, mreq(g, lo4), inval},
			{join, mreq(g, lo4), ok},
			{join, mreq(g, lo4), avail},
			{joinSource, mreq(g, src, lo4), avail},
			{dropSource, mreq(g, src, lo4), inval},
			{unblock, mreq(g, src, lo4), inval},
			{block, mreq(g, src, lo4), ok},
			{block, mreq(g, src, lo4), avail},
			{unblock, mreq(g, other, lo4), avail},
			{unblock, mreq(g, src, lo4), ok},
			{unblock, mreq(g, src, lo4), inval},
			{drop, mreq(g, lo4), ok},
			{drop, mreq(g, lo4), inval},
			{block, mreq(g, src, lo4), inval},
			{unblock, mreq(g, src, lo4), inval},
			{dropSource, mreq(g, src, lo4), inval},
			{join, mreq(g, lo4), ok},
		}},
		{"source", ws2def.AF_INET, ws2def.IPPROTO_IP, []step{
			{joinSource, mreq(g, src, lo4), ok},
			{joinSource, mreq(g, src, lo4), avail},
			{joinSource, mreq(g, other, lo4), ok},
			{join, mreq(g, lo4), avail},
			{block, mreq(g, src, lo4), inval},
			{unblock, mreq(g, src, lo4), inval},
			{dropSource, mreq(g, "10.1.1.3", lo4), avail},
			{dropSource, mreq(g, src, lo4), ok},
			{dropSource, mreq(g, other, lo4), ok},
			{dropSource, mreq(g, other, lo4), inval},
			{joinSource, mreq(g, src, lo4), ok},
			{drop, mreq(g, lo4), ok},
			{dropSource, mreq(g, src, lo4), inval},
		}},
		{"by number", ws2def.AF_INET, ws2def.IPPROTO_IP, []step{
			{join, mreq(g, fmt.Sprintf("0.0.0.%d", lo)), ok},
			{join, mreq(g, lo4), avail},
			{drop, mreq(g, lo4), ok},
		}},
		{"what is no group", ws2def.AF_INET, ws2def.IPPROTO_IP, []step{
			{join, mreq("10.0.0.1", lo4), inval},
			{joinSource, mreq("10.0.0.1", src, lo4), inval},
			{join, mreq(g, "192.0.2.77"), avail},
			{join, mreq(g, "0.0.99.99"), avail},
			{join, mreq(g, lo4)[:7], ws2def.WSAEFAULT},
			{joinSource, mreq(g, src, lo4)[:11], ws2def.WSAEFAULT},
			{ws2def.MCAST_JOIN_GROUP, groupReq(lo, g6), inval},
			{ws2def.MCAST_JOIN_GROUP, groupReq(lo, g)[:135], ws2def.WSAEFAULT},
		}},
		{"IPv6", ws2def.AF_INET6, ws2def.IPPROTO_IPV6, []step{
			{ws2def.IPV6_DROP_MEMBERSHIP, mreq6(g6, lo), inval},
			{ws2def.IPV6_ADD_MEMBERSHIP, mreq6(g6, lo), ok},
			{ws2def.IPV6_ADD_MEMBERSHIP, mreq6(g6, lo), avail},
			{ws2def.MCAST_JOIN_GROUP, groupReq(lo, g6), avail},
			{ws2def.IPV6_DROP_MEMBERSHIP, mreq6(g6, lo), ok},
			{ws2def.IPV6_ADD_MEMBERSHIP, mreq6("2001:db8::1", lo), inval},
			{ws2def.IPV6_ADD_MEMBERSHIP, mreq6(g6, 9999), avail},
		}},
	}
	for _, f := range []struct {
		family, level int32
		g, src, other string
	}{{ws2def.AF_INET, ws2def.IPPROTO_IP, g, src, other}, {ws2def.AF_INET6, ws2def.IPPROTO_IPV6, g6, src6, oth6}} {
		walks = append(walks, walk{fmt.Sprint("MCAST_ options of family ", f.family), f.family, f.level, []step{
			{ws2def.MCAST_LEAVE_GROUP, groupReq(lo, f.g), inval},
			{ws2def.MCAST_JOIN_GROUP, groupReq(lo, f.g), ok},
			{ws2def.MCAST_JOIN_GROUP, groupReq(lo, f.g), avail},
			{ws2def.MCAST_BLOCK_SOURCE, groupSourceReq(lo, f.g, f.src), ok},
			{ws2def.MCAST_BLOCK_SOURCE, groupSourceReq(lo, f.g, f.src), avail},
			{ws2def.MCAST_UNBLOCK_SOURCE, groupSourceReq(lo, f.g, f.src), ok},
			{ws2def.MCAST_UNBLOCK_SOURCE, groupSourceReq(lo, f.g, f.src), inval},
			{ws2def.MCAST_LEAVE_GROUP, groupReq(lo, f.g), ok},
			{ws2def.MCAST_JOIN_SOURCE_GROUP, groupSourceReq(lo, f.g, f.src), ok},
			{ws2def.MCAST_JOIN_SOURCE_GROUP, groupSourceReq(lo, f.g, f.src), avail},
			{ws2def.MCAST_LEAVE_SOURCE_GROUP, groupSourceReq(lo, f.g, f.other), avail},
			{ws2def.MCAST_LEAVE_SOURCE_GROUP, groupSourceReq(lo, f.g, f.src), ok},
			{ws2def.MCAST_LEAVE_SOURCE_GROUP, groupSourceReq(lo, f.g, f.src), inval},
		}})
	}
	for _, w := range walks {
		t.Run(w.name, func(t *testing.T) {
			h := create(t, w.family, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
			for i, s := range w.steps {
				if e := set(h, w.level, s.name, s.value); e != s.want {
					t.Errorf("step %d, option %d: %v, want %v", i, s.name, e, s.want)
				}
			}
			tcp := create(t, w.family, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
			if e := set(tcp, w.level, w.steps[0].name, w.steps[0].value); e != inval {
				t.Error("TCP:", e)
			}
		})
	}
}

// multicaster is a pair of sockets on the loopback interface: what out sends to
// the group arrives at in if that has joined.
func multicaster(t *testing.T, group string) (in, out core.Handle, to []byte) {
	t.Helper()
	in = create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	if e := core.Bind(in, any4()); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := set(in, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(5000)); e != 0 {
		t.Fatal(e)
	}
	out = create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	if e := core.Bind(out, loopback(0)); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := set(out, ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_IF, mreq("127.0.0.1")); e != 0 {
		t.Fatal("IP_MULTICAST_IF:", e)
	}
	return in, out, groupAddress(group, ws2def.Port(name(t, in)))
}

func say(t *testing.T, h core.Handle, to []byte, word string) {
	t.Helper()
	m := spi.Message{Name: to, Buffers: [][]byte{[]byte(word)}}
	if n, e := core.SendMsg(h, &m, 0, spi.Park); n != len(word) || e != 0 {
		t.Fatalf("send %q: %d, %v", word, n, e)
	}
}

func hear(t *testing.T, h core.Handle) string {
	t.Helper()
	buf := make([]byte, 64)
	n, e := core.Recv(h, buf, 0, spi.Park)
	if e != 0 {
		t.Fatal("receive:", e)
	}
	return string(buf[:n])
}

func TestMulticastReachesMembers(t *testing.T) {
	clause.Covers(t, "S-559", "S-562", "S-564", "S-565", "S-577", "S-588", "S-587", "S-648", "P-383")
	start(t)
	const g, lo4 = "239.1.2.4", "127.0.0.1"
	in, out, to := multicaster(t, g)
	direct := loopback(ws2def.Port(to))
	must := func(name int32, value []byte) {
		t.Helper()
		if e := set(in, ws2def.IPPROTO_IP, name, value); e != 0 {
			t.Fatalf("option %d: %v", name, e)
		}
	}
	// silent shows that a multicast does not arrive: what is sent next is
	// received first.
	silent := func(when string) {
		t.Helper()
		say(t, out, to, "unheard")
		say(t, out, direct, when)
		if w := hear(t, in); w != when {
			t.Errorf("%s: received %q", when, w)
		}
	}
	heard := func(when string) {
		t.Helper()
		say(t, out, to, when)
		if w := hear(t, in); w != when {
			t.Errorf("received %q", w)
		}
	}
	silent("before joining")
	must(ws2def.IP_ADD_MEMBERSHIP, mreq(g, lo4))
	heard("joined")
	must(ws2def.IP_BLOCK_SOURCE, mreq(g, lo4, lo4))
	silent("blocked")
	must(ws2def.IP_UNBLOCK_SOURCE, mreq(g, lo4, lo4))
	heard("unblocked")
	must(ws2def.IP_DROP_MEMBERSHIP, mreq(g, lo4))
	silent("dropped")
	must(ws2def.IP_ADD_SOURCE_MEMBERSHIP, mreq(g, "10.9.9.9", lo4))
	silent("another source")
	must(ws2def.IP_ADD_SOURCE_MEMBERSHIP, mreq(g, lo4, lo4))
	heard("this source")

	// The same filter by SIO_SET_MULTICAST_FILTER.
	filter := append(append(mreq(g, lo4), le32(ws2def.MCAST_INCLUDE)...), le32(1)...)
	if a := ioctl(in, ws2def.SIO_SET_MULTICAST_FILTER, append(filter, mreq("10.9.9.9")...), nil); a != (ioctlAnswer{0, 0}) {
		t.Fatal(a)
	}
	silent("included another")
	got := make([]byte, 64)
	a := ioctl(in, ws2def.SIO_GET_MULTICAST_FILTER, filter, got)
	if diff := cmp.Diff(append(filter, mreq("10.9.9.9")...), got[:max(a.Bytes, 0)]); diff != "" || a.Errno != 0 {
		t.Error(a, diff)
	}
	exclude := append(append(mreq(g, lo4), le32(ws2def.MCAST_EXCLUDE)...), le32(0)...)
	if a := ioctl(in, ws2def.SIO_SET_MULTICAST_FILTER, exclude, nil); a != (ioctlAnswer{0, 0}) {
		t.Fatal(a)
	}
	heard("none excluded")
	if a := ioctl(in, ws2def.SIO_SET_MULTICAST_FILTER, filter, nil); a != (ioctlAnswer{0, ws2def.WSAEFAULT}) {
		t.Error("a filter shorter than it says:", a)
	}
	binary.LittleEndian.PutUint32(exclude[8:], 2)
	if a := ioctl(in, ws2def.SIO_SET_MULTICAST_FILTER, exclude, nil); a != (ioctlAnswer{0, ws2def.WSAEINVAL}) {
		t.Error("unknown mode:", a)
	}
}

func TestS559_MulticastInterface(t *testing.T) {
	clause.Covers(t, "S-559", "S-594")
	start(t)
	lo := loopbackIndex(t)
	for _, row := range []struct {
		set  []byte
		want core.Errno
		get  []byte
	}{
		{mreq("127.0.0.1"), 0, []byte{1, 0, 0, 127}},
		{mreq(fmt.Sprintf("0.0.0.%d", lo)), 0, le32(int32(lo))},
		{mreq("0.0.0.0"), 0, le32(0)},
		{mreq("192.0.2.55"), ws2def.WSAEADDRNOTAVAIL, le32(0)},
		{mreq("0.0.77.77"), ws2def.WSAEADDRNOTAVAIL, le32(0)},
	} {
		h := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
		if e := set(h, ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_IF, row.set); e != row.want {
			t.Errorf("set %v: %v", row.set, e)
		}
		if diff := cmp.Diff(got{0, 4, row.get}, get(h, ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_IF, 4)); diff != "" {
			t.Errorf("after %v:\n%s", row.set, diff)
		}
	}
	h := create(t, ws2def.AF_INET6, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	if e := set(h, ws2def.IPPROTO_IPV6, ws2def.IPV6_MULTICAST_IF, le32(99999)); e != ws2def.WSAEADDRNOTAVAIL {
		t.Error("IPv6, no such interface:", e)
	}
	if e := set(h, ws2def.IPPROTO_IPV6, ws2def.IPV6_MULTICAST_IF, le32(int32(lo))); e != 0 {
		t.Error("IPv6:", e)
	}
}

func TestS561_MulticastLoopIsTheReceivers(t *testing.T) {
	clause.Covers(t, "S-358", "S-561", "S-657")
	start(t)
	const g = "239.1.2.5"
	in, out, to := multicaster(t, g)
	if e := set(in, ws2def.IPPROTO_IP, ws2def.IP_ADD_MEMBERSHIP, mreq(g, "127.0.0.1")); e != 0 {
		t.Fatal(e)
	}
	if e := set(out, ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_LOOP, le32(0)); e != 0 {
		t.Fatal(e)
	}
	say(t, out, to, "the sender's option does nothing")
	if w := hear(t, in); w != "the sender's option does nothing" {
		t.Errorf("received %q", w)
	}
	if a := ioctl(in, ws2def.SIO_MULTIPOINT_LOOPBACK, le32(0), nil); a != (ioctlAnswer{0, 0}) {
		t.Fatal(a)
	}
	say(t, out, to, "unheard")
	say(t, out, loopback(ws2def.Port(to)), "direct")
	if w := hear(t, in); w != "direct" {
		t.Errorf("received %q", w)
	}
}

func TestInterfaceFilters(t *testing.T) {
	clause.Covers(t, "S-571", "S-604", "S-601")
	start(t)
	lo := int32(loopbackIndex(t))
	type change struct {
		name, value int32
		heard       bool
	}
	for _, row := range []struct {
		name          string
		family, level int32
		changes       []change
	}{
		{"IP_IFLIST", ws2def.AF_INET, ws2def.IPPROTO_IP, []change{
			{ws2def.IP_ADD_IFLIST, lo + 77, true},
			{ws2def.IP_IFLIST, 1, false},
			{ws2def.IP_ADD_IFLIST, lo, true},
			{ws2def.IP_DEL_IFLIST, lo, false},
			{ws2def.IP_IFLIST, 0, true},
		}},
		{"IPV6_IFLIST", ws2def.AF_INET6, ws2def.IPPROTO_IPV6, []change{
			{ws2def.IPV6_IFLIST, 1, false},
			{ws2def.IPV6_ADD_IFLIST, lo, true},
		}},
		{"IPV6_PROTECTION_LEVEL", ws2def.AF_INET6, ws2def.IPPROTO_IPV6, []change{
			{ws2def.IPV6_PROTECTION_LEVEL, ws2def.PROTECTION_LEVEL_RESTRICTED, true}, // loopback is not outside
		}},
		{"IP_RECEIVE_BROADCAST", ws2def.AF_INET, ws2def.IPPROTO_IP, []change{
			{ws2def.IP_RECEIVE_BROADCAST, 0, true}, // unicast goes on
			{ws2def.IP_RECEIVE_BROADCAST, 1, true},
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			in := create(t, row.family, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
			out := create(t, row.family, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
			local := loopback(0)
			if row.family == ws2def.AF_INET6 {
				local = groupAddress("::1", 0)
			}
			set(in, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(5000))
			for _, c := range row.changes {
				if e := set(in, row.level, c.name, le32(c.value)); e != 0 {
					t.Fatalf("%d = %d: %v", c.name, c.value, e)
				}
				if bufErr := core.Bind(in, local); bufErr != 0 && bufErr != ws2def.WSAEINVAL { // bound already
					t.Fatal(bufErr)
				}
				to := name(t, in)
				say(t, out, to, "x")
				if !c.heard {
					// The kernel delivers over loopback before send returns.
					if n := ioctl(in, ws2def.FIONREAD, nil, make([]byte, 4)); n.Errno != 0 {
						t.Fatal(n)
					}
					ioctl(in, ws2def.FIONBIO, le32(1), nil)
					if _, e := core.Recv(in, make([]byte, 8), 0, spi.Park); e != ws2def.WSAEWOULDBLOCK {
						t.Errorf("%d = %d: received, %v", c.name, c.value, e)
					}
					ioctl(in, ws2def.FIONBIO, le32(0), nil)
					continue
				}
				if w := hear(t, in); w != "x" {
					t.Errorf("%d = %d: received %q", c.name, c.value, w)
				}
			}
		})
	}
}

func TestS568_ReceiveBroadcast(t *testing.T) {
	clause.Covers(t, "S-568", "S-525")
	start(t)
	in := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	out := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	if e := core.Bind(in, any4()); e != 0 {
		t.Fatal(e)
	}
	set(in, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(5000))
	to := groupAddress("127.255.255.255", ws2def.Port(name(t, in))) // the loopback network's broadcast address
	m := spi.Message{Name: to, Buffers: [][]byte{[]byte("x")}}
	if _, e := core.SendMsg(out, &m, 0, spi.Park); e != ws2def.WSAEACCES {
		t.Skip("127.255.255.255 is no broadcast address here:", e)
	}
	if e := set(out, ws2def.SOL_SOCKET, ws2def.SO_BROADCAST, le32(1)); e != 0 {
		t.Fatal(e)
	}
	say(t, out, to, "broadcast")
	if w := hear(t, in); w != "broadcast" {
		t.Errorf("received %q", w)
	}
	if e := set(in, ws2def.IPPROTO_IP, ws2def.IP_RECEIVE_BROADCAST, le32(0)); e != 0 {
		t.Fatal(e)
	}
	say(t, out, to, "unheard")
	say(t, out, loopback(ws2def.Port(to)), "direct")
	if w := hear(t, in); w != "direct" {
		t.Errorf("received %q", w)
	}
}

func TestS534_TimeoutsAreExact(t *testing.T) {
	clause.Covers(t, "S-456", "S-457", "S-534")
	start(t)
	_, b := pair(t)
	if e := set(b, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(40)); e != 0 {
		t.Fatal(e)
	}
	begin := time.Now()
	if _, e := core.Recv(b, make([]byte, 1), 0, spi.Park); e != ws2def.WSAETIMEDOUT {
		t.Error(e)
	}
	if d := time.Since(begin); d < 40*time.Millisecond {
		t.Error("ended after", d)
	}
}
