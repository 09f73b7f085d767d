package core_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/spi/spitest"
	"winsock/ws2def"
)

// Providers that do what the running test wants: the code of a provider can be
// registered only once per process.
var (
	troubles     [2]*spitest.Misbehave
	layerStartup spi.Startup
)

func init() {
	for i, name := range []string{"trouble-0", "trouble-1"} {
		spi.Register(name, func(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
			return troubles[i].Startup(requested, entry, up)
		})
	}
	spi.Register("trouble-layer", func(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
		return layerStartup(requested, entry, up)
	})
}

// afTrouble is the address family of the providers above.
const afTrouble = 0x7E00

// trouble makes new providers that behave.
func trouble() (first, second *spitest.Misbehave) {
	troubles[0], troubles[1] = new(spitest.Misbehave), new(spitest.Misbehave)
	return troubles[0], troubles[1]
}

// troubleEntry is a stream entry of the family whose code is at path.
func troubleEntry(name, path string, id byte) catalog.Entry {
	e := catalog.Entry{Path: path, Info: ws2def.WSAProtocolInfo{
		ServiceFlags1: ws2def.XP1_GUARANTEED_DELIVERY | ws2def.XP1_GUARANTEED_ORDER,
		ProviderFlags: ws2def.PFL_MATCHES_PROTOCOL_ZERO,
		ProviderId:    ws2def.GUID{Data1: 0x7E000000 + uint32(id)},
		ProtocolChain: ws2def.WSAProtocolChain{ChainLen: ws2def.BASE_PROTOCOL},
		AddressFamily: afTrouble,
		SocketType:    ws2def.SOCK_STREAM,
		Protocol:      1,
		MinSockAddr:   8,
		MaxSockAddr:   8,
	}}
	e.Info.SetName(name)
	return e
}

// install makes the process's catalog the default one with entries at its end,
// and returns their ids. It has to come before Startup.
func install(t testing.TB, entries ...catalog.Entry) []uint32 {
	t.Helper()
	path := filepath.Join(t.TempDir(), "catalog.json")
	t.Setenv(catalog.EnvFile, path)
	return installMore(t, entries...)
}

