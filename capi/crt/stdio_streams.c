/* stdio_streams.c: all streams of the process. */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "format.h"

/* The C library's list of its streams (libio). */
void _IO_list_lock(void);
void _IO_list_unlock(void);
void *_IO_iter_begin(void);
void *_IO_iter_end(void);
void *_IO_iter_next(void *at);
FILE *_IO_iter_file(void *at);

static int is_standard(const FILE *stream)
{
	return stream == stdin || stream == stdout || stream == stderr;
}

/* open_streams counts the streams and stores the first room of them. */
static size_t open_streams(FILE **to, size_t room, int standard)
{
	size_t n = 0;

	_IO_list_lock();
	for (void *at = _IO_iter_begin(); at != _IO_iter_end(); at = _IO_iter_next(at)) {
		FILE *stream = _IO_iter_file(at);

		if (!standard && is_standard(stream))
			continue;
		if (n < room)
			to[n] = stream;
		n++;
	}
	_IO_list_unlock();
	return n;
}

/* _flushall writes out the buffers of all streams and returns how many are open. */
int _flushall(void)
{
	fflush(NULL);
	return (int)open_streams(NULL, 0, 1);
}

/* _fcloseall closes all streams but the standard ones and returns how many. */
int _fcloseall(void)
{
	FILE *stream[64];
	int closed = 0;

	for (;;) {
		size_t n = open_streams(stream, 64, 0);

		if (n == 0)
			return closed;
		for (size_t i = 0; i < n && i < 64; i++, closed++)
			fclose(stream[i]);
	}
}

static atomic_int most_streams = 512;

int _getmaxstdio(void)
{
	return atomic_load(&most_streams);
}

/*
 * _setmaxstdio lets the process have n open streams, at most 8192, and returns
 * n; -1 when it can't. The number of descriptors may grow for it.
 */
int _setmaxstdio(int n)
{
	struct rlimit limit;

	if (n < 3 || n > 8192)
		return ws_format_invalid();
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return -1;
	if (limit.rlim_cur < (rlim_t)n) {
		limit.rlim_cur = (rlim_t)n;
		if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
			return -1;
	}
	atomic_store(&most_streams, n);
	return n;
}

/* fread_s is fread into size bytes; more is an invalid parameter: ERANGE and 0. */
size_t fread_s(void *buffer, size_t size, size_t element, size_t count, FILE *stream)
{
	size_t bytes;

	if (element == 0 || count == 0)
		return 0;
	if (buffer == NULL || stream == NULL) {
		ws_format_invalid();
		return 0;
	}
	if (__builtin_mul_overflow(element, count, &bytes) || bytes > size) {
		memset(buffer, 0, size);
		ws_format_invalid();
		errno = ERANGE;
		return 0;
	}
	return fread(buffer, element, count, stream);
}

/* clearerr_s resets a stream's error and end; EINVAL for NULL. */
errno_t clearerr_s(FILE *stream)
{
	if (stream == NULL) {
		ws_format_invalid();
		return EINVAL;
	}
	clearerr(stream);
	return 0;
}
