/* text.c: Microsoft's functions on narrow text. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "results.h"

char *_strdup(const char *s)
{
	return s ? strdup(s) : NULL;
}

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : (unsigned char)c;
}

int _memicmp(const void *a, const void *b, size_t n)
{
	const char *p = a, *q = b;

	for (; n; p++, q++, n--) {
		if (lower(*p) != lower(*q))
			return lower(*p) - lower(*q);
	}
	return 0;
}

int _strnicmp(const char *a, const char *b, size_t n)
{
	for (; n; a++, b++, n--) {
		if (lower(*a) != lower(*b))
			return lower(*a) - lower(*b);
		if (!*a)
			break;
	}
	return 0;
}

int _stricmp(const char *a, const char *b)
{
	return _strnicmp(a, b, (size_t)-1);
}

int _strncoll(const char *a, const char *b, size_t n)
{
	return strncmp(a, b, n);
}

void *_memccpy(void *to, const void *from, int c, size_t n)
{
	return memccpy(to, from, c, n);
}

char *_strlwr(char *s)
{
	for (char *p = s; *p; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	}
	return s;
}

char *_strupr(char *s)
{
	for (char *p = s; *p; p++) {
		if (*p >= 'a' && *p <= 'z')
			*p -= 'a' - 'A';
	}
	return s;
}

char *_strrev(char *s)
{
	char *first = s, *last = s + strlen(s);

	while (first < last) {
		char c = *first;

		*first++ = *--last;
		*last = c;
	}
	return s;
}

char *_strset(char *s, int c)
{
	return memset(s, c, strlen(s));
}

char *_strnset(char *s, int c, size_t n)
{
	return memset(s, c, strnlen(s, n));
}

/* _strerror puts text and a colon before the message of errno, and a newline after. */
char *_strerror(const char *text)
{
	int code = errno;
	struct ws_results *results = ws_results();
	char *message = results->message;

	if (text && *text)
		snprintf(message, sizeof results->message, "%s: %s\n", text, strerror(code));
	else
		snprintf(message, sizeof results->message, "%s\n", strerror(code));
	return message;
}
