package core_test

import (
	"encoding/binary"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// network runs commands of ip(8) and tc(8) in the test's own network.
func network(t *testing.T, commands ...string) {
	t.Helper()
	for _, c := range commands {
		words := strings.Fields(c)
		if _, err := exec.LookPath(words[0]); err != nil {
			t.Skip("there is no ", words[0])
		}
		if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
			t.Skipf("%s: %v\n%s", c, err, out)
		}
	}
}

// stream is a connection that sends for ever, and how much of it has arrived.
type stream struct{ client, server core.Handle }

// open connects a socket with quality of service to l and sends on it without end.
func open(t *testing.T, l, client core.Handle) stream {
	t.Helper()
	if e := core.Connect(client, name(t, l), spi.Park); e != 0 {
		t.Fatal("Connect:", e)
	}
	server, _, e := core.Accept(l, nil, spi.Park)
	if e != 0 {
		t.Fatal("Accept:", e)
	}
	t.Cleanup(func() { core.Close(server, spi.Park) })
	go flood(client)
	return stream{client, server}
}

// measure counts what arrives on each of the streams within a time, after a while in
// which they find their rates: bytes a second.
func measure(t *testing.T, within time.Duration, streams ...stream) []float64 {
	t.Helper()
	rates := make([]float64, len(streams))
	done := make(chan bool)
	for i, s := range streams {
		go func() {
			received(t, s.server, 500*time.Millisecond)
			begun := time.Now()
			rates[i] = float64(received(t, s.server, within)) / time.Since(begun).Seconds()
			done <- true
		}()
	}
	for range streams {
		<-done
	}
	return rates
}

func listening(t *testing.T) core.Handle {
	t.Helper()
	l := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, 0)
	core.Bind(l, loopback(0))
	if e := core.Listen(l, 10); e != 0 {
		t.Fatal("Listen:", e)
	}
	return l
}

// TestP459_AFlowHasItsRate: 2 MB/s asked for, within 10 % measured, TCP and UDP.
func TestP459_AFlowHasItsRate(t *testing.T) {
	clause.Covers(t, "P-458", "P-459", "P-460")
	if !isolated(t) {
		return
	}
	network(t, "ip link set lo mtu 1500")
	start(t)
	const rate = 2_000_000
	h := rsvp(t, ws2def.AF_INET, ws2def.SOCK_STREAM)
	if e := setQuality(h, ws2def.SIO_SET_QOS, atRate(rate)); e != 0 {
		t.Fatal(e)
	}
	to := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, 0)
	core.Bind(to, loopback(0))
	set(to, ws2def.SOL_SOCKET, ws2def.SO_RCVBUF, le32(1<<20))
	u := rsvp(t, ws2def.AF_INET, ws2def.SOCK_DGRAM)
	if e := core.ConnectWith(u, name(t, to), core.QualityOf(atRate(rate)), nil, spi.Park); e != 0 {
		t.Fatal(e)
	}
	tcp := open(t, listening(t), h)
	go flood1400(u)
	within := func(got float64) bool { return got > 0.9*rate && got < 1.1*rate }
	var rates []float64
	for range 4 { // on a busy machine who sends or receives may not come to it
		rates = measure(t, 2*time.Second, tcp, stream{u, to})
		t.Logf("TCP: %.0f bytes a second, UDP: %.0f", rates[0], rates[1])
		if within(rates[0]) && within(rates[1]) {
			return
		}
	}
	t.Errorf("TCP: %.0f bytes a second, UDP: %.0f, want %d", rates[0], rates[1], rate)
}

// flood1400 sends datagrams until h is closed.
func flood1400(h core.Handle) {
	block := make([]byte, 1400)
	for {
		if _, e := core.Send(h, block, 0, spi.Park); e != 0 {
			return
		}
	}
}

