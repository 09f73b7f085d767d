package afunix

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
)

var _ spi.Arriver = (*socket)(nil)

// Arrived implements [spi.Arriver]: the bytes or the connections that wait.
//
// Source: O-316, O-324.
func (s *socket) Arrived(spi.Events) uint64 {
	if n, e := s.Queued(); e == 0 {
		return uint64(n)
	}
	return s.connections()
}

// connections counts what waits at a listener, which only the kernel's socket
// diagnosis tells (sock_diag(7)); 0 where there is none.
func (s *socket) connections() uint64 {
	const (
		byFamily = 20      // SOCK_DIAG_BY_FAMILY
		states   = 1 << 10 // listeners
		showQ    = 0x10    // UDIAG_SHOW_RQLEN
		queueAt  = 16 + 16 // behind struct nlmsghdr and struct unix_diag_msg
		queueTag = 4       // UNIX_DIAG_RQLEN
	)
	var st unix.Stat_t
	if sys.Stat(s.Fd(), &st) != 0 {
		return 0
	}
	fd, errno := sys.Socket(unix.AF_NETLINK, unix.SOCK_RAW, unix.NETLINK_SOCK_DIAG)
	if errno != 0 {
		return 0
	}
	defer sys.Close(fd)
	host := binary.NativeEndian
	request := host.AppendUint32(nil, 16+24) // struct nlmsghdr, struct unix_diag_req
	request = host.AppendUint16(request, byFamily)
	request = host.AppendUint16(request, unix.NLM_F_REQUEST)
	request = append(request, make([]byte, 8)...)
	request = append(request, unix.AF_UNIX, 0, 0, 0)
	request = host.AppendUint32(request, states)
	request = host.AppendUint32(request, uint32(st.Ino))
	request = host.AppendUint32(request, showQ)
	request = host.AppendUint64(request, ^uint64(0)) // any cookie
	if _, errno := sys.Send(fd, request, 0); errno != 0 {
		return 0
	}
	var reply [256]byte
	n, errno := sys.Recv(fd, reply[:], 0)
	if errno != 0 || n < queueAt+8 || host.Uint16(reply[4:]) != byFamily || host.Uint16(reply[queueAt+2:]) != queueTag {
		return 0
	}
	return uint64(host.Uint32(reply[queueAt+4:]))
}
