package leaktest

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// leakEnv names what a child process of these tests must leave behind.
const leakEnv = "LEAKTEST_LEAVE"

func TestMain(m *testing.M) { Main(m) }

// TestChild runs only in a child process, where it leaves behind what the
// parent asked for.
func TestChild(t *testing.T) {
	switch os.Getenv(leakEnv) {
	case "":
		t.Skip("runs only as a child of TestMainFindsLeaks")
	case "nothing":
		r, w, err := os.Pipe() // through the run-time's poller
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		w.Close()
	case "socket":
		if _, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0); err != nil {
			t.Fatal(err)
		}
	case "eventfd":
		if _, err := unix.Eventfd(0, unix.EFD_CLOEXEC); err != nil {
			t.Fatal(err)
		}
	case "epoll":
		if _, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
			t.Fatal(err)
		}
	case "file":
		if _, err := unix.Open(os.DevNull, unix.O_RDONLY|unix.O_CLOEXEC, 0); err != nil {
			t.Fatal(err)
		}
	case "goroutine":
		started := make(chan bool)
		go func() {
			started <- true
			select {}
		}()
		<-started
	case "late":
		fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC)
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(50*time.Millisecond, func() { unix.Close(fd) })
	case "check":
		t.Run("leaves an eventfd", func(t *testing.T) {
			Check(t)
			if _, err := unix.Eventfd(0, unix.EFD_CLOEXEC); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestMainFindsLeaks(t *testing.T) {
	for _, tc := range []struct {
		leave string // what the child leaves behind
		want  string // what the child says; "" when it passes
	}{
		{"nothing", ""},
		{"late", ""},
		{"socket", "socket:["},
		{"eventfd", "anon_inode:[eventfd]"},
		{"epoll", "anon_inode:[eventpoll]"},
		{"file", os.DevNull},
		{"goroutine", "goroutines left behind"},
		{"check", "anon_inode:[eventfd]"},
	} {
		t.Run(tc.leave, func(t *testing.T) {
			t.Parallel()
			child := exec.Command(os.Args[0], "-test.run=^TestChild$")
			child.Env = append(os.Environ(), leakEnv+"="+tc.leave)
			out, err := child.CombinedOutput()
			if tc.want == "" {
				if err != nil {
					t.Fatalf("child failed: %v\n%s", err, out)
				}
				return
			}
			if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 {
				t.Errorf("child ended with %v, want exit status 1", err)
			}
			if !strings.Contains(string(out), tc.want) {
				t.Errorf("child said %q, want mention of %q", out, tc.want)
			}
		})
	}
}
