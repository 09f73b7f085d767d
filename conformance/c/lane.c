/*
 * lane.c: what happens to a connection while calls on it are blocked or under way.
 * Chapters 11 to 14 of sockets.md, on connections that have carried data before:
 * those are the ones that a library may take a short way for.
 */
#include "check.h"

static SOCKET a, b;

/* used makes a connection and sends some bytes both ways. */
static void used(void)
{
	char c[4];
	pair(&a, &b);
	for (int i = 0; i < 3; i++) {
		send(a, "x", 1, 0);
		recv(b, c, sizeof c, 0);
		send(b, "x", 1, 0);
		recv(a, c, sizeof c, 0);
	}
}

static void done(void)
{
	closesocket(a);
	closesocket(b);
}

/* A receive on b, and how it ended. */
static int received, error;

static DWORD WINAPI receive(void *unused)
{
	char c[8];
	(void)unused;
	received = recv(b, c, sizeof c, 0);
	error = received < 0 ? WSAGetLastError() : 0;
	return 0;
}

/*
 * The ms after which a thread has most likely come to wait. Nothing tells; so a case that
 * is not as wanted is tried again, and the thread has four times as long each time.
 */
enum { BLOCKED = 60, LONGEST = 64 * BLOCKED };

static void set_nonblocking(void)
{
	nonblocking(b, 1);
}

static void set_limit(void)
{
	set_option(b, SOL_SOCKET, SO_RCVTIMEO, 10);
}

static void end_receiving(void)
{
	shutdown(b, SD_RECEIVE);
}

static void end_sending(void)
{
	shutdown(b, SD_SEND);
}

static void set_inline(void)
{
	set_option(b, SOL_SOCKET, SO_OOBINLINE, 1);
}

/* pending shows that change does nothing to a receive that waits. */
static void pending(const char *clause, const char *what, void (*change)(void))
{
	int well = 0;
	for (int ms = BLOCKED; !well && ms <= LONGEST; ms *= 4) {
		used();
		HANDLE t = on_thread(receive, NULL);
		Sleep(ms);
		change();
		int early = WaitForSingleObject(t, ms) == WAIT_OBJECT_0;
		send(a, "abc", 3, 0);
		joined(t);
		well = !early && received == 3;
		done();
	}
	check(clause, well, what);
}

static void closed_meanwhile(void)
{
	int well = 0;
	for (int ms = BLOCKED; !well && ms <= LONGEST; ms *= 4) {
		used();
		HANDLE t = on_thread(receive, NULL);
		Sleep(ms);
		closesocket(b);
		joined(t);
		well = received == SOCKET_ERROR && (error == WSAEINTR || error == WSAECONNABORTED);
		closesocket(a);
	}
	check("S-325", well, "a receive ends when its socket is closed");
}

/* A handle that is closed stays so, though another keeps the connection. */
static void duplicate(void)
{
	HANDLE second, self = GetCurrentProcess();
	char c[8];
	used();
	if (!DuplicateHandle(self, (HANDLE)a, self, &second, 0, FALSE, DUPLICATE_SAME_ACCESS)) {
		skip("S-112", "no duplicate");
		done();
		return;
	}
	SOCKET first = a;
	expect("S-394", "close one of two", closesocket(a), 0);
	fails("S-390", "send on the closed one", send(first, "x", 1, 0), WSAENOTSOCK);
	a = (SOCKET)second;
	int sent_one = send(a, "x", 1, 0);
	expect("S-112", "send on the other", sent_one, 1);
	if (sent_one == 1)
		expect("S-112", "and it comes", recv(b, c, sizeof c, 0), 1);
	fails("S-390", "send on the closed one, again", send(first, "x", 1, 0), WSAENOTSOCK);
	fails("S-390", "recv on the closed one", recv(first, c, 1, 0), WSAENOTSOCK);
	done();
}

/* The last of many urgent bytes is not lost once the program asks for them. */
static void urgent(void)
{
	char c[64];
	u_long at = 0;
	used();
	ioctlsocket(b, SIOCATMARK, &at);
	expect("S-340", "no urgent byte waits", at, 1);
	send(a, "ab", 2, 0);
	send(a, "u", 1, MSG_OOB);
	send(a, "cd", 2, 0);
	Sleep(BLOCKED);
	int n = 0;
	while (n < 4) {
		int more = recv(b, c + n, (int)sizeof c - n, 0);
		if (more <= 0)
			break;
		n += more;
	}
	check("S-339", n == 4 && memcmp(c, "abcd", 4) == 0, "normal receives skip it");
	int waits = excepted(b, 1000);
	check("S-339", waits, "it waits all the same");
	if (waits) {
		expect("S-339", "and comes", recv(b, c, sizeof c, MSG_OOB), 1);
		check("S-339", c[0] == 'u', "as it was sent");
	}
	done();
}

