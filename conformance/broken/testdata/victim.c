/*
 * victim.c: a program that meets a broken provider, as the one in Go does
 * (program_test.go): it says what it was told.
 *
 *	victim ID
 */
#include <winsock2.h>
#include <ws2spi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* entry finds the catalog's entry with the id, hidden ones too. */
static int entry(DWORD id, WSAPROTOCOL_INFOW *info)
{
	DWORD size = 0;
	int error, n;
	WSAPROTOCOL_INFOW *all;

	WSCEnumProtocols(NULL, NULL, &size, &error);
	all = malloc(size);
	n = WSCEnumProtocols(NULL, all, &size, &error);
	for (int i = 0; i < n; i++) {
		if (all[i].dwCatalogEntryId == id) {
			*info = all[i];
			free(all);
			return 1;
		}
	}
	free(all);
	return 0;
}

static int error_of(int failed)
{
	return failed ? WSAGetLastError() : 0;
}

static const char *between = "";

/* says tells what has failed. */
static int says(const char *what, int failed)
{
	if (failed) {
		printf("%s%s %d", between, what, WSAGetLastError());
		between = ", ";
	}
	return !failed;
}

static SOCKET open_socket(WSAPROTOCOL_INFOW *info)
{
	return WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, info, 0,
			  WSA_FLAG_OVERLAPPED);
}

/* ended waits up to limit milliseconds for the end of an operation. */
static int ended(SOCKET s, WSAOVERLAPPED *over, DWORD *n, DWORD limit)
{
	DWORD flags;

	for (DWORD t = 0;; t++) {
		if (WSAGetOverlappedResult(s, over, n, FALSE, &flags))
			return 1;
		if (WSAGetLastError() != WSA_IO_INCOMPLETE || t == limit)
			return 0;
		Sleep(1);
	}
}

/*
 * use makes a connection between two sockets of the entry, and receives what one sends by
 * an overlapped operation that began before, then closes all.
 */
static void use(WSAPROTOCOL_INFOW *info)
{
	SOCKET l = open_socket(info), c = INVALID_SOCKET, a = INVALID_SOCKET;
	struct sockaddr_storage at = {.ss_family = (short)info->iAddressFamily};
	int size = info->iMinSockAddr;
	char room[16] = "";
	WSABUF buffer = {sizeof room, room};
	static WSAOVERLAPPED over;
	DWORD n = 0, flags = 0;
	int error;

	if (at.ss_family == AF_INET)
		((struct sockaddr_in *)&at)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (!says("bind", bind(l, (struct sockaddr *)&at, size) != 0) ||
	    !says("listen", listen(l, 5) != 0))
		goto out;
	size = sizeof at;
	if (!says("getsockname", getsockname(l, (struct sockaddr *)&at, &size) != 0))
		goto out;
	c = open_socket(info);
	if (!says("socket", c == INVALID_SOCKET) ||
	    !says("connect", connect(c, (struct sockaddr *)&at, size) != 0))
		goto out;
	a = accept(l, NULL, NULL);
	if (!says("accept", a == INVALID_SOCKET))
		goto out;
	if (WSARecv(a, &buffer, 1, NULL, &flags, &over, NULL) != 0 &&
	    WSAGetLastError() != WSA_IO_PENDING)
		says("WSARecv", 1);
	says("send", send(c, "hello", 5, 0) != 5);
	if (ended(a, &over, &n, 300)) {
		printf("%sgot %u \"%.*s\"", between, n, (int)sizeof room, room);
		goto out;
	}
	error = WSAGetLastError();
	says("receive", 1);
	if (error == WSA_IO_INCOMPLETE) {
		closesocket(a);
		printf(", closed %x", (unsigned)over.Internal);
		a = INVALID_SOCKET;
	}
out:
	if (a != INVALID_SOCKET)
		closesocket(a);
	if (c != INVALID_SOCKET)
		closesocket(c);
	closesocket(l);
}

int main(int argc, char **argv)
{
	static const int others[][3] = {
		{AF_INET, SOCK_DGRAM, IPPROTO_UDP},
		{AF_INET6, SOCK_STREAM, IPPROTO_TCP},
	};
	WSAPROTOCOL_INFOW info;
	WSADATA data;
	SOCKET s;
	int error = WSAStartup(MAKEWORD(2, 2), &data), wrong = 0;

	setvbuf(stdout, NULL, _IONBF, 0);
	if (error != 0) {
		printf("start %d\n", error);
		return 0;
	}
	if (argc != 2 || !entry((DWORD)atoi(argv[1]), &info)) {
		printf("no entry\n");
		return 1;
	}
	s = open_socket(&info);
	printf("socket %d\n", error_of(s == INVALID_SOCKET));
	if (s != INVALID_SOCKET) {
		closesocket(s);
		printf("use ");
		use(&info);
		printf("\n");
	}
	s = socket(info.iAddressFamily, info.iSocketType, info.iProtocol);
	printf("chosen %d\n", error_of(s == INVALID_SOCKET));
	if (s != INVALID_SOCKET)
		closesocket(s);
	for (int i = 0; i < 2; i++) {
		s = socket(others[i][0], others[i][1], others[i][2]);
		wrong |= error_of(s == INVALID_SOCKET);
		closesocket(s);
	}
	if (wrong)
		printf("others %d\n", wrong);
	else
		printf("others go on\n");
	printf("end %d\n", error_of(WSACleanup() != 0));
	return 0;
}
