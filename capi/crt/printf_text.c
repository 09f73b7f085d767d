/* printf_text.c: formatted output of bytes to memory. */
#include "format.h"

#include <errno.h>
#include <limits.h>

#include "invalid.h"

/* The longest text that a length of int can tell, and its terminator. */
enum { UNBOUNDED = INT_MAX };

/*
 * to_text formats into the first size bytes at buffer, without terminator. It
 * returns the length of the whole text, or -1.
 */
static int to_text(char *buffer, size_t size, unsigned mode, const char *format, va_list args)
{
	struct ws_out out;

	ws_out_memory(&out, buffer, size < UNBOUNDED ? size : UNBOUNDED);
	return ws_format(&out, mode, format, args);
}

/*
 * vsnprintf writes at most count - 1 bytes and a terminator and returns the
 * length of the whole text. A NULL buffer needs a count of 0.
 */
int vsnprintf(char *restrict buffer, size_t count, const char *restrict format, va_list args)
{
	int n;

	if (buffer == NULL && count != 0)
		return ws_format_invalid();
	n = to_text(buffer, count != 0 ? count - 1 : 0, 0, format, args);
	if (count != 0)
		buffer[n < 0 ? 0 : (size_t)n < count ? (size_t)n : count - 1] = '\0';
	return n;
}

/*
 * _vsnprintf writes at most count bytes, and a terminator only when there is
 * room for it; -1 when the text is longer than count.
 */
int _vsnprintf(char *buffer, size_t count, const char *format, va_list args)
{
	int n;

	if (buffer == NULL && count != 0)
		return ws_format_invalid();
	n = to_text(buffer, count, 0, format, args);
	if (buffer == NULL || n < 0)
		return n;
	if ((size_t)n < count)
		buffer[n] = '\0';
	return (size_t)n <= count ? n : -1;
}

int vsprintf(char *restrict buffer, const char *restrict format, va_list args)
{
	int n;

	if (buffer == NULL)
		return ws_format_invalid();
	n = to_text(buffer, UNBOUNDED, 0, format, args);
	buffer[n < 0 ? 0 : n] = '\0';
	return n;
}

/* _vscprintf returns the length that the text would have. */
int _vscprintf(const char *format, va_list args)
{
	return to_text(NULL, 0, 0, format, args);
}

int _vscprintf_p(const char *format, va_list args)
{
	return to_text(NULL, 0, WS_FORMAT_POSITIONAL, format, args);
}

/*
 * whole writes text and terminator into size bytes. Text that does not fit is
 * an invalid parameter: an empty string, ERANGE and -1.
 */
static int whole(char *buffer, size_t size, unsigned mode, const char *format, va_list args)
{
	int n;

	if (buffer == NULL || size == 0)
		return ws_format_invalid();
	if (format == NULL) {
		buffer[0] = '\0';
		return ws_format_invalid();
	}
	n = to_text(buffer, size, mode, format, args);
	if (n >= 0 && (size_t)n < size) {
		buffer[n] = '\0';
		return n;
	}
	buffer[0] = '\0';
	if (n >= 0) {
		ws_invalid_parameter();
		errno = ERANGE;
	}
	return -1;
}

int vsprintf_s(char *buffer, size_t size, const char *format, va_list args)
{
	return whole(buffer, size, WS_FORMAT_STRICT, format, args);
}

int _vsprintf_p(char *buffer, size_t size, const char *format, va_list args)
{
	return whole(buffer, size, WS_FORMAT_POSITIONAL, format, args);
}

/*
 * _vsnprintf_s writes at most count bytes and a terminator into size bytes;
 * with a count of _TRUNCATE what fits. -1 tells that the text was cut. It is an
 * invalid parameter when neither count nor _TRUNCATE makes the text fit.
 */
int _vsnprintf_s(char *buffer, size_t size, size_t count, const char *format, va_list args)
{
	size_t limit;
	int n;

	if (format == NULL)
		return ws_format_invalid();
	if (buffer == NULL && size == 0 && count == 0)
		return 0;
	if (buffer == NULL || size == 0)
		return ws_format_invalid();
	if (count >= size && count != _TRUNCATE)
		return whole(buffer, size, WS_FORMAT_STRICT, format, args);
	limit = count < size ? count : size - 1;
	n = to_text(buffer, limit, WS_FORMAT_STRICT, format, args);
	if (n < 0) {
		buffer[0] = '\0';
		return -1;
	}
	buffer[(size_t)n < limit ? (size_t)n : limit] = '\0';
	return (size_t)n <= limit ? n : -1;
}

int snprintf(char *restrict buffer, size_t count, const char *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(buffer, count, format, args);
	va_end(args);
	return n;
}

int _snprintf(char *buffer, size_t count, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vsnprintf(buffer, count, format, args);
	va_end(args);
	return n;
}

int sprintf(char *restrict buffer, const char *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsprintf(buffer, format, args);
	va_end(args);
	return n;
}

int _scprintf(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vscprintf(format, args);
	va_end(args);
	return n;
}

int _scprintf_p(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vscprintf_p(format, args);
	va_end(args);
	return n;
}

int sprintf_s(char *buffer, size_t size, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsprintf_s(buffer, size, format, args);
	va_end(args);
	return n;
}

int _sprintf_p(char *buffer, size_t size, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vsprintf_p(buffer, size, format, args);
	va_end(args);
	return n;
}

int _snprintf_s(char *buffer, size_t size, size_t count, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vsnprintf_s(buffer, size, count, format, args);
	va_end(args);
	return n;
}
