/* overlapped.c: which sockets, how a call starts and how its end is told. O-001..O-051. */
#include "operation.h"

#include <stddef.h>

static OVERLAPPED o; /* lives on, as an operation may that a check did not expect */

static void layouts(void)
{
	expect("O-001", "OVERLAPPED", sizeof(OVERLAPPED), 32);
	expect("O-001", "WSAOVERLAPPED", sizeof(WSAOVERLAPPED), 32);
	expect("O-002", "Internal", offsetof(OVERLAPPED, Internal), 0);
	expect("O-002", "its size", sizeof o.Internal, sizeof(ULONG_PTR));
	expect("O-003", "InternalHigh", offsetof(OVERLAPPED, InternalHigh), 8);
	expect("O-004", "Offset", offsetof(OVERLAPPED, Offset), 16);
	expect("O-004", "OffsetHigh", offsetof(OVERLAPPED, OffsetHigh), 20);
	expect("O-004", "Pointer", offsetof(OVERLAPPED, Pointer), 16);
	expect("O-005", "hEvent", offsetof(OVERLAPPED, hEvent), 24);
	expect("O-006", "WSABUF", sizeof(WSABUF), 16);
	expect("O-006", "its length first", offsetof(WSABUF, len), 0);
	expect("O-006", "its address", offsetof(WSABUF, buf), 8);
	expect("O-007", "OVERLAPPED_ENTRY", sizeof(OVERLAPPED_ENTRY), 32);
	expect("O-007", "its operation", offsetof(OVERLAPPED_ENTRY, lpOverlapped), 8);
	expect("O-007", "its status", offsetof(OVERLAPPED_ENTRY, Internal), 16);
	expect("O-007", "its bytes", offsetof(OVERLAPPED_ENTRY, dwNumberOfBytesTransferred), 24);
	expect("O-008", "WSANETWORKEVENTS", sizeof(WSANETWORKEVENTS), 44);
	expect("O-008", "its errors", offsetof(WSANETWORKEVENTS, iErrorCode), 4);
	expect("O-009", "WSAPOLLFD", sizeof(WSAPOLLFD), 16);
	expect("O-009", "its results", offsetof(WSAPOLLFD, revents), 10);
	expect("O-011", "WSA_IO_PENDING", WSA_IO_PENDING, 997);
	expect("O-011", "WSA_IO_INCOMPLETE", WSA_IO_INCOMPLETE, 996);
	expect("O-011", "WSA_OPERATION_ABORTED", WSA_OPERATION_ABORTED, 995);
	expect("O-011", "ERROR_IO_PENDING", ERROR_IO_PENDING, WSA_IO_PENDING);
	expect("O-012", "WSA_INVALID_HANDLE", WSA_INVALID_HANDLE, 6);
	expect("O-012", "WSA_NOT_ENOUGH_MEMORY", WSA_NOT_ENOUGH_MEMORY, 8);
	expect("O-012", "WSA_INVALID_PARAMETER", WSA_INVALID_PARAMETER, 87);
	check("O-013", WSA_INVALID_EVENT == NULL, "WSA_INVALID_EVENT");
	expect("O-013", "WSA_MAXIMUM_WAIT_EVENTS", WSA_MAXIMUM_WAIT_EVENTS, 64);
	expect("O-013", "WSA_INFINITE", (DWORD)WSA_INFINITE, 0xFFFFFFFFu);
	expect("O-014", "WSA_WAIT_EVENT_0", WSA_WAIT_EVENT_0, 0);
	expect("O-014", "WSA_WAIT_IO_COMPLETION", WSA_WAIT_IO_COMPLETION, 0xC0);
	expect("O-014", "WSA_WAIT_TIMEOUT", WSA_WAIT_TIMEOUT, 0x102);
	expect("O-014", "WSA_WAIT_FAILED", (DWORD)WSA_WAIT_FAILED, 0xFFFFFFFFu);
	expect("O-015", "ERROR_NOT_FOUND", ERROR_NOT_FOUND, 1168);
	expect("O-015", "ERROR_ABANDONED_WAIT_0", ERROR_ABANDONED_WAIT_0, 735);
	expect("O-015", "WAIT_TIMEOUT", WAIT_TIMEOUT, 258);
}

static SOCKET plain(int type)
{
	return WSASocketW(AF_INET, type, 0, NULL, 0, 0);
}

/* takes_port tells whether CreateIoCompletionPort takes the socket. */
static int takes_port(SOCKET s)
{
	HANDLE port = CreateIoCompletionPort((HANDLE)s, NULL, 0, 0);
	CloseHandle(port);
	return port != NULL;
}

