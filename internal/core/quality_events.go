package core

import (
	"winsock/internal/engine"
	"winsock/spi"
	"winsock/ws2def"
)

// qualityChanged has a network event occur, FD_QOS or FD_GROUP_QOS, whose number bit
// is: the quality has changed, or with an error something has happened to it. Once it
// has occurred it does not again until a call tells the quality. The caller holds no
// lock of s.
//
// Source: P-350, P-452, P-465, O-312.
func (s *Socket) qualityChanged(bit int, e Errno) {
	if n := s.network(); n != nil {
		n.enter()
		n.noteQuality(bit, e)
		n.mu.Unlock()
	}
}

// noteQuality is qualityChanged; the caller holds mu.
func (n *networkEvents) noteQuality(bit int, e Errno) {
	event := int32(1) << bit
	if n.over || n.qualities&event != 0 {
		return
	}
	n.qualities |= event
	n.recorded |= event
	n.errors[bit] = e
	n.tell(event)
}

// qualityTold re-enables the event: a call has told the program the quality.
//
// Source: O-312.
func (s *Socket) qualityTold(bit int) {
	n := s.network()
	if n == nil {
		return
	}
	n.mu.Lock()
	n.qualities &^= 1 << bit
	n.recorded &^= 1 << bit
	n.mu.Unlock()
}

// watchWay looks out for a change of the way to the peer, such as an interface that
// goes down, if s has a quality and FD_QOS is selected: what was agreed for the old way
// does not hold for another one. It is called again after each such change, since
// SIO_GET_QOS is what re-enables the event.
//
// Source: P-465.
func (s *Socket) watchWay() {
	n := s.network()
	if n == nil || n.mask.Load()&ws2def.FD_QOS == 0 {
		return
	}
	s.mu.Lock()
	quality := s.uncommon().flow != nil
	s.mu.Unlock()
	t, ok := spi.Ability[spi.Changer](s.t)
	c, connects := spi.Ability[spi.Connector](s.t)
	if !quality || !ok || !connects {
		return
	}
	var buf [maxName]byte
	peer := address(buf[:])(c.PeerName(buf[:]))
	if peer == nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.over || n.way.source != nil {
		return
	}
	source, e := t.Change(ws2def.SIO_ROUTING_INTERFACE_CHANGE, peer)
	if e != 0 {
		return
	}
	watch, e := engine.StartWatch(source, spi.Readable, func(uint32) { n.wayChanged(source) })
	if e != 0 {
		source.Close(true)
		return
	}
	n.way = change{source, watch}
}

// wayChanged looks whether source tells of a change of the way.
func (n *networkEvents) wayChanged(source spi.Socket) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.way.source != source || source.Poll()&spi.Readable == 0 {
		return
	}
	n.way.end()
	n.noteQuality(ws2def.FD_QOS_BIT, 0)
}
