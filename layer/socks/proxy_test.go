package socks_test

import (
	"io"
	"net"
	"net/netip"
	"testing"
	"time"

	"winsock"
	"winsock/internal/peers"
)

// scripted is a proxy that does what the port of the destination says: those below 100
// are its answers, sent one byte after the other.
func scripted(t *testing.T, listens string) string {
	t.Helper()
	return peers.Serve(t, listens, func(c net.Conn) { play(c.(*net.TCPConn)) })
}

// Destinations of a scripted proxy beside its answers.
const (
	diesAtOnce   = 101 // the connection ends without an answer
	breaks       = 102 // it is reset in the middle of one
	nonsense     = 103
	answersNames = 104 // it says what it is bound to by name
)

func play(c *net.TCPConn) {
	request := make([]byte, 3)
	if _, err := io.ReadFull(c, request); err != nil { // version, one method, none
		return
	}
	c.Write([]byte{5, 0})
	head := make([]byte, 4)
	if _, err := io.ReadFull(c, head); err != nil {
		return
	}
	address := make([]byte, 6)
	if head[3] == 4 {
		address = make([]byte, 18)
	}
	if _, err := io.ReadFull(c, address); err != nil {
		return
	}
	port := int(address[len(address)-2])<<8 | int(address[len(address)-1])
	answer := []byte{5, 0, 0, 1, 127, 0, 0, 1, 0, 7}
	switch port {
	case diesAtOnce:
		return
	case breaks:
		c.Write(answer[:5])
		c.SetLinger(0)
		return
	case nonsense:
		io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n")
		return
	case answersNames:
		answer = append([]byte{5, 0, 0, 3, 9}, "localhost\x00\x07"...)
	default:
		answer[1] = byte(port)
	}
	for i := range answer {
		c.Write(answer[i : i+1])
		time.Sleep(time.Millisecond)
	}
	if answer[1] == 0 {
		io.WriteString(c, "hello")
		io.Copy(struct{ io.Writer }{c}, struct{ io.Reader }{c})
	}
}

// TestAnswers: each answer is an error of its own, whatever way a program connects.
func TestAnswers(t *testing.T) {
	start(t, rule{"proxy": scripted(t, "127.0.0.1:0")})
	for name, connect := range ways {
		t.Run(name, func(t *testing.T) {
			for port, want := range map[uint16]winsock.Errno{
				1: winsock.WSAECONNREFUSED, 2: winsock.WSAEACCES, 3: winsock.WSAENETUNREACH,
				4: winsock.WSAEHOSTUNREACH, 5: winsock.WSAECONNREFUSED, 6: winsock.WSAETIMEDOUT,
				7: winsock.WSAEOPNOTSUPP, 8: winsock.WSAEADDRNOTAVAIL, 9: winsock.WSAECONNREFUSED,
				diesAtOnce: winsock.WSAECONNREFUSED, breaks: winsock.WSAECONNREFUSED, nonsense: winsock.WSAECONNREFUSED,
			} {
				to := netip.AddrPortFrom(netip.MustParseAddr("192.0.2.1"), port)
				if err := connect(t, socket(t), to); err != error(want) {
					t.Errorf("%d: %v, want %v", port, err, want)
				}
			}
			s := socket(t)
			to := netip.AddrPortFrom(netip.MustParseAddr("192.0.2.1"), answersNames)
			if err := connect(t, s, to); err != nil {
				t.Fatal(err)
			}
			echoed(t, s, to)
		})
	}
}

// TestInet6: destinations and proxies of both families, as far as the socket allows.
func TestInet6(t *testing.T) {
	four, six := scripted(t, "127.0.0.1:0"), scripted(t, "[::1]:0")
	start(t,
		rule{"address": "2001:db8::4", "proxy": four},
		rule{"address": "2001:db8::6", "proxy": six},
		rule{"address": "192.0.2.6", "proxy": six},
	)
	to := func(address string) winsock.Sockaddr {
		a := netip.MustParseAddr(address)
		if a.Is4() {
			return &winsock.SockaddrInet4{Addr: a.As4(), Port: answersNames}
		}
		return &winsock.SockaddrInet6{Addr: a.As16(), Port: answersNames}
	}
	for _, tt := range []struct {
		family  int
		address string
		want    error
	}{
		{winsock.AF_INET6, "2001:db8::4", nil},
		{winsock.AF_INET6, "2001:db8::6", nil},
		{winsock.AF_INET, "192.0.2.6", winsock.WSAENETUNREACH},
	} {
		s, err := winsock.Socket(tt.family, winsock.SOCK_STREAM, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer winsock.Closesocket(s)
		if err := winsock.Connect(s, to(tt.address)); err != tt.want {
			t.Errorf("%s: %v, want %v", tt.address, err, tt.want)
			continue
		}
		if tt.want != nil {
			continue
		}
		buf := make([]byte, 8)
		if n, err := winsock.Recv(s, buf, 0); err != nil || n == 0 || string(buf[:n]) != "hello"[:n] {
			t.Errorf("%s: %q, %v", tt.address, buf[:max(n, 0)], err)
		}
		if peer, err := winsock.Getpeername(s); err != nil || peer.(*winsock.SockaddrInet6).Addr != netip.MustParseAddr(tt.address).As16() {
			t.Errorf("%s: the peer is %v, %v", tt.address, peer, err)
		}
	}
}
