package core_test

import (
	"bytes"
	"io"
	"os"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// testFile is a file with n bytes, and its handle.
func testFile(t testing.TB, n int) (f *os.File, h core.Handle, text []byte) {
	t.Helper()
	text = make([]byte, n)
	for i := range text {
		text[i] = pattern(i)
	}
	f, err := os.Create(t.TempDir() + "/file")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if _, err := f.Write(text); err != nil {
		t.Fatal(err)
	}
	h, e := object.CopyFile(int(f.Fd()))
	if e != 0 {
		t.Fatal("CopyFile:", e)
	}
	t.Cleanup(func() { object.Close(h, spi.Park) })
	return f, h, text
}

// collect receives n bytes of h, while it sends.
func collect(h core.Handle, n int) chan []byte {
	out := make(chan []byte, 1)
	go func() {
		all, p := []byte(nil), make([]byte, 1<<16)
		for len(all) < n {
			k, e := core.Recv(h, p[:min(len(p), n-len(all))], 0, spi.Park)
			if e != 0 || k == 0 {
				break
			}
			all = append(all, p[:k]...)
		}
		out <- all
	}()
	return out
}

func position(t testing.TB, f *os.File) int64 {
	t.Helper()
	at, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestTransmitFile(t *testing.T) {
	clause.Covers(t, "O-426", "O-428", "O-429", "O-430", "O-433")
	overTransports(t, func(t *testing.T, tr *transport) {
		a, b := tr.connection(t)
		f, h, text := testFile(t, 3<<20)
		none := &core.Async{}
		for _, c := range []struct {
			why        string
			at         int64
			count      uint32
			head, tail string
			want       []byte
		}{
			{"all", 0, 0, "", "", text},
			{"from the position", 1000, 0, "", "", text[1000:]},
			{"some", 10, 20, "", "", text[10:30]},
			{"more than there is", int64(len(text)) - 5, 20, "", "", text[len(text)-5:]},
			{"nothing", int64(len(text)), 0, "", "", nil},
			{"head and tail", 0, 0, "head", "tail!", append(append([]byte("head"), text...), "tail!"...)},
			{"head", 5, 7, "head", "", append([]byte("head"), text[5:12]...)},
		} {
			f.Seek(c.at, io.SeekStart)
			got := collect(b, len(c.want))
			if e := core.TransmitFile(a, h, c.count, []byte(c.head), []byte(c.tail), ws2def.TF_USE_KERNEL_APC, none); e != 0 {
				t.Fatalf("%s: %v", c.why, e)
			}
			if p := <-got; !bytes.Equal(p, c.want) {
				t.Errorf("%s: %d bytes came, or others; want %d", c.why, len(p), len(c.want))
			}
			if at, want := position(t, f), c.at+int64(len(c.want)-len(c.head)-len(c.tail)); at != want {
				t.Errorf("%s: position %d, want %d", c.why, at, want)
			}
		}
		got := collect(b, 9)
		if e := core.TransmitFile(a, 0, 0, []byte("head"), []byte("tail!"), 0, none); e != 0 {
			t.Fatal("no file:", e)
		}
		if p := <-got; string(p) != "headtail!" {
			t.Errorf("without a file %q came", p)
		}
		if e := core.TransmitFile(a, 0, 0, nil, nil, 0, none); e != 0 {
			t.Fatal("nothing:", e)
		}

		// With an OVERLAPPED, between other sends.
		var p [3]pending
		half := len(text) / 2
		got = collect(b, half+len(text)-7+9+3)
		if _, e := core.StartSend(a, core.Buffers{One: text[:half]}, 0, p[0].begin(t)); e != 0 && e != ws2def.WSA_IO_PENDING {
			t.Fatal("StartSend:", e)
		}
		as := p[1].begin(t)
		p[1].ov.Offset = 7
		f.Seek(100, io.SeekStart)
		if e := core.TransmitFile(a, h, 0, []byte("head"), []byte("tail!"), 0, as); e != ws2def.WSA_IO_PENDING {
			t.Fatal("TransmitFile:", e)
		}
		if _, e := core.StartSend(a, core.Buffers{One: []byte("end")}, 0, p[2].begin(t)); e != 0 && e != ws2def.WSA_IO_PENDING {
			t.Fatal("StartSend:", e)
		}
		want := bytes.Join([][]byte{text[:half], []byte("head"), text[7:], []byte("tail!end")}, nil)
		if p := <-got; !bytes.Equal(p, want) {
			t.Errorf("%d bytes came, or others; want %d", len(p), len(want))
		}
		p[0].ends(t, ws2def.STATUS_SUCCESS, half)
		p[1].ends(t, ws2def.STATUS_SUCCESS, len(text)-7+9)
		p[2].ends(t, ws2def.STATUS_SUCCESS, 3)
		if at := position(t, f); at != 100 {
			t.Errorf("position %d has moved", at)
		}

		got = collect(b, len(text)+1)
		f.Seek(0, io.SeekStart)
		if e := core.TransmitFile(a, h, 0, nil, nil, ws2def.TF_DISCONNECT, none); e != 0 {
			t.Fatal("TF_DISCONNECT:", e)
		}
		if p := <-got; !bytes.Equal(p, text) {
			t.Errorf("%d bytes came before the end", len(p))
		}
		if _, e := core.Send(a, []byte("x"), 0, spi.Park); e != ws2def.WSAESHUTDOWN {
			t.Error("Send after TF_DISCONNECT:", e)
		}
	})
}

func TestTransmitArguments(t *testing.T) {
	clause.Covers(t, "O-431", "O-432", "O-437")
	overTransports(t, func(t *testing.T, tr *transport) {
		a, _ := tr.connection(t)
		_, file, _ := testFile(t, 10)
		ev := event(t)
		udp := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, 0)
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		defer w.Close()
		pipe, e := object.CopyFile(int(r.Fd()))
		if e != 0 {
			t.Fatal("CopyFile:", e)
		}
		defer object.Close(pipe, spi.Park)
		for _, c := range []struct {
			why     string
			h, file core.Handle
			count   uint32
			flags   uint32
			want    core.Errno
		}{
			{"no socket", 4, file, 0, 0, ws2def.WSAENOTSOCK},
			{"not connected", tr.socket(t), file, 0, 0, ws2def.WSAENOTCONN},
			{"datagrams", udp, file, 0, 0, ws2def.WSAENOTCONN},
			{"too much", a, file, 1<<31 - 1, 0, ws2def.WSAEINVAL},
			{"TF_REUSE_SOCKET alone", a, file, 0, ws2def.TF_REUSE_SOCKET, ws2def.WSAEINVAL},
			{"an unknown flag", a, file, 0, 0x40, ws2def.WSAEINVAL},
			{"no handle", a, 8 << 20, 0, 0, ws2def.WSA_INVALID_HANDLE},
			{"no file", a, ev, 0, 0, ws2def.WSA_INVALID_HANDLE},
			{"a pipe", a, pipe, 0, 0, ws2def.WSAEINVAL},
		} {
			if e := core.TransmitFile(c.h, c.file, c.count, nil, nil, c.flags, &core.Async{}); e != c.want {
				t.Errorf("%s: %v, want %v", c.why, e, c.want)
			}
			pieces := []core.Piece{{File: c.file, Count: int64(c.count)}}
			if e := core.TransmitPackets(c.h, pieces, 0, c.flags, &core.Async{}); e != c.want {
				t.Errorf("%s: %v, want %v", c.why, e, c.want)
			}
		}
		core.Shutdown(a, ws2def.SD_SEND)
		if e := core.TransmitFile(a, file, 0, nil, nil, 0, &core.Async{}); e != ws2def.WSAESHUTDOWN {
			t.Error("after SD_SEND:", e)
		}
	})
}

func TestTransmitFileReuse(t *testing.T) {
	clause.Covers(t, "O-424")
	overTransports(t, func(t *testing.T, tr *transport) {
		_, file, text := testFile(t, 1000)
		c := boundSocket(t, tr)
		for range 2 {
			l, at := tr.listen(t)
			var p pending
			if e := core.ConnectEx(c, at, nil, p.begin(t)); e != ws2def.WSA_IO_PENDING {
				t.Fatal("ConnectEx:", e)
			}
			s := take(t, l)
			p.ends(t, ws2def.STATUS_SUCCESS, 0)
			got := collect(s, len(text)+1)
			if e := core.TransmitFile(c, file, 0, nil, nil, ws2def.TF_DISCONNECT|ws2def.TF_REUSE_SOCKET, p.begin(t)); e != ws2def.WSA_IO_PENDING {
				t.Fatal("TransmitFile:", e)
			}
			if p := <-got; !bytes.Equal(p, text) {
				t.Errorf("%d bytes came before the end", len(p))
			}
			core.Close(s, spi.Park)
			p.ends(t, ws2def.STATUS_SUCCESS, len(text))
			core.Close(l, spi.Park)
		}
	})
}

func TestTransmitPackets(t *testing.T) {
	clause.Covers(t, "O-435", "O-436")
	overTransports(t, func(t *testing.T, tr *transport) {
		a, b := tr.connection(t)
		f, file, text := testFile(t, 1000)
		f.Seek(990, io.SeekStart)
		got := collect(b, 4+50+100+10+4)
		if e := core.TransmitPackets(a, []core.Piece{
			{Memory: []byte("head")},
			{File: file, Offset: 100, Count: 50, End: true},
			{File: file, Offset: 900},
			{File: file, Offset: core.AtPosition},
			{Memory: []byte("tail")},
		}, 0, 0, &core.Async{}); e != 0 {
			t.Fatal("TransmitPackets:", e)
		}
		want := bytes.Join([][]byte{[]byte("head"), text[100:150], text[900:], text[990:], []byte("tail")}, nil)
		if p := <-got; !bytes.Equal(p, want) {
			t.Errorf("%q came", p)
		}
	})
	t.Run("udp", func(t *testing.T) {
		start(t)
		r := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, 0)
		if e := core.Bind(r, loopback(0)); e != 0 {
			t.Fatal("Bind:", e)
		}
		s := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, 0)
		if e := core.Connect(s, name(t, r), spi.Park); e != 0 {
			t.Fatal("Connect:", e)
		}
		_, file, text := testFile(t, 1000)
		transmits := func(size uint32, pieces ...core.Piece) {
			t.Helper()
			if e := core.TransmitPackets(s, pieces, size, 0, &core.Async{}); e != 0 {
				t.Fatal("TransmitPackets:", e)
			}
		}
		transmits(^uint32(0), core.Piece{Memory: []byte("one")}, core.Piece{Memory: []byte("two"), End: true},
			core.Piece{File: file, Offset: 5, Count: 20, End: true}, core.Piece{Memory: []byte("last")})
		gets(t, r, 100, "onetwo")
		gets(t, r, 100, string(text[5:25]))
		gets(t, r, 100, "last")
		transmits(4, core.Piece{Memory: []byte("12345678"), End: true}, core.Piece{Memory: []byte("9")})
		gets(t, r, 100, "1234")
		gets(t, r, 100, "5678")
		gets(t, r, 100, "9")
		transmits(600, core.Piece{File: file})
		gets(t, r, 1000, string(text[:600]))
		gets(t, r, 1000, string(text[600:]))
		if e := core.TransmitPackets(s, nil, 0, ws2def.TP_DISCONNECT, &core.Async{}); e != ws2def.WSAEINVAL {
			t.Error("TP_DISCONNECT:", e)
		}
	})
}

