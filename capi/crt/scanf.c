/* scanf.c: formatted input of bytes from streams and memory. */
#include "format.h"
#include "scan.h"

/* from_stream scans under the stream's lock; EOF after an invalid parameter. */
static int from_stream(FILE *stream, int secure, const char *format, va_list args)
{
	struct ws_in in;
	int n;

	if (stream == NULL)
		return ws_format_invalid();
	flockfile(stream);
	ws_in_stream(&in, stream);
	n = ws_scan(&in, secure, format, args);
	ws_in_close(&in);
	funlockfile(stream);
	return n;
}

static int from_text(const char *text, size_t length, int secure, const char *format, va_list args)
{
	struct ws_in in;

	if (text == NULL)
		return ws_format_invalid();
	ws_in_text(&in, text, length);
	return ws_scan(&in, secure, format, args);
}

int vfscanf(FILE *restrict stream, const char *restrict format, va_list args)
{
	return from_stream(stream, 0, format, args);
}

int vscanf(const char *restrict format, va_list args)
{
	return from_stream(stdin, 0, format, args);
}

int vsscanf(const char *restrict text, const char *restrict format, va_list args)
{
	return from_text(text, SIZE_MAX, 0, format, args);
}

int vfscanf_s(FILE *stream, const char *format, va_list args)
{
	return from_stream(stream, 1, format, args);
}

int vscanf_s(const char *format, va_list args)
{
	return from_stream(stdin, 1, format, args);
}

int vsscanf_s(const char *text, const char *format, va_list args)
{
	return from_text(text, SIZE_MAX, 1, format, args);
}

int fscanf(FILE *restrict stream, const char *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_stream(stream, 0, format, args);
	va_end(args);
	return n;
}

int scanf(const char *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_stream(stdin, 0, format, args);
	va_end(args);
	return n;
}

int sscanf(const char *restrict text, const char *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_text(text, SIZE_MAX, 0, format, args);
	va_end(args);
	return n;
}

int fscanf_s(FILE *stream, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_stream(stream, 1, format, args);
	va_end(args);
	return n;
}

int scanf_s(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_stream(stdin, 1, format, args);
	va_end(args);
	return n;
}

int sscanf_s(const char *text, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_text(text, SIZE_MAX, 1, format, args);
	va_end(args);
	return n;
}

/* _snscanf reads at most length bytes of text. */
int _snscanf(const char *text, size_t length, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_text(text, length, 0, format, args);
	va_end(args);
	return n;
}

int _snscanf_s(const char *text, size_t length, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_text(text, length, 1, format, args);
	va_end(args);
	return n;
}
