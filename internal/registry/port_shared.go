package registry

// A socket that several processes use has a record from each of them, so that it
// counts for as long as one of them has it. The records have the kernel's number of
// the socket in common. In a group of equal sockets it has one place, which one of
// the records tells; when that goes, another one takes it over.

// Shared reports whether other processes use the socket of c too, or have used it.
func (c *Claim) Shared() bool { return c.cookie != 0 }

// Share notes that other processes use the socket of c too; cookie is the kernel's
// number of it.
func (p *Port) Share(c *Claim, cookie uint64) {
	if p.space == nil || c.cookie == cookie {
		return
	}
	c.cookie = cookie
	for _, f := range p.scan(func(f *found) bool { return f.file == "" && f.slot == c.slot }) {
		f.cookie = cookie
		p.place(&f)
	}
}

// AddShared records a socket of another process, which has shared it, as one of this
// process's too. remnant: it is a connection that stands for its listener.
func (p *Port) AddShared(e Entry, cookie uint64, remnant bool) *Claim {
	if p.space == nil {
		return nil
	}
	order := p.order + 1
	for _, f := range p.scan(func(f *found) bool { return f.cookie == cookie }) {
		order = f.order
	}
	c := &Claim{space: p.space, entry: e, slot: p.space.slot(), cookie: cookie}
	return c.begin(&record{Entry: e, order: order, remnant: remnant, cookie: cookie})
}

// Pass lets another process's record take over the place in the group, before c is
// released while that process goes on with the socket.
func (p *Port) Pass(c *Claim) {
	if p.space == nil {
		return
	}
	for _, own := range p.scan(func(f *found) bool { return f.file == "" && f.slot == c.slot && f.place != 0 }) {
		if heir, ok := p.other(&own); ok {
			p.place(&heir)
		}
	}
}

// other finds the record of another living process for the socket of f, and gives it
// f's place.
func (p *Port) other(f *found) (heir found, ok bool) {
	if f.cookie == 0 {
		return found{}, false
	}
	for _, o := range p.scan(func(o *found) bool {
		return o.cookie == f.cookie && o.Entry == f.Entry && !o.dead && !o.remnant && o.place == 0 && o.uid == f.uid &&
			(o.file != f.file || o.slot != f.slot)
	}) {
		o.order, o.place = f.order, f.place
		return o, true
	}
	return found{}, false
}
