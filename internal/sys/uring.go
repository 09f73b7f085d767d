package sys

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// UringParams are what io_uring_setup is asked for and what it answers (struct
// io_uring_params).
//
// Source: io_uring_setup(2).
type UringParams struct {
	SqEntries, CqEntries uint32
	Flags                uint32
	sqCPU, sqIdle        uint32
	Features             uint32
	wq                   uint32
	_                    [3]uint32
	sq                   uringOffsets
	cq                   uringOffsets
}

// uringOffsets is where in the shared memory the parts of a queue are; the last two
// words differ between the queues.
type uringOffsets struct {
	Head, Tail, Mask, Entries uint32
	// The submission queue: flags, dropped, array; the completion queue: overflow,
	// entries, flags.
	A, B, C uint32
	_       uint32
	_       uint64
}

// Flags of io_uring_setup, and features that it tells.
const (
	UringCQSize    = 1 << 3
	UringSubmitAll = 1 << 7
	UringCoop      = 1 << 8 // the thread finishes its requests when it enters the kernel, or at a timer tick
	UringTaskrun   = 1 << 9 // a flag in the queue tells that it has some to finish

	UringSingleMap = 1 << 0
	UringNoDrop    = 1 << 1
	UringExtArg    = 1 << 8
)

// Operations.
const (
	UringNop    = 0
	UringPoll   = 6
	UringCancel = 14
	UringSend   = 26
	UringRecv   = 27
)

// UringMulti makes a [UringPoll] tell of each change; it stands in Len.
const UringMulti = 1 << 0

// UringPollFirst has a [UringRecv] wait before it looks; it stands in Priority.
const UringPollFirst = 1 << 0

// Flags of completions.
const (
	UringMore     = 1 << 1 // the request goes on
	UringNonempty = 1 << 2 // the socket has more
)

// UringRequest is an entry of the submission queue (struct io_uring_sqe).
type UringRequest struct {
	Opcode   uint8
	flags    uint8
	Priority uint16
	Fd       int32
	Off      uint64
	Address  uint64
	Len      uint32
	OpFlags  uint32 // MSG_ flags, poll bits
	Data     uint64
	_        [3]uint64
}

// UringCompletion is an entry of the completion queue (struct io_uring_cqe).
type UringCompletion struct {
	Data   uint64
	Result int32
	Flags  uint32
}

// UringQueues are the shared queues of an io_uring. C knows it too
// (capi/shim/uring.h). All pointers are outside of Go's memory.
type UringQueues struct {
	Mu             Mutex // of who adds requests
	Fd             int32
	SqHead, SqTail *uint32
	Requests       *UringRequest
	SqMask         uint32
	CqMask         uint32
	CqHead, CqTail *uint32
	Completions    *UringCompletion
	// Sends that were put in, counted under Mu, and that have ended, counted by who
	// takes completions.
	Sent, Ended uint32
	Sends       uintptr // what the face notes about them
	Closed      uint32  // 1: the rest means nothing any more; changes under Mu
	ID          uint32
	SqFlags     *uint32
	_           [4]uint32  // the face's own
	_           [2]uintptr // of its guard
}

// Request is the i-th entry of the submission queue.
func (q *UringQueues) Request(i uint32) *UringRequest {
	return (*UringRequest)(unsafe.Add(unsafe.Pointer(q.Requests), uintptr(i&q.SqMask)*unsafe.Sizeof(UringRequest{})))
}

// Completion is the i-th entry of the completion queue.
func (q *UringQueues) Completion(i uint32) *UringCompletion {
	return (*UringCompletion)(unsafe.Add(unsafe.Pointer(q.Completions), uintptr(i&q.CqMask)*unsafe.Sizeof(UringCompletion{})))
}

// UringMemory is the memory of the queues.
type UringMemory struct{ rings, requests []byte }

// UringSetup makes an io_uring; its descriptor is close-on-exec. p gets what the
// kernel has chosen.
//
// Errors: EPERM (forbidden), ENOSYS, ENOMEM, EINVAL (flags that the kernel does not
// know), EMFILE.
func UringSetup(entries uint32, p *UringParams) (int, Errno) {
	if e := injected("io_uring_setup"); e != 0 {
		return -1, e
	}
	fd, _, e := syscall.RawSyscall(unix.SYS_IO_URING_SETUP, uintptr(entries), uintptr(unsafe.Pointer(p)), 0)
	if e != 0 {
		return -1, e
	}
	return int(fd), 0
}

// Places of mmap in an io_uring.
const (
	uringRings    = 0
	uringRequests = 0x10000000
)

