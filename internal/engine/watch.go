package engine

import (
	"slices"
	"sync"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Watch tells of changes of a socket's readiness on a thread of the engine's own:
// for what has to go on while no thread of the program waits.
type Watch struct {
	t       spi.Socket
	changed func(bits uint32)
	id      int32  // of a descriptor; 0: it has none
	cancel  func() // the subscription of a socket without a descriptor
	ev      spi.Events
	queued  bool // in loop.told
}

// loop is the thread that watches. It runs while there are watches.
var loop struct {
	mu      sync.Mutex
	poller  *Poller // nil while it does not run
	watches map[int32]*Watch
	beside  map[int32][]*Watch // further watches of a descriptor, by the id of the first; nil: there never were any
	count   int
	next    int32
	told    []*Watch // sockets without a descriptor that have changed
}

// StartWatch begins to watch t. changed is called whenever t may have become ready
// for one of ev, and at first if it is ready now, with the poll bits that the
// kernel told (0 for a socket without a descriptor); not twice at the same time,
// and still once while Stop runs. It must not wait for long.
//
// Errors: WSAENOBUFS, WSAEMFILE.
func StartWatch(t spi.Socket, ev spi.Events, changed func(bits uint32)) (*Watch, ws2def.Errno) {
	w := &Watch{t: t, changed: changed, ev: ev}
	p, e := w.enroll()
	if e != 0 {
		return nil, e
	}
	if n, ok := spi.Ability[spi.Notifier](t); ok && w.id == 0 {
		w.cancel = n.Readiness().Subscribe(func() { w.tell(p) })
		w.tell(p)
	}
	return w, 0
}

// enroll makes w one of the loop's watches.
func (w *Watch) enroll() (*Poller, ws2def.Errno) {
	loop.mu.Lock()
	defer loop.mu.Unlock()
	if loop.poller == nil {
		p, e := NewPoller()
		if e != 0 {
			return nil, e
		}
		loop.poller, loop.watches = p, make(map[int32]*Watch)
		go p.loop()
	}
	if t, ok := spi.Ability[spi.Descriptor](w.t); ok {
		w.ev = interest(t, w.ev)
		if e := w.add(t.Fd()); e != 0 {
			if loop.count == 0 {
				stopLoop()
			}
			return nil, e
		}
	}
	loop.count++
	return loop.poller, 0
}

// add gives w an id under which the loop watches its descriptor.
func (w *Watch) add(fd int) ws2def.Errno {
	for ok := true; ok; _, ok = loop.watches[loop.next] {
		loop.next = max(loop.next+1, 1)
	}
	if e := loop.poller.Add(fd, loop.next, w.ev); e != 0 {
		return w.join(fd, e)
	}
	w.id = loop.next
	loop.watches[w.id] = w
	return 0
}

// join makes w a further watch of the descriptor fd, which could not be added because of
// e: a layer and who stands over it may watch the socket that they both have. A poller has
// each descriptor once. Errors: e (nobody watches fd yet), WSAENOBUFS.
func (w *Watch) join(fd int, e ws2def.Errno) ws2def.Errno {
	for id, first := range loop.watches {
		if descriptor(first.t).Fd() != fd {
			continue
		}
		// So that w is told what is ready now, too.
		if e := loop.poller.Change(fd, id, interests(id)|w.ev); e != 0 {
			return e
		}
		if loop.beside == nil {
			loop.beside = make(map[int32][]*Watch)
		}
		w.id = id
		loop.beside[id] = append(loop.beside[id], w)
		return 0
	}
	return e
}

// interests are the events that the watches of an id want. The caller holds the loop's lock.
func interests(id int32) spi.Events {
	ev := loop.watches[id].ev
	for _, other := range loop.beside[id] {
		ev |= other.ev
	}
	return ev
}

// part takes w from the watches of its descriptor. The others are told again what is ready:
// they may be on their way to be told. The caller holds the loop's lock.
func (w *Watch) part() {
	fd, others := descriptor(w.t).Fd(), loop.beside[w.id]
	switch {
	case loop.watches[w.id] != w:
		i := slices.Index(others, w)
		loop.beside[w.id] = slices.Delete(others, i, i+1)
	case len(others) > 0:
		loop.watches[w.id], loop.beside[w.id] = others[0], others[1:]
	default:
		delete(loop.watches, w.id)
		delete(loop.beside, w.id)
		loop.poller.Remove(fd)
		return
	}
	loop.poller.Change(fd, w.id, interests(w.id))
}

// tell makes the loop call changed for a socket without a descriptor.
func (w *Watch) tell(p *Poller) {
	loop.mu.Lock()
	defer loop.mu.Unlock()
	if loop.poller == p {
		w.enqueue()
	}
}

// Tell has changed called soon, without bits: for a change that the kernel does not tell of.
func (w *Watch) Tell() {
	loop.mu.Lock()
	defer loop.mu.Unlock()
	if w.changed != nil {
		w.enqueue()
	}
}

// enqueue has the loop call changed. The caller holds the loop's lock.
func (w *Watch) enqueue() {
	if !w.queued {
		w.queued = true
		loop.told = append(loop.told, w)
		loop.poller.Wake()
	}
}

// Want makes w tell of changes for ev too. Errors: WSAENOBUFS.
func (w *Watch) Want(ev spi.Events) ws2def.Errno {
	loop.mu.Lock()
	defer loop.mu.Unlock()
	if w.ev|ev == w.ev || w.id == 0 {
		return 0
	}
	ev = interest(descriptor(w.t), ev)
	if e := loop.poller.Change(descriptor(w.t).Fd(), w.id, interests(w.id)|ev); e != 0 {
		return e
	}
	w.ev |= ev
	return 0
}

// interest are the events of the descriptor that tell of ev: more than those when a
// layer has to receive something before its socket is ready to send.
func interest(d spi.Descriptor, ev spi.Events) spi.Events {
	if d.Interest(ev)&unix.POLLIN != 0 {
		ev |= spi.Readable
	}
	return ev
}

// Events are those that w tells of.
func (w *Watch) Events() spi.Events {
	loop.mu.Lock()
	defer loop.mu.Unlock()
	return w.ev
}

// Stop ends the watch, before its socket is closed.
func (w *Watch) Stop() {
	if w.cancel != nil {
		w.cancel() // has a lock of the socket's that is held over tell
	}
	loop.mu.Lock()
	defer loop.mu.Unlock()
	if w.id != 0 {
		w.part()
	}
	w.changed = nil
	loop.count--
	if loop.count == 0 {
		stopLoop()
	}
}

// stopLoop lets the loop end. The caller holds the loop's lock.
func stopLoop() {
	loop.poller.End()
	loop.poller, loop.watches, loop.beside, loop.told = nil, nil, nil, nil
}

// loop is the life of the thread.
func (p *Poller) loop() {
	defer p.Close()
	var ready [64]Ready
	for !p.Ended() {
		n, _ := p.Wait(ready[:], 0)
		for _, r := range ready[:n] {
			p.call(r.Events, func() *Watch { return loop.watches[r.Fd] })
			for i := 0; p.call(r.Events, func() *Watch {
				if others := loop.beside[r.Fd]; i < len(others) {
					return others[i]
				}
				return nil
			}); i++ {
			}
		}
		for p.call(0, func() *Watch {
			if len(loop.told) == 0 {
				return nil
			}
			w := loop.told[0]
			loop.told = loop.told[1:]
			w.queued = false
			return w
		}) {
		}
	}
}

// call calls changed of the watch that find finds under the lock, and reports
// whether it found one.
func (p *Poller) call(bits uint32, find func() *Watch) bool {
	loop.mu.Lock()
	var w *Watch
	var changed func(uint32)
	if loop.poller == p {
		if w = find(); w != nil {
			changed = w.changed
		}
	}
	loop.mu.Unlock()
	if changed != nil {
		changed(bits)
	}
	return w != nil
}

// Told reports whether the kernel tells that there is something to receive, or an error;
// of a socket without a descriptor it has nothing to tell.
func Told(t spi.Socket) bool {
	d, ok := spi.Ability[spi.Descriptor](t)
	return !ok || sys.PollNow(d.Fd(), unix.POLLIN) != 0
}

// descriptor is that of a socket which has one.
func descriptor(t spi.Socket) spi.Descriptor {
	d, _ := spi.Ability[spi.Descriptor](t)
	return d
}
