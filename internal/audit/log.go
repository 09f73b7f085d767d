package audit

import (
	"bytes"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// Names in the directory.
const (
	current = "audit.log"
	lockOf  = "audit.lock"
)

// Older files, and how long one becomes.
const (
	maxOld  = 8
	maxSize = 8 << 20
)

// Log appends records to the file.
type Log struct {
	dir, lock int
	limit     int64

	mu    sync.Mutex // guards what follows
	file  int        // the current one, as far as this process knows
	dirty bool       // not all is on the disk
	sync  *time.Timer
}

// OpenLog opens the file in the directory path, which is made when it is missing.
func OpenLog(path string) (*Log, error) {
	dir, err := openDir(path, true)
	if err != nil {
		return nil, err
	}
	l := &Log{dir: dir, lock: -1, file: -1, limit: maxSize}
	var errno sys.Errno
	if l.lock, errno = openFile(dir, lockOf, unix.O_RDWR|unix.O_CREAT); errno == 0 {
		l.file, errno = openFile(dir, current, unix.O_RDWR|unix.O_APPEND|unix.O_CREAT)
	}
	if errno != 0 {
		l.Close()
		return nil, fmt.Errorf("audit: can't write to %s: %w", path, errno)
	}
	l.sync = time.AfterFunc(time.Hour, l.flush)
	l.sync.Stop()
	return l, nil
}

// Close ends the use of the file.
func (l *Log) Close() {
	if l.sync != nil {
		l.sync.Stop()
		l.flush()
	}
	for _, fd := range []int{l.file, l.lock, l.dir} {
		if fd >= 0 {
			sys.Close(fd)
		}
	}
	l.file, l.lock, l.dir = -1, -1, -1
}

// flushAfter is how long a record may be in memory only.
const flushAfter = time.Second

func (l *Log) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dirty {
		sys.Sync(l.file)
		l.dirty = false
	}
}

// patience is how long another process may take to append, counted in the pauses that this
// one makes, as a busy machine may keep both from getting on.
const patience = time.Second

// locked calls f while no other process appends, or when one takes too long: then
// tidy is false, and f does no more than append.
func (l *Log) locked(f func(tidy bool) error) error {
	waited := time.Duration(0)
	for pause := 20 * time.Microsecond; ; pause = min(2*pause, 2*time.Millisecond) {
		switch errno := sys.LockByte(l.lock, 0); {
		case errno == 0:
			defer sys.UnlockByte(l.lock, 0)
			return f(true)
		case errno != unix.EAGAIN, waited > patience:
			return f(false)
		}
		time.Sleep(pause)
		waited += pause
	}
}

// Append writes a line, which ends with a line feed.
func (l *Log) Append(line []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.locked(func(tidy bool) error {
		if tidy {
			if err := l.prepare(len(line)); err != nil {
				return err
			}
		}
		n, errno := sys.Append(l.file, line)
		if errno != 0 || n < len(line) {
			if errno == 0 {
				errno = unix.ENOSPC
			}
			return fmt.Errorf("audit: a record is not written: %w", errno)
		}
		return nil
	})
	if err == nil && !l.dirty {
		l.dirty = true
		l.sync.Reset(flushAfter)
	}
	return err
}

// prepare sees to it that the file is the current one, ends with a whole line, and
// has room for n bytes more.
func (l *Log) prepare(n int) error {
	if !l.isCurrent() {
		if errno := l.reopen(); errno != 0 {
			return fmt.Errorf("audit: can't open the file again: %w", errno)
		}
	}
	var st unix.Stat_t
	if errno := sys.Stat(l.file, &st); errno != 0 {
		return fmt.Errorf("audit: %w", errno)
	}
	size, errno := l.mend(st.Size)
	if errno == 0 && size > 0 && size+int64(n) > l.limit {
		errno = l.rotate(&st)
	}
	if errno != 0 {
		return fmt.Errorf("audit: the file can't be kept in order: %w", errno)
	}
	return nil
}

// isCurrent reports whether the open file still has its name.
func (l *Log) isCurrent() bool {
	var own, named unix.Stat_t
	return sys.Stat(l.file, &own) == 0 && sys.StatAt(l.dir, current, &named) == 0 &&
		own.Ino == named.Ino && own.Dev == named.Dev
}

// reopen opens the file with the name, or a new one.
func (l *Log) reopen() sys.Errno {
	fd, errno := openFile(l.dir, current, unix.O_RDWR|unix.O_APPEND|unix.O_CREAT)
	if errno != 0 {
		return errno
	}
	if l.dirty {
		sys.Sync(l.file)
	}
	sys.Close(l.file)
	l.file = fd
	return 0
}

// mend cuts off a line without an end, which a killed writer left, and returns the
// size then.
func (l *Log) mend(size int64) (int64, sys.Errno) {
	tail := make([]byte, 1<<10)
	for at := size; at > 0; {
		n := min(at, int64(len(tail)))
		if at == size {
			n = 1 // the last byte is a line feed, mostly
		}
		got, errno := sys.Pread(l.file, tail[:n], at-n)
		if errno != 0 || got < int(n) {
			return 0, unix.EIO
		}
		if i := bytes.LastIndexByte(tail[:n], '\n'); i >= 0 {
			end := at - n + int64(i) + 1
			if end == size {
				return size, 0
			}
			return end, sys.Truncate(l.file, end)
		}
		at -= n
	}
	if size == 0 {
		return 0, 0
	}
	return 0, sys.Truncate(l.file, 0)
}

// rotate makes the current file an older one and begins a new one, with the same
// group and, but for writing, permissions.
func (l *Log) rotate(st *unix.Stat_t) sys.Errno {
	for i := maxOld - 1; i >= 0; i-- {
		if errno := sys.Rename(l.dir, old(i), old(i+1)); errno != 0 && errno != unix.ENOENT {
			return errno
		}
	}
	if errno := l.reopen(); errno != 0 {
		return errno
	}
	sys.ChangeGroup(l.file, int(st.Gid))
	return sys.Chmod(l.file, 0o600|st.Mode&0o040)
}

// old is the name of the file that was the current one n rotations ago.
func old(n int) string {
	if n == 0 {
		return current
	}
	return fmt.Sprintf("%s.%d", current, n)
}
