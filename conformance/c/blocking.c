/*
 * blocking.c: calls that wait are ended by closesocket of another thread.
 * Chapters 6, 10, 14 and 15 of sockets.md.
 *
 * A thread tells that it is about to call; whether it waits in the call by then
 * nobody can know, so that each case is tried again, waiting longer, when the
 * call was not reached in time.
 */
#include "check.h"

/* One call of another thread, and what became of it. */
struct waiter {
	SOCKET s;
	volatile LONG about;
	long long result;
	int error, extra;
};

/* The forms of waiting. */
static void wait_accept(struct waiter *w)
{
	w->result = (long long)accept(w->s, NULL, NULL);
}

static void wait_recv(struct waiter *w)
{
	char c;
	w->result = recv(w->s, &c, 1, 0);
}

static void wait_recvfrom(struct waiter *w)
{
	char c;
	struct sockaddr_in from;
	int n = sizeof from;
	w->result = recvfrom(w->s, &c, 1, 0, (struct sockaddr *)&from, &n);
}

static void wait_wsarecv(struct waiter *w)
{
	char c;
	WSABUF b = {1, &c};
	DWORD n, flags = 0;
	w->result = WSARecv(w->s, &b, 1, &n, &flags, NULL, NULL);
}

static void wait_read(struct waiter *w)
{
	fd_set set;
	FD_ZERO(&set);
	FD_SET(w->s, &set);
	w->result = select(0, &set, NULL, NULL, NULL);
	w->extra = set.fd_count == 1 && set.fd_array[0] == w->s;
}

static void wait_except(struct waiter *w)
{
	fd_set set;
	FD_ZERO(&set);
	FD_SET(w->s, &set);
	w->result = select(0, NULL, NULL, &set, NULL);
	w->extra = set.fd_count == 0;
}

static void wait_poll(struct waiter *w)
{
	WSAPOLLFD p = {w->s, POLLIN, 0};
	w->result = WSAPoll(&p, 1, -1);
	w->extra = p.revents == POLLNVAL;
}

static void wait_ioctl(struct waiter *w)
{
	DWORD n;
	w->result = WSAIoctl(w->s, 0x28000017, NULL, 0, NULL, 0, &n, NULL, NULL);
}

static void (*form)(struct waiter *);

static DWORD WINAPI waiting(void *p)
{
	struct waiter *w = p;
	InterlockedExchange(&w->about, 1);
	WSASetLastError(0);
	form(w);
	w->error = WSAGetLastError();
	return 0;
}

/* ended makes a thread wait for s in the given form and closes s after ms. */
static struct waiter ended(void (*how)(struct waiter *), SOCKET s, int ms)
{
	struct waiter w = {s, 0, 77, 77, 0};
	form = how;
	HANDLE t = on_thread(waiting, &w);
	while (InterlockedCompareExchange(&w.about, 1, 1) == 0)
		Sleep(1);
	Sleep(ms);
	closesocket(s);
	joined(t);
	return w;
}

static SOCKET peer = INVALID_SOCKET;

/* a_stream and a_dgram make what is waited for. */
static SOCKET a_stream(void)
{
	SOCKET s;
	closesocket(peer);
	pair(&s, &peer);
	return s;
}

static SOCKET a_dgram(void)
{
	return bound(udp());
}

/* closed is a call that failed because its socket was closed. */
static int closed(int error)
{
	return error == WSAEINTR || error == WSAECONNABORTED || error == WSAENOTSOCK ||
		error == WSA_OPERATION_ABORTED;
}

static void receives(void)
{
	struct waiter w = ended(wait_accept, listener(), 50);
	expect("S-204", "a blocked accept", w.result, INVALID_SOCKET);
	check("S-386", w.result == (long long)INVALID_SOCKET && closed(w.error), "its error");
	w = ended(wait_recv, a_stream(), 50);
	check("S-325", w.result == SOCKET_ERROR && closed(w.error), "a blocked recv");
	w = ended(wait_wsarecv, a_stream(), 50);
	check("S-325", w.result == SOCKET_ERROR && closed(w.error), "a blocked WSARecv");
	w = ended(wait_recvfrom, a_dgram(), 50);
	check("S-325", w.result == SOCKET_ERROR && closed(w.error), "a blocked recvfrom");
	w = ended(wait_ioctl, a_dgram(), 50);
	check("S-641", w.result == SOCKET_ERROR, "SIO_ADDRESS_LIST_CHANGE waits");
	w = ended(wait_recv, a_dgram(), 50);
	check("S-325", w.result == SOCKET_ERROR && closed(w.error), "a blocked recv of UDP");
}

