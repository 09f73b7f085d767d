package object

import "winsock/internal/sys"

// While nobody else waits for changes, a thread of C that finds no packets does so in
// the kernel without a call of Go (capi/kernel32/port_wait.c): it is the poller of
// [PortState]. Go takes it for a thread that runs, which the port does not count.

// polls reports whether t is the poller. The caller holds the lock.
func (s *PortState) polls(t *Thread) bool { return s.poller == sys.AddressOf(t) }

// Told is [Port.Told] for the port of t, which was the poller.
func (t *Thread) Told(handle, bits uint32) {
	t.port.Told([]sys.EpollEvent{{Fd: int32(handle), Events: bits}})
}

// Unpolled tells the source of the port of t, which was the poller, that t has left epoll.
func (t *Thread) Unpolled() { t.port.Source().Unpolled() }

// LeaveSource ends what the port of t, which was the poller, kept for it when it was
// closed.
func (t *Thread) LeaveSource() { t.port.Source().Leave() }
