package core_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/provider/loop"
	"winsock/spi"
	"winsock/ws2def"
)

// startLoop runs the test between Startup and Cleanup, with loop installed.
func startLoop(t testing.TB) {
	t.Helper()
	installLoop(t)
	start(t)
}

// installLoop is install of loop's entries.
func installLoop(t testing.TB) {
	t.Helper()
	var entries []catalog.Entry
	for _, info := range loop.Entries() {
		entries = append(entries, catalog.Entry{Path: spi.PathPrefix + loop.Name, Info: info})
	}
	install(t, entries...)
}

// loopSocket makes a socket of the loop family.
func loopSocket(t testing.TB, typ int32) core.Handle {
	t.Helper()
	return create(t, loop.AF_LOOP, typ, 0)
}

// loopBound is a bound socket of the loop family, and its address.
func loopBound(t testing.TB, typ int32) (core.Handle, []byte) {
	t.Helper()
	h := loopSocket(t, typ)
	if e := core.Bind(h, loop.Address(0)); e != 0 {
		t.Fatal("Bind:", e)
	}
	return h, name(t, h)
}

// loopPair is a connection of bytes: the client's end and the server's.
func loopPair(t testing.TB) (client, server core.Handle) {
	t.Helper()
	return loopConnection(t, ws2def.SOCK_STREAM)
}

func loopConnection(t testing.TB, typ int32) (client, server core.Handle) {
	t.Helper()
	l, at := loopBound(t, typ)
	if e := core.Listen(l, 5); e != 0 {
		t.Fatal("Listen:", e)
	}
	client = loopSocket(t, typ)
	if e := core.Connect(client, at, spi.Park); e != 0 {
		t.Fatal("Connect:", e)
	}
	return client, take(t, l)
}

// sendTo sends a message to a name.
func loopSendTo(h core.Handle, to []byte, s string) core.Errno {
	_, e := core.SendMsg(h, &spi.Message{Name: to, Buffers: [][]byte{[]byte(s)}}, 0, spi.Park)
	return e
}

func TestS084_LoopChangesTheSelection(t *testing.T) {
	clause.Covers(t, "S-084", "P-131")
	startLoop(t)
	if _, e := core.Create(ws2def.AF_UNIX, ws2def.SOCK_SEQPACKET, 0, nil, 0, 0); e != ws2def.WSAEAFNOSUPPORT {
		t.Errorf("AF_UNIX, SOCK_SEQPACKET with a seqpacket entry installed: %v, want WSAEAFNOSUPPORT", e)
	}
	for _, typ := range []int32{ws2def.SOCK_STREAM, ws2def.SOCK_DGRAM, ws2def.SOCK_SEQPACKET, ws2def.SOCK_RDM} {
		for _, protocol := range []int32{0, typ} {
			info, e := core.Inspect(create(t, loop.AF_LOOP, typ, protocol))
			if e != 0 || info.Type != typ || info.Protocol != typ || info.Family != loop.AF_LOOP || !strings.HasPrefix(info.Provider, "Loop ") {
				t.Errorf("type %d, protocol %d: %+v, %v", typ, protocol, info, e)
			}
		}
		if _, e := core.Create(loop.AF_LOOP, typ, 99, nil, 0, 0); e != ws2def.WSAEPROTONOSUPPORT {
			t.Errorf("type %d, protocol 99: %v, want WSAEPROTONOSUPPORT", typ, e)
		}
	}
}

func TestLoopConnectErrors(t *testing.T) {
	clause.Covers(t, "S-123", "S-125", "S-128", "S-129", "S-250", "S-255")
	startLoop(t)
	l, at := loopBound(t, ws2def.SOCK_STREAM)
	_, datagrams := loopBound(t, ws2def.SOCK_DGRAM)
	other, free := loopBound(t, ws2def.SOCK_STREAM)
	core.Close(other, spi.Park)
	tests := []struct {
		name string
		addr []byte
		want core.Errno
	}{
		{"bound, not listening", at, ws2def.WSAECONNREFUSED},
		{"a socket of another type", datagrams, ws2def.WSAECONNREFUSED},
		{"nobody", free, ws2def.WSAECONNREFUSED},
		{"no port", loop.Address(0), ws2def.WSAEADDRNOTAVAIL},
		{"short", at[:7], ws2def.WSAEFAULT},
		{"another family", loopback(80), ws2def.WSAEAFNOSUPPORT},
	}
	for _, tt := range tests {
		if e := core.Connect(loopSocket(t, ws2def.SOCK_STREAM), tt.addr, spi.Park); e != tt.want {
			t.Errorf("Connect to %s: %v, want %v", tt.name, e, tt.want)
		}
	}
	if e := core.Bind(loopSocket(t, ws2def.SOCK_STREAM), at); e != ws2def.WSAEADDRINUSE {
		t.Errorf("Bind to a taken port: %v, want WSAEADDRINUSE", e)
	}
	if e := core.Bind(l, loop.Address(0)); e != ws2def.WSAEINVAL {
		t.Errorf("second Bind: %v, want WSAEINVAL", e)
	}
	if e := core.Listen(l, 1); e != 0 {
		t.Fatal("Listen:", e)
	}
	first := loopSocket(t, ws2def.SOCK_STREAM)
	if e := core.Connect(first, at, spi.Park); e != 0 {
		t.Errorf("Connect: %v", e)
	}
	if e := core.Connect(loopSocket(t, ws2def.SOCK_STREAM), at, spi.Park); e != ws2def.WSAECONNREFUSED {
		t.Errorf("Connect to a full queue: %v, want WSAECONNREFUSED", e)
	}
	core.Close(l, spi.Park)
	if _, e := recv(first, 0); e != ws2def.WSAECONNRESET {
		t.Errorf("Recv on a connection that nobody accepted: %v, want WSAECONNRESET", e)
	}
}

