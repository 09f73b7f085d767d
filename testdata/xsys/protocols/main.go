// Program protocols lists the protocols for datagrams and opens a socket of the
// first.
package main

import (
	"fmt"
	"log"
	"unsafe"

	"golang.org/x/sys/windows"
)

func main() {
	var data windows.WSAData
	if err := windows.WSAStartup(0x202, &data); err != nil {
		log.Fatal(err)
	}
	defer windows.WSACleanup()

	protocols := [...]int32{windows.IPPROTO_UDP, 0}
	var length uint32
	if _, err := windows.WSAEnumProtocols(&protocols[0], nil, &length); err != windows.WSAENOBUFS {
		log.Fatal(err)
	}
	infos := make([]windows.WSAProtocolInfo, length/uint32(unsafe.Sizeof(windows.WSAProtocolInfo{})))
	n, err := windows.WSAEnumProtocols(&protocols[0], &infos[0], &length)
	if err != nil {
		log.Fatal(err)
	}
	for i := range infos[:n] {
		p := &infos[i]
		connectionless := p.ServiceFlags1&windows.XP1_CONNECTIONLESS != 0
		fmt.Println(windows.UTF16ToString(p.ProtocolName[:]), p.AddressFamily == windows.AF_INET6, connectionless)
	}
	s, err := windows.WSASocket(-1, -1, -1, &infos[0], 0, windows.WSA_FLAG_OVERLAPPED|windows.WSA_FLAG_NO_HANDLE_INHERIT)
	fmt.Println(err, windows.Closesocket(s))
}
