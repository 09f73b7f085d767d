package core_test

import (
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// A send that is closed before it waits for its turn does not wait for it.
func TestSendClosedBeforeItsTurn(t *testing.T) {
	clause.Covers(t, "S-121")
	start(t)
	for _, how := range []spi.Way{spi.Park, spi.Hold} {
		client, server := full(t)
		done := make(chan core.Errno, 1)
		go func() { done <- core.SendLate(client, []byte("x"), how) }()
		select {
		case e := <-done:
			if e != ws2def.WSAEINTR {
				t.Errorf("way %d: send: %v, want WSAEINTR", how, e)
			}
		case <-time.After(3 * time.Second):
			t.Errorf("way %d: the send waits on a closed socket", how)
		}
		core.Close(server, spi.Park) // ends what the client still owes
	}
}

// What two calls learn of one attempt to connect is not taken for the outcome
// of the next.
func TestConnectOutcomeIsOfItsAttempt(t *testing.T) {
	clause.Covers(t, "S-223", "S-235")
	a := &actor{connect: func() core.Errno { return ws2def.WSAEWOULDBLOCK }}
	startActors(t, func() spi.Socket { return a })
	h := actorSocket(t)
	nonblocking(t, h)
	again := make(chan core.Errno, 1)
	calls := 0
	a.connectResult = func() core.Errno {
		calls++
		switch calls {
		case 1:
			ended := make(chan struct{})
			go func() {
				again <- core.Connect(h, make([]byte, 8), spi.Park)
				close(ended)
			}()
			select {
			case <-ended:
			case <-time.After(50 * time.Millisecond): // it waits for this call
			}
			return ws2def.WSAECONNREFUSED
		case 2:
			return ws2def.WSAECONNREFUSED
		}
		return ws2def.WSAEWOULDBLOCK
	}
	if e := core.Connect(h, make([]byte, 8), spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Fatal("Connect:", e)
	}
	core.GetPeerName(h, make([]byte, 8)) // looks how the attempt stands
	if e := <-again; e != ws2def.WSAEWOULDBLOCK {
		t.Fatal("second Connect:", e)
	}
	calls = 2
	if !core.Connecting(h) {
		t.Error("the first attempt's failure ended the second one")
	}
}

// A transport that carries no data has no calls that do.
func TestNoTransfer(t *testing.T) {
	startActors(t, func() spi.Socket { return new(actor) })
	h := actorSocket(t)
	if e := core.Connect(h, make([]byte, 8), spi.Park); e != 0 {
		t.Fatal("Connect:", e)
	}
	if _, e := core.Send(h, []byte("x"), 0, spi.Park); e != ws2def.WSAEOPNOTSUPP {
		t.Errorf("Send: %v, want WSAEOPNOTSUPP", e)
	}
	if _, e := core.Recv(h, make([]byte, 1), 0, spi.Park); e != ws2def.WSAEOPNOTSUPP {
		t.Errorf("Recv: %v, want WSAEOPNOTSUPP", e)
	}
}

// A connection that is put back while another call has looked for one in vain,
// and does not wait yet, is that call's.
func TestPutBackIsSeen(t *testing.T) {
	clause.Covers(t, "S-205")
	connection := new(actor)
	var h core.Handle
	looks := 0
	a := new(actor)
	a.accept = func() (spi.Socket, core.Errno) {
		looks++
		switch looks {
		case 1: // the call that waits in the end; meanwhile another one defers
			_, _, e := core.AcceptIf(h, nil, func(core.Caller) int32 { return ws2def.CF_DEFER }, spi.Park)
			if e != ws2def.WSATRY_AGAIN {
				t.Error("WSAAccept:", e)
			}
		case 2:
			return connection, 0
		}
		return nil, ws2def.WSAEWOULDBLOCK
	}
	startActors(t, func() spi.Socket { return a })
	h = actorSocket(t)
	if core.Bind(h, make([]byte, 8)) != 0 || core.Listen(h, 1) != 0 {
		t.Fatal("no listener")
	}
	limit := time.Now().Add(3 * time.Second)
	core.SetDeadline(h, &limit, nil)
	c, _, e := core.Accept(h, nil, spi.Park)
	if e != 0 {
		t.Fatal("Accept:", e)
	}
	core.Close(c, spi.Park)
}

// A deadline that is set while a call is about to wait ends the call.
func TestDeadlineOfCallThatBegins(t *testing.T) {
	start(t)
	h, _ := pair(t)
	past, never := time.Unix(1, 0), time.Time{}
	for i := range 20000 {
		core.SetDeadline(h, &never, nil)
		done := make(chan core.Errno, 1)
		began := make(chan struct{})
		go func() {
			close(began)
			_, e := core.Recv(h, make([]byte, 1), 0, spi.Way(i%2))
			done <- e
		}()
		<-began
		for range i % 64 {
			core.Check(h)
		}
		core.SetDeadline(h, &past, nil)
		select {
		case e := <-done:
			if e != ws2def.WSAETIMEDOUT {
				t.Fatal("Recv:", e)
			}
		case <-time.After(3 * time.Second):
			t.Fatalf("round %d: the call does not know of its deadline", i)
		}
	}
}

// A listener that resets connections goes on with it after descriptors had run
// out.
func TestPauseSurvivesShortage(t *testing.T) {
	clause.Covers(t, "S-542")
	reset := make(chan struct{})
	a, looks := new(actor), 0
	a.events.Store(uint32(spi.Readable))
	a.accept = func() (spi.Socket, core.Errno) {
		looks++
		switch looks {
		case 1:
			return nil, ws2def.WSAEMFILE
		case 2:
			return &actor{closed: func() { close(reset) }}, 0
		}
		a.events.Store(0)
		return nil, ws2def.WSAEWOULDBLOCK
	}
	startActors(t, func() spi.Socket { return a })
	h := actorSocket(t)
	if e := set(h, ws2def.SOL_SOCKET, ws2def.SO_PAUSE_ACCEPT, le32(1)); e != 0 {
		t.Fatal("SO_PAUSE_ACCEPT:", e)
	}
	if core.Bind(h, make([]byte, 8)) != 0 || core.Listen(h, 1) != 0 {
		t.Fatal("no listener")
	}
	select {
	case <-reset:
	case <-time.After(3 * time.Second):
		t.Error("the connection is not reset")
	}
}
