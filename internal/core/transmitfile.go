package core

import (
	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// Piece is a part of what is transmitted: memory, or Count bytes of a file.
type Piece struct {
	Memory []byte
	File   Handle // 0: Memory
	Offset int64  // AtPosition: where the file's position is, which moves
	Count  int64  // 0: to the end of the file
	End    bool   // it ends a message

	placed bool // Offset and Count are known
	moves  bool // Offset was AtPosition
}

// AtPosition is the offset of the file's position.
const AtPosition = -1

// maxTransmission is how many bytes can be asked for at once.
const maxTransmission = 1<<31 - 2

const transmitFlags = ws2def.TF_DISCONNECT | ws2def.TF_REUSE_SOCKET | ws2def.TF_WRITE_BEHIND |
	ws2def.TF_USE_SYSTEM_THREAD | ws2def.TF_USE_KERNEL_APC

// TransmitFile starts to send head, count bytes of the file (0: all that follow) and
// tail on the connection h, and then to disconnect it as flags say. A file of 0 is
// none. With an OVERLAPPED the file is sent from its offset, and the result of a good
// call is always WSA_IO_PENDING. Without, the file is sent from its position, and the
// call waits for the end.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAENOTCONN, WSAESHUTDOWN, WSAEINVAL (count,
// flags, a file without positions), WSA_INVALID_HANDLE (no file), and what sending
// gives.
//
// Source: O-426…O-433.
func TransmitFile(h, file Handle, count uint32, head, tail []byte, flags uint32, as *Async) Errno {
	s, e := enter(h)
	if e != 0 {
		return e
	}
	switch {
	case s.has(stDatagram):
		e = ws2def.WSAENOTCONN
	default:
		e = s.maySend(0, false)
	}
	if e == 0 && count > maxTransmission {
		e = ws2def.WSAEINVAL
	}
	var pieces []Piece
	if len(head) > 0 {
		pieces = append(pieces, Piece{Memory: head})
	}
	if file != 0 {
		offset := int64(AtPosition)
		if ov := as.Overlapped; ov != nil {
			offset = int64(ov.OffsetHigh)<<32 | int64(ov.Offset)
		}
		pieces = append(pieces, Piece{File: file, Offset: offset, Count: int64(count)})
	}
	if len(tail) > 0 {
		pieces = append(pieces, Piece{Memory: tail})
	}
	return s.transmit(h, pieces, 0, flags, as, e)
}

// transmit starts to send pieces on s, unless there is an error already. The caller
// holds a reference to h, which it gives away.
func (s *Socket) transmit(h Handle, pieces []Piece, size uint32, flags uint32, as *Async, e Errno) Errno {
	w := &transmission{pieces: pieces, size: int(size), messages: s.has(stMessage)}
	reuse := flags&ws2def.TF_REUSE_SOCKET != 0
	if flags&ws2def.TF_DISCONNECT != 0 {
		w.disconnect = &disconnect{reuse: reuse}
	}
	_, renews := spi.Ability[spi.Renewer](s.t)
	switch {
	case e != 0:
	case flags&^transmitFlags != 0, reuse && w.disconnect == nil, w.disconnect != nil && s.has(stDatagram):
		e = ws2def.WSAEINVAL
	case reuse && !renews:
		e = ws2def.WSAEOPNOTSUPP
	default:
		e = w.open()
	}
	o, e := s.prepare(h, as, e)
	if e != 0 {
		w.over()
		return e
	}
	o.work, o.sends, o.pends = w, true, true
	return s.run(o)
}

// transmission is the work of TransmitFile and TransmitPackets.
type transmission struct {
	pieces     []Piece
	files      []*object.KernelFile // of the pieces, nil for memory; each has a reference
	size       int                  // of a message at most; 0: as much as there is
	messages   bool                 // not a stream
	disconnect *disconnect          // what follows; nil: nothing

	at     int   // the piece
	done   int64 // bytes of it that are sent, or in rest
	sent   int   // of all
	held   bool  // the transport keeps back what does not fill a packet
	copies bool  // the file can't be sent by the transport itself
	buffer []byte
	rest   []byte // of buffer, to be sent; of streams

	complete bool // buffer is a message
}

var _ work = (*transmission)(nil)

// open takes the files of the pieces. Errors: WSA_INVALID_HANDLE, WSAEINVAL.
func (w *transmission) open() Errno {
	w.files = make([]*object.KernelFile, len(w.pieces))
	for i := range w.pieces {
		p := &w.pieces[i]
		if p.File == 0 {
			continue
		}
		obj := table.Acquire(p.File)
		if obj == nil {
			return ws2def.WSA_INVALID_HANDLE
		}
		f, ok := obj.(*object.KernelFile)
		if !ok {
			table.Release(p.File)
			return ws2def.WSA_INVALID_HANDLE
		}
		w.files[i] = f
		if f.Kind != object.Disk {
			return ws2def.WSAEINVAL
		}
	}
	return 0
}

// over implements [work].
func (w *transmission) over() {
	for i, f := range w.files {
		if f != nil {
			table.Release(w.pieces[i].File)
		}
	}
	w.files = nil
}

// try implements [work].
func (w *transmission) try(o *operation) (int, Errno) {
	s := o.s
	sender, _ := spi.Ability[spi.FileSender](s.t)
	if sender != nil && !w.held && len(w.pieces) > 1 && !w.messages {
		sender.Hold(true)
		w.held = true
	}
	for w.at < len(w.pieces) || w.complete {
		var e Errno
		switch {
		case w.messages:
			e = w.sendMessage(s)
		case w.files[w.at] == nil:
			e = w.sendMemory(s)
		case sender != nil && !w.copies:
			e = w.sendFile(sender)
		default:
			e = w.copyFile(s)
		}
		o.started = w.sent > 0
		if e != 0 {
			if e != ws2def.WSAEWOULDBLOCK {
				w.release(sender)
			}
			return w.sent, e
		}
	}
	w.release(sender)
	if w.disconnect != nil {
		if e := w.disconnect.step(s, o.h); e != 0 {
			return w.sent, e
		}
	}
	return w.sent, 0
}

// release ends what Hold began.
func (w *transmission) release(sender spi.FileSender) {
	if w.held {
		sender.Hold(false)
		w.held = false
	}
}

// count notes n more bytes that are sent.
func (w *transmission) count(n int) {
	w.done += int64(n)
	w.sent += n
}

// next goes to the next piece. A file that was sent from its position has moved.
func (w *transmission) next() {
	p := &w.pieces[w.at]
	if f := w.files[w.at]; f != nil && p.moves {
		sys.SetPosition(f.Fd, p.Offset+w.done)
	}
	w.at++
	w.done = 0
}

// sendMemory sends from the piece, which is memory.
func (w *transmission) sendMemory(s *Socket) Errno {
	p := w.pieces[w.at].Memory
	for w.done < int64(len(p)) {
		n, e := s.transferer().Send(p[w.done:], 0)
		w.count(n)
		if e != 0 {
			return e
		}
	}
	w.next()
	return 0
}

// left is how much is left of the piece, which is a file.
func (w *transmission) left() (int64, Errno) {
	p := &w.pieces[w.at]
	if p.placed {
		return p.Count - w.done, 0
	}
	p.placed = true
	fd := w.files[w.at].Fd
	if p.Offset == AtPosition {
		at, errno := sys.Position(fd)
		if errno != 0 {
			return 0, ws2def.WSAEINVAL
		}
		p.Offset, p.moves = at, true
	}
	size, errno := sys.Size(fd)
	if errno != 0 || p.Offset < 0 {
		return 0, ws2def.WSAEINVAL
	}
	if rest := max(size-p.Offset, 0); p.Count == 0 || p.Count > rest {
		p.Count = rest
	}
	return p.Count, 0
}

// largest is how much of a file is asked for at once.
const largest int64 = 1 << 30

// sendFile lets the transport send from the piece, which is a file.
func (w *transmission) sendFile(sender spi.FileSender) Errno {
	for {
		left, e := w.left()
		if e != 0 {
			return e
		}
		if left == 0 {
			break
		}
		n, e := sender.SendFile(w.files[w.at].Fd, w.pieces[w.at].Offset+w.done, int(min(left, largest)))
		if e == ws2def.WSAEOPNOTSUPP {
			w.copies = true
			return 0
		}
		w.count(n)
		if e != 0 {
			return e
		}
		if n == 0 {
			break
		}
	}
	w.next()
	return 0
}

// bufferSize is how much of a file is copied at once.
const bufferSize = 64 << 10

// copyFile sends from the piece, which is a file, through a buffer.
func (w *transmission) copyFile(s *Socket) Errno {
	for {
		for len(w.rest) > 0 {
			n, e := s.transferer().Send(w.rest, 0)
			w.rest = w.rest[n:]
			w.count(n)
			if e != 0 {
				return e
			}
		}
		if e := w.fill(); e != 0 {
			return e
		}
		if len(w.rest) == 0 {
			w.next()
			return 0
		}
	}
}

// fill reads the next bytes of the file; none at its end, or that of the piece.
func (w *transmission) fill() Errno {
	left, e := w.left()
	if e != 0 || left == 0 {
		return e
	}
	if w.buffer == nil {
		w.buffer = make([]byte, bufferSize)
	}
	p := w.buffer[:min(left, bufferSize)]
	n, errno := sys.Pread(w.files[w.at].Fd, p, w.pieces[w.at].Offset+w.done)
	if errno != 0 {
		return ws2def.WSAEINVAL
	}
	w.rest = p[:n]
	return 0
}

func (w *transmission) close(_ *operation, status ws2def.NTStatus) ws2def.NTStatus { return status }

func (w *transmission) ended(*operation, ws2def.NTStatus, int) {}
