//go:build cgo

package native_test

import (
	"bytes"
	"io"
	"net"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"
	"unicode/utf16"
	"unsafe"

	"winsock"
	"winsock/internal/clause"
	"winsock/internal/peers"
	"winsock/ws2def"
)

// A Go program reaches layers in C: a thousand connections at once, with the garbage
// collectors of two run-times at work and signals between their threads.
func TestGo(t *testing.T) {
	clause.Covers(t, "P-190", "P-216", "P-244", "P-283", "P-287")
	program(t, "TestText", install(t, "memory"))
	for _, which := range []string{"count", "see"} {
		t.Run(which, func(t *testing.T) {
			file := install(t, which)
			program(t, "TestConnections", file)
			program(t, "TestOverlappedReceive", file)
		})
	}
}

// TestConnections is a program that TestGo begins.
func TestConnections(t *testing.T) {
	if os.Getenv(inside) == "" {
		t.Skip("is begun by TestGo")
	}
	const connections = 1000
	l, err := new(winsock.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	peers.Each(l, func(c net.Conn) { io.Copy(c, c) })
	stop := make(chan struct{})
	defer close(stop)
	go func() { // goroutines that only a signal interrupts, and collections that need that
		for {
			select {
			case <-stop:
				return
			default:
			}
			n := 0
			for i := range 50_000_000 {
				n += i & 3
			}
			runtime.GC()
			runtime.KeepAlive(n)
		}
	}()
	var all sync.WaitGroup
	message := bytes.Repeat([]byte("over C "), 1000)
	gate := make(chan struct{}, 50)
	open := make([]net.Conn, connections)
	for i := range open {
		all.Go(func() {
			gate <- struct{}{}
			defer func() { <-gate }()
			c, err := new(winsock.Dialer).DialContext(t.Context(), "tcp", l.Addr().String())
			if err != nil {
				t.Error(err)
				return
			}
			open[i] = c
			c.SetDeadline(time.Now().Add(60 * time.Second))
			go c.Write(message)
			got := make([]byte, len(message))
			if _, err := io.ReadFull(c, got); err != nil || !bytes.Equal(got, message) {
				t.Errorf("connection %d: %v", i, err)
			}
		})
	}
	all.Wait()
	for _, c := range open {
		if c != nil {
			c.Close()
		}
	}
	l.Close()
}

// TestOverlappedReceive is a program that TestGo begins.
func TestOverlappedReceive(t *testing.T) {
	if os.Getenv(inside) == "" {
		t.Skip("is begun by TestGo")
	}
	l, err := new(winsock.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	peer, err := new(winsock.Dialer).DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s := c.(interface{ Handle() winsock.Handle }).Handle()
	port, err := winsock.CreateIoCompletionPort(s, 0, 7, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer winsock.CloseHandle(port)
	buf := make([]byte, 16)
	wsabuf := winsock.WSABuf{Len: uint32(len(buf)), Buf: &buf[0]}
	var n, flags uint32
	var o winsock.Overlapped
	if err := winsock.WSARecv(s, &wsabuf, 1, &n, &flags, &o, nil); err != ws2def.WSA_IO_PENDING {
		t.Fatal(err)
	}
	if _, err := peer.Write([]byte("packet")); err != nil {
		t.Fatal(err)
	}
	var key uintptr
	var of *winsock.Overlapped
	if err := winsock.GetQueuedCompletionStatus(port, &n, &key, &of, 5000); err != nil || n != 6 || key != 7 || of != &o || string(buf[:n]) != "packet" {
		t.Error(err, n, key, of == &o, string(buf[:n]))
	}
}

// TestText is a program that TestGo begins: addresses have the text that their provider gives
// them.
func TestText(t *testing.T) {
	if os.Getenv(inside) == "" {
		t.Skip("is begun by TestGo")
	}
	var data winsock.WSAData
	if err := winsock.WSAStartup(0x0202, &data); err != nil {
		t.Fatal(err)
	}
	defer winsock.WSACleanup()
	var address winsock.RawSockaddrAny
	size := int32(unsafe.Sizeof(address))
	spelt := append(utf16.Encode([]rune("memory:4711")), 0)
	if err := winsock.WSAStringToAddress(&spelt[0], 0x4D45, nil, &address, &size); err != nil || size != 4 {
		t.Fatal(err, size)
	}
	text := make([]uint16, 32)
	n := uint32(len(text))
	if err := winsock.WSAAddressToString(&address, uint32(size), nil, &text[0], &n); err != nil || string(utf16.Decode(text[:n-1])) != "memory:4711" {
		t.Error(err, n, string(utf16.Decode(text)))
	}
	spelt[0] = 'x'
	if err := winsock.WSAStringToAddress(&spelt[0], 0x4D45, nil, &address, &size); err != winsock.WSAEINVAL {
		t.Error(err)
	}
}
