package core_test

import (
	"time"

	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// lost is what a scenario says of an operation that does not end: no call gives it,
// and the sweep complains.
const lost = ws2def.WSASYSCALLFAILURE

// faulty makes overlapped operations of a scenario and waits for their ends.
type faulty struct {
	step
	port  *object.Port // nil: none
	begun map[core.Handle][]*ws2def.Overlapped
}

// begin is an OVERLAPPED, with an event or without.
func (f *faulty) begin(event core.Handle) *core.Async {
	ov := &ws2def.Overlapped{HEvent: event}
	return &core.Async{Overlapped: ov}
}

// started takes note of a call with a on h; ok says that the operation was done at
// once or goes on.
func (f *faulty) started(what string, h core.Handle, a *core.Async, e core.Errno) (ok bool) {
	if e == ws2def.WSA_IO_PENDING {
		e = 0
	}
	if e == 0 {
		f.begun[h] = append(f.begun[h], a.Overlapped)
	}
	return f.step(what, e)
}

// end waits for the end of the operation with a, which depends on the one with on, if
// that is not nil. n is how many bytes it has to move: else it has failed, too.
func (f *faulty) end(what string, a, on *core.Async, n int) bool {
	if !f.over(what, a.Overlapped, on) || !f.step(what+" ends", errorOf(a)) {
		return false
	}
	return a.Overlapped.InternalHigh == uintptr(n)
}

func errorOf(a *core.Async) core.Errno { return ws2def.NTStatus(a.Overlapped.Internal).WSA() }

func (f *faulty) over(what string, ov *ws2def.Overlapped, on *core.Async) bool {
	for limit := time.Now().Add(2 * time.Second); !core.Ended(ov); {
		if on != nil && core.Ended(on.Overlapped) && errorOf(on) != 0 {
			return f.step(what+": its peer", errorOf(on))
		}
		if time.Now().After(limit) {
			return f.step(what+" is lost", lost)
		}
		if f.port == nil {
			time.Sleep(50 * time.Microsecond)
			continue
		}
		var out [1]object.Packet
		if _, e := f.port.Get(nil, out[:], 1, false); e != 0 && e != ws2def.WAIT_TIMEOUT {
			return f.step("GetQueuedCompletionStatus", e)
		}
	}
	return true
}

// close closes a socket: what was begun on it ends.
func (f *faulty) close(h core.Handle) {
	core.Close(h, spi.Park)
	for _, ov := range f.begun[h] {
		f.over("an operation on a closed socket", ov, nil)
	}
}

func init() {
	scenarios["overlapped"] = func(s step) {
		l, name, ok := awaiting(s)
		defer core.Close(l, spi.Park)
		if !ok {
			return
		}
		c, ok := opened(s, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
		if !ok {
			return
		}
		defer core.Close(c, spi.Park)
		a, ok := opened(s, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
		if !ok {
			return
		}
		defer core.Close(a, spi.Park)
		done, _, e := object.CreateEvent("", true, false, 0)
		if !s("CreateEvent", e) {
			return
		}
		defer object.Close(done, spi.Park)
		events := &faulty{step: s, begun: make(map[core.Handle][]*ws2def.Overlapped)}
		accept, connect := events.begin(done), events.begin(done)
		room := make([]byte, 164)
		if !events.started("AcceptEx", l, accept, core.AcceptEx(l, a, core.Acceptance{Data: room[:100], Local: room[100:132], Remote: room[132:]}, accept)) {
			return
		}
		defer events.close(l)
		if !s("bind", core.Bind(c, loopback(0))) {
			return
		}
		if !events.started("ConnectEx", c, connect, core.ConnectEx(c, name, []byte("first"), connect)) {
			return
		}
		defer events.close(c)
		if !events.end("ConnectEx", connect, nil, 5) || !events.end("AcceptEx", accept, connect, 5) {
			return
		}
		port, e := core.CreatePort(a, 0, 1, 0)
		if e == ws2def.ERROR_NOT_ENOUGH_MEMORY {
			e = ws2def.WSAENOBUFS
		}
		if !s("CreateIoCompletionPort", e) {
			return
		}
		defer object.Close(port, spi.Park)
		packets := &faulty{step: s, begun: make(map[core.Handle][]*ws2def.Overlapped)}
		packets.port, _ = object.FindPort(port)
		defer packets.close(a)
		large := make([]byte, 4<<20)
		for _, by := range []core.Handle{0, done} {
			first, second, whole := packets.begin(by), packets.begin(0), packets.begin(done)
			_, e = core.StartRecv(a, core.Buffers{One: make([]byte, 4)}, 0, first)
			if !packets.started("WSARecv", a, first, e) {
				return
			}
			_, e = core.StartRecv(a, core.Buffers{Many: [][]byte{make([]byte, 4), make([]byte, 4)}}, ws2def.MSG_WAITALL, second)
			if !packets.started("WSARecv MSG_WAITALL", a, second, e) {
				return
			}
			send := events.begin(done)
			_, e = core.StartSend(c, core.Buffers{One: large}, 0, send)
			if !events.started("WSASend", c, send, e) {
				return
			}
			if !packets.end("WSARecv", first, send, 4) || !packets.end("WSARecv MSG_WAITALL", second, send, 8) {
				return
			}
			_, e = core.StartRecv(a, core.Buffers{One: make([]byte, len(large)-12)}, ws2def.MSG_WAITALL, whole)
			if !packets.started("WSARecv", a, whole, e) || !packets.end("WSARecv", whole, send, len(large)-12) || !events.end("WSASend", send, nil, len(large)) {
				return
			}
		}
		last := packets.begin(0)
		_, e = core.StartRecv(a, core.Buffers{One: make([]byte, 4)}, 0, last)
		if !packets.started("WSARecv", a, last, e) {
			return
		}
		e = core.Cancel(a, last.Overlapped)
		switch {
		case !core.Ended(last.Overlapped):
			s("a cancelled operation", lost)
		case e != 0:
			s("WSARecv, before CancelIoEx", errorOf(last))
		}
	}
}
