package spitest

import "winsock/spi"

// counted looks that what a socket tells of its transfers is possible.
type counted struct {
	spi.Transferer
	k *kit
}

// room is n if room is for that.
func (c counted) room(call string, n, room int) int {
	if n >= 0 && n <= room {
		return n
	}
	c.k.fail("%s tells of %d bytes where there is room for %d", call, n, room)
	return min(max(n, 0), room)
}

func (c counted) Send(p []byte, flags uint32) (int, spi.Errno) {
	n, e := c.Transferer.Send(p, flags)
	return c.room("Send", n, len(p)), e
}

func (c counted) Recv(p []byte, flags uint32) (int, spi.Errno) {
	n, e := c.Transferer.Recv(p, flags)
	return c.room("Recv", n, len(p)), e
}

func (c counted) SendMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	n, e := c.Transferer.SendMsg(m, flags)
	return c.room("SendMsg", n, size(m)), e
}

func (c counted) RecvMsg(m *spi.Message, flags uint32) (int, spi.Errno) {
	n, e := c.Transferer.RecvMsg(m, flags)
	c.room("RecvMsg, of control data,", m.ControlLen, len(m.Control))
	return c.room("RecvMsg", n, size(m)), e
}

// size is how many bytes a message has, or has room for.
func size(m *spi.Message) (n int) {
	for _, b := range m.Buffers {
		n += len(b)
	}
	return n
}
