package ws2def

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"winsock/internal/clause"
)

func TestS714_ErrorNumbers(t *testing.T) {
	clause.Covers(t, "S-714", "S-715", "S-716", "S-717", "S-718")
	for code, want := range map[Errno]int{
		WSAEINTR: 10004, WSAEBADF: 10009, WSAEACCES: 10013, WSAEFAULT: 10014, WSAEINVAL: 10022, WSAEMFILE: 10024,
		WSAEINPROGRESS: 10036, WSAEDESTADDRREQ: 10039, WSAEPROTOTYPE: 10041, WSAEPFNOSUPPORT: 10046, WSAEPROCLIM: 10067,
		WSASYSNOTREADY: 10091, WSAVERNOTSUPPORTED: 10092, WSANOTINITIALISED: 10093,
		WSAEDISCON: 10101, WSAENOMORE: 10102, WSAECANCELLED: 10103,
		WSAEINVALIDPROCTABLE: 10104, WSAEINVALIDPROVIDER: 10105, WSAEPROVIDERFAILEDINIT: 10106, WSASYSCALLFAILURE: 10107,
		WSASERVICE_NOT_FOUND: 10108, WSATYPE_NOT_FOUND: 10109, WSA_E_NO_MORE: 10110, WSA_E_CANCELLED: 10111, WSAEREFUSED: 10112,
		WSAHOST_NOT_FOUND: 11001, WSATRY_AGAIN: 11002, WSANO_RECOVERY: 11003, WSANO_DATA: 11004,
		WSA_QOS_RECEIVERS: 11005, WSA_QOS_RESERVED_PETYPE: 11031,
		WSA_INVALID_HANDLE: 6, WSA_NOT_ENOUGH_MEMORY: 8, WSA_INVALID_PARAMETER: 87,
		WSA_OPERATION_ABORTED: 995, WSA_IO_INCOMPLETE: 996, WSA_IO_PENDING: 997,
	} {
		if int(code) != want {
			t.Errorf("%s is %d, want %d", code.Name(), int(code), want)
		}
	}
	for code := Errno(11005); code <= 11031; code++ {
		if !strings.HasPrefix(code.Name(), "WSA_QOS_") {
			t.Errorf("%d has the name %q, want a QoS error", code, code.Name())
		}
	}
}

func TestErrnoText(t *testing.T) {
	for _, tt := range []struct {
		code       Errno
		error      string
		name, text string
	}{
		{
			WSAECONNREFUSED, "WSAECONNREFUSED (10061): nothing listens at the destination; check address and port, and that the server runs",
			"WSAECONNREFUSED", "nothing listens at the destination; check address and port, and that the server runs",
		},
		{0, "ERROR_SUCCESS (0): no error", "ERROR_SUCCESS", "no error"},
		{12345, "error 12345", "", ""},
		{10001, "error 10001", "", ""},
		{7, "error 7", "", ""},
		{^Errno(0), "error 4294967295", "", ""},
	} {
		if got := tt.code.Error(); got != tt.error {
			t.Errorf("Errno(%d).Error() = %q, want %q", uint32(tt.code), got, tt.error)
		}
		if got := tt.code.Name(); got != tt.name {
			t.Errorf("Errno(%d).Name() = %q, want %q", uint32(tt.code), got, tt.name)
		}
		if got := tt.code.Text(); got != tt.text {
			t.Errorf("Errno(%d).Text() = %q, want %q", uint32(tt.code), got, tt.text)
		}
	}
}

// TestEveryCode shows that each known code has a name that leads back to it,
// a text of its own and a boxed error, and that All is sorted.
func TestEveryCode(t *testing.T) {
	all := All()
	if !slices.IsSorted(all) || slices.Contains(all, 0) || len(all) < 100 {
		t.Errorf("All() has %d codes, sorted %t, with 0 %t", len(all), slices.IsSorted(all), slices.Contains(all, 0))
	}
	texts := make(map[string]Errno)
	for _, code := range all {
		if back, ok := Lookup(code.Name()); !ok || back != code {
			t.Errorf("Lookup(%q) = %d, %t, want %d", code.Name(), back, ok, code)
		}
		if other, dup := texts[code.Text()]; dup {
			t.Errorf("%s and %s have the same text", code.Name(), other.Name())
		}
		texts[code.Text()] = code
		if err := code.Err(); err != error(code) {
			t.Errorf("%s.Err() = %v", code.Name(), err)
		}
		if n := testing.AllocsPerRun(10, func() { _ = code.Err() }); n != 0 {
			t.Errorf("%s.Err() allocates %v times", code.Name(), n)
		}
	}
	for i := 1; i < len(errorNames); i++ {
		if errorNames[i-1].name >= errorNames[i].name {
			t.Errorf("errorNames: %s stands before %s", errorNames[i-1].name, errorNames[i].name)
		}
	}
}

