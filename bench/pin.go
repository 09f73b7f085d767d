package main

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// Servers have one core, the generator another one; with one core there is no
// choice.

func serverCores() []int { return []int{0} }
func allCores() []int    { return []int{0, runtime.NumCPU() - 1} }
func loadCores() []int   { return []int{runtime.NumCPU() - 1} }

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
