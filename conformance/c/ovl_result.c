/* ovl_result.c: how operations are asked for results, and their errors. O-091..O-155. */
#include "operation.h"

static SOCKET a, b; /* a connection */
static char got[16];
static OVERLAPPED o;

/* waited asks for the result of a receive and waits for it. */
static DWORD WINAPI waited(void *unused)
{
	DWORD n = 0, flags = 99;
	(void)unused;
	return WSAGetOverlappedResult(b, &o, &n, TRUE, &flags) && flags == 0 ? n : 1000;
}

static DWORD WINAPI waited32(void *unused)
{
	DWORD n = 0;
	(void)unused;
	return GetOverlappedResult((HANDLE)b, &o, &n, TRUE) ? n : 1000;
}

static int ran;

static void CALLBACK note(ULONG_PTR unused)
{
	(void)unused;
	ran++;
}

static DWORD exit_code(HANDLE t)
{
	DWORD code = 0;
	WaitForSingleObject(t, 5000);
	GetExitCodeThread(t, &code);
	CloseHandle(t);
	return code;
}

static HANDLE event;

static DWORD WINAPI send_later(void *unused)
{
	(void)unused;
	Sleep(50);
	send(a, "xyz", 3, 0);
	return 0;
}

static void waits(void)
{
	static HANDLE events[2];
	HANDLE t;
	DWORD n = 4711, flags = 4711;
	events[1] = event;
	for (int i = 0; i < 2; i++) { /* without an event and with one */
		begin_receive(b, &o, events[i], got, sizeof got);
		expect_error("O-091", "while it pends", WSAGetOverlappedResult(b, &o, &n, FALSE, &flags),
			FALSE, WSA_IO_INCOMPLETE);
		expect("O-091", "GetOverlappedResult", GetOverlappedResult((HANDLE)b, &o, &n, FALSE),
			FALSE);
		expect("O-103", "its error", GetLastError(), ERROR_IO_INCOMPLETE);
		check("O-100", !HasOverlappedIoCompleted(&o), "HasOverlappedIoCompleted");
		t = on_thread(waited, NULL);
		expect("O-092", "the waiting form waits", WaitForSingleObject(t, 50), WAIT_TIMEOUT);
		send(a, "abcde", 5, 0);
		expect("O-092", "until the end", exit_code(t), 5);
		check("O-100", HasOverlappedIoCompleted(&o), "HasOverlappedIoCompleted at the end");
		check("O-101", o.Internal == STATUS_SUCCESS && o.InternalHigh == 5,
			"the status says the same");
		begin_receive(b, &o, events[i], got, sizeof got);
		t = on_thread(waited32, NULL);
		expect("O-099", "GetOverlappedResult waits", WaitForSingleObject(t, 50), WAIT_TIMEOUT);
		send(a, "ab", 2, 0);
		expect("O-099", "until the end", exit_code(t), 2);
	}
	check("O-099", signalled(event), "it resets no event");

	QueueUserAPC(note, GetCurrentThread(), 0);
	begin_receive(b, &o, event, got, sizeof got);
	t = on_thread(send_later, NULL);
	check("O-092", WSAGetOverlappedResult(b, &o, &n, TRUE, &flags), "the wait");
	expect("O-092", "gets the result", n, 3);
	expect("O-092", "and is not alertable", ran, 0);
	joined(t);
	begin_receive(b, &o, event, got, sizeof got);
	t = on_thread(send_later, NULL);
	check("O-092", GetOverlappedResult((HANDLE)b, &o, &n, TRUE), "GetOverlappedResult");
	expect("O-092", "is not alertable either", ran, 0);
	SleepEx(0, TRUE);
	joined(t);

	o.Internal = STATUS_PENDING;
	o.InternalHigh = 0xBEEF;
	o.hEvent = event;
	SetEvent(event);
	n = flags = 0;
	expect("O-093", "an event set too early", WSAGetOverlappedResult(b, &o, &n, TRUE, &flags),
		TRUE);
	expect("O-093", "gives what the block holds", n, 0xBEEF);
}

