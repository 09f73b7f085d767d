/* ovl_message.c: messages with an OVERLAPPED. Chapter 6.8 of overlapped.md; see message.c. */
#include "operation.h"

#include <stddef.h>

static LPFN_WSARECVMSG receive;
static SOCKET r, s;		/* s is connected to r */
static HANDLE queue;
static OVERLAPPED o;

/* A message: what it points to. */
static struct {
	WSAMSG m;
	WSABUF buf;
	struct sockaddr_in from;
	char data[64];
	ULONGLONG control[32];
} in;

/* begin starts to receive a message with this room; the result is WSARecvMsg's. */
static int begin(ULONG data, ULONG control)
{
	memset(&in, 0, sizeof in);
	in.buf.len = data;
	in.buf.buf = in.data;
	in.m.name = (struct sockaddr *)&in.from;
	in.m.namelen = sizeof in.from;
	in.m.lpBuffers = &in.buf;
	in.m.dwBufferCount = 1;
	in.m.Control.buf = control == 0 ? NULL : (char *)in.control;
	in.m.Control.len = control;
	fresh(&o, NULL);
	return receive(r, &in.m, NULL, &o, NULL);
}

/* say sends a datagram to r. */
static void say(const char *t)
{
	send(s, t, (int)strlen(t), 0);
}

/* ready does so and waits until it is there. */
static void ready(const char *t)
{
	say(t);
	readable(r, 5000);
}

static void shapes(void)
{
	WSAMSG m;
	ULONGLONG room[16];
	memset(&m, 0, sizeof m);
	memset(room, 0, sizeof room);
	check("O-438", sizeof m == 56 && offsetof(WSAMSG, namelen) == 8 &&
		offsetof(WSAMSG, lpBuffers) == 16 && offsetof(WSAMSG, dwBufferCount) == 24 &&
		offsetof(WSAMSG, Control) == 32 && offsetof(WSAMSG, dwFlags) == 48, "WSAMSG in memory");
	check("O-439", sizeof(WSACMSGHDR) == 16 && offsetof(WSACMSGHDR, cmsg_level) == 8 &&
		offsetof(WSACMSGHDR, cmsg_type) == 12, "WSACMSGHDR in memory");
	check("O-440", WSA_CMSG_LEN(4) == 20 && WSA_CMSG_SPACE(4) == 24 && WSA_CMSG_SPACE(8) == 24 &&
		WSA_CMSG_SPACE(20) == 40, "lengths and room");
	m.Control.buf = (char *)room;
	m.Control.len = 15;
	check("O-440", WSA_CMSG_FIRSTHDR(&m) == NULL, "no room for a header");
	m.Control.len = 48;
	WSACMSGHDR *c = WSA_CMSG_FIRSTHDR(&m);
	check("O-440", c == (WSACMSGHDR *)room && WSA_CMSG_DATA(c) == (UCHAR *)room + 16,
		"the first header and its data");
	c->cmsg_len = WSA_CMSG_LEN(4);
	check("O-440", (char *)WSA_CMSG_NXTHDR(&m, c) == (char *)room + 24, "the next header");
	m.Control.len = 39;
	check("O-440", WSA_CMSG_NXTHDR(&m, c) == NULL, "no room for it");
	check("O-446", MSG_TRUNC == 0x100 && MSG_CTRUNC == 0x200 && MSG_BCAST == 0x400 &&
		MSG_MCAST == 0x800, "the flags");
	check("O-442", IP_PKTINFO == 19 && IPV6_PKTINFO == 19 && sizeof(IN_PKTINFO) == 8 &&
		sizeof(IN6_PKTINFO) == 20 && offsetof(IN_PKTINFO, ipi_ifindex) == 4, "packet information");
}

static void delayed(void)
{
	pends("O-448", "WSARecvMsg without a datagram", begin(sizeof in.data, sizeof in.control));
	say("hello");
	packet("O-448", "its packet", queue, 4, &o, 0, 5);
	check("O-448", memcmp(in.data, "hello", 5) == 0, "the data");
	check("O-448", in.m.namelen == sizeof in.from && in.from.sin_port == htons(port(s)), "the source");
	expect("O-448", "the length of no control data", in.m.Control.len, 0);
	expect("O-446", "the flags", in.m.dwFlags, 0);
	pends("O-445", "without room for control data", begin(sizeof in.data, 0));
	say("plain");
	packet("O-445", "that does not matter", queue, 4, &o, 0, 5);

	set_option(r, IPPROTO_IP, IP_PKTINFO, 1);
	pends("O-448", "with control data", begin(sizeof in.data, sizeof in.control));
	say("info");
	packet("O-448", "its packet", queue, 4, &o, 0, 4);
	WSACMSGHDR *c = WSA_CMSG_FIRSTHDR(&in.m);
	expect("O-448", "the length of the control data", in.m.Control.len, WSA_CMSG_SPACE(8));
	check("O-442", c != NULL && c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO &&
		c->cmsg_len == WSA_CMSG_LEN(sizeof(IN_PKTINFO)), "its header");
	check("O-442", c != NULL && ((IN_PKTINFO *)WSA_CMSG_DATA(c))->ipi_addr.s_addr ==
		htonl(INADDR_LOOPBACK), "its address");
	ready("ready");
	int now = begin(sizeof in.data, sizeof in.control);
	check("O-220", now == 0 || WSAGetLastError() == WSA_IO_PENDING, "a datagram that is there");
	packet("O-220", "queues its packet too", queue, 4, &o, 0, 5);
	expect("O-448", "and has its control data", in.m.Control.len, WSA_CMSG_SPACE(8));
}

