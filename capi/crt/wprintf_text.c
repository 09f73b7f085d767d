/* wprintf_text.c: formatted output of 16-bit characters to memory. */
#include "format.h"

#include <errno.h>
#include <limits.h>

#include "invalid.h"

/* The longest text that a length of int can tell, and its terminator. */
static const size_t UNBOUNDED = INT_MAX;

/*
 * to_text formats into the first size units at buffer, without terminator. It
 * returns the length of the whole text, or -1.
 */
static int to_text(wchar_t *buffer, size_t size, unsigned mode, const wchar_t *format,
		   va_list args)
{
	struct ws_out out;

	ws_out_memory(&out, buffer, 2 * (size < UNBOUNDED ? size : UNBOUNDED));
	return ws_format_wide(&out, mode, format, args);
}

/*
 * vswprintf writes at most count - 1 units and a terminator; -1 when the text is
 * longer. With a NULL buffer and a count of 0 it returns the length.
 */
int vswprintf(wchar_t *restrict buffer, size_t count, const wchar_t *restrict format,
	      va_list args)
{
	int n;

	if (buffer == NULL && count != 0)
		return ws_format_invalid();
	n = to_text(buffer, count != 0 ? count - 1 : 0, 0, format, args);
	if (buffer == NULL || n < 0 || (size_t)n < count) {
		if (count != 0)
			buffer[n < 0 ? 0 : n] = L'\0';
		return n;
	}
	if (count != 0)
		buffer[count - 1] = L'\0';
	return -1;
}

/*
 * _vsnwprintf writes at most count units, and a terminator only when there is
 * room for it; -1 when the text is longer than count.
 */
int _vsnwprintf(wchar_t *buffer, size_t count, const wchar_t *format, va_list args)
{
	int n;

	if (buffer == NULL && count != 0)
		return ws_format_invalid();
	n = to_text(buffer, count, 0, format, args);
	if (buffer == NULL || n < 0)
		return n;
	if ((size_t)n < count)
		buffer[n] = L'\0';
	return (size_t)n <= count ? n : -1;
}

int _vswprintf(wchar_t *buffer, const wchar_t *format, va_list args)
{
	int n;

	if (buffer == NULL)
		return ws_format_invalid();
	n = to_text(buffer, UNBOUNDED, 0, format, args);
	buffer[n < 0 ? 0 : n] = L'\0';
	return n;
}

/* _vscwprintf returns the length that the text would have. */
int _vscwprintf(const wchar_t *format, va_list args)
{
	return to_text(NULL, 0, 0, format, args);
}

int _vscwprintf_p(const wchar_t *format, va_list args)
{
	return to_text(NULL, 0, WS_FORMAT_POSITIONAL, format, args);
}

/*
 * whole writes text and terminator into size units. Text that does not fit is
 * an invalid parameter: an empty string, ERANGE and -1.
 */
static int whole(wchar_t *buffer, size_t size, unsigned mode, const wchar_t *format,
		 va_list args)
{
	int n;

	if (buffer == NULL || size == 0)
		return ws_format_invalid();
	if (format == NULL) {
		buffer[0] = L'\0';
		return ws_format_invalid();
	}
	n = to_text(buffer, size, mode, format, args);
	if (n >= 0 && (size_t)n < size) {
		buffer[n] = L'\0';
		return n;
	}
	buffer[0] = L'\0';
	if (n >= 0) {
		ws_invalid_parameter();
		errno = ERANGE;
	}
	return -1;
}

int vswprintf_s(wchar_t *buffer, size_t size, const wchar_t *format, va_list args)
{
	return whole(buffer, size, WS_FORMAT_STRICT, format, args);
}

int _vswprintf_p(wchar_t *buffer, size_t size, const wchar_t *format, va_list args)
{
	return whole(buffer, size, WS_FORMAT_POSITIONAL, format, args);
}

/*
 * _vsnwprintf_s writes at most count units and a terminator into size units;
 * with a count of _TRUNCATE what fits. -1 tells that the text was cut. It is an
 * invalid parameter when neither count nor _TRUNCATE makes the text fit.
 */
int _vsnwprintf_s(wchar_t *buffer, size_t size, size_t count, const wchar_t *format,
		  va_list args)
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
		buffer[0] = L'\0';
		return -1;
	}
	buffer[(size_t)n < limit ? (size_t)n : limit] = L'\0';
	return (size_t)n <= limit ? n : -1;
}

int swprintf(wchar_t *restrict buffer, size_t count, const wchar_t *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vswprintf(buffer, count, format, args);
	va_end(args);
	return n;
}

int _snwprintf(wchar_t *buffer, size_t count, const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vsnwprintf(buffer, count, format, args);
	va_end(args);
	return n;
}

int _swprintf(wchar_t *buffer, const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vswprintf(buffer, format, args);
	va_end(args);
	return n;
}

int _scwprintf(const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vscwprintf(format, args);
	va_end(args);
	return n;
}

int _scwprintf_p(const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vscwprintf_p(format, args);
	va_end(args);
	return n;
}

int swprintf_s(wchar_t *buffer, size_t size, const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vswprintf_s(buffer, size, format, args);
	va_end(args);
	return n;
}

int _swprintf_p(wchar_t *buffer, size_t size, const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vswprintf_p(buffer, size, format, args);
	va_end(args);
	return n;
}

int _snwprintf_s(wchar_t *buffer, size_t size, size_t count, const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vsnwprintf_s(buffer, size, count, format, args);
	va_end(args);
	return n;
}
