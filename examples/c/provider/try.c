/*
 * try.c: a program over the provider, as any program is: it names the address family, and
 * the catalog does the rest.
 */
#include "memory.h"

#include <stdio.h>

/* ok ends the program unless a call has succeeded. */
static void ok(bool succeeded, const char *call)
{
	if (!succeeded) {
		fprintf(stderr, "%s: error %d\n", call, WSAGetLastError());
		exit(1);
	}
}

int main(void)
{
	struct sockaddr_memory at = {.family = AF_MEMORY};
	int size = sizeof at;
	char text[64];
	WSADATA data;
	SOCKET l, c, a;
	WSABUF room = {sizeof text, text};
	WSAOVERLAPPED over = {.hEvent = WSACreateEvent()};
	DWORD n, flags = 0;

	ok(WSAStartup(MAKEWORD(2, 2), &data) == 0, "WSAStartup");
	l = socket(AF_MEMORY, SOCK_STREAM, 0);
	ok(l != INVALID_SOCKET, "socket");
	ok(bind(l, (struct sockaddr *)&at, size) == 0, "bind");
	ok(listen(l, 5) == 0, "listen");
	ok(getsockname(l, (struct sockaddr *)&at, &size) == 0, "getsockname");
	c = socket(AF_MEMORY, SOCK_STREAM, 0);
	ok(connect(c, (struct sockaddr *)&at, size) == 0, "connect");
	a = accept(l, NULL, NULL);
	ok(a != INVALID_SOCKET, "accept");

	/* The receive begins before there is something: WPUCompleteOverlappedRequest ends it. */
	ok(WSARecv(a, &room, 1, NULL, &flags, &over, NULL) == 0 ||
	   WSAGetLastError() == WSA_IO_PENDING, "WSARecv");
	ok(send(c, "through memory", 14, 0) == 14, "send");
	ok(WSAGetOverlappedResult(a, &over, &n, TRUE, &flags), "WSAGetOverlappedResult");
	printf("port %u got: %.*s\n", at.port, (int)n, text);

	closesocket(a);
	closesocket(c);
	closesocket(l);
	WSACloseEvent(over.hEvent);
	WSACleanup();
	return 0;
}
