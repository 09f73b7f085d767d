/* port.c: completion ports: how they are made, their threads and their queue. O-181..O-219. */
#include "operation.h"

static OVERLAPPED o, second;
static char got[16];

/* make is CreateIoCompletionPort with the result as a number. */
static ULONG_PTR make(HANDLE file, HANDLE port)
{
	return (ULONG_PTR)CreateIoCompletionPort(file, port, 7, 0);
}

static int post(HANDLE port, DWORD bytes, ULONG_PTR key, OVERLAPPED *operation)
{
	return PostQueuedCompletionStatus(port, bytes, key, operation);
}

static void creation(void)
{
	SOCKET s = bound(udp()), t = bound(udp());
	HANDLE port, other, event = manual();
	SetLastError(4711);
	port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 99, 0);
	check("O-181", port != NULL, "a new port");
	expect("O-181", "leaves the last error", GetLastError(), 4711);
	expect_error("O-182", "no file but a port", make(INVALID_HANDLE_VALUE, port), 0,
		ERROR_INVALID_PARAMETER);
	other = CreateIoCompletionPort((HANDLE)s, NULL, 5, 0);
	check("O-183", other != NULL && other != port, "a new port with a socket");
	datagram(t, s, "x", 1);
	readable(s, 5000);
	begin_receive(s, &o, NULL, got, 1);
	packet("O-183", "the socket belongs to it", other, 5, &o, 0, 1);
	expect("O-184", "a socket joins a port", make((HANDLE)t, port), (ULONG_PTR)port);
	expect_error("O-187", "a second time", make((HANDLE)t, port), 0, ERROR_INVALID_PARAMETER);
	expect_error("O-187", "another port", make((HANDLE)t, other), 0, ERROR_INVALID_PARAMETER);
	expect_error("O-185", "no handle", make(NULL, port), 0, ERROR_INVALID_HANDLE);
	expect_error("O-185", "no handle, a new port", make(NULL, NULL), 0, ERROR_INVALID_HANDLE);
	closesocket(t);
	expect_error("O-185", "a closed handle", make((HANDLE)t, port), 0, ERROR_INVALID_HANDLE);
	t = udp();
	expect_error("O-186", "an event for a port", make((HANDLE)t, event), 0, ERROR_INVALID_HANDLE);
	expect("O-186", "the socket is free for a port", make((HANDLE)t, port), (ULONG_PTR)port);
	closesocket(t);
	t = WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, 0);
	expect_error("O-188", "a socket that is not overlapped", make((HANDLE)t, port), 0,
		ERROR_INVALID_PARAMETER);
	closesocket(t);
	closesocket(s);
	CloseHandle(port);
	CloseHandle(other);
	CloseHandle(event);
}

static void sockets(void)
{
	SOCKET a, b, twin;
	HANDLE port = new_port(), other = new_port(), self = GetCurrentProcess();
	DWORD flags = HANDLE_FLAG_INHERIT;
	pair(&a, &b);
	attach(b, port, 0);
	DuplicateHandle(self, (HANDLE)b, self, (HANDLE *)&twin, 0, FALSE, DUPLICATE_SAME_ACCESS);
	send(a, "x", 1, 0);
	readable(b, 5000);
	begin_receive(twin, &o, NULL, got, 1);
	packet("O-189", "an operation on a duplicate has the socket's key", port, 0, &o, 0, 1);
	begin_send(b, &o, NULL, "x", 1);
	packet("O-192", "which may be 0", port, 0, &o, 0, 1);
	expect_error("O-189", "the duplicate has its port", make((HANDLE)twin, other), 0,
		ERROR_INVALID_PARAMETER);
	CloseHandle((HANDLE)twin);
	expect_error("O-190", "the socket keeps it", make((HANDLE)b, other), 0,
		ERROR_INVALID_PARAMETER);
	closesocket(a);
	closesocket(b);

	pair(&a, &b);
	begin_receive(b, &o, NULL, got, 1);
	attach(b, port, (ULONG_PTR)-1);
	send(a, "x", 1, 0);
	packet("O-191", "an operation older than its port", port, (ULONG_PTR)-1, &o, 0, 1);
	GetHandleInformation(port, &flags);
	expect("O-194", "a port is not inheritable", flags & HANDLE_FLAG_INHERIT, 0);
	closesocket(a);
	closesocket(b);
	CloseHandle(port);
	CloseHandle(other);
}

