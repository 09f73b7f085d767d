package audit

import (
	"encoding/binary"
	"fmt"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// kernelLog is the kernel's audit system. It keeps what it gets when it is on, and
// hands it to its daemon if there is one.
//
// Source: P-442, netlink(7).
type kernelLog struct {
	fd       int
	sequence uint32
}

const (
	trustedApp   = 1121 // AUDIT_TRUSTED_APP: a message in free text
	headerSize   = 16   // struct nlmsghdr
	answerSecond = 1
)

// openKernelLog makes the netlink socket.
func openKernelLog() (*kernelLog, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_AUDIT)
	if err != nil {
		return nil, fmt.Errorf("audit: no kernel audit: %w", err)
	}
	// The kernel answers at once; nobody waits for ever if it does not.
	unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: answerSecond})
	return &kernelLog{fd: fd}, nil
}

func (k *kernelLog) close() { sys.Close(k.fd) }

// write sends text and returns what the kernel says to it.
func (k *kernelLog) write(text string) error {
	k.sequence++
	ne := binary.NativeEndian
	m := make([]byte, headerSize, headerSize+len(text)+1)
	ne.PutUint32(m, uint32(headerSize+len(text)+1))
	ne.PutUint16(m[4:], trustedApp)
	ne.PutUint16(m[6:], unix.NLM_F_REQUEST|unix.NLM_F_ACK)
	ne.PutUint32(m[8:], k.sequence)
	m = append(append(m, text...), 0)
	if err := unix.Sendto(k.fd, m, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return fmt.Errorf("audit: the kernel's audit takes nothing: %w", err)
	}
	buf := make([]byte, 8192)
	for {
		n, from, err := unix.Recvfrom(k.fd, buf, 0)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return fmt.Errorf("audit: the kernel's audit does not answer: %w", err)
		}
		if kernel, ok := from.(*unix.SockaddrNetlink); !ok || kernel.Pid != 0 {
			continue // not the kernel
		}
		if errno, ok := answer(buf[:n], k.sequence); ok {
			if errno != 0 {
				return fmt.Errorf("audit: the kernel's audit refuses the record: %w", errno)
			}
			return nil
		}
	}
}

// answer reads the kernel's acknowledgement of message sequence.
func answer(b []byte, sequence uint32) (unix.Errno, bool) {
	ne := binary.NativeEndian
	if len(b) < headerSize+4 || ne.Uint16(b[4:]) != unix.NLMSG_ERROR || ne.Uint32(b[8:]) != sequence {
		return 0, false
	}
	return unix.Errno(-int32(ne.Uint32(b[headerSize:]))), true
}
