package winsock

import (
	"winsock/internal/core"
	"winsock/ws2def"
)

// Registered I/O has handles of its own kinds.
type (
	RIOBufferID = ws2def.RIOBufferID // a registered buffer
	RIOCQ       = ws2def.RIOCQ       // a completion queue
	RIORQ       = ws2def.RIORQ       // the request queue of a socket
)

// What calls of registered I/O return when they fail.
//
// Source: O-456
const (
	RIO_INVALID_BUFFERID = ws2def.RIO_INVALID_BUFFERID
	RIO_INVALID_CQ       = ws2def.RIO_INVALID_CQ
	RIO_INVALID_RQ       = ws2def.RIO_INVALID_RQ
)

// The calls here are those of RIO_EXTENSION_FUNCTION_TABLE. Sockets need
// WSA_FLAG_REGISTERED_IO. The memory of registered buffers is the library's while
// requests use it. Requests of one queue are to be made by one goroutine at a time.

// RIORegisterBuffer makes the memory of buf a buffer for registered requests.
//
// Errors: WSAEINVAL (no bytes), WSAENOBUFS; the id is RIO_INVALID_BUFFERID then.
//
// Source: O-459.
func RIORegisterBuffer(buf []byte) (RIOBufferID, error) {
	id, e := core.RegisterBuffer(buf)
	return id, e.Err()
}

// RIODeregisterBuffer ends the use of a buffer; what is no buffer is ignored.
//
// Source: O-459.
func RIODeregisterBuffer(id RIOBufferID) { core.DeregisterBuffer(id) }

// RIOCreateCompletionQueue makes a queue with room for size results. notification
// says how [RIONotify] tells that there are any; nil: not at all.
//
// Errors: WSAEINVAL (size is 0 or above RIO_MAX_CQ_SIZE, notification names no event
// or port), WSAENOBUFS; the queue is RIO_INVALID_CQ then.
//
// Source: O-458, O-460.
func RIOCreateCompletionQueue(size uint32, notification *RIONotificationCompletion) (RIOCQ, error) {
	cq, _, e := core.CreateCompletionQueue(size, notification)
	return cq, e.Err()
}

// RIOCloseCompletionQueue closes a queue: what is in it is lost, and the results of
// requests under way. What is no queue is ignored.
//
// Source: O-468.
func RIOCloseCompletionQueue(cq RIOCQ) { core.CloseCompletionQueue(cq) }

// RIOResizeCompletionQueue gives a queue room for size results.
//
// Errors: WSAEINVAL, WSAETOOMANYREFS (it holds more, or request queues have
// reserved more), WSAENOBUFS.
//
// Source: O-468.
func RIOResizeCompletionQueue(cq RIOCQ, size uint32) error {
	return core.ResizeCompletionQueue(cq, size).Err()
}

// RIOCreateRequestQueue makes the request queue of s, for so many receives and sends
// at once, each with one buffer. Their results go to recvCQ and sendCQ, which can be
// the same, and carry socketContext. closesocket ends it.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (no requests, another number of
// buffers than 1, no completion queue, s has a request queue or was not made for
// one), WSAEOPNOTSUPP (a raw socket), WSAENOBUFS (no room in the completion queues).
//
// Source: O-461, O-462.
func RIOCreateRequestQueue(s Handle, maxReceives, maxReceiveBuffers, maxSends, maxSendBuffers uint32, recvCQ, sendCQ RIOCQ, socketContext uint64) (RIORQ, error) {
	rq, e := core.CreateRequestQueue(s, maxReceives, maxReceiveBuffers, maxSends, maxSendBuffers, recvCQ, sendCQ, socketContext)
	return rq, e.Err()
}

// RIOResizeRequestQueue changes how many requests there may be at once.
//
// Errors: WSAEINVAL, WSAETOOMANYREFS (there are more now), WSAENOBUFS.
//
// Source: O-468.
func RIOResizeRequestQueue(rq RIORQ, maxReceives, maxSends uint32) error {
	return core.ResizeRequestQueue(rq, maxReceives, maxSends).Err()
}

