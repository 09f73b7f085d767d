package tcpip

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/ws2def"
)

// setHeaderIncluded is IP_HDRINCL and IPV6_HDRINCL: what is sent begins with the
// program's own IP header.
//
// Source: S-556, S-592.
func (s *socket) setHeaderIncluded(on bool) {
	set(&s.settings, setHeader, on)
	if s.protocol == 0 {
		return // anyRaw's socket always has it on
	}
	value := int32(0)
	if on {
		value = 1
	}
	if s.family == ws2def.AF_INET {
		sys.SetSockOptInt(s.Fd(), unix.IPPROTO_IP, unix.IP_HDRINCL, value)
	} else {
		sys.SetSockOptInt(s.Fd(), unix.IPPROTO_IPV6, unix.IPV6_HDRINCL, value)
	}
}
