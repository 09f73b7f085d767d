package tcpip

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// open makes a socket as the core would.
func open(t *testing.T, family, typ, protocol int32) *socket {
	t.Helper()
	opened, e := provider{}.Open(&spi.Request{
		Family: family, Type: typ, Protocol: protocol,
		Info: &ws2def.WSAProtocolInfo{AddressFamily: family, SocketType: typ, Protocol: protocol},
	})
	if e != 0 {
		t.Fatal(e)
	}
	t.Cleanup(func() { opened.Close(true) })
	return opened.(*socket)
}

func le32(v int32) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(v)) }

func TestOptionsReachTheKernel(t *testing.T) {
	clause.Covers(t, "S-523", "S-525", "S-531", "S-532", "S-546", "S-557", "S-558", "S-560", "S-563", "S-566", "S-567",
		"S-569", "S-570", "S-572", "S-576", "S-579", "S-582", "S-593", "S-594", "S-595", "S-598", "S-599", "S-600",
		"S-605", "S-609", "S-611", "S-615", "S-617", "S-619", "S-621", "S-622", "S-623", "S-624", "S-625", "S-629", "S-630", "S-631")
	const (
		tcp = ws2def.SOCK_STREAM
		udp = ws2def.SOCK_DGRAM
		v4  = ws2def.AF_INET
		v6  = ws2def.AF_INET6
	)
	const sol, ip, ip6, itcp, iudp = ws2def.SOL_SOCKET, ws2def.IPPROTO_IP, ws2def.IPPROTO_IPV6, ws2def.IPPROTO_TCP, ws2def.IPPROTO_UDP
	for _, row := range []struct {
		family, typ         int32
		level, name, value  int32
		kernelLevel, kernel int
		want                int32
	}{
		{v4, udp, sol, ws2def.SO_BROADCAST, 1, unix.SOL_SOCKET, unix.SO_BROADCAST, 1},
		{v4, tcp, sol, ws2def.SO_KEEPALIVE, 1, unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1},
		{v4, tcp, sol, ws2def.SO_RCVBUF, 100_000, unix.SOL_SOCKET, unix.SO_RCVBUF, 200_000},
		{v4, tcp, sol, ws2def.SO_SNDBUF, 100_000, unix.SOL_SOCKET, unix.SO_SNDBUF, 200_000},
		{v4, tcp, sol, ws2def.SO_REUSE_UNICASTPORT, 1, unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1},
		{v4, tcp, ip, ws2def.IP_TOS, 0x10, unix.IPPROTO_IP, unix.IP_TOS, 0}, // the vendor ignores it
		{v4, tcp, ip, ws2def.IP_TTL, 200, unix.IPPROTO_IP, unix.IP_TTL, 200},
		{v4, udp, ip, ws2def.IP_TTL, 0, unix.IPPROTO_IP, unix.IP_TTL, 1}, // the kernel has no 0
		{v4, udp, ip, ws2def.IP_MULTICAST_TTL, 0, unix.IPPROTO_IP, unix.IP_MULTICAST_TTL, 0},
		{v4, udp, ip, ws2def.IP_MULTICAST_TTL, 7, unix.IPPROTO_IP, unix.IP_MULTICAST_TTL, 7},
		{v4, udp, ip, ws2def.IP_MULTICAST_LOOP, 0, unix.IPPROTO_IP, unix.IP_MULTICAST_LOOP, 1}, // the receiver's on Windows
		{v4, udp, ip, ws2def.IP_DONTFRAGMENT, 1, unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DO},
		{v4, udp, ip, ws2def.IP_DONTFRAGMENT, 0, unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DONT},
		{v4, udp, ip, ws2def.IP_MTU_DISCOVER, 1, unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DO},
		{v4, udp, ip, ws2def.IP_MTU_DISCOVER, 2, unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DONT},
		{v4, udp, ip, ws2def.IP_MTU_DISCOVER, 3, unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_PROBE},
		{v4, udp, ip, ws2def.IP_UNICAST_IF, 1 << 24, unix.IPPROTO_IP, unix.IP_UNICAST_IF, 1 << 24},
		{v4, udp, ip, ws2def.IP_PKTINFO, 1, unix.IPPROTO_IP, unix.IP_PKTINFO, 1},
		{v4, udp, ip, ws2def.IP_RECVIF, 1, unix.IPPROTO_IP, unix.IP_PKTINFO, 1},
		{v4, udp, ip, ws2def.IP_RECVDSTADDR, 1, unix.IPPROTO_IP, unix.IP_PKTINFO, 1},
		{v4, udp, ip, ws2def.IP_RECVTTL, 1, unix.IPPROTO_IP, unix.IP_RECVTTL, 1},
		{v4, udp, ip, ws2def.IP_RECVTOS, 1, unix.IPPROTO_IP, unix.IP_RECVTOS, 1},
		{v4, udp, ip, ws2def.IP_ECN, 1, unix.IPPROTO_IP, unix.IP_RECVTOS, 1},
		{v6, tcp, ip6, ws2def.IPV6_UNICAST_HOPS, 9, unix.IPPROTO_IPV6, unix.IPV6_UNICAST_HOPS, 9},
		{v6, tcp, ip6, ws2def.IPV6_UNICAST_HOPS, -1, unix.IPPROTO_IPV6, unix.IPV6_UNICAST_HOPS, 128},
		{v6, udp, ip6, ws2def.IPV6_MULTICAST_HOPS, 9, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_HOPS, 9},
		{v6, udp, ip6, ws2def.IPV6_MULTICAST_IF, 1, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_IF, 1},
		{v6, udp, ip6, ws2def.IPV6_DONTFRAG, 1, unix.IPPROTO_IPV6, unix.IPV6_DONTFRAG, 1},
		{v6, udp, ip6, ws2def.IPV6_MTU_DISCOVER, 1, unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_DO},
		{v6, udp, ip6, ws2def.IPV6_UNICAST_IF, 1, unix.IPPROTO_IPV6, unix.IPV6_UNICAST_IF, 1 << 24},
		{v6, udp, ip6, ws2def.IPV6_PKTINFO, 1, unix.IPPROTO_IPV6, unix.IPV6_RECVPKTINFO, 1},
		{v6, udp, ip6, ws2def.IPV6_HOPLIMIT, 1, unix.IPPROTO_IPV6, unix.IPV6_RECVHOPLIMIT, 1},
		{v6, udp, ip6, ws2def.IPV6_RECVTCLASS, 1, unix.IPPROTO_IPV6, unix.IPV6_RECVTCLASS, 1},
		{v4, tcp, itcp, ws2def.TCP_NODELAY, 1, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1},
		{v4, tcp, itcp, ws2def.TCP_KEEPALIVE, 3600, unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 3600},
		{v4, tcp, itcp, ws2def.TCP_KEEPALIVE, 0, unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 1},
		{v4, tcp, itcp, ws2def.TCP_KEEPALIVE, -1, unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 32767},
		{v4, tcp, itcp, ws2def.TCP_KEEPCNT, 255, unix.IPPROTO_TCP, unix.TCP_KEEPCNT, 127},
		{v4, tcp, itcp, ws2def.TCP_KEEPINTVL, 30, unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, 30},
		{v4, tcp, itcp, ws2def.TCP_MAXRT, 60, unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, 60_000},
		{v4, tcp, itcp, ws2def.TCP_MAXRT, -1, unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, math.MaxInt32},
		{v4, tcp, itcp, ws2def.TCP_MAXRTMS, 1500, unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, 1500},
		{v4, tcp, itcp, ws2def.TCP_FASTOPEN, 1, unix.IPPROTO_TCP, unix.TCP_FASTOPEN_CONNECT, 1},
		{v4, tcp, itcp, ws2def.TCP_FAIL_CONNECT_ON_ICMP_ERROR, 1, unix.IPPROTO_IP, unix.IP_RECVERR, 1},
		{v6, tcp, itcp, ws2def.TCP_FAIL_CONNECT_ON_ICMP_ERROR, 1, unix.IPPROTO_IPV6, unix.IPV6_RECVERR, 1},
		{v4, udp, iudp, ws2def.UDP_NOCHECKSUM, 1, unix.SOL_SOCKET, unix.SO_NO_CHECK, 1},
		{v4, udp, iudp, ws2def.UDP_SEND_MSG_SIZE, 1200, unix.IPPROTO_UDP, unix.UDP_SEGMENT, 1200},
		{v4, udp, iudp, ws2def.UDP_RECV_MAX_COALESCED_SIZE, 65535, unix.IPPROTO_UDP, unix.UDP_GRO, 1},
		{v4, udp, iudp, ws2def.UDP_RECV_MAX_COALESCED_SIZE, 3000, unix.IPPROTO_UDP, unix.UDP_GRO, 0},
	} {
		s := open(t, row.family, row.typ, 0)
		if e := s.SetOpt(row.level, row.name, le32(row.value)); e != 0 && e != ws2def.WSAENOPROTOOPT {
			t.Errorf("%#x %#x = %d: %v", row.level, row.name, row.value, e)
		}
		if v, errno := sys.GetSockOptInt(s.Fd(), row.kernelLevel, row.kernel); v != row.want || errno != 0 {
			t.Errorf("%#x %#x = %d: the kernel has %d (%v), want %d", row.level, row.name, row.value, v, errno, row.want)
		}
	}
}

