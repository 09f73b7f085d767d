package spitest

import (
	"sync"
	"sync/atomic"

	"winsock/spi"
	"winsock/ws2def"
)

var stressChecks = []check{
	{
		name: "Stress/ping pong",
		rule: "readiness is never missed: two ends that each wait for the other go on for ever",
		hint: "look at the socket's state after beginning to watch it, not only before",
		run: func(k *kit) {
			k.both(func(how spi.Way) {
				a, b := k.pair()
				const rounds = 1000
				echo := make(chan spi.Errno)
				go func() {
					buf := make([]byte, 4)
					for range rounds {
						n, e := k.recv(b, buf, how)
						if e == 0 {
							e = k.send(b, buf[:n], how)
						}
						if e != 0 {
							echo <- e
							return
						}
					}
					echo <- 0
				}()
				buf := make([]byte, 4)
				for i := range rounds {
					want := byte(i)
					k.must("Send", k.send(a, []byte{want}, how))
					n, e := k.recv(a, buf, how)
					if n != 1 || e != 0 || buf[0] != want {
						k.fail("round %d (%s): %d bytes % x, %s", i, wayName(how), n, buf[:n], text(e))
						k.FailNow()
					}
				}
				k.want("the other end", <-echo, 0)
			})
		},
	},
	{
		name: "Stress/many senders",
		rule: "sends from many goroutines on one socket all arrive whole, each once",
		hint: "guard the queue; a message is taken whole or not at all",
		when: func(p *Plan) bool { return p.tells() },
		run: func(k *kit) {
			a, b := k.pair()
			const senders, sends = 8, 200
			var sending sync.WaitGroup
			defer sending.Wait() // before anything is closed
			for i := range senders {
				sending.Go(func() {
					for range sends {
						if e := k.send(a, []byte{byte(i)}, spi.Way(i%2)); e != 0 {
							k.fail("Send: %v", e)
							return
						}
					}
				})
			}
			var count [senders]int
			buf := make([]byte, 1)
			for range senders * sends {
				n, e := k.recv(b, buf, spi.Park)
				if n != 1 || e != 0 || buf[0] >= senders {
					k.fail("Recv: %d bytes % x, %s", n, buf[:n], text(e))
					return
				}
				count[buf[0]]++
			}
			for i, n := range count {
				if n != sends {
					k.fail("%d of the %d sends of sender %d arrive", n, sends, i)
				}
			}
		},
	},
	{
		name: "Stress/everything at once",
		rule: "any methods may run beside each other until Wake; then all end and the socket can be closed",
		hint: "run with -race; after Wake no Wait may begin to wait",
		run: func(k *kit) {
			for range 10 {
				a, b := k.pair()
				var users sync.WaitGroup
				var over atomic.Bool
				var transfers atomic.Int64
				for i := range 4 {
					how := spi.Way(i % 2)
					for _, s := range []*socket{a, b} {
						users.Go(func() {
							use(k, s, spi.Writable, how, &over, &transfers, func() (int, spi.Errno) { return s.Send([]byte("data"), 0) })
						})
						users.Go(func() {
							buf := make([]byte, 3)
							use(k, s, spi.Readable, how, &over, &transfers, func() (int, spi.Errno) { return s.Recv(buf, 0) })
						})
					}
				}
				users.Go(func() {
					name := make([]byte, ws2def.SizeofSockaddrAny)
					for range 100 {
						a.Poll()
						a.LocalName(name)
						b.PeerName(name)
						b.Nudge()
					}
				})
				for transfers.Load() < 500 {
					k.ticking("the transfers come to a halt")
				}
				a.Wake()
				b.Wake()
				over.Store(true)
				users.Wait()
				k.close(a, false)
				k.close(b, true)
			}
		},
	},
}

// use repeats a transfer until it is over, the socket is woken or the
// connection ends.
func use(k *kit, s *socket, ev spi.Events, how spi.Way, over *atomic.Bool, transfers *atomic.Int64, transfer func() (int, spi.Errno)) {
	for !over.Load() {
		transfers.Add(1)
		n, e := transfer()
		if e == 0 && (n > 0 || ev == spi.Writable) || e == ws2def.WSAEMSGSIZE {
			continue
		}
		if e != ws2def.WSAEWOULDBLOCK {
			return
		}
		switch e := s.Wait(ev, how, s.Nudges(), k.end); e {
		case 0:
		case ws2def.WSAEINTR:
			return
		default:
			k.fail("Wait: %v", e)
			return
		}
	}
}
