package sys

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Errno is a Linux error number; 0 means success.
type Errno = syscall.Errno

// WouldBlock is the error of a call that would have to wait.
const WouldBlock = unix.EAGAIN

// Socket opens a nonblocking, close-on-exec socket. family, typ and protocol
// are Linux's.
func Socket(family, typ, protocol int) (int, Errno) {
	if e := injected("socket"); e != 0 {
		return -1, e
	}
	fd, _, e := syscall.RawSyscall(unix.SYS_SOCKET, uintptr(family),
		uintptr(typ)|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, uintptr(protocol))
	if e != 0 {
		return -1, e
	}
	return int(fd), 0
}

// Close closes a descriptor. The descriptor is gone whatever the result.
func Close(fd int) Errno {
	if e := injected("close"); e != 0 {
		syscall.RawSyscall(unix.SYS_CLOSE, uintptr(fd), 0, 0)
		return e
	}
	_, _, e := syscall.RawSyscall(unix.SYS_CLOSE, uintptr(fd), 0, 0)
	return e
}

func ptr(p []byte) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(p)) }

// Bind binds fd to the Linux sockaddr sa.
func Bind(fd int, sa []byte) Errno {
	if e := injected("bind"); e != 0 {
		return e
	}
	_, _, e := syscall.RawSyscall(unix.SYS_BIND, uintptr(fd), uintptr(ptr(sa)), uintptr(len(sa)))
	return e
}

// Connect connects fd to the Linux sockaddr sa.
func Connect(fd int, sa []byte) Errno {
	if e := injected("connect"); e != 0 {
		return e
	}
	for {
		_, _, e := syscall.RawSyscall(unix.SYS_CONNECT, uintptr(fd), uintptr(ptr(sa)), uintptr(len(sa)))
		if e != unix.EINTR {
			return e
		}
	}
}

// Listen makes fd accept connections.
func Listen(fd, backlog int) Errno {
	if e := injected("listen"); e != 0 {
		return e
	}
	_, _, e := syscall.RawSyscall(unix.SYS_LISTEN, uintptr(fd), uintptr(backlog), 0)
	return e
}

// Accept takes a connection; the peer's address goes to sa and its length is
// returned. The new descriptor is nonblocking and close-on-exec.
func Accept(fd int, sa []byte) (nfd, n int, e Errno) {
	if e := injected("accept"); e != 0 {
		return -1, 0, e
	}
	for {
		length := uint32(len(sa))
		r, _, e := syscall.RawSyscall6(unix.SYS_ACCEPT4, uintptr(fd), uintptr(ptr(sa)),
			uintptr(unsafe.Pointer(&length)), unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0, 0)
		if e == unix.EINTR {
			continue
		}
		if e != 0 {
			return -1, 0, e
		}
		return int(r), min(int(length), len(sa)), 0
	}
}

// Send sends p without waiting and without SIGPIPE; flags are Linux's.
func Send(fd int, p []byte, flags int) (int, Errno) {
	return SendTo(fd, p, flags, nil)
}

// SendTo is Send to the Linux sockaddr sa; nil means the peer.
func SendTo(fd int, p []byte, flags int, sa []byte) (int, Errno) {
	if e := injected("send"); e != 0 {
		return 0, e
	}
	for {
		r, _, e := syscall.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(ptr(p)), uintptr(len(p)),
			uintptr(flags)|unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, uintptr(ptr(sa)), uintptr(len(sa)))
		if e == 0 {
			return int(r), 0
		}
		if e != unix.EINTR {
			return 0, e
		}
	}
}

// Recv receives into p without waiting; flags are Linux's.
func Recv(fd int, p []byte, flags int) (int, Errno) {
	if e := injected("recv"); e != 0 {
		return 0, e
	}
	for {
		r, _, e := syscall.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(ptr(p)), uintptr(len(p)),
			uintptr(flags)|unix.MSG_DONTWAIT, 0, 0)
		if e == 0 {
			return int(r), 0
		}
		if e != unix.EINTR {
			return 0, e
		}
	}
}

