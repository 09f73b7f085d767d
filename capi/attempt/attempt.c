/*
 * attempt.c: opens a socket of a catalog entry and writes the error code, 0 for none:
 * what winsock catalog check lets try a provider, which may crash. When it is a base
 * provider of connections, two sockets talk to each other, and what is wrong with that is
 * written behind the code.
 *
 *	attempt ID
 */
#include <winsock2.h>
#include <ws2spi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE = 1000 }; /* for the end of a receive, in milliseconds */

static SOCKET open_socket(WSAPROTOCOL_INFOW *info)
{
	return WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, info, 0,
			  WSA_FLAG_OVERLAPPED);
}

/*
 * refused says whether a call has failed. That it may, with a reason: the addresses of a
 * family are not known here.
 */
static int refused(int failed, const char *call)
{
	if (failed && WSAGetLastError() == WSASYSCALLFAILURE)
		printf("%s fails and does not say why\n", call);
	return failed;
}

/* receive looks at an overlapped receive that begins before there is something. */
static void receive(SOCKET a, SOCKET c)
{
	static char room[16], hello[] = "hello";
	static WSAOVERLAPPED over; /* static: the provider may use them for ever */
	WSABUF buffer = {sizeof room, room};
	DWORD n = 0, flags = 0;

	if (refused(WSARecv(a, &buffer, 1, NULL, &flags, &over, NULL) != 0 &&
		    WSAGetLastError() != WSA_IO_PENDING, "WSPRecv") ||
	    refused(send(c, hello, sizeof hello, 0) != sizeof hello, "WSPSend"))
		return;
	for (DWORD t = 0; !WSAGetOverlappedResult(a, &over, &n, FALSE, &flags); t++) {
		if (WSAGetLastError() != WSA_IO_INCOMPLETE) {
			refused(1, "an overlapped receive");
			return;
		}
		if (t == PATIENCE) {
			printf("an overlapped receive does not end\n");
			return;
		}
		Sleep(1);
	}
	if (n > sizeof hello || memcmp(room, hello, n) != 0)
		printf("a receive tells of %u bytes, not of the %d that were sent\n", n,
		       (int)sizeof hello);
}

/* talk makes a connection between two sockets. */
static void talk(WSAPROTOCOL_INFOW *info)
{
	SOCKET l = open_socket(info), c = open_socket(info), a = INVALID_SOCKET;
	struct sockaddr_storage at = {.ss_family = (short)info->iAddressFamily};
	int size = info->iMinSockAddr;

	if (!refused(bind(l, (struct sockaddr *)&at, size) != 0, "WSPBind") &&
	    !refused(listen(l, 5) != 0, "WSPListen")) {
		size = sizeof at;
		if (!refused(getsockname(l, (struct sockaddr *)&at, &size) != 0, "WSPGetSockName") &&
		    !refused(connect(c, (struct sockaddr *)&at, size) != 0, "WSPConnect")) {
			a = accept(l, NULL, NULL);
			if (!refused(a == INVALID_SOCKET, "WSPAccept"))
				receive(a, c);
		}
	}
	if (a != INVALID_SOCKET)
		closesocket(a);
	closesocket(c);
	closesocket(l);
}

/* attempt opens a socket of an entry. */
static void attempt(WSAPROTOCOL_INFOW *info)
{
	SOCKET s = open_socket(info);
	int error = s == INVALID_SOCKET ? WSAGetLastError() : 0;

	printf("%d\n", error);
	if (error != 0)
		return;
	closesocket(s);
	if (info->ProtocolChain.ChainLen == BASE_PROTOCOL &&
	    !(info->dwServiceFlags1 & (XP1_CONNECTIONLESS | XP1_MESSAGE_ORIENTED)))
		talk(info);
}

int main(int argc, char **argv)
{
	DWORD size = 0, id = argc == 2 ? (DWORD)strtoul(argv[1], NULL, 10) : 0;
	int error, n;
	WSADATA data;
	WSAPROTOCOL_INFOW *all;

	setvbuf(stdout, NULL, _IONBF, 0);
	error = WSAStartup(MAKEWORD(2, 2), &data);
	if (error != 0) {
		printf("%d\n", error);
		return 0;
	}
	WSCEnumProtocols(NULL, NULL, &size, &error);
	all = malloc(size);
	n = all == NULL ? 0 : WSCEnumProtocols(NULL, all, &size, &error);
	for (int i = 0; i < n; i++) {
		if (all[i].dwCatalogEntryId == id)
			attempt(&all[i]);
	}
	free(all);
	WSACleanup();
	return 0;
}
