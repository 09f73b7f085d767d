package main

import (
	"fmt"
	"slices"
)

// result is what the repetitions of a workload gave.
type result struct {
	*workload
	costs [2][]cost
}

// quartiles of values, which it sorts.
type quartiles struct{ low, median, high float64 }

func quartilesOf(values []float64) quartiles {
	slices.Sort(values)
	at := func(q float64) float64 {
		i := q * float64(len(values)-1)
		k := int(i)
		if k+1 == len(values) {
			return values[k]
		}
		return values[k] + (i-float64(k))*(values[k+1]-values[k])
	}
	return quartiles{at(.25), at(.5), at(.75)}
}

func (q quartiles) String() string { return fmt.Sprintf("%.3f (%.3f–%.3f)", q.median, q.low, q.high) }

// ratios of ours to theirs, repetition by repetition.
func (r *result) ratios(of func(cost) float64) quartiles {
	values := make([]float64, len(r.costs[ours]))
	for i := range values {
		values[i] = of(r.costs[ours][i]) / of(r.costs[theirs][i])
	}
	return quartilesOf(values)
}

// median of one side.
func (r *result) median(which int, of func(cost) float64) float64 {
	values := make([]float64, len(r.costs[which]))
	for i, c := range r.costs[which] {
		values[i] = of(c)
	}
	return quartilesOf(values).median
}

func wall(c cost) float64 { return c.wall }
func cpu(c cost) float64  { return c.cpu }
