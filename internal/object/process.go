package object

import (
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/handle"
	"winsock/internal/sys"
	"winsock/ws2def"
)

// Process is a process of the operating system. It is signalled when that has
// ended.
type Process struct {
	header
	pid   int
	child bool    // this package reaps it
	self  bool    // this process, which nobody sees end
	main  *Thread // a child's first thread

	file *os.File // its descriptor; guarded by mu
	mu   sync.Mutex
	uses int // handles; guarded by mu

	ended  bool
	exit   uint32
	forced *uint32 // the exit code that TerminateProcess wants
	times  Times
}

// Times are what a process or thread used, in units of 100 ns.
type Times struct {
	Created int64 // since 1601
	Exited  int64 // since 1601; 0: not yet
	Kernel  int64
	User    int64
}

// newChild makes the process pid, a child that nobody else waits for: it is
// reaped when it ends, whether or not it has a handle then. fd is its descriptor
// as [sys.PidfdOpen] makes it, and belongs to the process from now on.
func newChild(pid int, main *Thread, fd int) *Process {
	p := &Process{pid: pid, child: true, main: main, exit: StillActive}
	p.times.Created = ticksOf(time.Now())
	p.watch(fd)
	return p
}

// Self is this process.
var Self = sync.OnceValue(func() *Process {
	pid := os.Getpid()
	return &Process{pid: pid, self: true, exit: StillActive, times: Times{Created: started(pid)}}
})

// OpenProcess gives a handle to the process pid, whose end is seen but not
// reaped; flags are the handle's.
//
// Errors: ERROR_INVALID_PARAMETER (no such process), ERROR_ACCESS_DENIED,
// ERROR_NOT_ENOUGH_MEMORY.
func OpenProcess(pid uint32, flags uint32) (Handle, Errno) {
	if int(pid) == os.Getpid() {
		return enter(Self(), flags)
	}
	if pid == 0 || int32(pid) < 0 { // 0 and negative ids mean groups of processes
		return 0, ws2def.ERROR_INVALID_PARAMETER
	}
	fd, errno := sys.PidfdOpen(int(pid))
	switch errno {
	case 0:
	case unix.EMFILE, unix.ENFILE, unix.ENOMEM:
		return 0, ws2def.ERROR_NOT_ENOUGH_MEMORY
	case unix.EPERM, unix.EACCES:
		return 0, ErrorAccessDenied
	default:
		return 0, ws2def.ERROR_INVALID_PARAMETER
	}
	p := &Process{pid: int(pid), exit: StillActive}
	p.times.Created = started(p.pid)
	p.watch(fd)
	return enter(p, flags)
}

// watch begins to wait for the end of p.
func (p *Process) watch(fd int) {
	p.file = os.NewFile(uintptr(fd), "")
	raw, err := p.file.SyscallConn()
	if err != nil {
		return
	}
	go func() {
		var end sys.Ending
		known := false
		err := raw.Read(func(fd uintptr) bool {
			if sys.PollNow(int(fd), unix.POLLIN)&unix.POLLIN == 0 {
				return false
			}
			var errno sys.Errno
			end, errno = sys.PidfdWait(int(fd), p.child)
			known = errno == 0
			return true
		})
		if err != nil {
			return // its last handle was closed
		}
		if !known {
			end, known = ending(p.pid)
		}
		p.end(end, known)
		p.endMain()
		p.mu.Lock()
		p.file.Close()
		p.file = nil
		p.mu.Unlock()
	}()
}

func (p *Process) end(end sys.Ending, known bool) {
	var wake wakes
	dispatcher.Lock()
	defer wake.unlock()
	p.ended = true
	switch {
	case p.forced != nil && (!known || end.Signal == unix.SIGKILL):
		p.exit = *p.forced
	case known:
		p.exit = exitCode(end)
	default:
		p.exit = 0 // not ours to know
	}
	p.times.Exited = ticksOf(time.Now())
	p.times.User = int64(end.Usage.Utime.Nano()) / int64(tick)
	p.times.Kernel = int64(end.Usage.Stime.Nano()) / int64(tick)
	p.signal = 1
	p.satisfy(&wake)
}