func TestDefaultsAreWindows(t *testing.T) {
	clause.Covers(t, "S-558", "S-593", "P-383")
	t.Cleanup(func() { provider{}.Cleanup() })
	any4, any6 := make([]byte, 16), make([]byte, 28)
	any4[0], any6[0] = ws2def.AF_INET, ws2def.AF_INET6
	for _, row := range []struct {
		name        string
		family, typ int32
		local       []byte
		level, opt  int
		set         func(s *socket)
		want        int32
	}{
		{"TCP", ws2def.AF_INET, ws2def.SOCK_STREAM, any4, unix.IPPROTO_IP, unix.IP_TTL, nil, 128},
		{"TCP6", ws2def.AF_INET6, ws2def.SOCK_STREAM, any6, unix.IPPROTO_IPV6, unix.IPV6_UNICAST_HOPS, nil, 128},
		{"dual mode", ws2def.AF_INET6, ws2def.SOCK_STREAM, any6, unix.IPPROTO_IP, unix.IP_TTL, func(s *socket) { s.setV6Only(false) }, 128},
		{"set before", ws2def.AF_INET, ws2def.SOCK_DGRAM, any4, unix.IPPROTO_IP, unix.IP_TTL, func(s *socket) {
			s.SetOpt(ws2def.IPPROTO_IP, ws2def.IP_TTL, le32(7))
		}, 7},
		{"groups", ws2def.AF_INET, ws2def.SOCK_DGRAM, any4, unix.IPPROTO_IP, unix.IP_MULTICAST_ALL, nil, 0},
		{"groups IPv6", ws2def.AF_INET6, ws2def.SOCK_DGRAM, any6, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_ALL, nil, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := open(t, row.family, row.typ, 0)
			if row.set != nil {
				row.set(s)
			}
			if e := s.Bind(row.local); e != 0 {
				t.Fatal(e)
			}
			if v, errno := sys.GetSockOptInt(s.Fd(), row.level, row.opt); v != row.want || errno != 0 {
				t.Errorf("%d, %v", v, errno)
			}
		})
	}
}

