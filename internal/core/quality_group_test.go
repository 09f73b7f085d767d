package core_test

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// groupOf is SO_GROUP_ID.
func groupOf(t testing.TB, h core.Handle) uint32 {
	t.Helper()
	b := make([]byte, 4)
	if _, e := core.GetSockOpt(h, ws2def.SOL_SOCKET, ws2def.SO_GROUP_ID, b, 4); e != 0 {
		t.Fatal(e)
	}
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

// kernelRate is the rate to which the kernel paces h, bytes a second.
func kernelRate(t testing.TB, h core.Handle) uint64 {
	t.Helper()
	rate, err := pacingRate(h)
	if err != nil {
		t.Fatal(err)
	}
	return rate
}

func pacingRate(h core.Handle) (uint64, error) {
	return unix.GetsockoptUint64(core.KernelSocket(h), unix.SOL_SOCKET, unix.SO_MAX_PACING_RATE)
}

// becomes waits for a condition that another process brings about.
func becomes(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("not within 5 s: ", what)
		}
	}
}

func TestP351_GroupQuality(t *testing.T) {
	clause.Covers(t, "P-350", "P-351", "P-353", "P-354")
	start(t)
	founder := rsvpIn(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.SG_UNCONSTRAINED_GROUP)
	g := groupOf(t, founder)
	second := rsvpIn(t, ws2def.AF_INET6, ws2def.SOCK_STREAM, g)
	if q, _, e := qualityOf(founder, ws2def.SIO_GET_GROUP_QOS); e != 0 || q.SendingFlowspec.ServiceType != ws2def.SERVICETYPE_BESTEFFORT {
		t.Error("a group has at least best effort:", e, q.SendingFlowspec)
	}
	if e := setQuality(second, ws2def.SIO_SET_GROUP_QOS, atRate(1000)); e != ws2def.WSAEINVAL {
		t.Error("another member than the creator sets the group's quality:", e)
	}
	if e := setQuality(founder, ws2def.SIO_SET_GROUP_QOS, atRate(0)); e != ws2def.WSA_QOS_EFLOWSPEC {
		t.Error("a quality that is none:", e)
	}
	if e := setQuality(founder, ws2def.SIO_SET_GROUP_QOS, atRate(900_000)); e != 0 {
		t.Fatal(e)
	}
	for _, h := range []core.Handle{founder, second} {
		if q, _, e := qualityOf(h, ws2def.SIO_GET_GROUP_QOS); e != 0 || q != *atRate(900_000) {
			t.Errorf("the group's quality: %v, %+v", e, q)
		}
		if rate := kernelRate(t, h); rate != 450_000 {
			t.Errorf("of two equal ones each has %d", rate)
		}
	}
	if e := set(second, ws2def.SOL_SOCKET, ws2def.SO_GROUP_PRIORITY, le32(3)); e != 0 {
		t.Fatal(e)
	}
	if a, b := kernelRate(t, founder), kernelRate(t, second); a != 800_000 || b != 100_000 {
		t.Errorf("priorities 0 and 3 have %d and %d", a, b)
	}
	// Its own rate holds beside the group's.
	if e := setQuality(founder, ws2def.SIO_SET_QOS, atRate(70_000)); e != 0 {
		t.Fatal(e)
	}
	if rate := kernelRate(t, founder); rate != 70_000 {
		t.Errorf("with 70000 of its own it has %d", rate)
	}
	third := rsvpIn(t, ws2def.AF_INET, ws2def.SOCK_STREAM, g)
	if rate := kernelRate(t, second); rate != 900_000*4/(32+4+32) {
		t.Errorf("with a third one it has %d", rate)
	}
	core.Close(third, spi.Park)
	if rate := kernelRate(t, second); rate != 100_000 {
		t.Errorf("without it again %d", rate)
	}
}

