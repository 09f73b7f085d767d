package rooted_test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"runtime"
	"testing"
	"time"

	wire "winsock/internal/wire/rooted"
	"winsock/provider/rooted"
	"winsock/spi"
	"winsock/ws2def"
)

// started is the provider, which the test's end cleans up.
type started struct {
	t        testing.TB
	provider spi.Provider
	entry    ws2def.WSAProtocolInfo
}

// upcalls are for a provider whose overlapped receives nobody uses.
type upcalls struct{ spi.Upcalls }

func begin(t testing.TB, plane int) *started {
	t.Helper()
	start, _ := spi.Find(rooted.Name)
	entry := rooted.Entries()[plane]
	s, e := start(spi.Version, &entry, upcalls{})
	if e != 0 {
		t.Fatal("Startup:", e)
	}
	t.Cleanup(func() { s.Provider.Cleanup() })
	return &started{t, s.Provider, entry}
}

// socket is a socket of the provider with all it may be able to do.
type socket struct {
	spi.Socket
	spi.Binder
	spi.Connector
	spi.Listener
	spi.Transferer
	spi.LeafJoiner
}

func (p *started) open(flags uint32) *socket {
	p.t.Helper()
	s, e := p.provider.Open(&spi.Request{Info: &p.entry, Flags: flags})
	if e != 0 {
		p.t.Fatal("Open:", e)
	}
	p.t.Cleanup(func() { s.Close(false) })
	return &socket{s, s.(spi.Binder), s.(spi.Connector), s.(spi.Listener), s.(spi.Transferer), s.(spi.LeafJoiner)}
}

// root is a listening root, and its address.
func (p *started) root() (*socket, string) {
	p.t.Helper()
	flags := uint32(ws2def.WSA_FLAG_MULTIPOINT_C_ROOT | ws2def.WSA_FLAG_MULTIPOINT_D_ROOT)
	if p.entry.Protocol == rooted.ProtocolNonrooted {
		flags = ws2def.WSA_FLAG_MULTIPOINT_C_ROOT | ws2def.WSA_FLAG_MULTIPOINT_D_LEAF
	}
	s := p.open(flags)
	if e := s.Bind(sockaddr(ws2def.AF_INET, "127.0.0.1")); e != 0 {
		p.t.Fatal("Bind:", e)
	}
	if e := s.Listen(5); e != 0 {
		p.t.Fatal("Listen:", e)
	}
	return s, fmt.Sprintf("127.0.0.1:%d", ws2def.Port(local(p.t, s)))
}

func local(t testing.TB, s *socket) []byte {
	name := make([]byte, 16)
	if _, e := s.LocalName(name); e != 0 {
		t.Fatal("LocalName:", e)
	}
	return name
}

// dial is a TCP connection that the test's end closes.
func dial(t testing.TB, at string) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	return conn.(*net.TCPConn)
}

// join is the hello of a leaf.
func join(plane wire.Plane) []byte {
	return wire.Hello{Kind: wire.Join, Plane: plane, Flow: wire.Sends | wire.Receives}.Frame()
}

// admit waits for the next leaf and admits it.
func admit(t testing.TB, root *socket) spi.Socket {
	t.Helper()
	await(t, root, spi.Offered)
	m, e := root.Accept()
	if e != 0 {
		t.Fatal("Accept:", e)
	}
	t.Cleanup(func() { m.Close(false) })
	if e := m.(spi.Candidate).Admit(); e != 0 {
		t.Fatal("Admit:", e)
	}
	return m
}

// A leaf that was refused may try again at once, also before the root has closed its end of
// the connection.
func TestTryAgain(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	leaf := begin(t, 0).open(ws2def.WSA_FLAG_MULTIPOINT_C_LEAF | ws2def.WSA_FLAG_MULTIPOINT_D_LEAF)
	at := ws2def.AppendInet4(nil, l.Addr().(*net.TCPAddr).AddrPort())
	for range 3 {
		if e := leaf.Join(at, ws2def.JL_BOTH); e != ws2def.WSAEWOULDBLOCK {
			t.Fatal("Join:", e)
		}
		l.(*net.TCPListener).SetDeadline(time.Now().Add(20 * time.Second))
		conn, err := l.Accept()
		if err != nil {
			t.Fatalf("the leaf does not come: %v, %v", err, leaf.ConnectResult())
		}
		defer conn.Close()
		if typ, _, err := wire.Read(bufio.NewReader(conn)); typ != wire.TypeHello || err != nil {
			t.Fatal("hello:", typ, err)
		}
		conn.Write(wire.Answer{}.Frame())
		await(t, leaf, spi.Failed)
		if e := leaf.ConnectResult(); e != ws2def.WSAECONNREFUSED {
			t.Fatal("ConnectResult:", e)
		}
	}
}

