// Command routine lets completion routines pass a datagram to and fro.
package main

import (
	"fmt"
	"log"
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

const rounds = 100

// end is a socket with the receive that is under way on it.
type end struct {
	windows.Overlapped
	socket  windows.Handle
	peer    windows.Sockaddr
	buf     [16]byte
	from    windows.RawSockaddrAny
	fromLen int32
	turns   int
}

var routine *byte

func check(err error) {
	if err != nil && err != windows.ERROR_IO_PENDING {
		log.Fatal(err)
	}
}

func (e *end) receive() {
	e.Overlapped = windows.Overlapped{}
	e.fromLen = int32(unsafe.Sizeof(e.from))
	buf := windows.WSABuf{Len: uint32(len(e.buf)), Buf: &e.buf[0]}
	var n, flags uint32
	check(windows.WSARecvFrom(e.socket, &buf, 1, &n, &flags, &e.from, &e.fromLen, &e.Overlapped, routine))
}

func (e *end) send(text string) { check(windows.Sendto(e.socket, []byte(text), 0, e.peer)) }

func turn(code, n uint32, overlapped *windows.Overlapped, flags uint32) uintptr {
	e := (*end)(unsafe.Pointer(overlapped))
	if code != 0 || string(e.buf[:n]) != fmt.Sprint("turn ", e.turns) {
		log.Fatal(code, string(e.buf[:n]))
	}
	e.turns++
	if e.turns < rounds {
		e.receive()
	}
	e.send(fmt.Sprint("turn ", e.turns-e.first()))
	return 0
}

// first is 1 for the one that is sent to first.
func (e *end) first() int {
	if e == &ends[1] {
		return 1
	}
	return 0
}

var ends [2]end

func main() {
	runtime.LockOSThread()
	callback := windows.NewCallback(turn)
	routine = *(**byte)(unsafe.Pointer(&callback))
	var data windows.WSAData
	check(windows.WSAStartup(0x202, &data))
	defer windows.WSACleanup()
	for i := range ends {
		e := &ends[i]
		var err error
		e.socket, err = windows.WSASocket(windows.AF_INET, windows.SOCK_DGRAM, windows.IPPROTO_UDP, nil, 0, windows.WSA_FLAG_OVERLAPPED)
		check(err)
		defer windows.Closesocket(e.socket)
		check(windows.Bind(e.socket, &windows.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
		ends[1-i].peer, err = windows.Getsockname(e.socket)
		check(err)
	}
	ends[0].receive()
	ends[1].receive()
	ends[0].send("turn 0")
	none := windows.SleepEx(0, false)
	for ends[0].turns < rounds {
		if r := windows.SleepEx(10000, true); r != windows.WAIT_IO_COMPLETION {
			log.Fatal(r)
		}
	}
	fmt.Println(none, ends[0].turns, ends[1].turns, ends[0].fromLen)
}
