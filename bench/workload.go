package main

import (
	"syscall"
	"time"
)

// workload is one operation done in two ways.
type workload struct {
	name  string // short, for -only
	what  string // one line for the table
	other string // what ours is compared with
	goal  string // the most the median ratio may be
	limit float64
	ops   int // operations in one run
	sides [2]side
}

// side is one way to do a workload: prepare makes what a run needs and returns
// the run of n operations and the end.
type side func() (run func(n int), end func())

const (
	theirs = 0
	ours   = 1
)

// result is what the repetitions of a workload gave.
type result struct {
	*workload
	costs [2][]cost
}

// cost is what one run took, per operation.
type cost struct{ wall, cpu float64 }

func wall(c cost) float64 { return c.wall }
func cpu(c cost) float64  { return c.cpu }

// measure runs one side once.
func (w *workload) measure(which int) cost {
	run, end := w.sides[which]()
	defer end()
	run(w.ops / 20) // warm up: caches, pollers, windows
	cpu, began := cpuTime(), time.Now()
	run(w.ops)
	wall, used := time.Since(began), cpuTime()-cpu
	return cost{
		wall: float64(wall.Nanoseconds()) / float64(w.ops),
		cpu:  float64(used.Nanoseconds()) / float64(w.ops),
	}
}

// cpuTime is the processor time this process has used.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
