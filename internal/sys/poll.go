package sys

import (
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// PollFd is poll(2)'s record.
type PollFd = unix.PollFd

// PollNow asks the kernel what fd is ready for, without waiting. events are
// the poll bits of interest.
func PollNow(fd int, events int16) int16 {
	if injected("poll") != 0 {
		return events | unix.POLLERR
	}
	p := unix.PollFd{Fd: int32(fd), Events: events}
	for {
		_, e := look(&p, 1)
		if e == 0 {
			return p.Revents
		}
		if e != unix.EINTR {
			return unix.POLLERR
		}
	}
}

// PollAll asks the kernel about all of fds without waiting and fills Revents.
func PollAll(fds []PollFd) (int, Errno) {
	if e := injected("poll"); e != 0 {
		return 0, e
	}
	for {
		n, e := look(unsafe.SliceData(fds), len(fds))
		if e != unix.EINTR {
			return n, e
		}
	}
}

// Ppoll holds the thread until one of fds is ready or the deadline has passed
// (0 ready); a zero deadline means none. Interruptions are waited out.
func Ppoll(fds []PollFd, deadline time.Time) (int, Errno) {
	if e := injected("ppoll"); e != 0 {
		return 0, e
	}
	for {
		var limit *unix.Timespec
		if !deadline.IsZero() {
			left := max(time.Until(deadline), 0)
			ts := unix.NsecToTimespec(int64(left))
			limit = &ts
		}
		n, e := unix.Ppoll(fds, limit, nil)
		if e == nil {
			return n, 0
		}
		if errno, _ := e.(syscall.Errno); errno != unix.EINTR {
			return 0, errno
		}
	}
}

// EventFd makes a nonblocking counter to wake pollers with.
func EventFd() (int, Errno) {
	if e := injected("eventfd"); e != 0 {
		return -1, e
	}
	fd, _, e := syscall.RawSyscall(unix.SYS_EVENTFD2, 0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK, 0)
	if e != 0 {
		return -1, e
	}
	return int(fd), 0
}

// Signal makes an event counter readable.
func Signal(fd int) {
	one := uint64(1)
	syscall.RawSyscall(unix.SYS_WRITE, uintptr(fd), uintptr(unsafe.Pointer(&one)), 8)
}

// Drain makes an event counter unreadable again.
func Drain(fd int) {
	var n uint64
	syscall.RawSyscall(unix.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(&n)), 8)
}

// SetNonblock makes a descriptor nonblocking.
func SetNonblock(fd int) Errno {
	if e := injected("fcntl"); e != 0 {
		return e
	}
	_, _, e := syscall.RawSyscall(unix.SYS_FCNTL, uintptr(fd), unix.F_SETFL, unix.O_NONBLOCK)
	return e
}
