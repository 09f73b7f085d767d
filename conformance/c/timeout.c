/* timeout.c: limits of time. Chapter 17 of sockets.md. */
#include "check.h"

/* What a thread that receives without a limit gets. */
static volatile LONG received = 77;

static DWORD WINAPI receiving(void *s)
{
	char c;
	InterlockedExchange(&received, recv((SOCKET)s, &c, 1, 0));
	return 0;
}

/* plain shows that sockets which are not overlapped have no limits. */
static void plain(void)
{
	SOCKET s = WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, 0);
	set_option(bound(s), SOL_SOCKET, SO_RCVTIMEO, 50);
	HANDLE t = on_thread(receiving, (void *)s);
	Sleep(300);
	expect("S-459", "a socket that is not overlapped goes on waiting", received, 77);
	SOCKET c = connected(s);
	send(c, "x", 1, 0);
	joined(t);
	expect("S-459", "until there is data", received, 1);
	closesocket(s);
	closesocket(c);
}

int main(void)
{
	start();
	static const int names[] = {SO_RCVTIMEO, SO_SNDTIMEO};
	static const int values[] = {63000, 997000, 100, 1};
	SOCKET s = tcp();
	for (int i = 0; i < 2; i++) {
		expect("S-456", "no limit", option(s, SOL_SOCKET, names[i]), 0);
		for (int j = 0; j < 4; j++) {
			set_option(s, SOL_SOCKET, names[i], values[j]);
			expect("S-456", "read back", option(s, SOL_SOCKET, names[i]), values[j]);
		}
	}
	closesocket(s);

	SOCKET a, b, u = bound(udp());
	char got[8];
	DWORD n = 0, flags = 0;
	WSABUF buf = {sizeof got, got};
	struct sockaddr_in from;
	int len = sizeof from;
	pair(&a, &b);
	set_option(b, SOL_SOCKET, SO_RCVTIMEO, 200);
	DWORD before = GetTickCount();
	fails("S-457", "recv", recv(b, got, sizeof got, 0), WSAETIMEDOUT);
	DWORD took = GetTickCount() - before;
	check("S-461", took >= 150, "not before its time");
	check("S-461", took < 10000, "and then");
	fails("S-457", "WSARecv", WSARecv(b, &buf, 1, &n, &flags, NULL, NULL), WSAETIMEDOUT);
	send(a, "x", 1, 0);
	expect("S-457", "data before the limit", recv(b, got, sizeof got, 0), 1);
	nonblocking(b, 1);
	fails("S-460", "a nonblocking socket", recv(b, got, 1, 0), WSAEWOULDBLOCK);
	set_option(u, SOL_SOCKET, SO_RCVTIMEO, 50);
	fails("S-457", "recvfrom", recvfrom(u, got, sizeof got, 0, (struct sockaddr *)&from, &len),
		WSAETIMEDOUT);

	static char much[1 << 20];
	set_option(a, SOL_SOCKET, SO_SNDTIMEO, 100);
	int sent;
	WSASetLastError(0);
	for (int i = 0; i < 100 && (sent = send(a, much, sizeof much, 0)) > 0; i++)
		;
	failed_as("S-457", "send", sent, SOCKET_ERROR, WSAGetLastError(), WSAETIMEDOUT);
	closesocket(a);
	closesocket(b);

	/* They limit neither select nor accept. */
	SOCKET l = listener();
	set_option(l, SOL_SOCKET, SO_RCVTIMEO, 10);
	struct timeval some = {0, 100000};
	fd_set set;
	FD_ZERO(&set);
	FD_SET(l, &set);
	before = GetTickCount();
	expect("S-457", "select", select(0, &set, NULL, NULL, &some), 0);
	check("S-457", GetTickCount() - before >= 80, "waits for its own limit");
	closesocket(l);
	closesocket(u);
	plain();
	WSACleanup();
	return verdict();
}
