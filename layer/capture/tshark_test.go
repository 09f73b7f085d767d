package capture_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"winsock"
	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/layer/capture"
	"winsock/spi"
)

// captured runs a program's part with the layer over all protocols, as rules say, and
// returns the name of the file.
func captured(t *testing.T, about map[string]any, part func()) string {
	t.Helper()
	dir := rule(t, about)
	t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
	err := catalog.DefaultStore().Update(func(e *catalog.Edit) error {
		_, _, err := e.InstallLayer(catalog.Layer{Provider: capture.Provider, Path: spi.PathPrefix + capture.Name, Name: "Capture"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := winsock.WSAStartup(0x0202, new(winsock.WSAData)); err != nil {
		t.Fatal(err)
	}
	part()
	if err := winsock.WSACleanup(); err != nil {
		t.Fatal(err)
	}
	names := files(t, dir)
	if len(names) == 0 {
		t.Fatal("there is no file")
	}
	return names[0]
}

// must ends a test that can't go on.
func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// pair is a TCP connection between two sockets.
func pair(t *testing.T, family int, host winsock.Sockaddr) (client, server winsock.Handle) {
	t.Helper()
	handle := must[winsock.Handle](t)
	l := handle(winsock.Socket(family, winsock.SOCK_STREAM, winsock.IPPROTO_TCP))
	ok := must[struct{}](t)
	ok(struct{}{}, winsock.Bind(l, host))
	ok(struct{}{}, winsock.Listen(l, 5))
	client = handle(winsock.Socket(family, winsock.SOCK_STREAM, winsock.IPPROTO_TCP))
	ok(struct{}{}, winsock.Connect(client, must[winsock.Sockaddr](t)(winsock.Getsockname(l))))
	server, _, err := winsock.Accept(l)
	ok(struct{}{}, err)
	ok(struct{}{}, winsock.Closesocket(l))
	return client, server
}

// transfer sends data and receives all of it.
func transfer(t *testing.T, from, to winsock.Handle, data []byte) {
	t.Helper()
	sent := make(chan error, 1)
	go func() {
		for rest := data; len(rest) > 0; {
			n, err := winsock.Send(from, rest, 0)
			if err != nil {
				sent <- err
				return
			}
			rest = rest[n:]
		}
		sent <- nil
	}()
	got := make([]byte, 0, len(data))
	for len(got) < len(data) {
		n, err := winsock.Recv(to, got[len(got):cap(got)], 0)
		if err != nil || n == 0 {
			t.Fatalf("Recv: %d, %v", n, err)
		}
		got = got[:len(got)+n]
	}
	if err := <-sent; err != nil || !bytes.Equal(got, data) {
		t.Fatalf("Send: %v; the same came: %v", err, bytes.Equal(got, data))
	}
}

// tshark runs Wireshark's own reader, with checks of checksums, and returns its lines.
func tshark(t *testing.T, name string, args ...string) []string {
	t.Helper()
	path, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("there is no tshark")
	}
	cmd := exec.Command(path, append([]string{
		"-r", name, "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
	}, args...)...)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark: %v\n%s", err, complaints.Bytes())
	}
	if strings.Contains(complaints.String(), "cut short") {
		t.Errorf("tshark: %s", complaints.Bytes())
	}
	return strings.Split(strings.TrimRight(string(out), "\n"), "\n")
}

// sum adds the numbers that tshark gives for a field of the packets that a filter takes.
func sum(t *testing.T, name, filter, field string) (total int) {
	t.Helper()
	for _, line := range tshark(t, name, "-Y", filter, "-T", "fields", "-e", field) {
		if line == "" {
			continue
		}
		n, err := strconv.Atoi(line)
		if err != nil {
			t.Fatal(err)
		}
		total += n
	}
	return total
}

// none checks that a filter takes no packet.
func none(t *testing.T, name, filter string) {
	t.Helper()
	if lines := tshark(t, name, "-Y", filter); lines[0] != "" {
		t.Errorf("%d packets are %q, such as %s", len(lines), filter, lines[0])
	}
}

// What tshark finds in connections is what was sent, in both directions, over both IPs.
func TestTsharkTCP(t *testing.T) {
	clause.Covers(t, "P-277", "P-287")
	request, answer := bytes.Repeat([]byte("request "), 1<<15), []byte("answer")
	for _, tt := range []struct {
		name   string
		family int
		host   winsock.Sockaddr
	}{
		{"IPv4", winsock.AF_INET, &winsock.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}},
		{"IPv6", winsock.AF_INET6, &winsock.SockaddrInet6{Addr: [16]byte{15: 1}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			name := captured(t, map[string]any{}, func() {
				client, server := pair(t, tt.family, tt.host)
				transfer(t, client, server, request)
				transfer(t, server, client, answer)
				if err := winsock.Shutdown(client, winsock.SHUT_WR); err != nil {
					t.Error(err)
				}
				if n, err := winsock.Recv(server, make([]byte, 1), 0); n != 0 || err != nil {
					t.Errorf("Recv at the end: %d, %v", n, err)
				}
				winsock.Closesocket(server)
				winsock.Closesocket(client)
			})
			// Both sockets are in the file: each direction is there once sent and once received.
			for _, direction := range []string{"1", "2"} {
				filter := "frame.packet_flags_direction == " + direction
				if got := sum(t, name, filter, "tcp.len"); got != len(request)+len(answer) {
					t.Errorf("direction %s: %d bytes, want %d", direction, got, len(request)+len(answer))
				}
			}
			none(t, name, "tcp.checksum.status == 0 || ip.checksum.status == 0")
			none(t, name, "tcp.analysis.lost_segment || tcp.analysis.window_full")
			none(t, name, "tcp.stream > 0")
			checkStream(t, name, request, answer)
		})
	}
}

// checkStream checks what tshark's "follow" makes of the only connection.
func checkStream(t *testing.T, name string, request, answer []byte) {
	t.Helper()
	var got [2][]byte
	for _, line := range tshark(t, name, "-q", "-z", "follow,tcp,raw,0") {
		side := 0
		if strings.HasPrefix(line, "\t") {
			side = 1
		}
		if b, err := hex.DecodeString(strings.TrimSpace(line)); err == nil {
			got[side] = append(got[side], b...)
		}
	}
	if !bytes.Equal(got[0], request) || !bytes.Equal(got[1], answer) {
		t.Errorf("follow: %d and %d bytes, want %d and %d", len(got[0]), len(got[1]), len(request), len(answer))
	}
}

// Datagrams have the addresses that they went with, also those of a socket that is bound
// to all addresses.
func TestTsharkUDP(t *testing.T) {
	const rounds = 20
	var from, to int
	name := captured(t, map[string]any{}, func() {
		handle := must[winsock.Handle](t)
		a := handle(winsock.Socket(winsock.AF_INET, winsock.SOCK_DGRAM, winsock.IPPROTO_UDP))
		b := handle(winsock.Socket(winsock.AF_INET, winsock.SOCK_DGRAM, winsock.IPPROTO_UDP))
		if err := winsock.Bind(b, &winsock.SockaddrInet4{}); err != nil {
			t.Fatal(err)
		}
		to = must[winsock.Sockaddr](t)(winsock.Getsockname(b)).(*winsock.SockaddrInet4).Port
		for i := range rounds {
			if err := winsock.Sendto(a, make([]byte, i), 0, &winsock.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}, Port: to}); err != nil {
				t.Fatal(err)
			}
			n, source, err := winsock.Recvfrom(b, make([]byte, 100), 0)
			if n != i || err != nil {
				t.Fatalf("Recvfrom: %d, %v", n, err)
			}
			from = source.(*winsock.SockaddrInet4).Port
		}
		winsock.Closesocket(a)
		winsock.Closesocket(b)
	})
	lines := tshark(t, name, "-T", "fields", "-e", "frame.packet_flags_direction", "-e", "ip.src", "-e", "ip.dst", "-e", "udp.srcport", "-e", "udp.dstport", "-e", "udp.length")
	if len(lines) != 2*rounds {
		t.Fatalf("%d packets", len(lines))
	}
	for i, line := range lines {
		direction := "0x00000002"
		if i%2 == 1 {
			direction = "0x00000001"
		}
		if want := fmt.Sprintf("%s\t127.0.0.1\t127.0.0.1\t%d\t%d\t%d", direction, from, to, i/2+8); line != want {
			t.Errorf("%q, want %q", line, want)
		}
	}
	none(t, name, "udp.checksum.status == 0")
}