// await waits until a socket reports ev.
func await(t testing.TB, s spi.Socket, ev spi.Events) {
	t.Helper()
	end := time.Now().Add(20 * time.Second)
	for s.Poll()&ev == 0 {
		if e := s.Wait(ev, spi.Park, s.Nudges(), end); e != 0 {
			t.Fatalf("waiting for %#x: %v", ev, e)
		}
	}
}

// raw is a leaf that is a plain TCP connection.
func raw(t testing.TB, root *socket, at string, plane wire.Plane) (*net.TCPConn, *bufio.Reader, spi.Socket) {
	t.Helper()
	conn := dial(t, at)
	conn.Write(join(plane))
	m := admit(t, root)
	r := bufio.NewReader(conn)
	typ, p, err := wire.Read(r)
	if err != nil || typ != wire.TypeAnswer {
		t.Fatal("answer:", typ, err)
	}
	if a, err := wire.ParseAnswer(p); err != nil || !a.Admitted {
		t.Fatalf("answer %+v, %v", a, err)
	}
	return conn, r, m
}

// stranger is somebody who says something, and what the root answers before it hangs up.
type stranger struct {
	name         string
	says, answer []byte
}

// comes has strangers call at a root, none of whom may be offered.
func comes(t *testing.T, root *socket, at string, all ...stranger) {
	t.Helper()
	for _, s := range all {
		conn := dial(t, at)
		conn.Write(s.says)
		got, _ := io.ReadAll(conn)
		if string(got) != string(s.answer) {
			t.Errorf("%s: answered % x, want % x", s.name, got, s.answer)
		}
	}
	if ev := root.Poll(); ev&spi.Offered != 0 {
		t.Error("a stranger waits to be admitted")
	}
}

// TestSilentStrangers: who does not say hello in time is hung up on.
func TestSilentStrangers(t *testing.T) {
	t.Cleanup(rooted.SetPatience(100 * time.Millisecond))
	root, at := begin(t, 0).root()
	hello := join(wire.Rooted)
	comes(t, root, at, stranger{"nothing", nil, nil}, stranger{"half a header", hello[:2], nil}, stranger{"half a hello", hello[:9], nil})
}

// TestStrangers: who says something else than a hello is hung up on, and the session goes
// on.
func TestStrangers(t *testing.T) {
	p := begin(t, 0)
	root, at := p.root()
	hello := join(wire.Rooted)
	change := func(i int, to byte) []byte {
		b := append([]byte(nil), hello...)
		b[i] = to
		return b
	}
	refused := wire.Answer{}.Frame()
	comes(t, root, at, []stranger{
		{"noise", []byte("GET / HTTP/1.0\r\n\r\n"), nil},
		{"a frame that is too long", []byte{1, 0xff, 0xff, 0xff}, nil},
		{"another magic", change(4, 'X'), nil},
		{"another version", change(9, 2), refused},
		{"another plane", change(11, byte(wire.Nonrooted)), refused},
		{"an ordinary connection", change(10, byte(wire.Connect)), refused},
		{"an invitation", change(10, byte(wire.Invite)), refused},
		{"data first", wire.Data([][]byte{[]byte("x")}), refused},
	}...)
	conn, r, _ := raw(t, root, at, wire.Rooted)
	if n, e := root.Send([]byte("hello"), 0); n != 5 || e != 0 {
		t.Fatal("Send:", n, e)
	}
	if typ, p, err := wire.Read(r); typ != wire.TypeData || string(p) != "hello" || err != nil {
		t.Errorf("the leaf got type %d, %q, %v", typ, p, err)
	}
	conn.Close()
}

// TestMembersGoWrong: a member that breaks the protocol is dropped.
func TestMembersGoWrong(t *testing.T) {
	p := begin(t, 1)
	root, at := p.root()
	for name, says := range map[string][]byte{
		"hello again":       join(wire.Nonrooted),
		"an answer":         wire.Answer{Admitted: true}.Frame(),
		"noise":             []byte("noise"),
		"too much":          {3, 0xff, 0xff, 0xff},
		"more after an end": append(wire.End(), wire.Data([][]byte{nil})...),
		"two ends":          append(wire.End(), wire.End()...),
	} {
		conn, r, m := raw(t, root, at, wire.Nonrooted)
		conn.Write(says)
		await(t, m, spi.Reset)
		if typ, p, err := wire.Read(r); err == nil {
			t.Errorf("%s: got type %d, % x", name, typ, p)
		}
	}
	// One that ends without saying so has broken off; one that says so has left.
	conn, _, m := raw(t, root, at, wire.Nonrooted)
	conn.Close()
	await(t, m, spi.Reset)
	conn, _, m = raw(t, root, at, wire.Nonrooted)
	conn.Write(wire.End())
	conn.Close()
	await(t, m, spi.Ended)
	if m.Poll()&spi.Reset != 0 {
		t.Error("a member that has left counts as broken")
	}
	// One that speaks before it is admitted is forgotten.
	conn = dial(t, at)
	conn.Write(append(join(wire.Nonrooted), wire.Data([][]byte{[]byte("early")})...))
	if got, _ := io.ReadAll(conn); len(got) > 0 {
		t.Errorf("answered % x", got)
	}
	if root.Poll()&(spi.Offered|spi.Data) != 0 {
		t.Error("it is still there")
	}
	// One that may only listen must not speak.
	conn = dial(t, at)
	conn.Write(wire.Hello{Kind: wire.Join, Plane: wire.Nonrooted, Flow: wire.Receives}.Frame())
	m = admit(t, root)
	conn.Write(wire.Data([][]byte{[]byte("x")}))
	await(t, m, spi.Reset)
	if root.Poll()&spi.Data != 0 {
		t.Error("what it said was heard")
	}
}

