package core_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/layer"
	"winsock/provider/loop"
	"winsock/spi"
	"winsock/spi/spitest"
	"winsock/ws2def"
)

// brokenCatalog has a base of the family of trouble, the layers element-0 and element-1, and
// a chain of the first over the base in front; change makes one that is broken.
type brokenCatalog struct {
	base, layer, other, chain uint32
}

// install installs it. Texts replaces parts of the file, since the catalog takes no chain that
// can't be.
func (b *brokenCatalog) install(t *testing.T, change func(e *catalog.Edit) error, ifs bool, texts func() []string) {
	t.Helper()
	below := troubleEntry("Base", "go:trouble-0", 1)
	upper, other := troubleEntry("Layer", "go:element-0", 2), troubleEntry("Other", "go:element-1", 3)
	for _, l := range []*catalog.Entry{&upper, &other} {
		l.Info.ProtocolChain.ChainLen = ws2def.LAYERED_PROTOCOL
	}
	ids := install(t, below, upper, other)
	b.base, b.layer, b.other = ids[0], ids[1], ids[2]
	chain := troubleEntry("Layer over Base", "go:element-0", 4)
	chain.Info.ProtocolChain.ChainLen = 2
	chain.Info.ProtocolChain.ChainEntries = [ws2def.MAX_PROTOCOL_CHAIN]uint32{b.layer, b.base}
	chain.Info.Protocol = 2
	if ifs {
		chain.Info.ServiceFlags1 |= ws2def.XP1_IFS_HANDLES
	}
	b.chain = installMore(t, chain)[0]
	if change != nil {
		if err := catalog.DefaultStore().Update(change); err != nil {
			t.Fatal(err)
		}
	}
	if texts == nil {
		return
	}
	file := os.Getenv(catalog.EnvFile)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer(texts()...).Replace(string(text))
	if changed == string(text) {
		t.Fatalf("%v is not in %s", texts(), text)
	}
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
}

// past is the start-up of a layer that lets all past it.
func past(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
	return layer.Startup(func(_ *spi.Request, below spi.Socket) (spi.Socket, spi.Errno) { return below, 0 })(requested, entry, up)
}

// wrongEnd is a provider whose end is a panic.
type wrongEnd struct{ spi.Provider }

func (wrongEnd) Cleanup() spi.Errno { panic("wrong") }

