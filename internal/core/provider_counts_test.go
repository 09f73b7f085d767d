package core_test

import (
	"testing"

	"winsock/catalog"
	"winsock/internal/core"
	"winsock/provider/loop"
	"winsock/spi"
	"winsock/spi/spitest"
	"winsock/ws2def"
)

// boaster is a socket of the provider loop that tells of more than there is.
type boaster struct{ spi.Socket }

func (b boaster) Lower() spi.Socket { return b.Socket }

func (b boaster) below() spi.Transferer {
	t, _ := spi.Ability[spi.Transferer](b.Socket)
	return t
}

func (b boaster) Send(p []byte, flags uint32) (int, spi.Errno) {
	n, e := b.below().Send(p, flags)
	return n + 1000, e
}

func (b boaster) Recv(p []byte, flags uint32) (int, spi.Errno) {
	n, e := b.below().Recv(p, flags)
	return n - 1000, e
}

func (b boaster) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	n, e := b.below().SendMsg(m, flags)
	return n + 1000, e
}

func (b boaster) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	n, e := b.below().RecvMsg(m, flags)
	m.ControlLen, m.NameLen = 1000, -1
	return n + 1000, e
}

// What somebody else's provider counts is kept within its room; our own are not looked at.
func TestCountsThatAreWrong(t *testing.T) {
	begin, _ := spi.Find(loop.Name)
	elements[0] = func(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
		s, e := begin(requested, entry, up)
		below := s.Provider
		m := &spitest.Misbehave{Open: func(req *spi.Request) (spi.Socket, spi.Errno) {
			t, e := below.Open(req)
			return boaster{t}, e
		}}
		s, _ = m.Startup(requested, entry, up)
		return s, e
	}
	install(t, catalog.Entry{Path: "go:element-0", Info: loop.Entries()[1]})
	start(t)
	tcp, e := core.Create(ws2def.AF_INET, ws2def.SOCK_STREAM, 0, nil, 0, 0)
	if e != 0 {
		t.Fatal("Create:", e)
	}
	defer core.Close(tcp, spi.Park)
	h, name := loopBound(t, ws2def.SOCK_DGRAM)
	if core.Doubted(tcp) || !core.Doubted(h) {
		t.Errorf("doubted: TCP %v, somebody else's %v", core.Doubted(tcp), core.Doubted(h))
	}
	send := func() {
		t.Helper()
		if n, e := core.SendMsg(h, &spi.Message{Name: name, Buffers: [][]byte{[]byte("hello")}}, 0, spi.Park); n != 5 || e != 0 {
			t.Errorf("SendMsg: %d, %v", n, e)
		}
	}
	room := make([]byte, 8)
	send()
	if n, e := core.Recv(h, room, 0, spi.Park); n != 0 || e != 0 {
		t.Errorf("Recv: %d, %v, want 0", n, e)
	}
	send()
	m := spi.Message{Name: make([]byte, 16), Buffers: [][]byte{room}, Control: make([]byte, 16)}
	n, e := core.RecvMsg(h, &m, 0, spi.Park)
	if n != len(room) || e != 0 || m.NameLen != 0 || m.ControlLen > len(m.Control) {
		t.Errorf("RecvMsg: %d, %v with an address of %d and control data of %d", n, e, m.NameLen, m.ControlLen)
	}
}
