/* protocols.c: what the catalog offers. */
#include <winsock2.h>
#include <ws2spi.h>

#include "winsockgo.h"
#include "result.h"

/* ints looks at an array of ints that ends with 0; NULL stands for a bad one. */
static int ints(LPINT array)
{
	for (; ws_readable(array, sizeof *array); array++)
		if (*array == 0)
			return 1;
	return 0;
}

static int64_t protocols(LPINT wanted, void *buffer, LPDWORD len, int all, int wide)
{
	if (wanted != NULL && !ints(wanted))
		return -WSAEFAULT;
	LPDWORD at = ws_out(len, sizeof *len);
	return ws_go_enum_protocols(wanted, at != NULL ? ws_out(buffer, *at) : NULL, at, all, wide);
}

/* Source: P-103...P-111. */
int WSAAPI WSAEnumProtocolsA(LPINT wanted, LPWSAPROTOCOL_INFOA buffer, LPDWORD len)
{
	WS_ALIVE(SOCKET_ERROR);
	return (int)ws_count(protocols(wanted, buffer, len, 0, 0));
}

int WSAAPI WSAEnumProtocolsW(LPINT wanted, LPWSAPROTOCOL_INFOW buffer, LPDWORD len)
{
	WS_ALIVE(SOCKET_ERROR);
	return (int)ws_count(protocols(wanted, buffer, len, 0, 1));
}

/* Source: P-112, P-113. The error is stored where the caller says. */
int WSAAPI WSCEnumProtocols(LPINT wanted, LPWSAPROTOCOL_INFOW buffer, LPDWORD len, LPINT error)
{
	WS_ALIVE(SOCKET_ERROR);
	int64_t n = protocols(wanted, buffer, len, 1, 1);
	if (n < 0 && ws_writable(error, sizeof *error))
		*error = (int)-n;
	return (int)ws_count(n);
}
