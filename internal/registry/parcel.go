package registry

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// Parcel is what one process hands to another: bytes, and descriptors of its own.
type Parcel struct {
	Text  []byte
	Files []int
}

// Close closes the files of a parcel that nobody wants.
func (p Parcel) Close() {
	for _, fd := range p.Files {
		sys.Close(fd)
	}
}

// Most that a parcel may have.
const (
	maxParcelText  = 1 << 16
	maxParcelFiles = 8
)

// parcelHead is what stands before a parcel's text: the kind of the visit, and the
// length.
const parcelHead = 5

// taken is what tells that a parcel has arrived.
const taken = '+'

var errParcel = errors.New("registry: not a parcel")

// sendParcel sends a parcel. The files go with the first byte.
func sendParcel(c *net.UnixConn, kind byte, p Parcel) error {
	b := make([]byte, parcelHead, parcelHead+len(p.Text))
	b[0] = kind
	binary.LittleEndian.PutUint32(b[1:], uint32(len(p.Text)))
	b = append(b, p.Text...)
	var rights []byte
	if len(p.Files) > 0 {
		rights = unix.UnixRights(p.Files...)
	}
	n, _, err := c.WriteMsgUnix(b, rights, nil)
	if err == nil && n < len(b) {
		_, err = c.Write(b[n:])
	}
	return err
}

// receiveParcel receives what sendParcel sent.
func receiveParcel(c *net.UnixConn) (kind byte, p Parcel, err error) {
	var head [parcelHead]byte
	rights := make([]byte, unix.CmsgSpace(4*maxParcelFiles))
	n, oobn, flags, _, err := c.ReadMsgUnix(head[:], rights)
	if err != nil {
		return 0, Parcel{}, err
	}
	p.Files = filesIn(rights[:oobn])
	if n == 0 || flags&unix.MSG_CTRUNC != 0 {
		p.Close()
		return 0, Parcel{}, errParcel
	}
	if _, err = io.ReadFull(c, head[n:]); err == nil {
		length := binary.LittleEndian.Uint32(head[1:])
		if length > maxParcelText {
			err = errParcel
		} else {
			p.Text = make([]byte, length)
			_, err = io.ReadFull(c, p.Text)
		}
	}
	if err != nil {
		p.Close()
		return 0, Parcel{}, err
	}
	return head[0], p, nil
}

// filesIn takes the descriptors out of control data; they are close-on-exec.
func filesIn(control []byte) (fds []int) {
	messages, err := unix.ParseSocketControlMessage(control)
	if err != nil {
		return nil
	}
	for i := range messages {
		if some, err := unix.ParseUnixRights(&messages[i]); err == nil {
			fds = append(fds, some...)
		}
	}
	return fds
}

// arrived waits until the other side says that it has taken a parcel. When that
// takes too long, the other side can't say so any more.
func arrived(c *net.UnixConn, wait time.Duration) bool {
	var answer [1]byte
	c.SetReadDeadline(time.Now().Add(wait))
	n, err := c.Read(answer[:])
	if errors.Is(err, os.ErrDeadlineExceeded) {
		shut(c)
		c.SetReadDeadline(time.Time{})
		n, _ = c.Read(answer[:]) // what came before, or the end
	}
	return n == 1 && answer[0] == taken
}

// shut ends both directions for both sides; what has come can still be read.
func shut(c *net.UnixConn) {
	if raw, err := c.SyscallConn(); err == nil {
		raw.Control(func(fd uintptr) { sys.Shutdown(int(fd), unix.SHUT_RDWR) })
	}
}

// tellTaken says that a parcel has arrived; false: the other side has given up, and
// has it still.
func tellTaken(c *net.UnixConn) bool {
	n, err := c.Write([]byte{taken})
	return n == 1 && err == nil
}

// deliverPatience is how long the bearer of a parcel waits for somebody at the door.
const deliverPatience = 250 * time.Millisecond

// Deliver brings a parcel to the door of a process; the files stay the caller's.
// false: the process has none, or does not open.
func Deliver(to Peer, p Parcel) bool {
	dir, errno := openDir()
	if errno != 0 {
		return false
	}
	defer sys.Close(dir)
	done := false
	list(dir, func(name string) {
		if pid, ok := pidOf(name); !ok || pid != to.PID || done || !ownName(dir, name, to.UID) {
			return
		}
		c, who, err := knock(dir, name)
		if err != nil {
			return
		}
		defer c.Close()
		done = who == to && sendParcel(c, visitDeliver, p) == nil && arrived(c, deliverPatience)
	})
	return done
}

// ownName reports whether a name in dir is a socket of the user uid, so that nobody
// else makes us wait behind it.
func ownName(dir int, name string, uid uint32) bool {
	var st unix.Stat_t
	return unix.Fstatat(dir, name, &st, unix.AT_SYMLINK_NOFOLLOW) == nil &&
		st.Mode&unix.S_IFMT == unix.S_IFSOCK && st.Uid == uid
}

// accept takes what a visitor brings.
func (d *Door) accept(c *net.UnixConn, who Peer, p Parcel) {
	undo, ok := d.does.Deliver(who, p)
	switch {
	case !ok:
		p.Close()
	case !tellTaken(c):
		undo()
	}
}

// ticketDoor are the bits of a ticket that tell the door behind which the parcel
// lies.
const (
	ticketDoor  = 12
	ticketShift = 32 - ticketDoor
)

// NewTicket makes a number by which another process finds the door and what lies
// behind it; never 0.
func (d *Door) NewTicket() uint32 {
	return doorNumber(d.name)<<ticketShift | (rand.Uint32N(1<<ticketShift-1) + 1)
}

// doorNumber tells doors apart, mostly.
func doorNumber(name string) uint32 {
	h := fnv.New32a()
	io.WriteString(h, name)
	sum := h.Sum32()
	return (sum ^ sum>>ticketDoor ^ sum>>(2*ticketDoor)) & (1<<ticketDoor - 1)
}

// Fetch fetches the parcel for which ticket stands from the process that has it; the
// files become the caller's. take sees the parcel while that process still has it.
func Fetch(ticket uint32, take func(Parcel)) (p Parcel, ok bool) {
	dir, errno := openDir()
	if errno != 0 {
		return Parcel{}, false
	}
	defer sys.Close(dir)
	list(dir, func(name string) {
		if _, door := pidOf(name); !door || ok || doorNumber(name) != ticket>>ticketShift ||
			!ownName(dir, name, uint32(os.Geteuid())) && !ownName(dir, name, 0) {
			return
		}
		p, ok = fetch(dir, name, ticket, take)
	})
	return p, ok
}

func fetch(dir int, name string, ticket uint32, take func(Parcel)) (Parcel, bool) {
	c, who, err := knock(dir, name)
	if err != nil {
		return Parcel{}, false
	}
	defer c.Close()
	if !who.trusted() || sendParcel(c, visitFetch, Parcel{Text: binary.LittleEndian.AppendUint32(nil, ticket)}) != nil {
		return Parcel{}, false
	}
	kind, p, err := receiveParcel(c)
	if err != nil {
		return Parcel{}, false
	}
	if kind == visitFetch {
		take(p)
		if tellTaken(c) {
			return p, true
		}
	}
	p.Close()
	return Parcel{}, false
}

// give hands out what a visitor has a ticket for. Who has none waits for that answer.
func (d *Door) give(c *net.UnixConn, who Peer, ticket uint32) {
	p, over, ok := d.does.Fetch(who, ticket)
	if !ok {
		time.Sleep(doorPause)
		return
	}
	over(sendParcel(c, visitFetch, p) == nil && arrived(c, doorPatience))
}
