/* queue.h: the message queue of the calling thread, which the Go side keeps. */
#ifndef WINSOCK_USER32_QUEUE_H
#define WINSOCK_USER32_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include <windows.h>

#include "../kernel32/objects.h"
#include "../kernel32/threads.h"

/* A message for a window procedure (message.Call). */
struct ws_call {
	HWND window;
	UINT message;
	UINT sender;	/* 1: the sender's texts are UTF-16 */
	WPARAM wparam;
	LPARAM lparam;
	WNDPROC procedure;
	UINT unicode;	/* 1: the procedure's texts are UTF-16 */
};

/* Which messages are asked for (message.Filter). */
struct ws_filter {
	HWND window;
	UINT first, last, flags;
};

/* What a call gives (message.Result), or a negative error code. */
enum {
	WS_NOTHING,
	WS_GOT,
	WS_DELIVER,
	WS_ALERTED,
	WS_DIRECT,
	WS_GONE,
};

/* ws_queue_self is the queue of the thread, made when it is needed first. */
void *ws_queue_self(void);

uintptr_t ws_go_queue(void *thread);
int32_t ws_go_message_next(void *queue, const struct ws_filter *filter, int32_t wait, MSG *message,
			   struct ws_call *call);
int32_t ws_go_message_post(HWND window, UINT message, WPARAM wparam, LPARAM lparam);
int32_t ws_go_message_post_thread(DWORD thread, UINT message, WPARAM wparam, LPARAM lparam);
void ws_go_message_quit(void *queue, WPARAM code);
uint32_t ws_go_message_register(const WCHAR *text, int32_t n);
int32_t ws_go_message_send(void *queue, const struct ws_call *call, UINT flags, UINT timeout,
			   struct ws_call *out, LRESULT *result);
int32_t ws_go_message_notify(void *queue, const struct ws_call *call, struct ws_call *out);
int32_t ws_go_message_own(void *queue, struct ws_call *call);
int32_t ws_go_message_await(void *queue, struct ws_call *out, LRESULT *result);
void ws_go_message_reply(void *queue, LRESULT result);
int32_t ws_go_message_reply_now(void *queue, LRESULT result);
uint32_t ws_go_message_inside(void *queue);
uint32_t ws_go_message_status(void *queue, uint32_t mask);
uint32_t ws_go_message_time(void *queue);
int64_t ws_go_message_wait(void *queue, const HANDLE *objects, uint32_t n, uint32_t mask,
			   uint32_t timeout, uint32_t flags);
int32_t ws_go_timer_start(void *queue, HWND window, UINT_PTR id, UINT period, TIMERPROC procedure,
			  UINT_PTR *given);
int32_t ws_go_timer_kill(void *queue, HWND window, UINT_PTR id);
int32_t ws_go_timer_rings(void *queue, TIMERPROC procedure);

#endif
