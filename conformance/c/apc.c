/* apc.c: alertable waits and the calls that run in them. S-114..S-116, O-156..O-168, O-180. */
#include "check.h"

static LONG ran;	   /* calls made, as decimal digits in their order */
static DWORD ran_on;	   /* the thread they ran on */
static int depth, deepest; /* how deep they were nested */

static void CALLBACK note(ULONG_PTR digit)
{
	depth++;
	if (depth > deepest)
		deepest = depth;
	ran = ran * 10 + (LONG)digit;
	ran_on = GetCurrentThreadId();
	depth--;
}

static void CALLBACK note_and_wait(ULONG_PTR digit)
{
	depth++;
	note(digit);
	SleepEx(0, TRUE);
	depth--;
}

static void CALLBACK set_error(ULONG_PTR error)
{
	SetLastError((DWORD)error);
}

static void queue(ULONG_PTR digit)
{
	QueueUserAPC(note, GetCurrentThread(), digit);
}

static void own_waits(void)
{
	HANDLE set = CreateEventW(NULL, TRUE, TRUE, NULL), reset = CreateEventW(NULL, TRUE, FALSE, NULL);
	HANDLE both[2];
	both[0] = reset;
	both[1] = reset;

	expect("O-163", "SleepEx(0, TRUE) with nothing queued", SleepEx(0, TRUE), 0);
	queue(1);
	queue(2);
	queue(3);
	Sleep(0);
	expect("O-156", "Sleep runs none", ran, 0);
	expect("O-156", "SleepEx without alertable runs none", SleepEx(0, FALSE) + ran, 0);
	SetLastError(4711);
	expect("O-163", "SleepEx(0, TRUE) with calls queued", SleepEx(0, TRUE), WAIT_IO_COMPLETION);
	expect("O-165", "all of them run before it returns", ran, 123);
	expect("O-166", "in the order they were queued", ran, 123);
	expect("O-168", "the last error stays", GetLastError(), 4711);
	expect("O-156", "on the thread they were queued to", ran_on, GetCurrentThreadId());

	ran = 0;
	queue(4);
	expect("O-157", "WaitForSingleObjectEx, not signalled", WaitForSingleObjectEx(reset, 5000, TRUE),
		WAIT_IO_COMPLETION);
	queue(5);
	expect("O-157", "WaitForMultipleObjectsEx", WaitForMultipleObjectsEx(1, both, FALSE, 5000, TRUE),
		WAIT_IO_COMPLETION);
	queue(6);
	expect("O-157", "SignalObjectAndWait", SignalObjectAndWait(set, reset, 5000, TRUE),
		WAIT_IO_COMPLETION);
	queue(7);
	expect("O-157", "WSAWaitForMultipleEvents", WSAWaitForMultipleEvents(1, both, FALSE, 5000, TRUE),
		WSA_WAIT_IO_COMPLETION);
	expect("O-180", "all four ran", ran, 4567);

	ran = 0;
	queue(8);
	expect("O-164", "an object signalled at entry wins", WaitForSingleObjectEx(set, 5000, TRUE),
		WAIT_OBJECT_0);
	expect("O-164", "the call stays queued", ran, 0);
	SleepEx(0, TRUE);

	ran = deepest = 0;
	queue(1);
	queue(2);
	SleepEx(0, TRUE);
	expect("O-167", "calls are not nested", deepest, 1);
	deepest = 0;
	QueueUserAPC(note_and_wait, GetCurrentThread(), 1);
	queue(2);
	SleepEx(0, TRUE);
	check("O-167", deepest > 1, "unless one waits alertably itself");

	QueueUserAPC(set_error, GetCurrentThread(), 99);
	SetLastError(0);
	SleepEx(0, TRUE);
	expect("O-168", "a call may change the last error", GetLastError(), 99);
	CloseHandle(set);
	CloseHandle(reset);
}

static SOCKET a, b;

