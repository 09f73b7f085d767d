/* uring.c: express transfers as requests in a port's io_uring. */
#include "uring.h"

#include <sys/syscall.h>
#include <winsock2.h>

#include "winsockgo.h"
#include "kernel.h"
#include "statusblock.h"
#include "threadid.h"

enum { OP_POLL = 6, OP_SEND = 26, OP_RECV = 27 };

enum { POLL_FIRST = 1 }; /* a receive's priority: it waits before it looks */

/* A completion's flags. */
enum {
	MORE = 2,     /* the request goes on */
	NONEMPTY = 4, /* the socket has more */
};

enum { WAITALL = 0x100 }; /* Linux's flag */

/* uringWatch of internal/core: the completion that says that epoll has something to tell. */
static const uint64_t WATCH = (UINT64_C(1) << 63) + 2;

void ws_uring_submit(const struct ws_uring *u)
{
	ws_kernel(SYS_io_uring_enter, u->fd, ws_uring_waiting(u), 0, 0, 0, 0);
}

/*
 * put puts in a request for the socket of an express; false: there is no room. The
 * threads of the port submit it when they come for packets, unless that is likely to
 * take long, or this is none of them.
 */
static bool put(ws_express *x, uint8_t opcode, const char *buf, uint32_t len, uint32_t flags)
{
	struct ws_port *p = x->port;
	struct ws_uring *u = p->uring;
	bool soon = ws_port_soon(p), room = true, unguarded = false;
	ws_mutex_lock(&u->lock);
	if (ws_uring_waiting(u) > u->sq_mask)
		ws_uring_submit(u);
	if (ws_uring_waiting(u) > u->sq_mask) {
		room = false;
	} else {
		struct ws_request *r = &u->requests[*u->sq_tail & u->sq_mask];
		*r = (struct ws_request){
			.opcode = opcode,
			.priority = opcode == OP_RECV ? POLL_FIRST : 0,
			.fd = x->fd,
			.address = (uintptr_t)buf,
			.len = len,
			.op_flags = flags,
			.data = (uint64_t)opcode << 32 | x->handle,
		};
		u->sent += opcode == OP_SEND;
		__atomic_store_n(u->sq_tail, *u->sq_tail + 1, __ATOMIC_RELEASE);
		unguarded = soon && !u->guarded;
		u->guarded |= soon;
	}
	ws_mutex_unlock(&u->lock);
	if (unguarded)
		ws_uring_guard(u);
	else if (room && !soon)
		ws_uring_submit(u);
	return room;
}

int ws_uring_recv(ws_express *x)
{
	WSAOVERLAPPED *o = x->overlapped;
	__atomic_store_n(&o->Internal, 0x103, __ATOMIC_RELEASE);
	__atomic_or_fetch(&x->word, WS_EXPRESS_ARMED, __ATOMIC_SEQ_CST);
	__atomic_and_fetch(&x->word, ~WS_EXPRESS_BUSY, __ATOMIC_SEQ_CST);
	if (put(x, OP_RECV, x->buffer, x->size, 0))
		return WSA_IO_PENDING;
	/* Nobody else takes it back: it is in no queue. */
	__atomic_and_fetch(&x->word, ~WS_EXPRESS_ARMED, __ATOMIC_SEQ_CST);
	return WS_LONG_WAY;
}

int ws_uring_send(ws_express *x, const char *buf, uint32_t len, void *overlapped)
{
	WSAOVERLAPPED *o = overlapped;
	struct ws_uring_send *send = &x->port->uring->sends[x - ws_expresses];
	send->overlapped = overlapped;
	send->buffer = buf;
	send->size = len;
	send->issuer = ws_thread_id();
	o->InternalHigh = 0;
	__atomic_store_n(&o->Internal, 0x103, __ATOMIC_RELEASE);
	__atomic_or_fetch(&x->word, WS_EXPRESS_SENDING, __ATOMIC_SEQ_CST);
	if (put(x, OP_SEND, buf, len, WAITALL | WS_NOSIGNAL))
		return WSA_IO_PENDING;
	__atomic_and_fetch(&x->word, ~WS_EXPRESS_SENDING, __ATOMIC_SEQ_CST);
	return WS_LONG_WAY;
}

