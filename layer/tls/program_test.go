package tls_test

import (
	"bufio"
	"bytes"
	"context"
	gotls "crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/nettest"

	"winsock"
	"winsock/catalog"
	"winsock/internal/peers"
	"winsock/layer/pass"
	"winsock/layer/tls"
	"winsock/spi"
	"winsock/ws2def"
)

// install puts layers over TCP for the programs of a test, the first one lowest.
func install(t testing.TB, names ...string) {
	t.Helper()
	t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
	t.Cleanup(func() { winsock.WSACleanup() }) // the next test has another catalog
	err := catalog.DefaultStore().Update(func(e *catalog.Edit) error {
		for i, name := range names {
			_, _, err := e.InstallLayer(catalog.Layer{
				Provider: ws2def.GUID{Data1: 0x746C73, Data2: uint16(i)}, Path: spi.PathPrefix + name, Name: name,
				Over: []catalog.Triple{{Family: ws2def.AF_INET, Type: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP}},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// program makes the test a winsock program under the layer, with these rules.
func program(t testing.TB, all ...options) {
	t.Helper()
	install(t, tls.Name)
	setRules(t, all...)
}

// serverRule and clientRule are rules for everybody.
func (id identity) serverRule() options {
	return options{"side": "server", "certificate": id.certificate, "key": id.key}
}

func (id identity) clientRule() options {
	return options{"side": "client", "roots": id.certificate}
}

// config is that of crypto/tls at the other end, for both sides.
func (id identity) config(t testing.TB) *gotls.Config {
	t.Helper()
	own, err := gotls.LoadX509KeyPair(id.certificate, id.key)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(id.pem)
	return &gotls.Config{Certificates: []gotls.Certificate{own}, RootCAs: roots, ServerName: "127.0.0.1"}
}

// listen is a listener of a winsock program.
func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := new(winsock.ListenConfig).Listen(context.Background(), "tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// foreign is a listener that is not ours, which serves each connection by f.
func foreign(t testing.TB, f func(net.Conn)) string {
	t.Helper()
	return peers.Serve(t, "127.0.0.1:0", f)
}

// dial connects a winsock program.
func dial(t testing.TB, address string) net.Conn {
	t.Helper()
	c, err := (&winsock.Dialer{Timeout: 20 * time.Second}).Dial("tcp4", address)
	if err != nil {
		t.Fatal(err)
	}
	c.SetDeadline(time.Now().Add(20 * time.Second))
	t.Cleanup(func() { c.Close() })
	return c
}

// content is n bytes.
func content(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{7}).Read(b)
	return b
}

type halfCloser interface{ CloseWrite() error }

// exchange sends data, ends, and wants an echo of it and its end.
func exchange(t *testing.T, c net.Conn, data []byte) {
	t.Helper()
	sent := make(chan error, 1)
	go func() {
		_, err := c.Write(data)
		if err == nil {
			err = c.(halfCloser).CloseWrite()
		}
		sent <- err
	}()
	got, err := io.ReadAll(c)
	if err != nil || !bytes.Equal(got, data) {
		t.Errorf("%d bytes came back of %d: %v", len(got), len(data), err)
	}
	if err := <-sent; err != nil {
		t.Error("send:", err)
	}
}

// echo sends back what comes, and ends after it.
func echo(c net.Conn) {
	io.Copy(struct{ io.Writer }{c}, struct{ io.Reader }{c}) // no splice, which keeps a pipe
	c.(halfCloser).CloseWrite()
}

func TestClient(t *testing.T) {
	id := newIdentity(t, "127.0.0.1")
	program(t, id.clientRule())
	for _, version := range []uint16{gotls.VersionTLS12, gotls.VersionTLS13} {
		config := id.config(t)
		config.MaxVersion = version
		address := foreign(t, func(c net.Conn) { echo(gotls.Server(c, config)) })
		exchange(t, dial(t, address), content(3<<20))
	}
}

func TestServer(t *testing.T) {
	id := newIdentity(t, "127.0.0.1")
	program(t, id.serverRule())
	l := listen(t)
	// Who says nothing keeps nobody waiting, and who talks nonsense is not met.
	for _, first := range []string{"", "GET / HTTP/1.0\r\n\r\n"} {
		c, err := net.Dial("tcp4", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		io.WriteString(c, first)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c, err := l.Accept()
		if err != nil {
			t.Error("Accept:", err)
			return
		}
		defer c.Close()
		echo(c)
	}()
	c, err := gotls.Dial("tcp4", l.Addr().String(), id.config(t))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	exchange(t, c, content(3<<20))
	<-done
}

// TestChecked: what is not as it has to be is refused, with a reason.
func TestChecked(t *testing.T) {
	id, other := newIdentity(t, "127.0.0.1", "right.test"), newIdentity(t, "127.0.0.2")
	serve := func(config *gotls.Config) func(net.Conn) {
		return func(c net.Conn) { gotls.Server(c, config).Handshake() }
	}
	old := id.config(t)
	old.MaxVersion = gotls.VersionTLS12
	for _, tt := range []struct {
		name   string
		rule   options
		server func(net.Conn)
		want   winsock.Errno
	}{
		{"right", id.clientRule(), serve(id.config(t)), 0},
		{"another name that is right", options{"side": "client", "roots": id.certificate, "server_name": "right.test"}, serve(id.config(t)), 0},
		{"a name that is wrong", options{"side": "client", "roots": id.certificate, "server_name": "wrong.test"}, serve(id.config(t)), winsock.WSAECONNABORTED},
		{"an address that is wrong", other.clientRule(), serve(other.config(t)), winsock.WSAECONNABORTED},
		{"nobody vouches", other.clientRule(), serve(id.config(t)), winsock.WSAECONNABORTED},
		{"the system does not vouch", options{"side": "client"}, serve(id.config(t)), winsock.WSAECONNABORTED},
		{"too old", options{"side": "client", "roots": id.certificate, "min_version": "1.3"}, serve(old), winsock.WSAECONNREFUSED},
		{"no TLS", id.clientRule(), func(c net.Conn) { io.WriteString(c, "220 welcome\r\n"); io.Copy(io.Discard, c) }, winsock.WSAECONNABORTED},
		{"gone", id.clientRule(), func(c net.Conn) { c.Read(make([]byte, 5000)) }, winsock.WSAECONNRESET},
	} {
		t.Run(tt.name, func(t *testing.T) {
			program(t, tt.rule)
			c, err := (&winsock.Dialer{Timeout: 20 * time.Second}).Dial("tcp4", foreign(t, tt.server))
			if err == nil {
				c.Close()
			}
			var got winsock.Errno
			errors.As(err, &got)
			if got != tt.want || (err == nil) != (tt.want == 0) {
				t.Errorf("%v, want %v", err, tt.want)
			}
		})
	}
}

// TestCut: a stream that ends without close_notify is cut off; what came before is
// received.
func TestCut(t *testing.T) {
	id := newIdentity(t, "127.0.0.1")
	program(t, id.clientRule())
	config := id.config(t)
	c := dial(t, foreign(t, func(c net.Conn) { io.WriteString(gotls.Server(c, config), "half a sen") }))
	got, err := io.ReadAll(c)
	if string(got) != "half a sen" || !errors.Is(err, winsock.WSAECONNRESET) {
		t.Errorf("%q, %v; want all and WSAECONNRESET", got, err)
	}
}

// recorded is a connection with what comes through it.
type recorded struct {
	net.Conn
	all *bytes.Buffer
}

func (r recorded) Read(p []byte) (int, error) {
	n, err := r.Conn.Read(p)
	r.all.Write(p[:n])
	return n, err
}

// lastRecord is the type of the last record in a stream.
func lastRecord(stream []byte) (typ byte) {
	for len(stream) >= 5 {
		typ = stream[0]
		stream = stream[min(len(stream), 5+int(stream[3])<<8+int(stream[4])):]
	}
	return typ
}

// TestCloseNotify: shutdown and a graceful close say that it was all, by an alert behind the
// data.
func TestCloseNotify(t *testing.T) {
	const alert = 21
	id := newIdentity(t, "127.0.0.1")
	program(t, id.clientRule())
	config := id.config(t)
	config.MaxVersion = gotls.VersionTLS12 // shows the types of records
	for _, shut := range []bool{true, false} {
		type end struct {
			text string
			last byte
			err  error
		}
		ends := make(chan end, 1)
		c := dial(t, foreign(t, func(c net.Conn) {
			var all bytes.Buffer
			text, err := io.ReadAll(gotls.Server(recorded{c, &all}, config))
			ends <- end{string(text), lastRecord(all.Bytes()), err}
		}))
		io.WriteString(c, "all")
		if shut {
			c.(halfCloser).CloseWrite()
		} else {
			c.Close()
		}
		if got := <-ends; got.text != "all" || got.last != alert || got.err != nil {
			t.Errorf("shutdown %v: %+v", shut, got)
		}
	}
}

// TestHalfClose: after its end a program still receives what the other side has to say.
func TestHalfClose(t *testing.T) {
	id := newIdentity(t, "127.0.0.1")
	program(t, id.clientRule())
	config := id.config(t)
	c := dial(t, foreign(t, func(c net.Conn) {
		s := gotls.Server(c, config)
		question, _ := io.ReadAll(s)
		s.Write(bytes.ToUpper(question))
		s.CloseWrite()
	}))
	io.WriteString(c, "well?")
	c.(halfCloser).CloseWrite()
	if answer, err := io.ReadAll(c); string(answer) != "WELL?" || err != nil {
		t.Errorf("%q, %v", answer, err)
	}
}

// TestNegotiated: both sides agree on a protocol, and a second connection resumes the
// session of the first.
func TestNegotiated(t *testing.T) {
	id := newIdentity(t, "127.0.0.1")
	rule := id.clientRule()
	rule["protocols"] = []string{"chat/2", "chat/1"}
	program(t, rule)
	config := id.config(t)
	config.NextProtos = []string{"chat/1"}
	states := make(chan gotls.ConnectionState, 1)
	address := foreign(t, func(c net.Conn) {
		s := gotls.Server(c, config)
		io.WriteString(s, "hello")
		states <- s.ConnectionState()
		io.Copy(io.Discard, s)
	})
	for _, resumed := range []bool{false, true} {
		c := dial(t, address)
		if _, err := io.ReadFull(c, make([]byte, 5)); err != nil {
			t.Fatal(err)
		}
		if state := <-states; state.NegotiatedProtocol != "chat/1" || state.DidResume != resumed {
			t.Errorf("%q, resumed %v; want chat/1, %v", state.NegotiatedProtocol, state.DidResume, resumed)
		}
		c.Close()
	}
}

// TestCrowd: many connections at once, each with bytes of its own.
func TestCrowd(t *testing.T) {
	id := newIdentity(t, "127.0.0.1")
	program(t, id.serverRule(), id.clientRule())
	l := listen(t)
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer c.Close()
				echo(c)
			})
		}
	})
	var clients sync.WaitGroup
	for i := range 100 {
		clients.Go(func() {
			c, err := (&winsock.Dialer{Timeout: 20 * time.Second}).Dial("tcp4", l.Addr().String())
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			exchange(t, c, content(i * 3000)[i:])
		})
	}
	clients.Wait()
	l.Close()
	all.Wait()
}

// TestClientCertificates: a server that asks for certificates gets them or refuses.
func TestClientCertificates(t *testing.T) {
	id, mine := newIdentity(t, "127.0.0.1"), newIdentity(t, "client.test")
	asks := id.serverRule()
	asks["client_roots"] = mine.certificate
	shows := id.clientRule()
	shows["certificate"], shows["key"] = mine.certificate, mine.key
	program(t, asks, shows)
	l := listen(t)
	peers.Each(l, echo)
	exchange(t, dial(t, l.Addr().String()), content(100))
	config := id.config(t)
	config.Certificates = nil
	c, err := gotls.Dial("tcp4", l.Addr().String(), config)
	if err == nil {
		_, err = c.Read(make([]byte, 1))
		c.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "certificate required") {
		t.Error("without a certificate:", err)
	}
}

// TestConn runs the kit for connections over both sides, alone and over another layer.
func TestConn(t *testing.T) {
	id := newIdentity(t, "127.0.0.1")
	for name, layers := range map[string][]string{"alone": {tls.Name}, "over pass": {pass.Name, tls.Name}, "below pass": {tls.Name, pass.Name}} {
		t.Run(name, func(t *testing.T) {
			install(t, layers...)
			setRules(t, id.serverRule(), id.clientRule())
			nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
				l, err := new(winsock.ListenConfig).Listen(context.Background(), "tcp4", "127.0.0.1:0")
				if err != nil {
					return nil, nil, nil, err
				}
				defer l.Close()
				if c1, err = new(winsock.Dialer).Dial("tcp4", l.Addr().String()); err != nil {
					return nil, nil, nil, err
				}
				if c2, err = l.Accept(); err != nil {
					return nil, nil, nil, err
				}
				return c1, c2, func() { c1.Close(); c2.Close() }, nil
			})
		})
	}
}

