package core

import (
	"encoding/binary"

	"winsock/spi"
	"winsock/ws2def"
)

// Extras are the parts of registered buffers for what goes along with the data of a
// request; nil for what does not.
type Extras struct {
	Local, Remote *ws2def.RIOBuf // SOCKADDR_INET
	Control       *ws2def.RIOBuf // RIO_CMSG_BUFFER, and the control data
	Flags         *ws2def.RIOBuf // 4 bytes: MSG_ flags of what was received
}

// extras are Extras in memory.
//
// Source: O-469.
type extras struct {
	r                             *request
	local, remote, control, flags []byte
	message                       spi.Message
	buffers                       [1][]byte
	address                       [128]byte
	notes                         [512]byte // control data
	receives                      bool
}

// Sizes of what extras point to.
const (
	inetSize    = 28 // SOCKADDR_INET
	controlHead = 8  // RIO_CMSG_BUFFER, to where the first header stands
	noteHead    = 16 // WSACMSGHDR
)

// take finds the memory.
func (x Extras) take(r *request, sends bool) (*extras, Errno) {
	m := &extras{r: r, receives: !sends}
	for _, p := range []struct {
		from  *ws2def.RIOBuf
		to    *[]byte
		least int
	}{
		{x.Local, &m.local, inetSize},
		{x.Remote, &m.remote, inetSize},
		{x.Control, &m.control, controlHead},
		{x.Flags, &m.flags, 4},
	} {
		if p.from == nil {
			continue
		}
		var e Errno
		if *p.to, e = part(p.from); e != 0 {
			return nil, e
		}
		if len(*p.to) < p.least {
			return nil, ws2def.WSAEINVAL
		}
	}
	if sends {
		return m, m.gather()
	}
	return m, 0
}

// gather captures destination and control data of a send.
func (m *extras) gather() Errno {
	if m.remote != nil {
		n := inetSize
		if binary.LittleEndian.Uint16(m.remote) == ws2def.AF_INET {
			n = 16
		}
		m.message.Name = m.address[:copy(m.address[:], m.remote[:n])]
	}
	if m.control != nil {
		n := binary.LittleEndian.Uint32(m.control)
		if n < controlHead || int64(n) > int64(len(m.control)) {
			return ws2def.WSAEINVAL
		}
		m.message.Control = m.control[controlHead:n]
	}
	return 0
}

// prepare makes m ready to be tried as the operation o of a socket for messages.
func (m *extras) prepare(o *operation) Errno {
	s := o.s
	m.buffers[0] = o.buf
	m.message.Buffers = m.buffers[:]
	if o.sends {
		if s.has(stConnected) && !s.has(stDatagram) {
			m.message.Name = nil
		}
		if m.message.Name != nil {
			return s.bindFor(m.message.Name)
		}
		return 0
	}
	m.message.Name = m.address[:]
	if m.local != nil {
		s.wantArrival()
	}
	if m.local != nil || m.control != nil {
		m.message.Control = m.notes[:]
	}
	return 0
}

// arrival is the option that makes messages tell to which address they came.
func (s *Socket) arrival() (level, name int32) {
	if s.family == ws2def.AF_INET6 {
		return ws2def.IPPROTO_IPV6, ws2def.IPV6_PKTINFO
	}
	return ws2def.IPPROTO_IP, ws2def.IP_PKTINFO
}

// wantArrival has the transport tell to which address messages come, whatever the
// program wants to see of that. One that can't has a single address.
func (s *Socket) wantArrival() {
	t, ok := spi.Ability[spi.Optioner](s.t)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.special(); !u.arrivals {
		u.arrivals = true
		level, name := s.arrival()
		t.SetOpt(level, name, []byte{1, 0, 0, 0})
	}
}

var _ work = (*extras)(nil)

func (m *extras) try(o *operation) (int, Errno) {
	m.message.NameLen = 0
	if o.sends {
		return o.s.transferer().SendMsg(&m.message, 0)
	}
	return o.s.transferer().RecvMsg(&m.message, 0)
}

