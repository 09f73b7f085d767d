package engine_test

import (
	"testing"

	"golang.org/x/sys/unix"

	"winsock/internal/engine"
	"winsock/spi"
)

// A layer and who stands over it may watch the same descriptor: each is told what it asks
// for, whoever else begins and ends.
func TestWatchesOfOneDescriptor(t *testing.T) {
	a, b := ends(t)
	watch := func(ev spi.Events) (*engine.Watch, chan uint32) {
		told := make(chan uint32, 100)
		w, e := engine.StartWatch(a, ev, func(bits uint32) { told <- bits })
		if e != 0 {
			t.Fatal(e)
		}
		return w, told
	}
	until := func(told chan uint32, bit uint32) {
		t.Helper()
		for bits := range told {
			if bits&bit != 0 {
				return
			}
		}
	}
	send := func() {
		t.Helper()
		if _, err := unix.Write(b.Fd(), []byte{1}); err != nil {
			t.Fatal(err)
		}
	}
	first, toFirst := watch(spi.Readable)
	second, toSecond := watch(spi.Writable)
	until(toSecond, unix.POLLOUT) // of which the first has not asked to be told
	third, toThird := watch(spi.Readable)
	send()
	until(toFirst, unix.POLLIN)
	until(toThird, unix.POLLIN)
	first.Stop() // those that stay are told of what is there once more
	for len(toThird) > 0 {
		<-toThird
	}
	send()
	until(toThird, unix.POLLIN)
	if e := second.Want(spi.Readable); e != 0 {
		t.Fatal(e)
	}
	third.Stop()
	for len(toSecond) > 0 {
		<-toSecond
	}
	send()
	until(toSecond, unix.POLLIN)
	second.Stop()
	again, toAgain := watch(spi.Readable)
	until(toAgain, unix.POLLIN)
	again.Stop()
}