// TestRules: rules that make no sense let no socket be made.
func TestRules(t *testing.T) {
	id := newIdentity(t, "127.0.0.1")
	for _, wrong := range []options{
		{},
		{"side": "middle"},
		{"side": "server"},
		{"side": "server", "certificate": id.certificate},
		{"side": "server", "certificate": id.certificate, "key": id.certificate},
		{"side": "client", "roots": id.key},
		{"side": "client", "roots": id.key + "x"},
		{"side": "client", "client_roots": id.certificate},
		{"side": "client", "min_version": "1.1"},
		{"side": "client", "sever_name": "x"},
	} {
		program(t, wrong)
		_, err := new(winsock.Dialer).Dial("tcp4", "127.0.0.1:9")
		if !errors.Is(err, winsock.WSAEPROVIDERFAILEDINIT) {
			t.Errorf("%v: %v", wrong, err)
		}
	}
}

// TestOthers: other programs need no certificates, and other peers get what they are sent.
func TestOthers(t *testing.T) {
	for _, rule := range []options{
		{"program": "another", "side": "server", "certificate": "none", "key": "none"},
		{"address": "192.0.2.0/24", "side": "client"},
	} {
		t.Run("", func(t *testing.T) {
			program(t, rule)
			exchange(t, dial(t, foreign(t, echo)), content(1<<20))
		})
	}
}