static void arguments(void)
{
	SOCKET second, s = tcp();
	HANDLE self = GetCurrentProcess();
	DWORD n = 4711, flags = 4711;
	fresh(&o, NULL);
	o.Internal = STATUS_SUCCESS;
	closesocket(s);
	expect_error("O-094", "a closed socket", WSAGetOverlappedResult(s, &o, &n, FALSE, &flags),
		FALSE, WSAENOTSOCK);
	DuplicateHandle(self, (HANDLE)b, self, (HANDLE *)&second, 0, FALSE, DUPLICATE_SAME_ACCESS);
	expect_error("O-094", "a duplicate", WSAGetOverlappedResult(second, &o, &n, FALSE, &flags),
		FALSE, WSAENOTSOCK);
	CloseHandle((HANDLE)second);
	if (wine()) {
		skip("O-098", "no address crashes");
		return;
	}
	expect_error("O-098", "no operation", WSAGetOverlappedResult(b, NULL, &n, FALSE, &flags), FALSE,
		WSAEFAULT);
	expect_error("O-098", "no number", WSAGetOverlappedResult(b, &o, NULL, FALSE, &flags), FALSE,
		WSAEFAULT);
	expect_error("O-098", "no flags", WSAGetOverlappedResult(b, &o, &n, FALSE, NULL), FALSE,
		WSAEFAULT);
}

static void ends(void)
{
	DWORD n = 4711, flags = 4711;
	o.Internal = STATUS_SUCCESS;
	o.InternalHigh = 12;
	WSASetLastError(4711);
	check("O-095", WSAGetOverlappedResult(b, &o, &n, FALSE, &flags), "success");
	expect("O-095", "its bytes", n, 12);
	expect("O-095", "its flags", flags, 0);
	expect("O-095", "the last error stays", WSAGetLastError(), 4711);
	flags = 4711;
	o.Internal = (ULONG)STATUS_BUFFER_OVERFLOW;
	expect_error("O-096", "a failure", WSAGetOverlappedResult(b, &o, &n, FALSE, &flags), FALSE,
		WSAEMSGSIZE);
	expect("O-096", "with the bytes stored", n, 12);
	expect("O-096", "leaves the flags", flags, 4711);

	static const struct {
		const char *clause;
		NTSTATUS status;
		DWORD flags;
	} partial[] = {
		{"O-104", STATUS_RECEIVE_PARTIAL, MSG_PARTIAL},
		{"O-104", STATUS_RECEIVE_EXPEDITED, MSG_OOB},
		{"O-104", STATUS_RECEIVE_PARTIAL_EXPEDITED, MSG_PARTIAL | MSG_OOB},
	};
	for (int i = 0; i < 3; i++) {
		o.Internal = (ULONG)partial[i].status;
		check("O-097", WSAGetOverlappedResult(b, &o, &n, FALSE, &flags), "another success");
		expect(partial[i].clause, "its flags", flags, partial[i].flags);
		result32("O-104", "GetOverlappedResult", b, &o, 0, 12);
	}
}

