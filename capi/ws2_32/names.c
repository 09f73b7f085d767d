/* names.c: hosts, services, protocols, and the lists of getaddrinfo. */
#include <pthread.h>
#include <stdlib.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include "winsockgo.h"
#include "refuse.h"
#include "result.h"

/*
 * What gethostbyname and its kin returned last: it belongs to the thread and
 * lives until the next such call or the thread's end.
 */
enum { HOST, SERVICE, PROTOCOL, KINDS };

typedef struct {
	void *found[KINDS];
} answers;

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void forget(void *p)
{
	answers *a = p;
	for (int i = 0; i < KINDS; i++)
		free(a->found[i]);
	free(a);
}

static void make_key(void)
{
	pthread_key_create(&key, forget);
}

/* keep makes found the thread's last answer of its kind; NULL when that failed. */
static void *keep(int kind, int error, void *found)
{
	if (error != 0) {
		ws_fail(error);
		return NULL;
	}
	pthread_once(&once, make_key);
	answers *a = pthread_getspecific(key);
	if (a == NULL) {
		a = calloc(1, sizeof *a);
		if (a == NULL || pthread_setspecific(key, a) != 0) {
			free(a);
			free(found);
			ws_fail(WSA_NOT_ENOUGH_MEMORY);
			return NULL;
		}
	}
	free(a->found[kind]);
	a->found[kind] = found;
	return found;
}

/* bad is what a call with a bad pointer ends with. */
static int bad(void)
{
	return ws_refusal_started(WSAEFAULT);
}

/* Source: S-004. */
struct hostent *WSAAPI gethostbyname(const char *name)
{
	WS_ALIVE(NULL);
	void *found = NULL;
	int error = ws_optional_text(name) ? ws_go_host_by_name((void *)name, &found) : bad();
	return keep(HOST, error, found);
}

struct hostent *WSAAPI gethostbyaddr(const char *addr, int len, int type)
{
	WS_ALIVE(NULL);
	void *found = NULL;
	void *from = len > 0 ? ws_in(addr, (size_t)len) : NULL;
	int error = ws_go_host_by_addr(from, len, type, &found);
	return keep(HOST, error, found);
}

struct servent *WSAAPI getservbyname(const char *name, const char *protocol)
{
	WS_ALIVE(NULL);
	void *found = NULL;
	int error = ws_text(name) && ws_optional_text(protocol)
		? ws_go_service_by_name((void *)name, (void *)protocol, &found)
		: bad();
	return keep(SERVICE, error, found);
}

struct servent *WSAAPI getservbyport(int port, const char *protocol)
{
	WS_ALIVE(NULL);
	void *found = NULL;
	int error = ws_optional_text(protocol)
		? ws_go_service_by_port(port, (void *)protocol, &found)
		: bad();
	return keep(SERVICE, error, found);
}

struct protoent *WSAAPI getprotobyname(const char *name)
{
	WS_ALIVE(NULL);
	void *found = NULL;
	int error = ws_text(name) ? ws_go_protocol_by_name((void *)name, &found) : bad();
	return keep(PROTOCOL, error, found);
}

struct protoent *WSAAPI getprotobynumber(int number)
{
	WS_ALIVE(NULL);
	void *found = NULL;
	int error = ws_go_protocol_by_number(number, &found);
	return keep(PROTOCOL, error, found);
}

/* The length is an int; unistd.h has a size_t. */
int WSAAPI gethostname(char *name, size_t len)
{
	WS_ALIVE(SOCKET_ERROR);
	size_t n = ws_length((int)len);
	return ws_done(ws_go_hostname(n > 0 ? ws_out(name, n) : NULL, (DWORD)n, 0));
}

int WSAAPI GetHostNameW(PWSTR name, int len)
{
	WS_ALIVE(SOCKET_ERROR);
	size_t n = ws_length(len);
	return ws_done(ws_go_hostname(n > 0 ? ws_out(name, n * sizeof *name) : NULL, (DWORD)n, 1));
}

/* The result of getaddrinfo is the error; WSAGetLastError gives it too. */
static int listed(int error)
{
	if (error != 0)
		ws_fail(error);
	return error;
}

INT WSAAPI getaddrinfo(PCSTR node, PCSTR service, const ADDRINFOA *hints, PADDRINFOA *result)
{
	WS_ALIVE(WSANOTINITIALISED);
	if (!ws_writable(result, sizeof *result) ||
		!ws_optional_text(node) || !ws_optional_text(service) ||
		(hints != NULL && !ws_readable(hints, sizeof *hints)))
		return listed(bad());
	*result = NULL;
	return listed(
		ws_go_addrinfo((void *)node, (void *)service, (void *)hints, 0, (void **)result));
}

INT WSAAPI GetAddrInfoW(PCWSTR node, PCWSTR service, const ADDRINFOW *hints, PADDRINFOW *result)
{
	WS_ALIVE(WSANOTINITIALISED);
	if (!ws_writable(result, sizeof *result) ||
		!ws_optional_wide_text(node) || !ws_optional_wide_text(service) ||
		(hints != NULL && !ws_readable(hints, sizeof *hints)))
		return listed(bad());
	*result = NULL;
	return listed(
		ws_go_addrinfo((void *)node, (void *)service, (void *)hints, 1, (void **)result));
}

VOID WSAAPI freeaddrinfo(PADDRINFOA list)
{
	while (list != NULL) {
		PADDRINFOA next = list->ai_next;
		free(list);
		list = next;
	}
}

VOID WSAAPI FreeAddrInfoW(PADDRINFOW list)
{
	freeaddrinfo((PADDRINFOA)list);
}

static int name_info(const void *name, int len, void *host, DWORD host_len, void *service,
	DWORD service_len, int flags, int wide)
{
	WS_ALIVE(WSANOTINITIALISED);
	size_t width = wide ? sizeof(WCHAR) : 1;
	if (!ws_writable(host, host != NULL ? host_len * width : 0) ||
		!ws_writable(service, service != NULL ? service_len * width : 0))
		return listed(bad());
	return listed(ws_go_nameinfo(len > 0 ? ws_in(name, (size_t)len) : NULL, len, host, host_len,
		service, service_len, flags, wide));
}

INT WSAAPI getnameinfo(const SOCKADDR *name, socklen_t len, PCHAR host, DWORD host_len,
	PCHAR service, DWORD service_len, INT flags)
{
	return name_info(name, len, host, host_len, service, service_len, flags, 0);
}

INT WSAAPI GetNameInfoW(const SOCKADDR *name, socklen_t len, PWCHAR host, DWORD host_len,
	PWCHAR service, DWORD service_len, INT flags)
{
	return name_info(name, len, host, host_len, service, service_len, flags, 1);
}
