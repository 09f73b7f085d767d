package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
)

// row is one check, here and under Wine.
type row struct {
	chapter      string
	clause, what string
	native, wine *check // nil: not made
}

// rows puts the checks of two runs side by side: the n-th check of a clause
// with the same text is the same check.
func rows(chapter string, native, wine []check) []row {
	type key struct {
		clause, what string
		n            int
	}
	index := map[key]int{}
	var all []row
	add := func(list []check, put func(*row, *check)) {
		seen := map[key]int{}
		for i := range list {
			k := key{clause: list[i].clause, what: list[i].what}
			seen[k]++
			k.n = seen[k]
			at, ok := index[k]
			if !ok {
				at = len(all)
				index[k] = at
				all = append(all, row{chapter: chapter, clause: k.clause, what: k.what})
			}
			put(&all[at], &list[i])
		}
	}
	add(native, func(r *row, c *check) { r.native = c })
	add(wine, func(r *row, c *check) { r.wine = c })
	return all
}

// differs reports whether Wine does not do what is done here.
func (r *row) differs() bool {
	return r.wine != nil && r.wine.outcome == fail && (r.native == nil || r.native.outcome != fail)
}

func text(c *check) string {
	switch {
	case c == nil:
		return "-"
	case c.seen != "":
		return string(c.outcome) + ": " + c.seen
	}
	return string(c.outcome)
}

// print writes the table.
func print(w io.Writer, all []row, reasons map[string]string) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "clause\tnative\tWine\twhat\twhy Wine differs")
	for _, r := range all {
		why := ""
		if r.differs() {
			why = cmp.Or(reasons[r.clause], "?")
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s: %s\t%s\n", r.clause, text(r.native), text(r.wine), r.chapter, r.what, why)
	}
	t.Flush()
}

// readReasons reads why Wine differs: clause, tab, reason.
func readReasons(path string) (map[string]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	reasons := map[string]string{}
	for i, line := range strings.Split(string(b), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		clause, reason, ok := strings.Cut(line, "\t")
		if !ok || reason == "" {
			return nil, fmt.Errorf("%s:%d: a clause, a tab and a reason are wanted", path, i+1)
		}
		reasons[clause] = reason
	}
	return reasons, nil
}

// sometimes begins the reason of a difference that a run may not show.
const sometimes = "sometimes: "

// unexplained are the clauses in which Wine differs for no listed reason, and
// the listed ones in which it does not.
func unexplained(all []row, reasons map[string]string) (missing, stale []string) {
	differing, checked := map[string]bool{}, map[string]bool{}
	for _, r := range all {
		if r.wine != nil {
			checked[r.clause] = true
		}
		if r.differs() {
			differing[r.clause] = true
			if reasons[r.clause] == "" {
				missing = append(missing, r.clause)
			}
		}
	}
	for clause, reason := range reasons {
		if checked[clause] && !differing[clause] && !strings.HasPrefix(reason, sometimes) {
			stale = append(stale, clause)
		}
	}
	slices.Sort(missing)
	slices.Sort(stale)
	return slices.Compact(missing), stale
}
