package registry

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// A Door is where a process answers what others may ask it, and takes what they
// bring: a Unix socket in the directory, process.<pid>.<random>. Each side learns
// the process of the other from the kernel, not from the name; only the process's
// own user and root are answered.
type Door struct {
	dir      int
	name     string
	listener *net.UnixListener
	does     Doings
	done     chan struct{}
	visits   sync.WaitGroup
}

// Doings is what is done at a door; nil functions refuse. They are called at once
// for several visitors.
type Doings struct {
	// Sockets answers [AskAll].
	Sockets func() []byte
	// Deliver takes a parcel, and its files, that [Deliver] brings. taken is false
	// when it does not want it; undo gives it up again, as if it had never come.
	Deliver func(from Peer, p Parcel) (undo func(), taken bool)
	// Fetch gives the parcel that [Fetch] wants, whose files stay its own, and is told
	// whether it was taken.
	Fetch func(by Peer, ticket uint32) (p Parcel, over func(taken bool), ok bool)
}

// Peer is the process at the other end, by the kernel's word.
type Peer struct {
	PID int
	UID uint32
}

// trusted reports whether a peer may be dealt with: it is of this process's user, or
// root's.
func (p Peer) trusted() bool { return p.UID == 0 || int(p.UID) == os.Geteuid() }

// doorPrefix begins the names of doors.
const doorPrefix = "process."

// doorPatience is how long one side of a door waits for the other.
const doorPatience = time.Second

// doorPause is how long a door that can't be opened waits before it tries again.
const doorPause = 10 * time.Millisecond

// What a visitor comes for: the first byte that it sends.
const (
	visitSockets = 's'
	visitDeliver = 'd'
	visitFetch   = 'f'
)

// OpenDoor makes this process answer. Close ends it. A process without a directory
// has no door; that is an error the caller may live with.
func OpenDoor(does Doings) (*Door, error) {
	dir, errno := openDir()
	if errno != 0 {
		return nil, noDirectory(errno)
	}
	d := &Door{
		dir: dir, name: fmt.Sprintf("%s%d.%08x", doorPrefix, os.Getpid(), rand.Uint32()),
		does: does, done: make(chan struct{}),
	}
	l, err := d.listen()
	if err != nil {
		sys.Close(dir)
		return nil, err
	}
	d.listener = l
	go d.serve()
	return d, nil
}

func noDirectory(errno sys.Errno) error {
	return fmt.Errorf("registry: no directory for what processes share: %w", errno)
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

func (d *Door) serve() {
	defer close(d.done)
	for {
		c, err := d.listener.AcceptUnix()
		switch {
		case errors.Is(err, net.ErrClosed):
			d.visits.Wait()
			return
		case err != nil: // no descriptor is free, for one
			time.Sleep(doorPause)
			continue
		}
		d.visits.Go(func() {
			defer c.Close()
			if who, err := peer(c); err == nil && who.trusted() {
				d.answer(c, who)
			}
		})
	}
}

// answer deals with one visitor.
func (d *Door) answer(c *net.UnixConn, who Peer) {
	c.SetDeadline(time.Now().Add(doorPatience))
	kind, p, err := receiveParcel(c)
	if err != nil {
		return
	}
	switch {
	case kind == visitSockets && d.does.Sockets != nil:
		c.Write(d.does.Sockets())
	case kind == visitDeliver && d.does.Deliver != nil:
		d.accept(c, who, p)
		return
	case kind == visitFetch && d.does.Fetch != nil && len(p.Text) == 4:
		d.give(c, who, binary.LittleEndian.Uint32(p.Text))
	}
	p.Close()
}

// Close ends the door and waits for visitors.
func (d *Door) Close() {
	d.listener.Close()
	<-d.done
	sys.Unlink(d.dir, d.name)
	sys.Close(d.dir)
}

// peer is the process at the other end.
func peer(c *net.UnixConn) (Peer, error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return Peer{}, err
	}
	var who *unix.Ucred
	var failed error
	if err := raw.Control(func(fd uintptr) {
		who, failed = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
	}); err != nil {
		return Peer{}, err
	}
	if failed != nil {
		return Peer{}, failed
	}
	return Peer{PID: int(who.Pid), UID: who.Uid}, nil
}

// knock connects to the door name in dir. A name that nobody is behind is removed.
func knock(dir int, name string) (*net.UnixConn, Peer, error) {
	c, err := net.DialUnix("unix", nil, address(dir, name))
	if err != nil {
		if errors.Is(err, unix.ECONNREFUSED) {
			sys.Unlink(dir, name) // works on our own leftovers only: the directory is sticky
		}
		return nil, Peer{}, err
	}
	c.SetDeadline(time.Now().Add(doorPatience))
	who, err := peer(c)
	if err != nil {
		c.Close()
		return nil, Peer{}, err
	}
	return c, who, nil
}

// pidOf is the process that the name of a door tells; false for other names.
func pidOf(name string) (int, bool) {
	rest, ok := strings.CutPrefix(name, doorPrefix)
	if !ok {
		return 0, false
	}
	text, _, ok := strings.Cut(rest, ".")
	pid, err := strconv.Atoi(text)
	return pid, ok && err == nil
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
		return nil, noDirectory(errno)
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
	c, who, err := knock(dir, name)
	if err != nil {
		return Answer{}, false
	}
	defer c.Close()
	a := Answer{PID: who.PID, UID: who.UID}
	if sendParcel(c, visitSockets, Parcel{}) != nil {
		return a, true
	}
	if text, err := io.ReadAll(io.LimitReader(c, limit)); err == nil && len(text) > 0 {
		a.Text = text
	}
	return a, true
}
