package main

import (
	"testing"

	"winsock/spi"
	"winsock/spi/spitest"
)

// TestConformance lets the kit play the core's part and look at each answer.
func TestConformance(t *testing.T) {
	start, _ := spi.Find(name)
	spitest.Test(t, spitest.Plan{
		Startup:  start,
		Entry:    entry(),
		Name:     func(testing.TB) []byte { return address("") },
		Wildcard: address(""),
	})
}
