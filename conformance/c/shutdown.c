/* shutdown.c: ending one direction. Chapter 13 of sockets.md. */
#include "check.h"

int main(void)
{
	start();
	SOCKET a, b, s = tcp(), l = listener(), u;
	char got[16];
	for (int how = 0; how < 2; how++) {
		fails("S-360", "TCP without a peer", shutdown(s, how), WSAENOTCONN);
		fails("S-360", "a listener", shutdown(l, how), WSAENOTCONN);
	}
	closesocket(l);
	closesocket(s);
	fails("S-111", "a closed socket", shutdown(s, 0), WSAENOTSOCK);

	for (int how = 0; how < 3; how++) {
		pair(&a, &b);
		expect("S-362", "a connected socket", shutdown(a, how), 0);
		expect("S-363", "once more", shutdown(a, how), 0);
		fails("S-372", "connect afterwards", connect_to(a, "127.0.0.1", 9), WSAEISCONN);
		check("S-259", is_connected(a), "it has its peer");
		closesocket(a);
		closesocket(b);
	}
	pair(&a, &b);
	fails("S-364", "how is 3", shutdown(a, 3), WSAEINVAL);
	fails("S-364", "how is 100", shutdown(a, 100), WSAEINVAL);
	fails("S-364", "how is -1", shutdown(a, -1), WSAEINVAL);
	send(a, "data", 4, 0);
	expect("S-367", "SD_SEND", shutdown(a, SD_SEND), 0);
	expect("S-367", "the rest comes", recv(b, got, sizeof got, MSG_WAITALL), 4);
	expect("S-367", "then the end", recv(b, got, sizeof got, 0), 0);
	expect("S-368", "the other direction", send(b, "back", 4, 0), 4);
	expect("S-368", "it comes", recv(a, got, 4, MSG_WAITALL), 4);
	expect("S-373", "no error of its own", option(a, SOL_SOCKET, SO_ERROR), 0);
	closesocket(a);
	closesocket(b);

	pair(&a, &b);
	expect("S-369", "SD_RECEIVE", shutdown(a, SD_RECEIVE), 0);
	check("S-369", !readable(b, 50), "the peer does not learn of it");
	expect("S-368", "sending goes on", send(a, "on", 2, 0), 2);
	expect("S-368", "it comes there", recv(b, got, 2, MSG_WAITALL), 2);
	closesocket(a);
	closesocket(b);

	u = bound(udp());
	expect("S-365", "UDP without a peer, SD_RECEIVE", shutdown(u, SD_RECEIVE), 0);
	s = connected(u);
	expect("S-370", "it is sent to", send(s, "x", 1, 0), 1);
	fails("S-370", "recv", recv(u, got, 1, 0), WSAESHUTDOWN);
	nonblocking(s, 1);
	fails("S-370", "the sender does not learn of it", recv(s, got, 1, 0), WSAEWOULDBLOCK);
	closesocket(u);
	closesocket(s);
	u = udp();
	expect("S-365", "UDP, SD_SEND", shutdown(u, SD_SEND), 0);
	struct sockaddr_in to = loopback(9);
	fails("S-365", "sendto", sendto(u, "x", 1, 0, (struct sockaddr *)&to, sizeof to), WSAESHUTDOWN);
	closesocket(u);

	pair(&a, &b);
	expect("S-375", "WSASendDisconnect", WSASendDisconnect(a, NULL), 0);
	fails("S-375", "send then", send(a, "x", 1, 0), WSAESHUTDOWN);
	expect("S-375", "WSARecvDisconnect", WSARecvDisconnect(a, NULL), 0);
	fails("S-375", "recv then", recv(a, got, 1, 0), WSAESHUTDOWN);
	expect("S-375", "the peer's end", recv(b, got, 1, 0), 0);
	closesocket(a);
	closesocket(b);

	/* Linger does not make it wait. */
	pair(&a, &b);
	struct linger slow = {1, 30};
	setsockopt(a, SOL_SOCKET, SO_LINGER, (char *)&slow, sizeof slow);
	static char much[1 << 20];
	nonblocking(a, 1);
	send(a, much, sizeof much, 0);
	nonblocking(a, 0);
	expect("S-371", "with data queued and SO_LINGER", shutdown(a, SD_SEND), 0);
	int sum = 0;
	for (int n; (n = recv(b, much, sizeof much, 0)) > 0;)
		sum += n;
	expect("S-371", "all comes", sum, sizeof much);
	closesocket(a);
	closesocket(b);
	WSACleanup();
	return verdict();
}
