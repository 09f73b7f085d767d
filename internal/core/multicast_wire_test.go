package core_test

import (
	"encoding/binary"
	"fmt"
	"net"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/ipv4"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// wireLeaf joins a session over the wire.
func wireLeaf(t testing.TB, group []byte, mode uint32) core.Handle {
	t.Helper()
	family, level, name := int32(ws2def.AF_INET), int32(ws2def.IPPROTO_IP), int32(ws2def.IP_MULTICAST_IF)
	wire, err := net.InterfaceByName("wire0")
	if err != nil {
		t.Fatal(err)
	}
	value, any := mreq("10.77.0.1"), inet4(0, 0, 0, 0, ws2def.Port(group))
	if ws2def.Family(group) == ws2def.AF_INET6 {
		family, level, name = ws2def.AF_INET6, ws2def.IPPROTO_IPV6, ws2def.IPV6_MULTICAST_IF
		value, any = le32(int32(wire.Index)), inet6("::", ws2def.Port(group))
	}
	h := multipointSocket(t, family, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, cLeaf|dLeaf)
	for _, option := range []struct {
		level, name int32
		value       []byte
	}{{level, name, value}, {ws2def.SOL_SOCKET, ws2def.SO_REUSEADDR, le32(1)}, {ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(5000)}} {
		if e := set(h, option.level, option.name, option.value); e != 0 {
			t.Fatal(option, e)
		}
	}
	if mode != ws2def.JL_SENDER_ONLY {
		if e := core.Bind(h, any); e != 0 {
			t.Fatal("Bind:", e)
		}
	}
	joins(t, h, group, mode)
	return h
}

// TestP387_LoopbackTable: who has loopback off does not hear this host, whatever the
// sender's own setting is, and still hears others.
func TestP387_LoopbackTable(t *testing.T) {
	clause.Covers(t, "P-385", "P-386", "P-387", "P-388", "P-389")
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 here")
	}
	peer, inside := wired(t, python, "testdata/multicast_peer.py")
	if !inside {
		return
	}
	start(t)
	for _, address := range []string{"239.1.2.20", "ff15::20"} {
		const port = 5020
		group := groupAddress(address, port)
		if a := peer.ask("member %s %d wire1", address, port); a != "ok" {
			t.Fatal(a)
		}
		hearing := map[bool]core.Handle{}
		for _, on := range []bool{true, false} {
			hearing[on] = wireLeaf(t, group, ws2def.JL_RECEIVER_ONLY)
		}
		off := hearing[false]
		if a := ioctl(off, ws2def.SIO_MULTIPOINT_LOOPBACK, le32(0), nil); a != (ioctlAnswer{0, 0}) {
			t.Fatal(a)
		}
		for _, on := range []bool{true, false} {
			sender := wireLeaf(t, group, ws2def.JL_SENDER_ONLY)
			if !on {
				if a := ioctl(sender, ws2def.SIO_MULTIPOINT_LOOPBACK, le32(0), nil); a != (ioctlAnswer{0, 0}) {
					t.Fatal(a)
				}
			}
			word := fmt.Sprintf("loop:%t", on)
			give(t, sender, word)
			if w := hear(t, hearing[true]); w != word {
				t.Errorf("%s, sender %t: ON receives %q", address, on, w)
			}
			if w := peer.ask("hear %s", address); w != word {
				t.Errorf("%s, sender %t: the other host receives %q", address, on, w)
			}
			// Nothing is there for OFF, not even for select.
			read := []core.Handle{off}
			if n, e := core.Select(&read, nil, nil, 0, spi.Park); n != 0 || e != 0 {
				t.Errorf("%s, sender %t: Select says that OFF has received: %d, %v", address, on, n, e)
			}
		}
		// The other host is heard by both.
		if a := peer.ask("send %s %d hello", address, port); a != "ok" {
			t.Fatal(a)
		}
		peer.ask("hear %s", address) // its own, which is Linux' loopback
		for on, h := range hearing {
			if w := hear(t, h); w != "hello" {
				t.Errorf("%s: %t receives %q from the other host", address, on, w)
			}
		}
		// Loopback off goes together with the filters of other options.
		wire, _ := net.InterfaceByName("wire0")
		level, list, add := int32(ws2def.IPPROTO_IP), int32(ws2def.IP_IFLIST), int32(ws2def.IP_ADD_IFLIST)
		if ws2def.Family(group) == ws2def.AF_INET6 {
			level, list, add = ws2def.IPPROTO_IPV6, ws2def.IPV6_IFLIST, ws2def.IPV6_ADD_IFLIST
		}
		if e := set(off, level, list, le32(1)); e != 0 {
			t.Fatal(e)
		}
		if e := set(off, level, add, le32(int32(wire.Index))); e != 0 {
			t.Fatal(e)
		}
		give(t, wireLeaf(t, group, ws2def.JL_SENDER_ONLY), "unheard")
		if w := peer.ask("hear %s", address); w != "unheard" {
			t.Errorf("the other host receives %q", w)
		}
		peer.ask("send %s %d again", address, port)
		peer.ask("hear %s", address)
		if w := hear(t, off); w != "again" {
			t.Errorf("%s: with an interface list OFF receives %q", address, w)
		}
		// On again.
		if a := ioctl(off, ws2def.SIO_MULTIPOINT_LOOPBACK, le32(1), nil); a != (ioctlAnswer{0, 0}) {
			t.Fatal(a)
		}
		give(t, wireLeaf(t, group, ws2def.JL_SENDER_ONLY), "heard")
		if w := hear(t, off); w != "heard" {
			t.Errorf("%s: on again receives %q", address, w)
		}
		peer.ask("hear %s", address)
	}
}

