package registry

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/ws2def"
)

// Attempt is a bind beside an audited socket, as the process that made it tells.
type Attempt struct {
	Entry
	Error     ws2def.Errno // the end of it
	Cookie    uint64       // of the socket
	Namespace uint64       // of the network

	// By the kernel's word:
	PID      int
	UID, GID uint32
}

// attemptSize is the size of an attempt on its way: a record, then the error (u32),
// 0 (u32), the cookie and the namespace (u64).
const attemptSize = recordSize + 24

func (a *Attempt) encode() []byte {
	b := make([]byte, attemptSize)
	(&record{Entry: a.Entry}).encode(b)
	le := binary.LittleEndian
	le.PutUint32(b[recordSize:], uint32(a.Error))
	le.PutUint64(b[recordSize+8:], a.Cookie)
	le.PutUint64(b[recordSize+16:], a.Namespace)
	return b
}

func decodeAttempt(b []byte) (a Attempt, ok bool) {
	if len(b) != attemptSize {
		return Attempt{}, false
	}
	r, ok := decode(b[:recordSize])
	le := binary.LittleEndian
	return Attempt{
		Entry: r.Entry, Error: ws2def.Errno(le.Uint32(b[recordSize:])),
		Cookie: le.Uint64(b[recordSize+8:]), Namespace: le.Uint64(b[recordSize+16:]),
	}, ok
}

// AuditDoor is where other processes tell of their binds beside audited sockets of
// this one. It is a socket with an abstract name, which ends with the process. The
// kernel adds to each message whose it is.
type AuditDoor struct {
	number uint64
	conn   *net.UnixConn
	done   chan struct{}
}

// OpenAuditDoor begins to listen; each attempt is given to keep, one after the
// other, and who told of it waits for keep to return true.
func OpenAuditDoor(keep func(*Attempt) bool) (*AuditDoor, error) {
	d := &AuditDoor{number: rand.Uint64(), done: make(chan struct{})}
	var err error
	if d.conn, err = credited(auditAddress(d.number)); err != nil {
		return nil, err
	}
	go d.serve(keep)
	return d, nil
}

func auditAddress(number uint64) *net.UnixAddr {
	return &net.UnixAddr{Net: "unixgram", Name: fmt.Sprintf("@winsock/audit/%016x", number)}
}

// credited makes a datagram socket that learns the senders from the kernel.
func credited(at *net.UnixAddr) (*net.UnixConn, error) {
	c, err := net.ListenUnixgram("unixgram", at)
	if err != nil {
		return nil, fmt.Errorf("registry: no door for audits: %w", err)
	}
	raw, err := c.SyscallConn()
	if err == nil {
		var failed error
		if err = raw.Control(func(fd uintptr) {
			failed = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_PASSCRED, 1)
		}); err == nil {
			err = failed
		}
	}
	if err != nil {
		c.Close()
		return nil, fmt.Errorf("registry: no door for audits: %w", err)
	}
	return c, nil
}

// hear reads a datagram and tells who sent it.
func hear(c *net.UnixConn, b []byte) (n int, who *unix.Ucred, from *net.UnixAddr, err error) {
	var control [128]byte
	n, m, _, from, err := c.ReadMsgUnix(b, control[:])
	if err != nil {
		return 0, nil, nil, err
	}
	messages, err := unix.ParseSocketControlMessage(control[:m])
	if err != nil {
		return 0, nil, from, nil
	}
	for i := range messages {
		if c, err := unix.ParseUnixCredentials(&messages[i]); err == nil {
			who = c
		}
		// Nobody has a reason to send descriptors; take none.
		if fds, err := unix.ParseUnixRights(&messages[i]); err == nil {
			for _, fd := range fds {
				unix.Close(fd)
			}
		}
	}
	return n, who, from, nil
}

func (d *AuditDoor) serve(keep func(*Attempt) bool) {
	defer close(d.done)
	b := make([]byte, attemptSize+1)
	for {
		n, who, from, err := hear(d.conn, b)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil || who == nil {
			continue
		}
		a, ok := decodeAttempt(b[:n])
		if !ok {
			continue
		}
		a.PID, a.UID, a.GID = int(who.Pid), who.Uid, who.Gid
		if keep(&a) && from != nil && from.Name != "" {
			d.answer(from.Name)
		}
	}
}

// answer tells that a record is kept, without waiting for anybody.
func (d *AuditDoor) answer(name string) {
	raw, err := d.conn.SyscallConn()
	if err != nil {
		return
	}
	raw.Control(func(fd uintptr) {
		unix.Sendto(int(fd), []byte{1}, unix.MSG_DONTWAIT, &unix.SockaddrUnix{Name: name})
	})
}

// Close ends the door.
func (d *AuditDoor) Close() {
	d.conn.Close()
	<-d.done
}

// auditPatience is how long a process whose sockets are audited may take to keep a
// record. One that is stopped keeps it when it goes on. It is waited for in turns, so that a
// busy machine does not count as one long wait.
const (
	auditPatience = time.Second
	auditTurn     = auditPatience / 50
)

// tell brings a to the process that made the mark. It returns false when that has
// ended without keeping a record.
func (m *seen) tell(a *Attempt) bool {
	if !m.entitled() {
		return true
	}
	c, err := credited(&net.UnixAddr{Net: "unixgram", Name: fmt.Sprintf("@winsock/bind/%016x", rand.Uint64())})
	if err != nil {
		return true
	}
	defer c.Close()
	message, to := a.encode(), auditAddress(m.door)
	sent := false
	for range auditPatience / auditTurn {
		if !sent {
			c.SetWriteDeadline(time.Now().Add(auditTurn)) // its queue may be full
			if _, err := c.WriteToUnix(message, to); errors.Is(err, unix.ECONNREFUSED) {
				return false
			} else if err != nil {
				continue
			}
			sent = true
		}
		c.SetReadDeadline(time.Now().Add(auditTurn))
		var b [1]byte
		_, who, _, err := hear(c, b[:])
		switch {
		case err == nil && who != nil && who.Uid == m.uid && b[0] == 1:
			return true
		case err == nil:
		case ended(to):
			return false
		}
	}
	return true
}

// ended reports whether nobody is behind an address any more.
func ended(to *net.UnixAddr) bool {
	c, err := net.DialUnix("unixgram", nil, to)
	if err == nil {
		c.Close()
	}
	return errors.Is(err, unix.ECONNREFUSED)
}

// entitled reports whether the process that made the mark may audit: it is root's,
// or has CAP_AUDIT_WRITE. Others can't make anybody wait.
//
// Source: P-443.
func (m *seen) entitled() bool {
	if m.uid == 0 {
		return true
	}
	uid, errno := sys.ProcessUser(int(m.pid))
	return errno == 0 && uid == m.uid && sys.ProcessCapable(int(m.pid), unix.CAP_AUDIT_WRITE)
}
