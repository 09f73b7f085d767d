/* asks.c: uses the name space of list.c; its argument says which one was built. */
#include <winsock2.h>
#include <ws2spi.h>
#include <windows.h>

#include <stdio.h>
#include <string.h>

/* that complains when a fact does not hold. */
#define that(holds)                                                                            \
	do {                                                                                       \
		if (!(holds))                                                                          \
			printf("%d: not so: %s (%d)\n", __LINE__, #holds, WSAGetLastError());              \
	} while (0)

static GUID provider = {0x11, 0, 0, {0}}, class = {1, 0, 0, {0}}, other = {2, 0, 0, {0}};
static union {
	WSAQUERYSETW set;
	char room[512];
} result;

static INT next(HANDLE h)
{
	DWORD n = sizeof result;
	return WSALookupServiceNextW(h, LUP_RETURN_ALL, &n, &result.set);
}

static DWORD WINAPI waits(void *h)
{
	return next(h) == 0 ? 0 : (DWORD)WSAGetLastError();
}

int main(int argc, char **argv)
{
	WSAQUERYSETW q;
	HANDLE h;
	(void)argc;
	memset(&q, 0, sizeof q);
	q.dwSize = sizeof q;
	q.lpServiceClassId = &class;
	q.lpNSProviderId = &provider;
	WSAStartup(MAKEWORD(2, 2), &(WSADATA){0});
	if (strcmp(argv[1], "broken") == 0) {
		that(WSALookupServiceBeginW(&q, LUP_RETURN_ALL, &h) == SOCKET_ERROR);
		printf("%d\n", WSAGetLastError());
		q.lpNSProviderId = NULL;
		GUID name = {0x0002A800, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
		q.lpServiceClassId = &name;
		q.lpszServiceInstanceName = L"127.0.0.1";
		that(WSALookupServiceBeginW(&q, LUP_RETURN_ALL, &h) == 0 && next(h) == 0);
		return WSACleanup();
	}
	that(WSALookupServiceBeginW(&q, LUP_RETURN_ALL, &h) == 0);
	DWORD n = sizeof q;
	that(WSALookupServiceNextW(h, LUP_RETURN_ALL, &n, &result.set) == SOCKET_ERROR &&
		WSAGetLastError() == WSAEFAULT && n > sizeof q && n < sizeof result);
	that(next(h) == 0 && wcscmp(result.set.lpszServiceInstanceName, L"one") == 0);
	that(memcmp(result.set.lpNSProviderId, &provider, sizeof provider) == 0);
	that(result.set.dwNameSpace == NS_NDS);
	that(next(h) == 0 && wcscmp(result.set.lpszServiceInstanceName, L"two") == 0);
	that(next(h) == SOCKET_ERROR && WSAGetLastError() == WSA_E_NO_MORE);
	that(next(h) == SOCKET_ERROR && WSAGetLastError() == WSA_E_NO_MORE);
	char out[4] = "";
	INT got = WSANSPIoctl(h, 1, "ping", 4, out, 4, &n, NULL);
	if (strcmp(argv[1], "older") == 0) {
		that(got == SOCKET_ERROR && WSAGetLastError() == WSAEOPNOTSUPP);
	} else {
		that(got == 0 && n == 4 && memcmp(out, "ping", 4) == 0);
		that(WSANSPIoctl(h, 1, "ping", 4, out, 3, &n, NULL) == SOCKET_ERROR &&
			WSAGetLastError() == WSAEFAULT && n == 4);
	}
	that(WSANSPIoctl(h, 2, NULL, 0, NULL, 0, &n, NULL) == SOCKET_ERROR &&
		WSAGetLastError() == WSAEOPNOTSUPP);
	that(WSALookupServiceEnd(h) == 0);
	that(WSALookupServiceBeginW(&q, LUP_CONTAINERS, &h) == SOCKET_ERROR &&
		WSAGetLastError() == WSANO_DATA);

	q.lpszServiceInstanceName = L"wait";
	that(WSALookupServiceBeginW(&q, LUP_RETURN_ALL, &h) == 0);
	HANDLE thread = CreateThread(NULL, 0, waits, h, 0, NULL);
	that(WaitForSingleObject(thread, 50) == WAIT_TIMEOUT);
	that(WSALookupServiceEnd(h) == 0);
	that(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0);
	that(GetExitCodeThread(thread, &n) && n == WSA_E_CANCELLED);
	CloseHandle(thread);

	struct sockaddr_in in = {AF_INET, 5, {{{127, 0, 0, 1}}}, {0}};
	CSADDR_INFO at = {{(LPSOCKADDR)&in, sizeof in}, {NULL, 0}, SOCK_STREAM, IPPROTO_TCP};
	q.lpszServiceInstanceName = L"three";
	q.lpServiceClassId = &other;
	q.dwNumberOfCsAddrs = 1;
	q.lpcsaBuffer = &at;
	that(WSASetServiceW(&q, RNRSERVICE_REGISTER, 0) == 0);
	that(WSASetServiceW(&q, RNRSERVICE_DELETE, 0) == SOCKET_ERROR &&
		WSAGetLastError() == WSAEACCES);
	that(WSALookupServiceBeginW(&q, LUP_RETURN_ALL, &h) == 0 && next(h) == 0 &&
		wcscmp(result.set.lpszServiceInstanceName, L"three") == 0);
	WSALookupServiceEnd(h);

	WSASERVICECLASSINFOW info = {&other, L"Others", 0, NULL}, *found = (void *)&result;
	n = sizeof result;
	that(WSAGetServiceClassInfoW(&provider, &other, &n, found) == SOCKET_ERROR &&
		WSAGetLastError() == WSATYPE_NOT_FOUND);
	that(WSAInstallServiceClassW(&info) == 0);
	n = sizeof result;
	that(WSAGetServiceClassInfoW(&provider, &other, &n, found) == 0 &&
		wcscmp(found->lpszServiceClassName, L"Others") == 0);
	that(WSARemoveServiceClass(&other) == 0);
	that(WSACleanup() == 0);
	WSAStartup(MAKEWORD(2, 2), &(WSADATA){0});
	q.lpServiceClassId = &class;
	q.lpszServiceInstanceName = NULL;
	that(WSALookupServiceBeginW(&q, LUP_RETURN_ALL, &h) == 0 && next(h) == 0);
	return WSACleanup(); /* ends the query too */
}
