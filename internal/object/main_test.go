package object

import (
	"os"
	"testing"
	"time"

	"winsock/internal/handle"
	"winsock/internal/leaktest"
	"winsock/spi"
)

// Names that processes share go to a place of these tests.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "object")
	if err != nil {
		panic(err)
	}
	os.Setenv("WINSOCK_RUN_DIR", dir)
	leaktest.Main(m, func() { os.RemoveAll(dir) })
}

// patience is how long a test waits for what must happen.
const patience = 10 * time.Second

// must returns h and fails the test when there is none.
func must(t testing.TB) func(h Handle, e Errno) Handle {
	return func(h Handle, e Errno) Handle {
		t.Helper()
		if e != 0 {
			t.Fatal("no handle:", e)
		}
		t.Cleanup(func() { Close(h, spi.Park) })
		return h
	}
}

// event makes an event without a name.
func event(t testing.TB, manual, set bool) Handle {
	t.Helper()
	h, _, e := CreateEvent("", manual, set, 0)
	return must(t)(h, e)
}

func mutex(t testing.TB, owner *Thread) Handle {
	t.Helper()
	h, _, e := CreateMutex("", owner, 0)
	return must(t)(h, e)
}

func semaphore(t testing.TB, initial, maximum int32) Handle {
	t.Helper()
	h, _, e := CreateSemaphore("", initial, maximum, 0)
	return must(t)(h, e)
}

// look waits for h without time.
func look(t testing.TB, by *Thread, h Handle) uint32 {
	t.Helper()
	result, e := Wait(by, []Handle{h}, false, 0, false, spi.Park)
	if e != 0 {
		t.Fatal("Wait:", e)
	}
	return result
}

// blocked waits until by waits.
func blocked(t testing.TB, by *Thread) {
	t.Helper()
	for end := time.Now().Add(patience); by.wait.result.Load() != waiting; time.Sleep(20 * time.Microsecond) {
		if time.Now().After(end) {
			t.Fatal("nobody waits")
		}
	}
}

// header is that of what h means.
func headerOf(h Handle) *header {
	obj := handle.Process.Acquire(h)
	defer handle.Process.Release(h)
	return obj.(Waitable).dispatch()
}

// ways are the ways to wait.
var ways = map[string]spi.Way{"park": spi.Park, "hold": spi.Hold}
