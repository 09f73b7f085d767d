/* routine.c: completion routines. Chapter 2 of overlapped.md; apc.c has the waits. */
#include "operation.h"

/* What the routines were given: how many calls, and the last one. */
static struct {
	int calls;
	LONG order; /* the numbers of their operations, as decimal digits */
	DWORD error, bytes, flags, thread;
	OVERLAPPED *ovl;
	ULONG_PTR status; /* Internal when the routine ran */
} seen;

/* An operation: its number is that of its place. */
static struct operation {
	OVERLAPPED ovl;
	char data[64];
	SOCKET s;
} op[8];

static int number(OVERLAPPED *ovl)
{
	return (int)((struct operation *)ovl - op);
}

static void CALLBACK note(DWORD error, DWORD bytes, LPWSAOVERLAPPED ovl, DWORD flags)
{
	seen.calls++;
	seen.order = seen.order * 10 + number(ovl);
	seen.error = error;
	seen.bytes = bytes;
	seen.flags = flags;
	seen.thread = GetCurrentThreadId();
	seen.ovl = ovl;
	seen.status = ovl->Internal;
}

/* receive starts operation i, a receive of up to len bytes; the result is WSARecv's. */
static int receive_by(SOCKET s, int i, ULONG len, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	WSABUF b = {len, op[i].data};
	DWORD flags = 0;
	HANDLE event = op[i].ovl.hEvent;
	memset(&op[i].ovl, 0, sizeof op[i].ovl);
	op[i].ovl.hEvent = event;
	op[i].s = s;
	return WSARecv(s, &b, 1, NULL, &flags, &op[i].ovl, routine);
}

static int receive(SOCKET s, int i, ULONG len)
{
	return receive_by(s, i, len, note);
}

/* done waits until operation i has ended; no routine runs meanwhile. */
static int done(int i)
{
	return ended(&op[i].ovl, 5000);
}

static void forget(void)
{
	memset(&seen, 0, sizeof seen);
}

/* waited is an alertable wait of up to 5 s: TRUE when routines ran. */
static int waited(void)
{
	return SleepEx(5000, TRUE) == WAIT_IO_COMPLETION;
}

static DWORD WINAPI other_thread(void *unused)
{
	(void)unused;
	return SleepEx(20, TRUE);
}

static void delayed(SOCKET a, SOCKET b)
{
	DWORD code = 99;
	forget();
	pends("O-156", "a receive without data", receive(b, 1, 16));
	expect("O-163", "SleepEx(0, TRUE) before it ends", SleepEx(0, TRUE), 0);
	send(a, "hello", 5, 0);
	check("O-156", done(1), "it ends");
	expect("O-156", "Sleep ran no routine", seen.calls, 0);
	HANDLE t = on_thread(other_thread, NULL);
	WaitForSingleObject(t, INFINITE);
	GetExitCodeThread(t, &code);
	CloseHandle(t);
	expect("O-156", "nor does another thread's alertable wait", code + seen.calls, 0);
	SetLastError(4711);
	expect("O-163", "SleepEx(0, TRUE) after it", SleepEx(0, TRUE), WAIT_IO_COMPLETION);
	expect("O-168", "SleepEx leaves the last error", GetLastError(), 4711);
	expect("O-156", "the routine ran once", seen.calls, 1);
	expect("O-156", "on the thread that issued the receive", seen.thread, GetCurrentThreadId());
	expect("O-169", "its error", seen.error, 0);
	expect("O-170", "its byte count", seen.bytes, 5);
	expect("O-171", "its flags", seen.flags, 0);
	check("O-172", seen.ovl == &op[1].ovl && seen.status == 0 && op[1].ovl.InternalHigh == 5,
		"the status block is final in the routine");
	check("O-172", memcmp(op[1].data, "hello", 5) == 0, "and the data is there");
	expect("O-163", "it does not run again", SleepEx(0, TRUE), 0);
}

