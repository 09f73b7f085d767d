package tcpip

import (
	"bytes"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// Datagrams that Windows would not deliver to a socket although Linux queued
// them: those of others than the peer that came before connect.

// recvSifted receives the first datagram that is wanted.
func (s *socket) recvSifted(msg *sys.Msg, flags int) (int, sys.Errno) {
	if s.care.Load()&careSift == 0 {
		return sys.RecvMsg(s.Fd(), msg, flags)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sift()
	return sys.RecvMsg(s.Fd(), msg, flags)
}

// sift drops unwanted datagrams from the head of the kernel's queue. The caller
// holds mu.
func (s *socket) sift() {
	for s.care.Load()&careSift != 0 {
		var source kernelAddr
		msg := sys.Msg{Name: source[:]}
		_, errno := sys.RecvMsg(s.Fd(), &msg, unix.MSG_PEEK)
		if errno == unix.EAGAIN {
			s.care.And(^uint32(careSift)) // the kernel takes the peer's only
		}
		if errno != 0 || !s.fromOthers(source[:min(msg.NameLen, len(source))]) {
			return
		}
		if _, errno := sys.Recv(s.Fd(), nil, unix.MSG_TRUNC); errno != 0 {
			return
		}
	}
}

// fromOthers reports whether a datagram's source is not the peer. The caller holds mu.
//
// Source: S-249.
func (s *socket) fromOthers(source []byte) bool {
	var sa kernelAddr
	peer := s.peer.sockaddr(&sa)
	return len(source) >= 16 && peer != nil &&
		(!bytes.Equal(host(source), host(peer)) || !bytes.Equal(source[2:4], peer[2:4]))
}