func TestLoopBlockedAcceptAndConnect(t *testing.T) {
	clause.Covers(t, "S-386")
	startLoop(t)
	for way, how := range ways {
		l, at := loopBound(t, ws2def.SOCK_STREAM)
		if e := core.Listen(l, 5); e != 0 {
			t.Fatal("Listen:", e)
		}
		done := make(chan core.Errno)
		accept := func() {
			h, _, e := core.Accept(l, nil, how)
			core.Close(h, spi.Park)
			done <- e
		}
		go accept()
		if e := core.Connect(loopSocket(t, ws2def.SOCK_STREAM), at, how); e != 0 {
			t.Errorf("%s: Connect: %v", way, e)
		}
		if e := <-done; e != 0 {
			t.Errorf("%s: Accept: %v", way, e)
		}
		go accept()
		core.Close(l, spi.Park)
		if e := <-done; e != ws2def.WSAEINTR && e != ws2def.WSAENOTSOCK {
			t.Errorf("%s: Accept on a closed listener: %v, want WSAEINTR", way, e)
		}
	}
}

func TestLoopSeqpacket(t *testing.T) {
	clause.Covers(t, "S-313", "S-314", "S-322", "S-331")
	startLoop(t)
	a, b := loopConnection(t, ws2def.SOCK_SEQPACKET)
	for _, s := range []string{"first", "", "second"} {
		if e := send(a, s); e != 0 {
			t.Fatal("Send:", e)
		}
	}
	buf := make([]byte, 2)
	for _, flags := range []uint32{ws2def.MSG_PEEK, 0} {
		if n, e := core.Recv(b, buf, flags, spi.Park); n != 2 || e != ws2def.WSAEMSGSIZE || string(buf) != "fi" {
			t.Errorf("Recv of 2 bytes with flags %#x: %d, %v, %q", flags, n, e, buf)
		}
	}
	for _, want := range []string{"", "second"} {
		if got, e := recv(b, 0); got != want || e != 0 {
			t.Errorf("Recv: %q, %v, want %q", got, e, want)
		}
	}
	if _, e := recv(b, ws2def.MSG_WAITALL); e != ws2def.WSAEOPNOTSUPP {
		t.Errorf("Recv with MSG_WAITALL: %v, want WSAEOPNOTSUPP", e)
	}
	if _, e := core.Send(a, make([]byte, 1<<20), 0, spi.Park); e != ws2def.WSAEMSGSIZE {
		t.Errorf("Send of 1 MiB: %v, want WSAEMSGSIZE", e)
	}
	if e := core.Close(a, spi.Park); e != 0 {
		t.Error("Close:", e)
	}
	for range 2 {
		if _, e := recv(b, 0); e != ws2def.WSAEDISCON {
			t.Errorf("Recv at the end: %v, want WSAEDISCON", e)
		}
	}
}

func TestLoopDatagrams(t *testing.T) {
	clause.Covers(t, "S-137", "S-242", "S-244", "S-249", "S-261", "S-271", "S-272", "S-283", "S-299", "S-305", "S-306", "S-316")
	startLoop(t)
	for _, typ := range []int32{ws2def.SOCK_DGRAM, ws2def.SOCK_RDM} {
		a := loopSocket(t, typ)
		if _, e := recv(a, 0); e != ws2def.WSAEINVAL {
			t.Errorf("Recv unbound: %v, want WSAEINVAL", e)
		}
		if e := send(a, "x"); e != ws2def.WSAENOTCONN {
			t.Errorf("Send without a peer: %v, want WSAENOTCONN", e)
		}
		if e := core.Listen(a, 1); e != ws2def.WSAEOPNOTSUPP {
			t.Errorf("Listen: %v, want WSAEOPNOTSUPP", e)
		}
		b, at := loopBound(t, typ)
		if e := loopSendTo(a, at[:7], "x"); e != ws2def.WSAEFAULT {
			t.Errorf("SendMsg to a short name: %v, want WSAEFAULT", e)
		}
		if e := loopSendTo(a, at, "hello"); e != 0 {
			t.Fatal("SendMsg:", e)
		}
		if _, e := core.GetPeerName(a, make([]byte, 8)); e != ws2def.WSAENOTCONN {
			t.Errorf("GetPeerName after SendMsg: %v, want WSAENOTCONN", e)
		}
		m := spi.Message{Name: make([]byte, 64), Buffers: [][]byte{make([]byte, 2), make([]byte, 9)}}
		n, e := core.RecvMsg(b, &m, 0, spi.Park)
		if n != 5 || e != 0 || string(bytes.Join(m.Buffers, nil)[:5]) != "hello" {
			t.Errorf("RecvMsg: %d, %v, %q", n, e, m.Buffers)
		}
		if diff := cmp.Diff(name(t, a), m.Name[:m.NameLen]); diff != "" {
			t.Errorf("source of the message (-want +got):\n%s", diff)
		}
		if e := core.Connect(b, name(t, a), spi.Park); e != 0 {
			t.Fatal("Connect:", e)
		}
		if e := send(b, "back"); e != 0 {
			t.Errorf("Send to the peer: %v", e)
		}
		if got, e := recv(a, 0); got != "back" || e != 0 {
			t.Errorf("Recv: %q, %v", got, e)
		}
		if e := core.Connect(b, make([]byte, 16), spi.Park); e != 0 {
			t.Errorf("Connect to nothing: %v", e)
		}
		if e := send(b, "x"); e != ws2def.WSAENOTCONN {
			t.Errorf("Send after that: %v, want WSAENOTCONN", e)
		}
	}
}

