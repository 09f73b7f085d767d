package core_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/handle"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// Two ends that act on network events alone move everything: one receive, of any
// size, for each FD_READ, and sends from FD_WRITE until there is no room.
func TestNetworkEventsMissNothing(t *testing.T) {
	clause.Covers(t, "O-315", "O-317", "O-321", "O-322", "O-330")
	overTransports(t, func(t *testing.T, tr *transport) {
		const total = 4 << 20
		a, b := tr.connection(t)
		failed := make(chan string, 2)
		go func() { failed <- sendByEvents(t, a, total) }()
		go func() { failed <- receiveByEvents(t, b, total) }()
		for range 2 {
			if why := <-failed; why != "" {
				t.Error(why)
			}
		}
	})
}

// pattern is the byte at an offset of the stream.
func pattern(at int) byte { return byte(at*7 + at>>8) }

func sendByEvents(t testing.TB, h core.Handle, total int) (why string) {
	ev := event(t)
	if e := core.EventSelect(h, ev, ws2def.FD_WRITE); e != 0 {
		return "EventSelect: " + e.Error()
	}
	random := rand.New(rand.NewPCG(1, 2))
	block := make([]byte, 1<<16)
	for sent := 0; sent < total; {
		if !signals(t, ev, 10*time.Second) {
			return "no room is told"
		}
		var out ws2def.WSANETWORKEVENTS
		core.EnumNetworkEvents(h, ev, &out)
		for sent < total {
			p := block[:min(1+random.IntN(len(block)), total-sent)]
			for i := range p {
				p[i] = pattern(sent + i)
			}
			n, e := core.Send(h, p, 0, spi.Park)
			if e == ws2def.WSAEWOULDBLOCK {
				break
			}
			if e != 0 {
				return "Send: " + e.Error()
			}
			sent += n
		}
	}
	if e := core.Shutdown(h, ws2def.SD_SEND); e != 0 {
		return "Shutdown: " + e.Error()
	}
	return ""
}

func receiveByEvents(t testing.TB, h core.Handle, total int) (why string) {
	ev := event(t)
	if e := core.EventSelect(h, ev, ws2def.FD_READ|ws2def.FD_CLOSE); e != 0 {
		return "EventSelect: " + e.Error()
	}
	random := rand.New(rand.NewPCG(3, 4))
	block := make([]byte, 1<<17)
	for got, ended := 0, false; got < total || !ended; {
		if !signals(t, ev, 10*time.Second) {
			return "neither data nor the end is told"
		}
		var out ws2def.WSANETWORKEVENTS
		core.EnumNetworkEvents(h, ev, &out)
		ended = ended || out.NetworkEvents&ws2def.FD_CLOSE != 0
		if out.NetworkEvents&ws2def.FD_READ == 0 {
			continue
		}
		n, e := core.Recv(h, block[:1+random.IntN(len(block))], 0, spi.Park)
		if e != 0 && e != ws2def.WSAEWOULDBLOCK {
			return "Recv: " + e.Error()
		}
		for i, c := range block[:n] {
			if c != pattern(got+i) {
				return "a wrong byte"
			}
		}
		got += n
	}
	if n, e := core.Recv(h, block, 0, spi.Park); n != 0 || e != 0 {
		return "more than was sent"
	}
	return ""
}

