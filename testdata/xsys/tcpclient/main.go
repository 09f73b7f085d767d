// Program tcpclient looks a host up, connects to a server of its own there, and
// sends it two buffers.
package main

import (
	"fmt"
	"log"
	"strconv"
	"unsafe"

	"golang.org/x/sys/windows"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func listen() (windows.Handle, int) {
	l, err := windows.WSASocket(windows.AF_INET, windows.SOCK_STREAM, windows.IPPROTO_TCP, nil, 0, windows.WSA_FLAG_OVERLAPPED)
	check(err)
	check(windows.Bind(l, &windows.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	check(windows.Listen(l, windows.SOMAXCONN))
	sa, err := windows.Getsockname(l)
	check(err)
	return l, sa.(*windows.SockaddrInet4).Port
}

func main() {
	var data windows.WSAData
	check(windows.WSAStartup(uint32(0x202), &data))
	defer windows.WSACleanup()
	l, port := listen()
	defer windows.Closesocket(l)

	node, err := windows.UTF16PtrFromString("127.0.0.1")
	check(err)
	service, err := windows.UTF16PtrFromString(strconv.Itoa(port))
	check(err)
	hints := windows.AddrinfoW{
		Flags:    windows.AI_NUMERICHOST,
		Family:   windows.AF_UNSPEC,
		Socktype: windows.SOCK_STREAM,
		Protocol: windows.IPPROTO_TCP,
	}
	var result *windows.AddrinfoW
	check(windows.GetAddrInfoW(node, service, &hints, &result))
	defer windows.FreeAddrInfoW(result)

	for info := result; info != nil; info = info.Next {
		sa, err := (*windows.RawSockaddrAny)(unsafe.Pointer(info.Addr)).Sockaddr()
		check(err)
		s, err := windows.Socket(int(info.Family), int(info.Socktype), int(info.Protocol))
		check(err)
		if err := windows.Connect(s, sa); err != nil {
			windows.Closesocket(s)
			continue
		}
		first, second := []byte("hello, "), []byte("world")
		bufs := [2]windows.WSABuf{
			{Len: uint32(len(first)), Buf: &first[0]},
			{Len: uint32(len(second)), Buf: &second[0]},
		}
		var sent uint32
		check(windows.WSASend(s, &bufs[0], uint32(len(bufs)), &sent, 0, nil, nil))
		peer, err := windows.Getpeername(s)
		check(err)
		fmt.Println(sent, peer.(*windows.SockaddrInet4).Port == port)
		check(windows.Shutdown(s, windows.SHUT_WR))
		check(windows.Closesocket(s))
		return
	}
	log.Fatal("no address answers")
}
