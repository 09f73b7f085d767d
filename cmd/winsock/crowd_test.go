package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"winsock/catalog"
	"winsock/internal/clause"
)

// Two processes after the other install, remove, disable and reorder, at both ends of a
// race, while a hundred programs start: each of those finds a whole catalog and gets a
// socket of what it asked for.
func TestHundredProgramsWhileTheCatalogChanges(t *testing.T) {
	clause.Covers(t, "P-300", "P-309")
	const programs, atOnce = 100, 8
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := filepath.Join(dir, "winsock")
	if err := os.Symlink(self, command); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "catalog.json")
	run := func(args ...string) ([]byte, error) {
		cmd := exec.Command(command, args...)
		cmd.Env = append(os.Environ(), catalog.EnvFile+"="+file, "WINSOCK_RUN_DIR="+filepath.Join(dir, "run"))
		var errs strings.Builder
		cmd.Stderr = &errs
		out, err := cmd.Output()
		if err != nil {
			err = fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, errs.String())
		}
		return out, err
	}
	stop := make(chan struct{})
	var changers, starters sync.WaitGroup
	changes := [2]int{}
	for i, rounds := range [2][][]string{
		{{"install", "pass"}, {"order", "1004", "1001"}, {"disable", "pass"}, {"remove", "pass"}},
		{{"install", "loop"}, {"order", "1001"}, {"install", "shape"}, {"order", "af_unix"}, {"remove", "shape"}, {"remove", "loop"}},
	} {
		changers.Go(func() {
			for {
				for _, change := range rounds {
					select {
					case <-stop:
						return
					default:
					}
					if _, err := run(append([]string{"catalog"}, change...)...); err != nil {
						t.Error(err)
						return
					}
					changes[i]++
				}
			}
		})
	}
	turn := make(chan int)
	for range atOnce {
		starters.Go(func() {
			for i := range turn {
				family, typ, protocol := "inet", "stream", "tcp"
				want := [3]float64{2, 1, 6}
				if i%2 == 1 {
					family, typ, protocol, want = "inet6", "dgram", "udp", [3]float64{23, 2, 17}
				}
				out, err := run("socket", family, typ, protocol, "0", "--json")
				if err != nil {
					t.Error(err)
					continue
				}
				var answer struct {
					Got struct {
						Family, Type, Protocol float64
						Entry                  struct{ Family, Type, Protocol float64 }
					} `json:"socket"`
				}
				if err := json.Unmarshal(out, &answer); err != nil {
					t.Errorf("%v in %s", err, out)
					continue
				}
				got, entry := answer.Got, answer.Got.Entry
				if [3]float64{got.Family, got.Type, got.Protocol} != want || [3]float64{entry.Family, entry.Type, entry.Protocol} != want {
					t.Errorf("asked for %v, got %s", want, out)
				}
			}
		})
	}
	for i := range programs {
		turn <- i
	}
	close(turn)
	starters.Wait()
	close(stop)
	changers.Wait()
	c, err := catalog.Open(file).Read()
	if err != nil {
		t.Fatal(err)
	}
	if changes[0] == 0 || changes[1] == 0 || c.Generation() < uint64(changes[0]) {
		t.Errorf("%v changes, generation %d", changes, c.Generation())
	}
	// What was removed under a layer has broken chains of that: they go with it.
	for _, layer := range []string{"pass", "shape"} {
		if _, _, err := findEntries(c, layer); err == nil {
			if _, err := run("catalog", "remove", layer); err != nil {
				t.Error(err)
			}
		}
	}
	if c, err = catalog.Open(file).Read(); err != nil {
		t.Fatal(err)
	}
	for _, p := range catalog.Check(c, nil) {
		if p.Severity == catalog.Error {
			t.Errorf("at the end: %s", p.Text)
		}
	}
	t.Logf("%v changes while %d programs started", changes, programs)
}
