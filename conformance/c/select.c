/* select.c: waiting for sockets. Chapter 15 of sockets.md. */
#include "check.h"

#include <stddef.h>
#include <stdlib.h>

/* states is which of the sets s is in: 1 read, 2 write, 4 except; -1 after an error. */
static int states(SOCKET s)
{
	fd_set r, w, e;
	struct timeval now = {0, 0};
	FD_ZERO(&r);
	FD_ZERO(&w);
	FD_ZERO(&e);
	FD_SET(s, &r);
	FD_SET(s, &w);
	FD_SET(s, &e);
	int n = select(0, &r, &w, &e, &now);
	int found = (FD_ISSET(s, &r) ? 1 : 0) | (FD_ISSET(s, &w) ? 2 : 0) | (FD_ISSET(s, &e) ? 4 : 0);
	if (n != (found & 1) + (found >> 1 & 1) + (found >> 2))
		return -1;
	return found;
}

static void table(void)
{
	SOCKET s = tcp(), l = listener(), a, b;
	expect("S-411", "fresh TCP", states(s), 0);
	expect("S-413", "an idle listener", states(l), 0);
	connect_to(s, "127.0.0.1", port(l));
	readable(l, 5000);
	expect("S-414", "a listener with a connection", states(l), 1);
	closesocket(l);
	closesocket(s);
	s = udp();
	expect("S-412", "fresh UDP", states(s), 2);
	closesocket(s);
	pair(&a, &b);
	expect("S-416", "connected", states(a), 2);
	send(b, "x", 1, 0);
	readable(a, 5000);
	expect("S-417", "with data", states(a), 3);
	closesocket(b);
	closesocket(a);
	pair(&a, &b);
	send(b, "u", 1, MSG_OOB);
	excepted(a, 5000);
	expect("S-418", "an urgent byte", states(a), 6);
	closesocket(b);
	closesocket(a);
	pair(&a, &b);
	set_option(a, SOL_SOCKET, SO_OOBINLINE, 1);
	send(b, "u", 1, MSG_OOB);
	readable(a, 5000);
	expect("S-419", "an urgent byte inline", states(a), 3);
	closesocket(b);
	closesocket(a);
	pair(&a, &b);
	static char much[1 << 20];
	nonblocking(a, 1);
	while (send(a, much, sizeof much, 0) > 0)
		;
	expect("S-420", "a full queue", states(a), 0);
	reset(a);
	closesocket(b);
	pair(&a, &b);
	closesocket(b);
	readable(a, 5000);
	expect("S-421", "the peer closed", states(a), 3);
	closesocket(a);
	pair(&a, &b);
	reset(b);
	readable(a, 5000);
	expect("S-422", "the peer reset", states(a), 3);
	closesocket(a);
	s = tcp();
	nonblocking(s, 1);
	connect_to(s, "127.0.0.1", dead());
	excepted(s, 10000);
	expect("S-423", "a nonblocking connect failed", states(s), 4);
	expect("S-423", "again", states(s), 4);
	closesocket(s);
	s = bound(tcp());
	connect_to(s, "127.0.0.1", dead());
	expect("S-424", "a blocking connect failed", states(s), 4);
	if (listen(s, 1) == 0)
		expect("S-425", "listening after it", states(s), 4);
	else
		check("S-425", 0, "listening after it");
	closesocket(s);
}

