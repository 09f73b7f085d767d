package shape

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// epoch is when the tests of lines begin.
var epoch = time.Unix(1000, 0)

// lineOf is a line with its dice.
func lineOf(seed uint64, ordered bool) *line {
	return &line{ordered: ordered, dice: rand.New(rand.NewPCG(seed, 2))}
}

// all takes out everything with the time at which it is due.
func (l *line) all() (out []item) {
	for len(l.items) > 0 {
		out = append(out, l.pop())
	}
	return out
}

// sent is what comes out of a line after n numbered datagrams, one each millisecond.
func sent(l *line, r *rule, n int) string {
	for i := range n {
		l.put(item{data: fmt.Append(nil, i, " ")}, r, epoch.Add(time.Duration(i)*time.Millisecond))
	}
	var b strings.Builder
	for _, it := range l.all() {
		b.Write(it.data)
	}
	return b.String()
}

func TestSeedRepeats(t *testing.T) {
	r := &rule{Loss: 0.2, Duplicate: 0.1, Reorder: 0.1, Jitter: duration(3 * time.Millisecond), Delay: duration(5 * time.Millisecond)}
	first := sent(lineOf(7, false), r, 200)
	if again := sent(lineOf(7, false), r, 200); again != first {
		t.Errorf("one seed makes\n%s\nand\n%s", first, again)
	}
	if other := sent(lineOf(8, false), r, 200); other == first {
		t.Error("two seeds make the same")
	}
}

func TestLossAndDuplication(t *testing.T) {
	const n = 10000
	got := strings.Fields(sent(lineOf(1, false), &rule{Loss: 0.3}, n))
	if len(got) < n*0.68 || len(got) > n*0.72 {
		t.Errorf("%d of %d arrived, want 70 %%", len(got), n)
	}
	got = strings.Fields(sent(lineOf(1, false), &rule{Duplicate: 0.2}, n))
	if len(got) < n*1.18 || len(got) > n*1.22 {
		t.Errorf("%d of %d arrived, want 120 %%", len(got), n)
	}
	if slices.Sort(got); len(slices.Compact(got)) != n {
		t.Error("some were lost")
	}
}

func TestReorder(t *testing.T) {
	l := lineOf(3, false)
	if got := sent(l, &rule{Reorder: 1}, 4); got != "1 0 3 2 " {
		t.Errorf("all swapped gives %q", got)
	}
	// The last one goes by itself when none follows.
	l.put(item{data: []byte("x")}, &rule{Reorder: 1}, epoch)
	if wait, some := l.next(epoch); !some || wait != hold {
		t.Errorf("the last one waits %v, want %v", wait, hold)
	}
	if got := strings.Fields(sent(lineOf(3, false), &rule{Reorder: 0.1}, 5000)); slices.IsSorted(got) || len(got) != 5000 {
		t.Errorf("%d arrived, and in order: %v", len(got), slices.IsSorted(got))
	}
}

func TestDelayAndRate(t *testing.T) {
	l := lineOf(1, true)
	r := &rule{Delay: duration(40 * time.Millisecond), Rate: 1000}
	for range 3 {
		l.put(item{data: make([]byte, 10)}, r, epoch)
	}
	for i, it := range l.all() {
		want := 40*time.Millisecond + time.Duration(i+1)*10*time.Millisecond
		if got := it.due.Sub(epoch); got != want {
			t.Errorf("item %d is due after %v, want %v", i, got, want)
		}
	}
	if l.size != 0 {
		t.Errorf("an empty line holds %d bytes", l.size)
	}
}

func TestStreamsKeepOrder(t *testing.T) {
	r := &rule{Delay: duration(5 * time.Millisecond), Jitter: duration(5 * time.Millisecond), Loss: 1, Duplicate: 1, Reorder: 1}
	want := sent(lineOf(1, true), nil, 500)
	if got := sent(lineOf(1, true), r, 500); got != want {
		t.Errorf("a stream arrives as %q", got)
	}
}

func TestRulesAreChecked(t *testing.T) {
	for _, r := range []rule{{Direction: "up"}, {Delay: -1}, {Rate: -1}, {Loss: 1.1}, {Duplicate: -0.1}} {
		if r.check() == nil {
			t.Errorf("%+v passes", r)
		}
	}
	if err := (&rule{Direction: "send", Loss: 1}).check(); err != nil {
		t.Error(err)
	}
}
