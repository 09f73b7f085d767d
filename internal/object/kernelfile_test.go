package object

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"winsock/internal/handle"
)

func openFile(t *testing.T, f *KernelFile) Handle {
	t.Helper()
	h, e := EnterFile(f, 0)
	if e != 0 {
		t.Fatal(e)
	}
	return h
}

// A file denies others what its share mode lacks, until its last handle is
// closed.
func TestShareModes(t *testing.T) {
	id := FileID{1, 2}
	const all = ShareRead | ShareWrite | ShareDelete
	open := func() *KernelFile {
		fd, err := unix.Open("/dev/null", unix.O_RDWR|unix.O_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		return &KernelFile{Fd: fd, Kind: Disk}
	}
	first := open()
	if !first.Share(id, ShareRead, ShareRead) {
		t.Fatal("nobody is there, and somebody is in the way")
	}
	h := openFile(t, first)
	again, e := Duplicate(nil, h, 0)
	if e != 0 {
		t.Fatal(e)
	}
	second := open()
	for _, row := range []struct {
		id            FileID
		access, share uint32
		want          bool
	}{
		{id, ShareWrite, all, false},
		{id, ShareRead, ShareWrite, false},
		{FileID{1, 3}, ShareWrite, 0, true},
		{id, ShareRead, all, true},
	} {
		f := &KernelFile{}
		if got := f.Share(row.id, row.access, row.share); got != row.want {
			t.Errorf("%v: %v", row, got)
		}
		f.unclaim()
	}
	if MayDelete(id) || !MayDelete(FileID{1, 3}) {
		t.Error("who may delete")
	}
	if e := Close(h, 0); e != 0 {
		t.Fatal(e)
	}
	if second.Share(id, ShareWrite, all) {
		t.Error("a file with a handle left is forgotten")
	}
	if e := Close(again, 0); e != 0 {
		t.Fatal(e)
	}
	if !second.Share(id, ShareWrite, 0) || MayDelete(id) {
		t.Error("a closed file is in the way")
	}
	if e := Close(openFile(t, second), 0); e != 0 {
		t.Fatal(e)
	}
	if len(claims.open) != 0 {
		t.Error(claims.open)
	}
}

// A file that is to be deleted goes with its last handle, and a standard
// descriptor keeps its number.
func TestKernelFileEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_CREAT|unix.O_CLOEXEC, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	h := openFile(t, &KernelFile{Fd: fd, Kind: Disk, Standard: true, DeleteOnClose: path})
	handle.Process.Acquire(h)
	if e := Close(h, 0); e != 0 {
		t.Fatal(e)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error("it went while it was in use: ", err)
	}
	handle.Process.Release(h)
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Error("it is still there: ", err)
	}
	if at, err := os.Readlink(fmt.Sprint("/proc/self/fd/", fd)); err != nil || at != "/dev/null" {
		t.Error(at, err)
	}
	unix.Close(fd)
}
