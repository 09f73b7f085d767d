package registry

import (
	"bytes"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"winsock/ws2def"
)

var compare = cmp.Options{
	cmp.AllowUnexported(record{}, mark{}), cmpopts.EquateComparable(netip.Addr{}),
}

func TestRecordSurvivesTheFile(t *testing.T) {
	entries := map[string]record{
		"tcp": {Entry: Entry{Protocol: ws2def.IPPROTO_TCP, Port: 80, Addr: netip.MustParseAddr("127.0.0.1")}, order: 7},
		"udp6 dual": {Entry: Entry{
			Protocol: ws2def.IPPROTO_UDP, Port: 65535, Addr: netip.IPv6Unspecified(), V6: true, Dual: true, Use: Reuse,
		}, order: 1 << 31, place: 3, mark: mark{pid: 77, door: 1 << 63}},
		"link-local": {Entry: Entry{
			Protocol: ws2def.IPPROTO_TCP, Port: 1, Addr: netip.MustParseAddr("fe80::1"), Scope: 4, V6: true, Use: Exclusive,
		}, remnant: true},
		"mapped": {Entry: Entry{
			Protocol: ws2def.IPPROTO_TCP, Port: 1, Addr: netip.MustParseAddr("10.0.0.1"), V6: true,
		}},
	}
	for name, want := range entries {
		t.Run(name, func(t *testing.T) {
			var b [recordSize]byte
			want.encode(b[:])
			got, ok := decode(b[:])
			if diff := cmp.Diff(want, got, compare...); !ok || diff != "" {
				t.Errorf("ok %v (-want +got):\n%s", ok, diff)
			}
			for i := range b {
				broken := b
				broken[i] ^= 0x10
				if _, ok := decode(broken[:]); ok {
					t.Errorf("a wrong byte %d is not noticed", i)
				}
			}
			for n := range b {
				if _, ok := decode(b[:n]); ok {
					t.Errorf("%d bytes are no record", n)
				}
			}
		})
	}
	if _, ok := decode(make([]byte, recordSize)); ok {
		t.Error("an erased record is read")
	}
}

func FuzzDecode(f *testing.F) {
	for _, r := range []record{
		{Entry: Entry{Protocol: ws2def.IPPROTO_TCP, Port: 80, Addr: netip.MustParseAddr("127.0.0.1")}},
		{Entry: Entry{Protocol: ws2def.IPPROTO_UDP, Port: 53, Addr: netip.IPv6Unspecified(), V6: true, Dual: true, Use: Reuse}, place: 2},
	} {
		var b [recordSize]byte
		r.encode(b[:])
		f.Add(b[:], false)
		f.Add(b[:], true)
		f.Add(b[:40], true)
	}
	f.Add(bytes.Repeat([]byte{0xff}, recordSize), true)
	f.Fuzz(func(t *testing.T, b []byte, sign bool) {
		if sign && len(b) >= recordSize {
			b = seal(b)
		}
		r, ok := decode(b)
		if !ok {
			return
		}
		var again [recordSize]byte
		r.encode(again[:])
		if !bytes.Equal(again[:], b[:recordSize]) {
			t.Errorf("% x\nis written again as\n% x", b[:recordSize], again)
		}
		if !r.Addr.IsValid() || r.Port == 0 || r.Use > Exclusive {
			t.Errorf("accepted: %+v", r)
		}
	})
}
