package sys

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestTryLockExcludesASecondOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	open := func() *os.File {
		t.Helper()
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	try := func(f *os.File, want bool) {
		t.Helper()
		if got, err := TryLock(f); got != want || err != nil {
			t.Fatalf("TryLock: %t, %v, want %t", got, err, want)
		}
	}
	first, second := open(), open()
	try(first, true)
	try(first, true) // its own lock is no obstacle
	try(second, false)
	if err := Unlock(first); err != nil {
		t.Fatal(err)
	}
	try(second, true)
	second.Close() // closing gives it up too
	try(first, true)

	first.Close()
	if got, err := TryLock(first); got || err == nil {
		t.Errorf("a closed file: %t, %v, want an error", got, err)
	}
	third := open()
	Inject(func(string) syscall.Errno { return syscall.ENOLCK })
	defer Inject(nil)
	if got, err := TryLock(third); got || !errors.Is(err, syscall.ENOLCK) {
		t.Errorf("no locks left: %t, %v, want ENOLCK", got, err)
	}
}

func TestPrivileged(t *testing.T) {
	if Privileged() {
		t.Error("an ordinary process is taken for a privileged one")
	}
}
