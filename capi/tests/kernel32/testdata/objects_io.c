/* Operations on sockets that the pool, or a file's calls, tell of. */
#include <winsock2.h>

#include "objects.h"

#ifdef __linux__
#include <ioapiset.h>
#include <threadpoolapiset.h>
#include <threadpoollegacyapiset.h>
#endif

static SOCKET a, b; /* a connection */
static HANDLE told;

static void reconnect(void)
{
	SOCKET listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
	struct sockaddr_in address = {.sin_family = AF_INET};
	int len = sizeof address;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	bind(listener, (struct sockaddr *)&address, len);
	getsockname(listener, (struct sockaddr *)&address, &len);
	listen(listener, 1);
	a = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
	check("connect", connect(a, (struct sockaddr *)&address, len), 0);
	b = accept(listener, NULL, NULL);
	check("accept", b != INVALID_SOCKET, TRUE);
	closesocket(listener);
}

static void disconnect(void)
{
	closesocket(a);
	closesocket(b);
}

static void say(const char *text)
{
	check("send", send(b, text, (int)strlen(text), 0), strlen(text));
}

/* What a call by the pool was told. */
static volatile LONG calls;
static volatile DWORD told_error, told_count;
static void *volatile told_operation, *volatile told_context;
static DWORD told_on;

static void note(void *context, void *operation, DWORD error, DWORD count)
{
	told_error = error;
	told_count = count;
	told_operation = operation;
	told_context = context;
	told_on = GetCurrentThreadId();
	InterlockedIncrement(&calls);
	SetEvent(told);
}

static VOID CALLBACK bound(DWORD error, DWORD count, LPOVERLAPPED operation)
{
	note(NULL, operation, error, count);
}

static int receive(void *room, DWORD n, OVERLAPPED *o)
{
	WSABUF buf = {n, room};
	DWORD flags = 0;

	memset(o, 0, sizeof *o);
	if (WSARecv(a, &buf, 1, NULL, &flags, o, NULL) == 0)
		return 0;
	return WSAGetLastError();
}

static void binding(void)
{
	char room[16];
	OVERLAPPED o;

	reconnect();
	check_error("flags", BindIoCompletionCallback((HANDLE)a, bound, 1), FALSE,
		    ERROR_INVALID_PARAMETER);
	check_error("no file", BindIoCompletionCallback(NULL, bound, 0), FALSE,
		    ERROR_INVALID_HANDLE);
	check("bind", BindIoCompletionCallback((HANDLE)a, bound, 0), TRUE);
	check_error("twice", BindIoCompletionCallback((HANDLE)a, bound, 0), FALSE,
		    ERROR_INVALID_PARAMETER);
	check("it waits", receive(room, sizeof room, &o), WSA_IO_PENDING);
	check("nothing is told", calls, 0);
	say("hello");
	wait_for(told);
	check("what", told_error == 0 && told_count == 5 && told_operation == &o, TRUE);
	check("on a thread of the pool", told_on != GetCurrentThreadId(), TRUE);
	say("again");
	for (int i = 0; i < 5; i++) {
		int error = receive(room, 1, &o);

		check("one of five", error == 0 || error == WSA_IO_PENDING, TRUE);
		wait_for(told);
	}
	check("all are told", calls, 6);
	receive(room, 1, &o);
	CancelIoEx((HANDLE)a, &o);
	wait_for(told);
	check("a cancelled one", told_error, ERROR_OPERATION_ABORTED);
	disconnect();
}

static VOID CALLBACK ended(PTP_CALLBACK_INSTANCE instance, PVOID context, PVOID operation,
			   ULONG error, ULONG_PTR count, PTP_IO io)
{
	(void)instance;
	check("whose", io != NULL, TRUE);
	note(context, operation, error, (DWORD)count);
}

static HANDLE gate;

static VOID CALLBACK slow(PTP_CALLBACK_INSTANCE instance, PVOID context, PVOID operation,
			  ULONG error, ULONG_PTR count, PTP_IO io)
{
	wait_for(gate);
	Sleep(20);
	ended(instance, context, operation, error, count, io);
}

