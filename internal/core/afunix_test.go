package core_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/internal/core"
	_ "winsock/provider/afunix"
	"winsock/spi"
	"winsock/ws2def"
)

// unixName is the sockaddr_un of path as a program passes it: up to and with
// the zero byte.
func unixName(path string) []byte {
	sa := make([]byte, ws2def.SizeofSockaddrUnix)
	return sa[:ws2def.PutUnix(sa, path)]
}

// The fault sweep goes over AF_UNIX too.
func init() {
	scenarios["AF_UNIX"] = func(step func(string, core.Errno) bool) {
		dir, err := os.MkdirTemp("", "")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		open := func() (core.Handle, bool) {
			h, e := core.Create(ws2def.AF_UNIX, ws2def.SOCK_STREAM, 0, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
			return h, step("socket", e)
		}
		limit := time.Now().Add(2 * time.Second)
		for i, path := range []string{dir + "/s", ""} {
			l, ok := open()
			if !ok {
				return
			}
			defer core.Close(l, spi.Park)
			if !step("bind", core.Bind(l, unixName(path))) || !step("listen", core.Listen(l, 1)) {
				return
			}
			if i == 1 {
				return
			}
			c, ok := open()
			if !ok {
				return
			}
			defer core.Close(c, spi.Park)
			core.SetDeadline(l, &limit, nil)
			core.SetDeadline(c, &limit, &limit)
			if !step("connect", core.Connect(c, unixName(path), spi.Park)) {
				return
			}
			s, _, e := core.Accept(l, make([]byte, 110), spi.Hold)
			if !step("accept", e) {
				return
			}
			defer core.Close(s, spi.Park)
			core.SetDeadline(s, &limit, &limit)
			_, e = core.GetPeerName(c, make([]byte, 110))
			if !step("getpeername", e) {
				return
			}
			_, e = core.Ioctl(s, ws2def.SIO_AF_UNIX_GETPEERPID, nil, make([]byte, 4), spi.Park)
			if !step("SIO_AF_UNIX_GETPEERPID", e) {
				return
			}
			_, e = core.Send(c, []byte("data"), 0, spi.Park)
			if !step("send", e) {
				return
			}
			_, e = core.Ioctl(s, ws2def.FIONREAD, nil, make([]byte, 4), spi.Park)
			if !step("FIONREAD", e) || !step("shutdown", core.Shutdown(c, ws2def.SD_SEND)) {
				return
			}
			_, e = core.Recv(s, make([]byte, 8), ws2def.MSG_WAITALL, spi.Hold)
			if !step("recv to the end", e) {
				return
			}
		}
	}
}

// wholeUnixName is the sockaddr_un of path with all of its 110 bytes.
func wholeUnixName(path string) []byte {
	sa := make([]byte, ws2def.SizeofSockaddrUnix)
	ws2def.PutUnix(sa, path)
	return sa
}

// unixSocket makes an AF_UNIX socket.
func unixSocket(t testing.TB) core.Handle {
	t.Helper()
	return create(t, ws2def.AF_UNIX, ws2def.SOCK_STREAM, 0)
}

// unixListener is a socket that listens at path.
func unixListener(t testing.TB, path string, backlog int32) core.Handle {
	t.Helper()
	l := unixSocket(t)
	if e := core.Bind(l, unixName(path)); e != 0 {
		t.Fatalf("Bind %s: %v", path, e)
	}
	if e := core.Listen(l, backlog); e != 0 {
		t.Fatal("Listen:", e)
	}
	return l
}

// unixPair is an AF_UNIX connection: the client's end and the server's.
func unixPair(t testing.TB) (client, server core.Handle) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s")
	l := unixListener(t, path, 5)
	client = unixSocket(t)
	if e := core.Connect(client, unixName(path), spi.Park); e != 0 {
		t.Fatal("Connect:", e)
	}
	return client, take(t, l)
}

// take accepts the next connection of l.
func take(t testing.TB, l core.Handle) core.Handle {
	t.Helper()
	h, _, e := core.Accept(l, nil, spi.Park)
	if e != 0 {
		t.Fatal("Accept:", e)
	}
	t.Cleanup(func() { core.Close(h, spi.Park) })
	return h
}

// peer is the peer's address of h.
func peer(t testing.TB, h core.Handle) []byte {
	t.Helper()
	buf := make([]byte, 128)
	n, e := core.GetPeerName(h, buf)
	if e != 0 {
		t.Fatal("GetPeerName:", e)
	}
	return buf[:n]
}

