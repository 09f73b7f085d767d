package main

import (
	"runtime"
	"sync"

	"golang.org/x/sys/unix"
)

// cores are those that this process may use.
var cores = sync.OnceValue(func() []int {
	var set unix.CPUSet
	check(unix.SchedGetaffinity(0, &set))
	var all []int
	for core := 0; len(all) < set.Count(); core++ {
		if set.IsSet(core) {
			all = append(all, core)
		}
	}
	return all
})

// Servers have the first core, the generator the last one; with one core there is
// no choice.

func serverCores() []int { return cores()[:1] }
func allCores() []int    { return []int{cores()[0], loadCores()[0]} }
func loadCores() []int   { return cores()[len(cores())-1:] }

// pinned calls start, which begins a process that may run on these cores only.
func pinned(cores []int, start func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before, set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return err
	}
	for _, core := range cores {
		set.Set(core)
	}
	if err := unix.SchedSetaffinity(0, &set); err != nil {
		return err
	}
	defer unix.SchedSetaffinity(0, &before)
	return start()
}