static void pool(void)
{
	char room[2][16];
	OVERLAPPED o, other;
	PTP_IO io;
	int context;

	calls = 0;
	reconnect();
	check_error("no file", CreateThreadpoolIo(NULL, ended, NULL, NULL) == NULL, TRUE,
		    ERROR_INVALID_HANDLE);
	io = CreateThreadpoolIo((HANDLE)a, ended, &context, NULL);
	check("a TP_IO", io != NULL, TRUE);
	check_error("twice", CreateThreadpoolIo((HANDLE)a, ended, NULL, NULL) == NULL, TRUE,
		    ERROR_INVALID_PARAMETER);
	StartThreadpoolIo(io);
	check("it waits", receive(room[0], 16, &o), WSA_IO_PENDING);
	say("hello");
	wait_for(told);
	check("what", told_error == 0 && told_count == 5 && told_operation == &o &&
	      told_context == &context, TRUE);
	WaitForThreadpoolIoCallbacks(io, FALSE);
	StartThreadpoolIo(io);
	CancelThreadpoolIo(io); /* nothing was started */
	WaitForThreadpoolIoCallbacks(io, FALSE);
	StartThreadpoolIo(io);
	receive(room[0], 16, &o);
	WaitForThreadpoolIoCallbacks(io, TRUE); /* not for the operation */
	check("no other call", calls, 1);
	CancelIoEx((HANDLE)a, NULL);
	WaitForThreadpoolIoCallbacks(io, FALSE);
	check("it waits for the call", calls, 2);
	check("a cancelled one", told_error, ERROR_OPERATION_ABORTED);
	ResetEvent(told);
	CloseThreadpoolIo(io);
	disconnect();

	/* Calls that have not begun. */
	calls = 0;
	reconnect();
	gate = event(TRUE, FALSE);
	io = CreateThreadpoolIo((HANDLE)a, slow, &context, NULL);
	StartThreadpoolIo(io);
	receive(room[0], 1, &o);
	StartThreadpoolIo(io);
	receive(room[1], 1, &other);
	say("xy");
	while (!HasOverlappedIoCompleted(&o) || !HasOverlappedIoCompleted(&other))
		Sleep(1);
	SetEvent(gate);
	WaitForThreadpoolIoCallbacks(io, FALSE);
	check("both were made", calls, 2);
	StartThreadpoolIo(io);
	receive(room[0], 1, &o);
	CloseThreadpoolIo(io);
	closesocket(a);
	Sleep(20);
	check("a closed TP_IO tells nothing", calls, 2);
	closesocket(b);
	ResetEvent(told);
}

static VOID CALLBACK signalled(PVOID context, BOOLEAN timed_out)
{
	note(context, NULL, timed_out, 0);
}

static void registered_waits(void)
{
	HANDLE wait, ready = WSACreateEvent();
	WSANETWORKEVENTS events;
	OVERLAPPED o;
	char room[4];
	WSABUF buf = {sizeof room, room};
	DWORD flags = 0;

	calls = 0;
	reconnect();
	WSAEventSelect(a, ready, FD_READ);
	check("register", RegisterWaitForSingleObject(&wait, ready, signalled, &a, INFINITE,
		WT_EXECUTEONLYONCE), TRUE);
	check("nothing has come", WaitForSingleObject(told, 10), WAIT_TIMEOUT);
	say("x");
	wait_for(told);
	check("a network event", told_context == &a && told_error == FALSE, TRUE);
	WSAEnumNetworkEvents(a, ready, &events);
	check("which", events.lNetworkEvents, FD_READ);
	UnregisterWaitEx(wait, INVALID_HANDLE_VALUE);
	WSAEventSelect(a, NULL, 0);
	recv(a, room, 1, 0);

	memset(&o, 0, sizeof o);
	o.hEvent = ready;
	WSARecv(a, &buf, 1, NULL, &flags, &o, NULL);
	check("register", RegisterWaitForSingleObject(&wait, ready, signalled, &o, INFINITE,
		WT_EXECUTEONLYONCE), TRUE);
	say("y");
	wait_for(told);
	check("an operation", told_context == &o && HasOverlappedIoCompleted(&o), TRUE);
	UnregisterWaitEx(wait, INVALID_HANDLE_VALUE);
	WSACloseEvent(ready);
	disconnect();
}

