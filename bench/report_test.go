package main

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// made is an outcome with the same figures in each of three repetitions.
func made(c *contest, figures map[entrant]sample) *outcome {
	o := &outcome{contest: c, runs: map[entrant][]sample{}, counts: map[entrant]sample{}, failed: map[*peer]error{}}
	for e, s := range figures {
		o.runs[e] = []sample{s, s, nil, s}
		o.counts[e] = s
	}
	return o
}

// TestGoals: goals are judged by their limits, and those that nothing is known of
// are left out.
func TestGoals(t *testing.T) {
	c := &contest{name: "tcp64", peers: peers, variants: plain}
	all := results{outcomes: map[string]*outcome{"tcp64": made(c, map[entrant]sample{
		{rawEpoll, 0}:  {"cpu": 5000, "rate": 200000},
		{ownUring, 0}:  {"cpu": 5500, "rate": 190000, "calls": .2, "crossings": 2.5},
		{ownEpoll, 0}:  {"cpu": 6000, "rate": 180000, "calls": 2.2},
		{underWine, 0}: {"cpu": 70000, "rate": 37000},
	})}, memory: map[*peer]float64{ownUring: 600}}
	broken := made(&contest{name: "churn", peers: peers, variants: plain}, nil)
	broken.failed[ownUring] = errors.New("it broke")
	all.outcomes["churn"] = broken
	text := goalReport(all)
	for _, want := range []string{
		"engine uring | tcp64 | processor per operation, of raw epoll | 1.0 | ≤ 1.12 | 1.1 | yes |",
		"engine epoll | tcp64 | processor per operation, of raw epoll | 1.0 | ≤ 1.12 | 1.2 | no |",
		"engine uring | tcp64 | throughput, of the same source under Wine | 5 | ≥ 5 | 5.135 | yes |",
		"engine epoll | tcp64 | throughput, of the same source under Wine | 5 | ≥ 5 | 4.865 | no |",
		"engine uring | tcp64 | system calls per operation | 0.25 | ≤ 0.25 | 0.2 | yes |",
		"engine epoll | tcp64 | system calls per operation | 2.1 | ≤ 2.1 | 2.2 | no |",
		"engine uring | tcp64 | crossings from C into Go per operation | 2 | ≤ 2 | 2.5 | no |",
		"engine uring | churn | processor per operation, of raw epoll | 0.95 | ≤ 1.2 | failed | no |",
		"engine uring | memory | bytes for an idle connection | 512 | ≤ 512 | 600 | no |",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	if lines := strings.Count(text, "\n| completion"); lines != 10 {
		t.Errorf("%d goals, want 10:\n%s", lines, text)
	}
}

// TestContestReport: a server that failed has no row but its reason.
func TestContestReport(t *testing.T) {
	c := &contest{name: "x", what: "y", peers: peers, variants: plain}
	o := made(c, map[entrant]sample{
		{rawEpoll, 0}: {"cpu": 5000, "rate": 200000, "p50": 300000, "p99": 600000, "calls": 2.04},
		{goNet, 0}:    {"cpu": 7000, "rate": 100000, "p50": 400000, "p99": 900000, "allocations": .009},
	})
	o.failed[goConn] = errors.New("it broke\nhere")
	text := contestReport(o)
	for _, want := range []string{
		"| raw C epoll | 200000 | 5.00 | 1.000 (1.000–1.000) | 1.000 (1.000–1.000) | 300 | 600 | 2.04 |  |  |\n",
		"| Go `net`, goroutine per connection | 100000 | 7.00 | 1.400 (1.400–1.400) | 0.500 (0.500–0.500) | 400 | 900 |  |  | 0.01 |\n",
		"\nFailed: it broke.\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, goConn.what) {
		t.Error("a server that failed has a row")
	}
}

// TestTimed: a load at times has columns of its own.
func TestTimed(t *testing.T) {
	o := made(&contest{name: "x", what: "y", peers: peers, variants: fractions(.5)}, map[entrant]sample{
		{rawEpoll, 0}: {"typical99": 40000, "ring": 1},
		{ownUring, 0}: {"typical99": 42000, "ring": 1},
	})
	text := contestReport(o)
	for _, want := range []string{"| p99 in 10 ms, µs | ratio |\n", "| 40 | 1.000 (1.000–1.000) |\n", "| 42 | 1.050 (1.050–1.050) |\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if got := generatorEngine([]*outcome{o}); got != "io_uring" {
		t.Errorf("the generator has %s", got)
	}
}

// TestCurves: a server that did not keep up with the load has no point there.
func TestCurves(t *testing.T) {
	c := &contest{peers: []*peer{rawEpoll}, variants: fractions(.5, .9)}
	o := made(c, map[entrant]sample{{rawEpoll, 0}: {"rate": 5000, "p99": 7}, {rawEpoll, 1}: {"rate": 8000, "p99": 9}})
	o.most = 10000
	got := o.curves(slowest)
	if len(got) != 1 || len(got[0].points) != 1 || got[0].points[0] != (point{50, 7}) {
		t.Errorf("%v, want one point at 50 %%", got)
	}
}

// TestHolding: raw epoll keeps a record for an idle connection, and hardly more.
func TestHolding(t *testing.T) {
	inWorkshop(t)
	if err := rawEpoll.build(); err != nil {
		t.Fatal(err)
	}
	if bytes, err := (&runner{}).holding(rawEpoll, 2000); err != nil || bytes < -24 || bytes > 100 {
		t.Errorf("%.0f bytes, %v; want a few", bytes, err)
	}
}

// TestOffset: the library has the function by which C enters Go.
func TestOffset(t *testing.T) {
	t.Chdir("..")
	if _, err := os.Stat(library); err != nil {
		t.Skip("not built: ", err)
	}
	if offset, err := offsetOf(library, "crosscall2"); err != nil || offset == 0 {
		t.Errorf("%d, %v", offset, err)
	}
	if _, err := offsetOf(library, "no such function"); err == nil {
		t.Error("a function was found that is not there")
	}
}
