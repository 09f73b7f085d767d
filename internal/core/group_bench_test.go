package core_test

import (
	"fmt"
	"os"
	"testing"

	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// BenchmarkSocketInGroup is WSASocket and closesocket: without a group, in one that
// exists, and in a new one beside others of this process.
func BenchmarkSocketInGroup(b *testing.B) {
	cycle := func(g uint32) func(*testing.B) {
		return func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				h, e := inGroup(ws2def.AF_INET, ws2def.SOCK_STREAM, g)
				if e != 0 {
					b.Fatal(e)
				}
				core.Close(h, spi.Park)
			}
		}
	}
	memoryRunDir(b)
	start(b)
	b.Run("none", cycle(0))
	g := groupID(b, tcpMember(b, free))
	b.Run("join", cycle(g))
	b.Run("join constrained", cycle(groupID(b, tcpMember(b, bound))))
	b.Run("found beside 2", cycle(free))
	others := make([]*other, 100)
	for i := range others {
		others[i] = another(b, "", nil)
	}
	for _, step := range []struct{ processes, each int }{{10, 1}, {100, 100}} {
		founders := others[:step.processes]
		for _, o := range founders {
			o.send(fmt.Sprintf("group many - %d", step.each))
		}
		for _, o := range founders {
			if got := o.answer(); got != "ok" {
				b.Fatal(got)
			}
		}
		b.Run(fmt.Sprintf("found beside %d of %d processes", step.processes*step.each, step.processes), cycle(free))
	}
	b.Run("join another process's", cycle(others[0].enter("x", ws2def.SOCK_STREAM, free)))
}

// memoryRunDir gives the test a directory in memory, as programs have it.
func memoryRunDir(t testing.TB) {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "winsock-test")
	if err != nil {
		t.Skip("no directory in memory:", err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	t.Setenv("WINSOCK_RUN_DIR", dir)
}