static void posts(void)
{
	HANDLE port = new_port(), event = manual();
	DWORD n = 4711;
	ULONG_PTR key = 4711;
	OVERLAPPED *got_o = &second;
	for (ULONG_PTR i = 1; i <= 5; i++)
		check("O-195", post(port, (DWORD)i * 10, i, &o), "a packet is posted");
	for (ULONG_PTR i = 1; i <= 5; i++)
		packet("O-195", "they come as they were posted", port, i, &o, 0, (long long)i * 10);
	post(port, 0xFFFFFFFF, (ULONG_PTR)-1, (OVERLAPPED *)3);
	packet("O-201", "its values are not looked at", port, (ULONG_PTR)-1, (OVERLAPPED *)3, 0,
		0xFFFFFFFF);
	expect_error("O-201", "an event for a port", post(event, 0, 0, NULL), FALSE,
		ERROR_INVALID_HANDLE);
	expect_error("O-201", "no port", post(NULL, 0, 0, NULL), FALSE, ERROR_INVALID_HANDLE);

	fresh(&o, NULL);
	o.Internal = (ULONG)STATUS_CONNECTION_RESET;
	post(port, 3, 4, &o);
	packet("O-202", "the block of a posted operation is not looked at", port, 4, &o, 0, 3);

	post(port, 5, 6, &o);
	SetLastError(4711);
	check("O-203", GetQueuedCompletionStatus(port, &n, &key, &got_o, 0), "a packet of success");
	check("O-203", n == 5 && key == 6 && got_o == &o, "its values");
	expect("O-203", "the last error stays", GetLastError(), 4711);
	n = 4711;
	key = 4711;
	expect_error("O-207", "no packet", GetQueuedCompletionStatus(port, &n, &key, &got_o, 0), FALSE,
		WAIT_TIMEOUT);
	check("O-207", got_o == NULL, "and no operation");
	check("O-207", n == 4711 && key == 4711, "number and key are not written");
	DWORD begun = GetTickCount();
	expect_error("O-207", "after a wait", GetQueuedCompletionStatus(port, &n, &key, &got_o, 100),
		FALSE, WAIT_TIMEOUT);
	check("O-207", GetTickCount() - begun >= 90, "which took its time");
	got_o = &second;
	expect_error("O-209", "an event for a port",
		GetQueuedCompletionStatus(event, &n, &key, &got_o, 0), FALSE, ERROR_INVALID_HANDLE);
	check("O-209", got_o == NULL, "no operation");
	expect_error("O-209", "no port", GetQueuedCompletionStatus(NULL, &n, &key, &got_o, 0), FALSE,
		ERROR_INVALID_HANDLE);
	check("O-209", n == 4711 && key == 4711, "number and key are not written");
	post(port, 8, 9, NULL);
	got_o = &second;
	check("O-210", GetQueuedCompletionStatus(port, &n, &key, &got_o, 0),
		"a packet without an operation");
	check("O-210", n == 8 && key == 9 && got_o == NULL, "its values");

	check("O-200", !signalled(port), "an empty port is not signalled");
	post(port, 0, 0, NULL);
	check("O-200", signalled(port), "a port with a packet is");
	check("O-200", signalled(port), "a wait takes nothing");
	packet("O-200", "the packet is there", port, 0, NULL, 0, 0);
	check("O-200", !signalled(port), "and then no more");
	CloseHandle(port);
	CloseHandle(event);
}

