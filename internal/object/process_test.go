package object

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// child starts a shell command as a child that the package reaps, and returns
// it with a handle.
func child(t *testing.T, command string) (Handle, *os.Process) {
	t.Helper()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	p, err := os.StartProcess(shell, []string{"sh", "-c", command}, &os.ProcAttr{})
	if err != nil {
		t.Fatal(err)
	}
	h, first, e := EnterChild(p.Pid, false, 0, 0)
	must(t)(first, e)
	return must(t)(h, e), p
}

func TestProcessEnds(t *testing.T) {
	for command, want := range map[string]uint32{
		"exit 0": 0, "exit 7": 7, "exit 255": 255,
		"kill -SEGV $$": 0xC0000005, "kill -INT $$": 0xC000013A, "kill -USR1 $$": 128 + uint32(unix.SIGUSR1),
	} {
		h, p := child(t, command)
		if id, e := ProcessID(h); int(id) != p.Pid || e != 0 {
			t.Error(command, "id:", id, e)
		}
		for name, how := range ways {
			if r, e := Wait(nil, []Handle{h}, false, 10000, false, how); r != WaitObject0 || e != 0 {
				t.Errorf("%s %s: %#x %v", command, name, r, e)
			}
		}
		if code, e := ProcessExitCode(h); code != want || e != 0 {
			t.Errorf("%s: %#x, want %#x (%v)", command, code, want, e)
		}
		if times, e := ProcessTimes(h); e != 0 || times.Exited < times.Created || times.Created == 0 {
			t.Errorf("%s: %+v %v", command, times, e)
		}
		if _, err := os.Stat(fmt.Sprint("/proc/", p.Pid)); err == nil {
			t.Errorf("%s: not reaped", command)
		}
		if e := TerminateProcess(h, 1); e != ErrorAccessDenied {
			t.Error("ended twice:", e)
		}
		p.Release()
	}
}

func TestTerminateProcess(t *testing.T) {
	h, p := child(t, "sleep 100 & wait")
	defer p.Release()
	if code, _ := ProcessExitCode(h); code != StillActive || look(t, nil, h) != WaitTimeout {
		t.Error("ended:", code)
	}
	if times, e := ProcessTimes(h); e != 0 || times.Exited != 0 {
		t.Errorf("%+v %v", times, e)
	}
	if e := TerminateProcess(h, 0x12345678); e != 0 {
		t.Fatal(e)
	}
	if r, _ := Wait(nil, []Handle{h}, false, 10000, false, spi.Park); r != WaitObject0 {
		t.Fatalf("%#x", r)
	}
	if code, _ := ProcessExitCode(h); code != 0x12345678 {
		t.Errorf("%#x", code)
	}
}

// TestForeignProcess sees the end of a process that somebody else waits for.
func TestForeignProcess(t *testing.T) {
	cmd := exec.Command("sh", "-c", "read x; exit 5")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Skip(err)
	}
	h := must(t)(OpenProcess(uint32(cmd.Process.Pid), 0))
	unused, e := OpenProcess(uint32(cmd.Process.Pid), 0)
	if e != 0 {
		t.Fatal(e)
	}
	Close(unused, spi.Park)
	in.Close()
	if r, _ := Wait(nil, []Handle{h}, false, 10000, false, spi.Hold); r != WaitObject0 {
		t.Fatalf("%#x", r)
	}
	if code, _ := ProcessExitCode(h); code != 5 {
		t.Errorf("exit code %d", code)
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != 5 {
		t.Error("taken from the one who waits for it:", err)
	}
	if _, e := OpenProcess(uint32(cmd.Process.Pid), 0); e != ws2def.ERROR_INVALID_PARAMETER {
		t.Error("one that has ended:", e)
	}
	for _, pid := range []uint32{0, 1 << 31, 1<<32 - 1} {
		if _, e := OpenProcess(pid, 0); e != ws2def.ERROR_INVALID_PARAMETER {
			t.Error(pid, e)
		}
	}
}

func TestThisProcess(t *testing.T) {
	h := must(t)(OpenProcess(uint32(os.Getpid()), 0))
	if code, _ := ProcessExitCode(h); code != StillActive || look(t, nil, h) != WaitTimeout {
		t.Error("ended")
	}
	times, e := ProcessTimes(h)
	age := time.Duration(ticksOf(time.Now())-times.Created) * tick
	if e != 0 || age < -time.Second || age > time.Hour {
		t.Errorf("%+v %v, age %v", times, e, age)
	}
	if e := TerminateProcess(h, 1); e != ErrorNotSupported {
		t.Error(e)
	}
}

// TestNoDescriptorsForProcesses fails each system call of opening one.
func TestNoDescriptorsForProcesses(t *testing.T) {
	defer sys.Inject(nil)
	for errno, want := range map[sys.Errno]Errno{
		unix.EMFILE: ws2def.ERROR_NOT_ENOUGH_MEMORY, unix.EPERM: ErrorAccessDenied, unix.ESRCH: ws2def.ERROR_INVALID_PARAMETER,
	} {
		sys.Inject(func(call string) sys.Errno {
			if call == "pidfd_open" {
				return errno
			}
			return 0
		})
		if _, e := OpenProcess(1, 0); e != want {
			t.Errorf("%v: %v, want %v", errno, e, want)
		}
	}
}
