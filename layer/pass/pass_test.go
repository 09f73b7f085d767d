package pass_test

import (
	"testing"

	"winsock/internal/leaktest"
	"winsock/layer/pass"
	"winsock/provider/loop"
	"winsock/spi"
	"winsock/spi/spitest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

func TestConformance(t *testing.T) {
	layer, ok := spi.Find(pass.Name)
	if !ok {
		t.Fatal("the layer is not registered")
	}
	below, _ := spi.Find(loop.Name)
	for _, entry := range loop.Entries() {
		t.Run(entry.Name(), func(t *testing.T) {
			spitest.Test(t, spitest.Plan{
				Startup:  spitest.Over(layer, below),
				Entry:    entry,
				Name:     func(testing.TB) []byte { return loop.Address(0) },
				Wildcard: loop.Address(0),
			})
		})
	}
}
