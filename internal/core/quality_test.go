package core_test

import (
	"encoding/binary"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// rsvp makes a socket with quality of service, which the end of the test closes.
func rsvp(t testing.TB, family, typ int32) core.Handle {
	t.Helper()
	return rsvpIn(t, family, typ, 0)
}

// rsvpIn is rsvp in a group.
func rsvpIn(t testing.TB, family, typ int32, group uint32) core.Handle {
	t.Helper()
	for _, info := range core.Protocols(nil, true) {
		if info.ServiceFlags1&ws2def.XP1_QOS_SUPPORTED == 0 || info.AddressFamily != family || info.SocketType != typ {
			continue
		}
		h, e := core.Create(ws2def.FROM_PROTOCOL_INFO, ws2def.FROM_PROTOCOL_INFO, ws2def.FROM_PROTOCOL_INFO, &info, group, ws2def.WSA_FLAG_OVERLAPPED)
		if e != 0 {
			t.Fatalf("Create(%s, group %d): %v", info.Name(), group, e)
		}
		t.Cleanup(func() { core.Close(h, spi.Park) })
		return h
	}
	t.Fatalf("no entry with quality of service for family %d, type %d", family, typ)
	return 0
}

// unspecified is a flow specification with a type of service and nothing else.
func unspecified(service uint32) ws2def.FLOWSPEC {
	const none = ws2def.QOS_NOT_SPECIFIED
	return ws2def.FLOWSPEC{
		TokenRate: none, TokenBucketSize: none, PeakBandwidth: none, Latency: none, DelayVariation: none,
		ServiceType: service, MaxSduSize: none, MinimumPolicedSize: none,
	}
}

// atRate is a quality that sends at most rate bytes a second.
func atRate(rate uint32) *ws2def.QOS {
	q := &ws2def.QOS{
		SendingFlowspec:   unspecified(ws2def.SERVICETYPE_CONTROLLEDLOAD),
		ReceivingFlowspec: unspecified(ws2def.SERVICETYPE_NOTRAFFIC),
	}
	q.SendingFlowspec.TokenRate = rate
	return q
}

func setQuality(h core.Handle, code uint32, q *ws2def.QOS) core.Errno {
	_, e := core.Ioctl(h, code, core.QualityOf(q), nil, spi.Park)
	return e
}

// qualityOf asks for a quality with room for some objects.
func qualityOf(h core.Handle, code uint32) (q ws2def.QOS, objects []byte, e core.Errno) {
	out := make([]byte, 200)
	n, e := core.Ioctl(h, code, nil, out, spi.Park)
	if e != 0 {
		return q, nil, e
	}
	binary.Decode(out, binary.LittleEndian, &q.SendingFlowspec)
	binary.Decode(out[32:], binary.LittleEndian, &q.ReceivingFlowspec)
	return q, out[80:n], 0
}

func TestP453_OnlyEntriesWithQuality(t *testing.T) {
	clause.Covers(t, "P-351", "P-448", "P-451", "P-453")
	start(t)
	q := core.QualityOf(atRate(1000))
	for _, tc := range []struct {
		name     string
		code     uint32
		in, out  []byte
		n        int
		with     core.Errno
		grouping bool
	}{
		{"SIO_SET_QOS", ws2def.SIO_SET_QOS, q, nil, 0, 0, false},
		{"SIO_SET_QOS, short", ws2def.SIO_SET_QOS, q[:79], nil, 0, ws2def.WSAEFAULT, false},
		{"SIO_GET_QOS", ws2def.SIO_GET_QOS, nil, make([]byte, 80), 80, 0, false},
		{"SIO_GET_QOS, short", ws2def.SIO_GET_QOS, nil, make([]byte, 79), 80, ws2def.WSAEFAULT, false},
		{"SIO_SET_GROUP_QOS", ws2def.SIO_SET_GROUP_QOS, q, nil, 0, ws2def.WSAEINVAL, true},
		{"SIO_GET_GROUP_QOS", ws2def.SIO_GET_GROUP_QOS, nil, make([]byte, 80), 80, 0, true},
		{"SIO_CHK_QOS", ws2def.SIO_CHK_QOS, []byte{0x51, 0xC3, 0, 0}, make([]byte, 4), 4, 0, false},
	} {
		for _, typ := range []int32{ws2def.SOCK_STREAM, ws2def.SOCK_DGRAM} {
			plain := create(t, ws2def.AF_INET, typ, 0)
			if n, e := core.Ioctl(plain, tc.code, tc.in, tc.out, spi.Park); n != 0 || e != ws2def.WSAENOPROTOOPT {
				t.Errorf("%s without quality: %d, %v", tc.name, n, e)
			}
		}
		h := rsvp(t, ws2def.AF_INET, ws2def.SOCK_DGRAM)
		core.Bind(h, loopback(0))
		core.Connect(h, loopback(9), spi.Park)
		if n, e := core.Ioctl(h, tc.code, tc.in, tc.out, spi.Park); n != tc.n || e != tc.with {
			t.Errorf("%s: %d, %v; want %d, %v", tc.name, n, e, tc.n, tc.with)
		}
	}
}

func TestP460_DatagramsAreHeldToTheirRate(t *testing.T) {
	clause.Covers(t, "P-459", "P-460")
	start(t)
	to := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, 0)
	core.Bind(to, loopback(0))
	h := rsvp(t, ws2def.AF_INET, ws2def.SOCK_DGRAM)
	if e := core.Connect(h, name(t, to), spi.Park); e != 0 {
		t.Fatal(e)
	}
	const rate, size = 1_000_000, 1000
	if e := setQuality(h, ws2def.SIO_SET_QOS, atRate(rate)); e != 0 {
		t.Fatal(e)
	}
	for tries := 5; ; tries-- {
		begun, sent := time.Now(), 0
		for time.Since(begun) < 500*time.Millisecond {
			if n, e := core.Send(h, make([]byte, size), 0, spi.Park); n != size || e != 0 {
				t.Fatal(n, e)
			}
			sent += size
		}
		got := float64(sent) / time.Since(begun).Seconds()
		if got > 1.1*rate {
			t.Fatalf("%.0f bytes a second, want %d", got, rate)
		}
		if got >= 0.9*rate {
			return
		}
		if tries == 0 { // otherwise the machine had something else to do
			t.Fatalf("%.0f bytes a second at most, want %d", got, rate)
		}
	}
}

