package core_test

import (
	"bytes"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"

	"pgregory.net/rapid"
)

// flow is one direction of a connection, as the contract has it: bytes that were
// sent, and operations that wait in the order of their start.
type flow struct {
	from, to *flowEnd
	data     []byte // sent and not taken back
	read     int    // of data
	ended    bool   // by shutdown or closesocket
	receives []*flowOperation
	sends    []*flowOperation
}

// flowEnd is one of the two sockets.
type flowEnd struct {
	h      core.Handle
	port   *object.Port // nil: none
	skips  bool         // an operation that is done at once has no packet
	closed bool
	noRecv bool
}

// How an operation tells of its end.
const (
	byPort = iota // or, without one, by nothing but the status block
	byEvent
	byEventAlone // low bit: no packet
	noticeKinds
)

type flowOperation struct {
	ov     ws2def.Overlapped
	event  core.Handle
	notice int
	memory []byte // of a receive; what a send sends
	at     int    // of a send: where in the data
	all    bool   // MSG_WAITALL
	atOnce bool
}

// flowModel compares a connection with two flows.
type flowModel struct {
	*rapid.T
	ends    [2]*flowEnd
	flows   [2]*flow // the first is from the first end
	packets map[uintptr]int
	all     []*flowOperation
	kept    []*flowOperation // whose addresses must not be used again
	seed    byte
}

func (m *flowModel) begin(memory []byte) (*flowOperation, *core.Async) {
	o := &flowOperation{memory: memory, notice: rapid.IntRange(0, noticeKinds-1).Draw(m.T, "notice")}
	if o.notice != byPort {
		o.event, _, _ = object.CreateEvent("", true, true, 0)
		o.ov.HEvent = o.event
		if o.notice == byEventAlone {
			o.ov.HEvent |= 1
		}
	}
	m.all = append(m.all, o)
	return o, &core.Async{Overlapped: &o.ov}
}

// refused forgets o, which could not be started.
func (m *flowModel) refused(o *flowOperation) {
	m.look(0)
	if n := m.packets[sys.AddressOf(&o.ov)]; n > 0 {
		m.Fatal("a packet of an operation that was refused") // O-030
	}
	m.all = slices.DeleteFunc(m.all, func(other *flowOperation) bool { return other == o })
	m.kept = append(m.kept, o)
}

// split makes up to three buffers of memory, of which some may be empty.
func (m *flowModel) split(memory []byte) core.Buffers {
	n := rapid.IntRange(1, 3).Draw(m.T, "buffers")
	if n == 1 {
		return core.Buffers{One: memory}
	}
	var b core.Buffers
	for range n - 1 {
		k := rapid.IntRange(0, len(memory)).Draw(m.T, "length")
		b.Many = append(b.Many, memory[:k:k])
		memory = memory[k:]
	}
	b.Many = append(b.Many, memory)
	return b
}

func (o *flowOperation) pends() bool {
	return ws2def.NTStatus(atomic.LoadUintptr(&o.ov.Internal)) == ws2def.STATUS_PENDING
}

// look takes the packets that are there; threads that wait at a port go on with its
// sockets, too.
func (m *flowModel) look(limit uint32) {
	for _, end := range m.ends {
		for end.port != nil {
			var out [8]object.Packet
			n, e := end.port.Get(nil, out[:], limit, false)
			if e == ws2def.WAIT_TIMEOUT {
				break
			}
			if e != 0 {
				m.Fatal("Get:", e)
			}
			for _, p := range out[:n] {
				m.packets[p.Overlapped]++
			}
		}
	}
}

// ends waits until o is over, and looks at its notice.
func (m *flowModel) endOf(o *flowOperation, by *flowEnd) (ws2def.NTStatus, int) {
	told := func() bool {
		m.look(0)
		if o.event != 0 {
			r, _ := object.Wait(nil, []core.Handle{o.event}, false, 0, false, spi.Park)
			if r != object.WaitObject0 {
				return false
			}
		}
		return !o.pends() && m.packets[sys.AddressOf(&o.ov)] == m.due(o, by)
	}
	for end := time.Now().Add(5 * time.Second); !told(); time.Sleep(20 * time.Microsecond) {
		if time.Now().After(end) {
			m.Fatalf("no end: status %#x, %d packets, want %d, notice %d", o.ov.Internal, m.packets[sys.AddressOf(&o.ov)], m.due(o, by), o.notice)
		}
	}
	return ws2def.NTStatus(o.ov.Internal), int(o.ov.InternalHigh)
}

// due is how many packets o has: one or none.
func (m *flowModel) due(o *flowOperation, by *flowEnd) int {
	if by.port == nil || o.notice == byEventAlone || o.atOnce && by.skips {
		return 0
	}
	return 1
}