/* at_the_end receives from a stream that is over. */
static void at_the_end(void)
{
	SOCKET a, b;
	HANDLE port = new_port();
	WSABUF buf = {4, got};
	DWORD n = 0, flags = 0;
	pair(&a, &b);
	attach(b, port, 4);
	begin_receive(b, &o, NULL, got, 4);
	send(a, "abcd", 4, 0);
	packet("O-203", "a receive that is filled", port, 4, &o, 0, 4);
	shutdown(a, SD_SEND);
	memset(&o, 0, sizeof o);
	n = 7;
	if (WSARecv(b, &buf, 1, &n, &flags, &o, NULL) == 0)
		expect("O-027", "the bytes of a receive that is done at once", n, 0);
	packet("O-206", "the end of a stream", port, 4, &o, 0, 0);
	closesocket(a);
	closesocket(b);
	CloseHandle(port);
}

/* operations shows the packets of operations. */
static void operations(void)
{
	SOCKET a, b, u = bound(udp()), v = bound(udp());
	HANDLE port = new_port();
	pair(&a, &b);
	attach(b, port, 1);
	attach(u, port, 2);
	begin_receive(b, &o, NULL, got, 4);
	send(a, "abc", 3, 0);
	packet("O-203", "a receive", port, 1, &o, 0, 3);
	begin_receive(u, &o, NULL, got, 4);
	datagram(v, u, "123456", 6);
	packet("O-205", "a datagram that is too long", port, 2, &o, ERROR_MORE_DATA, 4);
	begin_receive(b, &o, NULL, got, 4);
	shutdown(a, SD_SEND);
	packet("O-206", "the end of a stream", port, 1, &o, 0, 0);
	at_the_end();
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
	attach(b, port, 3);
	begin_receive(b, &o, NULL, got, 4);
	reset(a);
	packet("O-204", "a receive that fails", port, 3, &o, ERROR_NETNAME_DELETED, 0);
	closesocket(b);
	closesocket(u);
	closesocket(v);
	CloseHandle(port);
}

static void CALLBACK note(ULONG_PTR ran)
{
	++*(int *)ran;
}

static void several(void)
{
	HANDLE port = new_port(), other = new_port();
	OVERLAPPED_ENTRY entries[8];
	ULONG n = 0;
	int ran = 0;
	for (ULONG_PTR i = 1; i <= 5; i++)
		post(port, (DWORD)i, i * 2, i == 3 ? NULL : &o);
	check("O-211", GetQueuedCompletionStatusEx(port, entries, 3, &n, 0, FALSE), "several packets");
	expect("O-211", "as many as there is room for", n, 3);
	check("O-211", entries[0].lpCompletionKey == 2 && entries[1].lpCompletionKey == 4 &&
		entries[2].lpCompletionKey == 6, "in their order");
	check("O-211", entries[1].dwNumberOfBytesTransferred == 2 && entries[1].lpOverlapped == &o &&
		entries[2].lpOverlapped == NULL, "with their values");
	check("O-212", GetQueuedCompletionStatusEx(port, entries, 8, &n, 5000, FALSE), "the others");
	expect("O-212", "it does not wait for more", n, 2);
	expect_error("O-213", "none", GetQueuedCompletionStatusEx(port, entries, 8, &n, 10, FALSE),
		FALSE, WAIT_TIMEOUT);
	expect_error("O-209", "no port", GetQueuedCompletionStatusEx(NULL, entries, 8, &n, 0, FALSE),
		FALSE, ERROR_INVALID_HANDLE);

	SOCKET a, b;
	pair(&a, &b);
	attach(b, port, 1);
	begin_receive(b, &o, NULL, got, 4);
	closesocket(a);
	begin_send(b, &second, NULL, "x", 1);
	n = 0;
	check("O-211", GetQueuedCompletionStatusEx(port, entries, 1, &n, 5000, FALSE) && n == 1,
		"a packet of an operation");
	closesocket(b);

	/* A thread that never waited on a port runs its calls first; then packets come first. */
	QueueUserAPC(note, GetCurrentThread(), (ULONG_PTR)&ran);
	expect_error("O-215", "an alertable wait with a call queued",
		GetQueuedCompletionStatusEx(other, entries, 8, &n, 5000, TRUE), FALSE, WAIT_IO_COMPLETION);
	expect("O-215", "which runs", ran, 1);
	QueueUserAPC(note, GetCurrentThread(), (ULONG_PTR)&ran);
	GetQueuedCompletionStatusEx(other, entries, 8, &n, 0, FALSE);
	expect("O-215", "not in other waits", ran, 1);
	SleepEx(0, TRUE);
	CloseHandle(port);
	CloseHandle(other);
}

