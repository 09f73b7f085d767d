/* duplicate.c: sockets of several processes. Section 8 of providers.md. */
#include "child.h"

static struct child c;
static DWORD self;

/* given is the socket that the child makes of s; the last error is the child's. */
static SOCKET given(SOCKET s)
{
	struct request r;
	memset(&r, 0, sizeof r);
	r.order = CHILD_OPEN;
	r.value = WSA_FLAG_OVERLAPPED;
	if (WSADuplicateSocketW(s, c.id, &r.info) != 0)
		return INVALID_SOCKET;
	return (SOCKET)tell(&c, &r).result;
}

static SOCKET opened(WSAPROTOCOL_INFOW *info)
{
	return WSASocketW(0, 0, 0, info, 0, WSA_FLAG_OVERLAPPED);
}

static void arguments(void)
{
	WSAPROTOCOL_INFOW info;
	WSAPROTOCOL_INFOA narrow;
	SOCKET s = tcp();

	fails("P-395", "no socket, process or pointer", WSADuplicateSocketW(0, 0, NULL), WSAENOTSOCK);
	fails("P-395", "process 0", WSADuplicateSocketW(s, 0, NULL), WSAEINVAL);
	fails("P-395", "no such process", WSADuplicateSocketW(s, 0xFFFFFFFF, &info), WSAEINVAL);
	fails("P-395", "socket 0", WSADuplicateSocketW(0, self, &info), WSAENOTSOCK);
	fails("P-395", "NULL", WSADuplicateSocketW(s, self, NULL), WSAEFAULT);
	fails("P-395", "NULL, narrow", WSADuplicateSocketA(s, self, NULL), WSAEFAULT);
	expect("P-393", "narrow", WSADuplicateSocketA(s, self, &narrow), 0);
	expect("P-396", "address family", narrow.iAddressFamily, AF_INET);
	expect("P-396", "socket type", narrow.iSocketType, SOCK_STREAM);
	expect("P-396", "protocol", narrow.iProtocol, IPPROTO_TCP);
	if (wine())
		skip("P-406", "Wine keeps its token elsewhere");
	else
		check("P-406", narrow.dwProviderReserved != 0, "the provider's token");
	SOCKET d = WSASocketA(0, 0, 0, &narrow, 0, 0);
	check("P-396", d != INVALID_SOCKET, "zeros are enough to open it");
	expect("P-393", "the same type", option(d, SOL_SOCKET, SO_TYPE), SOCK_STREAM);
	closesocket(d);
	closesocket(s);
}

static void once(void)
{
	WSAPROTOCOL_INFOW info, forged;
	SOCKET s = tcp();

	expect("P-394", "for this very process", WSADuplicateSocketW(s, self, &info), 0);
	SOCKET d = opened(&info);
	check("P-394", d != INVALID_SOCKET && d != s, "another descriptor");
	if (wine()) {
		skip("P-394", "Wine opens a structure as often as one likes");
	} else {
		expect_error("P-394", "a second time", opened(&info), INVALID_SOCKET, WSAEINVAL);
		WSADuplicateSocketW(s, c.id, &info);
		expect_error("P-394", "another process's", opened(&info), INVALID_SOCKET, WSAEINVAL);
		forged = info;
		forged.dwProviderReserved ^= 0x5A5A5;
		expect_error("P-394", "a forged one", opened(&forged), INVALID_SOCKET, WSAEINVAL);
	}
	closesocket(d);
	closesocket(s);
}

static void common(void)
{
	SOCKET a, b, s = udp();
	int ms = 1234;

	pair(&a, &b);
	SOCKET d = given(b), u = given(s);
	check("P-393", d != INVALID_SOCKET && u != INVALID_SOCKET, "sockets in another process");
	setsockopt(b, SOL_SOCKET, SO_KEEPALIVE, (char *)&(int){1}, 4);
	expect("P-399", "an option, there", order(&c, CHILD_OPTION, d, SO_KEEPALIVE), 1);
	if (!wine()) { /* it keeps these for each process */
		setsockopt(b, SOL_SOCKET, SO_RCVTIMEO, (char *)&ms, sizeof ms);
		expect("P-400", "a time-out, there", order(&c, CHILD_OPTION, d, SO_RCVTIMEO), ms);
		ms = 0;
		setsockopt(b, SOL_SOCKET, SO_RCVTIMEO, (char *)&ms, sizeof ms);
		unsigned short at = (unsigned short)order(&c, CHILD_BIND, u, 0);
		expect("P-401", "a bind there, seen here", port(s), at);
	}
	expect("P-402", "a send there", order(&c, CHILD_SEND, d, 0), 5);
	char got[8];
	expect("P-402", "arrives", recv(a, got, sizeof got, 0), 5);
	send(a, "x", 1, 0);
	expect("P-402", "who receives gets it", order(&c, CHILD_RECV, d, 0), 1);
	expect("P-404", "closesocket", closesocket(b), 0);
	expect("P-404", "leaves the other's alone", order(&c, CHILD_SEND, d, 0), 5);
	expect("P-404", "as it says", recv(a, got, sizeof got, 0), 5);
	expect("P-404", "shutdown there", order(&c, CHILD_SHUTDOWN, d, SD_SEND), 0);
	expect("P-404", "is the socket's", recv(a, got, sizeof got, 0), 0);
	order(&c, CHILD_CLOSE, d, 0);
	order(&c, CHILD_CLOSE, u, 0);
	closesocket(a);
	closesocket(s);
}

