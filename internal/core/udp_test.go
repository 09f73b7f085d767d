package core_test

import (
	"bytes"
	"encoding/binary"
	"net"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// sendTo sends data as one datagram to name.
func sendTo(h core.Handle, name []byte, data string) core.Errno {
	_, e := core.SendMsg(h, &spi.Message{Name: name, Buffers: [][]byte{[]byte(data)}}, 0, spi.Park)
	return e
}

// recvFrom receives one datagram with its source.
func recvFrom(h core.Handle, size int) (data string, from []byte, e core.Errno) {
	buf, name := make([]byte, size), make([]byte, 128)
	m := spi.Message{Name: name, Buffers: [][]byte{buf}}
	n, e := core.RecvMsg(h, &m, 0, spi.Park)
	return string(buf[:n]), name[:m.NameLen], e
}

// fresh is an unbound UDP socket.
func fresh(t testing.TB, family int32) core.Handle {
	t.Helper()
	return create(t, family, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
}

func TestDatagramDestinations(t *testing.T) {
	clause.Covers(t, "S-137", "S-253", "S-261", "S-277", "S-278", "S-281", "S-282", "S-283", "S-293", "S-299", "S-326",
		"S-356", "S-525", "S-693", "S-357")
	start(t)
	to := udp4(t)
	for _, c := range []struct {
		id, what string
		h        core.Handle
		name     []byte
		want     core.Errno
	}{
		{"S-281", "port 0", fresh(t, ws2def.AF_INET), loopback(0), 0},
		{"S-281", "port 0, IPv6", fresh(t, ws2def.AF_INET6), inet6("::1", 0), 0},
		{"S-282", "0.0.0.0", fresh(t, ws2def.AF_INET), inet4(0, 0, 0, 0, 9), ws2def.WSAEADDRNOTAVAIL},
		{"S-282", "::", fresh(t, ws2def.AF_INET6), inet6("::", 9), ws2def.WSAEADDRNOTAVAIL},
		{"S-283", "other family", fresh(t, ws2def.AF_INET), inet6("::1", 9), ws2def.WSAEAFNOSUPPORT},
		{"S-283", "too short", fresh(t, ws2def.AF_INET), loopback(9)[:15], ws2def.WSAEFAULT},
		{"S-278", "broadcast", fresh(t, ws2def.AF_INET), inet4(127, 255, 255, 255, 9), ws2def.WSAEACCES},
		{"S-470", "mapped address with V6ONLY", fresh(t, ws2def.AF_INET6), inet6("::ffff:127.0.0.1", 9), ws2def.WSAEADDRNOTAVAIL},
	} {
		if e := sendTo(c.h, c.name, "x"); e != c.want {
			t.Errorf("%s %s: %v, want %v", c.id, c.what, e, c.want)
		}
	}

	h := fresh(t, ws2def.AF_INET)
	if e := sendTo(h, name(t, to), "hello"); e != 0 {
		t.Fatal(e)
	}
	local := name(t, h)
	if diff := cmp.Diff(inet4(0, 0, 0, 0, ws2def.Port(local)), local); diff != "" || ws2def.Port(local) < 49152 {
		t.Error("S-253, S-299: local name", local)
	}
	if _, e := core.GetPeerName(h, make([]byte, 16)); e != ws2def.WSAENOTCONN {
		t.Error("S-261:", e)
	}
	data, from, e := recvFrom(to, 64)
	if want := loopback(ws2def.Port(local)); data != "hello" || e != 0 || !bytes.Equal(from, want) {
		t.Errorf("got %q from %v, %v", data, from, e)
	}

	sendTo(h, name(t, to), "") // S-293, S-326
	if data, _, e := recvFrom(to, 64); data != "" || e != 0 {
		t.Errorf("S-326: %q, %v", data, e)
	}
	if e := sendTo(h, name(t, to), string(make([]byte, 65508))); e != ws2def.WSAEMSGSIZE {
		t.Error("S-277:", e)
	}
	if e := sendTo(h, name(t, to), string(make([]byte, 65507))); e != 0 {
		t.Error("S-356:", e)
	}
	if data, _, e := recvFrom(to, 70000); len(data) != 65507 || e != 0 {
		t.Error("S-356:", len(data), e)
	}

	if e := set(h, ws2def.SOL_SOCKET, ws2def.SO_BROADCAST, le32(1)); e != 0 {
		t.Fatal(e)
	}
	if e := sendTo(h, inet4(127, 255, 255, 255, 9), "x"); e != 0 {
		t.Error("S-278, S-525: with SO_BROADCAST", e)
	}
	if e := sendTo(fresh(t, ws2def.AF_INET6), inet6("ff01::1", 9), "x"); e != 0 && e != ws2def.WSAENETUNREACH {
		t.Error("S-357:", e)
	}
}

func TestDatagramTruncation(t *testing.T) {
	clause.Covers(t, "S-313", "S-314", "S-315", "S-316", "S-713", "S-298")
	start(t)
	a, b := udp4(t), udp4(t)
	for range 3 {
		sendTo(a, name(t, b), "0123456789")
	}
	buf := make([]byte, 4)
	if n, e := core.Recv(b, buf, ws2def.MSG_PEEK, spi.Park); n != 4 || e != ws2def.WSAEMSGSIZE || string(buf) != "0123" {
		t.Errorf("S-314: %d, %v, %q", n, e, buf)
	}
	if n, e := core.Recv(b, buf, 0, spi.Park); n != 4 || e != ws2def.WSAEMSGSIZE || string(buf) != "0123" {
		t.Errorf("S-313: %d, %v, %q", n, e, buf)
	}
	short := spi.Message{Name: []byte{7}, Buffers: [][]byte{buf}}
	if _, e := core.RecvMsg(b, &short, 0, spi.Park); e != ws2def.WSAEFAULT || short.Name[0] != 7 {
		t.Error("S-315:", e, short.Name)
	}
	if data, from, e := recvFrom(b, 3); e != ws2def.WSAEMSGSIZE || data != "012" || !bytes.Equal(from, name(t, a)) {
		t.Errorf("S-313: %q from %v, %v", data, from, e)
	}
	if data, from, e := recvFrom(b, 64); e != 0 || data != "0123456789" || len(from) != 16 {
		t.Errorf("S-315, S-316: %q from %v, %v", data, from, e)
	}

	// More buffers than the kernel takes in one call are one datagram still.
	many := make([][]byte, 3000)
	for i := range many {
		many[i] = []byte{byte(i)}
	}
	if n, e := core.SendMsg(a, &spi.Message{Name: name(t, b), Buffers: many}, 0, spi.Park); n != 3000 || e != 0 {
		t.Fatal("S-298:", n, e)
	}
	into := make([][]byte, 3000)
	for i := range into {
		into[i] = make([]byte, 1)
	}
	if n, e := core.RecvMsg(b, &spi.Message{Buffers: into}, 0, spi.Park); n != 3000 || e != 0 {
		t.Fatal("S-298:", n, e)
	}
	if diff := cmp.Diff(many, into); diff != "" {
		t.Error("S-298:", diff)
	}
}

func TestUnboundReceive(t *testing.T) {
	clause.Covers(t, "S-305", "S-306")
	start(t)
	h := fresh(t, ws2def.AF_INET)
	if _, e := recv(h, 0); e != ws2def.WSAEINVAL {
		t.Error("S-305:", e)
	}
	if _, _, e := recvFrom(h, 9); e != ws2def.WSAEINVAL {
		t.Error("S-305:", e)
	}
	core.Bind(h, loopback(0))
	nonblocking(t, h)
	if _, e := recv(h, 0); e != ws2def.WSAEWOULDBLOCK {
		t.Error("S-306:", e)
	}
}

func TestDatagramPeer(t *testing.T) {
	clause.Covers(t, "S-242", "S-243", "S-244", "S-245", "S-246", "S-249", "S-280")
	start(t)
	h, a, b := udp4(t), udp4(t), udp4(t)
	unbound := fresh(t, ws2def.AF_INET)
	if e := core.Connect(unbound, loopback(0), spi.Park); e != 0 {
		t.Error("S-243:", e)
	}
	if e := core.Connect(fresh(t, ws2def.AF_INET), refusing(t), spi.Park); e != 0 {
		t.Error("S-242:", e)
	}

	// Linux tells b that a connected socket does not take its datagrams.
	if _, e := core.Ioctl(b, ws2def.SIO_UDP_CONNRESET, le32(0), nil, spi.Park); e != 0 {
		t.Fatal(e)
	}
	sendTo(b, name(t, h), "stranger's")
	sendTo(a, name(t, h), "first")
	sendTo(b, name(t, h), "stranger's again")
	if e := core.Connect(h, name(t, a), spi.Park); e != 0 {
		t.Fatal(e)
	}
	sendTo(b, name(t, h), "dropped")
	sendTo(a, name(t, h), "second")
	for _, want := range []string{"first", "second"} {
		if got, e := recv(h, 0); got != want || e != 0 {
			t.Errorf("S-249: %q, %v, want %q", got, e, want)
		}
	}
	if got := state(t, h); got != "w" {
		t.Errorf("S-249: select %q", got)
	}
	send(h, "to the peer")
	sendTo(h, name(t, b), "to another")
	if got, e := recv(a, 0); got != "to the peer" || e != 0 {
		t.Errorf("S-280: %q, %v", got, e)
	}
	if got, e := recv(b, 0); got != "to another" || e != 0 {
		t.Errorf("S-280: %q, %v", got, e)
	}

	sendTo(a, name(t, h), "of the old peer")
	if e := core.Connect(h, name(t, b), spi.Park); e != 0 {
		t.Fatal("S-242: another peer:", e)
	}
	sendTo(b, name(t, h), "of the new peer")
	if got, e := recv(h, 0); got != "of the new peer" || e != 0 {
		t.Errorf("S-249: %q, %v", got, e)
	}

	for _, none := range [][]byte{make([]byte, 16), inet4(0, 0, 0, 0, 0)} {
		s := fresh(t, ws2def.AF_INET)
		if e := core.Connect(s, name(t, a), spi.Park); e != 0 {
			t.Fatal(e)
		}
		port := ws2def.Port(name(t, s))
		if e := core.Connect(s, none, spi.Park); e != 0 {
			t.Error("S-244, S-245:", e)
		}
		if _, e := core.GetPeerName(s, make([]byte, 16)); e != ws2def.WSAENOTCONN {
			t.Error("S-244:", e)
		}
		if diff := cmp.Diff(inet4(0, 0, 0, 0, port), name(t, s)); diff != "" {
			t.Error("S-246: local name (-want +got):\n", diff)
		}
		if e := send(s, "x"); e != ws2def.WSAENOTCONN {
			t.Error("S-245: send", e)
		}
		if e := sendTo(s, name(t, b), "after"); e != 0 {
			t.Error("S-245: sendto", e)
		}
		if _, from, e := recvFrom(b, 64); e != 0 || ws2def.Port(from) != port {
			t.Error("S-246: sent from", from, e)
		}
		sendTo(b, loopback(port), "back")
		if got, _, e := recvFrom(s, 64); got != "back" || e != 0 {
			t.Errorf("S-245: recvfrom %q, %v", got, e)
		}
	}
}

func TestBroadcastPeer(t *testing.T) {
	clause.Covers(t, "S-247", "S-248")
	start(t)
	h := fresh(t, ws2def.AF_INET)
	to := inet4(127, 255, 255, 255, 9)
	if e := core.Connect(h, to, spi.Park); e != 0 {
		t.Fatal("S-247: connect", e)
	}
	if e := send(h, "x"); e != 0 {
		t.Error("S-247: send", e)
	}
	if e := sendTo(h, to, "x"); e != ws2def.WSAEACCES {
		t.Error("S-247: sendto", e)
	}
}

// deadPort is an address of 127.0.0.1 that nobody receives at.
func deadPort(t testing.TB) []byte {
	t.Helper()
	h := udp4(t)
	dead := name(t, h)
	core.Close(h, spi.Park)
	return dead
}

func TestPortUnreachable(t *testing.T) {
	clause.Covers(t, "S-284", "S-348", "S-349", "S-351", "S-352", "S-354", "S-355", "S-690", "S-692", "S-670")
	start(t)
	for _, connected := range []bool{true, false} {
		for _, how := range []spi.Way{spi.Park, spi.Hold} {
			h, dead := udp4(t), deadPort(t)
			if connected {
				if e := core.Connect(h, dead, spi.Park); e != 0 {
					t.Fatal(e)
				}
			}
			out := func() core.Errno {
				if connected {
					return send(h, "x")
				}
				return sendTo(h, dead, "x")
			}
			for i := range 10 {
				if e := out(); e != 0 {
					t.Errorf("S-352: send %d: %v", i, e)
				}
			}
			eventually(t, "rw", func() string { return state(t, h) }) // S-355
			if _, e := core.Recv(h, make([]byte, 9), 0, how); e != ws2def.WSAECONNRESET {
				t.Error("S-348:", e)
			}
			nonblocking(t, h)
			for i := 0; ; i++ { // one receive for each error, and then no more
				_, e := recv(h, 0)
				if e == ws2def.WSAEWOULDBLOCK {
					break
				}
				if e != ws2def.WSAECONNRESET || i > 10 {
					t.Fatal("S-351:", i, e)
				}
			}
			if got := state(t, h); got != "w" {
				t.Errorf("S-351: select %q", got)
			}
			sendTo(h, name(t, h), "to itself")
			if !connected {
				if got, e := recv(h, 0); got != "to itself" || e != 0 {
					t.Errorf("S-351: %q, %v", got, e)
				}
			}

			// S-349: switched off, nothing is told.
			if _, e := core.Ioctl(h, ws2def.SIO_UDP_CONNRESET, le32(0), nil, spi.Park); e != 0 {
				t.Fatal("SIO_UDP_CONNRESET:", e)
			}
			for range 5 {
				if e := out(); e != 0 {
					t.Error("S-352:", e)
				}
				if _, e := recv(h, 0); e != ws2def.WSAEWOULDBLOCK {
					t.Error("S-349:", e)
				}
				if got := state(t, h); got != "w" {
					t.Errorf("S-349: select %q", got)
				}
			}
		}
	}
}

func TestPortUnreachableIPv6(t *testing.T) {
	clause.Covers(t, "S-348", "S-354")
	start(t)
	h, probe := fresh(t, ws2def.AF_INET6), fresh(t, ws2def.AF_INET6)
	if e := core.Bind(probe, inet6("::1", 0)); e != 0 {
		t.Skip("no IPv6 here:", e)
	}
	dead := name(t, probe)
	core.Close(probe, spi.Park)
	if e := sendTo(h, dead, "x"); e != 0 {
		t.Fatal(e)
	}
	if _, e := recv(h, 0); e != ws2def.WSAECONNRESET {
		t.Error("S-348:", e)
	}

	dual := fresh(t, ws2def.AF_INET6) // and IPv4 behind IPv6
	if e := set(dual, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, le32(0)); e != 0 {
		t.Fatal(e)
	}
	if e := sendTo(dual, inet6("::ffff:127.0.0.1", ws2def.Port(deadPort(t))), "x"); e != 0 {
		t.Fatal(e)
	}
	if _, e := recv(dual, 0); e != ws2def.WSAECONNRESET {
		t.Error("S-348, dual mode:", e)
	}
}

func TestParallelDatagrams(t *testing.T) {
	clause.Covers(t, "S-294", "S-295")
	start(t)
	sink, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Close()
	h := udp4(t)
	nonblocking(t, h)
	to := loopback(uint16(sink.LocalAddr().(*net.UDPAddr).Port))
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 512 {
				if e := sendTo(h, to, string(make([]byte, 256))); e != 0 {
					t.Error("S-295:", e)
					return
				}
			}
		})
	}
	all.Wait()
	if got := state(t, h); got != "w" {
		t.Errorf("S-295: select %q", got)
	}
}

