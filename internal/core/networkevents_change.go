package core

import (
	"winsock/internal/engine"
	"winsock/spi"
	"winsock/ws2def"
)

// change is a change that a control code asked to be told of by a network event.
type change struct {
	source spi.Socket // nil: none was asked for
	watch  *engine.Watch
}

// end ends the wait for the change.
func (c *change) end() {
	if c.source == nil {
		return
	}
	c.watch.Stop()
	c.source.Close(true)
	*c = change{}
}

// changeBit is the number of the network event that tells of what code asks for; -1
// for none.
func changeBit(code uint32) int {
	switch code {
	case ws2def.SIO_ROUTING_INTERFACE_CHANGE:
		return ws2def.FD_ROUTING_INTERFACE_CHANGE_BIT
	case ws2def.SIO_ADDRESS_LIST_CHANGE:
		return ws2def.FD_ADDRESS_LIST_CHANGE_BIT
	}
	return -1
}

// expectChange has a network event occur, once, when source becomes readable. It
// takes over source. Errors: WSAENOBUFS, WSAEMFILE.
//
// Source: O-313, O-314.
func (s *Socket) expectChange(bit int, source spi.Socket) Errno {
	n := s.remember()
	n.mu.Lock()
	defer n.mu.Unlock()
	c := &n.changes[bit-ws2def.FD_ROUTING_INTERFACE_CHANGE_BIT]
	c.end()
	n.recorded &^= 1 << bit
	watch, e := engine.StartWatch(source, spi.Readable, func(uint32) { n.changed(bit, source) })
	if e != 0 {
		source.Close(true)
		return e
	}
	*c = change{source, watch}
	return 0
}

// changed looks whether source tells of the change that is waited for.
func (n *networkEvents) changed(bit int, source spi.Socket) {
	n.mu.Lock()
	defer n.mu.Unlock()
	c := &n.changes[bit-ws2def.FD_ROUTING_INTERFACE_CHANGE_BIT]
	if c.source != source || source.Poll()&spi.Readable == 0 {
		return // another has taken its place
	}
	c.end()
	n.errors[bit] = 0
	n.recorded |= 1 << bit
	n.tell(1 << bit)
}
