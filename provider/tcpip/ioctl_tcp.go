package tcpip

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// keepAliveValues is SIO_KEEPALIVE_VALS. The kernel counts in seconds: times
// are rounded up; 0 stands for the default.
//
// Source: S-669, S-633.
func (s *socket) keepAliveValues(in, _ []byte) (int, spi.Errno) {
	if len(in) < 12 {
		return 0, ws2def.WSAEFAULT
	}
	on := binary.LittleEndian.Uint32(in) != 0
	for i, at := range [...]int{4, 8} { // idle time and interval, the first of keepTimes
		ms := uint64(binary.LittleEndian.Uint32(in[at:]))
		if !on || ms == 0 {
			continue
		}
		if e := s.setKeepTime(i, int32((ms+999)/1000)); e != 0 {
			return 0, e
		}
	}
	return 0, s.keepAlive(on)
}

// initialRTO is SIO_TCP_INITIAL_RTO: the kernel lets a socket choose how often
// a SYN is repeated, not when.
//
// Source: S-674.
func (s *socket) initialRTO(in, _ []byte) (int, spi.Errno) {
	const unspecified, systemDefault, most = 0xFF, 0, 127
	if len(in) < 4 {
		return 0, ws2def.WSAEFAULT
	}
	switch retries := int32(in[2]); {
	case retries == unspecified, retries == systemDefault:
		return 0, 0
	case retries == unspecified-1: // do not repeat the SYN: the least the kernel has is once
		return 0, s.setKernel(unix.IPPROTO_TCP, unix.TCP_SYNCNT, 1)
	default:
		return 0, s.setKernel(unix.IPPROTO_TCP, unix.TCP_SYNCNT, min(retries, most))
	}
}

// tcpStates has Windows' number of each of the kernel's TCP states.
var tcpStates = [...]uint32{
	unix.BPF_TCP_ESTABLISHED: 4, unix.BPF_TCP_SYN_SENT: 2, unix.BPF_TCP_SYN_RECV: 3,
	unix.BPF_TCP_FIN_WAIT1: 5, unix.BPF_TCP_FIN_WAIT2: 6, unix.BPF_TCP_TIME_WAIT: 10,
	unix.BPF_TCP_CLOSE: 0, unix.BPF_TCP_CLOSE_WAIT: 7, unix.BPF_TCP_LAST_ACK: 9,
	unix.BPF_TCP_LISTEN: 1, unix.BPF_TCP_CLOSING: 8,
}

// kernelTCPInfo is the kernel's struct tcp_info; what an older kernel does not
// fill is 0.
type kernelTCPInfo [248]byte

func (k *kernelTCPInfo) u16(at int) uint32 { return uint32(binary.NativeEndian.Uint16(k[at:])) }
func (k *kernelTCPInfo) u32(at int) uint32 { return binary.NativeEndian.Uint32(k[at:]) }
func (k *kernelTCPInfo) u64(at int) uint64 { return binary.NativeEndian.Uint64(k[at:]) }

// tcpInfo is SIO_TCP_INFO: TCP_INFO_v0, or TCP_INFO_v1 with what limited
// sending. What the kernel does not count is 0. The time since the connection
// was made is the core's to tell.
//
// Source: S-678.
func (s *socket) tcpInfo(in, out []byte) (int, spi.Errno) {
	sizes := [...]int{88, 136}
	if len(in) < 4 {
		return 0, ws2def.WSAEFAULT
	}
	version := binary.LittleEndian.Uint32(in)
	if version >= uint32(len(sizes)) {
		return 0, ws2def.WSAEINVAL
	}
	size := sizes[version]
	if len(out) < size {
		return size, ws2def.WSAEFAULT
	}
	var k kernelTCPInfo
	if _, errno := sys.GetSockOpt(s.Fd(), unix.IPPROTO_TCP, unix.TCP_INFO, k[:]); errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpGetSockOpt, errno)
	}
	buffer, errno := sys.GetSockOptInt(s.Fd(), unix.SOL_SOCKET, unix.SO_RCVBUF)
	if errno != 0 {
		return 0, ws2def.FromErrno(ws2def.OpGetSockOpt, errno)
	}
	const options, timestamps = 5, 1 // tcpi_options and TCPI_OPT_TIMESTAMPS
	mss := k.u32(16)
	out = out[:size]
	clear(out)
	put32 := func(at int, v uint32) { binary.LittleEndian.PutUint32(out[at:], v) }
	if state := int(k[0]); state < len(tcpStates) {
		put32(0, tcpStates[state])
	}
	put32(4, mss)
	out[16] = k[options] & timestamps
	put32(20, k.u32(68))                                // RttUs
	put32(24, k.u32(148))                               // MinRttUs
	put32(28, k.u32(24)*mss)                            // BytesInFlight, from segments
	put32(32, k.u32(80)*mss)                            // Cwnd, from segments
	put32(36, k.u32(228))                               // SndWnd
	put32(40, k.u32(232))                               // RcvWnd
	put32(44, uint32(buffer))                           // RcvBuf
	binary.LittleEndian.PutUint64(out[48:], k.u64(200)) // BytesOut
	binary.LittleEndian.PutUint64(out[56:], k.u64(128)) // BytesIn
	put32(64, k.u32(224)*k.u32(20))                     // BytesReordered, from segments
	put32(68, uint32(k.u64(208)))                       // BytesRetrans
	put32(80, k.u16(242))                               // TimeoutEpisodes
	if version == 1 {
		busy, window, sendBuffer := k.u64(168), k.u64(176), k.u64(184) // microseconds
		put32(92, uint32(window/1000))
		put32(108, uint32(max(busy, window+sendBuffer)-window-sendBuffer)/1000)
		put32(124, uint32(sendBuffer/1000))
	}
	return size, 0
}