// TestSlowLeaf: a leaf that takes nothing is dropped after a time; until then nobody loses
// anything, and memory is bounded.
func TestSlowLeaf(t *testing.T) {
	const patience = time.Second
	t.Cleanup(rooted.SetPatience(patience))
	p := begin(t, 0)
	root, at := p.root()
	slow, _, member := raw(t, root, at, wire.Rooted)
	slow.SetReadBuffer(4096)
	_, good, _ := raw(t, root, at, wire.Rooted)
	const total = 600 // messages of 32 KB: more than the kernel keeps for the slow one
	heard := make(chan error)
	go func() {
		for i := range uint32(total) {
			typ, p, err := wire.Read(good)
			if err != nil || typ != wire.TypeData || binary.BigEndian.Uint32(p) != i {
				heard <- fmt.Errorf("message %d: type %d, %d bytes, %v", i, typ, len(p), err)
				return
			}
		}
		heard <- nil
	}()
	message := make([]byte, 32<<10)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	begun := time.Now()
	for i := range uint32(total) {
		binary.BigEndian.PutUint32(message, i)
		for {
			_, e := root.Send(message, 0)
			if e == 0 {
				break
			}
			if e != ws2def.WSAEWOULDBLOCK {
				t.Fatal("Send:", e)
			}
			await(t, root, spi.Writable)
		}
	}
	runtime.ReadMemStats(&after)
	if err := <-heard; err != nil {
		t.Error("the leaf that listens:", err)
	}
	await(t, member, spi.Reset)
	if took := time.Since(begun); took < patience || took > 20*patience {
		t.Errorf("the slow leaf held the others up for %v", took)
	}
	if grown := int64(after.HeapInuse) - int64(before.HeapInuse); grown > 8<<20 {
		t.Errorf("the heap has grown by %d bytes", grown)
	}
}

// TestRootThatDoesNotListen keeps those who speak from speaking, until it says that it does
// not want to listen.
func TestRootThatDoesNotListen(t *testing.T) {
	p := begin(t, 1)
	root, at := p.root()
	speaker, _, _ := raw(t, root, at, wire.Nonrooted)
	_, hears, _ := raw(t, root, at, wire.Nonrooted)
	const total = 200
	go func() {
		message := make([]byte, 32<<10)
		for i := range uint32(total) {
			binary.BigEndian.PutUint32(message, i)
			speaker.Write(wire.Data([][]byte{message}))
		}
	}()
	for i := range uint32(total) {
		if i == 3 { // the root's inbox holds four
			if e := root.Socket.(spi.Shutdowner).Shutdown(ws2def.SD_RECEIVE); e != 0 {
				t.Fatal("Shutdown:", e)
			}
		}
		typ, p, err := wire.Read(hears)
		if err != nil || typ != wire.TypeData || binary.BigEndian.Uint32(p) != i {
			t.Fatalf("message %d: type %d, %d bytes, %v", i, typ, len(p), err)
		}
	}
}

// TestManyCallers: a crowd that says nothing does not keep a leaf out for long.
func TestManyCallers(t *testing.T) {
	t.Cleanup(rooted.SetPatience(200 * time.Millisecond))
	p := begin(t, 0)
	root, at := p.root()
	for range 300 {
		dial(t, at)
	}
	deadline := time.Now().Add(10 * time.Second)
	for {
		leaf := p.open(ws2def.WSA_FLAG_MULTIPOINT_C_LEAF | ws2def.WSA_FLAG_MULTIPOINT_D_LEAF)
		leaf.Join(local(t, root), ws2def.JL_BOTH)
		for leaf.ConnectResult() == ws2def.WSAEWOULDBLOCK && root.Poll()&spi.Offered == 0 {
			time.Sleep(time.Millisecond)
		}
		if root.Poll()&spi.Offered != 0 {
			admit(t, root)
			await(t, leaf, spi.Writable)
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("a leaf does not get through")
		}
	}
}
