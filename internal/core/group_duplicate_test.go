package core_test

import (
	"fmt"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/registry"
	"winsock/spi"
	"winsock/ws2def"
)

// A socket that two processes have is one member of its group, which lasts as long as
// one of them has it, or it is on its way.
func TestDuplicatedSocketIsOneMember(t *testing.T) {
	clause.Covers(t, "P-347", "P-397", "P-400")
	shareRunDir(t)
	start(t)
	o := another(t, "", nil)
	expects(t, o, "startup - = ok")
	h, e := inGroup(ws2def.AF_INET, ws2def.SOCK_STREAM, bound)
	if e != 0 {
		t.Fatal(e)
	}
	g := groupID(t, h)
	if e := set(h, ws2def.SOL_SOCKET, ws2def.SO_GROUP_PRIORITY, le32(2)); e != 0 {
		t.Fatal(e)
	}
	info := duplicate(t, h, o.cmd.Process.Pid)
	expects(t, o, "open x "+encodeInfo(&info)+" = ok")
	look := func(priority uint32) {
		t.Helper()
		want := fmt.Sprintf("%x", append(le32(int32(g)), le32(int32(priority))...))
		if got := o.do("group look x"); got != want {
			t.Errorf("group and priority there: %s, want %s", got, want)
		}
		if got := uint32(number(t, h, ws2def.SOL_SOCKET, ws2def.SO_GROUP_PRIORITY)); got != priority {
			t.Errorf("priority here: %d, want %d", got, priority)
		}
	}
	look(2)
	expects(t, o, "group priority x 4 = ok")
	look(4)
	set(h, ws2def.SOL_SOCKET, ws2def.SO_GROUP_PRIORITY, le32(1))
	look(1)
	all, err := registry.Groups()
	if err != nil || len(all) != 1 || len(all[0].Members) != 2 || all[0].Members[0].Key != all[0].Members[1].Key {
		t.Errorf("groups %+v, %v", all, err)
	}

	// Connected by one process, it keeps the group's address for both.
	at := listenerAt(t, loopback(0))
	there := listenerAt(t, inet4(127, 0, 0, 2, 0))
	connects(t, "the socket", h, at, 0)
	core.Close(h, spi.Park)
	other := tcpMember(t, g)
	connects(t, "the other process has it still", other, there, ws2def.WSAEINVAL)
	core.Close(other, spi.Park)
	if !exists(g) {
		t.Error("the group has ended with one of two descriptors")
	}
	expects(t, o, "close x = ok")
	if exists(g) {
		t.Error("the group has not ended with the last descriptor")
	}

	// On its way nobody has it but the offer.
	h, e = inGroup(ws2def.AF_INET, ws2def.SOCK_STREAM, free)
	if e != 0 {
		t.Fatal(e)
	}
	g = groupID(t, h)
	info = duplicate(t, h, o.cmd.Process.Pid)
	core.Close(h, spi.Park)
	if !exists(g) {
		t.Error("the group has ended while its member is on its way")
	}
	expects(t, o, "open x "+encodeInfo(&info)+" = ok")
	if !exists(g) {
		t.Error("the group has ended when its member arrived")
	}
	o.kill()
	if exists(g) {
		t.Error("the group outlives the process that had its last member")
	}
}
