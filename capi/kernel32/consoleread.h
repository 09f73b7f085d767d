/* consoleread.h: what is typed at a terminal. */
#ifndef WINSOCK_KERNEL32_CONSOLEREAD_H
#define WINSOCK_KERNEL32_CONSOLEREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * ws_console_read_bytes reads what was typed: a line, which then ends with CR
 * LF, or without ENABLE_LINE_INPUT what is there. It returns -1 with errno set.
 */
ssize_t ws_console_read_bytes(int fd, char *buffer, size_t count);

/* ws_console_read_keys reads what was typed as the terminal gives it. */
ssize_t ws_console_read_keys(int fd, char *buffer, size_t count);

/* ws_console_keep puts bytes that were read too early before what comes. */
void ws_console_keep(const char *bytes, size_t n);

/* ws_console_typed is how many bytes of a console can be had without waiting. */
size_t ws_console_typed(int fd);

/* ws_console_forget throws away what was typed. */
void ws_console_forget(int fd);

#endif