// settle waits until everything has ended that has to, and looks at the results.
func (m *flowModel) settle() {
	for i, f := range m.flows {
		for len(f.receives) > 0 {
			o := f.receives[0]
			there := len(f.data) - f.read
			full := there > 0 && (!o.all || there >= len(o.memory))
			if !full && !f.ended {
				if !o.pends() && !(o.all && there > 0) {
					m.Fatalf("flow %d: a receive of %d bytes has ended with %#x, %d bytes; there are %d", i, len(o.memory), o.ov.Internal, o.ov.InternalHigh, there)
				}
				break
			}
			status, n := m.endOf(o, f.to)
			if f.from.closed && (status == ws2def.STATUS_CONNECTION_RESET || status == ws2def.STATUS_CONNECTION_ABORTED) {
				for _, o := range f.receives[1:] { // closed with unread data: nothing is sure any more
					m.endOf(o, f.to)
				}
				f.receives = nil
				f.data = f.data[:f.read]
				return
			}
			least, most := min(1, there, len(o.memory)), min(there, len(o.memory))
			if o.all {
				least = most
			}
			if f.from.closed && f.ended {
				least = 0 // what was sent may be lost
			}
			if status != ws2def.STATUS_SUCCESS || n < least || n > most {
				m.Fatalf("flow %d: a receive of %d bytes (all: %v) ends with %#x, %d bytes; there are %d", i, len(o.memory), o.all, uint32(status), n, there)
			}
			m.came(f, o.memory[:n])
			f.receives = f.receives[1:]
		}
		for len(f.sends) > 0 && f.read >= f.sends[0].at+len(f.sends[0].memory) {
			o := f.sends[0]
			status, n := m.endOf(o, f.from)
			if status != ws2def.STATUS_SUCCESS || n != len(o.memory) {
				m.Fatalf("flow %d: a send of %d bytes ends with %#x, %d bytes", i, len(o.memory), uint32(status), n)
			}
			f.sends = f.sends[1:]
		}
	}
}

// came compares bytes that were received with those that were sent.
func (m *flowModel) came(f *flow, b []byte) {
	if !bytes.Equal(b, f.data[f.read:][:len(b)]) {
		m.Fatalf("bytes %d to %d are others than were sent", f.read, f.read+len(b))
	}
	f.read += len(b)
}

func (m *flowModel) pick() *flow { return m.flows[rapid.IntRange(0, 1).Draw(m.T, "flow")] }

func (m *flowModel) Receive(t *rapid.T) {
	f := m.pick()
	if f.to.closed || len(f.receives) > 6 {
		t.Skip("no")
	}
	size := rapid.SampledFrom([]int{0, 1, 7, 100, 300, 5000, 200000}).Draw(t, "size")
	o, a := m.begin(make([]byte, size))
	o.all = size > 0 && size < 1000 && rapid.IntRange(0, 3).Draw(t, "all") == 0
	flags := uint32(0)
	if o.all {
		flags = ws2def.MSG_WAITALL
	}
	_, e := core.StartRecv(f.to.h, m.split(o.memory), flags, a)
	switch {
	case f.to.noRecv && e == ws2def.WSAESHUTDOWN:
		m.refused(o)
		return
	case f.from.closed && (e == ws2def.WSAECONNRESET || e == ws2def.WSAECONNABORTED):
		m.refused(o)
		return
	case f.to.noRecv:
		t.Fatal("a receive after SD_RECEIVE:", e)
	case e == 0:
		if len(f.receives) > 0 {
			t.Fatal("a receive overtakes another one")
		}
		o.atOnce = true
	case e != ws2def.WSA_IO_PENDING:
		t.Fatal("StartRecv:", e)
	}
	f.receives = append(f.receives, o)
}

// bytesToSend is something that was not sent before.
func (m *flowModel) bytesToSend(size int) []byte {
	m.seed += 37
	b := make([]byte, size)
	for i := range b {
		b[i] = m.seed + byte(i*11) + byte(i>>8)
	}
	return b
}

func (m *flowModel) Send(t *rapid.T) {
	f := m.pick()
	if f.from.closed || f.to.closed || f.ended || len(f.sends) > 6 {
		t.Skip("no")
	}
	o, a := m.begin(m.bytesToSend(rapid.SampledFrom([]int{0, 1, 10, 90, 400, 3000, 150000}).Draw(t, "size")))
	_, e := core.StartSend(f.from.h, m.split(o.memory), 0, a)
	switch e {
	case 0:
		o.atOnce = true
		for _, earlier := range f.sends {
			if earlier.pends() {
				t.Fatal("a send overtakes another one")
			}
			m.endOf(earlier, f.from)
		}
	case ws2def.WSA_IO_PENDING:
	default:
		t.Fatal("StartSend:", e)
	}
	o.at = len(f.data)
	f.data = append(f.data, o.memory...)
	f.sends = append(f.sends, o)
	if o.atOnce {
		if status, n := m.endOf(o, f.from); status != 0 || n != len(o.memory) {
			t.Fatalf("a send of %d bytes at once: %#x, %d", len(o.memory), uint32(status), n)
		}
		f.sends = nil
	}
}

