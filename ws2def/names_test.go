package ws2def_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/ws2def"
)

func TestNames(t *testing.T) {
	for _, tc := range []struct {
		name  string
		names ws2def.Names
		value int64
		want  string // "" for none
	}{
		{"family", ws2def.FamilyNames, 23, "AF_INET6"},
		{"the usual one of two names", ws2def.FamilyNames, 6, "AF_IPX"},
		{"a limit is no name", ws2def.FamilyNames, 35, ""},
		{"type", ws2def.SocketTypeNames, 5, "SOCK_SEQPACKET"},
		{"flag", ws2def.SocketFlagNames, 0x80, "WSA_FLAG_NO_HANDLE_INHERIT"},
		{"group", ws2def.GroupNames, 2, "SG_CONSTRAINED_GROUP"},
		{"beyond", ws2def.SocketTypeNames, -1, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := tc.names.Of(tc.value)
			if tc.want == "" {
				if got != nil {
					t.Fatalf("%d is called %s", tc.value, got.Name)
				}
				return
			}
			if got == nil || got.Name != tc.want {
				t.Fatalf("%d is %+v, want %s", tc.value, got, tc.want)
			}
			if back, ok := tc.names.Lookup(tc.want); !ok || back != tc.value {
				t.Errorf("%s is %d, %v", tc.want, back, ok)
			}
		})
	}
	if _, ok := ws2def.FamilyNames.Lookup("inet"); ok {
		t.Error(`"inet" is taken for a name`)
	}
}

func TestNamesFlags(t *testing.T) {
	names, rest := ws2def.ProviderFlagNames.Flags(ws2def.PFL_HIDDEN | ws2def.PFL_MATCHES_PROTOCOL_ZERO | 1<<31)
	if diff := cmp.Diff([]string{"PFL_HIDDEN", "PFL_MATCHES_PROTOCOL_ZERO"}, names); diff != "" || rest != 1<<31 {
		t.Errorf("rest %#x, names (-want +got)\n%s", rest, diff)
	}
}

func TestProtocolName(t *testing.T) {
	for _, tc := range []struct {
		family, protocol int32
		want             string
	}{
		{ws2def.AF_INET, 6, "IPPROTO_TCP"},
		{ws2def.AF_UNSPEC, 17, "IPPROTO_UDP"},
		{ws2def.AF_INET6, 3, "IPPROTO_GGP"},
		{ws2def.AF_BTH, 3, "BTHPROTO_RFCOMM"},
		{ws2def.AF_BTH, 256, "BTHPROTO_L2CAP"},
		{ws2def.AF_IPX, 1256, "NSPROTO_SPX"},
		{ws2def.AF_INET, 0, ""},
		{ws2def.AF_INET, 256, ""},
		{ws2def.AF_UNIX, 6, ""},
	} {
		got := ""
		if p := ws2def.ProtocolName(tc.family, tc.protocol); p != nil {
			got = p.Name
		}
		if got != tc.want {
			t.Errorf("protocol %d of family %d is %q, want %q", tc.protocol, tc.family, got, tc.want)
		}
	}
}
