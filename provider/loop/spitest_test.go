package loop_test

import (
	"testing"

	"winsock/internal/leaktest"
	"winsock/provider/loop"
	"winsock/spi"
	"winsock/spi/spitest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

func TestConformance(t *testing.T) {
	start, ok := spi.Find(loop.Name)
	if !ok {
		t.Fatal("the provider is not registered")
	}
	for _, entry := range loop.Entries() {
		t.Run(entry.Name(), func(t *testing.T) {
			spitest.Test(t, spitest.Plan{
				Startup:  start,
				Entry:    entry,
				Name:     func(testing.TB) []byte { return loop.Address(0) },
				Wildcard: loop.Address(0),
			})
		})
	}
}
