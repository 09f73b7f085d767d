/* mixed.c: sockets of all the providers of streams in one program. Chapter 4 of providers.md. */
#include "check.h"

#include <stdlib.h>

enum { KINDS = 32 };

/* kind is a provider's entry, and a connection of its sockets. */
static struct kind {
	WSAPROTOCOL_INFOW info;
	SOCKET client, server;
} kinds[KINDS];

static int count;

/* of is a socket of the entry; to is an address of the local host for it, with no port. */
static SOCKET of(WSAPROTOCOL_INFOW *info, SOCKADDR_STORAGE *to, int *len)
{
	memset(to, 0, sizeof *to);
	to->ss_family = (ADDRESS_FAMILY)info->iAddressFamily;
	*len = info->iMinSockAddr;
	if (to->ss_family == AF_INET)
		((SOCKADDR_IN *)to)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	else
		((SOCKADDR_IN6 *)to)->sin6_addr.s6_addr[15] = 1;
	return WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, info, 0,
		WSA_FLAG_OVERLAPPED);
}

/* join makes the connection of a kind; 0: there is no such address here. */
static int join(struct kind *k)
{
	SOCKADDR_STORAGE at;
	int len;
	SOCKET l = of(&k->info, &at, &len);
	if (l == INVALID_SOCKET || bind(l, (SOCKADDR *)&at, len) != 0) {
		closesocket(l);
		return 0;
	}
	listen(l, 1);
	getsockname(l, (SOCKADDR *)&at, &len);
	SOCKADDR_STORAGE none;
	int none_len;
	k->client = of(&k->info, &none, &none_len);
	connect(k->client, (SOCKADDR *)&at, len);
	k->server = accept(l, NULL, NULL);
	closesocket(l);
	return k->server != INVALID_SOCKET;
}

static void all_kinds(void)
{
	static WSAPROTOCOL_INFOW list[100];
	DWORD size = sizeof list;
	int n = WSAEnumProtocolsW(NULL, list, &size);
	for (int i = 0; i < n && count < KINDS; i++) {
		if (list[i].iSocketType != SOCK_STREAM ||
			(list[i].iAddressFamily != AF_INET && list[i].iAddressFamily != AF_INET6))
			continue;
		kinds[count].info = list[i];
		count += join(&kinds[count]);
	}
	check("P-247", count >= 1, "connections of several providers");
}

/* selected is which server select says is readable: -1 none, -2 several or an error. */
static int selected(long milliseconds)
{
	fd_set r;
	FD_ZERO(&r);
	for (int i = 0; i < count; i++)
		FD_SET(kinds[i].server, &r);
	struct timeval limit = {milliseconds / 1000, milliseconds % 1000 * 1000};
	int n = select(0, &r, NULL, NULL, &limit), found = -1;
	for (int i = 0; i < count; i++)
		if (FD_ISSET(kinds[i].server, &r))
			found = i;
	return n == (found >= 0) ? found : -2;
}

/* polled is selected by WSAPoll. */
static int polled(int milliseconds)
{
	WSAPOLLFD fds[KINDS];
	for (int i = 0; i < count; i++)
		fds[i] = (WSAPOLLFD){kinds[i].server, POLLRDNORM, 0};
	int n = WSAPoll(fds, count, milliseconds), found = -1;
	for (int i = 0; i < count; i++)
		if (fds[i].revents == POLLRDNORM)
			found = i;
	return n == (found >= 0) ? found : -2;
}

static void waits(void)
{
	expect("P-247", "select of all", selected(0), -1);
	expect("P-247", "WSAPoll of all", polled(0), -1);
	for (int i = 0; i < count; i++) {
		char got[4] = "";
		send(kinds[i].client, "abc", 3, 0);
		expect("P-247", "select tells the one with data", selected(5000), i);
		expect("P-247", "WSAPoll tells it", polled(5000), i);
		expect("P-287", "what it gets", recv(kinds[i].server, got, 4, 0), 3);
		check("P-287", memcmp(got, "abc", 3) == 0, "as it was sent");
	}
}

static void events(void)
{
	WSAEVENT event = WSACreateEvent();
	for (int i = 0; i < count; i++)
		WSAEventSelect(kinds[i].server, event, FD_READ | FD_CLOSE);
	for (int i = 0; i < count; i++) {
		WSANETWORKEVENTS seen = {0};
		char got[4];
		WSAResetEvent(event);
		send(kinds[i].client, "abc", 3, 0);
		expect("P-287", "one event for all", WSAWaitForMultipleEvents(1, &event, FALSE, 5000, FALSE),
			WSA_WAIT_EVENT_0);
		WSAEnumNetworkEvents(kinds[i].server, event, &seen);
		expect("P-287", "what has happened", seen.lNetworkEvents, FD_READ);
		recv(kinds[i].server, got, 4, 0);
	}
	u_long off = 0;
	for (int i = 0; i < count; i++) {
		WSAEventSelect(kinds[i].server, NULL, 0);
		ioctlsocket(kinds[i].server, FIONBIO, &off);
	}
	WSACloseEvent(event);
}

static void one_port(void)
{
	static OVERLAPPED receives[KINDS], sends[KINDS];
	static char got[KINDS][8];
	HANDLE all = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	DWORD n, flags;
	ULONG_PTR key;
	OVERLAPPED *o;
	for (int i = 0; i < count; i++) {
		WSABUF b = {8, got[i]};
		CreateIoCompletionPort((HANDLE)kinds[i].server, all, (ULONG_PTR)i, 0);
		flags = 0;
		expect_error("P-289", "a receive that waits",
			WSARecv(kinds[i].server, &b, 1, NULL, &flags, &receives[i], NULL), SOCKET_ERROR,
			WSA_IO_PENDING);
	}
	for (int i = count - 1; i >= 0; i--) {
		WSABUF b = {3, "xyz"};
		WSASend(kinds[i].client, &b, 1, &n, 0, &sends[i], NULL);
		BOOL ok = GetQueuedCompletionStatus(all, &n, &key, &o, 5000);
		check("P-289", ok && n == 3 && key == (ULONG_PTR)i && o == &receives[i],
			"its packet, with the program's own OVERLAPPED");
		check("P-289", memcmp(got[i], "xyz", 3) == 0, "what it got");
	}
	for (int i = 0; i < count; i++) {
		WSABUF b = {8, got[i]};
		flags = 0;
		WSARecv(kinds[i].server, &b, 1, NULL, &flags, &receives[i], NULL);
		CancelIoEx((HANDLE)kinds[i].server, NULL);
		BOOL ok = GetQueuedCompletionStatus(all, &n, &key, &o, 5000);
		check("P-289", !ok && GetLastError() == ERROR_OPERATION_ABORTED && o == &receives[i],
			"a receive that is cancelled");
	}
	CloseHandle(all);
}

static void base_handles(void)
{
	for (int i = 0; i < count; i++) {
		SOCKET base = INVALID_SOCKET;
		DWORD n = 0;
		int type = 0, len = sizeof type;
		expect("P-291", "SIO_BASE_HANDLE", WSAIoctl(kinds[i].client, SIO_BASE_HANDLE, NULL, 0, &base,
			sizeof base, &n, NULL, NULL), 0);
		expect("P-291", "its length", n, sizeof base);
		getsockopt(base, SOL_SOCKET, SO_TYPE, (char *)&type, &len);
		expect("P-291", "a socket of streams", type, SOCK_STREAM);
	}
}

int main(void)
{
	start();
	all_kinds();
	waits();
	events();
	one_port();
	base_handles();
	return verdict();
}