// The file says whose it is, and which socket and provider each packet is of.
func TestTsharkAbout(t *testing.T) {
	name := captured(t, map[string]any{}, func() {
		client, server := pair(t, winsock.AF_INET, &winsock.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}})
		transfer(t, client, server, []byte("hello"))
		winsock.Closesocket(server)
		winsock.Closesocket(client)
	})
	f := read(t, name)
	if want := fmt.Sprintf("program %s, process %d", filepath.Base(must[string](t)(os.Executable())), os.Getpid()); f.Section.Comment != want {
		t.Errorf("the file is of %q, want %q", f.Section.Comment, want)
	}
	for _, s := range f.Statistics {
		if s.Received == 0 || s.Dropped != 0 {
			t.Errorf("statistics: %+v", s)
		}
	}
	if len(f.Statistics) != len(f.Interfaces) || len(f.Interfaces) != 1 {
		t.Errorf("%d interfaces with %d statistics", len(f.Interfaces), len(f.Statistics))
	}
	lines := tshark(t, name, "-Y", "tcp.len > 0", "-T", "fields", "-e", "frame.interface_name", "-e", "frame.comment", "-e", "tcp.payload")
	if len(lines) != 2 {
		t.Fatalf("%q", lines)
	}
	seen := strings.Join(lines, "\n")
	for _, want := range []string{"Capture over [MSAFD Tcpip [TCP/IP]]\tsocket 2\t", "Capture over [MSAFD Tcpip [TCP/IP]]\tsocket 3\t"} {
		if !strings.Contains(seen, want) {
			t.Errorf("no packet has %q:\n%s", want, seen)
		}
	}
}