func TestP352_GroupQualityOfWSAConnect(t *testing.T) {
	clause.Covers(t, "P-352")
	start(t)
	l := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, 0)
	core.Bind(l, loopback(0))
	core.Listen(l, 5)
	founder := rsvpIn(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.SG_UNCONSTRAINED_GROUP)
	other := rsvpIn(t, ws2def.AF_INET, ws2def.SOCK_STREAM, groupOf(t, founder))
	plain := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, 0)
	q := core.QualityOf(atRate(500_000))
	if e := core.ConnectWith(plain, name(t, l), nil, q, spi.Park); e != ws2def.WSAEINVAL {
		t.Error("without quality of service:", e)
	}
	if e := core.ConnectWith(plain, name(t, l), q, q, spi.Park); e != ws2def.WSAEOPNOTSUPP {
		t.Error("with one of its own, without quality of service:", e)
	}
	if e := core.ConnectWith(other, name(t, l), nil, q, spi.Park); e != 0 {
		t.Error("another member than the creator:", e)
	}
	if q, _, e := qualityOf(other, ws2def.SIO_GET_GROUP_QOS); e != 0 || q.SendingFlowspec.TokenRate != ws2def.QOS_NOT_SPECIFIED {
		t.Error("whose value is ignored:", e, q.SendingFlowspec)
	}
	if e := setQuality(founder, ws2def.SIO_SET_GROUP_QOS, atRate(1)); e != 0 {
		t.Fatal(e)
	}
	if e := core.ConnectWith(founder, name(t, l), nil, q, spi.Park); e != 0 {
		t.Error("the creator:", e)
	}
	if q, _, e := qualityOf(founder, ws2def.SIO_GET_GROUP_QOS); e != 0 || q != *atRate(500_000) {
		t.Error("whose value is taken:", e, q.SendingFlowspec)
	}
}

// TestP354_SharesOverProcesses: members in another process have their part, hear of a
// new quality, and what a killed one had goes to the others.
func TestP354_SharesOverProcesses(t *testing.T) {
	clause.Covers(t, "P-350", "P-354")
	start(t)
	l := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, 0)
	core.Bind(l, loopback(0))
	core.Listen(l, 5)
	founder := rsvpIn(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.SG_UNCONSTRAINED_GROUP)
	if e := setQuality(founder, ws2def.SIO_SET_GROUP_QOS, atRate(900_000)); e != 0 {
		t.Fatal(e)
	}
	if rate := kernelRate(t, founder); rate != 900_000 {
		t.Errorf("alone it has %d", rate)
	}
	o := another(t, "", nil)
	flood := fmt.Sprintf("flood x %d 3 %d", groupOf(t, founder), binary.BigEndian.Uint16(name(t, l)[2:]))
	if answer := o.do(flood); answer != "ok" {
		t.Fatal(answer)
	}
	becomes(t, "8 of 9 parts", func() bool { return kernelRate(t, founder) == 800_000 })
	becomes(t, "1 of 9 parts there", func() bool { return o.do("paced x") == "100000" })
	if e := setQuality(founder, ws2def.SIO_SET_GROUP_QOS, atRate(9_000_000)); e != 0 {
		t.Fatal(e)
	}
	becomes(t, "ten times as much there", func() bool { return o.do("paced x") == "1000000" })
	o.kill()
	becomes(t, "all of it again", func() bool { return kernelRate(t, founder) == 9_000_000 })
}

// received counts what comes within a time.
func received(t testing.TB, h core.Handle, within time.Duration) int {
	t.Helper()
	buf := make([]byte, 1<<16)
	total := 0
	end := time.Now().Add(within)
	if e := core.SetDeadline(h, &end, nil); e != 0 {
		t.Fatal(e)
	}
	for {
		n, e := core.Recv(h, buf, 0, spi.Park)
		if e != 0 || n == 0 {
			return total
		}
		total += n
	}
}

// flood makes a socket with quality of service that is in a group and sends for ever.
func (r *robot) flood(name, group, priority, port string) string {
	g, _ := strconv.ParseUint(group, 10, 32)
	p, _ := strconv.Atoi(priority)
	n, _ := strconv.Atoi(port)
	for _, info := range core.Protocols(nil, true) {
		if info.ServiceFlags1&ws2def.XP1_QOS_SUPPORTED == 0 || info.AddressFamily != ws2def.AF_INET || info.SocketType != ws2def.SOCK_STREAM {
			continue
		}
		h, e := core.Create(0, 0, 0, &info, uint32(g), ws2def.WSA_FLAG_OVERLAPPED)
		if e == 0 {
			e = set(h, ws2def.SOL_SOCKET, ws2def.SO_GROUP_PRIORITY, le32(int32(p)))
		}
		if e == 0 {
			e = core.Connect(h, loopback(uint16(n)), spi.Park)
		}
		if e != 0 {
			return e.Name()
		}
		r.sockets[name] = h
		go flood(h)
		return "ok"
	}
	return "no entry"
}

// flood sends until h is closed.
func flood(h core.Handle) {
	block := make([]byte, 16<<10)
	for {
		if _, e := core.Send(h, block, 0, spi.Park); e != 0 {
			return
		}
	}
}