static void immediate(SOCKET a, SOCKET b)
{
	char c;
	WSABUF out = {3, "abc"};
	forget();
	send(a, "xy", 2, 0);
	readable(b, 5000);
	int result = receive(b, 1, 1);
	check("O-162", result == 0 || WSAGetLastError() == WSA_IO_PENDING,
		"a receive of data that is there");
	check("O-162", done(1), "ends, at once or soon");
	expect("O-162", "its routine does not run inside the call", seen.calls, 0);
	recv(b, &c, 1, 0);
	expect("O-159", "nor in a synchronous call that need not wait", seen.calls, 0);
	expect("O-159", "nor in select that need not wait", writable(b, 0) - 1 + seen.calls, 0);
	expect("O-162", "an alertable wait runs it", SleepEx(0, TRUE), WAIT_IO_COMPLETION);
	check("O-162", seen.calls == 1 && seen.error == 0 && seen.bytes == 1, "once, with its result");
	forget();
	memset(&op[2].ovl, 0, sizeof op[2].ovl);
	expect("O-162", "a send", WSASend(a, &out, 1, NULL, 0, &op[2].ovl, note), 0);
	check("O-162", waited() && seen.calls == 1 && seen.bytes == 3, "has its routine called too");
	expect("O-171", "with no flags", seen.flags, 0);
	char got[3];
	recv(b, got, 3, MSG_WAITALL);
}

/* ready makes a receive on b whose routine is queued. */
static void ready(SOCKET a, SOCKET b, int i)
{
	forget();
	receive(b, i, 1);
	send(a, "r", 1, 0);
	if (!done(i))
		skip("O-157", "the receive does not end");
}

static void alertable(SOCKET a, SOCKET b)
{
	HANDLE never = manual();
	HANDLE signal = manual();
	HANDLE port = new_port();
	OVERLAPPED_ENTRY entries[2];
	OVERLAPPED *ovl;
	ULONG_PTR key;
	DWORD n;
	ready(a, b, 1);
	expect("O-157", "WaitForSingleObjectEx", WaitForSingleObjectEx(never, 5000, TRUE),
		WAIT_IO_COMPLETION);
	expect("O-157", "runs the routine", seen.calls, 1);
	ready(a, b, 1);
	expect("O-157", "WaitForMultipleObjectsEx", WaitForMultipleObjectsEx(1, &never, FALSE, 5000,
		TRUE), WAIT_IO_COMPLETION);
	expect("O-157", "runs the routine", seen.calls, 1);
	ready(a, b, 1);
	expect("O-157", "SignalObjectAndWait", SignalObjectAndWait(signal, never, 5000, TRUE),
		WAIT_IO_COMPLETION);
	expect("O-157", "runs the routine", seen.calls, 1);
	ready(a, b, 1);
	expect("O-157", "WSAWaitForMultipleEvents", WSAWaitForMultipleEvents(1, &never, FALSE, 5000,
		TRUE), WSA_WAIT_IO_COMPLETION);
	expect("O-157", "runs the routine", seen.calls, 1);
	ready(a, b, 1);
	expect_error("O-157", "GetQueuedCompletionStatus waits", GetQueuedCompletionStatus(port, &n, &key,
		&ovl, 20), FALSE, WAIT_TIMEOUT);
	expect("O-157", "and runs none", seen.calls, 0);
	expect_error("O-157", "GetQueuedCompletionStatusEx, not alertable", GetQueuedCompletionStatusEx(
		port, entries, 2, &n, 20, FALSE), FALSE, WAIT_TIMEOUT);
	expect("O-157", "runs none", seen.calls, 0);
	expect_error("O-157", "GetQueuedCompletionStatusEx, alertable", GetQueuedCompletionStatusEx(port,
		entries, 2, &n, 5000, TRUE), FALSE, WAIT_IO_COMPLETION);
	expect("O-157", "runs the routine", seen.calls, 1);
	CloseHandle(port);
	CloseHandle(signal);
	CloseHandle(never);
}

