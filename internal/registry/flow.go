package registry

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"os"
	"sync"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// What the flows of a user's processes take of an interface stands in a file for each
// interface. Each process has a slot in it, with the sum of its flows, and holds a lock
// on a byte for the slot: a slot that nobody holds means nothing. Other users have no
// part in the file, so that they can't take anything away.
//
// A slot, little endian: 0 u64 bytes a second, 8 u32 flowMagic, 12 u32 CRC-32 of what is
// before.
const (
	flowSlot  = 16
	flowMagic = 0x314c4657 // "WFL1"

	flowGate  = 1 << 40      // locked by who looks at all slots
	flowSlots = flowGate + 1 // plus the slot's number, by the process that has it
	maxFlows  = 1 << 16      // slots
)

// flowFile is this process's part in the file of an interface.
type flowFile struct {
	name  string
	fd    int // -1: it can't be shared, and the process counts for itself
	slot  int64
	sum   uint64
	users int
}

var flows struct {
	sync.Mutex
	open map[string]*flowFile
}

// Flow is a part of what an interface can carry that is set aside for a socket.
type Flow struct {
	file *flowFile
	rate uint64
}

// ReserveFlow sets rate, bytes a second, aside on an interface of a network namespace.
// It reports whether all flows of the user's processes together stay within limit; a
// file that can't be had makes the process count its own. Release gives it back.
//
// Source: P-465.
func ReserveFlow(namespace uint64, network string, rate, limit uint64) (*Flow, bool) {
	flows.Lock()
	defer flows.Unlock()
	name := fmt.Sprintf("flows.%d.%s.%d", namespace, hex.EncodeToString([]byte(network)), os.Geteuid())
	f := flows.open[name]
	if f == nil {
		f = openFlows(name)
	}
	f.users++
	if f.reserve(rate, limit) {
		return &Flow{f, rate}, true
	}
	f.leave()
	return nil, false
}

// Release gives back what ReserveFlow set aside, once; of nil it does nothing.
func (r *Flow) Release() {
	if r == nil || r.file == nil {
		return
	}
	flows.Lock()
	defer flows.Unlock()
	r.file.sum -= r.rate
	r.file.write()
	r.file.leave()
	r.file = nil
}

// openFlows opens a file and takes a slot in it. The caller holds the lock of flows.
func openFlows(name string) *flowFile {
	f := &flowFile{name: name, fd: -1}
	if flows.open == nil {
		flows.open = make(map[string]*flowFile)
	}
	flows.open[name] = f
	dir, errno := openDir()
	if errno != 0 {
		return f
	}
	defer sys.Close(dir)
	fd, errno := sys.OpenAt(dir, name, unix.O_RDWR|unix.O_CREAT|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0o600)
	if errno != 0 {
		return f
	}
	var st unix.Stat_t
	if sys.Stat(fd, &st) != 0 || st.Mode&unix.S_IFMT != unix.S_IFREG || st.Mode&0o077 != 0 || st.Uid != uint32(os.Geteuid()) {
		sys.Close(fd)
		return f
	}
	errno = unix.EAGAIN
	for slot := int64(0); slot < maxFlows && errno == unix.EAGAIN; slot++ {
		if errno = sys.LockByte(fd, flowSlots+slot); errno == 0 {
			f.fd, f.slot = fd, slot
			f.write() // a dead process may have had it
			return f
		}
	}
	sys.Close(fd)
	return f
}

// reserve adds rate to the process's sum if all sums together stay within limit.
func (f *flowFile) reserve(rate, limit uint64) bool {
	if f.fd >= 0 && lockSoon(f.fd, flowGate) {
		defer sys.UnlockByte(f.fd, flowGate)
	}
	total := f.sum + f.others()
	if total > limit || rate > limit-total {
		return false
	}
	f.sum += rate
	f.write()
	return true
}

// others is the sum of what living processes but this one have set aside.
func (f *flowFile) others() uint64 {
	sum := uint64(0)
	if f.fd < 0 {
		return 0
	}
	eachLocked(f.fd, flowSlots, flowSlots+maxFlows, func(offset int64) bool {
		var b [flowSlot]byte
		if n, errno := sys.Pread(f.fd, b[:], (offset-flowSlots)*flowSlot); errno == 0 {
			sum += decodeFlow(b[:n])
		}
		return true
	})
	return sum
}

// decodeFlow reads a slot; a damaged one is 0. No sum counts for more than 2^47, so that
// adding up does not overflow.
func decodeFlow(p []byte) uint64 {
	le := binary.LittleEndian
	if len(p) < flowSlot || le.Uint32(p[8:]) != flowMagic || le.Uint32(p[12:]) != crc32.ChecksumIEEE(p[:12]) {
		return 0
	}
	return min(le.Uint64(p), 1<<47)
}

// write writes the process's slot.
func (f *flowFile) write() {
	if f.fd < 0 {
		return
	}
	var b [flowSlot]byte
	le := binary.LittleEndian
	le.PutUint64(b[:], f.sum)
	le.PutUint32(b[8:], flowMagic)
	le.PutUint32(b[12:], crc32.ChecksumIEEE(b[:12]))
	sys.Pwrite(f.fd, b[:], f.slot*flowSlot)
}

// leave ends one use of f. The caller holds the lock of flows.
func (f *flowFile) leave() {
	if f.users--; f.users > 0 {
		return
	}
	delete(flows.open, f.name)
	if f.fd >= 0 {
		sys.Close(f.fd) // and the locks with it
	}
}
