/* wprintf_file.c: formatted output of 16-bit characters to streams, as UTF-8. */
#include "format.h"

#include <errno.h>

#include "invalid.h"

/* to_stream formats under the stream's lock; -1 with errno set on failure. */
static int to_stream(FILE *stream, unsigned mode, const wchar_t *format, va_list args)
{
	wchar_t chunk[256];
	struct ws_out out;
	int n;

	if (stream == NULL)
		return ws_format_invalid();
	flockfile(stream);
	ws_out_wide_stream(&out, stream, chunk, sizeof chunk);
	n = ws_format_wide(&out, mode, format, args);
	if (ws_out_close(&out) != 0)
		n = -1;
	funlockfile(stream);
	return n;
}

int vfwprintf(FILE *restrict stream, const wchar_t *restrict format, va_list args)
{
	return to_stream(stream, 0, format, args);
}

int vwprintf(const wchar_t *restrict format, va_list args)
{
	return to_stream(stdout, 0, format, args);
}

int fwprintf(FILE *restrict stream, const wchar_t *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stream, 0, format, args);
	va_end(args);
	return n;
}

int wprintf(const wchar_t *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stdout, 0, format, args);
	va_end(args);
	return n;
}

/* The secure functions check the format's directives. */

int vfwprintf_s(FILE *stream, const wchar_t *format, va_list args)
{
	return to_stream(stream, WS_FORMAT_STRICT, format, args);
}

int vwprintf_s(const wchar_t *format, va_list args)
{
	return to_stream(stdout, WS_FORMAT_STRICT, format, args);
}

int fwprintf_s(FILE *stream, const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stream, WS_FORMAT_STRICT, format, args);
	va_end(args);
	return n;
}

int wprintf_s(const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stdout, WS_FORMAT_STRICT, format, args);
	va_end(args);
	return n;
}

/* The _p functions know positions: %2$d. */

int _vfwprintf_p(FILE *stream, const wchar_t *format, va_list args)
{
	return to_stream(stream, WS_FORMAT_POSITIONAL, format, args);
}

int _vwprintf_p(const wchar_t *format, va_list args)
{
	return to_stream(stdout, WS_FORMAT_POSITIONAL, format, args);
}

int _fwprintf_p(FILE *stream, const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stream, WS_FORMAT_POSITIONAL, format, args);
	va_end(args);
	return n;
}

int _wprintf_p(const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stdout, WS_FORMAT_POSITIONAL, format, args);
	va_end(args);
	return n;
}