// A file handle is the operation's until it ends.
func TestTransmitFileKeepsTheFile(t *testing.T) {
	clause.Covers(t, "O-426")
	overTransports(t, func(t *testing.T, tr *transport) {
		a, b := tr.connection(t)
		f, _, text := testFile(t, 8<<20)
		h, e := object.CopyFile(int(f.Fd()))
		if e != 0 {
			t.Fatal("CopyFile:", e)
		}
		var p pending
		if e := core.TransmitFile(a, h, 0, nil, nil, 0, p.begin(t)); e != ws2def.WSA_IO_PENDING {
			t.Fatal("TransmitFile:", e)
		}
		object.Close(h, spi.Park)
		if got := <-collect(b, len(text)); !bytes.Equal(got, text) {
			t.Errorf("%d bytes came", len(got))
		}
		p.ends(t, ws2def.STATUS_SUCCESS, len(text))
		if e := core.TransmitFile(a, h, 0, nil, nil, 0, p.begin(t)); e != ws2def.WSA_INVALID_HANDLE {
			t.Error("with the closed handle:", e)
		}

		// A socket that is closed meanwhile ends it.
		_, h, _ = testFile(t, 64<<20)
		if e := core.TransmitFile(a, h, 0, nil, nil, 0, p.begin(t)); e != ws2def.WSA_IO_PENDING {
			t.Fatal("TransmitFile:", e)
		}
		core.Close(a, spi.Park)
		if !signals(t, p.done, 5*time.Second) || p.ov.Internal == 0 {
			t.Fatalf("status %#x", p.ov.Internal)
		}
	})
}
