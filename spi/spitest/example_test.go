package spitest_test

import (
	"fmt"
	"testing"

	"winsock/provider/loop"
	"winsock/spi"
	"winsock/spi/spitest"
)

// A provider's package has a test like this one.
func ExampleTest() {
	_ = func(t *testing.T) { // func TestConformance(t *testing.T)
		start, _ := spi.Find(loop.Name)
		for _, entry := range loop.Entries() {
			t.Run(entry.Name(), func(t *testing.T) {
				spitest.Test(t, spitest.Plan{
					Startup: start,
					Entry:   entry,
					Name:    func(testing.TB) []byte { return loop.Address(0) },
				})
			})
		}
	}
}

// A provider that speaks another version than the core.
func ExampleMisbehave() {
	m := &spitest.Misbehave{Version: 0x0101}
	started, e := m.Startup(spi.Version, nil, nil)
	fmt.Printf("%#04x %d, started %d time\n", started.Version, e, m.Started.Load())
	// Output: 0x0101 0, started 1 time
}
