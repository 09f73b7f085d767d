package winsock_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"testing"
	"unsafe"

	"winsock"
	"winsock/internal/clause"
)

// waitFor waits for the end of an operation.
func waitFor(t *testing.T, s winsock.Handle, o *winsock.Overlapped) (n uint32) {
	t.Helper()
	var flags uint32
	if err := winsock.WSAGetOverlappedResult(s, o, &n, true, &flags); err != nil {
		t.Fatal("the operation failed:", err)
	}
	return n
}

// begun makes an operation with an event; its call has to go on.
func begun(t *testing.T, start func(o *winsock.Overlapped) error) *winsock.Overlapped {
	t.Helper()
	ev, err := winsock.WSACreateEvent()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { winsock.WSACloseEvent(ev) })
	o := &winsock.Overlapped{HEvent: ev}
	if err := start(o); err != error(winsock.WSA_IO_PENDING) {
		t.Fatal("the call gives", err)
	}
	return o
}

// A file goes from a socket of ConnectEx to one of AcceptEx.
func TestExtensionFunctions(t *testing.T) {
	clause.Covers(t, "O-377", "O-389", "O-391", "O-407", "O-426", "O-427", "O-434", "O-421")
	startup(t)
	ls, at := listener(t)
	defer winsock.Closesocket(ls)
	open := func() winsock.Handle {
		s, err := winsock.WSASocket(winsock.AF_INET, winsock.SOCK_STREAM, 0, nil, 0, winsock.WSA_FLAG_OVERLAPPED)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { winsock.Closesocket(s) })
		return s
	}
	s, c := open(), open()
	const room, block = 4, 16 + 16
	buf := make([]byte, room+2*block)
	accepting := begun(t, func(o *winsock.Overlapped) error {
		return winsock.AcceptEx(ls, s, &buf[0], room, block, block, nil, o)
	})
	if err := winsock.Bind(c, &winsock.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	data := []byte("data")
	connecting := begun(t, func(o *winsock.Overlapped) error { return winsock.ConnectEx(c, at, &data[0], 4, nil, o) })
	if n := waitFor(t, c, connecting); n != 4 {
		t.Error("ConnectEx sent", n)
	}
	if n := waitFor(t, ls, accepting); n != 4 || string(buf[:4]) != "data" {
		t.Errorf("AcceptEx received %q", buf[:n])
	}
	var local, remote *winsock.RawSockaddrAny
	var localLen, remoteLen int32
	winsock.GetAcceptExSockaddrs(&buf[0], room, block, block, &local, &localLen, &remote, &remoteLen)
	here, err := winsock.Getsockname(c)
	if err != nil {
		t.Fatal(err)
	}
	port := here.(*winsock.SockaddrInet4).Port
	if raw := unsafe.Slice((*byte)(unsafe.Pointer(remote)), remoteLen); remoteLen != 16 || int(raw[2])<<8|int(raw[3]) != port {
		t.Errorf("remote address % x, want port %d", raw, port)
	}
	if localLen != 16 || uintptr(unsafe.Pointer(local)) != uintptr(unsafe.Pointer(&buf[room+8])) {
		t.Errorf("local address of %d bytes at %p, the buffer is at %p", localLen, local, &buf[0])
	}

	f, err := os.Create(t.TempDir() + "/file")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text := bytes.Repeat([]byte("text "), 1000)
	f.Write(text)
	h, err := winsock.FileHandle(f)
	if err != nil {
		t.Fatal(err)
	}
	defer winsock.CloseHandle(h)
	head := []byte("head")
	ends := winsock.TransmitFileBuffers{Head: uintptr(unsafe.Pointer(&head[0])), HeadLength: 4}
	sending := begun(t, func(o *winsock.Overlapped) error { return winsock.TransmitFile(c, h, 0, 0, o, &ends, 0) })
	elements := []winsock.TransmitPacketsElement{
		{ElFlags: winsock.TP_ELEMENT_MEMORY, Length: 4, FileOffset: int64(uintptr(unsafe.Pointer(&head[0])))},
		{ElFlags: winsock.TP_ELEMENT_FILE, Length: 10, FileOffset: 5, File: h},
	}
	packets := begun(t, func(o *winsock.Overlapped) error { return winsock.TransmitPackets(c, &elements[0], 2, 0, o, 0) })
	leaving := begun(t, func(o *winsock.Overlapped) error { return winsock.DisconnectEx(c, o, 0, 0) })
	var got []byte
	for p := make([]byte, 4096); ; {
		n, err := winsock.Recv(s, p, 0)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
		got = append(got, p[:n]...)
	}
	if want := bytes.Join([][]byte{head, text, head, text[5:15]}, nil); !bytes.Equal(got, want) {
		t.Errorf("%d bytes came, or others; want %d", len(got), len(want))
	}
	if n := waitFor(t, c, sending); n != uint32(len(text)+4) {
		t.Error("TransmitFile sent", n)
	}
	if n := waitFor(t, c, packets); n != 14 {
		t.Error("TransmitPackets sent", n)
	}
	waitFor(t, c, leaving)
}

// The handle of a file has its position.
func TestFileHandle(t *testing.T) {
	clause.Covers(t, "O-428")
	startup(t)
	ls, at := listener(t)
	defer winsock.Closesocket(ls)
	c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", at.(*winsock.SockaddrInet4).Port))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s, _, err := winsock.Accept(ls)
	if err != nil {
		t.Fatal(err)
	}
	defer winsock.Closesocket(s)
	f, err := os.Create(t.TempDir() + "/file")
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString("0123456789")
	f.Seek(4, io.SeekStart)
	h, err := winsock.FileHandle(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := winsock.TransmitFile(s, h, 3, 0, nil, nil, 0); err != nil {
		t.Fatal(err)
	}
	p := make([]byte, 3)
	if _, err := io.ReadFull(c, p); err != nil || string(p) != "456" {
		t.Errorf("%q, %v", p, err)
	}
	if at, _ := f.Seek(0, io.SeekCurrent); at != 7 {
		t.Error("position", at)
	}
	f.Close()
	if _, err := winsock.FileHandle(f); err != error(winsock.ERROR_INVALID_HANDLE) {
		t.Error("of a closed file:", err)
	}
	if err := winsock.CloseHandle(h); err != nil {
		t.Error(err)
	}
}
