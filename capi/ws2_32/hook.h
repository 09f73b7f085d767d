/* hook.h: the blocking hooks of programs for Winsock 1.1, as providers see them. */
#ifndef WINSOCK_CAPI_HOOK_H
#define WINSOCK_CAPI_HOOK_H

#include <winsock2.h>

#include "hooked.h"

/*
 * ws_hook_callback calls the thread's hook, a LPBLOCKINGCALLBACK. It reports FALSE when
 * the call that blocks shall end with WSAEINTR.
 *
 * Source: P-275.
 */
BOOL CALLBACK ws_hook_callback(DWORD_PTR context);

/*
 * ws_hook_cancel is WSACancelBlockingCall as a provider has it: a program of any version
 * may have no call that blocks.
 *
 * Errors: WSAEINVAL. Source: P-219.
 */
int ws_hook_cancel(void);

#endif
