package main

import (
	"fmt"
	"strings"
)

// goal is what is asked of one of our servers.
type goal struct {
	contest string
	what    string
	goal    string
	limit   float64 // for the issue to be resolved
	least   bool    // the value must not be less; else not more
	measure func(all results) (quartiles, bool)
}

// results are all outcomes, by the contests' names.
type results struct {
	outcomes map[string]*outcome
	memory   map[*peer]float64
}

// ratio of a figure of two entrants of one contest; false when one is missing.
func (all results) ratio(contest string, a, b entrant, of func(sample) float64) (quartiles, bool) {
	o := all.outcomes[contest]
	if o == nil || !o.ran(a) || !o.ran(b) {
		return quartiles{}, false
	}
	return o.ratio(a, b, of), true
}

// counted is how often something happened per operation.
func (all results) counted(contest string, p *peer, what string) (quartiles, bool) {
	o := all.outcomes[contest]
	if o == nil {
		return quartiles{}, false
	}
	n, ok := o.counts[entrant{p, 0}][what]
	return quartiles{n, n, n}, ok
}

// engineGoals are the goals of the completion-port server in C on one engine.
func engineGoals(p *peer, calls float64) []goal {
	cost := func(contest, target string, limit float64) goal {
		return goal{
			contest: contest, what: "processor per operation, of raw epoll", goal: target, limit: limit,
			measure: func(all results) (quartiles, bool) {
				return all.ratio(contest, entrant{p, 0}, entrant{rawEpoll, 0}, cpuTaken)
			},
		}
	}
	wine := func(contest string) goal {
		return goal{
			contest: contest, what: "throughput, of the same source under Wine", goal: "5", limit: wineGoal, least: true,
			measure: func(all results) (quartiles, bool) {
				return all.ratio(contest, entrant{p, 0}, entrant{underWine, 0}, rate)
			},
		}
	}
	count := func(what, key string, limit float64) goal {
		return goal{
			contest: "tcp64", what: what + " per operation", goal: fmt.Sprint(limit), limit: limit,
			measure: func(all results) (quartiles, bool) { return all.counted("tcp64", p, key) },
		}
	}
	workers := func(where string, first int) goal {
		return goal{
			contest: "workers", what: "throughput of two, of one, on " + where, goal: "1.0", limit: 1.0, least: true,
			measure: func(all results) (quartiles, bool) {
				return all.ratio("workers", entrant{p, first + 1}, entrant{p, first}, rate)
			},
		}
	}
	return []goal{
		cost("tcp64", "1.0", 1.12), wine("tcp64"),
		cost("tcp1000", "1.0", 1.12), wine("tcp1000"),
		cost("blocks", "0.85", 1.0),
		cost("churn", "0.95", 1.2), wine("churn"),
		cost("udp64", "0.8", 1.12),
		count("system calls", "calls", calls),
		count("crossings from C into Go", "crossings", 2),
		{
			contest: "half", what: "p99 latency in a typical 10 ms, of raw epoll", goal: "1.1", limit: 1.1,
			measure: func(all results) (quartiles, bool) {
				return all.ratio("half", entrant{p, 0}, entrant{rawEpoll, 0}, typical)
			},
		},
		{
			contest: "memory", what: "bytes for an idle connection", goal: "512", limit: 512,
			measure: func(all results) (quartiles, bool) {
				bytes, ok := all.memory[p]
				return quartiles{bytes, bytes, bytes}, ok
			},
		},
		{
			contest: "idle", what: "processor per operation beside 15,000 idle connections, of that without", goal: "1.1", limit: 1.1,
			measure: func(all results) (quartiles, bool) {
				return all.ratio("idle", entrant{p, 1}, entrant{p, 0}, cpuTaken)
			},
		},
		workers("one core", 0), workers("both cores", 2),
	}
}

// goGoals are those of a server in Go.
func goGoals(p *peer, limit float64) []goal {
	var goals []goal
	for _, contest := range []string{"tcp64", "tcp1000", "churn"} {
		goals = append(goals, goal{
			contest: contest, what: "processor per operation, of Go's `net`", goal: fmt.Sprint(limit), limit: limit,
			measure: func(all results) (quartiles, bool) {
				return all.ratio(contest, entrant{p, 0}, entrant{goNet, 0}, cpuTaken)
			},
		})
	}
	// What connections need when they are new is some 0.01 for an echo.
	return append(goals, goal{
		contest: "tcp64", what: "allocations per operation", goal: "0", limit: .05,
		measure: func(all results) (quartiles, bool) { return all.counted("tcp64", p, "allocations") },
	})
}

// goalReport is the table of all goals that could be measured.
func goalReport(all results) string {
	var b strings.Builder
	for _, of := range []struct {
		peer  *peer
		goals []goal
	}{
		{ownUring, engineGoals(ownUring, .25)},
		{ownEpoll, engineGoals(ownEpoll, 2.1)},
		{goConn, goGoals(goConn, 1.0)},
		{goPortUring, goGoals(goPortUring, .8)},
		{goPortEpoll, goGoals(goPortEpoll, .8)},
		{overSee, layerGoals(overSee, 1.03)},
		{overPass, layerGoals(overPass, 1.25)},
		{overCapture, layerGoals(overCapture, 1.4)},
	} {
		for _, g := range of.goals {
			value, ok := g.measure(all)
			o := all.outcomes[g.contest]
			failed := o != nil && o.failed[of.peer] != nil
			if !ok && !failed {
				continue
			}
			if b.Len() == 0 {
				b.WriteString("\n## Goals\n\n| server | contest | figure | goal | has to be | is | met |\n| --- | --- | --- | ---: | ---: | --- | --- |\n")
			}
			sign, good := "≤", value.median <= g.limit
			if g.least {
				sign, good = "≥", value.median >= g.limit
			}
			shown := value.String()
			switch {
			case failed:
				shown, good = "failed", false
			case value.low == value.high: // counted, not measured
				shown = fmt.Sprintf("%.4g", value.median)
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s %.4g | %s | %s |\n", of.peer.what, g.contest, g.what, g.goal, sign, g.limit, shown, met(good))
		}
	}
	return b.String()
}
