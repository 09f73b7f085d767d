/* connect.c: sockets to the server. */
#include "load.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* After so many new connections the last one is tried, so that no server's queue overflows. */
enum { STEP = 64 };

/*
 * tcp_socket makes a socket that has the number's address of 127.16.0.0/12, so
 * that no address runs out of ports: those of closed connections are taken for a
 * minute.
 */
int tcp_socket(unsigned number, bool blocking)
{
	int on = 1;
	int fd = check(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | (blocking ? 0 : SOCK_NONBLOCK),
		IPPROTO_TCP), "socket");
	struct sockaddr_in from = {.sin_family = AF_INET};
	from.sin_addr.s_addr = htonl(0x7f100000 | (number & 0xfffff));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
	check(bind(fd, (struct sockaddr *)&from, sizeof from), "bind");
	return fd;
}

/* exchange sends a byte and waits until it is back: the server has accepted. */
static void exchange(int fd)
{
	struct timeval limit = {.tv_sec = 10};
	char byte;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	check((int)send(fd, pattern_at(0), 1, MSG_NOSIGNAL), "send");
	if (recv(fd, &byte, 1, 0) != 1)
		die("the server does not answer");
	compare(&byte, 0, 1);
}

/* tcp_connect makes count connections; first is the number of the first one's address. */
void tcp_connect(int *fds, int count, unsigned first)
{
	for (int i = 0; i < count; i++) {
		fds[i] = tcp_socket(first + (unsigned)i / STEP, true);
		check(connect(fds[i], (struct sockaddr *)&plan.to, sizeof plan.to), "connect");
		if (i % STEP == STEP - 1 || i == count - 1)
			exchange(fds[i]);
	}
}

/* udp_connect makes a socket for datagrams to and from the server. */
int udp_connect(void)
{
	int fd = check(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP), "socket");
	check(connect(fd, (struct sockaddr *)&plan.to, sizeof plan.to), "connect");
	return fd;
}