/* The blocking calls in which routines run: each waits on q, whose peer is p. */
static SOCKET p, q;

static void blocking_recv(void)
{
	char c;
	set_option(q, SOL_SOCKET, SO_RCVTIMEO, 50);
	recv(q, &c, 1, 0);
	set_option(q, SOL_SOCKET, SO_RCVTIMEO, 0);
}

static void blocking_wsarecv(void)
{
	char c;
	WSABUF b = {1, &c};
	DWORD n, flags = 0;
	set_option(q, SOL_SOCKET, SO_RCVTIMEO, 50);
	WSARecv(q, &b, 1, &n, &flags, NULL, NULL);
	set_option(q, SOL_SOCKET, SO_RCVTIMEO, 0);
}

static void blocking_select(void)
{
	readable(q, 50);
}

static void blocking_poll(void)
{
	WSAPOLLFD fd = {q, POLLRDNORM, 0};
	WSAPoll(&fd, 1, 50);
}

static DWORD WINAPI connect_later(void *listening)
{
	SOCKET s = tcp();
	for (int i = 0; i < 5000 && seen.calls == 0; i++)
		Sleep(1); /* until the accept has waited */
	connect_to(s, "127.0.0.1", port((SOCKET)listening));
	closesocket(s);
	return 0;
}

static void blocking_accept(void)
{
	SOCKET l = listener();
	HANDLE t = on_thread(connect_later, (void *)l);
	closesocket(accept(l, NULL, NULL));
	joined(t);
	closesocket(l);
}

static void blocking(SOCKET a, SOCKET b)
{
	static const struct {
		const char *clause, *what;
		void (*call)(void);
	} calls[] = {
		{"O-158", "accept that waits runs the routine", blocking_accept},
		{"O-158", "recv that waits runs the routine", blocking_recv},
		{"O-158", "WSARecv that waits runs the routine", blocking_wsarecv},
		{"O-158", "select that waits runs the routine", blocking_select},
		{"O-158", "WSAPoll that waits runs the routine", blocking_poll},
	};
	pair(&p, &q);
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		ready(a, b, 1);
		calls[i].call();
		expect(calls[i].clause, calls[i].what, seen.calls, 1);
		SleepEx(0, TRUE);
	}
	closesocket(p);
	closesocket(q);
}

static DWORD WINAPI send_later(void *to)
{
	Sleep(20);
	return (DWORD)send((SOCKET)to, "later", 5, 0);
}

static void results_do_not(SOCKET a, SOCKET b)
{
	DWORD n = 0, flags = 0;
	pair(&p, &q);
	for (int i = 0; i < 2; i++) {
		ready(a, b, 1);
		op[2].ovl.hEvent = i == 0 ? NULL : manual();
		pends("O-160", "a receive without a routine", receive_by(q, 2, 16, NULL));
		HANDLE t = on_thread(send_later, (void *)p);
		if (i == 0)
			expect("O-160", "WSAGetOverlappedResult that waits", WSAGetOverlappedResult(q,
				&op[2].ovl, &n, TRUE, &flags), TRUE);
		else
			expect("O-160", "GetOverlappedResult that waits", GetOverlappedResult((HANDLE)q,
				&op[2].ovl, &n, TRUE), TRUE);
		expect("O-160", "gives its result", n, 5);
		expect("O-160", "and runs no routine", seen.calls, 0);
		SleepEx(0, TRUE);
		expect("O-160", "which an alertable wait runs", seen.calls, 1);
		joined(t);
	}
	CloseHandle(op[2].ovl.hEvent);
	op[2].ovl.hEvent = NULL;
	closesocket(p);
	closesocket(q);
}

static HANDLE auto_reset;

static void CALLBACK note_and_set(DWORD error, DWORD bytes, LPWSAOVERLAPPED ovl, DWORD flags)
{
	note(error, bytes, ovl, flags);
	SetEvent(auto_reset);
}

