package capture

import (
	"fmt"
	"os"
	"sync"
	"time"

	"winsock/internal/wire/pcapng"
	"winsock/layer"
	"winsock/layer/rules"
)

// How much is kept for the goroutine that writes.
const (
	blockSize = 256 << 10 // more than any packet takes
	maxBlocks = 32
)

// flushEvery is how old what was captured becomes before it is written.
const flushEvery = 100 * time.Millisecond

// defaultWait is how long a call waits for room.
const defaultWait = time.Second

var trace = layer.Trace.With("layer", Name)

// running is the recorder of this process, while chains of the layer hold it.
var running struct {
	sync.Mutex
	recorder *recorder
	holders  int
}

// hold gives the recorder of this process, which it starts if need be.
func hold(o *options) (*recorder, error) {
	running.Lock()
	defer running.Unlock()
	if running.recorder == nil {
		r, err := record(o)
		if err != nil {
			return nil, err
		}
		go r.run()
		running.recorder = r
	}
	running.holders++
	return running.recorder, nil
}

// release gives it back; the last one ends the file.
func release() {
	running.Lock()
	defer running.Unlock()
	if running.holders--; running.holders == 0 {
		running.recorder.finish()
		running.recorder = nil
	}
}

// recorder takes packets from the calls of all sockets, in blocks that a goroutine
// writes.
type recorder struct {
	process string
	wait    time.Duration
	file    file // the writer's

	mu         sync.Mutex
	current    *block
	clock      time.Time // when the current block was begun: time.Since reads one clock, not two
	made       int       // blocks
	interfaces [][]byte  // as they stand in the file
	counts     []count   // of the interfaces
	dropping   bool      // there was no room, and has been none since
	sockets    int       // opened so far
	opened     int       // now
	pairs      pairs

	free  chan *block
	full  chan *block   // in order
	first chan struct{} // the current block is no longer empty
	done  chan struct{} // the writer has ended
}

// count counts packets.
type count struct{ received, dropped uint64 }

// block is a piece of the file.
type block struct {
	bytes   []byte
	before  int           // interfaces that are described before it
	after   int           // and at its end
	packets []uint64      // in it, by interface
	written chan struct{} // closed when it is; nil: nobody waits
}

// record makes a recorder with the file that o asks for, whose run is still to be
// started.
func record(o *options) (*recorder, error) {
	program := rules.Program()
	r := &recorder{
		process: fmt.Sprintf("%s[%d]", program, os.Getpid()),
		wait:    defaultWait,
		clock:   time.Now(),
		current: &block{bytes: make([]byte, 0, blockSize)},
		made:    1,
		free:    make(chan *block, maxBlocks),
		full:    make(chan *block, maxBlocks),
		first:   make(chan struct{}, 1),
		done:    make(chan struct{}),
		pairs:   make(pairs),
	}
	if o.Wait != nil {
		r.wait = time.Duration(*o.Wait) * time.Millisecond
	}
	r.file = newFile(o, program)
	if err := r.file.next(); err != nil {
		return nil, err
	}
	return r, nil
}

// describe adds an interface and gives its number, unless there is no room.
func (r *recorder) describe(i pcapng.Interface) (number uint32, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	b := i.Append(nil)
	if !r.room(len(b)) {
		return 0, false
	}
	number = uint32(len(r.interfaces))
	r.interfaces = append(r.interfaces, b)
	r.counts = append(r.counts, count{})
	r.append(b)
	return number, true
}

// open counts a socket and returns its number.
func (r *recorder) open() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sockets++
	r.opened++
	return r.sockets
}

// close counts a socket that is closed. After the last one all is written, as the program
// may end without a word.
func (r *recorder) close() {
	r.mu.Lock()
	r.opened--
	last := r.opened == 0
	r.mu.Unlock()
	if last {
		r.flush(false)
	}
}

// flush waits until all is written, with statistics if these are wanted, but no longer
// than for room.
func (r *recorder) flush(statistics bool) {
	r.mu.Lock()
	if statistics {
		if b := r.statistics(); r.room(len(b)) {
			r.append(b)
		}
	}
	if r.current.written == nil {
		r.current.written = make(chan struct{})
	}
	written := r.current.written
	r.turn()
	r.mu.Unlock()
	timer := time.NewTimer(r.wait)
	defer timer.Stop()
	select {
	case <-written:
	case <-timer.C:
	}
}

