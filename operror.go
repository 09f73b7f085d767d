package winsock

import (
	"fmt"
	"net"
	"strings"

	"winsock/internal/core"
)

// OpError is what [Dialer], [ListenConfig], [Conn], [Listener] and [PacketConn]
// fail with. errors.Is finds its Errno, the standard errors that this means the
// same as (os.ErrDeadlineExceeded when a deadline passed), and its Cause:
// net.ErrClosed when the object was closed, the context's error when that ended.
type OpError struct {
	Op       string   // "dial", "listen", "accept", "read", "write", "close", "set", "lookup", ...
	Addr     net.Addr // the address that the operation was for; nil when it was for none
	Handle   Handle   // the socket; InvalidHandle when there was none
	Family   int32    // AF_ value; AF_UNSPEC when it was not known yet
	Provider string   // name of the catalog entry; "" when none was chosen yet
	Errno    Errno    // 0 when only the cause is known
	Cause    error    // what lies behind it; may be nil
}

var _ net.Error = (*OpError)(nil)

// Error returns operation, object, symbolic name, number and cause:
// "dial 192.0.2.1:80 over MSAFD Tcpip [TCP/IP]: WSAETIMEDOUT (10060): ...".
func (e *OpError) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	if e.Addr != nil {
		b.WriteString(" " + e.Addr.String())
	}
	if e.Provider != "" {
		b.WriteString(" over " + e.Provider)
	}
	if e.Handle != InvalidHandle {
		fmt.Fprintf(&b, " (socket %#x)", uintptr(e.Handle))
	}
	if e.Errno != 0 {
		b.WriteString(": " + e.Errno.Error())
	}
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

// Unwrap returns the code and the cause, those that there are.
func (e *OpError) Unwrap() []error {
	var all []error
	if e.Errno != 0 {
		all = append(all, e.Errno.Err())
	}
	if e.Cause != nil {
		all = append(all, e.Cause)
	}
	return all
}

// Timeout reports whether a time limit was reached.
func (e *OpError) Timeout() bool {
	if limit, ok := e.Cause.(interface{ Timeout() bool }); ok {
		return limit.Timeout()
	}
	return e.Errno.Timeout()
}

// Temporary reports whether the same operation may succeed later.
func (e *OpError) Temporary() bool { return e.Timeout() || e.Errno.Temporary() }

// opError describes the failure of op on no socket.
func opError(op string, addr net.Addr, e Errno, cause error) *OpError {
	return &OpError{Op: op, Addr: addr, Handle: InvalidHandle, Errno: e, Cause: cause}
}

// socketError describes the failure of op on h, which is open.
func socketError(op string, h Handle, addr net.Addr, e Errno, cause error) *OpError {
	failure := &OpError{Op: op, Addr: addr, Handle: h, Errno: e, Cause: cause}
	if info, e := core.Inspect(h); e == 0 {
		failure.Family, failure.Provider = info.Family, info.Provider
	}
	return failure
}