// TestP451_QualityOfAJoin: WSAJoinLeaf takes a quality of the socket; that of a group is
// ignored unless the socket created the group.
func TestP451_QualityOfAJoin(t *testing.T) {
	clause.Covers(t, "P-352", "P-451")
	start(t)
	leaf := func(quality bool) core.Handle {
		t.Helper()
		for _, info := range core.Protocols(nil, true) {
			has := info.ServiceFlags1&ws2def.XP1_QOS_SUPPORTED != 0
			if has != quality || info.AddressFamily != ws2def.AF_INET || info.SocketType != ws2def.SOCK_DGRAM {
				continue
			}
			h, e := core.Create(0, 0, 0, &info, 0, ws2def.WSA_FLAG_OVERLAPPED|ws2def.WSA_FLAG_MULTIPOINT_C_LEAF|ws2def.WSA_FLAG_MULTIPOINT_D_LEAF)
			if e != 0 {
				t.Fatal(e)
			}
			t.Cleanup(func() { core.Close(h, spi.Park) })
			return h
		}
		t.Fatal("no entry")
		return 0
	}
	session, q := inet4(239, 1, 2, 3, 9), core.QualityOf(atRate(1000))
	bad := core.QualityOf(atRate(0))
	for name, tc := range map[string]struct {
		with, own, group []byte
		quality          bool
		e                core.Errno
	}{
		"with its own":                    {own: q, quality: true},
		"with its own, that can't be":     {own: bad, quality: true, e: ws2def.WSAEOPNOTSUPP},
		"with its own, without quality":   {own: q, e: ws2def.WSAEOPNOTSUPP},
		"with a group's":                  {group: bad, quality: true},
		"with a group's, without quality": {group: q},
	} {
		h := leaf(tc.quality)
		if _, e := core.JoinLeafWith(h, session, tc.own, tc.group, ws2def.JL_SENDER_ONLY, spi.Park); e != tc.e {
			t.Errorf("%s: %v, want %v", name, e, tc.e)
		}
		if got, _, e := qualityOf(h, ws2def.SIO_GET_QOS); tc.own != nil && tc.e == 0 && (e != 0 || got.SendingFlowspec.TokenRate != 1000) {
			t.Errorf("%s: %v, %+v", name, e, got.SendingFlowspec)
		}
	}
}

