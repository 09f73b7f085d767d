/* byteorder.c: numbers in network byte order; no call here needs start-up but the WSA ones. */
#include <winsock2.h>

#include "winsockgo.h"
#include "refuse.h"
#include "result.h"

u_short WSAAPI htons(u_short v)
{
	return __builtin_bswap16(v);
}

u_short WSAAPI ntohs(u_short v)
{
	return __builtin_bswap16(v);
}

u_long WSAAPI htonl(u_long v)
{
	return __builtin_bswap32(v);
}

u_long WSAAPI ntohl(u_long v)
{
	return __builtin_bswap32(v);
}

/* order tells whether s wants its numbers turned round; -1 after a failure. */
static int order(SOCKET s, void *to, size_t n)
{
	WS_ALIVE(SOCKET_ERROR);
	if (!ws_writable(to, n))
		return ws_fail(ws_refusal(s, WSAEFAULT));
	return (int)ws_count(ws_go_bigendian(s));
}

/* Source: S-012. */
int WSAAPI WSAHtons(SOCKET s, u_short v, u_short *to)
{
	int turn = order(s, to, sizeof *to);
	if (turn < 0)
		return SOCKET_ERROR;
	*to = turn ? __builtin_bswap16(v) : v;
	return 0;
}

int WSAAPI WSAHtonl(SOCKET s, u_long v, u_long *to)
{
	int turn = order(s, to, sizeof *to);
	if (turn < 0)
		return SOCKET_ERROR;
	*to = turn ? __builtin_bswap32(v) : v;
	return 0;
}

int WSAAPI WSANtohs(SOCKET s, u_short v, u_short *to)
{
	return WSAHtons(s, v, to);
}

int WSAAPI WSANtohl(SOCKET s, u_long v, u_long *to)
{
	return WSAHtonl(s, v, to);
}
