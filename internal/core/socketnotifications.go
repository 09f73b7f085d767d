package core

import (
	"maps"
	"slices"

	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// notice is the registration of a socket for notifications at a port. The lock of
// the socket's networkEvents guards it: what is looked at is the same.
//
// Source: O-474…O-478.
type notice struct {
	source  *portSource
	key     uintptr
	filter  uint16
	trigger uint8
	held    uint16 // the events of the last look
	enabled bool
	listed  bool // in levels of the source
}

// RegisterNotifications makes the registrations of a call of
// ProcessSocketNotifications, and notes in each how that went.
//
// Errors: WSANOTINITIALISED, WSAEINVAL (no port), WSAENOBUFS. No registration is
// made then.
//
// Source: O-471, O-475.
func RegisterNotifications(port Handle, all []ws2def.SockNotifyRegistration) Errno {
	if process.starts.Load() == 0 {
		return ws2def.WSANOTINITIALISED
	}
	p, e := object.FindPort(port)
	if e != 0 {
		return ws2def.WSAEINVAL
	}
	if len(all) == 0 {
		return 0
	}
	source := sourceOf(p)
	if source == nil {
		return ws2def.WSAENOBUFS
	}
	for i := range all {
		all[i].RegistrationResult = uint32(source.register(&all[i]))
	}
	return 0
}

// register makes one registration.
//
// Errors: WSAENOTSOCK, WSAEINVAL (unknown flags, flags that exclude one another, a
// socket that is registered at another port, or not at all), WSAENOBUFS, WSAEMFILE.
//
// Source: O-473, O-474, O-476.
func (x *portSource) register(r *ws2def.SockNotifyRegistration) Errno {
	s, e := enter(r.Socket)
	if e != 0 {
		return e
	}
	defer table.Release(r.Socket)
	switch r.Operation {
	case ws2def.SOCK_NOTIFY_OP_NONE:
		return 0
	case ws2def.SOCK_NOTIFY_OP_ENABLE:
		if r.EventFilter&^ws2def.SOCK_NOTIFY_REGISTER_EVENTS_ALL != 0 || !triggers(r.TriggerFlags) {
			return ws2def.WSAEINVAL
		}
		if e := s.attend(spi.Readable | spi.Writable | spi.Urgent); e != 0 {
			return e
		}
		return s.remember().enable(x, r)
	case ws2def.SOCK_NOTIFY_OP_DISABLE, ws2def.SOCK_NOTIFY_OP_REMOVE:
		n := s.network()
		if n == nil {
			return ws2def.WSAEINVAL
		}
		return n.disable(x, r.Operation == ws2def.SOCK_NOTIFY_OP_REMOVE)
	}
	return ws2def.WSAEINVAL
}

// triggers reports whether trigger flags make sense.
//
// Source: O-474.
func triggers(flags uint8) bool {
	const (
		often = ws2def.SOCK_NOTIFY_TRIGGER_ONESHOT | ws2def.SOCK_NOTIFY_TRIGGER_PERSISTENT
		how   = ws2def.SOCK_NOTIFY_TRIGGER_LEVEL | ws2def.SOCK_NOTIFY_TRIGGER_EDGE
	)
	return flags&^(often|how) == 0 && flags&often != often && flags&how != how && flags&how != 0
}

// enable registers the socket anew, or changes what it is registered for.
func (n *networkEvents) enable(x *portSource, r *ws2def.SockNotifyRegistration) Errno {
	n.enter()
	defer n.mu.Unlock()
	if n.over || n.socket.has(stClosing) {
		return ws2def.WSAENOTSOCK
	}
	t := n.notice
	switch {
	case t == nil || t.source.poller.Ended():
		t = &notice{source: x, key: r.CompletionKey}
	case t.source != x:
		return ws2def.WSAEINVAL
	}
	n.notice = nil
	n.observe(0) // what holds already is no edge
	t.held = n.holds(n.socket.state.Load(), n.socket.t.Poll())
	t.filter, t.trigger, t.enabled = r.EventFilter, r.TriggerFlags, true
	n.notice = t
	t.look(n, t.held)
	return 0
}

// disable ends notifications, and with remove the registration, which is told.
//
// Source: O-478.
func (n *networkEvents) disable(x *portSource, remove bool) Errno {
	n.enter()
	defer n.mu.Unlock()
	t := n.notice
	if t == nil || t.source != x {
		return ws2def.WSAEINVAL
	}
	t.enabled = false
	if remove {
		n.notice = nil
		t.post(ws2def.SOCK_NOTIFY_EVENT_REMOVE)
	}
	return 0
}

// holds are the events that hold: SOCK_NOTIFY_EVENT_ bits. The caller holds mu.
//
// Source: O-473.
func (n *networkEvents) holds(state uint32, ev spi.Events) uint16 {
	var now uint16
	if !n.served && (n.lasts(&n.read, state, ev) || n.lasts(&n.accept, state, ev)) {
		now |= ws2def.SOCK_NOTIFY_EVENT_IN
	}
	if ev&spi.Writable != 0 && state&(stBusy|stNoSend|stFailed) == 0 && state&(stListening|stRoot) != stListening && state&(stConnected|stDatagram) != 0 {
		now |= ws2def.SOCK_NOTIFY_EVENT_OUT
	}
	if state&stDatagram == 0 {
		if ended(state, ev) || state&stFailed != 0 {
			now |= ws2def.SOCK_NOTIFY_EVENT_HANGUP
		}
		if state&stConnected != 0 && ev&spi.Reset != 0 || state&stFailed != 0 {
			now |= ws2def.SOCK_NOTIFY_EVENT_ERR
		}
	}
	return now
}

// wanted are those of events that the program is to be told of.
func (t *notice) wanted(events uint16) uint16 {
	if !t.enabled || t.filter == ws2def.SOCK_NOTIFY_REGISTER_EVENT_NONE {
		return 0
	}
	return events & (t.filter | ws2def.SOCK_NOTIFY_EVENT_ERR)
}

// look tells of the events that hold now, as far as that is news. The caller holds
// the lock of n.
//
// Source: O-478.
func (t *notice) look(n *networkEvents, now uint16) {
	fresh := now &^ t.held
	t.held = now
	if t.trigger&ws2def.SOCK_NOTIFY_TRIGGER_EDGE != 0 {
		t.tell(t.wanted(fresh))
		return
	}
	if events := t.wanted(now); events != 0 && !t.listed {
		if t.trigger&ws2def.SOCK_NOTIFY_TRIGGER_ONESHOT == 0 {
			t.listed = true
			t.source.list(n) // before somebody can have taken what is told now
		}
		t.tell(events)
	}
}

// tell tells of events, if there are any.
func (t *notice) tell(events uint16) {
	if events == 0 {
		return
	}
	if t.trigger&ws2def.SOCK_NOTIFY_TRIGGER_ONESHOT != 0 {
		t.enabled = false
	}
	t.post(events)
}

// post queues a notification.
//
// Source: O-477.
func (t *notice) post(events uint16) {
	t.source.port.Post(object.Packet{Key: t.key, Bytes: uint32(events)})
}

// list notes that what n holds is to be told as long as it does.
func (x *portSource) list(n *networkEvents) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.levels == nil {
		x.levels = make(map[*networkEvents]struct{})
		x.port.SetRenew(x.retell)
	}
	x.levels[n] = struct{}{}
}

// retell tells again of what still holds, once all that was told is taken.
//
// Source: O-478.
func (x *portSource) retell() {
	x.mu.Lock()
	all := slices.Collect(maps.Keys(x.levels))
	clear(x.levels)
	x.mu.Unlock()
	told := false
	for _, n := range all {
		n.enter()
		if t := n.notice; t != nil && t.source == x && t.listed {
			if !told && !x.port.Empty() {
				x.list(n) // what was told is not taken yet
			} else {
				t.listed = false
				n.observe(0)
				told = told || t.listed
			}
		}
		n.mu.Unlock()
	}
}