static SOCKET taken_by(SOCKET l)
{
	struct sockaddr_in at = loopback(port(l));
	SOCKET c = tcp(), s;
	connect(c, (struct sockaddr *)&at, sizeof at);
	s = accept(l, NULL, NULL);
	closesocket(c);
	closesocket(l);
	return s;
}

static void attribute(void)
{
	SOCKET s = tcp(), l = bound(plain(SOCK_STREAM));
	HANDLE port = new_port();
	check("O-016", takes_port(s), "socket makes overlapped sockets");
	closesocket(s);
	s = WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
	check("O-016", takes_port(s), "so does WSASocket with WSA_FLAG_OVERLAPPED");
	closesocket(s);
	s = plain(SOCK_STREAM);
	expect_error("O-022", "CreateIoCompletionPort on another socket",
		(SOCKET)CreateIoCompletionPort((HANDLE)s, NULL, 0, 0), 0, ERROR_INVALID_PARAMETER);
	expect_error("O-022", "with a port",
		(SOCKET)CreateIoCompletionPort((HANDLE)s, port, 0, 0), 0, ERROR_INVALID_PARAMETER);
	expect_error("O-023", "SetFileCompletionNotificationModes on it",
		SetFileCompletionNotificationModes((HANDLE)s, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS), FALSE,
		ERROR_INVALID_PARAMETER);
	closesocket(s);
	listen(l, 1);
	s = taken_by(l);
	check("O-016", !takes_port(s), "accept makes what the listener is: not overlapped");
	closesocket(s);
	s = taken_by(listener());
	check("O-016", takes_port(s), "or overlapped");
	closesocket(s);
	CloseHandle(port);
}

static SOCKET quiet; /* the socket that is not overlapped */
static OVERLAPPED quiet_operation;
static char quiet_data[8];
static volatile LONG quiet_result = 77;

static DWORD WINAPI receive_quietly(void *unused)
{
	(void)unused;
	InterlockedExchange(&quiet_result,
		begin_receive(quiet, &quiet_operation, NULL, quiet_data, sizeof quiet_data));
	return 0;
}

/* not_overlapped shows that an OVERLAPPED makes such a socket's receive wait. */
static void not_overlapped(void)
{
	SOCKET a = bound(udp());
	HANDLE t;
	char c;
	WSABUF buf = {1, &c};
	DWORD n, flags = 0;
	quiet = bound(plain(SOCK_DGRAM));
	nonblocking(quiet, 1);
	fails("O-021", "recv on a nonblocking one", recv(quiet, &c, 1, 0), WSAEWOULDBLOCK);
	fails("O-021", "WSARecv without an operation", WSARecv(quiet, &buf, 1, &n, &flags, NULL, NULL),
		WSAEWOULDBLOCK);
	t = on_thread(receive_quietly, NULL);
	expect("O-020", "with one it waits, though nonblocking", WaitForSingleObject(t, 100),
		WAIT_TIMEOUT);
	datagram(a, quiet, "abc", 3);
	expect("O-020", "until data comes", WaitForSingleObject(t, 5000), WAIT_OBJECT_0);
	CloseHandle(t);
	expect("O-020", "and is done then", quiet_result, 0);
	status("O-020", "its status", &quiet_operation, STATUS_SUCCESS, 3);
	result32("O-020", "GetOverlappedResult", quiet, &quiet_operation, 0, 3);
	closesocket(quiet);
	closesocket(a);
}

static void CALLBACK never(DWORD error, DWORD bytes, LPWSAOVERLAPPED o, DWORD flags)
{
	(void)error, (void)bytes, (void)o, (void)flags;
	check("O-019", 0, "a routine without an operation runs");
}

