package core

import (
	"slices"

	"winsock/internal/sys"
	"winsock/ws2def"
)

// TransmitPackets starts to send pieces on the connected socket h, as [TransmitFile]
// does a file. On a datagram socket a message is what comes up to a piece that ends
// one, up to size bytes, or up to the last piece; size 0 and 0xFFFFFFFF: only pieces
// count.
//
// Errors: as TransmitFile.
//
// Source: O-434…O-437.
func TransmitPackets(h Handle, pieces []Piece, size uint32, flags uint32, as *Async) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	e = s.maySend(0, false)
	total := int64(0)
	for _, p := range pieces {
		total += int64(len(p.Memory)) + p.Count
	}
	if e == 0 && total > maxTransmission {
		e = ws2def.WSAEINVAL
	}
	if size == ^uint32(0) {
		size = 0
	}
	return s.transmit(h, pieces, size, flags, as, e)
}

// maxMessage is more than any message can have.
const maxMessage = 1 << 20

// sendMessage sends the next message.
func (w *transmission) sendMessage(s *Socket) Errno {
	if !w.complete {
		if e := w.gather(); e != 0 {
			return e
		}
		w.complete = true
	}
	n, e := s.transferer().Send(w.buffer, 0)
	if e != 0 {
		return e
	}
	w.sent += n
	w.buffer, w.complete = w.buffer[:0], false
	return 0
}

// gather puts the next message together.
//
// Source: O-435, O-436.
func (w *transmission) gather() Errno {
	limit := maxMessage
	if w.size != 0 {
		limit = min(limit, w.size)
	}
	for w.at < len(w.pieces) && len(w.buffer) < limit {
		end := w.pieces[w.at].End
		over, e := w.gatherFrom(limit - len(w.buffer))
		if e != 0 {
			return e
		}
		if !over {
			continue
		}
		if w.next(); end {
			return 0
		}
	}
	return 0
}

// gatherFrom adds up to room bytes of the piece to the message, and reports whether
// that was all.
func (w *transmission) gatherFrom(room int) (over bool, e Errno) {
	f := w.files[w.at]
	if f == nil {
		part := w.pieces[w.at].Memory[w.done:]
		part = part[:min(len(part), room)]
		w.buffer = append(w.buffer, part...)
		w.done += int64(len(part))
		return w.done == int64(len(w.pieces[w.at].Memory)), 0
	}
	left, e := w.left()
	if e != 0 {
		return false, e
	}
	n := int(min(left, int64(room)))
	old := len(w.buffer)
	w.buffer = slices.Grow(w.buffer, n)[:old+n]
	got, errno := sys.Pread(f.Fd, w.buffer[old:], w.pieces[w.at].Offset+w.done)
	if errno != 0 {
		return false, ws2def.WSAEINVAL
	}
	w.buffer = w.buffer[:old+got]
	w.done += int64(got)
	return int64(got) == left || got < n, 0
}
