/* queue.c: the message queue of the calling thread. */
#include "queue.h"

void *ws_queue_self(void)
{
	struct ws_thread *self = ws_thread_self();

	if (__builtin_expect(self->queue == NULL, 0))
		self->queue = (void *)ws_go_queue(self->go);
	return self->queue;
}
