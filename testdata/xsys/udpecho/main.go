// Program udpecho sends a datagram to an echo server of its own and prints what
// comes back.
package main

import (
	"fmt"
	"log"

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

	server, err := windows.Socket(windows.AF_INET, windows.SOCK_DGRAM, windows.IPPROTO_UDP)
	check(err)
	defer windows.Closesocket(server)
	check(windows.Bind(server, &windows.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	address, err := windows.Getsockname(server)
	check(err)

	client, err := windows.Socket(windows.AF_INET, windows.SOCK_DGRAM, 0)
	check(err)
	defer windows.Closesocket(client)
	check(windows.Sendto(client, []byte("hello"), 0, address))

	p := make([]byte, 64)
	n, from, err := windows.Recvfrom(server, p, 0)
	check(err)
	check(windows.Sendto(server, p[:n], 0, from))

	n, from, err = windows.Recvfrom(client, p, 0)
	check(err)
	echo, ok := from.(*windows.SockaddrInet4)
	fmt.Println(string(p[:n]), ok && echo.Port == address.(*windows.SockaddrInet4).Port)
}
