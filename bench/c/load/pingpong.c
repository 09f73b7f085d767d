/*
 * pingpong.c: each connection sends a request and waits until all of it is back.
 *
 * Closed loop: the answer starts the next request. At a rate: request i is due at
 * start + i / rate, on connection i modulo connections; its latency counts from
 * when it was due, so that a server that stops for a moment is charged with all
 * that became due meanwhile (no coordinated omission).
 */
#include "load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 256 };

/* After so long a datagram counts as lost and is sent again. */
static const int64_t lost_after = 200 * 1000000LL;

struct peer {
	int fd;
	bool busy;
	int got;        /* bytes of the answer */
	int late;       /* answers that may still come for the round before */
	int repeats;    /* of this request, which counted as lost */
	uint64_t round; /* requests sent before this one */
	int64_t start;  /* of this one: when it left or was due */
	int64_t left;
};

static struct peer *peers;
static bool datagrams;
static int64_t zero; /* when request 0 was due */

/* position is where a request's bytes are in the pattern. */
static uint64_t position(const struct peer *p, uint64_t round)
{
	return (uint64_t)(p - peers) * 977 + round * 61;
}

/* due is when a connection's next request is due. */
static int64_t due(const struct peer *p)
{
	uint64_t i = p->round * (uint64_t)plan.connections + (uint64_t)(p - peers);
	return zero + (int64_t)((double)i * 1e9 / plan.rate);
}

static void request(struct peer *p, int64_t start, int64_t now)
{
	p->start = start;
	p->left = now;
	p->got = 0;
	p->busy = true;
	if (send(p->fd, pattern_at(position(p, p->round)), (size_t)plan.bytes, MSG_NOSIGNAL) != plan.bytes)
		die("send: %m");
}

/* answered counts an answer and sends what is due. */
static void answered(struct peer *p, int64_t at)
{
	done(p->start, at);
	p->busy = false;
	p->late = p->repeats;
	p->repeats = 0;
	p->round++;
	if (plan.rate == 0)
		request(p, at, at);
	else if (due(p) <= at)
		request(p, due(p), at);
}

/*
 * late_answer says whether a datagram answers the round before: what counted as
 * lost has come after all, and so does the answer to its repetition.
 */
static bool late_answer(struct peer *p, const void *in, ssize_t n)
{
	if (p->late == 0 || n != plan.bytes ||
			memcmp(in, pattern_at(position(p, p->round - 1)), (size_t)n) != 0)
		return false;
	p->late--;
	return true;
}

static void receive(struct peer *p)
{
	static unsigned char in[PATTERN];
	ssize_t n = recv(p->fd, in, sizeof in, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == ECONNREFUSED))
		return;
	if (n < 0)
		die("recv: %m");
	if (datagrams) {
		if (!p->busy || late_answer(p, in, n))
			return;
		if (n != plan.bytes)
			die("a datagram came back with another length");
	} else if (n == 0) {
		die("the server has closed a connection");
	} else if (!p->busy || p->got + n > plan.bytes) {
		die("more bytes came back than were sent");
	}
	compare(in, position(p, p->round) + (uint64_t)p->got, (size_t)n);
	p->got += (int)n;
	if (p->got == plan.bytes)
		answered(p, now());
}

/* repeat sends datagrams again that have been lost. */
static void repeat(int64_t at)
{
	for (int i = 0; i < plan.connections; i++) {
		struct peer *p = &peers[i];
		if (p->busy && at - p->left > lost_after) {
			lost();
			p->repeats++;
			request(p, p->start, at);
		}
	}
}

/* due_now sends the requests that are due on connections that are not busy. */
static void due_now(int64_t at)
{
	static uint64_t next;
	while (zero + (int64_t)((double)next * 1e9 / plan.rate) <= at) {
		struct peer *p = &peers[next % (uint64_t)plan.connections];
		if (!p->busy && due(p) <= at)
			request(p, due(p), at);
		next++;
	}
}

static void run(void)
{
	struct epoll_event events[BATCH];
	int epoll = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
	for (int i = 0; i < plan.connections; i++) {
		struct epoll_event e = {.events = EPOLLIN, .data.ptr = &peers[i]};
		check(epoll_ctl(epoll, EPOLL_CTL_ADD, peers[i].fd, &e), "epoll_ctl");
	}
	begin();
	int64_t at = now(), looked = at;
	zero = at;
	for (int i = 0; plan.rate == 0 && i < plan.connections; i++)
		request(&peers[i], at, at);
	while (go_on(at = now())) {
		if (plan.rate > 0)
			due_now(at);
		if (datagrams && at - looked > lost_after / 4) {
			looked = at;
			repeat(at);
		}
		int n = epoll_wait(epoll, events, BATCH, plan.rate > 0 ? 0 : 50);
		for (int i = 0; i < n; i++)
			receive(events[i].data.ptr);
	}
}

static struct peer *new_peers(void)
{
	if (plan.bytes > PATTERN / 4)
		die("at most %d bytes", PATTERN / 4);
	return calloc((size_t)plan.connections, sizeof *peers);
}

/* run_tcp: connections. */
void run_tcp(void)
{
	peers = new_peers();
	int *fds = calloc((size_t)plan.connections, sizeof *fds);
	tcp_connect(fds, plan.connections, 0);
	for (int i = 0; i < plan.connections; i++)
		peers[i].fd = fds[i];
	free(fds);
	run();
}

/* run_udp: datagrams, each connection a socket of its own. */
void run_udp(void)
{
	datagrams = true;
	peers = new_peers();
	for (int i = 0; i < plan.connections; i++)
		peers[i].fd = udp_connect();
	run();
}
