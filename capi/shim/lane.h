/*
 * lane.h: the short way of plain streams: while a socket needs no more than the
 * kernel, its sends and receives are system calls made here. The Go side opens
 * and shuts lanes (internal/core/lane.go).
 */
#ifndef WINSOCK_SHIM_LANE_H
#define WINSOCK_SHIM_LANE_H

#include <stdint.h>

typedef struct {
	_Atomic uint32_t state;
	uint32_t handle; /* whose lane it is */
	int32_t fd;
	_Atomic uint32_t thread; /* who waits */
	_Atomic uint32_t entry;	 /* counts waits */
	uint32_t blocks;	 /* the descriptor is a blocking one; the receiver's */
	uint32_t waits;		 /* the last receive had to wait, so will the next; the receiver's */
	uint32_t spare;
} ws_lane;

/* Bits of a lane's state; one slot of the handle table has one lane. */
enum {
	WS_LANE_OPEN = 1,
	WS_LANE_RECV = 2,
	WS_LANE_SEND = 4,
	WS_LANES = 1 << 18,
};

extern ws_lane ws_lanes[WS_LANES];

/* ws_alerts is not 0 once the program queues APCs: receives that wait take the long way. */
extern _Atomic int ws_alerts;

/* ws_alerts_begin is for those who queue APCs, before the first. */
void ws_alerts_begin(void);

/* ws_lane_leave gives a place back. */
void ws_lane_leave(ws_lane *lane, uint32_t place);

/* ws_lane_enter takes the place of a receiver or a sender in the lane of s; NULL: take the long way. */
static inline ws_lane *ws_lane_enter(uintptr_t s, uint32_t place)
{
	ws_lane *lane = &ws_lanes[(s >> 2) % WS_LANES];
	uint32_t state = WS_LANE_OPEN;
	for (;;) {
		if (__atomic_compare_exchange_n(&lane->state, &state, state | place, 1, __ATOMIC_SEQ_CST,
				__ATOMIC_RELAXED))
			break;
		if ((state & (WS_LANE_OPEN | place)) != WS_LANE_OPEN)
			return 0;
	}
	if (lane->handle == s)
		return lane;
	ws_lane_leave(lane, place);
	return 0;
}

#endif
