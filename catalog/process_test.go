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
	"strings"
	"testing"
	"time"
)

// child changes the catalog args[0] as a process of its own: "install" adds as
// many entries as args[2] says, "churn" adds and removes entries for ever.
// After each change it writes the catalog's generation to standard output.
func child(role string, args []string) int {
	s, who := Open(args[0]), args[1]
	count, err := strconv.Atoi(args[2])
	for i := 0; err == nil && (role == "churn" || i < count); i++ {
		name := fmt.Sprintf("%s %d", who, i)
		err = s.Update(func(e *Edit) error {
			entry := proto(name, "go:"+who, 77, stream, 5, guid(guidOf(name)))
			entry.Info.ProviderId.Data2 = uint16(i)
			ids, err := e.Install(entry)
			if err != nil || role == "install" {
				return err
			}
			if i%2 == 1 {
				return e.Remove(ids[0])
			}
			if c := e.Catalog(); c.Len() > 20 {
				return e.Remove(c.At(7).Info.CatalogEntryId)
			}
			return nil
		})
		if c, readErr := s.Read(); err == nil {
			if err = readErr; err == nil {
				fmt.Println(c.Generation())
			}
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// process starts a child; its standard output is returned.
func process(t *testing.T, role string, args ...string) (*exec.Cmd, io.Reader) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), childEnv+"="+role)
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
	done := make(chan error)
	for _, who := range []string{"left", "right"} {
		cmd, out := process(t, "install", s.Path(), who, strconv.Itoa(each))
		go func() {
			_, _ = io.Copy(io.Discard, out)
			done <- cmd.Wait()
		}()
	}
	// A reader beside them never sees half a file, nor an older one.
	var last uint64
	for running := 2; running > 0; {
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
			running--
		default:
			c, err := s.Read()
			if err != nil {
				t.Fatal(err)
			}
			if c.Generation() < last || c.Len() != 7+int(c.Generation()) {
				t.Fatalf("generation %d after %d, with %d entries", c.Generation(), last, c.Len())
			}
			last = c.Generation()
		}
	}
	c := read(t, s)
	seen := map[string]int{}
	for i, e := range c.entries {
		if want := uint32(firstID + i); e.Info.CatalogEntryId != want {
			t.Fatalf("entry %d has the id %d, want %d", i, e.Info.CatalogEntryId, want)
		}
		who, _, _ := strings.Cut(e.Info.Name(), " ")
		seen[who]++
	}
	if seen["left"] != each || seen["right"] != each || c.Generation() != 2*each {
		t.Errorf("installed %v in %d changes, want %d by each", seen, c.Generation(), each)
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
				if err := s.Update(func(*Edit) error { return nil }); err != nil {
					t.Fatalf("seed %d, round %d: the lock: %v", seed, round, err)
				}
			}
			if err := s.Update((*Edit).Reset); err != nil {
				t.Fatal(err)
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
	cmd, out := process(t, "churn", s.Path(), who, "0")
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
