/* classic.h: what winsock.h and winsock2.h share. */
#ifndef WINSOCK_CLASSIC_H
#define WINSOCK_CLASSIC_H

#include <ws2def.h>
#include <nspapi.h>
#include <qos.h>
#include <winsock/zwinsock2.h>
#include <winsock/set.h>
#include <winsock/ioctl.h>

typedef WSAECOMPARATOR *LPWSAECOMPARATOR;

#include <winsock/zwinsock2_structs.h>

#define h_addr h_addr_list[0]
#define h_errno WSAGetLastError()

typedef struct netent {
	char *n_name;
	char **n_aliases;
	short n_addrtype;
	u_long n_net;
} NETENT, *PNETENT, *LPNETENT;

typedef struct sockproto {
	u_short sp_family;
	u_short sp_protocol;
} SOCKPROTO, *PSOCKPROTO, *LPSOCKPROTO;

/*
 * Control codes of ioctlsocket: x is a letter, y a number, t the type of the
 * argument. They have the values of Windows, where a u_long has 32 bits.
 */
#define _IO(x, y) (IOC_VOID | ((x) << 8) | (y))
#define _IOR(x, y, t) (IOC_OUT | (((LONG)sizeof(t) & IOCPARM_MASK) << 16) | ((x) << 8) | (y))
#define _IOW(x, y, t) (IOC_IN | (((LONG)sizeof(t) & IOCPARM_MASK) << 16) | ((x) << 8) | (y))

/* The halves of what a window is told about an asynchronous call. */
#define WSAMAKEASYNCREPLY(length, error) MAKELONG(length, error)
#define WSAMAKESELECTREPLY(event, error) MAKELONG(event, error)
#define WSAGETASYNCBUFLEN(lParam) LOWORD(lParam)
#define WSAGETASYNCERROR(lParam) HIWORD(lParam)
#define WSAGETSELECTEVENT(lParam) LOWORD(lParam)
#define WSAGETSELECTERROR(lParam) HIWORD(lParam)

WINSOCK_BEGIN

int WSAAPI WSAStartup(WORD wVersionRequested, LPWSADATA lpWSAData);
int WSAAPI WSACleanup(void);
void WSAAPI WSASetLastError(int iError);
int WSAAPI WSAGetLastError(void);
BOOL WSAAPI WSAIsBlocking(void);
int WSAAPI WSAUnhookBlockingHook(void);
FARPROC WSAAPI WSASetBlockingHook(FARPROC lpBlockFunc);
int WSAAPI WSACancelBlockingCall(void);

SOCKET WSAAPI accept(SOCKET s, struct sockaddr *addr, int *addrlen) WINSOCK_ALIAS(accept);
int WSAAPI bind(SOCKET s, const struct sockaddr *name, int namelen) WINSOCK_ALIAS(bind);
int WSAAPI closesocket(SOCKET s);
int WSAAPI connect(SOCKET s, const struct sockaddr *name, int namelen) WINSOCK_ALIAS(connect);
int WSAAPI getpeername(SOCKET s, struct sockaddr *name, int *namelen)
	WINSOCK_ALIAS(getpeername);
int WSAAPI getsockname(SOCKET s, struct sockaddr *name, int *namelen)
	WINSOCK_ALIAS(getsockname);
int WSAAPI listen(SOCKET s, int backlog) WINSOCK_ALIAS(listen);
int WSAAPI recv(SOCKET s, char *buf, int len, int flags) WINSOCK_ALIAS(recv);
int WSAAPI recvfrom(SOCKET s, char *buf, int len, int flags, struct sockaddr *from, int *fromlen)
	WINSOCK_ALIAS(recvfrom);
int WSAAPI send(SOCKET s, const char *buf, int len, int flags) WINSOCK_ALIAS(send);
int WSAAPI sendto(SOCKET s, const char *buf, int len, int flags, const struct sockaddr *to,
	int tolen) WINSOCK_ALIAS(sendto);
int WSAAPI shutdown(SOCKET s, int how) WINSOCK_ALIAS(shutdown);
SOCKET WSAAPI socket(int af, int type, int protocol) WINSOCK_ALIAS(socket);

u_long WSAAPI htonl(u_long hostlong) WINSOCK_ALIAS(htonl);
u_short WSAAPI htons(u_short hostshort) WINSOCK_ALIAS(htons);
u_long WSAAPI ntohl(u_long netlong) WINSOCK_ALIAS(ntohl);
u_short WSAAPI ntohs(u_short netshort) WINSOCK_ALIAS(ntohs);
ULONG WSAAPI inet_addr(const char *cp) WINSOCK_ALIAS(inet_addr);
char *WSAAPI inet_ntoa(struct in_addr in) WINSOCK_ALIAS(inet_ntoa);

struct hostent *WSAAPI gethostbyaddr(const char *addr, int len, int type)
	WINSOCK_ALIAS(gethostbyaddr);
struct hostent *WSAAPI gethostbyname(const char *name) WINSOCK_ALIAS(gethostbyname);
struct protoent *WSAAPI getprotobyname(const char *name) WINSOCK_ALIAS(getprotobyname);
struct protoent *WSAAPI getprotobynumber(int number) WINSOCK_ALIAS(getprotobynumber);
struct servent *WSAAPI getservbyname(const char *name, const char *proto)
	WINSOCK_ALIAS(getservbyname);
struct servent *WSAAPI getservbyport(int port, const char *proto) WINSOCK_ALIAS(getservbyport);

/* Messages to a window: what happens on a socket, and answers to questions about names. */
int WSAAPI WSAAsyncSelect(SOCKET s, HWND hWnd, u_int wMsg, LONG lEvent);
HANDLE WSAAPI WSAAsyncGetHostByName(HWND hWnd, u_int wMsg, const char *name, char *buf,
	int buflen);
HANDLE WSAAPI WSAAsyncGetHostByAddr(HWND hWnd, u_int wMsg, const char *addr, int len, int type,
	char *buf, int buflen);
HANDLE WSAAPI WSAAsyncGetServByName(HWND hWnd, u_int wMsg, const char *name, const char *proto,
	char *buf, int buflen);
HANDLE WSAAPI WSAAsyncGetServByPort(HWND hWnd, u_int wMsg, int port, const char *proto,
	char *buf, int buflen);
HANDLE WSAAPI WSAAsyncGetProtoByName(HWND hWnd, u_int wMsg, const char *name, char *buf,
	int buflen);
HANDLE WSAAPI WSAAsyncGetProtoByNumber(HWND hWnd, u_int wMsg, int number, char *buf,
	int buflen);
int WSAAPI WSACancelAsyncRequest(HANDLE hAsyncTaskHandle);

/* <unistd.h> declares gethostname too: so the length has the type it has there. */
#ifdef __cplusplus
int WSAAPI gethostname(char *name, size_t namelen) __THROW WINSOCK_ALIAS(gethostname);
#else
int WSAAPI gethostname(char *name, size_t namelen) WINSOCK_ALIAS(gethostname);
#endif

WINSOCK_END

#endif
