package core

import (
	"bytes"
	"encoding/binary"

	"winsock/internal/registry"
	"winsock/spi"
	"winsock/ws2def"
)

// All connections of a constrained group go to the same address. The first one
// that is begun decides which, and each keeps it until its socket is closed or
// disconnected, or the attempt has failed.
//
// Source: P-328, P-332…P-336.

// constrained reports whether the group of s has a say in where s is connected.
func (s *Socket) constrained() bool {
	w := s.group()
	return w != nil && w.member.Rules().Kind == ws2def.SG_CONSTRAINED_GROUP
}

// settleGroup notes which attempts of other sockets in the group have failed, so that
// they keep the address from nobody. The caller holds no lock.
//
// Source: P-335.
func (s *Socket) settleGroup() {
	if s.constrained() {
		s.group().each((*Socket).settle)
	}
}

// reserve says that s is about to be connected to name. It reports whether the group
// allows that; release takes it back. A name that is none is the transport's to
// refuse.
func (s *Socket) reserve(name []byte) bool {
	if !s.constrained() {
		return true
	}
	peer, ok := groupPeer(name)
	return !ok || s.group().member.Reserve(peer)
}

// release says that s is not connected, nor about to be.
func (s *Socket) release() {
	if s.constrained() {
		s.group().member.Release()
	}
}

// reserveAccepted is reserve for a connection t that s has accepted, or takes over.
func (s *Socket) reserveAccepted(t spi.Socket) bool {
	if !s.constrained() {
		return true
	}
	c, ok := spi.Ability[spi.Connector](t)
	if !ok {
		return true
	}
	var buf [maxName]byte
	return s.reserve(address(buf[:])(c.PeerName(buf[:])))
}

// Forms of a group's peer.
const (
	peerIPv4 = 4
	peerIPv6 = 6
	peerName = 0xff
)

// groupPeer is what stands for the address name in a group's file: equal for the
// same address on the same host. Ports do not count, and an IPv4 address in an IPv6
// one is the IPv4 one. Of other families all bytes count, of AF_UNIX up to the end
// of the path.
//
// Source: P-334.
func groupPeer(name []byte) (peer []byte, ok bool) {
	if len(name) < 2 {
		return nil, false
	}
	family := ws2def.Family(name)
	if internet(family) {
		ap, scope, ok := ws2def.ParseAddrPort(name)
		if !ok {
			return nil, false
		}
		ip := ap.Addr().WithZone("").Unmap()
		if ip.Is4() {
			return append([]byte{peerIPv4}, ip.AsSlice()...), true
		}
		if !ip.IsLinkLocalUnicast() {
			scope = 0
		}
		return binary.LittleEndian.AppendUint32(append([]byte{peerIPv6}, ip.AsSlice()...), scope), true
	}
	rest := name[2:]
	if family == ws2def.AF_UNIX {
		if end := bytes.IndexByte(rest, 0); end > 0 {
			rest = rest[:end]
		}
	}
	peer = append([]byte{peerName, name[0], name[1]}, rest...)
	return peer, len(peer) <= registry.MaxGroupPeer
}

// peerSockaddr is the address that groupPeer made peer of, without its port; nil
// when it is none.
func peerSockaddr(peer []byte) []byte {
	switch {
	case len(peer) == 5 && peer[0] == peerIPv4:
		sa := make([]byte, 16)
		binary.LittleEndian.PutUint16(sa, ws2def.AF_INET)
		copy(sa[4:], peer[1:])
		return sa
	case len(peer) == 21 && peer[0] == peerIPv6:
		sa := make([]byte, 28)
		binary.LittleEndian.PutUint16(sa, ws2def.AF_INET6)
		copy(sa[8:], peer[1:])
		return sa
	case len(peer) > 3 && peer[0] == peerName:
		return append([]byte(nil), peer[1:]...)
	}
	return nil
}