// Sync is a synchronous receive, or a look, while no operation waits.
func (m *flowModel) Sync(t *rapid.T) {
	f := m.pick()
	there := len(f.data) - f.read
	if f.to.closed || f.to.noRecv || f.from.closed || len(f.receives) > 0 || there == 0 && !f.ended {
		t.Skip("no")
	}
	flags := rapid.SampledFrom([]uint32{0, ws2def.MSG_PEEK}).Draw(t, "flags")
	buf := make([]byte, rapid.IntRange(1, 2000).Draw(t, "size"))
	n, e := core.Recv(f.to.h, buf, flags, spi.Park)
	if e != 0 || n < min(1, there) || n > min(there, len(buf)) {
		t.Fatalf("Recv: %d bytes, %v; there are %d", n, e, there)
	}
	m.came(f, buf[:n])
	if flags != 0 {
		f.read -= n
	}
}

// Cancel cancels all operations of an end, or one.
func (m *flowModel) Cancel(t *rapid.T) {
	i := rapid.IntRange(0, 1).Draw(t, "end")
	end, out, in := m.ends[i], m.flows[i], m.flows[1-i]
	if end.closed {
		t.Skip("no")
	}
	m.settle()
	var ov *ws2def.Overlapped
	all := slices.Concat(in.receives, out.sends)
	if len(all) > 0 && rapid.Bool().Draw(t, "one") {
		ov = &all[rapid.IntRange(0, len(all)-1).Draw(t, "which")].ov
	}
	unread := len(in.receives) // they wait for what is not there
	e := core.Cancel(end.h, ov)
	if unread > 0 && ov == nil && e != 0 || len(all) == 0 && e != ws2def.ERROR_NOT_FOUND || e != 0 && e != ws2def.ERROR_NOT_FOUND {
		t.Fatalf("Cancel of %d receives, %d sends: %v", unread, len(out.sends), e)
	}
	if e != 0 {
		return
	}
	in.receives = slices.DeleteFunc(in.receives, func(o *flowOperation) bool {
		if ov != nil && ov != &o.ov {
			return false
		}
		switch status, n := m.endOf(o, end); {
		case status == ws2def.STATUS_CANCELLED && n == 0:
		case status == ws2def.STATUS_SUCCESS && o.all && n > 0 && n < len(o.memory):
			m.came(in, o.memory[:n])
		default:
			t.Fatalf("a cancelled receive (all: %v) ends with %#x, %d bytes", o.all, uint32(status), n)
		}
		return true
	})
	out.sends = slices.DeleteFunc(out.sends, func(o *flowOperation) bool {
		if ov != nil && ov != &o.ov || o.pends() && o.at < out.read {
			return false
		}
		if o.pends() {
			time.Sleep(time.Millisecond)
		}
		if o.pends() {
			return false // a part of it has left
		}
		status, n := m.endOf(o, end)
		switch {
		case status == ws2def.STATUS_CANCELLED && n == 0:
			out.data = slices.Delete(out.data, o.at, o.at+len(o.memory))
			for _, later := range out.sends {
				if later.at > o.at {
					later.at -= len(o.memory)
				}
			}
		case out.to.closed && (status == ws2def.STATUS_CONNECTION_RESET || status == ws2def.STATUS_CONNECTION_ABORTED):
		case status != ws2def.STATUS_SUCCESS || n != len(o.memory):
			t.Fatalf("a cancelled send ends with %#x, %d bytes", uint32(status), n)
		}
		return true
	})
}

func (m *flowModel) Shutdown(t *rapid.T) {
	f := m.pick()
	if f.from.closed || f.to.closed || rapid.IntRange(0, 3).Draw(t, "really") > 0 {
		t.Skip("no")
	}
	if rapid.Bool().Draw(t, "receives") {
		if e := core.Shutdown(f.from.h, ws2def.SD_RECEIVE); e != 0 {
			t.Fatal("Shutdown SD_RECEIVE:", e)
		}
		f.from.noRecv = true
		return
	}
	if e := core.Shutdown(f.from.h, ws2def.SD_SEND); e != 0 {
		t.Fatal("Shutdown SD_SEND:", e)
	}
	f.ended = true
}

