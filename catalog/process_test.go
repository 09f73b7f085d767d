package catalog

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// kept is how many of its entries a child leaves in the catalog.
const kept = 20

// child changes the catalog args[0] as a process of its own, named args[1],
// args[2] times: each change adds an entry and, to keep the catalog short,
// takes out the one that the child added some changes ago; that must be there.
// After each change it writes the catalog's generation to standard output.
func child(args []string) error {
	s, who := Open(args[0]), args[1]
	s.LockWait = 5 * time.Minute // a busy machine may favour the other writer for long
	count, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	var own []uint32
	for i := range count {
		var generation uint64
		err := s.Update(func(e *Edit) error {
			generation = e.Catalog().Generation() + 1
			entry := proto(fmt.Sprintf("%s %d", who, i), "go:"+who, 77, stream, 5)
			entry.Info.ProviderId.Data2 = uint16(i)
			ids, err := e.Install(entry)
			if err != nil {
				return err
			}
			own = append(own, ids...)
			if i < kept {
				return nil
			}
			return e.Remove(own[i-kept])
		})
		if err != nil {
			return err
		}
		fmt.Println(generation)
	}
	return nil
}

// process starts a child; its standard output is returned.
func process(t *testing.T, args ...string) (*exec.Cmd, io.Reader) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), childEnv+"=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, out
}

func TestTwoProcessesLoseNothing(t *testing.T) {
	const each = 200
	s := Open(filepath.Join(t.TempDir(), "c"))
	changed := make(chan bool) // false when a writer ends
	for _, who := range []string{"left", "right"} {
		cmd, out := process(t, s.Path(), who, strconv.Itoa(each))
		go func() {
			for lines := bufio.NewScanner(out); lines.Scan(); {
				changed <- true
			}
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
			changed <- false
		}()
	}
	// A reader beside them never sees half a file, nor an older one.
	var last uint64
	for running := 2; running > 0; {
		if !<-changed {
			running--
			continue
		}
		c, err := s.Read()
		if err != nil {
			t.Error(err)
			continue
		}
		if c.Generation() < last || c.nextID != Default().nextID+uint32(c.Generation()) {
			t.Errorf("generation %d after %d, with next id %d", c.Generation(), last, c.nextID)
		}
		last = c.Generation()
	}
	c := read(t, s)
	if c.Generation() != 2*each {
		t.Errorf("%d changes, want %d", c.Generation(), 2*each)
	}
	var got, want []string
	for _, e := range c.entries[Default().Len():] {
		got = append(got, e.Info.Name())
	}
	for i := each - kept; i < each; i++ {
		want = append(want, fmt.Sprint("left ", i), fmt.Sprint("right ", i))
	}
	sorted := cmpopts.SortSlices(func(a, b string) bool { return a < b })
	if diff := cmp.Diff(want, got, sorted); diff != "" {
		t.Errorf("what the two left behind (-want +got):\n%s", diff)
	}
}

func TestKilledWriterLeavesAValidFileAndNoLock(t *testing.T) {
	const kills, lanes = 100, 2
	for lane := range lanes {
		t.Run(fmt.Sprint("lane ", lane), func(t *testing.T) {
			t.Parallel()
			s := Open(filepath.Join(t.TempDir(), "c"))
			seed := rand.Uint64()
			random := rand.New(rand.NewPCG(seed, uint64(lane)))
			for round := range kills / lanes {
				reported := killOne(t, s, fmt.Sprint("round ", round), random)
				s.LockWait = time.Millisecond
				c := read(t, s)
				if c.Generation() < reported {
					t.Fatalf("seed %d, round %d: generation %d, but %d had been written", seed, round, c.Generation(), reported)
				}
				if err := s.Update((*Edit).Reset); err != nil {
					t.Fatalf("seed %d, round %d: the lock: %v", seed, round, err)
				}
			}
			if got := files(t, filepath.Dir(s.Path())); !slices.Equal(got, []string{"c", "c.lock"}) {
				t.Errorf("files at the end: %v", got)
			}
		})
	}
}

// killOne starts a writer, kills it at some instant after it has begun to write,
// and returns the generation that it reported last.
func killOne(t *testing.T, s *Store, who string, random *rand.Rand) (reported uint64) {
	t.Helper()
	cmd, out := process(t, s.Path(), who, "1000000")
	lines := bufio.NewScanner(out)
	next := func() bool {
		if !lines.Scan() {
			return false
		}
		n, err := strconv.ParseUint(lines.Text(), 10, 64)
		if err != nil {
			return false // a line cut off by the kill
		}
		reported = n
		return true
	}
	for range 1 + random.IntN(4) {
		if !next() {
			t.Fatal("the writer ended by itself")
		}
	}
	// The instant is random by intent: anywhere within a change or two.
	time.Sleep(time.Duration(random.Int64N(int64(4 * time.Millisecond))))
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for next() {
	}
	_ = cmd.Wait() // killed
	return reported
}
