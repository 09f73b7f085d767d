package winsock_test

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"winsock"
	"winsock/internal/clause"
)

// routine is what a completion routine was told.
type routine struct {
	err, n, flags uint32
	overlapped    *winsock.Overlapped
	thread        uint32
}

// told makes a completion routine that notes what it is told in calls.
func told(calls *[]routine) *byte {
	return asRoutine(winsock.NewCallback(func(e, n uint32, o *winsock.Overlapped, flags uint32) uintptr {
		*calls = append(*calls, routine{e, n, flags, o, winsock.GetCurrentThreadId()})
		return 0
	}))
}

// asRoutine is a callback as WSARecv wants it.
func asRoutine(callback uintptr) *byte { return *(**byte)(unsafe.Pointer(&callback)) }

// onThread locks the test to its thread.
func onThread(t *testing.T) {
	runtime.LockOSThread()
	t.Cleanup(runtime.UnlockOSThread)
}

// receiving is an overlapped receive.
type receiving struct {
	winsock.Overlapped
	buf  [16]byte
	wbuf winsock.WSABuf
}

func (r *receiving) begin(s winsock.Handle, routine *byte) error {
	r.wbuf = winsock.WSABuf{Len: uint32(len(r.buf)), Buf: &r.buf[0]}
	var flags uint32
	return winsock.WSARecv(s, &r.wbuf, 1, nil, &flags, &r.Overlapped, routine)
}

// goesOn reports whether the receive is under way.
func (r *receiving) goesOn() bool {
	return atomic.LoadUintptr(&r.Internal) == uintptr(winsock.STATUS_PENDING)
}

func text(t *testing.T, s winsock.Handle, text string) {
	t.Helper()
	if n, err := winsock.Send(s, []byte(text), 0); err != nil || n != len(text) {
		t.Fatal(n, err)
	}
}