static const struct {
	const char *clause;
	NTSTATUS status;
	int error;
	DWORD error32;
} table[] = {
	{"O-102", STATUS_SUCCESS, 0, 0},
	{"O-103", STATUS_PENDING, WSA_IO_INCOMPLETE, ERROR_IO_INCOMPLETE},
	{"O-105", STATUS_BUFFER_OVERFLOW, WSAEMSGSIZE, ERROR_MORE_DATA},
	{"O-106", STATUS_NOT_IMPLEMENTED, WSAEOPNOTSUPP, ERROR_INVALID_FUNCTION},
	{"O-107", STATUS_ACCESS_VIOLATION, WSAEFAULT, ERROR_NOACCESS},
	{"O-108", STATUS_PAGEFILE_QUOTA, WSAENOBUFS, ERROR_PAGEFILE_QUOTA},
	{"O-109", STATUS_INVALID_HANDLE, WSAENOTSOCK, ERROR_INVALID_HANDLE},
	{"O-110", STATUS_INVALID_PARAMETER, WSAEINVAL, ERROR_INVALID_PARAMETER},
	{"O-111", STATUS_NO_SUCH_DEVICE, WSAENETDOWN, ERROR_FILE_NOT_FOUND},
	{"O-111", STATUS_NO_SUCH_FILE, WSAENETDOWN, ERROR_FILE_NOT_FOUND},
	{"O-112", STATUS_NO_MEMORY, WSAENOBUFS, ERROR_NOT_ENOUGH_MEMORY},
	{"O-113", STATUS_CONFLICTING_ADDRESSES, WSAENOBUFS, ERROR_INVALID_ADDRESS},
	{"O-114", STATUS_ACCESS_DENIED, WSAEACCES, ERROR_ACCESS_DENIED},
	{"O-115", STATUS_BUFFER_TOO_SMALL, WSAEFAULT, ERROR_INSUFFICIENT_BUFFER},
	{"O-116", STATUS_OBJECT_TYPE_MISMATCH, WSAENOTSOCK, ERROR_INVALID_HANDLE},
	{"O-117", STATUS_OBJECT_NAME_NOT_FOUND, WSAENETDOWN, ERROR_FILE_NOT_FOUND},
	{"O-117", STATUS_OBJECT_PATH_NOT_FOUND, WSAENETDOWN, ERROR_PATH_NOT_FOUND},
	{"O-118", STATUS_SHARING_VIOLATION, WSAEADDRINUSE, ERROR_SHARING_VIOLATION},
	{"O-119", STATUS_QUOTA_EXCEEDED, WSAENOBUFS, ERROR_NOT_ENOUGH_QUOTA},
	{"O-119", STATUS_TOO_MANY_PAGING_FILES, WSAENOBUFS, ERROR_NOT_ENOUGH_MEMORY},
	{"O-119", STATUS_INSUFFICIENT_RESOURCES, WSAENOBUFS, ERROR_NO_SYSTEM_RESOURCES},
	{"O-119", STATUS_WORKING_SET_QUOTA, WSAENOBUFS, ERROR_WORKING_SET_QUOTA},
	{"O-119", STATUS_COMMITMENT_LIMIT, WSAENOBUFS, ERROR_COMMITMENT_LIMIT},
	{"O-119", STATUS_REMOTE_RESOURCES, WSAENOBUFS, ERROR_REM_NOT_LIST},
	{"O-119", STATUS_TOO_MANY_ADDRESSES, WSAENOBUFS, ERROR_TOO_MANY_NAMES},
	{"O-120", STATUS_DEVICE_NOT_READY, WSAEWOULDBLOCK, ERROR_NOT_READY},
	{"O-121", STATUS_PIPE_DISCONNECTED, WSAESHUTDOWN, ERROR_PIPE_NOT_CONNECTED},
	{"O-122", STATUS_IO_TIMEOUT, WSAETIMEDOUT, ERROR_SEM_TIMEOUT},
	{"O-123", STATUS_NOT_SUPPORTED, WSAEOPNOTSUPP, ERROR_NOT_SUPPORTED},
	{"O-124", STATUS_REMOTE_NOT_LISTENING, WSAECONNREFUSED, ERROR_REM_NOT_LIST},
	{"O-125", STATUS_BAD_NETWORK_PATH, WSAENETUNREACH, ERROR_BAD_NETPATH},
	{"O-126", STATUS_NETWORK_BUSY, WSAENETDOWN, ERROR_NETWORK_BUSY},
	{"O-126", STATUS_INVALID_NETWORK_RESPONSE, WSAENETDOWN, ERROR_BAD_NET_RESP},
	{"O-126", STATUS_UNEXPECTED_NETWORK_ERROR, WSAENETDOWN, ERROR_UNEXP_NET_ERR},
	{"O-127", STATUS_REQUEST_NOT_ACCEPTED, WSAEWOULDBLOCK, ERROR_REQ_NOT_ACCEP},
	{"O-128", STATUS_CANCELLED, WSA_OPERATION_ABORTED, ERROR_OPERATION_ABORTED},
	{"O-129", STATUS_LOCAL_DISCONNECT, WSAECONNABORTED, ERROR_NETNAME_DELETED},
	{"O-130", STATUS_REMOTE_DISCONNECT, WSAECONNRESET, ERROR_NETNAME_DELETED},
	{"O-131", STATUS_LINK_FAILED, WSAECONNRESET, ERROR_UNEXP_NET_ERR},
	{"O-132", STATUS_LINK_TIMEOUT, WSAETIMEDOUT, ERROR_UNEXP_NET_ERR},
	{"O-133", STATUS_INVALID_CONNECTION, WSAENOTCONN, ERROR_UNEXP_NET_ERR},
	{"O-134", STATUS_INVALID_ADDRESS, WSAEADDRNOTAVAIL, ERROR_UNEXP_NET_ERR},
	{"O-135", STATUS_INVALID_BUFFER_SIZE, WSAEMSGSIZE, ERROR_INVALID_USER_BUFFER},
	{"O-136", STATUS_INVALID_ADDRESS_COMPONENT, WSAEADDRNOTAVAIL, ERROR_INVALID_NETNAME},
	{"O-137", STATUS_ADDRESS_ALREADY_EXISTS, WSAEADDRINUSE, ERROR_DUP_NAME},
	{"O-138", STATUS_CONNECTION_DISCONNECTED, WSAECONNRESET, ERROR_NETNAME_DELETED},
	{"O-139", STATUS_CONNECTION_RESET, WSAECONNRESET, ERROR_NETNAME_DELETED},
	{"O-140", STATUS_TRANSACTION_ABORTED, WSAECONNABORTED, ERROR_UNEXP_NET_ERR},
	{"O-141", STATUS_CONNECTION_REFUSED, WSAECONNREFUSED, ERROR_CONNECTION_REFUSED},
	{"O-142", STATUS_GRACEFUL_DISCONNECT, WSAEDISCON, ERROR_GRACEFUL_DISCONNECT},
	{"O-143", STATUS_CONNECTION_ACTIVE, WSAEISCONN, ERROR_CONNECTION_ACTIVE},
	{"O-144", STATUS_NETWORK_UNREACHABLE, WSAENETUNREACH, ERROR_NETWORK_UNREACHABLE},
	{"O-145", STATUS_HOST_UNREACHABLE, WSAEHOSTUNREACH, ERROR_HOST_UNREACHABLE},
	{"O-146", STATUS_PROTOCOL_UNREACHABLE, WSAENETUNREACH, ERROR_PROTOCOL_UNREACHABLE},
	{"O-147", STATUS_PORT_UNREACHABLE, WSAECONNRESET, ERROR_PORT_UNREACHABLE},
	{"O-148", STATUS_REQUEST_ABORTED, WSAEINTR, ERROR_REQUEST_ABORTED},
	{"O-149", STATUS_CONNECTION_ABORTED, WSAECONNABORTED, ERROR_CONNECTION_ABORTED},
	{"O-150", STATUS_DATATYPE_MISALIGNMENT_ERROR, WSAEFAULT, ERROR_NOACCESS},
	{"O-151", STATUS_HOST_DOWN, WSAEHOSTDOWN, ERROR_HOST_DOWN},
	{"O-152", (NTSTATUS)0xC0000999, WSAEINVAL, ERROR_MR_MID_NOT_FOUND},
};

