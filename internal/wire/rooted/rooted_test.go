package rooted_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/leaktest"
	"winsock/internal/wire/rooted"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// body is what the only frame in b carries.
func body(t testing.TB, b []byte, want rooted.Type) []byte {
	t.Helper()
	r := bytes.NewReader(b)
	typ, p, err := rooted.Read(r)
	if typ != want || err != nil || r.Len() != 0 {
		t.Fatalf("Read: type %d, %v, %d bytes left", typ, err, r.Len())
	}
	return p
}

func TestRoundTrip(t *testing.T) {
	for _, h := range []rooted.Hello{
		{Kind: rooted.Connect, Plane: rooted.Rooted, Flow: rooted.Sends | rooted.Receives},
		{Kind: rooted.Join, Plane: rooted.Nonrooted, Flow: rooted.Receives},
		{Kind: rooted.Invite, Plane: rooted.Rooted, DataRoot: true, Flow: rooted.Sends},
	} {
		got, err := rooted.ParseHello(body(t, h.Frame(), rooted.TypeHello))
		if diff := cmp.Diff(h, got); diff != "" || err != nil {
			t.Error(err, diff)
		}
	}
	for _, a := range []rooted.Answer{{}, {Admitted: true}, {Admitted: true, DataRoot: true}} {
		got, err := rooted.ParseAnswer(body(t, a.Frame(), rooted.TypeAnswer))
		if got != a || err != nil {
			t.Errorf("%+v: %+v, %v", a, got, err)
		}
	}
	for _, parts := range [][][]byte{nil, {[]byte("one")}, {[]byte("one"), nil, []byte("two")}} {
		frame := rooted.Data(parts)
		want := bytes.Join(parts, nil)
		if got := body(t, frame, rooted.TypeData); !bytes.Equal(got, want) || !bytes.Equal(rooted.Message(frame), want) {
			t.Errorf("%q: %q", want, got)
		}
	}
	if p := body(t, rooted.End(), rooted.TypeEnd); len(p) != 0 {
		t.Errorf("End carries % x", p)
	}
}

// The bytes of version 1, which other versions have to understand.
func TestBytes(t *testing.T) {
	for _, tt := range []struct {
		name string
		got  []byte
		want string
	}{
		{"hello", rooted.Hello{Kind: rooted.Join, Plane: rooted.Nonrooted, DataRoot: true, Flow: rooted.Receives}.Frame(), "\x01\x00\x00\x0aWSRM\x00\x01\x02\x02\x01\x02"},
		{"answer", rooted.Answer{Admitted: true}.Frame(), "\x02\x00\x00\x08WSRM\x00\x01\x01\x00"},
		{"data", rooted.Data([][]byte{[]byte("hi")}), "\x03\x00\x00\x02hi"},
		{"end", rooted.End(), "\x04\x00\x00\x00"},
	} {
		if string(tt.got) != tt.want {
			t.Errorf("%s: % x, want % x", tt.name, tt.got, tt.want)
		}
	}
}

func TestDamaged(t *testing.T) {
	hello := rooted.Hello{Kind: rooted.Join, Plane: rooted.Rooted, Flow: rooted.Sends}.Frame()[4:]
	change := func(at int, to byte) []byte {
		b := bytes.Clone(hello)
		b[at] = to
		return b
	}
	for _, tt := range []struct {
		name string
		p    []byte
		want error
	}{
		{"empty", nil, rooted.ErrFrame},
		{"magic", change(0, 'w'), rooted.ErrFrame},
		{"version", change(5, 2), rooted.ErrVersion},
		{"a longer one of another version", append(change(5, 2), 1, 2, 3), rooted.ErrVersion},
		{"short", hello[:9], rooted.ErrFrame},
		{"long", append(bytes.Clone(hello), 0), rooted.ErrFrame},
		{"kind 0", change(6, 0), rooted.ErrFrame},
		{"kind 4", change(6, 4), rooted.ErrFrame},
		{"plane 0", change(7, 0), rooted.ErrFrame},
		{"plane 3", change(7, 3), rooted.ErrFrame},
		{"role", change(8, 2), rooted.ErrFrame},
		{"no flow", change(9, 0), rooted.ErrFrame},
		{"flow", change(9, 4), rooted.ErrFrame},
	} {
		if _, err := rooted.ParseHello(tt.p); err != tt.want {
			t.Errorf("hello, %s: %v, want %v", tt.name, err, tt.want)
		}
	}
	if _, err := rooted.ParseAnswer([]byte("WSRM\x00\x01\x02\x00")); err != rooted.ErrFrame {
		t.Error("an answer that is neither yes nor no:", err)
	}
	for _, tt := range []struct {
		name, b string
		want    error
	}{
		{"nothing", "", io.EOF},
		{"half a header", "\x03\x00", io.ErrUnexpectedEOF},
		{"half a frame", "\x03\x00\x00\x05ab", io.ErrUnexpectedEOF},
		{"a header without its frame", "\x03\x00\x00\x05", io.ErrUnexpectedEOF},
		{"type 0", "\x00\x00\x00\x00", rooted.ErrFrame},
		{"type 5", "\x05\x00\x00\x00", rooted.ErrFrame},
		{"too long", "\x03\x00\x80\x01", rooted.ErrFrame},
		{"an end with more", "\x04\x00\x00\x01x", rooted.ErrFrame},
		{"16 MB of hello", "\x01\xff\xff\xff", rooted.ErrFrame},
	} {
		if _, _, err := rooted.Read(bytes.NewReader([]byte(tt.b))); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

// What is read is what was written, and nothing makes the reader fail otherwise than
// with its errors.
func FuzzRead(f *testing.F) {
	f.Add(rooted.Hello{Kind: rooted.Invite, Plane: rooted.Rooted, Flow: rooted.Sends}.Frame())
	f.Add(rooted.Answer{Admitted: true}.Frame())
	f.Add(append(rooted.Data([][]byte{[]byte("data")}), rooted.End()...))
	f.Add([]byte("\x03\x00\x80\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bytes.NewReader(b)
		for {
			before := r.Len()
			typ, p, err := rooted.Read(r)
			if err != nil {
				if err != rooted.ErrFrame && err != io.EOF && err != io.ErrUnexpectedEOF {
					t.Fatal(err)
				}
				return
			}
			whole := b[len(b)-before : len(b)-r.Len()]
			if again := append(rooted.AppendHeader(nil, typ, len(p)), p...); !bytes.Equal(again, whole) {
				t.Fatalf("% x read as type %d, % x", whole, typ, p)
			}
			switch typ {
			case rooted.TypeHello:
				if h, err := rooted.ParseHello(p); err == nil && !bytes.Equal(h.Frame(), whole) {
					t.Fatalf("% x is %+v, which is % x", whole, h, h.Frame())
				}
			case rooted.TypeAnswer:
				if a, err := rooted.ParseAnswer(p); err == nil && !bytes.Equal(a.Frame(), whole) {
					t.Fatalf("% x is %+v, which is % x", whole, a, a.Frame())
				}
			}
		}
	})
}
