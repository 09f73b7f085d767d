package exports

// #include <stdint.h>
import "C"

import (
	"syscall"
	"unsafe"

	"winsock/internal/call"
	"winsock/internal/core"
	"winsock/internal/handle"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// What the C side knows as struct ws_file and its enums (file.h).
const (
	kindStream = 2
	kindSocket = 16

	fileOverlapped    = 1
	fileStandard      = 2
	fileDeleteOnClose = 4
)

// ws_go_file_open gives a handle to a descriptor, which then belongs to it. id
// is the device and inode of a file that share modes hold for, NULL when they do
// not. It returns the handle, or the negative error, after which the descriptor
// is closed.
//
//export ws_go_file_open
func ws_go_file_open(fd int32, kind, flags uint32, path *C.char, id *uint64, access, share, inherit uint32) int64 {
	f := &object.KernelFile{
		Fd:         int(fd),
		Kind:       object.KernelKind(kind),
		Overlapped: flags&fileOverlapped != 0,
		Standard:   flags&fileStandard != 0,
	}
	if id != nil && !f.Share(fileID(id), access, share) {
		_ = syscall.Close(int(fd))
		return -int64(object.ErrorSharingViolation)
	}
	if flags&fileDeleteOnClose != 0 {
		f.DeleteOnClose = C.GoString(path)
	}
	h, e := object.EnterFile(f, inherit)
	if e != 0 {
		return -int64(e)
	}
	return int64(h)
}

// fileID is the two numbers at id.
func fileID(id *uint64) object.FileID {
	numbers := unsafe.Slice(id, 2)
	return object.FileID{Device: numbers[0], Inode: numbers[1]}
}

// ws_go_file_borrow takes a reference to the file or socket h, which
// ws_go_file_return gives back, and stores its descriptor, kind and flags. It
// returns 0 when h is neither.
//
//export ws_go_file_borrow
func ws_go_file_borrow(h uintptr, fd, kind, flags *int32) int32 {
	switch o := handle.Process.Acquire(ws2def.Handle(h)).(type) {
	case nil:
		return 0
	case *object.KernelFile:
		*fd, *kind, *flags = int32(o.Fd), int32(o.Kind), 0
		if o.Overlapped {
			*flags |= fileOverlapped
		}
		if o.Standard {
			*flags |= fileStandard
		}
		return 1
	case *core.Socket:
		*fd, *kind, *flags = int32(o.Descriptor()), kindSocket, 0
		return 1
	case *core.Heir: // Winsock has not started
		*fd, *kind, *flags = int32(o.Descriptor()), kindStream, 0
		return 1
	default:
		handle.Process.Release(ws2def.Handle(h))
		return 0
	}
}

//export ws_go_file_return
func ws_go_file_return(h uintptr) { handle.Process.Release(ws2def.Handle(h)) }

// ws_go_file_may_delete reports whether no open file of the process forbids to
// delete the one with this identity.
//
//export ws_go_file_may_delete
func ws_go_file_may_delete(device, inode uint64) int32 {
	if object.MayDelete(object.FileID{Device: device, Inode: inode}) {
		return 1
	}
	return 0
}

// ws_go_file_transfer is ReadFile, with write WriteFile, of a socket: the count, or the
// negative error. async is a struct ws_async, or NULL.
//
//export ws_go_file_transfer
func ws_go_file_transfer(h uintptr, p unsafe.Pointer, n uint32, write int32, async unsafe.Pointer) int64 {
	transfer := call.ReadFile
	if write != 0 {
		transfer = call.WriteFile
	}
	done, e := transfer(ws2def.Handle(h), unsafe.Slice((*byte)(p), n), (*core.Async)(async), spi.Hold)
	if e != 0 {
		return -int64(e)
	}
	return int64(done)
}

// ws_go_file_ended queues the completion routine of an operation on a file to the
// thread that has started it.
//
//export ws_go_file_ended
func ws_go_file_ended(thread unsafe.Pointer, routine uintptr, failure, n uint32, overlapped uintptr) int32 {
	return int32((*object.Thread)(thread).Queue(object.APC{
		Kind: object.IOAPC, Func: routine, Args: [3]uintptr{uintptr(failure), uintptr(n), overlapped},
	}))
}
