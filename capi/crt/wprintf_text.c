/* wprintf_text.c: formatted output of 16-bit characters to memory. */
#define CHARACTER wchar_t
#define PRINTF(before, after) before##wprintf##after
#define FORMAT ws_format_wide
#include "printf_text_family.h"

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

int swprintf(wchar_t *restrict buffer, size_t count, const wchar_t *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vswprintf(buffer, count, format, args);
	va_end(args);
	return n;
}

int _vswprintf(wchar_t *buffer, const wchar_t *format, va_list args)
{
	return unbounded(buffer, format, args);
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
