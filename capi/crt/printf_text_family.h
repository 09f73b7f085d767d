/*
 * printf_text_family.h: formatted output to memory, of the type of character
 * that CHARACTER says, under the names that PRINTF(before, after) makes, such as
 * vsprintf_s. FORMAT formats it. The functions of standard C have other names
 * and rules for 16-bit characters: unbounded and to_text are for them.
 */
#include "format.h"

#include <errno.h>
#include <limits.h>

#include "invalid.h"

/* The longest text that a length of int can tell, and its terminator. */
static const size_t UNBOUNDED = INT_MAX;

/*
 * to_text formats into the first size characters at buffer, without terminator.
 * It returns the length of the whole text, or -1.
 */
static int to_text(CHARACTER *buffer, size_t size, unsigned mode, const CHARACTER *format,
	va_list args)
{
	struct ws_out out;

	ws_out_memory(&out, buffer, (size < UNBOUNDED ? size : UNBOUNDED) * sizeof *buffer);
	return FORMAT(&out, mode, format, args);
}

/*
 * _vsnprintf writes at most count characters, and a terminator only when there
 * is room for it; -1 when the text is longer than count.
 */
int PRINTF(_vsn, )(CHARACTER *buffer, size_t count, const CHARACTER *format, va_list args)
{
	int n;

	if (buffer == NULL && count != 0)
		return ws_format_invalid();
	n = to_text(buffer, count, 0, format, args);
	if (buffer == NULL || n < 0)
		return n;
	if ((size_t)n < count)
		buffer[n] = 0;
	return (size_t)n <= count ? n : -1;
}

/* unbounded formats into as much room as it takes. */
static int unbounded(CHARACTER *buffer, const CHARACTER *format, va_list args)
{
	int n;

	if (buffer == NULL)
		return ws_format_invalid();
	n = to_text(buffer, UNBOUNDED, 0, format, args);
	buffer[n < 0 ? 0 : n] = 0;
	return n;
}

/* _vscprintf returns the length that the text would have. */
int PRINTF(_vsc, )(const CHARACTER *format, va_list args)
{
	return to_text(NULL, 0, 0, format, args);
}

int PRINTF(_vsc, _p)(const CHARACTER *format, va_list args)
{
	return to_text(NULL, 0, WS_FORMAT_POSITIONAL, format, args);
}

/*
 * whole writes text and terminator into size characters. Text that does not fit
 * is an invalid parameter: an empty string, ERANGE and -1.
 */
static int whole(CHARACTER *buffer, size_t size, unsigned mode, const CHARACTER *format,
	va_list args)
{
	int n;

	if (buffer == NULL || size == 0)
		return ws_format_invalid();
	if (format == NULL) {
		buffer[0] = 0;
		return ws_format_invalid();
	}
	n = to_text(buffer, size, mode, format, args);
	if (n >= 0 && (size_t)n < size) {
		buffer[n] = 0;
		return n;
	}
	buffer[0] = 0;
	if (n >= 0) {
		ws_invalid_parameter();
		errno = ERANGE;
	}
	return -1;
}

int PRINTF(vs, _s)(CHARACTER *buffer, size_t size, const CHARACTER *format, va_list args)
{
	return whole(buffer, size, WS_FORMAT_STRICT, format, args);
}

int PRINTF(_vs, _p)(CHARACTER *buffer, size_t size, const CHARACTER *format, va_list args)
{
	return whole(buffer, size, WS_FORMAT_POSITIONAL, format, args);
}

/*
 * _vsnprintf_s writes at most count characters and a terminator into size of
 * them; with a count of _TRUNCATE what fits. -1 tells that the text was cut. It is an
 * invalid parameter when neither count nor _TRUNCATE makes the text fit.
 */
int PRINTF(_vsn, _s)(CHARACTER *buffer, size_t size, size_t count, const CHARACTER *format,
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
		buffer[0] = 0;
		return -1;
	}
	buffer[(size_t)n < limit ? (size_t)n : limit] = 0;
	return (size_t)n <= limit ? n : -1;
}

int PRINTF(_sn, )(CHARACTER *buffer, size_t count, const CHARACTER *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = PRINTF(_vsn, )(buffer, count, format, args);
	va_end(args);
	return n;
}

int PRINTF(_sc, )(const CHARACTER *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = PRINTF(_vsc, )(format, args);
	va_end(args);
	return n;
}

int PRINTF(_sc, _p)(const CHARACTER *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = PRINTF(_vsc, _p)(format, args);
	va_end(args);
	return n;
}

int PRINTF(s, _s)(CHARACTER *buffer, size_t size, const CHARACTER *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = PRINTF(vs, _s)(buffer, size, format, args);
	va_end(args);
	return n;
}

int PRINTF(_s, _p)(CHARACTER *buffer, size_t size, const CHARACTER *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = PRINTF(_vs, _p)(buffer, size, format, args);
	va_end(args);
	return n;
}

int PRINTF(_sn, _s)(CHARACTER *buffer, size_t size, size_t count, const CHARACTER *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = PRINTF(_vsn, _s)(buffer, size, count, format, args);
	va_end(args);
	return n;
}
