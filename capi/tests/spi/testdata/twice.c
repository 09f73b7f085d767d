/* twice.c: a socket of a layer, opened once more by its structure. */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdio.h>
#include <string.h>

static void check(int ok, const char *what)
{
	if (!ok)
		printf("%s: %d\n", what, WSAGetLastError());
}

/* exchange sends a word from a to b. */
static void exchange(SOCKET a, SOCKET b, const char *what)
{
	char got[8] = "";
	check(send(a, "word", 4, 0) == 4, what);
	check(recv(b, got, sizeof got, 0) == 4 && memcmp(got, "word", 4) == 0, what);
}

int main(void)
{
	WSADATA data;
	WSAPROTOCOL_INFOW info, again;
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int len = sizeof at, size = sizeof info;
	check(WSAStartup(MAKEWORD(2, 2), &data) == 0, "WSAStartup");
	SOCKET l = socket(AF_INET, SOCK_STREAM, 0), a = socket(AF_INET, SOCK_STREAM, 0);
	check(bind(l, (struct sockaddr *)&at, sizeof at) == 0 && listen(l, 5) == 0, "listen");
	check(getsockname(l, (struct sockaddr *)&at, &len) == 0, "getsockname");
	check(connect(a, (struct sockaddr *)&at, sizeof at) == 0, "connect");
	SOCKET b = accept(l, NULL, NULL);
	check(b != INVALID_SOCKET, "accept");

	memset(&again, 'q', sizeof again);
	check(WSADuplicateSocketW(b, GetCurrentProcessId(), &again) == 0, "WSADuplicateSocket");
	check(getsockopt(b, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&info, &size) == 0, "what it is");
	check(again.dwProviderReserved != 0 && again.ProtocolChain.ChainLen == 2 &&
		again.dwCatalogEntryId == info.dwCatalogEntryId, "the chain's structure");
	SOCKET c = WSASocketW(0, 0, 0, &again, 0, WSA_FLAG_OVERLAPPED);
	check(c != INVALID_SOCKET && c != b, "WSASocket");
	check(WSASocketW(0, 0, 0, &again, 0, 0) == INVALID_SOCKET && WSAGetLastError() == WSAEINVAL,
		"it works once");
	exchange(a, c, "to the new one");
	exchange(c, a, "from the new one");
	exchange(b, a, "from the old one");
	check(closesocket(b) == 0, "the old one is closed");
	exchange(a, c, "to the new one alone");
	exchange(c, a, "from the new one alone");
	check(WSADuplicateSocketW(c, 0xFFFFFFFF, &again) == SOCKET_ERROR &&
		WSAGetLastError() == WSAEINVAL, "no process");

	check(WSADuplicateSocketW(l, GetCurrentProcessId(), &again) == 0, "a listener");
	SOCKET m = WSASocketW(0, 0, 0, &again, 0, WSA_FLAG_OVERLAPPED);
	check(closesocket(l) == 0, "its first descriptor is closed");
	SOCKET d = socket(AF_INET, SOCK_STREAM, 0);
	check(connect(d, (struct sockaddr *)&at, sizeof at) == 0, "connect once more");
	SOCKET e = accept(m, NULL, NULL);
	check(e != INVALID_SOCKET, "accept there");
	exchange(d, e, "over that");
	check(closesocket(a) == 0 && recv(c, (char *)&at, sizeof at, 0) == 0, "the end");
	check(WSACleanup() == 0, "WSACleanup");
	return 0;
}
