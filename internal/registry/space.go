package registry

import (
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// space is this process's part in one network namespace.
type space struct {
	key  key
	dir  int    // the directory, -1: none, the process is on its own
	gate int    // locked by the byte for one port each; -1: none, ports are worked on without
	file int    // this process's records
	name string // of file in dir

	ports [64]sync.Mutex // a lock of the gate holds for the process, so goroutines need these
	wary  atomic.Int64   // until when the gate is not waited for in patience; Unix time in ns

	mu    sync.Mutex
	free  []uint32 // erased slots below slots
	slots uint32   // slots that were ever used
	users int      // ports being worked on and claims
	ended bool     // Close has been called
}

// key tells spaces apart. The user is in it because a record counts for the
// owner of its file, and a process may change its user.
type key struct {
	namespace uint64
	uid       int
}

var spaces struct {
	sync.Mutex
	open map[key]*space
}

// enter gives the space of the socket fd with one user more; leave takes it
// back. It returns nil when there is no descriptor left for it.
func enter(fd int) *space {
	namespace, errno := sys.NetNamespace(fd)
	if errno != 0 {
		return nil
	}
	k := key{namespace, os.Geteuid()}
	spaces.Lock()
	defer spaces.Unlock()
	s := spaces.open[k]
	if s == nil {
		if s = open(k); s == nil {
			return nil
		}
		if spaces.open == nil {
			spaces.open = make(map[key]*space)
		}
		spaces.open[k] = s
	}
	s.mu.Lock()
	s.users++
	s.mu.Unlock()
	return s
}

func (s *space) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users--
	s.finish()
}

// Close gives up what the package holds open: the process has stopped using
// sockets. What still has claims follows when the last of them is released.
func Close() {
	spaces.Lock()
	defer spaces.Unlock()
	for _, s := range spaces.open {
		s.mu.Lock()
		s.ended = true
		s.finish()
		s.mu.Unlock()
	}
	spaces.open = nil
}

// finish closes an ended space that nobody uses. The caller holds mu.
func (s *space) finish() {
	if !s.ended || s.users > 0 {
		return
	}
	if s.dir >= 0 {
		sys.Unlink(s.dir, s.name)
		sys.Close(s.dir)
	}
	if s.gate >= 0 {
		sys.Close(s.gate)
	}
	sys.Close(s.file)
}

// Bytes of a claims file that are locked, far behind all records.
const (
	alive = 1 << 40   // by the process whose records these are
	taker = alive + 1 // by who takes the file over, or tidies it
)

// open makes the files of a space. Without a directory the records go to a file
// in memory that nobody else sees; without even that there is no space.
func open(k key) *space {
	s := &space{key: k, dir: -1, gate: -1, file: -1}
	if dir, errno := openDir(); errno == 0 {
		if file, name := takeFile(dir, k); file >= 0 {
			s.dir, s.gate, s.file, s.name = dir, openGate(dir, k), file, name
			return s
		}
		sys.Close(dir)
	}
	file, errno := sys.MemFd("winsock ports")
	if errno != 0 {
		return nil
	}
	s.file = file
	return s
}

func (k key) prefix() string { return fmt.Sprintf("ports.%d.", k.namespace) }

// openGate opens the file whose bytes lock the ports, or returns -1: another user may
// have taken its name for something else. Everyone may lock, nothing is written.
func openGate(dir int, k key) int {
	name := k.prefix() + "gate"
	const flags = unix.O_RDWR | unix.O_NOFOLLOW | unix.O_NONBLOCK
	// A sticky directory may forbid O_CREAT for a file that is another user's.
	fd, errno := sys.OpenAt(dir, name, flags, 0)
	if errno == unix.ENOENT {
		fd, errno = sys.OpenAt(dir, name, flags|unix.O_CREAT|unix.O_EXCL, 0o666)
		switch errno {
		case 0:
			sys.Chmod(fd, 0o666)
		case unix.EEXIST:
			fd, errno = sys.OpenAt(dir, name, flags, 0)
		}
	}
	if errno != 0 {
		return -1
	}
	return fd
}

// Files of records have numbers from 0, so that those of dead processes are found and
// taken over. Where others have put something in the way of that many, a number is
// chosen that nobody can foresee.
const (
	maxFiles = 4096 // how many processes of one user are looked at
	maxTaken = 64   // names in a row that are others'
)

