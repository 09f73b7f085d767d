package registry

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// A Door is where a process answers what others may ask it: a Unix socket in
// the directory, process.<pid>.<random>. Whoever asks learns the process from
// the kernel, not from the name; only the process's own user and root are answered.
type Door struct {
	dir      int
	name     string
	listener *net.UnixListener
	done     chan struct{}
}

// doorPrefix begins the names of doors.
const doorPrefix = "process."

// doorPatience is how long one side of a door waits for the other.
const doorPatience = time.Second

// doorPause is how long a door that can't be opened waits before it tries again.
const doorPause = 10 * time.Millisecond

// OpenDoor makes this process answer: each question gets what answer returns.
// Close ends it. A process without a directory has no door; that is an error
// the caller may live with.
func OpenDoor(answer func() []byte) (*Door, error) {
	dir, errno := openDir()
	if errno != 0 {
		return nil, fmt.Errorf("registry: no directory for what processes share: %w", errno)
	}
	d := &Door{dir: dir, name: fmt.Sprintf("%s%d.%08x", doorPrefix, os.Getpid(), rand.Uint32()), done: make(chan struct{})}
	l, err := d.listen()
	if err != nil {
		sys.Close(dir)
		return nil, err
	}
	d.listener = l
	go d.serve(answer)
	return d, nil
}

// listen makes the door's socket. It gets its name when it listens already, so
// that nobody takes it for a dead process's.
func (d *Door) listen() (*net.UnixListener, error) {
	unnamed := "new" + d.name
	at := address(d.dir, unnamed)
	l, err := net.ListenUnix("unix", at)
	if err != nil {
		return nil, fmt.Errorf("registry: no door: %w", err)
	}
	l.SetUnlinkOnClose(false) // by its name in the directory, in Close
	// Whom not to answer is decided by the kernel's word, not by the mode.
	err = os.Chmod(at.Name, 0o666)
	if err == nil {
		err = os.Rename(at.Name, address(d.dir, d.name).Name)
	}
	if err != nil {
		l.Close()
		sys.Unlink(d.dir, unnamed)
		return nil, fmt.Errorf("registry: no door: %w", err)
	}
	return l, nil
}

// address is where name in the directory dir is bound or found, however long
// the directory's path is.
func address(dir int, name string) *net.UnixAddr {
	return &net.UnixAddr{Net: "unix", Name: fmt.Sprintf("/proc/self/fd/%d/%s", dir, name)}
}

func (d *Door) serve(answer func() []byte) {
	defer close(d.done)
	for {
		c, err := d.listener.AcceptUnix()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil: // no descriptor is free, for one
			time.Sleep(doorPause)
			continue
		}
		c.SetDeadline(time.Now().Add(doorPatience))
		if who, err := peer(c); err == nil && (who.Uid == 0 || int(who.Uid) == os.Geteuid()) {
			c.Write(answer())
		}
		c.Close()
	}
}

// Close ends the door and waits for a question under way.
func (d *Door) Close() {
	d.listener.Close()
	<-d.done
	sys.Unlink(d.dir, d.name)
	sys.Close(d.dir)
}

// peer is the process at the other end, by the kernel's word.
func peer(c *net.UnixConn) (*unix.Ucred, error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return nil, err
	}
	var who *unix.Ucred
	var failed error
	if err := raw.Control(func(fd uintptr) {
		who, failed = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
	}); err != nil {
		return nil, err
	}
	return who, failed
}

// Answer is what one process said.
type Answer struct {
	PID  int
	UID  uint32
	Text []byte // nil when it did not answer us
}

// limit is the most one process may say.
const limit = 16 << 20

// AskAll asks every process with a door. Processes of other users do not answer
// anybody but root; they are listed all the same. A name whose process is dead
// is removed.
func AskAll() ([]Answer, error) {
	dir, errno := openDir()
	if errno != 0 {
		return nil, fmt.Errorf("registry: no directory for what processes share: %w", errno)
	}
	defer sys.Close(dir)
	var answers []Answer
	if errno := list(dir, func(name string) {
		if a, ok := ask(dir, name); ok {
			answers = append(answers, a)
		}
	}); errno != 0 {
		return nil, fmt.Errorf("registry: can't read the directory: %w", errno)
	}
	return answers, nil
}

func ask(dir int, name string) (Answer, bool) {
	if !strings.HasPrefix(name, doorPrefix) {
		return Answer{}, false
	}
	c, err := net.DialUnix("unix", nil, address(dir, name))
	if err != nil {
		if errors.Is(err, unix.ECONNREFUSED) { // nobody is behind it
			sys.Unlink(dir, name) // works on our own leftovers only: the directory is sticky
		}
		return Answer{}, false
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(doorPatience))
	who, err := peer(c)
	if err != nil {
		return Answer{}, false
	}
	a := Answer{PID: int(who.Pid), UID: who.Uid}
	if text, err := io.ReadAll(io.LimitReader(c, limit)); err == nil && len(text) > 0 {
		a.Text = text
	}
	return a, true
}
