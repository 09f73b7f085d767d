/* keeper.c: a provider that keeps what it is given for a program to use, and never starts. */
#include <winsock2.h>
#include <ws2spi.h>

WSPUPCALLTABLE kept;
WSAPROTOCOL_INFOW kept_entry;
int starts;
WORD version;
int tcp_error, own_error; /* of sockets that it opens while it starts */

/* opens opens a socket and gives the error. */
static int opens(int af, int type, WSAPROTOCOL_INFOW *info)
{
	SOCKET s = WSASocketW(af, type, 0, info, 0, 0);
	return s == INVALID_SOCKET ? WSAGetLastError() : closesocket(s);
}

int WSPAPI WSPStartup(WORD requested, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
	WSPUPCALLTABLE upcalls, LPWSPPROC_TABLE table)
{
	(void)data;
	(void)table;
	kept = upcalls;
	kept_entry = *info;
	version = requested;
	starts++;
	tcp_error = opens(AF_INET, SOCK_STREAM, NULL);
	own_error = opens(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, info);
	return WSAEPROCLIM;
}