func TestS082_UnixCreation(t *testing.T) {
	clause.Covers(t, "S-082", "S-083", "S-084", "S-085", "S-474", "P-147")
	start(t)
	tests := []struct {
		name          string
		typ, protocol int32
		want          core.Errno
	}{
		{"S-082 stream", ws2def.SOCK_STREAM, 0, 0},
		{"S-083 datagram", ws2def.SOCK_DGRAM, 0, ws2def.WSAEAFNOSUPPORT},
		{"S-084 seqpacket without such an entry", ws2def.SOCK_SEQPACKET, 0, ws2def.WSAESOCKTNOSUPPORT},
		{"S-085 TCP", ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, ws2def.WSAEPROTONOSUPPORT},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, e := core.Create(ws2def.AF_UNIX, tt.typ, tt.protocol, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
			if e != tt.want {
				t.Errorf("Create: %v, want %v", e, tt.want)
			}
			if e == 0 {
				core.Close(h, spi.Park)
			}
		})
	}
}

func TestS475_UnixBind(t *testing.T) {
	clause.Covers(t, "S-475", "S-476", "S-477", "S-478", "S-479", "S-480", "S-486", "S-491", "S-698")
	start(t)
	dir := t.TempDir()
	t.Chdir(dir)
	taken := filepath.Join(dir, "taken")
	if err := os.WriteFile(taken, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", ws2def.UNIX_PATH_MAX-1)
	family := []byte{ws2def.AF_UNIX, 0}
	tests := []struct {
		name string
		addr []byte
		want core.Errno
		as   []byte // what getsockname says
		file string // what the file is called
	}{
		{"S-476 namelen 0", []byte{}, ws2def.WSAEFAULT, nil, ""},
		{"namelen 1", family[:1], ws2def.WSAEFAULT, nil, ""},
		{"S-125 another family", loopback(1), ws2def.WSAEAFNOSUPPORT, nil, ""},
		{"S-476 family only", family, 0, family, ""},
		{"no path in a whole address", wholeUnixName(""), 0, family, ""},
		{"S-477 one character", append(family[:2:2], 'a'), 0, unixName("a"), "a"},
		{"S-478 relative", unixName("./b"), 0, unixName("./b"), "b"},
		{"S-478 absolute", unixName(dir + "/c"), 0, unixName(dir + "/c"), "c"},
		{
			"S-478 NT form", unixName(`\\?\C:` + strings.ReplaceAll(dir, "/", `\`) + `\d`), 0,
			unixName(`\\?\C:` + strings.ReplaceAll(dir, "/", `\`) + `\d`), "d",
		},
		{"S-475 UTF-8 in a whole address", wholeUnixName("ä€"), 0, unixName("ä€"), "ä€"},
		{"S-124 more than an address", append(wholeUnixName("e"), make([]byte, 18)...), 0, unixName("e"), "e"},
		{"S-475 longest path", unixName(long), 0, unixName(long), long},
		{"S-475 no room for the zero byte", append(family[:2:2], long+"x"...), ws2def.WSAEADDRNOTAVAIL, nil, ""},
		{"S-491 abstract", append(family[:2:2], "\x00abstract"...), ws2def.WSAEADDRNOTAVAIL, nil, ""},
		{"S-479 existing file", unixName(taken), ws2def.WSAEADDRINUSE, nil, "taken"},
		{"S-486 missing directory", unixName("nowhere/f"), ws2def.WSAEADDRNOTAVAIL, nil, ""},
		{"S-486 no directory", unixName("taken/f"), ws2def.WSAEADDRNOTAVAIL, nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := unixSocket(t)
			if e := core.Bind(h, tt.addr); e != tt.want {
				t.Fatalf("Bind: %v, want %v", e, tt.want)
			}
			if tt.want == 0 {
				if diff := cmp.Diff(tt.as, name(t, h)); diff != "" {
					t.Errorf("GetSockName (-want +got):\n%s", diff)
				}
				if e := core.Bind(h, unixName("again")); e != ws2def.WSAEINVAL {
					t.Errorf("second Bind: %v, want WSAEINVAL", e)
				}
				if e := core.Listen(h, 1); e != 0 {
					t.Errorf("Listen: %v", e)
				}
			} else if e := core.Bind(h, unixName("")); e != 0 {
				t.Errorf("Bind after a failed one: %v", e)
			}
			if e := core.Close(h, spi.Park); e != 0 {
				t.Error("Close:", e)
			}
			if tt.file == "" {
				return
			}
			if _, err := os.Lstat(tt.file); err != nil {
				t.Errorf("the file does not stay: %v", err)
			}
			if tt.want == 0 {
				next := unixSocket(t)
				if e := core.Bind(next, tt.addr); e != ws2def.WSAEADDRINUSE {
					t.Errorf("Bind to a stale file: %v, want WSAEADDRINUSE", e)
				}
			}
		})
	}
	if files, _ := filepath.Glob("*"); len(files) != 8 {
		t.Errorf("files %q, want those of the 7 paths and the one that was there", files)
	}
}

func TestS476_UnnamedListener(t *testing.T) {
	clause.Covers(t, "S-476", "S-307", "S-491")
	start(t)
	l := unixSocket(t)
	if e := core.Bind(l, unixName("")); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := core.Listen(l, 5); e != 0 {
		t.Fatal("Listen:", e)
	}
	if diff := cmp.Diff(unixName(""), name(t, l)); diff != "" {
		t.Errorf("GetSockName shows a name (-want +got):\n%s", diff)
	}
	// Whoever finds the kernel's name for it does not get in.
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := unix.Connect(fd, &unix.SockaddrUnix{Name: abstractName(t)}); err != nil {
		t.Fatal("connect from outside:", err)
	}
	nonblocking(t, l)
	if _, _, e := core.Accept(l, nil, spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Errorf("Accept: %v, want WSAEWOULDBLOCK", e)
	}
	if n, err := unix.Read(fd, make([]byte, 1)); n != 0 || err != nil {
		t.Errorf("the stranger reads %d, %v, want the end", n, err)
	}
}

// abstractName finds the name that the kernel chose for this process's only
// autobound listener.
func abstractName(t *testing.T) string {
	t.Helper()
	table, err := os.ReadFile("/proc/net/unix")
	if err != nil {
		t.Skip("needs /proc:", err)
	}
	own := make(map[string]bool)
	links, _ := filepath.Glob("/proc/self/fd/*")
	for _, link := range links {
		if object, err := os.Readlink(link); err == nil {
			own[object] = true
		}
	}
	for line := range strings.Lines(string(table)) {
		f := strings.Fields(line)
		if len(f) == 8 && strings.HasPrefix(f[7], "@") && own["socket:["+f[6]+"]"] {
			return f[7]
		}
	}
	t.Fatal("no autobound listener in /proc/net/unix")
	return ""
}

func TestS481_UnixNames(t *testing.T) {
	clause.Covers(t, "S-198", "S-250", "S-255", "S-260", "S-480", "S-481", "S-482", "S-483", "S-484")
	start(t)
	path := filepath.Join(t.TempDir(), "s")
	l := unixListener(t, path, 5)

	buf := []byte("untouched")
	if n, e := core.GetPeerName(l, buf); n != 0 || e != ws2def.WSAENOTCONN || string(buf) != "untouched" {
		t.Errorf("GetPeerName of the listener: %d, %v, %q", n, e, buf)
	}
	client := unixSocket(t)
	if _, e := core.GetSockName(client, make([]byte, 128)); e != ws2def.WSAEINVAL {
		t.Errorf("GetSockName before connect: %v, want WSAEINVAL", e)
	}
	if e := core.Connect(client, wholeUnixName(path), spi.Park); e != 0 {
		t.Fatal("Connect:", e)
	}
	if _, _, e := core.Accept(l, make([]byte, ws2def.SizeofSockaddrUnix-1), spi.Park); e != ws2def.WSAEFAULT {
		t.Errorf("Accept with 109 bytes: %v, want WSAEFAULT and the connection left", e)
	}
	from := make([]byte, 128)
	server, n, e := core.Accept(l, from, spi.Park)
	if e != 0 {
		t.Fatal("Accept:", e)
	}
	t.Cleanup(func() { core.Close(server, spi.Park) })

	check := func(what string, got, want []byte) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	check("accept's address", from[:n], wholeUnixName(""))
	check("S-481 getsockname of the client", name(t, client), wholeUnixName(""))
	check("S-481 getpeername of the server", peer(t, server), wholeUnixName(""))
	check("S-482 getsockname of the server", name(t, server), unixName(path))
	check("S-483 getpeername of the client", peer(t, client), wholeUnixName(path))
	if _, e := core.GetPeerName(client, make([]byte, 109)); e != ws2def.WSAEFAULT {
		t.Errorf("GetPeerName with 109 bytes: %v, want WSAEFAULT", e)
	}
	core.Close(server, spi.Park)
	check("S-260 getpeername after the peer closed", peer(t, client), wholeUnixName(path))

	bound := unixSocket(t)
	if e := core.Bind(bound, unixName(path+"b")); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := core.Connect(bound, unixName(path), spi.Park); e != 0 {
		t.Fatal("Connect:", e)
	}
	check("getsockname of a bound client", name(t, bound), unixName(path+"b"))
	check("getpeername of its server", peer(t, take(t, l)), wholeUnixName(path+"b"))
}

func TestS485_UnixConnectErrors(t *testing.T) {
	clause.Covers(t, "S-485", "S-491", "S-696")
	start(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	stale := filepath.Join(dir, "stale")
	core.Close(unixListener(t, stale, 1), spi.Park)
	bound := filepath.Join(dir, "bound")
	if e := core.Bind(unixSocket(t), unixName(bound)); e != 0 {
		t.Fatal("Bind:", e)
	}
	datagrams := filepath.Join(dir, "datagrams")
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := unix.Bind(fd, &unix.SockaddrUnix{Name: datagrams}); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		addr []byte
		want core.Errno
	}{
		{"missing file", unixName(dir + "/missing"), ws2def.WSAECONNREFUSED},
		{"missing directory", unixName(dir + "/missing/file"), ws2def.WSAECONNREFUSED},
		{"no directory", unixName(file + "/file"), ws2def.WSAECONNREFUSED},
		{"no socket", unixName(file), ws2def.WSAECONNREFUSED},
		{"stale", unixName(stale), ws2def.WSAECONNREFUSED},
		{"bound, not listening", unixName(bound), ws2def.WSAECONNREFUSED},
		{"socket of datagrams", unixName(datagrams), ws2def.WSAECONNREFUSED},
		{"no name", unixName(""), ws2def.WSAEADDRNOTAVAIL},
		{"abstract", append(unixName(""), "\x00name"...), ws2def.WSAEADDRNOTAVAIL},
		{"nothing", []byte{}, ws2def.WSAEFAULT},
		{"another family", loopback(80), ws2def.WSAEAFNOSUPPORT},
	}
	path := filepath.Join(dir, "s")
	unixListener(t, path, int32(len(tests)))
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := unixSocket(t)
			if e := core.Connect(h, tt.addr, spi.Park); e != tt.want {
				t.Errorf("Connect: %v, want %v", e, tt.want)
			}
			if e := core.Connect(h, unixName(path), spi.Park); e != 0 {
				t.Errorf("Connect after a failed one: %v", e)
			}
		})
	}
}

func TestS490_UnixPermissions(t *testing.T) {
	clause.Covers(t, "S-490")
	start(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "s")
	l := unixListener(t, path, 5)
	for _, mode := range []struct {
		path string
		bits os.FileMode
	}{{path, 0o600}, {dir, 0o555}, {filepath.Dir(dir), 0o755}} {
		if err := os.Chmod(mode.path, mode.bits); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(dir, 0o755) })
	asNobody(t, func() {
		if e := core.Bind(unixSocket(t), unixName(filepath.Join(dir, "new"))); e != ws2def.WSAEACCES {
			t.Errorf("Bind in a directory without write permission: %v, want WSAEACCES", e)
		}
		if os.Geteuid() == 0 {
			if e := core.Connect(unixSocket(t), unixName(path), spi.Hold); e != ws2def.WSAEACCES {
				t.Errorf("Connect to a file without write permission: %v, want WSAEACCES", e)
			}
		}
	})
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	asNobody(t, func() {
		if e := core.Connect(unixSocket(t), unixName(path), spi.Hold); e != 0 {
			t.Errorf("Connect with write permission: %v", e)
		}
	})
	take(t, l)
}

// asNobody runs f, on one thread, without root's right to any file.
func asNobody(t *testing.T, f func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		f()
		return
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	const nobody = 65534
	unix.Setfsuid(nobody)
	defer unix.Setfsuid(0)
	f()
}

func TestS487_UnixFullBacklog(t *testing.T) {
	clause.Covers(t, "S-487")
	start(t)
	path := filepath.Join(t.TempDir(), "s")
	l := unixListener(t, path, 1)
	filled := 0
	var waiting core.Handle
	for waiting == 0 {
		h := unixSocket(t)
		nonblocking(t, h)
		switch e := core.Connect(h, unixName(path), spi.Park); e {
		case 0:
			filled++
		case ws2def.WSAEWOULDBLOCK:
			waiting = h
		default:
			t.Fatalf("Connect %d: %v", filled, e)
		}
	}
	if e := core.Connect(waiting, unixName(path), spi.Park); e != ws2def.WSAEALREADY {
		t.Errorf("second Connect: %v, want WSAEALREADY", e)
	}
	if diff := cmp.Diff(wholeUnixName(path), peer(t, waiting)); diff != "" {
		t.Errorf("GetPeerName while connecting (-want +got):\n%s", diff)
	}
	if _, e := core.Send(waiting, []byte("x"), 0, spi.Park); e != ws2def.WSAENOTCONN {
		t.Errorf("Send while connecting: %v, want WSAENOTCONN", e)
	}
	write := []core.Handle{waiting}
	if n, e := core.Select(nil, &write, nil, 0, spi.Park); n != 0 || e != 0 {
		t.Errorf("Select while the queue is full: %d, %v, want 0", n, e)
	}
	// Whichever way somebody waits, room in the queue ends it.
	waits := map[string]func(h core.Handle) core.Errno{
		"select": func(h core.Handle) core.Errno {
			write := []core.Handle{h}
			if n, e := core.Select(nil, &write, nil, 10*time.Second, spi.Park); n != 1 || e != 0 {
				t.Errorf("Select: %d, %v", n, e)
				return e
			}
			return 0
		},
		"WSAPoll": func(h core.Handle) core.Errno {
			fds := []core.PollFd{{Fd: h, Events: ws2def.POLLWRNORM}}
			n, e := core.Poll(fds, 1, 10*time.Second, spi.Hold)
			if want := (core.PollFd{Fd: h, Events: ws2def.POLLWRNORM, REvents: ws2def.POLLWRNORM}); n != 1 || fds[0] != want {
				t.Errorf("Poll: %d, %v, %+v", n, e, fds[0])
			}
			return e
		},
		"blocking, parked": nil,
		"blocking, held":   nil,
	}
	for kind, wait := range waits {
		done := make(chan core.Errno)
		h := waiting
		if waiting = 0; h == 0 {
			h = unixSocket(t)
			if wait != nil {
				nonblocking(t, h)
				if e := core.Connect(h, unixName(path), spi.Park); e != ws2def.WSAEWOULDBLOCK {
					t.Fatalf("%s: Connect: %v, want WSAEWOULDBLOCK", kind, e)
				}
			}
		} else if wait == nil {
			wait = waits["select"]
		}
		if wait == nil {
			how := spi.Park
			if kind == "blocking, held" {
				how = spi.Hold
			}
			wait = func(h core.Handle) core.Errno { return core.Connect(h, unixName(path), how) }
		}
		go func() { done <- wait(h) }()
		// Take one; the kernel's queue has room for the one who waits.
		take(t, l)
		if e := <-done; e != 0 {
			t.Errorf("%s: %v", kind, e)
		}
		if n, e := core.Send(h, []byte("x"), 0, spi.Park); n != 1 || e != 0 {
			t.Errorf("%s: Send: %d, %v", kind, n, e)
		}
	}
}

func TestS325_UnixCloseEndsWaitingConnect(t *testing.T) {
	clause.Covers(t, "S-325")
	start(t)
	path := filepath.Join(t.TempDir(), "s")
	unixListener(t, path, 1)
	for {
		h := unixSocket(t)
		nonblocking(t, h)
		if e := core.Connect(h, unixName(path), spi.Park); e == ws2def.WSAEWOULDBLOCK {
			break
		} else if e != 0 {
			t.Fatal("Connect:", e)
		}
	}
	for _, how := range []spi.Way{spi.Park, spi.Hold} {
		h := unixSocket(t)
		done := make(chan core.Errno)
		go func() { done <- core.Connect(h, unixName(path), how) }()
		for !core.Connecting(h) {
			runtime.Gosched()
		}
		core.Close(h, spi.Park)
		if e := <-done; e != ws2def.WSAEINTR {
			t.Errorf("Connect whose socket is closed: %v, want WSAEINTR", e)
		}
	}
}

func TestS488_UnixSendToAndRecvFrom(t *testing.T) {
	clause.Covers(t, "S-279", "S-317", "S-488")
	start(t)
	a, b := unixPair(t)
	for _, to := range [][]byte{nil, unixName("elsewhere"), []byte("garbage")} {
		m := spi.Message{Name: to, Buffers: [][]byte{[]byte("he"), []byte("llo")}}
		if n, e := core.SendMsg(a, &m, 0, spi.Park); n != 5 || e != 0 {
			t.Fatalf("SendMsg to %q: %d, %v", to, n, e)
		}
		for _, from := range [][]byte{nil, []byte("x")} {
			if from != nil {
				if n, e := core.Send(a, []byte("hello"), 0, spi.Park); n != 5 || e != 0 {
					t.Fatal("Send:", n, e)
				}
			}
			got := make([]byte, 8)
			m = spi.Message{Name: from, Buffers: [][]byte{got[:2], got[2:]}}
			n, e := core.RecvMsg(b, &m, 0, spi.Park)
			if n != 5 || e != 0 || string(got[:5]) != "hello" || m.NameLen != 0 || string(from) != strings.Repeat("x", len(from)) {
				t.Fatalf("RecvMsg: %d, %v, %q, name %q of %d", n, e, got, from, m.NameLen)
			}
		}
	}
}

func TestS489_UnixPeerPID(t *testing.T) {
	clause.Covers(t, "S-489", "S-682")
	start(t)
	a, b := unixPair(t)
	for _, h := range []core.Handle{a, b} {
		out := make([]byte, 8)
		n, e := core.Ioctl(h, ws2def.SIO_AF_UNIX_GETPEERPID, nil, out, spi.Park)
		if pid := binary.LittleEndian.Uint32(out); n != 4 || e != 0 || pid != uint32(os.Getpid()) {
			t.Errorf("SIO_AF_UNIX_GETPEERPID: %d bytes, %v, pid %d, want %d", n, e, pid, os.Getpid())
		}
	}
	if _, e := core.Ioctl(a, ws2def.SIO_AF_UNIX_GETPEERPID, nil, make([]byte, 3), spi.Park); e != ws2def.WSAEFAULT {
		t.Errorf("short output: %v, want WSAEFAULT", e)
	}
	if _, e := core.Ioctl(unixSocket(t), ws2def.SIO_AF_UNIX_GETPEERPID, nil, make([]byte, 4), spi.Park); e != ws2def.WSAENOTCONN {
		t.Errorf("without a peer: %v, want WSAENOTCONN", e)
	}
}

func TestS310_UnixResetStays(t *testing.T) {
	clause.Covers(t, "S-274", "S-310", "S-393", "S-687", "S-689")
	start(t)
	for _, first := range []string{"recv", "send"} {
		t.Run(first+" first", func(t *testing.T) {
			a, b := unixPair(t)
			if n, e := core.Send(a, []byte("unread"), 0, spi.Park); n != 6 || e != 0 {
				t.Fatal("Send:", n, e)
			}
			core.Close(b, spi.Park)
			for i := range 4 {
				var e core.Errno
				if (i%2 == 0) == (first == "recv") {
					_, e = core.Recv(a, make([]byte, 8), 0, spi.Park)
				} else {
					_, e = core.Send(a, []byte("more"), 0, spi.Park)
				}
				if e != ws2def.WSAECONNRESET {
					t.Errorf("call %d: %v, want WSAECONNRESET", i, e)
				}
			}
		})
	}
}

func TestS688_UnixSendAfterClose(t *testing.T) {
	clause.Covers(t, "S-308", "S-688")
	start(t)
	a, b := unixPair(t)
	if n, e := core.Send(b, []byte("bye"), 0, spi.Park); n != 3 || e != 0 {
		t.Fatal("Send:", n, e)
	}
	core.Close(b, spi.Park)
	buf := make([]byte, 8)
	if n, e := core.Recv(a, buf[:2], 0, spi.Park); n != 2 || e != 0 {
		t.Errorf("Recv of what came before the close: %d, %v", n, e)
	}
	if n, e := core.Recv(a, buf, 0, spi.Park); n != 1 || e != 0 {
		t.Errorf("Recv of the rest: %d, %v", n, e)
	}
	for range 2 {
		if n, e := core.Recv(a, buf, 0, spi.Park); n != 0 || e != 0 {
			t.Errorf("Recv at the end: %d, %v", n, e)
		}
	}
	for range 2 {
		if _, e := core.Send(a, []byte("x"), 0, spi.Park); e != ws2def.WSAECONNABORTED {
			t.Errorf("Send to a closed peer: %v, want WSAECONNABORTED", e)
		}
		if _, e := core.Recv(a, buf, 0, spi.Park); e != ws2def.WSAECONNABORTED {
			t.Errorf("Recv after that: %v, want WSAECONNABORTED", e)
		}
	}
}