static void arguments(void)
{
	fd_set r, w, e;
	struct timeval now = {0, 0}, bad = {-1, 0}, some = {0, 1000};
	SOCKET s = udp(), t = tcp();
	FD_ZERO(&r);
	FD_ZERO(&w);
	FD_ZERO(&e);
	fails("S-400", "no sets", select(0, NULL, NULL, NULL, &now), WSAEINVAL);
	fails("S-400", "no sets, no limit", select(0, NULL, NULL, NULL, NULL), WSAEINVAL);
	fails("S-400", "empty sets", select(0, &r, &w, &e, &now), WSAEINVAL);
	FD_SET(t, &r);
	fails("S-402", "a negative limit", select(0, &r, NULL, NULL, &bad), WSAEINVAL);
	FD_ZERO(&r);
	FD_SET(t, &r);
	expect("S-404", "a limit of 0", select(0, &r, NULL, NULL, &now), 0);
	expect("S-400", "the set is empty then", r.fd_count, 0);
	FD_SET(t, &r);
	expect("S-403", "a limit", select(0, &r, NULL, NULL, &some), 0);
	check("S-403", some.tv_sec == 0 && some.tv_usec == 1000, "it is left alone");
	FD_SET(t, &r);
	FD_SET(s, &w);
	expect("S-404", "no limit", select(0, &r, &w, NULL, NULL), 1);
	FD_ZERO(&w);
	FD_SET(s, &w);
	expect("S-397", "the first argument is ignored", select(-77, NULL, &w, NULL, &now), 1);
	FD_ZERO(&r);
	FD_SET(s, &r);
	FD_SET((SOCKET)0xDEADBEEF, &r);
	fails("S-401", "a bad socket", select(0, &r, NULL, NULL, &now), WSAENOTSOCK);
	check("S-401", r.fd_count == 2 && r.fd_array[0] == s, "the set is left alone");
	closesocket(t);
	FD_ZERO(&e);
	FD_SET(t, &e);
	fails("S-401", "a closed socket", select(0, NULL, NULL, &e, &now), WSAENOTSOCK);
	closesocket(s);
}

static void results(void)
{
	struct timeval now = {0, 0};
	fd_set r, w;
	SOCKET a, b;
	pair(&a, &b);
	send(a, "x", 1, 0);
	readable(b, 5000);
	FD_ZERO(&r);
	FD_ZERO(&w);
	FD_SET(b, &r);
	FD_SET(b, &w);
	expect("S-405", "ready in two sets", select(0, &r, &w, NULL, &now), 2);
	FD_ZERO(&w);
	w.fd_count = 2;
	w.fd_array[0] = w.fd_array[1] = a;
	expect("S-406", "listed twice", select(0, NULL, &w, NULL, &now), 1);
	check("S-406", w.fd_count == 1 && w.fd_array[0] == a && w.fd_array[1] == a,
		"it is there once, the rest is left alone");
	FD_ZERO(&w);
	FD_SET(b, &w);
	FD_SET(a, &w);
	expect("S-407", "two ready", select(0, NULL, &w, NULL, &now), 2);
	check("S-407", w.fd_array[0] == b && w.fd_array[1] == a, "in their order");
	FD_ZERO(&w);
	FD_SET(a, &w);
	FD_SET(b, &w);
	expect("S-408", "one set for both", select(0, &w, &w, NULL, &now), 2);
	closesocket(a);
	closesocket(b);
}

enum { MANY = 200 };

static void many(void)
{
	struct {
		u_int count;
		SOCKET array[MANY];
	} set;
	struct timeval now = {0, 0};
	for (int i = 0; i < MANY; i++)
		set.array[i] = udp();
	set.count = MANY;
	expect("S-398", "200 sockets in a set", select(0, NULL, (fd_set *)&set, NULL, &now), MANY);
	expect("S-398", "the count", set.count, MANY);
	for (int i = 1; i < MANY; i++)
		closesocket(set.array[i]);
	/* A set that ends behind its last entry, before a page that is not there. */
	SYSTEM_INFO info;
	GetSystemInfo(&info);
	char *p = VirtualAlloc(NULL, 2 * info.dwPageSize, MEM_RESERVE, PAGE_NOACCESS);
	VirtualAlloc(p, info.dwPageSize, MEM_COMMIT, PAGE_READWRITE);
	fd_set *tight = (fd_set *)(p + info.dwPageSize - offsetof(fd_set, fd_array) - sizeof(SOCKET));
	tight->fd_count = 1;
	tight->fd_array[0] = set.array[0];
	expect("S-399", "a truncated set", select(0, NULL, tight, NULL, &now), 1);
	VirtualFree(p, 0, MEM_RELEASE);
	closesocket(set.array[0]);
	check("S-396", sizeof(fd_set) == 520 && FD_SETSIZE == 64 && offsetof(fd_set, fd_array) == 8,
		"fd_set in memory");
	fd_set full;
	FD_ZERO(&full);
	for (int i = 0; i < 80; i++)
		FD_SET((SOCKET)(4 + 4 * i), &full);
	expect("S-396", "FD_SET stops at FD_SETSIZE", full.fd_count, 64);
	FD_CLR((SOCKET)4, &full);
	check("S-396", full.fd_count == 63 && full.fd_array[0] == 8, "FD_CLR");
}

int main(void)
{
	start();
	table();
	arguments();
	results();
	many();
	WSACleanup();
	return verdict();
}
