package core_test

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// Calls of many kinds on the same connection at once, closes among them, all
// end, and nothing is left of them.
func TestChaos(t *testing.T) {
	clause.Covers(t, "S-121", "S-390")
	connections := map[string]func(t testing.TB) (a, b core.Handle){
		"tcp":  func(t testing.TB) (a, b core.Handle) { start(t); return pair(t) },
		"unix": func(t testing.TB) (a, b core.Handle) { start(t); return unixPair(t) },
		"loop": func(t testing.TB) (a, b core.Handle) { startLoop(t); return loopPair(t) },
	}
	rounds := 30
	if testing.Short() {
		rounds = 10
	}
	for name, connect := range connections {
		for round := range rounds {
			t.Run(name, func(t *testing.T) {
				a, b := connect(t)
				var users sync.WaitGroup
				for i := range 12 {
					users.Go(func() { disturb(rand.New(rand.NewPCG(uint64(round), uint64(i))), [2]core.Handle{a, b}) })
				}
				// Sooner or later all of them wait for one another.
				time.Sleep(time.Duration(1+round%10) * time.Millisecond)
				core.Close(a, spi.Park)
				core.Close(b, spi.Park)
				ended := make(chan struct{})
				go func() { users.Wait(); close(ended) }()
				select {
				case <-ended:
				case <-time.After(10 * time.Second):
					stack := make([]byte, 1<<20)
					t.Fatalf("calls do not end:\n%s", stack[:runtime.Stack(stack, true)])
				}
			})
		}
	}
}

// disturb makes calls at random on either end until both are closed.
func disturb(r *rand.Rand, ends [2]core.Handle) {
	buf := make([]byte, 1<<20)
	for calls := 0; ; calls++ {
		h := ends[r.IntN(2)]
		how := spi.Way(r.IntN(2))
		switch r.IntN(14) {
		case 0, 1, 2:
			core.Send(h, buf[:r.IntN(len(buf))], 0, how)
		case 3, 4, 5:
			core.Recv(h, buf[:r.IntN(1<<16)], 0, how)
		case 6:
			core.Recv(h, buf[:9], ws2def.MSG_WAITALL, how)
		case 7:
			core.Ioctl(h, ws2def.FIONBIO, le32(int32(r.IntN(2))), nil, how)
		case 8:
			limits := []time.Time{{}, time.Unix(1, 0), time.Now().Add(time.Millisecond)}
			core.SetDeadline(h, &limits[r.IntN(3)], &limits[r.IntN(3)])
		case 9:
			both := []core.Handle{ends[0], ends[1]}
			core.Select(&both, nil, nil, 2*time.Millisecond, how)
		case 10:
			core.Poll([]core.PollFd{{Fd: h, Events: ws2def.POLLWRNORM}}, 1, time.Millisecond, how)
		case 11:
			core.SendMsg(h, &spi.Message{Buffers: [][]byte{buf[:r.IntN(1<<16)], nil, buf[:1]}}, 0, how)
		case 12:
			if calls > 20 && r.IntN(2) == 0 {
				core.Shutdown(h, int32(r.IntN(3)))
			}
		case 13:
			if calls > 10 {
				set(h, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{byte(r.IntN(2)), 0, 0, 0})
				core.Close(h, how)
			}
		}
		if core.Check(ends[0]) != 0 && core.Check(ends[1]) != 0 {
			return
		}
	}
}
