/*
 * attempt.c: opens a socket of a catalog entry and writes the error code, 0 for none:
 * what winsock catalog check lets try a provider, which may crash.
 *
 *	attempt ID
 */
#include <winsock2.h>
#include <ws2spi.h>

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	DWORD size = 0, id = argc == 2 ? (DWORD)strtoul(argv[1], NULL, 10) : 0;
	int error, n;
	WSADATA data;
	WSAPROTOCOL_INFOW *all;

	error = WSAStartup(MAKEWORD(2, 2), &data);
	if (error == 0) {
		WSCEnumProtocols(NULL, NULL, &size, &error);
		all = malloc(size);
		n = all == NULL ? 0 : WSCEnumProtocols(NULL, all, &size, &error);
		error = WSAEINVAL;
		for (int i = 0; i < n; i++) {
			SOCKET s;

			if (all[i].dwCatalogEntryId != id)
				continue;
			s = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
				       &all[i], 0, WSA_FLAG_OVERLAPPED);
			error = s == INVALID_SOCKET ? WSAGetLastError() : 0;
			if (error == 0)
				closesocket(s);
		}
		free(all);
		WSACleanup();
	}
	printf("%d\n", error);
	return 0;
}
