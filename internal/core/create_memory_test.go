package core_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// Memory runs out for real: WSAENOBUFS, and all is well when there is some
// again. A process of its own does it, on a thread for which the kernel has
// little memory: sockets are charged to the thread that makes them. That needs
// the memory controller of cgroup v1, which knows threads.
func TestCreateMemoryExhaustion(t *testing.T) {
	clause.Covers(t, "S-104", "P-150")
	if group := os.Getenv("WINSOCK_TEST_MEMORY"); group != "" {
		exhaustMemory(t, group)
		return
	}
	group, err := os.MkdirTemp("/sys/fs/cgroup/memory", "winsock-test-")
	if err != nil {
		t.Skip("no control group for a thread's memory can be made here:", err)
	}
	defer os.Remove(group)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestCreateMemoryExhaustion$", "-test.v")
	child.Env = append(os.Environ(), "WINSOCK_TEST_MEMORY="+group)
	out, err := child.CombinedOutput()
	switch {
	case err != nil:
		t.Fatalf("%v\n%s", err, out)
	case strings.Contains(string(out), "--- SKIP"):
		t.Skip(string(out))
	}
}

func exhaustMemory(t *testing.T, group string) {
	start(t)
	put := func(file, value string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(group, file), []byte(value), 0); err != nil {
			t.Skip(err)
		}
	}
	const most = 4000
	open := make([]core.Handle, 0, most)
	fill := func() (e core.Errno) {
		for len(open) < most && e == 0 {
			var h core.Handle
			if h, e = core.Create(ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, nil, 0, 0); e == 0 {
				open = append(open, h)
			}
		}
		return e
	}
	drop := func(n int) {
		for ; n > 0 && len(open) > 0; n-- {
			core.Close(open[len(open)-1], spi.Park)
			open = open[:len(open)-1]
		}
	}
	empty := func() { drop(len(open)) }
	// The kernel refuses the thread memory for sockets, but lets it wait for
	// memory of its own: so all of that has to be there before, and to stay.
	debug.SetGCPercent(-1)
	if e := fill(); e != 0 {
		t.Skip("not even without a limit:", e)
	}
	empty()
	runtime.GC()
	if err := unix.Mlockall(unix.MCL_CURRENT); err != nil {
		t.Skip("memory can't be kept:", err)
	}
	put("memory.oom_control", "1") // refuse, don't kill
	put("memory.limit_in_bytes", strconv.Itoa(2<<20))

	var e core.Errno
	moved := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		err := os.WriteFile(filepath.Join(group, "tasks"), []byte(strconv.Itoa(unix.Gettid())), 0)
		if err == nil {
			// Where the kernel lacks the memory for a socket's file it says that
			// there are no more files: try again with other sizes left.
			e = ws2def.WSAEMFILE
			for try := 0; try < 50 && e == ws2def.WSAEMFILE; try++ {
				e = fill()
				if e == ws2def.WSAEMFILE {
					drop(1 + try%7)
				}
			}
		}
		moved <- err
	}()
	err := <-moved
	put("memory.limit_in_bytes", "-1")
	if err != nil {
		t.Skip("a thread can't be moved to its own group:", err)
	}
	n := len(open)
	empty()
	if e != ws2def.WSAENOBUFS || n == 0 {
		t.Errorf("after %d sockets: %v", n, e)
	}
	create(t, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
}
