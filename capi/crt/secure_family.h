/*
 * secure_family.h: the secure functions on text, for the type of character that
 * CHARACTER says, under the names that NAME(before, after) makes, such as strcpy_s;
 * a single character is passed as a SINGLE. The rules are those of Microsoft's
 * documentation: a refused call empties the destination and calls the invalid
 * parameter handler.
 */
#include <stddef.h>

#include "secure.h"

static size_t length_within(const CHARACTER *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}

static errno_t refuse_empty(CHARACTER *to, int code)
{
	*to = 0;
	return ws_refuse(code);
}

/*
 * put copies at most n characters of from to to[at], and a NUL; with _TRUNCATE
 * as many as fit.
 */
static errno_t put(CHARACTER *to, size_t size, size_t at, const CHARACTER *from, size_t n)
{
	size_t room = size - at, length;

	if (n == _TRUNCATE) {
		length = length_within(from, room);
		if (length == room) {
			__builtin_memcpy(to + at, from, (room - 1) * sizeof *to);
			to[size - 1] = 0;
			return STRUNCATE;
		}
	} else {
		length = length_within(from, n < room ? n : room);
		if (length == room)
			return refuse_empty(to, ERANGE);
	}
	__builtin_memmove(to + at, from, length * sizeof *to);
	to[at + length] = 0;
	return 0;
}

errno_t NAME(, cpy_s)(CHARACTER *to, rsize_t size, const CHARACTER *from)
{
	if (!to || !size)
		return ws_refuse(EINVAL);
	if (!from)
		return refuse_empty(to, EINVAL);
	return put(to, size, 0, from, _TRUNCATE - 1);
}

errno_t NAME(, ncpy_s)(CHARACTER *to, rsize_t size, const CHARACTER *from, rsize_t n)
{
	if (!to && !size && !n)
		return 0;
	if (!to || !size)
		return ws_refuse(EINVAL);
	if (!n) {
		*to = 0;
		return 0;
	}
	if (!from)
		return refuse_empty(to, EINVAL);
	return put(to, size, 0, from, n);
}

errno_t NAME(, cat_s)(CHARACTER *to, rsize_t size, const CHARACTER *from)
{
	size_t at;

	if (!to || !size)
		return ws_refuse(EINVAL);
	at = length_within(to, size);
	if (!from || at == size)
		return refuse_empty(to, EINVAL);
	return put(to, size, at, from, _TRUNCATE - 1);
}

errno_t NAME(, ncat_s)(CHARACTER *to, rsize_t size, const CHARACTER *from, rsize_t n)
{
	size_t at;

	if (!to && !size && !n)
		return 0;
	if (!to || !size)
		return ws_refuse(EINVAL);
	at = length_within(to, size);
	if ((!from && n) || at == size)
		return refuse_empty(to, EINVAL);
	return n ? put(to, size, at, from, n) : 0;
}

static int in_set(const CHARACTER *set, CHARACTER c)
{
	while (*set && *set != c)
		set++;
	return *set != 0;
}

CHARACTER *NAME(, tok_s)(CHARACTER *s, const CHARACTER *set, CHARACTER **context)
{
	CHARACTER *first;

	if (!set || !context || (!s && !*context)) {
		ws_refuse(EINVAL);
		return NULL;
	}
	if (!s)
		s = *context;
	while (*s && in_set(set, *s))
		s++;
	first = s;
	while (*s && !in_set(set, *s))
		s++;
	*context = s;
	if (s == first)
		return NULL;
	if (*s) {
		*s = 0;
		*context = s + 1;
	}
	return first;
}

/* bounded checks that the text at s ends within size characters. */
static errno_t bounded(CHARACTER *s, size_t size)
{
	if (!s && !size)
		return 0;
	if (!s)
		return ws_refuse(EINVAL);
	if (!size || length_within(s, size) == size) {
		if (size)
			*s = 0;
		return ws_refuse(EINVAL);
	}
	return 0;
}

errno_t NAME(_, lwr_s)(CHARACTER *s, size_t size)
{
	errno_t code = bounded(s, size);

	if (!code && s)
		NAME(_, lwr)(s);
	return code;
}

errno_t NAME(_, upr_s)(CHARACTER *s, size_t size)
{
	errno_t code = bounded(s, size);

	if (!code && s)
		NAME(_, upr)(s);
	return code;
}

errno_t NAME(_, set_s)(CHARACTER *s, size_t size, SINGLE c)
{
	errno_t code = s ? bounded(s, size) : ws_refuse(EINVAL);

	if (!code)
		NAME(_, set)(s, c);
	return code;
}

errno_t NAME(_, nset_s)(CHARACTER *s, size_t size, SINGLE c, size_t n)
{
	errno_t code = s ? bounded(s, size) : ws_refuse(EINVAL);

	if (!code)
		NAME(_, nset)(s, c, n);
	return code;
}