// Close closes an end: its receives are aborted.
func (m *flowModel) Close(t *rapid.T) {
	i := rapid.IntRange(0, 1).Draw(t, "end")
	if m.ends[1-i].closed || m.ends[i].closed || rapid.IntRange(0, 9).Draw(t, "really") > 0 {
		t.Skip("no")
	}
	m.settle()
	m.close(i)
}

func (m *flowModel) close(i int) {
	end, out, in := m.ends[i], m.flows[i], m.flows[1-i]
	if e := core.Close(end.h, spi.Park); e != 0 {
		m.Fatal("Close:", e)
	}
	end.closed = true
	for _, o := range in.receives {
		status, n := m.endOf(o, end)
		switch {
		case status == ws2def.STATUS_CONNECTION_ABORTED && n == 0:
		case status == ws2def.STATUS_SUCCESS && o.all && n > 0 && n < len(o.memory):
			m.came(in, o.memory[:n])
		case m.ends[1-i].closed && !failed(status):
		case m.ends[1-i].closed && (status == ws2def.STATUS_CONNECTION_RESET || status == ws2def.STATUS_CONNECTION_ABORTED):
		default:
			m.Fatalf("a receive on a socket that is closed ends with %#x, %d bytes", uint32(status), n)
		}
	}
	for _, o := range out.sends {
		m.endOf(o, end) // aborted or not
	}
	in.receives, out.sends = nil, nil
	out.ended = true
	// The other end can't send any more.
	for _, o := range in.sends {
		if m.ends[1-i].closed {
			break
		}
		core.Cancel(m.ends[1-i].h, &o.ov)
	}
}

func failed(status ws2def.NTStatus) bool { return status>>30 == 3 }

// TestOverlappedModel makes random overlapped and other calls on both ends of a
// connection: each operation ends once, in order, with the bytes that were sent.
func TestOverlappedModel(t *testing.T) {
	clause.Covers(t, "O-027", "O-028", "O-046", "O-052", "O-053", "O-056", "O-061", "O-071", "O-072", "O-080", "O-084", "O-086",
		"O-220", "O-221", "O-234", "O-244", "O-246", "O-248", "O-254", "O-272", "O-273")
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		rapid.Check(t, func(rt *rapid.T) {
			m := &flowModel{T: rt, packets: make(map[uintptr]int)}
			c := tr.socket(t)
			if e := core.Connect(c, at, spi.Park); e != 0 {
				rt.Fatal("Connect:", e)
			}
			s, _, e := core.Accept(l, nil, spi.Park)
			if e != 0 {
				rt.Fatal("Accept:", e)
			}
			for i, h := range []core.Handle{c, s} {
				end := &flowEnd{h: h}
				m.ends[i] = end
				small := []byte{0, 16, 0, 0}
				core.SetSockOpt(h, ws2def.SOL_SOCKET, ws2def.SO_SNDBUF, small, 4)
				core.SetSockOpt(h, ws2def.SOL_SOCKET, ws2def.SO_RCVBUF, small, 4)
				if rapid.Bool().Draw(rt, "port") {
					ph, e := core.CreatePort(h, 0, uintptr(i), 0)
					if e != 0 {
						rt.Fatal("CreatePort:", e)
					}
					defer object.Close(ph, spi.Park)
					end.port, _ = object.FindPort(ph)
					if end.skips = rapid.Bool().Draw(rt, "skips"); end.skips {
						core.SetModes(h, ws2def.FILE_SKIP_COMPLETION_PORT_ON_SUCCESS)
					}
				}
			}
			m.flows[0] = &flow{from: m.ends[0], to: m.ends[1]}
			m.flows[1] = &flow{from: m.ends[1], to: m.ends[0]}
			defer func() {
				core.Close(c, spi.Park)
				core.Close(s, spi.Park)
				for _, o := range slices.Concat(m.all, m.kept) {
					object.Close(o.event, spi.Park)
				}
			}()
			rt.Repeat(map[string]func(*rapid.T){
				"":        func(*rapid.T) { m.settle() },
				"receive": m.Receive, "receive more": m.Receive, "send": m.Send, "sync": m.Sync,
				"cancel": m.Cancel, "shutdown": m.Shutdown, "close": m.Close,
			})
			for i, end := range m.ends {
				if !end.closed {
					m.close(i)
				}
			}
			m.look(1)
			for _, o := range m.all {
				if o.pends() {
					rt.Fatalf("an operation has not ended: %+v", o)
				}
				if n := m.packets[sys.AddressOf(&o.ov)]; n > 1 {
					rt.Fatalf("an operation has %d packets", n)
				}
			}
		})
	})
}
