package core

import (
	"sync"
	"sync/atomic"

	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Datagrams is the [Express] of a socket of datagrams, with the receives that wait:
// datagrams_transfer.go, and for C capi/ws2_32/datagrams.c. C knows it too
// (capi/shim/datagrams.h).
type Datagrams struct {
	mu     sys.Mutex
	open   atomic.Uint32
	users  atomic.Uint32 // threads that send
	handle uint32
	fd     int32
	family int32
	modes  uint32
	ready  uint32
	head   uint32
	tail   uint32
	_      uint32
	listed uint32
	port   *object.PortState
	key    uintptr
	ring   [maxDatagrams]datagram
	batch  *batch // nil: C has it
}

// maxDatagrams is how many receives there can be.
const maxDatagrams = 256

// datagram is a receive that waits.
type datagram struct {
	overlapped *ws2def.Overlapped
	buffer     *byte
	from       *byte // room for the source's address
	fromLen    *int32
	size       uint32
	issuer     uint32
}

// spareDatagrams are those of sockets that are no more: C may still look at one, and
// finds that it is shut.
var spareDatagrams struct {
	sync.Mutex
	all []*Datagrams
}

func takeDatagrams() *Datagrams {
	if expresses.flat == nil {
		return &Datagrams{batch: new(batch)}
	}
	spareDatagrams.Lock()
	defer spareDatagrams.Unlock()
	if n := len(spareDatagrams.all); n > 0 {
		d := spareDatagrams.all[n-1]
		spareDatagrams.all = spareDatagrams.all[:n-1]
		return d
	}
	memory, e := sys.Map[Datagrams](1)
	if e != 0 {
		return nil
	}
	return &memory[0]
}

// openDatagrams leaves the overlapped transfers of s, whose handle h is, to the face
// when s needs no more than the kernel, and no receive waits. The caller holds the
// lock of x.
func (s *Socket) openDatagrams(x *async, h Handle) {
	const mustNot = stNoRecv | stNoSend | stClosing | stAborted | stConnecting | stShared
	state := s.state.Load()
	if s.direct() == nil || x.source == nil || x.attended || x.in.first != nil || x.uncommon().datagrams != nil ||
		state&(stDatagram|stBound) != stDatagram|stBound || state&mustNot != 0 || x.uncommon().out.first != nil ||
		s.handles.Load() != 1 || s.network() != nil || s.File.Watched() {
		return
	}
	fd, ok := s.direct().Direct()
	if !ok || x.polled == 0 && x.source.poll(s, x, h) != 0 {
		return
	}
	if x.polled != h {
		return
	}
	d := takeDatagrams()
	if d == nil {
		return
	}
	l := expresses.open(h)
	d.mu.Lock()
	d.handle, d.fd, d.family, d.modes = uint32(h), int32(fd), s.family, x.modes.Load()&asyncSkips
	d.port, d.key = x.port.Load().State(), x.key
	d.ready, d.head, d.tail, d.listed = 1, 0, 0, 0
	d.open.Store(1)
	d.mu.Unlock()
	x.special().datagrams = d
	s.lane.Store(uint32(h))
	l.handle.Store(uint32(h))
	l.datagrams.Store(d)
	l.word.Store(expressDatagrams)
	if s.state.Load()&mustNot != 0 || s.network() != nil || s.handles.Load() != 1 {
		d.open.Store(0)
	}
}

// recallDatagrams takes the receives back into the queue, and keeps the face from
// beginning others. The caller holds the lock of x.
func (s *Socket) recallDatagrams(x *async) {
	d := x.special().datagrams
	x.special().datagrams = nil
	d.open.Store(0)
	soon(func() bool { return d.users.Load() == 0 })
	d.mu.Lock()
	h := Handle(d.handle)
	var back fifo
	for ; d.head != d.tail; d.head++ {
		r := d.ring[d.head%maxDatagrams]
		o := s.resume(h, r.overlapped, r.issuer)
		o.work = &returned{r}
		back.push(o)
		s.File.Begin()
	}
	x.in.ready = true
	d.handle = 0
	d.mu.Unlock()
	expresses.find(h).word.Store(0)
	if back.first != nil {
		x.in.putBefore(back.first, back.last)
	}
	if d.batch != nil {
		return
	}
	spareDatagrams.Lock()
	spareDatagrams.all = append(spareDatagrams.all, d)
	spareDatagrams.Unlock()
}

// DatagramsFailed takes the receives of h back, one of which failed with a Linux
// error, and goes on with them in the usual way.
func DatagramsFailed(h Handle, errno int32) {
	s, _ := enter(h)
	if s == nil {
		return
	}
	defer table.Release(h)
	s.direct().DirectError(false, errno)
	reap(h, 0)
}

// returned is a receive that was in a face's hands.
type returned struct{ datagram }

func (r *returned) try(o *operation) (int, Errno) {
	m := transfers.Get().(*spi.Message)
	defer giveBack(m)
	m.Buffers = [][]byte{sys.Bytes(r.buffer, int(r.size))}
	if r.from != nil {
		m.Name = sys.Bytes(r.from, int(*r.fromLen))
	}
	n, e := o.s.transferer().RecvMsg(m, 0)
	if (e == 0 || e == ws2def.WSAEMSGSIZE) && r.from != nil && m.NameLen > 0 {
		*r.fromLen = int32(m.NameLen)
	}
	return n, e
}

func (r *returned) close(_ *operation, status ws2def.NTStatus) ws2def.NTStatus { return status }
func (r *returned) ended(*operation, ws2def.NTStatus, int)                     {}
func (r *returned) over()                                                      {}
