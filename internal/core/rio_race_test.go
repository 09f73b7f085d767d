package core_test

import (
	"sync"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// Each request that was taken has one result, whenever the socket is closed.
func TestO470_CloseRacesRequests(t *testing.T) {
	clause.Covers(t, "O-464", "O-465", "O-470")
	start(t)
	const requests = 64
	room := make([]byte, 4096)
	id, e := core.RegisterBuffer(room)
	if e != 0 {
		t.Fatal(e)
	}
	defer core.DeregisterBuffer(id)
	for round := range 200 {
		h, e := core.Create(ws2def.AF_INET, ws2def.SOCK_DGRAM, 0, nil, 0, ws2def.WSA_FLAG_REGISTERED_IO)
		if e != 0 {
			t.Fatal(e)
		}
		core.Bind(h, loopback(0))
		core.Connect(h, name(t, h), spi.Park) // to itself
		cq, _, e := core.CreateCompletionQueue(4*requests, nil)
		if e != 0 {
			t.Fatal(e)
		}
		rq, e := core.CreateRequestQueue(h, 2*requests, 1, 2*requests, 1, cq, cq, 0)
		if e != 0 {
			t.Fatal(e)
		}
		taken := make([]int, 2)
		var all sync.WaitGroup
		for direction, sends := range []bool{false, true} {
			all.Go(func() {
				for i := range requests {
					flags := uint32(0)
					if i%4 == 1 {
						flags = ws2def.RIO_MSG_DEFER
					}
					b := ws2def.RIOBuf{BufferId: id, Offset: uint32(direction * 2048), Length: 8}
					if core.Request(rq, sends, &b, core.Extras{}, flags, uint64(direction)) == 0 {
						taken[direction]++
					}
				}
			})
		}
		time.Sleep(time.Duration(round) * time.Microsecond)
		core.Close(h, spi.Park)
		all.Wait()
		results := make([]int, 2)
		for end := time.Now().Add(5 * time.Second); results[0]+results[1] < taken[0]+taken[1] && time.Now().Before(end); {
			out := make([]ws2def.RIOResult, 7)
			for _, r := range out[:core.DequeueCompletion(cq, out)] {
				results[r.RequestContext]++
			}
		}
		if results[0] != taken[0] || results[1] != taken[1] {
			t.Fatalf("round %d: %v results of %v requests", round, results, taken)
		}
		var out [1]ws2def.RIOResult
		if n := core.DequeueCompletion(cq, out[:]); n != 0 {
			t.Fatalf("round %d: another result %+v", round, out[0])
		}
		core.CloseCompletionQueue(cq)
	}
}