func TestP196_BrokenProviders(t *testing.T) {
	clause.Covers(t, "P-191", "P-192", "P-193", "P-194", "P-195", "P-196", "P-135", "P-063", "P-064")
	var b brokenCatalog
	chained := func(ids ...*uint32) func() []string {
		return func() []string {
			var list []string
			for _, id := range ids {
				list = append(list, fmt.Sprint(*id))
			}
			return []string{fmt.Sprintf("[%d, %d]", b.layer, b.base), "[" + strings.Join(list, ", ") + "]"}
		}
	}
	spoilt := func(spoil func(m *spitest.Misbehave)) spi.Startup {
		return func(uint16, *ws2def.WSAProtocolInfo, spi.Upcalls) (spi.Started, spi.Errno) {
			m := new(spitest.Misbehave)
			spoil(m)
			return m.Startup(0, nil, nil)
		}
	}
	for _, tt := range []struct {
		name    string
		change  func(e *catalog.Edit) error
		texts   func() []string
		ifs     bool
		startup spi.Startup // of the layer; nil: past
		base    func(m *spitest.Misbehave)
		want    core.Errno
	}{
		{name: "the base is removed", change: func(e *catalog.Edit) error { return e.Remove(b.base) }, want: ws2def.WSAEPROVIDERFAILEDINIT},
		{name: "the layer is removed", change: func(e *catalog.Edit) error { return e.Remove(b.layer) }, want: ws2def.WSAEPROVIDERFAILEDINIT},
		{name: "the chain names itself", texts: chained(&b.layer, &b.chain), want: ws2def.WSAEPROVIDERFAILEDINIT},
		{name: "the chain names itself on top", texts: chained(&b.chain, &b.base), want: ws2def.WSAEPROVIDERFAILEDINIT},
		{name: "a layer twice", texts: chained(&b.layer, &b.layer, &b.base), want: ws2def.WSAEPROVIDERFAILEDINIT},
		{name: "a layer without a base", texts: chained(&b.layer, &b.other), want: ws2def.WSAEPROVIDERFAILEDINIT},
		{name: "a base above", texts: chained(&b.base, &b.base), want: ws2def.WSAEPROVIDERFAILEDINIT},
		{name: "the layer's code is missing", texts: func() []string { return []string{"go:element-0", "go:element-9"} }, want: ws2def.WSAEPROVIDERFAILEDINIT},
		{name: "the layer's file is missing", texts: func() []string { return []string{"go:element-0", "/nonexistent/layer.so"} }, want: ws2def.WSAEPROVIDERFAILEDINIT},
		{name: "the start-up panics", startup: func(uint16, *ws2def.WSAProtocolInfo, spi.Upcalls) (spi.Started, spi.Errno) {
			panic("wrong")
		}, want: ws2def.WSAEPROVIDERFAILEDINIT},
		{name: "the base's start-up fails", base: func(m *spitest.Misbehave) { m.StartError = ws2def.WSASYSNOTREADY }, want: ws2def.WSAEPROVIDERFAILEDINIT},
		{name: "the base has another version", base: func(m *spitest.Misbehave) { m.Version = 0x0102 }, want: ws2def.WSAEPROVIDERFAILEDINIT},
		{name: "the base is no provider", base: func(m *spitest.Misbehave) { m.NoProvider = true }, want: ws2def.WSAEPROVIDERFAILEDINIT},
		{name: "the layer fails", startup: spoilt(func(m *spitest.Misbehave) { m.StartError = ws2def.WSAEFAULT }), want: ws2def.WSAEPROVIDERFAILEDINIT},
		{name: "the layer has another version", startup: spoilt(func(m *spitest.Misbehave) { m.Version = 0x0302 }), want: ws2def.WSAEINVALIDPROVIDER},
		{name: "the layer is no provider", startup: spoilt(func(m *spitest.Misbehave) { m.NoProvider = true }), want: ws2def.WSAEINVALIDPROCTABLE},
		{name: "the layer opens nothing", startup: spoilt(func(m *spitest.Misbehave) { m.NoSocket = true }), want: ws2def.WSAEINVALIDPROVIDER},
		{name: "the layer tells no changes", startup: spoilt(func(*spitest.Misbehave) {}), want: ws2def.WSAEINVALIDPROVIDER},
		{name: "descriptors over a base without", ifs: true, base: func(m *spitest.Misbehave) { m.Open = opensLoop(t) }, want: ws2def.WSAEINVALIDPROVIDER},
		{name: "the base refuses", base: func(m *spitest.Misbehave) { m.OpenError = ws2def.WSAEACCES }, want: ws2def.WSAEACCES},
		{name: "the layer's end panics", startup: func(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
			s, e := past(requested, entry, up)
			s.Provider = wrongEnd{s.Provider}
			return s, e
		}, base: func(m *spitest.Misbehave) { m.OpenError = ws2def.WSAEACCES }, want: ws2def.WSAEACCES},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, _ := trouble()
			if tt.base != nil {
				tt.base(m)
			}
			elements[0], elements[1] = past, past
			if tt.startup != nil {
				elements[0] = tt.startup
			}
			b.install(t, tt.change, tt.ifs, tt.texts)
			var data ws2def.WSAData
			if e := core.Startup(0x0202, &data); e != 0 {
				t.Fatal("Startup:", e)
			}
			for range 2 {
				if _, e := core.Create(0, 0, 0, describedBy(t, b.chain), 0, 0); e != tt.want {
					t.Errorf("Create: %v, want %v", e, tt.want)
				}
			}
			x, y := pairOf(t, nil)
			if got := through(t, x, y, "x"); got != "x" {
				t.Errorf("another provider makes %q of %q", got, "x")
			}
			if e := core.Cleanup(); e != 0 {
				t.Error("Cleanup:", e)
			}
			if begun, ended := m.Started.Load(), m.Cleaned.Load(); tt.base == nil && begun != ended || m.Unclosed.Load() != 0 {
				t.Errorf("the base was started %d times and ended %d times, %d sockets are open", begun, ended, m.Unclosed.Load())
			}
		})
	}
}

