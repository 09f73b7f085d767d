package ws2def

import (
	"reflect"
	"testing"
	"unsafe"

	"winsock/internal/clause"
)

func TestP002_ProtocolInfo(t *testing.T) {
	clause.Covers(t, "P-001", "P-002", "P-004", "P-006")
	w, a := reflect.TypeFor[WSAProtocolInfo](), reflect.TypeFor[WSAProtocolInfoA]()
	if w.Size() != 628 || a.Size() != 372 || w.Align() != 4 || a.Align() != 4 {
		t.Errorf("sizes %d and %d, alignments %d and %d, want 628, 372, 4, 4", w.Size(), a.Size(), w.Align(), a.Align())
	}
	if w.NumField() != a.NumField() {
		t.Fatalf("%d and %d fields", w.NumField(), a.NumField())
	}
	for i := range w.NumField() - 1 {
		f, g := w.Field(i), a.Field(i)
		if f.Name != g.Name || f.Type != g.Type || f.Offset != g.Offset {
			t.Errorf("field %d is %v in W and %v in A", i, f, g)
		}
	}
	if f := w.Field(w.NumField() - 1); f.Name != "ProtocolName" || f.Offset != 116 || f.Type.Len() != 256 {
		t.Errorf("the name is %v", f)
	}
	c := reflect.TypeFor[WSAProtocolChain]()
	if c.Size() != 32 || c.Field(1).Type.Len() != 7 || MAX_PROTOCOL_CHAIN != 7 || WSAPROTOCOL_LEN != 255 {
		t.Errorf("the chain has %d bytes and %d entries", c.Size(), c.Field(1).Type.Len())
	}
}

func TestP010_ProtocolInfoOffsets(t *testing.T) {
	clause.Covers(t, "P-010", "P-011", "P-012", "P-013", "P-014", "P-015", "P-016", "P-017", "P-018", "P-019",
		"P-020", "P-021", "P-022", "P-023", "P-024", "P-025", "P-026", "P-027")
	var p WSAProtocolInfo
	for _, tt := range []struct {
		name      string
		got, want uintptr
	}{
		{"ServiceFlags1", unsafe.Offsetof(p.ServiceFlags1), 0},
		{"ServiceFlags2", unsafe.Offsetof(p.ServiceFlags2), 4},
		{"ServiceFlags3", unsafe.Offsetof(p.ServiceFlags3), 8},
		{"ServiceFlags4", unsafe.Offsetof(p.ServiceFlags4), 12},
		{"ProviderFlags", unsafe.Offsetof(p.ProviderFlags), 16},
		{"ProviderId", unsafe.Offsetof(p.ProviderId), 20},
		{"CatalogEntryId", unsafe.Offsetof(p.CatalogEntryId), 36},
		{"ChainLen", unsafe.Offsetof(p.ProtocolChain) + unsafe.Offsetof(p.ProtocolChain.ChainLen), 40},
		{"ChainEntries", unsafe.Offsetof(p.ProtocolChain) + unsafe.Offsetof(p.ProtocolChain.ChainEntries), 44},
		{"Version", unsafe.Offsetof(p.Version), 72},
		{"AddressFamily", unsafe.Offsetof(p.AddressFamily), 76},
		{"MaxSockAddr", unsafe.Offsetof(p.MaxSockAddr), 80},
		{"MinSockAddr", unsafe.Offsetof(p.MinSockAddr), 84},
		{"SocketType", unsafe.Offsetof(p.SocketType), 88},
		{"Protocol", unsafe.Offsetof(p.Protocol), 92},
		{"ProtocolMaxOffset", unsafe.Offsetof(p.ProtocolMaxOffset), 96},
		{"NetworkByteOrder", unsafe.Offsetof(p.NetworkByteOrder), 100},
		{"SecurityScheme", unsafe.Offsetof(p.SecurityScheme), 104},
		{"MessageSize", unsafe.Offsetof(p.MessageSize), 108},
		{"ProviderReserved", unsafe.Offsetof(p.ProviderReserved), 112},
		{"ProtocolName", unsafe.Offsetof(p.ProtocolName), 116},
	} {
		if tt.got != tt.want {
			t.Errorf("%s is at %d, want %d", tt.name, tt.got, tt.want)
		}
	}
	if BIGENDIAN != 0 || LITTLEENDIAN != 1 || SECURITY_PROTOCOL_NONE != 0 {
		t.Error("the values of NetworkByteOrder or SecurityScheme are wrong")
	}
}

func TestS026_Sizes(t *testing.T) {
	clause.Covers(t, "S-026", "F-166", "F-249")
	for name, got := range map[string]struct{ got, want uintptr }{
		"WSADATA":        {unsafe.Sizeof(WSAData{}), 408},
		"szSystemStatus": {unsafe.Offsetof(WSAData{}.SystemStatus), 273},
		"fd_set":         {unsafe.Sizeof(FdSet{}), 520},
		"fd_array":       {unsafe.Offsetof(FdSet{}.Array), 8},
		"SOCKADDR_NB":    {unsafe.Sizeof(RawSockaddrNetBIOS{}), 20},
		"SOCKADDR_IPX":   {unsafe.Sizeof(RawSockaddrIPX{}), 14},
		"sa_socket":      {unsafe.Offsetof(RawSockaddrIPX{}.Socket), 12},
		"SOCKADDR_AT":    {unsafe.Sizeof(RawSockaddrAppleTalk{}), 6},
		"SOCKADDR_IRDA":  {unsafe.Sizeof(RawSockaddrIrDA{}), 32},
		"SOCKADDR_BTH":   {unsafe.Sizeof(RawSockaddrBth{}), 30},
		"port":           {unsafe.Offsetof(RawSockaddrBth{}.Port), 26},
		"SOCKADDR_HV":    {unsafe.Sizeof(RawSockaddrHv{}), 36},
		"ServiceId":      {unsafe.Offsetof(RawSockaddrHv{}.ServiceId), 20},
	} {
		if got.got != got.want {
			t.Errorf("%s is %d, want %d", name, got.got, got.want)
		}
	}
}
