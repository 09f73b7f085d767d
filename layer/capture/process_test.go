package capture_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"winsock"
	"winsock/internal/wire/packet"
	"winsock/internal/wire/pcapng"
)

// payload is how many bytes the TCP packets of a file carry in a direction.
func payload(f *pcapng.File, d pcapng.Direction) (n int) {
	for _, p := range f.Packets {
		if p.Direction == d && p.Data[9] == packet.TCP {
			n += int(binary.BigEndian.Uint16(p.Data[2:])) - 20 - int(p.Data[32]>>4)*4
		}
	}
	return n
}

// Several connections at full speed leave every byte in the file.
func TestFullSpeed(t *testing.T) {
	const connections, size = 4, 4 << 20
	name := captured(t, map[string]any{"wait": 20_000}, func() {
		var all sync.WaitGroup
		for range connections {
			client, server := pair(t, winsock.AF_INET, &winsock.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}})
			all.Go(func() {
				data := bytes.Repeat([]byte("0123456789abcdef"), size/16)
				transfer(t, client, server, data)
				transfer(t, server, client, data)
				winsock.Closesocket(server)
				winsock.Closesocket(client)
			})
		}
		all.Wait()
	})
	f := read(t, name)
	for _, d := range []pcapng.Direction{pcapng.Inbound, pcapng.Outbound} {
		if got := payload(&f, d); got != connections*size*2 {
			t.Errorf("direction %d: %d bytes, want %d", d, got, connections*size*2)
		}
	}
	for _, s := range f.Statistics {
		if s.Dropped != 0 || s.Received != uint64(len(f.Packets)) {
			t.Errorf("%d packets: %+v", len(f.Packets), s)
		}
	}
}

// A rule is about some peers only, and one that is off excepts others.
func TestRules(t *testing.T) {
	for _, tt := range []struct {
		about map[string]any
		want  bool
	}{
		{map[string]any{"address": "127.0.0.0/8"}, true},
		{map[string]any{"address": "10.0.0.0/8"}, false},
		{map[string]any{"program": "capture.test"}, true},
	} {
		name := captured(t, tt.about, func() {
			client, server := pair(t, winsock.AF_INET, &winsock.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}})
			transfer(t, client, server, []byte("hello"))
			winsock.Closesocket(server)
			winsock.Closesocket(client)
		})
		f := read(t, name)
		if (len(f.Packets) > 0) != tt.want {
			t.Errorf("%v: %d packets", tt.about, len(f.Packets))
		}
	}
	dir := rule(t, map[string]any{"program": "other"})
	conformance(t)
	if names := files(t, dir); len(names) != 0 {
		t.Errorf("another program's rule makes %q", names)
	}
	dir = rule(t, map[string]any{"off": true}, map[string]any{})
	conformance(t)
	for _, name := range files(t, dir) {
		if f := read(t, name); len(f.Packets) != 0 {
			t.Errorf("%d packets of peers that are excepted", len(f.Packets))
		}
	}
}

// A connect that is refused stands in the file as such.
func TestRefused(t *testing.T) {
	name := captured(t, map[string]any{}, func() {
		handle := must[winsock.Handle](t)
		l := handle(winsock.Socket(winsock.AF_INET, winsock.SOCK_STREAM, winsock.IPPROTO_TCP))
		if err := winsock.Bind(l, &winsock.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
			t.Fatal(err)
		}
		to := must[winsock.Sockaddr](t)(winsock.Getsockname(l))
		s := handle(winsock.Socket(winsock.AF_INET, winsock.SOCK_STREAM, winsock.IPPROTO_TCP))
		if err := winsock.Connect(s, to); !errors.Is(err, winsock.WSAECONNREFUSED) {
			t.Fatal(err)
		}
		winsock.Closesocket(s)
		winsock.Closesocket(l)
	})
	f := read(t, name)
	if len(f.Packets) != 2 || f.Packets[0].Data[33] != packet.SYN || f.Packets[1].Data[33] != packet.RST|packet.ACK {
		t.Errorf("%d packets", len(f.Packets))
	}
}

// TestKilledProgram is the program of TestKilled.
func TestKilledProgram(t *testing.T) {
	if os.Getenv("CAPTURE_KILLED") == "" {
		t.Skip("runs for TestKilled")
	}
	if err := winsock.WSAStartup(0x0202, new(winsock.WSAData)); err != nil {
		t.Fatal(err)
	}
	client, server := pair(t, winsock.AF_INET, &winsock.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}})
	for {
		transfer(t, client, server, make([]byte, 1000))
	}
}

// A program that is killed leaves a file with what is older than a moment.
func TestKilled(t *testing.T) {
	var program *exec.Cmd
	dir := ""
	captured(t, map[string]any{}, func() {
		dir = os.Getenv("WINSOCK_LAYER_DIR")
		program = exec.Command(os.Args[0], "-test.run=^TestKilledProgram$")
		program.Env = append(os.Environ(), "CAPTURE_KILLED=1")
		if err := program.Start(); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, fmt.Sprintf("%s-%d-1.pcapng", filepath.Base(os.Args[0]), program.Process.Pid))
		for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			if info, err := os.Stat(name); err == nil && info.Size() > 1<<20 {
				break
			}
			if time.Now().After(end) {
				program.Process.Kill()
				t.Fatal("nothing is written")
			}
		}
		program.Process.Kill()
		program.Wait()
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := pcapng.Read(b)
		if err != nil && !errors.Is(err, pcapng.ErrTorn) {
			t.Error(err)
		}
		if in, out := payload(&f, pcapng.Inbound), payload(&f, pcapng.Outbound); in < 100_000 || out < in || out-in > 1000 {
			t.Errorf("%d bytes sent, %d received", out, in)
		}
	})
}
