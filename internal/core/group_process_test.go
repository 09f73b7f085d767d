package core_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/registry"
	"winsock/spi"
	"winsock/ws2def"
)

// group is what the robot does with socket groups.
func (r *robot) group(w []string) string {
	switch verb, name := w[0], w[1]; verb {
	case "enter": // name type group: founds or joins, and tells the group
		typ, _ := strconv.Atoi(w[2])
		g, _ := strconv.ParseUint(w[3], 10, 32)
		h, e := inGroup(ws2def.AF_INET, int32(typ), uint32(g))
		if e != 0 {
			return e.Name()
		}
		r.sockets[name] = h
		b := make([]byte, 4)
		core.GetSockOpt(h, ws2def.SOL_SOCKET, ws2def.SO_GROUP_ID, b, 4)
		return fmt.Sprint(uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24)
	case "connect": // name last port: to 127.0.0.last
		last, _ := strconv.Atoi(w[2])
		port, _ := strconv.Atoi(w[3])
		return word(core.Connect(r.sockets[name], inet4(127, 0, 0, byte(last), uint16(port)), spi.Park))
	case "priority": // name value
		v, _ := strconv.Atoi(w[2])
		return word(set(r.sockets[name], ws2def.SOL_SOCKET, ws2def.SO_GROUP_PRIORITY, le32(int32(v))))
	case "look": // name: its group and priority
		var b [8]byte
		core.GetSockOpt(r.sockets[name], ws2def.SOL_SOCKET, ws2def.SO_GROUP_ID, b[:4], 4)
		core.GetSockOpt(r.sockets[name], ws2def.SOL_SOCKET, ws2def.SO_GROUP_PRIORITY, b[4:], 4)
		return fmt.Sprintf("%x", b)
	case "many": // - n: founds n groups
		n, _ := strconv.Atoi(w[2])
		for range n {
			if _, e := inGroup(ws2def.AF_INET, ws2def.SOCK_STREAM, free); e != 0 {
				return e.Name()
			}
		}
		return "ok"
	case "churn": // - verb free constrained port: until it is killed
		return churn(w[2], w[3:]...)
	}
	return "?"
}

// churn founds groups, or joins the two it is told of (of which it founds one, too),
// connects, sets priorities and closes, at random. It tells each group that it has
// founded, and ends when something is wrong.
func churn(verb string, words ...string) string {
	var given [3]uint32
	for i, w := range words {
		n, _ := strconv.ParseUint(w, 10, 32)
		given[i] = uint32(n)
	}
	var open []core.Handle
	kinds := []uint32{free, bound}
	for {
		if n := len(open); n > 0 && (n > 20 || rand.IntN(3) == 0) {
			i := rand.IntN(n)
			core.Close(open[i], spi.Park)
			open = slices.Delete(open, i, i+1)
			continue
		}
		g := kinds[rand.IntN(2)]
		h, e := inGroup(ws2def.AF_INET, ws2def.SOCK_STREAM, g)
		if e != 0 {
			return fmt.Sprintf("group %#x: %v", g, e)
		}
		open = append(open, h)
		if g == free || g == bound {
			b := make([]byte, 4)
			core.GetSockOpt(h, ws2def.SOL_SOCKET, ws2def.SO_GROUP_ID, b, 4)
			fmt.Println(uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24)
			if verb == "join" {
				kinds = given[:2]
			}
		}
		set(h, ws2def.SOL_SOCKET, ws2def.SO_GROUP_PRIORITY, le32(rand.Int32N(6)))
		if g == given[1] {
			if e := core.Connect(h, inet4(127, 0, 0, 2, uint16(given[2])), spi.Park); e != ws2def.WSAEINVAL {
				return fmt.Sprintf("connect to another address: %v", e)
			}
			if rand.IntN(4) == 0 { // nobody accepts
				core.Ioctl(h, ws2def.FIONBIO, le32(1), nil, spi.Park)
				core.Connect(h, loopback(uint16(given[2])), spi.Park)
			}
		}
	}
}

// enter has the other process enter a group, and gives its id.
func (o *other) enter(name string, typ int, g uint32) uint32 {
	o.t.Helper()
	answer := o.do(fmt.Sprintf("group enter %s %d %d", name, typ, g))
	id, err := strconv.ParseUint(answer, 10, 32)
	if err != nil {
		o.t.Fatalf("group %#x in another process: %s", g, answer)
	}
	return uint32(id)
}

