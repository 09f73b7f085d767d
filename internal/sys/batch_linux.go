package sys

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// BatchSize is how many datagrams one system call receives at most.
const BatchSize = 32

// Batch is what a system call that receives several datagrams needs.
//
// Source: recvmmsg(2).
type Batch struct {
	headers [BatchSize]batchHeader
	vectors [BatchSize]unix.Iovec
	names   [BatchSize]unix.RawSockaddrInet6
}

// batchHeader is struct mmsghdr.
type batchHeader struct {
	unix.Msghdr
	length uint32
	_      uint32
}

// Set makes the size bytes at buffer the place of the i-th datagram; named: its source
// is asked for.
func (b *Batch) Set(i int, buffer *byte, size uint32, named bool) {
	b.vectors[i] = unix.Iovec{Base: buffer, Len: uint64(size)}
	h := &b.headers[i]
	h.Iov, h.Iovlen, h.Name, h.Namelen = &b.vectors[i], 1, nil, 0
	if named {
		h.Name, h.Namelen = (*byte)(unsafe.Pointer(&b.names[i])), uint32(unsafe.Sizeof(b.names[i]))
	}
}

// Recv receives at most n datagrams, without waiting, and returns how many.
func (b *Batch) Recv(fd, n int) (int, Errno) {
	if e := injected("recv"); e != 0 {
		return 0, e
	}
	for {
		r, _, e := syscall.RawSyscall6(unix.SYS_RECVMMSG, uintptr(fd), uintptr(unsafe.Pointer(&b.headers)),
			uintptr(n), unix.MSG_DONTWAIT, 0, 0)
		if e == 0 {
			return int(r), 0
		}
		if e != unix.EINTR {
			return 0, e
		}
	}
}

// Got is how many bytes of the i-th datagram there are, its source's Linux sockaddr, and
// whether it was cut.
func (b *Batch) Got(i int) (n uint32, name []byte, cut bool) {
	h := &b.headers[i]
	if h.Name != nil {
		name = unsafe.Slice(h.Name, h.Namelen)
	}
	return h.length, name, h.Flags&unix.MSG_TRUNC != 0
}
