package core_test

import (
	"testing"

	"golang.org/x/sys/unix"

	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/sys"
	"winsock/layer/pass"
	"winsock/provider/loop"
	"winsock/provider/rooted"
	"winsock/spi"
	"winsock/ws2def"
)

const (
	cRoot = ws2def.WSA_FLAG_MULTIPOINT_C_ROOT
	cLeaf = ws2def.WSA_FLAG_MULTIPOINT_C_LEAF
	dRoot = ws2def.WSA_FLAG_MULTIPOINT_D_ROOT
	dLeaf = ws2def.WSA_FLAG_MULTIPOINT_D_LEAF
)

// startAll runs the test between Startup and Cleanup, with loop and rooted installed.
func startAll(t testing.TB) {
	t.Helper()
	entries := rootedEntries()
	for _, info := range loop.Entries() {
		entries = append(entries, catalog.Entry{Path: spi.PathPrefix + loop.Name, Info: info})
	}
	install(t, entries...)
	start(t)
}

func rootedEntries() (entries []catalog.Entry) {
	for _, info := range rooted.Entries() {
		entries = append(entries, catalog.Entry{Path: spi.PathPrefix + rooted.Name, Info: info})
	}
	return entries
}

// TestP361_MultipointFlags tries all combinations of the four flags with every kind of
// provider.
func TestP361_MultipointFlags(t *testing.T) {
	clause.Covers(t, "P-358", "P-359", "P-360", "P-361", "P-362", "P-363", "P-364", "P-365", "P-366", "P-367", "P-368", "P-369")
	startAll(t)
	others := []uint32{
		0, ws2def.WSA_FLAG_OVERLAPPED, ws2def.WSA_FLAG_NO_HANDLE_INHERIT,
		ws2def.WSA_FLAG_OVERLAPPED | ws2def.WSA_FLAG_NO_HANDLE_INHERIT | ws2def.WSA_FLAG_REGISTERED_IO,
	}
	if sys.Capable(unix.CAP_AUDIT_WRITE) {
		enable(t, true)
		defer enable(t, false)
		others = append(others, ws2def.WSA_FLAG_OVERLAPPED|ws2def.WSA_FLAG_ACCESS_SYSTEM_SECURITY)
	}
	none, leaves := []uint32{0}, []uint32{0, cLeaf | dLeaf}
	for _, kind := range []struct {
		name                  string
		family, typ, protocol int32
		allowed               []uint32
	}{
		{"TCP", ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, none},
		{"TCP/IPv6", ws2def.AF_INET6, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, none},
		{"UDP", ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, leaves},
		{"UDP/IPv6", ws2def.AF_INET6, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, leaves},
		{"RAW", ws2def.AF_INET, ws2def.SOCK_RAW, 253, leaves},
		{"RAW/IPv6", ws2def.AF_INET6, ws2def.SOCK_RAW, 253, leaves},
		{"RAW of all protocols", ws2def.AF_INET, ws2def.SOCK_RAW, 0, leaves},
		{"AF_UNIX", ws2def.AF_UNIX, ws2def.SOCK_STREAM, 0, none},
		{"loop stream", loop.AF_LOOP, ws2def.SOCK_STREAM, 0, none},
		{"loop datagram", loop.AF_LOOP, ws2def.SOCK_DGRAM, 0, none},
		{"loop seqpacket", loop.AF_LOOP, ws2def.SOCK_SEQPACKET, 0, none},
		{"loop RDM", loop.AF_LOOP, ws2def.SOCK_RDM, 0, none},
		{"rooted/rooted", ws2def.AF_INET, ws2def.SOCK_SEQPACKET, rooted.ProtocolRooted, []uint32{0, cRoot | dRoot, cRoot | dLeaf, cLeaf | dRoot, cLeaf | dLeaf}},
		{"rooted/rooted/IPv6", ws2def.AF_INET6, ws2def.SOCK_SEQPACKET, rooted.ProtocolRooted, []uint32{0, cRoot | dRoot, cRoot | dLeaf, cLeaf | dRoot, cLeaf | dLeaf}},
		{"rooted/nonrooted", ws2def.AF_INET, ws2def.SOCK_SEQPACKET, rooted.ProtocolNonrooted, []uint32{0, cRoot | dLeaf, cLeaf | dLeaf}},
		{"rooted/nonrooted/IPv6", ws2def.AF_INET6, ws2def.SOCK_SEQPACKET, rooted.ProtocolNonrooted, []uint32{0, cRoot | dLeaf, cLeaf | dLeaf}},
	} {
		for _, more := range others {
			for combination := range uint32(16) {
				flags := combination << 1 // C_ROOT is 2, D_LEAF 0x10
				h, e := core.Create(kind.family, kind.typ, kind.protocol, nil, 0, flags|more)
				if e == ws2def.WSAEACCES && kind.typ == ws2def.SOCK_RAW {
					break // no privilege
				}
				want := core.Errno(ws2def.WSAEINVAL)
				for _, allowed := range kind.allowed {
					if flags == allowed {
						want = 0
					}
				}
				if e != want {
					t.Errorf("%s, flags %#x: %v, want %v", kind.name, flags|more, e, want)
				}
				if e == 0 {
					core.Close(h, spi.Park)
				}
			}
		}
	}
}

