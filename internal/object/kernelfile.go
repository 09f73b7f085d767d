package object

import (
	"os"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/ws2def"
)

// KernelKind says what a [KernelFile] is.
type KernelKind uint32

// Kinds of descriptors.
const (
	Disk    KernelKind = 1 + iota // a file or a directory
	Stream                        // a pipe or a character device
	Console                       // a terminal
	Section                       // memory that processes share
)

// Access to a file and what it leaves to others, as FILE_SHARE_*.
const (
	ShareRead = 1 << iota
	ShareWrite
	ShareDelete
)

// sectionLock is the byte that users of memory with a name hold a read lock on.
const sectionLock = 1 << 62

// ErrorSharingViolation: another open file denies the access, or has what this
// one would deny.
const ErrorSharingViolation Errno = 32

// KernelFile is a descriptor of the kernel that a HANDLE means. Its transfers
// are synchronous: it is always signalled.
type KernelFile struct {
	File

	Fd         int
	Kind       KernelKind
	Overlapped bool // opened with FILE_FLAG_OVERLAPPED

	// Standard: descriptor 0, 1 or 2. Its number stays taken when it is closed.
	Standard bool

	// DeleteOnClose is the path of the file that goes away with its last handle;
	// "" for none.
	DeleteOnClose string

	claim   *claim
	handles atomic.Int32
}

// FileID is how the kernel identifies a file.
type FileID struct{ Device, Inode uint64 }

// claim is what an open file does and leaves to others.
type claim struct {
	id            FileID
	access, share uint32
}

// claims lists the files that are open in this process: share modes hold among
// them.
var claims struct {
	sync.Mutex
	open map[FileID][]*claim
}

// Share claims access to the file id, and denies others what share lacks, until
// f is closed. It reports false when another open file is in the way.
func (f *KernelFile) Share(id FileID, access, share uint32) bool {
	claims.Lock()
	defer claims.Unlock()
	for _, other := range claims.open[id] {
		if access&^other.share != 0 || other.access&^share != 0 {
			return false
		}
	}
	if claims.open == nil {
		claims.open = make(map[FileID][]*claim)
	}
	f.claim = &claim{id, access, share}
	claims.open[id] = append(claims.open[id], f.claim)
	return true
}

// MayDelete reports whether nobody in this process has the file id open without
// FILE_SHARE_DELETE.
func MayDelete(id FileID) bool {
	claims.Lock()
	defer claims.Unlock()
	for _, other := range claims.open[id] {
		if other.share&ShareDelete == 0 {
			return false
		}
	}
	return true
}

func (f *KernelFile) unclaim() {
	if f.claim == nil {
		return
	}
	claims.Lock()
	defer claims.Unlock()
	id := f.claim.id
	rest := claims.open[id][:0]
	for _, other := range claims.open[id] {
		if other != f.claim {
			rest = append(rest, other)
		}
	}
	if len(rest) == 0 {
		delete(claims.open, id)
	} else {
		claims.open[id] = rest
	}
}

// EnterFile gives a handle to f, which then owns its descriptor; flags are the
// handle's. Errors: ERROR_NOT_ENOUGH_MEMORY, after which f is closed.
func EnterFile(f *KernelFile, flags uint32) (Handle, Errno) {
	return enter(f, flags)
}

func (f *KernelFile) count() { f.handles.Add(1) }

// Finish implements handle.Object.
func (f *KernelFile) Finish() {
	if f.handles.Add(-1) != 0 {
		return
	}
	f.unclaim()
	// Memory with a name goes with its last user; the others hold the lock.
	if f.DeleteOnClose != "" && (f.Kind != Section || sys.LockByte(f.Fd, sectionLock) == 0) {
		_ = os.Remove(f.DeleteOnClose)
	}
	if f.Standard {
		vacate(f.Fd)
		return
	}
	sys.Close(f.Fd)
}

// vacate closes a standard descriptor but keeps its number from being used for
// anything else.
func vacate(fd int) {
	null, err := unix.Open("/dev/null", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	_ = unix.Dup3(null, fd, 0)
	_ = unix.Close(null)
}

// CopyFile gives a handle to a copy of the descriptor fd of a file. Errors:
// ERROR_INVALID_HANDLE, WSAEMFILE, ERROR_NOT_ENOUGH_MEMORY.
func CopyFile(fd int) (Handle, Errno) {
	own, errno := sys.Copy(fd)
	if errno == unix.EMFILE {
		return 0, ws2def.WSAEMFILE
	}
	if errno != 0 {
		return 0, ws2def.ERROR_INVALID_HANDLE
	}
	f := &KernelFile{Fd: own, Kind: Stream}
	var st unix.Stat_t
	if sys.Stat(own, &st) == 0 && st.Mode&unix.S_IFMT == unix.S_IFREG {
		f.Kind = Disk
	}
	return EnterFile(f, 0)
}
