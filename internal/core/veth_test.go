package core_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// Two networks that a pair of interfaces connects, as two hosts on a wire:
//
//	this process        stranger
//	10.77.0.1/24        10.77.0.2/24
//	fd77::1/64          fd77::2/64
//	fe80::77:1/64       fe80::77:2/64
//	      wire0 ──────── wire1
//
// run runs a command that sets up a network.
func run(t testing.TB, command string, a ...any) {
	t.Helper()
	words := strings.Fields(fmt.Sprintf(command, a...))
	if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", words, err, out)
	}
}

// wired runs the rest of the test on one end of a wire, in a process and network of its
// own, and gives a program that runs on the other end: the test program itself when
// program is empty, as [other], or another one. It is false in the process that started
// it.
func wired(t *testing.T, program ...string) (*far, bool) {
	t.Helper()
	if _, err := exec.LookPath("ip"); err != nil {
		t.Skip("no ip(8) here")
	}
	if !isolated(t) {
		return nil, false
	}
	f := startFar(t, program)
	run(t, "ip link add wire0 type veth peer name wire1")
	run(t, "ip link set wire1 netns %d", f.cmd.Process.Pid)
	run(t, "ip addr add 10.77.0.1/24 dev wire0")
	run(t, "ip addr add fd77::1/64 dev wire0 nodad")
	run(t, "ip addr add fe80::77:1/64 dev wire0 nodad")
	run(t, "ip link set wire0 up")
	run(t, "ip route add 224.0.0.0/4 dev wire0")
	// The kernel adds it too, when it has seen that the wire is whole.
	run(t, "ip -6 route replace multicast ff00::/8 dev wire0 table local")
	inside := fmt.Sprintf("nsenter --net=/proc/%d/ns/net ip ", f.cmd.Process.Pid)
	run(t, "%s", inside+"link set lo up")
	run(t, "%s", inside+"addr add 10.77.0.2/24 dev wire1")
	run(t, "%s", inside+"addr add fd77::2/64 dev wire1 nodad")
	run(t, "%s", inside+"addr add fe80::77:2/64 dev wire1 nodad")
	run(t, "%s", inside+"link set wire1 up")
	run(t, "%s", inside+"route add 224.0.0.0/4 dev wire1")
	run(t, "%s", inside+"-6 route replace multicast ff00::/8 dev wire1 table local")
	f.ask("go") // it has waited for its network
	return f, true
}

// far is a program at the other end of the wire, which answers each line with one.
type far struct {
	t   testing.TB
	cmd *exec.Cmd
	in  io.Writer
	out *bufio.Reader
}

func startFar(t testing.TB, program []string) *far {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	if len(program) > 0 {
		cmd = exec.Command(program[0], program[1:]...)
	} else {
		cmd.Env = append(os.Environ(), programEnv+"=", "WINSOCK_RUN_DIR="+t.TempDir())
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNET}
	return startProgram(t, cmd)
}

// startFarHere starts the test program as another process of this network.
func startFarHere(t testing.TB) *far {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), programEnv+"=")
	return startProgram(t, cmd)
}

func startProgram(t testing.TB, cmd *exec.Cmd) *far {
	t.Helper()
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	return &far{t, cmd, in, bufio.NewReader(out)}
}

// ask sends a line and returns the answer.
func (f *far) ask(line string, a ...any) string {
	f.t.Helper()
	if _, err := fmt.Fprintf(f.in, line+"\n", a...); err != nil {
		f.t.Fatal("to the program at the far end:", err)
	}
	answer, err := f.out.ReadString('\n')
	if err != nil {
		f.t.Fatalf("the program at the far end, asked %q: %v", line, err)
	}
	return strings.TrimSuffix(answer, "\n")
}