func TestCompletionRoutine(t *testing.T) {
	clause.Covers(t, "O-156", "O-159", "O-160", "O-162", "O-163", "O-165", "O-166", "O-169", "O-170", "O-172", "O-173", "O-178")
	startup(t)
	onThread(t)
	a, b := pair(t)
	defer winsock.Closesocket(a)
	var calls []routine
	routine := told(&calls)
	if r := winsock.SleepEx(0, true); r != 0 {
		t.Errorf("SleepEx with nothing queued gives %#x", r)
	}
	// Two that wait end in their order, and not before the thread waits alertably. What
	// hEvent is does not matter.
	r := [3]receiving{}
	r[0].HEvent = 12345
	for i := range 2 {
		if err := r[i].begin(b, routine); err != error(winsock.WSA_IO_PENDING) {
			t.Fatal(err)
		}
	}
	text(t, a, "one")
	for r[0].goesOn() {
		time.Sleep(time.Millisecond)
	}
	text(t, a, "two!")
	var n, flags uint32
	r[1].HEvent = 0
	for r[1].goesOn() {
		time.Sleep(time.Millisecond)
	}
	if err := winsock.WSAGetOverlappedResult(b, &r[1].Overlapped, &n, true, &flags); err != nil || n != 4 {
		t.Error(n, err)
	}
	if len(calls) != 0 {
		t.Fatal("a routine runs while the thread does not wait alertably")
	}
	if got := winsock.SleepEx(winsock.INFINITE, true); got != winsock.WAIT_IO_COMPLETION {
		t.Errorf("SleepEx gives %#x", got)
	}
	if len(calls) != 2 || calls[0].overlapped != &r[0].Overlapped || calls[0].n != 3 || calls[0].err != 0 ||
		calls[1].overlapped != &r[1].Overlapped || calls[1].n != 4 || string(r[1].buf[:4]) != "two!" {
		t.Fatalf("%+v", calls)
	}
	for _, c := range calls {
		if c.thread != winsock.GetCurrentThreadId() {
			t.Error("another thread calls")
		}
	}
	// An operation that ends at once queues its routine all the same.
	calls = nil
	text(t, a, "now")
	for {
		var left uint32
		if err := winsock.Ioctlsocket(b, winsock.FIONREAD, &left); err != nil || left == 3 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if err := r[2].begin(b, routine); err != nil || len(calls) != 0 {
		t.Fatal(err, calls)
	}
	if got := winsock.SleepEx(0, true); got != winsock.WAIT_IO_COMPLETION || len(calls) != 1 || calls[0].n != 3 {
		t.Fatalf("%#x, %+v", got, calls)
	}
	// A closed socket's operations end too.
	calls = nil
	if err := r[2].begin(b, routine); err != error(winsock.WSA_IO_PENDING) {
		t.Fatal(err)
	}
	winsock.Closesocket(b)
	winsock.SleepEx(10000, true)
	if len(calls) != 1 || winsock.Errno(calls[0].err) != winsock.WSAECONNABORTED || calls[0].n != 0 {
		t.Fatalf("%+v", calls)
	}
}

// Alertable waits for events call routines, unless an event is signalled already.
func TestCompletionRoutineBesideEvents(t *testing.T) {
	clause.Covers(t, "O-157", "O-164")
	startup(t)
	onThread(t)
	a, b := pair(t)
	defer winsock.Closesocket(a)
	defer winsock.Closesocket(b)
	event, err := winsock.WSACreateEvent()
	if err != nil {
		t.Fatal(err)
	}
	defer winsock.WSACloseEvent(event)
	var calls []routine
	routine := told(&calls)
	var r receiving
	if err := r.begin(b, routine); err != error(winsock.WSA_IO_PENDING) {
		t.Fatal(err)
	}
	events := []winsock.Handle{event}
	if got, err := winsock.WSAWaitForMultipleEvents(events, false, 10, true); err != nil || got != winsock.WSA_WAIT_TIMEOUT {
		t.Errorf("%#x, %v", got, err)
	}
	go func() {
		time.Sleep(5 * time.Millisecond)
		winsock.Send(a, []byte("x"), 0)
	}()
	if got, err := winsock.WSAWaitForMultipleEvents(events, false, 10000, true); err != nil || got != winsock.WSA_WAIT_IO_COMPLETION || len(calls) != 1 {
		t.Errorf("%#x, %v, %d calls", got, err, len(calls))
	}
	// Not alertable: no call.
	text(t, a, "y")
	if err := r.begin(b, routine); err != nil && err != error(winsock.WSA_IO_PENDING) {
		t.Fatal(err)
	}
	for r.goesOn() {
		time.Sleep(time.Millisecond)
	}
	if got, err := winsock.WSAWaitForMultipleEvents(events, false, 5, false); err != nil || got != winsock.WSA_WAIT_TIMEOUT || len(calls) != 1 {
		t.Errorf("%#x, %v, %d calls", got, err, len(calls))
	}
	winsock.WSASetEvent(event)
	if got, err := winsock.WSAWaitForMultipleEvents(events, false, 5, true); err != nil || got != winsock.WSA_WAIT_EVENT_0 || len(calls) != 1 {
		t.Errorf("%#x, %v, %d calls", got, err, len(calls))
	}
	if winsock.SleepEx(0, true); len(calls) != 2 {
		t.Errorf("%d calls", len(calls))
	}
}

// A call that waits on a socket is an alertable wait.
func TestCompletionRoutineInBlockingCall(t *testing.T) {
	clause.Covers(t, "O-158")
	startup(t)
	onThread(t)
	a, b := pair(t)
	c, d := pair(t)
	for _, s := range []winsock.Handle{a, b, c, d} {
		defer winsock.Closesocket(s)
	}
	var r receiving
	var calls int
	routine := asRoutine(winsock.NewCallback(func(e, n uint32) uintptr {
		calls++
		winsock.Send(c, []byte("routine"), 0) // ends the call that waits
		return 0
	}))
	if err := r.begin(b, routine); err != error(winsock.WSA_IO_PENDING) {
		t.Fatal(err)
	}
	go func() {
		time.Sleep(5 * time.Millisecond)
		winsock.Send(a, []byte("x"), 0)
	}()
	buf := make([]byte, 16)
	if n, err := winsock.Recv(d, buf, 0); err != nil || string(buf[:n]) != "routine" || calls != 1 {
		t.Error(n, err, calls)
	}
}

func TestCompletionRoutineErrors(t *testing.T) {
	clause.Covers(t, "O-174", "O-176", "O-177")
	startup(t)
	onThread(t)
	a, b := pair(t)
	defer winsock.Closesocket(a)
	defer winsock.Closesocket(b)
	var calls []routine
	routine := told(&calls)
	var r receiving
	if err := r.begin(b, new(byte)); err != error(winsock.WSAEFAULT) {
		t.Errorf("a routine that is none: %v", err)
	}
	var notification winsock.Handle
	if err := winsock.WSAProviderConfigChange(&notification, nil, 0); err != nil {
		t.Fatal(err)
	}
	if err := winsock.WSAProviderConfigChange(&notification, &r.Overlapped, 4711); err != error(winsock.WSAEFAULT) {
		t.Errorf("a routine that is none: %v", err)
	}
	winsock.CloseHandle(notification)
	if err := r.begin(socket(t, winsock.AF_INET, winsock.SOCK_STREAM), routine); err != error(winsock.WSAENOTCONN) {
		t.Errorf("not connected: %v", err)
	}
	var n uint32
	callback := uintptr(unsafe.Pointer(routine))
	if err := winsock.WSAIoctl(b, 0x98000063, nil, 0, nil, 0, &n, &r.Overlapped, callback); err != error(winsock.WSA_IO_PENDING) {
		t.Errorf("an unknown code: %v", err)
	}
	winsock.SleepEx(10000, true)
	if len(calls) != 1 || winsock.Errno(calls[0].err) != winsock.WSAEOPNOTSUPP || calls[0].n != 0 {
		t.Errorf("an unknown code: %+v", calls)
	}
	port, err := winsock.CreateIoCompletionPort(b, 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer winsock.CloseHandle(port)
	if err := r.begin(b, routine); err != error(winsock.WSAEINVAL) {
		t.Errorf("with a port: %v", err)
	}
	if winsock.SleepEx(0, true); len(calls) != 1 {
		t.Errorf("%+v", calls[1:])
	}
}

// CancelIo ends the operations of its own thread, whose routines are told of it.
func TestCompletionRoutineCancelled(t *testing.T) {
	clause.Covers(t, "O-178", "O-242")
	startup(t)
	onThread(t)
	a, b := pair(t)
	defer winsock.Closesocket(a)
	defer winsock.Closesocket(b)
	var calls []routine
	var r receiving
	if err := r.begin(b, told(&calls)); err != error(winsock.WSA_IO_PENDING) {
		t.Fatal(err)
	}
	other := make(chan error)
	go func() {
		runtime.LockOSThread()
		other <- winsock.CancelIo(b)
	}()
	if err := <-other; err != nil {
		t.Fatal(err)
	}
	if winsock.SleepEx(10, true); len(calls) != 0 {
		t.Errorf("another thread's CancelIo: %+v", calls)
	}
	if err := winsock.CancelIo(b); err != nil {
		t.Fatal(err)
	}
	winsock.SleepEx(10000, true)
	if len(calls) != 1 || winsock.Errno(calls[0].err) != winsock.WSA_OPERATION_ABORTED {
		t.Errorf("%+v", calls)
	}
}

// When a thread has ended, its operations are cancelled, and nobody calls its routines.
func TestCompletionRoutineOfAnEndedThread(t *testing.T) {
	clause.Covers(t, "O-179")
	startup(t)
	a, b := pair(t)
	defer winsock.Closesocket(a)
	defer winsock.Closesocket(b)
	var called atomic.Bool
	routine := asRoutine(winsock.NewCallback(func(e, n uint32) uintptr {
		called.Store(true)
		return 0
	}))
	var r receiving
	done := make(chan error)
	var issue func()
	issue = func() {
		runtime.LockOSThread() // it ends with the goroutine
		if winsock.GetCurrentThreadId() == winsock.GetCurrentProcessId() {
			defer runtime.UnlockOSThread() // but not the first one
			go issue()
			runtime.Gosched()
			return
		}
		done <- r.begin(b, routine)
	}
	go issue()
	if err := <-done; err != error(winsock.WSA_IO_PENDING) {
		t.Fatal(err)
	}
	// A thread that comes to wait finds out.
	for end := time.Now().Add(10 * time.Second); r.goesOn(); {
		waited := make(chan bool)
		go func() {
			runtime.LockOSThread()
			winsock.SleepEx(0, true)
			close(waited)
		}()
		<-waited
		if time.Now().After(end) {
			t.Fatal("the operation goes on")
		}
	}
	if winsock.NTStatus(r.Internal) != winsock.STATUS_CANCELLED || called.Load() {
		t.Errorf("%#x, called: %v", r.Internal, called.Load())
	}
}

func TestNewCallback(t *testing.T) {
	for name, fn := range map[string]any{
		"nothing":          nil,
		"no function":      1,
		"nil":              (func() uintptr)(nil),
		"no result":        func() {},
		"two results":      func() (uintptr, uintptr) { return 0, 0 },
		"a small result":   func() uint32 { return 0 },
		"a string":         func(string) uintptr { return 0 },
		"any number of ..": func(...uint32) uintptr { return 0 },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			winsock.NewCallback(fn)
		}()
	}
	first, second := winsock.NewCallback(func() uintptr { return 0 }), winsock.NewCallbackCDecl(func(int8, bool, unsafe.Pointer) uintptr { return 0 })
	if first == 0 || first == second {
		t.Errorf("%#x and %#x", first, second)
	}
}

// ReadFile and WriteFile of sockets have the errors of files.
func TestFilesOfSockets(t *testing.T) {
	clause.Covers(t, "P-049", "O-221")
	startup(t)
	a, b := pair(t)
	defer winsock.Closesocket(a)
	defer winsock.Closesocket(b)
	var n uint32
	if err := winsock.WriteFile(a, []byte("file"), &n, nil); err != nil || n != 4 {
		t.Fatal(n, err)
	}
	buf := make([]byte, 16)
	if err := winsock.ReadFile(b, buf, &n, nil); err != nil || string(buf[:n]) != "file" {
		t.Fatal(n, err)
	}
	port, err := winsock.CreateIoCompletionPort(b, 0, 7, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer winsock.CloseHandle(port)
	var o winsock.Overlapped
	if err := winsock.ReadFile(b, buf, nil, &o); err != error(winsock.ERROR_IO_PENDING) {
		t.Fatal(err)
	}
	if k, err := winsock.Write(a, []byte("packet")); err != nil || k != 6 {
		t.Fatal(k, err)
	}
	var key uintptr
	var got *winsock.Overlapped
	if err := winsock.GetQueuedCompletionStatus(port, &n, &key, &got, 10000); err != nil || got != &o || n != 6 || string(buf[:6]) != "packet" {
		t.Fatal(n, err)
	}
	if err := winsock.SetsockoptLinger(a, winsock.SOL_SOCKET, winsock.SO_LINGER, &winsock.Linger{Onoff: 1}); err != nil {
		t.Fatal(err)
	}
	winsock.Closesocket(a)
	if k, err := winsock.Read(b, buf); err != error(winsock.ERROR_NETNAME_DELETED) {
		t.Error(k, err)
	}
	if err := winsock.ReadFile(winsock.InvalidHandle, buf, &n, nil); err != error(winsock.ERROR_INVALID_HANDLE) {
		t.Error(err)
	}
}
