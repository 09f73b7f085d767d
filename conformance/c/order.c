/*
 * order.c: what breaks first when operations overlap, many times over. O-558.
 *
 * The argument is how often each test runs; 100 without one.
 */
#include "operation.h"

#include <stdlib.h>

static int rounds = 100;
static SOCKET a, b; /* a connection whose b has a port */
static HANDLE queue, event;
static OVERLAPPED o, second;
static char got[64];

/* next takes a packet: 0, the error of its operation, or -1 when it is not the one wanted. */
static int next(ULONG_PTR key, OVERLAPPED *wanted, DWORD *n)
{
	ULONG_PTR got_key = 0;
	OVERLAPPED *which = NULL;
	int ok = GetQueuedCompletionStatus(queue, n, &got_key, &which, 5000);
	int error = ok ? 0 : (int)GetLastError();
	return which == wanted && got_key == key ? error : -1;
}

/* filled tells whether the n bytes at p are all c. */
static int filled(const char *p, char c, DWORD n)
{
	for (DWORD i = 0; i < n; i++)
		if (p[i] != c)
			return 0;
	return 1;
}

static int two_receives(int round)
{
	char sent[32];
	DWORD n, m;
	memset(sent, round, 16);
	memset(sent + 16, round + 1, 16);
	int ok = begin_receive(b, &o, NULL, got, 16) == WSA_IO_PENDING;
	ok &= begin_receive(b, &second, NULL, got + 16, 16) == WSA_IO_PENDING;
	ok &= send(a, sent, 32, 0) == 32;
	ok &= next(1, &o, &n) == 0 && n == 16;
	ok &= next(1, &second, &m) == 0 && m == 16;
	return ok && memcmp(got, sent, 32) == 0;
}

static volatile LONG to_cancel, cancelled; /* rounds asked for and done */

static DWORD WINAPI cancelling(void *unused)
{
	(void)unused;
	for (LONG done = 0; done < rounds; done++) {
		while (to_cancel == done)
			SwitchToThread();
		CancelIoEx((HANDLE)b, &o);
		InterlockedIncrement(&cancelled);
	}
	return 0;
}

static int cancel_or_data(int round)
{
	DWORD n = 0;
	char sent = (char)round, c = 0;
	int ok = begin_receive(b, &o, NULL, &c, 1) == WSA_IO_PENDING;
	InterlockedIncrement(&to_cancel);
	if (round % 2 == 0)
		SwitchToThread();
	ok &= send(a, &sent, 1, 0) == 1;
	int error = next(1, &o, &n);
	while (cancelled <= round) /* the thread has done with o */
		SwitchToThread();
	if (error == ERROR_OPERATION_ABORTED)
		n = (DWORD)recv(b, &c, 1, 0);
	else
		ok &= error == 0;
	return ok && n == 1 && c == sent;
}

static int close_and_reuse(int round)
{
	SOCKET peer, closed, new_peer, reused;
	char old[16], new[16];
	DWORD n;
	memset(old, 0, sizeof old);
	pair(&peer, &closed);
	attach(closed, queue, 2);
	int ok = begin_receive(closed, &o, NULL, old, 16) == WSA_IO_PENDING;
	closesocket(closed);
	pair(&new_peer, &reused);
	attach(reused, queue, 3);
	ok &= next(2, &o, &n) > 0 && n == 0;
	ok &= begin_receive(reused, &second, NULL, new, 16) == WSA_IO_PENDING;
	memset(got, round, 16);
	ok &= send(new_peer, got, 16, 0) == 16;
	ok &= next(3, &second, &n) == 0 && n == 16 && memcmp(got, new, 16) == 0;
	ok &= filled(old, 0, 16);
	reset(peer);
	reset(new_peer);
	closesocket(reused);
	return ok;
}

static SOCKET c, d; /* a connection whose d skips packets of successes */

