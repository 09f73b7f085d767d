package registry

import (
	"cmp"
	"slices"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// Sockets with SO_REUSEADDR on one address are equals to the kernel: with
// SO_REUSEPORT it keeps those of one user and family as a group, a list in the
// order in which they began to receive (TCP: listen, UDP: bind), and has a
// filter program choose by index. Windows chooses the one that was bound first,
// so the program is that one's index; Join and Leave tell it whenever the list
// changes. When a socket leaves, the kernel puts the list's last in its place.
//
// The places stand in the records, so every process knows the list. A process
// that is killed leaves its group without telling: until the next change the
// program may then choose another than the oldest; with two sockets it can't be
// wrong.

// Join puts the socket of c, which has begun to receive, at the end of its
// group. first is the index of the member that was bound first; several reports
// whether there is a choice at all.
//
// Source: S-171…S-173, S-179.
func (p *Port) Join(c *Claim) (first int, several bool) {
	if p.space == nil {
		return 0, false
	}
	order := uint32(1)
	own := func(f *found) bool { return f.file == "" && f.slot == c.slot }
	for _, f := range p.scan(own) {
		order = f.order
	}
	members := slices.DeleteFunc(p.members(c), func(f found) bool { return own(&f) })
	members = append(members, found{
		record: record{Entry: c.entry, order: order},
		slot:   c.slot, uid: uint32(p.space.key.uid),
	})
	return p.arrange(members)
}

// Leave takes the socket of c, which is about to be closed, out of its group.
// The results are Join's, for those that stay: as of the moment when it is
// closed.
//
// Source: S-172, S-179.
func (p *Port) Leave(c *Claim) (first int, several bool) {
	if p.space == nil {
		return 0, false
	}
	members := p.members(c)
	i := slices.IndexFunc(members, func(f found) bool { return f.file == "" && f.slot == c.slot })
	if i < 0 {
		return 0, false
	}
	return p.arrange(without(members, i))
}

// members is c's group in the kernel's order. Members of dead processes are
// taken out as the kernel did.
func (p *Port) members(c *Claim) []found {
	members := p.scan(func(f *found) bool {
		return f.Entry == c.entry && f.place != 0 && f.uid == uint32(p.space.key.uid)
	})
	slices.SortStableFunc(members, func(a, b found) int { return cmp.Compare(a.place, b.place) })
	for i := len(members) - 1; i >= 0; i-- {
		if !members[i].dead {
			continue
		}
		p.bury(&members[i])
		if heir, ok := p.other(&members[i]); ok {
			members[i] = heir
			p.place(&members[i])
		} else {
			members = without(members, i)
		}
	}
	return members
}

// without removes member i the way the kernel does.
func without(members []found, i int) []found {
	last := len(members) - 1
	members[i] = members[last]
	return members[:last]
}

// arrange writes the places of members into their records.
func (p *Port) arrange(members []found) (first int, several bool) {
	for i := range members {
		f := &members[i]
		if f.order < members[first].order {
			first = i
		}
		if f.place == uint32(i)+1 {
			continue
		}
		f.place = uint32(i) + 1
		p.place(f)
	}
	return first, len(members) > 1
}

// place writes f where it stands.
func (p *Port) place(f *found) {
	if f.file == "" {
		p.space.write(f.slot, &f.record)
		return
	}
	var b [recordSize]byte
	f.encode(b[:])
	if fd := p.openOther(f); fd >= 0 {
		if living, errno := sys.ByteLocked(fd, alive); living && errno == 0 {
			sys.Pwrite(fd, b[:], int64(f.slot)*recordSize)
		}
		sys.Close(fd)
	}
}

// bury erases the record of a dead process, unless another one is taking over
// its file.
func (p *Port) bury(f *found) {
	fd := p.openOther(f)
	if fd < 0 {
		return
	}
	defer sys.Close(fd)
	if sys.LockByte(fd, taker) == 0 {
		var empty [recordSize]byte
		sys.Pwrite(fd, empty[:], int64(f.slot)*recordSize)
	}
}

// openOther opens another process's file, of the same user, for writing.
func (p *Port) openOther(f *found) int {
	fd, errno := sys.OpenAt(p.space.dir, f.file, unix.O_RDWR|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if errno != 0 {
		return -1
	}
	if !ownedBy(fd, f.uid) {
		sys.Close(fd)
		return -1
	}
	return fd
}