static void selected(void)
{
	SOCKET a, b;
	WSANETWORKEVENTS happened;
	WSAEVENT event = WSACreateEvent();

	pair(&a, &b);
	SOCKET d = given(b);
	expect("P-403", "selected here", WSAEventSelect(b, event, FD_READ), 0);
	expect("P-403", "and then there", order(&c, CHILD_SELECT, d, FD_READ), 0);
	send(a, "x", 1, 0);
	expect("P-403", "told there", order(&c, CHILD_TOLD, d, 5000), FD_READ);
	if (wine()) {
		skip("P-403", "Wine tells whoever looks first");
	} else {
		expect("P-403", "not here", WaitForSingleObject(event, 50), WAIT_TIMEOUT);
		expect("P-403", "nothing recorded", WSAEnumNetworkEvents(b, NULL, &happened), 0);
		expect("P-403", "at all", happened.lNetworkEvents, 0);
	}
	order(&c, CHILD_CLOSE, d, 0);
	closesocket(a);
	closesocket(b);
	WSACloseEvent(event);
}

/* packet waits for one packet of a port; the bytes, or -1 when none comes in ms. */
static long long packet(HANDLE port, DWORD ms)
{
	OVERLAPPED *o;
	ULONG_PTR key;
	DWORD n;
	return GetQueuedCompletionStatus(port, &n, &key, &o, ms) ? (long long)n : -1;
}

/* Operations stay with the process that started them, at its port. */
static void pending(void)
{
	SOCKET a, b;
	char here[16], there[16];
	OVERLAPPED o, p;
	DWORD n;

	pair(&a, &b);
	HANDLE port = CreateIoCompletionPort((HANDLE)b, NULL, 7, 0);
	for (int i = 0; i < 3; i++) { /* the connection is one of the port's before */
		WSABUF one = {sizeof here, here};
		memset(&o, 0, sizeof o);
		n = 0;
		DWORD flags = 0;
		WSARecv(b, &one, 1, NULL, &flags, &o, NULL);
		send(a, "warm", 4, 0);
		expect("P-405", "before", packet(port, 5000), 4);
	}
	WSABUF buffer = {sizeof here, here};
	DWORD flags = 0;
	memset(&o, 0, sizeof o);
	WSARecv(b, &buffer, 1, NULL, &flags, &o, NULL);
	SOCKET d = given(b);
	check("P-405", d != INVALID_SOCKET, "duplicated with a receive pending");
	expect("P-405", "closed there", order(&c, CHILD_CLOSE, d, 0), 0);
	expect("P-405", "it waits on", packet(port, 20), -1);
	send(a, "first", 5, 0);
	expect("P-405", "and ends here", packet(port, 5000), 5);
	check("P-405", memcmp(here, "first", 5) == 0, "with what came");

	d = given(b);
	memset(&o, 0, sizeof o);
	WSARecv(b, &buffer, 1, NULL, &flags, &o, NULL);
	WSABUF out = {4, (char *)"back"};
	memset(&p, 0, sizeof p);
	expect("P-402", "an overlapped send", WSASend(b, &out, 1, &n, 0, &p, NULL), 0);
	expect("P-402", "ends", packet(port, 5000), 4);
	expect("P-402", "and arrives", recv(a, there, sizeof there, 0), 4);
	expect("P-405", "closing", closesocket(b), 0);
	if (wine()) {
		skip("P-405", "Wine's operations end with the socket, not with a process's handle");
	} else {
		expect("P-405", "aborts what waits here", packet(port, 5000), -1);
		send(a, "x", 1, 0);
		expect("P-405", "nothing more comes", packet(port, 20), -1);
	}
	if (!wine())
		expect("P-404", "it is the other's now", order(&c, CHILD_RECV, d, 0), 1);
	order(&c, CHILD_CLOSE, d, 0);
	closesocket(a);
	CloseHandle(port);
}

/* A child gives its parent a socket. */
static void back(void)
{
	SOCKET a, b;
	struct request r;

	pair(&a, &b);
	SOCKET d = given(b);
	closesocket(b);
	memset(&r, 0, sizeof r);
	r.order = CHILD_DUPLICATE;
	r.s = d;
	r.value = (int)self;
	struct answer info = tell(&c, &r);
	expect("P-393", "a child duplicates", info.result, 0);
	b = opened(&info.info);
	check("P-393", b != INVALID_SOCKET, "for its parent");
	order(&c, CHILD_CLOSE, d, 0);
	expect("P-393", "which sends", send(b, "back", 4, 0), 4);
	char got[8];
	expect("P-393", "on the same connection", recv(a, got, sizeof got, 0), 4);
	closesocket(b);
	expect("P-404", "closed by the last", recv(a, got, sizeof got, 0), 0);
	closesocket(a);
}

int main(int argc, char **argv)
{
	if (is_child(argc, argv))
		return 0;
	start();
	self = GetCurrentProcessId();
	c = born(FALSE, NULL);
	arguments();
	once();
	common();
	selected();
	pending();
	back();
	gone(&c);
	return verdict();
}