static int skip_on_success(int round)
{
	DWORD n;
	char sent = (char)round;
	int ok = send(c, &sent, 1, 0) == 1;
	int r = begin_receive(d, &o, NULL, got, 1);
	if (r == WSA_IO_PENDING)
		ok &= next(4, &o, &n) == 0 && n == 1;
	else
		ok &= r == 0 && o.InternalHigh == 1;
	ok &= got[0] == sent;
	ok &= begin_receive(d, &o, NULL, got, 1) == WSA_IO_PENDING;
	ok &= send(c, &sent, 1, 0) == 1;
	ok &= next(4, &o, &n) == 0 && n == 1 && got[0] == sent;
	return ok;
}

static int low_bit(int round)
{
	char sent = (char)round;
	DWORD n;
	ResetEvent(event);
	int ok = begin_receive(b, &o, tagged(event), got, 1) == WSA_IO_PENDING;
	ok &= send(a, &sent, 1, 0) == 1;
	ok &= WaitForSingleObject(event, 5000) == WAIT_OBJECT_0;
	ok &= o.Internal == STATUS_SUCCESS && o.InternalHigh == 1 && got[0] == sent;
	/* a packet of it would be before this one */
	ok &= PostQueuedCompletionStatus(queue, (DWORD)round, 9, &second);
	return ok && next(9, &second, &n) == 0 && n == (DWORD)round;
}

static volatile LONG stop;

/* alert waits alertably all the time; no routine of another thread may run in it. */
static DWORD WINAPI alert(void *unused)
{
	DWORD ran = 0;
	(void)unused;
	while (!stop)
		ran += SleepEx(1, TRUE) == WAIT_IO_COMPLETION;
	return ran;
}

static DWORD ran_on, ran;
static SOCKET e, f; /* a connection without a port */

static void CALLBACK routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED operation, DWORD flags)
{
	ran_on = GetCurrentThreadId();
	ran += error == 0 && bytes == 1 && operation == &o && flags == 0;
}

static int issuing_thread(int round)
{
	char sent = (char)round;
	WSABUF buf = {1, got};
	DWORD flags = 0;
	ran = ran_on = 0;
	fresh(&o, NULL);
	int ok = WSARecv(f, &buf, 1, NULL, &flags, &o, routine) == SOCKET_ERROR &&
		WSAGetLastError() == WSA_IO_PENDING;
	ok &= send(e, &sent, 1, 0) == 1;
	ok &= ran == 0; /* it does not interrupt */
	ok &= SleepEx(5000, TRUE) == WAIT_IO_COMPLETION;
	return ok && ran == 1 && ran_on == GetCurrentThreadId() && got[0] == sent;
}

/* repeat runs a test and tells how often it failed. */
static int repeat(int (*test)(int))
{
	int failures = 0;
	for (int i = 0; i < rounds; i++)
		failures += !test(i);
	return failures;
}

int main(int n, char **arguments)
{
	HANDLE t;
	DWORD others = 0;
	if (n > 1)
		rounds = atoi(arguments[1]);
	start();
	queue = new_port();
	event = manual();
	pair(&a, &b);
	attach(b, queue, 1);
	expect("O-558", "two receives and one send", repeat(two_receives), 0);
	t = on_thread(cancelling, NULL);
	expect("O-558", "cancel against data", repeat(cancel_or_data), 0);
	joined(t);
	expect("O-558", "closesocket with a receive, then another socket", repeat(close_and_reuse), 0);
	pair(&c, &d);
	attach(d, queue, 4);
	SetFileCompletionNotificationModes((HANDLE)d, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS);
	expect("O-558", "successes without packets", repeat(skip_on_success), 0);
	expect("O-558", "events with the low bit", repeat(low_bit), 0);
	no_packet("O-558", "no packet is left", queue);
	pair(&e, &f);
	t = on_thread(alert, NULL);
	expect("O-558", "routines run on their thread", repeat(issuing_thread), 0);
	stop = 1;
	WaitForSingleObject(t, 5000);
	GetExitCodeThread(t, &others);
	CloseHandle(t);
	expect("O-558", "and on no other", others, 0);
	closesocket(a);
	closesocket(b);
	closesocket(c);
	closesocket(d);
	closesocket(e);
	closesocket(f);
	CloseHandle(queue);
	CloseHandle(event);
	WSACleanup();
	return verdict();
}
