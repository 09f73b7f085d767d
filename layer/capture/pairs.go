package capture

import (
	"math/rand/v2"
	"net/netip"
)

// pairs are the connections whose first sequence numbers are given out. A connection
// between two sockets of this process is in the file twice; as both number alike, what
// reads the file takes the second time for a repetition.
type pairs map[[2]netip.AddrPort]*numbers

// numbers are the first sequence numbers of the two sides of a connection.
type numbers struct {
	of   [2]uint32 // in the order of the key
	here [2]bool   // sides that are sockets of this process
}

// key is a connection's, and which side of it the first address is.
func key(local, peer netip.AddrPort) (k [2]netip.AddrPort, side int) {
	if local.Compare(peer) <= 0 {
		return [2]netip.AddrPort{local, peer}, 0
	}
	return [2]netip.AddrPort{peer, local}, 1
}

// begin gives a connection's sequence numbers.
func (r *recorder) begin(local, peer netip.AddrPort) (seq, ack uint32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k, side := key(local, peer)
	n := r.pairs[k]
	if n == nil || n.here[side] {
		n = &numbers{of: [2]uint32{rand.Uint32(), rand.Uint32()}}
		r.pairs[k] = n
	}
	n.here[side] = true
	return n.of[side], n.of[1-side]
}

// over says that a side of a connection is over.
func (r *recorder) over(local, peer netip.AddrPort) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k, side := key(local, peer)
	n := r.pairs[k]
	if n == nil {
		return
	}
	if n.here[side] = false; !n.here[1-side] {
		delete(r.pairs, k)
	}
}
