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
	begun, sent := time.Now(), 0
	for time.Since(begun) < 500*time.Millisecond {
		if n, e := core.Send(h, make([]byte, size), 0, spi.Park); n != size || e != 0 {
			t.Fatal(n, e)
		}
		sent += size
	}
	if got := float64(sent) / time.Since(begun).Seconds(); got < 0.9*rate || got > 1.1*rate {
		t.Errorf("%.0f bytes a second, want %d", got, rate)
	}
}
