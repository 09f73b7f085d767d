// Command gonetconn is the echo server of goecho on winsock's net.Conn:
//
//	gonetconn [-b bytes] [-w threads] tcp
package main

import (
	"context"
	"log"
	"net"

	"winsock"
	"winsock/bench/echo"
)

func main() {
	if echo.Protocol() != "tcp" {
		log.Fatal("gonetconn: only tcp")
	}
	l, err := new(winsock.ListenConfig).Listen(context.Background(), "tcp4", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go echo.Serve(l)
	echo.Announce(l.Addr().(*net.TCPAddr).Port)
}
