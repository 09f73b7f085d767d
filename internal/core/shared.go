package core

import (
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"

	"winsock/internal/registry"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// shared is what a socket has that other processes use as well. What is common to
// them, beside what the kernel keeps, stands in a block: the state bits of
// commonBits as one word, who has selected network events as another, and the rest
// as a text. Every call on a shared socket looks at the first two, and at the text
// when that is new.
//
// Source: P-399…P-401, D-08…D-10.
type shared struct {
	block *registry.Block
	mu    sync.Mutex    // one at a time writes the text or takes it in; behind Socket.mu
	seen  atomic.Uint32 // the version of the text that was taken in last
	calls atomic.Uint32 // since the socket became shared
	left  atomic.Bool   // others go on with the socket
	turn  turnstile     // of a stream

	over   atomic.Bool // the socket has another descriptor now, which is its own
	before *shared     // what was so before; it is closed with the socket
}

// newShared is what s has with block.
func (s *Socket) newShared(block *registry.Block) *shared {
	var t spi.Transferer = &s.uncommon().checked
	if !s.has(stDoubted) {
		t = able[spi.Transferer](s.t)
	}
	return &shared{block: block, turn: turnstile{Transferer: t, block: block}}
}

// commonBits are the state bits that all processes see.
const commonBits = stBound | stConnecting | stConnected | stListening | stNoRecv | stNoSend |
	stNonblocking | stOverlapped | stFailed | stEverConn | stAccepted | stContextless

// commonState is the text of a block.
type commonState struct {
	RecvTimeout, SendTimeout uint32
	Linger                   ws2def.Linger
	ConnectedAt              int64 // on the kernel's monotonic clock, ns; 0: never
	SoftError                uint32
	Options                  []commonOption  `json:",omitempty"`
	Quality                  []byte          `json:",omitempty"` // of service, see flow.encode
	Transport                json.RawMessage `json:",omitempty"`
}

// commonOption is an option that was set.
type commonOption struct {
	Level, Name, Value int32
	Bytes              []byte `json:",omitempty"`
}

// shared is what s has for other processes; nil when its descriptor was never shared.
func (s *Socket) shared() *shared {
	if sh := s.uncommon().shared.Load(); sh != nil && !sh.over.Load() {
		return sh
	}
	return nil
}

// share makes s a socket that other processes can use, and returns what it shares.
// Errors: WSAEOPNOTSUPP (the transport can't), WSAENOBUFS, WSAEMFILE.
func (s *Socket) share() (*shared, Errno) {
	t := s.sharer()
	if t == nil {
		return nil, ws2def.WSAEOPNOTSUPP
	}
	s.callIn()
	s.mu.Lock()
	defer s.mu.Unlock()
	if sh := s.shared(); sh != nil {
		if e := s.publish(); e != 0 {
			return nil, e
		}
		sh.block.ChangeState(s.state.Load()&commonBits, ^s.state.Load()&commonBits)
		return sh, 0
	}
	if _, e := t.Export(); e != 0 {
		s.change(0, stShared)
		return nil, e
	}
	block, errno := registry.NewBlock()
	if errno != 0 {
		s.change(0, stShared)
		return nil, ws2def.FromErrno(ws2def.OpSocket, errno)
	}
	sh := s.newShared(block)
	sh.before = s.uncommon().shared.Load()
	block.ChangeState(s.state.Load()&commonBits, 0)
	if n := s.network(); n != nil && n.mask.Load() != 0 {
		block.Own()
	}
	s.special().shared.Store(sh)
	if s.has(stBusy) { // a send is in the middle
		sh.turn.begin()
	}
	if !s.has(stBusy) {
		sh.turn.end()
	}
	return sh, s.publish()
}

// callIn makes s one that may be shared: no face goes on with it by itself.
func (s *Socket) callIn() {
	s.change(stShared, 0)
	s.lockOut()
	s.out.mu.Unlock()
	if x := s.async.Load(); x != nil {
		x.mu.Lock()
		s.recall(x)
		s.leaveRing(x)
		x.mu.Unlock()
		if x.ringed.Load() != nil {
			x.withdraw()
		}
	}
}

// publish tells the other processes what has changed, when s is shared. The caller
// holds mu.
func (s *Socket) publish() Errno {
	sh := s.shared()
	if sh == nil || !s.has(stShared) {
		return 0
	}
	t := s.sharer()
	if t == nil {
		return ws2def.WSAEOPNOTSUPP
	}
	transport, e := t.Export()
	if e != 0 {
		return e
	}
	u := s.uncommon()
	c := commonState{
		RecvTimeout: u.recvTimeout, SendTimeout: u.sendTimeout, Linger: u.linger,
		SoftError: uint32(s.softError), Quality: s.sharedQuality(), Transport: transport,
	}
	if s.connectedAt != 0 {
		c.ConnectedAt = sys.Monotonic() - int64(s.age())
	}
	if s.options != nil {
		for _, o := range s.options.set {
			c.Options = append(c.Options, commonOption{o.spec.Level, o.spec.Number, o.value, o.bytes})
		}
	}
	text, err := json.Marshal(&c)
	if err != nil || len(text) > registry.MaxBlockText {
		return ws2def.WSAENOBUFS
	}
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.seen.Store(sh.block.Update(func([]byte) []byte { return text }))
	return 0
}

// note changes state bits together with what else the caller, who holds mu, has
// changed: other processes see the bits last.
func (s *Socket) note(set, clear uint32) {
	if s.has(stShared) {
		s.publish()
	}
	s.change(set, clear)
}

// altered is for who has changed s in any way and holds mu.
func (s *Socket) altered() {
	s.shutLane()
	if s.has(stShared) {
		s.publish()
	}
}

// tellState tells the other processes of a change of state bits.
func (s *Socket) tellState(set, clear uint32) {
	sh := s.shared()
	if sh == nil {
		return
	}
	if (set|clear)&commonBits != 0 {
		sh.block.ChangeState(set&commonBits, clear&commonBits)
	}
	if clear&stBusy != 0 {
		sh.turn.end()
	}
}

// alonePeriod is after how many calls on a shared socket it looks whether it is
// still shared.
const alonePeriod = 256

// refresh takes in what other processes have changed. Every call on a shared socket
// begins with it.
func (s *Socket) refresh() {
	sh := s.shared()
	if sh == nil {
		return // about to become shared
	}
	if sh.calls.Add(1)%alonePeriod == 0 && !sh.block.Others() {
		s.alone(sh)
		return
	}
	bits := sh.block.State() & commonBits
	if sh.block.Version() != sh.seen.Load() {
		s.takeIn(sh)
	}
	if s.state.Load()&commonBits != bits {
		for {
			old := s.state.Load()
			if s.state.CompareAndSwap(old, old&^commonBits|bits) {
				break
			}
		}
		s.t.Nudge()
		s.tell()
	}
	if n := s.network(); n != nil && n.mask.Load() != 0 && !sh.block.Owned() && !s.uncommon().layered {
		n.cancel()
	}
}

// alone makes s an ordinary socket again: the other processes are gone, and nobody
// can come without this one.
func (s *Socket) alone(sh *shared) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !sh.block.Others() {
		s.change(0, stShared)
	}
}

