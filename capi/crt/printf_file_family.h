/*
 * printf_file_family.h: formatted output to streams, of the type of character
 * that CHARACTER says, under the names that PRINTF(before, after) makes, such as
 * vfprintf_s. FORMAT formats it, OUT lets it go to a stream.
 */
#include "format.h"

/* to_stream formats under the stream's lock; -1 with errno set on failure. */
static int to_stream(FILE *stream, unsigned mode, const CHARACTER *format, va_list args)
{
	CHARACTER chunk[512 / sizeof(CHARACTER)];
	struct ws_out out;
	int n;

	if (stream == NULL)
		return ws_format_invalid();
	flockfile(stream);
	OUT(&out, stream, chunk, sizeof chunk);
	n = FORMAT(&out, mode, format, args);
	if (ws_out_close(&out) != 0)
		n = -1;
	funlockfile(stream);
	return n;
}

int PRINTF(vf, )(FILE *restrict stream, const CHARACTER *restrict format, va_list args)
{
	return to_stream(stream, 0, format, args);
}

int PRINTF(v, )(const CHARACTER *restrict format, va_list args)
{
	return to_stream(stdout, 0, format, args);
}

int PRINTF(f, )(FILE *restrict stream, const CHARACTER *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stream, 0, format, args);
	va_end(args);
	return n;
}

int PRINTF(, )(const CHARACTER *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stdout, 0, format, args);
	va_end(args);
	return n;
}

/* The secure functions check the format's directives. */

int PRINTF(vf, _s)(FILE *stream, const CHARACTER *format, va_list args)
{
	return to_stream(stream, WS_FORMAT_STRICT, format, args);
}

int PRINTF(v, _s)(const CHARACTER *format, va_list args)
{
	return to_stream(stdout, WS_FORMAT_STRICT, format, args);
}

int PRINTF(f, _s)(FILE *stream, const CHARACTER *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stream, WS_FORMAT_STRICT, format, args);
	va_end(args);
	return n;
}

int PRINTF(, _s)(const CHARACTER *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stdout, WS_FORMAT_STRICT, format, args);
	va_end(args);
	return n;
}

/* The _p functions know positions: %2$d. */

int PRINTF(_vf, _p)(FILE *stream, const CHARACTER *format, va_list args)
{
	return to_stream(stream, WS_FORMAT_POSITIONAL, format, args);
}

int PRINTF(_v, _p)(const CHARACTER *format, va_list args)
{
	return to_stream(stdout, WS_FORMAT_POSITIONAL, format, args);
}

int PRINTF(_f, _p)(FILE *stream, const CHARACTER *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stream, WS_FORMAT_POSITIONAL, format, args);
	va_end(args);
	return n;
}

int PRINTF(_, _p)(const CHARACTER *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = to_stream(stdout, WS_FORMAT_POSITIONAL, format, args);
	va_end(args);
	return n;
}
