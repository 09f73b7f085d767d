/* printf_text.c: formatted output of bytes to memory. */
#define CHARACTER char
#define PRINTF(before, after) before##printf##after
#define FORMAT ws_format
#include "printf_text_family.h"

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

int snprintf(char *restrict buffer, size_t count, const char *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(buffer, count, format, args);
	va_end(args);
	return n;
}

int vsprintf(char *restrict buffer, const char *restrict format, va_list args)
{
	return unbounded(buffer, format, args);
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