// RecvFrom is Recv that also writes the source's Linux sockaddr to sa and
// returns its length.
func RecvFrom(fd int, p []byte, flags int, sa []byte) (n, salen int, e Errno) {
	if e := injected("recv"); e != 0 {
		return 0, 0, e
	}
	for {
		length := uint32(len(sa))
		r, _, e := syscall.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(ptr(p)), uintptr(len(p)),
			uintptr(flags)|unix.MSG_DONTWAIT, uintptr(ptr(sa)), uintptr(unsafe.Pointer(&length)))
		if e == 0 {
			return int(r), min(int(length), len(sa)), 0
		}
		if e != unix.EINTR {
			return 0, 0, e
		}
	}
}

// Msg is a sendmsg or recvmsg with several buffers and control data in Linux's
// forms.
type Msg struct {
	Name       []byte
	NameLen    int // out
	Buffers    [][]byte
	Control    []byte
	ControlLen int // out
	Flags      int // out: MSG_ flags of a received message
}

// maxIov is the kernel's limit for one call; longer lists are sent or received
// up to it (S-268: the caller goes on with the rest).
const maxIov = 1024

// vector appends the list of the buffers to iov.
func (m *Msg) vector(iov []unix.Iovec) []unix.Iovec {
	for _, b := range m.Buffers[:min(len(m.Buffers), maxIov)] {
		iov = append(iov, unix.Iovec{Base: unsafe.SliceData(b), Len: uint64(len(b))})
	}
	return iov
}

// header is the kernel's form of m. Passing values in and out keeps the list
// of a few buffers on the caller's stack.
func (m *Msg) header(iov []unix.Iovec) unix.Msghdr {
	h := unix.Msghdr{
		Name:       unsafe.SliceData(m.Name),
		Namelen:    uint32(len(m.Name)),
		Iov:        unsafe.SliceData(iov),
		Iovlen:     uint64(len(iov)),
		Control:    unsafe.SliceData(m.Control),
		Controllen: uint64(len(m.Control)),
	}
	if len(m.Name) == 0 {
		h.Name = nil
	}
	if len(m.Control) == 0 {
		h.Control = nil
	}
	return h
}

// SendMsg sends m without waiting and without SIGPIPE.
func SendMsg(fd int, m *Msg, flags int) (int, Errno) {
	if e := injected("send"); e != 0 {
		return 0, e
	}
	var stack [8]unix.Iovec
	h := m.header(m.vector(stack[:0]))
	for {
		r, _, e := syscall.RawSyscall(unix.SYS_SENDMSG, uintptr(fd), uintptr(unsafe.Pointer(&h)),
			uintptr(flags)|unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL)
		if e == 0 {
			return int(r), 0
		}
		if e != unix.EINTR {
			return 0, e
		}
	}
}

// RecvMsg receives into m without waiting.
func RecvMsg(fd int, m *Msg, flags int) (int, Errno) {
	if e := injected("recv"); e != 0 {
		return 0, e
	}
	var stack [8]unix.Iovec
	h := m.header(m.vector(stack[:0]))
	for {
		r, _, e := syscall.RawSyscall(unix.SYS_RECVMSG, uintptr(fd), uintptr(unsafe.Pointer(&h)),
			uintptr(flags)|unix.MSG_DONTWAIT|unix.MSG_CMSG_CLOEXEC)
		if e == 0 {
			m.NameLen, m.ControlLen, m.Flags = int(h.Namelen), int(h.Controllen), int(h.Flags)
			return int(r), 0
		}
		if e != unix.EINTR {
			return 0, e
		}
	}
}

// Shutdown ends one direction or both; how is SHUT_RD, SHUT_WR or SHUT_RDWR.
func Shutdown(fd, how int) Errno {
	if e := injected("shutdown"); e != 0 {
		return e
	}
	_, _, e := syscall.RawSyscall(unix.SYS_SHUTDOWN, uintptr(fd), uintptr(how), 0)
	return e
}

