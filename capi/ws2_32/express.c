/* express.c: overlapped sends and receives that need no more than the kernel. */
#include "express.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <winsock2.h>

#include "winsockgo.h"
#include "datagrams.h"
#include "kernel.h"
#include "statusblock.h"
#include "threadid.h"
#include "uring.h"

ws_express ws_expresses[WS_EXPRESSES];

/*
 * take changes the word by set and clear, when its bits under mask are those of
 * want, and the express is that of s. before gets the word as it was.
 */
static bool take(ws_express *x, uintptr_t s, uint32_t mask, uint32_t want, uint32_t set,
	uint32_t clear, uint32_t *before)
{
	uint32_t w = x->word;
	if (x->handle != s)
		return false;
	do {
		if ((w & mask) != want || !ws_express_is_of(w, s))
			return false;
	} while (!__atomic_compare_exchange_n(&x->word, &w, (w & ~clear) | set, 1, __ATOMIC_SEQ_CST,
		__ATOMIC_RELAXED));
	*before = w;
	return true;
}

void ws_port_add(uint32_t h, struct ws_port *p, const struct ws_packet *packet)
{
	bool added = false, more = false;
	ws_mutex_lock(&p->lock);
	if (p->tail - p->head <= p->mask) {
		p->ring[p->tail & p->mask] = *packet;
		p->tail++;
		added = true;
		more = (p->idle > 0 && (p->eager || !p->deferred)) || p->watched;
	}
	ws_mutex_unlock(&p->lock);
	if (!added)
		ws_go_express_add(h, packet->overlapped, packet->bytes, packet->status);
	else if (more)
		ws_go_express_more(h);
}

/* add queues the packet of an operation that was done in the call that started it. */
static void add(ws_express *x, void *overlapped, uint32_t n)
{
	struct ws_packet packet = {x->key, (uintptr_t)overlapped, n, 0};
	if (!(x->modes & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS))
		ws_port_add(x->handle, x->port, &packet);
}

int ws_express_send(uintptr_t s, const char *buf, uint32_t len, uint32_t *moved, void *overlapped)
{
	ws_express *x = ws_express_of(s);
	uint32_t before;
	if (!take(x, s, WS_EXPRESS_OPEN | WS_EXPRESS_SEND, WS_EXPRESS_OPEN, WS_EXPRESS_SEND, 0, &before))
		return WS_LONG_WAY;
	/* A request before this one ends first; without any, a system call may be as good. */
	if ((before & WS_EXPRESS_SENDING) && !ws_go_express_flush((uint32_t)s)) {
		__atomic_and_fetch(&x->word, ~WS_EXPRESS_SEND, __ATOMIC_SEQ_CST);
		return WS_LONG_WAY;
	}
	if ((before & WS_EXPRESS_URING) && ws_uring_may(x->port, len) && ws_port_soon(x->port) &&
		ws_uring_send(x, buf, len, overlapped) == WSA_IO_PENDING) {
		__atomic_and_fetch(&x->word, ~WS_EXPRESS_SEND, __ATOMIC_SEQ_CST);
		return WSA_IO_PENDING;
	}
	long n = ws_kernel(SYS_sendto, x->fd, (long)buf, len, WS_DONTWAIT | WS_NOSIGNAL, 0, 0);
	if (n != len) {
		int error = ws_go_express_send(s, (void *)buf, len, (int)n, overlapped, ws_thread_id());
		if (error == 0 && moved != NULL)
			*moved = len;
		return error;
	}
	ws_status_block(overlapped, len, 0);
	add(x, overlapped, len);
	__atomic_and_fetch(&x->word, ~WS_EXPRESS_SEND, __ATOMIC_SEQ_CST);
	if (moved != NULL)
		*moved = len;
	return 0;
}

/* give_back ends the dealing with a receive that brought n of size bytes. */
static void give_back(ws_express *x, uint32_t n, uint32_t size)
{
	x->tick = ws_tick();
	if (n == size || (x->word & WS_EXPRESS_ALWAYS))
		__atomic_or_fetch(&x->word, WS_EXPRESS_READY, __ATOMIC_SEQ_CST);
	__atomic_and_fetch(&x->word, ~WS_EXPRESS_BUSY, __ATOMIC_SEQ_CST);
}

/* try_recv receives for the one who deals with the receive. */
static long try_recv(ws_express *x, char *buf, uint32_t len)
{
	long n;
	do
		n = ws_kernel(SYS_recvfrom, x->fd, (long)buf, len, WS_DONTWAIT, 0, 0);
	while (n == -EINTR);
	return n;
}

/*
 * arm lets the receive wait for the next change. It returns false when one has come
 * meanwhile, and the dealing goes on.
 */
