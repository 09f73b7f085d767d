/* queue.c: the message queue of the calling thread. */
#include "queue.h"

#include <pthread.h>

#include "windowgo.h"

/* The class of the system that needs no display: it keeps a text. */
static void make_class(void)
{
	static const WCHAR name[] = L"Static";
	const struct ws_called called = {.text = name, .n = sizeof name / sizeof name[0] - 1};
	const struct ws_class info = {
		.style = CS_GLOBALCLASS,
		.unicode = 1,
		.procedure = DefWindowProcW,
	};

	ws_go_class_register(&called, &info);
}

void *ws_queue_self(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct ws_thread *self = ws_thread_self();

	if (__builtin_expect(self->queue == NULL, 0)) {
		self->queue = (void *)ws_go_queue(self->go);
		pthread_once(&once, make_class);
	}
	return self->queue;
}
