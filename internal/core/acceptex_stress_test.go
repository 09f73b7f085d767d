package core_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"unsafe"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// A listener with many AcceptEx, callers that send, say nothing, end or reset, and a
// closer and canceller beside: each operation ends once, on the listener's port.
func TestAcceptExUnderLoad(t *testing.T) {
	clause.Covers(t, "O-230", "O-256", "O-257", "O-389", "O-395")
	overTransports(t, func(t *testing.T, tr *transport) {
		l, at := tr.listen(t)
		port, e := core.CreatePort(l, 0, 1, 0)
		if e != 0 {
			t.Fatal("CreatePort:", e)
		}
		t.Cleanup(func() { object.Close(port, spi.Park) })
		const pending, total = 50, 200
		var mu sync.Mutex
		under := make(map[uintptr]*acceptEx) // all that is under way
		ends := make(map[ws2def.NTStatus]int)
		begin := func() {
			a := &acceptEx{to: core.Acceptance{Data: make([]byte, rand.IntN(2)*8), Local: make([]byte, block), Remote: make([]byte, block)}}
			a.s = tr.socket(t)
			mu.Lock()
			defer mu.Unlock()
			under[uintptr(unsafe.Pointer(&a.ov))] = a
			if e := core.AcceptEx(l, a.s, a.to, &core.Async{Overlapped: &a.ov}); e != ws2def.WSA_IO_PENDING {
				delete(under, uintptr(unsafe.Pointer(&a.ov)))
				if e != ws2def.WSAENOTSOCK { // the listener is closed by now
					t.Error("AcceptEx:", e)
				}
			}
		}
		for range pending {
			begin()
		}
		some := func() *acceptEx {
			mu.Lock()
			defer mu.Unlock()
			for _, a := range under {
				return a
			}
			return nil
		}
		var workers, callers sync.WaitGroup
		stop := make(chan bool)
		for range 2 {
			workers.Go(func() {
				p, _ := object.FindPort(port)
				for {
					var packets [8]object.Packet
					n, e := p.Get(nil, packets[:], object.Infinite, false)
					if e != 0 {
						return
					}
					for _, k := range packets[:n] {
						mu.Lock()
						a := under[k.Overlapped]
						delete(under, k.Overlapped)
						ends[ws2def.NTStatus(k.Status)]++
						mu.Unlock()
						if a == nil {
							t.Errorf("a packet of nobody, or a second one: %+v", k)
							continue
						}
						core.Send(a.s, []byte("hello"), 0, spi.Park)
						core.Close(a.s, spi.Park)
						select {
						case <-stop:
						default:
							begin()
						}
					}
				}
			})
		}
		for i := range 4 {
			callers.Go(func() {
				random := rand.New(rand.NewPCG(1, uint64(i)))
				for range total / 4 {
					c := tr.socket(t)
					if core.Connect(c, at, spi.Park) != 0 {
						continue
					}
					switch random.IntN(4) {
					case 0:
						core.Send(c, []byte("data"), 0, spi.Park)
						core.Recv(c, make([]byte, 8), 0, spi.Park)
					case 1:
						core.SetSockOpt(c, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{1, 0, 0, 0}, 4)
					case 2:
						if a := some(); a != nil {
							core.Close(a.s, spi.Park)
						}
					case 3:
						if a := some(); a != nil {
							core.Cancel(l, &a.ov)
						}
					}
					core.Close(c, spi.Park)
				}
			})
		}
		callers.Wait()
		close(stop)
		core.Close(l, spi.Park)
		eventually(t, 0, func() int {
			mu.Lock()
			defer mu.Unlock()
			return len(under)
		})
		object.Close(port, spi.Park)
		workers.Wait()
		if ends[ws2def.STATUS_SUCCESS] == 0 || ends[ws2def.STATUS_CANCELLED] < pending/2 {
			t.Errorf("how they ended: %v", ends)
		}
	})
}
