/* bridge.h: libws2_32.so in a program that is not in C. */
#ifndef WINSOCK_NATIVE_BRIDGE_H
#define WINSOCK_NATIVE_BRIDGE_H

#include <stdint.h>

#include "table.h"

/*
 * ws_np_library loads the library, if need be as one that the provider at path was linked
 * with. It returns why it can't, to be freed; NULL: it has.
 */
char *ws_np_library(const char *path);

/* ws_np_library_startup is the library's WSPStartup. */
void *ws_np_library_startup(void);

/* ws_np_share makes signals reach both run-times of Go. */
void ws_np_share(void);

/*
 * ws_np_watch makes an event of the library's, of which ws_np_signalled is told with id each
 * time it is signalled. 0: there is no memory. ws_np_unwatch ends that.
 */
uintptr_t ws_np_watch(uintptr_t id, void **wait);
void ws_np_unwatch(uintptr_t event, void *wait);

#endif
