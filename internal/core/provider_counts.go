package core

import (
	"path"
	"reflect"
	"strings"

	"winsock/spi"
	"winsock/ws2def"
)

// module is the path that our packages begin with.
var module = path.Dir(reflect.TypeFor[spi.Message]().PkgPath())

// ours reports whether t is of a provider or a layer of this module, whose counts are
// known to be right.
func ours(t spi.Transferer) bool {
	typ := reflect.TypeOf(t)
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	in, ok := strings.CutPrefix(typ.PkgPath(), module)
	return ok && (strings.HasPrefix(in, "/provider/") || strings.HasPrefix(in, "/layer/"))
}

// checked is a Transferer whose counts are kept within their room: what others have
// written could tell of more bytes than there is room for.
type checked struct{ spi.Transferer }

// within is n if room is for that.
func within(n, room int) int {
	if uint(n) <= uint(room) {
		return n
	}
	trace.Error("provider tells of more bytes than there is room for", "bytes", n, "room", room)
	return min(max(n, 0), room)
}

func (c checked) Send(p []byte, flags uint32) (int, Errno) {
	n, e := c.Transferer.Send(p, flags)
	return within(n, len(p)), e
}

func (c checked) Recv(p []byte, flags uint32) (int, Errno) {
	n, e := c.Transferer.Recv(p, flags)
	return within(n, len(p)), e
}

func (c checked) SendMsg(m *spi.Message, flags uint32) (int, Errno) {
	n, e := c.Transferer.SendMsg(m, flags)
	return within(n, length(m.Buffers)), e
}

func (c checked) RecvMsg(m *spi.Message, flags uint32) (int, Errno) {
	n, e := c.Transferer.RecvMsg(m, flags)
	inform(m)
	return within(n, length(m.Buffers)), e
}

// inform keeps what came along with a message within its room; an address may say that it
// needs more.
func inform(m *spi.Message) {
	m.NameLen, m.ControlLen = max(m.NameLen, 0), within(m.ControlLen, len(m.Control))
}

// end is n and e of a receive that the transport has carried out. Messages that are longer
// than the room are cut.
func (r *provided) end(n int, e Errno) (int, Errno) {
	if e != 0 && e != ws2def.WSAEMSGSIZE {
		n = 0
	}
	inform(&r.Message)
	return within(n, length(r.Message.Buffers)), e
}
