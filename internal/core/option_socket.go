package core

import (
	"encoding/binary"
	"time"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// never is SO_CONNECT_TIME of a socket without a connection.
const never = -1

// ownNumber is a numeric option that the socket's own state answers.
//
// Source: S-193, S-235…S-238, S-382, S-521, S-527…S-539, S-551, S-553.
func (s *Socket) ownNumber(spec *ws2def.OptionSpec) (int32, bool) {
	if spec.Level != ws2def.SOL_SOCKET {
		return 0, false
	}
	if spec.Number == ws2def.SO_ERROR {
		s.settle()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.uncommon()
	switch spec.Number {
	case ws2def.SO_ACCEPTCONN:
		return truth(s.has(stListening)), true
	case ws2def.SO_LINGER:
		return int32(uint32(u.linger.Onoff) | uint32(u.linger.Linger)<<16), true
	case ws2def.SO_DONTLINGER:
		return truth(u.linger.Onoff == 0), true
	case ws2def.SO_RCVTIMEO:
		return int32(u.recvTimeout), true
	case ws2def.SO_SNDTIMEO:
		return int32(u.sendTimeout), true
	case ws2def.SO_ERROR:
		return int32(s.softError), true
	case ws2def.SO_TYPE:
		return s.typ, true
	case ws2def.SO_MAX_MSG_SIZE, ws2def.SO_MAXDG, ws2def.SO_MAXPATHDG:
		return int32(s.entry.Info.MessageSize), true
	case ws2def.SO_GROUP_ID:
		return int32(s.group().id()), true
	case ws2def.SO_GROUP_PRIORITY:
		return s.groupPriority(), true
	case ws2def.SO_CONNECT_TIME:
		if s.has(stDatagram) || s.connectedAt == 0 {
			return never, true
		}
		return int32(s.age() / time.Second), true
	}
	return 0, false
}

func truth(b bool) int32 {
	if b {
		return 1
	}
	return 0
}

// conflict says what other options forbid. The caller holds mu.
//
// Source: S-142, S-544, S-601.
func (s *Socket) conflict(spec *ws2def.OptionSpec, v int32) Errno {
	on := func(name int32) bool {
		other, _ := ws2def.FindOption(spec.Level, name)
		return s.kept(other) != 0
	}
	switch {
	case spec.Level == ws2def.SOL_SOCKET && v != 0:
		switch {
		case spec.Number == ws2def.SO_REUSEADDR && on(ws2def.SO_EXCLUSIVEADDRUSE),
			spec.Number == ws2def.SO_EXCLUSIVEADDRUSE && on(ws2def.SO_REUSEADDR),
			spec.Number == ws2def.SO_RANDOMIZE_PORT && on(ws2def.SO_REUSE_UNICASTPORT):
			return ws2def.WSAEINVAL
		}
	case spec.Level == ws2def.IPPROTO_IPV6 && spec.Number == ws2def.IPV6_PROTECTION_LEVEL && v%10 != 0:
		return ws2def.WSAEINVAL
	}
	return 0
}

// setOwn sets an option that is part of the socket's own state. done is false
// for the others. The caller holds mu.
//
// Source: S-382, S-527, S-528, S-534, S-535, S-542, S-552, S-554.
func (s *Socket) setOwn(h Handle, spec *ws2def.OptionSpec, v int32) (done bool, e Errno) {
	if spec.Level != ws2def.SOL_SOCKET {
		return false, 0
	}
	switch spec.Number {
	case ws2def.SO_LINGER:
		s.special().linger = ws2def.Linger{Onoff: uint16(v), Linger: uint16(uint32(v) >> 16)}
	case ws2def.SO_DONTLINGER:
		s.special().linger.Onoff = uint16(truth(v == 0))
	case ws2def.SO_RCVTIMEO:
		s.special().recvTimeout = uint32(v)
	case ws2def.SO_SNDTIMEO:
		s.special().sendTimeout = uint32(v)
	case ws2def.SO_ERROR:
		s.softError = Errno(uint32(v))
	case ws2def.SO_PAUSE_ACCEPT:
		return true, s.pauseAccept(h, v != 0)
	case ws2def.SO_UPDATE_CONNECT_CONTEXT:
		return true, s.updateConnected()
	default:
		return false, 0
	}
	return true, 0
}

// getBytes is getsockopt for an option that is a structure or a string of
// bytes. value is the caller's room, length the caller's *optlen.
//
// Source: S-537, S-540, P-029…P-031.
func (s *Socket) getBytes(spec *ws2def.OptionSpec, value []byte, length int32) (int32, Errno) {
	if spec.Level == ws2def.SOL_SOCKET {
		switch spec.Number {
		case ws2def.SO_PROTOCOL_INFOW:
			return writeInfo(value, length, &s.entry.Info)
		case ws2def.SO_PROTOCOL_INFOA:
			a := s.entry.Info.A()
			return writeInfo(value, length, &a)
		case ws2def.SO_BSP_STATE:
			return s.endpoints(value, length)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if t, ok := spi.Ability[spi.Optioner](s.t); ok {
		n, e := t.GetOpt(spec.Level, spec.Number, value)
		switch {
		case e == ws2def.WSAENOPROTOOPT:
		case n < 0:
			return length, e
		default:
			return int32(n), e
		}
	}
	o := s.options.find(spec)
	if o == nil {
		return 0, 0
	}
	if len(value) < len(o.bytes) {
		return length, ws2def.WSAEFAULT
	}
	return int32(copy(value, o.bytes)), 0
}

// writeInfo writes a protocol's description. Too little room tells how much is
// needed, too much is no reason to change *optlen.
func writeInfo(value []byte, length int32, info any) (int32, Errno) {
	if n := binary.Size(info); len(value) < n {
		return int32(n), ws2def.WSAEFAULT
	}
	binary.Encode(value, binary.LittleEndian, info)
	return length, 0
}

// endpoints writes a CSADDR_INFO with room for both addresses behind it.
//
// Source: S-537.
func (s *Socket) endpoints(value []byte, length int32) (int32, Errno) {
	const (
		size                   = 40
		atLocal, atRemote      = 0, 16
		atLength               = 8
		atSocketType, atNumber = 32, 36
	)
	each := int(s.entry.Info.MaxSockAddr)
	if len(value) < size+2*each {
		return length, ws2def.WSAEFAULT
	}
	clear(value[:size+2*each])
	put := func(field, place int, name func([]byte) (int, Errno)) {
		if n, e := name(value[place : place+each]); e == 0 && n > 0 && n <= each {
			binary.LittleEndian.PutUint64(value[field:], sys.Address(value[place:]))
			binary.LittleEndian.PutUint32(value[field+atLength:], uint32(n))
		}
	}
	if b, ok := spi.Ability[spi.Binder](s.t); ok && s.has(stBound) {
		put(atLocal, size, b.LocalName)
	}
	if c, ok := spi.Ability[spi.Connector](s.t); ok && s.has(stConnected) {
		put(atRemote, size+each, c.PeerName)
	}
	binary.LittleEndian.PutUint32(value[atSocketType:], uint32(s.typ))
	binary.LittleEndian.PutUint32(value[atNumber:], uint32(s.protocol))
	return int32(size + 2*each), 0
}
