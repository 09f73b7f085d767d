package main

import (
	"fmt"
	"slices"
	"strings"
)

// serverReport writes the tables of the contests between servers.
func serverReport(order []*outcome, all results) string {
	if len(order) == 0 && len(all.memory) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, serverPreface, generatorEngine(order))
	for _, o := range order {
		if o.drawn {
			fmt.Fprintf(&b, "\n### %s: %s\n\n![%s](%[1]s.svg)\n", o.name, o.what, o.what)
		} else {
			b.WriteString(contestReport(o))
		}
	}
	b.WriteString(memoryReport(all.memory))
	var missing []string
	for _, p := range peers {
		if p.missing != nil && p.missing != errLeftOut {
			missing = append(missing, fmt.Sprintf("%s (%s)", p.name, firstLine(p.missing)))
		}
	}
	if missing != nil {
		fmt.Fprintf(&b, "\nNot there: %s.\n", strings.Join(missing, "; "))
	}
	b.WriteString(goalReport(all))
	return b.String()
}

const serverPreface = `
## Echo servers

The server has one core, the load generator (` + "`bench/c/load`" + `, one thread; small requests with %s, streams and churn with epoll)
the other one; the servers take turns, each run is a process of its own. Processor time is that of all the server's
processes while operations count; ratios are those to raw epoll in the same repetition. System calls, and calls from C
into Go, are counted by the kernel in runs of their own; the allocations of servers in Go are all, those for new
connections too. Throughput ends where the generator's core is full as well: a server that is cheaper then waits, and
its processor time tells, unless waiting takes the rest: with epoll the generator is as dear as raw epoll, and what is
cheaper can't show it. The machine stops several times a second for milliseconds. Where requests are due at times,
"p99 in 10 ms" is therefore the p99 of the requests that were due in a window of 10 ms, the middle of all windows of a
run; what was due and not answered in time counts as the slowest. It is what a client meets in ordinary times; p99 is
that of the whole run, pauses and all.
`

// generatorEngine is what moved the generator's small requests.
func generatorEngine(order []*outcome) string {
	for _, o := range order {
		for _, runs := range o.runs {
			if slices.ContainsFunc(runs, func(s sample) bool { return s["ring"] == 1 }) {
				return "io_uring"
			}
		}
	}
	return "epoll"
}

// contestReport is the table of a contest.
func contestReport(o *outcome) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n### %s: %s\n\n", o.name, o.what)
	with := len(o.variants) > 1
	b.WriteString("| server |")
	if with {
		b.WriteString(" with |")
	}
	b.WriteString(" operations/s | CPU µs/op | CPU, ratio | throughput, ratio | p50 µs | p99 µs | system calls/op | crossings/op | allocations/op |")
	if o.timed() {
		b.WriteString(" p99 in 10 ms, µs | ratio |")
	}
	b.WriteString("\n| --- |")
	if with {
		b.WriteString(" --- |")
	}
	b.WriteString(" ---: | ---: | --- | --- | ---: | ---: | ---: | ---: | ---: |")
	if o.timed() {
		b.WriteString(" ---: | --- |")
	}
	b.WriteString("\n")
	for _, p := range o.peers {
		for v := range o.variants {
			e := entrant{p, v}
			if !o.ran(e) {
				continue
			}
			fmt.Fprintf(&b, "| %s |", p.what)
			if with {
				fmt.Fprintf(&b, " %s |", o.variants[v].what)
			}
			fmt.Fprintf(&b, " %.0f | %.2f |", o.median(e, rate), o.median(e, cpuTaken)/1000)
			first := entrant{rawEpoll, v}
			if o.ran(first) {
				fmt.Fprintf(&b, " %v | %v |", o.ratio(e, first, cpuTaken), o.ratio(e, first, rate))
			} else {
				b.WriteString(" | |")
			}
			fmt.Fprintf(&b, " %.0f | %.0f | %s | %s | %s |", o.median(e, half)/1000, o.median(e, slowest)/1000,
				count(o.counts[e], "calls"), count(o.counts[e], "crossings"), count(o.counts[e], "allocations"))
			if o.timed() && o.ran(first) {
				fmt.Fprintf(&b, " %.0f | %v |", o.median(e, typical)/1000, o.ratio(e, first, typical))
			}
			b.WriteString("\n")
		}
	}
	for _, p := range o.peers {
		if err := o.failed[p]; err != nil {
			fmt.Fprintf(&b, "\nFailed: %s.\n", firstLine(err))
		}
	}
	return b.String()
}

// count is how often something happened in an operation; nothing when it was
// not counted.
func count(s sample, what string) string {
	n, ok := s[what]
	if !ok {
		return ""
	}
	return fmt.Sprintf("%.2f", n)
}

// memoryReport is the table of what idle connections cost.
func memoryReport(memory map[*peer]float64) string {
	if len(memory) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n### memory: user-space bytes for each of %d idle connections with a receive pending, beside what the program keeps itself\n\n", idleConnections)
	b.WriteString("| server | bytes |\n| --- | ---: |\n")
	for _, p := range peers {
		if bytes, ok := memory[p]; ok {
			fmt.Fprintf(&b, "| %s | %.0f |\n", p.what, bytes)
		}
	}
	return b.String()
}

// firstLine of what an error says.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// curves draws a figure of the contest over its variants, a line for each peer.
func (o *outcome) curves(of func(sample) float64) []curve {
	var all []curve
	for _, p := range o.peers {
		var c curve
		for v := range o.variants {
			if e := (entrant{p, v}); o.ran(e) && o.kept(e) {
				c.points = append(c.points, point{o.variants[v].x, o.median(e, of)})
			}
		}
		if len(c.points) > 0 {
			c.name, c.place = p.name, slices.Index(peers, p)
			all = append(all, c)
		}
	}
	return all
}

// kept says whether an entrant answered all that was due.
func (o *outcome) kept(e entrant) bool {
	wish := o.variants[e.variant].fraction * o.most
	return o.median(e, rate) >= .98*wish
}