// Selections leave nothing behind: no handle of an event, which they keep in use, no
// descriptor and no wait of the engine.
func TestSelectionsLeaveNothing(t *testing.T) {
	overTransports(t, func(t *testing.T, tr *transport) {
		before := handle.Process.Len()
		for range 50 {
			l, at := tr.listen(t)
			ev, _, e := object.CreateEvent("", true, false, 0)
			if e != 0 {
				t.Fatal(e)
			}
			window, _ := testWindow(t)
			selectInto(t, l, ev, allEvents)
			if e := object.Close(ev, spi.Park); e != 0 {
				t.Fatal(e)
			}
			a := tr.socket(t)
			asyncSelect(t, a, window, allEvents)
			if e := core.Connect(a, at, spi.Park); e != 0 && e != ws2def.WSAEWOULDBLOCK {
				t.Fatal("Connect:", e)
			}
			ready(t, l, spi.Readable)
			b := take(t, l)
			asyncSelect(t, b, window, allEvents)
			for _, h := range []core.Handle{l, a, b} {
				if e := core.Close(h, spi.Park); e != 0 {
					t.Fatal("Close:", e)
				}
			}
		}
		for end := time.Now().Add(5 * time.Second); handle.Process.Len() > before; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%d handles, %d before", handle.Process.Len(), before)
			}
		}
	})
}

// Whatever is selected, replaced and closed while everything happens, nobody waits
// for ever and nothing is used after its end.
func TestSelectionsRace(t *testing.T) {
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		ev := selected(t, l, allEvents)
		var all sync.WaitGroup
		for range 4 {
			a := tr.socket(t)
			if e := core.Connect(a, at, spi.Park); e != 0 {
				t.Fatal("Connect:", e)
			}
			b := take(t, l)
			for _, act := range []func(){
				func() { core.EventSelect(a, ev, allEvents) },
				func() { core.EventSelect(a, ev, 0) },
				func() { core.EventSelect(a, ev, ws2def.FD_READ); core.Recv(a, make([]byte, 3), 0, spi.Park) },
				func() { core.EnumNetworkEvents(a, ev, new(ws2def.WSANETWORKEVENTS)) },
				func() { core.Send(b, []byte("data"), 0, spi.Park) },
				func() { core.Send(a, []byte("data"), 0, spi.Park) },
				func() { core.Recv(b, make([]byte, 2), 0, spi.Park) },
			} {
				all.Go(func() {
					for range 50 {
						act()
					}
					core.Close(a, spi.Park)
				})
			}
		}
		all.Wait()
	})
}

// The fault sweep goes over network events too.
func init() {
	scenarios["network events"] = func(step func(string, core.Errno) bool) {
		ev, _, e := object.CreateEvent("", true, false, 0)
		if !step("event", e) {
			return
		}
		defer object.Close(ev, spi.Park)
		open := func() (core.Handle, bool) {
			h, e := core.Create(ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
			return h, step("socket", e)
		}
		l, ok := open()
		if !ok {
			return
		}
		defer core.Close(l, spi.Park)
		if !step("bind", core.Bind(l, loopback(0))) || !step("listen", core.Listen(l, 5)) {
			return
		}
		var addr [128]byte
		n, e := core.GetSockName(l, addr[:])
		if !step("getsockname", e) {
			return
		}
		c, ok := open()
		if !ok {
			return
		}
		defer core.Close(c, spi.Park)
		limit := time.Now().Add(2 * time.Second)
		core.SetDeadline(c, &limit, &limit)
		if !step("connect", core.Connect(c, addr[:n], spi.Park)) {
			return
		}
		_, e = core.Ioctl(l, ws2def.FIONBIO, []byte{1, 0, 0, 0}, nil, spi.Park)
		if !step("FIONBIO", e) {
			return
		}
		_, e = core.Ioctl(l, ws2def.SIO_ADDRESS_LIST_CHANGE, nil, nil, spi.Park)
		if e == ws2def.WSAEWOULDBLOCK {
			e = 0
		}
		if !step("SIO_ADDRESS_LIST_CHANGE", e) || !step("WSAEventSelect", core.EventSelect(l, ev, allEvents)) {
			return
		}
		s, _, e := core.Accept(l, nil, spi.Park)
		if !step("accept", e) {
			return
		}
		defer core.Close(s, spi.Park)
		var out ws2def.WSANETWORKEVENTS
		step("WSAEnumNetworkEvents", core.EnumNetworkEvents(s, ev, &out))
	}
}
