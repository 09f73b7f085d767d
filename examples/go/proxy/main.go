// Proxy passes connections on to another server. AcceptEx takes them, ConnectEx makes
// those to the server, and one goroutine moves the bytes of all, whatever its
// completion port says is done next.
//
//	proxy PORT HOST SERVICE
//
// The end of a stream is passed on by itself: the other direction goes on. A connection
// that breaks off breaks off on the other side. Ctrl-C ends the proxy.
package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"log"
	"net"
	"net/netip"
	"os"
	"os/signal"
	"strconv"

	windows "winsock"
	"winsock/examples/go/completion"
)

const (
	accepts     = 8  // AcceptEx calls that wait for clients
	addressSize = 32 // a socket address of IPv4 and 16 bytes more
)

// A proxy belongs to the goroutine that runs its queue.
type proxy struct {
	queue    *completion.Queue
	listener windows.Handle
	targets  []netip.AddrPort // the server's addresses
	sessions map[*session]bool
	closing  bool
}

// A session is a client, the connection for it to the server, and both ways.
type session struct {
	proxy          *proxy
	name           string // the client's address
	client, server windows.Handle
	there, back    way
	cut            bool
	ways           int // that have not ended
}

// A way carries bytes from one socket to the other.
type way struct {
	from, to windows.Handle
	carried  int
	buffer   [16384]byte
}

func socket(family int32) (windows.Handle, error) {
	return windows.WSASocket(family, windows.SOCK_STREAM, windows.IPPROTO_TCP, nil, 0, windows.WSA_FLAG_OVERLAPPED)
}

// accept waits for one more client.
func (p *proxy) accept() error {
	client, err := socket(windows.AF_INET)
	if err != nil {
		return err
	}
	addresses := make([]byte, 2*addressSize)
	p.queue.Start(func(o *windows.Overlapped) error {
		var n uint32
		return windows.AcceptEx(p.listener, client, &addresses[0], 0, addressSize, addressSize, &n, o)
	}, func(_ int, err error) {
		if err == nil {
			err = p.welcome(client, addresses)
		}
		if err != nil {
			windows.Closesocket(client)
		}
		if p.closing {
			return
		}
		if err := p.accept(); err != nil {
			log.Print(err)
		}
	})
	return nil
}

// welcome makes a session for a client.
func (p *proxy) welcome(client windows.Handle, addresses []byte) error {
	value := binary.NativeEndian.AppendUint64(nil, uint64(p.listener))
	err := windows.Setsockopt(client, windows.SOL_SOCKET, windows.SO_UPDATE_ACCEPT_CONTEXT, &value[0], int32(len(value)))
	if err != nil {
		return err
	}
	if err := p.queue.Add(client); err != nil {
		return err
	}
	var local, remote *windows.RawSockaddrAny
	var localSize, remoteSize int32
	windows.GetAcceptExSockaddrs(&addresses[0], 0, addressSize, addressSize, &local, &localSize, &remote, &remoteSize)
	from, err := remote.Sockaddr()
	if err != nil {
		return err
	}
	peer := from.(*windows.SockaddrInet4)
	name := netip.AddrPortFrom(netip.AddrFrom4(peer.Addr), uint16(peer.Port)).String()
	s := &session{proxy: p, name: name, client: client, server: windows.InvalidHandle}
	p.sessions[s] = true
	s.connect(p.targets)
	return nil
}

// connect connects to the first of the server's addresses that answers.
func (s *session) connect(targets []netip.AddrPort) {
	if err := s.tryConnect(targets); err != nil {
		s.connected(err, nil)
	}
}

func (s *session) tryConnect(targets []netip.AddrPort) (err error) {
	to := targets[0]
	var family int32 = windows.AF_INET6
	var name, local windows.Sockaddr = &windows.SockaddrInet6{Port: int(to.Port()), Addr: to.Addr().As16()}, &windows.SockaddrInet6{}
	if to.Addr().Is4() {
		family = windows.AF_INET
		name, local = &windows.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}, &windows.SockaddrInet4{}
	}
	if s.server, err = socket(family); err != nil {
		return err
	}
	if err := windows.Bind(s.server, local); err != nil { // ConnectEx wants it
		return err
	}
	if err := s.proxy.queue.Add(s.server); err != nil {
		return err
	}
	s.proxy.queue.Start(func(o *windows.Overlapped) error {
		return windows.ConnectEx(s.server, name, nil, 0, nil, o)
	}, func(_ int, err error) {
		s.connected(err, targets[1:])
	})
	return nil
}

