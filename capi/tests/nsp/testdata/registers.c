/*
 * registers.c: registers as many services as the second argument says, under names that
 * begin with the first, and finds them; with "-" it counts those of all processes.
 */
#include <winsock2.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	GUID class = {0x77, 0, 0, {0}};
	WSAQUERYSETA q;
	HANDLE h;
	char room[1024], name[32];
	int wanted = argc > 2 ? atoi(argv[2]) : 0, found = 0;
	memset(&q, 0, sizeof q);
	q.dwSize = sizeof q;
	q.lpServiceClassId = &class;
	q.dwNameSpace = NS_LOCALNAME;
	WSAStartup(MAKEWORD(2, 2), &(WSADATA){0});
	for (int i = 0; argv[1][0] != '-' && i < wanted; i++) {
		snprintf(name, sizeof name, "%s%d", argv[1], i);
		q.lpszServiceInstanceName = name;
		if (WSASetServiceA(&q, RNRSERVICE_REGISTER, 0) != 0)
			printf("%s: %d\n", name, WSAGetLastError());
	}
	snprintf(name, sizeof name, "%s*", argv[1][0] == '-' ? "" : argv[1]);
	q.lpszServiceInstanceName = name;
	if (WSALookupServiceBeginA(&q, LUP_RETURN_NAME, &h) != 0) {
		printf("begin: %d\n", WSAGetLastError());
		return 1;
	}
	for (DWORD n = sizeof room;
		WSALookupServiceNextA(h, LUP_RETURN_NAME, &n, (LPWSAQUERYSETA)room) == 0; n = sizeof room)
		found++;
	if (found != wanted)
		printf("%s: %d found, not %d\n", name, found, wanted);
	WSALookupServiceEnd(h);
	return WSACleanup();
}
