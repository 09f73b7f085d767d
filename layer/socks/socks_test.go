package socks_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"winsock"
	"winsock/catalog"
	"winsock/internal/leaktest"
	"winsock/internal/peers"
	"winsock/internal/waytest"
	"winsock/layer/socks"
	"winsock/provider/tcpip"
	"winsock/spi"
	"winsock/spi/spitest"
	"winsock/ws2def"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// rule is a rule of the layer.
type rule map[string]any

// setRules makes these the layer's rules.
func setRules(t testing.TB, all ...rule) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("WINSOCK_LAYER_DIR", dir)
	text, err := json.Marshal(map[string]any{"rules": all})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, socks.Name+".json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestConformance(t *testing.T) {
	for name, all := range map[string][]rule{
		"no rule": nil,
		"bypass":  {{"address": "127.0.0.0/8", "bypass": true}, {"proxy": "192.0.2.1:1080"}},
	} {
		for _, typ := range []int32{ws2def.SOCK_STREAM, ws2def.SOCK_DGRAM} {
			t.Run(fmt.Sprint(name, "/", typ), func(t *testing.T) {
				setRules(t, all...)
				layer, _ := spi.Find(socks.Name)
				below, _ := spi.Find(tcpip.Name)
				c := catalog.Default()
				spitest.Test(t, spitest.Plan{
					Startup:  spitest.Over(layer, below),
					Entry:    c.At(c.Next(-1, ws2def.AF_INET, typ, 0)).Info,
					Name:     func(testing.TB) []byte { return at("127.0.0.1:0") },
					Wildcard: at("0.0.0.0:0"),
				})
			})
		}
	}
}

// at is an address as Winsock has it.
func at(text string) []byte { return ws2def.AppendInet4(nil, netip.MustParseAddrPort(text)) }

// start starts winsock with the layer over everything.
func start(t *testing.T, all ...rule) {
	t.Helper()
	setRules(t, all...)
	t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
	err := catalog.DefaultStore().Update(func(e *catalog.Edit) error {
		_, _, err := e.InstallLayer(catalog.Layer{Provider: socks.Provider, Path: spi.PathPrefix + socks.Name, Name: "SOCKS", IFS: true})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := winsock.WSAStartup(0x0202, new(winsock.WSAData)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { winsock.WSACleanup() })
}

// run runs a proxy until the test ends, and waits until it listens.
func run(t *testing.T, listens string, name string, args ...string) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if path, err = exec.LookPath("/usr/sbin/" + name); err != nil {
			t.Skip(name, "is not installed")
		}
	}
	cmd := exec.Command(path, args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		time.AfterFunc(time.Second, func() { cmd.Process.Kill() })
		cmd.Wait()
	})
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		c, err := net.Dial("tcp", listens)
		if err == nil {
			c.Close()
			return
		}
		if time.Now().After(end) {
			t.Fatal(name, "does not listen:", err)
		}
	}
}

// microsocks runs a proxy that asks for a login.
func microsocks(t *testing.T) (proxy string) {
	proxy = free(t)
	_, port, _ := net.SplitHostPort(proxy)
	run(t, proxy, "microsocks", "-i", "127.0.0.1", "-p", port, "-u", "me", "-P", "secret")
	return proxy
}

// dante runs a proxy that relays datagrams too, and refuses to connect to 127.0.0.9.
func dante(t *testing.T) (proxy string) {
	proxy = free(t)
	_, port, _ := net.SplitHostPort(proxy)
	file := filepath.Join(t.TempDir(), "danted.conf")
	text := `logoutput: /dev/null
internal: 127.0.0.1 port = ` + port + `
external: 127.0.0.1
clientmethod: none
socksmethod: none
client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
socks block { from: 0.0.0.0/0 to: 127.0.0.9/32 }
socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
`
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	run(t, proxy, "danted", "-f", file, "-p", filepath.Join(t.TempDir(), "pid"))
	return proxy
}

// free is an address that nobody listens at.
func free(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// greeter accepts connections, greets at once and echoes. It tells from whom they are.
func greeter(t *testing.T) (to netip.AddrPort) {
	t.Helper()
	return netip.MustParseAddrPort(peers.Serve(t, "127.0.0.1:0", func(c net.Conn) {
		io.WriteString(c, "hello")
		io.Copy(struct{ io.Writer }{c}, struct{ io.Reader }{c}) // without the pipes of a splice
	}))
}

// socket opens a TCP socket.
func socket(t *testing.T) winsock.Handle {
	t.Helper()
	s, err := winsock.WSASocket(winsock.AF_INET, winsock.SOCK_STREAM, 0, nil, 0, winsock.WSA_FLAG_OVERLAPPED)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { winsock.Closesocket(s) })
	return s
}

func sockaddr(to netip.AddrPort) winsock.Sockaddr {
	return &winsock.SockaddrInet4{Addr: to.Addr().As4(), Port: int(to.Port())}
}

var fionbio = uint32(winsock.FIONBIO)

