package core

import "winsock/spi"

// Watched reports whether a call waits for h among other sockets.
func Watched(h Handle) bool {
	s, e := enter(h)
	if e != 0 {
		return false
	}
	defer table.Release(h)
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.watchers) > 0
}

// Connecting reports whether a connect of h is under way.
func Connecting(h Handle) bool {
	s, e := enter(h)
	if e != 0 {
		return false
	}
	defer table.Release(h)
	return s.has(stConnecting)
}

// Waiting reports whether the last blocking receive on h found nothing and
// waits.
func Waiting(h Handle) bool {
	s, e := enter(h)
	if e != 0 {
		return false
	}
	defer table.Release(h)
	return s.expecter.Expect(spi.Readable)
}

// ClampBacklog is clampBacklog.
var ClampBacklog = clampBacklog
