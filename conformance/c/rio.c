/* rio.c: registered I/O. Chapter 6.9 of overlapped.md. */
#include "operation.h"

#ifndef WSAID_MULTIPLE_RIO

int main(void)
{
	skip_all("O-453", "mingw-w64 and Wine 8.0 have no registered I/O");
	return 0;
}

#else

#include <stddef.h>

enum {
	ROOM = 4096,   /* the size of the registered buffer */
	RESULTS = 16,
};

static RIO_EXTENSION_FUNCTION_TABLE rio;
static char room[ROOM];	       /* halves: what is sent, what is received */
static RIO_BUFFERID registered;
static RIORESULT results[RESULTS];

/* at is a part of the registered buffer. */
static RIO_BUF at(ULONG offset, ULONG length)
{
	RIO_BUF b;
	memset(&b, 0, sizeof b);
	b.BufferId = registered;
	b.Offset = offset;
	b.Length = length;
	return b;
}

static SOCKET registered_socket(int type, int protocol)
{
	return WSASocketW(AF_INET, type, protocol, NULL, 0, WSA_FLAG_REGISTERED_IO | WSA_FLAG_OVERLAPPED);
}

/* dequeue takes n results of a queue, which have 5 s to come; the result is how many came. */
static int dequeue(RIO_CQ cq, int n)
{
	int have = 0;
	for (int i = 0; i < 5000 && have < n; i++) {
		ULONG more = rio.RIODequeueCompletion(cq, results + have, (ULONG)(n - have));
		if (more == RIO_CORRUPT_CQ)
			return -1;
		have += (int)more;
		if (more == 0)
			Sleep(1);
	}
	return have;
}

/* done takes one result and compares it. */
static void done(const char *clause, const char *what, RIO_CQ cq, LONG error, ULONG bytes,
	ULONGLONG socket_context, ULONGLONG context)
{
	memset(results, 0x11, sizeof results);
	check(clause, dequeue(cq, 1) == 1 && results[0].Status == error &&
		results[0].BytesTransferred == bytes && results[0].SocketContext == socket_context &&
		results[0].RequestContext == context, what);
}

/* A connection: a with registered I/O, b without. */
static SOCKET a, b;
static RIO_CQ cq;
static RIO_RQ rq;

enum { A = 0xA }; /* the context of a */

static void connect_up(ULONG receives, ULONG sends)
{
	SOCKET l = listener();
	a = registered_socket(SOCK_STREAM, IPPROTO_TCP);
	connect_to(a, "127.0.0.1", port(l));
	b = accept(l, NULL, NULL);
	closesocket(l);
	rq = rio.RIOCreateRequestQueue(a, receives, 1, sends, 1, cq, cq, (void *)A);
	check("O-461", rq != RIO_INVALID_RQ, "a request queue");
}

static void hang_up(void)
{
	closesocket(a);
	closesocket(b);
}

