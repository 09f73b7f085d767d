package core

import (
	"fmt"
	"time"

	"winsock/internal/sys"
	"winsock/spi"
)

// Watched reports whether a call waits for h among other sockets.
func Watched(h Handle) bool {
	s, e := enter(h)
	if e != 0 {
		return false
	}
	defer table.Release(h)
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.uncommon().watchers) > 0
}

// KernelSocket is the descriptor of h.
func KernelSocket(h Handle) int {
	s, e := enter(h)
	if e != 0 {
		return -1
	}
	defer table.Release(h)
	return s.Descriptor()
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
	return s.expecter().Expect(spi.Readable)
}

// ClampBacklog is clampBacklog.
var ClampBacklog = clampBacklog

// SendLate is a send whose socket is closed when it has just begun.
func SendLate(h Handle, p []byte, how spi.Way) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	if e := Close(h, how); e != 0 {
		return e
	}
	_, e = s.send(h, p, 0, how)
	return e
}

// DecodePassport reads what another process wrote about a socket.
func DecodePassport(text []byte) bool {
	_, ok := decodePassport(text)
	return ok
}

// SharedText is what h shares with other processes.
func SharedText(h Handle) string {
	s, e := enter(h)
	if e != 0 {
		return ""
	}
	defer table.Release(h)
	sh, e := s.share()
	if e != 0 {
		return ""
	}
	text, _ := sh.block.Text()
	return string(text)
}

// TakeIn has h take in text as if another process had written it.
func TakeIn(h Handle, text []byte) {
	s, e := enter(h)
	if e != 0 {
		return
	}
	defer table.Release(h)
	sh, e := s.share()
	if e != 0 {
		return
	}
	sh.block.Update(func([]byte) []byte { return text })
	s.refresh()
}

// Inherits is how many sockets a process inherits with that variable.
func Inherits(value string) int { return len(inherit(value).Sockets) }

// HurryOffers makes duplicated sockets of ended processes wait for a moment only, until
// the result is called.
func HurryOffers() (end func()) {
	life, period := orphanLife, offerPeriod
	orphanLife, offerPeriod = time.Millisecond, time.Millisecond
	return func() { orphanLife, offerPeriod = life, period }
}

// Shared reports whether h is looked after as a socket of several processes.
func Shared(h Handle) bool {
	s, _ := table.Acquire(h).(*Socket)
	defer table.Release(h)
	return s.has(stShared)
}

// QualityRead reports whether what another process encoded as a quality of service can
// be read, and how it is encoded again.
func QualityRead(q []byte) []byte { return decodeFlow(q).encode() }

// InheritsText is how many sockets a process inherits with that legacy.
func InheritsText(text []byte) int {
	fd, errno := sys.SealedMemFd("legacy", int64(len(text)))
	if errno != 0 {
		return 0
	}
	sys.Pwrite(fd, text, 0)
	number, _ := sys.FileNumber(fd)
	return Inherits(fmt.Sprintf("%d.%d", fd, number))
}

// IsDirect reports whether transfers on h need nobody but the kernel.
func IsDirect(h Handle) bool {
	s, e := enter(h)
	if e != 0 {
		return false
	}
	defer table.Release(h)
	d := s.direct()
	if d == nil {
		return false
	}
	_, ok := d.Direct()
	return ok
}

// Doubted reports whether the counts of a socket's transport are looked at.
func Doubted(h Handle) bool {
	s := acquire(h)
	defer table.Release(h)
	return s.has(stDoubted)
}
