/* createprocess.h: what CreateProcess is made of. */
#ifndef WINSOCK_KERNEL32_CREATEPROCESS_H
#define WINSOCK_KERNEL32_CREATEPROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "filepath.h"

/* What is to run. */
struct ws_start {
	char path[WS_PATH];	/* the file */
	char **arguments;	/* one piece of memory */
	char **environment;	/* NULL: the caller's; else one piece of memory */
	const char *directory;	/* NULL: the caller's */
	int standard[3];	/* descriptors that become 0, 1 and 2 */
	int32_t *inherited;	/* descriptors that stay what they are */
	int inherits;		/* how many */
	bool sockets[3];	/* standard handles that the child has as sockets */
	bool group;	/* a process group of its own */
	bool session;	/* no terminal */
	bool suspended;	/* stops before its first instruction */
};

/*
 * ws_find_program finds the file that a command means and sets path and
 * arguments. application is the name that CreateProcess was given, or NULL: then
 * it is the beginning of line. It returns 0 or the error: ERROR_FILE_NOT_FOUND,
 * ERROR_PATH_NOT_FOUND, ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY and those of
 * the path.
 */
unsigned ws_find_program(const char *application, const char *line, struct ws_start *start);

/* ws_spawn starts the process; -1 with errno set. */
pid_t ws_spawn(const struct ws_start *start);

#endif