// keepAlive is what the kernel knows of a socket's keep-alive.
type keepAlive struct{ On, Idle, Interval, Probes int32 }

func keepAliveOf(t *testing.T, s *socket) keepAlive {
	t.Helper()
	read := func(level, option int) int32 {
		v, errno := sys.GetSockOptInt(s.Fd(), level, option)
		if errno != 0 {
			t.Fatal(errno)
		}
		return v
	}
	return keepAlive{
		read(unix.SOL_SOCKET, unix.SO_KEEPALIVE), read(unix.IPPROTO_TCP, unix.TCP_KEEPIDLE),
		read(unix.IPPROTO_TCP, unix.TCP_KEEPINTVL), read(unix.IPPROTO_TCP, unix.TCP_KEEPCNT),
	}
}

func TestS633_KeepAliveDefaults(t *testing.T) {
	clause.Covers(t, "S-633", "S-523", "S-669")
	vals := func(on, ms, interval int32) []byte {
		return append(append(le32(on), le32(ms)...), le32(interval)...)
	}
	turnOn := func(s *socket) spi.Errno { return s.SetOpt(ws2def.SOL_SOCKET, ws2def.SO_KEEPALIVE, le32(1)) }
	ioctl := func(in []byte) func(*socket) spi.Errno {
		return func(s *socket) spi.Errno {
			_, e := s.Ioctl(ws2def.SIO_KEEPALIVE_VALS, in, nil)
			return e
		}
	}
	option := func(name, v int32) func(*socket) spi.Errno {
		return func(s *socket) spi.Errno { return s.SetOpt(ws2def.IPPROTO_TCP, name, le32(v)) }
	}
	for _, row := range []struct {
		name string
		do   []func(*socket) spi.Errno
		want keepAlive
	}{
		{"on", []func(*socket) spi.Errno{turnOn}, keepAlive{1, 7200, 1, 10}},
		{"times first", []func(*socket) spi.Errno{option(ws2def.TCP_KEEPALIVE, 60), option(ws2def.TCP_KEEPCNT, 3), turnOn}, keepAlive{1, 60, 1, 3}},
		{"times last", []func(*socket) spi.Errno{turnOn, option(ws2def.TCP_KEEPINTVL, 5)}, keepAlive{1, 7200, 5, 10}},
		{"ioctl defaults", []func(*socket) spi.Errno{ioctl(vals(1, 0, 0))}, keepAlive{1, 7200, 1, 10}},
		{"ioctl rounds up", []func(*socket) spi.Errno{ioctl(vals(1, 1001, 100))}, keepAlive{1, 2, 1, 10}},
		{"ioctl longest", []func(*socket) spi.Errno{ioctl(vals(1, -1, -1))}, keepAlive{1, 32767, 32767, 10}},
		{"ioctl off", []func(*socket) spi.Errno{ioctl(vals(1, 5000, 5000)), ioctl(vals(0, 0, 0))}, keepAlive{0, 5, 5, 10}},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := open(t, ws2def.AF_INET, ws2def.SOCK_STREAM, 0)
			for _, do := range row.do {
				if e := do(s); e != 0 {
					t.Fatal(e)
				}
			}
			if diff := cmp.Diff(row.want, keepAliveOf(t, s)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOptionErrorsOfTheKernel(t *testing.T) {
	for _, call := range []struct {
		name string
		do   func(s *socket) spi.Errno
	}{
		{"number", func(s *socket) spi.Errno { return s.SetOpt(ws2def.IPPROTO_IP, ws2def.IP_TTL, le32(9)) }},
		{"filter", func(s *socket) spi.Errno { return s.SetOpt(ws2def.IPPROTO_IP, ws2def.IP_IFLIST, le32(1)) }},
		{"group", func(s *socket) spi.Errno {
			return s.SetOpt(ws2def.IPPROTO_IP, ws2def.IP_ADD_MEMBERSHIP, []byte{239, 1, 2, 3, 0, 0, 0, 1})
		}},
		{"interface", func(s *socket) spi.Errno {
			return s.SetOpt(ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_IF, []byte{127, 0, 0, 1})
		}},
	} {
		s := open(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, 0)
		sys.Inject(func(string) sys.Errno { return unix.ENOMEM })
		e := call.do(s)
		sys.Inject(nil)
		if e != ws2def.WSAENOBUFS {
			t.Errorf("%s: %v, want WSAENOBUFS", call.name, e)
		}
	}
}
