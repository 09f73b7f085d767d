/* stdhandle.c: the standard handles. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include <windows.h>

#include "file.h"
#include "fileerror.h"
#include "stdhandle.h"

uint64_t ws_go_inherited_standard(int32_t i);

/* What GetStdHandle gives: an inherited socket, or made of the descriptor when it is first asked for. */
static struct {
	HANDLE handle;
	bool known;
} standard[3];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* number_of is 0, 1 or 2 for STD_INPUT_HANDLE and its kin, else -1. */
static int number_of(DWORD which)
{
	switch (which) {
	case STD_INPUT_HANDLE: return 0;
	case STD_OUTPUT_HANDLE: return 1;
	case STD_ERROR_HANDLE: return 2;
	default: return -1;
	}
}

HANDLE ws_standard_handle(int fd)
{
	HANDLE h;

	pthread_mutex_lock(&lock);
	if (!standard[fd].known) {
		standard[fd].handle = (HANDLE)(uintptr_t)ws_go_inherited_standard(fd);
		if (standard[fd].handle == NULL && fcntl(fd, F_GETFD) >= 0)
			standard[fd].handle = ws_handle_of_fd(fd);
		standard[fd].known = standard[fd].handle != INVALID_HANDLE_VALUE;
	}
	h = standard[fd].handle;
	pthread_mutex_unlock(&lock);
	return h;
}

/*
 * GetStdHandle is standard input, output or error: a socket that the process has
 * inherited for it, a handle of ours over descriptor 0, 1 or 2, or what SetStdHandle
 * set. NULL: the process was started
 * without it. INVALID_HANDLE_VALUE: which is none of the three
 * (ERROR_INVALID_HANDLE).
 */
HANDLE WINAPI GetStdHandle(DWORD which)
{
	int fd = number_of(which);

	if (fd < 0) {
		ws_fail_with(ERROR_INVALID_HANDLE);
		return INVALID_HANDLE_VALUE;
	}
	return ws_standard_handle(fd);
}

/*
 * SetStdHandle sets what GetStdHandle gives and what child processes get; the C
 * run-time's streams stay where they are. Errors: ERROR_INVALID_HANDLE (which).
 */
BOOL WINAPI SetStdHandle(DWORD which, HANDLE handle)
{
	int fd = number_of(which);

	if (fd < 0)
		return ws_fail_with(ERROR_INVALID_HANDLE);
	pthread_mutex_lock(&lock);
	standard[fd].handle = handle;
	standard[fd].known = true;
	pthread_mutex_unlock(&lock);
	return TRUE;
}
