package registry

import (
	"bytes"
	"slices"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/ws2def"
)

// ID is the group's id.
func (m *Member) ID() uint32 { return m.group.id }

// Rules are what all members keep.
func (m *Member) Rules() GroupRules { return m.group.GroupRules }

// Key stands for the socket in all processes that have it.
func (m *Member) Key() uint64 { return m.key }

// Founder reports whether the group was made with this socket.
func (m *Member) Founder() bool { return m.key == m.group.founder }

// Share says that other processes may have the socket too from now on: they call
// [JoinGroup] with its key.
func (m *Member) Share() {
	m.group.mu.Lock()
	m.shared = true
	m.group.mu.Unlock()
}

// lock locks the record of m: when others have the socket, they write to it too. It
// reports false when m has left, and its group's file may be closed.
func (m *Member) lock() bool {
	m.group.mu.Lock()
	if m.left {
		m.group.mu.Unlock()
		return false
	}
	if m.shared {
		m.group.lockGate()
	}
	return true
}

func (m *Member) unlock() {
	if m.shared {
		m.group.unlockGate()
	}
	m.group.mu.Unlock()
}

// lockGroup is lock for what all members have.
func (m *Member) lockGroup() bool {
	m.group.mu.Lock()
	if m.left {
		m.group.mu.Unlock()
		return false
	}
	m.group.lockGate()
	return true
}

func (m *Member) unlockGroup() {
	m.group.unlockGate()
	m.group.mu.Unlock()
}

// Leave ends the membership, for this process. The last one of all ends the group.
//
// Source: P-347.
func (m *Member) Leave() {
	g := m.group
	g.mu.Lock()
	m.left = true
	g.mu.Unlock()
	if g.leaveLast() {
		return
	}
	g.mu.Lock()
	if m.shared {
		g.lockGate()
	}
	var empty [memberSize]byte
	if sys.Pwrite(g.fd, empty[:], slotOffset(m.slot)) == 0 {
		g.free = append(g.free, m.slot)
	}
	m.unlock()
	g.leave()
}

// Priority is the socket's in the group, 0 the most urgent.
func (m *Member) Priority() uint32 {
	m.group.mu.Lock()
	defer m.group.mu.Unlock()
	if !m.left {
		m.refresh()
	}
	return m.priority
}

// refresh reads what another process may have changed. The caller holds group.mu.
func (m *Member) refresh() {
	if !m.shared {
		return
	}
	var b [memberSize]byte
	for range 10 { // a record that is being written has a wrong check sum
		if n, errno := sys.Pread(m.group.fd, b[:], slotOffset(m.slot)); errno != 0 || n < memberSize {
			return
		}
		if r, ok := decodeMember(b[:]); ok && r.key == m.key {
			m.priority, m.going = r.priority, r.going
			return
		}
	}
}

// SetPriority sets the socket's priority, in all processes that have it.
// Errors: EINVAL (above the largest int), those of the file.
//
// Source: P-345.
func (m *Member) SetPriority(p uint32) sys.Errno {
	if p > maxPriority {
		return unix.EINVAL
	}
	if !m.lock() {
		return unix.ENOENT
	}
	defer m.unlock()
	return m.change(func(r *memberRecord) { r.priority = p })
}

// change changes what is recorded of the socket, in all processes that have it. The
// caller has locked m.
func (m *Member) change(f func(*memberRecord)) sys.Errno {
	g := m.group
	m.refresh()
	f(&m.memberRecord)
	errno := g.write(m.slot, &m.memberRecord)
	if errno == 0 && m.shared {
		g.scan(func(slot uint32, r *memberRecord) bool {
			if r.key == m.key && slot != m.slot {
				f(r)
				g.write(slot, r)
			}
			return true
		})
	}
	return errno
}

