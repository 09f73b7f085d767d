/* console.h: terminals as consoles. */
#ifndef WINSOCK_KERNEL32_CONSOLE_H
#define WINSOCK_KERNEL32_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

#include "file.h"

/*
 * ws_console_borrow is ws_file_borrow for a console (ERROR_INVALID_HANDLE when
 * handle is none).
 */
bool ws_console_borrow(void *handle, struct ws_file *file);

/*
 * ws_console_write writes control sequences and text to a console; false with
 * the last error set.
 */
bool ws_console_write(int fd, const char *text, size_t n);

#endif
