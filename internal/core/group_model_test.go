package core_test

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/registry"
	"winsock/spi"
	"winsock/ws2def"
)

// groupModel is what the contract says of the socket groups of two processes.
type groupModel struct {
	processes [2]func(line string) string
	port      int // where 127.0.0.1 and 127.0.0.2 listen

	groups  map[uint32]*modelGroup
	sockets map[string]*modelSocket
	ended   []uint32 // ids of groups that are over
	made    int
}

type modelGroup struct {
	constrained bool
	members     int
}

type modelSocket struct {
	process  int
	typ      int
	group    uint32
	peer     int // last byte of the address that it is connected to; 0: none
	priority uint32
}

func (m *groupModel) do(t *rapid.T, process int, want, format string, args ...any) {
	t.Helper()
	line := fmt.Sprintf(format, args...)
	if got := m.processes[process](line); got != want {
		t.Fatalf("process %d: %s: %s, want %s", process, line, got, want)
	}
}

func (m *groupModel) Enter(t *rapid.T) {
	ids := []uint32{0, free, bound, 0xABCDEF}
	for id := range m.groups {
		ids = append(ids, id)
	}
	ids = append(ids, m.ended...)
	g := rapid.SampledFrom(ids).Draw(t, "group")
	s := &modelSocket{
		process: rapid.IntRange(0, 1).Draw(t, "process"),
		typ:     rapid.SampledFrom([]int{ws2def.SOCK_STREAM, ws2def.SOCK_STREAM, ws2def.SOCK_DGRAM}).Draw(t, "type"),
		group:   g,
	}
	m.made++
	name := strconv.Itoa(m.made)
	line := fmt.Sprintf("group enter %s %d %d", name, s.typ, g)
	group := m.groups[g]
	switch {
	case g == bound && s.typ == ws2def.SOCK_DGRAM,
		g > bound && group == nil,
		group != nil && group.constrained && s.typ == ws2def.SOCK_DGRAM:
		m.do(t, s.process, "WSAEINVAL", "%s", line)
		return
	case g == free || g == bound:
		got, err := strconv.ParseUint(m.processes[s.process](line), 10, 32)
		if err != nil || got <= 2 || m.groups[uint32(got)] != nil {
			t.Fatalf("process %d: %s: %#x, %v", s.process, line, got, err)
		}
		s.group = uint32(got)
		m.groups[s.group] = &modelGroup{constrained: g == bound, members: 1}
	default:
		m.do(t, s.process, fmt.Sprint(g), "%s", line)
		if group != nil {
			group.members++
		}
	}
	m.sockets[name] = s
}

// draw chooses a socket.
func (m *groupModel) draw(t *rapid.T) (string, *modelSocket) {
	var names []string
	for i := range m.made + 1 { // in an order that does not change
		if name := strconv.Itoa(i); m.sockets[name] != nil {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		t.Skip("no sockets")
	}
	name := rapid.SampledFrom(names).Draw(t, "socket")
	return name, m.sockets[name]
}

func (m *groupModel) Connect(t *rapid.T) {
	name, s := m.draw(t)
	if s.typ == ws2def.SOCK_DGRAM {
		t.Skip("datagrams")
	}
	last := rapid.IntRange(1, 2).Draw(t, "address")
	want := "ok"
	if g := m.groups[s.group]; g != nil && g.constrained {
		for _, other := range m.sockets {
			if other.group == s.group && other.peer != 0 && other.peer != last {
				want = "WSAEINVAL"
			}
		}
	}
	if s.peer != 0 {
		want = "WSAEISCONN"
	}
	m.do(t, s.process, want, "group connect %s %d %d", name, last, m.port)
	if want == "ok" {
		s.peer = last
	}
}

func (m *groupModel) Priority(t *rapid.T) {
	name, s := m.draw(t)
	p := rapid.SampledFrom([]int{0, 1, 5, 1<<31 - 1, -1}).Draw(t, "priority")
	switch {
	case s.group == 0:
		m.do(t, s.process, "WSAENOPROTOOPT", "group priority %s %d", name, p)
	case p < 0:
		m.do(t, s.process, "WSAEINVAL", "group priority %s %d", name, p)
	default:
		m.do(t, s.process, "ok", "group priority %s %d", name, p)
		s.priority = uint32(p)
	}
}

func (m *groupModel) Look(t *rapid.T) {
	name, s := m.draw(t)
	b := binary.LittleEndian.AppendUint32(nil, s.group)
	m.do(t, s.process, fmt.Sprintf("%x", binary.LittleEndian.AppendUint32(b, s.priority)), "group look %s", name)
}

func (m *groupModel) Close(t *rapid.T) {
	name, _ := m.draw(t)
	m.close(t, name)
}

func (m *groupModel) close(t *rapid.T, name string) {
	s := m.sockets[name]
	m.do(t, s.process, "ok", "close %s", name)
	delete(m.sockets, name)
	if g := m.groups[s.group]; g != nil {
		if g.members--; g.members == 0 {
			delete(m.groups, s.group)
			m.ended = append(m.ended, s.group)
		}
	}
}

// Check compares the groups that there are with those of the model.
func (m *groupModel) Check(t *rapid.T) {
	all, err := registry.Groups()
	if err != nil || len(all) != len(m.groups) {
		t.Fatalf("%d groups, %v, want %d", len(all), err, len(m.groups))
	}
	for i := range all {
		g := m.groups[all[i].ID]
		if g == nil || len(all[i].Members) != g.members || (all[i].Kind == bound) != g.constrained {
			t.Fatalf("group %+v, want %+v", all[i], g)
		}
		for _, s := range m.sockets {
			if s.group == all[i].ID && g.constrained && s.peer != 0 && all[i].Peer == nil {
				t.Fatalf("group %+v has no peer", all[i])
			}
		}
	}
}

func TestGroupsFollowTheModel(t *testing.T) {
	clause.Covers(t, "P-321", "P-323", "P-324", "P-326", "P-332", "P-333", "P-336", "P-345", "P-347", "P-348")
	shareRunDir(t)
	start(t)
	l := tcp4(t)
	if e := core.Bind(l, inet4(0, 0, 0, 0, 0)); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := core.Listen(l, 50); e != 0 {
		t.Fatal("Listen:", e)
	}
	port := int(binary.BigEndian.Uint16(name(t, l)[2:]))
	ended := make(chan struct{})
	go func() { // takes the connections, so that the queue does not fill up
		defer close(ended)
		for {
			h, _, e := core.Accept(l, nil, spi.Park)
			if e != 0 {
				return
			}
			core.Close(h, spi.Park)
		}
	}()
	t.Cleanup(func() {
		core.Close(l, spi.Park)
		<-ended
	})
	r := &robot{sockets: map[string]core.Handle{}}
	o := another(t, "", nil)
	rapid.Check(t, func(t *rapid.T) {
		m := &groupModel{
			processes: [2]func(string) string{func(line string) string { return r.obey(strings.Fields(line)) }, o.do},
			port:      port,
			groups:    map[uint32]*modelGroup{}, sockets: map[string]*modelSocket{},
		}
		t.Repeat(rapid.StateMachineActions(m))
		for name := range m.sockets {
			m.close(t, name)
		}
		m.Check(t)
	})
}
