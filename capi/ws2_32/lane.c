/* lane.c: leaving a lane, and when threads must not wait in one. */
#include "lane.h"

#include "winsockgo.h"

ws_lane ws_lanes[WS_LANES];
_Atomic int ws_alerts;

void ws_alerts_begin(void)
{
	if (!ws_alerts && __atomic_exchange_n(&ws_alerts, 1, __ATOMIC_SEQ_CST) == 0)
		ws_go_lanes_interrupt();
}

void ws_lane_leave(ws_lane *lane, uint32_t place)
{
	if (__atomic_and_fetch(&lane->state, ~place, __ATOMIC_SEQ_CST) == 0)
		ws_go_lane_left(lane->handle); /* nobody else's before the call */
}
