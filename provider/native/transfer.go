//go:build cgo

package native

// #include "table.h"
import "C"

import (
	"bytes"
	"runtime"
	"unsafe"

	"winsock/spi"
	"winsock/ws2def"
)

// Send implements [spi.Transferer]: WSPSend. A provider tells of room (FD_WRITE) only who has
// sent in vain: what is left of a stream's bytes is tried until then.
func (s *socket) Send(p []byte, flags uint32) (int, spi.Errno) {
	n, e := s.send(p, flags)
	for e == 0 && n < len(p) && s.kind == stream {
		more, again := s.send(p[n:], flags)
		if again != 0 || more == 0 {
			break
		}
		n += more
	}
	return n, e
}

func (s *socket) send(p []byte, flags uint32) (int, spi.Errno) {
	l := s.at.Load()
	if !l.enter() {
		return 0, ws2def.WSAENOTSOCK
	}
	turn := l.turn.Load()
	a := C.ws_np_send(l.p.table, l.h, pointer(p), C.uint32_t(len(p)), C.uint32_t(flags))
	l.leave()
	return s.sent(l, a, turn)
}

// Recv implements [spi.Transferer]: WSPRecv.
func (s *socket) Recv(p []byte, flags uint32) (int, spi.Errno) {
	l := s.at.Load()
	if l.receives.has() && flags&ws2def.MSG_OOB == 0 {
		return l.receives.take(s.kind, &spi.Message{Buffers: [][]byte{p}}, flags)
	}
	if !l.enter() {
		return 0, ws2def.WSAENOTSOCK
	}
	turn := l.turn.Load()
	a := C.ws_np_recv(l.p.table, l.h, pointer(p), C.uint32_t(len(p)), C.uint32_t(flags))
	l.leave()
	return s.received(l, a, turn, flags, len(p))
}

// SendMsg implements [spi.Transferer].
func (s *socket) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	l := s.at.Load()
	turn := l.turn.Load()
	a, e := l.sendMsg(m, flags)
	if e != 0 {
		return 0, e
	}
	n, e := s.sent(l, a, turn)
	if e != 0 || s.kind != stream {
		return n, e
	}
	skip := n
	for _, b := range m.Buffers {
		if skip >= len(b) {
			skip -= len(b)
			continue
		}
		more, again := s.Send(b[skip:], flags)
		n += more
		if again != 0 || more < len(b)-skip {
			break
		}
		skip = 0
	}
	return n, 0
}

// sendMsg is WSPSendTo, or WSPSend without a destination. There is no control data:
// WSASendMsg is not among a provider's functions.
func (l *link) sendMsg(m *spi.Message, flags uint32) (a C.ws_np_answer, e spi.Errno) {
	if len(m.Control) > 0 {
		return a, ws2def.WSAEOPNOTSUPP
	}
	if !l.enter() {
		return a, ws2def.WSAENOTSOCK
	}
	defer l.leave()
	var pins runtime.Pinner
	defer pins.Unpin()
	buffers := pinned(&pins, m.Buffers)
	name := bytes.Clone(m.Name) // what it is in may have pointers, which C must not see
	return C.ws_np_send_buffers(l.p.table, l.h, unsafe.Pointer(unsafe.SliceData(buffers)), C.uint32_t(len(buffers)),
		C.uint32_t(flags), pointer(name), C.int(len(name))), 0
}

// RecvMsg implements [spi.Transferer].
func (s *socket) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	m.NameLen, m.ControlLen, m.Flags = 0, 0, 0
	l := s.at.Load()
	if l.receives.has() && flags&ws2def.MSG_OOB == 0 {
		return l.receives.take(s.kind, m, flags)
	}
	var name []byte
	if s.kind == datagram {
		name = m.Name
	}
	turn := l.turn.Load()
	a, e := l.recvMsg(m, flags, name)
	if e != 0 {
		return 0, e
	}
	n, e := s.received(l, a, turn, flags, length(m.Buffers))
	arrived(m, a, flags, name, e)
	return n, e
}

// recvMsg is WSPRecvFrom, or WSPRecv without room for the source.
func (l *link) recvMsg(m *spi.Message, flags uint32, name []byte) (a C.ws_np_answer, e spi.Errno) {
	if !l.enter() {
		return a, ws2def.WSAENOTSOCK
	}
	defer l.leave()
	var pins runtime.Pinner
	defer pins.Unpin()
	buffers := pinned(&pins, m.Buffers)
	room := bytes.Clone(name) // as in sendMsg
	a = C.ws_np_recv_buffers(l.p.table, l.h, unsafe.Pointer(unsafe.SliceData(buffers)), C.uint32_t(len(buffers)),
		C.uint32_t(flags), pointer(room), C.int(len(room)))
	copy(name, room)
	return a, 0
}

// arrived notes in m what came along with a message.
func arrived(m *spi.Message, a C.ws_np_answer, flags uint32, name []byte, e spi.Errno) {
	if e != 0 && e != ws2def.WSAEMSGSIZE {
		return
	}
	if name != nil {
		m.NameLen = max(0, int(a.namelen))
	}
	m.Flags = uint32(a.flags) &^ flags
	if e != 0 {
		m.Flags |= ws2def.MSG_TRUNC
	}
}

// pinned is buffers as a provider sees them.
func pinned(pins *runtime.Pinner, buffers [][]byte) []C.ws_np_buffer {
	as := make([]C.ws_np_buffer, len(buffers))
	for i, b := range buffers {
		if len(b) > 0 {
			pins.Pin(unsafe.SliceData(b))
			as[i] = C.ws_np_buffer{len: C.uint32_t(len(b)), buf: (*C.char)(pointer(b))}
		}
	}
	return as
}

// sent is the end of a send.
func (s *socket) sent(l *link, a C.ws_np_answer, turn uint32) (int, spi.Errno) {
	switch e := spi.Errno(a.error); e {
	case 0:
		return int(a.value), 0
	case ws2def.WSAEWOULDBLOCK:
		l.vain(spi.Writable, turn)
		return 0, e
	default:
		if s.kind != datagram {
			l.broke(e)
		}
		return 0, e
	}
}

// received is the end of a receive into room for size bytes.
func (s *socket) received(l *link, a C.ws_np_answer, turn, flags uint32, size int) (int, spi.Errno) {
	e := spi.Errno(a.error)
	if e != ws2def.WSAEWOULDBLOCK && flags&ws2def.MSG_PEEK == 0 && s.kind != stream {
		l.took(&l.news.data)
	}
	switch {
	case e == ws2def.WSAEWOULDBLOCK && flags&ws2def.MSG_OOB != 0:
		l.vain(spi.Urgent, turn)
	case e == ws2def.WSAEWOULDBLOCK:
		l.vain(spi.Readable, turn)
	case e == 0 && a.value == 0 && size > 0 && s.kind == stream, e == ws2def.WSAEDISCON:
		l.mu.Lock()
		l.ended = true
		l.mu.Unlock()
	case e == 0 && uint32(a.flags)&ws2def.MSG_PARTIAL != 0 && s.kind != stream:
		return int(a.value), ws2def.WSAEMSGSIZE
	case e != 0 && s.kind != datagram:
		l.broke(e)
	}
	return int(a.value), e
}