static int table(void)
{
	GUID id = WSAID_MULTIPLE_RIO;
	SOCKET s = registered_socket(SOCK_STREAM, IPPROTO_TCP);
	DWORD n = 0;
	check("O-453", WSA_FLAG_REGISTERED_IO == 0x100 && s != INVALID_SOCKET, "a socket for it");
	rio.cbSize = sizeof rio;
	int got = WSAIoctl(s, SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &rio,
		sizeof rio, &n, NULL, NULL);
	expect("O-453", "the function table", got, 0);
	closesocket(s);
	if (got != 0)
		return 0;
	check("O-454", n == sizeof rio && rio.cbSize == sizeof rio && sizeof rio == 112, "its size");
	check("O-454", offsetof(RIO_EXTENSION_FUNCTION_TABLE, RIOReceive) == 8 &&
		offsetof(RIO_EXTENSION_FUNCTION_TABLE, RIOReceiveEx) == 16 &&
		offsetof(RIO_EXTENSION_FUNCTION_TABLE, RIOSend) == 24 &&
		offsetof(RIO_EXTENSION_FUNCTION_TABLE, RIOSendEx) == 32 &&
		offsetof(RIO_EXTENSION_FUNCTION_TABLE, RIOCloseCompletionQueue) == 40 &&
		offsetof(RIO_EXTENSION_FUNCTION_TABLE, RIOCreateCompletionQueue) == 48 &&
		offsetof(RIO_EXTENSION_FUNCTION_TABLE, RIOCreateRequestQueue) == 56 &&
		offsetof(RIO_EXTENSION_FUNCTION_TABLE, RIODequeueCompletion) == 64 &&
		offsetof(RIO_EXTENSION_FUNCTION_TABLE, RIODeregisterBuffer) == 72 &&
		offsetof(RIO_EXTENSION_FUNCTION_TABLE, RIONotify) == 80 &&
		offsetof(RIO_EXTENSION_FUNCTION_TABLE, RIORegisterBuffer) == 88 &&
		offsetof(RIO_EXTENSION_FUNCTION_TABLE, RIOResizeCompletionQueue) == 96 &&
		offsetof(RIO_EXTENSION_FUNCTION_TABLE, RIOResizeRequestQueue) == 104, "its order");
	check("O-454", rio.RIOReceive && rio.RIOReceiveEx && rio.RIOSend && rio.RIOSendEx &&
		rio.RIOCloseCompletionQueue && rio.RIOCreateCompletionQueue && rio.RIOCreateRequestQueue &&
		rio.RIODequeueCompletion && rio.RIODeregisterBuffer && rio.RIONotify &&
		rio.RIORegisterBuffer && rio.RIOResizeCompletionQueue && rio.RIOResizeRequestQueue,
		"all functions are there");
	check("O-455", sizeof(RIO_BUF) == 16 && offsetof(RIO_BUF, Offset) == 8 &&
		offsetof(RIO_BUF, Length) == 12, "RIO_BUF in memory");
	check("O-455", sizeof(RIORESULT) == 24 && offsetof(RIORESULT, BytesTransferred) == 4 &&
		offsetof(RIORESULT, SocketContext) == 8 && offsetof(RIORESULT, RequestContext) == 16,
		"RIORESULT in memory");
	check("O-456", RIO_INVALID_BUFFERID == (RIO_BUFFERID)(ULONG_PTR)0xFFFFFFFF &&
		RIO_INVALID_CQ == NULL && RIO_INVALID_RQ == NULL && RIO_MAX_CQ_SIZE == 0x8000000 &&
		RIO_CORRUPT_CQ == 0xFFFFFFFF, "the constants");
	check("O-457", RIO_MSG_DONT_NOTIFY == 1 && RIO_MSG_DEFER == 2 && RIO_MSG_WAITALL == 4 &&
		RIO_MSG_COMMIT_ONLY == 8, "the flags");
	check("O-458", RIO_EVENT_COMPLETION == 1 && RIO_IOCP_COMPLETION == 2, "the kinds of notification");
	return 1;
}

static void buffers(void)
{
	char other[64];
	expect_error("O-459", "a buffer without length", rio.RIORegisterBuffer(room, 0) ==
		RIO_INVALID_BUFFERID, 1, WSAEINVAL);
	expect_error("O-459", "bad memory", rio.RIORegisterBuffer((char *)8, 64) == RIO_INVALID_BUFFERID,
		1, WSAEFAULT);
	RIO_BUFFERID id = rio.RIORegisterBuffer(other, sizeof other);
	check("O-459", id != RIO_INVALID_BUFFERID && id != NULL, "RIORegisterBuffer");
	rio.RIODeregisterBuffer(id);
	rio.RIODeregisterBuffer(RIO_INVALID_BUFFERID);
	rio.RIODeregisterBuffer(id);
	registered = rio.RIORegisterBuffer(room, sizeof room);
	check("O-459", registered != RIO_INVALID_BUFFERID,
		"deregistering what is not registered does no harm");
}