// Exit codes of processes that a signal ended, as a program for Windows would
// have ended in the same trouble.
var signalCodes = map[unix.Signal]uint32{
	unix.SIGSEGV: 0xC0000005, // STATUS_ACCESS_VIOLATION
	unix.SIGBUS:  0xC0000005,
	unix.SIGILL:  0xC000001D, // STATUS_ILLEGAL_INSTRUCTION
	unix.SIGFPE:  0xC0000094, // STATUS_INTEGER_DIVIDE_BY_ZERO
	unix.SIGINT:  0xC000013A, // STATUS_CONTROL_C_EXIT
	unix.SIGHUP:  0xC000013A,
	unix.SIGTERM: 0xC000013A,
	unix.SIGABRT: 3, // what abort ends with
}

func exitCode(end sys.Ending) uint32 {
	if end.Signal == 0 {
		return uint32(end.Code)
	}
	if code, ok := signalCodes[end.Signal]; ok {
		return code
	}
	return 128 + uint32(end.Signal)
}

func (p *Process) count() {
	p.mu.Lock()
	p.uses++
	p.mu.Unlock()
}

// Finish gives up watching a process that nobody asks for any more; a child is
// watched to its end.
func (p *Process) Finish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.uses--
	if p.uses == 0 && !p.child && p.file != nil {
		p.file.Close()
		p.file = nil
	}
}

// ProcessID is the system id of the process h. Errors: ERROR_INVALID_HANDLE.
func ProcessID(h Handle) (pid uint32, e Errno) {
	e = onProcess(h, func(p *Process) Errno {
		pid = uint32(p.pid)
		return 0
	})
	return pid, e
}

// ProcessExitCode is what the process h ended with, StillActive before. Errors:
// ERROR_INVALID_HANDLE.
func ProcessExitCode(h Handle) (code uint32, e Errno) {
	e = onProcess(h, func(p *Process) Errno {
		dispatcher.Lock()
		code = p.exit
		dispatcher.Unlock()
		return 0
	})
	return code, e
}

// ProcessTimes are the times of the process h. Errors: ERROR_INVALID_HANDLE,
// ERROR_ACCESS_DENIED (the system does not tell).
func ProcessTimes(h Handle) (times Times, e Errno) {
	e = onProcess(h, func(p *Process) Errno {
		dispatcher.Lock()
		times = p.times
		ended := p.ended
		dispatcher.Unlock()
		if ended {
			return 0
		}
		var ok bool
		if times.Kernel, times.User, ok = used(p.pid); !ok {
			return ErrorAccessDenied
		}
		return 0
	})
	return times, e
}

// TerminateProcess ends the process h by force, with an exit code; this process
// is the caller's business. Errors: ERROR_INVALID_HANDLE, ERROR_ACCESS_DENIED
// (another user's, or it has ended), ERROR_NOT_SUPPORTED (this process).
func TerminateProcess(h Handle, code uint32) Errno {
	return onProcess(h, func(p *Process) Errno {
		if p.self {
			return ErrorNotSupported
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.file == nil {
			return ErrorAccessDenied
		}
		raw, err := p.file.SyscallConn()
		if err != nil {
			return ErrorAccessDenied
		}
		dispatcher.Lock()
		before := p.forced
		p.forced = &code
		dispatcher.Unlock()
		errno := sys.Errno(syscall.EBADF)
		raw.Control(func(fd uintptr) { errno = sys.PidfdKill(int(fd), unix.SIGKILL) })
		if errno != 0 {
			dispatcher.Lock()
			p.forced = before
			dispatcher.Unlock()
			return ErrorAccessDenied
		}
		return 0
	})
}

// onProcess calls do with the process that h means. Errors:
// ERROR_INVALID_HANDLE.
func onProcess(h Handle, do func(*Process) Errno) Errno {
	if h == CurrentProcess {
		return do(Self())
	}
	obj := handle.Process.Acquire(h)
	if obj == nil {
		return ws2def.ERROR_INVALID_HANDLE
	}
	defer handle.Process.Release(h)
	if p, ok := obj.(*Process); ok {
		return do(p)
	}
	return ws2def.ERROR_INVALID_HANDLE
}
