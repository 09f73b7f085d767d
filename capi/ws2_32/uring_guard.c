/* uring_guard.c: requests that were put in by threads that should have come to submit them. */
#include "uring.h"

#include <stddef.h>
#include <sys/syscall.h>

#include "winsockgo.h"
#include "kernel.h"

enum {
	ROUNDS = 20,	  /* looks in vain before a ring is left alone */
	SQ_TASKRUN = 1 << 2, /* IORING_SQ_TASKRUN: some thread has requests to finish */
	EXPEDITED = 1 << 3,  /* MEMBARRIER_CMD_PRIVATE_EXPEDITED */
	REGISTER = 1 << 4,
};

/*
 * interrupt has all threads that compute enter the kernel for a moment, where they finish
 * their requests. Source: membarrier(2), io_uring_setup(2): IORING_SETUP_COOP_TASKRUN.
 */
static void interrupt(void)
{
	static bool registered;
	if (!registered)
		ws_kernel(SYS_membarrier, REGISTER, 0, 0, 0, 0, 0);
	registered = true;
	ws_kernel(SYS_membarrier, EXPEDITED, 0, 0, 0, 0, 0);
}

/*
 * look submits what has lain since the last look, and sees to it that what a computing
 * thread should finish does not wait for its next timer tick. When sends are under way and
 * nothing has happened for a while, Go's side is told. While the queues move it comes by
 * less often: each time it takes the processor from who works there.
 */
static enum ws_look look(struct ws_watch *watch)
{
	struct ws_uring *u = (struct ws_uring *)((char *)watch - offsetof(struct ws_uring, watch));
	bool again = false, stuck = false, well = false;
	uint32_t id = u->id;
	ws_mutex_lock(&u->lock);
	if (!u->closed) {
		bool same = u->seen_sq == *u->sq_head && u->seen_cq == *u->cq_head;
		u->rounds = same ? u->rounds + 1 : 0;
		u->seen_sq = *u->sq_head;
		u->seen_cq = *u->cq_head;
		if (same && ws_uring_waiting(u) > 0)
			ws_uring_submit(u);
		if (same && (*u->sq_flags & SQ_TASKRUN))
			interrupt();
		stuck = u->rounds >= ROUNDS && u->sent != u->ended;
		again = u->rounds < ROUNDS || stuck;
		if (stuck)
			u->rounds = 0;
		well = !same;
	}
	u->guarded = again;
	ws_mutex_unlock(&u->lock);
	if (stuck)
		ws_go_uring_stuck(id);
	if (well)
		return WS_LOOK_WELL;
	return again ? WS_LOOK_SOON : WS_LOOK_OVER;
}

void ws_uring_guard(struct ws_uring *u)
{
	if (ws_guard(&u->watch, look))
		return;
	ws_mutex_lock(&u->lock);
	u->guarded = 0;
	if (!u->closed)
		ws_uring_submit(u);
	ws_mutex_unlock(&u->lock);
}
