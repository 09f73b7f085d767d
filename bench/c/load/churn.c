/*
 * churn.c: connect, send a request, wait until all of it is back, close; so many
 * at once as there are connections. The client closes first, so that no port of
 * the server's is left waiting, and its address changes.
 */
#include "load.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 256 };

struct visit {
	int fd;
	bool asked; /* the request is sent */
	int got;
	uint64_t number;
	int64_t start;
};

static int epoll;
static uint64_t visits;

static void expect(struct visit *v, int operation, uint32_t events)
{
	struct epoll_event e = {.events = events, .data.ptr = v};
	check(epoll_ctl(epoll, operation, v->fd, &e), "epoll_ctl");
}

/* ask sends the request; false when the connection is not there yet. */
static bool ask(struct visit *v)
{
	ssize_t n = send(v->fd, pattern_at(v->number * 61), (size_t)plan.bytes, MSG_NOSIGNAL);
	if (n < 0 && errno == EAGAIN)
		return false;
	if (n != plan.bytes)
		die("send: %m");
	return v->asked = true;
}

static void enter(struct visit *v)
{
	v->number = visits++;
	v->got = 0;
	v->asked = false;
	v->start = now();
	v->fd = tcp_socket((unsigned)v->number, false);
	if (connect(v->fd, (struct sockaddr *)&plan.to, sizeof plan.to) != 0 && errno != EINPROGRESS)
		die("connect: %m");
	expect(v, EPOLL_CTL_ADD, ask(v) ? EPOLLIN : EPOLLOUT);
}

static void receive(struct visit *v)
{
	unsigned char in[PATTERN / 4];
	ssize_t n = recv(v->fd, in, (size_t)(plan.bytes - v->got), 0);
	if (n < 0 && errno == EAGAIN)
		return;
	if (n < 0)
		die("recv: %m");
	if (n == 0)
		die("the server has closed a connection");
	compare(in, v->number * 61 + (uint64_t)v->got, (size_t)n);
	v->got += (int)n;
	if (v->got < plan.bytes)
		return;
	done(v->start, now());
	close(v->fd);
	enter(v);
}

void run_churn(void)
{
	struct epoll_event events[BATCH];
	if (plan.bytes > PATTERN / 4)
		die("at most %d bytes", PATTERN / 4);
	/* Runs that follow one another begin at different addresses. */
	visits = (uint64_t)now();
	epoll = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
	struct visit *all = calloc((size_t)plan.connections, sizeof *all);
	begin();
	for (int i = 0; i < plan.connections; i++)
		enter(&all[i]);
	while (go_on(now())) {
		int n = epoll_wait(epoll, events, BATCH, 50);
		for (int i = 0; i < n; i++) {
			struct visit *v = events[i].data.ptr;
			if (v->asked)
				receive(v);
			else if (ask(v))
				expect(v, EPOLL_CTL_MOD, EPOLLIN);
		}
	}
}
