/*
 * express.h: the short way of overlapped transfers. While a stream with a port needs
 * no more than the kernel, its sends and its one pending receive are C's: the
 * system calls, the status block and the packet. The Go side opens and shuts the
 * express lanes (internal/core/express.go).
 */
#ifndef WINSOCK_SHIM_EXPRESS_H
#define WINSOCK_SHIM_EXPRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "port.h"

struct ws_datagrams;

/* Express of internal/core; one for each slot of the handle table. */
typedef struct {
	_Atomic uint32_t word;
	_Atomic uint32_t handle; /* whose it is */
	int32_t fd;
	uint16_t modes;	 /* FILE_SKIP_ flags */
	uint16_t tick;	 /* ws_tick when a look found no more */
	uint32_t issuer; /* the thread that started the receive */
	uint32_t size;	 /* of its buffer */
	struct ws_port *port;
	uintptr_t key;
	void *overlapped; /* of the receive */
	char *buffer;	  /* of the receive */
	struct ws_datagrams *datagrams; /* when it is a socket of those; else NULL */
} ws_express;

/* Bits of the word; the upper half is the generation of the handle, which slots do not tell. */
enum {
	WS_EXPRESS_OPEN = 1,	/* receives and sends may begin */
	WS_EXPRESS_ARMED = 2,	/* a receive waits */
	WS_EXPRESS_BUSY = 4,	/* somebody deals with the receive */
	WS_EXPRESS_SEND = 8,	/* somebody sends */
	WS_EXPRESS_READY = 16,	/* something may have come since the last look */
	WS_EXPRESS_ALWAYS = 32, /* a receive that gets little is no sign that no more is there */
	WS_EXPRESS_DATAGRAMS = 64, /* nothing of this: see datagrams.h */
	WS_EXPRESS_URING = 256,	/* the transfers are requests in the port's ring */
	WS_EXPRESS_SENDING = 512, /* a send is one */
	WS_EXPRESS_RECALL = 1024, /* Go's side wants the receive back */
	WS_EXPRESS_BACK = 2048,	/* ... and has it */
	WS_EXPRESS_SEND_RECALL = 4096, /* likewise the send */
	WS_EXPRESS_SEND_BACK = 8192,
	WS_EXPRESS_AWAITS = 16384, /* a request tells of a change; such an express is never open */
};

/* WS_URING_MOST is the most that a request in the ring moves. */
enum { WS_URING_MOST = 32 << 10 };

/* ws_express_is_of reports whether a word is that of s, and not of another handle in its slot. */
static inline bool ws_express_is_of(uint32_t word, uintptr_t s)
{
	return word >> 16 == s >> 20;
}

enum { WS_EXPRESSES = 1 << 18 };

extern ws_express ws_expresses[WS_EXPRESSES];

static inline ws_express *ws_express_of(uintptr_t s)
{
	return &ws_expresses[(s >> 2) % WS_EXPRESSES];
}

/*
 * ws_tick counts steps of some milliseconds: within one it is not worth a look whether
 * something has come since the last, of which the port's threads are told anyway.
 */
static inline uint16_t ws_tick(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (uint16_t)(now.tv_sec * 256 + now.tv_nsec / 3906250);
}

/* WS_LONG_WAY says that a transfer is to be made by the Go side. */
enum { WS_LONG_WAY = -10000 };

/* ws_port_add adds a packet to p, the port of the socket h. */
void ws_port_add(uint32_t h, struct ws_port *p, const struct ws_packet *packet);

/*
 * ws_express_send and ws_express_recv make an overlapped transfer; the result is
 * an error code, or WS_LONG_WAY. *moved is written when it is not NULL.
 */
int ws_express_send(uintptr_t s, const char *buf, uint32_t len, uint32_t *moved, void *overlapped);
int ws_express_recv(uintptr_t s, char *buf, uint32_t len, uint32_t *moved, void *overlapped);

/*
 * ws_express_reap goes on with the receive of a socket that has changed, as poll
 * bits say. It returns true with a packet; other packets are in the port's queue.
 */
bool ws_express_reap(uint32_t handle, uint32_t bits, struct ws_packet *packet);

#endif