enum { MUCH = 2 << 20 };
static char much[MUCH];
static int sent;
static volatile LONG sending;
static long long counted;

static DWORD WINAPI send_much(void *unused)
{
	(void)unused;
	InterlockedExchange(&sending, 1);
	sent = send(a, much, MUCH, 0);
	return 0;
}

static DWORD WINAPI count(void *unused)
{
	static char buf[1 << 16];
	int n;
	(void)unused;
	for (counted = 0; (n = recv(b, buf, sizeof buf, 0)) > 0;)
		counted += n;
	return 0;
}

/* A send that has begun before shutdown comes whole. */
static void shutdown_beside(void)
{
	int torn = 0;
	for (int i = 0; i < 60; i++) {
		used();
		sending = 0;
		HANDLE sender = on_thread(send_much, NULL);
		while (!sending)
			;
		for (volatile int pause = 0; pause < i * 2000; pause++)
			;
		shutdown(a, SD_SEND);
		HANDLE counter = on_thread(count, NULL);
		joined(sender);
		joined(counter);
		torn += !(sent == MUCH && counted == MUCH) && !(sent == SOCKET_ERROR && counted == 0);
		done();
	}
	expect("S-367", "sends of which a part was cut off", torn, 0);
}

/* Memory of which only a part is there. */
static void bad_memory(void)
{
	enum { GOOD = 1 << 20, BAD = 4096 };
	char *p = VirtualAlloc(NULL, GOOD + BAD, MEM_RESERVE, PAGE_NOACCESS);
	if (p == NULL || VirtualAlloc(p, GOOD, MEM_COMMIT, PAGE_READWRITE) == NULL) {
		skip("S-113", "no memory");
		return;
	}
	used();
	fails("S-113", "send", send(a, p, GOOD + 100, 0), WSAEFAULT);
	check("S-113", !readable(b, BLOCKED), "and nothing was sent");
	fails("S-113", "send of the bad end", send(a, p + GOOD, 1, 0), WSAEFAULT);
	fails("S-113", "recv does not wait", recv(b, p + GOOD, 10, 0), WSAEFAULT);
	expect("S-113", "up to the end", send(a, p + GOOD - 100, 100, 0), 100);
	expect("S-113", "recv there", recv(b, p + GOOD - 100, 100, 0), 100);
	done();
	VirtualFree(p, 0, MEM_RELEASE);
}

/* A value of before is not a new socket, though that may take its place. */
static void stale(void)
{
	char c[4];
	int wrong = 0;
	for (int i = 0; i < 50; i++) {
		used();
		SOCKET old = a;
		closesocket(a);
		closesocket(b);
		used();
		if (old != a && old != b) {
			wrong += send(old, "x", 1, 0) != SOCKET_ERROR || WSAGetLastError() != WSAENOTSOCK;
			wrong += recv(old, c, 1, 0) != SOCKET_ERROR || WSAGetLastError() != WSAENOTSOCK;
		}
		done();
	}
	expect("S-390", "calls on values of before that went well", wrong, 0);
}

static void cleanup_beside(void)
{
	used();
	HANDLE t = on_thread(receive, NULL);
	Sleep(BLOCKED);
	SOCKET old = a;
	expect("S-006", "the last WSACleanup", WSACleanup(), 0);
	joined(t);
	check("S-007", received <= 0, "ends a receive that waits"); /* 0: the peer closed first */
	start();
	fails("S-006", "send on a socket of before", send(old, "x", 1, 0), WSAENOTSOCK);
	used();
	done();
}

int main(void)
{
	start();
	pending("S-332", "SD_RECEIVE", end_receiving);
	pending("S-332", "SD_SEND", end_sending);
	pending("S-332", "FIONBIO", set_nonblocking);
	pending("S-332", "SO_RCVTIMEO", set_limit);
	pending("S-332", "SO_OOBINLINE", set_inline);
	closed_meanwhile();
	duplicate();
	urgent();
	shutdown_beside();
	bad_memory();
	stale();
	cleanup_beside();
	WSACleanup();
	return verdict();
}
