package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
)

// contest is one load on several peers, who take turns.
type contest struct {
	name, what string
	mode       string   // of the generator
	load       []string // its options
	buffer     int      // of the servers
	peers      []*peer
	variants   []variant // the same server under other conditions; at least one
	part       int       // has one of so many repetitions; 0 is all
	drawn      bool      // shown as a chart instead of a table; nothing is counted
}

// variant is a condition.
type variant struct {
	what     string
	x        float64      // where it is in a chart
	server   []string     // options
	cores    func() []int // that the server may use; nil: serverCores
	load     []string
	fraction float64 // of what raw epoll can do at most, as the rate; 0: a closed loop
}

// entrant is a peer in a variant.
type entrant struct {
	*peer
	variant int
}

// outcome is what a contest gave.
type outcome struct {
	*contest
	runs   map[entrant][]sample // by repetition; nil where it had no turn
	counts map[entrant]sample   // of runs in which calls were counted
	failed map[*peer]error      // these have no more turns
	most   float64              // requests a second of raw epoll, where fractions are of it
}

// wineTurns: under Wine every so many repetitions are enough.
const wineTurns = 4

// runner is what the command line asks for.
type runner struct {
	reps    int
	seconds float64
	options []string // for completion-port servers
	counter counter
	most    float64 // requests a second that raw epoll can answer
}

// run lets the peers take their turns.
func (r *runner) run(c *contest) (*outcome, error) {
	o := &outcome{contest: c, runs: map[entrant][]sample{}, counts: map[entrant]sample{}, failed: map[*peer]error{}}
	var all []entrant
	for v := range c.variants {
		for _, p := range c.peers {
			if p.missing == nil {
				all = append(all, entrant{p, v})
			}
		}
	}
	if c.timed() {
		if err := r.findMost(); err != nil {
			return nil, err
		}
	}
	o.most = r.most
	reps := max(r.reps/max(c.part, 1), 1)
	for rep := range reps {
		for i := range all {
			// Who goes first changes, so that nobody gains by its place.
			e := all[(i+rep)%len(all)]
			fmt.Fprintf(os.Stderr, "\r\033[K%s %d/%d %s %s", c.name, rep+1, reps, e.name, c.variants[e.variant].what)
			var s sample
			if o.failed[e.peer] == nil && (!e.wine || rep%wineTurns == 0) {
				s = o.turn(r, e, nil)
			}
			o.runs[e] = append(o.runs[e], s)
		}
	}
	for _, e := range all {
		if !c.drawn {
			fmt.Fprintf(os.Stderr, "\r\033[K%s counting %s", c.name, e.name)
			o.count(r, e)
		}
	}
	fmt.Fprintf(os.Stderr, "\r\033[K")
	o.tell(all)
	return o, nil
}

// timed says whether requests are due at times.
func (c *contest) timed() bool {
	return slices.ContainsFunc(c.variants, func(v variant) bool { return v.fraction > 0 })
}

// tell says on standard error what came out.
func (o *outcome) tell(all []entrant) {
	for _, e := range all {
		if first := (entrant{rawEpoll, e.variant}); o.ran(e) && o.ran(first) {
			fmt.Fprintf(os.Stderr, "%-10s %-24s %-12s %7.2f µs, %v of raw epoll\n", o.name, e.name, o.variants[e.variant].what,
				o.median(e, cpuTaken)/1000, o.ratio(e, first, cpuTaken))
		}
	}
	for _, err := range o.failed {
		fmt.Fprintf(os.Stderr, "%-10s %v\n", o.name, err)
	}
}

// turn is one run of an entrant, in a process of its own; nil when it fails.
func (o *outcome) turn(r *runner, e entrant, more []string) sample {
	v := &o.variants[e.variant]
	load := slices.Concat(o.load, v.load, more, []string{"-t", strconv.FormatFloat(r.seconds, 'g', -1, 64)})
	if v.fraction > 0 {
		load = append(load, "-r", strconv.FormatFloat(v.fraction*r.most, 'f', 0, 64))
	}
	s, err := r.once(o.contest, e.peer, v, load)
	if err != nil {
		o.failed[e.peer] = err
	}
	return s
}

// count counts what an entrant does. Of allocations the least of all runs counts:
// those for new connections weigh more the fewer operations there are.
func (o *outcome) count(r *runner, e entrant) {
	counts := sample{}
	for _, options := range r.counter.runs(e.peer) {
		if o.failed[e.peer] == nil {
			maps.Copy(counts, o.turn(r, e, options))
		}
	}
	if least, ok := counts["allocations"]; ok {
		for _, s := range o.runs[e] {
			if s != nil {
				least = min(least, s["allocations"])
			}
		}
		counts["allocations"] = least
	}
	o.counts[e] = counts
}

// once starts a peer for a contest and puts it under load.
func (r *runner) once(c *contest, p *peer, v *variant, load []string) (sample, error) {
	protocol := "tcp"
	if c.mode == "udp" {
		protocol = "udp"
	}
	options, cores := v.server, serverCores
	if p.port {
		options = slices.Concat(r.options, options)
	}
	if v.cores != nil {
		cores = v.cores
	}
	s, err := p.serve(cores(), protocol, c.buffer, options...)
	if err != nil {
		return nil, err
	}
	result, err := s.load(c.mode, load...)
	if err != nil {
		return nil, s.failed(err)
	}
	if !p.goes {
		s.end()
		return result, nil
	}
	allocations, err := s.allocated()
	result["allocations"] = allocations / result["all"]
	return result, err
}

// findMost finds what raw epoll can do at most, once.
func (r *runner) findMost() error {
	if r.most > 0 {
		return nil
	}
	for range 8 {
		s, err := r.once(&contests[0], rawEpoll, &plain[0], contests[0].load)
		if err != nil {
			return err
		}
		r.most = max(r.most, s["rate"])
	}
	return nil
}

// ran says whether there are runs of an entrant.
func (o *outcome) ran(e entrant) bool {
	return slices.ContainsFunc(o.runs[e], func(s sample) bool { return s != nil })
}

// median of an entrant's runs.
func (o *outcome) median(e entrant, of func(sample) float64) float64 {
	return middle(slices.DeleteFunc(slices.Clone(o.runs[e]), func(s sample) bool { return s == nil }), of)
}

// ratio of two entrants, over the repetitions in which both had a turn.
func (o *outcome) ratio(a, b entrant, of func(sample) float64) quartiles {
	var as, bs []sample
	for i := range min(len(o.runs[a]), len(o.runs[b])) {
		if o.runs[a][i] != nil && o.runs[b][i] != nil {
			as, bs = append(as, o.runs[a][i]), append(bs, o.runs[b][i])
		}
	}
	return paired(as, bs, of)
}

// What a run tells, per operation in nanoseconds, and operations a second.
func cpuTaken(s sample) float64 { return s["cpu"] }
func rate(s sample) float64     { return s["rate"] }
func half(s sample) float64     { return s["p50"] }
func slowest(s sample) float64  { return s["p99"] }

// typical is the p99 of the requests due in 10 ms, the middle of all such windows of
// a run. A pause of the machine, of which there are several a second, spoils the
// windows that it falls into, but decides the p99 of most runs.
func typical(s sample) float64 { return s["typical99"] }
