package winsock_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/nettest"

	"winsock"
	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/provider/loop"
	"winsock/ws2def"
)

// dial makes a connection that the test's end closes.
func dial(t testing.TB, d *winsock.Dialer, network, address string) net.Conn {
	t.Helper()
	c, err := d.Dial(network, address)
	if err != nil {
		t.Fatalf("Dial(%q, %q): %v", network, address, err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// listen makes a listener that the test's end closes.
func listen(t testing.TB, network, address string) *winsock.Listener {
	t.Helper()
	t.Cleanup(winsock.StopUse)
	var config winsock.ListenConfig
	l, err := config.Listen(context.Background(), network, address)
	if err != nil {
		t.Fatalf("Listen(%q, %q): %v", network, address, err)
	}
	t.Cleanup(func() { l.Close() })
	return l.(*winsock.Listener)
}

// listenPacket makes a socket for messages that the test's end closes.
func listenPacket(t testing.TB, network, address string) *winsock.PacketConn {
	t.Helper()
	t.Cleanup(winsock.StopUse)
	var config winsock.ListenConfig
	c, err := config.ListenPacket(context.Background(), network, address)
	if err != nil {
		t.Fatalf("ListenPacket(%q, %q): %v", network, address, err)
	}
	t.Cleanup(func() { c.Close() })
	return c.(*winsock.PacketConn)
}

// accept takes a connection that the test's end closes.
func accept(t testing.TB, l *winsock.Listener) *winsock.Conn {
	t.Helper()
	c, err := l.Accept()
	if err != nil {
		t.Fatal("Accept:", err)
	}
	t.Cleanup(func() { c.Close() })
	return c.(*winsock.Conn)
}

// withLoop installs the loop provider in a catalog of the test's own.
func withLoop(t testing.TB) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "catalog.json")
	t.(*testing.T).Setenv("WINSOCK_CATALOG", file)
	var entries []catalog.Entry
	for _, info := range loop.Entries() {
		entries = append(entries, catalog.Entry{Info: info, Path: "go:" + loop.Name})
	}
	err := catalog.Open(file).Update(func(e *catalog.Edit) error {
		_, err := e.Install(entries...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(winsock.StopUse)
}

// loopAddress is the text of a free address of the loop provider.
var loopAddress = (&winsock.Addr{Net: "stream", Sockaddr: loop.Address(0)}).String()

func TestConnOfAChosenProvider(t *testing.T) {
	withLoop(t)
	const guid = "{5A1F9C3E-7D42-4B0E-9C61-2F8E4D7B6A10}"
	pipe := func() (c1, c2 net.Conn, stop func(), err error) {
		config := winsock.ListenConfig{Provider: guid}
		l, err := config.Listen(context.Background(), "stream", loopAddress)
		if err != nil {
			return nil, nil, nil, err
		}
		defer l.Close()
		dialer := winsock.Dialer{Provider: "loop [STREAM]"}
		if c1, err = dialer.Dial("stream", l.Addr().String()); err != nil {
			return nil, nil, nil, err
		}
		if c2, err = l.Accept(); err != nil {
			return nil, nil, nil, err
		}
		return c1, c2, func() { c1.Close(); c2.Close() }, nil
	}
	nettest.TestConn(t, pipe)
}

func TestMessagesOfAChosenProvider(t *testing.T) {
	withLoop(t)
	for _, network := range []string{"seqpacket", "rdm", "dgram"} {
		t.Run(network, func(t *testing.T) {
			d := winsock.Dialer{Provider: "Loop [" + map[string]string{"seqpacket": "seqpacket", "rdm": "RDM", "dgram": "datagram"}[network] + "]"}
			config := winsock.ListenConfig{Provider: d.Provider}
			var a net.Conn
			var b io.Reader
			if network == "seqpacket" {
				l, err := config.Listen(context.Background(), network, loopAddress)
				if err != nil {
					t.Fatal("Listen:", err)
				}
				defer l.Close()
				a = dial(t, &d, network, l.Addr().String())
				b = accept(t, l.(*winsock.Listener))
			} else {
				c, err := config.ListenPacket(context.Background(), network, loopAddress)
				if err != nil {
					t.Fatal("ListenPacket:", err)
				}
				defer c.Close()
				a = dial(t, &d, network, c.LocalAddr().String())
				b = c.(*winsock.PacketConn)
			}
			for _, message := range []string{"one", "", "three"} {
				if n, err := a.Write([]byte(message)); n != len(message) || err != nil {
					t.Fatal("Write:", n, err)
				}
				p := make([]byte, 16)
				if n, err := b.Read(p); err != nil || string(p[:n]) != message {
					t.Fatalf("Read: %q, %v; want %q", p[:n], err, message)
				}
			}
		})
	}
}

func TestProviders(t *testing.T) {
	t.Setenv("WINSOCK_CATALOG", filepath.Join(t.TempDir(), "none.json"))
	t.Cleanup(winsock.StopUse)
	for choice, want := range map[string][]uint32{
		"":                                       {1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011},
		"1005":                                   {1005},
		"msafd tcpip [udp/ip]":                   {1005},
		"{E70F1AA0-AB8B-11CF-8CA3-00805F48A192}": {1004, 1005, 1006},
		"E70f1aa0-ab8b-11cf-8ca3-00805f48a192":   {1004, 1005, 1006},
		"nobody":                                 nil,
		"7":                                      nil,
	} {
		infos, err := winsock.Providers(choice)
		var ids []uint32
		for _, info := range infos {
			ids = append(ids, info.CatalogEntryId)
		}
		if diff := cmp.Diff(want, ids); diff != "" || err != nil {
			t.Errorf("Providers(%q): %v (-want +got):\n%s", choice, err, diff)
		}
	}
}

func TestTalk(t *testing.T) {
	dir := t.TempDir()
	for _, tc := range []struct{ network, listen, dial string }{
		{"tcp", "127.0.0.1:0", ""},
		{"tcp", "[::1]:0", ""},
		{"tcp4", ":0", "127.0.0.1"},
		{"tcp6", ":0", "::1"},
		{"tcp", ":0", "127.0.0.1"},
		{"tcp", ":0", "::1"},
		{"unix", filepath.Join(dir, "socket"), ""},
	} {
		t.Run(tc.network+" "+tc.listen+" "+tc.dial, func(t *testing.T) {
			l := listen(t, tc.network, tc.listen)
			address := l.Addr().String()
			if tc.dial != "" {
				_, port, _ := net.SplitHostPort(address)
				address = net.JoinHostPort(tc.dial, port)
			}
			a := dial(t, &winsock.Dialer{Timeout: 10 * time.Second}, tc.network, address)
			b := accept(t, l)
			if got := a.RemoteAddr(); got.String() != address || got.Network() != l.Addr().Network() {
				t.Errorf("the peer is %v, want %s", got, address)
			}
			if b.LocalAddr().String() != address {
				t.Errorf("accepted at %v, want %s", b.LocalAddr(), address)
			}
			if _, err := io.WriteString(a, "request"); err != nil {
				t.Fatal("Write:", err)
			}
			if err := a.(*winsock.Conn).CloseWrite(); err != nil {
				t.Fatal("CloseWrite:", err)
			}
			got, err := io.ReadAll(b)
			if string(got) != "request" || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
			if _, err := io.WriteString(b, "answer"); err != nil {
				t.Error("Write after the end:", err)
			}
			b.Close()
			if got, err := io.ReadAll(a); string(got) != "answer" || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	if _, err := os.Stat(filepath.Join(dir, "socket")); !errors.Is(err, os.ErrNotExist) {
		t.Error("the socket's file is left:", err)
	}
}

func TestPackets(t *testing.T) {
	for _, tc := range []struct{ network, listen, dial string }{
		{"udp", "127.0.0.1:0", ""},
		{"udp6", "[::1]:0", ""},
		{"udp", ":0", "127.0.0.1"},
	} {
		t.Run(tc.network+" "+tc.listen, func(t *testing.T) {
			server := listenPacket(t, tc.network, tc.listen)
			address := server.LocalAddr().String()
			if tc.dial != "" {
				_, port, _ := net.SplitHostPort(address)
				address = net.JoinHostPort(tc.dial, port)
			}
			client := dial(t, &winsock.Dialer{}, tc.network, address)
			if _, err := client.Write([]byte("request")); err != nil {
				t.Fatal("Write:", err)
			}
			p := make([]byte, 16)
			n, from, err := server.ReadFrom(p)
			if string(p[:n]) != "request" || err != nil || from.String() != client.LocalAddr().String() {
				t.Fatalf("ReadFrom: %q from %v, %v; want from %v", p[:n], from, err, client.LocalAddr())
			}
			if n, err := server.WriteTo([]byte("a long answer"), from); n != 13 || err != nil {
				t.Fatal("WriteTo:", n, err)
			}
			if n, err := client.Read(p[:6]); string(p[:n]) != "a long" || !errors.Is(err, winsock.WSAEMSGSIZE) {
				t.Errorf("Read with little room: %q, %v", p[:n], err)
			}
			if _, err := server.WriteTo([]byte("x"), &net.UnixAddr{Name: "/x"}); !errors.Is(err, winsock.WSAEAFNOSUPPORT) {
				t.Error("WriteTo another family:", err)
			}
			if _, err := server.WriteTo([]byte("x"), nil); !errors.Is(err, winsock.WSAEFAULT) {
				t.Error("WriteTo nowhere:", err)
			}
			if _, err := server.Write([]byte("x")); !errors.Is(err, winsock.WSAENOTCONN) {
				t.Error("Write without peer:", err)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	l := listen(t, "tcp4", "127.0.0.1:0")
	refused := l.Addr().String()
	l.Close()
	var d winsock.Dialer

	_, err := d.Dial("tcp", refused)
	var op *winsock.OpError
	if !errors.As(err, &op) || op.Op != "dial" || op.Errno != winsock.WSAECONNREFUSED || op.Family != winsock.AF_INET || op.Provider != "MSAFD Tcpip [TCP/IP]" {
		t.Fatalf("refused: %#v", err)
	}
	if !errors.Is(err, winsock.WSAECONNREFUSED) || !errors.Is(err, syscall.ECONNREFUSED) || op.Timeout() {
		t.Error("refused:", err)
	}
	text := err.Error()
	for _, part := range []string{"dial ", refused, "MSAFD Tcpip [TCP/IP]", "WSAECONNREFUSED", "(10061)", "nothing listens"} {
		i := strings.Index(text, part)
		if i < 0 {
			t.Fatalf("%q does not tell %q in its place", err, part)
		}
		text = text[i+len(part):]
	}

	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Error("Accept after Close:", err)
	}
	if err := l.Close(); !errors.Is(err, net.ErrClosed) {
		t.Error("Close after Close:", err)
	}
	if err := l.SetDeadline(time.Now()); !errors.Is(err, net.ErrClosed) {
		t.Error("SetDeadline after Close:", err)
	}

	for _, tc := range []struct {
		name, network, address string
		dialer                 winsock.Dialer
		want                   error
	}{
		{"network", "sctp", "x:1", winsock.Dialer{}, net.UnknownNetworkError("sctp")},
		{"address", "tcp", "no port", winsock.Dialer{}, winsock.WSAEINVAL},
		{"host", "tcp", "1.2.3.400:1", winsock.Dialer{Timeout: time.Nanosecond}, os.ErrDeadlineExceeded},
		{"service", "tcp", "127.0.0.1:no such service", winsock.Dialer{}, winsock.WSATYPE_NOT_FOUND},
		{"path", "unix", strings.Repeat("x", 108), winsock.Dialer{}, winsock.WSAEINVAL},
		{"no provider for it", "stream", "40/00", winsock.Dialer{}, winsock.WSAEINVAL},
		{"unknown provider", "tcp", "127.0.0.1:1", winsock.Dialer{Provider: "nobody"}, winsock.WSAEINVAL},
		{"another provider", "tcp", "127.0.0.1:1", winsock.Dialer{Provider: "AF_UNIX"}, winsock.WSAEPROTONOSUPPORT},
		{"another family", "tcp", "[::1]:1", winsock.Dialer{Provider: "MSAFD Tcpip [TCP/IP]"}, winsock.WSAHOST_NOT_FOUND},
		{"local address", "tcp", "127.0.0.1:1", winsock.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1)}}, winsock.WSAEADDRNOTAVAIL},
		{"local family", "tcp", "127.0.0.1:1", winsock.Dialer{LocalAddr: &net.UnixAddr{Name: "x"}}, winsock.WSAEAFNOSUPPORT},
		{"flags", "tcp", "127.0.0.1:1", winsock.Dialer{Flags: 0x200}, winsock.WSAEINVAL},
		{"control", "tcp", "127.0.0.1:1", winsock.Dialer{Control: func(_, _ string, _ winsock.Handle) error { return io.ErrUnexpectedEOF }}, io.ErrUnexpectedEOF},
	} {
		if c, err := tc.dialer.Dial(tc.network, tc.address); c != nil || !errors.Is(err, tc.want) || !errors.As(err, &op) {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
	}
	var config winsock.ListenConfig
	if _, err := config.Listen(context.Background(), "udp", ":0"); !errors.Is(err, winsock.WSAEOPNOTSUPP) {
		t.Error("Listen for datagrams:", err)
	}
	if _, err := config.ListenPacket(context.Background(), "tcp", ":0"); !errors.Is(err, winsock.WSAEOPNOTSUPP) {
		t.Error("ListenPacket for a stream:", err)
	}
	if _, err := config.Listen(context.Background(), "nonsense", ":0"); !errors.Is(err, net.UnknownNetworkError("nonsense")) {
		t.Error("Listen on nonsense:", err)
	}
}

// TestDialEnds shows that a context or a deadline ends a dial that nobody
// answers: a listener's queue is full.
func TestDialEnds(t *testing.T) {
	t.Cleanup(winsock.StopUse)
	config := winsock.ListenConfig{Backlog: 1}
	l, err := config.Listen(context.Background(), "tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	address := l.Addr().String()
	// Connections that find no room in the queue wait.
	waits := func(d *winsock.Dialer, ctx context.Context) error {
		for range 20 {
			c, err := d.DialContext(ctx, "tcp4", address)
			if err != nil {
				return err
			}
			t.Cleanup(func() { c.Close() })
		}
		return nil
	}
	err = waits(&winsock.Dialer{Timeout: 50 * time.Millisecond}, context.Background())
	var timeout net.Error
	switch {
	case errors.Is(err, winsock.WSAECONNREFUSED):
		t.Skip("a full queue refuses here: nothing to wait for")
	case !errors.Is(err, os.ErrDeadlineExceeded) || !errors.As(err, &timeout) || !timeout.Timeout():
		t.Error("Timeout:", err)
	}
	if err := waits(&winsock.Dialer{Deadline: time.Now().Add(-time.Second)}, context.Background()); !errors.Is(err, context.DeadlineExceeded) {
		t.Error("Deadline:", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	if err := waits(&winsock.Dialer{}, ctx); !errors.Is(err, context.Canceled) || !errors.Is(err, winsock.WSA_E_CANCELLED) {
		t.Error("context:", err)
	}
}

// TestPartOfAWrite shows that a write that ends at its deadline counts what was
// handed over.
func TestPartOfAWrite(t *testing.T) {
	clause.Covers(t, "S-462")
	l := listen(t, "tcp4", "127.0.0.1:0")
	a := dial(t, &winsock.Dialer{}, "tcp4", l.Addr().String())
	b := accept(t, l)
	const much = 64 << 20
	n, done := 0, make(chan error)
	go func() {
		var err error
		n, err = a.Write(make([]byte, much))
		done <- err
	}()
	waitForParked(t, 1) // nobody reads: it has written what there is room for
	if err := a.SetWriteDeadline(time.Now()); err != nil {
		t.Fatal(err)
	}
	err := <-done
	if n == 0 || n == much || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("Write: %d bytes, %v", n, err)
	}
	a.Close()
	if got, err := io.Copy(io.Discard, b); got != int64(n) || err != nil {
		t.Errorf("%d bytes were counted, %d came, %v", n, got, err)
	}
}

func TestSetLinger(t *testing.T) {
	l := listen(t, "tcp4", "127.0.0.1:0")
	a := dial(t, &winsock.Dialer{}, "tcp4", l.Addr().String()).(*winsock.Conn)
	b := accept(t, l)
	for d, want := range map[time.Duration]int{
		-1:                      0,
		time.Second:             1 | 1<<16,
		1500 * time.Millisecond: 1 | 2<<16,
		1000 * time.Hour:        1 | 0xFFFF<<16,
		0:                       1,
	} {
		if err := a.SetLinger(d); err != nil {
			t.Fatal("SetLinger:", err)
		}
		got, err := winsock.GetsockoptInt(a.Handle(), winsock.SOL_SOCKET, winsock.SO_LINGER)
		if uint16(got) != uint16(want) || got&1 == 1 && uint32(got) != uint32(want) || err != nil {
			t.Errorf("SetLinger(%v) gives %#x, %v; want %#x", d, got, err, want)
		}
	}
	if err := a.SetLinger(0); err != nil {
		t.Fatal("SetLinger:", err)
	}
	a.Close()
	if _, err := b.Read(make([]byte, 1)); !errors.Is(err, winsock.WSAECONNRESET) {
		t.Error("Read after an abortive close:", err)
	}
}

func TestControlAndFlags(t *testing.T) {
	t.Cleanup(winsock.StopUse)
	var seen []string
	config := winsock.ListenConfig{
		Flags: winsock.WSA_FLAG_NO_HANDLE_INHERIT,
		Control: func(network, address string, s winsock.Handle) error {
			seen = append(seen, network+" "+address)
			return winsock.SetsockoptInt(s, winsock.SOL_SOCKET, winsock.SO_RCVBUF, 12345)
		},
	}
	c, err := config.ListenPacket(context.Background(), "udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	size, err := winsock.GetsockoptInt(c.(*winsock.PacketConn).Handle(), winsock.SOL_SOCKET, winsock.SO_RCVBUF)
	if diff := cmp.Diff([]string{"udp4 127.0.0.1:0"}, seen); diff != "" || size != 12345 || err != nil {
		t.Errorf("buffer of %d bytes, %v (-want +seen):\n%s", size, err, diff)
	}
}

// TestUseIsKept: the comfort API's own start survives the program's clean-up.
func TestUseIsKept(t *testing.T) {
	l := listen(t, "tcp4", "127.0.0.1:0")
	if err := winsock.WSAStartup(0x0202, new(ws2def.WSAData)); err != nil {
		t.Fatal(err)
	}
	if err := winsock.WSACleanup(); err != nil {
		t.Fatal(err)
	}
	dial(t, &winsock.Dialer{}, "tcp4", l.Addr().String())
}
