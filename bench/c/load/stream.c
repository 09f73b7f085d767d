/*
 * stream.c: each connection writes blocks and reads them back; depth of them are
 * under way. An operation is a block that is back.
 */
#include "load.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { BATCH = 64, DEPTH = 256 };

struct stream {
	int fd;
	uint64_t offset;         /* of its bytes in the pattern */
	uint64_t sent, received; /* bytes */
	int64_t start[DEPTH];    /* of the blocks under way */
};

static struct stream *streams;

static bool again(ssize_t n, const char *what)
{
	if (n < 0 && errno != EAGAIN)
		die("%s: %m", what);
	return n < 0;
}

/* transmit writes what may be under way; false when the socket takes no more. */
static bool transmit(struct stream *s)
{
	uint64_t block = (uint64_t)plan.bytes;
	uint64_t limit = (s->received / block + (uint64_t)plan.depth) * block;
	while (s->sent < limit) {
		uint64_t rest = block - s->sent % block;
		if (rest == block)
			s->start[s->sent / block % DEPTH] = now();
		ssize_t n = send(s->fd, pattern_at(s->offset + s->sent), rest, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (again(n, "send"))
			return false;
		s->sent += (uint64_t)n;
	}
	return true;
}

/* receive reads once; false when there is nothing. */
static bool receive(struct stream *s)
{
	static unsigned char in[PATTERN];
	ssize_t n = recv(s->fd, in, sizeof in, MSG_DONTWAIT);
	if (again(n, "recv"))
		return false;
	if (n == 0)
		die("the server has closed a connection");
	if (s->received + (uint64_t)n > s->sent)
		die("more bytes came back than were sent");
	compare(in, s->offset + s->received, (size_t)n);
	uint64_t block = (uint64_t)plan.bytes, first = s->received / block;
	s->received += (uint64_t)n;
	for (uint64_t i = first; i < s->received / block; i++)
		done(s->start[i % DEPTH], now());
	return true;
}

void run_stream(void)
{
	struct epoll_event events[BATCH];
	if (plan.bytes > PATTERN || plan.depth > DEPTH)
		die("at most %d bytes and %d blocks under way", PATTERN, DEPTH);
	streams = calloc((size_t)plan.connections, sizeof *streams);
	int *fds = calloc((size_t)plan.connections, sizeof *fds);
	tcp_connect(fds, plan.connections, 0);
	int epoll = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
	for (int i = 0; i < plan.connections; i++) {
		struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = &streams[i]};
		streams[i].fd = fds[i];
		streams[i].offset = (uint64_t)i * 977;
		check(epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &e), "epoll_ctl");
	}
	free(fds);
	begin();
	while (go_on(now())) {
		int n = epoll_wait(epoll, events, BATCH, 50);
		for (int i = 0; i < n; i++) {
			struct stream *s = events[i].data.ptr;
			bool more;
			do {
				more = receive(s);
				transmit(s);
			} while (more);
		}
	}
}
