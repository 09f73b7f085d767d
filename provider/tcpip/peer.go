package tcpip

import "golang.org/x/sys/unix"

// peer is a remembered address, which the kernel forgets when a connection
// breaks (S-260). The zero value is none.
type peer struct {
	four [6]byte // port and host of an IPv4 address
	len  uint8   // of its sockaddr; 0: there is none
	six  *kernelAddr
}

// remember notes the address in a kernel's sockaddr.
func remember(sa []byte) peer {
	p := peer{len: uint8(len(sa))}
	if sa[0] == unix.AF_INET {
		copy(p.four[:], sa[2:])
		return p
	}
	p.six = new(kernelAddr)
	copy(p.six[:], sa)
	return p
}

// known reports whether there is an address.
func (p *peer) known() bool { return p.len > 0 }

// sockaddr writes the address to buf and returns its part of that, nil for none.
func (p *peer) sockaddr(buf *kernelAddr) []byte {
	switch {
	case p.len == 0:
		return nil
	case p.six != nil:
		*buf = *p.six
	default:
		*buf = kernelAddr{unix.AF_INET}
		copy(buf[2:], p.four[:])
	}
	return buf[:p.len]
}
