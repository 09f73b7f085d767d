package registry

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// Name is a name that the processes of one user share, and the words that belong
// to it. The first process makes them; they go with the last, however it ends.
type Name struct {
	Words *sys.Words // Words[0] is the kind
	Token uint32     // stands for this process among those that have the name; never 0

	dir, fd int
	file    string
}

// NameState is what became of a name.
type NameState int

// States of names.
const (
	NameAlone   NameState = iota // there is no place to share it
	NameNew                      // this process is the first to have it
	NameFound                    // others have it
	NameOther                    // others have it for another kind
	NameMissing                  // nobody has it
)

// Bytes of a name's file that are locked.
const (
	nameGate  = 1 << 40      // by who opens or closes the name
	nameMarks = nameGate + 1 // plus its token, by each process that has it
)

func nameFile(rest string) string { return fmt.Sprintf("name.%d.%s", os.Geteuid(), rest) }

// OpenName gives the name key of a kind of objects to this process. When nobody
// has it, it is made if fresh is not nil, and fresh called before anybody else
// finds it.
func OpenName(key string, kind uint32, fresh func(*Name)) (*Name, NameState) {
	dir, errno := openDir()
	if errno != 0 {
		return nil, NameAlone
	}
	sum := sha256.Sum256([]byte(key))
	n := &Name{dir: dir, fd: -1, file: nameFile(fmt.Sprintf("%x", sum[:16]))}
	state := n.open(kind, fresh)
	if n.fd >= 0 && state != NameNew && state != NameFound {
		sys.Close(n.fd) // and all locks with it
	}
	if state != NameNew && state != NameFound {
		sys.Close(dir)
		return nil, state
	}
	sys.UnlockByte(n.fd, nameGate)
	return n, state
}

// open does what OpenName says; the gate stays locked.
func (n *Name) open(kind uint32, fresh func(*Name)) NameState {
	flags := unix.O_RDWR | unix.O_NOFOLLOW | unix.O_NONBLOCK
	if fresh != nil {
		flags |= unix.O_CREAT
	}
	for {
		var errno sys.Errno
		n.fd, errno = sys.OpenAt(n.dir, n.file, flags, 0o600)
		switch {
		case errno == unix.ENOENT:
			return NameMissing
		case errno != 0, !ownedBy(n.fd, uint32(os.Geteuid())), !lockSoon(n.fd, nameGate):
			return NameAlone
		}
		var st unix.Stat_t
		if sys.Stat(n.fd, &st) != 0 {
			return NameAlone
		}
		if st.Nlink > 0 {
			break
		}
		sys.Close(n.fd) // the last process that had the name has just gone
	}
	others, errno := sys.LockedFrom(n.fd, nameMarks)
	switch {
	case errno != 0:
		return NameAlone
	case others:
	case fresh == nil:
		sys.Unlink(n.dir, n.file) // a dead process left it
		return NameMissing
	case sys.Truncate(n.fd, 0) != 0, sys.Truncate(n.fd, int64(sys.WordsSize)) != 0:
		return NameAlone
	}
	if !n.mark() {
		return NameAlone
	}
	if n.Words, errno = sys.MapWords(n.fd); errno != 0 {
		return NameAlone
	}
	if !others {
		n.Words[0].Store(kind)
		fresh(n)
		return NameNew
	}
	if n.Words[0].Load() != kind {
		sys.UnmapWords(n.Words)
		return NameOther
	}
	return NameFound
}

// mark locks a byte that says that this process has the name.
func (n *Name) mark() bool {
	for range 100 {
		n.Token = rand.Uint32N(1<<31-1) + 1
		if sys.LockByte(n.fd, nameMarks+int64(n.Token)) == 0 {
			return true
		}
	}
	return false
}

// Alive reports whether another process that has this token has the name.
func (n *Name) Alive(token uint32) bool {
	locked, _ := sys.ByteLocked(n.fd, nameMarks+int64(token))
	return locked
}

// Close gives the name up.
func (n *Name) Close() {
	sys.UnmapWords(n.Words)
	if lockSoon(n.fd, nameGate) {
		if others, errno := sys.LockedFrom(n.fd, nameMarks); errno == 0 && !others {
			sys.Unlink(n.dir, n.file)
		}
	}
	sys.Close(n.fd)
	sys.Close(n.dir)
}

// lockSoon locks a byte of fd. Who holds it too long is not waited for.
func lockSoon(fd int, offset int64) bool {
	waited := time.Duration(0)
	for pause := time.Microsecond; ; pause = min(2*pause, time.Millisecond) {
		if errno := sys.LockByte(fd, offset); errno != unix.EAGAIN {
			return errno == 0
		}
		if waited > patience {
			return false
		}
		time.Sleep(pause)
		waited += pause
	}
}

// NameGate is the lock under which processes look at the words of several names
// at one moment.
type NameGate struct{ fd int }

// OpenNameGate opens the gate; nil when there is none.
func OpenNameGate() *NameGate {
	dir, errno := openDir()
	if errno != 0 {
		return nil
	}
	defer sys.Close(dir)
	fd, errno := sys.OpenAt(dir, nameFile("gate"), unix.O_RDWR|unix.O_CREAT|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0o600)
	if errno != 0 {
		return nil
	}
	if !ownedBy(fd, uint32(os.Geteuid())) {
		sys.Close(fd)
		return nil
	}
	return &NameGate{fd}
}

// Lock locks the gate among processes, not inside this one. It reports false
// when another one holds it too long.
func (g *NameGate) Lock() bool { return lockSoon(g.fd, 0) }

// Unlock is the end of what Lock began.
func (g *NameGate) Unlock() { sys.UnlockByte(g.fd, 0) }

// Close closes the gate.
func (g *NameGate) Close() { sys.Close(g.fd) }
