package core_test

import (
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// Two ends that are closed while each still owes the other data do not wait for
// one another: the connection breaks.
func TestCloseWithRestsOnBothEnds(t *testing.T) {
	clause.Covers(t, "S-393")
	start(t)
	a, b := pair(t)
	data := make([]byte, 32<<20)
	for _, h := range []core.Handle{a, b} {
		nonblocking(t, h)
		if n, e := core.Send(h, data, 0, spi.Park); n != len(data) || e != 0 {
			t.Fatal(n, e)
		}
	}
	core.Close(a, spi.Park)
	core.Close(b, spi.Park)
	began := time.Now()
	core.Cleanup()
	var again ws2def.WSAData
	core.Startup(0x0202, &again)
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("the last Cleanup waited %v", took)
	}
}
