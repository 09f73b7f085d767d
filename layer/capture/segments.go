package capture

import (
	"winsock/internal/wire/packet"
	"winsock/internal/wire/pcapng"
)

// unacknowledged is how many bytes go one way before there is an acknowledgement.
const unacknowledged = 1 << 20

// connection is what the file has of a connection so far. The socket's lock guards it.
type connection struct {
	probe *probe
	rule  *options
	tcp   bool        // otherwise there is data only
	flow  packet.Flow // from here to the peer
	out   half
	in    half
	up    bool // the handshake is over
	reset bool
}

// half is one direction of a connection.
type half struct {
	way   *packet.Way
	next  uint32 // sequence number
	acked uint32
	ended bool
}

// begin begins a connection: active, when this side asks for it.
func (c *connection) begin(active bool) {
	if !c.tcp {
		return
	}
	c.out.way, c.in.way = c.flow.Way(), c.flow.Back().Way()
	c.out.next, c.in.next = c.probe.chain.recorder.begin(c.flow.From, c.flow.To)
	c.out.acked, c.in.acked = c.out.next, c.in.next
	dir := pcapng.Inbound
	if active {
		dir = pcapng.Outbound
	}
	c.segment(dir, packet.SYN, 0, nil)
	if !active {
		c.established(false)
	}
}

// established ends the handshake.
func (c *connection) established(active bool) {
	if !c.tcp || c.up {
		return
	}
	c.up = true
	answer, last := pcapng.Outbound, pcapng.Inbound
	if active {
		answer, last = last, answer
	}
	c.segment(answer, packet.SYN|packet.ACK, 0, nil)
	c.segment(last, packet.ACK, 0, nil)
}

// refused says that the peer did not want the connection.
func (c *connection) refused() {
	if c.tcp {
		c.segment(pcapng.Inbound, packet.RST|packet.ACK, 0, nil)
		c.reset = true
	}
}

// data is what goes one way. room is for slices.
func (c *connection) data(dir pcapng.Direction, urgent bool, parts [][]byte) {
	total := 0
	for _, p := range parts {
		total += len(p)
	}
	if total <= packet.MaxSegment {
		c.piece(dir, urgent, total, parts)
		return
	}
	var one [1][]byte
	for _, p := range parts {
		for len(p) > 0 {
			n := min(len(p), packet.MaxSegment)
			one[0] = p[:n]
			c.piece(dir, urgent, n, one[:])
			p = p[n:]
		}
	}
}

// piece is data that fits into a packet.
func (c *connection) piece(dir pcapng.Direction, urgent bool, n int, parts [][]byte) {
	if !c.tcp {
		c.probe.writeUpper(c.rule, dir, parts)
		return
	}
	flags := packet.PSH | packet.ACK
	if urgent {
		flags |= packet.URG
	}
	c.segment(dir, flags, n, parts)
	if from, _ := c.halves(dir); from.next-from.acked >= unacknowledged {
		c.segment(pcapng.Inbound+pcapng.Outbound-dir, packet.ACK, 0, nil)
	}
}

// end says that one way there will be no more data.
func (c *connection) end(dir pcapng.Direction) {
	from, _ := c.halves(dir)
	if !c.tcp || from.ended || c.reset {
		return
	}
	from.ended = true
	c.segment(dir, packet.FIN|packet.ACK, 0, nil)
	c.segment(pcapng.Inbound+pcapng.Outbound-dir, packet.ACK, 0, nil)
}

// broke says that one side has broken the connection off.
func (c *connection) broke(dir pcapng.Direction) {
	if c.tcp && !c.reset {
		c.segment(dir, packet.RST|packet.ACK, 0, nil)
		c.reset = true
	}
}

// close says that this side has closed its socket.
func (c *connection) close(abort bool) {
	if abort {
		c.broke(pcapng.Outbound)
	} else {
		c.end(pcapng.Outbound)
	}
	if c.tcp {
		c.probe.chain.recorder.over(c.flow.From, c.flow.To)
	}
}

// halves are the direction and the other one.
func (c *connection) halves(dir pcapng.Direction) (from, to *half) {
	if dir == pcapng.Outbound {
		return &c.out, &c.in
	}
	return &c.in, &c.out
}

// segment writes a segment with n bytes.
func (c *connection) segment(dir pcapng.Direction, flags uint8, n int, parts [][]byte) {
	from, to := c.halves(dir)
	ack := uint32(0)
	if flags&packet.ACK != 0 {
		ack = to.next
		to.acked = ack
	}
	var room [packet.MaxHeader]byte
	head := packet.AppendTCP(room[:0], from.way, from.next, ack, flags, parts...)
	from.next += uint32(n)
	if flags&(packet.SYN|packet.FIN) != 0 {
		from.next++
	}
	c.probe.write(c.rule, dir, head, parts)
}
