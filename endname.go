package winsock

import (
	"net"
	"sync/atomic"
)

// endName is the name of one end of a socket. Its net.Addr is made when somebody asks for
// it: of most connections nobody does.
type endName struct {
	made     atomic.Pointer[net.Addr]
	length   uint8 // of the sockaddr; 0: there is no name, or it is made
	sockaddr [28]byte
}

// set takes over a sockaddr of a socket of network.
func (n *endName) set(network string, sockaddr []byte) {
	if 0 < len(sockaddr) && len(sockaddr) <= len(n.sockaddr) {
		n.length = uint8(copy(n.sockaddr[:], sockaddr))
		return
	}
	a := netAddr(network, sockaddr)
	n.made.Store(&a)
}

// addr is the name as package net has it, always the same; nil when there is none.
func (n *endName) addr(network string) net.Addr {
	if a := n.made.Load(); a != nil {
		return *a
	}
	if n.length == 0 {
		return nil
	}
	a := netAddr(network, n.sockaddr[:n.length])
	n.made.CompareAndSwap(nil, &a)
	return *n.made.Load()
}
