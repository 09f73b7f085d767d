package core

import (
	"sync"
	"sync/atomic"
	"time"

	"winsock/catalog"
	"winsock/internal/directory"
	"winsock/internal/engine"
	"winsock/internal/registry"
	"winsock/ws2def"
)

// process is the Winsock state of the process (D2).
var process struct {
	starts atomic.Int32 // WSAStartup calls without their WSACleanup

	mu sync.Mutex // guards what follows and changes of starts

	catalog   atomic.Pointer[catalog.Catalog] // with the layers that this process may have
	installed atomic.Pointer[catalog.Catalog] // with all
	permitted permission                      // the layers that this process may have; fixed by the first start

	loading   sync.Mutex // guards what follows; is taken within mu
	providers map[loadedKey]*loaded
	latest    latest
	starting  map[string]*starting // start-ups under way, by the path
	waiting   map[int]*starting    // threads that wait for one

	door        atomic.Pointer[registry.Door] // where other processes ask; nil when there is none; written with mu held
	inheritance sync.Once                     // what this process has inherited becomes its sockets

	opening atomic.Int32 // sockets that a provider is asked for; rises only with loading held, while starts is not 0
	sockets atomic.Int32 // sockets that are not finished
}

// The version numbers of WSAStartup: the low byte is the major version.
const (
	version10 = 0x0001
	version11 = 0x0101
	version20 = 0x0002
	version21 = 0x0102
	version22 = 0x0202
)

// Startup begins the use of Winsock by the process and fills data. requested
// holds the major version in the low byte and the minor one in the high byte;
// versions above 2.2 are served as 2.2. Each success needs one Cleanup.
//
// Errors: WSAEFAULT (data nil), WSAVERNOTSUPPORTED (major version 0),
// WSASYSNOTREADY (the catalog can't be read).
//
// Source: S-001…S-003, S-009, S-018…S-030.
func Startup(requested uint16, data *ws2def.WSAData) Errno {
	version, ok := negotiate(requested)
	if !ok {
		return ws2def.WSAVERNOTSUPPORTED
	}
	if data == nil {
		return ws2def.WSAEFAULT
	}
	defer claimInheritance()
	process.mu.Lock()
	defer process.mu.Unlock()
	if process.starts.Load() == 0 {
		c, err := catalog.Load()
		if err != nil {
			return ws2def.WSASYSNOTREADY
		}
		process.installed.Store(c)
		process.catalog.Store(process.permitted.applied(c))
		process.loading.Lock()
		process.providers = make(map[loadedKey]*loaded)
		if process.starting == nil { // what has begun before may still be there
			process.starting, process.waiting = make(map[string]*starting), make(map[int]*starting)
		}
		process.loading.Unlock()
		engine.KeepIdle()
		registry.WatchQualities(requalifyAll)
		openDoor()
	}
	process.starts.Add(1)

	*data = ws2def.WSAData{Version: version, HighVersion: version22}
	copy(data.Description[:], "WinSock 2.0")
	copy(data.SystemStatus[:], "Running")
	if version&0xff == 1 {
		data.MaxSockets = 32767
		data.MaxUdpDg = 65467
	}
	return 0
}

// permission says which categories of layers a process may have.
type permission struct {
	read        bool
	categories  uint32
	categorised bool
}

// applied is c without the layers that the process may not have. The first call fixes
// which those are.
//
// Source: P-295…P-297.
func (p *permission) applied(c *catalog.Catalog) *catalog.Catalog {
	if !p.read {
		p.categories, p.categorised = c.Categories()
		p.read = true
	}
	return c.Permitted(p.categories, p.categorised)
}

func negotiate(requested uint16) (version uint16, ok bool) {
	major, minor := requested&0xff, requested>>8
	switch {
	case major == 0:
		return 0, false
	case major == 1 && minor == 0:
		return version10, true
	case major == 1:
		return version11, true
	case major == 2 && minor == 0:
		return version20, true
	case major == 2 && minor == 1:
		return version21, true
	default:
		return version22, true
	}
}

// Started reports whether a Startup waits for its Cleanup.
func Started() bool { return process.starts.Load() > 0 }

// endLimit is how long the last Cleanup waits for the calls under way, and for
// peers that don't read; abortLimit, how long for those that it aborts then.
const (
	endLimit   = 5 * time.Second
	abortLimit = time.Second
)

// endAbove closes the sockets that stand on others, by layers in C, and waits for them: what
// they owe they deliver through calls on those below, which have to be answered until then.
func endAbove(end time.Time) {
	if below() > 0 {
		closeSockets(func(s *Socket) bool { return !s.uncommon().layered })
		awaitEnd(end, below)
	}
}

// endSockets closes all sockets.
func endSockets(end time.Time) {
	closed := closeSockets(func(*Socket) bool { return true })
	none := func() int32 { return 0 }
	if awaitEnd(end, none) {
		return
	}
	trace.Warn("sockets are in use after the last Cleanup, or their peers did not take all data",
		"sockets", process.sockets.Load(), "limit", endLimit)
	for _, s := range closed {
		s.change(stAborted, 0)
		s.tell()
	}
	awaitEnd(time.Now().Add(abortLimit), none)
}

// closeSockets closes those sockets that which is true for.
func closeSockets(which func(*Socket) bool) (closed []*Socket) {
	// All are woken before the first is closed, so that no call takes the close
	// of a socket of its own process for its peer's.
	var handles []Handle
	for h, s := range openSockets() {
		if which(s) && table.Close(h) != nil {
			s.detach()
			handles, closed = append(handles, h), append(closed, s)
		}
	}
	for _, h := range handles {
		table.Release(h)
	}
	return closed
}

// below is how many open sockets layers stand on.
func below() (n int32) {
	for _, s := range openSockets() {
		if s.uncommon().layered {
			n++
		}
	}
	return n
}

// awaitEnd waits until no call uses a socket any more and the data that closed
// sockets owe is handed to the kernel, but not for ever: a peer that never reads
// must not hold the process. At the end there may be as many sockets as left says.
func awaitEnd(end time.Time, left func() int32) (ended bool) {
	for pause := 20 * time.Microsecond; process.opening.Load() > 0 || process.sockets.Load() > left(); pause = min(2*pause, 5*time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
		time.Sleep(pause)
	}
	return true
}

// Cleanup takes back one Startup. The last one closes every socket of the
// process, waits up to five seconds until the calls on them have ended and data
// that closed sockets still owe is handed over, and ends the providers.
//
// Errors: WSANOTINITIALISED.
//
// Source: S-002, S-005…S-008, P-198.
func Cleanup() Errno {
	ended := false
	defer func() { // without the lock: a provider of a name space may make calls
		if ended {
			directory.Cleanup()
		}
	}()
	process.mu.Lock()
	defer process.mu.Unlock()
	switch process.starts.Load() {
	case 0:
		return ws2def.WSANOTINITIALISED
	case 1:
	default:
		process.starts.Add(-1)
		return 0
	}
	end := time.Now().Add(endLimit)
	endAbove(end)
	process.loading.Lock()
	process.starts.Store(0)
	process.loading.Unlock()
	ended = true
	closeDoor()
	endSockets(end)
	process.loading.Lock()
	all := fromAbove()
	process.providers, process.latest = nil, latest{}
	for _, s := range process.starting {
		s.late = true
	}
	process.loading.Unlock()
	for _, p := range all {
		cleanUp(p.provider)
	}
	registry.CloseGroups()
	engine.ReleaseIdle()
	return 0
}
