package sys

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// EpollEvent is what an epoll instance tells: bits, and in Fd what EpollAdd was
// given as id.
type EpollEvent = unix.EpollEvent

// EpollCreate makes a close-on-exec epoll instance.
func EpollCreate() (int, Errno) {
	if e := injected("epoll_create"); e != 0 {
		return -1, e
	}
	fd, _, e := syscall.RawSyscall(unix.SYS_EPOLL_CREATE1, unix.EPOLL_CLOEXEC, 0, 0)
	if e != 0 {
		return -1, e
	}
	return int(fd), 0
}

// EpollAdd watches fd for the epoll bits events and calls it id.
func EpollAdd(epfd, fd int, events uint32, id int32) Errno {
	return epollControl(unix.EPOLL_CTL_ADD, epfd, fd, events, id)
}

// EpollChange gives fd, which is watched already, other events and another id.
func EpollChange(epfd, fd int, events uint32, id int32) Errno {
	return epollControl(unix.EPOLL_CTL_MOD, epfd, fd, events, id)
}

// EpollRemove stops watching fd.
func EpollRemove(epfd, fd int) Errno {
	return epollControl(unix.EPOLL_CTL_DEL, epfd, fd, 0, 0)
}

func epollControl(op uintptr, epfd, fd int, events uint32, id int32) Errno {
	if e := injected("epoll_ctl"); e != 0 {
		return e
	}
	ev := unix.EpollEvent{Events: events, Fd: id}
	_, _, e := syscall.RawSyscall6(unix.SYS_EPOLL_CTL, uintptr(epfd), op, uintptr(fd),
		uintptr(unsafe.Pointer(&ev)), 0, 0)
	return e
}

// EpollWait holds the thread until the instance has something to tell or limit
// milliseconds have passed (negative: none), and returns how many events it put
// into events. EINTR: a signal came.
func EpollWait(epfd int, events []EpollEvent, limit int) (int, Errno) {
	if e := injected("epoll_wait"); e != 0 {
		return 0, e
	}
	var n uintptr
	var e Errno
	if limit == 0 {
		n, _, e = syscall.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(epfd),
			uintptr(unsafe.Pointer(unsafe.SliceData(events))), uintptr(len(events)), 0, 0, 0)
	} else {
		n, _, e = syscall.Syscall6(unix.SYS_EPOLL_PWAIT, uintptr(epfd),
			uintptr(unsafe.Pointer(unsafe.SliceData(events))), uintptr(len(events)), uintptr(limit), 0, 0)
	}
	if e != 0 {
		return 0, e
	}
	return int(n), 0
}

// EpollDrain takes the events that wait in an epoll instance, so that it is
// ready again only after the next one.
func EpollDrain(epfd int) {
	var events [64]unix.EpollEvent
	for {
		n, e := EpollWait(epfd, events[:], 0)
		if e == 0 && n < len(events) || e != 0 && e != unix.EINTR {
			return
		}
	}
}