// add writes a packet, of which there are at most limit bytes.
func (r *recorder) add(p *pcapng.Packet, limit int, head []byte, parts [][]byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := &r.counts[p.Interface]
	c.received++
	if !r.room(p.Size(limit)) {
		c.dropped++
		return
	}
	b := r.current
	p.Time = r.clock.Add(time.Since(r.clock))
	if len(b.bytes) == 0 {
		r.wake()
	}
	b.bytes = p.Append(b.bytes, limit, head, parts...)
	for len(b.packets) <= int(p.Interface) {
		b.packets = append(b.packets, 0)
	}
	b.packets[p.Interface]++
}

// append puts bytes in the current block, which has room for them.
func (r *recorder) append(bytes []byte) {
	if len(r.current.bytes) == 0 {
		r.wake()
	}
	r.current.bytes = append(r.current.bytes, bytes...)
}

// wake tells the writer that there will be something to write.
func (r *recorder) wake() {
	select {
	case r.first <- struct{}{}:
	default:
	}
}

// room makes sure that n bytes fit into the current block. It waits for that once, with
// the lock given up, and not again before there is room.
func (r *recorder) room(n int) bool {
	var late *time.Timer
	for cap(r.current.bytes)-len(r.current.bytes) < n {
		if r.turn() {
			continue
		}
		if r.dropping || r.wait == 0 {
			return r.drop()
		}
		if late == nil {
			late = time.NewTimer(r.wait)
			defer late.Stop()
		}
		if !r.await(late) {
			return r.drop()
		}
	}
	if r.dropping {
		r.dropping = false
		r.append(r.statistics())
	}
	return true
}

// await waits until there is an empty block, or it is late.
func (r *recorder) await(late *time.Timer) bool {
	r.mu.Unlock()
	defer r.mu.Lock()
	select {
	case b := <-r.free:
		r.free <- b
		return true
	case <-late.C:
		return false
	}
}

// drop says that there is no room.
func (r *recorder) drop() bool {
	if !r.dropping {
		r.dropping = true
		trace.Error("capture: packets are dropped, as they can't be written fast enough", "process", r.process)
	}
	return false
}

// turn hands the current block to the writer and takes an empty one, if there is one.
func (r *recorder) turn() bool {
	var next *block
	select {
	case next = <-r.free:
	default:
		if r.made == maxBlocks {
			return false
		}
		r.made++
		next = &block{bytes: make([]byte, 0, blockSize)}
	}
	r.hand()
	next.before = len(r.interfaces)
	r.current, r.clock = next, time.Now()
	return true
}

// hand hands the current block to the writer. All blocks that there may be have room there.
func (r *recorder) hand() {
	r.current.after = len(r.interfaces)
	r.full <- r.current
}

// statistics are the blocks that say how much was captured and dropped so far.
func (r *recorder) statistics() (b []byte) {
	now := time.Now()
	for i, c := range r.counts {
		s := pcapng.Statistics{Interface: uint32(i), Time: now, Received: c.received, Dropped: c.dropped}
		b = s.Append(b)
	}
	return b
}

// run writes blocks until there will be no more.
func (r *recorder) run() {
	defer close(r.done)
	flush := time.NewTimer(flushEvery)
	defer flush.Stop()
	for {
		select {
		case b, more := <-r.full:
			if !more {
				return
			}
			r.put(b)
		case <-r.first:
			flush.Reset(flushEvery)
		case <-flush.C:
			r.mu.Lock()
			if len(r.current.bytes) > 0 {
				r.turn()
			}
			r.mu.Unlock()
		}
	}
}

// put writes a block and sets it free.
func (r *recorder) put(b *block) {
	r.mu.Lock()
	described := r.interfaces[:b.after]
	r.mu.Unlock()
	if err := r.file.write(b, described, r.last); err != nil {
		r.lost(b, err)
	}
	if b.written != nil {
		close(b.written)
	}
	*b = block{bytes: b.bytes[:0], packets: b.packets[:0]}
	r.free <- b
}

// last are the blocks that a file ends with.
func (r *recorder) last() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.statistics()
}

// lost counts the packets of a block that could not be written.
func (r *recorder) lost(b *block, err error) {
	trace.Error("capture: packets are lost", "file", r.file.name, "reason", err)
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, n := range b.packets {
		r.counts[i].dropped += n
	}
}

// finish ends the file; nothing is captured any more.
func (r *recorder) finish() {
	r.hand()
	close(r.full)
	<-r.done
	if err := r.file.end(r.last()); err != nil {
		trace.Error("capture: the file has no end", "file", r.file.name, "reason", err)
	}
	for i, c := range r.counts {
		if c.dropped > 0 {
			trace.Error("capture: packets were dropped", "file", r.file.name, "interface", i, "dropped", c.dropped, "of", c.received)
		}
	}
}