static void at_once(void)
{
	char c = 'x';
	fd_set set;
	struct timeval none;
	none.tv_sec = none.tv_usec = 0;
	ran = 0;
	send(a, &c, 1, 0);
	check("S-115", readable(b, 5000), "a byte has come");
	queue(1);
	recv(b, &c, 1, 0);
	expect("S-115", "recv of what is there runs none", ran, 0);
	FD_ZERO(&set);
	FD_SET(b, &set);
	select(0, NULL, &set, NULL, &none);
	expect("O-159", "select that is ready runs none", ran, 0);
	SleepEx(0, TRUE);
}

static void select_waits(void)
{
	fd_set set;
	struct timeval limit;
	WSAPOLLFD p;
	ran = 0;
	queue(1);
	FD_ZERO(&set);
	FD_SET(b, &set);
	limit.tv_sec = 0;
	limit.tv_usec = 20000;
	expect("S-116", "select that waits reports its time-out", select(0, &set, NULL, NULL, &limit), 0);
	expect("S-116", "and runs the call", ran, 1);
	queue(2);
	p.fd = b;
	p.events = POLLIN;
	p.revents = 0;
	expect("O-158", "WSAPoll that waits", WSAPoll(&p, 1, 20), 0);
	expect("O-158", "runs the call", ran, 12);
}

static HANDLE ready;

static DWORD WINAPI receive(void *unused)
{
	char c;
	(void)unused;
	SetEvent(ready);
	return (DWORD)recv(b, &c, 1, 0);
}

static DWORD WINAPI receive_wsa(void *unused)
{
	char c;
	WSABUF buf;
	DWORD n = 0, flags = 0;
	(void)unused;
	buf.len = 1;
	buf.buf = &c;
	SetEvent(ready);
	WSARecv(b, &buf, 1, &n, &flags, NULL, NULL);
	return n;
}

static SOCKET l;

static DWORD WINAPI take(void *unused)
{
	SOCKET s;
	(void)unused;
	SetEvent(ready);
	s = accept(l, NULL, NULL);
	closesocket(s);
	return s != INVALID_SOCKET;
}

static DWORD WINAPI choose(void *unused)
{
	fd_set set;
	(void)unused;
	SetEvent(ready);
	FD_ZERO(&set);
	FD_SET(b, &set);
	return (DWORD)select(0, &set, NULL, NULL, NULL);
}

static void send_one(void)
{
	send(a, "x", 1, 0);
}

static void connect_one(void)
{
	struct sockaddr_in at = loopback(port(l));
	SOCKET s = tcp();
	connect(s, (struct sockaddr *)&at, sizeof at);
	closesocket(s);
}

/* blocked queues a call to a thread that waits in a socket call, which goes on waiting. */
static void blocked(const char *what, DWORD(WINAPI *f)(void *), void (*end)(void))
{
	DWORD code = 0;
	HANDLE t = on_thread(f, NULL);
	WaitForSingleObject(ready, 5000);
	ran = 0;
	QueueUserAPC(note, t, 7);
	for (int i = 0; i < 500 && ran == 0; i++)
		Sleep(10);
	expect("S-114", what, ran, 7);
	expect("S-114", "the call goes on waiting", WaitForSingleObject(t, 20), WAIT_TIMEOUT);
	end();
	expect("S-114", "and ends as ever", WaitForSingleObject(t, 5000), WAIT_OBJECT_0);
	GetExitCodeThread(t, &code);
	expect("S-114", "with its result", code, 1);
	CloseHandle(t);
}

int main(void)
{
	char c;
	start();
	own_waits();
	pair(&a, &b);
	l = listener();
	ready = CreateEventW(NULL, FALSE, FALSE, NULL);
	at_once();
	select_waits();
	for (int i = 0; i < 3; i++) {
		blocked("recv runs a call", receive, send_one);
		blocked("WSARecv runs a call", receive_wsa, send_one);
	}
	blocked("accept runs a call", take, connect_one);
	blocked("select runs a call", choose, send_one);
	recv(b, &c, 1, 0);
	CloseHandle(ready);
	WSACleanup();
	return verdict();
}
