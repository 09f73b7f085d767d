/* printf_file.c: formatted output of bytes to streams. */
#include "format.h"

#include <errno.h>

#include "invalid.h"

/* to_stream formats under the stream's lock; -1 with errno set on failure. */
static int to_stream(FILE *stream, unsigned mode, const char *format, va_list args)
{
	char chunk[512];
	struct ws_out out;
	int n;

	if (stream == NULL)
		return ws_format_invalid();
	flockfile(stream);
	ws_out_stream(&out, stream, chunk, sizeof chunk);
	n = ws_format(&out, mode, format, args);
	if (ws_out_close(&out) != 0)
		n = -1;
	funlockfile(stream);
	return n;
}

int vfprintf(FILE *restrict stream, const char *restrict format, va_list args)
{
	return to_stream(stream, 0, format, args);
}

int vprintf(const char *restrict format, va_list args)
{
	return to_stream(stdout, 0, format, args);
}

int fprintf(FILE *restrict stream, const char *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stream, 0, format, args);
	va_end(args);
	return n;
}

int printf(const char *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stdout, 0, format, args);
	va_end(args);
	return n;
}

/* The secure functions check the format's directives. */

int vfprintf_s(FILE *stream, const char *format, va_list args)
{
	return to_stream(stream, WS_FORMAT_STRICT, format, args);
}

int vprintf_s(const char *format, va_list args)
{
	return to_stream(stdout, WS_FORMAT_STRICT, format, args);
}

int fprintf_s(FILE *stream, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stream, WS_FORMAT_STRICT, format, args);
	va_end(args);
	return n;
}

int printf_s(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stdout, WS_FORMAT_STRICT, format, args);
	va_end(args);
	return n;
}

/* The _p functions know positions: %2$d. */

int _vfprintf_p(FILE *stream, const char *format, va_list args)
{
	return to_stream(stream, WS_FORMAT_POSITIONAL, format, args);
}

int _vprintf_p(const char *format, va_list args)
{
	return to_stream(stdout, WS_FORMAT_POSITIONAL, format, args);
}

int _fprintf_p(FILE *stream, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stream, WS_FORMAT_POSITIONAL, format, args);
	va_end(args);
	return n;
}

int _printf_p(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stdout, WS_FORMAT_POSITIONAL, format, args);
	va_end(args);
	return n;
}
