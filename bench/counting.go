package main

import (
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// counter counts system calls and crossings exactly, where the kernel allows it.
type counter struct {
	tracepoint string // of system calls; "" when they can't be counted
	why        error
}

// newCounter finds the tracepoint; root mounts the kernel's tracing files where
// perf does.
func newCounter() counter {
	const tracing = "/sys/kernel/tracing"
	file := filepath.Join(tracing, "events/raw_syscalls/sys_enter/id")
	id, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) && os.Geteuid() == 0 {
		if err := unix.Mount("none", tracing, "tracefs", 0, ""); err != nil {
			return counter{why: err}
		}
		id, err = os.ReadFile(file)
	}
	if err != nil {
		return counter{why: err}
	}
	return counter{tracepoint: strings.TrimSpace(string(id))}
}

// runs are options of the generator that count what a peer does. Each is for a
// run of its own: counting crossings slows a server down, and slow servers make
// fewer system calls.
func (c counter) runs(p *peer) [][]string {
	if c.tracepoint == "" {
		return [][]string{nil}
	}
	runs := [][]string{{"-s", c.tracepoint}}
	if p.library != "" {
		if offset, err := offsetOf(p.library, "crosscall2"); err == nil {
			runs = append(runs, []string{"-u", fmt.Sprintf("crossings=%s:%d", p.library, offset)})
		}
	}
	return runs
}

// offsetOf is where the code of a function begins in an ELF file. Calls from C
// into Go all pass crosscall2 of Go's run-time.
func offsetOf(file, function string) (uint64, error) {
	f, err := elf.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	symbols, err := f.Symbols()
	if err != nil {
		return 0, err
	}
	for _, s := range symbols {
		if s.Name != function {
			continue
		}
		for _, p := range f.Progs {
			if p.Type == elf.PT_LOAD && p.Vaddr <= s.Value && s.Value < p.Vaddr+p.Filesz {
				return s.Value - p.Vaddr + p.Off, nil
			}
		}
	}
	return 0, fmt.Errorf("%s: no %s", file, function)
}
