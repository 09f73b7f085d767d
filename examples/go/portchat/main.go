// Portchat is a chat room for telnet around a completion port, with the calls of
// Windows Sockets.
//
//	portchat [PORT]
//
// The first line that a client sends is its name. "/who" lists who is there, "/quit"
// leaves. Ctrl-C ends the server.
package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"os/signal"
	"slices"
	"strconv"

	windows "winsock"
	"winsock/examples/go/completion"
)

const (
	accepts     = 4 // AcceptEx calls that wait for clients
	addressSize = 32
	longestLine = 511
	longestName = 31
	mostUnsent  = 32768 // who has more to take does not read
)

// A client is somebody in the room.
type client struct {
	socket  windows.Handle
	buffer  [1024]byte // what it has sent; for AcceptEx, the addresses
	name    string
	line    []byte
	unsent  int
	leaving bool // goes as soon as all is sent
	gone    bool // goes at once
}

// A room belongs to the goroutine that runs its queue.
type room struct {
	queue    *completion.Queue
	listener windows.Handle
	guests   []*client // in the order of coming in
	closing  bool
}

// accept waits for one more client.
func (r *room) accept() error {
	socket, err := windows.WSASocket(windows.AF_INET, windows.SOCK_STREAM, windows.IPPROTO_TCP, nil, 0, windows.WSA_FLAG_OVERLAPPED)
	if err != nil {
		return err
	}
	c := &client{socket: socket}
	r.queue.Start(func(o *windows.Overlapped) error {
		var n uint32
		return windows.AcceptEx(r.listener, socket, &c.buffer[0], 0, addressSize, addressSize, &n, o)
	}, func(_ int, err error) {
		if err == nil {
			err = r.welcome(c)
		}
		if err != nil {
			windows.Closesocket(socket)
		}
		if !r.closing {
			if err := r.accept(); err != nil {
				log.Print(err)
			}
		}
	})
	return nil
}

// welcome lets a client in.
func (r *room) welcome(c *client) error {
	value := binary.NativeEndian.AppendUint64(nil, uint64(r.listener))
	err := windows.Setsockopt(c.socket, windows.SOL_SOCKET, windows.SO_UPDATE_ACCEPT_CONTEXT, &value[0], int32(len(value)))
	if err != nil {
		return err
	}
	if err := r.queue.Add(c.socket); err != nil {
		return err
	}
	r.guests = append(r.guests, c)
	r.tell(c, "Your name?")
	r.receive(c)
	return nil
}

func (r *room) receive(c *client) {
	r.queue.Start(func(o *windows.Overlapped) error {
		var flags uint32
		buffer := windows.WSABuf{Len: uint32(len(c.buffer)), Buf: &c.buffer[0]}
		return windows.WSARecv(c.socket, &buffer, 1, nil, &flags, o, nil)
	}, func(n int, err error) {
		if r.closing {
			return
		}
		if err != nil || n == 0 {
			c.gone = true
		}
		r.hear(c, c.buffer[:n])
		if !c.gone {
			r.receive(c)
		}
		r.seeOff()
	})
}

// hear cuts what a client sent into lines.
func (r *room) hear(c *client, text []byte) {
	for _, b := range text {
		switch {
		case c.leaving || c.gone:
			return
		case b == '\n':
			line := string(c.line)
			c.line = c.line[:0]
			r.obey(c, line)
		case b != '\r' && len(c.line) < longestLine:
			c.line = append(c.line, b)
		}
	}
}

// obey does what a line says.
func (r *room) obey(c *client, line string) {
	switch {
	case c.name == "" && (line == "" || len(line) > longestName):
		r.tell(c, fmt.Sprintf("A name has 1 to %d letters. Yours?", longestName))
	case c.name == "":
		c.name = line
		r.tell(c, fmt.Sprintf("Hello %s, %d here.", line, len(r.guests)))
		r.tellOthers(c, line+" comes in.")
	case line == "/quit":
		r.tell(c, "Bye.")
		c.leaving = true
	case line == "/who":
		for _, one := range r.guests {
			if one.name == "" {
				r.tell(c, "  (new)")
			} else {
				r.tell(c, "  "+one.name)
			}
		}
	default:
		r.tellOthers(c, c.name+": "+line)
	}
}