// Reserve says that the socket is about to be connected to peer, which stands for
// an address. It reports whether it may: all connections of a constrained group go
// to the same one, which the first of them decides.
//
// Source: P-328, P-332, P-335, P-336.
func (m *Member) Reserve(peer []byte) bool {
	g := m.group
	if g.Kind != ws2def.SG_CONSTRAINED_GROUP {
		return true
	}
	if len(peer) > MaxGroupPeer {
		return false
	}
	if !m.lockGroup() {
		return true
	}
	defer m.unlockGroup()
	s := g.state()
	if !bytes.Equal(s.peer, peer) {
		free := true
		g.scan(func(_ uint32, r *memberRecord) bool {
			free = !r.going || r.key == m.key
			return free
		})
		if !free {
			return false
		}
		s.peer = peer
		if g.setState(&s) != 0 {
			return false
		}
	}
	return m.change(func(r *memberRecord) { r.going = true }) == 0
}

// Release takes Reserve back: the socket is not connected.
//
// Source: P-335, P-336.
func (m *Member) Release() {
	if m.group.Kind != ws2def.SG_CONSTRAINED_GROUP {
		return
	}
	if m.lock() {
		m.change(func(r *memberRecord) { r.going = false })
		m.unlock()
	}
}

// state reads the group's state; a damaged one says nothing. The caller has locked
// the gate.
func (g *socketGroup) state() groupState {
	var b [stateSize]byte
	n, errno := sys.Pread(g.fd, b[:], headSize)
	if errno != 0 {
		n = 0
	}
	s, _ := decodeState(b[:n])
	return s
}

func (g *socketGroup) setState(s *groupState) sys.Errno {
	var b [stateSize]byte
	s.encode(b[:])
	return sys.Pwrite(g.fd, b[:], headSize)
}

// Quality is the group's quality of service as its founder has set it; nil: it has
// not.
func (m *Member) Quality() []byte {
	if !m.lockGroup() {
		return nil
	}
	defer m.unlockGroup()
	return m.group.state().quality
}

// Told has this process learn when the group's quality is set, see [WatchQualities], and
// reports whether it does.
func (m *Member) Told() bool {
	d := m.group.dir
	if d == nil {
		return true // nobody else is in it
	}
	groups.Lock()
	defer groups.Unlock()
	if d.watch == nil && d.bell >= 0 && groups.told != nil {
		d.watch = watchFile(d.bell, unix.IN_MODIFY, groups.told)
	}
	return d.watch != nil
}

// WatchQualities has told called, on a goroutine of its own, when the quality of a
// group that is Told may have been set.
func WatchQualities(told func()) {
	groups.Lock()
	groups.told = told
	groups.Unlock()
}

// SetQuality sets the group's quality of service, in any form; empty for none.
// Errors: EINVAL (not the founder, or too long), those of the file.
//
// Source: P-351.
func (m *Member) SetQuality(q []byte) sys.Errno {
	if !m.Founder() || len(q) > MaxGroupQuality {
		return unix.EINVAL
	}
	if !m.lockGroup() {
		return unix.ENOENT
	}
	defer m.unlockGroup()
	g := m.group
	s := g.state()
	s.quality = q
	errno := g.setState(&s)
	if g.dir != nil {
		g.dir.ring()
	}
	return errno
}

// GroupMember is a member of a group as one process has it. A socket that several
// processes have is there once for each.
type GroupMember struct {
	Key      uint64
	PID      int
	Priority uint32
	Going    bool // keeps the peer of a constrained group
}

// Members tells who is in the group, of all living processes, by key.
func (m *Member) Members() []GroupMember {
	if !m.lockGroup() {
		return nil
	}
	defer m.unlockGroup()
	return m.group.list()
}

// list does what Members says. The caller has locked the gate.
func (g *socketGroup) list() []GroupMember {
	var all []GroupMember
	g.scan(func(_ uint32, r *memberRecord) bool {
		all = append(all, GroupMember{Key: r.key, PID: int(r.pid), Priority: r.priority, Going: r.going})
		return true
	})
	slices.SortFunc(all, func(a, b GroupMember) int {
		switch {
		case a.Key != b.Key && a.Key < b.Key, a.Key == b.Key && a.PID < b.PID:
			return -1
		case a == b:
			return 0
		}
		return 1
	})
	return all
}
