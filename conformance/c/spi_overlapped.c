/* spi_overlapped.c: a provider's overlapped operations, and who is told. P-207, P-208, P-248. */
#include "provider.h"

static SOCKET a, b; /* a connection */
static char got[16];
static WSABUF in = {sizeof got, got}, out = {1, "x"};
static DWORD flags;

/* What a completion routine was told, and where. */
static LONG told;
static DWORD error_told, count_told, thread_told;
static LPWSAOVERLAPPED overlapped_told;

static void CALLBACK routine(DWORD error, DWORD count, LPWSAOVERLAPPED overlapped, DWORD unused)
{
	(void)unused;
	error_told = error;
	count_told = count;
	overlapped_told = overlapped;
	thread_told = GetCurrentThreadId();
	InterlockedIncrement(&told);
}

static void send_one(void)
{
	DWORD n;
	provider.lpWSPSend(b, &out, 1, &n, 0, NULL, NULL, NULL, &errno_);
}

static void by_event(void)
{
	OVERLAPPED o = {0};
	DWORD n = 0;
	o.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
	spi_fails("P-208", "a receive that pends",
		provider.lpWSPRecv(a, &in, 1, NULL, &flags, &o, NULL, NULL, &errno_), SOCKET_ERROR,
		WSA_IO_PENDING);
	spi_fails("P-226", "not over", provider.lpWSPGetOverlappedResult(a, &o, &n, FALSE, &flags,
		&errno_), FALSE, WSA_IO_INCOMPLETE);
	send_one();
	expect("P-234", "its event", WaitForSingleObject(o.hEvent, 5000), WAIT_OBJECT_0);
	expect("P-226", "WSPGetOverlappedResult", provider.lpWSPGetOverlappedResult(a, &o, &n, TRUE,
		&flags, &errno_), TRUE);
	expect("P-226", "how much", n, 1);
	spi_fails("P-226", "no place", provider.lpWSPGetOverlappedResult(a, &o, NULL, FALSE, &flags,
		&errno_), FALSE, WSAEFAULT);
	CloseHandle(o.hEvent);
}

static void by_port(void)
{
	OVERLAPPED o = {0}, *back = NULL;
	DWORD n = 0;
	ULONG_PTR key = 0;
	HANDLE port = CreateIoCompletionPort((HANDLE)a, NULL, 77, 0);
	provider.lpWSPRecv(a, &in, 1, NULL, &flags, &o, NULL, NULL, &errno_);
	send_one();
	expect("P-234", "a packet", GetQueuedCompletionStatus(port, &n, &key, &back, 5000), TRUE);
	check("P-234", n == 1 && key == 77 && back == &o, "tells of it");
	CloseHandle(port);
}

/* On the thread that starts the operation, named or not. */
static void by_routine(void)
{
	OVERLAPPED o = {0};
	WSATHREADID own = {0};
	HANDLE process = GetCurrentProcess();
	DuplicateHandle(process, GetCurrentThread(), process, &own.ThreadHandle, 0, FALSE,
		DUPLICATE_SAME_ACCESS);
	for (int i = 0; i < 2; i++) {
		told = 0;
		spi_fails("P-208", "a receive with a routine",
			provider.lpWSPRecv(a, &in, 1, NULL, &flags, &o, routine, i == 0 ? NULL : &own, &errno_),
			SOCKET_ERROR, WSA_IO_PENDING);
		send_one();
		Sleep(20);
		expect("P-248", "no routine before an alertable wait", told, 0);
		expect("P-248", "an alertable wait", SleepEx(5000, TRUE), WAIT_IO_COMPLETION);
		check("P-248", told == 1 && error_told == 0 && count_told == 1 && overlapped_told == &o,
			"the routine was told");
		expect("P-248", "on the thread", thread_told, GetCurrentThreadId());
	}
	own.ThreadHandle = (HANDLE)(UINT_PTR)0x7ffc;
	spi_fails("P-248", "no thread",
		provider.lpWSPRecv(a, &in, 1, NULL, &flags, &o, routine, &own, &errno_), SOCKET_ERROR,
		WSAEFAULT);
	spi_fails("P-248", "no structure",
		provider.lpWSPSend(a, &out, 1, NULL, 0, &o, routine, (LPWSATHREADID)(UINT_PTR)16, &errno_),
		SOCKET_ERROR, WSAEFAULT);
}

