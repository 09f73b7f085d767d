// Webserver sends the files of a folder to browsers with TransmitFile: their bytes do
// not pass through this program.
//
//	webserver FOLDER [PORT [SECONDS]]
//
// GET and HEAD, connections that are kept, ranges of a file. Who has asked for nothing
// for SECONDS is cut off. AcceptEx brings a client together with its request, and
// TF_REUSE_SOCKET makes its socket ready for the next AcceptEx. Ctrl-C ends the server.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"path"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	windows "winsock"
	"winsock/examples/go/completion"
)

const (
	accepts     = 8 // AcceptEx calls that wait for clients
	addressSize = 32
	requestSize = 4096
	mostAtOnce  = 1 << 30 // TransmitFile takes less than 2 GiB
)

// A server belongs to the goroutine that runs its queue.
type server struct {
	queue       *completion.Queue
	listener    windows.Handle
	folder      string
	patience    time.Duration
	connections map[*connection]bool
	accepting   int // how many of them wait for clients
	answered    int
	closing     bool
}

// A connection has one operation under way, always.
type connection struct {
	server  *server
	socket  windows.Handle
	step    step
	since   time.Time // when it began
	request [requestSize + 2*addressSize]byte
	length  int // of what has come of the request
	file    windows.Handle
	offset  int64
	left    int64 // of the file
	keep    bool  // for another request
}

type step int

const (
	reading step = iota
	accepting
	sending
)

// open makes a connection that waits for a client.
func (s *server) open() error {
	socket, err := windows.WSASocket(windows.AF_INET, windows.SOCK_STREAM, windows.IPPROTO_TCP, nil, 0, windows.WSA_FLAG_OVERLAPPED)
	if err != nil {
		return err
	}
	c := &connection{server: s, socket: socket, file: windows.InvalidHandle}
	s.connections[c] = true
	if err := s.queue.Add(socket); err != nil {
		c.discard()
		return err
	}
	c.accept()
	return nil
}

// start begins a step; done is not called when that or the step fails.
func (c *connection) start(step step, call func(*windows.Overlapped) error, done func(n int)) {
	c.step, c.since = step, time.Now()
	c.server.queue.StartAt(c.offset, call, func(n int, err error) {
		if err != nil || c.server.closing {
			c.discard()
			return
		}
		done(n)
	})
}

// cut closes the socket, which ends the step.
func (c *connection) cut() {
	if c.socket != windows.InvalidHandle {
		windows.Closesocket(c.socket)
	}
	c.socket = windows.InvalidHandle
}

// discard forgets a connection that has nothing under way.
func (c *connection) discard() {
	c.cut()
	c.closeFile()
	delete(c.server.connections, c)
	if c.step == accepting {
		c.server.accepted()
	}
}

func (c *connection) closeFile() {
	if c.file != windows.InvalidHandle {
		windows.CloseHandle(c.file)
	}
	c.file = windows.InvalidHandle
}

// accept waits for a client and the beginning of its request.
func (c *connection) accept() {
	c.server.accepting++
	c.length, c.offset = 0, 0
	c.start(accepting, func(o *windows.Overlapped) error {
		var n uint32
		return windows.AcceptEx(c.server.listener, c.socket, &c.request[0], requestSize, addressSize, addressSize, &n, o)
	}, func(n int) {
		c.step = reading
		c.server.accepted()
		listener := binary.NativeEndian.AppendUint64(nil, uint64(c.server.listener))
		err := windows.Setsockopt(c.socket, windows.SOL_SOCKET, windows.SO_UPDATE_ACCEPT_CONTEXT, &listener[0], int32(len(listener)))
		if err != nil {
			n = 0
		}
		c.came(n)
	})
}

// accepted opens another connection when too few wait.
func (s *server) accepted() {
	s.accepting--
	if s.closing || s.accepting >= accepts {
		return
	}
	if err := s.open(); err != nil {
		log.Print(err)
	}
}

