package core

import (
	"bytes"
	"maps"
	"slices"

	"winsock/internal/quality"
	"winsock/internal/registry"
	"winsock/ws2def"
)

// The quality of service of a group stands in the group's file; each process holds its
// own members to their part of the rate, and looks again when the file has changed.
//
// Source: P-351, P-354.

// companyQuality is what a company knows of its group's quality. company.mu guards it.
type companyQuality struct {
	watch *registry.GroupWatch // while the group has a quality; nil: the process could not have one
	seen  []byte               // the quality that the members were told of
	known bool                 // seen is the group's, or this process will be told
}

// groupQualityIoctl carries out SIO_SET_GROUP_QOS and SIO_GET_GROUP_QOS.
//
// Source: P-351.
func (s *Socket) groupQualityIoctl(code uint32, in, out []byte) (int, Errno) {
	if code == ws2def.SIO_SET_GROUP_QOS {
		w, e := decodeQuality(in)
		if e != 0 {
			return 0, e
		}
		return 0, s.setGroupQuality(w)
	}
	f := &flow{}
	if w := s.group(); w != nil {
		f = decodeFlow(w.member.Quality())
	}
	n, e := putQuality(out, f)
	if e == 0 {
		s.qualityTold(ws2def.FD_GROUP_QOS_BIT)
	}
	return n, e
}

// foundsGroup reports whether s created the group that it is in.
func (s *Socket) foundsGroup() bool {
	w := s.group()
	return w != nil && w.member.Founder()
}

// setGroupQuality is SIO_SET_GROUP_QOS. Errors: WSAEINVAL (s has not created the group
// that it is in), those of a socket's own quality, WSA_QOS_EPROVSPECBUF (too many
// objects), WSAENOBUFS.
//
// Source: P-351.
func (s *Socket) setGroupQuality(w *wanted) Errno {
	if !s.foundsGroup() {
		return ws2def.WSAEINVAL
	}
	old := decodeFlow(s.group().member.Quality())
	if quality.Unchanged(&w.sending) {
		w.sending = old.sending
	}
	if quality.Unchanged(&w.receiving) {
		w.receiving = old.receiving
	}
	if _, e := quality.Sending(&w.sending, &w.objects); e != 0 {
		return e
	}
	if e := quality.Receiving(&w.receiving); e != 0 {
		return e
	}
	q := (&flow{sending: w.sending, receiving: w.receiving, objects: w.objects}).encode()
	if len(q) > registry.MaxGroupQuality {
		return ws2def.WSA_QOS_EPROVSPECBUF
	}
	if s.group().member.SetQuality(q) != 0 {
		return ws2def.WSAENOBUFS
	}
	s.group().peers.requalify()
	return 0
}

// shareOut gives the members of the group that are in this process their parts of the
// group's rate. It is called when a member has come or gone or got another priority, of
// a group with a quality in whatever process, else in this one. The caller holds no lock
// of a socket.
//
// Source: P-354.
func (w *membership) shareOut() {
	if !w.s.qualified() {
		return
	}
	c := w.peers
	c.mu.Lock()
	nothing := c.quality.known && len(c.quality.seen) == 0 && c.quality.watch == nil
	c.mu.Unlock()
	if !nothing {
		c.requalify()
	}
}

// requalify is shareOut when the group may have got another quality, of which it tells
// the members that are in this process.
//
// Source: P-350, P-354.
func (c *company) requalify() {
	c.mu.Lock()
	defer c.mu.Unlock()
	var one *membership
	for one = range c.members {
		break
	}
	if one == nil {
		c.quality.end()
		return
	}
	c.quality.known = one.member.Told()
	q := one.member.Quality()
	changed := !bytes.Equal(q, c.quality.seen)
	if len(q) > 0 && c.quality.watch == nil {
		c.quality.watch = one.member.Watch(one.shareOut)
	}
	if len(q) == 0 {
		c.quality.end()
		if !changed {
			return
		}
	}
	c.quality.seen = q
	rate := decodeFlow(q).plan.Rate
	all := uint64(0)
	if rate != 0 {
		for _, m := range one.members() {
			all += quality.Weight(int32(m.priority))
		}
	}
	for m := range c.members {
		m.s.setShare(quality.Share(rate, int32(m.member.Priority()), all))
		if changed {
			m.s.qualityChanged(ws2def.FD_GROUP_QOS_BIT, 0)
		}
	}
}

// end ends the watch.
func (q *companyQuality) end() {
	q.watch.Stop()
	q.watch = nil
}

// requalifyAll looks at the quality of all groups of this process: somebody has set one.
func requalifyAll() {
	companies.Lock()
	all := slices.Collect(maps.Values(companies.all))
	companies.Unlock()
	for _, c := range all {
		c.requalify()
	}
}

// setShare limits s to its part of its group's rate; 0: no limit.
func (s *Socket) setShare(share uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := flow{sending: quality.Default, receiving: quality.Default}
	if old := s.uncommon().flow; old != nil {
		f = *old
	}
	if f.share == share {
		return
	}
	f.share = share
	if s.qualify(&f) == 0 {
		s.special().flow = &f
	}
}
