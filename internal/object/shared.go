package object

import (
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/registry"
	"winsock/internal/sys"
)

// shared is the part of a named object that other processes of the user see: the
// words of its name. They are read and written under the dispatcher's lock and,
// with that, the gate's ([lock.cross]).
type shared struct {
	name     *registry.Name
	watching bool // follow runs
	closed   bool
}

// Words of a name.
const (
	wordKind      = iota // written by registry
	wordChanges          // counts signals; who waits elsewhere waits on it
	wordState            // header.signal; in a mutex the token of the process that owns it
	wordNature           // header.nature
	wordMaximum          // header.maximum
	wordAbandoned        // not 0: Mutex.abandoned
)

func (s *shared) load(word int) uint32         { return s.name.Words[word].Load() }
func (s *shared) store(word int, value uint32) { s.name.Words[word].Store(value) }

// state is the signal of h, here or among processes.
func (h *header) state() int32 {
	if h.shared == nil {
		return h.signal
	}
	dispatcher.cross()
	return int32(h.shared.load(wordState))
}

func (h *header) setState(n int32) {
	if h.shared == nil {
		h.signal = n
		return
	}
	dispatcher.cross()
	before := int32(h.shared.load(wordState))
	h.shared.store(wordState, uint32(n))
	if n > before {
		h.shared.tell()
	}
}

// tell makes other processes look at what changed.
func (s *shared) tell() {
	changes := &s.name.Words[wordChanges]
	changes.Add(1)
	sys.FutexWakeShared(changes)
}

// publish makes the words of a new name those of h.
func (h *header) publish(n *registry.Name) {
	dispatcher.Lock()
	defer dispatcher.Unlock()
	dispatcher.share()
	h.shared = &shared{name: n}
	h.shared.store(wordState, uint32(h.signal))
	h.shared.store(wordNature, uint32(h.nature))
	h.shared.store(wordMaximum, uint32(h.maximum))
}

// join makes h the object that another process made.
func (h *header) join(n *registry.Name) {
	dispatcher.Lock()
	defer dispatcher.Unlock()
	dispatcher.share()
	h.shared = &shared{name: n}
	h.nature = nature(h.shared.load(wordNature))
	h.maximum = int32(h.shared.load(wordMaximum))
}

// leave makes h this process's own again: its last handle was closed.
func (h *header) leave() {
	dispatcher.Lock()
	s := h.shared
	h.signal = 0
	if h.mutex == nil {
		h.signal = h.state()
	}
	h.shared = nil
	s.closed = true
	watching := s.watching
	if watching {
		s.tell()
	}
	dispatcher.unshare()
	dispatcher.Unlock()
	if !watching {
		s.name.Close()
	}
}

// watch makes somebody follow what other processes do to h, for which somebody
// waits. The caller holds the dispatcher's lock.
func (h *header) watch() {
	if !h.shared.watching {
		h.shared.watching = true
		go h.follow(h.shared)
	}
}

// sick is how often somebody looks whether the owner of a mutex lives: the
// kernel takes a dead one's locks away and tells nobody.
const sick = 100 * time.Millisecond

// follow waits for other processes as long as somebody here waits for h.
func (h *header) follow(s *shared) {
	changes := &s.name.Words[wordChanges]
	for {
		seen := changes.Load()
		var wake wakes
		dispatcher.Lock()
		if h.shared == s {
			h.satisfy(&wake)
		}
		if s.closed || h.first == nil {
			s.watching = false
			closed := s.closed
			wake.unlock()
			if closed {
				s.name.Close()
			}
			return
		}
		owned := h.mutex != nil
		wake.unlock()
		deadline := int64(0)
		if owned {
			deadline = sys.Monotonic() + int64(sick)
		}
		if errno := sys.FutexWaitShared(changes, seen, deadline); errno == unix.ENOSYS {
			time.Sleep(sick)
		}
	}
}

// freeElsewhere reports whether no other process owns the mutex.
func (o *Mutex) freeElsewhere() bool {
	s := o.shared
	if s == nil {
		return true
	}
	dispatcher.cross()
	owner := s.load(wordState)
	return owner == 0 || owner == s.name.Token || !s.name.Alive(owner)
}

// ownElsewhere tells other processes that this one owns the mutex. It reports
// whether the one that owned it before ended without releasing it.
func (o *Mutex) ownElsewhere() (abandoned bool) {
	s := o.shared
	if s == nil {
		return false
	}
	dispatcher.cross()
	abandoned = s.load(wordState) != 0 || s.load(wordAbandoned) != 0
	s.store(wordState, s.name.Token)
	s.store(wordAbandoned, 0)
	return abandoned
}

// disownElsewhere tells other processes that the mutex is nobody's.
func (o *Mutex) disownElsewhere() {
	s := o.shared
	if s == nil {
		return
	}
	dispatcher.cross()
	if o.abandoned {
		s.store(wordAbandoned, 1)
	}
	s.store(wordState, 0)
	s.tell()
}
