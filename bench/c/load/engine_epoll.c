/* engine_epoll.c: bytes moved by epoll, recv and send; every kernel has them. */
#include "load.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { BATCH = 256 };

static int epoll;
static const int *lines;
static arrival *arrived;

static bool watch(const int *fds, int count, size_t most, arrival *call)
{
	(void)most;
	lines = fds;
	arrived = call;
	epoll = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
	for (int i = 0; i < count; i++) {
		struct epoll_event e = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
		check(epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &e), "epoll_ctl");
	}
	return true;
}

static void transmit(int line, const void *data, size_t n)
{
	if (send(lines[line], data, n, MSG_NOSIGNAL) != (ssize_t)n)
		die("send: %m");
}

static void receive(int line)
{
	static unsigned char in[PATTERN];
	ssize_t n = recv(lines[line], in, sizeof in, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == ECONNREFUSED))
		return;
	if (n < 0)
		die("recv: %m");
	arrived(line, in, (size_t)n, now());
}

static void turn(bool wait)
{
	struct epoll_event events[BATCH];
	int n = epoll_wait(epoll, events, BATCH, wait ? PAUSE : 0);
	for (int i = 0; i < n; i++)
		receive((int)events[i].data.u32);
}

const struct engine engine_epoll = {"epoll", watch, transmit, turn};