// GetSockName writes the local Linux sockaddr to sa and returns its length.
func GetSockName(fd int, sa []byte) (int, Errno) {
	return name(unix.SYS_GETSOCKNAME, "getsockname", fd, sa)
}

// GetPeerName writes the peer's Linux sockaddr to sa and returns its length.
func GetPeerName(fd int, sa []byte) (int, Errno) {
	return name(unix.SYS_GETPEERNAME, "getpeername", fd, sa)
}

func name(trap uintptr, call string, fd int, sa []byte) (int, Errno) {
	if e := injected(call); e != 0 {
		return 0, e
	}
	length := uint32(len(sa))
	_, _, e := syscall.RawSyscall(trap, uintptr(fd), uintptr(ptr(sa)), uintptr(unsafe.Pointer(&length)))
	return int(length), e
}

// SetSockOpt sets an option to the bytes of value.
func SetSockOpt(fd, level, option int, value []byte) Errno {
	if e := injected("setsockopt"); e != 0 {
		return e
	}
	_, _, e := syscall.RawSyscall6(unix.SYS_SETSOCKOPT, uintptr(fd), uintptr(level), uintptr(option),
		uintptr(ptr(value)), uintptr(len(value)), 0)
	return e
}

// SetSockOptInt sets an option to a C int.
func SetSockOptInt(fd, level, option int, value int32) Errno {
	if e := injected("setsockopt"); e != 0 {
		return e
	}
	_, _, e := syscall.RawSyscall6(unix.SYS_SETSOCKOPT, uintptr(fd), uintptr(level), uintptr(option),
		uintptr(unsafe.Pointer(&value)), 4, 0)
	return e
}

// GetSockOpt reads an option into value and returns the length written.
func GetSockOpt(fd, level, option int, value []byte) (int, Errno) {
	if e := injected("getsockopt"); e != 0 {
		return 0, e
	}
	length := uint32(len(value))
	_, _, e := syscall.RawSyscall6(unix.SYS_GETSOCKOPT, uintptr(fd), uintptr(level), uintptr(option),
		uintptr(ptr(value)), uintptr(unsafe.Pointer(&length)), 0)
	return int(length), e
}

// GetSockOptInt reads a C int option.
func GetSockOptInt(fd, level, option int) (int32, Errno) {
	if e := injected("getsockopt"); e != 0 {
		return 0, e
	}
	var value int32
	length := uint32(4)
	_, _, e := syscall.RawSyscall6(unix.SYS_GETSOCKOPT, uintptr(fd), uintptr(level), uintptr(option),
		uintptr(unsafe.Pointer(&value)), uintptr(unsafe.Pointer(&length)), 0)
	return value, e
}

// IoctlInt carries out an ioctl that writes a C int.
func IoctlInt(fd int, request uint) (int32, Errno) {
	if e := injected("ioctl"); e != 0 {
		return 0, e
	}
	var value int32
	_, _, e := syscall.RawSyscall(unix.SYS_IOCTL, uintptr(fd), uintptr(request), uintptr(unsafe.Pointer(&value)))
	return value, e
}

// AttachReusePort makes the member with the given index of fd's SO_REUSEPORT
// group receive everything: a filter program that returns the index.
func AttachReusePort(fd int, index uint32) Errno {
	if e := injected("setsockopt"); e != 0 {
		return e
	}
	program := unix.SockFprog{Len: 1, Filter: &unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: index}}
	_, _, e := syscall.RawSyscall6(unix.SYS_SETSOCKOPT, uintptr(fd), unix.SOL_SOCKET, unix.SO_ATTACH_REUSEPORT_CBPF,
		uintptr(unsafe.Pointer(&program)), unsafe.Sizeof(program), 0)
	return e
}
