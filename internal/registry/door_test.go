package registry_test

import (
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"winsock/internal/registry"
)

func TestDoorAnswers(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("WINSOCK_RUN_DIR", dir)
	d, err := registry.OpenDoor(registry.Doings{Sockets: func() []byte { return []byte("hello") }})
	if err != nil {
		t.Fatal(err)
	}
	want := []registry.Answer{{PID: os.Getpid(), UID: uint32(os.Geteuid()), Text: []byte("hello")}}
	for range 3 {
		got, err := registry.AskAll()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	}
	d.Close()
	if got, err := registry.AskAll(); err != nil || len(got) != 0 {
		t.Errorf("after Close: %v, %v", got, err)
	}
	if names, _ := os.ReadDir(dir); len(names) != 0 {
		t.Errorf("left behind: %v", names)
	}
}

// What a killed process leaves, and what is no door at all, is passed over.
func TestDoorOfTheDead(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("WINSOCK_RUN_DIR", dir)
	dead := filepath.Join(dir, "process.1.dead")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Net: "unix", Name: dead})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close()
	if err := os.WriteFile(filepath.Join(dir, "something"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := registry.AskAll(); err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := os.Lstat(dead); !os.IsNotExist(err) {
		t.Errorf("the dead process's name is still there: %v", err)
	}
	if _, err := os.Lstat(filepath.Join(dir, "something")); err != nil {
		t.Error(err)
	}
}

// A living process that can't be asked now keeps its name.
func TestDoorOfTheBusy(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("WINSOCK_RUN_DIR", dir)
	busy := filepath.Join(dir, "process.1.busy")
	l, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(l)
	if err := unix.Bind(l, &unix.SockaddrUnix{Name: busy}); err != nil {
		t.Fatal(err)
	}
	if err := unix.Listen(l, 0); err != nil {
		t.Fatal(err)
	}
	for full := false; !full; {
		c, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer unix.Close(c)
		full = unix.Connect(c, &unix.SockaddrUnix{Name: busy}) == unix.EAGAIN
	}
	if got, err := registry.AskAll(); err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := os.Lstat(busy); err != nil {
		t.Error("the living process's name is gone:", err)
	}
}

// A door outlives a time without free descriptors.
func TestDoorWithoutDescriptors(t *testing.T) {
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	d, err := registry.OpenDoor(registry.Doings{Sockets: func() []byte { return []byte("hello") }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	names, err := os.ReadDir(os.Getenv("WINSOCK_RUN_DIR"))
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	c, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(c)
	var before unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &before); err != nil {
		t.Fatal(err)
	}
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: 0, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	err = unix.Connect(c, &unix.SockaddrUnix{Name: filepath.Join(os.Getenv("WINSOCK_RUN_DIR"), names[0].Name())})
	time.Sleep(20 * time.Millisecond) // for the door to be knocked at in vain
	if e := unix.Setrlimit(unix.RLIMIT_NOFILE, &before); e != nil {
		t.Fatal(e)
	}
	if err != nil {
		t.Fatal(err)
	}
	got, err := registry.AskAll()
	want := []registry.Answer{{PID: os.Getpid(), UID: uint32(os.Geteuid()), Text: []byte("hello")}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Fatal(err, diff)
	}
}

func TestDoorWithoutDirectory(t *testing.T) {
	t.Setenv("WINSOCK_RUN_DIR", filepath.Join(t.TempDir(), "missing", "deeper"))
	if d, err := registry.OpenDoor(registry.Doings{Sockets: func() []byte { return nil }}); err == nil {
		d.Close()
		t.Error("a door without a directory")
	}
	if _, err := registry.AskAll(); err == nil {
		t.Error("nobody to ask, and no error")
	}
}
