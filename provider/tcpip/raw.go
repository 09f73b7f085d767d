package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// setHeaderIncluded is IP_HDRINCL and IPV6_HDRINCL: what is sent begins with the
// program's own IP header.
//
// Source: S-556, S-592.
func (s *socket) setHeaderIncluded(on bool) spi.Errno {
	level, option := unix.IPPROTO_IP, unix.IP_HDRINCL
	if s.family == ws2def.AF_INET6 {
		level, option = unix.IPPROTO_IPV6, unix.IPV6_HDRINCL
	}
	// anyRaw's socket always has it on.
	if s.protocol != 0 {
		if errno := sys.SetSockOptInt(s.Fd(), level, option, truth(on)); errno != 0 {
			return ws2def.FromErrno(ws2def.OpSetSockOpt, errno)
		}
	}
	set(&s.settings, setHeader, on)
	return 0
}
