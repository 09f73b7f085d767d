package witness

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// Event is what the kernel says of a bind.
type Event struct {
	When      time.Time
	Bound     bool // false: it is about to try
	Protocol  uint8
	Local     netip.AddrPort
	Cookie    uint64 // of the socket
	Namespace uint64 // of the network: its cookie
	PID       int
	UID, GID  uint32
	Command   string
}

// Witness tells of binds. Its methods may be called at the same time.
type Witness struct {
	ports int
	ring  *sys.BPFRing
	file  *os.File // the ring's
	raw   syscall.RawConn
	links []int
	done  chan struct{}

	mu   sync.Mutex // held while events are told
	tell func(Event)
}

const ringSize = 1 << 18 // 2,900 records

const maxPorts = 4096

// Open begins to watch; each event is told to tell, one after the other. It fails when the kernel does not let this process.
func Open(tell func(Event)) (*Witness, error) {
	root, err := cgroupRoot()
	if err != nil {
		return nil, err
	}
	defer sys.Close(root)
	w := &Witness{ports: -1, done: make(chan struct{}), tell: tell}
	if err := w.attach(root); err != nil {
		w.release()
		return nil, err
	}
	go w.run()
	return w, nil
}

// cgroupRoot opens the root of the cgroup-2 hierarchy.
func cgroupRoot() (int, error) {
	f, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return -1, fmt.Errorf("witness: %w", err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		place, kind, _ := strings.Cut(s.Text(), " - ")
		fields := strings.Fields(place)
		if len(fields) < 5 || fields[3] != "/" || !strings.HasPrefix(kind, "cgroup2 ") {
			continue
		}
		fd, errno := sys.OpenAt(unix.AT_FDCWD, fields[4], unix.O_RDONLY|unix.O_DIRECTORY, 0)
		if errno == 0 {
			return fd, nil
		}
	}
	return -1, errors.New("witness: there is no cgroup-2 hierarchy here")
}

// attach makes the maps and puts the programs in their places.
func (w *Witness) attach(root int) error {
	var errno sys.Errno
	if w.ports, errno = sys.BPFMap(unix.BPF_MAP_TYPE_HASH, 4, 4, maxPorts); errno != 0 {
		return fmt.Errorf("witness: no map: %w", errno)
	}
	fd, errno := sys.BPFMap(unix.BPF_MAP_TYPE_RINGBUF, 0, 0, ringSize)
	if errno != 0 {
		return fmt.Errorf("witness: no ring: %w", errno)
	}
	unix.SetNonblock(fd, true) // so that the run-time's poller takes it
	w.file = os.NewFile(uintptr(fd), "binds")
	var err error
	if w.raw, err = w.file.SyscallConn(); err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	if w.ring, errno = sys.MapBPFRing(fd, ringSize); errno != 0 {
		return fmt.Errorf("witness: no memory for the ring: %w", errno)
	}
	for i := range places {
		p := &places[i]
		program, said, errno := sys.BPFProgram(p.kind, p.attach, p.program(w.ports, fd))
		if errno != 0 {
			return fmt.Errorf("witness: no program: %w %s", errno, said)
		}
		link, errno := sys.BPFLink(program, root, p.attach)
		sys.Close(program) // the link keeps it
		if errno != 0 {
			return fmt.Errorf("witness: the program is not taken: %w", errno)
		}
		w.links = append(w.links, link)
	}
	return nil
}

// release gives back what attach made.
func (w *Witness) release() {
	for _, link := range w.links {
		sys.Close(link)
	}
	if w.ring != nil {
		w.ring.Unmap()
	}
	if w.file != nil {
		w.file.Close()
	}
	if w.ports >= 0 {
		sys.Close(w.ports)
	}
}

// Watch begins to tell of binds to a port.
func (w *Witness) Watch(protocol uint8, port uint16) error {
	if errno := sys.BPFMapSet(w.ports, key(protocol, port), 1); errno != 0 {
		return fmt.Errorf("witness: can't watch port %d: %w", port, errno)
	}
	return nil
}

// Unwatch ends that.
func (w *Witness) Unwatch(protocol uint8, port uint16) {
	sys.BPFMapDelete(w.ports, key(protocol, port))
}

func key(protocol uint8, port uint16) uint32 { return uint32(protocol)<<16 | uint32(port) }

// run waits for records and tells them.
func (w *Witness) run() {
	defer close(w.done)
	w.raw.Read(func(uintptr) bool {
		w.Flush()
		return false // until Close
	})
}

// Flush tells what the kernel has said until now, before it returns.
func (w *Witness) Flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ring.Next(func(record []byte) {
		if e, ok := decode(record); ok {
			w.tell(e)
		}
	})
}

// Close ends the watch.
func (w *Witness) Close() {
	w.file.Close()
	<-w.done
	w.release()
}

// decode reads a record of a program.
func decode(b []byte) (Event, bool) {
	if len(b) < recordSize {
		return Event{}, false
	}
	ne := binary.NativeEndian
	what := ne.Uint32(b[atWhat:])
	e := Event{
		When: since(ne.Uint64(b[atTime:])), Bound: what&1 != 0, Protocol: uint8(what >> 8),
		Cookie: ne.Uint64(b[atCookie:]), Namespace: ne.Uint64(b[atNamespace:]),
		PID: int(ne.Uint64(b[atTask:]) >> 32),
		UID: uint32(ne.Uint64(b[atUser:])), GID: uint32(ne.Uint64(b[atUser:]) >> 32),
		Command: unix.ByteSliceToString(b[atCommand:recordSize]),
	}
	addr := netip.AddrFrom16([16]byte(b[atAddress:])).Unmap()
	if ne.Uint32(b[atFamily:]) == 4 {
		addr = netip.AddrFrom4([4]byte(b[atAddress:]))
	}
	e.Local = netip.AddrPortFrom(addr, uint16(what>>16))
	return e, true
}

// since turns the kernel's monotonic time into the time of day.
func since(monotonic uint64) time.Time {
	var now unix.Timespec
	if unix.ClockGettime(unix.CLOCK_MONOTONIC, &now) != nil {
		return time.Now()
	}
	return time.Now().Add(-time.Duration(uint64(now.Nano()) - monotonic))
}
