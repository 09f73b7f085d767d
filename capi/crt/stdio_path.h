/* stdio_path.h: file names for the run-time's functions. */
#ifndef WINSOCK_CRT_STDIO_PATH_H
#define WINSOCK_CRT_STDIO_PATH_H

#include "../kernel32/filepath.h"

/*
 * ws_stdio_path writes the path that a Windows name stands for; -1 with errno
 * ENOENT, or EINVAL for a name that no file can have and, after the invalid
 * parameter handler, for NULL.
 */
int ws_stdio_path(const char *name, char path[WS_PATH]);

#endif