func TestErr(t *testing.T) {
	if err := Errno(0).Err(); err != nil {
		t.Errorf("Errno(0).Err() = %v, want nil", err)
	}
	if err := Errno(12345).Err(); err != error(Errno(12345)) {
		t.Errorf("Errno(12345).Err() = %v", err)
	}
	if err := WSAEWOULDBLOCK.Err(); err != WSAEWOULDBLOCK {
		t.Errorf("WSAEWOULDBLOCK.Err() = %v", err)
	}
}

func TestLookup(t *testing.T) {
	for name, want := range map[string]Errno{
		"WSAECONNRESET": 10054, "WSA_IO_PENDING": 997, "ERROR_IO_PENDING": 997, "WSANO_ADDRESS": 11004, "ERROR_ACCESS_DENIED": 5,
	} {
		if got, ok := Lookup(name); !ok || got != want {
			t.Errorf("Lookup(%q) = %d, %t, want %d", name, got, ok, want)
		}
	}
	for _, name := range []string{"", "wsaeconnreset", "WSAECONN", "ZZZ", "A"} {
		if got, ok := Lookup(name); ok || got != 0 {
			t.Errorf("Lookup(%q) = %d, %t, want nothing", name, got, ok)
		}
	}
}

func TestErrnoIs(t *testing.T) {
	for _, tt := range []struct {
		code Errno
		is   []error
		not  []error
	}{
		{WSAEACCES, []error{os.ErrPermission, syscall.EACCES, syscall.EPERM, WSAEACCES}, []error{os.ErrInvalid, WSAEINVAL}},
		{WSAETIMEDOUT, []error{os.ErrDeadlineExceeded, syscall.ETIMEDOUT}, []error{os.ErrPermission}},
		{WSAENOTSOCK, []error{os.ErrClosed, syscall.ENOTSOCK, syscall.EBADF}, nil},
		{WSAEINTR, []error{os.ErrClosed, syscall.EINTR}, nil},
		{WSAEINVAL, []error{os.ErrInvalid, syscall.EINVAL}, []error{os.ErrExist}},
		{WSAEADDRINUSE, []error{syscall.EADDRINUSE}, []error{os.ErrExist}},
		{WSAEWOULDBLOCK, []error{syscall.EAGAIN, syscall.EWOULDBLOCK}, []error{os.ErrDeadlineExceeded}},
		{WSAECONNREFUSED, []error{syscall.ECONNREFUSED}, []error{syscall.ECONNRESET}},
		{WSAECONNRESET, []error{syscall.ECONNRESET}, nil},
		{WSAEOPNOTSUPP, []error{errors.ErrUnsupported, syscall.ENOTSUP}, nil},
		{WSAEDISCON, []error{io.EOF}, nil},
		{12345, []error{Errno(12345)}, []error{io.EOF}},
	} {
		wrapped := fmt.Errorf("call: %w", tt.code)
		for _, target := range tt.is {
			if !errors.Is(wrapped, target) {
				t.Errorf("%v is not %v", tt.code, target)
			}
		}
		for _, target := range tt.not {
			if errors.Is(wrapped, target) {
				t.Errorf("%v is %v", tt.code, target)
			}
		}
	}
}

func TestTimeoutTemporary(t *testing.T) {
	for _, tt := range []struct {
		code               Errno
		timeout, temporary bool
	}{
		{WSAETIMEDOUT, true, true},
		{WSAEWOULDBLOCK, false, true},
		{WSA_IO_PENDING, false, true},
		{WSAECONNREFUSED, false, false},
		{WAIT_TIMEOUT, true, false},
		{12345, false, false},
	} {
		if tt.code.Timeout() != tt.timeout || tt.code.Temporary() != tt.temporary {
			t.Errorf("%v: Timeout %t, Temporary %t", tt.code, tt.code.Timeout(), tt.code.Temporary())
		}
	}
}

func BenchmarkErr(b *testing.B) {
	for _, code := range []Errno{WSAEWOULDBLOCK, WSA_IO_PENDING} {
		b.Run(code.Name(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if code.Err() == nil {
					b.Fatal("nil")
				}
			}
		})
	}
}
