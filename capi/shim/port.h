/*
 * port.h: what C sees of a completion port (internal/object/port.go): it takes and
 * adds packets itself when nobody has to be woken for that.
 */
#ifndef WINSOCK_SHIM_PORT_H
#define WINSOCK_SHIM_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "guard.h"
#include "mutex.h"

struct ws_deadline;

/* Packet of internal/object. */
struct ws_packet {
	uintptr_t key;
	uintptr_t overlapped;
	uint32_t bytes;
	uint32_t status; /* NTSTATUS */
};

enum { WS_PORT_READY = 256 };

/* PortState of internal/object. */
struct ws_port {
	ws_mutex lock;
	uint32_t closed;
	uint32_t limit;
	uint32_t width;
	uint32_t active;
	uint32_t idle;
	uint32_t eager;
	uint32_t deferred;
	uint32_t watched;
	_Atomic uint32_t head;
	_Atomic uint32_t tail;
	uint32_t looked;
	uint32_t reaped;
	uint32_t mask;
	uint32_t waits;
	uint32_t seen;
	uint32_t stalls;
	uint32_t pollers;
	uint32_t waking;
	int32_t quick;
	uint32_t slept;
	uint32_t renews;
	int32_t epoll;
	uint32_t rings;
	uint32_t untold;
	uint32_t place;
	uint32_t below;
	uint32_t again;
	uint32_t row;
	uint32_t row_of;
	uintptr_t poller;
	struct ws_packet *ring;
	_Atomic uint32_t ready_head;
	_Atomic uint32_t ready_tail;
	struct {
		uint32_t handle;
		uint32_t bits;
	} ready[WS_PORT_READY]; /* sockets that have changed, and poll bits */
	struct ws_uring *uring; /* NULL: the port has none */
	struct ws_watch watch;
};

/* What a thread of a port was busy with since it waited last. */
struct ws_port_turn {
	int64_t since;	/* ns on the monotonic clock; 0: it has not waited yet */
	uint32_t dealt; /* what the port's threads had dealt with then */
};

/* ws_port_turn_begins notes that a wait of the calling thread has ended. */
void ws_port_turn_begins(struct ws_port_turn *turn, const struct ws_port *p);

/* How a wait of a thread ends. */
enum ws_port_end {
	WS_PORT_ASK,	/* at once: it is for Go's side to wait */
	WS_PORT_NEWS,	/* there may be something to do */
	WS_PORT_WOKEN,	/* likewise; and somebody was to come for what there is */
	WS_PORT_LATE,	/* the deadline has passed */
	WS_PORT_CLOSED,
};

/*
 * ws_port_wait waits until sockets of the port have changed, which it tells the port,
 * until something is to do, or until the deadline.
 * The thread is one of the port's; go is its record on the Go side. may is false when
 * it is not to wait here in any case.
 */
enum ws_port_end ws_port_wait(struct ws_port *p, void *go, struct ws_port_turn *turn,
			      const struct ws_deadline *deadline, bool may);

/*
 * ws_port_room is for how many threads of a port there are processors, when so many run.
 * Only the guard asks.
 */
uint32_t ws_port_room(uint32_t active);

/*
 * ws_port_look has the port know what its epoll has to tell now; true: somebody called
 * Wake. The caller holds the lock of a port that is not closed, and has room for changes.
 */
bool ws_port_look(struct ws_port *p);

/* ws_port_changed tells whether there are sockets to go on with. */
bool ws_port_changed(const struct ws_port *p);

/* WS_PORT_LOOK is how many packets are taken before somebody looks for new ones. */
enum { WS_PORT_LOOK = 64 };

/* ws_port_taken counts what is taken without a look: packets, and sockets gone on with. */
static inline uint32_t ws_port_taken(const struct ws_port *p)
{
	return p->head + p->again;
}

/*
 * ws_port_again has the thread, when it comes for its next packet, go on with a socket
 * before all others that have changed. False: that can't be, and has to be done now.
 */
bool ws_port_again(struct ws_port *p, uint32_t handle);

/* ws_port_soon tells whether this thread is likely to come for the next packet soon. */
bool ws_port_soon(const struct ws_port *p);

#endif
