package main

import (
	"errors"
	"io"
	"net"

	"winsock"
)

// Blocking traffic between two goroutines, against Go's net.

// stream is one end of a connection, of either side.
type stream interface {
	io.ReadWriteCloser
}

// socket makes a stream of a handle with two calls and nothing between.
type socket winsock.Handle

func (s socket) Read(p []byte) (int, error)  { return winsock.Recv(winsock.Handle(s), p, 0) }
func (s socket) Write(p []byte) (int, error) { return winsock.Send(winsock.Handle(s), p, 0) }
func (s socket) Close() error                { return winsock.Closesocket(winsock.Handle(s)) }

func netPair() (a, b stream) {
	l := must(net.Listen("tcp4", "127.0.0.1:0"))
	defer l.Close()
	a = must(net.Dial("tcp4", l.Addr().String()))
	return a, must(l.Accept())
}

func winsockPair() (a, b stream) {
	c, d := pair()
	return socket(c), socket(d)
}

// roundTrip sends 64 bytes to an echoing goroutine and waits for them.
func roundTrip(pair func() (a, b stream)) side {
	return func() (func(int), func()) {
		a, b := pair()
		done := make(chan struct{})
		go func() {
			defer close(done)
			buf := make([]byte, 64)
			for {
				n, err := b.Read(buf)
				if n == 0 || err != nil {
					return
				}
				must(b.Write(buf[:n]))
			}
		}()
		buf := make([]byte, 64)
		return func(n int) {
				for range n {
					must(a.Write(buf))
					must(a.Read(buf))
				}
			}, func() {
				a.Close()
				<-done
				b.Close()
			}
	}
}

// streaming sends blocks of 64 KiB to a goroutine that reads them.
func streaming(pair func() (a, b stream)) side {
	const block = 64 << 10
	return func() (func(int), func()) {
		a, b := pair()
		need := make(chan int)
		done := make(chan struct{})
		go func() {
			defer close(done)
			buf := make([]byte, block)
			for want := range need {
				for got := 0; got < want; {
					n, err := b.Read(buf)
					if n == 0 || err != nil {
						panic(errors.Join(errors.New("stream ended"), err))
					}
					got += n
				}
				done <- struct{}{}
			}
		}()
		buf := make([]byte, block)
		return func(n int) {
				need <- n * block
				for range n {
					must(a.Write(buf))
				}
				<-done
			}, func() {
				close(need)
				<-done
				a.Close()
				b.Close()
			}
	}
}
