/*
 * objectsgo.h: what the Go side does for handles, objects, threads and waits. A
 * result of int32_t is an error code; one of int64_t is a value, or the negative
 * error code. A thread is the record that ws_thread.go points to.
 */
#ifndef WINSOCK_KERNEL32_OBJECTSGO_H
#define WINSOCK_KERNEL32_OBJECTSGO_H

#include <stdint.h>

/* A name of an object: n characters of UTF-8, or when wide of UTF-16. */
struct ws_name {
	const void *text;
	int32_t n;
	int32_t wide;
};

/* This bit of a handle just made tells that the object was there before. */
#define WS_EXISTS ((int64_t)1 << 40)

int64_t ws_go_event_create(const struct ws_name *name, int32_t manual, int32_t set, uint32_t inherit);
int64_t ws_go_mutex_create(void *thread, const struct ws_name *name, int32_t owned, uint32_t inherit);
int64_t ws_go_semaphore_create(const struct ws_name *name, int32_t initial, int32_t maximum,
			       uint32_t inherit);
int64_t ws_go_timer_create(const struct ws_name *name, int32_t manual, uint32_t inherit);
int64_t ws_go_event_open(const struct ws_name *name, uint32_t inherit);
int64_t ws_go_mutex_open(const struct ws_name *name, uint32_t inherit);
int64_t ws_go_semaphore_open(const struct ws_name *name, uint32_t inherit);
int64_t ws_go_timer_open(const struct ws_name *name, uint32_t inherit);
int32_t ws_go_event_set(uintptr_t h);
int32_t ws_go_event_reset(uintptr_t h);
int32_t ws_go_event_pulse(uintptr_t h);
int32_t ws_go_mutex_release(void *thread, uintptr_t h);
int32_t ws_go_semaphore_release(uintptr_t h, int32_t n, int32_t *previous);
int32_t ws_go_timer_set(uintptr_t h, int64_t due, int32_t period, void *thread, uintptr_t function,
			uintptr_t argument);
int32_t ws_go_timer_cancel(uintptr_t h);

int64_t ws_go_wait(void *thread, const void *handles, uint32_t n, int32_t all, uint32_t timeout,
		   int32_t alertable);
int64_t ws_go_signal_and_wait(void *thread, uintptr_t signal, uintptr_t object, uint32_t timeout,
			      int32_t alertable);
uint32_t ws_go_sleep(void *thread, uint32_t timeout);

int32_t ws_go_handle_close(uintptr_t h);
int64_t ws_go_handle_duplicate(void *thread, uintptr_t h, uint32_t inherit);
int64_t ws_go_handle_same(void *thread, uintptr_t first, uintptr_t second);
int64_t ws_go_handle_flags(uintptr_t h);
int32_t ws_go_handle_set_flags(uintptr_t h, uint32_t mask, uint32_t flags);

/* An APC: what to call, and how. */
struct ws_apc {
	uint32_t kind;
	uintptr_t function;
	uintptr_t arguments[3];
};

enum {
	WS_APC_USER,	/* PAPCFUNC */
	WS_APC_TIMER,	/* PTIMERAPCROUTINE */
	WS_APC_IO,	/* a completion routine: error and flags in one argument */
};

uintptr_t ws_go_thread_adopt(uint32_t id);
int64_t ws_go_thread_create(int32_t suspended, uint32_t inherit, uintptr_t *thread);
void ws_go_thread_set_id(void *thread, uint32_t id);
int32_t ws_go_thread_begin(void *thread);
void ws_go_thread_end(void *thread, uint32_t code, int64_t kernel, int64_t user,
		      int32_t issued);
int32_t ws_go_thread_next(void *thread, struct ws_apc *apc);
int64_t ws_go_thread_open(uint32_t id, uint32_t inherit);
int64_t ws_go_thread_id(void *thread, uintptr_t h);
int64_t ws_go_thread_exit_code(void *thread, uintptr_t h);
int64_t ws_go_thread_resume(void *thread, uintptr_t h);
int64_t ws_go_thread_suspend(void *thread, uintptr_t h);
int64_t ws_go_thread_doom(void *thread, uintptr_t h, uint32_t code, uint32_t signal);
int32_t ws_go_thread_queue(void *thread, uintptr_t h, uintptr_t function, uintptr_t argument);
int64_t ws_go_thread_priority(void *thread, uintptr_t h);
int32_t ws_go_thread_set_priority(void *thread, uintptr_t h, int32_t priority);
int32_t ws_go_thread_times(void *thread, uintptr_t h, int64_t (*times)[4]);
int32_t ws_go_thread_describe(void *thread, uintptr_t h, const void *text, int32_t n);
int64_t ws_go_thread_description(void *thread, uintptr_t h, void *text, int32_t room);

int64_t ws_go_process_open(uint32_t id, uint32_t inherit);
int64_t ws_go_process_id(uintptr_t h);
int64_t ws_go_process_exit_code(uintptr_t h);
int32_t ws_go_process_terminate(uintptr_t h, uint32_t code);
int32_t ws_go_process_times(uintptr_t h, int64_t (*times)[4]);

#endif
