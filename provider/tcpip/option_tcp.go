package tcpip

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Windows' keep-alive times, which are not the kernel's.
//
// Source: S-633.
const (
	keepIdleSeconds     = 7200
	keepIntervalSeconds = 1
	keepProbes          = 10
)

// keepAliveDefaults gives the kernel the times that were not set.
func (s *socket) keepAliveDefaults() {
	for _, k := range []struct {
		option int
		value  int32
	}{
		{unix.TCP_KEEPIDLE, keepIdleSeconds},
		{unix.TCP_KEEPINTVL, keepIntervalSeconds},
		{unix.TCP_KEEPCNT, keepProbes},
	} {
		if !s.kernelTold(unix.IPPROTO_TCP, k.option) {
			s.setKernel(unix.IPPROTO_TCP, k.option, k.value)
		}
	}
}

// fastOpenQueue is how many unfinished fast-open connections a listener keeps.
const fastOpenQueue = 128

// setTCP is the options of TCP that need more than a number for the kernel.
//
// Source: S-622, S-625.
func (s *socket) setTCP(name, v int32) spi.Errno {
	switch name {
	case ws2def.TCP_FASTOPEN:
		// The same option serves listeners and clients; the kernel has one for
		// each. Which of them the socket becomes is not known yet.
		if e := s.setKernel(unix.IPPROTO_TCP, unix.TCP_FASTOPEN, v*fastOpenQueue); e != 0 {
			return e
		}
		return s.setKernel(unix.IPPROTO_TCP, unix.TCP_FASTOPEN_CONNECT, v)
	case ws2def.TCP_FAIL_CONNECT_ON_ICMP_ERROR:
		if s.family == ws2def.AF_INET6 {
			return s.setKernel(unix.IPPROTO_IPV6, unix.IPV6_RECVERR, v)
		}
		return s.setKernel(unix.IPPROTO_IP, unix.IP_RECVERR, v)
	}
	return ws2def.WSAENOPROTOOPT
}

// icmpErrorInfo is TCP_ICMP_ERROR_INFO: the ICMP error that ended a connection
// attempt, from the kernel's error queue. Without one the length is 0.
//
// Source: S-626.
func (s *socket) icmpErrorInfo(value []byte) (int, spi.Errno) {
	if info := s.readICMPError(); info != nil {
		s.extraOptions().icmp = info
	}
	if s.option.set == nil || s.option.set.icmp == nil {
		return 0, 0
	}
	if len(value) < len(s.option.set.icmp) {
		return -1, ws2def.WSAEFAULT
	}
	return copy(value, s.option.set.icmp), 0
}

// readICMPError takes one ICMP error from the error queue, as ICMP_ERROR_INFO.
func (s *socket) readICMPError() []byte {
	const (
		infoSize                         = 36
		atProtocol, atType, atCode       = 28, 32, 33
		errOrigin, errType, errCode      = 4, 5, 6 // struct sock_extended_err
		offender                         = 16      // ... and the address behind it
		levelOffset, dataOffset          = 8, 16   // struct cmsghdr
		originICMP, originICMP6     byte = 2, 3
	)
	var control [512]byte
	var data [128]byte
	m := sys.Msg{Buffers: [][]byte{data[:]}, Control: control[:]}
	if _, errno := sys.RecvMsg(s.Fd(), &m, unix.MSG_ERRQUEUE); errno != 0 || m.ControlLen < dataOffset+offender {
		return nil
	}
	c := control[:m.ControlLen]
	protocol := uint32(ws2def.IPPROTO_ICMP)
	if binary.LittleEndian.Uint32(c[levelOffset:]) == unix.IPPROTO_IPV6 {
		protocol = ws2def.IPPROTO_ICMPV6
	}
	err := c[dataOffset:]
	if err[errOrigin] != originICMP && err[errOrigin] != originICMP6 {
		return nil
	}
	info := make([]byte, infoSize)
	n := min(len(err)-offender, s.addrLen())
	s.fromKernel(info[:atProtocol], err[offender:offender+n])
	binary.LittleEndian.PutUint32(info[atProtocol:], protocol)
	info[atType], info[atCode] = err[errType], err[errCode]
	return info
}
