/*
 * ifs.c: the layer that lets data alone. Its table is that of the provider below but for the
 * calls that make and end sockets; each new socket becomes the layer's.
 *
 *	wscc -shared below.c ifs.c -o libsee.so -lws2_32
 */
#include "layer.h"

#include <stdio.h>

/* Make an id of your own with uuidgen; libsee.json has it, too. */
GUID layer = {0x7E0D4C11, 0x52A9, 0x4F3B, {0x8C, 0x10, 0x6B, 0x2E, 0x94, 0xD7, 0x35, 0xA2}};

static volatile LONG made, closed;

/* own makes a socket of the provider below the layer's. */
static SOCKET own(const struct chain *c, SOCKET lower, LPINT error)
{
	SOCKET s;
	int none;
	if (lower == INVALID_SOCKET)
		return INVALID_SOCKET;
	s = upcalls.lpWPUModifyIFSHandle(c->entry, lower, error);
	if (s == INVALID_SOCKET)
		c->below.lpWSPCloseSocket(lower, &none);
	else
		InterlockedIncrement(&made);
	return s;
}

/* What is below is asked for by what describes it to itself. */
static SOCKET WSPAPI see_socket(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g,
	DWORD flags, LPINT error)
{
	const struct chain *c = chain_of(info);
	WSAPROTOCOL_INFOW lower;
	if (!c) {
		*error = WSAEINVAL;
		return INVALID_SOCKET;
	}
	lower = c->info;
	lower.dwProviderReserved = info->dwProviderReserved;
	return own(c, c->below.lpWSPSocket(af, type, protocol, &lower, g, flags, error), error);
}

static SOCKET WSPAPI see_accept(SOCKET s, struct sockaddr *name, LPINT len,
	LPCONDITIONPROC condition, DWORD_PTR context, LPINT error)
{
	/* Below all chains are the same functions, and the handle is known to them. */
	const struct chain *c = chain_of(NULL);
	return own(c, c->below.lpWSPAccept(s, name, len, condition, context, error), error);
}

/* The handle is the lower socket's, too, and there is nothing to give back. */
static int WSPAPI see_close(SOCKET s, LPINT error)
{
	InterlockedIncrement(&closed);
	return chain_of(NULL)->below.lpWSPCloseSocket(s, error);
}

static int WSPAPI see_cleanup(LPINT error)
{
	bool last;
	int result = end_below(error, &last);
	if (last && getenv("COUNT_REPORT"))
		fprintf(stderr, "saw %d sockets, %d closed\n", (int)made, (int)closed);
	return result;
}

/* All functions are those of the provider below but the ones that this layer wants to see. */
int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
	WSPUPCALLTABLE table, LPWSPPROC_TABLE calls)
{
	struct chain *c;
	int error;
	if (LOBYTE(version) < 2 || (LOBYTE(version) == 2 && HIBYTE(version) < 2))
		return WSAVERNOTSUPPORTED;
	c = start_below(version, info, table, &error);
	if (!c)
		return error;
	data->wVersion = data->wHighVersion = MAKEWORD(2, 2);
	wcscpy(data->szDescription, L"Sees sockets");
	*calls = c->below;
	calls->lpWSPSocket = see_socket;
	calls->lpWSPAccept = see_accept;
	calls->lpWSPCloseSocket = see_close;
	calls->lpWSPCleanup = see_cleanup;
	return 0;
}
