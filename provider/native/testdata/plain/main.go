// Command plain asks for a socket of a provider in C.
package main

import (
	"fmt"
	"os"

	"winsock"
	_ "winsock/provider/native"
)

func main() {
	var data winsock.WSAData
	if err := winsock.WSAStartup(0x0202, &data); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	_, err := winsock.WSASocket(0x4D45, 1, 0, nil, 0, 0)
	fmt.Println(err == winsock.WSAEPROVIDERFAILEDINIT)
	winsock.WSACleanup()
}