static int routines;
static DWORD routine_error, routine_count;
static OVERLAPPED *routine_operation;

static VOID CALLBACK routine(DWORD error, DWORD count, LPOVERLAPPED operation)
{
	routines++;
	routine_error = error;
	routine_count = count;
	routine_operation = operation;
}

static VOID CALLBACK interrupt(ULONG_PTR unused)
{
	(void)unused;
	routines++;
}

static void files(void)
{
	char room[8] = "";
	OVERLAPPED o;
	DWORD n = 7;
	struct linger hard = {1, 0};

	reconnect();
	memset(&o, 0, sizeof o);
	o.hEvent = told;
	SetEvent(told);
	check_error("it waits", ReadFile((HANDLE)a, room, sizeof room, NULL, &o), FALSE,
		    ERROR_IO_PENDING);
	check("its event is reset", state(told), WAIT_TIMEOUT);
	check_error("not at once", GetOverlappedResultEx((HANDLE)a, &o, &n, 0, FALSE), FALSE,
		    ERROR_IO_INCOMPLETE);
	check_error("not in time", GetOverlappedResultEx((HANDLE)a, &o, &n, 5, FALSE), FALSE,
		    WAIT_TIMEOUT);
	QueueUserAPC(interrupt, GetCurrentThread(), 0);
	check_error("an APC comes first", GetOverlappedResultEx((HANDLE)a, &o, &n, 1000, TRUE),
		    FALSE, WAIT_IO_COMPLETION);
	check("it ran", routines, 1);
	say("data");
	check("the end", GetOverlappedResultEx((HANDLE)a, &o, &n, 5000, TRUE), TRUE);
	check("its bytes", n == 4 && memcmp(room, "data", 4) == 0, TRUE);

	routines = 0;
	check("ReadFileEx", ReadFileEx((HANDLE)a, room, 2, &o, routine), TRUE);
	check("nothing has come", SleepEx(5, TRUE), 0);
	say("ex");
	check("the routine runs", SleepEx(5000, TRUE), WAIT_IO_COMPLETION);
	check("what it is told", routines == 1 && routine_error == 0 && routine_count == 2 &&
	      routine_operation == &o, TRUE);
	check("WriteFileEx", WriteFileEx((HANDLE)a, "out", 3, &o, routine), TRUE);
	check("the routine runs", SleepEx(5000, TRUE), WAIT_IO_COMPLETION);
	check("what it is told", routines == 2 && routine_error == 0 && routine_count == 3, TRUE);
	check("the peer has it", recv(b, room, sizeof room, 0) == 3 && memcmp(room, "out", 3) == 0,
	      TRUE);
	check("ReadFileEx", ReadFileEx((HANDLE)a, room, 2, &o, routine), TRUE);
	setsockopt(b, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof hard);
	closesocket(b);
	check("the routine runs", SleepEx(5000, TRUE), WAIT_IO_COMPLETION);
	check("a reset", routines == 3 && routine_error == ERROR_NETNAME_DELETED, TRUE);
	check_error("after it", ReadFile((HANDLE)a, room, 2, NULL, &o), FALSE,
		    ERROR_NETNAME_DELETED);
	closesocket(a);
	check_error("a closed one", ReadFile((HANDLE)a, room, 2, NULL, &o), FALSE,
		    ERROR_INVALID_HANDLE);
}

int main(void)
{
	WSADATA data;

	WSAStartup(MAKEWORD(2, 2), &data);
	told = event(FALSE, FALSE);
	binding();
	pool();
	registered_waits();
	files();
	WSACleanup();
	return result();
}