static HANDLE shared;

static DWORD WINAPI priority(void *unused)
{
	OVERLAPPED_ENTRY entry;
	ULONG n;
	int ran = 0;
	(void)unused;
	post(shared, 1, 1, NULL);
	QueueUserAPC(note, GetCurrentThread(), (ULONG_PTR)&ran);
	expect_error("O-216", "a thread new to the port",
		GetQueuedCompletionStatusEx(shared, &entry, 1, &n, 5000, TRUE), FALSE, WAIT_IO_COMPLETION);
	expect("O-216", "runs its call first", ran, 1);
	check("O-216", GetQueuedCompletionStatusEx(shared, &entry, 1, &n, 5000, TRUE),
		"then the packet");
	post(shared, 2, 2, NULL);
	QueueUserAPC(note, GetCurrentThread(), (ULONG_PTR)&ran);
	check("O-216", GetQueuedCompletionStatusEx(shared, &entry, 1, &n, 5000, TRUE) &&
		entry.lpCompletionKey == 2, "a thread of the port gets the packet first");
	expect("O-216", "its call waits", ran, 1);
	expect_error("O-216", "until there is no packet",
		GetQueuedCompletionStatusEx(shared, &entry, 1, &n, 5000, TRUE), FALSE, WAIT_IO_COMPLETION);
	return 0;
}

static HANDLE waiting[3];
static volatile LONG keys[3] = {-1, -1, -1};

static DWORD WINAPI wait_for_one(void *index)
{
	DWORD n;
	ULONG_PTR key;
	OVERLAPPED *operation;
	SetEvent(waiting[(size_t)index]);
	if (GetQueuedCompletionStatus(shared, &n, &key, &operation, 10000))
		keys[(size_t)index] = (LONG)key;
	return 0;
}

/*
 * Nothing tells when a thread has come to wait. So cases for which it has to are tried with
 * ever more time for that, up to LONGEST ms, until they are as wanted.
 */
enum { SHORTEST = 50, LONGEST = 64 * SHORTEST };

/* last_first has three threads wait, one after the other, for three packets. */
static void last_first(int ms)
{
	HANDLE threads[3];
	shared = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 3);
	for (size_t i = 0; i < 3; i++) {
		waiting[i] = manual();
		threads[i] = on_thread(wait_for_one, (void *)i);
		WaitForSingleObject(waiting[i], 5000);
		Sleep(ms);
	}
	for (int i = 0; i < 3; i++) {
		post(shared, 0, (ULONG_PTR)i + 3, NULL);
		WaitForSingleObject(threads[2 - i], 5000);
	}
	for (int i = 0; i < 3; i++) {
		joined(threads[i]);
		CloseHandle(waiting[i]);
	}
	CloseHandle(shared);
}

/* order shows that the thread which came last is released first. */
static void order(void)
{
	for (int ms = SHORTEST; ms <= LONGEST; ms *= 4) {
		last_first(ms);
		if (keys[2] == 3 && keys[1] == 4 && keys[0] == 5)
			break;
	}
	expect("O-196", "the first packet is the last thread's", keys[2], 3);
	expect("O-196", "the second", keys[1], 4);
	expect("O-196", "the third is the first thread's", keys[0], 5);
}

