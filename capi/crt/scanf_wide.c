/* scanf_wide.c: formatted input of 16-bit characters from streams and memory. */
#include "format.h"
#include "scan.h"

/* from_stream scans under the stream's lock; EOF after an invalid parameter. */
static int from_stream(FILE *stream, int secure, const wchar_t *format, va_list args)
{
	struct ws_in in;
	int n;

	if (stream == NULL)
		return ws_format_invalid();
	flockfile(stream);
	ws_in_wide_stream(&in, stream);
	n = ws_scan_wide(&in, secure, format, args);
	ws_in_close(&in);
	funlockfile(stream);
	return n;
}

static int from_text(const wchar_t *text, size_t length, int secure, const wchar_t *format,
		     va_list args)
{
	struct ws_in in;

	if (text == NULL)
		return ws_format_invalid();
	ws_in_wide_text(&in, text, length);
	return ws_scan_wide(&in, secure, format, args);
}

int vfwscanf(FILE *restrict stream, const wchar_t *restrict format, va_list args)
{
	return from_stream(stream, 0, format, args);
}

int vwscanf(const wchar_t *restrict format, va_list args)
{
	return from_stream(stdin, 0, format, args);
}

int vswscanf(const wchar_t *restrict text, const wchar_t *restrict format, va_list args)
{
	return from_text(text, SIZE_MAX, 0, format, args);
}

int vfwscanf_s(FILE *stream, const wchar_t *format, va_list args)
{
	return from_stream(stream, 1, format, args);
}

int vwscanf_s(const wchar_t *format, va_list args)
{
	return from_stream(stdin, 1, format, args);
}

int vswscanf_s(const wchar_t *text, const wchar_t *format, va_list args)
{
	return from_text(text, SIZE_MAX, 1, format, args);
}

int fwscanf(FILE *restrict stream, const wchar_t *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_stream(stream, 0, format, args);
	va_end(args);
	return n;
}

int wscanf(const wchar_t *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_stream(stdin, 0, format, args);
	va_end(args);
	return n;
}

int swscanf(const wchar_t *restrict text, const wchar_t *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_text(text, SIZE_MAX, 0, format, args);
	va_end(args);
	return n;
}

int fwscanf_s(FILE *stream, const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_stream(stream, 1, format, args);
	va_end(args);
	return n;
}

int wscanf_s(const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_stream(stdin, 1, format, args);
	va_end(args);
	return n;
}

int swscanf_s(const wchar_t *text, const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_text(text, SIZE_MAX, 1, format, args);
	va_end(args);
	return n;
}

/* _snwscanf reads at most length units of text. */
int _snwscanf(const wchar_t *text, size_t length, const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_text(text, length, 0, format, args);
	va_end(args);
	return n;
}

int _snwscanf_s(const wchar_t *text, size_t length, const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = from_text(text, length, 1, format, args);
	va_end(args);
	return n;
}
