package core_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/registry"
	"winsock/spi"
	"winsock/ws2def"
)

// killed is how many processes are killed, each at another instant.
const killed = 200

// A process that gives or takes sockets is killed at any instant: nobody else notices
// but by what it does not do any more, and nothing of it remains.
func TestKilledWhileSharing(t *testing.T) {
	clause.Covers(t, "P-404", "P-408")
	start(t)
	defer core.HurryOffers()()
	us := ourselves(t)
	rounds, before := killed, 0
	if testing.Short() {
		rounds /= 10
	}
	for i := range rounds {
		if i == 1 { // the first bind opens what stays open
			before = descriptors()
		}
		t.Run(fmt.Sprint(i), func(t *testing.T) { killOne(t, us, i%2 == 0) })
	}
	if answers, err := registry.AskAll(); err != nil || len(answers) != 1 {
		t.Errorf("processes: %v, %v", answers, err)
	}
	names, _ := os.ReadDir(os.Getenv("WINSOCK_RUN_DIR"))
	for _, n := range names {
		if strings.HasPrefix(n.Name(), "process.") && !strings.HasPrefix(n.Name(), fmt.Sprintf("process.%d.", os.Getpid())) ||
			strings.HasPrefix(n.Name(), "new") {
			t.Error("left behind:", n.Name())
		}
	}
	for end := time.Now().Add(5 * time.Second); descriptors() > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d descriptors, %d before", descriptors(), before)
		}
	}
}

// killOne kills a process of which this one takes, or to which it gives, a socket.
func killOne(t *testing.T, us *self, takes bool) {
	client, server := pair(t)
	us.sockets["s"] = server
	o := another(t, "", nil)
	if got := o.do("pid -"); got != fmt.Sprint(o.cmd.Process.Pid) {
		t.Fatal(got)
	}
	info := duplicate(t, server, o.cmd.Process.Pid)
	expects(t, o, "open s "+encodeInfo(&info)+" = ok")
	timer := time.AfterFunc(rand.N(4*time.Millisecond), func() { o.cmd.Process.Kill() })
	if takes {
		takeFrom(us, o)
	} else {
		giveTo(us, o)
	}
	timer.Stop()
	o.kill()
	// This process goes on with the socket, and is the last to have it.
	if n, e := core.Send(server, []byte("on"), 0, spi.Park); n != 2 || e != 0 {
		t.Fatal("after the kill:", n, e)
	}
	again := duplicate(t, server, os.Getpid())
	core.Close(server, spi.Park)
	h, e := core.Create(0, 0, 0, &again, 0, 0)
	if e != 0 {
		t.Fatal("shared once more:", e)
	}
	core.Close(h, spi.Park)
	set(client, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(10_000))
	buf := make([]byte, 10)
	for {
		n, e := core.Recv(client, buf, 0, spi.Park)
		if e != 0 {
			t.Fatal("somebody has the socket still:", e)
		}
		if n == 0 {
			break
		}
	}
	core.Close(client, spi.Park)
}

// takeFrom opens what the other process duplicates, until that ends.
func takeFrom(us *self, o *other) {
	for {
		o.send(fmt.Sprintf("duplicate s %d", os.Getpid()))
		if !o.out.Scan() {
			return
		}
		info := decodeInfo(o.out.Text())
		if h, e := core.Create(0, 0, 0, &info, 0, 0); e == 0 {
			core.Close(h, spi.Park)
		}
	}
}

// giveTo duplicates a socket for the other process, which opens and closes it, until
// that ends.
func giveTo(us *self, o *other) {
	for {
		var info ws2def.WSAProtocolInfo
		if core.Duplicate(us.sockets["s"], uint32(o.cmd.Process.Pid), &info) != 0 {
			return
		}
		o.send("open t " + encodeInfo(&info))
		if !o.out.Scan() {
			return
		}
		o.send("close t")
		if !o.out.Scan() {
			return
		}
	}
}
