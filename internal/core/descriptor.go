package core

import "winsock/spi"

// Descriptor is the kernel descriptor of s, which stays the socket's own; -1
// when its transport has none.
func (s *Socket) Descriptor() int {
	if d, ok := spi.Ability[spi.Descriptor](s.t); ok {
		return d.Fd()
	}
	return -1
}
