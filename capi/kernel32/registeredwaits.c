/*
 * registeredwaits.c: calling a function when an object is signalled. The next
 * wait begins when the call has ended, so that the calls of one registration do
 * not overlap.
 *
 * Source: threadpoollegacyapiset.h documentation, RegisterWaitForSingleObject.
 */
#include <threadpoollegacyapiset.h>

#include "callbacks.h"

BOOL WINAPI RegisterWaitForSingleObject(PHANDLE wait, HANDLE object, WAITORTIMERCALLBACK callback,
					PVOID context, ULONG timeout, ULONG flags)
{
	struct ws_callback *c;
	uintptr_t source = 0;

	WS_NO_CHILD(FALSE);
	c = ws_callback_new(callback, context);
	if (c == NULL)
		return FALSE;
	if (!ws_bool(ws_go_watch_new((uintptr_t)object, timeout, c, &source))) {
		ws_callback_free(c);
		return FALSE;
	}
	c->source = (void *)source;
	c->rearm = (flags & WT_EXECUTEONLYONCE) == 0;
	*wait = c;
	ws_go_watch_start(c->source);
	return TRUE;
}

BOOL WINAPI UnregisterWaitEx(HANDLE wait, HANDLE event)
{
	WS_NO_CHILD(FALSE);
	if (wait == NULL)
		return ws_bool(ERROR_INVALID_HANDLE);
	return ws_callback_delete(wait, event);
}

BOOL WINAPI UnregisterWait(HANDLE wait)
{
	return UnregisterWaitEx(wait, NULL);
}
