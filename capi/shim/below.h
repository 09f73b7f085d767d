/* below.h: what the sockets of layers in C are to the providers below them. */
#ifndef WINSOCK_SHIM_BELOW_H
#define WINSOCK_SHIM_BELOW_H

#include <stdint.h>

#include "lane.h"

/*
 * ws_below has, in the slot of each value that WPUModifyIFSHandle gave, that value in
 * the high half and in the low half the value that the provider below has. Everyone
 * reads it without a lock. A value of WPUCreateSocketHandle has WS_NOTHING there: it
 * must not get into the provider below.
 *
 * Source: P-268, P-269.
 */
extern _Atomic uint64_t ws_below[WS_LANES];

enum { WS_NOTHING = 1 };

/* ws_below_set makes s mean below to the provider below; 0 forgets s. */
static inline void ws_below_set(uintptr_t s, uintptr_t below)
{
	__atomic_store_n(&ws_below[(s >> 2) % WS_LANES],
		below == 0 ? 0 : (uint64_t)s << 32 | (uint32_t)below, __ATOMIC_RELEASE);
}

/*
 * ws_below_of is the value of s at the lowest provider: s itself when no layer gave it.
 * A value may have been given by one layer above another.
 */
static inline uintptr_t ws_below_of(uintptr_t s)
{
	for (int layers = 0; layers < 8; layers++) {
		uint64_t pair = __atomic_load_n(&ws_below[(s >> 2) % WS_LANES], __ATOMIC_ACQUIRE);
		if (pair == 0 || pair >> 32 != s || (uint32_t)pair == s)
			break;
		s = (uint32_t)pair;
	}
	return s;
}

#endif
