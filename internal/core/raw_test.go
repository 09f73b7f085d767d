package core_test

import (
	"bytes"
	"encoding/binary"
	"net"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// raw is a raw socket with five seconds for each receive; the test is skipped
// where that takes rights the tests do not have.
func raw(t testing.TB, family, protocol int32) core.Handle {
	t.Helper()
	h, e := core.Create(family, ws2def.SOCK_RAW, protocol, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
	if e == ws2def.WSAEACCES {
		t.Skip("raw sockets need CAP_NET_RAW")
	}
	if e != 0 {
		t.Fatal("Create:", e)
	}
	t.Cleanup(func() { core.Close(h, spi.Park) })
	set(h, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(5000))
	return h
}

// mayRaw tells whether this process has the right to open raw sockets.
func mayRaw(t testing.TB) bool {
	t.Helper()
	h, e := core.Create(ws2def.AF_INET, ws2def.SOCK_RAW, ws2def.IPPROTO_ICMP, nil, 0, 0)
	switch e {
	case 0:
		core.Close(h, spi.Park)
		return true
	case ws2def.WSAEACCES:
		return false
	}
	t.Fatal("Create:", e)
	return false
}

// echo is an ICMP echo request.
func echo(t testing.TB, typ icmp.Type, data string) []byte {
	t.Helper()
	m := icmp.Message{Type: typ, Body: &icmp.Echo{ID: os.Getpid() & 0xffff, Seq: 7, Data: []byte(data)}}
	b, err := m.Marshal(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPing(t *testing.T) {
	clause.Covers(t, "S-492", "S-494", "P-142", "S-077")
	start(t)
	h := raw(t, ws2def.AF_INET, ws2def.IPPROTO_ICMP)
	if e := sendTo(h, loopback(0), string(echo(t, ipv4.ICMPTypeEcho, "winsock"))); e != 0 {
		t.Fatal(e)
	}
	for {
		packet, from, e := recvFrom(h, 2000)
		if e != 0 {
			t.Fatal("no reply:", e)
		}
		header, err := ipv4.ParseHeader([]byte(packet))
		if err != nil {
			t.Fatal(err)
		}
		m, err := icmp.ParseMessage(ws2def.IPPROTO_ICMP, []byte(packet[header.Len:]))
		if err != nil {
			t.Fatal(err)
		}
		body, ok := m.Body.(*icmp.Echo)
		if m.Type != ipv4.ICMPTypeEchoReply || !ok || body.ID != os.Getpid()&0xffff {
			continue // the request itself, or somebody else's
		}
		if header.Len != 20 || header.Protocol != 1 || header.FragOff != 0 || !header.Src.Equal(net.IPv4(127, 0, 0, 1)) {
			t.Errorf("S-494: header %v", header)
		}
		if diff := cmp.Diff(&icmp.Echo{ID: os.Getpid() & 0xffff, Seq: 7, Data: []byte("winsock")}, body); diff != "" {
			t.Error("S-494: (-want +got)\n", diff)
		}
		if !bytes.Equal(from, loopback(0)) {
			t.Error("source:", from)
		}
		return
	}
}

func TestPing6(t *testing.T) {
	clause.Covers(t, "S-492", "S-495", "S-078")
	start(t)
	h := raw(t, ws2def.AF_INET6, ws2def.IPPROTO_ICMPV6)
	if e := sendTo(h, inet6("::1", 0), string(echo(t, ipv6.ICMPTypeEchoRequest, "winsock"))); e != 0 {
		t.Skip("no IPv6 here:", e)
	}
	for {
		packet, from, e := recvFrom(h, 2000)
		if e != 0 {
			t.Fatal("no reply:", e)
		}
		m, err := icmp.ParseMessage(ws2def.IPPROTO_ICMPV6, []byte(packet)) // S-492: no IP header
		if err != nil {
			t.Fatal(err)
		}
		body, ok := m.Body.(*icmp.Echo)
		if m.Type != ipv6.ICMPTypeEchoReply || !ok || body.ID != os.Getpid()&0xffff {
			continue
		}
		// S-495: an answer shows that the checksum was right.
		if string(body.Data) != "winsock" || !bytes.Equal(from, inet6("::1", 0)) {
			t.Errorf("%q from %v", body.Data, from)
		}
		return
	}
}

func TestRawShortBuffer(t *testing.T) {
	clause.Covers(t, "S-493", "S-313")
	start(t)
	for _, protocol := range []int32{200, 0} {
		h := raw(t, ws2def.AF_INET, protocol)
		if e := core.Bind(h, loopback(0)); e != 0 {
			t.Fatal(e)
		}
		out := raw(t, ws2def.AF_INET, 200)
		if e := sendTo(out, loopback(0), "payload"); e != 0 {
			t.Fatal(e)
		}
		buf := make([]byte, 22)
		for {
			n, e := core.Recv(h, buf, 0, spi.Park)
			if e != ws2def.WSAEMSGSIZE || n != len(buf) {
				t.Fatalf("S-493, protocol %d: %d, %v", protocol, n, e)
			}
			if buf[9] == 200 {
				break // a socket for all protocols may have got others' packets
			}
		}
		if string(buf[20:]) != "pa" {
			t.Errorf("S-493, protocol %d: % x", protocol, buf)
		}
	}
}

func TestHeaderIncluded(t *testing.T) {
	clause.Covers(t, "S-556", "S-592", "P-143")
	start(t)
	const protocol = 253 // for experiments
	in, out := raw(t, ws2def.AF_INET, protocol), raw(t, ws2def.AF_INET, ws2def.IPPROTO_RAW)
	if e := core.Bind(in, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	if e := set(out, ws2def.IPPROTO_IP, ws2def.IP_HDRINCL, le32(1)); e != 0 {
		t.Fatal(e)
	}
	want := ipv4.Header{
		Version: 4, Len: 20, TOS: 0x20, TotalLen: 20 + 5, ID: 0x1234, TTL: 99, Protocol: protocol,
		Src: net.IPv4(127, 1, 2, 3).To4(), Dst: net.IPv4(127, 0, 0, 1).To4(), Options: []byte{},
	}
	header, err := want.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if e := sendTo(out, loopback(0), string(header)+"hello"); e != 0 {
		t.Fatal(e)
	}
	packet, from, e := recvFrom(in, 2000)
	if e != 0 {
		t.Fatal(e)
	}
	got, err := ipv4.ParseHeader([]byte(packet))
	if err != nil {
		t.Fatal(err)
	}
	got.Checksum, got.Options = 0, want.Options // the stack's; none
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Error("S-556: (-want +got)\n", diff)
	}
	if packet[20:] != "hello" || !bytes.Equal(from, inet4(127, 1, 2, 3, 0)) {
		t.Errorf("S-556: %q from %v", packet[20:], from)
	}
	// Without the option the stack makes the header, for the socket's protocol.
	plain, in255 := raw(t, ws2def.AF_INET, ws2def.IPPROTO_RAW), raw(t, ws2def.AF_INET, ws2def.IPPROTO_RAW)
	if e := core.Bind(in255, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	if e := sendTo(plain, loopback(0), "bare"); e != 0 {
		t.Fatal(e)
	}
	if packet, _, e := recvFrom(in255, 2000); e != 0 || packet[9] != ws2def.IPPROTO_RAW || packet[20:] != "bare" {
		t.Errorf("S-556, off: % x, %v", packet, e)
	}

	in6, out6 := raw(t, ws2def.AF_INET6, protocol), raw(t, ws2def.AF_INET6, ws2def.IPPROTO_RAW)
	if e := core.Bind(in6, inet6("::1", 0)); e != 0 {
		t.Skip("no IPv6 here:", e)
	}
	if e := set(out6, ws2def.IPPROTO_IPV6, ws2def.IPV6_HDRINCL, le32(1)); e != 0 {
		t.Fatal(e)
	}
	if e := set(in6, ws2def.IPPROTO_IPV6, ws2def.IPV6_HOPLIMIT, le32(1)); e != 0 {
		t.Fatal(e)
	}
	h6 := make([]byte, 40)
	h6[0], h6[6], h6[7], h6[23], h6[39] = 6<<4, protocol, 55, 1, 1
	binary.BigEndian.PutUint16(h6[4:], 5)
	if parsed, err := ipv6.ParseHeader(h6); err != nil || parsed.NextHeader != protocol {
		t.Fatal(parsed, err)
	}
	if e := sendTo(out6, inet6("::1", 0), string(h6)+"hello"); e != 0 {
		t.Fatal("S-592:", e)
	}
	m := spi.Message{Name: make([]byte, 28), Buffers: [][]byte{make([]byte, 64)}, Control: make([]byte, 64)}
	n, e := core.RecvMsg(in6, &m, 0, spi.Park)
	if e != 0 || string(m.Buffers[0][:n]) != "hello" {
		t.Errorf("S-592: %q, %v", m.Buffers[0][:n], e)
	}
	hops := control(m.Control[:m.ControlLen])[[2]int32{ws2def.IPPROTO_IPV6, ws2def.IPV6_HOPLIMIT}]
	if !bytes.Equal(hops, le32(55)) {
		t.Error("S-592: hop limit", hops)
	}
}

func TestRawForAllProtocols(t *testing.T) {
	clause.Covers(t, "S-107", "S-076", "P-142")
	if !isolated(t) { // it sees what all others send
		return
	}
	start(t)
	h := raw(t, ws2def.AF_INET, 0)
	if e := core.Bind(h, loopback(0)); e != 0 {
		t.Fatal(e)
	}
	if diff := cmp.Diff(loopback(0), name(t, h)); diff != "" {
		t.Error("local name:", diff)
	}
	find := func(protocol byte, payload string) {
		t.Helper()
		for {
			packet, from, e := recvFrom(h, 70000)
			if e != 0 {
				t.Fatalf("protocol %d: %v", protocol, e)
			}
			if packet[9] == protocol && bytes.HasSuffix([]byte(packet), []byte(payload)) {
				if !bytes.Equal(from, loopback(0)) {
					t.Error("source:", from)
				}
				return
			}
		}
	}
	sendTo(udp4(t), name(t, udp4(t)), "by UDP")
	find(ws2def.IPPROTO_UDP, "by UDP")
	sendTo(raw(t, ws2def.AF_INET, 201), loopback(0), "by 201")
	find(201, "by 201")
	eventually(t, true, func() bool {
		if e := sendTo(h, loopback(0), "by itself"); e != 0 {
			t.Fatal(e)
		}
		return state(t, h) == "rw"
	})
	if n := answer(t, h, ws2def.FIONREAD); n < 20 {
		t.Error("FIONREAD:", n)
	}
	find(0, "by itself")
	if e := core.Connect(h, loopback(0), spi.Park); e != 0 {
		t.Fatal(e)
	}
	if e := send(h, "to the peer"); e != 0 {
		t.Fatal(e)
	}
	find(0, "to the peer")

	h6 := raw(t, ws2def.AF_INET6, 0)
	if e := core.Bind(h6, inet6("::1", 0)); e != 0 {
		t.Skip("no IPv6 here:", e)
	}
	// Next header 0 means hop-by-hop options: six bytes of padding.
	options := string([]byte{59, 0, 1, 4, 0, 0, 0, 0})
	if e := sendTo(h6, inet6("::1", 0), options); e != 0 {
		t.Fatal(e)
	}
	for {
		packet, from, e := recvFrom(h6, 70000)
		if e != 0 {
			t.Fatal(e)
		}
		if packet == options && bytes.Equal(from, inet6("::1", 0)) {
			return
		}
	}
}

func TestRawWaits(t *testing.T) {
	clause.Covers(t, "S-121", "S-324")
	start(t)
	for _, protocol := range []int32{0, 202} {
		for _, how := range []spi.Way{spi.Park, spi.Hold} {
			h := raw(t, ws2def.AF_INET, protocol)
			if e := core.Bind(h, inet4(127, 55, 44, byte(33+how), 0)); e != 0 {
				t.Fatal(e)
			}
			limit := time.Now().Add(10 * time.Millisecond)
			core.SetDeadline(h, &limit, nil)
			if _, e := core.Recv(h, make([]byte, 9), 0, how); e != ws2def.WSAETIMEDOUT {
				t.Error("deadline:", e)
			}
			core.SetDeadline(h, new(time.Time), nil)
			done := make(chan core.Errno)
			go func() {
				_, e := core.Recv(h, make([]byte, 9), 0, how)
				done <- e
			}()
			eventually(t, true, waiting)
			core.Close(h, spi.Park)
			if e := <-done; e != ws2def.WSAEINTR {
				t.Error("closed:", e)
			}
		}
	}
}

// tell gives h, a UDP socket of 127.0.0.1, the ICMP message of that type and
// code for a datagram that h sent to port.
func tell(t testing.TB, h core.Handle, port uint16, typ ipv4.ICMPType, code int) {
	t.Helper()
	sent := ipv4.Header{Version: 4, Len: 20, TotalLen: 29, TTL: 1, Protocol: 17, Src: net.IPv4(127, 0, 0, 1), Dst: net.IPv4(127, 0, 0, 1)}
	header, err := sent.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	header = binary.BigEndian.AppendUint16(header, ws2def.Port(name(t, h)))
	header = binary.BigEndian.AppendUint16(header, port)
	header = append(header, 0, 9, 0, 0, 'x')
	m := icmp.Message{Type: typ, Code: code, Body: &icmp.RawBody{Data: append(make([]byte, 4), header...)}}
	b, err := m.Marshal(nil)
	if err != nil {
		t.Fatal(err)
	}
	out := raw(t, ws2def.AF_INET, ws2def.IPPROTO_ICMP)
	if e := sendTo(out, loopback(0), string(b)); e != 0 {
		t.Fatal(e)
	}
}

func TestICMPErrorsOfUDP(t *testing.T) {
	clause.Covers(t, "S-350", "S-351", "S-691", "S-672", "S-692")
	start(t)
	const ttl, unreachable = ipv4.ICMPTypeTimeExceeded, ipv4.ICMPTypeDestinationUnreachable
	for _, c := range []struct {
		what    string
		typ     ipv4.ICMPType
		code    int
		ioctl   uint32 // switched off before
		want    core.Errno
		peering bool
	}{
		{"time to live expired", ttl, 0, 0, ws2def.WSAENETRESET, false},
		{"time to live expired, connected", ttl, 0, 0, ws2def.WSAENETRESET, true},
		{"time to live expired, not wanted", ttl, 0, ws2def.SIO_UDP_NETRESET, ws2def.WSAEWOULDBLOCK, false},
		{"time to live expired, only others not wanted", ttl, 0, ws2def.SIO_UDP_CONNRESET, ws2def.WSAENETRESET, false},
		{"port unreachable", unreachable, 3, ws2def.SIO_UDP_NETRESET, ws2def.WSAECONNRESET, false},
		{"host unreachable", unreachable, 1, 0, ws2def.WSAEWOULDBLOCK, false},
		{"host unreachable, connected", unreachable, 1, 0, ws2def.WSAEWOULDBLOCK, true},
	} {
		t.Run(c.what, func(t *testing.T) {
			h, to := udp4(t), udp4(t)
			nonblocking(t, h)
			if c.ioctl != 0 {
				core.Ioctl(h, c.ioctl, le32(0), nil, spi.Park)
			}
			if c.peering {
				core.Connect(h, name(t, to), spi.Park)
			}
			port := ws2def.Port(name(t, to))
			tell(t, h, port, c.typ, c.code)
			tell(t, h, port, c.typ, c.code)
			for range 3 { // S-692
				if e := sendTo(h, name(t, to), "goes out"); e != 0 {
					t.Error("send:", e)
				}
				if got, e := recv(to, 0); got != "goes out" || e != 0 {
					t.Error(got, e)
				}
			}
			for range 2 {
				if _, e := recv(h, 0); e != c.want {
					t.Errorf("recv: %v, want %v", e, c.want)
				}
			}
			if _, e := recv(h, 0); e != ws2def.WSAEWOULDBLOCK {
				t.Error("one error too many:", e)
			}
			if got := state(t, h); got != "w" {
				t.Errorf("select %q", got)
			}
		})
	}
}