// control collects the items of control data by level and type.
func control(b []byte) map[[2]int32][]byte {
	items := make(map[[2]int32][]byte)
	for len(b) >= 16 {
		size := int(binary.LittleEndian.Uint64(b))
		key := [2]int32{int32(binary.LittleEndian.Uint32(b[8:])), int32(binary.LittleEndian.Uint32(b[12:]))}
		items[key] = append([]byte(nil), b[16:size]...)
		b = b[min((size+7)&^7, len(b)):]
	}
	return items
}

// item is a control item.
func item(level, typ int32, data ...byte) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(16+len(data)))
	b = binary.LittleEndian.AppendUint32(b, uint32(level))
	b = binary.LittleEndian.AppendUint32(b, uint32(typ))
	return append(b, data...)
}

func TestControlData(t *testing.T) {
	clause.Covers(t, "S-334", "S-335", "S-336", "S-266", "S-566", "S-567", "S-576", "S-599", "S-600", "S-609")
	start(t)
	lo, err := net.InterfaceByName("lo")
	if err != nil {
		t.Skip("no loopback interface:", err)
	}
	index := binary.LittleEndian.AppendUint32(nil, uint32(lo.Index))

	a, b := udp4(t), fresh(t, ws2def.AF_INET)
	core.Bind(b, inet4(0, 0, 0, 0, 0))
	for _, option := range []int32{ws2def.IP_PKTINFO, ws2def.IP_RECVTTL, ws2def.IP_RECVTOS} {
		if e := set(b, ws2def.IPPROTO_IP, option, le32(1)); e != 0 {
			t.Fatal(option, e)
		}
	}
	set(a, ws2def.IPPROTO_IP, ws2def.IP_TTL, le32(77))
	receive := func(h core.Handle, room int) (map[[2]int32][]byte, spi.Message, core.Errno) {
		t.Helper()
		m := spi.Message{Name: make([]byte, 28), Buffers: [][]byte{make([]byte, 8)}, Control: make([]byte, room)}
		_, e := core.RecvMsg(h, &m, 0, spi.Park)
		return control(m.Control[:m.ControlLen]), m, e
	}
	sendTo(a, loopback(ws2def.Port(name(t, b))), "x")
	got, _, e := receive(b, 256)
	want := map[[2]int32][]byte{
		{ws2def.IPPROTO_IP, ws2def.IP_PKTINFO}: append([]byte{127, 0, 0, 1}, index...),
		{ws2def.IPPROTO_IP, ws2def.IP_TTL}:     le32(77),
		{ws2def.IPPROTO_IP, ws2def.IP_TOS}:     le32(0),
	}
	if diff := cmp.Diff(want, got); diff != "" || e != 0 {
		t.Error("S-335: (-want +got)\n", diff, e)
	}
	sendTo(a, loopback(ws2def.Port(name(t, b))), "data")
	_, m, e := receive(b, 20)
	if e != ws2def.WSAEMSGSIZE || m.Flags != ws2def.MSG_CTRUNC || string(m.Buffers[0][:4]) != "data" {
		t.Errorf("S-334: %v, flags %#x, %q", e, m.Flags, m.Buffers[0])
	}
	set(a, ws2def.SOL_SOCKET, ws2def.SO_BROADCAST, le32(1))
	sendTo(a, inet4(127, 255, 255, 255, ws2def.Port(name(t, b))), "0123456789")
	if _, m, e = receive(b, 256); e != ws2def.WSAEMSGSIZE || m.Flags != ws2def.MSG_TRUNC|ws2def.MSG_BCAST {
		t.Errorf("S-334: %v, flags %#x", e, m.Flags)
	}

	a6, b6 := fresh(t, ws2def.AF_INET6), fresh(t, ws2def.AF_INET6)
	if e := core.Bind(b6, inet6("::1", 0)); e != 0 {
		t.Skip("no IPv6 here:", e)
	}
	for _, option := range []int32{ws2def.IPV6_PKTINFO, ws2def.IPV6_HOPLIMIT, ws2def.IPV6_RECVTCLASS} {
		if e := set(b6, ws2def.IPPROTO_IPV6, option, le32(1)); e != 0 {
			t.Fatal(option, e)
		}
	}
	// Sending control data: hop limit and traffic class of this datagram.
	out := spi.Message{
		Name: name(t, b6), Buffers: [][]byte{[]byte("x")},
		Control: bytes.Join([][]byte{
			item(ws2def.IPPROTO_IPV6, ws2def.IPV6_HOPLIMIT, le32(33)...), make([]byte, 4),
			item(ws2def.IPPROTO_IPV6, ws2def.IPV6_TCLASS, le32(8)...),
		}, nil),
	}
	if _, e := core.SendMsg(a6, &out, 0, spi.Park); e != 0 {
		t.Fatal(e)
	}
	got, _, e = receive(b6, 256)
	want = map[[2]int32][]byte{
		{ws2def.IPPROTO_IPV6, ws2def.IPV6_PKTINFO}:  append(net.IPv6loopback, index...),
		{ws2def.IPPROTO_IPV6, ws2def.IPV6_HOPLIMIT}: le32(33),
		{ws2def.IPPROTO_IPV6, ws2def.IPV6_TCLASS}:   le32(8),
	}
	if diff := cmp.Diff(want, got); diff != "" || e != 0 {
		t.Error("S-335: (-want +got)\n", diff, e)
	}
	for _, broken := range [][]byte{{1, 2, 3}, item(ws2def.IPPROTO_IPV6, 999, 1, 2, 3, 4), make([]byte, 64)} {
		out.Control = broken
		if _, e := core.SendMsg(a6, &out, 0, spi.Park); e != ws2def.WSAEINVAL {
			t.Errorf("damaged control data %v: %v", broken, e)
		}
	}
}

