package ws2def

import (
	"syscall"
	"testing"

	"winsock/internal/clause"
)

// defaults is the table of clause S-683.
var defaults = map[syscall.Errno]Errno{
	syscall.EINTR:           WSAEINTR,
	syscall.EBADF:           WSAENOTSOCK,
	syscall.ENOTSOCK:        WSAENOTSOCK,
	syscall.EACCES:          WSAEACCES,
	syscall.EPERM:           WSAEACCES,
	syscall.EFAULT:          WSAEFAULT,
	syscall.EINVAL:          WSAEINVAL,
	syscall.EMFILE:          WSAEMFILE,
	syscall.ENFILE:          WSAEMFILE,
	syscall.EAGAIN:          WSAEWOULDBLOCK,
	syscall.EINPROGRESS:     WSAEWOULDBLOCK,
	syscall.EALREADY:        WSAEALREADY,
	syscall.EDESTADDRREQ:    WSAENOTCONN,
	syscall.EMSGSIZE:        WSAEMSGSIZE,
	syscall.EPROTOTYPE:      WSAEPROTONOSUPPORT,
	syscall.ENOPROTOOPT:     WSAENOPROTOOPT,
	syscall.EPROTONOSUPPORT: WSAEPROTONOSUPPORT,
	syscall.ESOCKTNOSUPPORT: WSAESOCKTNOSUPPORT,
	syscall.EOPNOTSUPP:      WSAEOPNOTSUPP,
	syscall.EPFNOSUPPORT:    WSAEAFNOSUPPORT,
	syscall.EAFNOSUPPORT:    WSAEAFNOSUPPORT,
	syscall.EADDRINUSE:      WSAEADDRINUSE,
	syscall.EADDRNOTAVAIL:   WSAEADDRNOTAVAIL,
	syscall.ENODEV:          WSAEADDRNOTAVAIL,
	syscall.ENXIO:           WSAEADDRNOTAVAIL,
	syscall.ENETDOWN:        WSAENETDOWN,
	syscall.ENETUNREACH:     WSAENETUNREACH,
	syscall.ENETRESET:       WSAENETRESET,
	syscall.ECONNABORTED:    WSAECONNABORTED,
	syscall.ECONNRESET:      WSAECONNRESET,
	syscall.ENOBUFS:         WSAENOBUFS,
	syscall.ENOMEM:          WSAENOBUFS,
	syscall.ENOSPC:          WSAENOBUFS,
	syscall.EISCONN:         WSAEISCONN,
	syscall.ENOTCONN:        WSAENOTCONN,
	syscall.EPIPE:           WSAESHUTDOWN,
	syscall.ESHUTDOWN:       WSAESHUTDOWN,
	syscall.ETOOMANYREFS:    WSAETOOMANYREFS,
	syscall.ETIMEDOUT:       WSAETIMEDOUT,
	syscall.ECONNREFUSED:    WSAECONNREFUSED,
	syscall.ELOOP:           WSAELOOP,
	syscall.ENAMETOOLONG:    WSAENAMETOOLONG,
	syscall.EHOSTDOWN:       WSAEHOSTDOWN,
	syscall.EHOSTUNREACH:    WSAEHOSTUNREACH,
	syscall.ENOTEMPTY:       WSAENOTEMPTY,
	syscall.EUSERS:          WSAEUSERS,
	syscall.EDQUOT:          WSAEDQUOT,
	syscall.ESTALE:          WSAESTALE,
	syscall.EREMOTE:         WSAEREMOTE,
}

// exceptions are the rows after S-683 that depend on the operation alone.
var exceptions = map[Op]map[syscall.Errno]Errno{
	OpSocket:      {syscall.EPERM: WSAEACCES, syscall.EACCES: WSAEACCES},
	OpBindUnix:    {syscall.ENOENT: WSAEADDRNOTAVAIL, syscall.ENOTDIR: WSAEADDRNOTAVAIL, syscall.EROFS: WSAEACCES},
	OpListen:      {syscall.EINVAL: WSAEISCONN},
	OpAccept:      {syscall.EINVAL: WSAEINTR, syscall.EBADF: WSAEINTR, syscall.ECONNABORTED: WSAECONNRESET, syscall.EPROTO: WSAECONNRESET},
	OpConnectUnix: {syscall.EAGAIN: WSAECONNREFUSED, syscall.ENOENT: WSAECONNREFUSED, syscall.ENOTDIR: WSAECONNREFUSED, syscall.EPROTOTYPE: WSAECONNREFUSED},
	OpRecvOOB:     {syscall.EINVAL: WSAEWOULDBLOCK},
	OpRecvFrom:    {syscall.ECONNREFUSED: WSAECONNRESET},
	OpGetSockOpt:  {syscall.EOPNOTSUPP: WSAEINVAL},
	OpSetSockOpt:  {syscall.EOPNOTSUPP: WSAEINVAL},
	OpJoin:        {syscall.EADDRINUSE: WSAEADDRNOTAVAIL},
	OpLeave:       {syscall.EADDRNOTAVAIL: WSAEINVAL},
	OpIoctl:       {syscall.ENOTTY: WSAEOPNOTSUPP},
}

// TestS683_EveryPair asks for every operation with every number up to beyond
// the last error of Linux.
func TestS683_EveryPair(t *testing.T) {
	clause.Covers(t, "S-683", "S-690", "S-696", "S-698", "S-702", "S-703", "S-704", "S-710", "S-711", "S-712")
	for op := OpDefault; op <= OpPoll+1; op++ {
		for errno := range syscall.Errno(200) {
			want, ok := exceptions[op][errno]
			if !ok {
				want, ok = defaults[errno]
			}
			if !ok {
				want = WSASYSCALLFAILURE
			}
			if errno == 0 {
				want = 0
			}
			if got := FromErrno(op, errno); got != want {
				t.Errorf("FromErrno(%d, %v) = %v, want %v", op, errno, got, want)
			}
		}
		if got := FromErrno(op, ^syscall.Errno(0)); got != WSASYSCALLFAILURE {
			t.Errorf("FromErrno(%d, largest) = %v", op, got)
		}
	}
}

func BenchmarkFromErrno(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if FromErrno(OpRecv, syscall.EAGAIN) != WSAEWOULDBLOCK {
			b.Fatal("wrong")
		}
	}
}
