/*
 * completion.h: what C sees of a completion queue of registered I/O
 * (internal/core/rio_completion.go): it takes results and asks for notifications
 * itself when nobody has to be told of that.
 */
#ifndef WINSOCK_SHIM_COMPLETION_H
#define WINSOCK_SHIM_COMPLETION_H

#include <stdint.h>

#include "mutex.h"

/* CompletionState of internal/core. */
struct ws_completion {
	ws_mutex lock;
	_Atomic uint32_t magic;
	uint32_t handle; /* the queue on Go's side */
	uint32_t notifies;
	uint32_t armed;
	uint32_t mask;
	_Atomic uint64_t head;
	_Atomic uint64_t tail;
	uint64_t told;
	void *ring;
};

/* The magic number of a queue that is open. */
enum { WS_COMPLETION = 0x71C00B1E };

/* How a queue tells of results. */
enum {
	WS_NOTIFIES_NOBODY,
	WS_NOTIFIES,
	WS_NOTIFIES_AND_RESETS, /* an event, on Go's side */
};

#endif
