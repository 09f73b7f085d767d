/* socket_notifications.c: ProcessSocketNotifications. Chapter 6.10 of overlapped.md. */
#include "operation.h"

#ifndef SOCK_NOTIFY_EVENT_IN

int main(void)
{
	skip_all("O-471", "mingw-w64 and Wine 8.0 have no ProcessSocketNotifications");
	return 0;
}

#else

#include <stddef.h>

enum {
	READABLE = SOCK_NOTIFY_REGISTER_EVENT_IN,
	WRITABLE = SOCK_NOTIFY_REGISTER_EVENT_OUT,
	HUNG_UP = SOCK_NOTIFY_REGISTER_EVENT_HANGUP,
	LEVEL = SOCK_NOTIFY_TRIGGER_LEVEL | SOCK_NOTIFY_TRIGGER_PERSISTENT,
	EDGE = SOCK_NOTIFY_TRIGGER_EDGE | SOCK_NOTIFY_TRIGGER_PERSISTENT,
	ONCE = SOCK_NOTIFY_TRIGGER_LEVEL | SOCK_NOTIFY_TRIGGER_ONESHOT,
	KEY = 0x1230,
	REFUSED = 1 << 16, /* what registration says of an entry that failed */
};

static HANDLE queue;
static SOCKET a, b; /* a connection */
static char got[16];

static SOCK_NOTIFY_REGISTRATION entry(SOCKET s, int key, int events, int operation, int triggers)
{
	SOCK_NOTIFY_REGISTRATION r;
	memset(&r, 0, sizeof r);
	r.socket = s;
	r.completionKey = (void *)(ULONG_PTR)key;
	r.eventFilter = (UINT16)events;
	r.operation = (UINT8)operation;
	r.triggerFlags = (UINT8)triggers;
	r.registrationResult = 0xDEAD;
	return r;
}

/* registration makes one registration: 0, the call's error, or REFUSED and the entry's. */
static DWORD registration(SOCKET s, int key, int events, int operation, int triggers)
{
	SOCK_NOTIFY_REGISTRATION r = entry(s, key, events, operation, triggers);
	DWORD result = ProcessSocketNotifications(queue, 1, &r, 0, 0, NULL, NULL);
	return result != 0 ? result : r.registrationResult != 0 ? r.registrationResult | REFUSED : 0;
}

static DWORD enable(SOCKET s, int events, int triggers)
{
	return registration(s, KEY, events, SOCK_NOTIFY_OP_ENABLE, triggers);
}

/* told is the events of the next notification within ms, 0 without one, -1 with another key. */
static int told(DWORD ms)
{
	OVERLAPPED_ENTRY e;
	UINT32 n = 0;
	memset(&e, 0, sizeof e);
	DWORD result = ProcessSocketNotifications(queue, 0, NULL, ms, 1, &e, &n);
	if (result == WAIT_TIMEOUT)
		return 0;
	if (result != 0 || n != 1 || e.lpCompletionKey != KEY)
		return -1;
	return (int)SocketNotificationRetrieveEvents(&e);
}

/* reconnect makes a and b anew, with nothing left to be told. */
static void reconnect(void)
{
	closesocket(a);
	closesocket(b);
	while (told(0) != 0)
		;
	pair(&a, &b);
}

/* say sends a byte and waits until b has it. */
static void say(void)
{
	send(a, "x", 1, 0);
	readable(b, 5000);
}

static void shapes(void)
{
	check("O-472", sizeof(SOCK_NOTIFY_REGISTRATION) == 24 &&
		offsetof(SOCK_NOTIFY_REGISTRATION, completionKey) == 8 &&
		offsetof(SOCK_NOTIFY_REGISTRATION, eventFilter) == 16 &&
		offsetof(SOCK_NOTIFY_REGISTRATION, operation) == 18 &&
		offsetof(SOCK_NOTIFY_REGISTRATION, triggerFlags) == 19 &&
		offsetof(SOCK_NOTIFY_REGISTRATION, registrationResult) == 20,
		"SOCK_NOTIFY_REGISTRATION in memory");
	check("O-473", SOCK_NOTIFY_REGISTER_EVENT_NONE == 0 && READABLE == 1 && WRITABLE == 2 && HUNG_UP == 4 &&
		SOCK_NOTIFY_REGISTER_EVENTS_ALL == 7 && SOCK_NOTIFY_EVENT_ERR == 0x40 &&
		SOCK_NOTIFY_EVENT_REMOVE == 0x80, "the events");
	check("O-474", SOCK_NOTIFY_OP_NONE == 0 && SOCK_NOTIFY_OP_ENABLE == 1 &&
		SOCK_NOTIFY_OP_DISABLE == 2 && SOCK_NOTIFY_OP_REMOVE == 4, "the operations");
	check("O-474", SOCK_NOTIFY_TRIGGER_ONESHOT == 1 && SOCK_NOTIFY_TRIGGER_PERSISTENT == 2 &&
		SOCK_NOTIFY_TRIGGER_LEVEL == 4 && SOCK_NOTIFY_TRIGGER_EDGE == 8, "the triggers");
}