// TestP460_WaitsForCredit: every kind of call notices that a bucket is empty, and that
// it is not any more.
func TestP460_WaitsForCredit(t *testing.T) {
	clause.Covers(t, "P-460")
	start(t)
	to := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, 0)
	core.Bind(to, loopback(0))
	h := rsvp(t, ws2def.AF_INET, ws2def.SOCK_DGRAM)
	core.Connect(h, name(t, to), spi.Park)
	message := make([]byte, 1000)
	empty := func() {
		t.Helper()
		if _, e := core.Ioctl(h, ws2def.FIONBIO, le32(1), nil, spi.Park); e != 0 {
			t.Fatal(e)
		}
		for range 100 {
			if _, e := core.Send(h, message, 0, spi.Park); e == ws2def.WSAEWOULDBLOCK {
				core.Ioctl(h, ws2def.FIONBIO, le32(0), nil, spi.Park)
				return
			}
		}
		t.Fatal("the bucket does not become empty")
	}
	if e := setQuality(h, ws2def.SIO_SET_QOS, atRate(20_000)); e != 0 {
		t.Fatal(e)
	}
	for name, wait := range map[string]func() core.Errno{
		"send": func() core.Errno {
			_, e := core.Send(h, message, 0, spi.Park)
			return e
		},
		"send, held": func() core.Errno {
			_, e := core.Send(h, message, 0, spi.Hold)
			return e
		},
		"select": func() core.Errno {
			set := []core.Handle{h}
			_, e := core.Select(nil, &set, nil, 5*time.Second, spi.Park)
			return e
		},
		"WSAPoll": func() core.Errno {
			fds := []core.PollFd{{Fd: h, Events: ws2def.POLLWRNORM}}
			_, e := core.Poll(fds, 1, 5*time.Second, spi.Hold)
			if fds[0].REvents != ws2def.POLLWRNORM {
				t.Errorf("WSAPoll tells %#x", fds[0].REvents)
			}
			return e
		},
	} {
		// The bucket fills while the machine pauses between empty and wait, too.
		var took time.Duration
		for tries := 0; tries < 10 && took < 10*time.Millisecond; tries++ {
			empty()
			begun := time.Now()
			if e := wait(); e != 0 {
				t.Errorf("%s: %v", name, e)
			}
			took = time.Since(begun)
		}
		if took < 10*time.Millisecond || took > 2*time.Second {
			t.Errorf("%s took %v, want about 50 ms", name, took)
		}
	}

	// Who waits goes on at once when the limit is lifted.
	setQuality(h, ws2def.SIO_SET_QOS, atRate(10))
	empty()
	lifted := make(chan core.Errno)
	go func() {
		_, e := core.Send(h, message, 0, spi.Park)
		lifted <- e
	}()
	time.Sleep(10 * time.Millisecond)
	setQuality(h, ws2def.SIO_SET_QOS, atRate(20_000))
	select {
	case e := <-lifted:
		if e != 0 {
			t.Error("after the limit was lifted:", e)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("a send goes on waiting for the old limit")
	}

	// What waits ends with the socket, and at a deadline.
	empty()
	soon := time.Now().Add(5 * time.Millisecond)
	core.SetDeadline(h, nil, &soon)
	if _, e := core.Send(h, make([]byte, 20_000), 0, spi.Park); e != ws2def.WSAETIMEDOUT {
		t.Error("at a deadline:", e)
	}
	core.SetDeadline(h, nil, &time.Time{})
	done := make(chan core.Errno)
	go func() {
		for {
			if _, e := core.Send(h, make([]byte, 20_000), 0, spi.Park); e != 0 {
				done <- e
				return
			}
		}
	}()
	time.Sleep(20 * time.Millisecond)
	core.Close(h, spi.Park)
	if e := <-done; e != ws2def.WSAEINTR && e != ws2def.WSAENOTSOCK {
		t.Error("after closesocket:", e)
	}
}