// installMore adds entries to the catalog that install made.
func installMore(t testing.TB, entries ...catalog.Entry) []uint32 {
	t.Helper()
	var ids []uint32
	err := catalog.DefaultStore().Update(func(e *catalog.Edit) (err error) {
		ids, err = e.Install(entries...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// attempt asks for a socket of the family of trouble.
func attempt() core.Errno {
	h, e := core.Create(afTrouble, ws2def.SOCK_STREAM, 1, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
	if e == 0 {
		core.Close(h, spi.Park)
	}
	return e
}

func TestP191_ProviderMissing(t *testing.T) {
	clause.Covers(t, "P-191")
	for _, path := range []string{"go:nobody", "/nonexistent/provider.so"} {
		t.Run(path, func(t *testing.T) {
			install(t, troubleEntry("Missing", path, 1))
			start(t)
			if e := attempt(); e != ws2def.WSAEPROVIDERFAILEDINIT {
				t.Errorf("Create: %v, want WSAEPROVIDERFAILEDINIT", e)
			}
		})
	}
}

func TestP192_StartupErrors(t *testing.T) {
	clause.Covers(t, "P-192", "P-193", "P-194", "P-195", "P-196", "P-202")
	tests := []struct {
		name    string
		spoil   func(m *spitest.Misbehave)
		want    core.Errno
		cleaned int32 // calls of Cleanup per start
	}{
		{"P-192 WSASYSNOTREADY", func(m *spitest.Misbehave) { m.StartError = ws2def.WSASYSNOTREADY }, ws2def.WSAEPROVIDERFAILEDINIT, 0},
		{"P-192 WSAVERNOTSUPPORTED", func(m *spitest.Misbehave) { m.StartError = ws2def.WSAVERNOTSUPPORTED }, ws2def.WSAEPROVIDERFAILEDINIT, 0},
		{"P-192 WSAEINPROGRESS", func(m *spitest.Misbehave) { m.StartError = ws2def.WSAEINPROGRESS }, ws2def.WSAEPROVIDERFAILEDINIT, 0},
		{"P-192 WSAEPROCLIM", func(m *spitest.Misbehave) { m.StartError = ws2def.WSAEPROCLIM }, ws2def.WSAEPROVIDERFAILEDINIT, 0},
		{"P-192 WSAEFAULT", func(m *spitest.Misbehave) { m.StartError = ws2def.WSAEFAULT }, ws2def.WSAEPROVIDERFAILEDINIT, 0},
		{"P-192 anything", func(m *spitest.Misbehave) { m.StartError = 12345 }, ws2def.WSAEPROVIDERFAILEDINIT, 0},
		{"P-193 version 1.1", func(m *spitest.Misbehave) { m.Version = 0x0101 }, ws2def.WSAEINVALIDPROVIDER, 1},
		{"P-193 version 2.0", func(m *spitest.Misbehave) { m.Version = 0x0002 }, ws2def.WSAEINVALIDPROVIDER, 1},
		{"P-193 version 2.3", func(m *spitest.Misbehave) { m.Version = 0x0302 }, ws2def.WSAEINVALIDPROVIDER, 1},
		{"P-194 no procedures", func(m *spitest.Misbehave) { m.NoProvider = true }, ws2def.WSAEINVALIDPROCTABLE, 0},
		{"P-194 the code comes first", func(m *spitest.Misbehave) {
			m.StartError, m.Version, m.NoProvider = ws2def.WSAEFAULT, 0x0101, true
		}, ws2def.WSAEPROVIDERFAILEDINIT, 0},
		{"P-194 the version comes before the procedures", func(m *spitest.Misbehave) {
			m.Version, m.NoProvider = 0x0101, true
		}, ws2def.WSAEINVALIDPROVIDER, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			install(t, troubleEntry("Trouble", "go:trouble-0", 1))
			m, _ := trouble()
			tt.spoil(m)
			start(t)
			for try := range int32(2) {
				if e := attempt(); e != tt.want {
					t.Errorf("Create: %v, want %v", e, tt.want)
				}
				if got := m.Started.Load(); got != try+1 {
					t.Errorf("the provider was started %d times, want %d: a failure is not kept (P-196)", got, try+1)
				}
				if got := m.Cleaned.Load(); got != tt.cleaned*(try+1) {
					t.Errorf("the provider was cleaned up %d times, want %d", got, tt.cleaned*(try+1))
				}
			}
			if got := m.Opened.Load(); got != 0 {
				t.Errorf("the provider was asked for %d sockets", got)
			}
			// When the trouble is over, so is the error.
			m, _ = trouble()
			m.OpenError = ws2def.WSAEACCES
			if e := attempt(); e != ws2def.WSAEACCES {
				t.Errorf("Create later: %v, want what the provider says", e)
			}
		})
	}
}

func TestP190_ProviderStartsLazilyAndOnce(t *testing.T) {
	clause.Covers(t, "P-132", "P-190", "P-198")
	other := troubleEntry("Trouble 2", "go:trouble-0", 1)
	other.Info.SocketType = ws2def.SOCK_DGRAM
	install(t, troubleEntry("Trouble", "go:trouble-0", 1), other)
	m, _ := trouble()
	m.OpenError = ws2def.WSAEACCES

	var data ws2def.WSAData
	for range 2 {
		if e := core.Startup(0x0202, &data); e != 0 {
			t.Fatal("Startup:", e)
		}
	}
	count := func(when string, started, cleaned int32) {
		t.Helper()
		if diff := cmp.Diff([]int32{started, cleaned}, []int32{m.Started.Load(), m.Cleaned.Load()}); diff != "" {
			t.Errorf("%s: starts and cleanups (-want +got):\n%s", when, diff)
		}
	}
	core.Protocols(nil, true)
	count("after Startup and enumeration", 0, 0)
	for _, typ := range []int32{ws2def.SOCK_STREAM, ws2def.SOCK_DGRAM, ws2def.SOCK_STREAM} {
		if _, e := core.Create(afTrouble, typ, 1, nil, 0, 0); e != ws2def.WSAEACCES {
			t.Errorf("Create: %v, want WSAEACCES", e)
		}
	}
	count("after three sockets of two entries", 1, 0)
	if e := core.Cleanup(); e != 0 {
		t.Error("Cleanup:", e)
	}
	count("after the first of two Cleanups", 1, 0)
	if e := core.Cleanup(); e != 0 {
		t.Error("Cleanup:", e)
	}
	count("after the last Cleanup", 1, 1)
}

func TestP134_NotMine(t *testing.T) {
	clause.Covers(t, "P-133", "P-134")
	tests := []struct {
		name          string
		first, second core.Errno // what Open says
		want          core.Errno
		asked         [2]int32
	}{
		{"an error ends the search", ws2def.WSAENETDOWN, ws2def.WSAEACCES, ws2def.WSAENETDOWN, [2]int32{1, 0}},
		{"not mine goes on", spi.NotMine, ws2def.WSAEACCES, ws2def.WSAEACCES, [2]int32{1, 1}},
		{"nobody's", spi.NotMine, spi.NotMine, ws2def.WSAEPROTONOSUPPORT, [2]int32{1, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ids := install(t, troubleEntry("First", "go:trouble-0", 1), troubleEntry("Second", "go:trouble-1", 2))
			first, second := trouble()
			var seen []spi.Request
			refuse := func(e core.Errno) func(*spi.Request) (spi.Socket, spi.Errno) {
				return func(r *spi.Request) (spi.Socket, spi.Errno) {
					seen = append(seen, *r)
					return nil, e
				}
			}
			first.Open, second.Open = refuse(tt.first), refuse(tt.second)
			start(t)
			_, e := core.Create(0, ws2def.SOCK_STREAM, 1, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
			if e != tt.want {
				t.Errorf("Create: %v, want %v", e, tt.want)
			}
			if got := [2]int32{first.Opened.Load(), second.Opened.Load()}; got != tt.asked {
				t.Errorf("asked %v times, want %v", got, tt.asked)
			}
			for i, r := range seen {
				if r.Family != 0 || r.Type != ws2def.SOCK_STREAM || r.Protocol != 1 || r.Explicit || r.Info.CatalogEntryId != ids[i] {
					t.Errorf("request %d: %+v; want the application's own arguments with entry %d (P-133)", i, r, ids[i])
				}
			}
		})
	}
}

func TestP135_HandleOfTheWrongKind(t *testing.T) {
	clause.Covers(t, "P-135")
	tests := []struct {
		name  string
		ifs   bool
		spoil func(m *spitest.Misbehave)
	}{
		{"no handle at all", false, func(m *spitest.Misbehave) { m.NoSocket = true }},
		{"a descriptor was promised", true, func(*spitest.Misbehave) {}},
		{"changes are not told", false, func(*spitest.Misbehave) {}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			entry := troubleEntry("Trouble", "go:trouble-0", 1)
			if tt.ifs {
				entry.Info.ServiceFlags1 |= ws2def.XP1_IFS_HANDLES
			}
			install(t, entry)
			m, _ := trouble()
			tt.spoil(m)
			start(t)
			if e := attempt(); e != ws2def.WSAEINVALIDPROVIDER {
				t.Errorf("Create: %v, want WSAEINVALIDPROVIDER", e)
			}
			if m.Opened.Load() != 1 || m.Unclosed.Load() != 0 {
				t.Errorf("%d sockets opened, %d left open; want 1 and 0", m.Opened.Load(), m.Unclosed.Load())
			}
		})
	}
}

func TestP197_LowerLayerDoesNotStart(t *testing.T) {
	clause.Covers(t, "P-192", "P-197")
	base := troubleEntry("Base", "go:trouble-0", 1)
	dummy := troubleEntry("Layer", "go:trouble-layer", 2)
	dummy.Info.ProtocolChain = ws2def.WSAProtocolChain{ChainLen: ws2def.LAYERED_PROTOCOL}
	ids := install(t, base, dummy)
	chain := troubleEntry("Layer over Base", "go:trouble-layer", 3)
	chain.Info.Protocol = 2
	chain.Info.ProtocolChain.ChainLen = 2
	copy(chain.Info.ProtocolChain.ChainEntries[:], []uint32{ids[1], ids[0]})
	installMore(t, chain)

	m, _ := trouble()
	m.StartError = ws2def.WSAEPROCLIM
	var below []core.Errno
	layerStartup = func(_ uint16, _ *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
		_, _, e := up.Next()
		below = append(below, e)
		return spi.Started{}, e
	}
	start(t)
	if _, e := core.Create(afTrouble, ws2def.SOCK_STREAM, 2, nil, 0, 0); e != ws2def.WSAEPROVIDERFAILEDINIT {
		t.Errorf("Create: %v, want WSAEPROVIDERFAILEDINIT", e)
	}
	if !slices.Equal(below, []core.Errno{ws2def.WSAEPROCLIM}) || m.Started.Load() != 1 {
		t.Errorf("the layer learned %v from %d starts below, want one WSAEPROCLIM", below, m.Started.Load())
	}
}
