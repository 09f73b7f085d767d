/*
 * scanf_family.h: formatted input from streams and memory, of the type of
 * character that CHARACTER says, under the names that SCANF(before, after) makes,
 * such as vfscanf_s. SCAN reads it by a format, IN_STREAM and IN_TEXT say where
 * it comes from.
 */
#include "format.h"
#include "scan.h"

/* from_stream scans under the stream's lock; EOF after an invalid parameter. */
static int from_stream(FILE *stream, int secure, const CHARACTER *format, va_list args)
{
	struct ws_in in;
	int n;

	if (stream == NULL)
		return ws_format_invalid();
	flockfile(stream);
	IN_STREAM(&in, stream);
	n = SCAN(&in, secure, format, args);
	ws_in_close(&in);
	funlockfile(stream);
	return n;
}

static int from_text(const CHARACTER *text, size_t length, int secure, const CHARACTER *format,
	va_list args)
{
	struct ws_in in;

	if (text == NULL)
		return ws_format_invalid();
	IN_TEXT(&in, text, length);
	return SCAN(&in, secure, format, args);
}

int SCANF(vf, )(FILE *restrict stream, const CHARACTER *restrict format, va_list args)
{
	return from_stream(stream, 0, format, args);
}

int SCANF(v, )(const CHARACTER *restrict format, va_list args)
{
	return from_stream(stdin, 0, format, args);
}

int SCANF(vs, )(const CHARACTER *restrict text, const CHARACTER *restrict format, va_list args)
{
	return from_text(text, SIZE_MAX, 0, format, args);
}

int SCANF(vf, _s)(FILE *stream, const CHARACTER *format, va_list args)
{
	return from_stream(stream, 1, format, args);
}

int SCANF(v, _s)(const CHARACTER *format, va_list args)
{
	return from_stream(stdin, 1, format, args);
}

int SCANF(vs, _s)(const CHARACTER *text, const CHARACTER *format, va_list args)
{
	return from_text(text, SIZE_MAX, 1, format, args);
}

int SCANF(f, )(FILE *restrict stream, const CHARACTER *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_stream(stream, 0, format, args);
	va_end(args);
	return n;
}

int SCANF(, )(const CHARACTER *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_stream(stdin, 0, format, args);
	va_end(args);
	return n;
}

int SCANF(s, )(const CHARACTER *restrict text, const CHARACTER *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_text(text, SIZE_MAX, 0, format, args);
	va_end(args);
	return n;
}

int SCANF(f, _s)(FILE *stream, const CHARACTER *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_stream(stream, 1, format, args);
	va_end(args);
	return n;
}

int SCANF(, _s)(const CHARACTER *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_stream(stdin, 1, format, args);
	va_end(args);
	return n;
}

int SCANF(s, _s)(const CHARACTER *text, const CHARACTER *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_text(text, SIZE_MAX, 1, format, args);
	va_end(args);
	return n;
}

/* The _sn functions read at most length characters of text. */
int SCANF(_sn, )(const CHARACTER *text, size_t length, const CHARACTER *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_text(text, length, 0, format, args);
	va_end(args);
	return n;
}

int SCANF(_sn, _s)(const CHARACTER *text, size_t length, const CHARACTER *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_text(text, length, 1, format, args);
	va_end(args);
	return n;
}
