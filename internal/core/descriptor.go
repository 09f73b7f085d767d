package core

import "winsock/spi"

// Descriptor is the kernel descriptor of s, which stays the socket's own; -1
// when its transport has none.
func (s *Socket) Descriptor() int {
	d, ok := s.t.(spi.Descriptor)
	if !ok {
		d, ok = spi.Ability[spi.Descriptor](s.t)
	}
	if !ok {
		return -1
	}
	return d.Fd()
}