func TestDualMode(t *testing.T) {
	clause.Covers(t, "S-464", "S-469", "S-472", "S-473")
	start(t)
	dual := func(typ, protocol int32) core.Handle {
		h := create(t, ws2def.AF_INET6, typ, protocol)
		if e := set(h, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, le32(0)); e != 0 {
			t.Fatal(e)
		}
		if e := core.Bind(h, inet6("::", 0)); e != 0 {
			t.Skip("no IPv6 here:", e)
		}
		return h
	}
	l := dual(ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	if e := core.Listen(l, 5); e != 0 {
		t.Fatal(e)
	}
	c := tcp4(t)
	if e := core.Connect(c, loopback(ws2def.Port(name(t, l))), spi.Park); e != 0 {
		t.Fatal(e)
	}
	from := make([]byte, 28)
	s, _, e := core.Accept(l, from, spi.Park)
	if e != 0 {
		t.Fatal(e)
	}
	defer core.Close(s, spi.Park)
	want := inet6("::ffff:127.0.0.1", ws2def.Port(name(t, c)))
	if diff := cmp.Diff(want, from); diff != "" {
		t.Error("S-469: accept", diff)
	}
	if diff := cmp.Diff(want, peerName(t, s)); diff != "" {
		t.Error("S-469: getpeername", diff)
	}
	back := create(t, ws2def.AF_INET6, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	set(back, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, le32(0))
	if e := core.Connect(back, inet6("::ffff:127.0.0.1", ws2def.Port(name(t, l))), spi.Park); e != 0 {
		t.Error("S-469: connect", e)
	}

	u, v4 := dual(ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP), udp4(t)
	if e := set(u, ws2def.IPPROTO_IP, ws2def.IP_PKTINFO, le32(1)); e != 0 {
		t.Error("S-472:", e)
	}
	sendTo(v4, loopback(ws2def.Port(name(t, u))), "x")
	m := spi.Message{Name: make([]byte, 28), Buffers: [][]byte{make([]byte, 8)}, Control: make([]byte, 128)}
	if _, e := core.RecvMsg(u, &m, 0, spi.Park); e != 0 {
		t.Fatal(e)
	}
	if diff := cmp.Diff(inet6("::ffff:127.0.0.1", ws2def.Port(name(t, v4))), m.Name); diff != "" {
		t.Error("S-469: recvfrom", diff)
	}
	info := control(m.Control[:m.ControlLen])[[2]int32{ws2def.IPPROTO_IP, ws2def.IP_PKTINFO}]
	if len(info) != 8 || !bytes.Equal(info[:4], []byte{127, 0, 0, 1}) {
		t.Error("S-472: IP_PKTINFO", info)
	}
	// S-473: the source comes from the in_pktinfo item.
	out := spi.Message{
		Name: inet6("::ffff:127.0.0.1", ws2def.Port(name(t, v4))), Buffers: [][]byte{[]byte("y")},
		Control: item(ws2def.IPPROTO_IP, ws2def.IP_PKTINFO, 127, 9, 8, 7, 0, 0, 0, 0),
	}
	if _, e := core.SendMsg(u, &out, 0, spi.Park); e != 0 {
		t.Fatal("S-473:", e)
	}
	if _, from, e := recvFrom(v4, 8); e != 0 || !bytes.Equal(from[4:8], []byte{127, 9, 8, 7}) {
		t.Error("S-473: source", from, e)
	}
}

func TestMulticastLoopIsTheReceivers(t *testing.T) {
	clause.Covers(t, "S-358")
	start(t)
	group := []byte{239, 77, 66, 55}
	member := func() core.Handle {
		h := fresh(t, ws2def.AF_INET)
		set(h, ws2def.SOL_SOCKET, ws2def.SO_REUSEADDR, le32(1))
		if e := core.Bind(h, inet4(0, 0, 0, 0, 0)); e != 0 {
			t.Fatal(e)
		}
		if e := set(h, ws2def.IPPROTO_IP, ws2def.IP_ADD_MEMBERSHIP, append(append([]byte(nil), group...), 127, 0, 0, 1)); e != 0 {
			t.Skip("no multicast on the loopback interface:", e)
		}
		return h
	}
	sender := udp4(t)
	set(sender, ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_IF, []byte{127, 0, 0, 1})
	on, off := member(), member()
	for _, h := range []core.Handle{on, off} {
		nonblocking(t, h)
	}
	if e := set(off, ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_LOOP, le32(0)); e != 0 {
		t.Fatal(e)
	}
	if e := set(sender, ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_LOOP, le32(0)); e != 0 {
		t.Fatal(e)
	}
	for _, h := range []core.Handle{on, off} {
		port := ws2def.Port(name(t, h))
		to := inet4(group[0], group[1], group[2], group[3], port)
		if e := sendTo(sender, to, "multicast"); e != 0 {
			t.Skip("no route for multicast:", e)
		}
		sendTo(sender, loopback(port), "unicast")
	}
	if got, e := recv(on, 0); got != "multicast" || e != 0 {
		t.Errorf("S-358: with the option on: %q, %v", got, e)
	}
	if got, e := recv(off, 0); got != "unicast" || e != 0 {
		t.Errorf("S-358: with the option off: %q, %v", got, e)
	}
	if got := state(t, off); got != "w" {
		t.Errorf("S-358: select %q", got)
	}
}

func TestICMPErrorsReachBlockedReceivers(t *testing.T) {
	clause.Covers(t, "S-348", "S-351", "S-352")
	start(t)
	h, dead := udp4(t), deadPort(t)
	const receivers, errors = 4, 100
	told := make(chan core.Errno, errors+receivers)
	for i := range receivers {
		go func() {
			for {
				_, e := core.Recv(h, make([]byte, 9), 0, spi.Way(i%2))
				told <- e
				if e != ws2def.WSAECONNRESET {
					return
				}
			}
		}()
	}
	var all sync.WaitGroup
	all.Go(func() {
		for range errors {
			if e := sendTo(h, dead, "x"); e != 0 {
				t.Error("S-352:", e)
			}
		}
	})
	all.Go(func() {
		for range errors {
			state(t, h) // looks at the error queue too
		}
	})
	all.Wait()
	// The kernel limits how many ICMP messages it sends, but one comes always.
	if e := <-told; e != ws2def.WSAECONNRESET {
		t.Error("S-348:", e)
	}
	eventually(t, "w", func() string { return state(t, h) })
	core.Close(h, spi.Park)
	for ended := 0; ended < receivers; {
		switch e := <-told; e {
		case ws2def.WSAECONNRESET:
		case ws2def.WSAEINTR, ws2def.WSAENOTSOCK:
			ended++
		default:
			t.Fatal(e)
		}
	}
}