func TestLoopDelivery(t *testing.T) {
	clause.Covers(t, "S-284")
	startLoop(t)
	gone, nobody := loopBound(t, ws2def.SOCK_RDM)
	core.Close(gone, spi.Park)
	if e := loopSendTo(loopSocket(t, ws2def.SOCK_DGRAM), nobody, "x"); e != 0 {
		t.Errorf("datagram to nobody: %v", e)
	}
	if e := loopSendTo(loopSocket(t, ws2def.SOCK_RDM), nobody, "x"); e != ws2def.WSAEHOSTUNREACH {
		t.Errorf("reliable message to nobody: %v, want WSAEHOSTUNREACH", e)
	}

	// A receiver that does not receive: datagrams are lost, reliable messages
	// wait.
	const messages = 200
	text := strings.Repeat("x", 1000)
	deaf, at := loopBound(t, ws2def.SOCK_DGRAM)
	a := loopSocket(t, ws2def.SOCK_DGRAM)
	for i := range messages {
		if e := loopSendTo(a, at, text); e != 0 {
			t.Fatalf("datagram %d: %v", i, e)
		}
	}
	nonblocking(t, deaf)
	kept := 0
	for ; kept < messages; kept++ {
		if _, e := core.Recv(deaf, make([]byte, 1000), 0, spi.Park); e != 0 {
			break
		}
	}
	if kept == 0 || kept == messages {
		t.Errorf("%d of %d datagrams were kept", kept, messages)
	}
	for way, how := range ways {
		b, at := loopBound(t, ws2def.SOCK_RDM)
		a := loopSocket(t, ws2def.SOCK_RDM)
		done := make(chan core.Errno)
		go func() {
			for range messages {
				m := spi.Message{Name: at, Buffers: [][]byte{[]byte(text)}}
				if _, e := core.SendMsg(a, &m, 0, how); e != 0 {
					done <- e
					return
				}
			}
			done <- 0
		}()
		eventually(t, "", func() string { return state(t, a) }) // no room any more
		for i := range messages {
			if n, e := core.Recv(b, make([]byte, 1000), 0, how); n != 1000 || e != 0 {
				t.Fatalf("%s: message %d: %d, %v", way, i, n, e)
			}
		}
		if e := <-done; e != 0 {
			t.Errorf("%s: SendMsg: %v", way, e)
		}
		if got := state(t, a); got != "w" {
			t.Errorf("%s: select with room again: %q, want w", way, got)
		}
	}
}

func TestLoopSelectAcrossTransports(t *testing.T) {
	clause.Covers(t, "S-398")
	startLoop(t)
	loopA, loopB := loopPair(t)
	unixA, unixB := unixPair(t)
	tcpA, tcpB := pair(t)
	all := map[core.Handle]core.Handle{loopA: loopB, unixA: unixB, tcpA: tcpB}
	for from, to := range all {
		for way, how := range ways {
			done := make(chan []core.Handle)
			go func() {
				read := []core.Handle{loopB, unixB, tcpB}
				if n, e := core.Select(&read, nil, nil, 20*time.Second, how); n != 1 || e != 0 {
					t.Errorf("%s: Select: %d, %v", way, n, e)
				}
				done <- read
			}()
			eventually(t, true, func() bool { return core.Watched(loopB) })
			if e := send(from, "x"); e != 0 {
				t.Fatal("Send:", e)
			}
			if diff := cmp.Diff([]core.Handle{to}, <-done); diff != "" {
				t.Errorf("%s: ready (-want +got):\n%s", way, diff)
			}
			if got, e := recv(to, 0); got != "x" || e != 0 {
				t.Errorf("%s: Recv: %q, %v", way, got, e)
			}
		}
	}
}
