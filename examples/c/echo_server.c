/*
 * echo_server.c: the smallest server: one client after the other, blocking calls.
 * It sends back what it gets until the client has no more to send.
 *
 *	echo_server [PORT [CLIENTS]]
 *
 * PORT 0 lets the system choose one. After CLIENTS clients it ends; 0 or nothing
 * means never.
 */
#include <winsock2.h>
#include <stdio.h>
#include <stdlib.h>

#pragma comment(lib, "Ws2_32.lib")

#define DEFAULT_PORT 7007

/* listen_on makes a socket that listens on the port of every interface. */
static SOCKET listen_on(unsigned short port)
{
	struct sockaddr_in address;
	SOCKET s = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);

	if (s == INVALID_SOCKET) {
		fprintf(stderr, "socket failed: error %d\n", WSAGetLastError());
		return INVALID_SOCKET;
	}
	memset(&address, 0, sizeof address);
	address.sin_family = AF_INET;
	address.sin_addr.s_addr = htonl(INADDR_ANY);
	address.sin_port = htons(port);
	if (bind(s, (struct sockaddr *)&address, sizeof address) == SOCKET_ERROR) {
		fprintf(stderr, "bind to port %u failed: error %d\n", port, WSAGetLastError());
		closesocket(s);
		return INVALID_SOCKET;
	}
	if (listen(s, SOMAXCONN) == SOCKET_ERROR) {
		fprintf(stderr, "listen failed: error %d\n", WSAGetLastError());
		closesocket(s);
		return INVALID_SOCKET;
	}
	return s;
}

/* send_all sends size bytes; 0 or SOCKET_ERROR. */
static int send_all(SOCKET s, const char *data, int size)
{
	while (size > 0) {
		int sent = send(s, data, size, 0);
		if (sent == SOCKET_ERROR)
			return SOCKET_ERROR;
		data += sent;
		size -= sent;
	}
	return 0;
}

/* serve echoes until the client is done; returns how many bytes, or -1. */
static long serve(SOCKET client)
{
	char buffer[4096];
	long total = 0;

	for (;;) {
		int got = recv(client, buffer, sizeof buffer, 0);
		if (got == 0)
			return total;
		if (got == SOCKET_ERROR || send_all(client, buffer, got) == SOCKET_ERROR) {
			fprintf(stderr, "connection lost: error %d\n", WSAGetLastError());
			return -1;
		}
		total += got;
	}
}

int main(int argc, char **argv)
{
	unsigned short port = (unsigned short)(argc > 1 ? atoi(argv[1]) : DEFAULT_PORT);
	int clients = argc > 2 ? atoi(argv[2]) : 0;
	WSADATA data;
	int result = WSAStartup(MAKEWORD(2, 2), &data);

	if (result != 0) {
		fprintf(stderr, "WSAStartup failed: %d\n", result);
		return 1;
	}
	SOCKET listener = listen_on(port);
	if (listener == INVALID_SOCKET) {
		WSACleanup();
		return 1;
	}

	struct sockaddr_in address;
	int length = sizeof address;
	getsockname(listener, (struct sockaddr *)&address, &length);
	printf("Listening on port %u\n", ntohs(address.sin_port));
	fflush(stdout);

	for (int served = 0; clients == 0 || served < clients; served++) {
		length = sizeof address;
		SOCKET client = accept(listener, (struct sockaddr *)&address, &length);
		if (client == INVALID_SOCKET) {
			fprintf(stderr, "accept failed: error %d\n", WSAGetLastError());
			break;
		}
		printf("Client %s\n", inet_ntoa(address.sin_addr));
		long total = serve(client);
		printf("Echoed %ld bytes\n", total);
		fflush(stdout);
		shutdown(client, SD_SEND);
		closesocket(client);
	}
	closesocket(listener);
	WSACleanup();
	return 0;
}
