//go:build cgo

package native

// #include "table.h"
import "C"

import (
	"winsock/spi"
	"winsock/ws2def"
)

// upper is a socket of a layer with kernel handles. Bytes and readiness are those of the
// socket below, which the core finds there ([spi.Ability]): they cost nothing. All that is
// rare goes through the layer's functions, also those that it has from below, so that the
// library's socket below knows what it is: bound, connected, listening.
//
// Source: P-286, P-288.
type upper struct {
	spi.Socket // below
	l          *link
	number     ws2def.Handle
	base       ws2def.Handle // the library's socket below
	info       *ws2def.WSAProtocolInfo
}

var _ interface {
	spi.Upper
	spi.Numbered
	spi.Binder
	spi.Connector
	spi.Listener
	spi.Adopter
	spi.Renewer
	spi.Shutdowner
	spi.Optioner
	spi.Ioctler
} = (*upper)(nil)

// watcher is an upper whose layer has functions of its own for data.
type watcher struct{ *upper }

var _ spi.Transferer = watcher{}

// newUpper makes the socket of l over what v stands on. The layer sees a nonblocking
// application. After an error l is closed.
func (p *provider) newUpper(l *link, v *value, number ws2def.Handle, info *ws2def.WSAProtocolInfo) (spi.Socket, spi.Errno) {
	if e := spi.Errno(C.ws_np_nonblocking(p.table, l.h)); e != 0 {
		l.close(true)
		return nil, e
	}
	u := &upper{Socket: v.below, l: l, number: number, base: v.base, info: info}
	if p.passes() {
		return u, 0
	}
	return watcher{u}, 0
}

// passes reports whether the provider has the library's functions for data.
func (p *provider) passes() bool {
	base := (*C.ws_np_table)((*host.Load()).Base())
	if base == nil {
		return false
	}
	for _, i := range [...]int{C.WS_SEND, C.WS_SEND_TO, C.WS_RECV, C.WS_RECV_FROM, C.WS_GET_OVERLAPPED_RESULT} {
		if p.table.call[i] != base.call[i] {
			return false
		}
	}
	return true
}

// Lower implements [spi.Upper].
func (u *upper) Lower() spi.Socket { return u.Socket }

// Number implements [spi.Numbered].
func (u *upper) Number() ws2def.Handle { return u.number }

// Close implements [spi.Socket]: WSPCloseSocket, by which the layer closes what is below.
func (u *upper) Close(abort bool) spi.Errno {
	u.l.close(abort)
	return 0
}

// Bind implements [spi.Binder].
func (u *upper) Bind(name []byte) spi.Errno { return u.l.bind(name) }

// BindAny implements [spi.Binder]. Connects bind what is below by themselves.
func (u *upper) BindAny([]byte) spi.Errno {
	if kindOf(u.info) == datagram {
		u.l.bindAny(u.info)
	}
	return 0
}

// LocalName implements [spi.Binder].
func (u *upper) LocalName(name []byte) (int, spi.Errno) { return u.l.name(C.WS_GET_SOCK_NAME, name) }

// PeerName implements [spi.Connector].
func (u *upper) PeerName(name []byte) (int, spi.Errno) { return u.l.name(C.WS_GET_PEER_NAME, name) }

// Connect implements [spi.Connector].
func (u *upper) Connect(name []byte) spi.Errno { return u.l.connect(name) }

// ConnectResult implements [spi.Connector].
func (u *upper) ConnectResult() spi.Errno {
	c, ok := spi.Ability[spi.Connector](u.Socket)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	return c.ConnectResult()
}

// Listen implements [spi.Listener].
func (u *upper) Listen(backlog int) spi.Errno { return u.l.listen(backlog) }

// Accept implements [spi.Listener].
func (u *upper) Accept() (spi.Socket, spi.Errno) {
	l, v, number, e := u.l.accept(nil)
	if e != 0 {
		return nil, e
	}
	return l.p.newUpper(l, v, number, u.info)
}

// Adopt implements [spi.Adopter]: what is below becomes the connection. The layer sees the
// socket that was accepted go, and keeps the one that it knows.
func (u *upper) Adopt(t spi.Socket) {
	a, ok := t.(*upper)
	if !ok {
		a = t.(watcher).upper
	}
	below, _ := spi.Ability[spi.Adopter](u.Socket)
	(*host.Load()).Adopt(u.base, a.base, func() { below.Adopt(a.Socket) })
	a.l.close(false)
}

// Renew implements [spi.Renewer]. Errors beside those of below: WSAEOPNOTSUPP.
func (u *upper) Renew(abort bool) spi.Errno {
	below, ok := spi.Ability[spi.Renewer](u.Socket)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	return (*host.Load()).Renew(u.base, func() spi.Errno { return below.Renew(abort) })
}

// Shutdown implements [spi.Shutdowner].
func (u *upper) Shutdown(how int32) spi.Errno { return u.l.shutdown(how) }

// SetOpt implements [spi.Optioner].
func (u *upper) SetOpt(level, name int32, value []byte) spi.Errno {
	return u.l.setOpt(level, name, value)
}

// GetOpt implements [spi.Optioner].
func (u *upper) GetOpt(level, name int32, value []byte) (int, spi.Errno) {
	return u.l.getOpt(level, name, value)
}

// Ioctl implements [spi.Ioctler].
func (u *upper) Ioctl(code uint32, in, out []byte) (int, spi.Errno) { return u.l.ioctl(code, in, out) }

// Send implements [spi.Transferer].
func (w watcher) Send(p []byte, flags uint32) (int, spi.Errno) {
	if !w.l.enter() {
		return 0, ws2def.WSAENOTSOCK
	}
	defer w.l.leave()
	return plain(C.ws_np_send(w.l.p.table, w.l.h, pointer(p), C.uint32_t(len(p)), C.uint32_t(flags)))
}

// Recv implements [spi.Transferer].
func (w watcher) Recv(p []byte, flags uint32) (int, spi.Errno) {
	if !w.l.enter() {
		return 0, ws2def.WSAENOTSOCK
	}
	defer w.l.leave()
	return plain(C.ws_np_recv(w.l.p.table, w.l.h, pointer(p), C.uint32_t(len(p)), C.uint32_t(flags)))
}

// SendMsg implements [spi.Transferer].
func (w watcher) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	a, e := w.l.sendMsg(m, flags)
	if e != 0 {
		return 0, e
	}
	return plain(a)
}

// RecvMsg implements [spi.Transferer].
func (w watcher) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	a, e := w.l.recvMsg(m, flags, m.Name)
	if e != 0 {
		return 0, e
	}
	n, e := plain(a)
	arrived(m, a, flags, m.Name, e)
	return n, e
}

// plain is the result of a transfer.
func plain(a C.ws_np_answer) (int, spi.Errno) { return int(a.value), spi.Errno(a.error) }
