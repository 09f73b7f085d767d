/*
 * winsock.h: Windows Sockets 1.1. The options of IP have numbers of their own
 * here, which the calls translate. Whoever defines _WINSOCKAPI_ first keeps
 * this header out of <windows.h>, as on Windows.
 */
#ifndef _WINSOCKAPI_
#define _WINSOCKAPI_
#define WINSOCK_VERSION_1

#include <windows.h>
#include <winsock/classic.h>

#undef SOMAXCONN
#define SOMAXCONN 5

#define IP_OPTIONS 1
#define IP_MULTICAST_IF 2
#define IP_MULTICAST_TTL 3
#define IP_MULTICAST_LOOP 4
#define IP_ADD_MEMBERSHIP 5
#define IP_DROP_MEMBERSHIP 6
#define IP_TTL 7
#define IP_TOS 8
#define IP_DONTFRAGMENT 9
#define IP_DEFAULT_MULTICAST_TTL 1
#define IP_DEFAULT_MULTICAST_LOOP 1
#define IP_MAX_MEMBERSHIPS 20

WINSOCK_BEGIN
int WSAAPI getsockopt(SOCKET s, int level, int optname, char *optval, int *optlen)
	__asm__("ws11_getsockopt");
int WSAAPI setsockopt(SOCKET s, int level, int optname, const char *optval, int optlen)
	__asm__("ws11_setsockopt");
int WSAAPI WSARecvEx(SOCKET s, char *buf, int len, int *flags);
WINSOCK_END

#endif
