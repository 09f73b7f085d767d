package examples_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is how long a program may take, slowPatience under a slow toolchain.
const (
	patience     = 30 * time.Second
	slowPatience = 4 * time.Minute
)

// process is a running program. Lines end in \n whatever the program writes.
type process struct {
	t      *testing.T
	name   string
	cmd    *exec.Cmd
	stdout *bufio.Reader
	stderr bytes.Buffer
	front  func(t *testing.T, address string) string
}

// start runs the program; it is killed when the test ends before it, or when it
// takes too long.
func (p program) start(t *testing.T, args ...string) *process {
	t.Helper()
	return p.startReading(t, nil, args...)
}

// startReading is start for a program with a standard input.
func (p program) startReading(t *testing.T, stdin io.Reader, args ...string) *process {
	t.Helper()
	limit := patience
	if p.slow {
		limit = slowPatience
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	words := append(append(append([]string{}, p.run...), p.path), args...)
	r := &process{t: t, name: strings.Join(args, " "), front: p.front, cmd: exec.CommandContext(ctx, words[0], words[1:]...)}
	r.cmd.Env = append(os.Environ(), p.env...)
	r.cmd.Stdin, r.cmd.Stderr = stdin, &r.stderr
	r.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	r.cmd.WaitDelay = 5 * time.Second
	stdout, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.stdout = bufio.NewReader(withoutReturns{stdout})
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if r.cmd.ProcessState == nil {
			syscall.Kill(-r.cmd.Process.Pid, syscall.SIGKILL)
			r.cmd.Wait()
			t.Logf("%s: killed; it had said:\n%s", r.name, &r.stderr)
		}
	})
	return r
}

// line is the next line of standard output, without its end.
func (r *process) line() string {
	r.t.Helper()
	text, err := r.stdout.ReadString('\n')
	if err != nil {
		r.cmd.Wait()
		r.t.Fatalf("%s: output ends with %q: %v\n%s", r.name, text, err, &r.stderr)
	}
	return strings.TrimSuffix(text, "\n")
}

// expect compares the next lines of standard output.
func (r *process) expect(lines ...string) {
	r.t.Helper()
	for _, want := range lines {
		if got := r.line(); got != want {
			r.t.Errorf("%s: says %q, want %q", r.name, got, want)
		}
	}
}

// address is where a server says it listens, on loopback.
func (r *process) address() string {
	r.t.Helper()
	return "127.0.0.1:" + r.port()
}

// port is the port that a server says it has got, or that of the front before it.
func (r *process) port() string {
	r.t.Helper()
	var port uint16
	line := r.line()
	if _, err := fmt.Sscanf(line, "Listening on port %d", &port); err != nil || port == 0 {
		r.t.Fatalf("%s: %q says no port", r.name, line)
	}
	if r.front == nil {
		return fmt.Sprint(port)
	}
	_, in, _ := net.SplitHostPort(r.front(r.t, fmt.Sprintf("127.0.0.1:%d", port)))
	return in
}

// signal sends a signal: SIGINT is Ctrl-C, SIGTERM is closing the console.
func (r *process) signal(s syscall.Signal) {
	r.t.Helper()
	if err := r.cmd.Process.Signal(s); err != nil {
		r.t.Fatal(err)
	}
}

// ends waits for the end and compares the rest of standard output and the exit
// code. Standard error must be empty, and no other process left.
func (r *process) ends(code int, rest string) {
	r.t.Helper()
	if complaint := r.endsSaying(code, rest); complaint != "" {
		r.t.Errorf("%s: complains:\n%s", r.name, complaint)
	}
}

// endsSaying is ends for programs that write to standard error, which it returns.
func (r *process) endsSaying(code int, rest string) string {
	r.t.Helper()
	out, err := io.ReadAll(r.stdout)
	if err != nil {
		r.t.Errorf("%s: %v", r.name, err)
	}
	r.cmd.Wait()
	complaint := strings.ReplaceAll(r.stderr.String(), "\r", "")
	if got := r.cmd.ProcessState; got.ExitCode() != code {
		r.t.Errorf("%s: ends with %v, want exit code %d\n%s", r.name, got, code, complaint)
	}
	if string(out) != rest {
		r.t.Errorf("%s: ends saying\n%s\nwant\n%s", r.name, out, rest)
	}
	if err := syscall.Kill(-r.cmd.Process.Pid, 0); err != syscall.ESRCH {
		r.t.Errorf("%s: leaves a process behind (%v)", r.name, err)
	}
	return complaint
}

// withoutReturns drops the \r that programs write under Wine.
type withoutReturns struct{ io.Reader }

func (w withoutReturns) Read(b []byte) (int, error) {
	n, err := w.Reader.Read(b)
	return copy(b, bytes.ReplaceAll(b[:n], []byte("\r"), nil)), err
}
