package examples_test

import (
	"fmt"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"
)

func broadcast(t *testing.T, c toolchain) {
	p := c.build(t, "udp_broadcast.c")
	first := p.start(t, "listen", "0", "2")
	port := first.port()
	second := p.start(t, "listen", port, "2")
	second.expect("Listening on port " + port)

	p.start(t, "send", port, "hello all", "127.255.255.255").
		ends(0, "Without SO_BROADCAST: error 10013\nSent 9 bytes to 127.255.255.255\n")
	for _, listener := range []*process{first, second} {
		listener.expect("127.0.0.1 says: hello all")
	}
	// To one host no permission is needed; and Go broadcasts, too.
	p.start(t, "send", port, "hello", "127.0.0.1").ends(0, "Sent 5 bytes to 127.0.0.1\n")
	send(t, dial(t, "udp", "127.255.255.255:"+port), "from Go")
	// The datagram to one host goes to one of the two.
	got := []string{first.line(), second.line()}
	if one := "127.0.0.1 says: hello"; (got[0] == one) == (got[1] == one) {
		t.Errorf("%q, want %q once", got, one)
	}
	first.ends(0, "")
	second.ends(0, "")
}

func multicast(t *testing.T, c toolchain) {
	p := c.build(t, "multicast.c")
	t.Run("IPv4", func(t *testing.T) {
		multicastGroup(t, p, "udp4", "224.0.1.200", "127.0.0.1", loopback(t))
	})
	t.Run("IPv6", func(t *testing.T) {
		// A group that no packet leaves the machine for.
		i := multicastInterface(t, "ff11::1:200")
		multicastGroup(t, p, "udp6", "ff11::1:200", fmt.Sprint(i.Index), i)
	})
	if said := p.start(t, "join", "10.0.0.1", "0", "1").endsSaying(1, ""); !strings.HasPrefix(said, "IP_ADD_MEMBERSHIP: error 100") {
		t.Errorf("no group: %q", said)
	}
}

// multicastGroup sends to two members and a third that is not ours; where names
// an interface as the program wants it.
func multicastGroup(t *testing.T, p program, network, group, where string, on *net.Interface) {
	first := p.start(t, "join", group, "0", "2", where)
	port := first.port()
	second := p.start(t, "join", group, port, "2", where)
	second.expect("Listening on port " + port)

	address, err := net.ResolveUDPAddr(network, net.JoinHostPort(group, "0"))
	if err != nil {
		t.Fatal(err)
	}
	member, err := net.ListenMulticastUDP(network, on, address)
	if err != nil {
		t.Fatal(err)
	}
	defer member.Close()
	_, other, _ := net.SplitHostPort(member.LocalAddr().String())
	p.start(t, "send", group, other, "hello Go", where).ends(0, "Sent 8 bytes\n")
	member.SetReadDeadline(time.Now().Add(patience))
	b := make([]byte, 100)
	n, from, err := member.ReadFromUDP(b)
	if err != nil || string(b[:n]) != "hello Go" {
		t.Fatalf("%s: Go got %q, %v", group, b[:n], err)
	}
	// The programs show the interface by its number, Go by its name.
	sender := from.IP.String()
	if from.Zone != "" {
		sender += "%" + fmt.Sprint(on.Index)
	}
	for _, text := range []string{"hello group", "bye"} {
		p.start(t, "send", group, port, text, where).ends(0, fmt.Sprintf("Sent %d bytes\n", len(text)))
		first.expect(sender + " says: " + text)
		second.expect(sender + " says: " + text)
	}
	first.ends(0, "")
	second.ends(0, "")
}

func loopback(t *testing.T) *net.Interface {
	t.Helper()
	lo, err := net.InterfaceByName("lo")
	if err != nil {
		t.Skip(err)
	}
	return lo
}

// multicastInterface finds one on which the kernel sends to an IPv6 group.
func multicastInterface(t *testing.T, group string) *net.Interface {
	t.Helper()
	all, err := net.Interfaces()
	if err != nil {
		t.Skip(err)
	}
	for _, i := range all {
		to := net.UDPAddr{IP: net.ParseIP(group), Port: 9, Zone: i.Name}
		conn, err := net.DialUDP("udp6", nil, &to)
		if err == nil {
			_, err = conn.Write([]byte("?"))
			conn.Close()
		}
		if err == nil {
			return &i
		}
	}
	t.Skip("no interface for IPv6 multicast")
	return nil
}

func timeServer(t *testing.T, c toolchain) {
	for _, set := range [][]string{nil, {"-DUNICODE", "-D_UNICODE"}} {
		server := c.build(t, "time_server.c", set...).start(t, "0", "3")
		conn := dial(t, "udp", server.address())
		answer := func(question string) string {
			t.Helper()
			send(t, conn, question)
			b := make([]byte, 100)
			conn.SetReadDeadline(time.Now().Add(patience))
			n, err := conn.Read(b)
			if err != nil {
				t.Fatal(err)
			}
			server.expect("127.0.0.1 asks: " + question)
			return string(b[:n])
		}
		before := time.Now().Truncate(time.Second)
		text := answer("TIME")
		when, err := time.ParseInLocation(time.DateTime, text, time.Local)
		if err != nil || when.Before(before) || when.After(time.Now()) {
			t.Errorf("%v: the time is %q (%v)", set, text, err)
		}
		if got := answer("näheres"); got != "what?" {
			t.Errorf("%v: %q", set, got)
		}
		if got := answer("time"); !regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$`).MatchString(got) {
			t.Errorf("%v: %q", set, got)
		}
		server.ends(0, "")
	}
}
