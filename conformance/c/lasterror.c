/* lasterror.c: the last error of a thread. Chapter 1 of sockets.md. */
#include "check.h"

static DWORD WINAPI other(void *unused)
{
	(void)unused;
	int first = WSAGetLastError();
	WSASetLastError(99);
	return first;
}

/* cleared checks that a call which succeeds sets the last error to 0. */
#define cleared(clause, what, call)                            \
	do {                                                       \
		WSASetLastError(1234);                                 \
		long long got_ = (long long)(call);                    \
		check(clause, got_ >= 0, what " succeeds");            \
		expect(clause, what " clears the last error", WSAGetLastError(), 0); \
	} while (0)

int main(void)
{
	start();
	WSASetLastError(4711);
	expect("S-013", "GetLastError is WSAGetLastError", GetLastError(), 4711);
	SetLastError(12);
	expect("S-013", "WSAGetLastError is GetLastError", WSAGetLastError(), 12);
	HANDLE t = on_thread(other, NULL);
	WaitForSingleObject(t, INFINITE);
	DWORD first = 1;
	GetExitCodeThread(t, &first);
	CloseHandle(t);
	expect("S-013", "a new thread's last error", first, 0);
	WSASetLastError(7);
	joined(on_thread(other, NULL));
	expect("S-015", "another thread's error does not reach this one", WSAGetLastError(), 7);
	WSASetLastError(-1);
	expect("S-013", "any number is kept", WSAGetLastError(), -1);

	SOCKET a = udp(), b = bound(udp());
	struct sockaddr_in at = loopback(0), to = loopback(port(b)), from;
	int n = sizeof at, v = 1, m = sizeof v;
	char byte[4];
	u_long count;
	DWORD moved = 0, flags = 0, out = 0;
	WSABUF buf = {1, byte};
	memset(byte, 'x', sizeof byte);
	fails("S-013", "a failure sets it", closesocket(INVALID_SOCKET), WSAENOTSOCK);
	expect("S-013", "GetLastError after it", GetLastError(), WSAENOTSOCK);
	cleared("S-014", "bind", bind(a, (struct sockaddr *)&at, sizeof at));
	cleared("S-014", "getsockname", getsockname(a, (struct sockaddr *)&at, &n));
	cleared("S-014", "getsockopt", getsockopt(a, SOL_SOCKET, SO_TYPE, (char *)&v, &m));
	v = 1;
	cleared("S-014", "setsockopt", setsockopt(a, SOL_SOCKET, SO_BROADCAST, (char *)&v, sizeof v));
	cleared("S-014", "sendto", sendto(a, byte, 1, 0, (struct sockaddr *)&to, sizeof to));
	n = sizeof from;
	cleared("S-014", "recvfrom", recvfrom(b, byte, 1, 0, (struct sockaddr *)&from, &n));
	cleared("S-014", "WSASendTo", WSASendTo(a, &buf, 1, &moved, 0, (struct sockaddr *)&to,
		sizeof to, NULL, NULL));
	cleared("S-014", "WSARecv", WSARecv(b, &buf, 1, &moved, &flags, NULL, NULL));
	cleared("S-014", "connect", connect(a, (struct sockaddr *)&to, sizeof to));
	cleared("S-014", "send", send(a, byte, 1, 0));
	count = 0;
	cleared("S-014", "WSAIoctl", WSAIoctl(a, FIONBIO, &count, 4, NULL, 0, &out, NULL, NULL));
	cleared("S-014", "shutdown", shutdown(a, SD_SEND));
	v = 1;
	cleared("S-502", "setsockopt of a TCP option", set_option(tcp(), IPPROTO_TCP, TCP_NODELAY, 1));

	/* Calls that have no failure keep it. */
	WSASetLastError(55);
	expect("S-014", "htons gives", htons(1), 256);
	expect("S-014", "htons keeps the last error", WSAGetLastError(), 55);
	WSACleanup();
	return verdict();
}
