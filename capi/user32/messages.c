/*
 * messages.c: taking messages from the thread's queue and posting them.
 *
 * Source: sdk-api, GetMessage, PeekMessage, DispatchMessage, PostMessage.
 */
#include "queue.h"
#include "send.h"
#include "text.h"

#include "probe.h"

static __thread LPARAM extra_info;

/* next gives the next message, after what other threads have sent; -1: an error. */
static BOOL next(LPMSG message, HWND window, UINT first, UINT last, UINT flags, bool wait)
{
	const struct ws_filter filter = {window, first, last, flags};
	void *queue = ws_queue_self();
	struct ws_call call;

	for (;;) {
		int32_t r = ws_go_message_next(queue, &filter, wait, message, &call);

		switch (r) {
		case WS_DELIVER:
			ws_go_message_reply(queue, ws_deliver(&call));
			break;
		case WS_ALERTED:
			ws_thread_calls(ws_thread_self());
			break;
		case WS_GOT:
			return TRUE;
		case WS_NOTHING:
			return FALSE;
		default:
			ws_last_error = (DWORD)-r;
			return -1;
		}
	}
}

BOOL WINAPI GetMessageW(LPMSG message, HWND window, UINT first, UINT last)
{
	BOOL got;

	WS_NO_CHILD(-1);
	if (!ws_writable(message, sizeof *message)) {
		ws_last_error = ERROR_NOACCESS;
		return -1;
	}
	got = next(message, window, first, last, PM_REMOVE, true);
	return got == TRUE ? message->message != WM_QUIT : got;
}

BOOL WINAPI GetMessageA(LPMSG message, HWND window, UINT first, UINT last)
{
	return GetMessageW(message, window, first, last);
}

BOOL WINAPI PeekMessageW(LPMSG message, HWND window, UINT first, UINT last, UINT flags)
{
	WS_NO_CHILD(FALSE);
	if (!ws_writable(message, sizeof *message))
		return ws_bool(ERROR_NOACCESS);
	return next(message, window, first, last, flags, false) == TRUE;
}

BOOL WINAPI PeekMessageA(LPMSG message, HWND window, UINT first, UINT last, UINT flags)
{
	return PeekMessageW(message, window, first, last, flags);
}

/* No keyboard makes characters; the result only tells that the message is a key's. */
BOOL WINAPI TranslateMessage(const MSG *message)
{
	return message->message == WM_KEYDOWN || message->message == WM_KEYUP ||
	       message->message == WM_SYSKEYDOWN || message->message == WM_SYSKEYUP;
}

static LRESULT dispatch(const MSG *message, bool wide)
{
	struct ws_call call = {message->hwnd, message->message, wide, message->wParam,
			       message->lParam, NULL, 0};
	TIMERPROC timer = (TIMERPROC)message->lParam;
	void *queue;

	WS_NO_CHILD(0);
	queue = ws_queue_self();
	if (message->message == WM_TIMER && timer != NULL && ws_go_timer_rings(queue, timer)) {
		timer(message->hwnd, WM_TIMER, message->wParam, GetTickCount());
		return 0;
	}
	if (message->hwnd == NULL || !ws_bool(ws_go_message_own(queue, &call)))
		return 0;
	return ws_deliver(&call);
}

LRESULT WINAPI DispatchMessageA(const MSG *message)
{
	return dispatch(message, false);
}

LRESULT WINAPI DispatchMessageW(const MSG *message)
{
	return dispatch(message, true);
}

/* A message without a window goes to the caller's own queue. */
BOOL WINAPI PostMessageW(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
	if (window == NULL)
		return PostThreadMessageW(GetCurrentThreadId(), message, wparam, lparam);
	WS_NO_CHILD(FALSE);
	return ws_bool(ws_go_message_post(window, message, wparam, lparam));
}

BOOL WINAPI PostMessageA(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
	return PostMessageW(window, message, wparam, lparam);
}

BOOL WINAPI PostThreadMessageW(DWORD thread, UINT message, WPARAM wparam, LPARAM lparam)
{
	WS_NO_CHILD(FALSE);
	if (thread == GetCurrentThreadId())
		ws_queue_self(); /* its own queue is there when it asks for it */
	return ws_bool(ws_go_message_post_thread(thread, message, wparam, lparam));
}

BOOL WINAPI PostThreadMessageA(DWORD thread, UINT message, WPARAM wparam, LPARAM lparam)
{
	return PostThreadMessageW(thread, message, wparam, lparam);
}

VOID WINAPI PostQuitMessage(int code)
{
	if (!ws_forked)
		ws_go_message_quit(ws_queue_self(), (WPARAM)code);
}

static UINT register_message(const void *name, bool wide)
{
	struct ws_text text;
	UINT message = 0;

	WS_NO_CHILD(0);
	if (!ws_text_of(&text, name, wide))
		return 0;
	if (text.n > 0 && text.n <= 255)
		message = ws_go_message_register(text.units, text.n);
	ws_text_free(&text);
	if (message == 0)
		ws_last_error = ERROR_INVALID_PARAMETER;
	return message;
}

UINT WINAPI RegisterWindowMessageA(LPCSTR name)
{
	return register_message(name, false);
}

UINT WINAPI RegisterWindowMessageW(LPCWSTR name)
{
	return register_message(name, true);
}

/* There is no pointer: it stays in the corner. */
DWORD WINAPI GetMessagePos(VOID)
{
	return 0;
}

LONG WINAPI GetMessageTime(VOID)
{
	WS_NO_CHILD(0);
	return (LONG)ws_go_message_time(ws_queue_self());
}

LPARAM WINAPI GetMessageExtraInfo(VOID)
{
	return extra_info;
}

LPARAM WINAPI SetMessageExtraInfo(LPARAM info)
{
	LPARAM before = extra_info;

	extra_info = info;
	return before;
}

DWORD WINAPI GetQueueStatus(UINT flags)
{
	WS_NO_CHILD(0);
	return ws_go_message_status(ws_queue_self(), flags);
}
