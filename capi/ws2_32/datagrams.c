/* datagrams.c: overlapped datagrams that need no more than the kernel. */
#include "datagrams.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include "winsockgo.h"
#include "kernel.h"
#include "statusblock.h"
#include "threadid.h"

enum { TRUNCATED = 0x20 }; /* Linux's flag of a datagram that did not fit */
enum { LINUX_INET6 = 10 };
enum { BUFFER_OVERFLOW = 0x80000005 }; /* STATUS_BUFFER_OVERFLOW */

/* The kernel's structures. */
struct vector {
	void *base;
	size_t len;
};
struct header {
	void *name;
	uint32_t name_len;
	struct vector *vector;
	size_t vectors;
	void *control;
	size_t control_len;
	int flags;
};
struct received {
	struct header header;
	unsigned n;
};

/* datagrams_of is what s has, NULL when it has none. */
static struct ws_datagrams *datagrams_of(uintptr_t s)
{
	ws_express *x = ws_express_of(s);
	return x->word & WS_EXPRESS_DATAGRAMS ? x->datagrams : NULL;
}

/* add queues the packet of what was done in the call that started it. */
static void add(struct ws_datagrams *d, uint32_t h, void *overlapped, uint32_t n, uint32_t status)
{
	struct ws_packet packet = {d->key, (uintptr_t)overlapped, n, status};
	if (!(d->modes & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS))
		ws_port_add(h, d->port, &packet);
}

/*
 * destination makes the kernel's address of the caller's. It returns false for one
 * that Winsock treats in another way than the kernel.
 */
static bool destination(const struct ws_datagrams *d, struct sockaddr_in6 *at, const void *to,
	int to_len, uint32_t *size)
{
	const struct sockaddr_in *in4 = to;
	const struct sockaddr_in6 *in6 = to;
	if (d->family == AF_INET && to_len >= (int)sizeof *in4 && in4->sin_family == AF_INET &&
		in4->sin_port != 0 && in4->sin_addr.s_addr != 0) {
		memcpy(at, to, *size = sizeof *in4);
		return true;
	}
	if (d->family == AF_INET6 && to_len >= (int)sizeof *in6 && in6->sin6_family == AF_INET6 &&
		in6->sin6_port != 0 && in6->sin6_addr.s6_addr[15] != 0 && in6->sin6_addr.s6_addr[10] == 0) {
		memcpy(at, to, *size = sizeof *in6);
		at->sin6_family = LINUX_INET6;
		return true;
	}
	return false;
}

int ws_datagram_send(uintptr_t s, const char *buf, uint32_t len, uint32_t *moved, const void *to,
	int to_len, void *overlapped)
{
	struct ws_datagrams *d = datagrams_of(s);
	struct sockaddr_in6 at;
	uint32_t size = 0;
	int result = WS_LONG_WAY;
	if (d == NULL || (to != NULL && !destination(d, &at, to, to_len, &size)))
		return WS_LONG_WAY;
	__atomic_add_fetch(&d->users, 1, __ATOMIC_SEQ_CST);
	if (d->open && d->handle == s) {
		long n = ws_kernel(SYS_sendto, d->fd, (long)buf, len, WS_DONTWAIT | WS_NOSIGNAL,
			to != NULL ? (long)&at : 0, size);
		if (n == len) {
			ws_status_block(overlapped, len, 0);
			add(d, (uint32_t)s, overlapped, len, 0);
			if (moved != NULL)
				*moved = len;
			result = 0;
		}
	}
	__atomic_sub_fetch(&d->users, 1, __ATOMIC_SEQ_CST);
	return result;
}

/* AT_ONCE is how many datagrams one system call receives. */
enum { AT_ONCE = 32 };

/* store stores a source's address in the caller's form. */
static void store(const struct ws_datagrams *d, const struct ws_datagram *r, const char *at, uint32_t n)
{
	if (r->from == NULL || n == 0 || (int)n > *r->from_len)
		return;
	memcpy(r->from, at, n);
	((struct sockaddr *)r->from)->sa_family = (u_short)d->family;
	*r->from_len = (int)n;
}

/*
 * receive receives for up to n of the receives that wait, or for one, and returns how
 * many there were; packets tells of them. The lock is held.
 */
static long receive(struct ws_datagrams *d, const struct ws_datagram *one, unsigned n,
	struct ws_packet *packets)
{
	struct received all[AT_ONCE];
	struct vector vectors[AT_ONCE];
	struct sockaddr_in6 names[AT_ONCE];
	long got;
	for (unsigned i = 0; i < n; i++) {
		const struct ws_datagram *r = one != NULL ? one : &d->ring[(d->head + i) % WS_DATAGRAMS];
		vectors[i] = (struct vector){r->buffer, r->size};
		all[i].header = (struct header){.vector = &vectors[i], .vectors = 1};
		if (r->from != NULL) {
			all[i].header.name = &names[i];
			all[i].header.name_len = sizeof names[i];
		}
	}
	do
		got = ws_kernel(SYS_recvmmsg, d->fd, (long)all, n, WS_DONTWAIT, 0, 0);
	while (got == -EINTR);
	for (long i = 0; i < got; i++) {
		const struct ws_datagram *r = one != NULL ? one : &d->ring[(d->head + i) % WS_DATAGRAMS];
		uint32_t status = all[i].header.flags & TRUNCATED ? BUFFER_OVERFLOW : 0;
		store(d, r, (char *)&names[i], all[i].header.name_len);
		ws_status_block(r->overlapped, all[i].n, status);
		packets[i] = (struct ws_packet){d->key, (uintptr_t)r->overlapped, all[i].n, status};
	}
	return got;
}

