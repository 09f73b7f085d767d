/*
 * upcalls.c: what a provider may call. None of it changes the thread's last error,
 * which is the application's.
 */
#include <windows.h>

#include "winsockgo.h"
#include "hook.h"
#include "spi.h"

_Atomic uint64_t ws_below[WS_LANES];

/* kept is the end of an upcall: the last error as it was, and how the call failed. */
static unsigned kept(unsigned before)
{
	unsigned error = ws_last_error;
	ws_last_error = before;
	return error;
}

/* told is the result of an upcall about an object; a failure's error goes to *error. */
static BOOL told(BOOL ok, unsigned before, LPINT error)
{
	unsigned code = kept(before);
	if (!ok)
		ws_tell(error, (int)code);
	return ok;
}

/* Source: P-250. */
static BOOL WSPAPI close_event(WSAEVENT event, LPINT error)
{
	unsigned before = ws_last_error;
	return told(WSACloseEvent(event), before, error);
}

/* Source: P-252. Not signalled, and reset by hand. */
static WSAEVENT WSPAPI create_event(LPINT error)
{
	unsigned before = ws_last_error;
	WSAEVENT event = WSACreateEvent();
	told(event != WSA_INVALID_EVENT, before, error);
	return event;
}

/* Source: P-254. */
static int WSPAPI fd_is_set(SOCKET s, fd_set *set)
{
	return set != NULL && __WSAFDIsSet(s, set);
}

/* Source: P-257. */
static BOOL WSPAPI post_message(HWND window, UINT message, WPARAM w, LPARAM l)
{
	unsigned before = ws_last_error;
	return told(PostMessageW(window, message, w, l), before, NULL);
}

/*
 * query_blocking_callback gives the hook of the calling thread, NULL for a thread
 * without one, and the context to hand it.
 *
 * Errors: WSAEFAULT, WSAEINVAL (no such entry). Source: P-258, P-274.
 */
static int WSPAPI query_blocking_callback(DWORD entry, LPBLOCKINGCALLBACK *callback,
	PDWORD_PTR context, LPINT error)
{
	int bad = 0;
	if (!ws_writable(callback, sizeof *callback) || !ws_writable(context, sizeof *context))
		bad = WSAEFAULT;
	else if (!ws_go_spi_entry(entry))
		bad = WSAEINVAL;
	if (bad != 0) {
		ws_tell(error, bad);
		return SOCKET_ERROR;
	}
	*callback = ws_hooked() ? ws_hook_callback : NULL;
	*context = 0;
	return 0;
}

/*
 * queue_apc makes thread call function(context) in its next alertable wait.
 *
 * Errors: WSAEFAULT (no thread, no function). Source: P-260, P-267.
 */
static int WSPAPI queue_apc(LPWSATHREADID thread, LPWSAUSERAPC function, DWORD_PTR context,
	LPINT error)
{
	unsigned before = ws_last_error;
	BOOL ok = ws_readable(thread, sizeof *thread) && function != NULL &&
		QueueUserAPC((PAPCFUNC)function, thread->ThreadHandle, context) != 0;
	ws_last_error = before;
	if (!ok)
		ws_tell(error, WSAEFAULT);
	return ok ? 0 : SOCKET_ERROR;
}

/* Source: P-261. */
static BOOL WSPAPI reset_event(WSAEVENT event, LPINT error)
{
	unsigned before = ws_last_error;
	return told(WSAResetEvent(event), before, error);
}

/* Source: P-262. */
static BOOL WSPAPI set_event(WSAEVENT event, LPINT error)
{
	unsigned before = ws_last_error;
	return told(WSASetEvent(event), before, error);
}

/*
 * open_current_thread names the calling thread to all others until close_thread.
 *
 * Errors: WSAEFAULT, WSANOTINITIALISED, WSAEMFILE. Source: P-263.
 */
static int WSPAPI open_current_thread(LPWSATHREADID thread, LPINT error)
{
	unsigned before = ws_last_error;
	HANDLE process = GetCurrentProcess(), handle = NULL;
	int bad = ws_go_started();
	if (bad == 0 && !ws_writable(thread, sizeof *thread))
		bad = WSAEFAULT;
	if (bad == 0 && !DuplicateHandle(process, GetCurrentThread(), process, &handle, 0, FALSE,
						DUPLICATE_SAME_ACCESS))
		bad = WSAEMFILE;
	ws_last_error = before;
	if (bad != 0) {
		ws_tell(error, bad);
		return SOCKET_ERROR;
	}
	*thread = (WSATHREADID){handle, 0};
	return 0;
}

/* Errors: WSAEFAULT (no thread that was opened so). Source: P-264. */
static int WSPAPI close_thread(LPWSATHREADID thread, LPINT error)
{
	unsigned before = ws_last_error;
	BOOL ok = ws_readable(thread, sizeof *thread) && GetThreadId(thread->ThreadHandle) != 0 &&
		CloseHandle(thread->ThreadHandle);
	ws_last_error = before;
	if (!ok)
		ws_tell(error, WSAEFAULT);
	return ok ? 0 : SOCKET_ERROR;
}

const WSPUPCALLTABLE ws_upcalls = {
	.lpWPUCloseEvent = close_event,
	.lpWPUCloseSocketHandle = ws_wpu_close_socket_handle,
	.lpWPUCreateEvent = create_event,
	.lpWPUCreateSocketHandle = ws_wpu_create_socket_handle,
	.lpWPUFDIsSet = fd_is_set,
	.lpWPUGetProviderPath = ws_wpu_get_provider_path,
	.lpWPUModifyIFSHandle = ws_wpu_modify_ifs_handle,
	.lpWPUPostMessage = post_message,
	.lpWPUQueryBlockingCallback = query_blocking_callback,
	.lpWPUQuerySocketHandleContext = ws_wpu_query_socket_handle_context,
	.lpWPUQueueApc = queue_apc,
	.lpWPUResetEvent = reset_event,
	.lpWPUSetEvent = set_event,
	.lpWPUOpenCurrentThread = open_current_thread,
	.lpWPUCloseThread = close_thread,
};
