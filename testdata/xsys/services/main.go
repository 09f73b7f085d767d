// Program services asks the name space of DNS for a host.
package main

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

func main() {
	var data windows.WSAData
	if err := windows.WSAStartup(0x202, &data); err != nil {
		fmt.Println(err)
		return
	}
	defer windows.WSACleanup()
	name, _ := windows.UTF16PtrFromString("127.0.0.1")
	query := windows.WSAQUERYSET{
		Size:                uint32(unsafe.Sizeof(windows.WSAQUERYSET{})),
		ServiceInstanceName: name,
		ServiceClassId:      &windows.GUID{Data1: 0x0002A800, Data4: [8]byte{0: 0xC0, 7: 0x46}},
		NameSpace:           windows.NS_DNS,
	}
	flags := uint32(windows.LUP_RETURN_NAME | windows.LUP_RETURN_ADDR)
	var lookup windows.Handle
	if err := windows.WSALookupServiceBegin(&query, flags, &lookup); err != nil {
		fmt.Println(err)
		return
	}
	defer windows.WSALookupServiceEnd(lookup)
	size := int32(unsafe.Sizeof(query))
	room := make([]byte, size)
	for {
		found := (*windows.WSAQUERYSET)(unsafe.Pointer(&room[0]))
		switch err := windows.WSALookupServiceNext(lookup, flags, &size, found); err {
		case nil:
			to := (*windows.RawSockaddrInet4)(unsafe.Pointer(found.SaBuffer.RemoteAddr.Sockaddr))
			fmt.Println(windows.UTF16PtrToString(found.ServiceInstanceName), found.NumberOfCsAddrs, to.Addr, found.SaBuffer.Protocol)
		case windows.WSAEFAULT:
			room = make([]byte, size)
		default:
			fmt.Println(err == windows.WSA_E_NO_MORE)
			return
		}
	}
}