func (m *extras) close(_ *operation, status ws2def.NTStatus) ws2def.NTStatus { return status }

func (m *extras) ended(*operation, ws2def.NTStatus, int) {}

func (m *extras) over() {}

// store puts what came with the data in its place.
func (m *extras) store() {
	if !m.receives {
		return
	}
	s := m.r.q.s
	if s.has(stStream) {
		m.storePeers()
		return
	}
	if m.remote != nil {
		clear(m.remote[:inetSize])
		copy(m.remote[:inetSize], m.address[:min(m.message.NameLen, len(m.address))])
	}
	notes := m.notes[:min(m.message.ControlLen, len(m.notes))]
	if m.local != nil {
		m.storeLocal(notes)
	}
	if m.control != nil {
		m.storeControl(notes)
	}
	if m.flags != nil {
		binary.LittleEndian.PutUint32(m.flags, m.message.Flags)
	}
}

// storePeers is store of a stream, whose bytes come with nothing.
func (m *extras) storePeers() {
	s := m.r.q.s
	if b, ok := spi.Ability[spi.Binder](s.t); ok && m.local != nil {
		clear(m.local[:inetSize])
		b.LocalName(m.local[:inetSize])
	}
	if c, ok := spi.Ability[spi.Connector](s.t); ok && m.remote != nil {
		clear(m.remote[:inetSize])
		c.PeerName(m.remote[:inetSize])
	}
	if m.control != nil {
		binary.LittleEndian.PutUint32(m.control, controlHead)
	}
	if m.flags != nil {
		binary.LittleEndian.PutUint32(m.flags, 0)
	}
}

// storeLocal stores the address to which the message came: the socket's own, unless
// the control data know better.
func (m *extras) storeLocal(notes []byte) {
	local := m.local[:inetSize]
	clear(local)
	if b, ok := spi.Ability[spi.Binder](m.r.q.s.t); ok {
		b.LocalName(local)
	}
	six := binary.LittleEndian.Uint16(local) == ws2def.AF_INET6
	eachNote(notes, func(level, name int32, data, _ []byte) {
		switch {
		case level == ws2def.IPPROTO_IP && name == ws2def.IP_PKTINFO && len(data) >= 4 && six:
			copy(local[8:], "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff")
			copy(local[20:], data[:4])
		case level == ws2def.IPPROTO_IP && name == ws2def.IP_PKTINFO && len(data) >= 4:
			copy(local[4:], data[:4])
		case level == ws2def.IPPROTO_IPV6 && name == ws2def.IPV6_PKTINFO && len(data) >= 16 && six:
			copy(local[8:], data[:16])
		}
	})
}

// storeControl stores the control data that the program asked for.
func (m *extras) storeControl(notes []byte) {
	s := m.r.q.s
	level, name := s.arrival()
	s.mu.Lock()
	spec, e := s.option(level, name)
	hidden := s.uncommon().arrivals && (e != 0 || s.kept(spec) == 0)
	s.mu.Unlock()
	n := controlHead
	eachNote(notes, func(l, o int32, _, whole []byte) {
		if hidden && l == level && o == name {
			return
		}
		if len(m.control)-n < len(whole) {
			m.message.Flags |= ws2def.MSG_CTRUNC
			return
		}
		n += copy(m.control[n:], whole)
	})
	binary.LittleEndian.PutUint32(m.control, uint32(n))
}

// eachNote goes through control data.
//
// Source: O-439, O-440.
func eachNote(notes []byte, f func(level, name int32, data, whole []byte)) {
	for len(notes) >= noteHead {
		n := binary.LittleEndian.Uint64(notes)
		if n < noteHead || n > uint64(len(notes)) {
			return
		}
		whole := min((int(n)+7)&^7, len(notes))
		f(int32(binary.LittleEndian.Uint32(notes[8:])), int32(binary.LittleEndian.Uint32(notes[12:])), notes[noteHead:n], notes[:whole])
		notes = notes[whole:]
	}
}
