package pcapng_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/leaktest"
	"winsock/internal/wire/pcapng"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// sample is a file with one of everything.
func sample() ([]byte, pcapng.File) {
	at := time.Unix(1_700_000_000, 123_456_789)
	want := pcapng.File{
		Section: pcapng.Section{System: "Linux", Application: "trader", Comment: "process 7"},
		Interfaces: []pcapng.Interface{
			{Link: pcapng.Raw, Name: "tcp", Description: "the first"},
			{Link: pcapng.UpperPDU, Snap: 64, Name: "unix"},
		},
		Packets: []pcapng.Captured{
			{pcapng.Packet{Interface: 0, Time: at, Length: 5, Direction: pcapng.Outbound, Comment: "socket 1"}, []byte("hello")},
			{pcapng.Packet{Interface: 1, Time: at.Add(1), Length: 9, Direction: pcapng.Inbound}, []byte("worldw")},
		},
		Statistics: []pcapng.Statistics{{Interface: 1, Time: at.Add(2), Received: 1 << 40, Dropped: 3}},
	}
	b := want.Section.Append(nil)
	for _, i := range want.Interfaces {
		b = i.Append(b)
	}
	b = want.Packets[0].Append(b, 100, []byte("h"), []byte("el"), nil, []byte("lo"))
	b = want.Packets[1].Append(b, 6, []byte("world"), []byte("wide"))
	return want.Statistics[0].Append(b), want
}

func TestRoundTrip(t *testing.T) {
	b, want := sample()
	got, err := pcapng.Read(b)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestSize(t *testing.T) {
	for n := range 9 {
		for limit := range 9 {
			p := pcapng.Packet{Length: n, Comment: "socket"[:n%6]}
			if b := p.Append(nil, limit, make([]byte, n/2), make([]byte, n-n/2)); len(b) != p.Size(min(n, limit)) {
				t.Errorf("%d bytes of %d take %d, not %d", limit, n, len(b), p.Size(min(n, limit)))
			}
		}
	}
}

// Wherever a file is cut off, all that is whole can be read.
func TestTorn(t *testing.T) {
	b, want := sample()
	for n := range b {
		got, err := pcapng.Read(b[:n])
		if err != nil && !errors.Is(err, pcapng.ErrTorn) {
			t.Fatalf("cut at %d: %v", n, err)
		}
		if len(got.Packets) > len(want.Packets) || !cmp.Equal(got.Packets, want.Packets[:len(got.Packets)]) && len(got.Packets) > 0 {
			t.Fatalf("cut at %d: %+v", n, got.Packets)
		}
	}
}

// The first bytes as the format's document has them.
func TestBytes(t *testing.T) {
	want := []byte{
		0x0A, 0x0D, 0x0D, 0x0A, 32, 0, 0, 0,
		0x4D, 0x3C, 0x2B, 0x1A, 1, 0, 0, 0,
		0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
		0, 0, 0, 0, 32, 0, 0, 0,
	}
	if got := new(pcapng.Section).Append(nil); !bytes.Equal(got, want) {
		t.Errorf("% x", got)
	}
}

func FuzzRead(f *testing.F) {
	b, _ := sample()
	f.Add(b)
	f.Add(b[:len(b)-5])
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := pcapng.Read(b)
		if err != nil && !errors.Is(err, pcapng.ErrTorn) && !errors.Is(err, pcapng.ErrDamage) {
			t.Fatal(err)
		}
		for _, p := range file.Packets {
			if len(p.Data) > p.Length || int(p.Interface) >= len(file.Interfaces) {
				t.Fatalf("%+v", p.Packet)
			}
		}
	})
}
