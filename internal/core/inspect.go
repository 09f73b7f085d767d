package core

import "winsock/spi"

// Info describes an open socket for people and tools.
type Info struct {
	Handle   Handle
	Provider string // name of the catalog entry
	Family   int32
	Type     int32
	Protocol int32
	State    string // "new", "bound", "connecting", "connected", "listening"
	Group    uint32 // 0: none
	Local    []byte // sockaddr; nil when not bound
	Peer     []byte // sockaddr; nil when there is none
}

// Inspect describes h.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK.
func Inspect(h Handle) (Info, Errno) {
	s, e := enter(h)
	if e != 0 {
		return Info{}, e
	}
	defer table.Release(h)
	return s.inspect(h), 0
}

// Sockets describes all open sockets of the process.
func Sockets() []Info {
	var all []Info
	for h, s := range openSockets() {
		all = append(all, s.inspect(h))
	}
	return all
}

func (s *Socket) inspect(h Handle) Info {
	s.settle()
	info := Info{
		Handle: h, Provider: s.provider,
		Family: s.family, Type: s.typ, Protocol: s.protocol,
		State: "new", Group: s.group().id(),
	}
	state := s.state.Load()
	for _, named := range []struct {
		bit  uint32
		name string
	}{
		{stBound, "bound"}, {stConnecting, "connecting"}, {stConnected, "connected"}, {stListening, "listening"},
	} {
		if state&named.bit != 0 {
			info.State = named.name
		}
	}
	var names [2][maxName]byte
	if b, ok := spi.Ability[spi.Binder](s.t); ok && state&stBound != 0 {
		info.Local = address(names[0][:])(b.LocalName(names[0][:]))
	}
	if c, ok := spi.Ability[spi.Connector](s.t); ok && state&(stConnecting|stConnected) != 0 {
		info.Peer = address(names[1][:])(c.PeerName(names[1][:]))
	}
	return info
}

// address is the part of buf to which a name query wrote; nil when it failed.
func address(buf []byte) func(int, Errno) []byte {
	return func(n int, e Errno) []byte {
		if e != 0 || n > len(buf) {
			return nil
		}
		return buf[:n:n]
	}
}
