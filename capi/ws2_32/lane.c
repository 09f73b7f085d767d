/* lane.c: leaving a lane. */
#include "lane.h"

#include "winsockgo.h"

ws_lane ws_lanes[WS_LANES];

void ws_lane_leave(ws_lane *lane, uint32_t place)
{
	uint32_t handle = lane->handle; /* may be another's when the place is free */
	uint32_t left = __atomic_and_fetch(&lane->state, ~place, __ATOMIC_SEQ_CST);
	if ((left & (WS_LANE_OPEN | WS_LANE_RECV | WS_LANE_SEND)) == 0)
		ws_go_lane_left(handle);
}
