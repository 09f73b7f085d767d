/* statusblock.h: the first half of an OVERLAPPED, which tells how its operation went. */
#ifndef WINSOCK_SHIM_STATUSBLOCK_H
#define WINSOCK_SHIM_STATUSBLOCK_H

#include <stdint.h>

#include <winsock2.h>

/*
 * ws_status_block writes the end of an operation: the bytes first, since whoever sees
 * another status than STATUS_PENDING may read them. Source: O-003, O-050.
 */
static inline void ws_status_block(void *overlapped, uint32_t n, uint32_t status)
{
	WSAOVERLAPPED *o = overlapped;
	o->InternalHigh = n;
	__atomic_store_n(&o->Internal, status, __ATOMIC_RELEASE);
}

#endif
