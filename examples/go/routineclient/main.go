// Routineclient tries out an echo server over many connections at once, in one thread:
// completion routines do everything while main sleeps.
//
//	routineclient HOST PORT [CONNECTIONS [ROUNDS [SIZE [SECONDS]]]]
//
// In each round a connection sends SIZE bytes, and takes and checks what comes back.
// After SECONDS it gives up.
package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"net"
	"os"
	"runtime"
	"strconv"
	"time"

	windows "winsock"
)

type connection struct {
	receiving, sending windows.Overlapped
	socket             windows.Handle
	number             int
	underWay           int // operations whose routine has still to run
	round              int
	came               int // of what has been sent in this round
	begun              time.Time
	out, in            []byte
}

// A trial is all connections together.
type trial struct {
	rounds, open, failures, echoed int
	longest                        time.Duration
}

var (
	all trial

	// owners are the connections by their operations: a routine is told no more.
	owners = make(map[*windows.Overlapped]*connection)

	onSent, onReceived   *byte
	errHungUp, errOthers = windows.WSAEDISCON, windows.Errno(13) // ERROR_INVALID_DATA
)

// hangUp ends a connection; operations under way end with an error.
func (c *connection) hangUp() {
	if c.socket == windows.InvalidHandle {
		return
	}
	windows.Closesocket(c.socket)
	c.socket = windows.InvalidHandle
	all.open--
}

// fail says why a connection ends, the first time only.
func (c *connection) fail(what string, err error) {
	if c.socket == windows.InvalidHandle {
		return
	}
	fmt.Fprintf(os.Stderr, "connection %d, round %d: %s: error %d\n", c.number, c.round, what, err)
	all.failures++
	c.hangUp()
}

// lookOn begins the next round when both directions are done with this one.
func (c *connection) lookOn() {
	if c.underWay > 0 || c.socket == windows.InvalidHandle {
		return
	}
	if !bytes.Equal(c.in, c.out) {
		c.fail("other bytes came back", errOthers)
		return
	}
	all.echoed += len(c.in)
	all.longest = max(all.longest, time.Since(c.begun))
	if c.round == all.rounds {
		c.hangUp()
	} else {
		c.beginRound()
	}
}

// sent is the routine of sends.
func sent(err windows.Errno, _ uint32, overlapped *windows.Overlapped, _ uint32) {
	c := owners[overlapped]
	c.underWay--
	if err != 0 {
		c.fail("WSASend", err)
	} else {
		c.lookOn()
	}
}

// received is the routine of receives.
func received(err windows.Errno, n uint32, overlapped *windows.Overlapped, _ uint32) {
	c := owners[overlapped]
	c.underWay--
	c.came += int(n)
	switch {
	case err != 0:
		c.fail("WSARecv", err)
	case n == 0:
		c.fail("the server has hung up", errHungUp)
	case c.came < len(c.in) && c.socket != windows.InvalidHandle:
		c.receive()
	default:
		c.lookOn()
	}
}

// started notes an operation that was started with err.
func (c *connection) started(call string, err error) bool {
	if err != nil && err != windows.WSA_IO_PENDING {
		c.fail(call, err)
		return false
	}
	c.underWay++
	return true
}

func (c *connection) receive() {
	c.receiving = windows.Overlapped{}
	buffer := windows.WSABuf{Len: uint32(len(c.in) - c.came), Buf: &c.in[c.came]}
	var flags uint32
	c.started("WSARecv", windows.WSARecv(c.socket, &buffer, 1, nil, &flags, &c.receiving, onReceived))
}

// beginRound sends, and receives meanwhile. Even what succeeds at once calls its routine
// not here, but in the next SleepEx.
func (c *connection) beginRound() {
	c.round++
	c.came = 0
	c.begun = time.Now()
	for i := range c.out {
		c.out[i] = byte(i*7 + i/251 + c.round + c.number)
	}
	c.sending = windows.Overlapped{}
	buffer := windows.WSABuf{Len: uint32(len(c.out)), Buf: &c.out[0]}
	if c.started("WSASend", windows.WSASend(c.socket, &buffer, 1, nil, 0, &c.sending, onSent)) {
		c.receive()
	}
}

// connect connects to one of the server's addresses.
func connect(addresses []net.IPAddr, port int) (s windows.Handle, err error) {
	for _, a := range addresses {
		var family int32 = windows.AF_INET6
		var name windows.Sockaddr = &windows.SockaddrInet6{Port: port, Addr: [16]byte(a.IP.To16())}
		if four := a.IP.To4(); four != nil {
			family, name = windows.AF_INET, &windows.SockaddrInet4{Port: port, Addr: [4]byte(four)}
		}
		if s, err = windows.WSASocket(family, windows.SOCK_STREAM, windows.IPPROTO_TCP, nil, 0, windows.WSA_FLAG_OVERLAPPED); err != nil {
			continue
		}
		if err = windows.Connect(s, name); err == nil {
			return s, nil
		}
		windows.Closesocket(s)
	}
	return windows.InvalidHandle, err
}

// number is an argument, at least 1.
func number(i, otherwise int) int {
	if len(os.Args) > i {
		otherwise, _ = strconv.Atoi(os.Args[i])
	}
	return max(otherwise, 1)
}

func main() {
	log.SetFlags(0)
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "Usage: routineclient HOST PORT [CONNECTIONS [ROUNDS [SIZE [SECONDS]]]]")
		os.Exit(2)
	}
	// Routines run on the thread that has started their operations.
	runtime.LockOSThread()
	onSent, onReceived = windows.CompletionRoutine(sent), windows.CompletionRoutine(received)
	var data windows.WSAData
	if err := windows.WSAStartup(0x202, &data); err != nil {
		log.Fatal(err)
	}
	addresses, err := net.DefaultResolver.LookupIPAddr(context.Background(), os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	port, err := net.LookupPort("tcp", os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	all.rounds = number(4, 10)
	size := number(5, 1000)
	end := time.Now().Add(time.Duration(number(6, 30)) * time.Second)
	connections := make([]connection, number(3, 10))
	for i := range connections {
		c := &connections[i]
		owners[&c.receiving], owners[&c.sending] = c, c
		c.number, c.out, c.in = i+1, make([]byte, size), make([]byte, size)
		if c.socket, err = connect(addresses, port); err != nil {
			fmt.Fprintf(os.Stderr, "connection %d: error %d\n", c.number, err)
			all.failures++
			continue
		}
		all.open++
		c.beginRound()
	}

	for left := time.Until(end); all.open > 0 && left > 0; left = time.Until(end) {
		windows.SleepEx(uint32(left.Milliseconds()+1), true) // here all routines run
	}
	for i := range connections {
		c := &connections[i]
		c.fail("too slow", windows.WSAETIMEDOUT) // unless it is over
		for c.underWay > 0 {                     // its memory is in use until then
			windows.SleepEx(windows.INFINITE, true)
		}
	}
	windows.WSACleanup()
	fmt.Printf("%d of %d connections failed, %d bytes came back\n", all.failures, len(connections), all.echoed)
	fmt.Printf("The longest round took %d ms\n", all.longest.Milliseconds())
	if all.failures > 0 {
		os.Exit(1)
	}
}
