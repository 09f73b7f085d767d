/* accept.c: two listeners, of which the second wants the first data of a connection. */
#include "soak.h"

#include <string.h>

enum { AT_ONCE = 64, BLOCK = sizeof(struct sockaddr_in) + 16, FIRST_DATA = 300 };

struct sockaddr_in listen_at[2];
static SOCKET listeners[2];
static operation *volatile any; /* of the first, that may be cancelled */
static LPFN_GETACCEPTEXSOCKADDRS addresses;
static LPFN_ACCEPTEX accept_ex;

static void begin(unsigned i, SOCKET s)
{
	DWORD data = i == 1 ? FIRST_DATA : 0;
	operation *o = operation_new(ACCEPT, NULL, FIRST_DATA + 2 * BLOCK);

	if (s == INVALID_SOCKET)
		s = WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
	o->socket = s;
	o->listener = i;
	operation_begin(o);
	if (i == 0)
		any = o;
	if (!accept_ex(listeners[i], s, o->data, data, BLOCK, BLOCK, NULL, &o->overlapped) &&
		WSAGetLastError() != WSA_IO_PENDING)
		fail("AcceptEx: %d", WSAGetLastError());
}

static void *extension(SOCKET s, GUID id)
{
	void *f = NULL;
	DWORD n;

	if (WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &f, sizeof f, &n, NULL,
			NULL) != 0)
		return NULL;
	return f;
}

LPFN_CONNECTEX connect_ex(SOCKET s)
{
	GUID id = WSAID_CONNECTEX;
	return (LPFN_CONNECTEX)extension(s, id);
}

void listen_init(void)
{
	for (unsigned i = 0; i < 2; i++) {
		GUID id = WSAID_ACCEPTEX, its = WSAID_GETACCEPTEXSOCKADDRS;
		SOCKET l = WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
		struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
		int n = sizeof at;

		if (bind(l, (struct sockaddr *)&at, sizeof at) != 0 || listen(l, SOMAXCONN) != 0 ||
			getsockname(l, (struct sockaddr *)&listen_at[i], &n) != 0 ||
			CreateIoCompletionPort((HANDLE)l, ports[SERVER], LISTENERS, 0) != ports[SERVER])
			fail("no listener: %d", WSAGetLastError());
		listeners[i] = l;
		accept_ex = (LPFN_ACCEPTEX)extension(l, id);
		addresses = (LPFN_GETACCEPTEXSOCKADDRS)extension(l, its);
		if (accept_ex == NULL || addresses == NULL)
			fail("no AcceptEx: %d", WSAGetLastError());
		for (int k = 0; k < AT_ONCE; k++)
			begin(i, INVALID_SOCKET);
	}
}

void listen_cancel(void)
{
	operation *o = any;

	/*
	 * It may have ended: then there is nothing to be found, or another operation. At the
	 * second listener the connection of one that waits for data would be lost (O-252).
	 */
	if (o != NULL && CancelIoEx((HANDLE)listeners[0], &o->overlapped))
		InterlockedIncrement(&happened[CANCELLED]);
}

void listen_close(void)
{
	closesocket(listeners[0]);
	closesocket(listeners[1]);
}

void listen_ended(operation *o, DWORD error)
{
	struct sockaddr *local, *remote;
	struct sockaddr_in from;
	int l = 0, r = 0;
	unsigned i = o->listener, slot, bytes = o->bytes;
	SOCKET s = o->socket, ls = listeners[i];
	char data[FIRST_DATA];

	if (error == 0) {
		addresses(o->data, i == 1 ? FIRST_DATA : 0, BLOCK, BLOCK, &local, &l, &remote, &r);
		if (l != sizeof from || r != sizeof from ||
			((struct sockaddr_in *)local)->sin_port != listen_at[i].sin_port)
			fail("AcceptEx gives wrong addresses");
		memcpy(&from, remote, sizeof from);
		memcpy(data, o->data, bytes);
		operation_free(o);
		if (draining < 2)
			begin(i, INVALID_SOCKET);
		if (setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&ls, sizeof ls) != 0 &&
			draining < 2)
			fail("SO_UPDATE_ACCEPT_CONTEXT: %d", WSAGetLastError());
		slot = ntohl(from.sin_addr.s_addr) & 0xFFFF;
		end_accepted(slot, s, data, bytes);
		return;
	}
	operation_free(o);
	if (error != ERROR_OPERATION_ABORTED)
		fail("AcceptEx ends with %u", error);
	if (draining == 2)
		closesocket(s);
	else
		begin(i, s); /* it is as good as new */
}