// nonblocking begins to connect without waiting.
func nonblocking(t *testing.T, s winsock.Handle, to netip.AddrPort) {
	t.Helper()
	on := uint32(1)
	if err := winsock.Ioctlsocket(s, int32(fionbio), &on); err != nil {
		t.Fatal(err)
	}
	if err := winsock.Connect(s, sockaddr(to)); err != error(winsock.WSAEWOULDBLOCK) {
		t.Fatal("connect:", err)
	}
}

// ways are those in which a program may connect.
var ways = map[string]func(t *testing.T, s winsock.Handle, to netip.AddrPort) error{
	"blocking": func(_ *testing.T, s winsock.Handle, to netip.AddrPort) error { return winsock.Connect(s, sockaddr(to)) },
	"select": func(t *testing.T, s winsock.Handle, to netip.AddrPort) error {
		nonblocking(t, s, to)
		write, except := new(winsock.FdSet), new(winsock.FdSet)
		winsock.FD_SET(s, write)
		winsock.FD_SET(s, except)
		if n, err := winsock.Select(0, nil, write, except, &winsock.Timeval{Sec: 10}); n != 1 || err != nil {
			t.Fatal("select:", n, err)
		}
		if winsock.FD_ISSET(s, write) {
			return nil
		}
		code, err := winsock.GetsockoptInt(s, winsock.SOL_SOCKET, winsock.SO_ERROR)
		if err != nil {
			t.Fatal(err)
		}
		return winsock.Errno(code)
	},
	"WSAPoll": func(t *testing.T, s winsock.Handle, to netip.AddrPort) error {
		nonblocking(t, s, to)
		fds := []winsock.WSAPOLLFD{{Fd: s, Events: winsock.POLLWRNORM}}
		if n, err := winsock.WSAPoll(fds, 10000); n != 1 || err != nil {
			t.Fatal("WSAPoll:", n, err)
		}
		if fds[0].REvents == winsock.POLLWRNORM {
			return nil
		}
		code, _ := winsock.GetsockoptInt(s, winsock.SOL_SOCKET, winsock.SO_ERROR)
		return winsock.Errno(code)
	},
	"FD_CONNECT": func(t *testing.T, s winsock.Handle, to netip.AddrPort) error {
		event, err := winsock.WSACreateEvent()
		if err != nil {
			t.Fatal(err)
		}
		defer winsock.WSACloseEvent(event)
		if err := winsock.WSAEventSelect(s, event, winsock.FD_CONNECT); err != nil {
			t.Fatal(err)
		}
		nonblocking(t, s, to)
		if got, err := winsock.WSAWaitForMultipleEvents([]winsock.Handle{event}, false, 10000, false); got != 0 {
			t.Fatal("wait:", got, err)
		}
		var told winsock.WSANETWORKEVENTS
		if err := winsock.WSAEnumNetworkEvents(s, event, &told); err != nil || told.NetworkEvents != winsock.FD_CONNECT {
			t.Fatal("events:", told, err)
		}
		if e := told.ErrorCode[winsock.FD_CONNECT_BIT]; e != 0 {
			return winsock.Errno(e)
		}
		winsock.WSAEventSelect(s, 0, 0)
		return nil
	},
	"ConnectEx": func(t *testing.T, s winsock.Handle, to netip.AddrPort) error {
		if err := winsock.Bind(s, &winsock.SockaddrInet4{}); err != nil {
			t.Fatal(err)
		}
		event, err := winsock.WSACreateEvent()
		if err != nil {
			t.Fatal(err)
		}
		defer winsock.WSACloseEvent(event)
		o := &winsock.Overlapped{HEvent: event}
		if err := winsock.ConnectEx(s, sockaddr(to), nil, 0, nil, o); err != nil && err != error(winsock.WSA_IO_PENDING) {
			return err
		}
		var n, flags uint32
		if err := winsock.WSAGetOverlappedResult(s, o, &n, true, &flags); err != nil {
			return err
		}
		return winsock.Setsockopt(s, winsock.SOL_SOCKET, winsock.SO_UPDATE_CONNECT_CONTEXT, nil, 0)
	},
}

// echoed checks that s is connected to a greeter.
func echoed(t *testing.T, s winsock.Handle, to netip.AddrPort) {
	t.Helper()
	off := uint32(0)
	winsock.Ioctlsocket(s, int32(fionbio), &off)
	if peer, err := winsock.Getpeername(s); err != nil || peer.(*winsock.SockaddrInet4).Port != int(to.Port()) {
		t.Errorf("the peer is %v, want %v; %v", peer, to, err)
	}
	if _, err := winsock.Send(s, []byte("echo"), 0); err != nil {
		t.Fatal("send:", err)
	}
	got := ""
	for buf := make([]byte, 32); len(got) < len("helloecho"); {
		n, err := winsock.Recv(s, buf, 0)
		if err != nil || n == 0 {
			t.Fatalf("%q, then %d, %v", got, n, err)
		}
		got += string(buf[:n])
	}
	if got != "helloecho" {
		t.Errorf("received %q", got)
	}
}

