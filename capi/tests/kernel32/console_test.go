package kernel32_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// runIn runs a program in a folder and returns all that it wrote; it must end
// well within a minute.
func runIn(t *testing.T, dir, program string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	return string(out)
}

// signalled is a program that gets signals.
type signalled struct {
	*exec.Cmd
	in    io.WriteCloser
	out   bytes.Buffer
	mu    sync.Mutex
	grown chan struct{}
	end   chan error
}

// Write implements io.Writer: the program's output.
func (s *signalled) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out.Write(p)
	select {
	case s.grown <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (s *signalled) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.String()
}

// await waits until the program wrote text.
func (s *signalled) await(t *testing.T, text string) {
	t.Helper()
	limit := time.After(30 * time.Second)
	for !strings.Contains(s.text(), text) {
		select {
		case <-s.grown:
		case <-limit:
			t.Fatalf("no %q in %q", text, s.text())
		}
	}
}

// begin starts the program in a process group of its own.
func begin(t *testing.T, program string, args ...string) *signalled {
	t.Helper()
	s := &signalled{Cmd: exec.Command(program, args...), grown: make(chan struct{}, 1), end: make(chan error, 1)}
	s.Stdout, s.Stderr = s, s
	s.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var err error
	if s.in, err = s.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.end <- s.Wait() }()
	t.Cleanup(func() {
		s.Process.Kill()
		s.in.Close()
	})
	return s
}

// TestConsoleCtrlHandler sends signals to a program that handles control events,
// or does not.
func TestConsoleCtrlHandler(t *testing.T) {
	program := build(t, "testdata/console_ctrl.c")
	// What is ignored here, as under nohup, programs leave alone; what is caught they don't inherit.
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(caught) })
	for _, row := range []struct {
		how    string
		signal syscall.Signal
		want   string         // what it writes after "ready"
		dies   syscall.Signal // what it dies of; 0: it ends by itself
	}{
		{"handled", syscall.SIGINT, "never 0\nfirst 0 elsewhere\nend\n", 0},
		{"handled", syscall.SIGTERM, "never 2\nfirst 2 elsewhere\n", syscall.SIGTERM},
		{"handled", syscall.SIGHUP, "never 2\nfirst 2 elsewhere\n", syscall.SIGHUP},
		{"unhandled", syscall.SIGINT, "", syscall.SIGINT},
		{"unhandled", syscall.SIGQUIT, "", syscall.SIGINT},
		{"removed", syscall.SIGTERM, "", syscall.SIGTERM},
		{"none", syscall.SIGINT, "", syscall.SIGINT},
		{"stuck", syscall.SIGTERM, "stuck 2\nend\n", 0},
	} {
		t.Run(fmt.Sprint(row.how, " ", row.signal), func(t *testing.T) {
			t.Parallel()
			s := begin(t, program, row.how)
			s.await(t, "ready\n")
			s.Process.Signal(row.signal)
			s.finish(t, row.dies)
			if got := strings.TrimPrefix(s.text(), "ready\n"); got != row.want {
				t.Errorf("wrote %q, want %q", got, row.want)
			}
		})
	}
	t.Run("several", func(t *testing.T) {
		t.Parallel()
		s := begin(t, program, "handled")
		s.await(t, "ready\n")
		for range 3 {
			s.Process.Signal(syscall.SIGQUIT)
			s.await(t, "first 1 elsewhere\n")
			s.mu.Lock()
			s.out.Reset()
			s.mu.Unlock()
		}
		s.Process.Signal(syscall.SIGINT)
		s.finish(t, 0)
	})
	t.Run("ignored", func(t *testing.T) {
		t.Parallel()
		s := begin(t, program, "ignored")
		s.await(t, "ready\n")
		s.Process.Signal(syscall.SIGINT)
		s.Process.Signal(syscall.SIGQUIT) // comes after it, and is handled
		s.await(t, "first 1 elsewhere\n")
		fmt.Fprintln(s.in, "go on")
		s.await(t, "elsewhere\nready\n")
		s.Process.Signal(syscall.SIGINT)
		s.finish(t, 0)
		if want := "ready\nfirst 1 elsewhere\nready\nfirst 0 elsewhere\nend\n"; s.text() != want {
			t.Errorf("wrote %q", s.text())
		}
	})
	t.Run("generated", func(t *testing.T) {
		t.Parallel()
		s := begin(t, program, "generated")
		s.finish(t, 0)
		if !strings.Contains(s.text(), "first 0 elsewhere\n") {
			t.Errorf("wrote %q", s.text())
		}
	})
}

