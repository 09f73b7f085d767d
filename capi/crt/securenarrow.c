/* securenarrow.c: secure functions on bytes. */
#include <string.h>

#define CHARACTER char
#define SINGLE int
#define NAME(before, after) before##str##after
#include "secure_family.h"

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
