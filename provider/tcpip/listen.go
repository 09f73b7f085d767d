package tcpip

import (
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Listen implements [spi.Listener].
func (s *socket) Listen(backlog int) spi.Errno {
	if errno := sys.Listen(s.Fd(), backlog); errno != 0 {
		return ws2def.FromErrno(ws2def.OpListen, errno)
	}
	return 0
}
