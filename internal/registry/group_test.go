package registry

import (
	"math/rand/v2"
	"testing"

	"golang.org/x/sys/unix"
)

// The places follow the list that the kernel keeps: a new member at the end,
// the last one in the place of one that leaves.
func TestGroupFollowsTheKernel(t *testing.T) {
	runDir(t)
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	random := rand.New(rand.NewPCG(1, 2))
	type member struct {
		claim *Claim
		age   int
	}
	var waiting, kernel []member
	oldest := func() int {
		first := 0
		for i, m := range kernel {
			if m.age < kernel[first].age {
				first = i
			}
		}
		return first
	}
	entry := on("127.0.0.1", Reuse)
	for age := range 400 {
		p := Lock(fd, entry.Protocol, entry.Port)
		var first int
		var several bool
		switch step := random.IntN(5); {
		case step < 2 || len(kernel)+len(waiting) == 0:
			if _, verdict := p.Check(&entry); verdict != 0 {
				t.Fatal(verdict)
			}
			waiting = append(waiting, member{p.Add(entry), age})
			p.Unlock()
			continue
		case step < 4 && len(waiting) > 0:
			i := random.IntN(len(waiting))
			m := waiting[i]
			waiting = append(waiting[:i], waiting[i+1:]...)
			kernel = append(kernel, m)
			first, several = p.Join(m.claim)
		case len(kernel) > 0:
			i := random.IntN(len(kernel))
			m := kernel[i]
			kernel[i] = kernel[len(kernel)-1]
			kernel = kernel[:len(kernel)-1]
			first, several = p.Leave(m.claim)
			m.claim.Release()
		}
		p.Unlock()
		if several != (len(kernel) > 1) || several && first != oldest() {
			t.Fatalf("step %d: first %d of several %v; the kernel has %v", age, first, several, kernel)
		}
	}
	for _, m := range append(kernel, waiting...) {
		m.claim.Release()
	}
}

func BenchmarkClaim(b *testing.B) {
	b.Setenv("WINSOCK_RUN_DIR", b.TempDir()+"/run")
	b.Cleanup(Close)
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer unix.Close(fd)
	entry := on("127.0.0.1", Plain)
	b.ReportAllocs()
	for b.Loop() {
		p := Lock(fd, entry.Protocol, entry.Port)
		c := p.Add(entry)
		p.Unlock()
		c.Release()
	}
}