static void modes(void)
{
	SOCKET a, b, l = listener();
	char c[8];
	WSABUF buf = {sizeof c, c};
	DWORD n = 0, flags = 0;
	HANDLE event = manual();
	pair(&a, &b);
	nonblocking(b, 1);
	expect("O-017", "a receive on a nonblocking socket", begin_receive(b, &o, event, c, sizeof c),
		WSA_IO_PENDING);
	send(a, "x", 1, 0);
	status("O-017", "ends when data comes", &o, STATUS_SUCCESS, 1);
	fails("O-018", "without an operation", WSARecv(b, &buf, 1, &n, &flags, NULL, NULL),
		WSAEWOULDBLOCK);
	fails("O-019", "with a routine only", WSARecv(b, &buf, 1, &n, &flags, NULL, never),
		WSAEWOULDBLOCK);
	expect("O-019", "which is not queued", SleepEx(0, TRUE), 0);
	nonblocking(b, 0);
	send(a, "xy", 2, 0);
	expect("O-018", "on a blocking socket", WSARecv(b, &buf, 1, &n, &flags, NULL, NULL), 0);
	expect("O-018", "it waits for data", n, 2);
	n = 0;
	expect("O-043", "WSASend without an operation", WSASend(b, &buf, 1, &n, 0, NULL, never), 0);
	expect("O-043", "is done when it returns", n, sizeof c);
	check("O-043", received(a, c, sizeof c), "the peer has it");

	expect("O-024", "a receive pends", begin_receive(b, &o, event, c, 1), WSA_IO_PENDING);
	expect("O-024", "while send sends", send(b, "reply", 5, 0), 5);
	check("O-024", received(a, "reply", 5), "what the peer receives");
	send(a, "12", 2, 0);
	status("O-024", "the pending receive gets its byte", &o, STATUS_SUCCESS, 1);
	check("O-024", received(b, "2", 1), "recv gets the next");

	set_option(b, SOL_SOCKET, SO_RCVTIMEO, 50);
	fails("O-026", "SO_RCVTIMEO ends WSARecv", WSARecv(b, &buf, 1, &n, &flags, NULL, NULL),
		WSAETIMEDOUT);
	expect("O-026", "but no operation", begin_receive(b, &o, event, c, 1), WSA_IO_PENDING);
	expect("O-026", "which goes on", WaitForSingleObject(event, 200), WAIT_TIMEOUT);
	send(a, "x", 1, 0);
	expect("O-026", "until data comes", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	closesocket(a);
	closesocket(b);
	closesocket(l);
	CloseHandle(event);
}

static void refused(void)
{
	SOCKET a, b, s = tcp();
	char out[64];
	GUID bad = {1, 2, 3, {4}};
	OVERLAPPED before;
	DWORD n = 0, flags = 0;
	fresh(&o, NULL);
	before = o;
	WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &bad, sizeof bad, out, 8, &n, &o, NULL);
	check("O-033", memcmp(&o, &before, sizeof o) == 0,
		"WSAIoctl with an unknown GUID touches nothing");
	pair(&a, &b);
	fails("O-033", "WSARecv without buffers", WSARecv(b, NULL, 0, NULL, &flags, &o, NULL),
		WSAEINVAL);
	check("O-033", memcmp(&o, &before, sizeof o) == 0, "touches nothing either");
	closesocket(a);
	closesocket(b);
	closesocket(s);
}

