/* securewide.c: secure functions on 16-bit characters. */
#include <string.h>
#include <wchar.h>

#include "results.h"

#define CHARACTER wchar_t
#define NAME(suffix) wcs##suffix
#include "securetext.h"

errno_t _wcslwr_s(wchar_t *s, size_t size)
{
	errno_t code = bounded(s, size);

	if (!code && s)
		_wcslwr(s);
	return code;
}

errno_t _wcsupr_s(wchar_t *s, size_t size)
{
	errno_t code = bounded(s, size);

	if (!code && s)
		_wcsupr(s);
	return code;
}

errno_t _wcsset_s(wchar_t *s, size_t size, wchar_t c)
{
	errno_t code = s ? bounded(s, size) : ws_refuse(EINVAL);

	if (!code)
		_wcsset(s, c);
	return code;
}

errno_t _wcsnset_s(wchar_t *s, size_t size, wchar_t c, size_t n)
{
	errno_t code = s ? bounded(s, size) : ws_refuse(EINVAL);

	if (!code)
		_wcsnset(s, c, n);
	return code;
}

errno_t wmemcpy_s(wchar_t *to, rsize_t size, const wchar_t *from, rsize_t n)
{
	if (!n)
		return 0;
	if (!to)
		return ws_refuse(EINVAL);
	if (!from || size < n) {
		wmemset(to, 0, size);
		return ws_refuse(from ? ERANGE : EINVAL);
	}
	wmemcpy(to, from, n);
	return 0;
}

errno_t wmemmove_s(wchar_t *to, rsize_t size, const wchar_t *from, rsize_t n)
{
	if (!n)
		return 0;
	if (!to || !from)
		return ws_refuse(EINVAL);
	if (size < n)
		return ws_refuse(ERANGE);
	wmemmove(to, from, n);
	return 0;
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