// TestP385_Scope: SIO_MULTICAST_SCOPE is how many routers multicasts pass.
func TestP385_Scope(t *testing.T) {
	clause.Covers(t, "P-385", "P-389")
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 here")
	}
	peer, inside := wired(t, python, "testdata/multicast_peer.py")
	if !inside {
		return
	}
	start(t)
	for _, tt := range []struct {
		address     string
		level, name int32
	}{
		{"239.1.2.21", ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_TTL},
		{"ff15::21", ws2def.IPPROTO_IPV6, ws2def.IPV6_MULTICAST_HOPS},
	} {
		const port = 5021
		group := groupAddress(tt.address, port)
		if a := peer.ask("member %s %d wire1", tt.address, port); a != "ok" {
			t.Fatal(a)
		}
		here, out := wireLeaf(t, group, ws2def.JL_RECEIVER_ONLY), wireLeaf(t, group, ws2def.JL_SENDER_ONLY)
		if ttl := number(t, out, tt.level, tt.name); ttl != 1 {
			t.Errorf("%s: default scope %d, want 1", tt.address, ttl)
		}
		if a := ioctl(out, ws2def.SIO_MULTICAST_SCOPE, le32(0), nil); a != (ioctlAnswer{0, 0}) {
			t.Fatal(a)
		}
		if ttl := number(t, out, tt.level, tt.name); ttl != 0 {
			t.Errorf("%s: scope %d, want 0", tt.address, ttl)
		}
		give(t, out, "here")
		if w := hear(t, here); w != "here" {
			t.Errorf("this host received %q", w)
		}
		if a := ioctl(out, ws2def.SIO_MULTICAST_SCOPE, le32(1), nil); a != (ioctlAnswer{0, 0}) {
			t.Fatal(a)
		}
		give(t, out, "link")
		if w := peer.ask("hear %s", tt.address); w != "link" {
			t.Errorf("%s: the other host received %q first", tt.address, w)
		}
	}
}

// TestP380_Report: who joins to receive reports it to the network, who only sends does
// not.
func TestP380_Report(t *testing.T) {
	clause.Covers(t, "P-380", "P-379")
	f, inside := wired(t)
	if !inside {
		return
	}
	start(t)
	raw, e := core.Create(ws2def.AF_INET, ws2def.SOCK_RAW, ws2def.IPPROTO_IGMP, nil, 0, 0)
	if e != 0 {
		t.Skip("no raw sockets here:", e)
	}
	core.Close(raw, spi.Park)
	if a := f.ask("igmp - listen"); a != "ok" {
		t.Fatal(a)
	}
	sender := wireLeaf(t, groupAddress("239.1.2.22", 5022), ws2def.JL_SENDER_ONLY)
	wireLeaf(t, groupAddress("239.1.2.23", 5022), ws2def.JL_RECEIVER_ONLY)
	joined := groupAddress("239.1.2.24", 5022)
	h := wireLeaf(t, joined, ws2def.JL_BOTH)
	give(t, sender, "and sends")
	got := []string{f.ask("igmp - next"), f.ask("igmp - next")}
	slices.Sort(got)
	if want := []string{"239.1.2.23 joined", "239.1.2.24 joined"}; !slices.Equal(got, want) {
		t.Errorf("reported %q, want %q", got, want)
	}
	core.Close(h, spi.Park)
	if got := f.ask("igmp - next"); got != "239.1.2.24 left" {
		t.Errorf("reported %q when the leaf was closed", got)
	}
}

// igmpListener hears the IGMPv3 reports on a wire.
type igmpListener struct {
	conn net.PacketConn
	seen map[string]bool
}

func listenIGMP() (*igmpListener, error) {
	conn, err := net.ListenPacket("ip4:igmp", "0.0.0.0")
	if err != nil {
		return nil, err
	}
	wire, err := net.InterfaceByName("wire1")
	if err != nil {
		return nil, err
	}
	reports := &net.IPAddr{IP: net.IPv4(224, 0, 0, 22)} // where routers listen for them
	return &igmpListener{conn, map[string]bool{}}, ipv4.NewPacketConn(conn).JoinGroup(wire, reports)
}

// next is the next group record that is news: "239.1.2.3 joined" or "… left".
func (l *igmpListener) next() string {
	const report = 0x22
	buf := make([]byte, 1500)
	for {
		l.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		n, _, err := l.conn.ReadFrom(buf)
		if err != nil {
			return err.Error()
		}
		p := buf[:n]
		if len(p) < 8 || p[0] != report {
			continue
		}
		records := int(binary.BigEndian.Uint16(p[6:]))
		for p = p[8:]; records > 0 && len(p) >= 8; records-- {
			what := net.IP(p[4:8]).String()
			sources := int(binary.BigEndian.Uint16(p[2:]))
			switch p[0] {
			case 4: // to "all but these sources"
				what += " joined"
			case 3: // to "these sources": none
				what += " left"
			}
			if !l.seen[what] && strings.HasPrefix(what, "239.") {
				l.seen[what] = true
				return what
			}
			p = p[min(8+4*sources+4*int(p[1]), len(p)):]
		}
	}
}