static void bad_input(void)
{
	static const struct {
		const char *clause, *what;
		int triggers;
	} bad[] = {
		{"O-474", "no trigger", 0},
		{"O-474", "neither level nor edge", SOCK_NOTIFY_TRIGGER_ONESHOT},
		{"O-474", "level and edge", LEVEL | SOCK_NOTIFY_TRIGGER_EDGE},
		{"O-474", "once and ever", LEVEL | SOCK_NOTIFY_TRIGGER_ONESHOT},
	};
	OVERLAPPED_ENTRY e;
	UINT32 n = 0;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		check(bad[i].clause, enable(b, READABLE, bad[i].triggers) != 0, bad[i].what);
	check("O-473", enable(b, 0x10, LEVEL) != 0, "an event that can't be asked for");
	DWORD result = ProcessSocketNotifications(queue, 0, NULL, 10, 0, NULL, NULL);
	check("O-479", result != 0 && result != WAIT_TIMEOUT, "no entries, but a time-out");
	result = ProcessSocketNotifications(INVALID_HANDLE_VALUE, 0, NULL, 0, 1, &e, &n);
	check("O-471", result != 0 && result != WAIT_TIMEOUT, "no port");

	SOCK_NOTIFY_REGISTRATION two[2];
	two[0] = entry((SOCKET)0xDEADBEEC, KEY, READABLE, SOCK_NOTIFY_OP_ENABLE, LEVEL);
	two[1] = entry(b, KEY, READABLE, SOCK_NOTIFY_OP_ENABLE, LEVEL);
	expect("O-475", "a good and a bad entry", ProcessSocketNotifications(queue, 2, two, 0, 0, NULL,
		NULL), 0);
	check("O-475", two[0].registrationResult != 0 && two[0].registrationResult != 0xDEAD,
		"the bad one failed");
	expect("O-475", "the good one did not", two[1].registrationResult, 0);
	say();
	expect("O-475", "it works", told(5000), READABLE);
	two[0] = entry(b, KEY, READABLE, SOCK_NOTIFY_OP_ENABLE, LEVEL);
	result = ProcessSocketNotifications(INVALID_HANDLE_VALUE, 1, two, 0, 0, NULL, NULL);
	check("O-475", result != 0 && result != WAIT_TIMEOUT, "a call that fails as a whole");
	recv(b, got, sizeof got, 0);
}

static void levels(void)
{
	reconnect();
	expect("O-471", "a registration, level", enable(b, READABLE, LEVEL), 0);
	expect("O-471", "nothing has come", told(20), 0);
	say();
	expect("O-473", "data", told(5000), READABLE);
	expect("O-474", "level: it is told while it is there", told(5000), READABLE);
	recv(b, got, sizeof got, 0);
	told(0);
	expect("O-474", "and not when it is gone", told(20), 0);
	say();
	expect("O-474", "more data", told(5000), READABLE);
	reconnect();
	expect("O-474", "level, and neither once nor ever", enable(b, READABLE, SOCK_NOTIFY_TRIGGER_LEVEL), 0);
	say();
	expect("O-474", "data", told(5000), READABLE);
	expect("O-474", "is told while it is there", told(5000), READABLE);

	reconnect();
	say();
	enable(b, READABLE, EDGE);
	expect("O-478", "edge: data from before is not told", told(20), 0);
	recv(b, got, sizeof got, 0);
	say();
	expect("O-478", "data that comes is", told(5000), READABLE);
	expect("O-478", "once", told(20), 0);
	recv(b, got, sizeof got, 0);
	say();
	expect("O-478", "and again after all was received", told(5000), READABLE);

	reconnect();
	enable(b, READABLE, ONCE);
	say();
	expect("O-478", "once: data", told(5000), READABLE);
	say();
	expect("O-478", "nothing more is told", told(20), 0);
	expect("O-478", "enabled again", enable(b, READABLE, ONCE), 0);
	expect("O-478", "it is told", told(5000), READABLE);

	reconnect();
	enable(b, READABLE, LEVEL);
	expect("O-474", "SOCK_NOTIFY_OP_DISABLE", registration(b, KEY, 0, SOCK_NOTIFY_OP_DISABLE, 0), 0);
	say();
	expect("O-474", "nothing is told", told(20), 0);
	expect("O-474", "SOCK_NOTIFY_OP_ENABLE", enable(b, READABLE, LEVEL), 0);
	expect("O-474", "what is there is told", told(5000), READABLE);
}

