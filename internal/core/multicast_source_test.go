package core_test

import (
	"net"
	"os/exec"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/ws2def"
)

// groupFilter is the structure of SIOCSMSFILTER.
func groupFilter(index uint32, group string, mode uint32, sources ...string) []byte {
	b := append(groupReq(index, group), le32(int32(mode))...)
	b = append(b, le32(int32(len(sources)))...)
	for _, source := range sources {
		b = append(b, storage(groupAddress(source, 0))...)
	}
	return b
}

// TestP468_SourcesOnTheWire: which of two hosts a member hears is what its source filter
// says, with IPv4 and IPv6.
func TestP468_SourcesOnTheWire(t *testing.T) {
	clause.Covers(t, "P-468", "P-380", "S-565", "S-577")
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 here")
	}
	peer, inside := wired(t, python, "testdata/multicast_peer.py")
	if !inside {
		return
	}
	start(t)
	wire, err := net.InterfaceByName("wire0")
	if err != nil {
		t.Fatal(err)
	}
	index := uint32(wire.Index)
	for _, tt := range []struct {
		family, level      int32
		group, here, there string
	}{
		{ws2def.AF_INET, ws2def.IPPROTO_IP, "239.1.2.30", "10.77.0.1", "10.77.0.2"},
		{ws2def.AF_INET6, ws2def.IPPROTO_IPV6, "ff15::30", "fd77::1", "fd77::2"},
	} {
		const port = 5030
		to := groupAddress(tt.group, port)
		out := wireLeaf(t, to, ws2def.JL_SENDER_ONLY)
		if a := peer.ask("member %s %d wire1", tt.group, port); a != "ok" {
			t.Fatal(a)
		}
		in := create(t, tt.family, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
		any := inet4(0, 0, 0, 0, port)
		if tt.family == ws2def.AF_INET6 {
			any = inet6("::", port)
		}
		if e := core.Bind(in, any); e != 0 {
			t.Fatal(e)
		}
		set(in, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(5000))
		option := func(name int32, value []byte) func() core.Errno {
			return func() core.Errno { return set(in, tt.level, name, value) }
		}
		filter := func(mode uint32, sources ...string) func() core.Errno {
			return func() core.Errno {
				return ioctl(in, ws2def.SIOCSMSFILTER, groupFilter(index, tt.group, mode, sources...), nil).Errno
			}
		}
		here, there := groupSourceReq(index, tt.group, tt.here), groupSourceReq(index, tt.group, tt.there)
		for _, step := range []struct {
			what        string
			do          func() core.Errno
			here, there bool // who is heard then
		}{
			{"only that one", option(ws2def.MCAST_JOIN_SOURCE_GROUP, there), false, true},
			{"this one too", option(ws2def.MCAST_JOIN_SOURCE_GROUP, here), true, true},
			{"not that one any more", option(ws2def.MCAST_LEAVE_SOURCE_GROUP, there), true, false},
			{"nobody", option(ws2def.MCAST_LEAVE_SOURCE_GROUP, here), false, false},
			{"all", option(ws2def.MCAST_JOIN_GROUP, groupReq(index, tt.group)), true, true},
			{"all but that one", option(ws2def.MCAST_BLOCK_SOURCE, there), true, false},
			{"all but both", option(ws2def.MCAST_BLOCK_SOURCE, here), false, false},
			{"all but this one", option(ws2def.MCAST_UNBLOCK_SOURCE, there), false, true},
			{"a list of one", filter(ws2def.MCAST_INCLUDE, tt.here), true, false},
			{"a list of two", filter(ws2def.MCAST_INCLUDE, tt.there, tt.here), true, true},
			{"a list of one not to hear", filter(ws2def.MCAST_EXCLUDE, tt.here), false, true},
			{"an empty list not to hear", filter(ws2def.MCAST_EXCLUDE), true, true},
			{"left", option(ws2def.MCAST_LEAVE_GROUP, groupReq(index, tt.group)), false, false},
		} {
			if e := step.do(); e != 0 {
				t.Fatalf("%s, %s: %v", tt.group, step.what, e)
			}
			// What is sent directly comes behind what is sent to the group.
			give(t, out, "here")
			say(t, out, groupAddress(tt.here, port), "after here")
			peer.ask("hear %s", tt.group)
			if step.here && hear(t, in) != "here" {
				t.Fatalf("%s, %s: this host is not heard", tt.group, step.what)
			}
			if w := hear(t, in); w != "after here" {
				t.Fatalf("%s, %s: %q, this host is heard", tt.group, step.what, w)
			}
			peer.ask("send %s %d there", tt.group, port)
			peer.ask("direct %s %s %d after-there", tt.group, tt.here, port)
			peer.ask("hear %s", tt.group) // its own
			if step.there && hear(t, in) != "there" {
				t.Fatalf("%s, %s: the other host is not heard", tt.group, step.what)
			}
			if w := hear(t, in); w != "after-there" {
				t.Fatalf("%s, %s: %q, the other host is heard", tt.group, step.what, w)
			}
		}
	}
}
