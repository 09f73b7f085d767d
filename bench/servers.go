package main

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
)

// echoServers runs the contests with only in their names. who limits the peers.
func echoServers(r *runner, only, who string) ([]*outcome, results, error) {
	all := results{outcomes: map[string]*outcome{}, memory: map[*peer]float64{}}
	memory := strings.Contains("memory", only)
	if !memory && !slices.ContainsFunc(contests, func(c contest) bool { return strings.Contains(c.name, only) }) {
		return nil, all, nil
	}
	if err := compileLoad(); err != nil {
		return nil, all, err
	}
	names := strings.Split(who, ",")
	for _, p := range slices.Concat(peers, layered) {
		if who != "" && p != rawEpoll && !slices.Contains(names, p.name) {
			p.missing = errLeftOut
		} else if p.missing = p.build(); p.missing != nil {
			fmt.Fprintf(os.Stderr, "bench: %s does not take part: %s\n", p.name, firstLine(p.missing))
		}
	}
	if rawEpoll.missing != nil {
		return nil, all, rawEpoll.missing
	}
	if r.counter = newCounter(); r.counter.why != nil {
		fmt.Fprintln(os.Stderr, "bench: system calls are not counted:", r.counter.why)
	}
	defer os.RemoveAll(shop("captures"))
	var order []*outcome
	for i := range contests {
		c := &contests[i]
		if !strings.Contains(c.name, only) {
			continue
		}
		o, err := r.run(c)
		if err != nil {
			return order, all, err
		}
		all.outcomes[c.name] = o
		order = append(order, o)
	}
	if memory {
		all.memory = r.holdings(peers)
	}
	return order, all, nil
}

// charts are the pictures, by their files' names.
func charts(all results) map[string]string {
	pictures := map[string]string{}
	if o := all.outcomes["latency"]; o != nil {
		load := fmt.Sprintf("load, in %% of the %s requests a second that raw epoll can answer at most", number(math.Round(o.most)))
		pictures["latency.svg"] = svg(
			chart{title: "Latency of half the requests", x: load, y: "p50, µs", logY: true, curves: o.curves(microseconds(half))},
			chart{title: "Latency of 99 % of the requests, in a typical 10 ms", x: load, y: "p99, µs", logY: true, curves: o.curves(microseconds(typical))})
	}
	if o := all.outcomes["scaling"]; o != nil {
		pictures["scaling.svg"] = svg(chart{
			title: "What an echo of 64 bytes costs", x: "connections", y: "server's processor time, µs", logX: true,
			curves: o.curves(microseconds(cpuTaken)),
		})
	}
	return pictures
}

func microseconds(of func(sample) float64) func(sample) float64 {
	return func(s sample) float64 { return of(s) / 1000 }
}
