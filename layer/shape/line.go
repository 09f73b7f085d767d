package shape

import (
	"math/rand/v2"
	"slices"
	"time"

	"winsock/spi"
)

// room is how many bytes a line holds; each item counts for its overhead too.
const (
	room     = 1 << 20
	overhead = 64
)

// hold is how long a datagram waits for another one to go before it.
const hold = 100 * time.Millisecond

// line is one direction of a socket: what was put in and has not come out. It has no
// lock and no clock of its own.
type line struct {
	ordered bool // nothing is lost, doubled or swapped
	dice    *rand.Rand
	items   []item // by due
	size    int
	free    time.Time // when the next byte may go, at the rate
	last    time.Time // ordered: when the item before is due
	held    bool      // an item waits for the next one
	came    uint64    // counts the items that were taken out
}

// item is some bytes of a stream, a message, or an event behind them.
type item struct {
	due     time.Time
	data    []byte
	name    []byte
	control []byte
	flags   uint32
	end     bool      // nothing comes after it
	e       spi.Errno // is to be told
	held    bool
}

// full reports whether the line takes nothing more.
func (l *line) full() bool { return l.size >= room }

// put adds it as r says (nil: as it is).
func (l *line) put(it item, r *rule, now time.Time) {
	it.due = now
	copies, behind := 1, false
	if r != nil {
		it.due, copies, behind = l.fate(len(it.data), r, now)
	}
	if l.ordered {
		if it.due.Before(l.last) {
			it.due = l.last
		}
		l.last = it.due
		copies, behind = 1, false
	}
	release := l.held && copies > 0
	for range copies {
		l.insert(it)
	}
	switch {
	case release:
		l.release(it.due)
	case copies > 0 && behind:
		l.keep(it.due)
	}
}

// fate throws the dice for n bytes: when they come out, how many times, and whether
// behind the next. Each call throws them as often.
func (l *line) fate(n int, r *rule, now time.Time) (due time.Time, copies int, behind bool) {
	due, copies = now, 1
	if r.Rate > 0 {
		if l.free.Before(now) {
			l.free = now
		}
		l.free = l.free.Add(time.Duration(float64(n) / float64(r.Rate) * float64(time.Second)))
		due = l.free
	}
	lost, doubled, swapped, off := l.dice.Float64(), l.dice.Float64(), l.dice.Float64(), 2*l.dice.Float64()-1
	if d := time.Duration(r.Delay) + time.Duration(off*float64(r.Jitter)); d > 0 {
		due = due.Add(d)
	}
	switch {
	case lost < r.Loss:
		copies = 0
	case doubled < r.Duplicate:
		copies = 2
	}
	return due, copies, swapped < r.Reorder
}

// insert puts it behind all that are due no later.
func (l *line) insert(it item) {
	i := len(l.items)
	for i > 0 && l.items[i-1].due.After(it.due) {
		i--
	}
	l.items = slices.Insert(l.items, i, it)
	l.size += len(it.data) + overhead
}

// keep makes the last items that are due at due wait for the one after them.
func (l *line) keep(due time.Time) {
	for i := range l.items {
		if l.items[i].due.Equal(due) {
			l.items[i].held = true
			l.held = true
		}
	}
	l.retime(due.Add(hold))
}

// release lets the items that wait go behind those that are due at due.
func (l *line) release(due time.Time) {
	l.retime(due)
	for i := range l.items {
		l.items[i].held = false
	}
	l.held = false
}

// retime gives the items that wait another time.
func (l *line) retime(due time.Time) {
	var held []item
	l.items = slices.DeleteFunc(l.items, func(it item) bool {
		if it.held {
			held = append(held, it)
		}
		return it.held
	})
	for _, it := range held {
		l.size -= len(it.data) + overhead
		it.due = due
		l.insert(it)
	}
}

// head is the first item, if it is due; nil: there is none.
func (l *line) head(now time.Time) *item {
	if len(l.items) == 0 || l.items[0].due.After(now) {
		return nil
	}
	return &l.items[0]
}

// next is how long it takes until the first item is due.
func (l *line) next(now time.Time) (time.Duration, bool) {
	if len(l.items) == 0 {
		return 0, false
	}
	return l.items[0].due.Sub(now), true
}

// pop takes out the first item.
func (l *line) pop() item {
	it := l.items[0]
	l.items[0] = item{}
	l.items = l.items[1:]
	l.size -= len(it.data) + overhead
	l.came++
	if it.held {
		l.held = slices.ContainsFunc(l.items, func(it item) bool { return it.held })
	}
	return it
}

// cut takes the first n bytes off the first item.
func (l *line) cut(n int) {
	it := &l.items[0]
	it.data = it.data[n:]
	l.size -= n
	if len(it.data) == 0 {
		l.pop()
	}
}

// arrived counts the items that have ever been due.
func (l *line) arrived(now time.Time) uint64 {
	n := l.came
	for i := range l.items {
		if l.items[i].due.After(now) {
			break
		}
		n++
	}
	return n
}

// clear empties the line.
func (l *line) clear() { l.items, l.size, l.held = nil, 0, false }
