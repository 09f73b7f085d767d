package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/ws2def"
)

func (s *socket) setOOBInline(on bool) { s.setKernel(unix.SOL_SOCKET, unix.SO_OOBINLINE, flag(on)) }

func flag(on bool) int32 {
	if on {
		return 1
	}
	return 0
}

// Unread implements [spi.Queuer].
func (s *socket) Unread() (int, ws2def.Errno) {
	n, errno := sys.IoctlInt(s.Fd(), unix.SIOCINQ)
	if errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpIoctl, errno)
	}
	return int(n), 0
}

// Unsent implements [spi.Queuer].
func (s *socket) Unsent() int {
	n, errno := sys.IoctlInt(s.Fd(), unix.SIOCOUTQ)
	if errno != 0 {
		return 0
	}
	return int(n)
}
