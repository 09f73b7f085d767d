/* stacked.c: overlapped receives over two layers, the lower of which ends them for the upper. */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>

#include <stdio.h>
#include <string.h>

/* that complains when a fact does not hold. */
#define that(holds)                                                                    \
	do {                                                                               \
		if (!(holds))                                                                  \
			printf("%s:%d: not so: %s (%d)\n", __FILE__, __LINE__, #holds, WSAGetLastError()); \
	} while (0)

int main(void)
{
	WSADATA data;
	WSAPROTOCOL_INFOW info;
	struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int len = sizeof name, size = sizeof info;
	char got[8];
	WSABUF buffer = {sizeof got, got};
	DWORD n = 0, flags = 0;
	ULONG_PTR key = 0;
	OVERLAPPED *ended = NULL;
	that(WSAStartup(MAKEWORD(2, 2), &data) == 0);
	SOCKET l = socket(AF_INET, SOCK_STREAM, 0), a = socket(AF_INET, SOCK_STREAM, 0);
	that(getsockopt(a, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&info, &size) == 0);
	that(info.ProtocolChain.ChainLen == 3);
	that(bind(l, (struct sockaddr *)&name, len) == 0 && listen(l, 5) == 0);
	that(getsockname(l, (struct sockaddr *)&name, &len) == 0);
	that(connect(a, (struct sockaddr *)&name, len) == 0);
	SOCKET b = accept(l, NULL, NULL);
	HANDLE port = CreateIoCompletionPort((HANDLE)b, NULL, 7, 0);
	that(port != NULL);
	for (int i = 0; i < 100; i++) {
		WSAOVERLAPPED o = {0};
		that(WSARecv(b, &buffer, 1, NULL, &flags, &o, NULL) == SOCKET_ERROR &&
			WSAGetLastError() == WSA_IO_PENDING);
		that(send(a, "hello", 5, 0) == 5);
		that(GetQueuedCompletionStatus(port, &n, &key, &ended, 5000));
		that(ended == &o && n == 5 && key == 7 && memcmp(got, "hello", 5) == 0);
		flags = 0;
	}
	that(closesocket(a) == 0 && closesocket(b) == 0 && closesocket(l) == 0);
	CloseHandle(port);
	that(WSACleanup() == 0);
	return 0;
}
