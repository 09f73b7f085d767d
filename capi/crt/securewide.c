/* securewide.c: secure functions on 16-bit characters. */
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "results.h"

#define CHARACTER wchar_t
#define SINGLE wchar_t
#define NAME(before, after) before##wcs##after
#include "secure_family.h"

/* bytes is the size of n characters, or the largest there is. */
static size_t bytes(size_t n)
{
	return n <= SIZE_MAX / sizeof(wchar_t) ? n * sizeof(wchar_t) : SIZE_MAX;
}

errno_t wmemcpy_s(wchar_t *to, rsize_t size, const wchar_t *from, rsize_t n)
{
	return memcpy_s(to, bytes(size), from, bytes(n));
}

errno_t wmemmove_s(wchar_t *to, rsize_t size, const wchar_t *from, rsize_t n)
{
	return memmove_s(to, bytes(size), from, bytes(n));
}

wchar_t *_wcserror(int code)
{
	struct ws_results *results = ws_results();

	_wcserror_s(results->wide_message, 256, code);
	return results->wide_message;
}

/* Texts of the C library are ASCII as long as no message catalogue is open, UTF-8 then. */
errno_t _wcserror_s(wchar_t *to, size_t size, int code)
{
	size_t n;

	if (!to || !size)
		return ws_refuse(EINVAL);
	n = mbstowcs(to, strerror(code), size);
	if (n == (size_t)-1)
		n = 0;
	to[n < size ? n : size - 1] = 0;
	return 0;
}
