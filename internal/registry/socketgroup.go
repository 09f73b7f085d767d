package registry

import (
	"math/rand/v2"
	"os"
	"sync"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// Socket groups of different processes are files, one a group. Each process that is
// in a group has blocks of the file to itself, in which it says which of its sockets
// are members, and holds a lock on a byte per block: records in a block that nobody
// holds mean nothing, and a file without such a lock is no group any more. So the
// end of a process, however it came, ends its memberships.
//
// Joining and leaving writes a record and needs no lock among processes. What one
// process has to know of the others is done with the gate locked.

// Bytes of a group's file that are locked, far behind all records.
const (
	groupGate   = 1 << 40       // by who looks at what others say or changes what all say
	groupBlocks = groupGate + 1 // plus its number, a block's by the process that has it
)

// maxGroupBlocks limits how many blocks a group can have: 4 million members.
const maxGroupBlocks = 1 << 16

// socketGroup is this process's part in a group. What Member says of the group does
// not change.
type socketGroup struct {
	groupHead
	fd      int
	dir     *groupDir // nil: the process could not share the group
	members int       // of this process, guarded by groups.Mutex

	mu     sync.Mutex // a lock of the gate holds for the process, so goroutines need this; guards what follows
	blocks []uint32   // that this process has
	free   []uint32   // slots in them that hold nobody
}

// groupTable is what this process has of groups.
type groupTable struct {
	sync.Mutex
	open map[uint32]*socketGroup
	dirs map[uint32]*groupDir
	home *groupDir // where this process makes groups; nil before the first one
	told func()    // called when the quality of a group may have been set
}

var groups groupTable

// Member is a socket of this process that is in a group.
type Member struct {
	group *socketGroup
	slot  uint32

	// Guarded by group.mu:
	shared       bool // other processes may have the socket too
	left         bool
	memberRecord // when shared, the one in the file counts
}

// FoundGroup makes a group with one member. When the group can't be shared with
// other processes it is this process's alone. Errors: EMFILE, ENFILE, ENOMEM.
//
// Source: P-321, P-348.
func FoundGroup(rules GroupRules) (*Member, sys.Errno) {
	g := &socketGroup{groupHead: groupHead{GroupRules: rules, founder: newKey()}, blocks: []uint32{0}}
	for i := uint32(memberBlock/memberSize) - 1; i > 0; i-- {
		g.free = append(g.free, i)
	}
	m := &Member{group: g, memberRecord: memberRecord{key: g.founder, pid: uint32(os.Getpid())}}
	g.members = 1
	if errno := g.share(&m.memberRecord); errno != 0 {
		if errno == unix.EMFILE || errno == unix.ENFILE {
			return nil, errno
		}
		if errno := g.keep(&m.memberRecord); errno != 0 {
			return nil, errno
		}
	}
	return m, 0
}

func newKey() uint64 {
	for {
		if key := rand.Uint64(); key != 0 {
			return key
		}
	}
}

// image is a group's file with its first member.
func (g *socketGroup) image(first *memberRecord) []byte {
	b := make([]byte, headSize+stateSize+memberSize)
	g.encode(b)
	(&groupState{}).encode(b[headSize:])
	first.encode(b[headSize+stateSize:])
	return b
}

// share makes the group's file in the user's directory.
func (g *socketGroup) share(first *memberRecord) sys.Errno {
	groups.Lock()
	defer groups.Unlock()
	if groups.home == nil {
		if groups.home = takeGroupDir(); groups.home == nil {
			return unix.ENOENT
		}
	}
	for range 100 {
		d := groups.home
		g.id = d.number<<groupIDBits | rand.Uint32N(groupIDMask+1)
		name := groupFileName(g.id)
		fd, errno := sys.OpenAt(d.fd, name, unix.O_RDWR|unix.O_CREAT|unix.O_EXCL|unix.O_NOFOLLOW, 0o600)
		switch errno {
		case 0:
		case unix.EEXIST:
			continue
		case unix.ENOENT: // somebody has removed the directory
			d.leave()
			if groups.home = takeGroupDir(); groups.home == nil {
				return errno
			}
			continue
		default:
			return errno
		}
		errno = sys.Pwrite(fd, g.image(first), 0)
		if errno == 0 {
			errno = sys.LockByte(fd, groupBlocks)
		}
		var st unix.Stat_t
		if errno == 0 {
			errno = sys.Stat(fd, &st)
		}
		switch {
		case errno == 0 && st.Nlink > 0:
			g.fd, g.dir = fd, d
			d.users++
			groups.enter(g)
			d.sweep()
			return 0
		case errno != 0 && errno != unix.EAGAIN:
			sys.Unlink(d.fd, name)
			sys.Close(fd)
			return errno
		}
		sys.Close(fd) // it was taken for a dead process's before the lock was there
	}
	return unix.EAGAIN
}

// keep makes the group's file in memory, where nobody else sees it.
func (g *socketGroup) keep(first *memberRecord) sys.Errno {
	fd, errno := sys.MemFd("winsock group")
	if errno != 0 {
		return errno
	}
	groups.Lock()
	defer groups.Unlock()
	for g.id == 0 || groups.open[g.id] != nil {
		g.id = lastGroupDir<<groupIDBits | rand.Uint32N(groupIDMask)
	}
	if errno := sys.Pwrite(fd, g.image(first), 0); errno != 0 {
		sys.Close(fd)
		return errno
	}
	g.fd = fd
	groups.enter(g)
	return 0
}

// enter puts a group into the table. The caller holds the lock.
func (t *groupTable) enter(g *socketGroup) {
	if t.open == nil {
		t.open = make(map[uint32]*socketGroup)
	}
	t.open[g.id] = g
}

// JoinGroup makes a socket a member of the group id. key is 0 for one that nobody
// has yet, else that of the [Member] that it is in another process, or by another
// descriptor in this one; then it has the priority that it has there.
// Errors: EINVAL (no such group, another user's, or rules that it does not keep;
// a key that nobody has), EMFILE, ENFILE, ENOSPC.
//
// Source: P-323…P-328, P-347, P-349.
func JoinGroup(id uint32, rules GroupRules, key uint64) (*Member, sys.Errno) {
	g, errno := enterGroup(id)
	if errno != 0 {
		return nil, errno
	}
	if !g.admit(&rules) {
		g.leave()
		return nil, unix.EINVAL
	}
	m := &Member{group: g, memberRecord: memberRecord{key: key, pid: uint32(os.Getpid())}}
	if key == 0 {
		m.key = newKey()
		errno = g.add(m)
	} else {
		m.shared = true
		errno = g.addShared(m)
	}
	if errno != 0 {
		g.leave()
		return nil, errno
	}
	return m, 0
}

// enterGroup gives the group id with one member more of this process; leave takes
// it back.
func enterGroup(id uint32) (*socketGroup, sys.Errno) {
	groups.Lock()
	defer groups.Unlock()
	if g := groups.open[id]; g != nil {
		g.members++
		return g, 0
	}
	number := id >> groupIDBits
	if number == 0 || number >= lastGroupDir {
		return nil, unix.EINVAL
	}
	d := groups.dirs[number]
	if d == nil {
		dir, errno := openDir()
		if errno != 0 {
			return nil, unix.EINVAL
		}
		fd, errno := findGroupDir(dir, number)
		sys.Close(dir)
		if errno != 0 {
			return nil, unknownGroup(errno)
		}
		d = groups.keepDir(fd, number)
		if groups.home == nil && d.own() {
			groups.home = d
			d.users++
		}
	} else {
		d.users++
	}
	g, errno := d.open(id)
	if errno != 0 {
		d.leave()
		return nil, unknownGroup(errno)
	}
	groups.enter(g)
	return g, 0
}

// unknownGroup is what it means for an id that a file can't be opened: there is no
// such group, unless the process is short of descriptors.
func unknownGroup(errno sys.Errno) sys.Errno {
	switch errno {
	case unix.EMFILE, unix.ENFILE, unix.ENOSPC, unix.ENOMEM:
		return errno
	}
	return unix.EINVAL
}

// open opens the group id of another process, and takes a block in it.
func (d *groupDir) open(id uint32) (*socketGroup, sys.Errno) {
	if d.spare.id == id {
		g := &socketGroup{fd: d.spare.fd, dir: d, members: 1}
		if g.attach(id) == 0 {
			d.spare.id = 0
			sys.UnlockByte(g.fd, groupGate)
			return g, 0
		}
		d.spare.close() // and all locks with it
	}
	fd, errno := sys.OpenAt(d.fd, groupFileName(id), unix.O_RDWR|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if errno != 0 {
		return nil, errno
	}
	g := &socketGroup{fd: fd, dir: d, members: 1}
	if errno := g.attach(id); errno != 0 {
		sys.Close(fd) // and all locks with it
		return nil, errno
	}
	sys.UnlockByte(fd, groupGate)
	return g, 0
}

// attach does what open says; the gate stays locked.
func (g *socketGroup) attach(id uint32) sys.Errno {
	if !lockSoon(g.fd, groupGate) {
		return unix.EINVAL
	}
	var st unix.Stat_t
	if errno := sys.Stat(g.fd, &st); errno != 0 {
		return errno
	}
	if st.Mode&unix.S_IFMT != unix.S_IFREG || !mayUse(&st, true) || st.Nlink == 0 {
		return unix.EINVAL
	}
	others, errno := g.takeBlock(st.Size)
	if errno == 0 && !others {
		others, errno = sys.LockedFrom(g.fd, groupBlocks)
	}
	switch {
	case errno != 0:
		return errno
	case !others:
		sys.Unlink(g.dir.fd, groupFileName(id)) // a dead process left it
		return unix.EINVAL
	}
	var b [headSize]byte
	if n, errno := sys.Pread(g.fd, b[:], 0); errno != 0 || n < headSize {
		return unix.EINVAL
	}
	head, ok := decodeHead(b[:])
	if !ok || head.id != id {
		return unix.EINVAL
	}
	g.groupHead = head
	return 0
}

// grow is takeBlock for who is in the group already. The caller has locked the gate.
func (g *socketGroup) grow() sys.Errno {
	var st unix.Stat_t
	if errno := sys.Stat(g.fd, &st); errno != 0 {
		return errno
	}
	_, errno := g.takeBlock(st.Size)
	return errno
}

// takeBlock takes a block that nobody has, of the file that has size bytes, and reports
// whether it met others' on the way. The caller has locked the gate.
func (g *socketGroup) takeBlock(size int64) (others bool, errno sys.Errno) {
	n := uint32(0)
	if last := len(g.blocks); last > 0 {
		n = g.blocks[last-1] + 1
	}
	for ; n < maxGroupBlocks; n++ {
		if g.dir != nil {
			switch errno := sys.LockByte(g.fd, groupBlocks+int64(n)); errno {
			case 0:
			case unix.EAGAIN:
				others = true
				continue
			default:
				return others, errno
			}
		}
		// A dead process may have had it.
		if left := min(size-blockOffset(n), memberBlock); left > 0 {
			var empty [memberBlock]byte
			if errno := sys.Pwrite(g.fd, empty[:left], blockOffset(n)); errno != 0 {
				if g.dir != nil {
					sys.UnlockByte(g.fd, groupBlocks+int64(n))
				}
				return others, errno
			}
		}
		g.blocks = append(g.blocks, n)
		first := n * (memberBlock / memberSize)
		for i := uint32(memberBlock / memberSize); i > 0; i-- {
			g.free = append(g.free, first+i-1)
		}
		return others, 0
	}
	return others, unix.ENOSPC
}

func blockOffset(block uint32) int64 { return headSize + stateSize + int64(block)*memberBlock }

func slotOffset(slot uint32) int64 { return headSize + stateSize + int64(slot)*memberSize }

// lockGate locks the group for all processes, in which the caller holds mu. Who
// holds the gate too long, which can only be a process of the group's user or one
// that administers the machine, is not waited for.
func (g *socketGroup) lockGate() {
	if g.dir != nil {
		lockSoon(g.fd, groupGate)
	}
}

func (g *socketGroup) unlockGate() {
	if g.dir != nil {
		sys.UnlockByte(g.fd, groupGate)
	}
}

// add gives m a slot and writes its record.
func (g *socketGroup) add(m *Member) sys.Errno {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.free) == 0 {
		g.lockGate()
		errno := g.grow()
		g.unlockGate()
		if errno != 0 {
			return errno
		}
	}
	return g.put(m)
}

// addShared is add for a socket that is a member already.
func (g *socketGroup) addShared(m *Member) sys.Errno {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.lockGate()
	defer g.unlockGate()
	found := false
	g.scan(func(_ uint32, r *memberRecord) bool {
		if found = r.key == m.key; found {
			m.priority, m.going = r.priority, r.going
		}
		return !found
	})
	if !found {
		return unix.EINVAL
	}
	if len(g.free) == 0 {
		if errno := g.grow(); errno != 0 {
			return errno
		}
	}
	return g.put(m)
}

// put writes the record of m to a free slot. The caller holds mu.
func (g *socketGroup) put(m *Member) sys.Errno {
	m.slot = g.free[len(g.free)-1]
	if errno := g.write(m.slot, &m.memberRecord); errno != 0 {
		return errno
	}
	g.free = g.free[:len(g.free)-1]
	return 0
}

func (g *socketGroup) write(slot uint32, r *memberRecord) sys.Errno {
	var b [memberSize]byte
	r.encode(b[:])
	return sys.Pwrite(g.fd, b[:], slotOffset(slot))
}

// scan calls f with the records of all living processes while f says so. The caller
// has locked the group.
func (g *socketGroup) scan(f func(slot uint32, r *memberRecord) bool) {
	var buf [memberBlock]byte
	more := true
	block := func(n uint32) {
		size, errno := sys.Pread(g.fd, buf[:], blockOffset(n))
		if errno != 0 {
			return
		}
		slot := n * (memberBlock / memberSize)
		for b := buf[:size]; more && len(b) >= memberSize; b, slot = b[memberSize:], slot+1 {
			if r, ok := decodeMember(b); ok {
				more = f(slot, &r)
			}
		}
	}
	for _, n := range g.blocks {
		if more {
			block(n)
		}
	}
	if g.dir != nil {
		eachLocked(g.fd, groupBlocks, groupBlocks+maxGroupBlocks, func(offset int64) bool {
			block(uint32(offset - groupBlocks))
			return more
		})
	}
}

// eachLocked calls f with the bytes from start to before end that others hold locks
// on, in no order, while f says so.
func eachLocked(fd int, start, end int64, f func(offset int64) bool) bool {
	for start < end {
		first, length, errno := sys.LockedBetween(fd, start, end)
		if errno != 0 || length == 0 {
			return errno == 0
		}
		last := end
		if length > 0 {
			last = min(end, first+length)
		}
		if first = max(first, start); !eachLocked(fd, start, first, f) {
			return false
		}
		for at := first; at < last; at++ {
			if !f(at) {
				return false
			}
		}
		start = last
	}
	return true
}

// leave gives up what enterGroup gave.
func (g *socketGroup) leave() {
	groups.Lock()
	defer groups.Unlock()
	if g.members--; g.members == 0 {
		g.close()
	}
}

// leaveLast is leave for the last member of this process, whose record goes with the
// lock on its block. It reports false for others.
func (g *socketGroup) leaveLast() bool {
	groups.Lock()
	defer groups.Unlock()
	if g.members > 1 {
		return false
	}
	g.members = 0
	g.close()
	return true
}

// close gives up the file, and removes it when no other process is in the group. When
// two processes leave at once, both may take the other for one that stays; then the
// file means nothing and is swept by and by. The caller holds groups.Mutex.
func (g *socketGroup) close() {
	delete(groups.open, g.id)
	if g.dir == nil {
		sys.Close(g.fd)
		return
	}
	if g.dir.bury(g.fd, groupFileName(g.id)) || sys.UnlockFrom(g.fd, groupGate) != 0 {
		sys.Close(g.fd)
	} else {
		g.dir.spare.close()
		g.dir.spare = spareGroup{g.id, g.fd}
	}
	g.dir.leave()
}

// CloseGroups gives up what the package holds open for groups: the process has
// stopped using sockets. Groups that it is still in go on.
func CloseGroups() {
	groups.Lock()
	defer groups.Unlock()
	if groups.home != nil {
		groups.home.leave()
		groups.home = nil
	}
}
