package capture

import (
	"bytes"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"winsock/internal/wire/packet"
	"winsock/internal/wire/pcapng"
)

// talk is a connection that is written to a recorder, with nothing below.
func talk(tb testing.TB, r *recorder, o *options) *connection {
	tb.Helper()
	c := &chain{recorder: r, rules: []options{*o}}
	var ok bool
	if c.number, ok = r.describe(pcapng.Interface{Link: pcapng.Raw, Name: "test"}); !ok {
		tb.Fatal("there is no room for an interface")
	}
	p := c.probe()
	conn := &connection{probe: &p, rule: o, tcp: true, flow: packet.Flow{
		From: netip.MustParseAddrPort("192.0.2.1:4000"), To: netip.MustParseAddrPort("198.51.100.7:80"),
	}}
	conn.begin(true)
	conn.established(true)
	return conn
}

// parse reads all files of a directory, in order.
func parse(t *testing.T, dir string) (all []pcapng.File) {
	t.Helper()
	names, _ := filepath.Glob(filepath.Join(dir, "*.pcapng"))
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := pcapng.Read(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all = append(all, f)
	}
	return all
}

// stuck is a recorder whose writer has not begun.
func stuck(t *testing.T, o *options) *recorder {
	t.Helper()
	o.Directory = t.TempDir()
	r, err := record(o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A disk that is too slow makes drops, and the file says how many.
func TestDropsAreCounted(t *testing.T) {
	wait := 0
	o := &options{Wait: &wait}
	r := stuck(t, o)
	c := talk(t, r, o)
	const packets = 3 * maxBlocks * blockSize / packet.MaxSegment
	block := [][]byte{make([]byte, packet.MaxSegment)}
	for range packets {
		c.data(pcapng.Outbound, false, block)
	}
	dropped := r.counts[0].dropped
	if dropped == 0 || !r.dropping {
		t.Fatal("nothing was dropped")
	}
	// The writer gets on, and so does the capture.
	go r.run()
	for c.data(pcapng.Outbound, false, block); r.dropping; c.data(pcapng.Outbound, false, block) {
		r.flush(false)
	}
	r.finish()
	f := parse(t, o.Directory)[0]
	if len(f.Statistics) < 2 {
		t.Fatal("the file does not say when the drops were over")
	}
	last := f.Statistics[len(f.Statistics)-1]
	if last.Dropped < dropped || last.Received != last.Dropped+uint64(len(f.Packets)) {
		t.Errorf("%d packets are there, %+v", len(f.Packets), last)
	}
}

// With a wait the calls wait for the writer, and nothing is lost.
func TestBackPressure(t *testing.T) {
	wait := 10_000
	o := &options{Wait: &wait}
	r := stuck(t, o)
	c := talk(t, r, o)
	block := [][]byte{make([]byte, packet.MaxSegment)}
	for r.made < maxBlocks || cap(r.current.bytes)-len(r.current.bytes) > blockSize/2 {
		c.data(pcapng.Outbound, false, block)
	}
	more := make(chan struct{})
	go func() {
		for range 10 {
			c.data(pcapng.Outbound, false, block)
		}
		close(more)
	}()
	go r.run()
	<-more
	r.finish()
	f := parse(t, o.Directory)[0]
	if s := f.Statistics[0]; s.Dropped != 0 || s.Received != uint64(len(f.Packets)) {
		t.Errorf("%d packets are there, %+v", len(f.Packets), s)
	}
}

// A long capture is in several files, each of which can be read, and nothing is lost.
func TestSize(t *testing.T) {
	o := &options{Size: 1}
	r := stuck(t, o)
	go r.run()
	c := talk(t, r, o)
	block := [][]byte{make([]byte, 60_000)}
	for range 60 {
		c.data(pcapng.Outbound, false, block)
	}
	r.finish()
	all := parse(t, o.Directory)
	total := 0
	for _, f := range all {
		if len(f.Interfaces) != 1 || len(f.Statistics) != 1 {
			t.Errorf("a file has %d interfaces and %d statistics", len(f.Interfaces), len(f.Statistics))
		}
		for _, p := range f.Packets {
			total += len(p.Data) / 1000 * 1000
		}
	}
	if len(all) < 3 || total != 60*60_000 {
		t.Errorf("%d files with %d bytes", len(all), total)
	}
}

// What can't be written is counted, and the file stays one that can be read.
func TestWriteFails(t *testing.T) {
	o := &options{}
	r := stuck(t, o)
	c := talk(t, r, o)
	name, whole := r.file.name, r.file.file
	broken, err := os.Open(name) // can't be written
	if err != nil {
		t.Fatal(err)
	}
	r.file.file = broken
	c.data(pcapng.Outbound, false, [][]byte{[]byte("lost")})
	go r.run()
	r.flush(false)
	r.mu.Lock()
	r.file.file = whole
	r.mu.Unlock()
	broken.Close()
	c.data(pcapng.Outbound, false, [][]byte{[]byte("kept")})
	r.finish()
	f := parse(t, o.Directory)[0]
	if len(f.Packets) != 1 || !bytes.HasSuffix(f.Packets[0].Data, []byte("kept")) {
		t.Errorf("%d packets", len(f.Packets))
	}
	if s := f.Statistics[0]; s.Received != 5 || s.Dropped != 4 {
		t.Errorf("%+v", s)
	}
}

// Of long packets as much is written as the rule says, and how long they were.
func TestSnap(t *testing.T) {
	o := &options{Snap: 50}
	r := stuck(t, o)
	go r.run()
	c := talk(t, r, o)
	c.data(pcapng.Inbound, false, [][]byte{make([]byte, 100)})
	r.finish()
	p := parse(t, o.Directory)[0].Packets[3]
	if len(p.Data) != 50 || p.Length != 140 {
		t.Errorf("%d of %d bytes", len(p.Data), p.Length)
	}
}

// BenchmarkSegment is what a transfer of 64 bytes costs beside the transfer.
func BenchmarkSegment(b *testing.B) {
	o := &options{Directory: b.TempDir()}
	r, err := hold(o)
	if err != nil {
		b.Fatal(err)
	}
	defer release()
	c := talk(b, r, o)
	parts := [][]byte{make([]byte, 64)}
	b.ReportAllocs()
	for b.Loop() {
		c.data(pcapng.Outbound, false, parts)
	}
}
