/*
 * udp_broadcast.c: one datagram to everybody on the network.
 *
 *	udp_broadcast listen PORT COUNT           waits for COUNT datagrams
 *	udp_broadcast send PORT TEXT [ADDRESS]    sends one, to 255.255.255.255 or ADDRESS
 *
 * Several listeners on one machine can share a port.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma comment(lib, "Ws2_32.lib")

static int failed(const char *call)
{
	fprintf(stderr, "%s failed: error %d\n", call, WSAGetLastError());
	return 1;
}

static int listen_for(SOCKET s, u_short port, int count)
{
	struct sockaddr_in address = {0};
	int length = sizeof address;
	BOOL on = TRUE;

	if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, (const char *)&on, sizeof on) == SOCKET_ERROR)
		return failed("setsockopt(SO_REUSEADDR)");
	address.sin_family = AF_INET;
	address.sin_addr.s_addr = INADDR_ANY;
	address.sin_port = htons(port);
	if (bind(s, (struct sockaddr *)&address, sizeof address) == SOCKET_ERROR)
		return failed("bind");
	if (getsockname(s, (struct sockaddr *)&address, &length) == SOCKET_ERROR)
		return failed("getsockname");
	printf("Listening on port %u\n", ntohs(address.sin_port));
	fflush(stdout);

	while (count-- > 0) {
		char text[512];
		char name[INET_ADDRSTRLEN];
		length = sizeof address;
		int got = recvfrom(s, text, sizeof text - 1, 0, (struct sockaddr *)&address, &length);
		if (got == SOCKET_ERROR && WSAGetLastError() == WSAEMSGSIZE)
			got = sizeof text - 1; /* the rest of the datagram is lost */
		if (got == SOCKET_ERROR)
			return failed("recvfrom");
		text[got] = '\0';
		inet_ntop(AF_INET, &address.sin_addr, name, sizeof name);
		printf("%s says: %s\n", name, text);
		fflush(stdout);
	}
	return 0;
}

static int send_to_all(SOCKET s, u_short port, const char *text, const char *where)
{
	struct sockaddr_in address = {0};
	int size = (int)strlen(text);
	int sent;
	BOOL on = TRUE;

	address.sin_family = AF_INET;
	address.sin_port = htons(port);
	if (inet_pton(AF_INET, where, &address.sin_addr) != 1) {
		fprintf(stderr, "%s is no address\n", where);
		return 1;
	}
	/* Nobody broadcasts by mistake: the socket must have been told first. */
	sent = sendto(s, text, size, 0, (struct sockaddr *)&address, sizeof address);
	if (sent == SOCKET_ERROR && WSAGetLastError() == WSAEACCES) {
		printf("Without SO_BROADCAST: error %d\n", WSAGetLastError());
		if (setsockopt(s, SOL_SOCKET, SO_BROADCAST, (char *)&on, sizeof on) == SOCKET_ERROR)
			return failed("setsockopt(SO_BROADCAST)");
		sent = sendto(s, text, size, 0, (struct sockaddr *)&address, sizeof address);
	}
	if (sent == SOCKET_ERROR)
		return failed("sendto");
	printf("Sent %d bytes to %s\n", sent, where);
	return 0;
}

int main(int argc, char **argv)
{
	WSADATA data;
	SOCKET s;
	int result;

	if (argc < 4) {
		fprintf(stderr, "Usage: udp_broadcast listen PORT COUNT\n"
						"       udp_broadcast send PORT TEXT [ADDRESS]\n");
		return 1;
	}
	if (WSAStartup(MAKEWORD(2, 2), &data) != 0) {
		fprintf(stderr, "no Winsock 2.2 here\n");
		return 1;
	}
	s = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
	if (s == INVALID_SOCKET)
		result = failed("socket");
	else if (strcmp(argv[1], "listen") == 0)
		result = listen_for(s, (u_short)atoi(argv[2]), atoi(argv[3]));
	else
		result = send_to_all(s, (u_short)atoi(argv[2]), argv[3],
			argc > 4 ? argv[4] : "255.255.255.255");
	closesocket(s);
	WSACleanup();
	return result;
}
