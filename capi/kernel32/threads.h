/* threads.h: the calling thread as the dispatcher of objects knows it. */
#ifndef WINSOCK_KERNEL32_THREADS_H
#define WINSOCK_KERNEL32_THREADS_H

#include <stdint.h>

/* What the library keeps of a thread that waits, owns or was made by CreateThread. */
struct ws_thread {
	void *go;	/* the record on the Go side; NULL: none yet */
	void *queue;	/* its queue of messages there; NULL: none yet */
	uint32_t exit;	/* exit code */
	volatile int doomed;	/* TerminateThread has named it, and it knows */
	volatile int mortal;	/* it runs code of the program: not beginning, not ending */
	int issued;	/* it has started overlapped operations, which its end may end */
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
 * ws_thread_calls_inside is ws_thread_calls for Go, in the middle of a call from C.
 * It returns 0 when the thread shall end.
 */
int ws_thread_calls_inside(void);

/*
 * ws_thread_doom_self makes the calling thread end at ws_thread_interrupted, which
 * does not return then: for a place where a call has come back without a result.
 */
void ws_thread_doom_self(void);
int ws_thread_is_mortal(void);
void ws_thread_interrupted(void);

/*
 * ws_thread_vanish ends the calling thread without a word to the C library:
 * nothing on its stack is unwound, and the stack is lost.
 */
_Noreturn void ws_thread_vanish(void);

#endif
