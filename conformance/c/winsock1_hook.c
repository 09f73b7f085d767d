/* winsock1_hook.c: functions of a Winsock 1.1 program that are called while it blocks. */
#define WINSOCK_1
#include "check.h"

static volatile LONG calls;	/* of the hook, in the call that blocks */
static int greedy;		/* how often the hook answers TRUE before FALSE */
static int cancels;		/* the call of the hook that cancels; 0: none */
static SOCKET sends, nested; /* the hook sends on the one; it tries the other */
static DWORD where;		/* the thread the hook ran on */
static int blocking, cancelled, error_nested, result_nested, set_nested, port_nested;

static BOOL CALLBACK hook(void)
{
	char byte = 'x';
	calls++;
	where = GetCurrentThreadId();
	blocking = WSAIsBlocking();
	port_nested = htons(0x1234);
	if (nested != 0) {
		WSASetLastError(0);
		result_nested = recv(nested, &byte, 1, 0);
		error_nested = WSAGetLastError();
		WSASetLastError(0);
		set_nested = WSASetBlockingHook((FARPROC)(void *)hook) == NULL ? WSAGetLastError() : 0;
	}
	if (calls == cancels)
		cancelled = WSACancelBlockingCall();
	if (greedy > 0) {
		greedy--;
		return TRUE;
	}
	return FALSE;
}

/*
 * send_later sends a byte, which ends the call that blocks, after a moment in which the hook
 * has been called often enough; it does not wait for that for long.
 */
static DWORD WINAPI send_later(void *enough)
{
	DWORD begun = GetTickCount(), passed = 0;
	while (passed < 150 || (calls < (LONG)(LONG_PTR)enough && passed < 1500)) {
		Sleep(1);
		passed = GetTickCount() - begun;
	}
	send(sends, "a", 1, 0);
	return 0;
}

static void again(void)
{
	calls = greedy = cancels = 0;
	nested = 0;
	blocking = cancelled = -1;
}

int main(void)
{
	WSADATA data;
	SOCKET a, b, l, c;
	char got[8];
	fd_set set;
	struct timeval long_time = {20, 0}, short_time = {0, 200000};
	HANDLE thread;

	if (wine())
		skip_all("P-275", "Wine has no blocking hooks");
	expect("P-276", "WSAStartup 2.2", WSAStartup(MAKEWORD(2, 2), &data), 0);
	WSASetLastError(0);
	check("P-276", WSASetBlockingHook((FARPROC)(void *)hook) == NULL, "a program of 2.2 has no hook");
	expect("P-276", "and is told so", WSAGetLastError(), WSAEOPNOTSUPP);
	fails("P-276", "WSAUnhookBlockingHook", WSAUnhookBlockingHook(), WSAEOPNOTSUPP);
	fails("P-276", "WSACancelBlockingCall", WSACancelBlockingCall(), WSAEOPNOTSUPP);
	expect("P-276", "WSAIsBlocking", WSAIsBlocking(), 0);
	WSACleanup();
	WSASetLastError(0);
	check("P-276", WSASetBlockingHook((FARPROC)(void *)hook) == NULL, "no hook before WSAStartup");
	expect("P-276", "and it is told so", WSAGetLastError(), WSANOTINITIALISED);

	expect("P-276", "WSAStartup 1.1", WSAStartup(MAKEWORD(1, 1), &data), 0);
	pair(&a, &b);
	FARPROC before = WSASetBlockingHook((FARPROC)(void *)hook);
	check("P-276", before != NULL, "a program of 1.1 has a hook, and had one before");
	check("P-276", WSASetBlockingHook((FARPROC)(void *)hook) == (FARPROC)(void *)hook,
		"the hook before is the result");
	fails("P-275", "nothing to cancel", WSACancelBlockingCall(), WSAEINVAL);

	/* Not when the call can be done at once, or must not block. */
	again();
	send(b, "12", 2, 0);
	expect("P-275", "a receive that need not wait", recv(a, got, 2, 0), 2);
	expect("P-275", "does not call the hook", calls, 0);
	nonblocking(a, 1);
	fails("P-275", "a socket that does not block", recv(a, got, 1, 0), WSAEWOULDBLOCK);
	nonblocking(a, 0);
	expect("P-275", "does not call it either", calls, 0);

	/* While a call blocks, on the same thread, again and again. */
	sends = b;
	thread = on_thread(send_later, (void *)2);
	expect("P-275", "a receive that waits", recv(a, got, sizeof got, 0), 1);
	joined(thread);
	check("P-275", calls > 1, "calls the hook again and again");
	expect("P-275", "on the thread that blocks", where, GetCurrentThreadId());
	expect("P-275", "where WSAIsBlocking says so", blocking, TRUE);
	expect("P-275", "and not behind it", WSAIsBlocking(), FALSE);

	/* A hook that has more to do is called again at once. */
	again();
	greedy = 5000;
	thread = on_thread(send_later, (void *)201);
	expect("P-275", "a receive that waits", recv(a, got, sizeof got, 0), 1);
	joined(thread);
	check("P-275", calls > 200, "a hook that answers TRUE is called at once");

	/* Cancelling. */
	again();
	cancels = 3;
	fails("P-275", "a receive that the hook cancels", recv(a, got, sizeof got, 0), WSAEINTR);
	expect("P-275", "at once", calls, 3);
	expect("P-275", "WSACancelBlockingCall", cancelled, 0);
	again();
	cancels = 1;
	FD_ZERO(&set);
	FD_SET(a, &set);
	fails("P-275", "a select that the hook cancels", select(0, &set, NULL, NULL, &long_time),
		WSAEINTR);
	again();
	FD_ZERO(&set);
	FD_SET(a, &set);
	expect("P-275", "a select with a time-out", select(0, &set, NULL, NULL, &short_time), 0);
	check("P-275", calls > 1, "calls the hook");
	again();
	l = listener();
	cancels = 2;
	expect_error("P-275", "an accept that the hook cancels", accept(l, NULL, NULL), INVALID_SOCKET,
		WSAEINTR);
	c = tcp();
	again();
	expect("P-275", "the listener is as before", connect_to(c, "127.0.0.1", port(l)), 0);
	closesocket(accept(l, NULL, NULL));

	/* Other calls meanwhile. */
	again();
	nested = b;
	cancels = 2;
	fails("P-275", "a receive with calls inside", recv(a, got, sizeof got, 0), WSAEINTR);
	expect("P-275", "a call in the hook", result_nested, SOCKET_ERROR);
	expect("P-151", "fails WSAEINPROGRESS", error_nested, WSAEINPROGRESS);
	expect("P-275", "as does WSASetBlockingHook", set_nested, WSAEINPROGRESS);
	expect("P-275", "what needs no Winsock works", port_nested, 0x3412);

	/* Without a hook. */
	again();
	expect("P-276", "WSAUnhookBlockingHook", WSAUnhookBlockingHook(), 0);
	thread = on_thread(send_later, NULL);
	expect("P-274", "a receive without a hook", recv(a, got, sizeof got, 0), 1);
	joined(thread);
	expect("P-274", "waits in the system", calls, 0);

	/* Each thread has its own. */
	check("P-276", WSASetBlockingHook(before) != NULL, "the first hook again");
	thread = on_thread(send_later, NULL);
	expect("P-274", "a receive with the first hook", recv(a, got, sizeof got, 0), 1);
	joined(thread);
	expect("P-274", "calls none of ours", calls, 0);

	closesocket(a);
	closesocket(b);
	closesocket(c);
	closesocket(l);
	WSACleanup();
	return verdict();
}
