package core_test

import (
	"net"
	"net/netip"
	"strconv"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// multipoint is what a robot does in sessions:
//
//	leaf NAME PLANE HOST [PORT]   makes a leaf; with a port it listens there
//	root NAME PLANE HOST PORT     makes a root
//	join NAME HOST PORT           joins a leaf
//	invite NAME HOST PORT NEW     invites a leaf; NEW stands for it
//	admit NAME NEW                accepts a leaf, or an invitation
//	say NAME WORD
//	hear NAME                     the next word, or the error
func (r *robot) multipoint(verb, name string, w []string) string {
	h := r.sockets[name]
	var e core.Errno
	switch verb {
	case "leaf", "root":
		flags := uint32(cLeaf | dLeaf)
		if verb == "root" {
			flags = rootFlags(planes[w[0]])
		}
		at := place(w[1], w[len(w)-1])
		h, e = core.Create(int32(ws2def.Family(at)), ws2def.SOCK_SEQPACKET, planes[w[0]], nil, 0, ws2def.WSA_FLAG_OVERLAPPED|flags)
		if e != 0 {
			return e.Name()
		}
		r.sockets[name] = h
		set(h, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(10000))
		if len(w) == 2 {
			return word(0)
		}
		if e = core.Bind(h, at); e == 0 {
			e = core.Listen(h, 50)
		}
		var local [28]byte
		if e == 0 {
			_, e = core.GetSockName(h, local[:])
		}
		if e == 0 {
			return strconv.Itoa(int(ws2def.Port(local[:])))
		}
	case "join":
		_, e = core.JoinLeaf(h, place(w[0], w[1]), ws2def.JL_BOTH, spi.Park)
	case "invite":
		r.sockets[w[2]], e = core.JoinLeaf(h, place(w[0], w[1]), ws2def.JL_BOTH, spi.Park)
	case "admit":
		r.sockets[w[0]], _, e = core.Accept(h, nil, spi.Park)
		if e == 0 {
			set(r.sockets[w[0]], ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(10000))
		}
	case "say":
		_, e = core.Send(h, []byte(w[0]), 0, spi.Park)
	case "hear":
		buf := make([]byte, 64)
		n, e := core.Recv(h, buf, 0, spi.Park)
		if e == 0 {
			return string(buf[:n])
		}
		return e.Name()
	}
	return word(e)
}

// place is the sockaddr of a host and port.
func place(host, port string) []byte {
	n, _ := strconv.Atoi(port)
	ap := netip.AddrPortFrom(netip.MustParseAddr(host), uint16(n))
	if ap.Addr().Is4() {
		return ws2def.AppendInet4(nil, ap)
	}
	var scope uint32
	if i, err := net.InterfaceByName(ap.Addr().Zone()); err == nil {
		scope = uint32(i.Index)
	}
	return ws2def.AppendInet6(nil, ap, 0, scope)
}

// expectAnswers asks a program, and compares.
func expectAnswers(t testing.TB, who *far, lines ...[2]string) {
	t.Helper()
	for _, line := range lines {
		if got := who.ask("%s", line[0]); got != line[1] {
			t.Fatalf("%s: %q, want %q", line[0], got, line[1])
		}
	}
}

// TestSessionBetweenHosts: a root here, leaves on another host, one invited, one that
// joins, over IPv4 and IPv6.
func TestSessionBetweenHosts(t *testing.T) {
	clause.Covers(t, "P-355", "P-356", "P-372", "P-373", "P-379", "P-392", "P-469")
	install(t, rootedEntries()...)
	peer, inside := wired(t)
	if !inside {
		return
	}
	start(t)
	for _, hosts := range [][4]string{
		{"10.77.0.1", "10.77.0.2", "10.77.0.2", "10.77.0.1"},
		{"fd77::1", "fd77::2", "fd77::2", "fd77::1"},
		{"fe80::77:1%wire0", "fe80::77:2%wire1", "fe80::77:2%wire0", "fe80::77:1%wire1"},
	} {
		here, there, thereFromHere, hereFromThere := hosts[0], hosts[1], hosts[2], hosts[3]
		for _, plane := range []string{"rooted", "nonrooted"} {
			r := &robot{sockets: map[string]core.Handle{}}
			port := r.obey([]string{"root", "root", plane, here, "0"})
			leafPort := peer.ask("leaf listener %s %s 0", plane, there)
			peer.ask("leaf joiner %s %s", plane, there)

			done := make(chan string)
			go func() { done <- r.obey([]string{"invite", "root", thereFromHere, leafPort, "member"}) }()
			expectAnswers(t, peer, [2]string{"admit listener invited", "ok"})
			if a := <-done; a != "ok" {
				t.Fatalf("%s, %s: invite: %s", here, plane, a)
			}
			go func() { done <- r.obey([]string{"admit", "root", "second"}) }()
			expectAnswers(t, peer, [2]string{"join joiner " + hereFromThere + " " + port, "ok"})
			if a := <-done; a != "ok" {
				t.Fatalf("%s, %s: admit: %s", here, plane, a)
			}
			r.obey([]string{"say", "root", "to-all"})
			expectAnswers(t, peer, [2]string{"hear invited", "to-all"}, [2]string{"hear joiner", "to-all"}, [2]string{"say joiner me", "ok"})
			if a := r.obey([]string{"hear", "root"}); a != "me" {
				t.Errorf("the root hears %q", a)
			}
			if plane == "nonrooted" {
				expectAnswers(t, peer, [2]string{"hear invited", "me"})
			}
			// The root drops one leaf and then ends.
			core.Close(r.sockets["member"], spi.Park)
			expectAnswers(t, peer, [2]string{"hear invited", "WSAEDISCON"}, [2]string{"close invited", "ok"})
			core.Close(r.sockets["root"], spi.Park)
			expectAnswers(t, peer, [2]string{"hear joiner", "WSAEDISCON"}, [2]string{"close joiner", "ok"}, [2]string{"close listener", "ok"})
			for _, h := range r.sockets {
				core.Close(h, spi.Park)
			}
		}
	}
}

// TestKilledMembers: who is killed has broken off; the others go on.
func TestKilledMembers(t *testing.T) {
	clause.Covers(t, "P-372", "P-379")
	startRooted(t)
	r := &robot{sockets: map[string]core.Handle{}}
	port := r.obey([]string{"root", "root", "nonrooted", "127.0.0.1", "0"})
	leaf := func(name string) *far {
		p := startFarHere(t)
		p.ask("leaf leaf nonrooted 127.0.0.1")
		done := make(chan string)
		go func() { done <- r.obey([]string{"admit", "root", name}) }()
		expectAnswers(t, p, [2]string{"join leaf 127.0.0.1 " + port, "ok"})
		if a := <-done; a != "ok" {
			t.Fatal("admit:", a)
		}
		return p
	}
	first, second := leaf("first"), leaf("second")
	ev := selected(t, r.sockets["first"], ws2def.FD_CLOSE)
	first.cmd.Process.Kill()
	if !signals(t, ev, 5*time.Second) {
		t.Fatal("no FD_CLOSE of a leaf that is killed")
	}
	if got, errors := enumerate(t, r.sockets["first"], ev); got != ws2def.FD_CLOSE || errors[ws2def.FD_CLOSE_BIT] != ws2def.WSAECONNABORTED {
		t.Errorf("events %#x, errors %v", got, errors)
	}
	r.obey([]string{"say", "root", "go-on"})
	expectAnswers(t, second, [2]string{"hear leaf", "go-on"}, [2]string{"say leaf yes", "ok"})
	if a := r.obey([]string{"hear", "root"}); a != "yes" {
		t.Errorf("the root hears %q", a)
	}
	for _, h := range r.sockets {
		core.Close(h, spi.Park)
	}

	// The root is killed.
	root := startFarHere(t)
	port = root.ask("root root rooted 127.0.0.1 0")
	r.obey([]string{"leaf", "leaf", "rooted", "127.0.0.1"})
	defer core.Close(r.sockets["leaf"], spi.Park)
	done := make(chan string)
	go func() { done <- r.obey([]string{"join", "leaf", "127.0.0.1", port}) }()
	expectAnswers(t, root, [2]string{"admit root member", "ok"})
	if a := <-done; a != "ok" {
		t.Fatal("join:", a)
	}
	root.cmd.Process.Kill()
	if a := r.obey([]string{"hear", "leaf"}); a != "WSAECONNRESET" {
		t.Errorf("the leaf of a killed root hears %q", a)
	}
}
