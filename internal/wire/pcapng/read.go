package pcapng

import (
	"errors"
	"time"
)

// File is what the decoder finds in a file.
type File struct {
	Section    Section
	Interfaces []Interface
	Packets    []Captured
	Statistics []Statistics
}

// Captured is a packet with its captured bytes.
type Captured struct {
	Packet
	Data []byte
}

// Errors of [Read].
var (
	ErrTorn   = errors.New("pcapng: the file ends within a block")
	ErrDamage = errors.New("pcapng: damaged block")
)

// Read takes apart a file of one section. Blocks of a type that this package does not
// write are left out. With an error it returns what came before.
func Read(b []byte) (File, error) {
	var f File
	for first := true; len(b) > 0; first = false {
		if len(b) < 12 {
			return f, ErrTorn
		}
		typ, n := le.Uint32(b), le.Uint32(b[4:])
		if n < 12 || n%4 != 0 || first != (typ == typeSection) {
			return f, ErrDamage
		}
		if uint64(n) > uint64(len(b)) {
			return f, ErrTorn
		}
		if le.Uint32(b[n-4:]) != n || !f.block(typ, b[8:n-4]) {
			return f, ErrDamage
		}
		b = b[n:]
	}
	return f, nil
}

// block takes in a block's body and reports whether it is sound.
func (f *File) block(typ uint32, b []byte) bool {
	switch typ {
	case typeSection:
		return len(b) >= 16 && le.Uint32(b) == byteOrder && le.Uint16(b[4:]) == 1 &&
			options(b[16:], func(code uint16, v []byte) bool {
				switch code {
				case sectionSystem:
					f.Section.System = string(v)
				case sectionApplication:
					f.Section.Application = string(v)
				case optComment:
					f.Section.Comment = string(v)
				}
				return true
			})
	case typeInterface:
		if len(b) < 8 {
			return false
		}
		i := Interface{Link: LinkType(le.Uint16(b)), Snap: le.Uint32(b[4:])}
		if !options(b[8:], func(code uint16, v []byte) bool {
			switch code {
			case interfaceName:
				i.Name = string(v)
			case interfaceDescription:
				i.Description = string(v)
			case interfaceResolution:
				return len(v) == 1 && v[0] == nanosecond
			}
			return true
		}) {
			return false
		}
		f.Interfaces = append(f.Interfaces, i)
	case typePacket:
		p, ok := packet(b)
		if !ok || uint64(p.Interface) >= uint64(len(f.Interfaces)) {
			return false
		}
		f.Packets = append(f.Packets, p)
	case typeStatistics:
		s, ok := statistics(b)
		if !ok || uint64(s.Interface) >= uint64(len(f.Interfaces)) {
			return false
		}
		f.Statistics = append(f.Statistics, s)
	}
	return true
}

// packet takes apart the body of a packet's block.
func packet(b []byte) (p Captured, ok bool) {
	if len(b) < 20 {
		return p, false
	}
	captured := uint64(le.Uint32(b[12:]))
	padded := (captured + 3) &^ 3
	p.Interface, p.Time, p.Length = le.Uint32(b), moment(b[4:]), int(le.Uint32(b[16:]))
	if padded > uint64(len(b)-20) || captured > uint64(p.Length) {
		return p, false
	}
	p.Data = b[20 : 20+captured : 20+captured]
	return p, options(b[20+padded:], func(code uint16, v []byte) bool {
		switch code {
		case packetFlags:
			if len(v) != 4 {
				return false
			}
			p.Direction = Direction(le.Uint32(v) & 3)
		case optComment:
			p.Comment = string(v)
		}
		return true
	})
}

// statistics takes apart the body of a statistics block.
func statistics(b []byte) (s Statistics, ok bool) {
	if len(b) < 12 {
		return s, false
	}
	s.Interface, s.Time = le.Uint32(b), moment(b[4:])
	return s, options(b[12:], func(code uint16, v []byte) bool {
		switch code {
		case statisticsReceived, statisticsDropped:
			if len(v) != 8 {
				return false
			}
			if code == statisticsReceived {
				s.Received = le.Uint64(v)
			} else {
				s.Dropped = le.Uint64(v)
			}
		}
		return true
	})
}

// moment is a time in two halves, the upper one first.
func moment(b []byte) time.Time {
	return time.Unix(0, int64(uint64(le.Uint32(b))<<32|uint64(le.Uint32(b[4:]))))
}

// options calls f for each option and reports whether they are sound.
func options(b []byte, f func(code uint16, value []byte) bool) bool {
	for len(b) > 0 {
		if len(b) < 4 {
			return false
		}
		code, n := le.Uint16(b), int(le.Uint16(b[2:]))
		if code == optEnd {
			return n == 0 && len(b) == 4
		}
		padded := (n + 3) &^ 3
		if padded > len(b)-4 || !f(code, b[4:4+n]) {
			return false
		}
		b = b[4+padded:]
	}
	return true
}
