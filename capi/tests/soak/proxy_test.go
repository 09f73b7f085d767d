package soak_test

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"testing"
)

// proxy is the address of a SOCKS 5 proxy, which wants a login. Its connections come from
// the addresses of its clients: by these the soak's server knows whom it talks to.
func proxy(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	t.Cleanup(func() {
		l.Close()
		all.Wait()
	})
	all.Go(func() {
		for {
			c, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil {
				all.Go(func() { serve(c.(*net.TCPConn)) })
			}
		}
	})
	return l.Addr().String()
}

// serve is the proxy's part of a connection.
//
// Source: RFC 1928, RFC 1929.
func serve(client *net.TCPConn) {
	defer client.Close()
	to, err := asked(client)
	if err != nil {
		return
	}
	from := client.RemoteAddr().(*net.TCPAddr).IP
	c, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: from}}).Dial("tcp4", to.String())
	if err != nil {
		client.Write([]byte{5, 5, 0, 1, 0, 0, 0, 0, 0, 0})
		return
	}
	server := c.(*net.TCPConn)
	defer server.Close()
	client.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	var both sync.WaitGroup
	both.Go(func() { carry(server, client) })
	both.Go(func() { carry(client, server) })
	both.Wait()
}

// asked is whom a client wants to be connected to.
func asked(client io.ReadWriter) (to netip.AddrPort, err error) {
	take := func(n int) []byte {
		b := make([]byte, n)
		if err == nil {
			_, err = io.ReadFull(client, b)
		}
		return b
	}
	say := func(b ...byte) {
		if err == nil {
			_, err = client.Write(b)
		}
	}
	take(int(take(2)[1])) // its methods
	say(5, 2)
	user := take(int(take(2)[1]))
	password := take(int(take(1)[0]))
	if string(user) != "me" || string(password) != "secret" {
		say(1, 1)
		return to, errors.New("not this one")
	}
	say(1, 0)
	take(4) // version, CONNECT, reserved, IPv4
	a := take(6)
	ip, _ := netip.AddrFromSlice(a[:4])
	return netip.AddrPortFrom(ip, binary.BigEndian.Uint16(a[4:])), err
}

// carry sends what comes from one connection over another one. It ends or breaks off as
// the first one does.
func carry(to, from *net.TCPConn) {
	_, err := io.Copy(struct{ io.Writer }{to}, struct{ io.Reader }{from})
	if err == nil {
		to.CloseWrite()
		return
	}
	for _, c := range []*net.TCPConn{to, from} {
		c.SetLinger(0)
		c.Close()
	}
}
