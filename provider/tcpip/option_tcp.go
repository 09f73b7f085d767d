package tcpip

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// keepTimes are the times of keep-alive: Windows' options, the kernel's, the
// kernel's largest value, and Windows' default, which is not the kernel's.
//
// Source: S-617, S-623, S-624, S-633.
var keepTimes = [...]struct {
	option       int32
	kernel       int
	most         uint32
	windowsValue int32
}{
	{ws2def.TCP_KEEPALIVE, unix.TCP_KEEPIDLE, 32767, 7200},
	{ws2def.TCP_KEEPINTVL, unix.TCP_KEEPINTVL, 32767, 1},
	{ws2def.TCP_KEEPCNT, unix.TCP_KEEPCNT, 127, 10},
}

// setKeepTime sets one of keepTimes.
func (s *socket) setKeepTime(i int, v int32) spi.Errno {
	k := &keepTimes[i]
	if e := s.setKernel(unix.IPPROTO_TCP, k.kernel, between(1, k.most)(v)); e != 0 {
		return e
	}
	s.extraOptions().keep |= 1 << i
	return 0
}

// keepAlive is SO_KEEPALIVE: the kernel gets Windows' times unless others were
// set.
//
// Source: S-523, S-633.
func (s *socket) keepAlive(on bool) spi.Errno {
	if on {
		for i := range keepTimes {
			if s.extraOptions().keep&(1<<i) == 0 {
				if e := s.setKeepTime(i, keepTimes[i].windowsValue); e != 0 {
					return e
				}
			}
		}
	}
	return s.setKernel(unix.SOL_SOCKET, unix.SO_KEEPALIVE, truth(on))
}

// fastOpenQueue is how many unfinished fast-open connections a listener keeps.
const fastOpenQueue = 128

// setTCP is the options of TCP that need more than a number for the kernel.
//
// Source: S-622, S-625.
func (s *socket) setTCP(name, v int32) spi.Errno {
	for i := range keepTimes {
		if keepTimes[i].option == name {
			return s.setKeepTime(i, v)
		}
	}
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
