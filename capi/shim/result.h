/* result.h: how a call ends. */
#ifndef WINSOCK_SHIM_RESULT_H
#define WINSOCK_SHIM_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "fork.h"
#include "lasterror.h"
#include "probe.h"

/* ws_fail sets the last error and returns SOCKET_ERROR. */
static inline int ws_fail(int32_t error)
{
	ws_last_error = (unsigned int)error;
	return -1;
}

/*
 * ws_thread_interrupted does not return when the call ended with WSAEINTR because
 * of TerminateThread.
 */
void ws_thread_interrupted(void);
#define WS_EINTR 10004

/*
 * ws_done is the result of a call that gave an error code; 0 stands for success,
 * which clears the last error.
 *
 * Source: S-014.
 */
static inline int ws_done(int32_t error)
{
	ws_last_error = (unsigned int)error;
	if (error == WS_EINTR)
		ws_thread_interrupted();
	return error == 0 ? 0 : -1;
}

/* ws_count is the result of a call that gave a count, or a negative code. */
static inline int64_t ws_count(int64_t n)
{
	ws_last_error = n >= 0 ? 0 : (unsigned int)-n;
	if (n == -WS_EINTR)
		ws_thread_interrupted();
	return n >= 0 ? n : -1;
}

/* ws_length is the length n of a caller's memory; a negative one stands for none. */
static inline size_t ws_length(int n)
{
	return n > 0 ? (size_t)n : 0;
}

/* ws_in is p, or NULL when the n bytes there can't be read. */
static inline void *ws_in(const void *p, uint64_t n)
{
	return ws_readable(p, n) ? (void *)p : (void *)0;
}

/* ws_out is p, or NULL when the n bytes there can't be written. */
static inline void *ws_out(void *p, uint64_t n)
{
	return ws_writable(p, n) ? p : (void *)0;
}

/*
 * ws_barred is not 0 while there are threads that must not call Winsock: in the child of a
 * fork (D12), and in a blocking hook. ws_bars reports whether the caller is one; the last
 * error says why: as if WSAStartup had not been called, or WSAEINPROGRESS (P-275).
 */
extern int ws_barred;
bool ws_bars(void);

/* WS_ALIVE ends a call of a thread that must not make it. */
#define WS_ALIVE(failure)                                      \
	do {                                                       \
		if (__builtin_expect(ws_barred != 0, 0) && ws_bars()) \
			return failure;                                    \
	} while (0)

#endif
