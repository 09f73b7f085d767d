//go:build cgo

package native

// #include "table.h"
import "C"

import (
	"runtime/cgo"
	"unsafe"

	"winsock/spi"
	"winsock/ws2def"
)

// maxName is the longest address.
const maxName = 128

// Bind implements [spi.Binder]: WSPBind.
func (s *socket) Bind(name []byte) spi.Errno {
	l := s.at.Load()
	e := l.bind(name)
	if e == 0 {
		bound := make([]byte, maxName)
		n, _ := l.name(C.WS_GET_SOCK_NAME, bound)
		s.bound = bound[:n]
	}
	return e
}

func (l *link) bind(name []byte) spi.Errno {
	return l.with(func(t *C.ws_np_table, h C.uint64_t) spi.Errno {
		return spi.Errno(C.ws_np_bind(t, h, pointer(name), C.int(len(name))))
	})
}

// BindAny implements [spi.Binder] by the family's wildcard, an address of zeros. A provider
// that does not know it binds by itself where that is needed.
func (s *socket) BindAny([]byte) spi.Errno {
	s.at.Load().bindAny(s.request.Info)
	return 0
}

func (l *link) bindAny(info *ws2def.WSAProtocolInfo) {
	if info.AddressFamily != ws2def.AF_UNIX {
		l.bind(zeros(info))
	}
}

// zeros is the address of zeros.
func zeros(info *ws2def.WSAProtocolInfo) []byte {
	name := make([]byte, info.MaxSockAddr)
	name[0], name[1] = byte(info.AddressFamily), byte(info.AddressFamily>>8)
	return name
}

// LocalName implements [spi.Binder]: WSPGetSockName.
func (s *socket) LocalName(name []byte) (int, spi.Errno) {
	return s.at.Load().name(C.WS_GET_SOCK_NAME, name)
}

// PeerName implements [spi.Connector]: WSPGetPeerName.
func (s *socket) PeerName(name []byte) (int, spi.Errno) {
	return s.at.Load().name(C.WS_GET_PEER_NAME, name)
}

// name writes one of the socket's addresses, which fits or is not written.
func (l *link) name(which C.int, name []byte) (n int, e spi.Errno) {
	var buf [maxName]byte
	e = l.with(func(t *C.ws_np_table, h C.uint64_t) spi.Errno {
		a := C.ws_np_name(t, which, h, pointer(buf[:]), maxName)
		n = clamp(int(a.value), maxName)
		return spi.Errno(a.error)
	})
	if e != 0 {
		return 0, e
	}
	if n <= len(name) {
		copy(name, buf[:n])
	}
	return n, 0
}

// Connect implements [spi.Connector]: WSPConnect.
func (s *socket) Connect(name []byte) spi.Errno {
	l := s.at.Load()
	if s.kind == datagram {
		return l.connect(name)
	}
	return l.attempt(func() spi.Errno { return l.connect(name) })
}

// attempt makes a connection by call, which WSAEWOULDBLOCK says is under way: FD_CONNECT
// tells of its end.
func (l *link) attempt(call func() spi.Errno) spi.Errno {
	l.mu.Lock()
	l.connecting, l.outcome = true, 0
	l.mu.Unlock()
	e := call()
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case e == ws2def.WSAEWOULDBLOCK && !l.connecting: // it has ended already
		return l.outcome
	case e == ws2def.WSAEWOULDBLOCK:
	case e == 0:
		l.connected(0)
	default:
		l.connecting = false
	}
	return e
}

func (l *link) connect(name []byte) spi.Errno {
	return l.with(func(t *C.ws_np_table, h C.uint64_t) spi.Errno {
		return spi.Errno(C.ws_np_connect(t, h, pointer(name), C.int(len(name))))
	})
}

// ConnectResult implements [spi.Connector].
func (s *socket) ConnectResult() spi.Errno {
	l := s.at.Load()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.connecting {
		return ws2def.WSAEWOULDBLOCK
	}
	return l.outcome
}

// Dissolves implements [spi.Disassociator]: an address of zeros does.
func (s *socket) Dissolves(name []byte) bool {
	if len(name) < int(s.request.Info.MinSockAddr) {
		return false
	}
	for _, b := range name[2:] {
		if b != 0 {
			return false
		}
	}
	return true
}

// Disassociate implements [spi.Disassociator].
func (s *socket) Disassociate() spi.Errno {
	return s.at.Load().connect(zeros(s.request.Info))
}