// What does not go over IP is shown as data.
func TestTsharkUnix(t *testing.T) {
	at := &winsock.SockaddrUnix{Name: filepath.Join(t.TempDir(), "s")}
	name := captured(t, map[string]any{}, func() {
		handle := must[winsock.Handle](t)
		l := handle(winsock.Socket(winsock.AF_UNIX, winsock.SOCK_STREAM, 0))
		if err := winsock.Bind(l, at); err != nil {
			t.Fatal(err)
		}
		if err := winsock.Listen(l, 1); err != nil {
			t.Fatal(err)
		}
		client := handle(winsock.Socket(winsock.AF_UNIX, winsock.SOCK_STREAM, 0))
		if err := winsock.Connect(client, at); err != nil {
			t.Fatal(err)
		}
		server, _, err := winsock.Accept(l)
		if err != nil {
			t.Fatal(err)
		}
		transfer(t, client, server, []byte("by file"))
		for _, s := range []winsock.Handle{client, server, l} {
			winsock.Closesocket(s)
		}
	})
	for _, p := range read(t, name).Packets {
		if !strings.HasPrefix(p.Comment, "socket ") || !strings.HasSuffix(p.Comment, ", "+at.Name) {
			t.Errorf("the packet is of %q", p.Comment)
		}
	}
	lines := tshark(t, name, "-T", "fields", "-e", "frame.packet_flags_direction", "-e", "data.data")
	data := hex.EncodeToString([]byte("by file"))
	if len(lines) != 2 || !strings.HasSuffix(lines[0], data) || !strings.HasSuffix(lines[1], data) {
		t.Errorf("%q", lines)
	}
}
