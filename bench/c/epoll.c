/*
 * epoll.c: the baseline, an echo server that calls the kernel and nothing else.
 *
 *	epoll [-b BYTES] [-w WORKERS] tcp|udp
 *
 * It prints "port=N own=BYTES", what it listens at and what it keeps for a
 * connection, and serves until it is killed. It reads up to BYTES (4096) at once.
 *
 * A worker is a thread with an epoll set and a buffer of its own; the first one
 * accepts and gives connections out in turn. Connections are edge-triggered: a
 * read that does not fill the buffer has emptied the socket, so that no read is in
 * vain and the kernel need not look at the socket again.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 256, BUFFER = 65536, WORKERS = 64 };

struct connection {
	int fd, epoll;
	int full;       /* it has been */
	int start, end; /* of what is not sent yet */
	char *rest;     /* NULL when all is sent */
};

static int epolls[WORKERS], workers = 1, bytes = 4096, listener;

static int check(int result, const char *what)
{
	if (result < 0) {
		perror(what);
		exit(1);
	}
	return result;
}

static void finish(struct connection *c)
{
	close(c->fd);
	free(c->rest);
	free(c);
}

/*
 * watch enters a connection. Only those that have ever been full wait for room: for
 * the others it would be an event in vain when they are new.
 */
static void watch(struct connection *c, int operation, uint32_t room)
{
	struct epoll_event e = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET | room, .data.ptr = c};
	check(epoll_ctl(c->epoll, operation, c->fd, &e), "epoll_ctl");
}

/* keep takes a copy of what the socket did not take. */
static void keep(struct connection *c, const char *data, int n)
{
	if (!c->full)
		watch(c, EPOLL_CTL_MOD, EPOLLOUT);
	c->full = 1;
	c->rest = malloc((size_t)n);
	memcpy(c->rest, data, (size_t)n);
	c->start = 0;
	c->end = n;
}

/* flush sends what is left; false when some still is, or the connection has ended. */
static int flush(struct connection *c)
{
	ssize_t n = send(c->fd, c->rest + c->start, (size_t)(c->end - c->start), MSG_NOSIGNAL);
	if (n < 0) {
		if (errno != EAGAIN)
			finish(c);
		return 0;
	}
	c->start += (int)n;
	if (c->start < c->end)
		return 0;
	free(c->rest);
	c->rest = NULL;
	return 1;
}

static void echo(struct connection *c)
{
	static __thread char buffer[BUFFER];
	if (c->rest != NULL && !flush(c))
		return;
	for (;;) {
		ssize_t n = recv(c->fd, buffer, (size_t)bytes, 0);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			finish(c);
			return;
		}
		ssize_t sent = send(c->fd, buffer, (size_t)n, MSG_NOSIGNAL);
		if (sent < 0 && errno != EAGAIN) {
			finish(c);
			return;
		}
		if (sent < n) {
			sent = sent < 0 ? 0 : sent;
			keep(c, buffer + sent, (int)(n - sent));
			return;
		}
		if (n < bytes)
			return;
	}
}

/*
 * accept_one: when more connections wait, the level-triggered listener says so next
 * time, together with what there is to read; asking in vain costs more.
 */
static void accept_one(void)
{
	static int turn;
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd >= 0) {
		struct connection *c = calloc(1, sizeof *c);
		c->fd = fd;
		c->epoll = epolls[turn++ % workers];
		watch(c, EPOLL_CTL_ADD, 0);
	}
}

static void echo_datagrams(void)
{
	static __thread char buffer[BUFFER];
	struct sockaddr_in from;
	for (;;) {
		socklen_t len = sizeof from;
		ssize_t n = recvfrom(listener, buffer, (size_t)bytes, 0, (struct sockaddr *)&from, &len);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n >= 0)
			sendto(listener, buffer, (size_t)n, 0, (struct sockaddr *)&from, len);
	}
}

static void (*arrived)(void);

static void *work(void *epoll)
{
	struct epoll_event events[BATCH];
	for (;;) {
		int n = epoll_wait(*(int *)epoll, events, BATCH, -1);
		for (int i = 0; i < n; i++) {
			if (events[i].data.ptr == NULL)
				arrived();
			else
				echo(events[i].data.ptr);
		}
	}
	return NULL;
}

static int open_listener(int type)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t len = sizeof at;
	int on = 1;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = check(socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
	check(bind(listener, (struct sockaddr *)&at, sizeof at), "bind");
	if (type == SOCK_STREAM) {
		/* Accepted connections have the option too. */
		setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		check(listen(listener, SOMAXCONN), "listen");
	}
	check(getsockname(listener, (struct sockaddr *)&at, &len), "getsockname");
	return ntohs(at.sin_port);
}

int main(int argc, char **argv)
{
	for (int option; (option = getopt(argc, argv, "b:w:")) != -1;) {
		switch (option) {
		case 'b': bytes = atoi(optarg); break;
		case 'w': workers = atoi(optarg); break;
		default: workers = 0; break;
		}
	}
	if (workers < 1 || workers > WORKERS || bytes < 1 || bytes > BUFFER || argc - optind != 1) {
		fputs("usage: epoll [-b bytes] [-w workers] tcp|udp\n", stderr);
		return 2;
	}
	struct rlimit files;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	int tcp = strcmp(argv[optind], "tcp") == 0;
	int port = open_listener(tcp ? SOCK_STREAM : SOCK_DGRAM);
	arrived = tcp ? accept_one : echo_datagrams;
	for (int i = 0; i < workers; i++) {
		epolls[i] = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
		/* All workers wait for datagrams, the first one for connections. */
		struct epoll_event e = {.events = EPOLLIN};
		if (i == 0 || !tcp)
			check(epoll_ctl(epolls[i], EPOLL_CTL_ADD, listener, &e), "epoll_ctl");
	}
	printf("port=%d own=%zu\n", port, sizeof(struct connection));
	fflush(stdout);
	for (int i = 1; i < workers; i++) {
		pthread_t thread;
		if (pthread_create(&thread, NULL, work, &epolls[i]) != 0)
			return 1;
	}
	work(&epolls[0]);
}