/* tried repeats a case, waiting longer each time, until it is as wanted. */
static struct waiter tried(void (*how)(struct waiter *), SOCKET (*make)(void), int result)
{
	struct waiter w = {0};
	for (int ms = 30; ms < 1000; ms *= 3) {
		w = ended(how, make(), ms);
		if (w.result == result && w.extra)
			break;
	}
	return w;
}

static void selects(void)
{
	struct waiter w = tried(wait_read, a_stream, 1);
	check("S-387", w.result == 1 && w.extra, "a select that waits to read");
	w = tried(wait_except, a_stream, SOCKET_ERROR);
	check("S-388", w.result == SOCKET_ERROR && w.error == WSAENOTSOCK && w.extra,
		"a select that waits for exceptions");
	w = tried(wait_poll, a_dgram, 1);
	check("S-389", w.result == 1 && w.extra, "a WSAPoll");
}

static DWORD WINAPI shutting(void *p)
{
	struct waiter *w = p;
	char c;
	InterlockedExchange(&w->about, 1);
	w->result = recv(w->s, &c, 1, 0);
	w->error = WSAGetLastError();
	return 0;
}

static void cleanup(void)
{
	struct waiter w = {bound(udp()), 0, 77, 77, 0};
	HANDLE t = on_thread(shutting, &w);
	while (InterlockedCompareExchange(&w.about, 1, 1) == 0)
		Sleep(1);
	Sleep(50);
	WSACleanup();
	joined(t);
	expect("S-007", "a recv when the last WSACleanup comes", w.result, SOCKET_ERROR);
	start();
}

/* A crew of threads that receive from sockets which are closed under them. */
enum { CREW = 4, ROUNDS = 250 };

static volatile LONG turn, done, good;
static SOCKET targets[CREW];

static DWORD WINAPI crew(void *p)
{
	int me = (int)(INT_PTR)p;
	char c;
	for (LONG round = 1; round <= 2 * ROUNDS; round++) {
		while (InterlockedCompareExchange(&turn, round, round) != round)
			SwitchToThread();
		if (recv(targets[me], &c, 1, 0) == SOCKET_ERROR && closed(WSAGetLastError()))
			InterlockedIncrement(&good);
		InterlockedIncrement(&done);
	}
	return 0;
}

static void hammer(void)
{
	HANDLE t[CREW];
	for (int i = 0; i < CREW; i++)
		t[i] = on_thread(crew, (void *)(INT_PTR)i);
	for (LONG round = 1; round <= 2 * ROUNDS; round++) {
		int shared = round > ROUNDS; /* all receive from one socket then */
		for (int i = 0; i < CREW; i++)
			targets[i] = shared && i > 0 ? targets[0] : bound(udp());
		InterlockedExchange(&done, 0);
		InterlockedExchange(&turn, round);
		for (volatile int spin = round * 37 % 500 * 40; spin > 0; spin--)
			;
		if (round % 8 == 0)
			Sleep(1); /* until they wait in the kernel */
		for (int i = 0; i < (shared ? 1 : CREW); i++)
			closesocket(targets[i]);
		while (InterlockedCompareExchange(&done, CREW, CREW) != CREW)
			SwitchToThread();
	}
	for (int i = 0; i < CREW; i++)
		joined(t[i]);
	expect("S-325", "2000 receives of 4 threads, closed under them", good, 2 * ROUNDS * CREW);
}

/* A blocked recv goes on when another socket is closed. */
static void others(void)
{
	SOCKET a, b;
	struct waiter w = {0};
	pair(&a, &b);
	w.s = b;
	HANDLE t = on_thread(shutting, &w);
	while (InterlockedCompareExchange(&w.about, 1, 1) == 0)
		Sleep(1);
	for (int i = 0; i < 50; i++)
		closesocket(bound(udp()));
	send(a, "x", 1, 0);
	joined(t);
	expect("S-327", "a recv while other sockets are closed", w.result, 1);
	w.about = 0;
	w.result = 77;
	t = on_thread(shutting, &w);
	while (InterlockedCompareExchange(&w.about, 1, 1) == 0)
		Sleep(1);
	Sleep(30);
	shutdown(b, SD_RECEIVE);
	send(a, "y", 1, 0);
	joined(t);
	check("S-332", w.result == 1 || (w.result == SOCKET_ERROR && w.error == WSAESHUTDOWN),
		"SD_RECEIVE does not disturb a recv that waits");
	closesocket(a);
	closesocket(b);
}

int main(void)
{
	start();
	receives();
	selects();
	cleanup();
	others();
	hammer();
	WSACleanup();
	return verdict();
}
