/* threads.h: the calling thread as the dispatcher of objects knows it. */
#ifndef WINSOCK_KERNEL32_THREADS_H
#define WINSOCK_KERNEL32_THREADS_H

#include <stdint.h>

/* What the library keeps of a thread that waits, owns or was made by CreateThread. */
struct ws_thread {
	void *go;	/* the record on the Go side; NULL: none yet */
	uint32_t exit;	/* exit code */
	unsigned inside;	/* calls of Go that stand below APCs on the stack */
};

/*
 * ws_thread_self is the calling thread, whoever made it: its record is made when
 * it is needed first. Not for the child of a fork.
 */
struct ws_thread *ws_thread_self(void);

/*
 * ws_thread_calls runs the APCs that are queued to the thread, in order, those
 * that they queue included. A thread that TerminateThread has named ends there.
 */
void ws_thread_calls(struct ws_thread *self);

/*
 * ws_thread_record is the calling thread's record on the Go side, NULL when it
 * has none, and ws_thread_calls_inside its ws_thread_calls: both for Go, in the
 * middle of a call from C.
 */
void *ws_thread_record(void);
void ws_thread_calls_inside(void);

#endif
