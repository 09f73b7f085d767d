/*
 * send.c: messages to window procedures. A message to a window of another thread
 * waits until that thread takes messages itself; meanwhile the sender delivers
 * those that are sent to its own windows.
 *
 * Source: sdk-api, SendMessage, SendMessageTimeout, SendNotifyMessage.
 */
#include "send.h"

#include <stdlib.h>

#include "windowgo.h"

LRESULT ws_deliver(const struct ws_call *call)
{
	if (call->sender != call->unicode)
		return ws_deliver_converted(call);
	return call->procedure(call->window, call->message, call->wparam, call->lparam);
}

/* settle answers all that comes before the answer to what the thread sent. */
static int32_t settle(void *queue, int32_t r, struct ws_call *call, LRESULT *result)
{
	for (;;) {
		if (r == WS_DELIVER)
			ws_go_message_reply(queue, ws_deliver(call));
		else if (r == WS_ALERTED)
			ws_thread_calls(ws_thread_self());
		else
			return r;
		r = ws_go_message_await(queue, call, result);
	}
}

/* send_to sends a message to one window. It returns an error code, 0 for an answer. */
static DWORD send_to(const struct ws_call *call, UINT flags, UINT timeout, LRESULT *result)
{
	struct ws_call out;
	void *queue = ws_queue_self();
	int32_t r;

	*result = 0;
	r = settle(queue, ws_go_message_send(queue, call, flags, timeout, &out, result), &out,
		   result);
	switch (r) {
	case WS_DIRECT:
		*result = ws_deliver(&out);
		return 0;
	case WS_GOT:
		return 0;
	case WS_NOTHING:
		return ERROR_TIMEOUT;
	case WS_GONE: /* who asks for it hears of it; to others the answer is 0 */
		return (flags & SMTO_ERRORONEXIT) != 0 ? ERROR_INVALID_WINDOW_HANDLE : 0;
	default:
		return (DWORD)-r;
	}
}

/* all gives the top-level windows, which the caller frees; n counts them. */
static HWND *all(int32_t *n)
{
	HWND *windows = NULL;
	int32_t room = 0;

	while ((*n = ws_go_window_below(NULL, 0, 0, windows, room)) > room) {
		free(windows);
		room = *n;
		windows = malloc((size_t)room * sizeof *windows);
		if (windows == NULL) {
			*n = 0;
			break;
		}
	}
	return windows;
}

/* send_all sends a message to all top-level windows. */
static void send_all(struct ws_call call, UINT flags, UINT timeout)
{
	int32_t n;
	HWND *windows = all(&n);
	LRESULT result;

	for (int32_t i = 0; i < n; i++) {
		call.window = windows[i];
		send_to(&call, flags, timeout, &result);
	}
	free(windows);
}

static LRESULT send_timeout(const struct ws_call *call, UINT flags, UINT timeout,
			    PDWORD_PTR result)
{
	LRESULT answer = 0;
	DWORD error = 0;

	WS_NO_CHILD(0);
	if (call->window == HWND_BROADCAST)
		send_all(*call, flags, timeout);
	else
		error = send_to(call, flags, timeout, &answer);
	if (result != NULL)
		*result = (DWORD_PTR)answer;
	return ws_bool((int32_t)error);
}

LRESULT ws_window_send(HWND window, UINT message, WPARAM wparam, LPARAM lparam, bool wide)
{
	const struct ws_call call = {window, message, wide, wparam, lparam, NULL, 0};
	LRESULT result;
	DWORD error;

	WS_NO_CHILD(0);
	if (window == HWND_BROADCAST) {
		send_all(call, SMTO_NORMAL, INFINITE);
		return 1;
	}
	error = send_to(&call, SMTO_NORMAL, INFINITE, &result);
	if (error != 0)
		ws_last_error = error;
	return result;
}

LRESULT WINAPI SendMessageA(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
	return ws_window_send(window, message, wparam, lparam, false);
}

LRESULT WINAPI SendMessageW(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
	return ws_window_send(window, message, wparam, lparam, true);
}

LRESULT WINAPI SendMessageTimeoutA(HWND window, UINT message, WPARAM wparam, LPARAM lparam,
				   UINT flags, UINT timeout, PDWORD_PTR result)
{
	const struct ws_call call = {window, message, 0, wparam, lparam, NULL, 0};

	return send_timeout(&call, flags, timeout, result);
}

LRESULT WINAPI SendMessageTimeoutW(HWND window, UINT message, WPARAM wparam, LPARAM lparam,
				   UINT flags, UINT timeout, PDWORD_PTR result)
{
	const struct ws_call call = {window, message, 1, wparam, lparam, NULL, 0};

	return send_timeout(&call, flags, timeout, result);
}

static int32_t notify(const struct ws_call *call)
{
	struct ws_call out;
	int32_t r = ws_go_message_notify(ws_queue_self(), call, &out);

	if (r == WS_DIRECT)
		ws_deliver(&out);
	return r < 0 ? -r : 0;
}

static BOOL send_notify(struct ws_call call)
{
	HWND *windows;
	int32_t n;

	WS_NO_CHILD(FALSE);
	if (call.window != HWND_BROADCAST)
		return ws_bool(notify(&call));
	windows = all(&n);
	for (int32_t i = 0; i < n; i++) {
		call.window = windows[i];
		notify(&call);
	}
	free(windows);
	return TRUE;
}

BOOL WINAPI SendNotifyMessageA(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
	return send_notify((struct ws_call){window, message, 0, wparam, lparam, NULL, 0});
}

BOOL WINAPI SendNotifyMessageW(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
	return send_notify((struct ws_call){window, message, 1, wparam, lparam, NULL, 0});
}

BOOL WINAPI ReplyMessage(LRESULT result)
{
	WS_NO_CHILD(FALSE);
	return ws_go_message_reply_now(ws_queue_self(), result);
}

DWORD WINAPI InSendMessageEx(LPVOID reserved)
{
	(void)reserved;
	WS_NO_CHILD(ISMEX_NOSEND);
	return ws_go_message_inside(ws_queue_self());
}

BOOL WINAPI InSendMessage(VOID)
{
	return InSendMessageEx(NULL) != ISMEX_NOSEND;
}

/* call_proc calls a procedure, or what GetWindowLongPtr gave in its place. */
static LRESULT call_proc(WNDPROC procedure, HWND window, UINT message, WPARAM wparam,
			 LPARAM lparam, bool wide)
{
	struct ws_call call = {window, message, wide, wparam, lparam, procedure, wide};

	if (!ws_forked && ((uintptr_t)procedure >> 16) == 0xFFFF)
		call.unicode = (UINT)ws_go_proc(&call.procedure, wide);
	return ws_deliver(&call);
}

LRESULT WINAPI CallWindowProcA(WNDPROC procedure, HWND window, UINT message, WPARAM wparam,
			       LPARAM lparam)
{
	return call_proc(procedure, window, message, wparam, lparam, false);
}

LRESULT WINAPI CallWindowProcW(WNDPROC procedure, HWND window, UINT message, WPARAM wparam,
			       LPARAM lparam)
{
	return call_proc(procedure, window, message, wparam, lparam, true);
}