static void signalled_meanwhile(SOCKET a, SOCKET b)
{
	auto_reset = CreateEventW(NULL, FALSE, FALSE, NULL);
	forget();
	receive_by(b, 1, 1, note_and_set);
	send(a, "x", 1, 0);
	done(1);
	expect("O-164", "an object that the routine signals", WaitForSingleObjectEx(auto_reset, 5000,
		TRUE), WAIT_IO_COMPLETION);
	expect("O-164", "is not consumed", WaitForSingleObject(auto_reset, 0), WAIT_OBJECT_0);
	CloseHandle(auto_reset);
}

static void CALLBACK note_apc(ULONG_PTR digit)
{
	seen.order = seen.order * 10 + (LONG)digit;
}

static void order(SOCKET a, SOCKET b)
{
	forget();
	for (int i = 1; i <= 3; i++)
		pends("O-165", "one of three receives", receive(b, i, 2));
	send(a, "aabbcc", 6, 0);
	check("O-165", done(1) && done(2) && done(3), "all three end");
	expect("O-165", "one wait", SleepEx(0, TRUE), WAIT_IO_COMPLETION);
	expect("O-165", "runs all routines", seen.calls, 3);
	expect("O-166", "in the order in which they ended", seen.order, 123);
	check("O-166", op[1].data[0] == 'a' && op[2].data[0] == 'b' && op[3].data[0] == 'c',
		"the data is in the order of issue");

	pair(&p, &q);
	forget();
	receive(b, 1, 2);
	receive(q, 2, 2);
	send(p, "q", 1, 0);
	done(2);
	send(a, "b", 1, 0);
	done(1);
	SleepEx(0, TRUE);
	expect("O-166", "two sockets: the order in which they ended, not of issue", seen.order, 21);

	forget();
	receive(b, 1, 2);
	QueueUserAPC(note_apc, GetCurrentThread(), 7);
	send(a, "b", 1, 0);
	done(1);
	QueueUserAPC(note_apc, GetCurrentThread(), 8);
	SleepEx(0, TRUE);
	expect("O-180", "user's calls are in the same queue", seen.order, 718);
	closesocket(p);
	closesocket(q);
}

static int depth, deepest, inside;
static SOCKET nested_peer;

/* nest starts a receive of what is there; the first call may wait alertably. */
static void CALLBACK nest(DWORD error, DWORD bytes, LPWSAOVERLAPPED ovl, DWORD flags)
{
	note(error, bytes, ovl, flags);
	deepest = ++depth > deepest ? depth : deepest;
	if (number(ovl) == 1) {
		receive_by(op[1].s, 2, 1, nest);
		done(2);
		if (inside)
			SleepEx(0, TRUE);
	}
	depth--;
}

static void CALLBACK block_inside(DWORD error, DWORD bytes, LPWSAOVERLAPPED ovl, DWORD flags)
{
	note(error, bytes, ovl, flags);
	HANDLE t = on_thread(send_later, (void *)nested_peer);
	inside = recv(q, op[3].data, sizeof op[3].data, 0);
	joined(t);
}

static void nested(SOCKET a, SOCKET b)
{
	for (int i = 0; i < 2; i++) {
		forget();
		deepest = 0;
		inside = i;
		send(a, "xy", 2, 0);
		readable(b, 5000);
		receive_by(b, 1, 1, nest);
		done(1);
		SleepEx(0, TRUE);
		SleepEx(0, TRUE);
		expect("O-167", i == 0 ? "routines are not nested" : "unless one waits alertably", deepest,
			i + 1);
		expect("O-167", "both ran", seen.order, 12);
	}
	pair(&p, &q);
	nested_peer = p;
	forget();
	inside = 0;
	send(a, "x", 1, 0);
	readable(b, 5000);
	receive_by(b, 1, 1, block_inside);
	done(1);
	SleepEx(0, TRUE);
	expect("O-161", "recv on another socket waits inside a routine", inside, 5);
	closesocket(p);
	closesocket(q);
}

