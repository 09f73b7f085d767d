// Eventclient sends its standard input to a server, and writes what comes back to its
// standard output, both at the same time. WSAEventSelect tells about the socket; one
// goroutine reads the input, and one wait covers both.
//
//	eventclient HOST PORT [MILLISECONDS]
//
// The end of the input is shown to the server, whose end ends the client. A connection
// must stand in MILLISECONDS, or the next of the server's addresses is tried.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/netip"
	"os"
	"strconv"

	windows "winsock"
)

// input is what the goroutine has read; it belongs to whose event has been set last.
type input struct {
	bytes       [16384]byte
	length      int // 0: the input has ended
	full, empty windows.Handle
}

// read is the goroutine. It ends with the input, or with the process.
func (in *input) read() {
	for {
		windows.WaitForSingleObject(in.empty, windows.INFINITE)
		in.length, _ = os.Stdin.Read(in.bytes[:])
		windows.SetEvent(in.full)
		if in.length == 0 {
			return
		}
	}
}

// A conversation is a connection and its event.
type conversation struct {
	socket  windows.Handle
	changed windows.Handle
	input   *input
	sent    int  // of the input
	giving  bool // the input is ours, and not all sent
}

// connect waits for a connection to an address.
func (c *conversation) connect(to netip.AddrPort, limit uint32) error {
	var family int32 = windows.AF_INET6
	var name windows.Sockaddr = &windows.SockaddrInet6{Port: int(to.Port()), Addr: to.Addr().As16()}
	if to.Addr().Is4() {
		family, name = windows.AF_INET, &windows.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}
	}
	s, err := windows.WSASocket(family, windows.SOCK_STREAM, windows.IPPROTO_TCP, nil, 0, windows.WSA_FLAG_OVERLAPPED)
	if err != nil {
		return err
	}
	if err := c.wait(s, name, limit); err != nil {
		windows.Closesocket(s)
		return err
	}
	c.socket = s
	return nil
}

// wait starts to connect, and waits for the end of that.
func (c *conversation) wait(s windows.Handle, name windows.Sockaddr, limit uint32) error {
	// This makes the socket non-blocking, too.
	if err := windows.WSAEventSelect(s, c.changed, windows.FD_CONNECT|windows.FD_READ|windows.FD_WRITE|windows.FD_CLOSE); err != nil {
		return err
	}
	if err := windows.Connect(s, name); err != windows.WSAEWOULDBLOCK {
		return err
	}
	switch which, err := windows.WSAWaitForMultipleEvents([]windows.Handle{c.changed}, true, limit, false); {
	case err != nil:
		return err
	case which == windows.WSA_WAIT_TIMEOUT:
		return windows.WSAETIMEDOUT
	}
	var events windows.WSANETWORKEVENTS
	if err := windows.WSAEnumNetworkEvents(s, c.changed, &events); err != nil {
		return err
	}
	return result(events, windows.FD_CONNECT, windows.FD_CONNECT_BIT)
}

// result is the error of an event.
func result(events windows.WSANETWORKEVENTS, event int32, bit int) error {
	if events.NetworkEvents&event == 0 || events.ErrorCode[bit] == 0 {
		return nil
	}
	return windows.Errno(events.ErrorCode[bit])
}

// take writes what has come, once or until nothing more has; end is the server's.
func (c *conversation) take(all bool) (end bool, err error) {
	for {
		var bytes [16384]byte
		n, err := windows.Recv(c.socket, bytes[:], 0)
		if err == windows.WSAEWOULDBLOCK {
			return false, nil
		}
		if err != nil || n == 0 {
			return true, err
		}
		if _, err := os.Stdout.Write(bytes[:n]); err != nil {
			return true, err
		}
		if !all {
			return false, nil
		}
	}
}

// give sends what is left of the input, and asks for more.
func (c *conversation) give() error {
	for c.sent < c.input.length {
		n, err := windows.Send(c.socket, c.input.bytes[c.sent:c.input.length], 0)
		if err == windows.WSAEWOULDBLOCK {
			return nil // FD_WRITE will tell when to go on
		}
		if err != nil {
			return err
		}
		c.sent += n
	}
	c.sent, c.giving = 0, false
	if c.input.length == 0 {
		return windows.Shutdown(c.socket, windows.SD_SEND)
	}
	return windows.SetEvent(c.input.empty)
}

// run moves bytes in both directions until the server's end.
func (c *conversation) run() error {
	if err := windows.SetEvent(c.input.empty); err != nil {
		return err
	}
	// What came with FD_CONNECT has been told already, so look without being told.
	if end, err := c.take(true); end || err != nil {
		return err
	}
	for {
		which, err := windows.WSAWaitForMultipleEvents([]windows.Handle{c.changed, c.input.full}, false, windows.INFINITE, false)
		if err != nil {
			return err
		}
		if which == windows.WSA_WAIT_EVENT_0 {
			var events windows.WSANETWORKEVENTS
			if err := windows.WSAEnumNetworkEvents(c.socket, c.changed, &events); err != nil {
				return err
			}
			if err := result(events, windows.FD_CLOSE, windows.FD_CLOSE_BIT); err != nil {
				return err
			}
			// After FD_CLOSE no FD_READ may come for what is still to be read.
			if events.NetworkEvents&(windows.FD_READ|windows.FD_CLOSE) != 0 {
				if end, err := c.take(events.NetworkEvents&windows.FD_CLOSE != 0); end || err != nil {
					return err
				}
			}
		} else {
			c.giving = true
		}
		if c.giving {
			if err := c.give(); err != nil {
				return err
			}
		}
	}
}

// talk connects to one of the server's addresses, and is the client from there on.
func talk(host, service string, limit uint32) error {
	addresses, err := net.DefaultResolver.LookupNetIP(context.Background(), "ip", host)
	if err != nil {
		return err
	}
	port, err := net.LookupPort("tcp", service)
	if err != nil {
		return err
	}
	var data windows.WSAData
	if err := windows.WSAStartup(0x202, &data); err != nil {
		return err
	}
	defer windows.WSACleanup()
	c := conversation{input: &input{}}
	for _, event := range []*windows.Handle{&c.changed, &c.input.full, &c.input.empty} {
		var manual uint32
		if event == &c.changed {
			manual = 1
		}
		if *event, err = windows.CreateEvent(nil, manual, 0, nil); err != nil {
			return err
		}
	}
	go c.input.read()
	for _, address := range addresses {
		address = address.Unmap()
		err := c.connect(netip.AddrPortFrom(address, uint16(port)), limit)
		if err == nil {
			defer windows.Closesocket(c.socket)
			if err := c.run(); err != nil {
				return fmt.Errorf("the connection: %w", err)
			}
			return nil
		}
		log.Printf("%v: %v", address, err)
	}
	return errors.New("no connection")
}

func main() {
	log.SetFlags(0)
	limit := uint64(10000)
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "Usage: eventclient HOST PORT [MILLISECONDS]")
		os.Exit(2)
	}
	if len(os.Args) > 3 {
		var err error
		if limit, err = strconv.ParseUint(os.Args[3], 10, 32); err != nil {
			log.Fatal(err)
		}
	}
	if err := talk(os.Args[1], os.Args[2], uint32(limit)); err != nil {
		log.Fatal(err)
	}
}
