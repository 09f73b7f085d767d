package afunix

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Ioctl implements [spi.Ioctler]: SIO_AF_UNIX_GETPEERPID gives the id of the
// process at the other end, which made its socket listen or connect.
//
// Source: S-489, S-682, F-245.
func (s *socket) Ioctl(code uint32, _, out []byte) (int, spi.Errno) {
	switch {
	case code != ws2def.SIO_AF_UNIX_GETPEERPID:
		return 0, ws2def.WSAEOPNOTSUPP
	case len(out) < 4:
		return 4, ws2def.WSAEFAULT
	}
	if _, e := s.PeerName(nil); e != 0 {
		return 0, e
	}
	var cred [unix.SizeofUcred]byte
	if _, errno := sys.GetSockOpt(s.Fd(), unix.SOL_SOCKET, unix.SO_PEERCRED, cred[:]); errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpIoctl, errno)
	}
	pid := binary.NativeEndian.Uint32(cred[:]) // a struct ucred begins with it
	if pid == 0 {
		return 0, ws2def.WSAENOTCONN // connecting still
	}
	binary.LittleEndian.PutUint32(out, pid)
	return 4, 0
}
