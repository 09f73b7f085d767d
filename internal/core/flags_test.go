package core_test

import (
	"testing"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// MSG_PARTIAL and urgent datagrams are not for TCP and UDP.
func TestFlagsThatTransportsLack(t *testing.T) {
	clause.Covers(t, "S-285", "S-300", "S-323", "S-330")
	start(t)
	a, _ := pair(t)
	udp := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	core.Bind(udp, loopback(0))
	core.Connect(udp, name(t, udp), spi.Park)
	for _, c := range []struct {
		id    string
		h     core.Handle
		flags uint32
	}{
		{"S-300 TCP", a, ws2def.MSG_PARTIAL},
		{"S-300 UDP", udp, ws2def.MSG_PARTIAL},
		{"S-285 UDP", udp, ws2def.MSG_OOB},
		{"S-286 unknown", a, 0x4000},
	} {
		if _, e := core.Send(c.h, []byte("x"), c.flags, spi.Park); e != ws2def.WSAEOPNOTSUPP {
			t.Errorf("%s: %v", c.id, e)
		}
	}
	if _, e := core.Recv(udp, make([]byte, 1), ws2def.MSG_OOB, spi.Park); e != ws2def.WSAEOPNOTSUPP {
		t.Error("S-323:", e)
	}
	if _, e := core.Send(udp, []byte("longer than the buffer"), 0, spi.Park); e != 0 {
		t.Fatal(e)
	}
	m := spi.Message{Buffers: [][]byte{make([]byte, 4)}}
	if n, e := core.RecvMsg(udp, &m, 0, spi.Park); n != 4 || e != ws2def.WSAEMSGSIZE || m.Flags&ws2def.MSG_PARTIAL != 0 {
		t.Errorf("S-330: %d, %v, flags %#x", n, e, m.Flags)
	}
}
