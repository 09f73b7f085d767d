package sys

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// PidfdOpen makes a descriptor of a process that is readable when the process
// has ended; it is close-on-exec and nonblocking.
func PidfdOpen(pid int) (int, Errno) {
	if e := injected("pidfd_open"); e != 0 {
		return -1, e
	}
	fd, err := unix.PidfdOpen(pid, unix.PIDFD_NONBLOCK)
	return fd, number(err)
}

// PidfdKill sends a signal to the process of a descriptor.
func PidfdKill(fd int, signal unix.Signal) Errno {
	if e := injected("pidfd_send_signal"); e != 0 {
		return e
	}
	return number(unix.PidfdSendSignal(fd, signal, nil, 0))
}

// Ending is how a process ended.
type Ending struct {
	Code   int         // exit code, 0…255
	Signal unix.Signal // that ended it; 0: it ended by itself
	Usage  unix.Rusage
}

// PidfdWait tells how the child process of a descriptor ended, without waiting;
// with reap the kernel forgets it. ECHILD: it is no child of this process, or
// was reaped; EAGAIN: it has not ended.
func PidfdWait(fd int, reap bool) (Ending, Errno) {
	if e := injected("waitid"); e != 0 {
		return Ending{}, e
	}
	const exited = 1 // CLD_EXITED
	options := unix.WEXITED | unix.WNOHANG
	if !reap {
		options |= unix.WNOWAIT
	}
	// The head of siginfo_t as waitid fills it on 64-bit Linux.
	var info struct {
		signo, errno, code, _ int32
		pid                   int32
		uid                   uint32
		status                int32
		_                     [100]byte
	}
	var end Ending
	for {
		_, _, e := syscall.RawSyscall6(unix.SYS_WAITID, unix.P_PIDFD, uintptr(fd), uintptr(unsafe.Pointer(&info)),
			uintptr(options), uintptr(unsafe.Pointer(&end.Usage)), 0)
		switch {
		case e == unix.EINTR:
			continue
		case e != 0:
			return Ending{}, e
		case info.pid == 0:
			return Ending{}, unix.EAGAIN
		case info.code == exited:
			end.Code = int(info.status)
		default:
			end.Signal = unix.Signal(info.status)
		}
		return end, 0
	}
}
