package registry

import (
	"os"

	"winsock/internal/sys"
)

// mark tells at which door of which process to tell of binds beside a socket.
type mark struct {
	pid  uint32
	door uint64
}

// seen is a mark and the user whose file it stands in.
type seen struct {
	mark
	uid uint32
}

// Mark makes it known that binds beside the socket of c are to be told at door. It
// reports whether others will know.
//
// Source: P-422.
func (c *Claim) Mark(door *AuditDoor) bool { return c.remark(mark{uint32(os.Getpid()), door.number}) }

// Unmark takes that back.
func (c *Claim) Unmark() { c.remark(mark{}) }

func (c *Claim) remark(m mark) bool {
	p := c.Lock()
	defer p.Unlock()
	var b [recordSize]byte
	n, errno := sys.Pread(c.space.file, b[:], int64(c.slot)*recordSize)
	r, ok := decode(b[:n])
	if errno != 0 || !ok {
		return false
	}
	r.mark = m
	return c.space.write(c.slot, &r) && c.space.dir >= 0
}

// Entry describes the socket of c.
func (c *Claim) Entry() Entry { return c.entry }

// note keeps the mark of a socket that shares addresses with the one that is checked.
func (p *Port) note(f *found, meet bool) {
	if meet && !f.remnant && f.mark != (mark{}) {
		p.marks = append(p.marks, seen{f.mark, f.uid})
	}
}

// noteLeaving keeps the mark of a socket whose process has given up its claims: it
// may be ending, and the kernel's socket be there for a moment still.
func (p *Port) noteLeaving(f *found, e *Entry) {
	if f.dead && f.mark != (mark{}) && Meet(&f.Entry, e) {
		p.leaving = append(p.leaving, seen{f.mark, f.uid})
	}
}

// Leaving reports whether a process that audited what Check was about is ending.
func (p *Port) Leaving() bool {
	for i := range p.leaving {
		m := &p.leaving[i]
		if sys.ProcessRuns(int(m.pid)) && m.entitled() {
			return true
		}
	}
	return false
}

// Meet reports whether two sockets have addresses in common.
func Meet(a, b *Entry) bool {
	_, meet := judge(a, b, true)
	return meet
}

// Audited reports whether Check saw sockets beside which binds are audited.
func (p *Port) Audited() bool { return len(p.marks) > 0 }

// Tell tells of the bind that Check was about, which has this end, at the doors of
// those sockets, and returns when all have kept their record. missed: a process had
// ended, so that what Check said may hold no more. The work on the port need not be
// going on.
func (p *Port) Tell(a *Attempt) (missed bool) {
	for i := range p.marks {
		if !p.marks[i].tell(a) {
			missed = true
		}
	}
	return missed
}
