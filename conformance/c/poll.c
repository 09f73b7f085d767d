/* poll.c: WSAPoll. Chapter 16 of sockets.md. */
#include "check.h"

#include <stddef.h>

#define ALL (POLLRDNORM | POLLRDBAND | POLLWRNORM)

/* poll is the revents of one socket. */
static int revents(SOCKET s)
{
	WSAPOLLFD p = {s, ALL, 0x7777};
	int n = WSAPoll(&p, 1, 0);
	return n == (p.revents != 0) ? p.revents : -1;
}

/* until waits until one of the events has come, up to 5 s. */
static void until(SOCKET s, int events)
{
	for (int i = 0; i < 500 && !(revents(s) & events); i++)
		Sleep(10);
}

static void table(void)
{
	SOCKET a, b, s = listener(), t = tcp();
	expect("S-440", "an idle listener", revents(s), 0);
	connect_to(t, "127.0.0.1", port(s));
	readable(s, 5000);
	expect("S-441", "a listener with a connection", revents(s), POLLRDNORM);
	closesocket(s);
	closesocket(t);
	pair(&a, &b);
	expect("S-442", "connected", revents(a), POLLWRNORM);
	send(b, "x", 1, 0);
	readable(a, 5000);
	expect("S-443", "with data", revents(a), POLLRDNORM | POLLWRNORM);
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
	send(b, "u", 1, MSG_OOB);
	excepted(a, 5000);
	expect("S-444", "an urgent byte", revents(a), POLLRDBAND | POLLWRNORM);
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
	set_option(a, SOL_SOCKET, SO_OOBINLINE, 1);
	send(b, "u", 1, MSG_OOB);
	readable(a, 5000);
	expect("S-445", "an urgent byte inline", revents(a), POLLRDNORM | POLLWRNORM);
	char c;
	recv(a, &c, 1, 0);
	expect("S-445", "read", revents(a), POLLWRNORM);
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
	shutdown(a, SD_RECEIVE);
	expect("S-446", "SD_RECEIVE", revents(a), POLLWRNORM);
	expect("S-446", "the peer's", revents(b), POLLWRNORM);
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
	send(b, "x", 1, 0);
	shutdown(b, SD_SEND);
	until(a, POLLHUP);
	expect("S-448", "the peer's SD_SEND, data", revents(a), POLLRDNORM | POLLWRNORM | POLLHUP);
	recv(a, &c, 1, 0);
	expect("S-447", "the peer's SD_SEND", revents(a), POLLWRNORM | POLLHUP);
	expect("S-449", "SD_SEND", revents(b), POLLWRNORM);
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
	closesocket(b);
	until(a, POLLHUP);
	expect("S-450", "the peer closed", revents(a), POLLWRNORM | POLLHUP);
	closesocket(a);
	pair(&a, &b);
	reset(b);
	until(a, POLLERR);
	expect("S-451", "the peer reset", revents(a), POLLERR | POLLHUP | POLLWRNORM);
	closesocket(a);
	s = tcp();
	nonblocking(s, 1);
	connect_to(s, "127.0.0.1", dead());
	excepted(s, 10000);
	expect("S-452", "a nonblocking connect failed", revents(s), POLLWRNORM | POLLHUP | POLLERR);
	closesocket(s);
	s = tcp();
	connect_to(s, "127.0.0.1", dead());
	expect("S-453", "a blocking connect failed", revents(s), POLLWRNORM | POLLHUP | POLLERR);
	closesocket(s);
	s = udp();
	expect("S-454", "unbound UDP", revents(s), POLLWRNORM);
	bound(s);
	expect("S-454", "bound UDP", revents(s), POLLWRNORM);
	t = connected(s);
	send(t, "x", 1, 0);
	readable(s, 5000);
	expect("S-455", "UDP with data", revents(s), POLLRDNORM | POLLWRNORM);
	closesocket(s);
	closesocket(t);
}

static void arguments(void)
{
	SOCKET s = udp();
	WSAPOLLFD p[3] = {{s, POLLWRNORM, 0}, {INVALID_SOCKET, POLLWRNORM, 0}, {0xDEADBEEF, POLLIN, 0}};
	fails("S-432", "no entries, count 0", WSAPoll(NULL, 0, 0), WSAEINVAL);
	fails("S-432", "no entries, count 1", WSAPoll(NULL, 1, 0), WSAEFAULT);
	for (int bit = 1; bit < 0x10000; bit <<= 1) {
		if (bit & (POLLIN | POLLOUT))
			continue;
		WSAPOLLFD q = {s, (SHORT)bit, 0};
		fails("S-433", "an event that can't be asked for", WSAPoll(&q, 1, 0), WSAEINVAL);
	}
	p[0].revents = p[1].revents = p[2].revents = 0x7777;
	expect("S-434", "-1 beside a socket", WSAPoll(p, 2, 0), 1);
	expect("S-434", "its revents", p[1].revents, POLLNVAL);
	expect("S-434", "the socket's", p[0].revents, POLLWRNORM);
	expect("S-435", "0xDEADBEEF beside a socket", WSAPoll(p, 3, 0), 1);
	expect("S-435", "its revents", p[2].revents, POLLNVAL);
	p[2].events = POLLPRI;
	fails("S-436", "0xDEADBEEF with a bad event", WSAPoll(p, 3, 0), WSAEINVAL);
	check("S-436", p[0].revents == 0 && p[1].revents == 0 && p[2].revents == 0, "all revents");
	p[2].events = POLLIN;
	fails("S-437", "no socket at all", WSAPoll(p + 1, 2, 0), WSAENOTSOCK);
	check("S-437", p[1].revents == POLLNVAL && p[2].revents == POLLNVAL, "their revents");
	p[0].events = POLLIN;
	p[0].revents = 0x7777;
	expect("S-431", "a limit of 20 ms", WSAPoll(p, 1, 20), 0);
	expect("S-438", "revents is written", p[0].revents, 0);
	p[0].events = POLLOUT;
	expect("S-431", "no limit", WSAPoll(p, 1, -1), 1);
	closesocket(s);
	SOCKET a, b;
	pair(&a, &b);
	closesocket(b);
	until(a, POLLHUP);
	p[0].fd = a;
	p[0].events = 0;
	expect("S-439", "nothing asked for", WSAPoll(p, 1, 0), 1);
	expect("S-439", "POLLHUP", p[0].revents, POLLHUP);
	closesocket(a);
}

int main(void)
{
	start();
	check("S-427", POLLRDNORM == 0x100 && POLLRDBAND == 0x200 && POLLIN == 0x300, "reading");
	check("S-428", POLLWRNORM == 0x10 && POLLOUT == 0x10 && POLLWRBAND == 0x20, "writing");
	check("S-429", POLLPRI == 0x400, "POLLPRI");
	check("S-430", POLLERR == 1 && POLLHUP == 2 && POLLNVAL == 4, "what needs no asking");
	check("S-431", sizeof(WSAPOLLFD) == 16 && offsetof(WSAPOLLFD, events) == 8 &&
		offsetof(WSAPOLLFD, revents) == 10, "WSAPOLLFD in memory");
	table();
	arguments();
	WSACleanup();
	return verdict();
}
