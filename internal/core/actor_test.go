package core_test

import (
	"sync/atomic"
	"testing"
	"time"

	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// actor is a connection-oriented transport without a descriptor that carries no
// data. Its calls do what the test wants; what the test leaves nil succeeds.
type actor struct {
	ready         spi.Readiness
	events        atomic.Uint32 // of Poll
	connect       func() core.Errno
	connectResult func() core.Errno
	accept        func() (spi.Socket, core.Errno)
	closed        func()
}

var _ interface {
	spi.Socket
	spi.Notifier
	spi.Binder
	spi.Connector
	spi.Listener
} = (*actor)(nil)

func (a *actor) Readiness() *spi.Readiness { return &a.ready }
func (a *actor) Poll() spi.Events          { return spi.Events(a.events.Load()) }
func (a *actor) Nudge()                    { a.ready.Nudge() }
func (a *actor) Nudges() uint32            { return a.ready.Nudges() }
func (a *actor) Wake()                     { a.ready.Wake() }

func (a *actor) Wait(ev spi.Events, _ spi.Way, since uint32, deadline time.Time) core.Errno {
	return a.ready.WaitFor(func() bool { return a.Poll()&ev != 0 }, since, deadline)
}

func (a *actor) Close(bool) core.Errno {
	if a.closed != nil {
		a.closed()
	}
	return 0
}

func (a *actor) Bind([]byte) core.Errno             { return 0 }
func (a *actor) BindAny([]byte) core.Errno          { return 0 }
func (a *actor) LocalName([]byte) (int, core.Errno) { return 8, 0 }
func (a *actor) PeerName([]byte) (int, core.Errno)  { return 8, 0 }
func (a *actor) Listen(int) core.Errno              { return 0 }

func (a *actor) Connect([]byte) core.Errno        { return result(a.connect) }
func (a *actor) ConnectResult() core.Errno        { return result(a.connectResult) }
func (a *actor) Accept() (spi.Socket, core.Errno) { return a.accept() }

func result(f func() core.Errno) core.Errno {
	if f == nil {
		return 0
	}
	return f()
}

// startActors runs the test with a provider that opens what open returns.
func startActors(t testing.TB, open func() spi.Socket) {
	t.Helper()
	first, _ := trouble()
	first.Open = func(*spi.Request) (spi.Socket, spi.Errno) { return open(), 0 }
	install(t, troubleEntry("Actor", "go:trouble-0", 1))
	start(t)
}

// actorSocket makes a socket of the provider.
func actorSocket(t testing.TB) core.Handle {
	t.Helper()
	return create(t, afTrouble, ws2def.SOCK_STREAM, 1)
}
