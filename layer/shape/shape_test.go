package shape_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"winsock/internal/leaktest"
	"winsock/layer/shape"
	"winsock/provider/loop"
	"winsock/spi"
	"winsock/spi/spitest"
	"winsock/ws2def"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// configure gives the layer its rules.
func configure(t *testing.T, text string) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("WINSOCK_LAYER_DIR", dir)
	if err := os.WriteFile(filepath.Join(dir, shape.Name+".json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestConformance(t *testing.T) {
	layer, ok := spi.Find(shape.Name)
	if !ok {
		t.Fatal("the layer is not registered")
	}
	below, _ := spi.Find(loop.Name)
	for _, tt := range []struct{ name, rules string }{
		{"no rules", `{}`},
		{"no rule fits", `{"rules": [{"address": "10.0.0.0/8", "delay": "1h"}]}`},
		{"lines", `{"rules": [{"delay": "1ns", "rate": 10000000000}]}`},
	} {
		configure(t, tt.rules)
		for _, entry := range loop.Entries() {
			t.Run(tt.name+"/"+entry.Name(), func(t *testing.T) {
				spitest.Test(t, spitest.Plan{
					Startup:  spitest.Over(layer, below),
					Entry:    entry,
					Name:     func(testing.TB) []byte { return loop.Address(0) },
					Wildcard: loop.Address(0),
				})
			})
		}
	}
}

// provider starts the layer over sockets in memory.
func provider(t *testing.T, entry *ws2def.WSAProtocolInfo) spi.Provider {
	t.Helper()
	layer, _ := spi.Find(shape.Name)
	below, _ := spi.Find(loop.Name)
	started, e := spitest.Over(layer, below)(spi.Version, entry, nil)
	if e != 0 {
		t.Fatal("start:", e)
	}
	t.Cleanup(func() { started.Provider.Cleanup() })
	return started.Provider
}

// open opens a socket that is bound to port.
func open(t *testing.T, p spi.Provider, entry *ws2def.WSAProtocolInfo, port uint32) spi.Socket {
	t.Helper()
	s, e := p.Open(&spi.Request{Info: entry})
	if e != 0 {
		t.Fatal("open:", e)
	}
	if e := s.(spi.Binder).Bind(loop.Address(port)); e != 0 {
		t.Fatal("bind:", e)
	}
	return s
}

// recv waits for what comes next.
func recv(t *testing.T, s spi.Socket) string {
	t.Helper()
	buf := make([]byte, 64)
	for {
		since := s.Nudges()
		n, e := s.(spi.Transferer).Recv(buf, 0)
		if e == 0 {
			return string(buf[:n])
		}
		if e == ws2def.WSAEWOULDBLOCK {
			e = s.Wait(spi.Readable, spi.Park, since, time.Now().Add(10*time.Second))
		}
		if e != 0 {
			t.Fatal("recv:", e)
		}
	}
}

func TestStreamIsDelayedAndEnds(t *testing.T) {
	const delay = 30 * time.Millisecond
	configure(t, `{"rules": [{"direction": "send", "delay": "30ms"}]}`)
	entry := &loop.Entries()[0]
	p := provider(t, entry)
	l, c := open(t, p, entry, 1), open(t, p, entry, 2)
	defer l.Close(true)
	if e := l.(spi.Listener).Listen(1); e != 0 {
		t.Fatal(e)
	}
	if e := c.(spi.Connector).Connect(loop.Address(1)); e != 0 {
		t.Fatal(e)
	}
	a, e := l.(spi.Listener).Accept()
	if e != 0 {
		t.Fatal(e)
	}
	defer a.Close(true)
	begin := time.Now()
	if n, e := c.(spi.Transferer).Send([]byte("late"), 0); n != 4 || e != 0 {
		t.Fatal(n, e)
	}
	if e := c.Close(false); e != 0 { // which does not lose it
		t.Fatal(e)
	}
	if got := recv(t, a); got != "late" || time.Since(begin) < delay {
		t.Errorf("%q after %v", got, time.Since(begin))
	}
	if got := recv(t, a); got != "" {
		t.Errorf("%q instead of the end", got)
	}
}

// arrived is what comes of 100 numbered datagrams from one socket to another, with some
// rule.
func arrived(t *testing.T, rule string) (got []byte) {
	t.Helper()
	configure(t, `{"rules": [`+rule+`]}`)
	entry := &loop.Entries()[1]
	p := provider(t, entry)
	s, r := open(t, p, entry, 1), open(t, p, entry, 2)
	defer s.Close(true)
	defer r.Close(true)
	if e := s.(spi.Connector).Connect(loop.Address(2)); e != 0 {
		t.Fatal(e)
	}
	for i := range 100 {
		if _, e := s.(spi.Transferer).Send([]byte{byte(i)}, 0); e != 0 {
			t.Fatal(e)
		}
	}
	for {
		since := r.Nudges()
		buf := make([]byte, 8)
		n, e := r.(spi.Transferer).Recv(buf, 0)
		switch {
		case e == 0:
			got = append(got, buf[:n]...)
		case e != ws2def.WSAEWOULDBLOCK:
			t.Fatal(e)
		case r.Wait(spi.Readable, spi.Park, since, time.Now().Add(200*time.Millisecond)) == ws2def.WSAETIMEDOUT:
			return got
		}
	}
}

// With a seed the same datagrams are lost, doubled and swapped in every run, on either
// side.
func TestDatagramsHaveTheirFates(t *testing.T) {
	for _, direction := range []string{"send", "receive"} {
		rule := `{"direction": "` + direction + `", "loss": 0.4, "duplicate": 0.1, "reorder": 0.1, "seed": 5}`
		// Where the machine pauses for longer than a datagram is held back for the next one, it
		// is not swapped; so two runs agree in the end.
		before, first := []byte(nil), arrived(t, rule)
		for tries := 0; tries < 10 && !slices.Equal(before, first); tries++ {
			before, first = first, arrived(t, rule)
		}
		if len(first) < 40 || len(first) > 90 {
			t.Errorf("%s: %d arrived of 100", direction, len(first))
		}
		if slices.IsSorted(first) || len(slices.Compact(slices.Sorted(slices.Values(first)))) == len(first) {
			t.Errorf("%s: none are swapped, or none doubled: %v", direction, first)
		}
		if !slices.Equal(before, first) {
			t.Errorf("%s: one seed makes\n%v\nand\n%v", direction, before, first)
		}
		other := arrived(t, strings.Replace(rule, `"seed": 5`, `"seed": 6`, 1))
		if slices.Equal(other, first) {
			t.Errorf("%s: two seeds make %v", direction, first)
		}
	}
}