static bool arm(ws_express *x)
{
	uint32_t w = x->word;
	for (;;) {
		if (w & WS_EXPRESS_READY) {
			__atomic_and_fetch(&x->word, ~WS_EXPRESS_READY, __ATOMIC_SEQ_CST);
			return false;
		}
		if (__atomic_compare_exchange_n(&x->word, &w, (w | WS_EXPRESS_ARMED) & ~WS_EXPRESS_BUSY, 1,
				__ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
			return true;
	}
}

/* BIG is a buffer worth being received into just before the program looks at it. */
enum { BIG = 16 << 10 };

/*
 * later has the thread receive when it comes for its next packet: what it receives is
 * sent on while it is in the processor's cache, and acknowledged by what is sent. The
 * caller deals with the receive; before is the word as it was. False: it still does.
 */
static bool later(ws_express *x, uint32_t s, uint32_t before)
{
	struct ws_port *p = x->port;
	if (!(before & WS_EXPRESS_READY) || (before & (WS_EXPRESS_ALWAYS | WS_EXPRESS_URING)) ||
		x->size < BIG || (x->modes & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) || !ws_port_soon(p) ||
		p->watched || (p->idle > 0 && !p->deferred))
		return false;
	__atomic_store_n(&((WSAOVERLAPPED *)x->overlapped)->Internal, 0x103, __ATOMIC_RELEASE);
	/* It waits, and may be taken back as one that will find something. */
	__atomic_or_fetch(&x->word, WS_EXPRESS_ARMED | WS_EXPRESS_READY, __ATOMIC_SEQ_CST);
	__atomic_and_fetch(&x->word, ~WS_EXPRESS_BUSY, __ATOMIC_SEQ_CST);
	if (!ws_port_again(p, s))
		ws_go_express_reap(s, 0);
	return true;
}

int ws_express_recv(uintptr_t s, char *buf, uint32_t len, uint32_t *moved, void *overlapped)
{
	ws_express *x = ws_express_of(s);
	WSAOVERLAPPED *o = overlapped;
	uint32_t before;
	if (!take(x, s, WS_EXPRESS_OPEN | WS_EXPRESS_ARMED | WS_EXPRESS_BUSY, WS_EXPRESS_OPEN,
			WS_EXPRESS_BUSY, WS_EXPRESS_READY, &before))
		return WS_LONG_WAY;
	if ((before & WS_EXPRESS_URING) && !ws_uring_may(x->port, len)) {
		__atomic_or_fetch(&x->word, before & WS_EXPRESS_READY, __ATOMIC_SEQ_CST);
		__atomic_and_fetch(&x->word, ~WS_EXPRESS_BUSY, __ATOMIC_SEQ_CST);
		return WS_LONG_WAY;
	}
	x->overlapped = overlapped;
	x->buffer = buf;
	x->size = len;
	x->issuer = ws_thread_id();
	bool look = (before & WS_EXPRESS_READY) || x->tick != ws_tick() ||
		    ((before & WS_EXPRESS_URING) && !ws_port_soon(x->port));
	if (look && later(x, s, before))
		return WSA_IO_PENDING;
	if (!look && (before & WS_EXPRESS_URING))
		return ws_uring_recv(x);
	if (!look)
		__atomic_store_n(&o->Internal, 0x103, __ATOMIC_RELEASE);
	while (look || !arm(x)) {
		long n = try_recv(x, buf, len);
		if (n > 0) {
			ws_status_block(overlapped, (uint32_t)n, 0);
			add(x, overlapped, (uint32_t)n);
			give_back(x, (uint32_t)n, len);
			if (moved != NULL)
				*moved = (uint32_t)n;
			return 0;
		}
		if (n != -EAGAIN) {
			int error = ws_go_express_end(s, (int)n, 1);
			if (error == 0 && moved != NULL)
				*moved = 0;
			return error;
		}
		if (before & WS_EXPRESS_URING)
			return ws_uring_recv(x);
		look = false;
		x->tick = ws_tick();
		__atomic_store_n(&o->Internal, 0x103, __ATOMIC_RELEASE);
	}
	return WSA_IO_PENDING;
}

/* UNUSUAL are poll bits that tell of more than data. */
enum { UNUSUAL = EPOLLRDHUP | EPOLLHUP | EPOLLERR | EPOLLPRI };

bool ws_express_reap(uint32_t handle, uint32_t bits, struct ws_packet *packet)
{
	ws_express *x = ws_express_of(handle);
	uint32_t news = WS_EXPRESS_READY | (bits & UNUSUAL ? WS_EXPRESS_ALWAYS : 0);
	uint32_t w = x->word;
	for (;;) {
		uint32_t next = w | news;
		if (w & WS_EXPRESS_DATAGRAMS)
			return ws_datagram_reap(x->datagrams, handle, bits, packet);
		if (!ws_express_is_of(w, handle) ||
			!(w & (WS_EXPRESS_OPEN | WS_EXPRESS_ARMED | WS_EXPRESS_BUSY))) {
			ws_go_express_reap(handle, bits);
			return false;
		}
		if (w & WS_EXPRESS_URING)
			return false; /* it was in the poller before: the request in the ring gets it */
		if ((w & (WS_EXPRESS_ARMED | WS_EXPRESS_BUSY)) == WS_EXPRESS_ARMED)
			next = (next | WS_EXPRESS_BUSY) & ~(WS_EXPRESS_ARMED | WS_EXPRESS_READY);
		if (!__atomic_compare_exchange_n(&x->word, &w, next, 1, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
			continue;
		if (!(next & ~w & WS_EXPRESS_BUSY))
			return false; /* who deals with the receive, or begins the next, looks */
		break;
	}
	do {
		long n = try_recv(x, x->buffer, x->size);
		/* An end beside which no error is told is a graceful one. */
		if (n > 0 || (n == 0 && bits != 0 && !(bits & (EPOLLERR | EPOLLHUP)))) {
			packet->key = x->key;
			packet->overlapped = (uintptr_t)x->overlapped;
			packet->bytes = (uint32_t)n;
			packet->status = 0;
			ws_status_block(x->overlapped, (uint32_t)n, 0);
			give_back(x, (uint32_t)n, x->size);
			return true;
		}
		if (n != -EAGAIN) {
			ws_go_express_end(handle, (int)n, 0);
			return false;
		}
	} while (!arm(x));
	return false;
}
