/*
 * datagrams.h: the short way of overlapped datagrams, like express.h: while a socket
 * with a port needs no more than the kernel, C sends, and keeps and goes on with the
 * receives that wait. The Go side opens and shuts it (internal/core/datagrams.go).
 */
#ifndef WINSOCK_SHIM_DATAGRAMS_H
#define WINSOCK_SHIM_DATAGRAMS_H

#include <stdbool.h>
#include <stdint.h>

#include "express.h"

/* A receive that waits. */
struct ws_datagram {
	void *overlapped;
	char *buffer;
	void *from;	/* room for the source's address, or NULL */
	int *from_len;
	uint32_t size;
	uint32_t issuer;
};

enum { WS_DATAGRAMS = 256 };

/* Datagrams of internal/core. */
struct ws_datagrams {
	ws_mutex lock;
	_Atomic uint32_t open;
	_Atomic uint32_t users; /* threads that send */
	uint32_t handle;
	int32_t fd;
	int32_t family; /* Windows' number */
	uint32_t modes;
	uint32_t ready; /* a receive may find something */
	uint32_t head;	/* of the ring; guarded, like what follows, by the lock */
	uint32_t tail;
	uint32_t tick;	 /* ws_tick when a look found no more */
	uint32_t listed; /* a thread of the port is going to look */
	struct ws_port *port;
	uintptr_t key;
	struct ws_datagram ring[WS_DATAGRAMS];
};

/* Like ws_express_send and ws_express_recv. to NULL: the peer; from NULL: nobody asks. */
int ws_datagram_send(uintptr_t s, const char *buf, uint32_t len, uint32_t *moved, const void *to,
	int to_len, void *overlapped);
int ws_datagram_recv(uintptr_t s, char *buf, uint32_t len, uint32_t *moved, void *from, int *from_len,
	void *overlapped);

/* ws_datagram_reap is ws_express_reap for what has such receives. */
bool ws_datagram_reap(struct ws_datagrams *d, uint32_t handle, uint32_t bits,
	struct ws_packet *packet);

#endif
