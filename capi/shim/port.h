/*
 * port.h: what C sees of a completion port (internal/object/port.go): it takes and
 * adds packets itself when nobody has to be woken for that.
 */
#ifndef WINSOCK_SHIM_PORT_H
#define WINSOCK_SHIM_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "mutex.h"

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
	struct ws_packet *ring;
	_Atomic uint32_t ready_head;
	_Atomic uint32_t ready_tail;
	struct {
		uint32_t handle;
		uint32_t bits;
	} ready[WS_PORT_READY]; /* sockets that have changed, and poll bits */
	struct ws_uring *uring; /* NULL: the port has none */
};

/* WS_PORT_LOOK is how many packets are taken before somebody looks for new ones. */
enum { WS_PORT_LOOK = 64 };

/* ws_port_soon tells whether this thread is likely to come for the next packet soon. */
bool ws_port_soon(const struct ws_port *p);

#endif
