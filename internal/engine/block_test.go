package engine_test

import (
	"runtime"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"winsock/internal/engine"
	"winsock/spi"
)

// A thread that comes to wait after Wake does not, whatever it has seen of the
// nudges: nobody would interrupt it.
func TestBlockedReceiveAfterWake(t *testing.T) {
	engine.SetInterruption(uint32(syscall.SIGURG))
	t.Cleanup(func() { engine.SetInterruption(0) })
	a, b := ends(t)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	a.Wake()
	unix.Write(b.Fd(), []byte("x")) // a receive that is made would not hang
	how := spi.HoldThread(uint32(unix.Gettid()))
	if n, errno, over := a.RecvBlocked(make([]byte, 1), how, a.Nudges()); n != 0 || errno != unix.EAGAIN || !over {
		t.Errorf("RecvBlocked: %d, %v, over %v", n, errno, over)
	}
}
