package afunix_test

import (
	"path/filepath"
	"testing"

	"winsock/spi"
	"winsock/ws2def"
)

// connection is both ends of a connection.
func connection(t *testing.T) (a, b spi.Transferer) {
	t.Helper()
	name := make([]byte, ws2def.SizeofSockaddrUnix)
	name = name[:ws2def.PutUnix(name, filepath.Join(t.TempDir(), "s"))]
	l, client := open(t), open(t)
	if e := l.Bind(name); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := l.Listen(1); e != 0 {
		t.Fatal("Listen:", e)
	}
	if e := client.Connect(name); e != 0 {
		t.Fatal("Connect:", e)
	}
	server, e := l.Accept()
	if e != 0 {
		t.Fatal("Accept:", e)
	}
	t.Cleanup(func() { server.Close(false) })
	return client.(spi.Transferer), server.(spi.Transferer)
}

// A transfer that does not wait costs no memory.
func TestTransfersDoNotAllocate(t *testing.T) {
	a, b := connection(t)
	p := make([]byte, 64)
	out, in := spi.Message{Buffers: [][]byte{p[:32], p[32:]}}, spi.Message{Buffers: [][]byte{p[:16], p[16:]}}
	transfers := map[string]func() (int, spi.Errno){
		"Send":    func() (int, spi.Errno) { a.Send(p, 0); return b.Recv(p, 0) },
		"SendMsg": func() (int, spi.Errno) { a.SendMsg(&out, 0); return b.RecvMsg(&in, 0) },
	}
	for name, transfer := range transfers {
		allocs := testing.AllocsPerRun(100, func() {
			if n, e := transfer(); n != 64 || e != 0 {
				t.Errorf("%s: %d, %v", name, n, e)
			}
		})
		if allocs != 0 {
			t.Errorf("%s and its receive allocate %v times", name, allocs)
		}
	}
}
