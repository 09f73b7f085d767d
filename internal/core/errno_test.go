package core_test

import (
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// everywhere is the default map of section 23, typed from the contract, without
// what a call may not see (EINTR, EAGAIN) or means otherwise.
var everywhere = map[syscall.Errno]core.Errno{
	unix.EBADF: ws2def.WSAENOTSOCK, unix.ENOTSOCK: ws2def.WSAENOTSOCK,
	unix.EACCES: ws2def.WSAEACCES, unix.EPERM: ws2def.WSAEACCES,
	unix.EFAULT: ws2def.WSAEFAULT,
	unix.EMFILE: ws2def.WSAEMFILE, unix.ENFILE: ws2def.WSAEMFILE,
	unix.EMSGSIZE:        ws2def.WSAEMSGSIZE,
	unix.EPROTONOSUPPORT: ws2def.WSAEPROTONOSUPPORT,
	unix.ESOCKTNOSUPPORT: ws2def.WSAESOCKTNOSUPPORT,
	unix.EAFNOSUPPORT:    ws2def.WSAEAFNOSUPPORT, unix.EPFNOSUPPORT: ws2def.WSAEAFNOSUPPORT,
	unix.EADDRNOTAVAIL: ws2def.WSAEADDRNOTAVAIL, unix.ENODEV: ws2def.WSAEADDRNOTAVAIL,
	unix.ENETDOWN: ws2def.WSAENETDOWN,
	unix.ENOBUFS:  ws2def.WSAENOBUFS, unix.ENOMEM: ws2def.WSAENOBUFS, unix.ENOSPC: ws2def.WSAENOBUFS,
	unix.ETOOMANYREFS: ws2def.WSAETOOMANYREFS,
	unix.ENOANO:       ws2def.WSASYSCALLFAILURE, // anything else
}

// failing is the answer of call while the system call named by kernel fails.
func failing(kernel string, errno syscall.Errno, call func() core.Errno) core.Errno {
	sys.Inject(func(name string) syscall.Errno {
		if name == kernel {
			return errno
		}
		return 0
	})
	defer sys.Inject(nil)
	return call()
}

func TestS683_KernelErrors(t *testing.T) {
	clause.Covers(t, "S-683", "S-703", "S-704", "S-702")
	start(t)
	l, at := listener(t)
	to := refusing(t)
	client, _ := pair(t)
	if e := core.Connect(tcp4(t), loopback(at), spi.Park); e != 0 { // for accept to fail to accept
		t.Fatal("Connect:", e)
	}
	for _, c := range []struct {
		kernel string
		call   func() core.Errno
		except map[syscall.Errno]core.Errno
	}{
		{
			"socket", func() core.Errno {
				_, e := core.Create(ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, nil, 0, 0)
				return e
			}, nil,
		},
		{"bind", func() core.Errno { return core.Bind(tcp4(t), loopback(0)) }, nil},
		{
			"connect", func() core.Errno { return core.Connect(tcp4(t), to, spi.Park) },
			map[syscall.Errno]core.Errno{
				unix.ECONNREFUSED: ws2def.WSAECONNREFUSED, unix.ETIMEDOUT: ws2def.WSAETIMEDOUT,
				unix.ENETUNREACH: ws2def.WSAENETUNREACH, unix.EHOSTUNREACH: ws2def.WSAEHOSTUNREACH,
				unix.EHOSTDOWN: ws2def.WSAEHOSTDOWN, unix.EADDRINUSE: ws2def.WSAEADDRINUSE,
			},
		},
		{
			"listen", func() core.Errno {
				h := tcp4(t)
				core.Bind(h, loopback(0))
				return core.Listen(h, 5)
			},
			map[syscall.Errno]core.Errno{unix.EINVAL: ws2def.WSAEISCONN},
		},
		{
			"accept", func() core.Errno { _, _, e := core.Accept(l, nil, spi.Park); return e },
			map[syscall.Errno]core.Errno{
				unix.EBADF: ws2def.WSAEINTR, unix.EINVAL: ws2def.WSAEINTR,
				unix.ECONNABORTED: ws2def.WSAECONNRESET, unix.EPROTO: ws2def.WSAECONNRESET,
			},
		},
		{"getsockname", func() core.Errno { _, e := core.GetSockName(client, make([]byte, 16)); return e }, nil},
	} {
		want := map[syscall.Errno]core.Errno{}
		for errno, e := range everywhere {
			want[errno] = e
		}
		for errno, e := range c.except {
			want[errno] = e
		}
		for errno, e := range want {
			if got := failing(c.kernel, errno, c.call); got != e {
				t.Errorf("%s fails %s: %v, want %v", c.kernel, unix.ErrnoName(errno), got, e)
			}
		}
	}
}

// The rows of section 23 that no kernel error is behind.
func TestS694_CheckedBefore(t *testing.T) {
	clause.Covers(t, "S-694", "S-695", "S-697", "S-699", "S-700", "S-701", "S-702", "S-705", "S-706", "S-707", "S-709")
	start(t)
	l, port := listener(t)
	bound := func() core.Handle {
		h := tcp4(t)
		if e := core.Bind(h, loopback(0)); e != 0 {
			t.Fatal("Bind:", e)
		}
		return h
	}
	client, _ := pair(t)
	exclusive := tcp4(t)
	set(exclusive, ws2def.SOL_SOCKET, ws2def.SO_EXCLUSIVEADDRUSE, le32(1))
	if e := core.Bind(exclusive, loopback(0)); e != 0 {
		t.Fatal("Bind:", e)
	}
	reusing := tcp4(t)
	set(reusing, ws2def.SOL_SOCKET, ws2def.SO_REUSEADDR, le32(1))
	refused := tcp4(t)
	for _, c := range []struct {
		id   string
		want core.Errno
		call func() core.Errno
	}{
		{"S-694", ws2def.WSAEADDRNOTAVAIL, func() core.Errno { return core.Connect(tcp4(t), loopback(0), spi.Park) }},
		{"S-695", ws2def.WSAEINVAL, func() core.Errno { return core.Connect(l, loopback(port), spi.Park) }},
		{"S-697 first", ws2def.WSAECONNREFUSED, func() core.Errno { return core.Connect(refused, refusing(t), spi.Park) }},
		{"S-697 second", 0, func() core.Errno { return core.Connect(refused, loopback(port), spi.Park) }},
		{"S-699 in use", ws2def.WSAEADDRINUSE, func() core.Errno { return core.Bind(tcp4(t), loopback(port)) }},
		{"S-699 exclusive", ws2def.WSAEACCES, func() core.Errno { return core.Bind(reusing, name(t, exclusive)) }},
		{"S-700", ws2def.WSAEINVAL, func() core.Errno { return core.Bind(bound(), loopback(0)) }},
		{"S-700 NULL", ws2def.WSAEINVAL, func() core.Errno { return core.Bind(bound(), nil) }},
		{"S-700 connected", ws2def.WSAEINVAL, func() core.Errno { return core.Bind(client, loopback(0)) }},
		{"S-701", ws2def.WSAEINVAL, func() core.Errno { return core.Listen(tcp4(t), 5) }},
		{"S-702", ws2def.WSAEISCONN, func() core.Errno { return core.Listen(client, 5) }},
		{"S-705", 0, func() core.Errno {
			return core.Shutdown(create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP), ws2def.SD_SEND)
		}},
		{"S-706", ws2def.WSAENOTCONN, func() core.Errno { return core.Shutdown(l, ws2def.SD_SEND) }},
		{"S-707 TCP", ws2def.WSAEINVAL, func() core.Errno { _, e := core.GetSockName(tcp4(t), make([]byte, 16)); return e }},
		{"S-707 UDP", ws2def.WSAEINVAL, func() core.Errno {
			_, e := core.GetSockName(create(t, ws2def.AF_INET6, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP), make([]byte, 28))
			return e
		}},
		{"S-707 before S-252", ws2def.WSAEINVAL, func() core.Errno { _, e := core.GetSockName(tcp4(t), nil); return e }},
		{"S-709 get", ws2def.WSAEINVAL, func() core.Errno {
			_, e := core.GetSockOpt(client, 0x1234, 1, make([]byte, 4), 4)
			return e
		}},
		{"S-709 set", ws2def.WSAEINVAL, func() core.Errno { return core.SetSockOpt(client, 0x1234, 1, le32(1), 4) }},
	} {
		if e := c.call(); e != c.want {
			t.Errorf("%s: %v, want %v", c.id, e, c.want)
		}
	}
}
