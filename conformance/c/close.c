/* close.c: closing sockets. Chapter 14 of sockets.md. */
#include "check.h"

static char much[4 << 20];

/* linger sets SO_LINGER. */
static void linger(SOCKET s, int on, int seconds)
{
	struct linger l = {(u_short)on, (u_short)seconds};
	setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&l, sizeof l);
}

/* all receives until the end or an error, and counts. */
static int all(SOCKET s)
{
	int sum = 0;
	for (int n; (n = recv(s, much, sizeof much, 0)) > 0;)
		sum += n;
	return sum;
}

static DWORD WINAPI drain(void *s)
{
	return all((SOCKET)s);
}

static void values(void)
{
	SOCKET s = tcp();
	char name[16] = "qqqq";
	int n = 4;
	expect("S-383", "a socket", closesocket(s), 0);
	fails("S-383", "once more", closesocket(s), WSAENOTSOCK);
	fails("S-383", "INVALID_SOCKET", closesocket(INVALID_SOCKET), WSAENOTSOCK);
	fails("S-383", "0", closesocket(0), WSAENOTSOCK);
	HANDLE event = CreateEventA(NULL, 1, 0, NULL);
	fails("S-383", "an event", closesocket((SOCKET)event), WSAENOTSOCK);
	check("S-383", SetEvent(event), "which is still there");
	CloseHandle(event);
	fails("S-390", "getsockopt", getsockopt(s, SOL_SOCKET, SO_TYPE, name, &n), WSAENOTSOCK);
	check("S-390", memcmp(name, "qqqq", 4) == 0 && n == 4, "leaves its buffer alone");
	fails("S-390", "send", send(s, "x", 1, 0), WSAENOTSOCK);
	fails("S-390", "listen", listen(s, 1), WSAENOTSOCK);
	s = udp();
	check("S-395", CloseHandle((HANDLE)s), "CloseHandle takes a socket");
	check("S-381", sizeof(struct linger) == 4, "the size of struct linger");
}

static void ways(void)
{
	SOCKET a, b;
	char got[8];
	pair(&a, &b);
	send(a, "rest", 4, 0);
	expect("S-376", "no linger", closesocket(a), 0);
	expect("S-376", "the data comes", recv(b, got, 4, MSG_WAITALL), 4);
	expect("S-376", "then the end", recv(b, got, 4, 0), 0);
	closesocket(b);

	pair(&a, &b);
	linger(a, 1, 0);
	expect("S-377", "linger 0", closesocket(a), 0);
	readable(b, 5000);
	fails("S-377", "the peer is reset", recv(b, got, 4, 0), WSAECONNRESET);
	closesocket(b);

	pair(&a, &b);
	linger(a, 1, 20);
	nonblocking(a, 1);
	expect("S-378", "data queued", send(a, much, sizeof much, 0), sizeof much);
	nonblocking(a, 0);
	HANDLE t = on_thread(drain, (void *)b);
	expect("S-378", "linger waits for it", closesocket(a), 0);
	WaitForSingleObject(t, INFINITE);
	DWORD sum = 0;
	GetExitCodeThread(t, &sum);
	CloseHandle(t);
	expect("S-378", "all comes", sum, sizeof much);
	closesocket(b);

	pair(&a, &b);
	linger(a, 1, 1);
	nonblocking(a, 1);
	while (send(a, much, sizeof much, 0) == (int)sizeof much)
		;
	fails("S-379", "nonblocking with data queued", closesocket(a), WSAEWOULDBLOCK);
	check("S-379", is_connected(a), "the socket stays");
	linger(a, 1, 0);
	expect("S-379", "called again", closesocket(a), 0);
	closesocket(b);

	pair(&a, &b);
	send(b, "unread", 6, 0);
	readable(a, 5000);
	closesocket(a);
	readable(b, 5000);
	fails("S-393", "with data unread the peer is reset", recv(b, got, 1, 0), WSAECONNRESET);
	closesocket(b);
}

/* A second handle of a socket keeps the connection. */
static void duplicates(void)
{
	SOCKET a, b;
	HANDLE twin = NULL;
	char got[8];
	pair(&a, &b);
	check("S-112", DuplicateHandle(GetCurrentProcess(), (HANDLE)a, GetCurrentProcess(), &twin, 0,
		FALSE,
		DUPLICATE_SAME_ACCESS), "DuplicateHandle");
	expect("S-112", "send by the second", send((SOCKET)twin, "two", 3, 0), 3);
	expect("S-112", "it comes", recv(b, got, 3, MSG_WAITALL), 3);
	closesocket(a);
	check("S-394", !readable(b, 50), "the peer does not see the first one close");
	expect("S-394", "send by the second", send((SOCKET)twin, "on", 2, 0), 2);
	expect("S-394", "it comes", recv(b, got, 2, MSG_WAITALL), 2);
	closesocket((SOCKET)twin);
	expect("S-394", "the last close ends it", recv(b, got, 1, 0), 0);
	closesocket(b);
}

static void options(void)
{
	SOCKET s = tcp();
	linger(s, 1, 9);
	expect("S-382", "SO_DONTLINGER", option(s, SOL_SOCKET, SO_DONTLINGER), 0);
	set_option(s, SOL_SOCKET, SO_DONTLINGER, 1);
	struct linger l;
	int n = sizeof l;
	getsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&l, &n);
	check("S-382", l.l_onoff == 0, "SO_DONTLINGER turns linger off");
	set_option(s, SOL_SOCKET, SO_DONTLINGER, 0);
	getsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&l, &n);
	check("S-382", l.l_onoff == 1 && l.l_linger == 9, "and on with the last time");
	closesocket(s);
}

int main(void)
{
	start();
	values();
	ways();
	duplicates();
	options();
	WSACleanup();
	return verdict();
}
