// Command goecho is an echo server on Go's net, a goroutine per connection:
//
//	goecho [-b bytes] [-w threads] tcp|udp
package main

import (
	"log"
	"net"

	"winsock/bench/echo"
)

func main() {
	if echo.Protocol() == "udp" {
		c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			log.Fatal(err)
		}
		go datagrams(c)
		echo.Announce(c.LocalAddr().(*net.UDPAddr).Port)
		return
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go echo.Serve(l)
	echo.Announce(l.Addr().(*net.TCPAddr).Port)
}

// datagrams echoes with the calls that allocate nothing.
func datagrams(c *net.UDPConn) {
	buf := make([]byte, *echo.Bytes)
	for {
		n, from, err := c.ReadFromUDPAddrPort(buf)
		if err != nil {
			return
		}
		c.WriteToUDPAddrPort(buf[:n], from)
	}
}