static int left; /* how often again() starts its receive anew */

static void CALLBACK again(DWORD error, DWORD bytes, LPWSAOVERLAPPED ovl, DWORD flags)
{
	note(error, bytes, ovl, flags);
	if (--left > 0)
		receive_by(op[1].s, 1, 1, again);
}

static void reuse(SOCKET a, SOCKET b)
{
	forget();
	left = 100;
	receive_by(b, 1, 1, again);
	static char hundred[100];
	send(a, hundred, sizeof hundred, 0);
	while (left > 0 && waited())
		;
	expect("O-172", "a routine may use its OVERLAPPED again", seen.calls, 100);
}

static void failures(void)
{
	SOCKET a, b, r = bound(udp()), s = connected(r), none = tcp();
	forget();
	pair(&a, &b);
	pends("O-169", "a receive", receive(b, 1, 16));
	reset(a);
	check("O-169", waited(), "its end by a reset");
	expect("O-169", "the routine's error is Winsock's", seen.error, WSAECONNRESET);
	expect("O-170", "without bytes", seen.bytes, 0);
	expect("O-169", "the status", seen.status, (ULONG)STATUS_CONNECTION_RESET);
	forget();
	fails("O-176", "a receive on a reset connection", receive(b, 1, 16), WSAECONNRESET);
	fails("O-176", "one without a connection", receive(none, 1, 16), WSAENOTCONN);
	expect("O-176", "no routine runs after a failed start", SleepEx(20, TRUE), 0);
	closesocket(b);
	closesocket(none);

	pends("O-170", "a receive of 6 bytes", receive(r, 1, 6));
	send(s, "123456789", 9, 0);
	check("O-170", waited(), "its end by a datagram of 9");
	expect("O-169", "the error", seen.error, WSAEMSGSIZE);
	expect("O-170", "the bytes that were stored", seen.bytes, 6);
	closesocket(r);
	closesocket(s);
}

static void unsupported(SOCKET a)
{
	DWORD n = 77, size = 0xFFFFFFFF;
	forget();
	memset(&op[1].ovl, 0, sizeof op[1].ovl);
	pends("O-177", "WSAIoctl with an unknown code", WSAIoctl(a, 0xDEADBEEF, NULL, 0, NULL, 0, &n,
		&op[1].ovl, note));
	check("O-177", waited(), "its end");
	expect("O-177", "the routine's error", seen.error, WSAEOPNOTSUPP);
	expect("O-177", "its size", seen.bytes, 0);
	forget();
	memset(&op[1].ovl, 0, sizeof op[1].ovl);
	expect("O-177", "WSAIoctl with a known code", WSAIoctl(a, FIONREAD, NULL, 0, &size, sizeof size,
		&n, &op[1].ovl, note), 0);
	check("O-177", waited() && seen.error == 0 && seen.bytes == 0, "its routine");
}

static void event_is_ignored(SOCKET a, SOCKET b)
{
	HANDLE event = manual();
	op[1].ovl.hEvent = event;
	forget();
	receive(b, 1, 16);
	send(a, "x", 1, 0);
	waited();
	expect("O-173", "the event is not set", WaitForSingleObject(event, 0), WAIT_TIMEOUT);
	SetEvent(event);
	receive(b, 1, 16);
	expect("O-173", "nor reset", WaitForSingleObject(event, 0), WAIT_OBJECT_0);
	send(a, "x", 1, 0);
	waited();
	CloseHandle(event);
	op[1].ovl.hEvent = (HANDLE)0x12345671;
	forget();
	pends("O-173", "hEvent is no handle", receive(b, 1, 16));
	send(a, "x", 1, 0);
	check("O-173", waited() && seen.error == 0, "which does not matter");
	check("O-173", op[1].ovl.hEvent == (HANDLE)0x12345671, "and is left alone");
	op[1].ovl.hEvent = NULL;
}