// came answers the request if it has come whole, otherwise it waits for the rest.
func (c *connection) came(n int) {
	if n == 0 {
		c.discard()
		return
	}
	c.length += n
	c.readOn()
}

func (c *connection) readOn() {
	text := c.request[:c.length]
	end := bytes.Index(text, []byte("\r\n\r\n"))
	if end < 0 && c.length < requestSize {
		c.start(reading, func(o *windows.Overlapped) error {
			var flags uint32
			rest := windows.WSABuf{Len: uint32(requestSize - c.length), Buf: &c.request[c.length]}
			return windows.WSARecv(c.socket, &rest, 1, nil, &flags, o, nil)
		}, c.came)
		return
	}
	c.keep, c.left = false, 0
	request, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(text)))
	if end < 0 || err != nil {
		c.answer("400 Bad Request", "Content-Length: 0\r\n")
		return
	}
	c.length = copy(text, text[end+4:]) // the next request may be here already
	c.keep = !request.Close
	c.respond(request)
}

// respond opens the file that was asked for, and answers.
func (c *connection) respond(request *http.Request) {
	if request.Method != "GET" && request.Method != "HEAD" {
		c.keep = false // who knows what comes with it
		c.answer("405 Method Not Allowed", "Content-Length: 0\r\n")
		return
	}
	size, err := c.open(request.URL.Path)
	if err != nil {
		c.answer("404 Not Found", "Content-Length: 0\r\n")
		return
	}
	status, fields := "200 OK", "Accept-Ranges: bytes\r\n"
	first, last := int64(0), size-1
	var from, to int64
	switch n, _ := fmt.Sscanf(request.Header.Get("Range"), "bytes=%d-%d", &from, &to); {
	case n == 0 || from < 0 || strings.Contains(request.Header.Get("Range"), ","):
	case n == 1 && from < size, n == 2 && from < size && from <= to:
		first = from
		if n == 2 {
			last = min(last, to)
		}
		status, fields = "206 Partial Content", fmt.Sprintf("Content-Range: bytes %d-%d/%d\r\n", first, last, size)
	default:
		c.answer("416 Range Not Satisfiable", "Content-Length: 0\r\n")
		return
	}
	if request.Method == "GET" {
		c.offset, c.left = first, last-first+1
	}
	c.answer(status, fields+fmt.Sprintf("Content-Length: %d\r\n", last-first+1))
}

