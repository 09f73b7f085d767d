package spitest

import (
	"bytes"
	"sync"
	"time"

	"winsock/internal/clause"
	"winsock/spi"
	"winsock/ws2def"
)

// ends are the ends of operations that the provider has told.
type ends struct {
	sync.Mutex
	told map[*spi.Operation][]end
	all  []*spi.Operation // in order
}

type end struct {
	n int
	e spi.Errno
}

// completed is the upcall Complete.
func (k *kit) completed(op *spi.Operation, n int, e spi.Errno) {
	k.ends.Lock()
	defer k.ends.Unlock()
	k.ends.told[op] = append(k.ends.told[op], end{n, e})
	k.ends.all = append(k.ends.all, op)
}

// ended waits for the end of op, and looks whether it was told once.
func (k *kit) ended(op *spi.Operation) end {
	k.Helper()
	for limit := time.Now().Add(5 * time.Second); ; time.Sleep(100 * time.Microsecond) {
		k.ends.Lock()
		told := k.ends.told[op]
		k.ends.Unlock()
		switch {
		case len(told) == 1:
			return told[0]
		case len(told) > 1:
			k.fail("the end of an operation is told %d times", len(told))
			k.FailNow()
		case time.Now().After(limit):
			k.fail("the end of an operation is never told")
			k.FailNow()
		}
	}
}

// receive starts an overlapped receive that has to wait.
func (k *kit) receive(t spi.Overlapper, size int) *spi.Operation {
	k.Helper()
	op := &spi.Operation{Message: spi.Message{Buffers: [][]byte{make([]byte, size)}}}
	if n, e := t.Start(op); e != ws2def.WSA_IO_PENDING {
		k.fail("Start with nothing to receive: %d, %s", n, text(e))
		k.FailNow()
	}
	return op
}

// overlapper is the ability of s; nil: the core does what it does for all.
func overlapper(s *socket) spi.Overlapper {
	t, _ := spi.Ability[spi.Overlapper](s.Socket)
	return t
}

var overlappedChecks = []check{
	{
		name: "Overlapped/order",
		rule: "receives that wait end in the order in which they began, each once",
		hint: "keep them in a queue; tell of the ends without a lock that Start takes",
		run: func(k *kit) {
			clause.Covers(k, "O-053")
			a, b := k.pair()
			t := overlapper(b)
			if t == nil {
				return
			}
			ops := []*spi.Operation{k.receive(t, 4), k.receive(t, 4), k.receive(t, 4)}
			for i := range ops {
				k.must("Send", k.send(a, pattern(4, byte(i)), spi.Park))
			}
			for i, op := range ops {
				if got := k.ended(op); got != (end{4, 0}) || !bytes.Equal(op.Message.Buffers[0], pattern(4, byte(i))) {
					k.fail("receive %d ends with %d, %s, %x", i, got.n, text(got.e), op.Message.Buffers[0])
				}
			}
			k.ends.Lock()
			defer k.ends.Unlock()
			for i, op := range k.ends.all {
				if op != ops[i] {
					k.fail("the ends are told in another order")
				}
			}
		},
	},
	{
		name: "Overlapped/at once",
		rule: "a receive of what is there is done in Start, and its end is not told",
		hint: "Complete is for operations for which Start said WSA_IO_PENDING",
		run: func(k *kit) {
			clause.Covers(k, "O-027")
			a, b := k.pair()
			t := overlapper(b)
			if t == nil {
				return
			}
			k.must("Send", k.send(a, []byte("data"), spi.Park))
			k.await(b, spi.Readable|spi.Data)
			op := &spi.Operation{Message: spi.Message{Buffers: [][]byte{make([]byte, 8)}}}
			if n, e := t.Start(op); n != 4 || e != 0 {
				k.fail("Start with data there: %d, %s", n, text(e))
			}
			k.ends.Lock()
			defer k.ends.Unlock()
			if len(k.ends.told[op]) != 0 {
				k.fail("the end of an operation is told that Start had done")
			}
		},
	},
	{
		name: "Overlapped/cancel",
		rule: "a receive that is cancelled ends with WSA_OPERATION_ABORTED, once, and takes nothing; the next one gets what comes",
		hint: "Cancel finds the operation in the queue of those that wait, or does nothing",
		run: func(k *kit) {
			clause.Covers(k, "O-246", "O-248")
			a, b := k.pair()
			t := overlapper(b)
			if t == nil {
				return
			}
			first, second := k.receive(t, 4), k.receive(t, 4)
			t.Cancel(first)
			if got := k.ended(first); got.e != ws2def.WSA_OPERATION_ABORTED {
				k.fail("a cancelled receive ends with %d, %s", got.n, text(got.e))
			}
			k.must("Send", k.send(a, []byte("data"), spi.Park))
			if got := k.ended(second); got != (end{4, 0}) || string(second.Message.Buffers[0]) != "data" {
				k.fail("the receive behind it ends with %d, %s", got.n, text(got.e))
			}
			t.Cancel(first)
			t.Cancel(second)
			k.ended(first)
			k.ended(second)
		},
	},
	{
		name: "Overlapped/end",
		rule: "a receive that waits ends when the peer closes: a stream's with 0 bytes, another's with WSAEDISCON",
		hint: "go on with the receives that wait whenever the connection changes",
		when: (*Plan).connections,
		run: func(k *kit) {
			clause.Covers(k, "O-056")
			a, b := k.pair()
			t := overlapper(b)
			if t == nil {
				return
			}
			op := k.receive(t, 4)
			k.close(a, false)
			want := spi.Errno(0)
			if !k.plan.stream() {
				want = ws2def.WSAEDISCON
			}
			if got := k.ended(op); got != (end{0, want}) {
				k.fail("it ends with %d, %s", got.n, text(got.e))
			}
		},
	},
}