/*
 * look_later makes a thread of the port look at the socket, one that has packets to
 * see to before; false: there are none, or no room.
 */
static bool look_later(struct ws_datagrams *d, uint32_t h)
{
	struct ws_port *p = d->port;
	bool can = d->listed;
	if (can)
		return true;
	ws_mutex_lock(&p->lock);
	if (p->head != p->tail && p->ready_tail - p->ready_head < WS_PORT_READY && !p->closed) {
		p->ready[p->ready_tail % WS_PORT_READY].handle = h;
		p->ready[p->ready_tail % WS_PORT_READY].bits = 0;
		p->ready_tail++;
		can = true;
	}
	ws_mutex_unlock(&p->lock);
	d->listed = can;
	return can;
}

/* room_for_name is how much room there must be for the source's address. */
static int room_for_name(const struct ws_datagrams *d)
{
	return d->family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
}

/* start is ws_datagram_recv for a user of d. */
static int start(struct ws_datagrams *d, uintptr_t s, char *buf, uint32_t len, uint32_t *moved,
	void *from, int *from_len, void *overlapped)
{
	struct ws_datagram r = {overlapped, buf, from, from_len, len, ws_thread_id()};
	struct ws_packet packet;
	long got = -EAGAIN;
	ws_mutex_lock(&d->lock);
	if (!d->open || d->handle != s || d->tail - d->head == WS_DATAGRAMS ||
		(from != NULL && *from_len < room_for_name(d))) {
		ws_mutex_unlock(&d->lock);
		return WS_LONG_WAY;
	}
	/* While the program has packets to see to, receives gather for one system call. */
	if (d->head == d->tail && d->tick != ws_tick())
		d->ready = 1;
	bool later = d->ready && d->port->head != d->port->tail && look_later(d, (uint32_t)s);
	if (d->head == d->tail && d->ready && !later)
		got = receive(d, &r, 1, &packet);
	if (got == -EAGAIN) {
		if (d->head == d->tail && !later) {
			d->ready = 0;
			d->tick = ws_tick();
		}
		__atomic_store_n(&((WSAOVERLAPPED *)overlapped)->Internal, 0x103, __ATOMIC_RELEASE);
		d->ring[d->tail++ % WS_DATAGRAMS] = r;
	}
	ws_mutex_unlock(&d->lock);
	if (got == -EAGAIN)
		return WSA_IO_PENDING;
	if (got < 0)
		return (int)got;
	add(d, (uint32_t)s, overlapped, packet.bytes, packet.status);
	if (packet.status != 0)
		return WSAEMSGSIZE;
	if (moved != NULL)
		*moved = packet.bytes;
	return 0;
}

int ws_datagram_recv(uintptr_t s, char *buf, uint32_t len, uint32_t *moved, void *from, int *from_len,
	void *overlapped)
{
	struct ws_datagrams *d = datagrams_of(s);
	if (d == NULL)
		return WS_LONG_WAY;
	/* The port lasts as long as the socket has users. */
	__atomic_add_fetch(&d->users, 1, __ATOMIC_SEQ_CST);
	int result = start(d, s, buf, len, moved, from, from_len, overlapped);
	__atomic_sub_fetch(&d->users, 1, __ATOMIC_SEQ_CST);
	if (result < 0 && result != WS_LONG_WAY) {
		ws_go_datagrams_failed((uint32_t)s, -result);
		return WS_LONG_WAY;
	}
	return result;
}

bool ws_datagram_reap(struct ws_datagrams *d, uint32_t handle, uint32_t bits, struct ws_packet *packet)
{
	struct ws_packet packets[AT_ONCE];
	unsigned all = 0; /* a single packet is the caller's; more are queued in order */
	ws_mutex_lock(&d->lock);
	if (!d->open || d->handle != handle) {
		ws_mutex_unlock(&d->lock);
		ws_go_express_reap(handle, bits);
		return false;
	}
	d->ready = 1;
	d->listed = d->listed && bits != 0;
	while (d->ready && d->head != d->tail) {
		unsigned n = d->tail - d->head < AT_ONCE ? d->tail - d->head : AT_ONCE;
		long got = receive(d, NULL, n, packets);
		if (got < 0 && got != -EAGAIN) {
			if (all == 1)
				ws_port_add(handle, d->port, packet);
			ws_mutex_unlock(&d->lock);
			ws_go_datagrams_failed(handle, (int32_t)-got);
			return false;
		}
		if (got < (long)n) {
			d->ready = 0;
			d->tick = ws_tick();
		}
		d->head += got > 0 ? (uint32_t)got : 0;
		for (long i = 0; i < got; i++) {
			if (all == 1)
				ws_port_add(handle, d->port, packet);
			if (all == 0)
				*packet = packets[i];
			else
				ws_port_add(handle, d->port, &packets[i]);
			all++;
		}
	}
	ws_mutex_unlock(&d->lock);
	return all == 1;
}