static volatile LONG busy, most, done;

/* hold works on packets without waiting for anything, until one has key 0. */
static DWORD WINAPI hold(void *unused)
{
	DWORD n;
	ULONG_PTR key;
	OVERLAPPED *operation;
	(void)unused;
	while (GetQueuedCompletionStatus(shared, &n, &key, &operation, 10000) && key != 0) {
		LONG now = InterlockedIncrement(&busy);
		if (now > most)
			most = now;
		DWORD begun = GetTickCount();
		while (GetTickCount() - begun < 10)
			;
		InterlockedDecrement(&busy);
		InterlockedIncrement(&done);
	}
	return 0;
}

enum { THREADS = 16, PACKETS = 32 };

/* crowd has many threads work on the packets of a port; the result is how many did at a time. */
static LONG crowd(DWORD limit)
{
	HANDLE threads[THREADS];
	shared = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, limit);
	busy = most = done = 0;
	for (int i = 0; i < THREADS; i++)
		threads[i] = on_thread(hold, NULL);
	for (int i = 0; i < PACKETS; i++)
		post(shared, 0, 1, NULL);
	for (int i = 0; i < 1000 && done < PACKETS; i++)
		Sleep(5);
	for (int i = 0; i < THREADS; i++)
		post(shared, 0, 0, NULL);
	for (int i = 0; i < THREADS; i++)
		joined(threads[i]);
	CloseHandle(shared);
	return most;
}

/* concurrency shows how many threads have a packet at a time. */
static void concurrency(void)
{
	SYSTEM_INFO system;
	GetSystemInfo(&system);
	expect("O-198", "one thread at a time", crowd(1), 1);
	expect("O-198", "every packet is worked on", done, PACKETS);
	check("O-198", crowd(2) <= 2, "two threads at a time");
	expect("O-198", "every packet is worked on", done, PACKETS);
	check("O-193", crowd(0) <= (LONG)system.dwNumberOfProcessors, "as many threads as processors");
	expect("O-193", "every packet is worked on", done, PACKETS);
}

static volatile LONG took;
static HANDLE go_on;

/* block waits for go_on with its packet. */
static DWORD WINAPI block(void *unused)
{
	DWORD n;
	ULONG_PTR key;
	OVERLAPPED *operation;
	(void)unused;
	if (GetQueuedCompletionStatus(shared, &n, &key, &operation, 10000)) {
		InterlockedIncrement(&took);
		WaitForSingleObject(go_on, 10000);
	}
	return 0;
}

static void blocked(void)
{
	HANDLE threads[3];
	shared = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	go_on = manual();
	for (int i = 0; i < 3; i++)
		threads[i] = on_thread(block, NULL);
	for (int i = 0; i < 3; i++)
		post(shared, 0, 1, NULL);
	for (int i = 0; i < 1000 && took < 3; i++)
		Sleep(5);
	expect("O-198", "a thread that waits lets another go", took, 3);
	SetEvent(go_on);
	for (int i = 0; i < 3; i++)
		joined(threads[i]);
	CloseHandle(shared);

	/* A thread belongs to the port it last waited on. */
	HANDLE first = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	shared = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	post(first, 0, 1, NULL);
	packet("O-199", "a packet that is there", first, 1, NULL, 0, 0);
	post(first, 0, 2, NULL);
	packet("O-199", "and another for the same thread", first, 2, NULL, 0, 0);
	post(shared, 0, 3, NULL);
	packet("O-197", "the thread goes to another port", shared, 3, NULL, 0, 0);
	HANDLE old = shared;
	shared = first;
	took = 0;
	post(first, 0, 4, NULL);
	HANDLE t = on_thread(block, NULL);
	DWORD begun = GetTickCount();
	while (took == 0 && GetTickCount() - begun < 5000)
		;
	expect("O-197", "and counts no more for the one before", took, 1);
	joined(t);
	CloseHandle(go_on);
	CloseHandle(first);
	CloseHandle(old);
}