/* statuses writes each status by hand; the error is made from it when it is asked for. */
static void statuses(void)
{
	char what[40];
	for (unsigned i = 0; i < sizeof table / sizeof table[0]; i++) {
		fresh(&o, NULL);
		o.Internal = (ULONG)table[i].status;
		o.InternalHigh = 0;
		sprintf(what, "WSA error of status %#x", (unsigned)table[i].status);
		result(table[i].clause, what, b, &o, table[i].error, UNSEEN);
		sprintf(what, "Win32 error of status %#x", (unsigned)table[i].status);
		result32(table[i].clause, what, b, &o, table[i].error32, UNSEEN);
	}
	o.Internal = (ULONG)STATUS_CONNECTION_REFUSED;
	result("O-154", "a status written by hand", b, &o, WSAECONNREFUSED, 0);
}

/* synchronous shows that calls without an operation use the same errors. */
static void synchronous(void)
{
	SOCKET u = bound(udp()), v = bound(udp()), c, d;
	WSABUF buf = {2, got};
	DWORD n, flags = 0;
	datagram(v, u, "123", 3);
	fails("O-155", "a datagram that is too long", WSARecv(u, &buf, 1, &n, &flags, NULL, NULL),
		WSAEMSGSIZE);
	pair(&c, &d);
	reset(c);
	fails("O-155", "a reset", WSARecv(d, &buf, 1, &n, &flags, NULL, NULL), WSAECONNRESET);
	closesocket(u);
	closesocket(v);
	closesocket(d);
}

int main(void)
{
	start();
	pair(&a, &b);
	event = manual();
	waits();
	arguments();
	ends();
	statuses();
	synchronous();
	closesocket(a);
	closesocket(b);
	CloseHandle(event);
	WSACleanup();
	return verdict();
}