func TestGroupsOfSeveralProcesses(t *testing.T) {
	clause.Covers(t, "P-323", "P-333", "P-336", "P-347", "P-348", "P-349")
	shareRunDir(t)
	start(t)
	_, port := listener(t)
	there := listenerAt(t, inet4(127, 0, 0, 2, 0))
	a, b := another(t, "", nil), another(t, "", nil)
	do := func(o *other, line, want string) {
		t.Helper()
		if got := o.do(line); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
	g := a.enter("x", ws2def.SOCK_STREAM, bound)
	b.enter("x", ws2def.SOCK_STREAM, g)
	mine := tcpMember(t, g)
	if b.do(fmt.Sprintf("group enter y %d %d", ws2def.SOCK_DGRAM, g)) != "WSAEINVAL" {
		t.Error("a datagram socket is in another process's constrained group")
	}
	do(a, fmt.Sprintf("group connect x 1 %d", port), "ok")
	connects(t, "another process has decided", mine, there, ws2def.WSAEINVAL)
	do(b, fmt.Sprintf("group connect x 2 %d", port), "WSAEINVAL")
	do(a, "close x", "ok")
	connects(t, "it has left", mine, there, 0)
	do(b, fmt.Sprintf("group connect x 1 %d", port), "WSAEINVAL")
	core.Close(mine, spi.Park)
	do(b, fmt.Sprintf("group connect x 1 %d", port), "ok")
	b.kill() // the last member
	if exists(g) {
		t.Error("the group outlives its last process")
	}

	seen := map[uint32]bool{}
	for i := range 50 { // no two processes get one id
		for _, g := range []uint32{a.enter(fmt.Sprint("n", i), ws2def.SOCK_STREAM, free), groupID(t, tcpMember(t, free))} {
			if seen[g] {
				t.Fatalf("%#x twice", g)
			}
			seen[g] = true
		}
	}
}

func TestGroupsOfOtherUsers(t *testing.T) {
	clause.Covers(t, "P-349")
	shareRunDir(t)
	start(t)
	stranger := another(t, "65534", nil)
	mine := groupID(t, tcpMember(t, free))
	if got := stranger.do(fmt.Sprintf("group enter x %d %d", ws2def.SOCK_STREAM, mine)); got != "WSAEINVAL" {
		t.Error("another user joins root's group:", got)
	}
	theirs := stranger.enter("x", ws2def.SOCK_STREAM, free)
	h := tcpMember(t, theirs) // root may administer the network
	if g := groupID(t, h); g != theirs {
		t.Errorf("joined %#x, not %#x", g, theirs)
	}
	stranger.kill()
	if !exists(theirs) {
		t.Error("the group has ended with its founder")
	}
}

// TestGroupsSurviveKills kills processes at random instants, 200 while they found groups
// and leave them, 200 while they join others' and connect: the groups of the dead end,
// and those of others go on.
func TestGroupsSurviveKills(t *testing.T) {
	for _, verb := range []string{"found", "join"} {
		t.Run(verb, func(t *testing.T) { groupsSurviveKills(t, verb) })
	}
}

func groupsSurviveKills(t *testing.T, verb string) {
	clause.Covers(t, "P-347", "P-348")
	kills := killed
	if testing.Short() {
		kills /= 10
	}
	shareRunDir(t)
	start(t)
	_, port := listener(t)
	shared, constrained := tcpMember(t, free), tcpMember(t, bound)
	connects(t, "the first", constrained, loopback(port), 0)
	g, c := groupID(t, shared), groupID(t, constrained)
	const atOnce = 4
	type victim struct {
		*other
		at time.Time
	}
	var victims []victim
	begin := func() {
		o := another(t, "", nil)
		o.send(fmt.Sprintf("group churn - %s %d %d %d", verb, g, c, port))
		victims = append(victims, victim{o, time.Now()})
	}
	var dead []uint32
	for range atOnce {
		begin()
	}
	for range kills {
		v := victims[0]
		victims = victims[1:]
		if !v.out.Scan() { // it has founded one at least
			t.Fatal("the other process has ended")
		}
		time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond) // the instant
		v.kill()
		last := v.out.Text()
		for v.out.Scan() {
			last = v.out.Text()
		}
		id, err := strconv.ParseUint(strings.TrimSpace(last), 10, 32)
		if err != nil {
			t.Fatal("the other process: ", last)
		}
		dead = append(dead, uint32(id))
		if !exists(g) || !exists(c) {
			t.Fatal("a group has ended that still has members")
		}
		begin()
	}
	for _, v := range victims {
		v.kill()
	}
	for _, id := range dead {
		if exists(id) {
			t.Errorf("group %#x outlives its process", id)
		}
	}
	all, err := registry.Groups()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 {
		t.Errorf("%d groups are left: %+v", len(all), all)
	}
	for _, info := range all {
		if len(info.Members) != 1 || info.Members[0].PID != os.Getpid() {
			t.Errorf("group %#x has members %+v", info.ID, info.Members)
		}
	}
	files, err := filepath.Glob(filepath.Join(os.Getenv("WINSOCK_RUN_DIR"), "groups.*", "?????"))
	if err != nil || len(files) != 2 {
		t.Errorf("files %q, %v", files, err)
	}
	heir := tcpMember(t, c)
	core.Close(constrained, spi.Park)
	connects(t, "the killed keep no address", heir, listenerAt(t, inet4(127, 0, 0, 2, 0)), 0)
}

// A quality that is set when other processes are in the group already gets to them.
func TestGroupQualityReachesMembers(t *testing.T) {
	clause.Covers(t, "P-350", "P-354")
	shareRunDir(t)
	start(t)
	_, port := listener(t)
	founder := rsvpIn(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.SG_UNCONSTRAINED_GROUP)
	o := another(t, "", nil)
	if answer := o.do(fmt.Sprintf("flood x %d 3 %d", groupID(t, founder), port)); answer != "ok" {
		t.Fatal(answer)
	}
	before := o.do("paced x")
	if e := setQuality(founder, ws2def.SIO_SET_GROUP_QOS, atRate(900_000)); e != 0 {
		t.Fatal(e)
	}
	becomes(t, "1 of 9 parts there", func() bool { return o.do("paced x") == "100000" })
	if before == "100000" {
		t.Error("it was so before")
	}
}
