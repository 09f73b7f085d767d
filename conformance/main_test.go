package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// TestChapters runs every program natively. The clauses that they show are
// counted from their sources.
func TestChapters(t *testing.T) {
	p := native("..")
	if _, err := os.Stat(p.compile[0]); err != nil {
		t.Skip("no wscc: run make build")
	}
	names, err := chapters("c")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program, err := p.build("c", name, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			list, err := p.checks(program)
			if err != nil {
				t.Error(err)
			}
			for _, c := range list {
				switch c.outcome {
				case fail:
					t.Errorf("%s: %s: %s", c.clause, c.what, c.seen)
				case skipped:
					t.Logf("%s: skipped: %s", c.clause, c.what)
				}
			}
		})
	}
}

// TestOrder runs what breaks first when operations overlap 10,000 times on each engine.
func TestOrder(t *testing.T) {
	clause.Covers(t, "O-558")
	p := native("..")
	if _, err := os.Stat(p.compile[0]); err != nil {
		t.Skip("no wscc: run make build")
	}
	program, err := p.build("c", "order", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, engine := range []string{"epoll", "uring"} {
		t.Run(engine, func(t *testing.T) {
			with := *p
			with.env = []string{"WINSOCK_ENGINE=" + engine}
			list, err := with.checks(program, "10000")
			if err != nil {
				t.Error(err)
			}
			for _, c := range list {
				if c.outcome == fail {
					t.Errorf("%s: %s", c.what, c.seen)
				}
			}
		})
	}
}

// A chapter is made of its own file and the parts of the harness it includes.
func TestSources(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"one.c": "#include \"more.h\"\n", "two.c": "#include \"base.h\"\n#include <two.h>\n",
		"more.h": "#include \"base.h\"\n", "more.c": "", "base.h": "", "base.c": "",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	names, err := chapters(dir)
	if diff := cmp.Diff([]string{"one", "two"}, names); err != nil || diff != "" {
		t.Error(err, diff)
	}
	for name, want := range map[string][]string{"one": {"one.c", "more.c", "base.c"}, "two": {"two.c", "base.c"}} {
		files, err := sources(dir, name)
		for i := range files {
			files[i] = filepath.Base(files[i])
		}
		if diff := cmp.Diff(want, files); err != nil || diff != "" {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
}

func TestRows(t *testing.T) {
	a := check{clause: "S-001", what: "a", outcome: pass}
	b := check{clause: "S-001", what: "b", outcome: fail, seen: "got 1"}
	twice := check{clause: "S-002", what: "t", outcome: pass}
	all := rows("x", []check{a, twice, twice}, []check{b, twice})
	var got []string
	for _, r := range all {
		got = append(got, strings.Join([]string{r.clause, r.what, text(r.native), text(r.wine)}, " "))
	}
	want := []string{"S-001 a pass -", "S-002 t pass pass", "S-002 t pass -", "S-001 b - FAIL: got 1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	missing, stale := unexplained(all, map[string]string{"S-002": "why", "S-003": "sometimes: why"})
	if diff := cmp.Diff([][]string{{"S-001"}, {"S-002"}}, [][]string{missing, stale}); diff != "" {
		t.Error(diff)
	}
}

func TestParseRefusesNoise(t *testing.T) {
	if _, err := parse([]byte("S-001\tpass\tfine\nhello\n")); err == nil {
		t.Error("a line that is no check was taken")
	}
}

func TestReasonsNeedText(t *testing.T) {
	path := filepath.Join(t.TempDir(), "d.tsv")
	if err := os.WriteFile(path, []byte("# c\nS-001\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readReasons(path); err == nil {
		t.Error("a clause without a reason was taken")
	}
}
