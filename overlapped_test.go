package winsock_test

import (
	"bytes"
	"fmt"
	"net"
	"testing"
	"unsafe"

	"winsock"
	"winsock/internal/clause"
)

// an operation as a program keeps it: the OVERLAPPED first.
type portOperation struct {
	winsock.Overlapped
	buf  [512]byte
	wbuf winsock.WSABuf
	conn winsock.Handle
	recv bool
}

func (o *portOperation) receive() error {
	o.recv = true
	o.wbuf = winsock.WSABuf{Len: uint32(len(o.buf)), Buf: &o.buf[0]}
	var flags uint32
	return winsock.WSARecv(o.conn, &o.wbuf, 1, nil, &flags, &o.Overlapped, nil)
}

func (o *portOperation) send(n uint32) error {
	o.recv = false
	o.wbuf.Len = n
	return winsock.WSASend(o.conn, &o.wbuf, 1, nil, 0, &o.Overlapped, nil)
}

// pending makes the error of a call that goes on none.
func pending(t *testing.T, err error) {
	t.Helper()
	if err != nil && err != error(winsock.WSA_IO_PENDING) {
		t.Error(err)
	}
}

func TestPortEcho(t *testing.T) {
	clause.Covers(t, "O-183", "O-184", "O-192", "O-203", "O-206", "O-220", "O-221")
	startup(t)
	ls, at := listener(t)
	addr := fmt.Sprintf("127.0.0.1:%d", at.(*winsock.SockaddrInet4).Port)
	defer winsock.Closesocket(ls)
	port, err := winsock.CreateIoCompletionPort(winsock.InvalidHandle, 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	const conns, rounds, key = 20, 50, 7
	done := make(chan bool)
	for range 2 {
		go func() {
			for {
				var qty uint32
				var k uintptr
				var o *winsock.Overlapped
				err := winsock.GetQueuedCompletionStatus(port, &qty, &k, &o, winsock.INFINITE)
				if o == nil {
					if err != nil {
						t.Error(err)
					}
					done <- true
					return
				}
				op := (*portOperation)(unsafe.Pointer(o))
				switch {
				case err != nil || k != key:
					t.Error(err, k)
				case op.recv && qty == 0:
					winsock.Closesocket(op.conn)
				case op.recv:
					pending(t, op.send(qty))
				default:
					pending(t, op.receive())
				}
			}
		}()
	}
	ends := make(chan bool)
	keep := make([]*portOperation, 0, conns)
	for range conns {
		go func() {
			defer func() { ends <- true }()
			c, err := net.Dial("tcp", addr)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			out, in := bytes.Repeat([]byte("winsock "), 10), make([]byte, 80)
			for range rounds {
				c.Write(out)
				for n := 0; n < len(in); {
					k, err := c.Read(in[n:])
					if err != nil {
						t.Error(err)
						return
					}
					n += k
				}
				if !bytes.Equal(in, out) {
					t.Error("other bytes came back")
				}
			}
		}()
		s, _, err := winsock.Accept(ls)
		if err != nil {
			t.Fatal(err)
		}
		if h, err := winsock.CreateIoCompletionPort(s, port, key, 0); err != nil || h != port {
			t.Fatal(h, err)
		}
		op := &portOperation{conn: s}
		keep = append(keep, op)
		pending(t, op.receive())
	}
	for range conns {
		<-ends
	}
	for range 2 {
		winsock.PostQueuedCompletionStatus(port, 0, 0, nil)
	}
	<-done
	<-done
	winsock.CloseHandle(port)
	_ = keep
}
