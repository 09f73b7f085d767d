/*
 * layer.h: a layer in C that counts the bytes that go through it.
 *
 * There are two of it. The one of through.c and overlapped.c has handles of its own and all
 * data goes through it; that of ifs.c lets the data of those sockets go its own way and sees
 * only which there are.
 */
#ifndef LAYER_H
#define LAYER_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <winsock2.h>
#include <windows.h>
#include <ws2spi.h>

/* What the catalog calls the layer. */
extern GUID layer;

extern WSPUPCALLTABLE upcalls; /* the latest */

/* A chain in which the layer is, and what is below it there. */
struct chain {
	struct chain *next;
	DWORD entry;			/* the chain's in the catalog */
	WSAPROTOCOL_INFOW info; /* what the provider below is to know of: the chain's, or the base's */
	WSPPROC_TABLE below;	/* its functions */
	HMODULE module;
};

/* start_below starts the provider below in the chain that info describes; NULL with *error. */
struct chain *start_below(WORD version, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE table,
	int *error);

/* end_below ends what one start began; it reports whether that was the last one. */
int end_below(LPINT error, bool *last);

/* chain_of is the chain of a catalog entry; any of them for NULL. */
struct chain *chain_of(LPWSAPROTOCOL_INFOW info);

/* The bytes that came and went, in all. */
extern volatile LONGLONG received, sent;

/* What a socket with a handle of the layer's is. */
struct socket {
	const struct chain *chain;
	const WSPPROC_TABLE *below; /* the chain's */
	SOCKET handle, lower;
};

/* find is the socket of a handle, NULL with *error for none. */
struct socket *find(SOCKET h, LPINT error);

/* Overlapped transfers: below they have a structure of the layer's. */
int begin_overlapped(struct socket *s, bool sends, LPWSABUF buffers, DWORD count, DWORD flags,
	LPDWORD out_flags, struct sockaddr *name, LPINT name_len, int to_len,
	LPWSAOVERLAPPED overlapped, LPINT error);

/* watch has the ends of a lower socket's transfers told to the layer. */
int watch(SOCKET lower);
void stop_worker(void);

#endif
