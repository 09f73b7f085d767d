package core_test

import (
	"fmt"

	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// A datagram to oneself.
func Example() {
	var data ws2def.WSAData
	if e := core.Startup(0x0202, &data); e != 0 {
		fmt.Println(e)
		return
	}
	defer core.Cleanup()
	h, e := core.Create(ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, nil, 0, 0)
	if e != 0 {
		fmt.Println(e)
		return
	}
	defer core.Close(h, spi.Park)
	core.Bind(h, loopback(0))
	var self [128]byte
	n, _ := core.GetSockName(h, self[:])
	core.SendMsg(h, &spi.Message{Name: self[:n], Buffers: [][]byte{[]byte("hello")}}, 0, spi.Park)
	buf := make([]byte, 64)
	n, e = core.Recv(h, buf, 0, spi.Park)
	fmt.Printf("%s, %t\n", buf[:n], e == 0)
	// Output: hello, true
}
