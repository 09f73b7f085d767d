package core

import (
	"encoding/binary"

	"winsock/spi"
	"winsock/ws2def"
)

// SetSockOpt sets an option to value. length is optlen as the caller gave it:
// it may be anything; at most len(value) bytes are read. A nil value stands for
// a NULL pointer. What an option takes is in [ws2def.Options]; its value is
// kept here and goes to the transport only where it has an effect there.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (unknown level, value out
// of range, option not for this socket or its state), WSAENOPROTOOPT (unknown
// option, or not for this socket), WSAEFAULT (NULL or too short), WSAENOBUFS
// (negative length), and what the transport adds.
//
// Source: S-498…S-508, S-516…S-519.
func SetSockOpt(h Handle, level, name int32, value []byte, length int32) Errno {
	if level == ws2def.SOL_SOCKET && name == ws2def.SO_OPENTYPE {
		v, e := DecodeOpenType(value, length)
		if e == 0 {
			SetOpenType(v)
		}
		return e
	}
	s, e := enter(h)
	if e != 0 {
		return e
	}
	defer table.Release(h)
	if level == ws2def.SOL_SOCKET && name == ws2def.SO_UPDATE_ACCEPT_CONTEXT && min(len(value), int(length)) >= 8 && s.kind() == ws2def.OptionStream {
		return s.updateAccepted(value) // each connection of a server comes here
	}
	spec, e := s.option(level, name)
	switch {
	case e == ws2def.WSAEINVAL && !ws2def.KnownOptionLevel(level):
		return s.setForeign(level, name, value, length)
	case value == nil && (e != 0 || spec.Class != ws2def.OptionNone):
		return ws2def.WSAEFAULT
	case e != 0:
		return e
	}
	if e := spec.Set[s.kind()]; e != 0 {
		return e
	}
	v, raw, e := decode(spec, value, length)
	if e != 0 {
		return e
	}
	if spec.Level == ws2def.SOL_SOCKET && spec.Number == ws2def.SO_GROUP_PRIORITY {
		return s.setGroupPriority(v)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.altered()
	if spec.When == ws2def.BeforeBind && s.has(stBound) || spec.When == ws2def.BeforeListen && s.has(stListening) {
		return ws2def.WSAEINVAL
	}
	if e := s.conflict(spec, v); e != 0 {
		return e
	}
	if done, e := s.setOwn(h, spec, v); done {
		return e
	}
	if e := s.forward(spec, v, raw); e != 0 {
		return e
	}
	s.keepOption(spec, v, raw)
	return 0
}

// GetSockOpt writes an option's value and returns what *optlen becomes, also
// when it fails. length is *optlen as the caller gave it; at most len(value)
// bytes are written. A nil value stands for a NULL pointer.
//
// Errors: as [SetSockOpt].
//
// Source: S-498…S-515.
func GetSockOpt(h Handle, level, name int32, value []byte, length int32) (int32, Errno) {
	if level == ws2def.SOL_SOCKET && name == ws2def.SO_OPENTYPE {
		return EncodeOpenType(OpenType(), value, length)
	}
	s, e := enter(h)
	if e != 0 {
		return length, e
	}
	defer table.Release(h)
	if value == nil {
		return length, ws2def.WSAEFAULT
	}
	spec, e := s.option(level, name)
	if e == ws2def.WSAEINVAL && !ws2def.KnownOptionLevel(level) {
		return s.getForeign(level, name, value, length)
	}
	if e == 0 {
		e = s.mayGet(spec)
	}
	if e != 0 {
		return length, e
	}
	if length <= 0 {
		return length, ws2def.WSAEFAULT
	}
	if spec.Class == ws2def.OptionStruct || spec.Class == ws2def.OptionBytes {
		return s.getBytes(spec, value[:min(len(value), int(length))], length)
	}
	return encode(spec, s.number(spec), value, length)
}

// option finds an option of the socket's family. The error for an unknown level
// is WSAEINVAL.
//
// Source: S-472, S-498, S-499, S-500.
func (s *Socket) option(level, name int32) (*ws2def.OptionSpec, Errno) {
	spec, ok := ws2def.FindOption(level, name)
	switch {
	case !ok && ws2def.KnownOptionLevel(level):
		return nil, ws2def.WSAENOPROTOOPT
	case !ok:
		return nil, ws2def.WSAEINVAL
	case level == ws2def.SOL_SOCKET:
		return spec, 0
	case s.family != ws2def.AF_INET && s.family != ws2def.AF_INET6:
		return nil, ws2def.WSAEINVAL
	case spec.Family == ws2def.AF_UNSPEC, int32(spec.Family) == s.family,
		spec.Family == ws2def.AF_INET && !s.v6Only():
		return spec, 0
	}
	return nil, ws2def.WSAEINVAL
}

// v6Only reports whether an AF_INET6 socket has IPv4 off.
func (s *Socket) v6Only() bool {
	spec, _ := ws2def.FindOption(ws2def.IPPROTO_IPV6, ws2def.IPV6_V6ONLY)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept(spec) != 0
}

// kind is the column of the option table that is for s.
func (s *Socket) kind() ws2def.OptionKind {
	switch {
	case s.typ == ws2def.SOCK_RAW:
		return ws2def.OptionRaw
	case s.has(stDatagram):
		return ws2def.OptionDgram
	}
	return ws2def.OptionStream
}

// mayGet says whether the option can be read on s as it is now.
//
// Source: S-500, S-574, S-583, S-607, S-612.
func (s *Socket) mayGet(spec *ws2def.OptionSpec) Errno {
	e := spec.Get[s.kind()]
	if e == ws2def.WSAENOTCONN {
		s.settle()
	}
	switch {
	case e == ws2def.WSAENOTCONN && s.has(stConnected):
		return 0
	case spec.Level != ws2def.SOL_SOCKET && spec.Number == ws2def.IP_GET_IFLIST:
		list, _ := ws2def.FindOption(spec.Level, ws2def.IP_IFLIST)
		if s.number(list) != 0 {
			return 0
		}
	}
	return e
}

// number is the value of a numeric option: the socket's state, what the
// transport knows, what was set, or the default.
func (s *Socket) number(spec *ws2def.OptionSpec) int32 {
	if v, ok := s.ownNumber(spec); ok {
		return v
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if t, ok := spi.Ability[spi.Optioner](s.t); ok {
		var b [4]byte
		if n, e := t.GetOpt(spec.Level, spec.Number, b[:]); e == 0 && n == 4 {
			return int32(binary.LittleEndian.Uint32(b[:]))
		}
	}
	return s.kept(spec)
}

// kept is the value that was set, or the default. The caller holds mu.
func (s *Socket) kept(spec *ws2def.OptionSpec) int32 {
	if o := s.options.find(spec); o != nil {
		return o.value
	}
	return spec.Default[s.kind()]
}

// forward tells the transport of an option's new value. The caller holds mu.
func (s *Socket) forward(spec *ws2def.OptionSpec, v int32, raw []byte) Errno {
	t, ok := spi.Ability[spi.Optioner](s.t)
	if !ok {
		return 0
	}
	var b [4]byte
	if raw == nil {
		binary.LittleEndian.PutUint32(b[:], uint32(v))
		raw = b[:]
	}
	if e := t.SetOpt(spec.Level, spec.Number, raw); e != ws2def.WSAENOPROTOOPT {
		return e
	}
	return 0 // no effect there
}

// setForeign and getForeign are options of a level that only the transport may
// know.
//
// Source: S-498.
func (s *Socket) setForeign(level, name int32, value []byte, length int32) Errno {
	t, ok := spi.Ability[spi.Optioner](s.t)
	switch {
	case !ok:
		return ws2def.WSAEINVAL
	case value == nil, length < 0:
		return ws2def.WSAEFAULT
	}
	if e := t.SetOpt(level, name, value[:min(len(value), int(length))]); e != ws2def.WSAENOPROTOOPT {
		return e
	}
	return ws2def.WSAEINVAL
}

func (s *Socket) getForeign(level, name int32, value []byte, length int32) (int32, Errno) {
	t, ok := spi.Ability[spi.Optioner](s.t)
	if !ok {
		return length, ws2def.WSAEINVAL
	}
	n, e := t.GetOpt(level, name, value[:max(0, min(len(value), int(length)))])
	switch {
	case e == ws2def.WSAENOPROTOOPT:
		return length, ws2def.WSAEINVAL
	case n < 0:
		return length, e
	}
	return int32(n), e
}