static void queues(void)
{
	expect_error("O-460", "a queue of size 0", rio.RIOCreateCompletionQueue(0, NULL) == RIO_INVALID_CQ,
		1, WSAEINVAL);
	expect_error("O-460", "one that is too large", rio.RIOCreateCompletionQueue(RIO_MAX_CQ_SIZE + 1,
		NULL) == RIO_INVALID_CQ, 1, WSAEINVAL);
	RIO_CQ small = rio.RIOCreateCompletionQueue(4, NULL);
	check("O-460", small != RIO_INVALID_CQ, "RIOCreateCompletionQueue");
	SOCKET s = registered_socket(SOCK_STREAM, IPPROTO_TCP), t = registered_socket(SOCK_STREAM,
		IPPROTO_TCP), plain = tcp();
	static const struct {
		const char *clause, *what;
		ULONG receives, receive_buffers, sends, send_buffers;
	} bad[] = {
		{"O-461", "no requests at all", 0, 1, 0, 1},
		{"O-461", "two buffers for a receive", 1, 2, 1, 1},
		{"O-461", "two buffers for a send", 1, 1, 1, 2},
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		expect_error(bad[i].clause, bad[i].what, rio.RIOCreateRequestQueue(s, bad[i].receives,
			bad[i].receive_buffers, bad[i].sends, bad[i].send_buffers, small, small, NULL) ==
			RIO_INVALID_RQ, 1, WSAEINVAL);
	expect_error("O-461", "no completion queue", rio.RIOCreateRequestQueue(s, 1, 1, 1, 1,
		RIO_INVALID_CQ, RIO_INVALID_CQ, NULL) == RIO_INVALID_RQ, 1, WSAEINVAL);
	expect_error("O-461", "more than the completion queue has room for", rio.RIOCreateRequestQueue(s,
		3, 1, 2, 1, small, small, NULL) == RIO_INVALID_RQ, 1, WSAENOBUFS);
	expect_error("O-461", "no socket", rio.RIOCreateRequestQueue(INVALID_SOCKET, 1, 1, 1, 1, small,
		small, NULL) == RIO_INVALID_RQ, 1, WSAENOTSOCK);
	check("O-453", rio.RIOCreateRequestQueue(plain, 1, 1, 1, 1, small, small, NULL) == RIO_INVALID_RQ,
		"a socket without WSA_FLAG_REGISTERED_IO");
	check("O-461", rio.RIOCreateRequestQueue(s, 2, 1, 1, 1, small, small, NULL) != RIO_INVALID_RQ,
		"RIOCreateRequestQueue");
	check("O-461", rio.RIOCreateRequestQueue(s, 1, 1, 0, 1, small, small, NULL) == RIO_INVALID_RQ,
		"a second one for the socket");
	expect_error("O-462", "another socket finds the room reserved", rio.RIOCreateRequestQueue(t, 2, 1,
		1, 1, small, small, NULL) == RIO_INVALID_RQ, 1, WSAENOBUFS);
	expect_error("O-468", "a queue made smaller than what is reserved", rio.RIOResizeCompletionQueue(
		small, 2), FALSE, WSAETOOMANYREFS);
	expect("O-468", "a queue made larger", rio.RIOResizeCompletionQueue(small, 32), TRUE);
	check("O-468", rio.RIOCreateRequestQueue(t, 2, 1, 1, 1, small, small, NULL) != RIO_INVALID_RQ,
		"has more room");
	expect("O-466", "an empty queue", rio.RIODequeueCompletion(small, results, RESULTS), 0);
	closesocket(s);
	closesocket(t);
	closesocket(plain);
	rio.RIOCloseCompletionQueue(small);
}

static void streams(void)
{
	RIO_BUF out = at(0, 5), in = at(2048, 64);
	connect_up(4, 4);
	memcpy(room, "hello", 5);
	expect("O-463", "RIOSend", rio.RIOSend(rq, &out, 1, 0, (void *)1), TRUE);
	check("O-463", received(b, "hello", 5), "what it sent");
	done("O-465", "its result", cq, 0, 5, A, 1);
	expect("O-463", "RIOReceive", rio.RIOReceive(rq, &in, 1, 0, (void *)2), TRUE);
	expect("O-466", "nothing has come", rio.RIODequeueCompletion(cq, results, RESULTS), 0);
	send(b, "reply", 5, 0);
	done("O-465", "its result", cq, 0, 5, A, 2);
	check("O-463", memcmp(room + 2048, "reply", 5) == 0, "what it received");

	in.Length = 2;
	for (int i = 0; i < 3; i++) {
		in.Offset = 2048 + 2 * (ULONG)i;
		rio.RIOReceive(rq, &in, 1, 0, (void *)(ULONG_PTR)(10 + i));
	}
	send(b, "aabbcc", 6, 0);
	expect("O-465", "three results", dequeue(cq, 3), 3);
	check("O-465", results[0].RequestContext == 10 && results[1].RequestContext == 11 &&
		results[2].RequestContext == 12, "in the order of issue");
	check("O-465", memcmp(room + 2048, "aabbcc", 6) == 0, "with the data in that order");

	in = at(2048, 6);
	rio.RIOReceive(rq, &in, 1, RIO_MSG_WAITALL, (void *)3);
	send(b, "one", 3, 0);
	Sleep(20);
	expect("O-457", "RIO_MSG_WAITALL waits", rio.RIODequeueCompletion(cq, results, RESULTS), 0);
	send(b, "two", 3, 0);
	done("O-457", "until all has come", cq, 0, 6, A, 3);

	rio.RIOReceive(rq, &in, 1, 0, (void *)4);
	shutdown(b, SD_SEND);
	done("O-465", "the end of the stream", cq, 0, 0, A, 4);
	hang_up();
}

static void quota(void)
{
	RIO_BUF in = at(2048, 1);
	connect_up(2, 1);
	expect("O-463", "a first receive", rio.RIOReceive(rq, &in, 1, 0, (void *)1), TRUE);
	expect("O-463", "a second one", rio.RIOReceive(rq, &in, 1, 0, (void *)2), TRUE);
	expect_error("O-463", "a third one in a queue of two", rio.RIOReceive(rq, &in, 1, 0, (void *)3),
		FALSE, WSAENOBUFS);
	send(b, "x", 1, 0);
	done("O-465", "one ends", cq, 0, 1, A, 1);
	expect("O-465", "which makes room", rio.RIOReceive(rq, &in, 1, 0, (void *)4), TRUE);
	expect("O-468", "the queue made larger", rio.RIOResizeRequestQueue(rq, 3, 1), TRUE);
	expect("O-463", "has room for one more", rio.RIOReceive(rq, &in, 1, 0, (void *)5), TRUE);
	send(b, "yz!", 3, 0);
	expect("O-465", "all end", dequeue(cq, 3), 3);
	check("O-465", results[0].RequestContext == 2 && results[1].RequestContext == 4 &&
		results[2].RequestContext == 5, "in their order");

	in = at(2048, 1);
	expect_error("O-463", "an unknown flag", rio.RIOReceive(rq, &in, 1, 0x100, NULL), FALSE,
		WSAEINVAL);
	in = at(ROOM - 1, 2);
	check("O-463", !rio.RIOReceive(rq, &in, 1, 0, NULL), "behind the end of the buffer");
	char other[8];
	in = at(0, 1);
	in.BufferId = rio.RIORegisterBuffer(other, sizeof other);
	rio.RIODeregisterBuffer(in.BufferId);
	BOOL ok = rio.RIOReceive(rq, &in, 1, 0, NULL);
	int error = WSAGetLastError();
	check("O-463", !ok && (error == WSAEFAULT || error == WSAEINVAL),
		"a buffer that was deregistered");
	hang_up();
}

static void deferring(void)
{
	RIO_BUF first = at(0, 3), second = at(3, 3), third = at(6, 5);
	connect_up(1, 3);
	memcpy(room, "onetwothree", 11);
	expect("O-464", "a deferred send", rio.RIOSend(rq, &first, 1, RIO_MSG_DEFER, (void *)1), TRUE);
	expect("O-464", "one that is not", rio.RIOSend(rq, &second, 1, 0, (void *)2), TRUE);
	check("O-464", received(b, "onetwo", 6), "both are sent, in their order");
	expect("O-464", "their results", dequeue(cq, 2), 2);
	check("O-464", results[0].RequestContext == 1 && results[1].RequestContext == 2, "in their order");

	rio.RIOSend(rq, &first, 1, RIO_MSG_DEFER, (void *)3);
	rio.RIOSend(rq, &second, 1, RIO_MSG_DEFER, (void *)4);
	rio.RIOSend(rq, &third, 1, RIO_MSG_DEFER, (void *)5);
	expect_error("O-464", "deferred ones count", rio.RIOSend(rq, &second, 1, RIO_MSG_DEFER, (void *)6),
		FALSE, WSAENOBUFS);
	expect_error("O-464", "RIO_MSG_COMMIT_ONLY with a buffer", rio.RIOSend(rq, &first, 1,
		RIO_MSG_COMMIT_ONLY, NULL), FALSE, WSAEINVAL);
	expect_error("O-464", "with a context", rio.RIOSend(rq, NULL, 0, RIO_MSG_COMMIT_ONLY, (void *)7),
		FALSE, WSAEINVAL);
	expect_error("O-464", "with another flag", rio.RIOSend(rq, NULL, 0,
		RIO_MSG_COMMIT_ONLY | RIO_MSG_DEFER, NULL), FALSE, WSAEINVAL);
	expect("O-464", "RIO_MSG_COMMIT_ONLY", rio.RIOSend(rq, NULL, 0, RIO_MSG_COMMIT_ONLY, NULL), TRUE);
	check("O-464", received(b, "onetwothree", 11), "sends what was deferred");
	expect("O-464", "the results", dequeue(cq, 3), 3);
	check("O-464", results[0].RequestContext == 3 && results[2].RequestContext == 5, "of these");

	RIO_BUF in = at(2048, 16);
	rio.RIOReceive(rq, &in, 1, RIO_MSG_DEFER, (void *)8);
	send(b, "in", 2, 0);
	rio.RIOReceive(rq, NULL, 0, RIO_MSG_COMMIT_ONLY, NULL);
	done("O-464", "a deferred receive", cq, 0, 2, A, 8);
	hang_up();
}

/* told makes a completion queue with a notification and a socket that uses it. */
static void told(RIO_NOTIFICATION_COMPLETION *by)
{
	cq = rio.RIOCreateCompletionQueue(8, by);
	check("O-458", cq != RIO_INVALID_CQ, "a queue that notifies");
	connect_up(4, 4);
}

static void notified(void)
{
	RIO_NOTIFICATION_COMPLETION by;
	RIO_BUF in = at(2048, 1);
	RIO_CQ polled = cq;
	HANDLE event = manual(), queue = new_port();
	OVERLAPPED o;
	expect("O-467", "a queue without notification", rio.RIONotify(cq), WSAEINVAL);

	memset(&by, 0, sizeof by);
	by.Type = RIO_EVENT_COMPLETION;
	by.Event.EventHandle = event;
	by.Event.NotifyReset = TRUE;
	told(&by);
	SetEvent(event);
	expect("O-467", "RIONotify", rio.RIONotify(cq), ERROR_SUCCESS);
	expect("O-467", "resets the event", signalled(event), FALSE);
	expect("O-467", "a second time", rio.RIONotify(cq), WSAEALREADY);
	rio.RIOReceive(rq, &in, 1, 0, (void *)1);
	expect("O-467", "nothing has come", signalled(event), FALSE);
	send(b, "x", 1, 0);
	expect("O-467", "a result sets the event", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	ResetEvent(event);
	rio.RIOReceive(rq, &in, 1, 0, (void *)2);
	send(b, "y", 1, 0);
	Sleep(20);
	expect("O-467", "only once", signalled(event), FALSE);
	expect("O-467", "RIONotify, results wait", rio.RIONotify(cq), ERROR_SUCCESS);
	expect("O-467", "sets the event at once", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	expect("O-467", "the results", dequeue(cq, 2), 2);

	ResetEvent(event);
	rio.RIOReceive(rq, &in, 1, RIO_MSG_DONT_NOTIFY, (void *)3);
	rio.RIOReceive(rq, &in, 1, 0, (void *)4);
	expect("O-467", "RIONotify", rio.RIONotify(cq), ERROR_SUCCESS);
	send(b, "1", 1, 0);
	expect("O-467", "RIO_MSG_DONT_NOTIFY sets no event", WaitForSingleObject(event, 50), WAIT_TIMEOUT);
	send(b, "2", 1, 0);
	expect("O-467", "the next result does", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	expect("O-467", "both are there", dequeue(cq, 2), 2);
	hang_up();
	rio.RIOCloseCompletionQueue(cq);

	memset(&by, 0, sizeof by);
	by.Type = RIO_IOCP_COMPLETION;
	by.Iocp.IocpHandle = queue;
	by.Iocp.CompletionKey = (void *)77;
	by.Iocp.Overlapped = &o;
	told(&by);
	expect("O-467", "RIONotify to a port", rio.RIONotify(cq), ERROR_SUCCESS);
	rio.RIOReceive(rq, &in, 1, 0, (void *)5);
	no_packet("O-467", "nothing has come", queue);
	send(b, "z", 1, 0);
	packet("O-467", "a result queues a packet", queue, 77, &o, 0, 0);
	done("O-467", "the result is in the queue", cq, 0, 1, A, 5);
	hang_up();
	rio.RIOCloseCompletionQueue(cq);
	cq = polled;
	CloseHandle(event);
	CloseHandle(queue);
}

static void datagrams(void)
{
	enum { TO = 1024, FROM = 1100, LOCAL = 1200, FLAGS = 1300 };
	SOCKET s = bound(registered_socket(SOCK_DGRAM, IPPROTO_UDP)), peer = bound(udp());
	RIO_RQ q = rio.RIOCreateRequestQueue(s, 2, 1, 2, 1, cq, cq, (void *)5);
	RIO_BUF data = at(0, 3), in = at(2048, 64), to = at(TO, sizeof(SOCKADDR_INET)),
		from = at(FROM, sizeof(SOCKADDR_INET));
	struct sockaddr_in address = loopback(port(peer));
	memset(room + TO, 0, sizeof(SOCKADDR_INET));
	memcpy(room + TO, &address, sizeof address);
	memcpy(room, "udp", 3);
	expect("O-469", "the size of an address", sizeof(SOCKADDR_INET), 28);
	expect("O-469", "RIOSendEx", rio.RIOSendEx(q, &data, 1, NULL, &to, NULL, NULL, 0, (void *)1),
		TRUE);
	done("O-469", "its result", cq, 0, 3, 5, 1);
	check("O-469", received(peer, "udp", 3), "the datagram");
	expect("O-469", "RIOSendEx without data", rio.RIOSendEx(q, NULL, 0, NULL, &to, NULL, NULL, 0,
		(void *)4), TRUE);
	done("O-469", "its result", cq, 0, 0, 5, 4);
	char c;
	check("O-469", readable(peer, 5000) && recv(peer, &c, 1, 0) == 0, "the empty datagram");
	expect_error("O-469", "with a local address", rio.RIOSendEx(q, &data, 1, &from, &to, NULL, NULL, 0,
		NULL), FALSE, WSAEINVAL);
	expect("O-469", "RIOReceiveEx", rio.RIOReceiveEx(q, &in, 1, NULL, &from, NULL, NULL, 0, (void *)2),
		TRUE);
	datagram(peer, s, "back", 4);
	done("O-469", "its result", cq, 0, 4, 5, 2);
	struct sockaddr_in *source = (struct sockaddr_in *)(room + FROM);
	check("O-469", source->sin_family == AF_INET && source->sin_port == htons(port(peer)) &&
		source->sin_addr.s_addr == htonl(INADDR_LOOPBACK), "the source");
	expect("O-463", "RIOReceive", rio.RIOReceive(q, &in, 1, 0, (void *)3), TRUE);
	datagram(peer, s, "plain", 5);
	done("O-463", "its result", cq, 0, 5, 5, 3);
	check("O-463", memcmp(room + 2048, "plain", 5) == 0, "the datagram");
	closesocket(s);
	closesocket(peer);
}

static void aborted(void)
{
	RIO_BUF in = at(2048, 8);
	connect_up(2, 2);
	rio.RIOReceive(rq, &in, 1, 0, (void *)1);
	reset(b);
	check("O-465", dequeue(cq, 1) == 1 && results[0].Status != 0 && results[0].RequestContext == 1 &&
		results[0].BytesTransferred == 0, "a reset ends a receive with an error");
	closesocket(a);
	connect_up(2, 2);
	rio.RIOReceive(rq, &in, 1, 0, (void *)1);
	hang_up();
	ULONG n = 0;
	for (int i = 0; i < 200 && n == 0; i++, Sleep(1))
		n = rio.RIODequeueCompletion(cq, results, RESULTS);
	check("O-470", n == 0 || (n == 1 && results[0].Status != 0), "closesocket aborts, if it tells");
}

int main(void)
{
	start();
	if (!table())
		return verdict();
	buffers();
	queues();
	cq = rio.RIOCreateCompletionQueue(RESULTS, NULL);
	streams();
	quota();
	deferring();
	notified();
	datagrams();
	aborted();
	rio.RIOCloseCompletionQueue(cq);
	rio.RIODeregisterBuffer(registered);
	WSACleanup();
	return verdict();
}

#endif
