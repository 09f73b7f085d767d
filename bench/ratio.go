package main

import (
	"fmt"
	"slices"
)

// quartiles of values.
type quartiles struct{ low, median, high float64 }

// quartilesOf values, which it sorts; there is at least one.
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

// paired are the ratios of a to b, repetition by repetition.
func paired[T any](a, b []T, of func(T) float64) quartiles {
	values := make([]float64, len(a))
	for i := range values {
		values[i] = of(a[i]) / of(b[i])
	}
	return quartilesOf(values)
}

// middle is the median of what was measured.
func middle[T any](measured []T, of func(T) float64) float64 {
	values := make([]float64, len(measured))
	for i, m := range measured {
		values[i] = of(m)
	}
	return quartilesOf(values).median
}