static volatile LONG waiters;

/* What the wait of a thread came to. */
static struct {
	int returned;
	DWORD error;
	int nothing; /* the results are as a call without a packet leaves them */
} ended_with[4];

static DWORD WINAPI abandoned(void *index)
{
	size_t i = (size_t)index;
	DWORD n = 4711;
	ULONG_PTR key = 4711;
	OVERLAPPED *operation = &o;
	OVERLAPPED_ENTRY entry;
	ULONG count;
	InterlockedIncrement(&waiters);
	SetLastError(0);
	if (i < 2)
		ended_with[i].returned = GetQueuedCompletionStatus(shared, &n, &key, &operation, 2000);
	else if (i == 2)
		ended_with[i].returned = GetQueuedCompletionStatusEx(shared, &entry, 1, &count, 2000,
			FALSE);
	else
		ended_with[i].returned = (int)WaitForSingleObject(shared, 2000);
	ended_with[i].error = GetLastError();
	ended_with[i].nothing = operation == NULL && n == 4711 && key == 4711;
	return 0;
}

/* close_under closes a port for which threads have waited for ms. */
static BOOL close_under(int ms)
{
	HANDLE threads[4];
	shared = new_port();
	waiters = 0;
	for (size_t i = 0; i < 4; i++) {
		threads[i] = on_thread(abandoned, (void *)i);
		while (waiters <= (LONG)i)
			Sleep(1);
	}
	Sleep(ms);
	BOOL ok = CloseHandle(shared);
	for (int i = 0; i < 4; i++)
		joined(threads[i]);
	return ok;
}

static void closed(void)
{
	DWORD n;
	ULONG_PTR key;
	OVERLAPPED *operation = &o;
	BOOL ok = FALSE;
	for (int ms = 2 * SHORTEST; ms <= LONGEST; ms *= 4) {
		ok = close_under(ms);
		int late = 0;
		for (int i = 0; i < 4; i++)
			late |= ended_with[i].error == ERROR_INVALID_HANDLE;
		if (!late)
			break;
	}
	check("O-218", ok, "a port is closed under waits");
	for (int i = 0; i < 2; i++) {
		failed_as("O-208", "the port is closed under a wait", ended_with[i].returned, FALSE,
			(int)ended_with[i].error, ERROR_ABANDONED_WAIT_0);
		check("O-208", ended_with[i].nothing, "there is no packet");
	}
	failed_as("O-213", "GetQueuedCompletionStatusEx", ended_with[2].returned, FALSE,
		(int)ended_with[2].error, ERROR_ABANDONED_WAIT_0);
	check("O-218", ended_with[0].error == ERROR_ABANDONED_WAIT_0 &&
		ended_with[1].error == ERROR_ABANDONED_WAIT_0 &&
		ended_with[2].error == ERROR_ABANDONED_WAIT_0, "every thread gets to know");
	expect("O-218", "a wait for the handle ends", ended_with[3].returned, WAIT_OBJECT_0);
	expect_error("O-209", "the closed port", GetQueuedCompletionStatus(shared, &n, &key, &operation,
		0), FALSE, ERROR_INVALID_HANDLE);

	SOCKET a, b;
	HANDLE port = new_port(), event = manual();
	pair(&a, &b);
	attach(b, port, 1);
	begin_receive(b, &o, event, got, 4);
	CloseHandle(port);
	check("O-219", !signalled(event), "closing the port does not end an operation");
	send(a, "x", 1, 0);
	expect("O-219", "which ends with data", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	status("O-219", "in success", &o, STATUS_SUCCESS, 1);
	closesocket(a);
	closesocket(b);
	CloseHandle(event);
}

int main(void)
{
	start();
	creation();
	sockets();
	posts();
	operations();
	several();
	shared = new_port();
	joined(on_thread(priority, NULL));
	CloseHandle(shared);
	order();
	concurrency();
	blocked();
	closed();
	WSACleanup();
	return verdict();
}
