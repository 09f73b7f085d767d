/*
 * multibyte_family.h: the secure function CONVERT_S, that converts text of FROM to
 * text of TO as CONVERT does: at most n of TO, or with _TRUNCATE what fits, and
 * always ended with a NUL. *done counts it.
 */
#include "secure.h"

errno_t CONVERT_S(size_t *done, TO *to, size_t size, const FROM **s, size_t n,
	mbstate_t *state)
{
	size_t count, room = n < size ? n : size;

	if (done)
		*done = (size_t)-1;
	if (!s || !*s || (!to && size) || (to && !size)) {
		if (to && size)
			*to = 0;
		return ws_refuse(EINVAL);
	}
	if (to && n == _TRUNCATE)
		room = size - 1;
	count = CONVERT(to, s, to ? room : 0, state);
	if (count == (size_t)-1) {
		if (to)
			*to = 0;
		if (done)
			*done = 0;
		return errno;
	}
	if (done)
		*done = count + 1;
	if (!to)
		return 0;
	if (*s && n == _TRUNCATE) {
		to[count] = 0;
		if (!**s) {
			*s = NULL;
			return 0;
		}
		return STRUNCATE;
	}
	if (count < size && (!*s || n < size)) {
		to[count] = 0;
		return 0;
	}
	*to = 0;
	if (done)
		*done = 0;
	return ws_refuse(ERANGE);
}

#undef TO
#undef FROM
#undef CONVERT
#undef CONVERT_S