// TestP354_ALimitedLinkIsShared: members at the priorities 0 and 3 have a link of
// 2 MB/s, of which the group may take 1.8; they share that 8 to 1.
func TestP354_ALimitedLinkIsShared(t *testing.T) {
	clause.Covers(t, "P-354", "P-458")
	if !isolated(t) {
		return
	}
	network(t, "ip link set lo mtu 1500", "tc qdisc add dev lo root tbf rate 16mbit burst 16kb latency 50ms")
	start(t)
	l := listening(t)
	first := rsvpIn(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.SG_UNCONSTRAINED_GROUP)
	second := rsvpIn(t, ws2def.AF_INET, ws2def.SOCK_STREAM, groupOf(t, first))
	if e := set(second, ws2def.SOL_SOCKET, ws2def.SO_GROUP_PRIORITY, le32(3)); e != 0 {
		t.Fatal(e)
	}
	const rate = 1_800_000
	if e := setQuality(first, ws2def.SIO_SET_GROUP_QOS, atRate(rate)); e != 0 {
		t.Fatal(e)
	}
	a, b := open(t, l, first), open(t, l, second)
	var rates []float64
	shared := false
	for try := 0; try < 4 && !shared; try++ { // as above
		rates = measure(t, 2*time.Second, a, b)
		t.Logf("with a quality of the group: %.0f and %.0f bytes a second", rates[0], rates[1])
		ratio, sum := rates[0]/rates[1], rates[0]+rates[1]
		shared = ratio > 6 && ratio < 10 && sum > 0.85*rate && sum < 1.1*rate
	}
	if !shared {
		t.Errorf("priorities 0 and 3 have %.0f and %.0f bytes a second, want %d shared 8 to 1", rates[0], rates[1], rate)
	}
	// Without it they have what the link gives.
	free := &ws2def.QOS{
		SendingFlowspec:   unspecified(ws2def.SERVICETYPE_BESTEFFORT),
		ReceivingFlowspec: unspecified(ws2def.SERVICETYPE_NOTRAFFIC),
	}
	if e := setQuality(first, ws2def.SIO_SET_GROUP_QOS, free); e != 0 {
		t.Fatal(e)
	}
	rates = measure(t, time.Second, a, b)
	t.Logf("without one: %.0f and %.0f bytes a second", rates[0], rates[1])
	if sum := rates[0] + rates[1]; sum > 2_400_000 || sum < 800_000 {
		t.Errorf("the link carries %.0f bytes a second, want 2000000", sum)
	}
}

// TestP461_ClassOfPackets: the class is in the packets, of IPv4, IPv6, and IPv4 from a
// dual-mode socket.
func TestP461_ClassOfPackets(t *testing.T) {
	clause.Covers(t, "P-461", "P-462", "P-463")
	if !isolated(t) {
		return
	}
	start(t)
	wire, err := unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM, 0)
	if err != nil {
		t.Skip("packets can't be seen here: ", err)
	}
	defer unix.Close(wire)
	const all = 0x0300 // ETH_P_ALL as the network has it
	if err := unix.Bind(wire, &unix.SockaddrLinklayer{Protocol: all, Ifindex: 1}); err != nil {
		t.Fatal(err)
	}
	unix.SetsockoptTimeval(wire, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 2})
	for _, tc := range []struct {
		service         uint32
		class, priority int
	}{
		{ws2def.SERVICETYPE_NETWORK_CONTROL, 48, 6},
		{ws2def.SERVICETYPE_GUARANTEED, 40, 5},
		{ws2def.SERVICETYPE_CONTROLLEDLOAD, 24, 4},
		{ws2def.SERVICETYPE_BESTEFFORT, 0, 0},
		{ws2def.SERVICETYPE_QUALITATIVE, 0, 0},
		{ws2def.SERVICETYPE_NONCONFORMING, 8, 1},
	} {
		q := atRate(1_000_000)
		q.SendingFlowspec.ServiceType = tc.service
		four := rsvp(t, ws2def.AF_INET, ws2def.SOCK_DGRAM)
		six := rsvp(t, ws2def.AF_INET6, ws2def.SOCK_DGRAM)
		dual := rsvp(t, ws2def.AF_INET6, ws2def.SOCK_DGRAM)
		if e := set(dual, ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY, le32(0)); e != 0 {
			t.Fatal(e)
		}
		for what, row := range map[string]struct {
			h  core.Handle
			to []byte
		}{
			"IPv4":                      {four, loopback(9)},
			"IPv6":                      {six, inet6("::1", 9)},
			"IPv4 from a dual-mode one": {dual, inet6("::ffff:127.0.0.1", 9)},
		} {
			if e := setQuality(row.h, ws2def.SIO_SET_QOS, q); e != 0 {
				t.Fatal(what, e)
			}
			if p, err := unix.GetsockoptInt(core.KernelSocket(row.h), unix.SOL_SOCKET, unix.SO_PRIORITY); p != tc.priority || err != nil {
				t.Errorf("%s, service %d: priority %d, %v; want %d", what, tc.service, p, err, tc.priority)
			}
			mark := fmt.Sprintf("%s %d", what, tc.service)
			if _, e := core.SendMsg(row.h, &spi.Message{Name: row.to, Buffers: [][]byte{[]byte(mark)}}, 0, spi.Park); e != 0 {
				t.Fatal(what, e)
			}
			if class := classOf(t, wire, mark); class != tc.class {
				t.Errorf("%s, service %d: class %d, want %d", what, tc.service, class, tc.class)
			}
		}
	}
}

// classOf waits for the packet that ends with mark and tells its class; -1: none came.
func classOf(t *testing.T, wire int, mark string) int {
	t.Helper()
	var buf [2048]byte
	for {
		n, _, err := unix.Recvfrom(wire, buf[:], 0)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return -1
		}
		p := buf[:n]
		switch {
		case !strings.HasSuffix(string(p), mark):
		case p[0]>>4 == 4:
			return int(p[1] >> 2)
		case p[0]>>4 == 6:
			return int(binary.BigEndian.Uint16(p)>>6) & 63
		}
	}
}
