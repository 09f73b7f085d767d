// Command goiocp is the echo server of bench/c/iocp.c in Go: a completion port
// and its workers, which are goroutines.
//
//	goiocp [-a] [-b bytes] [-k] [-w workers] [-x] tcp|udp
package main

import (
	"flag"
	"log"
	"sync"
	"unsafe"

	"winsock"
	"winsock/bench/echo"
)

const (
	pending = 64 // acceptances or datagrams under way
	packets = 64 // taken at once with -x
	address = uint32(unsafe.Sizeof(winsock.RawSockaddrAny{})) + 16
)

// Whose packet it is: the completion key.
const (
	accepts = iota + 1
	streams
	datagrams
)

var (
	calls    = flag.Bool("a", false, "a goroutine accepts, instead of AcceptEx")
	skip     = flag.Bool("k", false, "no packet for what is done at once")
	many     = flag.Bool("x", false, "take up to 64 packets at once")
	port     winsock.Handle
	listener winsock.Handle
)

// held is what has a request under way, so that it stays where it is: the port
// knows only its address.
var held = struct {
	sync.Mutex
	all map[any]struct{}
}{all: map[any]struct{}{}}

func hold(p any) {
	held.Lock()
	held.all[p] = struct{}{}
	held.Unlock()
}

func main() {
	protocol := echo.Protocol()
	workers := max(*echo.Workers, 1)
	var data winsock.WSAData
	check(winsock.WSAStartup(0x0202, &data))
	port = must(winsock.CreateIoCompletionPort(winsock.InvalidHandle, 0, 0, uint32(workers)))
	if protocol == "udp" {
		listener = bound(winsock.SOCK_DGRAM)
		check(attach(listener, datagrams))
		for range pending {
			d := &datagram{buffer: make([]byte, *echo.Bytes)}
			hold(d)
			d.done(0, false)
		}
	} else {
		listener = bound(winsock.SOCK_STREAM)
		// Accepted connections have the option too.
		check(winsock.SetsockoptInt(listener, winsock.IPPROTO_TCP, winsock.TCP_NODELAY, 1))
		check(winsock.Listen(listener, winsock.SOMAXCONN))
		if *calls {
			go accept()
		} else {
			must(winsock.CreateIoCompletionPort(listener, port, accepts, 0))
			for range pending {
				a := new(acceptance)
				hold(a)
				a.start()
			}
		}
	}
	take := work
	if *many {
		take = workMany
	}
	for range workers {
		go take()
	}
	at := must(winsock.Getsockname(listener))
	echo.Announce(at.(*winsock.SockaddrInet4).Port)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func must[T any](v T, err error) T {
	check(err)
	return v
}

// bound is a socket at a free port of the loopback address.
func bound(kind int32) winsock.Handle {
	s := must(winsock.WSASocket(winsock.AF_INET, kind, 0, nil, 0, winsock.WSA_FLAG_OVERLAPPED))
	check(winsock.Bind(s, &winsock.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	return s
}

// attach lets a socket's requests end at the port.
func attach(s winsock.Handle, key uintptr) error {
	if _, err := winsock.CreateIoCompletionPort(s, port, key, 0); err != nil || !*skip {
		return err
	}
	return winsock.SetFileCompletionNotificationModes(s, winsock.FILE_SKIP_COMPLETION_PORT_ON_SUCCESS)
}

// work takes packets.
func work() {
	var (
		n          uint32
		key        uintptr
		overlapped *winsock.Overlapped
	)
	for {
		err := winsock.GetQueuedCompletionStatus(port, &n, &key, &overlapped, winsock.INFINITE)
		if overlapped == nil {
			log.Fatal(err)
		}
		packet(key, overlapped, n, err == nil)
	}
}

// workMany takes as many packets as there are.
func workMany() {
	entries := make([]winsock.OverlappedEntry, packets)
	for {
		count := must(winsock.GetQueuedCompletionStatusEx(port, entries, winsock.INFINITE))
		for _, e := range entries[:count] {
			packet(e.CompletionKey, e.Overlapped, e.NumberOfBytesTransferred, e.Internal == 0)
		}
	}
}

// packet goes on after a request, whose record is the start of what belongs to it.
func packet(key uintptr, overlapped *winsock.Overlapped, n uint32, ok bool) {
	switch key {
	case accepts:
		(*acceptance)(unsafe.Pointer(overlapped)).done(ok)
	case streams:
		(*stream)(unsafe.Pointer(overlapped)).done(n, ok)
	case datagrams:
		(*datagram)(unsafe.Pointer(overlapped)).done(n, ok)
	}
}

// ended says whether a request is over and gives no packet, and whether it is
// well.
func ended(err error) (over, ok bool) {
	if err == nil {
		return *skip, true
	}
	return err != winsock.ERROR_IO_PENDING, false
}

// accept takes all connections.
func accept() {
	for {
		s, _, err := winsock.Accept(listener)
		if err != nil {
			return
		}
		serve(s)
	}
}

// acceptance is a socket that waits for a connection.
type acceptance struct {
	overlapped winsock.Overlapped
	s          winsock.Handle
	n          uint32
	addresses  [2 * address]byte
}

func (a *acceptance) start() {
	for {
		a.overlapped = winsock.Overlapped{}
		a.s = must(winsock.WSASocket(winsock.AF_INET, winsock.SOCK_STREAM, winsock.IPPROTO_TCP, nil, 0, winsock.WSA_FLAG_OVERLAPPED))
		err := winsock.AcceptEx(listener, a.s, &a.addresses[0], 0, address, address, &a.n, &a.overlapped)
		if err == nil || err == winsock.ERROR_IO_PENDING {
			return
		}
		winsock.Closesocket(a.s)
	}
}

func (a *acceptance) done(ok bool) {
	s := a.s
	if ok {
		winsock.Setsockopt(s, winsock.SOL_SOCKET, winsock.SO_UPDATE_ACCEPT_CONTEXT,
			(*byte)(unsafe.Pointer(&listener)), int32(unsafe.Sizeof(listener)))
		serve(s)
	} else {
		winsock.Closesocket(s)
	}
	a.start()
}

// stream is a connection; one request is under way.
type stream struct {
	overlapped winsock.Overlapped
	s          winsock.Handle
	part       winsock.WSABuf
	n, flags   uint32
	sending    bool
	buffer     []byte
}

// idle are the records of connections that are over, for the next ones.
var idle struct {
	sync.Mutex
	all []*stream
}

// record is one of those, or a new one.
func record() *stream {
	idle.Lock()
	defer idle.Unlock()
	last := len(idle.all) - 1
	if last < 0 {
		c := &stream{buffer: make([]byte, *echo.Bytes)}
		c.part.Buf = &c.buffer[0]
		hold(c)
		return c
	}
	c := idle.all[last]
	idle.all = idle.all[:last]
	return c
}

// serve takes over a new connection.
func serve(s winsock.Handle) {
	c := record()
	c.s, c.sending = s, true
	if attach(s, streams) != nil {
		c.finish()
		return
	}
	// As if something had been sent: a receive follows.
	c.done(1, true)
}

func (c *stream) finish() {
	winsock.Closesocket(c.s)
	idle.Lock()
	idle.all = append(idle.all, c)
	idle.Unlock()
}

// done goes on after a request of n bytes; none: the connection has ended.
func (c *stream) done(n uint32, ok bool) {
	for {
		if !ok || n == 0 {
			c.finish()
			return
		}
		c.sending = !c.sending
		c.overlapped = winsock.Overlapped{}
		var err error
		if c.sending {
			c.part.Len = n
			err = winsock.WSASend(c.s, &c.part, 1, &c.n, 0, &c.overlapped, nil)
		} else {
			c.part.Len, c.flags = uint32(len(c.buffer)), 0
			err = winsock.WSARecv(c.s, &c.part, 1, &c.n, &c.flags, &c.overlapped, nil)
		}
		var over bool
		if over, ok = ended(err); !over {
			return
		}
		n = c.n
	}
}

// datagram is a place for one that comes or goes.
type datagram struct {
	overlapped winsock.Overlapped
	part       winsock.WSABuf
	n, flags   uint32
	length     int32
	sending    bool
	peer       winsock.RawSockaddrAny
	buffer     []byte
}

// done goes on after n bytes have come or gone; a failure is no end.
func (d *datagram) done(n uint32, ok bool) {
	for {
		d.sending = ok && !d.sending
		d.overlapped = winsock.Overlapped{}
		d.part.Buf = &d.buffer[0]
		var err error
		if d.sending {
			d.part.Len = n
			err = winsock.WSASendTo(listener, &d.part, 1, &d.n, 0, &d.peer, d.length, &d.overlapped, nil)
		} else {
			d.part.Len, d.flags, d.length = uint32(len(d.buffer)), 0, int32(unsafe.Sizeof(d.peer))
			err = winsock.WSARecvFrom(listener, &d.part, 1, &d.n, &d.flags, &d.peer, &d.length, &d.overlapped, nil)
		}
		var over bool
		if over, ok = ended(err); !over {
			return
		}
		n = d.n
	}
}
