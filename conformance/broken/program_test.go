package broken

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"winsock"
	"winsock/catalog"
)

// victim is a program that meets the provider: it opens a socket of the entry, with
// lpProtocolInfo and by its triple, uses it, and looks whether other providers go on. It
// says on standard output what it was told.
func victim() {
	var data winsock.WSAData
	if err := winsock.WSAStartup(0x0202, &data); err != nil {
		fmt.Println("start", code(err))
		return
	}
	c, err := catalog.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	info := c.Find(first).Info
	h, err := winsock.WSASocket(-1, -1, -1, &info, 0, winsock.WSA_FLAG_OVERLAPPED)
	fmt.Println("socket", code(err))
	if err == nil {
		winsock.Closesocket(h)
		fmt.Println("use", use(&info))
	}
	h, err = winsock.WSASocket(info.AddressFamily, info.SocketType, info.Protocol, nil, 0, winsock.WSA_FLAG_OVERLAPPED)
	fmt.Println("chosen", code(err))
	if err == nil {
		winsock.Closesocket(h)
	}
	// UDP and TCP over IPv6 are no kind's.
	others := "go on"
	for _, triple := range [][3]int32{{winsock.AF_INET, winsock.SOCK_DGRAM, winsock.IPPROTO_UDP}, {winsock.AF_INET6, winsock.SOCK_STREAM, winsock.IPPROTO_TCP}} {
		h, err := winsock.WSASocket(triple[0], triple[1], triple[2], nil, 0, winsock.WSA_FLAG_OVERLAPPED)
		if err != nil {
			others = err.Error()
			continue
		}
		winsock.Closesocket(h)
	}
	fmt.Println("others", others)
	fmt.Println("end", code(winsock.WSACleanup()))
}

// code is the number of an error.
func code(err error) uint32 {
	e, ok := errors.AsType[winsock.Errno](err)
	if err != nil && !ok {
		fmt.Fprintln(os.Stderr, err)
	}
	return uint32(e)
}

// use makes a connection between two sockets of the entry, and receives what one sends by
// an overlapped operation that began before, then closes all. It says how far it came.
func use(info *winsock.WSAProtocolInfo) string {
	var said []string
	say := func(what string, err error) bool {
		if err != nil {
			said = append(said, fmt.Sprint(what, " ", code(err)))
		}
		return err == nil
	}
	open := func() (winsock.Handle, bool) {
		h, err := winsock.WSASocket(-1, -1, -1, info, 0, winsock.WSA_FLAG_OVERLAPPED)
		return h, say("socket", err)
	}
	func() {
		l, ok := open()
		if !ok {
			return
		}
		defer winsock.Closesocket(l)
		at := winsock.Sockaddr(&winsock.SockaddrAny{Family: uint16(info.AddressFamily), Data: make([]byte, info.MinSockAddr-2)})
		if !say("bind", winsock.Bind(l, at)) || !say("listen", winsock.Listen(l, 5)) {
			return
		}
		at, err := winsock.Getsockname(l)
		if !say("getsockname", err) {
			return
		}
		c, ok := open()
		if !ok {
			return
		}
		defer winsock.Closesocket(c)
		if !say("connect", winsock.Connect(c, at)) {
			return
		}
		a, _, err := winsock.Accept(l)
		if !say("accept", err) {
			return
		}
		room := make([]byte, 16)
		buffer := winsock.WSABuf{Len: uint32(len(room)), Buf: &room[0]}
		var flags, n uint32
		over := new(winsock.Overlapped)
		err = winsock.WSARecv(a, &buffer, 1, nil, &flags, over, nil)
		if err != nil && err != winsock.WSA_IO_PENDING {
			say("WSARecv", err)
		}
		_, err = winsock.Send(c, []byte("hello"), 0)
		say("send", err)
		err = ended(a, over, &n, &flags, 2*time.Second)
		if say("receive", err) {
			said = append(said, fmt.Sprintf("got %d %q", n, bytes.TrimRight(room, "\x00")))
		}
		winsock.Closesocket(a)
		if err == winsock.WSA_IO_INCOMPLETE {
			over.Internal &= 0xFFFFFFFF
			said = append(said, fmt.Sprintf("closed %x", over.Internal))
		}
	}()
	return strings.Join(said, ", ")
}

// ended waits for the end of an operation, up to limit.
func ended(h winsock.Handle, over *winsock.Overlapped, n, flags *uint32, limit time.Duration) error {
	for end := time.Now().Add(limit); ; time.Sleep(time.Millisecond) {
		err := winsock.WSAGetOverlappedResult(h, over, n, false, flags)
		if err != winsock.WSA_IO_INCOMPLETE || time.Now().After(end) {
			return err
		}
	}
}
