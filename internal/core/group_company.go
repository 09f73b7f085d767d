package core

import "sync"

// company is those sockets of this process that are in one group.
type company struct {
	mu      sync.Mutex // outside of all locks of sockets
	members map[*membership]struct{}
	quality companyQuality
}

// companies are by the group's id.
var companies struct {
	sync.Mutex // inside of none, outside of company.mu
	all        map[uint32]*company
}

// assemble puts w into its company.
func (w *membership) assemble() {
	companies.Lock()
	defer companies.Unlock()
	c := companies.all[w.id()]
	if c == nil {
		c = &company{members: make(map[*membership]struct{})}
		if companies.all == nil {
			companies.all = make(map[uint32]*company)
		}
		companies.all[w.id()] = c
	}
	w.peers = c
	c.mu.Lock()
	c.members[w] = struct{}{}
	c.mu.Unlock()
}

// part takes w out of its company, once: it reports whether it was in it. From then
// on nobody comes to the socket by way of the group.
func (w *membership) part() bool {
	companies.Lock()
	defer companies.Unlock()
	c := w.peers
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, in := c.members[w]; !in {
		return false
	}
	delete(c.members, w)
	if len(c.members) == 0 && companies.all[w.id()] == c {
		delete(companies.all, w.id())
	}
	return true
}

// each calls f with the sockets of this process that are in the group. The caller
// holds no lock of a socket; f may take those of the socket it gets.
func (w *membership) each(f func(*Socket)) {
	w.peers.mu.Lock()
	defer w.peers.mu.Unlock()
	for m := range w.peers.members {
		f(m.s)
	}
}