static void events(void)
{
	reconnect();
	enable(b, WRITABLE, ONCE);
	expect("O-473", "it can be written to", told(5000), WRITABLE);
	reconnect();
	enable(b, HUNG_UP, ONCE);
	expect("O-473", "nothing has happened", told(20), 0);
	shutdown(a, SD_SEND);
	expect("O-473", "the peer ends", told(5000), HUNG_UP);
	reconnect();
	enable(b, READABLE | HUNG_UP, ONCE);
	reset(a);
	check("O-473", told(5000) & (SOCK_NOTIFY_EVENT_ERR | HUNG_UP), "the peer resets");
	closesocket(b);
	pair(&a, &b);
	SOCKET l = listener(), s = tcp();
	enable(l, READABLE, ONCE);
	connect_to(s, "127.0.0.1", port(l));
	expect("O-473", "a connection waits", told(5000), READABLE);
	closesocket(s);
	closesocket(l);
}

static void packets(void)
{
	OVERLAPPED_ENTRY e[4];
	OVERLAPPED o, *ovl;
	UINT32 count = 0;
	ULONG_PTR key;
	DWORD n;
	reconnect();
	enable(b, READABLE, ONCE);
	say();
	check("O-477", GetQueuedCompletionStatus(queue, &n, &key, &ovl, 5000) && key == KEY && n == READABLE,
		"GetQueuedCompletionStatus gets notifications");
	PostQueuedCompletionStatus(queue, 5, 6, &o);
	expect("O-477", "ProcessSocketNotifications", ProcessSocketNotifications(queue, 0, NULL, 5000, 4,
		e, &count), 0);
	check("O-477", count == 1 && e[0].lpCompletionKey == 6 && e[0].lpOverlapped == &o &&
		e[0].dwNumberOfBytesTransferred == 5, "gets other packets");
	SOCK_NOTIFY_REGISTRATION r = entry(b, KEY, READABLE, SOCK_NOTIFY_OP_ENABLE, ONCE);
	recv(b, got, sizeof got, 0);
	WSASetLastError(4711);
	expect("O-471", "a registration, and nothing in time", ProcessSocketNotifications(queue, 1, &r, 10,
		4, e, &count), WAIT_TIMEOUT);
	expect("O-471", "the registration is made", r.registrationResult, 0);
	expect("O-471", "the last error is left alone", WSAGetLastError(), 4711);
	say();
	expect("O-471", "it works", told(5000), READABLE);
	recv(b, got, sizeof got, 0);
	enable(b, READABLE, LEVEL);
	enable(b, HUNG_UP, ONCE);
	say();
	expect("O-476", "a registration replaces another", told(20), 0);
	shutdown(a, SD_SEND);
	expect("O-476", "with its own events", told(5000), HUNG_UP);
}

static void removal(void)
{
	reconnect();
	enable(b, READABLE, LEVEL);
	expect("O-478", "SOCK_NOTIFY_OP_REMOVE", registration(b, KEY, 0, SOCK_NOTIFY_OP_REMOVE, 0), 0);
	expect("O-478", "is told", told(5000), SOCK_NOTIFY_EVENT_REMOVE);
	say();
	expect("O-478", "as the last of all", told(20), 0);
	reconnect();
	enable(b, READABLE, LEVEL);
	closesocket(b);
	expect("O-478", "closesocket is not told", told(20), 0);
	closesocket(a);
}

int main(void)
{
	start();
	queue = new_port();
	pair(&a, &b);
	shapes();
	bad_input();
	levels();
	events();
	packets();
	removal();
	CloseHandle(queue);
	WSACleanup();
	return verdict();
}

#endif
