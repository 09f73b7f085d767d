/*
 * named_service.c: services and clients that find one another by name and class, not by
 * port. A service listens where the system lets it and registers itself; a client asks
 * for all services of the class, or for one by name ("*" stands for any text), and says
 * hello to each.
 *
 *	named_service serve NAME COUNT		answers so many clients, then ends
 *	named_service ask [NAME]
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma comment(lib, "Ws2_32.lib")

/* What kind of service this is: a GUID of our own. */
static GUID greeting = {0x7d3f1a52, 0x0c64, 0x4b7e,
	{0x8f, 0x21, 0x5b, 0xc0, 0x19, 0xd4, 0x33, 0xe8}};

static int complain(const char *what)
{
	fprintf(stderr, "%s: error %d\n", what, WSAGetLastError());
	return 1;
}

/* publish registers the service at an address, or takes it away. */
static int publish(char *name, struct sockaddr_in *at, WSAESETSERVICEOP operation)
{
	CSADDR_INFO where;
	WSAQUERYSETA service;

	memset(&where, 0, sizeof where);
	where.LocalAddr.lpSockaddr = (struct sockaddr *)at;
	where.LocalAddr.iSockaddrLength = sizeof *at;
	where.iSocketType = SOCK_STREAM;
	where.iProtocol = IPPROTO_TCP;
	memset(&service, 0, sizeof service);
	service.dwSize = sizeof service;
	service.lpszServiceInstanceName = name;
	service.lpServiceClassId = &greeting;
	service.lpszComment = "says hello";
	service.dwNameSpace = NS_ALL;
	service.dwNumberOfCsAddrs = 1;
	service.lpcsaBuffer = &where;
	return WSASetServiceA(&service, operation, 0);
}

static int serve(char *name, int count)
{
	struct sockaddr_in at;
	int size = sizeof at, result = 0;
	SOCKET listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);

	memset(&at, 0, sizeof at);
	at.sin_family = AF_INET;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (listener == INVALID_SOCKET || bind(listener, (struct sockaddr *)&at, sizeof at) != 0 ||
		listen(listener, SOMAXCONN) != 0 ||
		getsockname(listener, (struct sockaddr *)&at, &size) != 0)
		return complain("listen");
	if (publish(name, &at, RNRSERVICE_REGISTER) != 0)
		return complain("WSASetService");
	printf("%s is registered at port %d\n", name, ntohs(at.sin_port));
	fflush(stdout);
	while (count-- > 0 && result == 0) {
		SOCKET client = accept(listener, NULL, NULL);
		char greetings[256];
		int length = snprintf(greetings, sizeof greetings, "hello from %.200s\n", name);
		if (client == INVALID_SOCKET)
			result = complain("accept");
		else if (send(client, greetings, length, 0) != length)
			result = complain("send");
		closesocket(client);
	}
	closesocket(listener);
	/* What stays registered after a service has ended would lead clients nowhere. */
	if (publish(name, &at, RNRSERVICE_DELETE) != 0)
		result = complain("WSASetService");
	return result;
}

/* visit connects to where a result says, and shows what the service has to say. */
static int visit(const WSAQUERYSETA *found)
{
	for (DWORD i = 0; i < found->dwNumberOfCsAddrs; i++) {
		const CSADDR_INFO *at = &found->lpcsaBuffer[i];
		char text[512];
		int got = 0, more = 0;
		SOCKET s = socket(at->RemoteAddr.lpSockaddr->sa_family, at->iSocketType, at->iProtocol);
		if (s == INVALID_SOCKET)
			continue;
		if (connect(s, at->RemoteAddr.lpSockaddr, at->RemoteAddr.iSockaddrLength) == 0) {
			while (got < (int)sizeof text - 1 &&
				(more = recv(s, text + got, (int)sizeof text - 1 - got, 0)) > 0)
				got += more;
			text[got] = 0;
			printf("%s (%s): %s", found->lpszServiceInstanceName,
				found->lpszComment != NULL ? found->lpszComment : "", text);
			closesocket(s);
			return 0;
		}
		closesocket(s);
	}
	printf("%s does not answer\n", found->lpszServiceInstanceName);
	return 1;
}

static int ask(char *name)
{
	const DWORD flags = LUP_RETURN_NAME | LUP_RETURN_ADDR | LUP_RETURN_COMMENT;
	WSAQUERYSETA query, *found = NULL;
	DWORD room = 0;
	HANDLE lookup;
	int visited = 0;

	memset(&query, 0, sizeof query);
	query.dwSize = sizeof query;
	query.lpszServiceInstanceName = name;
	query.lpServiceClassId = &greeting;
	query.dwNameSpace = NS_ALL;
	if (WSALookupServiceBeginA(&query, flags, &lookup) != 0)
		return WSAGetLastError() == WSASERVICE_NOT_FOUND ? printf("nobody is there\n"), 1
														 : complain("WSALookupServiceBegin");
	for (;;) {
		DWORD size = room;
		if (WSALookupServiceNextA(lookup, flags, &size, found) == 0) {
			visited += visit(found) == 0;
			continue;
		}
		if (WSAGetLastError() != WSAEFAULT || size <= room)
			break;
		free(found); /* it was too small; the same result comes again */
		found = malloc(size);
		room = found != NULL ? size : 0;
	}
	if (WSAGetLastError() != WSA_E_NO_MORE && WSAGetLastError() != WSAENOMORE)
		return complain("WSALookupServiceNext");
	free(found);
	WSALookupServiceEnd(lookup);
	printf("%d found\n", visited);
	return visited == 0;
}

int main(int argc, char **argv)
{
	WSADATA data;
	int result;

	if (!(argc == 4 && strcmp(argv[1], "serve") == 0) &&
		!((argc == 2 || argc == 3) && strcmp(argv[1], "ask") == 0)) {
		fprintf(stderr, "Usage: named_service serve NAME COUNT | ask [NAME]\n");
		return 1;
	}
	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 1;
	result = argc == 4 ? serve(argv[2], atoi(argv[3])) : ask(argc == 3 ? argv[2] : NULL);
	WSACleanup();
	return result;
}