bool ws_uring_take(struct ws_uring *u, struct ws_completion *c)
{
	uint32_t head = *u->cq_head;
	if (head == *u->cq_tail)
		return false;
	*c = u->completions[head & u->cq_mask];
	if (c->data >> 63)
		return false;
	u->ended += c->data >> 32 == OP_SEND;
	__atomic_store_n(u->cq_head, head + 1, __ATOMIC_RELEASE);
	return true;
}

bool ws_uring_watched(struct ws_uring *u)
{
	uint32_t head = *u->cq_head;
	if (head == *u->cq_tail)
		return false;
	const struct ws_completion *c = &u->completions[head & u->cq_mask];
	if (c->data != WATCH || !(c->flags & MORE))
		return false;
	__atomic_store_n(u->cq_head, head + 1, __ATOMIC_RELEASE);
	return true;
}

/* end ends an operation of n bytes, of which packet is to tell. */
static void end(const ws_express *x, void *overlapped, uint32_t n, struct ws_packet *packet)
{
	packet->key = x->key;
	packet->overlapped = (uintptr_t)overlapped;
	packet->bytes = n;
	packet->status = 0;
	ws_status_block(overlapped, n, 0);
}

/* end_send is ws_uring_end of a send. */
static bool end_send(ws_express *x, const struct ws_completion *c, struct ws_packet *packet)
{
	struct ws_uring_send *send = &x->port->uring->sends[x - ws_expresses];
	if (c->result <= 0 || (uint32_t)c->result != send->size) {
		ws_go_express_complete(c->data, c->result);
		return false;
	}
	end(x, send->overlapped, send->size, packet);
	/* After this it may be somebody else's. */
	__atomic_and_fetch(&x->word, ~(WS_EXPRESS_SENDING | WS_EXPRESS_SEND_RECALL), __ATOMIC_SEQ_CST);
	return true;
}

/*
 * end_recv is ws_uring_end of a receive. The end of a stream that comes while a receive
 * waits is a graceful one; of others the receive is told before it gets here.
 */
static bool end_recv(ws_express *x, const struct ws_completion *c, struct ws_packet *packet)
{
	uint32_t news = 0;
	if (c->result < 0) {
		ws_go_express_complete(c->data, c->result);
		return false;
	}
	end(x, x->overlapped, (uint32_t)c->result, packet);
	x->tick = ws_tick();
	if (c->result == 0)
		news = WS_EXPRESS_READY | WS_EXPRESS_ALWAYS;
	else if (c->flags & NONEMPTY)
		news = WS_EXPRESS_READY;
	if (news != 0)
		__atomic_or_fetch(&x->word, news, __ATOMIC_SEQ_CST);
	/* After this it may be somebody else's. */
	__atomic_and_fetch(&x->word, ~(WS_EXPRESS_ARMED | WS_EXPRESS_RECALL), __ATOMIC_SEQ_CST);
	return true;
}

/* see_to sees to it that what Go's side has put in is submitted soon. */
static void see_to(const struct ws_port *p)
{
	struct ws_uring *u = p->uring;
	bool unguarded;
	if (!ws_port_soon(p)) {
		ws_uring_submit(u);
		return;
	}
	ws_mutex_lock(&u->lock);
	unguarded = ws_uring_waiting(u) > 0 && !u->guarded;
	u->guarded |= unguarded;
	ws_mutex_unlock(&u->lock);
	if (unguarded)
		ws_uring_guard(u);
}

/* changed goes on with a listener. */
static void changed(ws_express *x, const struct ws_completion *c)
{
	const struct ws_port *p = x->port;
	__atomic_and_fetch(&x->word, ~WS_EXPRESS_AWAITS, __ATOMIC_SEQ_CST);
	ws_go_express_reap((uint32_t)c->data, c->result < 0 ? 0 : (uint32_t)c->result);
	see_to(p);
}

bool ws_uring_end(const struct ws_completion *c, struct ws_packet *packet)
{
	ws_express *x = ws_express_of((uint32_t)c->data);
	switch (c->data >> 32) {
	case OP_SEND:
		return end_send(x, c, packet);
	case OP_RECV:
		return end_recv(x, c, packet);
	default:
		changed(x, c);
		return false;
	}
}