// takeIn makes the text of the block the socket's own.
func (s *Socket) takeIn(sh *shared) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sh.mu.Lock()
	defer sh.mu.Unlock()
	text, version := sh.block.Text()
	if version == sh.seen.Load() {
		return
	}
	sh.seen.Store(version)
	c, ok := decodeCommon(text)
	if !ok {
		trace.Warn("what processes share of a socket is damaged")
		return
	}
	s.adopt(&c)
	if t := s.sharer(); t != nil && len(c.Transport) > 0 {
		t.Update(c.Transport)
	}
}

// decodeCommon reads the text of a block, which another process has written.
func decodeCommon(text []byte) (c commonState, ok bool) {
	return c, len(text) > 0 && json.Unmarshal(text, &c) == nil
}

// adopt makes s what c says. The caller holds mu.
func (s *Socket) adopt(c *commonState) {
	s.bear(patience{c.RecvTimeout, c.SendTimeout, c.Linger})
	s.softError = Errno(c.SoftError)
	s.connectedAt = 0
	if c.ConnectedAt != 0 {
		since := time.Duration(sys.Monotonic() - c.ConnectedAt)
		s.connectedAt = max(int64(time.Since(epoch)-since), 1)
	}
	var kept *options
	for _, o := range c.Options {
		if spec, ok := ws2def.FindOption(o.Level, o.Name); ok {
			kept = kept.with(setting{spec, o.Value, o.Bytes})
		}
	}
	s.options = kept
	s.takeQuality(c.Quality)
}

// cancel ends the selection of network events: another process has made its own.
//
// Source: P-403.
func (n *networkEvents) cancel() {
	n.mu.Lock()
	s := n.socket
	s.mu.Lock()
	n.mask.Store(0)
	s.mu.Unlock()
	to := n.to
	n.to = telling{}
	n.mu.Unlock()
	to.end()
}

// ownEvents makes this process the one that has selected network events of s. Those of a
// socket below layers in C are what the layers of each process live on.
func (s *Socket) ownEvents() {
	if !s.has(stShared) || s.uncommon().layered {
		return
	}
	if sh := s.shared(); sh != nil {
		sh.block.Own()
	}
}

// failed tells the other processes of a transfer that ended with e: the kernel tells
// only once why a connection broke.
func (s *Socket) failed(e Errno) {
	if e == 0 || e == ws2def.WSAEWOULDBLOCK || !s.has(stShared) {
		return
	}
	s.mu.Lock()
	s.publish()
	s.mu.Unlock()
}

// departs is for who is about to close the last handle of s in this process. It
// reports whether other processes go on with the socket; then this one counts as one
// of its users no more.
//
// Source: P-404.
func (s *Socket) departs() bool {
	sh := s.shared()
	if sh == nil {
		return false
	}
	if !sh.left.Load() {
		sh.left.Store(sh.block.Leave())
	}
	return sh.left.Load()
}

// leftToOthers reports whether this process has left s, and others go on with it.
func (s *Socket) leftToOthers() bool {
	sh := s.shared()
	return sh != nil && sh.left.Load()
}

// secede ends the sharing of s, whose descriptor becomes another: AcceptEx makes it a
// connection, or a Unix socket is used again. The others keep what it was. The caller
// holds mu.
func (s *Socket) secede() {
	sh := s.shared()
	if sh == nil {
		return
	}
	sh.block.Leave()
	sh.over.Store(true)
	s.change(0, stShared)
}

// finishShared is the end of a socket that is or was shared. What others use stays in
// the pollers that it is in unless it is taken out.
func (s *Socket) finishShared(sh *shared) {
	if x := s.async.Load(); x != nil {
		x.mu.Lock()
		x.unpoll(s)
		x.mu.Unlock()
	}
	if sh.left.Load() && !sh.over.Load() {
		s.leaveToOthers()
	}
	s.t.Close(s.has(stAborted))
	for ; sh != nil; sh = sh.before {
		sh.block.Close()
	}
}
