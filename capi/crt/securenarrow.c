/* securenarrow.c: secure functions on bytes. */
#include <string.h>

#define CHARACTER char
#define NAME(suffix) str##suffix
#include "securetext.h"

errno_t _strlwr_s(char *s, size_t size)
{
	errno_t code = bounded(s, size);

	if (!code && s)
		_strlwr(s);
	return code;
}

errno_t _strupr_s(char *s, size_t size)
{
	errno_t code = bounded(s, size);

	if (!code && s)
		_strupr(s);
	return code;
}

errno_t _strset_s(char *s, size_t size, int c)
{
	errno_t code = s ? bounded(s, size) : ws_refuse(EINVAL);

	if (!code)
		_strset(s, c);
	return code;
}

errno_t _strnset_s(char *s, size_t size, int c, size_t n)
{
	errno_t code = s ? bounded(s, size) : ws_refuse(EINVAL);

	if (!code)
		_strnset(s, c, n);
	return code;
}

errno_t strerror_s(char *to, size_t size, int code)
{
	if (!to || !size)
		return ws_refuse(EINVAL);
	strncpy_s(to, size, strerror(code), _TRUNCATE);
	return 0;
}

errno_t memcpy_s(void *to, rsize_t size, const void *from, rsize_t n)
{
	if (!n)
		return 0;
	if (!to)
		return ws_refuse(EINVAL);
	if (!from || size < n) {
		memset(to, 0, size);
		return ws_refuse(from ? ERANGE : EINVAL);
	}
	memcpy(to, from, n);
	return 0;
}

errno_t memmove_s(void *to, rsize_t size, const void *from, rsize_t n)
{
	if (!n)
		return 0;
	if (!to || !from)
		return ws_refuse(EINVAL);
	if (size < n)
		return ws_refuse(ERANGE);
	memmove(to, from, n);
	return 0;
}