// takeFile makes the process's file of records, or takes over the one of a dead
// process of the same user.
func takeFile(dir int, k key) (fd int, name string) {
	taken := 0
	for n := uint32(0); n < maxFiles; n++ {
		name := fmt.Sprintf("%s%d.%d", k.prefix(), k.uid, n)
		if taken >= maxTaken {
			name = fmt.Sprintf("%s%d.%d", k.prefix(), k.uid, maxFiles+rand.Uint32N(1<<31))
		}
		fd, errno := sys.OpenAt(dir, name, unix.O_RDWR|unix.O_CREAT|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0o644)
		switch errno {
		case 0:
		case unix.EACCES, unix.EPERM, unix.ELOOP, unix.EISDIR, unix.ENXIO: // somebody else's
			taken++
			continue
		default:
			return -1, ""
		}
		if takeOver(fd, k) {
			return fd, name
		}
		if !ownedBy(fd, uint32(k.uid)) {
			taken++
		}
		sys.Close(fd)
	}
	return -1, ""
}

// takeOver makes fd this process's file if it is nobody's. It is emptied before
// the lock says that somebody stands behind its records.
func takeOver(fd int, k key) bool {
	if !ownedBy(fd, uint32(k.uid)) || sys.LockByte(fd, taker) != 0 {
		return false
	}
	// Its name may have been removed by the process that had it, just now.
	var st unix.Stat_t
	return sys.Stat(fd, &st) == 0 && st.Nlink > 0 &&
		sys.Truncate(fd, 0) == 0 && sys.Chmod(fd, 0o644) == 0 && sys.LockByte(fd, alive) == 0
}

// ownedBy reports whether fd is a regular file of the user uid.
func ownedBy(fd int, uid uint32) bool {
	var st unix.Stat_t
	return sys.Stat(fd, &st) == 0 && st.Mode&unix.S_IFMT == unix.S_IFREG && st.Uid == uid
}

// patience is how long a port that another process works on is waited for.
// Work on a port takes microseconds, unless the process is stopped there. It is counted in
// the pauses that this process makes, not by the clock: where the machine stands still or has
// much to do, both get on alike.
const patience = time.Second

// Once that was in vain, a port is waited for no longer than haste for a while: another
// user may hold all of them.
const (
	haste     = 10 * time.Millisecond
	waryAfter = time.Minute
)

// lock takes the port's lock in this process and, unless that takes too long,
// among all.
func (s *space) lock(protocol uint8, port uint16) (shared bool) {
	s.ports[port%uint16(len(s.ports))].Lock()
	if s.gate < 0 {
		return false
	}
	var waited, limit time.Duration
	for pause := 10 * time.Microsecond; ; pause = min(2*pause, time.Millisecond) {
		errno := sys.LockByte(s.gate, gateByte(protocol, port))
		if errno != unix.EAGAIN {
			return errno == 0
		}
		if waited == 0 {
			limit = patience
			if time.Now().UnixNano() < s.wary.Load() {
				limit = haste
			}
		}
		if waited > limit {
			s.wary.Store(time.Now().Add(waryAfter).UnixNano())
			return false
		}
		time.Sleep(pause)
		waited += pause
	}
}

func (s *space) unlock(protocol uint8, port uint16, shared bool) {
	if shared {
		sys.UnlockByte(s.gate, gateByte(protocol, port))
	}
	s.ports[port%uint16(len(s.ports))].Unlock()
}

func gateByte(protocol uint8, port uint16) int64 { return int64(protocol)<<16 | int64(port) }

// slot finds room for a record.
func (s *space) slot() uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.free); n > 0 {
		slot := s.free[n-1]
		s.free = s.free[:n-1]
		return slot
	}
	s.slots++
	return s.slots - 1
}

// erase empties a slot. When even that fails the slot is not used again.
func (s *space) erase(slot uint32) {
	var empty [recordSize]byte
	if sys.Pwrite(s.file, empty[:], int64(slot)*recordSize) != 0 {
		return
	}
	s.mu.Lock()
	s.free = append(s.free, slot)
	s.mu.Unlock()
}

func (s *space) write(slot uint32, r *record) bool {
	var p [recordSize]byte
	r.encode(p[:])
	return sys.Pwrite(s.file, p[:], int64(slot)*recordSize) == 0
}
