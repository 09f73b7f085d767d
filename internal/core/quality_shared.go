package core

import (
	"bytes"

	"winsock/internal/quality"
)

// encode is f as processes tell it one another: the two flow specifications as in a QOS,
// and the objects. A destination is not told.
func (f *flow) encode() []byte {
	q := make([]byte, 2*specSize)
	encodeSpec(q, &f.sending)
	encodeSpec(q[specSize:], &f.receiving)
	return append(q, f.objects.Raw...)
}

// decodeFlow reads what another process has encoded. Nothing, or what can't be read, is
// what the network happens to give.
//
// Source: P-353.
func decodeFlow(q []byte) *flow {
	f := &flow{sending: quality.Default, receiving: quality.Default}
	if len(q) < 2*specSize {
		return f
	}
	sending, receiving := decodeSpec(q), decodeSpec(q[specSize:])
	objects, e := quality.ParseObjects(q[2*specSize:], func(uint64, uint32) []byte { return nil })
	if e != 0 {
		return f
	}
	plan, e := quality.Sending(&sending, &objects)
	if e != 0 || quality.Receiving(&receiving) != 0 {
		return f
	}
	return &flow{sending: sending, receiving: receiving, objects: objects, plan: plan}
}

// sharedQuality is the quality of s for the other processes that use it; nil: it has
// none. The caller holds mu.
func (s *Socket) sharedQuality() []byte {
	if f := s.uncommon().flow; f != nil {
		return f.encode()
	}
	return nil
}

// takeQuality makes the quality that another process has given to s its own: what the
// kernel does about it is done. The caller holds mu.
func (s *Socket) takeQuality(q []byte) {
	old := s.uncommon().flow
	if len(q) == 0 || !s.qualified() || old != nil && bytes.Equal(q, old.encode()) {
		return
	}
	f := decodeFlow(q)
	if old != nil {
		f.share, f.admitted = old.share, old.admitted
	}
	s.special().flow = f
	if p, ok := s.t.(*paced); ok {
		plan := f.limits()
		p.limit(&plan)
	}
}