static void ports(void)
{
	SOCKET a, b;
	pair(&a, &b);
	forget();
	pends("O-175", "a receive before the socket has a port", receive(b, 1, 16));
	HANDLE port = new_port();
	attach(b, port, 0x1234);
	fails("O-174", "one with a routine after that", receive(b, 2, 16), WSAEINVAL);
	send(a, "xy", 2, 0);
	check("O-175", waited() && seen.calls == 1 && seen.bytes == 2, "the first ends with its routine");
	no_packet("O-175", "and queues no packet", port);
	fails("O-174", "WSASend with a routine", WSASend(b, &(WSABUF){1, "x"}, 1, NULL, 0, &op[2].ovl,
		note), WSAEINVAL);
	expect("O-174", "no other routine runs", SleepEx(0, TRUE), 0);
	expect("O-174", "nothing was sent", readable(a, 20), 0);
	send(a, "z", 1, 0);
	readable(b, 5000);
	u_long unread = 0;
	ioctlsocket(b, FIONREAD, &unread);
	expect("O-174", "nothing was received", unread, 1);
	closesocket(a);
	closesocket(b);
	CloseHandle(port);
}

static void cancelled(void)
{
	SOCKET a, b, r = bound(udp());
	pair(&a, &b);
	forget();
	receive(b, 1, 16);
	receive(b, 2, 16);
	expect("O-178", "CancelIo", CancelIo((HANDLE)b), TRUE);
	while (seen.calls < 2 && waited())
		;
	expect("O-178", "the routines of both receives ran", seen.calls, 2);
	expect("O-178", "with", seen.error, WSA_OPERATION_ABORTED);
	expect("O-178", "without bytes", seen.bytes, 0);
	forget();
	receive(b, 1, 16);
	expect("O-178", "CancelIoEx", CancelIoEx((HANDLE)b, &op[1].ovl), TRUE);
	check("O-178", waited() && seen.error == WSA_OPERATION_ABORTED, "its routine");
	forget();
	receive(b, 1, 16);
	closesocket(b);
	check("O-178", waited(), "closesocket, TCP");
	expect("O-178", "its routine's error", seen.error, WSAECONNABORTED);
	expect("O-178", "its bytes", seen.bytes, 0);
	forget();
	receive(r, 1, 16);
	closesocket(r);
	check("O-178", waited(), "closesocket, UDP");
	expect("O-178", "its routine's error", seen.error, WSA_OPERATION_ABORTED);
	closesocket(a);
}

static DWORD WINAPI issue_and_end(void *s)
{
	receive((SOCKET)s, 1, 16);
	return 0;
}

static void thread_ends(SOCKET a, SOCKET b)
{
	forget();
	joined(on_thread(issue_and_end, (void *)b));
	check("O-179", done(1), "the thread that issued a receive ends, and so does the receive");
	expect("O-179", "its status", op[1].ovl.Internal, (ULONG)STATUS_CANCELLED);
	send(a, "x", 1, 0);
	expect("O-179", "no routine runs", SleepEx(20, TRUE) + seen.calls, 0);
	char c;
	expect("O-179", "the data goes to the next receive", recv(b, &c, 1, 0), 1);
}

int main(void)
{
	SOCKET a, b;
	start();
	pair(&a, &b);
	delayed(a, b);
	immediate(a, b);
	alertable(a, b);
	blocking(a, b);
	results_do_not(a, b);
	signalled_meanwhile(a, b);
	order(a, b);
	nested(a, b);
	reuse(a, b);
	failures();
	unsupported(a);
	event_is_ignored(a, b);
	ports();
	cancelled();
	thread_ends(a, b);
	closesocket(a);
	closesocket(b);
	WSACleanup();
	return verdict();
}
