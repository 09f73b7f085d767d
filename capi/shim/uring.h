/*
 * uring.h: what C sees of a port's io_uring: it puts in the requests of express
 * transfers and takes their completions; Go's side submits and waits
 * (internal/core/uring.go).
 *
 * Source: io_uring_enter(2).
 */
#ifndef WINSOCK_SHIM_URING_H
#define WINSOCK_SHIM_URING_H

#include <stdbool.h>
#include <stdint.h>

#include "express.h"

/* struct io_uring_sqe, UringRequest of internal/sys. */
struct ws_request {
	uint8_t opcode;
	uint8_t flags;
	uint16_t priority;
	int32_t fd;
	uint64_t offset;
	uint64_t address;
	uint32_t len;
	uint32_t op_flags; /* MSG_ flags */
	uint64_t data;	   /* the operation << 32 | the socket's handle */
	uint64_t unused[3];
};

/* struct io_uring_cqe, UringCompletion of internal/sys. */
struct ws_completion {
	uint64_t data;
	int32_t result;
	uint32_t flags;
};

/* uringSend of internal/core: the send of an express that is a request. */
struct ws_uring_send {
	void *overlapped; /* its InternalHigh is what was sent before the request */
	const char *buffer;
	uint32_t size;
	uint32_t issuer;
};

/* UringQueues of internal/sys. */
struct ws_uring {
	ws_mutex lock; /* of who adds requests */
	int32_t fd;
	_Atomic uint32_t *sq_head, *sq_tail;
	struct ws_request *requests;
	uint32_t sq_mask;
	uint32_t cq_mask;
	_Atomic uint32_t *cq_head, *cq_tail;
	struct ws_completion *completions;
	uint32_t sent;	/* sends that were put in */
	uint32_t ended; /* those that have ended; under the port's lock */
	struct ws_uring_send *sends;
	uint32_t closed; /* under lock: the rest means nothing any more */
	uint32_t id;
	_Atomic uint32_t *sq_flags;
	uint32_t guarded;  /* under lock: the guard looks after it */
	uint32_t seen_sq;  /* what the guard saw last */
	uint32_t seen_cq;
	uint32_t rounds; /* how often it saw that */
	struct ws_watch watch;
};

/* ws_uring_may tells whether the port's threads wait in the ring, and len bytes may go there. */
static inline bool ws_uring_may(const struct ws_port *p, uint32_t len)
{
	return len <= WS_URING_MOST && p->rings;
}

/* ws_uring_waiting is how many requests are to be submitted. */
static inline uint32_t ws_uring_waiting(const struct ws_uring *u)
{
	return *u->sq_tail - *u->sq_head;
}

/* ws_uring_submit submits them. */
void ws_uring_submit(const struct ws_uring *u);

/*
 * ws_uring_guard makes the guard look after a ring whose guarded was 0 and is 1 now, or
 * submits when there is none.
 */
void ws_uring_guard(struct ws_uring *u);

/* ws_uring_completed tells whether there are completions to be taken. */
static inline bool ws_uring_completed(const struct ws_uring *u)
{
	return u != NULL && *u->cq_head != *u->cq_tail;
}

/*
 * ws_uring_take takes the next completion; false when there is none, or it is not
 * about a transfer. The caller holds the port's lock.
 */
bool ws_uring_take(struct ws_uring *u, struct ws_completion *c);

/*
 * ws_uring_watched takes the next completion when it says that the port's epoll has
 * something to tell. The caller holds the port's lock.
 */
bool ws_uring_watched(struct ws_uring *u);

/* ws_uring_end goes on after a request has completed; true with a packet. */
bool ws_uring_end(const struct ws_completion *c, struct ws_packet *packet);

/*
 * ws_uring_recv puts in the receive of an express that nobody deals with. The result is
 * an error code, or WS_LONG_WAY.
 */
int ws_uring_recv(ws_express *x);

/*
 * ws_uring_send likewise puts in a send for the one who sends in an express. With
 * WS_LONG_WAY nothing is done.
 */
int ws_uring_send(ws_express *x, const char *buf, uint32_t len, void *overlapped);

#endif
