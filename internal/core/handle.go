package core

import (
	"winsock/internal/handle"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

var _ object.Handled = (*Socket)(nil)

// CloseHandle implements [object.Handled]: CloseHandle does what closesocket
// does.
//
// Source: O-335.
func (s *Socket) CloseHandle(h Handle, how spi.Way) Errno {
	last := s.handles.Load() == 1
	e := s.close(h, how)
	if n := s.network(); n != nil && last && e == 0 {
		n.leave()
	}
	return e
}

// DuplicateHandle implements [object.Handled]. The socket stays open until its
// last handle is closed.
//
// Source: S-112, S-394.
func (s *Socket) DuplicateHandle(flags uint32) (Handle, Errno) {
	for {
		n := s.handles.Load()
		if n == 0 {
			return ws2def.InvalidHandle, ws2def.ERROR_INVALID_HANDLE
		}
		if s.handles.CompareAndSwap(n, n+1) {
			break
		}
	}
	s.entries.Add(1)
	h, ok := table.Open(s, flags|handle.Duplicate)
	if !ok {
		s.entries.Add(-1)
		if s.handles.Add(-1) == 0 {
			s.detach() // the other handles were closed meanwhile
		}
		return ws2def.InvalidHandle, ws2def.ERROR_NOT_ENOUGH_MEMORY
	}
	return h, 0
}
