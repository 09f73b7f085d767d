package core

import "iter"

// openSockets gives the handles of the process that mean sockets, with a reference to
// each for as long as its turn lasts.
func openSockets() iter.Seq2[Handle, *Socket] {
	return func(yield func(Handle, *Socket) bool) {
		for _, h := range table.All() {
			obj := table.Acquire(h)
			if obj == nil {
				continue
			}
			s, ok := obj.(*Socket)
			more := !ok || yield(h, s)
			table.Release(h)
			if !more {
				return
			}
		}
	}
}