// UringMap maps the queues of fd, which UringSetup made with [UringSingleMap]. A
// forked child does not see them.
func UringMap(fd int, p *UringParams, q *UringQueues) (UringMemory, Errno) {
	var m UringMemory
	var e Errno
	size := max(uintptr(p.sq.C)+uintptr(p.SqEntries)*4, uintptr(p.cq.B)+uintptr(p.CqEntries)*unsafe.Sizeof(UringCompletion{}))
	if m.rings, e = mapShared(fd, uringRings, size); e != 0 {
		return m, e
	}
	if m.requests, e = mapShared(fd, uringRequests, uintptr(p.SqEntries)*unsafe.Sizeof(UringRequest{})); e != 0 {
		unmapBytes(m.rings)
		return m, e
	}
	at := func(offset uint32) unsafe.Pointer { return unsafe.Pointer(&m.rings[offset]) }
	q.Fd = int32(fd)
	q.SqHead, q.SqTail, q.SqMask = (*uint32)(at(p.sq.Head)), (*uint32)(at(p.sq.Tail)), *(*uint32)(at(p.sq.Mask))
	q.SqFlags = (*uint32)(at(p.sq.A))
	q.CqHead, q.CqTail, q.CqMask = (*uint32)(at(p.cq.Head)), (*uint32)(at(p.cq.Tail)), *(*uint32)(at(p.cq.Mask))
	q.Completions = (*UringCompletion)(at(p.cq.B))
	q.Requests = (*UringRequest)(unsafe.Pointer(&m.requests[0]))
	array := unsafe.Slice((*uint32)(at(p.sq.C)), p.SqEntries)
	for i := range array {
		array[i] = uint32(i)
	}
	return m, 0
}

// Unmap ends the use of the queues.
func (m UringMemory) Unmap() {
	unmapBytes(m.rings)
	unmapBytes(m.requests)
}

func unmapBytes(p []byte) {
	syscall.RawSyscall(unix.SYS_MUNMAP, uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)), 0)
}

// mapShared maps size bytes of fd, for this process and not for children that it
// forks.
func mapShared(fd int, offset, size uintptr) ([]byte, Errno) {
	if e := injected("mmap"); e != 0 {
		return nil, e
	}
	address, _, e := syscall.Syscall6(unix.SYS_MMAP, 0, size, unix.PROT_READ|unix.PROT_WRITE,
		unix.MAP_SHARED|unix.MAP_POPULATE, uintptr(fd), offset)
	if e != 0 {
		return nil, e
	}
	syscall.RawSyscall(unix.SYS_MADVISE, address, size, unix.MADV_DONTFORK)
	return unsafe.Slice((*byte)(outside(address)), size), 0
}

// uringGetEvents and uringExtArg are flags of io_uring_enter.
const (
	uringGetEvents = 1 << 0
	uringExtArg    = 1 << 3
)

// uringArgument is what io_uring_enter gets with uringExtArg.
type uringArgument struct {
	mask     uint64
	maskSize uint32
	_        uint32
	timeout  *unix.Timespec
}

// UringEnter submits n requests of fd's queue, and holds the thread until the
// completion queue has an entry, limit ns have passed (negative: no limit) or a
// signal came. With a limit of 0 it only submits, and lets the kernel finish what it
// has to finish on this thread.
//
// Errors: ETIME, EINTR, EBUSY (completions have to be taken first), EAGAIN, ENOMEM.
func UringEnter(fd int, n uint32, limit int64) Errno {
	if e := injected("io_uring_enter"); e != 0 {
		return e
	}
	if limit == 0 {
		_, _, e := syscall.RawSyscall6(unix.SYS_IO_URING_ENTER, uintptr(fd), uintptr(n), 0, uringGetEvents, 0, 0)
		return e
	}
	if limit < 0 {
		_, _, e := syscall.Syscall6(unix.SYS_IO_URING_ENTER, uintptr(fd), uintptr(n), 1, uringGetEvents, 0, 0)
		return e
	}
	timeout := unix.NsecToTimespec(limit)
	a := uringArgument{timeout: &timeout}
	_, _, e := syscall.Syscall6(unix.SYS_IO_URING_ENTER, uintptr(fd), uintptr(n), 1, uringGetEvents|uringExtArg,
		uintptr(unsafe.Pointer(&a)), unsafe.Sizeof(a))
	return e
}

// UringOpcodes asks which operations the kernel has, and returns those of wanted
// that it has not.
//
// Source: io_uring_register(2), IORING_REGISTER_PROBE.
func UringOpcodes(fd int, wanted ...uint8) (missing []uint8, e Errno) {
	if e := injected("io_uring_register"); e != 0 {
		return nil, e
	}
	const registerProbe, supported, most = 8, 1, 256
	type opcode struct {
		op    uint8
		_     uint8
		flags uint16
		_     uint32
	}
	var probe struct {
		last, n uint8
		_       uint16
		_       [3]uint32
		ops     [most]opcode
	}
	_, _, e = syscall.RawSyscall6(unix.SYS_IO_URING_REGISTER, uintptr(fd), registerProbe,
		uintptr(unsafe.Pointer(&probe)), most, 0, 0)
	if e != 0 {
		return nil, e
	}
	for _, op := range wanted {
		if int(op) >= int(probe.n) || probe.ops[op].flags&supported == 0 {
			missing = append(missing, op)
		}
	}
	return missing, 0
}
