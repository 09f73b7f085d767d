package tcpip

import (
	"encoding/binary"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// txTimestamps holds the time-stamps of sends that were not fetched yet.
type txTimestamps struct {
	room  int
	order []uint32          // the numbers that the sends had, oldest first
	ticks map[uint32]uint64 // by number
}

// timestamping is SIO_TIMESTAMPING: which datagrams get time-stamps. They count
// tenths of microseconds of the kernel's monotonic clock, and are taken by the
// system, not by the network card.
//
// Source: S-680.
func (s *socket) timestamping(in, _ []byte) (int, spi.Errno) {
	const known = ws2def.TIMESTAMPING_FLAG_RX | ws2def.TIMESTAMPING_FLAG_TX
	if len(in) < 8 {
		return 0, ws2def.WSAEFAULT
	}
	flags := binary.LittleEndian.Uint32(in)
	if flags&^known != 0 {
		return 0, ws2def.WSAEINVAL
	}
	kernel := int32(0)
	receive, send := flags&ws2def.TIMESTAMPING_FLAG_RX != 0, flags&ws2def.TIMESTAMPING_FLAG_TX != 0
	if receive {
		kernel |= unix.SOF_TIMESTAMPING_SOFTWARE | unix.SOF_TIMESTAMPING_RX_SOFTWARE
	}
	if send {
		// Each send asks for its own with a control item.
		kernel |= unix.SOF_TIMESTAMPING_SOFTWARE | unix.SOF_TIMESTAMPING_OPT_ID | unix.SOF_TIMESTAMPING_OPT_TSONLY
	}
	if e := s.setKernel(unix.SOL_SOCKET, unix.SO_TIMESTAMPING, kernel); e != 0 {
		return 0, e
	}
	s.want(wantRxTimestamp, receive)
	s.want(wantTxTimestamp, send)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.extraOptions().sent = txTimestamps{room: int(binary.LittleEndian.Uint16(in[4:])), ticks: map[uint32]uint64{}}
	return 0, 0
}

// txTimestamp is SIO_GET_TX_TIMESTAMP: when the datagram with a number was sent.
// Errors: WSAEWOULDBLOCK (not yet known, or fetched before).
//
// Source: S-680.
func (s *socket) txTimestamp(in, out []byte) (int, spi.Errno) {
	if len(in) < 4 || len(out) < 8 {
		return 0, ws2def.WSAEFAULT
	}
	if !s.wants(wantTxTimestamp) {
		return 0, ws2def.WSAEWOULDBLOCK
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nextICMP() // reads the queue in which they come
	sent := &s.extraOptions().sent
	number := binary.LittleEndian.Uint32(in)
	ticks, ok := sent.ticks[number]
	if !ok {
		return 0, ws2def.WSAEWOULDBLOCK
	}
	delete(sent.ticks, number)
	binary.LittleEndian.PutUint64(out, ticks)
	return 8, 0
}

// noteTimestamp keeps the time-stamp that an entry of the error queue may be.
// The caller holds mu.
func (s *socket) noteTimestamp(control []byte) {
	if !s.wants(wantTxTimestamp) {
		return
	}
	const originTimestamping = 4
	var ticks uint64
	for {
		level, typ, data, rest := nextControl(control)
		if data == nil {
			return
		}
		control = rest
		switch {
		case level == unix.SOL_SOCKET && typ == unix.SCM_TIMESTAMPING && len(data) >= 16:
			ticks = timestampTicks(data)
		case (level == unix.IPPROTO_IP && typ == unix.IP_RECVERR || level == unix.IPPROTO_IPV6 && typ == unix.IPV6_RECVERR) &&
			len(data) >= 16 && data[4] == originTimestamping:
			s.extraOptions().sent.add(binary.LittleEndian.Uint32(data[12:]), ticks)
		}
	}
}

// add keeps a time-stamp, instead of the oldest when there is no room.
func (t *txTimestamps) add(number uint32, ticks uint64) {
	if t.ticks == nil || t.room == 0 {
		return
	}
	if len(t.order) >= t.room {
		delete(t.ticks, t.order[0])
		t.order = t.order[1:]
	}
	t.order = append(t.order, number)
	t.ticks[number] = ticks
}

// timestampTicks turns the kernel's time-stamp, a struct timespec of the time
// of day, into ticks.
func timestampTicks(data []byte) uint64 {
	at := time.Unix(int64(binary.LittleEndian.Uint64(data)), int64(binary.LittleEndian.Uint64(data[8:])))
	return uint64(max(sys.Monotonic()-int64(time.Since(at)), 0)) / 100
}
