package core_test

import (
	"encoding/binary"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// An overlapped control code, and what it has to answer.
type overlappedIoctl struct {
	what   string
	code   uint32
	in     []byte
	room   int
	want   ioctlAnswer
	packet bool
	bytes  uint32
	status ws2def.NTStatus // of the packet; without one, what is left in the OVERLAPPED
}

const untouched = 0x5A5A

func TestO367_IoctlWithAnOverlapped(t *testing.T) {
	clause.Covers(t, "O-033", "O-034", "O-229", "O-352", "O-367", "O-368", "O-370", "O-371", "O-372", "O-373")
	start(t)
	a, b := pair(t)
	const key = 7
	p := portOf(t, a, key)
	to := name(t, b)
	interfaces := ioctl(a, ws2def.SIO_GET_INTERFACE_LIST, nil, make([]byte, 4096)).Bytes
	const pending, at = ws2def.WSA_IO_PENDING, ws2def.STATUS_PENDING
	for _, row := range []overlappedIoctl{
		{"FIONREAD", ws2def.FIONREAD, nil, 4, ioctlAnswer{4, 0}, true, 0, 0},
		{"FIONREAD without room", ws2def.FIONREAD, nil, 3, ioctlAnswer{-1, ws2def.WSAEFAULT}, false, 0, untouched},
		{"FIONBIO", ws2def.FIONBIO, make([]byte, 4), 0, ioctlAnswer{0, 0}, true, 0, 0},
		{"routing", ws2def.SIO_ROUTING_INTERFACE_QUERY, to, 16, ioctlAnswer{16, 0}, true, 0, 0},
		{"keep-alive", ws2def.SIO_KEEPALIVE_VALS, make([]byte, 12), 0, ioctlAnswer{-1, 0}, true, 0, 0},
		{"keep-alive short", ws2def.SIO_KEEPALIVE_VALS, make([]byte, 4), 0, ioctlAnswer{-1, ws2def.WSAEFAULT}, false, 0, at},
		{"unknown GUID", ws2def.SIO_GET_EXTENSION_FUNCTION_POINTER, make([]byte, 16), 8, ioctlAnswer{-1, ws2def.WSAEINVAL}, false, 0, untouched},
		{"unknown code", 0xDEADBEEF, nil, 8, ioctlAnswer{-1, pending}, true, 0, ws2def.STATUS_NOT_SUPPORTED},
		{"base handle", ws2def.SIO_BASE_HANDLE, nil, 8, ioctlAnswer{-1, pending}, true, 0, ws2def.STATUS_NOT_SUPPORTED},
		{"BSP handle", ws2def.SIO_BSP_HANDLE_POLL, nil, 8, ioctlAnswer{-1, pending}, true, 0, ws2def.STATUS_NOT_SUPPORTED},
		{"interfaces", ws2def.SIO_GET_INTERFACE_LIST, nil, 4096, ioctlAnswer{-1, pending}, true, uint32(interfaces), 0},
		{"interfaces without room", ws2def.SIO_GET_INTERFACE_LIST, nil, 8, ioctlAnswer{-1, pending}, true, 0, ws2def.STATUS_BUFFER_TOO_SMALL},
	} {
		ov := &ws2def.Overlapped{Internal: untouched, InternalHigh: untouched}
		n, e := core.StartIoctl(a, row.code, row.in, make([]byte, row.room), &core.Async{Overlapped: ov})
		if diff := cmp.Diff(row.want, ioctlAnswer{n, e}); diff != "" {
			t.Errorf("%s: %s", row.what, diff)
		}
		if row.packet {
			expectPacket(t, p, object.Packet{Key: key, Overlapped: sys.AddressOf(ov), Bytes: row.bytes, Status: uint32(row.status)})
		} else if ov.InternalHigh != untouched {
			t.Errorf("%s: bytes %#x", row.what, ov.InternalHigh)
		}
		if ov.Internal != uintptr(row.status) {
			t.Errorf("%s: status %#x", row.what, ov.Internal)
		}
		expectNoPacket(t, p)
	}
	ov := new(ws2def.Overlapped)
	if e := core.EndedAtOnce(a, &core.Async{Overlapped: ov}); e != 0 {
		t.Error(e)
	}
	expectPacket(t, p, object.Packet{Key: key, Overlapped: sys.AddressOf(ov)})
	if _, e := core.StartIoctl(a, ws2def.FIONREAD, nil, make([]byte, 4), &core.Async{Overlapped: ov, Routine: 1}); e != ws2def.WSAEINVAL {
		t.Error("a routine, and a port:", e)
	}
}

func TestO177_IoctlWithARoutine(t *testing.T) {
	clause.Covers(t, "O-177", "O-173")
	start(t)
	h := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	self := object.NewThread(0, false)
	defer self.End(0, 0, 0)
	ev := event(t)
	ov := &ws2def.Overlapped{HEvent: ev}
	if _, e := core.StartIoctl(h, 0xDEADBEEF, nil, nil, &core.Async{Overlapped: ov, Routine: 0x1234, Thread: self}); e != ws2def.WSA_IO_PENDING {
		t.Fatal(e)
	}
	apc, ok := self.Next()
	if !ok || apc.Func != 0x1234 || uint32(apc.Args[0]) != uint32(ws2def.WSAEOPNOTSUPP) || apc.Args[1] != 0 {
		t.Errorf("APC %v %+v", ok, apc)
	}
	if signals(t, ev, 0) {
		t.Error("the event is set too")
	}
}

// change starts a control code that has to wait.
func change(t testing.TB, h core.Handle, code uint32) *pending {
	t.Helper()
	p := new(pending)
	if n, e := core.StartIoctl(h, code, nil, nil, p.begin(t)); n != -1 || e != ws2def.WSA_IO_PENDING {
		t.Fatal("StartIoctl:", n, e)
	}
	if p.ov.Internal != uintptr(ws2def.STATUS_PENDING) {
		t.Errorf("status %#x", p.ov.Internal)
	}
	return p
}

func TestO374_ChangesEndOperations(t *testing.T) {
	clause.Covers(t, "O-374", "O-260")
	if !isolated(t) {
		return
	}
	start(t)
	h := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	nonblocking(t, h)
	first := change(t, h, ws2def.SIO_ADDRESS_LIST_CHANGE)
	second := change(t, h, ws2def.SIO_ADDRESS_LIST_CHANGE)
	third := change(t, h, ws2def.SIO_ADDRESS_LIST_CHANGE)
	if e := core.Cancel(h, &third.ov); e != 0 {
		t.Error("Cancel:", e)
	}
	third.ends(t, ws2def.STATUS_CANCELLED, 0)
	if !first.waits(t) {
		t.Error("an end before a change")
	}
	addAddress(t, "a", "127.1.0.1")
	first.ends(t, ws2def.STATUS_SUCCESS, 0)
	second.ends(t, ws2def.STATUS_SUCCESS, 0)
	if e := core.Cancel(h, &first.ov); e != ws2def.ERROR_NOT_FOUND {
		t.Error("Cancel of what has ended:", e)
	}
	last := change(t, h, ws2def.SIO_ADDRESS_LIST_CHANGE)
	notice := change(t, h, ws2def.SIO_SOCKET_CLOSE_NOTIFY)
	core.Close(h, spi.Park)
	last.ends(t, ws2def.STATUS_CANCELLED, 0)
	notice.ends(t, ws2def.STATUS_SUCCESS, 0)
}

func TestO020_IoctlOfASocketThatIsNotOverlapped(t *testing.T) {
	clause.Covers(t, "O-016", "O-020")
	start(t)
	h, e := core.Create(ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, nil, 0, 0)
	if e != 0 {
		t.Fatal(e)
	}
	ov := new(ws2def.Overlapped)
	done := make(chan core.Errno, 1)
	go func() {
		_, e := core.StartIoctl(h, ws2def.SIO_ADDRESS_LIST_CHANGE, nil, nil, &core.Async{Overlapped: ov})
		done <- e
	}()
	eventually(t, uintptr(ws2def.STATUS_PENDING), func() uintptr { return atomic.LoadUintptr(&ov.Internal) })
	select {
	case e := <-done:
		t.Fatal("it does not wait:", e)
	case <-time.After(5 * time.Millisecond):
	}
	core.Close(h, spi.Park)
	if e := <-done; e != ws2def.WSA_OPERATION_ABORTED {
		t.Error(e)
	}
	if ov.Internal != uintptr(ws2def.STATUS_CANCELLED) {
		t.Errorf("status %#x", ov.Internal)
	}
}

func TestUnreadIsTheSameWithAnOverlapped(t *testing.T) {
	start(t)
	a, b := pair(t)
	give(t, b, "hello")
	ov, out := new(ws2def.Overlapped), make([]byte, 4)
	eventually(t, 5, func() int {
		if n, e := core.StartIoctl(a, ws2def.FIONREAD, nil, out, &core.Async{Overlapped: ov}); n != 4 || e != 0 {
			t.Fatal(n, e)
		}
		return int(binary.LittleEndian.Uint32(out))
	})
}