static void matrix(void)
{
	SOCKET a, b, u = bound(udp()), v = bound(udp()), lone = tcp();
	HANDLE port = new_port(), event = manual();
	static OVERLAPPED second;
	char c[16];
	WSABUF buf = {sizeof c, c};
	DWORD n = 4711, flags = 0;
	pair(&a, &b);
	attach(b, port, 1);
	attach(u, port, 2);
	attach(lone, port, 3);

	fresh(&o, NULL);
	expect("O-027", "a send that has room", WSASend(b, &buf, 1, &n, 0, &o, NULL), 0);
	expect("O-027", "says at once how much", n, sizeof c);
	packet("O-027", "its packet comes too", port, 1, &o, 0, sizeof c);
	expect("O-027", "with an event", begin_send(b, &o, event, c, 4), 0);
	status("O-027", "the status is final", &o, STATUS_SUCCESS, 4);
	check("O-027", signalled(event), "the event is set");
	packet("O-027", "and the packet comes", port, 1, &o, 0, 4);
	send(a, "abc", 3, 0);
	readable(b, 5000);
	begin_receive(b, &o, NULL, c, sizeof c);
	packet("O-027", "a receive with data there has its packet", port, 1, &o, 0, 3);

	n = 4711;
	fresh(&o, NULL);
	fails("O-028", "a receive without data", WSARecv(b, &buf, 1, &n, &flags, &o, NULL),
		WSA_IO_PENDING);
	status("O-028", "is pending", &o, STATUS_PENDING, UNTOUCHED);
	check("O-035", o.Offset == 0x5A5A5A5A && o.OffsetHigh == 0x5A5A5A5A, "Offset stays");
	check("O-035", o.hEvent == NULL, "hEvent stays");
	no_packet("O-028", "no packet yet", port);
	flags = MSG_OOB; /* nobody looks at it now */
	send(a, "12345", 5, 0);
	packet("O-028", "one comes with the data", port, 1, &o, 0, 5);
	no_packet("O-028", "and no other", port);
	check("O-035", o.Offset == 0x5A5A5A5A && o.OffsetHigh == 0x5A5A5A5A, "Offset stays at the end");
	check("O-004", o.Offset == 0x5A5A5A5A && o.OffsetHigh == 0x5A5A5A5A,
		"sockets leave Offset alone");
	status("O-002", "the status after it", &o, STATUS_SUCCESS, UNSEEN);
	status("O-003", "the bytes after it", &o, STATUS_SUCCESS, 5);
	expect("O-036", "the number of bytes is not written", n, 4711);
	expect("O-036", "nor are the flags", flags, MSG_OOB);
	n = flags = 0xDEAD;
	check("O-041", WSAGetOverlappedResult(b, &o, &n, FALSE, &flags), "the result has the flags");
	expect("O-041", "none here", flags, 0);
	flags = 0;
	nonblocking(b, 1);
	fails("O-036", "no place for the number without an operation",
		WSARecv(b, &buf, 1, NULL, &flags, NULL, NULL), WSAEFAULT);
	fails("O-036", "WSASend", WSASend(b, &buf, 1, NULL, 0, NULL, NULL), WSAEFAULT);

	n = 4711;
	fresh(&o, NULL);
	fails("O-029", "WSARecv before connecting", WSARecv(lone, &buf, 1, &n, &flags, &o, NULL),
		WSAENOTCONN);
	fails("O-029", "WSASend before connecting", WSASend(lone, &buf, 1, &n, 0, &o, NULL),
		WSAENOTCONN);
	expect("O-030", "the number of bytes is not written", n, 4711);
	no_packet("O-030", "a failed start queues none", port);
	fresh(&o, event);
	ResetEvent(event);
	expect("O-029", "with an event", begin_receive_again(lone, &o, c, 1), WSAENOTCONN);
	check("O-029", !signalled(event), "which is not set");

	datagram(v, u, "123456789", 9);
	readable(u, 5000);
	expect("O-031", "a datagram that is too long", begin_receive(u, &o, NULL, c, 6), WSAEMSGSIZE);
	packet("O-031", "has a packet all the same", port, 2, &o, ERROR_MORE_DATA, 6);
	status("O-031", "its status", &o, STATUS_BUFFER_OVERFLOW, 6);
	no_packet("O-031", "one", port);
	SetFileCompletionNotificationModes((HANDLE)u, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS);
	datagram(v, u, "123456789", 9);
	readable(u, 5000);
	expect("O-031", "once more with skipped successes", begin_receive(u, &o, NULL, c, 6),
		WSAEMSGSIZE);
	no_packet("O-031", "has none", port);

	reset(a);
	readable(b, 5000);
	expect("O-030", "WSARecv on a reset connection", begin_receive(b, &o, NULL, c, 1),
		WSAECONNRESET);
	expect("O-030", "WSASend", begin_send(b, &second, NULL, c, 1), WSAECONNRESET);
	no_packet("O-030", "they queue none", port);
	closesocket(b);
	closesocket(u);
	closesocket(v);
	closesocket(lone);
	CloseHandle(port);
	CloseHandle(event);
}

/* pend starts a receive whose buffers' array does not outlive the call. */
static int pend(SOCKET s, char *p)
{
	volatile WSABUF bufs[2] = {{1, p}, {2, p + 4}};
	DWORD flags = 0;
	fresh(&o, NULL);
	int r = WSARecv(s, (WSABUF *)bufs, 2, NULL, &flags, &o, NULL) == 0 ? 0 : WSAGetLastError();
	memset((void *)bufs, 0, sizeof bufs);
	return r;
}

static void memory(void)
{
	SOCKET u = bound(udp()), v = bound(udp()), a, b;
	char c[8] = "........", got[8];
	WSABUF buf = {sizeof got, got};
	DWORD flags = 0;
	struct sockaddr_in from;
	int len = sizeof from;
	pair(&a, &b);
	expect("O-038", "buffers on the stack", pend(b, c), WSA_IO_PENDING);
	send(a, "xyz", 3, 0);
	status("O-038", "are captured", &o, STATUS_SUCCESS, 3);
	check("O-038", memcmp(c, "x...yz..", 8) == 0, "the data is where they said");
	memset(&from, 0, sizeof from);
	fresh(&o, NULL);
	fails("O-039", "WSARecvFrom pends",
		WSARecvFrom(u, &buf, 1, NULL, &flags, (struct sockaddr *)&from, &len, &o, NULL),
		WSA_IO_PENDING);
	datagram(v, u, "hello", 5);
	status("O-039", "and ends", &o, STATUS_SUCCESS, 5);
	expect("O-039", "with the address filled in", ntohs(from.sin_port), port(v));
	expect("O-039", "and its length", len, sizeof from);
	closesocket(a);
	closesocket(b);
	closesocket(u);
	closesocket(v);
}