// openssl is the program, with arguments.
func openssl(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("there is no openssl")
	}
	return exec.Command(path, args...)
}

func TestOpenSSLClient(t *testing.T) {
	id := newIdentity(t, "127.0.0.1")
	program(t, id.serverRule())
	l := listen(t)
	client := openssl(t, "s_client", "-connect", l.Addr().String(), "-CAfile", id.certificate,
		"-verify_return_error", "-verify_ip", "127.0.0.1", "-quiet", "-no_ign_eof")
	data := []byte(strings.Repeat("a line of text\n", 10000))
	client.Stdin = bytes.NewReader(data)
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(20 * time.Second))
	got, err := io.ReadAll(c)
	if err != nil || !bytes.Equal(got, data) {
		t.Errorf("%d bytes of %d: %v", len(got), len(data), err)
	}
	c.Close()
	if err := client.Wait(); err != nil {
		t.Error("openssl:", err)
	}
}

// opensslServer is openssl's s_server for one connection, with arguments more. Its input is
// in, and says waits until it has said something.
func (id identity) opensslServer(t *testing.T, args ...string) (address string, in io.Writer, says func(what string)) {
	t.Helper()
	free, err := net.Listen("tcp4", "127.0.0.1:0") // a port that is free now
	if err != nil {
		t.Fatal(err)
	}
	address = free.Addr().String()
	free.Close()
	server := openssl(t, append([]string{
		"s_server", "-accept", address, "-cert", id.certificate, "-key", id.key, "-naccept", "1",
	}, args...)...)
	in, err = server.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	saying := bufio.NewReader(out)
	says = func(what string) {
		t.Helper()
		for {
			line, err := saying.ReadString('\n')
			if err != nil {
				t.Fatal("openssl:", err)
			}
			if strings.Contains(line, what) {
				return
			}
		}
	}
	says("ACCEPT")
	return address, in, says
}

