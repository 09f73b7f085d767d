package main

import (
	"testing"

	"winsock/provider/loop"
	"winsock/spi"
	"winsock/spi/spitest"
)

// TestConformance tries the layer over streams and messages in memory: what a layer
// breaks shows there, and nothing of a network is in the way.
func TestConformance(t *testing.T) {
	start, _ := spi.Find(name)
	below, _ := spi.Find(loop.Name)
	for _, entry := range loop.Entries() {
		t.Run(entry.Name(), func(t *testing.T) {
			spitest.Test(t, spitest.Plan{
				Startup: spitest.Over(start, below),
				Entry:   entry,
				Name:    func(testing.TB) []byte { return loop.Address(0) },
			})
		})
	}
}

// TestTurn: the kit sees the layer from above alone, where all is as if it was not
// there. What it does to the bytes needs a test of its own.
func TestTurn(t *testing.T) {
	p := []byte("Hello, Wembley! 1 2 3")
	if got := turned(p); string(got) != "Uryyb, Jrzoyrl! 1 2 3" || string(turned(got)) != string(p) {
		t.Errorf("turned: %s, again: %s", got, turned(got))
	}
}
