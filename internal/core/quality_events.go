package core

// qualityChanged has a network event occur, FD_QOS or FD_GROUP_QOS, whose number bit
// is: the quality has changed, or with an error something has happened to it. Once it
// has occurred it does not again until a call tells the quality. The caller holds no
// lock of s.
//
// Source: P-350, P-452, P-465, O-312.
func (s *Socket) qualityChanged(bit int, e Errno) {
	n := s.network()
	if n == nil {
		return
	}
	n.enter()
	defer n.mu.Unlock()
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
