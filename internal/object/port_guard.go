package object

import (
	"sync"
	"time"
)

// guard looks every now and then after the ports at which a packet lies for a
// thread that was not woken: it was expected that a running thread would come for
// the packet soon.
var guard struct {
	mu    sync.Mutex
	ports map[*Port]struct{}
	runs  bool
}

const (
	guardPause  = time.Millisecond // between two looks
	guardRounds = 20               // looks in vain before the guard goes home
	// stallRounds is how often the guard sees threads that run take no packet
	// before it asks whether they sleep.
	stallRounds = 10
)

// guardPort makes the guard look after p, until no packet is left. The caller has
// set deferred.
func guardPort(p *Port) {
	guard.mu.Lock()
	defer guard.mu.Unlock()
	if guard.ports == nil {
		guard.ports = make(map[*Port]struct{})
	}
	guard.ports[p] = struct{}{}
	if !guard.runs {
		guard.runs = true
		go keepGuard()
	}
}

func keepGuard() {
	var ports []*Port
	for vain := 0; vain < guardRounds; vain++ {
		time.Sleep(guardPause)
		ports = ports[:0]
		guard.mu.Lock()
		for p := range guard.ports {
			ports = append(ports, p)
		}
		clear(guard.ports)
		guard.mu.Unlock()
		for _, p := range ports {
			vain = 0
			if p.guarded() {
				guardPort(p)
			}
		}
	}
	guard.mu.Lock()
	defer guard.mu.Unlock()
	if len(guard.ports) > 0 {
		go keepGuard()
		return
	}
	guard.runs = false
}

// guarded wakes a thread for the packets of p, when one may run. It reports
// whether there are still packets.
func (p *Port) guarded() bool {
	var wake portWakes
	s := p.state
	s.mu.Lock()
	if s.idle == 0 || p.nothing() && !p.unattended() {
		s.deferred = 0
		s.mu.Unlock()
		return false
	}
	if now := s.head + s.waits; now != p.stalled {
		p.stalled, p.stalls = now, 0
	}
	p.stalls++
	switch {
	case s.active < s.limit && !p.nothing():
		p.spread(&wake, true)
	case s.active < s.limit && p.stalls > 1:
		// The thread that was so quick is not any more.
		s.eager, s.quick = 1, -quickLimit
		p.spread(&wake, true)
	case s.active < s.limit, p.stalls < stallRounds:
	default:
		p.stalls = 0
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
