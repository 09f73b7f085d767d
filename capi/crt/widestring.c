/* widestring.c: text of 16-bit characters: lengths, copies, comparisons, searches. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

size_t wcslen(const wchar_t *s)
{
	const wchar_t *end = s;

	while (*end)
		end++;
	return (size_t)(end - s);
}

size_t wcsnlen(const wchar_t *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}

wchar_t *wmemcpy(wchar_t *to, const wchar_t *from, size_t n)
{
	return memcpy(to, from, n * sizeof *to);
}

wchar_t *wmemmove(wchar_t *to, const wchar_t *from, size_t n)
{
	return memmove(to, from, n * sizeof *to);
}

wchar_t *wmemset(wchar_t *s, wchar_t c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s[i] = c;
	return s;
}

int wmemcmp(const wchar_t *a, const wchar_t *b, size_t n)
{
	for (; n; a++, b++, n--) {
		if (*a != *b)
			return *a < *b ? -1 : 1;
	}
	return 0;
}

wchar_t *wmemchr(const wchar_t *s, wchar_t c, size_t n)
{
	for (; n; s++, n--) {
		if (*s == c)
			return (wchar_t *)s;
	}
	return NULL;
}

wchar_t *wcscpy(wchar_t *to, const wchar_t *from)
{
	return wmemcpy(to, from, wcslen(from) + 1);
}

wchar_t *wcpcpy(wchar_t *to, const wchar_t *from)
{
	size_t n = wcslen(from);

	return wmemcpy(to, from, n + 1) + n;
}

/* wcsncpy fills up with NULs, and writes none when from has n characters. */
wchar_t *wcsncpy(wchar_t *to, const wchar_t *from, size_t n)
{
	size_t length = wcsnlen(from, n);

	wmemcpy(to, from, length);
	wmemset(to + length, 0, n - length);
	return to;
}

wchar_t *wcscat(wchar_t *to, const wchar_t *from)
{
	wcscpy(to + wcslen(to), from);
	return to;
}

wchar_t *wcsncat(wchar_t *to, const wchar_t *from, size_t n)
{
	wchar_t *end = to + wcslen(to);
	size_t length = wcsnlen(from, n);

	wmemcpy(end, from, length);
	end[length] = 0;
	return to;
}

int wcscmp(const wchar_t *a, const wchar_t *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (*a > *b) - (*a < *b);
}

int wcsncmp(const wchar_t *a, const wchar_t *b, size_t n)
{
	for (; n; a++, b++, n--) {
		if (*a != *b)
			return *a < *b ? -1 : 1;
		if (!*a)
			break;
	}
	return 0;
}

/* The order of text is that of its code units, as in the C locale. */
int wcscoll(const wchar_t *a, const wchar_t *b)
{
	return wcscmp(a, b);
}

int _wcsncoll(const wchar_t *a, const wchar_t *b, size_t n)
{
	return wcsncmp(a, b, n);
}

size_t wcsxfrm(wchar_t *to, const wchar_t *from, size_t n)
{
	size_t length = wcslen(from);

	if (n)
		wmemcpy(to, from, length < n ? length + 1 : n);
	return length;
}

wchar_t *wcschr(const wchar_t *s, wchar_t c)
{
	for (; *s != c; s++) {
		if (!*s)
			return NULL;
	}
	return (wchar_t *)s;
}

wchar_t *wcsrchr(const wchar_t *s, wchar_t c)
{
	const wchar_t *last = NULL;

	do {
		if (*s == c)
			last = s;
	} while (*s++);
	return (wchar_t *)last;
}

size_t wcsspn(const wchar_t *s, const wchar_t *set)
{
	const wchar_t *end = s;

	while (*end && wcschr(set, *end))
		end++;
	return (size_t)(end - s);
}

size_t wcscspn(const wchar_t *s, const wchar_t *set)
{
	const wchar_t *end = s;

	while (*end && !wcschr(set, *end))
		end++;
	return (size_t)(end - s);
}

wchar_t *wcspbrk(const wchar_t *s, const wchar_t *set)
{
	s += wcscspn(s, set);
	return *s ? (wchar_t *)s : NULL;
}

wchar_t *wcsstr(const wchar_t *s, const wchar_t *part)
{
	size_t n = wcslen(part);

	if (!n)
		return (wchar_t *)s;
	while ((s = wcschr(s, *part)) && wcsncmp(s, part, n) != 0)
		s++;
	return (wchar_t *)s;
}

/* In parentheses: the header's macro chooses between the two by their arguments. */
wchar_t *(wcstok)(wchar_t *s, const wchar_t *set, wchar_t **context)
{
	wchar_t *end;

	if (!s)
		s = *context;
	s += wcsspn(s, set);
	if (!*s) {
		*context = s;
		return NULL;
	}
	end = s + wcscspn(s, set);
	if (*end)
		*end++ = 0;
	*context = end;
	return s;
}

wchar_t *_wcstok(wchar_t *s, const wchar_t *set)
{
	static __thread wchar_t *context;

	if (!s && !context)
		return NULL;
	return wcstok(s, set, &context);
}

wchar_t *_wcsdup(const wchar_t *s)
{
	size_t size;
	wchar_t *copy;

	if (!s)
		return NULL;
	size = wcslen(s) + 1;
	copy = malloc(size * sizeof *copy);
	return copy ? wmemcpy(copy, s, size) : NULL;
}

wchar_t *_wcsrev(wchar_t *s)
{
	wchar_t *first = s, *last = s + wcslen(s);

	while (first < last) {
		wchar_t c = *first;

		*first++ = *--last;
		*last = c;
	}
	return s;
}

wchar_t *_wcsset(wchar_t *s, wchar_t c)
{
	return wmemset(s, c, wcslen(s));
}

wchar_t *_wcsnset(wchar_t *s, wchar_t c, size_t n)
{
	return wmemset(s, c, wcsnlen(s, n));
}
