/* hooked.h: threads that call a function of the program while they block. */
#ifndef WINSOCK_SHIM_HOOKED_H
#define WINSOCK_SHIM_HOOKED_H

#include <stdbool.h>

/* ws_hooked reports whether the calling thread is one. */
bool ws_hooked(void);

/*
 * ws_hook_run calls the function of a thread that has one; false: it has cancelled what
 * blocks. ws_hook_wants reports whether it wants to be called again at once.
 */
bool ws_hook_run(void);
bool ws_hook_wants(void);

/* ws_hooks_allow is for a start-up of Winsock 1.1, ws_hooks_end for the last clean-up. */
void ws_hooks_allow(void);
void ws_hooks_end(void);

#endif