static void too_long(void)
{
	DWORD n = 0;
	pends("O-447", "a short buffer", begin(4, sizeof in.control));
	say("truncated");
	packet("O-447", "its packet", queue, 4, &o, ERROR_MORE_DATA, 4);
	status("O-447", "its status", &o, STATUS_BUFFER_OVERFLOW, 4);
	check("O-447", in.m.dwFlags & MSG_TRUNC, "MSG_TRUNC");
	check("O-447", memcmp(in.data, "trun", 4) == 0, "what was stored");
	pends("O-447", "little room for control data", begin(sizeof in.data, 8));
	say("control");
	packet("O-447", "its packet", queue, 4, &o, ERROR_MORE_DATA, 7);
	status("O-447", "its status", &o, STATUS_BUFFER_OVERFLOW, 7);
	check("O-447", in.m.dwFlags & MSG_CTRUNC, "MSG_CTRUNC");
	check("O-447", memcmp(in.data, "control", 7) == 0, "the data is whole");

	ready("truncated");
	begin(4, sizeof in.control);
	packet("O-447", "a short buffer, the datagram is there", queue, 4, &o, ERROR_MORE_DATA, 4);
	ready("truncated");
	memset(&in.m.Control, 0, sizeof in.m.Control);
	in.m.dwFlags = 0;
	fails("O-447", "without an OVERLAPPED", receive(r, &in.m, &n, NULL, NULL), WSAEMSGSIZE);
	expect("O-447", "its count", n, 4);
	set_option(r, IPPROTO_IP, IP_PKTINFO, 0);
}

static int ran;
static DWORD ran_error, ran_bytes;

static void CALLBACK note(DWORD error, DWORD bytes, LPWSAOVERLAPPED ovl, DWORD flags)
{
	(void)ovl, (void)flags;
	ran++;
	ran_error = error;
	ran_bytes = bytes;
}

static void by_routine(void)
{
	SOCKET t = bound(udp()), u = connected(t);
	begin(0, 0);
	CancelIoEx((HANDLE)r, &o);
	packet("O-246", "a cancelled WSARecvMsg", queue, 4, &o, ERROR_OPERATION_ABORTED, 0);
	in.buf.len = sizeof in.data;
	in.m.name = NULL;
	in.m.namelen = 0;
	send(u, "routine", 7, 0);
	readable(t, 5000);
	fresh(&o, NULL);
	pends("O-449", "with a routine, the datagram is there", receive(t, &in.m, NULL, &o, note));
	expect("O-449", "an alertable wait", SleepEx(5000, TRUE), WAIT_IO_COMPLETION);
	check("O-449", ran == 1 && ran_error == 0 && ran_bytes == 7, "runs it");
	closesocket(t);
	closesocket(u);
}

static void bad_input(void)
{
	SOCKET none = udp(), a, b;
	DWORD n;
	struct sockaddr_in at;
	int len = sizeof at;
	fresh(&o, NULL);
	fails("O-445", "no message", receive(r, NULL, &n, &o, NULL), WSAEFAULT);
	fails("O-444", "an unbound socket", receive(none, &in.m, &n, &o, NULL), WSAEINVAL);
	fails("O-451", "WSASendMsg without a message", WSASendMsg(none, NULL, 0, &n, NULL, NULL),
		WSAEFAULT);
	fails("O-451", "does not bind", getsockname(none, (struct sockaddr *)&at, &len), WSAEINVAL);
	no_packet("O-222", "failed starts queue no packets", queue);
	pair(&a, &b);
	in.m.name = NULL;
	in.m.namelen = 0;
	fails("O-450", "WSASendMsg on a stream", WSASendMsg(a, &in.m, 0, &n, &o, NULL), WSAEINVAL);
	closesocket(a);
	closesocket(b);
	closesocket(none);
}

static void sends(void)
{
	SOCKET u = udp();
	struct sockaddr_in to = loopback(port(r)), name;
	int len = sizeof name;
	WSABUF parts[2] = {{2, "ab"}, {3, "cde"}};
	WSAMSG m = {(struct sockaddr *)&to, sizeof to, parts, 2, {0, NULL}, 0x7777};
	HANDLE event = manual();
	fresh(&o, event);
	int now = WSASendMsg(u, &m, 0, NULL, &o, NULL);
	check("O-452", now == 0 || WSAGetLastError() == WSA_IO_PENDING, "WSASendMsg, not bound");
	expect("O-045", "its event", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	status("O-450", "flags in the message are ignored", &o, STATUS_SUCCESS, 5);
	check("O-452", getsockname(u, (struct sockaddr *)&name, &len) == 0 && name.sin_port != 0 &&
		name.sin_addr.s_addr == 0, "the socket is bound then, to no address");
	check("O-452", received(r, "abcde", 5), "the datagram");
	result("O-095", "its result", u, &o, 0, 5);
	m.dwFlags = 0;
	fails("O-451", "neither count nor OVERLAPPED", WSASendMsg(u, &m, 0, NULL, NULL, NULL), WSAEFAULT);
	CloseHandle(event);
	closesocket(u);
}

int main(void)
{
	start();
	r = bound(udp());
	s = connected(r);
	queue = new_port();
	attach(r, queue, 4);
	receive = provided(r, (GUID)WSAID_WSARECVMSG);
	shapes();
	delayed();
	too_long();
	by_routine();
	bad_input();
	sends();
	closesocket(r);
	closesocket(s);
	CloseHandle(queue);
	WSACleanup();
	return verdict();
}
