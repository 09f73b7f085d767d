package core

import (
	"encoding/binary"

	"winsock/internal/quality"
	"winsock/internal/registry"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// flow is the quality of service of a socket. Socket.mu guards it.
type flow struct {
	sending, receiving ws2def.FLOWSPEC // as they were asked for
	objects            quality.Objects
	plan               quality.Flow   // what this host does about it
	share              uint64         // the socket's part of its group's rate, bytes a second; 0: no limit
	admitted           *registry.Flow // what is set aside for it; nil: nothing
}

// Lengths of a QOS and of its parts, in bytes.
const (
	specSize = 32
	qosSize  = 80
)

// qualified reports whether the protocol of s has quality of service.
//
// Source: P-453.
func (s *Socket) qualified() bool {
	return s.entry.Info.ServiceFlags1&ws2def.XP1_QOS_SUPPORTED != 0
}

// qualityIoctl carries out the control codes for quality of service.
//
// Errors: WSAENOPROTOOPT (the protocol has none), WSAEFAULT (a buffer is too short or
// can't be read), WSAEINVAL, WSAENOTCONN, and the WSA_QOS_ codes.
//
// Source: P-351, P-451, S-656.
func (s *Socket) qualityIoctl(code uint32, in, out []byte) (int, Errno) {
	if !s.qualified() {
		return 0, ws2def.WSAENOPROTOOPT
	}
	switch code {
	case ws2def.SIO_SET_QOS:
		q, e := decodeQuality(in)
		if e != 0 {
			return 0, e
		}
		return 0, s.setQuality(q)
	case ws2def.SIO_GET_QOS:
		return s.getQuality(out)
	case ws2def.SIO_CHK_QOS:
		return s.checkQuality(in, out)
	}
	return s.groupQualityIoctl(code, in, out)
}

// wanted is a quality of service that is asked for: a QOS in memory of this package.
type wanted struct {
	sending, receiving ws2def.FLOWSPEC
	objects            quality.Objects
	to                 []byte // sockaddr that the socket is about to be connected to; nil: none
}

// decodeQuality reads a QOS. Errors: WSAEFAULT, and those of the objects.
func decodeQuality(in []byte) (*wanted, Errno) {
	if len(in) < qosSize {
		return nil, ws2def.WSAEFAULT
	}
	w := &wanted{sending: decodeSpec(in), receiving: decodeSpec(in[specSize:])}
	n, address := binary.LittleEndian.Uint32(in[2*specSize:]), binary.LittleEndian.Uint64(in[2*specSize+8:])
	if n == 0 || address == 0 {
		return w, 0
	}
	const most = 1 << 16 // no objects that mean anything need more
	if n > most {
		return nil, ws2def.WSA_QOS_EPROVSPECBUF
	}
	raw := readMemory(address, n)
	if raw == nil {
		return nil, ws2def.WSAEFAULT
	}
	var e Errno
	w.objects, e = quality.ParseObjects(raw, readMemory)
	return w, e
}

// QualityOf is q as the control codes take it; nil for nil. It points to what q points
// to.
func QualityOf(q *ws2def.QOS) []byte {
	if q == nil {
		return nil
	}
	out := make([]byte, qosSize)
	encodeSpec(out, &q.SendingFlowspec)
	encodeSpec(out[specSize:], &q.ReceivingFlowspec)
	binary.LittleEndian.PutUint32(out[2*specSize:], q.ProviderSpecific.Len)
	binary.LittleEndian.PutUint64(out[2*specSize+8:], uint64(sys.AddressOf(q.ProviderSpecific.Buf)))
	return out
}

// readMemory copies n bytes of the program's memory; nil when they can't be read.
func readMemory(address uint64, n uint32) []byte {
	p := make([]byte, n)
	if sys.ReadMemory(address, p) != 0 {
		return nil
	}
	return p
}

func decodeSpec(p []byte) (spec ws2def.FLOWSPEC) {
	binary.Decode(p[:specSize], binary.LittleEndian, &spec)
	return spec
}

func encodeSpec(p []byte, spec *ws2def.FLOWSPEC) {
	binary.Encode(p[:specSize], binary.LittleEndian, spec)
}

// setQuality is SIO_SET_QOS.
//
// Source: P-350, P-450, P-465.
func (s *Socket) setQuality(w *wanted) Errno {
	s.mu.Lock()
	e := s.adoptQuality(w)
	s.mu.Unlock()
	if e == 0 {
		s.qualityChanged(ws2def.FD_QOS_BIT, 0)
		s.watchWay()
	}
	return e
}

// adoptQuality makes w the quality of s, as far as s has both directions. The caller
// holds mu.
func (s *Socket) adoptQuality(w *wanted) Errno {
	f := flow{sending: quality.Default, receiving: quality.Default}
	if old := s.uncommon().flow; old != nil {
		f = *old
		f.admitted = nil
	}
	flags := s.entry.Info.ServiceFlags1
	if flags&ws2def.XP1_UNI_RECV == 0 {
		plan, e := quality.Sending(&w.sending, &w.objects)
		if e != 0 {
			return e
		}
		if !quality.Unchanged(&w.sending) {
			f.sending, f.plan = w.sending, plan
		} else if f.plan, e = quality.Sending(&f.sending, &w.objects); e != 0 {
			return e
		}
	}
	if flags&ws2def.XP1_UNI_SEND == 0 {
		if e := quality.Receiving(&w.receiving); e != 0 {
			return e
		}
		if !quality.Unchanged(&w.receiving) {
			f.receiving = w.receiving
		}
	}
	f.objects = w.objects
	if e := s.admitFlow(&f, w.to); e != 0 {
		return e
	}
	before := s.uncommon().flow
	if e := s.qualify(&f); e != 0 {
		f.admitted.Release()
		return e
	}
	if before != nil {
		before.admitted.Release()
	}
	s.special().flow = &f
	s.altered()
	return 0
}

// qualify has the transport, or the bucket in front of it, do what f says. The caller
// holds mu. Errors: WSAEOPNOTSUPP (neither can), the transport's.
//
// Source: P-458…P-463.
func (s *Socket) qualify(f *flow) Errno {
	t, ok := spi.Ability[spi.Qualifier](s.t)
	if !ok {
		return ws2def.WSAEOPNOTSUPP
	}
	plan := f.limits()
	held, e := t.SetQuality(spi.Quality{Rate: plan.Rate, Class: plan.Class, Priority: plan.Priority})
	if e != 0 {
		return e
	}
	if s.group() != nil {
		s.forwardGroupPriority() // it goes before that of the type of service
	}
	p, bucket := s.t.(*paced)
	switch {
	case bucket && held:
		p.limit(new(quality.Flow))
	case bucket:
		p.limit(&plan)
	case !held && plan.Rate != 0:
		return ws2def.WSAEOPNOTSUPP // nobody would hold it to that
	}
	return 0
}

// limits is the plan of f within its part of a group's rate.
func (f *flow) limits() quality.Flow {
	plan := f.plan
	if f.share != 0 && (plan.Rate == 0 || f.share < plan.Rate) {
		plan.Rate = f.share
		if plan.Depth == 0 {
			plan.Depth = max(f.share/50, 1500) // a fiftieth of a second
		}
	}
	return plan
}

// requalify tells a new transport of the quality of s. The caller holds mu.
func (s *Socket) requalify() {
	if f := s.uncommon().flow; f != nil {
		s.qualify(f)
	}
}

// getQuality is SIO_GET_QOS. It re-enables FD_QOS.
//
// Source: P-451, P-464, O-312.
func (s *Socket) getQuality(out []byte) (int, Errno) {
	s.mu.Lock()
	f := flow{sending: quality.Default, receiving: quality.Default}
	given := s.uncommon().flow
	if given != nil {
		f = *given
	}
	s.mu.Unlock()
	switch {
	case !s.has(stBound):
		return 0, ws2def.WSAEINVAL
	case given != nil && !quality.Silent(&f.sending) && f.plan.Service != 0 && !s.has(stConnected) &&
		!s.has(stListening) && f.objects.Destination == nil:
		return 0, ws2def.WSAENOTCONN
	}
	n, e := putQuality(out, &f)
	if e == 0 {
		s.qualityTold(ws2def.FD_QOS_BIT)
		s.watchWay()
	}
	return n, e
}

// putQuality writes f as a QOS, the objects behind it. Errors: WSAEFAULT.
func putQuality(out []byte, f *flow) (int, Errno) {
	n := qosSize + len(f.objects.Raw)
	if len(out) < n {
		return n, ws2def.WSAEFAULT
	}
	clear(out[:qosSize])
	encodeSpec(out, &f.sending)
	encodeSpec(out[specSize:], &f.receiving)
	if n > qosSize {
		binary.LittleEndian.PutUint32(out[2*specSize:], uint32(n-qosSize))
		binary.LittleEndian.PutUint64(out[2*specSize+8:], sys.Address(out[qosSize:]))
		copy(out[qosSize:], f.objects.Raw)
	}
	return n, 0
}

// checkQuality is SIO_CHK_QOS: one question, one number. There is no one in the network
// who could answer; this host has quality of service, and lets data go at once.
//
// Source: P-451; "Using SIO_CHK_QOS" in Microsoft's documentation.
func (s *Socket) checkQuality(in, out []byte) (int, Errno) {
	if len(in) < 4 || len(out) < 4 {
		return 4, ws2def.WSAEFAULT
	}
	answer := uint32(ws2def.INFO_NOT_AVAILABLE)
	switch binary.LittleEndian.Uint32(in) {
	case ws2def.ALLOWED_TO_SEND_DATA, ws2def.LOCAL_TRAFFIC_CONTROL, ws2def.LOCAL_QOSABILITY:
		answer = 1
	case ws2def.ABLE_TO_RECV_RSVP:
		answer = 0
	case ws2def.LINE_RATE:
		if rate := s.lineRate(); rate != 0 {
			answer = rate
		}
	case ws2def.END_TO_END_QOSABILITY:
	default:
		return 0, ws2def.WSAEINVAL
	}
	binary.LittleEndian.PutUint32(out, answer)
	return 4, 0
}

// agree takes the qualities that a call which connects or joins brings along, in the
// form of [QualityOf]; nil asks for none. own has the socket's and group the group's,
// which counts only for the one that created the group. to is where s goes.
//
// Errors: WSAEOPNOTSUPP (they can't be met), WSAEFAULT, WSAEINVAL (a group's quality,
// and the protocol has no quality of service).
//
// Source: P-352, P-451.
func (s *Socket) agree(own, group, to []byte) Errno {
	switch {
	case own == nil && group == nil:
		return 0
	case !s.qualified() && own == nil:
		return ws2def.WSAEINVAL
	case !s.qualified():
		return ws2def.WSAEOPNOTSUPP
	}
	if own != nil {
		w, e := decodeQuality(own)
		if e == 0 {
			w.to = to
			e = s.setQuality(w)
		}
		if e != 0 {
			return unmet(e)
		}
	}
	if group != nil && s.foundsGroup() {
		w, e := decodeQuality(group)
		if e == 0 {
			e = s.setGroupQuality(w)
		}
		return unmet(e)
	}
	return 0
}

// unmet is what a call that connects says of a quality that it could not have.
func unmet(e Errno) Errno {
	if e == 0 || e == ws2def.WSAEFAULT {
		return e
	}
	return ws2def.WSAEOPNOTSUPP
}

// agreement is the quality of service that a condition function was shown, and has
// answered.
type agreement struct{ shown, answer ws2def.QOS }

// offerQuality shows the condition function for a connection the quality of the
// listening socket s; nil when its protocol has none.
//
// Source: P-343.
func (s *Socket) offerQuality(to *Caller) *agreement {
	if !s.qualified() {
		return nil
	}
	a := &agreement{shown: ws2def.QOS{SendingFlowspec: quality.Default, ReceivingFlowspec: quality.Default}}
	s.mu.Lock()
	if f := s.uncommon().flow; f != nil {
		a.shown.SendingFlowspec, a.shown.ReceivingFlowspec = f.sending, f.receiving
	}
	s.mu.Unlock()
	a.answer = a.shown
	to.Quality = &a.answer
	return a
}

// inheritQuality gives s, which a listening socket accepted, that socket's quality, or
// what a condition function has made of it; agreed nil: there was none. Errors:
// WSAEINVAL (s can't have it), WSAEFAULT.
//
// Source: P-340, P-343.
func (s *Socket) inheritQuality(listener *Socket, agreed *agreement) Errno {
	if !s.qualified() {
		return 0
	}
	listener.mu.Lock()
	f := listener.uncommon().flow
	listener.mu.Unlock()
	var w *wanted
	switch {
	case agreed != nil && agreed.answer != agreed.shown:
		var e Errno
		if w, e = decodeQuality(QualityOf(&agreed.answer)); e != 0 {
			return unfit(e)
		}
	case f != nil:
		w = &wanted{sending: f.sending, receiving: f.receiving, objects: f.objects}
	default:
		return 0
	}
	return unfit(s.setQuality(w))
}

// unfit is what an accept says of a quality that the connection could not have.
func unfit(e Errno) Errno {
	if e == 0 || e == ws2def.WSAEFAULT {
		return e
	}
	return ws2def.WSAEINVAL
}
