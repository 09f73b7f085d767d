package core_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/ws2def"
)

// protocolInfo is SO_PROTOCOL_INFOW of h.
func protocolInfo(t *testing.T, h core.Handle) (info ws2def.WSAProtocolInfo) {
	t.Helper()
	raw := make([]byte, 628)
	n, e := core.GetSockOpt(h, ws2def.SOL_SOCKET, ws2def.SO_PROTOCOL_INFOW, raw, int32(len(raw)))
	if e != 0 || n != 628 {
		t.Fatal(n, e)
	}
	if err := binary.Read(bytes.NewReader(raw), binary.LittleEndian, &info); err != nil {
		t.Fatal(err)
	}
	return info
}

// A socket tells the catalog entry it was made from, not what was asked for.
func TestProtocolInfoOfSockets(t *testing.T) {
	clause.Covers(t, "P-029", "P-031", "S-105")
	start(t)
	t.Run("raw", func(t *testing.T) {
		raw := protocolInfo(t, raw(t, ws2def.AF_INET, ws2def.IPPROTO_ICMP))
		if raw.AddressFamily != 2 || raw.SocketType != 3 || raw.Protocol != 0 || raw.ProtocolMaxOffset != 255 ||
			raw.ProviderFlags != 0xC || raw.ServiceFlags1 != 0x20609 || raw.MinSockAddr != 16 || raw.MaxSockAddr != 16 {
			t.Errorf("%+v", raw)
		}
	})
	for _, triple := range [][3]int32{{2, 1, 6}, {2, 2, 17}, {23, 1, 6}, {23, 2, 17}} {
		info := protocolInfo(t, create(t, triple[0], triple[1], triple[2]))
		if got := [3]int32{info.AddressFamily, info.SocketType, info.Protocol}; got != triple {
			t.Errorf("%v tells %v", triple, got)
		}
	}
}

// The message size of an entry: 0 says stream, a number the largest datagram.
func TestMessageSizes(t *testing.T) {
	clause.Covers(t, "P-028", "S-302", "S-539")
	start(t)
	for _, family := range []int32{ws2def.AF_INET, ws2def.AF_INET6} {
		if info := protocolInfo(t, create(t, family, ws2def.SOCK_STREAM, 0)); info.MessageSize != 0 {
			t.Errorf("stream of %d: %d", family, info.MessageSize)
		}
		udp := create(t, family, ws2def.SOCK_DGRAM, 0)
		size := make([]byte, 4)
		if n, e := core.GetSockOpt(udp, ws2def.SOL_SOCKET, ws2def.SO_MAX_MSG_SIZE, size, 4); n != 4 || e != 0 {
			t.Fatal(n, e)
		}
		most := binary.LittleEndian.Uint32(size)
		if most != 65507 && most != 65527 {
			t.Errorf("SO_MAX_MSG_SIZE of %d: %d", family, most)
		}
		if info := protocolInfo(t, udp); info.MessageSize < most {
			t.Errorf("entry of %d: %d, socket %d", family, info.MessageSize, most)
		}
	}
}
