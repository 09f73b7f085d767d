package spi_test

import (
	"fmt"
	"strings"
	"time"

	"winsock/spi"
	"winsock/ws2def"
)

// discard is the smallest provider there is: its sockets take all that is sent
// and have nothing to receive.
type discard struct{}

func (discard) Open(*spi.Request) (spi.Socket, spi.Errno) { return new(drain), 0 }
func (discard) Cleanup() spi.Errno                        { return 0 }

type drain struct{ changes spi.Readiness }

func (d *drain) Readiness() *spi.Readiness { return &d.changes }
func (d *drain) Poll() spi.Events          { return spi.Writable }
func (d *drain) Nudge()                    { d.changes.Nudge() }
func (d *drain) Nudges() uint32            { return d.changes.Nudges() }
func (d *drain) Wake()                     { d.changes.Wake() }
func (d *drain) Close(bool) spi.Errno      { return 0 }

func (d *drain) Wait(ev spi.Events, _ spi.Way, since uint32, deadline time.Time) spi.Errno {
	return d.changes.WaitFor(func() bool { return d.Poll()&ev != 0 }, since, deadline)
}

func (d *drain) Send(p []byte, _ uint32) (int, spi.Errno) { return len(p), 0 }
func (d *drain) Recv([]byte, uint32) (int, spi.Errno)     { return 0, ws2def.WSAEWOULDBLOCK }

// A provider registers its start-up under the name that catalog entries have
// behind "go:".
func ExampleRegister() {
	spi.Register("discard", func(requested uint16, _ *ws2def.WSAProtocolInfo, _ spi.Upcalls) (spi.Started, spi.Errno) {
		if e := spi.Negotiate(requested); e != 0 {
			return spi.Started{}, e
		}
		return spi.Started{Version: spi.Version, HighVersion: spi.Version, Provider: discard{}}, 0
	})
	fmt.Println(strings.Join(spi.Names(), " "))
	start, _ := spi.Find("discard")
	started, e := start(spi.Version, nil, nil)
	fmt.Println(started.Provider != nil, e == 0)
	// Output:
	// discard
	// true true
}

// Explicit arguments win over the structure; 0 and -1 take its member.
func ExampleRequest_Triple() {
	udp := ws2def.WSAProtocolInfo{
		AddressFamily: ws2def.AF_INET, SocketType: ws2def.SOCK_DGRAM, Protocol: ws2def.IPPROTO_UDP,
	}
	for _, r := range []spi.Request{
		{Info: &udp},
		{Info: &udp, Family: -1, Type: -1, Protocol: -1},
		{Info: &udp, Type: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP},
	} {
		fmt.Println(r.Triple())
	}
	// Output:
	// 2 2 17 ERROR_SUCCESS (0): no error
	// 2 2 17 ERROR_SUCCESS (0): no error
	// 2 1 6 ERROR_SUCCESS (0): no error
}

// Readiness wakes those who wait for a socket without a descriptor.
func ExampleReadiness() {
	var r spi.Readiness
	ready := make(chan struct{})
	full := false
	turn := r.Turn() // before looking at the state
	go func() {
		full = true
		r.Changed()
		close(ready)
	}()
	<-turn
	<-ready
	fmt.Println(full, r.WaitFor(func() bool { return full }, r.Nudges(), time.Time{}) == 0)
	// Output: true true
}
