/*
 * pingpong.c: each connection sends a request and waits until all of it is back.
 *
 * Closed loop: the answer starts the next request. At a rate: request i is due at
 * start + i / rate, on connection i modulo connections; its latency counts from
 * when it was due, so that a server that stops for a moment is charged with all
 * that became due meanwhile (no coordinated omission).
 */
#include "load.h"

#include <stdlib.h>
#include <string.h>

/* After so long a datagram counts as lost and is sent again. */
static const int64_t lost_after = 200 * 1000000LL;

struct peer {
	bool busy;
	size_t got;     /* bytes of the answer */
	int late;       /* answers that may still come for the round before */
	int repeats;    /* of this request, which counted as lost */
	uint64_t round; /* requests sent before this one */
	int64_t start;  /* of this one: when it left or was due */
	int64_t left;
};

static struct peer *peers;
static const struct engine *engine;
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
	engine->transmit((int)(p - peers), pattern_at(position(p, p->round)), (size_t)plan.bytes);
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
static bool late_answer(struct peer *p, const void *in, size_t n)
{
	if (p->late == 0 || n != (size_t)plan.bytes ||
			memcmp(in, pattern_at(position(p, p->round - 1)), n) != 0)
		return false;
	p->late--;
	return true;
}

/* arrived takes what has come to a connection. */
static void arrived(int line, const void *in, size_t n, int64_t at)
{
	struct peer *p = &peers[line];
	if (datagrams) {
		if (!p->busy || late_answer(p, in, n))
			return;
		if (n != (size_t)plan.bytes)
			die("a datagram came back with another length");
	} else if (n == 0) {
		die("the server has closed a connection");
	} else if (!p->busy || p->got + n > (size_t)plan.bytes) {
		die("more bytes came back than were sent");
	}
	compare(in, position(p, p->round) + p->got, n);
	p->got += n;
	if (p->got == (size_t)plan.bytes)
		answered(p, at);
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

static void run(const int *fds)
{
	engine = start_engine(fds, plan.connections, (size_t)plan.bytes, arrived);
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
		engine->turn(plan.rate == 0);
	}
}

/* prepare makes the peers and a place for their sockets. */
static int *prepare(void)
{
	if (plan.bytes > PATTERN / 4)
		die("at most %d bytes", PATTERN / 4);
	peers = calloc((size_t)plan.connections, sizeof *peers);
	return calloc((size_t)plan.connections, sizeof(int));
}

/* run_tcp: connections. */
void run_tcp(void)
{
	int *fds = prepare();
	tcp_connect(fds, plan.connections, 0);
	run(fds);
	free(fds);
}

/* run_udp: datagrams, each connection a socket of its own. */
void run_udp(void)
{
	datagrams = true;
	int *fds = prepare();
	for (int i = 0; i < plan.connections; i++)
		fds[i] = udp_connect();
	run(fds);
	free(fds);
}
