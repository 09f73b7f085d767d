/* times.h: times and processors of threads and processes. */
#ifndef WINSOCK_KERNEL32_TIMES_H
#define WINSOCK_KERNEL32_TIMES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <windows.h>

/* ws_tell_times gives out times: created, exited, kernel, user, in 100 ns. */
void ws_tell_times(const int64_t *times, LPFILETIME created, LPFILETIME exited, LPFILETIME kernel,
		   LPFILETIME user);

/*
 * ws_affinity gives the first 64 processors that a thread may use, and
 * ws_set_affinity sets them; id 0 is the caller. They set the last error.
 */
bool ws_affinity(pid_t id, DWORD_PTR *mask);
bool ws_set_affinity(pid_t id, DWORD_PTR mask);

/* ws_processors is the mask of the processors there are. */
DWORD_PTR ws_processors(void);

#endif