static int ran;

static void CALLBACK count(DWORD error, DWORD bytes, LPWSAOVERLAPPED o, DWORD flags)
{
	expect("O-010", "the routine's error", error, 0);
	expect("O-010", "its bytes", bytes, 2);
	expect("O-010", "its flags", flags, 0);
	check("O-010", o != NULL, "its operation");
	ran++;
}

static void signals(void)
{
	SOCKET a, b;
	HANDLE event = manual(), once = CreateEventW(NULL, FALSE, FALSE, NULL), port;
	static OVERLAPPED second;
	char c[8];
	WSABUF buf = {sizeof c, c};
	DWORD n, flags = 0;
	pair(&a, &b);

	expect("O-044", "a receive without an event", begin_receive(b, &o, NULL, c, 1), WSA_IO_PENDING);
	check("O-049", !signalled((HANDLE)b), "while it pends the socket is not signalled");
	check("O-037", !signalled((HANDLE)b), "its start resets the socket");
	send(a, "x", 1, 0);
	expect("O-044", "its end signals the socket", WaitForSingleObject((HANDLE)b, 5000),
		WAIT_OBJECT_0);
	status("O-049", "the status is final then", &o, STATUS_SUCCESS, 1);
	check("O-049", signalled((HANDLE)b), "it stays signalled");

	SetEvent(event);
	expect("O-045", "a receive with an event", begin_receive(b, &o, event, c, 1), WSA_IO_PENDING);
	check("O-037", !signalled(event), "the start resets it");
	send(a, "x", 1, 0);
	expect("O-045", "the end sets it", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	check("O-050", o.Internal == STATUS_SUCCESS && o.InternalHigh == 1 && c[0] == 'x',
		"data and status are there before the event is set");
	check("O-005", o.hEvent == event, "hEvent is as it was");

	expect("O-040", "the operation serves again", begin_receive(b, &o, once, c, 1), WSA_IO_PENDING);
	send(a, "x", 1, 0);
	expect("O-051", "an auto-reset event", WaitForSingleObject(once, 5000), WAIT_OBJECT_0);
	check("O-051", !signalled(once), "is gone after one wait");

	ResetEvent(event);
	expect("O-046", "an event with its low bit set, no port",
		begin_receive(b, &o, tagged(event), c, 1), WSA_IO_PENDING);
	check("O-048", !signalled(event), "is not set yet");
	send(a, "x", 1, 0);
	expect("O-048", "the wait is on the event without the bit", WaitForSingleObject(event, 5000),
		WAIT_OBJECT_0);
	result32("O-048", "GetOverlappedResult", b, &o, 0, 1);
	begin_receive(b, &o, tagged(event), c, 1);
	send(a, "x", 1, 0);
	check("O-048", GetOverlappedResult((HANDLE)b, &o, &n, TRUE) && n == 1,
		"which also waits on it");

	ResetEvent(event);
	fresh(&o, event);
	fails("O-047", "a receive with a routine", WSARecv(b, &buf, 1, NULL, &flags, &o, count),
		WSA_IO_PENDING);
	send(a, "xy", 2, 0);
	expect("O-047", "ends in an alertable wait", SleepEx(5000, TRUE), WAIT_IO_COMPLETION);
	expect("O-047", "where the routine runs", ran, 1);
	check("O-047", !signalled(event), "the event is not set");

	port = new_port();
	attach(b, port, 9);
	begin_receive(b, &o, NULL, c, 1);
	send(a, "x", 1, 0);
	packet("O-044", "with a port", port, 9, &o, 0, 1);
	begin_receive(b, &o, event, c, 1);
	begin_receive(b, &second, tagged(event), c, 1);
	send(a, "x", 1, 0);
	packet("O-045", "with a port and an event", port, 9, &o, 0, 1);
	expect("O-045", "that is set as well", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	ResetEvent(event);
	send(a, "x", 1, 0);
	expect("O-046", "with a port and the low bit", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	status("O-046", "the operation ended", &second, STATUS_SUCCESS, 1);
	no_packet("O-046", "without a packet", port);
	closesocket(a);
	closesocket(b);
	CloseHandle(port);
	CloseHandle(once);
	CloseHandle(event);
}

int main(void)
{
	layouts();
	start();
	attribute();
	not_overlapped();
	modes();
	refused();
	matrix();
	memory();
	signals();
	WSACleanup();
	return verdict();
}
