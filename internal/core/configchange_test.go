package core_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// A process that can have no watch is told so, and nothing waits; a handle that has
// another goes on when one of them is closed.
func TestP115_NoWatchAndTwoHandles(t *testing.T) {
	clause.Covers(t, "P-115")
	t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
	start(t)
	h, e := core.OpenNotification()
	if e != 0 {
		t.Fatal(e)
	}
	sys.Inject(func(name string) syscall.Errno {
		if name == "inotify_init1" {
			return syscall.EMFILE
		}
		return 0
	})
	t.Cleanup(func() { sys.Inject(nil) })
	if e := core.AwaitConfigChange(h, nil, spi.Park); e != ws2def.WSA_NOT_ENOUGH_MEMORY {
		t.Errorf("without a watch: %v", e)
	}
	sys.Inject(nil)

	ov := new(ws2def.Overlapped)
	if e := core.AwaitConfigChange(h, &core.Async{Overlapped: ov}, spi.Park); e != ws2def.WSA_IO_PENDING {
		t.Fatal(e)
	}
	other, e := object.Duplicate(nil, h, 0)
	if e != 0 {
		t.Fatal(e)
	}
	if e := object.Close(h, spi.Park); e != 0 {
		t.Error(e)
	}
	if core.Ended(ov) {
		t.Error("the wait is over though there is another handle")
	}
	if e := object.Close(other, spi.Park); e != 0 {
		t.Error(e)
	}
	if !core.Ended(ov) || ws2def.NTStatus(ov.Internal).WSA() != ws2def.WSA_OPERATION_ABORTED {
		t.Errorf("after the last handle is closed the status is %#x", ov.Internal)
	}
	if e := object.Close(other, spi.Park); e != ws2def.ERROR_INVALID_HANDLE {
		t.Errorf("once more: %v", e)
	}
}
