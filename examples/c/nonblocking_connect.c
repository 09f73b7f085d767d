/*
 * nonblocking_connect.c: connects with a time limit. connect on a non-blocking
 * socket says "would block" at once; select tells how it ended: writable means
 * connected, an exception means refused.
 *
 *	nonblocking_connect ADDRESS PORT [MILLISECONDS]
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <stdio.h>
#include <stdlib.h>

#pragma comment(lib, "Ws2_32.lib")

/* connect_within returns 0, or the Winsock error: WSAETIMEDOUT after the time. */
static int connect_within(SOCKET s, const struct sockaddr *to, int size, DWORD milliseconds)
{
	struct timeval limit;
	fd_set connected, failed;
	unsigned long nonblocking = 1;
	int error = 0, length = sizeof error;

	if (ioctlsocket(s, FIONBIO, &nonblocking) == SOCKET_ERROR)
		return WSAGetLastError();
	if (connect(s, to, size) == SOCKET_ERROR) {
		error = WSAGetLastError();
		if (error != WSAEWOULDBLOCK)
			return error;
		printf("connect: error %d, so wait\n", error);

		limit.tv_sec = (long)(milliseconds / 1000);
		limit.tv_usec = (long)(milliseconds % 1000 * 1000);
		FD_ZERO(&connected);
		FD_ZERO(&failed);
		FD_SET(s, &connected);
		FD_SET(s, &failed);
		switch (select(0, NULL, &connected, &failed, &limit)) {
		case SOCKET_ERROR:
			return WSAGetLastError();
		case 0:
			return WSAETIMEDOUT;
		}
		error = 0;
		if (FD_ISSET(s, &failed)) {
			printf("select: exception\n");
			if (getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&error, &length) == SOCKET_ERROR)
				return WSAGetLastError();
			return error;
		}
		printf("select: writable\n");
	}
	nonblocking = 0; /* from here on it blocks again */
	if (ioctlsocket(s, FIONBIO, &nonblocking) == SOCKET_ERROR)
		return WSAGetLastError();
	return 0;
}

int main(int argc, char **argv)
{
	WSADATA data;
	struct sockaddr_storage to;
	int size = sizeof to;
	int error;

	if (argc < 3) {
		fprintf(stderr, "Usage: nonblocking_connect ADDRESS PORT [MILLISECONDS]\n");
		return 2;
	}
	if ((error = WSAStartup(MAKEWORD(2, 2), &data)) != 0) {
		fprintf(stderr, "WSAStartup failed: %d\n", error);
		return 2;
	}
	/* Windows' own way to read an address of either family. */
	if (WSAStringToAddressA(argv[1], AF_INET, NULL, (struct sockaddr *)&to, &size) != 0 &&
		(size = sizeof to,
			WSAStringToAddressA(argv[1], AF_INET6, NULL, (struct sockaddr *)&to, &size) != 0)) {
		fprintf(stderr, "%s is no address: error %d\n", argv[1], WSAGetLastError());
		WSACleanup();
		return 2;
	}
	SS_PORT(&to) = htons((u_short)atoi(argv[2]));

	SOCKET s = socket(to.ss_family, SOCK_STREAM, IPPROTO_TCP);
	if (s == INVALID_SOCKET) {
		fprintf(stderr, "socket failed: error %d\n", WSAGetLastError());
		WSACleanup();
		return 2;
	}
	DWORD limit = argc > 3 ? strtoul(argv[3], NULL, 10) : 5000;
	error = connect_within(s, (struct sockaddr *)&to, size, limit);
	if (error == 0) {
		char text[256];
		unsigned long waiting = 0;
		int got = recv(s, text, 1, 0); /* blocks until the first byte */
		if (got == 1 && ioctlsocket(s, FIONREAD, &waiting) == 0) {
			if (waiting > sizeof text - 1)
				waiting = sizeof text - 1;
			got += recv(s, text + 1, (int)waiting, 0);
		}
		printf("Connected. The server says: %.*s\n", max(got, 0), text);
	} else {
		printf("Not connected: error %d\n", error);
	}
	closesocket(s);
	WSACleanup();
	return error != 0;
}