static HANDLE ready;
static DWORD id_of_other;

static DWORD WINAPI wait_alertably(void *unused)
{
	(void)unused;
	id_of_other = GetCurrentThreadId();
	SetEvent(ready);
	DWORD result = SleepEx(10000, TRUE);
	SetEvent(ready);
	return result;
}

/* On another thread than the one that starts the operation: that which is named. */
static void by_other(int which)
{
	static const char *const names[] = {"WSPRecv", "WSPSend", "WSPRecvFrom", "WSPSendTo", "WSPIoctl"};
	static const char *const clauses[] = {"P-234", "P-238", "P-236", "P-240", "P-231"};
	OVERLAPPED o = {0};
	WSATHREADID other = {0};
	static u_long unread;
	struct sockaddr_in from;
	int len = sizeof from, result = 0;
	DWORD n = 0;
	SOCKET u = provider_udp(), v = provider_udp();
	struct sockaddr_in to = provider_bound(u);
	told = 0;
	ready = CreateEventW(NULL, FALSE, FALSE, NULL);
	HANDLE thread = on_thread(wait_alertably, NULL);
	WaitForSingleObject(ready, INFINITE);
	other.ThreadHandle = thread;
	errno_ = 0;
	switch (which) {
	case 0:
		result = provider.lpWSPRecv(a, &in, 1, NULL, &flags, &o, routine, &other, &errno_);
		other.ThreadHandle = NULL; /* it was copied */
		send_one();
		break;
	case 1:
		result = provider.lpWSPSend(b, &out, 1, NULL, 0, &o, routine, &other, &errno_);
		break;
	case 2:
		result = provider.lpWSPRecvFrom(u, &in, 1, NULL, &flags, (struct sockaddr *)&from, &len, &o,
			routine, &other, &errno_);
		provider.lpWSPSendTo(v, &out, 1, &n, 0, (struct sockaddr *)&to, sizeof to, NULL, NULL, NULL,
			&result);
		result = SOCKET_ERROR;
		break;
	case 3:
		result = provider.lpWSPSendTo(v, &out, 1, NULL, 0, (struct sockaddr *)&to, sizeof to, &o, routine,
			&other, &errno_);
		break;
	default:
		unread = ANY;
		result = provider.lpWSPIoctl(a, FIONREAD, NULL, 0, &unread, sizeof unread, &n, &o, routine,
			&other, &errno_);
		expect("P-231", "nothing to read", unread, 0);
	}
	check(clauses[which], result == 0 || errno_ == WSA_IO_PENDING, names[which]);
	Sleep(30);
	SleepEx(0, TRUE);
	expect("P-248", "the other thread's wait", WaitForSingleObject(ready, 5000), WAIT_OBJECT_0);
	expect("P-248", names[which], told, 1);
	expect("P-248", "tells the thread that was named", thread_told, id_of_other);
	expect("P-248", "of success", error_told, 0);
	check("P-248", overlapped_told == &o, "and of what");
	joined(thread);
	CloseHandle(ready);
	if (which == 1) /* what was sent */
		provider.lpWSPRecv(a, &in, 1, &n, &flags, NULL, NULL, NULL, &errno_);
	provider_close(u);
	provider_close(v);
}

int main(void)
{
	provider_start("P-226");
	provider_pair(&a, &b);
	by_event();
	by_routine();
	for (int i = 0; i < 5; i++)
		by_other(i);
	by_port();
	provider_close(a);
	provider_close(b);
	expect("P-220", "WSPCleanup", provider.lpWSPCleanup(&errno_), 0);
	return verdict();
}