// tell sends a line. Sends of a socket that are under way together keep their order.
func (r *room) tell(c *client, line string) {
	if c.leaving || c.gone {
		return
	}
	text := []byte(line + "\r\n")
	if c.unsent += len(text); c.unsent > mostUnsent {
		c.gone = true
		// Nobody waits for what is still to be sent.
		windows.SetsockoptLinger(c.socket, windows.SOL_SOCKET, windows.SO_LINGER, &windows.Linger{Onoff: 1})
		return
	}
	r.queue.Start(func(o *windows.Overlapped) error {
		buffer := windows.WSABuf{Len: uint32(len(text)), Buf: &text[0]}
		return windows.WSASend(c.socket, &buffer, 1, nil, 0, o, nil)
	}, func(_ int, err error) {
		c.unsent -= len(text)
		if err != nil {
			c.gone = true
		}
		if !r.closing {
			r.seeOff()
		}
	})
}

func (r *room) tellOthers(but *client, line string) {
	for _, c := range r.guests {
		if c != but && c.name != "" {
			r.tell(c, line)
		}
	}
}

// seeOff hangs up on those who have gone, and tells the others.
func (r *room) seeOff() {
	for {
		i := slices.IndexFunc(r.guests, func(c *client) bool { return c.gone || c.leaving && c.unsent == 0 })
		if i < 0 {
			return
		}
		c := r.guests[i]
		r.guests = slices.Delete(r.guests, i, i+1)
		c.gone = true
		windows.Closesocket(c.socket)
		if c.name != "" {
			r.tellOthers(c, c.name+" has left.")
		}
	}
}

// close ends everything that is under way.
func (r *room) close() {
	if r.closing {
		return
	}
	fmt.Printf("Closing, %d here.\n", len(r.guests))
	r.closing = true
	windows.Closesocket(r.listener)
	for _, c := range r.guests {
		windows.Closesocket(c.socket)
	}
}

// listen makes the listening socket, and says on which port.
func listen(port int) (windows.Handle, error) {
	s, err := windows.WSASocket(windows.AF_INET, windows.SOCK_STREAM, windows.IPPROTO_TCP, nil, 0, windows.WSA_FLAG_OVERLAPPED)
	if err != nil {
		return s, err
	}
	if err := windows.Bind(s, &windows.SockaddrInet4{Port: port}); err != nil {
		return s, err
	}
	if err := windows.Listen(s, windows.SOMAXCONN); err != nil {
		return s, err
	}
	address, err := windows.Getsockname(s)
	if err == nil {
		fmt.Println("Listening on port", address.(*windows.SockaddrInet4).Port)
	}
	return s, err
}

func run(port int) error {
	var data windows.WSAData
	if err := windows.WSAStartup(0x202, &data); err != nil {
		return err
	}
	defer windows.WSACleanup()
	queue, err := completion.New()
	if err != nil {
		return err
	}
	defer queue.Close()
	r := room{queue: queue}
	if r.listener, err = listen(port); err != nil {
		return err
	}
	if err := queue.Add(r.listener); err != nil {
		return err
	}
	for range accepts {
		if err := r.accept(); err != nil {
			return err
		}
	}
	interrupt := make(chan os.Signal, 1)
	signal.Notify(interrupt, os.Interrupt)
	go func() {
		<-interrupt
		queue.Post(r.close)
	}()
	return queue.Run()
}

func main() {
	log.SetFlags(0)
	port := 7013
	if len(os.Args) > 1 {
		n, err := strconv.ParseUint(os.Args[1], 10, 16)
		if err != nil {
			log.Fatal(err)
		}
		port = int(n)
	}
	if err := run(port); err != nil {
		log.Fatal(err)
	}
}
