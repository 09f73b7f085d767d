// Program options sets and reads socket options and a control code.
package main

import (
	"fmt"
	"log"
	"unsafe"

	"golang.org/x/sys/windows"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	var data windows.WSAData
	check(windows.WSAStartup(0x202, &data))
	defer windows.WSACleanup()

	s, err := windows.Socket(windows.AF_INET, windows.SOCK_STREAM, windows.IPPROTO_TCP)
	check(err)
	defer windows.Closesocket(s)
	check(windows.SetsockoptInt(s, windows.IPPROTO_TCP, windows.TCP_NODELAY, 1))
	noDelay, err := windows.GetsockoptInt(s, windows.IPPROTO_TCP, windows.TCP_NODELAY)
	check(err)
	check(windows.SetsockoptLinger(s, windows.SOL_SOCKET, windows.SO_LINGER, &windows.Linger{Onoff: 1, Linger: 5}))

	size := int32(12345)
	check(windows.Setsockopt(s, windows.SOL_SOCKET, windows.SO_RCVBUF, (*byte)(unsafe.Pointer(&size)), int32(unsafe.Sizeof(size))))
	size = 0
	length := int32(unsafe.Sizeof(size))
	check(windows.Getsockopt(s, windows.SOL_SOCKET, windows.SO_RCVBUF, (*byte)(unsafe.Pointer(&size)), &length))

	keepalive := struct{ OnOff, Time, Interval uint32 }{1, 60_000, 1_000}
	var returned uint32
	check(windows.WSAIoctl(s, windows.SIO_KEEPALIVE_VALS, (*byte)(unsafe.Pointer(&keepalive)), uint32(unsafe.Sizeof(keepalive)), nil, 0, &returned, nil, 0))

	err = windows.SetsockoptInt(s, windows.SOL_SOCKET, 0x7777, 1)
	fmt.Println(noDelay, size, length, returned, err == windows.WSAENOPROTOOPT)
}
