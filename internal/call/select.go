package call

import (
	"time"
	"unsafe"

	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// FdSet is the head of a set of sockets: programs choose how long the array is,
// by FD_SETSIZE.
type FdSet = ws2def.FdSet

// Select waits until sockets of the three sets are ready, cuts the sets down to
// those and returns how many there are. A set has at most room members.
//
// Source: S-396…S-426.
func Select(read, write, except *FdSet, room uint32, timeout *ws2def.Timeval, how spi.Way) (int32, Errno) {
	limit := core.Forever
	if timeout != nil {
		limit = time.Duration(timeout.Sec)*time.Second + time.Duration(timeout.Usec)*time.Microsecond
		if timeout.Sec < 0 || timeout.Usec < 0 {
			limit = core.Forever - 1 // refused, in the right order
		}
	}
	sets := [3]*FdSet{read, write, except}
	var members [3][]Handle
	var args [3]*[]Handle
	for i, set := range sets {
		switch {
		case set == nil:
		case set.Count > room:
			limit = core.Forever - 1
		case i > 0 && set == sets[i-1]:
			args[i] = args[i-1]
		default:
			members[i] = unsafe.Slice((*Handle)(unsafe.Pointer(&set.Array)), set.Count)
			args[i] = &members[i]
		}
	}
	n, e := core.Select(args[0], args[1], args[2], limit, how)
	for i, set := range sets {
		if args[i] != nil {
			set.Count = uint32(len(*args[i]))
		}
	}
	return int32(n), e
}

// WSAPoll looks what count sockets are ready for and waits up to timeout ms.
//
// Source: S-427…S-455.
func WSAPoll(fds *ws2def.WSAPOLLFD, count uint32, timeout int32, how spi.Way) (int32, Errno) {
	var list []ws2def.WSAPOLLFD
	if fds != nil {
		list = unsafe.Slice(fds, count)
	}
	n, e := core.Poll(list, int(count), time.Duration(timeout)*time.Millisecond, how)
	return int32(n), e
}