// TestP460_Discard: beyond the rate datagrams are lost, and no call waits.
func TestP460_Discard(t *testing.T) {
	clause.Covers(t, "P-460")
	start(t)
	to := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, 0)
	core.Bind(to, loopback(0))
	h := rsvp(t, ws2def.AF_INET, ws2def.SOCK_DGRAM)
	core.Connect(h, name(t, to), spi.Park)
	q := atRate(10_000)
	q.SendingFlowspec.TokenBucketSize = 5000
	mode := []byte{0xD2, 7, 0, 0, 12, 0, 0, 0, ws2def.TC_NONCONF_DISCARD, 0, 0, 0}
	q.ProviderSpecific = ws2def.WSABuf{Len: uint32(len(mode)), Buf: &mode[0]}
	if e := setQuality(h, ws2def.SIO_SET_QOS, q); e != 0 {
		t.Fatal(e)
	}
	begun := time.Now()
	for range 100 {
		if n, e := core.Send(h, make([]byte, 1000), 0, spi.Park); n != 1000 || e != 0 {
			t.Fatal(n, e)
		}
	}
	took := time.Since(begun)
	got := received(t, to, 100*time.Millisecond) / 1000
	if most := 5 + int(took.Seconds()*10) + 1; got < 5 || got > most {
		t.Errorf("%d of 100 messages came, want the 5 that there was credit for", got)
	}
}

func init() {
	scenarios["quality"] = func(s step) {
		for _, info := range core.Protocols(nil, true) {
			if info.ServiceFlags1&ws2def.XP1_QOS_SUPPORTED == 0 || info.AddressFamily != ws2def.AF_INET {
				continue
			}
			h, e := core.Create(0, 0, 0, &info, ws2def.SG_UNCONSTRAINED_GROUP, ws2def.WSA_FLAG_OVERLAPPED)
			if !s("socket", e) {
				return
			}
			defer core.Close(h, spi.Park)
			if !s("SIO_SET_QOS", setQuality(h, ws2def.SIO_SET_QOS, atRate(1000))) ||
				!s("SIO_SET_GROUP_QOS", setQuality(h, ws2def.SIO_SET_GROUP_QOS, atRate(2000))) {
				return
			}
			_, _, e = qualityOf(h, ws2def.SIO_GET_GROUP_QOS)
			if !s("SIO_GET_GROUP_QOS", e) {
				return
			}
		}
	}
}

// TestP458_AcceptExKeepsTheQuality: the socket that was given to AcceptEx has its quality
// also as the connection that it becomes.
func TestP458_AcceptExKeepsTheQuality(t *testing.T) {
	clause.Covers(t, "P-331", "P-458")
	start(t)
	l := rsvp(t, ws2def.AF_INET, ws2def.SOCK_STREAM)
	core.Bind(l, loopback(0))
	core.Listen(l, 5)
	a := &acceptEx{s: rsvp(t, ws2def.AF_INET, ws2def.SOCK_STREAM)}
	a.to = core.Acceptance{Local: make([]byte, block), Remote: make([]byte, block)}
	if e := setQuality(a.s, ws2def.SIO_SET_QOS, atRate(123_456)); e != 0 {
		t.Fatal(e)
	}
	a.start(t, l, ws2def.WSA_IO_PENDING)
	c := create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, 0)
	if e := core.Connect(c, name(t, l), spi.Park); e != 0 {
		t.Fatal(e)
	}
	a.ends(t, ws2def.STATUS_SUCCESS, 0)
	if rate := kernelRate(t, a.s); rate != 123_456 {
		t.Errorf("the connection has %d bytes a second", rate)
	}
}
