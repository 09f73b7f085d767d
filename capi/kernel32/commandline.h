/* commandline.h: command lines as Windows programs read and write them. */
#ifndef WINSOCK_KERNEL32_COMMANDLINE_H
#define WINSOCK_KERNEL32_COMMANDLINE_H

#include <stddef.h>

/*
 * ws_split takes a command line, UTF-8, apart by Microsoft's rules. The vector
 * ends with NULL and is one piece of memory, to be freed; NULL without memory.
 *
 * Source: "Parsing C command-line arguments", "CommandLineToArgvW".
 */
char **ws_split(const char *line, int *count);

/*
 * ws_quote writes an argument so that ws_split gives it back, and returns its
 * length. out may be NULL, to learn that only; it has no terminator.
 */
size_t ws_quote(const char *argument, char *out);

#endif