// Listen implements [spi.Listener]: WSPListen.
func (s *socket) Listen(backlog int) spi.Errno {
	l := s.at.Load()
	l.mu.Lock()
	l.listening = true
	l.mu.Unlock()
	e := l.listen(backlog)
	if e != 0 {
		l.mu.Lock()
		l.listening = false
		l.mu.Unlock()
	}
	return e
}

func (l *link) listen(backlog int) spi.Errno {
	return l.with(func(t *C.ws_np_table, h C.uint64_t) spi.Errno {
		return spi.Errno(C.ws_np_listen(t, h, C.int(backlog)))
	})
}

// Accept implements [spi.Listener]: WSPAccept without a condition function.
func (s *socket) Accept() (spi.Socket, spi.Errno) { return s.AcceptIf(nil) }

// AcceptIf implements [spi.Decider]: WSPAccept, whose condition function is decide.
//
// Source: P-215, P-373.
func (s *socket) AcceptIf(decide func(caller, local []byte) int32) (spi.Socket, spi.Errno) {
	l := s.at.Load()
	turn := l.turn.Load()
	l.mu.Lock()
	l.may &^= spi.Offered // FD_ACCEPT is told anew when there are more
	l.mu.Unlock()
	fresh, _, number, e := l.accept(decide)
	switch e {
	case ws2def.WSAEWOULDBLOCK:
		l.vain(spi.Readable, turn)
	case ws2def.WSATRY_AGAIN: // it stays, which is no news to the provider
		l.mu.Lock()
		if l.root {
			l.may |= spi.Offered
		}
		l.mu.Unlock()
	case ws2def.WSAECONNREFUSED:
		l.took(&l.news.offers)
	}
	if e != 0 {
		return nil, e
	}
	l.took(&l.news.offers)
	fresh.mu.Lock()
	fresh.may |= spi.Writable
	fresh.mu.Unlock()
	return s.derive(fresh, number)
}

// derive makes the socket of l, which that of s has given.
func (s *socket) derive(l *link, number ws2def.Handle) (spi.Socket, spi.Errno) {
	if e := l.listenIn(); e != 0 {
		l.close(true)
		return nil, e
	}
	a := &socket{number: number, kind: s.kind, request: s.request}
	a.request.Flags &^= ws2def.WSA_FLAG_MULTIPOINT_C_ROOT
	a.take(l)
	return a.whole(), 0
}

// accept is WSPAccept; decide is nil when there is no condition.
func (l *link) accept(decide func(caller, local []byte) int32) (*link, *value, ws2def.Handle, spi.Errno) {
	if !l.enter() {
		return nil, nil, 0, ws2def.WSAENOTSOCK
	}
	defer l.leave()
	var condition cgo.Handle
	if decide != nil {
		condition = cgo.NewHandle(decide)
		defer condition.Delete()
	}
	return l.p.answered(C.ws_np_accept(l.p.table, l.h, C.uintptr_t(condition)))
}

//export ws_np_decide
func ws_np_decide(condition C.uintptr_t, caller, local *C.ws_np_buffer) C.int32_t {
	decide := cgo.Handle(condition).Value().(func(caller, local []byte) int32)
	return C.int32_t(decide(content(caller), content(local)))
}

// content copies the address that a provider gives to a condition function.
func content(b *C.ws_np_buffer) []byte {
	if b == nil || b.buf == nil {
		return nil
	}
	return C.GoBytes(unsafe.Pointer(b.buf), C.int(clamp(int(b.len), maxName)))
}

// Adopt implements [spi.Adopter]: the socket goes on with the provider's socket of another.
// Its value stays.
func (s *socket) Adopt(t spi.Socket) {
	a, ok := t.(*socket)
	if !ok {
		a = t.(carrier).socket
	}
	before := s.at.Load()
	s.take(a.at.Load())
	before.close(false)
	s.ready.Changed()
}

// Renew implements [spi.Renewer] by a new socket of the provider.
func (s *socket) Renew(abort bool) spi.Errno {
	l := s.at.Load()
	if !abort && s.Poll()&(spi.Ended|spi.Reset) == 0 {
		return ws2def.WSAEWOULDBLOCK
	}
	fresh, _, _, e := l.p.open(&s.request)
	if e != 0 {
		return e
	}
	if e = fresh.listenIn(); e != 0 {
		fresh.close(true)
		return e
	}
	s.take(fresh)
	l.close(abort) // before its address is given again
	if len(s.bound) > 0 {
		if e := fresh.bind(s.bound); e != 0 {
			return ws2def.WSAEADDRINUSE
		}
	}
	s.ready.Changed()
	return 0
}
