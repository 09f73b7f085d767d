/* hooked.h: threads that call a function of the program while they block. */
#ifndef WINSOCK_SHIM_HOOKED_H
#define WINSOCK_SHIM_HOOKED_H

#include <stdbool.h>

/* ws_hooked reports whether the calling thread is one. */
bool ws_hooked(void);

/* How a call of a hook ended: it has nothing to do, it wants to be called again, or cancelled. */
enum { WS_HOOK_IDLE, WS_HOOK_MORE, WS_HOOK_CANCELLED };

/* ws_hook_run calls the hook of a thread that is hooked. */
int ws_hook_run(void);

/* ws_hooks_allow is for a start-up of Winsock 1.1, ws_hooks_end for the last clean-up. */
void ws_hooks_allow(void);
void ws_hooks_end(void);

#endif
