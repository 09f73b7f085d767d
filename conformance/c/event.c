/* event.c: WSAEVENTs and waits for them. O-285..O-292. */
#include "check.h"

static WSAEVENT events[WSA_MAXIMUM_WAIT_EVENTS + 1];

static DWORD wait(DWORD n, BOOL all, DWORD ms)
{
	return WSAWaitForMultipleEvents(n, events, all, ms, FALSE);
}

static DWORD WINAPI set_later(void *event)
{
	Sleep(20);
	WSASetEvent(event);
	return 0;
}

int main(void)
{
	WSAEVENT e;
	HANDLE t;
	DWORD flags = 99;
	e = WSACreateEvent();
	check("O-285", e != WSA_INVALID_EVENT, "WSACreateEvent before WSAStartup");
	expect("O-285", "WSASetEvent then", WSASetEvent(e), TRUE);
	expect("O-285", "WSAWaitForMultipleEvents then",
		WSAWaitForMultipleEvents(1, &e, TRUE, 0, FALSE), WSA_WAIT_EVENT_0);
	expect("O-285", "WSACloseEvent then", WSACloseEvent(e), TRUE);
	start();
	e = WSACreateEvent();
	check("O-285", e != WSA_INVALID_EVENT, "WSACreateEvent");
	expect("O-285", "not signalled", WaitForSingleObject(e, 0), WAIT_TIMEOUT);
	expect("O-286", "WSASetEvent", WSASetEvent(e), TRUE);
	expect("O-285", "manual reset", WaitForSingleObject(e, 0) + WaitForSingleObject(e, 0), 0);
	expect("O-285", "SetEvent's kin: ResetEvent works on it", ResetEvent(e), TRUE);
	expect("O-285", "and resets", WaitForSingleObject(e, 0), WAIT_TIMEOUT);
	GetHandleInformation(e, &flags);
	expect("O-285", "not inheritable", flags & HANDLE_FLAG_INHERIT, 0);
	expect("O-286", "WSAResetEvent", WSAResetEvent(e), TRUE);
	expect("O-286", "WSACloseEvent", WSACloseEvent(e), TRUE);
	expect_error("O-286", "WSASetEvent on a closed event", WSASetEvent(e), FALSE, WSA_INVALID_HANDLE);
	expect_error("O-286", "WSAResetEvent on a closed event", WSAResetEvent(e), FALSE,
		WSA_INVALID_HANDLE);
	expect_error("O-286", "WSACloseEvent twice", WSACloseEvent(e), FALSE, WSA_INVALID_HANDLE);

	for (int i = 0; i <= WSA_MAXIMUM_WAIT_EVENTS; i++)
		events[i] = CreateEventW(NULL, i % 2, FALSE, NULL); /* odd ones: manual reset */
	expect_error("O-287", "no events", wait(0, FALSE, 0), WSA_WAIT_FAILED, WSA_INVALID_PARAMETER);
	expect_error("O-287", "65 events", wait(65, FALSE, 0), WSA_WAIT_FAILED, WSA_INVALID_PARAMETER);
	WSASetLastError(4711);
	expect("O-290", "64 events, time-out 0", wait(64, FALSE, 0), WSA_WAIT_TIMEOUT);
	expect("O-290", "a time-out leaves the last error", WSAGetLastError(), 4711);
	WSASetEvent(events[40]);
	WSASetEvent(events[6]);
	expect("O-288", "the lowest signalled one", wait(64, FALSE, WSA_INFINITE), WSA_WAIT_EVENT_0 + 6);
	expect("O-288", "which is consumed", wait(64, FALSE, 0), WSA_WAIT_EVENT_0 + 40);
	expect("O-288", "both were auto-reset", wait(64, FALSE, 0), WSA_WAIT_TIMEOUT);
	for (int i = 0; i < 63; i++)
		WSASetEvent(events[i]);
	expect("O-289", "all but one: none is consumed", wait(64, TRUE, 10), WSA_WAIT_TIMEOUT);
	expect("O-289", "the first is still there", WaitForSingleObject(events[0], 0), WAIT_OBJECT_0);
	WSASetEvent(events[0]);
	t = on_thread(set_later, events[63]);
	expect("O-289", "all together", wait(64, TRUE, 5000), WSA_WAIT_EVENT_0);
	joined(t);
	expect("O-289", "auto-reset ones are consumed", WaitForSingleObject(events[2], 0), WAIT_TIMEOUT);
	expect("O-289", "manual ones are not", WaitForSingleObject(events[1], 0), WAIT_OBJECT_0);
	events[2] = events[0];
	expect_error("O-289", "one twice", wait(3, TRUE, 0), WSA_WAIT_FAILED, WSA_INVALID_PARAMETER);
	CloseHandle(events[5]);
	expect_error("O-292", "a closed handle among them", wait(8, FALSE, 0), WSA_WAIT_FAILED,
		WSA_INVALID_HANDLE);
	WSACleanup();
	return verdict();
}