// opensLoop opens sockets of the provider loop, which are no descriptors.
func opensLoop(t *testing.T) func(*spi.Request) (spi.Socket, spi.Errno) {
	t.Helper()
	start, _ := spi.Find(loop.Name)
	info := loop.Entries()[0]
	s, e := start(spi.Version, &info, nil)
	if e != 0 {
		t.Fatal(e)
	}
	t.Cleanup(func() { s.Provider.Cleanup() })
	return func(req *spi.Request) (spi.Socket, spi.Errno) {
		own := *req
		own.Family, own.Type, own.Protocol, own.Info = info.AddressFamily, info.SocketType, info.Protocol, &info
		return s.Provider.Open(&own)
	}
}

// stubborn is a socket that carries out receives as the test says, over one of the provider
// loop.
type stubborn struct {
	spi.Socket
	begun []*spi.Operation
}

func (s *stubborn) Lower() spi.Socket { return s.Socket }

func (s *stubborn) Start(op *spi.Operation) (int, spi.Errno) {
	s.begun = append(s.begun, op)
	return 0, ws2def.WSA_IO_PENDING
}

func (s *stubborn) Cancel(*spi.Operation) {}

func TestP265_EndsThatAreWrong(t *testing.T) {
	clause.Covers(t, "P-265", "P-266")
	var up spi.Upcalls
	var opened *stubborn
	start2, _ := spi.Find(loop.Name)
	elements[2] = func(requested uint16, entry *ws2def.WSAProtocolInfo, calls spi.Upcalls) (spi.Started, spi.Errno) {
		up = calls
		s, e := start2(requested, entry, calls)
		below := s.Provider
		m := &spitest.Misbehave{Open: func(req *spi.Request) (spi.Socket, spi.Errno) {
			t, e := below.Open(req)
			opened = &stubborn{Socket: t}
			return opened, e
		}}
		s, _ = m.Startup(requested, entry, calls)
		return s, e
	}
	install(t, catalog.Entry{Path: "go:element-2", Info: loop.Entries()[1]})
	start(t)
	h, _ := loopBound(t, ws2def.SOCK_DGRAM)
	receive := func() (*spi.Operation, *pending) {
		t.Helper()
		_, p := overlappedReceive(t, h, 8, ws2def.WSA_IO_PENDING)
		return opened.begun[len(opened.begun)-1], p
	}

	op, p := receive()
	up.Complete(op, 3, 0)
	p.ends(t, ws2def.STATUS_SUCCESS, 3)
	next, q := receive()
	up.Complete(op, 5, ws2def.WSAECONNRESET)
	up.Complete(&spi.Operation{}, 5, 0)
	up.Complete(&spi.Operation{Owner: "nobody's"}, 5, 0)
	p.ends(t, ws2def.STATUS_SUCCESS, 3)
	if !q.waits(t) {
		t.Error("the second end of one operation is that of another")
	}
	if e := core.Close(h, spi.Park); e != 0 {
		t.Fatal("Close:", e)
	}
	q.ends(t, ws2def.STATUS_CANCELLED, 0)
	up.Complete(next, 5, 0)
	q.ends(t, ws2def.STATUS_CANCELLED, 0)
}