func TestOpenSSLServer(t *testing.T) {
	id := newIdentity(t, "127.0.0.1")
	program(t, id.clientRule())
	address, _, _ := id.opensslServer(t, "-rev")
	c := dial(t, address)
	io.WriteString(c, "drawer\n")
	got := make([]byte, 7)
	if _, err := io.ReadFull(c, got); err != nil || string(got) != "reward\n" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestRenegotiation: a server that wants to shake hands again is refused.
func TestRenegotiation(t *testing.T) {
	id := newIdentity(t, "127.0.0.1")
	program(t, id.clientRule())
	address, in, says := id.opensslServer(t, "-tls1_2")
	c := dial(t, address)
	says("Secure Renegotiation IS supported")
	io.WriteString(in, "R\n")
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, winsock.WSAECONNABORTED) {
		t.Errorf("%v, want WSAECONNABORTED", err)
	}
}

// BenchmarkStream sends one way, over the layer and as crypto/tls does over net.
func BenchmarkStream(b *testing.B) {
	id := newIdentity(b, "127.0.0.1")
	config := id.config(b)
	run := func(b *testing.B, from, to net.Conn) {
		defer from.Close()
		defer to.Close()
		data := make([]byte, 64<<10)
		b.SetBytes(int64(len(data)))
		received := make(chan struct{})
		go func() {
			defer close(received)
			buf := make([]byte, 64<<10)
			for {
				if _, err := to.Read(buf); err != nil {
					return
				}
			}
		}()
		for b.Loop() {
			if _, err := from.Write(data); err != nil {
				b.Fatal(err)
			}
		}
		from.(halfCloser).CloseWrite()
		<-received
	}
	b.Run("layer", func(b *testing.B) {
		program(b, id.serverRule(), id.clientRule())
		l := listen(b)
		from := dial(b, l.Addr().String())
		to, err := l.Accept()
		if err != nil {
			b.Fatal(err)
		}
		from.SetDeadline(time.Time{})
		run(b, from, to)
	})
	b.Run("net", func(b *testing.B) {
		l, err := gotls.Listen("tcp4", "127.0.0.1:0", config)
		if err != nil {
			b.Fatal(err)
		}
		defer l.Close()
		accepted := make(chan net.Conn, 1)
		go func() {
			c, _ := l.Accept()
			c.(*gotls.Conn).Handshake()
			accepted <- c
		}()
		from, err := gotls.Dial("tcp4", l.Addr().String(), config)
		if err != nil {
			b.Fatal(err)
		}
		run(b, from, <-accepted)
	})
}
