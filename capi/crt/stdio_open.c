/* stdio_open.c: streams of files, by Windows' names and modes. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "format.h"
#include "invalid.h"
#include "stdio_path.h"

/* The C library's own, which know neither Windows' names nor its modes. */
FILE *ws_system_fopen(const char *path, const char *mode) __asm__("fopen");
FILE *ws_system_freopen(const char *path, const char *mode, FILE *stream) __asm__("freopen");

/* Room for r, w or a, then +, x and e, and the end. */
enum { MODE = 5 };

/*
 * system_mode translates a mode (cpp-docs, fopen). t, b and the hints c, n, N,
 * S, R, T, D change nothing here, and streams hold UTF-8 whatever ccs says.
 * Descriptors don't outlive exec. -1 with errno EINVAL for another mode.
 */
static int system_mode(const char *mode, char to[MODE])
{
	size_t n = 0;

	if (mode == NULL)
		return ws_format_invalid();
	while (*mode == ' ')
		mode++;
	if (*mode != 'r' && *mode != 'w' && *mode != 'a')
		return ws_format_invalid();
	to[n++] = *mode++;
	for (; *mode != '\0' && *mode != ','; mode++) {
		if (strchr("btcnNSRTD ", *mode) != NULL)
			continue;
		if ((*mode != '+' && *mode != 'x') || n == 3)
			return ws_format_invalid();
		to[n++] = *mode;
	}
	to[n++] = 'e';
	to[n] = '\0';
	return 0;
}

FILE *fopen(const char *restrict name, const char *restrict mode)
{
	char path[WS_PATH], to[MODE];

	if (ws_stdio_path(name, path) != 0 || system_mode(mode, to) != 0)
		return NULL;
	return ws_system_fopen(path, to);
}

/* _fsopen is fopen: Linux knows no sharing modes. */
FILE *_fsopen(const char *name, const char *mode, int share)
{
	(void)share;
	return fopen(name, mode);
}

/* freopen closes the stream's file even when the new one can't be opened. */
FILE *freopen(const char *restrict name, const char *restrict mode, FILE *restrict stream)
{
	char path[WS_PATH], to[MODE];

	if (stream == NULL) {
		ws_format_invalid();
		return NULL;
	}
	if (ws_stdio_path(name, path) != 0 || system_mode(mode, to) != 0)
		return NULL;
	return ws_system_freopen(path, to, stream);
}

/* opened is the answer of the secure functions. */
static errno_t opened(FILE **to, FILE *stream)
{
	*to = stream;
	return stream != NULL ? 0 : errno;
}

static errno_t refused(void)
{
	ws_format_invalid();
	return EINVAL;
}

errno_t fopen_s(FILE **stream, const char *name, const char *mode)
{
	return stream != NULL ? opened(stream, fopen(name, mode)) : refused();
}

errno_t freopen_s(FILE **stream, const char *name, const char *mode, FILE *old)
{
	return stream != NULL ? opened(stream, freopen(name, mode, old)) : refused();
}

errno_t tmpfile_s(FILE **stream)
{
	return stream != NULL ? opened(stream, tmpfile()) : refused();
}