// TestWays: programs may wait as they like for what the proxy says and for data.
func TestWays(t *testing.T) {
	start(t, rule{"proxy": scripted(t, "127.0.0.1:0")})
	waytest.Each(t, func(t *testing.T, open func(winsock.Handle) (waytest.Socket, error)) {
		for port, want := range map[uint16]error{answersNames: nil, 2: winsock.WSAEACCES, breaks: winsock.WSAECONNREFUSED} {
			s, err := open(socket(t))
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			to := netip.AddrPortFrom(netip.MustParseAddr("192.0.2.1"), port)
			if err := s.Connect(sockaddr(to)); err != want {
				t.Errorf("%d: %v, want %v", port, err, want)
			}
			if want != nil {
				continue
			}
			hello := make([]byte, 5)
			if _, err := io.ReadFull(s, hello); err != nil || string(hello) != "hello" {
				t.Errorf("%q, %v", hello, err)
			}
			if err := waytest.Exchange(s, bytes.Repeat([]byte("through a proxy "), 1<<14)); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestConnect(t *testing.T) {
	proxy := microsocks(t)
	start(t, rule{"proxy": proxy, "user": "me", "password": "secret"})
	to := greeter(t)
	nobody := netip.MustParseAddrPort(free(t))
	for name, connect := range ways {
		t.Run(name, func(t *testing.T) {
			s := socket(t)
			if err := connect(t, s, to); err != nil {
				t.Fatal(err)
			}
			echoed(t, s, to)
			s = socket(t)
			if err := connect(t, s, nobody); err != error(winsock.WSAECONNREFUSED) {
				t.Error("to nobody:", err)
			}
			if name == "blocking" { // and again
				if err := connect(t, s, to); err != nil {
					t.Fatal("again:", err)
				}
				echoed(t, s, to)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	to := greeter(t)
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	proxy, strict := microsocks(t), dante(t)
	start(t,
		rule{"address": "127.0.0.1", "port": fmt.Sprint(to.Port()), "bypass": true},
		rule{"address": "127.0.0.2", "proxy": proxy, "user": "me", "password": "wrong"},
		rule{"address": "127.0.0.3", "proxy": proxy},
		rule{"address": "127.0.0.4", "proxy": free(t)},
		rule{"address": "127.0.0.5", "proxy": silent.Addr().String(), "timeout": "100ms"},
		rule{"proxy": strict},
	)
	for name, connect := range ways {
		t.Run(name, func(t *testing.T) {
			s := socket(t)
			if err := connect(t, s, to); err != nil {
				t.Fatal("bypass:", err)
			}
			echoed(t, s, to)
			for address, want := range map[string]winsock.Errno{
				"127.0.0.2": winsock.WSAEACCES,
				"127.0.0.3": winsock.WSAEACCES,
				"127.0.0.4": winsock.WSAECONNREFUSED,
				"127.0.0.5": winsock.WSAETIMEDOUT,
				"127.0.0.9": winsock.WSAEACCES,
			} {
				if err := connect(t, socket(t), netip.AddrPortFrom(netip.MustParseAddr(address), to.Port())); err != error(want) {
					t.Errorf("%s: %v, want %v", address, err, want)
				}
			}
		})
	}
}

func TestDatagrams(t *testing.T) {
	proxy := dante(t)
	start(t, rule{"proxy": proxy})
	server, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go func() {
		for buf := make([]byte, 4096); ; {
			n, from, err := server.ReadFromUDPAddrPort(buf)
			if err != nil {
				return
			}
			server.WriteToUDPAddrPort(append([]byte("echo "), buf[:n]...), from)
		}
	}()
	to := server.LocalAddr().(*net.UDPAddr).AddrPort()
	for _, connected := range []bool{false, true} {
		s, err := winsock.Socket(winsock.AF_INET, winsock.SOCK_DGRAM, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer winsock.Closesocket(s)
		if connected {
			if err := winsock.Connect(s, sockaddr(to)); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 20 { // the first ones wait for the relay
			text := fmt.Appendf(nil, "message %d", i)
			if connected {
				_, err = winsock.Send(s, text, 0)
			} else {
				err = winsock.Sendto(s, text, 0, sockaddr(to))
			}
			if err != nil {
				t.Fatal("send:", err)
			}
		}
		if err := winsock.SetsockoptInt(s, winsock.SOL_SOCKET, winsock.SO_RCVTIMEO, 5000); err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 64)
		for i := range 20 {
			n, from, err := winsock.Recvfrom(s, buf, 0)
			if want := fmt.Sprintf("echo message %d", i); err != nil || string(buf[:n]) != want {
				t.Fatalf("%q, %v, want %q", buf[:max(n, 0)], err, want)
			}
			if port := from.(*winsock.SockaddrInet4).Port; port != int(to.Port()) {
				t.Errorf("from port %d, want %d", port, to.Port())
			}
		}
	}
}
