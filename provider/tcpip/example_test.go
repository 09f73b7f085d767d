package tcpip_test

import (
	"fmt"

	"winsock/provider/tcpip"
	"winsock/spi"
	"winsock/ws2def"
)

// The core's part, played by hand: a UDP socket that sends to itself.
func Example() {
	start, _ := spi.Find(tcpip.Name)
	entry := ws2def.WSAProtocolInfo{
		AddressFamily: ws2def.AF_INET, SocketType: ws2def.SOCK_DGRAM, Protocol: ws2def.IPPROTO_UDP,
	}
	started, e := start(spi.Version, &entry, nil)
	if e != 0 {
		fmt.Println("start:", e)
		return
	}
	defer started.Provider.Cleanup()
	s, e := started.Provider.Open(&spi.Request{Info: &entry})
	if e != 0 {
		fmt.Println("open:", e)
		return
	}
	defer s.Close(false)

	s.(spi.Binder).Bind([]byte{2, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0})
	name := make([]byte, 16)
	s.(spi.Binder).LocalName(name)
	s.(spi.Transferer).SendMsg(&spi.Message{Name: name, Buffers: [][]byte{[]byte("hello")}}, 0)
	buf := make([]byte, 64)
	n, _ := s.(spi.Transferer).Recv(buf, 0)
	fmt.Printf("%s\n", buf[:n])
	// Output: hello
}
