package main

import (
	"runtime"
	"testing"

	"winsock"
	"winsock/internal/handle"
)

// figure is a number that is counted, not timed.
type figure struct {
	what  string
	value float64
	unit  string
	goal  string
	limit float64
}

// figures counts what a socket costs besides time.
func figures() []figure {
	a, b := pair()
	defer winsock.Closesocket(a)
	defer winsock.Closesocket(b)
	buf := make([]byte, 64)
	allocs := testing.AllocsPerRun(1000, func() {
		must(winsock.Send(a, buf, 0))
		must(winsock.Recv(b, buf, 0))
	})
	return []figure{
		{"allocations of a send and a receive", allocs, "", "0", 0},
		{"heap of an open socket", heapPerSocket(), "bytes", "at most 512", 512},
		{"handle look-up with its reference, 1 socket open", lookUp(1), "ns", "under 10", 10},
		{"handle look-up with its reference, 15,000 sockets open", lookUp(15000), "ns", "under 10", 10},
	}
}

// heapPerSocket is what 10,000 TCP sockets leave on the heap, each.
func heapPerSocket() float64 {
	const count = 10000
	open := make([]winsock.Handle, 0, count)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range count {
		open = append(open, must(winsock.Socket(winsock.AF_INET, winsock.SOCK_STREAM, winsock.IPPROTO_TCP)))
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	for _, s := range open {
		check(winsock.Closesocket(s))
	}
	return float64(after.HeapAlloc-before.HeapAlloc) / count
}

// lookUp is the time to find what a handle means and to give the reference
// back, in a table with open handles.
func lookUp(open int) float64 {
	var table handle.Table
	var h winsock.Handle
	for range open {
		h, _ = table.Open(nobody{}, 0)
	}
	r := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			table.Acquire(h)
			table.Release(h)
		}
	})
	return float64(r.T.Nanoseconds()) / float64(r.N)
}

// nobody is an object to look up.
type nobody struct{}

func (nobody) Finish() {}