// connected goes on with a connection to the server, or with its next address.
func (s *session) connected(err error, others []netip.AddrPort) {
	if err == nil {
		err = windows.Setsockopt(s.server, windows.SOL_SOCKET, windows.SO_UPDATE_CONNECT_CONTEXT, nil, 0)
	}
	switch {
	case err == nil && !s.cut:
		s.there.from, s.there.to = s.client, s.server
		s.back.from, s.back.to = s.server, s.client
		s.ways = 2
		s.receive(&s.there)
		s.receive(&s.back)
	case s.cut || len(others) == 0:
		if !s.cut {
			log.Printf("%s: no connection: %v", s.name, err)
		}
		s.ways = 1
		s.end(err)
	default:
		windows.Closesocket(s.server)
		s.connect(others)
	}
}

func (s *session) receive(w *way) {
	s.proxy.queue.Start(func(o *windows.Overlapped) error {
		var flags uint32
		buffer := windows.WSABuf{Len: uint32(len(w.buffer)), Buf: &w.buffer[0]}
		return windows.WSARecv(w.from, &buffer, 1, nil, &flags, o, nil)
	}, func(n int, err error) {
		switch {
		case err != nil || s.cut:
			s.end(err)
		case n > 0:
			s.send(w, n)
		default: // this way has ended
			s.end(windows.Shutdown(w.to, windows.SD_SEND))
		}
	})
}

func (s *session) send(w *way, size int) {
	s.proxy.queue.Start(func(o *windows.Overlapped) error {
		buffer := windows.WSABuf{Len: uint32(size), Buf: &w.buffer[0]}
		return windows.WSASend(w.to, &buffer, 1, nil, 0, o, nil)
	}, func(n int, err error) {
		w.carried += n
		if err != nil || s.cut {
			s.end(err)
		} else {
			s.receive(w)
		}
	})
}

// end ends a way, for an error both, and with the last one the session.
func (s *session) end(err error) {
	if err != nil {
		s.breakOff()
	}
	if s.ways--; s.ways > 0 {
		return
	}
	if !s.cut {
		windows.Closesocket(s.client)
		windows.Closesocket(s.server)
	}
	delete(s.proxy.sessions, s)
	fmt.Printf("%s: %d bytes there, %d back\n", s.name, s.there.carried, s.back.carried)
}

// breakOff resets both connections; what is under way ends.
func (s *session) breakOff() {
	if s.cut {
		return
	}
	s.cut = true
	for _, one := range []windows.Handle{s.client, s.server} {
		windows.SetsockoptLinger(one, windows.SOL_SOCKET, windows.SO_LINGER, &windows.Linger{Onoff: 1})
		windows.Closesocket(one)
	}
}

// close ends everything that is under way.
func (p *proxy) close() {
	if p.closing {
		return
	}
	p.closing = true
	windows.Closesocket(p.listener)
	for s := range p.sessions {
		s.breakOff()
	}
}

// listen makes the listening socket, and says on which port.
func (p *proxy) listen(port int) (err error) {
	if p.listener, err = socket(windows.AF_INET); err != nil {
		return err
	}
	if err := windows.Bind(p.listener, &windows.SockaddrInet4{Port: port}); err != nil {
		return err
	}
	if err := windows.Listen(p.listener, windows.SOMAXCONN); err != nil {
		return err
	}
	address, err := windows.Getsockname(p.listener)
	if err != nil {
		return err
	}
	if err := p.queue.Add(p.listener); err != nil {
		return err
	}
	for range accepts {
		if err := p.accept(); err != nil {
			return err
		}
	}
	fmt.Println("Listening on port", address.(*windows.SockaddrInet4).Port)
	return nil
}

// look finds the addresses of the server.
func look(host, service string) (targets []netip.AddrPort, err error) {
	port, err := net.LookupPort("tcp", service)
	if err != nil {
		return nil, err
	}
	addresses, err := net.DefaultResolver.LookupNetIP(context.Background(), "ip", host)
	for _, a := range addresses {
		targets = append(targets, netip.AddrPortFrom(a.Unmap(), uint16(port)))
	}
	return targets, err
}

func run(port, host, service string) error {
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return err
	}
	targets, err := look(host, service)
	if err != nil {
		return err
	}
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
	p := &proxy{queue: queue, targets: targets, sessions: make(map[*session]bool)}
	if err := p.listen(int(number)); err != nil {
		return err
	}
	interrupt := make(chan os.Signal, 1)
	signal.Notify(interrupt, os.Interrupt)
	go func() {
		<-interrupt
		queue.Post(p.close)
	}()
	return queue.Run()
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "Usage: proxy PORT HOST SERVICE")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		log.Fatal(err)
	}
}