// open opens a file of the folder: no way leads out of it.
func (c *connection) open(name string) (size int64, err error) {
	if strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if !filepath.IsLocal("."+name) || path.Clean(name) != name {
		return 0, os.ErrNotExist
	}
	file, err := os.Open(filepath.Join(c.server.folder, name))
	if err != nil {
		return 0, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	if !info.Mode().IsRegular() {
		return 0, os.ErrNotExist
	}
	c.file, err = windows.FileHandle(file)
	return info.Size(), err
}

// answer sends a head, and then what is left of the file.
func (c *connection) answer(status, fields string) {
	c.server.answered++
	kept := "close"
	if c.keep {
		kept = "keep-alive"
	}
	head := []byte("HTTP/1.1 " + status + "\r\n" + fields + "Connection: " + kept + "\r\n\r\n")
	c.start(sending, func(o *windows.Overlapped) error {
		buffer := windows.WSABuf{Len: uint32(len(head)), Buf: &head[0]}
		return windows.WSASend(c.socket, &buffer, 1, nil, 0, o, nil)
	}, func(int) {
		runtime.KeepAlive(head)
		c.sendFile()
	})
}

// sendFile sends a part of the file. Where there is none it ends a connection that is
// not kept, all the same, and its socket will be as good as new.
func (c *connection) sendFile() {
	if c.left == 0 && c.keep {
		c.finished()
		return
	}
	size := min(c.left, mostAtOnce)
	file, flags := c.file, uint32(0)
	if size == 0 {
		file = 0 // with a file, 0 would be all of it
	}
	if size == c.left && !c.keep {
		flags = windows.TF_DISCONNECT | windows.TF_REUSE_SOCKET
	}
	c.start(sending, func(o *windows.Overlapped) error {
		return windows.TransmitFile(c.socket, file, uint32(size), 0, o, nil, flags)
	}, func(n int) {
		c.offset += int64(n)
		if c.left -= int64(n); c.left > 0 {
			c.sendFile()
		} else {
			c.finished()
		}
	})
}

// finished goes on after the answer.
func (c *connection) finished() {
	c.closeFile()
	c.offset = 0
	switch {
	case c.keep:
		c.readOn()
	case c.server.accepting < accepts:
		c.accept()
	default:
		c.discard()
	}
}

// cutSilent cuts off who has asked for nothing for too long. A client that AcceptEx has
// connected without a request shows only in SO_CONNECT_TIME.
func (s *server) cutSilent() {
	for c := range s.connections {
		var silent time.Duration
		switch c.step {
		case reading:
			silent = time.Since(c.since)
		case accepting:
			seconds, err := windows.GetsockoptInt(c.socket, windows.SOL_SOCKET, windows.SO_CONNECT_TIME)
			if err == nil && uint32(seconds) != 0xFFFFFFFF {
				silent = time.Duration(seconds) * time.Second
			}
		}
		if silent > s.patience {
			c.cut()
		}
	}
}

// close ends everything that is under way.
func (s *server) close() {
	if s.closing {
		return
	}
	s.closing = true
	windows.Closesocket(s.listener)
	for c := range s.connections {
		c.cut()
	}
}

// listen makes the listening socket, and says on which port.
func (s *server) listen(port int) (err error) {
	s.listener, err = windows.WSASocket(windows.AF_INET, windows.SOCK_STREAM, windows.IPPROTO_TCP, nil, 0, windows.WSA_FLAG_OVERLAPPED)
	if err != nil {
		return err
	}
	if err := windows.Bind(s.listener, &windows.SockaddrInet4{Port: port}); err != nil {
		return err
	}
	if err := windows.Listen(s.listener, windows.SOMAXCONN); err != nil {
		return err
	}
	if err := s.queue.Add(s.listener); err != nil {
		return err
	}
	for range accepts {
		if err := s.open(); err != nil {
			return err
		}
	}
	address, err := windows.Getsockname(s.listener)
	if err == nil {
		fmt.Println("Listening on port", address.(*windows.SockaddrInet4).Port)
	}
	return err
}

// wait posts what the clock and the user want.
func (s *server) wait() {
	interrupt := make(chan os.Signal, 1)
	signal.Notify(interrupt, os.Interrupt)
	for clock := time.Tick(500 * time.Millisecond); ; {
		select {
		case <-clock:
			s.queue.Post(s.cutSilent)
		case <-interrupt:
			s.queue.Post(s.close)
			return
		}
	}
}

func run(folder string, port int, patience time.Duration) error {
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
	s := &server{queue: queue, folder: folder, patience: patience, connections: make(map[*connection]bool)}
	if err := s.listen(port); err != nil {
		return err
	}
	go s.wait()
	if err := queue.Run(); err != nil {
		return err
	}
	fmt.Printf("Stopped: %d answers\n", s.answered)
	return nil
}

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "Usage: webserver FOLDER [PORT [SECONDS]]")
		os.Exit(2)
	}
	numbers := [2]int{7014, 30}
	for i, text := range os.Args[2:min(len(os.Args), 4)] {
		n, err := strconv.ParseUint(text, 10, 16)
		if err != nil {
			log.Fatal(err)
		}
		numbers[i] = int(n)
	}
	if err := run(os.Args[1], numbers[0], time.Duration(numbers[1])*time.Second); err != nil {
		log.Fatal(err)
	}
}
