package object

import (
	"golang.org/x/sys/unix"

	"winsock/internal/handle"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// EnterChild gives handles to the process pid, a child that nobody else waits
// for, and to its first thread. Suspended: the process stopped itself, and goes
// on when the thread is resumed. The flags are the handles'.
//
// Errors: ERROR_NOT_ENOUGH_MEMORY, after which the child is killed.
func EnterChild(pid int, suspended bool, processFlags, threadFlags uint32) (process, thread Handle, e Errno) {
	fd, errno := sys.PidfdOpen(pid)
	if errno != 0 {
		_ = unix.Kill(pid, unix.SIGKILL)
		_, _ = unix.Wait4(pid, nil, 0, nil)
		return 0, 0, ws2def.ERROR_NOT_ENOUGH_MEMORY
	}
	p := newChild(pid, NewThread(uint32(pid), suspended), fd)
	if suspended {
		go func() {
			p.main.Begin(spi.Park)
			p.kill(unix.SIGCONT)
		}()
	}
	if process, e = enter(p, processFlags); e == 0 {
		if thread, e = enter(p.main, threadFlags); e == 0 {
			return process, thread, 0
		}
		handle.Process.Close(process)
		handle.Process.Release(process)
	}
	p.kill(unix.SIGKILL)
	return 0, 0, e
}

// kill sends a signal unless p has ended.
func (p *Process) kill(signal unix.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.file == nil {
		return
	}
	if raw, err := p.file.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { sys.PidfdKill(int(fd), signal) })
	}
}

// endMain ends the first thread of a child that has ended.
func (p *Process) endMain() {
	if p.main == nil {
		return
	}
	dispatcher.Lock()
	code := p.exit
	dispatcher.Unlock()
	p.main.End(code, 0, 0)
	for p.main.Resume() > 1 { // who waits for its beginning learns that there is none
	}
}
