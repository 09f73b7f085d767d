/*
 * uring.c: an echo server on io_uring, one request in flight per connection.
 *
 *	uring [-b BYTES] [-w WORKERS] tcp|udp
 *
 * It prints "port=N own=BYTES", what it listens at and what it keeps for a
 * connection with its buffer of BYTES (4096), and serves until it is killed. A
 * worker is a thread with a ring and a listener of its own (SO_REUSEPORT).
 */
#include <errno.h>
#include <liburing.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { ENTRIES = 4096, PENDING = 16, WORKERS = 64 };

static int bytes = 4096, workers = 1, type;
static struct sockaddr_in at = {.sin_family = AF_INET};

/* stream is a connection. */
struct stream {
	int fd;
	int start, end; /* of what is to be sent; equal while it receives */
	char buffer[];
};

/* datagram is a place for one that comes or goes. */
struct datagram {
	int sending;
	struct sockaddr_in peer;
	struct iovec part;
	struct msghdr message;
	char buffer[];
};

static int check(int result, const char *what)
{
	if (result < 0) {
		fprintf(stderr, "uring: %s: %s\n", what, strerror(result == -1 ? errno : -result));
		exit(1);
	}
	return result;
}

static struct io_uring_sqe *entry(struct io_uring *ring)
{
	struct io_uring_sqe *sqe;
	while ((sqe = io_uring_get_sqe(ring)) == NULL)
		check(io_uring_submit(ring), "io_uring_submit");
	return sqe;
}

static void receive(struct io_uring *ring, struct stream *s)
{
	struct io_uring_sqe *sqe = entry(ring);
	s->start = s->end = 0;
	io_uring_prep_recv(sqe, s->fd, s->buffer, (size_t)bytes, 0);
	io_uring_sqe_set_data(sqe, s);
}

static void transmit(struct io_uring *ring, struct stream *s)
{
	struct io_uring_sqe *sqe = entry(ring);
	io_uring_prep_send(sqe, s->fd, s->buffer + s->start, (size_t)(s->end - s->start), MSG_NOSIGNAL);
	io_uring_sqe_set_data(sqe, s);
}

static void stream_done(struct io_uring *ring, struct stream *s, int result)
{
	int sent = s->end > 0;
	if (result <= 0) {
		close(s->fd);
		free(s);
		return;
	}
	if (sent)
		s->start += result;
	else
		s->end = result;
	if (s->start < s->end)
		transmit(ring, s);
	else
		receive(ring, s);
}

/* accept_all: one request gives all connections; its data is NULL. */
static void accept_all(struct io_uring *ring, int listener)
{
	struct io_uring_sqe *sqe = entry(ring);
	io_uring_prep_multishot_accept(sqe, listener, NULL, NULL, SOCK_CLOEXEC);
	io_uring_sqe_set_data(sqe, NULL);
}

static void accepted(struct io_uring *ring, int listener, const struct io_uring_cqe *cqe)
{
	if (cqe->res >= 0) {
		struct stream *s = malloc(sizeof *s + (size_t)bytes);
		s->fd = cqe->res;
		receive(ring, s);
	}
	if (!(cqe->flags & IORING_CQE_F_MORE))
		accept_all(ring, listener);
}

static void receive_from(struct io_uring *ring, int fd, struct datagram *d)
{
	struct io_uring_sqe *sqe = entry(ring);
	d->sending = 0;
	d->part = (struct iovec){.iov_base = d->buffer, .iov_len = (size_t)bytes};
	d->message = (struct msghdr){
		.msg_name = &d->peer, .msg_namelen = sizeof d->peer, .msg_iov = &d->part, .msg_iovlen = 1};
	io_uring_prep_recvmsg(sqe, fd, &d->message, 0);
	io_uring_sqe_set_data(sqe, d);
}

static void datagram_done(struct io_uring *ring, int fd, struct datagram *d, int result)
{
	if (d->sending || result < 0) {
		receive_from(ring, fd, d);
		return;
	}
	struct io_uring_sqe *sqe = entry(ring);
	d->sending = 1;
	d->part.iov_len = (size_t)result;
	io_uring_prep_sendmsg(sqe, fd, &d->message, 0);
	io_uring_sqe_set_data(sqe, d);
}

static void *work(void *listener)
{
	int fd = *(int *)listener;
	struct io_uring ring;
	struct io_uring_params params = {
		.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE,
		.cq_entries = 8 * ENTRIES,
	};
	check(io_uring_queue_init_params(ENTRIES, &ring, &params), "io_uring_setup");
	if (type == SOCK_STREAM)
		accept_all(&ring, fd);
	for (int i = 0; type == SOCK_DGRAM && i < PENDING; i++)
		receive_from(&ring, fd, calloc(1, sizeof(struct datagram) + (size_t)bytes));
	for (;;) {
		int result = io_uring_submit_and_wait(&ring, 1);
		if (result < 0 && result != -EINTR && result != -EAGAIN && result != -EBUSY)
			check(result, "io_uring_enter");
		struct io_uring_cqe *cqe;
		unsigned head, count = 0;
		io_uring_for_each_cqe(&ring, head, cqe) {
			void *data = io_uring_cqe_get_data(cqe);
			count++;
			if (type == SOCK_DGRAM)
				datagram_done(&ring, fd, data, cqe->res);
			else if (data == NULL)
				accepted(&ring, fd, cqe);
			else
				stream_done(&ring, data, cqe->res);
		}
		io_uring_cq_advance(&ring, count);
	}
	return NULL;
}

/* open_listener makes another socket at the address; the first one chooses the port. */
static int open_listener(void)
{
	socklen_t len = sizeof at;
	int on = 1, fd = check(socket(AF_INET, type | SOCK_CLOEXEC, 0), "socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
	check(bind(fd, (struct sockaddr *)&at, sizeof at), "bind");
	check(getsockname(fd, (struct sockaddr *)&at, &len), "getsockname");
	if (type == SOCK_STREAM) {
		/* Accepted connections have the option too. */
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		check(listen(fd, SOMAXCONN), "listen");
	}
	return fd;
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
	if (workers < 1 || workers > WORKERS || bytes < 1 || argc - optind != 1) {
		fputs("usage: uring [-b bytes] [-w workers] tcp|udp\n", stderr);
		return 2;
	}
	struct rlimit files;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	type = strcmp(argv[optind], "tcp") == 0 ? SOCK_STREAM : SOCK_DGRAM;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int listeners[WORKERS];
	for (int i = 0; i < workers; i++)
		listeners[i] = open_listener();
	printf("port=%d own=%zu\n", ntohs(at.sin_port), sizeof(struct stream) + (size_t)bytes);
	fflush(stdout);
	for (int i = 1; i < workers; i++) {
		pthread_t thread;
		if (pthread_create(&thread, NULL, work, &listeners[i]) != 0)
			return 1;
	}
	work(&listeners[0]);
}
