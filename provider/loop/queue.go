package loop

// room is how many bytes a queue holds; each message counts for its overhead
// too, so that empty ones fill it as well.
const (
	room     = 2 * maxMessage
	overhead = 64
)

// queue is what was sent to a socket and not yet received: messages, or for a
// stream a single one that grows at its end and shrinks at its beginning.
type queue struct {
	messages []message
	size     int
}

type message struct {
	from uint32 // port
	data []byte
}

// free is how many bytes of a stream there is room for.
func (q *queue) free() int { return room - q.size }

// takes reports whether there is room for a message of any length.
func (q *queue) takes() bool { return q.size <= room-maxMessage-overhead }

// push adds the buffers as one message.
func (q *queue) push(from uint32, bufs [][]byte) int {
	m := message{from: from}
	for _, b := range bufs {
		m.data = append(m.data, b...)
	}
	q.messages = append(q.messages, m)
	q.size += len(m.data) + overhead
	return len(m.data)
}

// write adds as much of the buffers as there is room for to a stream.
func (q *queue) write(bufs [][]byte) int {
	if len(q.messages) == 0 {
		q.messages = append(q.messages, message{})
	}
	m := &q.messages[0]
	n := 0
	for _, b := range bufs {
		b = b[:min(len(b), q.free())]
		m.data = append(m.data, b...)
		q.size += len(b)
		n += len(b)
	}
	return n
}

// read takes, or looks at, the first bytes of a stream.
func (q *queue) read(bufs [][]byte, peek bool) int {
	m := &q.messages[0]
	n := scatter(bufs, m.data)
	if peek {
		return n
	}
	q.size -= n
	if m.data = m.data[n:]; len(m.data) == 0 {
		q.messages = nil
	}
	return n
}

// pop takes, or looks at, the first message. It returns the bytes that found
// room, and whether they are all.
func (q *queue) pop(bufs [][]byte, peek bool) (n int, whole bool, from uint32) {
	m := q.messages[0]
	n = scatter(bufs, m.data)
	if !peek {
		q.messages[0] = message{}
		q.messages = q.messages[1:]
		q.size -= len(m.data) + overhead
	}
	return n, n == len(m.data), m.from
}

// clear empties the queue.
func (q *queue) clear() { *q = queue{} }

// scatter copies data to the buffers in order.
func scatter(bufs [][]byte, data []byte) int {
	n := 0
	for _, b := range bufs {
		n += copy(b, data[n:])
	}
	return n
}