// TestP361_EveryEntry tries all combinations of the four flags with every entry of the
// catalog by its description: those with quality of service and chains over a layer are
// among them. What an entry allows follows from its bits.
func TestP361_EveryEntry(t *testing.T) {
	clause.Covers(t, "P-359", "P-360", "P-361", "P-368")
	entries := rootedEntries()
	for _, info := range loop.Entries() {
		entries = append(entries, catalog.Entry{Path: spi.PathPrefix + loop.Name, Info: info})
	}
	install(t, entries...)
	cover(t, catalog.Layer{
		Provider: pass.Provider, Path: spi.PathPrefix + pass.Name, Name: "Pass",
		Over: []catalog.Triple{
			{Family: ws2def.AF_INET, Type: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP},
			{Family: ws2def.AF_INET, Type: ws2def.SOCK_DGRAM, Protocol: ws2def.IPPROTO_UDP},
			{Family: ws2def.AF_INET, Type: ws2def.SOCK_SEQPACKET, Protocol: rooted.ProtocolRooted},
			{Family: ws2def.AF_INET, Type: ws2def.SOCK_SEQPACKET, Protocol: rooted.ProtocolNonrooted},
		},
	})
	start(t)
	tried, chains, qualities := 0, 0, 0
	for _, info := range core.Protocols(nil, false) {
		multipoint := info.ServiceFlags1&ws2def.XP1_SUPPORT_MULTIPOINT != 0
		control := info.ServiceFlags1&ws2def.XP1_MULTIPOINT_CONTROL_PLANE != 0
		data := info.ServiceFlags1&ws2def.XP1_MULTIPOINT_DATA_PLANE != 0
		for combination := range uint32(16) {
			flags := combination << 1 // C_ROOT is 2, D_LEAF 0x10
			h, e := core.Create(0, 0, 0, &info, 0, flags|ws2def.WSA_FLAG_OVERLAPPED)
			if e == ws2def.WSAEACCES && info.SocketType == ws2def.SOCK_RAW {
				break // no privilege
			}
			want := core.Errno(ws2def.WSAEINVAL)
			switch {
			case flags == 0, flags == cLeaf|dLeaf && multipoint, flags == cRoot|dLeaf && control,
				flags == cRoot|dRoot && control && data, flags == cLeaf|dRoot && data:
				want = 0
			}
			if e != want {
				t.Errorf("%s, flags %#x: %v, want %v", info.Name(), flags, e, want)
			}
			if e == 0 {
				core.Close(h, spi.Park)
			}
			tried++
		}
		if info.ProtocolChain.ChainLen > 1 {
			chains++
		}
		if info.ServiceFlags1&ws2def.XP1_QOS_SUPPORTED != 0 {
			qualities++
		}
	}
	if chains != 4 || qualities == 0 {
		t.Errorf("%d chains and %d entries with quality of service were tried", chains, qualities)
	}
	t.Logf("%d sockets", tried)
}

// TestP137_FlagsDoNotChoose: the first entry of the triple is taken, also if another one
// would do.
func TestP137_FlagsDoNotChoose(t *testing.T) {
	clause.Covers(t, "P-137", "P-359")
	startAll(t)
	if h, e := core.Create(ws2def.AF_INET, ws2def.SOCK_SEQPACKET, ws2def.FROM_PROTOCOL_INFO, nil, 0, cRoot|dLeaf); e != ws2def.WSAEPROTONOSUPPORT {
		t.Error("a protocol that nobody has:", h, e)
	}
	for _, info := range core.Protocols(nil, false) {
		if info.SocketType != ws2def.SOCK_SEQPACKET || info.AddressFamily != ws2def.AF_INET {
			continue
		}
		want := core.Errno(0)
		if info.ServiceFlags1&ws2def.XP1_MULTIPOINT_DATA_PLANE == 0 {
			want = ws2def.WSAEINVAL
		}
		t.Run(info.Name(), func(t *testing.T) {
			h, e := core.Create(0, 0, 0, &info, 0, cRoot|dRoot)
			if e != want {
				t.Fatalf("C_ROOT and D_ROOT: %v, want %v", e, want)
			}
			if e == 0 {
				core.Close(h, spi.Park)
			}
		})
	}
}
