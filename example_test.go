package winsock_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"time"
	"unsafe"

	"winsock"
)

// A socket as on Windows: the catalog chooses, and a wrong request gets the
// error that it gets there.
func Example() {
	var data winsock.WSAData
	if err := winsock.WSAStartup(0x0202, &data); err != nil {
		log.Fatal(err)
	}
	defer winsock.WSACleanup()

	s, err := winsock.WSASocket(winsock.AF_INET, winsock.SOCK_DGRAM, winsock.IPPROTO_UDP, nil, 0, winsock.WSA_FLAG_OVERLAPPED)
	if err != nil {
		log.Fatal(err)
	}
	defer winsock.Closesocket(s)
	_, err = winsock.Getsockname(s)
	fmt.Println("not bound:", err == winsock.WSAEINVAL)

	_, err = winsock.WSASocket(winsock.AF_INET, winsock.SOCK_STREAM, winsock.IPPROTO_UDP, nil, 0, 0)
	fmt.Println(err)
	// Output:
	// not bound: true
	// WSAEPROTONOSUPPORT (10043): no provider offers this protocol for that family and type; see winsock catalog list
}

// Ask how much room the list takes, then for the list.
func ExampleWSAEnumProtocols() {
	if err := winsock.WSAStartup(0x0202, new(winsock.WSAData)); err != nil {
		log.Fatal(err)
	}
	defer winsock.WSACleanup()

	udp := [...]int32{winsock.IPPROTO_UDP, 0}
	var length uint32
	winsock.WSAEnumProtocols(&udp[0], nil, &length) // fails WSAENOBUFS
	infos := make([]winsock.WSAProtocolInfo, length/uint32(unsafe.Sizeof(winsock.WSAProtocolInfo{})))
	n, err := winsock.WSAEnumProtocols(&udp[0], &infos[0], &length)
	if err != nil {
		log.Fatal(err)
	}
	for _, info := range infos[:n] {
		fmt.Println(info.CatalogEntryId, info.Name())
	}
	// Output:
	// 1002 MSAFD Tcpip [UDP/IPv6]
	// 1005 MSAFD Tcpip [UDP/IP]
	// 1010 RSVP UDPv6 Service Provider
	// 1011 RSVP UDP Service Provider
}

// One goroutine waits for several sockets.
func ExampleWSAPoll() {
	if err := winsock.WSAStartup(0x0202, new(winsock.WSAData)); err != nil {
		log.Fatal(err)
	}
	defer winsock.WSACleanup()

	var fds [2]winsock.WSAPOLLFD
	for i := range fds {
		s, err := winsock.Socket(winsock.AF_INET, winsock.SOCK_DGRAM, 0)
		if err != nil {
			log.Fatal(err)
		}
		defer winsock.Closesocket(s)
		if err := winsock.Bind(s, &winsock.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
			log.Fatal(err)
		}
		fds[i] = winsock.WSAPOLLFD{Fd: s, Events: winsock.POLLIN}
	}
	to, err := winsock.Getsockname(fds[1].Fd)
	if err != nil {
		log.Fatal(err)
	}
	if err := winsock.Sendto(fds[0].Fd, []byte("hello"), 0, to); err != nil {
		log.Fatal(err)
	}

	n, err := winsock.WSAPoll(fds[:], -1)
	fmt.Println(n, err, fds[0].REvents, fds[1].REvents == winsock.POLLRDNORM)
	// Output: 1 <nil> 0 true
}

// A server and a client in ordinary Go.
func ExampleListenConfig() {
	var config winsock.ListenConfig
	l, err := config.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer l.Close()
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		io.Copy(c, c)
	}()

	dialer := winsock.Dialer{Timeout: 5 * time.Second}
	c, err := dialer.Dial("tcp", l.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "hello")
	c.(*winsock.Conn).CloseWrite()
	echo, err := io.ReadAll(c)
	fmt.Printf("%s %v\n", echo, err)
	// Output: hello <nil>
}

// A provider is chosen by its catalog id, its GUID or its name.
func ExampleDialer() {
	dialer := winsock.Dialer{Provider: "MSAFD Tcpip [TCP/IP]"}
	_, err := dialer.Dial("tcp", "127.0.0.1:1")

	var failure *winsock.OpError
	if errors.As(err, &failure) {
		fmt.Println(failure.Op, failure.Addr, "over", failure.Provider)
		fmt.Println(failure.Errno.Name(), failure.Timeout())
	}
	fmt.Println(errors.Is(err, winsock.WSAECONNREFUSED))
	// Output:
	// dial 127.0.0.1:1 over MSAFD Tcpip [TCP/IP]
	// WSAECONNREFUSED false
	// true
}

// The entries of the catalog that a provider's GUID names.
func ExampleProviders() {
	infos, err := winsock.Providers("{E70F1AA0-AB8B-11CF-8CA3-00805F48A192}")
	if err != nil {
		log.Fatal(err)
	}
	for _, info := range infos {
		fmt.Println(info.CatalogEntryId, info.Name())
	}
	// Output:
	// 1004 MSAFD Tcpip [TCP/IP]
	// 1005 MSAFD Tcpip [UDP/IP]
	// 1006 MSAFD Tcpip [RAW/IP]
}