// finish waits for the end of the program, by a signal or, 0, with exit code 0.
func (s *signalled) finish(t *testing.T, dies syscall.Signal) {
	t.Helper()
	var err error
	select {
	case err = <-s.end:
	case <-time.After(30 * time.Second):
		t.Fatalf("it goes on: %q", s.text())
	}
	var exit *exec.ExitError
	switch {
	case dies == 0 && err != nil:
		t.Errorf("%v: %q", err, s.text())
	case dies != 0 && (!errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != dies):
		t.Errorf("%v, want %v: %q", err, dies, s.text())
	}
}

// terminal is the other side of a terminal of 80 columns and 25 lines.
func terminal(t *testing.T) (ours, theirs *os.File) {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no terminals here: ", err)
	}
	t.Cleanup(func() { ours.Close() })
	fd := int(ours.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Skip("no terminals here: ", err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err = os.OpenFile(fmt.Sprint("/dev/pts/", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no terminals here: ", err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 25, Col: 80}); err != nil {
		t.Fatal(err)
	}
	return ours, theirs
}

// typist runs a program on a terminal. answers are what is typed when the
// program wrote the text before.
func typist(t *testing.T, program string, answers ...[2]string) string {
	t.Helper()
	ours, theirs := terminal(t)
	s := &signalled{Cmd: exec.Command(program), grown: make(chan struct{}, 1), end: make(chan error, 1)}
	s.Stdin, s.Stdout, s.Stderr = theirs, theirs, theirs
	s.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	read := make(chan struct{})
	go func() {
		defer close(read)
		io.Copy(s, ours) // ends with EIO when nobody has the terminal open
	}()
	go func() { s.end <- s.Wait() }()
	defer s.Process.Kill()
	for _, a := range answers {
		s.await(t, a[0])
		if _, err := ours.WriteString(a[1]); err != nil {
			t.Fatal(err)
		}
	}
	s.finish(t, 0)
	<-read
	return s.text()
}

// TestConsoleScreen shows what console calls send to a terminal.
func TestConsoleScreen(t *testing.T) {
	t.Parallel()
	program := build(t, "testdata/console_screen.c")
	out := typist(t, program, [2]string{"\033[6n", "\033[5;7R"})
	for _, want := range []string{
		"plain \033[0;91;44mred\033[0m\r\n", "\033[1;1H", "\0337\033[1;1H" + strings.Repeat(" ", 2000) + "\0338",
		"\033[?25l", "\033]0;a title\007", "text\u00e4\U0001F600", "screen done 0",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %q", want, out)
		}
	}
}

// TestConsoleInput types lines and keys.
func TestConsoleInput(t *testing.T) {
	t.Parallel()
	program := build(t, "testdata/console_input.c")
	out := typist(t, program,
		[2]string{"<line>", "abcd\r"},
		[2]string{"<wide>", "\u00e4\U0001F600\r"},
		[2]string{"<short>", "xy\r"},
		[2]string{"<keys>", "aB\r\033[A\033OP\033[3;5~\x04\033x\u00e4\033"},
		[2]string{"<line again>", "end\r"})
	if !strings.Contains(out, "input done 0") {
		t.Errorf("it says %q", out)
	}
}
