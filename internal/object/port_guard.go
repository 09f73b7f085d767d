package object

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// guard looks every now and then after the ports at which something lies for a thread
// that was not woken: it was expected that a running thread would come for it soon.
var guard struct {
	mu    sync.Mutex
	ports map[*PortState]*Port
	runs  bool                         // here, in a goroutine
	watch func(s *PortState) (ok bool) // the face's own; nil: it has none
}

const (
	guardPause  = time.Millisecond // between two looks
	guardRounds = 20               // looks without a port before the guard goes home
	// stallRounds is how often the guard sees threads that run take no packet
	// before it asks whether they sleep.
	stallRounds = 10
)

// SetGuard has the face look after ports in its own way. It calls watch when a port is
// to be looked after, every millisecond: what [PortState.calm] does, and otherwise
// [Guarded], until that is false. watch is false where that can't be done.
func SetGuard(watch func(s *PortState) (ok bool)) { guard.watch = watch }

// guardPort makes the guard look after p until nothing is left. The caller has set
// deferred.
func guardPort(p *Port) {
	guard.mu.Lock()
	defer guard.mu.Unlock()
	if guard.ports == nil {
		guard.ports = make(map[*PortState]*Port)
	}
	guard.ports[p.state] = p
	if !guard.runs && (guard.watch == nil || !guard.watch(p.state)) {
		guard.runs = true
		go keepGuard()
	}
}

// unguard ends that. The caller holds the lock.
func (p *Port) unguard() {
	p.state.deferred = 0
	guard.mu.Lock()
	defer guard.mu.Unlock()
	delete(guard.ports, p.state)
}

func keepGuard() {
	var ports []*Port
	for vain := 0; vain < guardRounds; vain++ {
		time.Sleep(guardPause)
		guard.mu.Lock()
		ports = slices.AppendSeq(ports[:0], maps.Values(guard.ports))
		guard.mu.Unlock()
		for _, p := range ports {
			vain = 0
			if !p.state.calm() {
				p.guarded()
			}
		}
		clear(ports)
	}
	guard.mu.Lock()
	defer guard.mu.Unlock()
	if len(guard.ports) > 0 {
		go keepGuard()
		return
	}
	guard.runs = false
}

// Guarded looks after the port with the state s, which is not calm. It reports whether
// that has to go on.
func Guarded(s *PortState) (again bool) {
	guard.mu.Lock()
	p := guard.ports[s]
	guard.mu.Unlock()
	return p.guarded()
}

// progress changes whenever a thread has come for something. The caller holds the lock.
func (s *PortState) progress() uint32 { return s.dealt() + s.waits }

// calm reports whether all is well, as far as that can be told at once: threads come
// for what there is, and no further one may run that has anything to do. C does the same
// (capi/kernel32/port_guard.c).
func (s *PortState) calm() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.progress()
	waiting := s.head != s.tail || s.readyHead != s.readyTail || s.active > 0 && s.completed()
	if s.idle == 0 || now == s.seen || waiting && s.active < s.limit {
		return false
	}
	s.seen, s.stalls = now, 0
	return true
}

// guarded wakes a thread of p where one may run that has something to do. It reports
// whether p has to be looked after further.
func (p *Port) guarded() (again bool) {
	var wake portWakes
	s := p.state
	s.mu.Lock()
	if now := s.progress(); now != s.seen {
		s.seen, s.stalls = now, 0
	} else {
		s.stalls++
	}
	s.width = s.limit
	if s.idle == 0 && s.active < 2 || !p.left() && !p.unattended() {
		p.unguard()
		s.mu.Unlock()
		return false
	}
	switch {
	case s.active < s.limit && p.left():
		p.spread(&wake, true)
	case s.active < s.limit && s.stalls > 0:
		// The thread that was so quick is not any more.
		s.eager, s.quick = 1, -quickLimit
		p.spread(&wake, true)
	case s.active < s.limit, s.stalls < stallRounds:
	default:
		s.stalls = 0
		running := p.running()
		s.mu.Unlock()
		sleeper := asleep(running)
		s.mu.Lock()
		if sleeper != nil && sleeper.running && !s.polls(sleeper) {
			sleeper.running, sleeper.slept = false, true
			s.active--
			s.slept++
			p.spread(&wake, true)
		}
	}
	wake.unlock(p)
	return true
}

// running are the threads of p that run, as far as it knows. The caller holds the
// lock.
func (p *Port) running() []*Thread {
	var running []*Thread
	for t := range p.threads {
		if t.running && !p.state.polls(t) {
			running = append(running, t)
		}
	}
	return running
}

// asleep is one of threads that sleeps in the kernel; nil when all run.
//
// Source: O-198.
func asleep(threads []*Thread) *Thread {
	for _, t := range threads {
		if sleeping(t.ID()) {
			return t
		}
	}
	return nil
}
