package core_test

import (
	"bytes"
	"testing"

	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/layer"
	"winsock/spi"
	"winsock/ws2def"
)

// marked is a layer that turns the bytes that go through it around a letter, so that a
// test sees which layers they have met.
type marked struct {
	layer.Through
	letter byte
}

func (m *marked) Send(p []byte, flags uint32) (int, spi.Errno) {
	q := bytes.Clone(p)
	for i := range q {
		q[i] ^= m.letter
	}
	return m.Through.Send(q, flags)
}

func markedBy(letter byte) spi.Startup {
	var over func(below spi.Socket) spi.Socket
	over = func(below spi.Socket) spi.Socket {
		m := &marked{letter: letter}
		m.Over(below, over)
		return m
	}
	return layer.Startup(func(_ *spi.Request, below spi.Socket) (spi.Socket, spi.Errno) { return over(below), 0 })
}

func init() {
	spi.Register("marked-1", markedBy(1))
	spi.Register("marked-2", markedBy(2))
}

// installLayer installs a layer over TCP/IPv4 and returns the chain's id.
func installLayer(t *testing.T, name string) uint32 {
	t.Helper()
	return cover(t, catalog.Layer{
		Provider: ws2def.GUID{Data1: 0x6D61726B, Data2: uint16(name[len(name)-1])}, Path: spi.PathPrefix + name, Name: name,
		Over: []catalog.Triple{{Family: ws2def.AF_INET, Type: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP}},
	})[0]
}

// cover installs a layer and returns its chains' ids.
func cover(t testing.TB, l catalog.Layer) (chains []uint32) {
	t.Helper()
	err := catalog.DefaultStore().Update(func(e *catalog.Edit) (err error) {
		_, chains, err = e.InstallLayer(l)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return chains
}

func TestP287_DataGoesDownTheChain(t *testing.T) {
	clause.Covers(t, "P-277", "P-279", "P-282", "P-284", "P-287")
	install(t)
	first := installLayer(t, "marked-1")
	second := installLayer(t, "marked-2")
	start(t)
	// The topmost chain is chosen: both layers.
	a, b := pairOf(t, nil)
	if got := through(t, a, b, "\x10"); got != "\x13" {
		t.Errorf("both layers make %q of it", got)
	}
	info := protocolInfo(t, a)
	if info.CatalogEntryId != second || info.ProtocolChain.ChainLen != 3 {
		t.Errorf("the socket is of entry %d with a chain of %d, want %d with 3", info.CatalogEntryId, info.ProtocolChain.ChainLen, second)
	}
	// By its structure each other entry can be asked for.
	for _, asked := range []struct {
		id   uint32
		want string
	}{{first, "\x11"}, {info.ProtocolChain.ChainEntries[2], "\x10"}} {
		a, b := pairOf(t, describedBy(t, asked.id))
		if got := through(t, a, b, "\x10"); got != asked.want {
			t.Errorf("entry %d makes %q of it, want %q", asked.id, got, asked.want)
		}
	}
}

// pairOf is a TCP connection whose client is of the entry that info describes (nil: of
// the one that is chosen), and whose server is of the base protocol.
func pairOf(t *testing.T, info *ws2def.WSAProtocolInfo) (client, server core.Handle) {
	t.Helper()
	base := describedBy(t, baseTCP)
	l, e := core.Create(0, 0, 0, base, 0, ws2def.WSA_FLAG_OVERLAPPED)
	if e != 0 {
		t.Fatal("Create:", e)
	}
	t.Cleanup(func() { core.Close(l, spi.Park) })
	if e := core.Bind(l, loopback(0)); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := core.Listen(l, 5); e != 0 {
		t.Fatal("Listen:", e)
	}
	client, e = core.Create(ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, info, 0, ws2def.WSA_FLAG_OVERLAPPED)
	if e != 0 {
		t.Fatal("Create:", e)
	}
	t.Cleanup(func() { core.Close(client, spi.Park) })
	if e := core.Connect(client, name(t, l), spi.Hold); e != 0 {
		t.Fatal("Connect:", e)
	}
	server, _, e = core.Accept(l, nil, spi.Hold)
	if e != 0 {
		t.Fatal("Accept:", e)
	}
	t.Cleanup(func() { core.Close(server, spi.Park) })
	return client, server
}

// baseTCP is the id of TCP/IPv4 in the default catalog.
const baseTCP = 1004

// describedBy is the description of an entry of the process's catalog.
func describedBy(t *testing.T, id uint32) *ws2def.WSAProtocolInfo {
	t.Helper()
	c, err := catalog.DefaultStore().Read()
	if err != nil {
		t.Fatal(err)
	}
	info := c.Find(id).Info
	return &info
}

// through sends one byte from a to b.
func through(t *testing.T, a, b core.Handle, data string) string {
	t.Helper()
	if n, e := core.Send(a, []byte(data), 0, spi.Park); n != len(data) || e != 0 {
		t.Fatal("Send:", n, e)
	}
	buf := make([]byte, 8)
	n, e := core.Recv(b, buf, 0, spi.Park)
	if e != 0 {
		t.Fatal("Recv:", e)
	}
	return string(buf[:n])
}