// request makes a request with count buffers at data.
func request(rq RIORQ, sends bool, data *RIOBuf, count uint32, x core.Extras, flags uint32, context uint64) error {
	if count > 1 || (data == nil) != (count == 0) {
		return Errno(ws2def.WSAEINVAL).Err()
	}
	return core.Request(rq, sends, data, x, flags, context).Err()
}

// RIOReceive asks for data, or the next message, in a part of a registered buffer.
// The result comes to the completion queue, with requestContext. flags are
// RIO_MSG_DONT_NOTIFY, RIO_MSG_DEFER (it may wait for the next one without),
// RIO_MSG_WAITALL (streams: until the buffer is full) or RIO_MSG_COMMIT_ONLY alone
// (no request: start those that are deferred).
//
// Errors: WSAEINVAL (rq, flags, the part), WSAEFAULT (a buffer that is not
// registered), WSAENOBUFS (the queue has its number of requests). No result comes
// then.
//
// Source: O-463…O-465.
func RIOReceive(rq RIORQ, data *RIOBuf, dataBufferCount, flags uint32, requestContext uint64) error {
	return request(rq, false, data, dataBufferCount, core.Extras{}, flags, requestContext)
}

// RIOReceiveEx is [RIOReceive] with what comes along with a message: the address it
// came to and the one it came from (SOCKADDR_INET), its control data behind a
// RIO_CMSG_BUFFER, and its MSG_ flags. Each may be nil.
//
// Errors: as [RIOReceive]; WSAEINVAL (too little room).
//
// Source: O-469.
func RIOReceiveEx(rq RIORQ, data *RIOBuf, dataBufferCount uint32, localAddress, remoteAddress, controlContext, messageFlags *RIOBuf, flags uint32, requestContext uint64) error {
	return request(rq, false, data, dataBufferCount, core.Extras{Local: localAddress, Remote: remoteAddress, Control: controlContext, Flags: messageFlags}, flags, requestContext)
}

// RIOSend sends a part of a registered buffer; see [RIOReceive].
//
// Errors: as [RIOReceive].
//
// Source: O-463…O-465.
func RIOSend(rq RIORQ, data *RIOBuf, dataBufferCount, flags uint32, requestContext uint64) error {
	return request(rq, true, data, dataBufferCount, core.Extras{}, flags, requestContext)
}

// RIOSendEx is [RIOSend] with a destination (SOCKADDR_INET) and control data behind a
// RIO_CMSG_BUFFER, whose TotalLength counts itself too. localAddress must be nil;
// messageFlags is not looked at.
//
// Errors: as [RIOReceive].
//
// Source: O-469.
func RIOSendEx(rq RIORQ, data *RIOBuf, dataBufferCount uint32, localAddress, remoteAddress, controlContext, messageFlags *RIOBuf, flags uint32, requestContext uint64) error {
	return request(rq, true, data, dataBufferCount, core.Extras{Local: localAddress, Remote: remoteAddress, Control: controlContext, Flags: messageFlags}, flags, requestContext)
}

// RIODequeueCompletion takes results of a queue, as many as there are and fit, and
// returns how many; RIO_CORRUPT_CQ for what is no queue.
//
// Source: O-466.
func RIODequeueCompletion(cq RIOCQ, results []RIOResult) uint32 {
	return core.DequeueCompletion(cq, results)
}

// RIONotify asks to be told once when the queue has results, other than those with
// RIO_MSG_DONT_NOTIFY; at once if it has any.
//
// Errors: WSAEINVAL (no queue, or one without notification), WSAEALREADY.
//
// Source: O-467.
func RIONotify(cq RIOCQ) error { return core.NotifyCompletion(cq).Err() }
