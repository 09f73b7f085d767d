package registry_test

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/registry"
)

func TestDoorAnswers(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("WINSOCK_RUN_DIR", dir)
	d, err := registry.OpenDoor(func() []byte { return []byte("hello") })
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

func TestDoorWithoutDirectory(t *testing.T) {
	t.Setenv("WINSOCK_RUN_DIR", filepath.Join(t.TempDir(), "missing", "deeper"))
	if d, err := registry.OpenDoor(func() []byte { return nil }); err == nil {
		d.Close()
		t.Error("a door without a directory")
	}
	if _, err := registry.AskAll(); err == nil {
		t.Error("nobody to ask, and no error")
	}
}
