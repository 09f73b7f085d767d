/* mbstring.c: text of bytes by characters, which are UTF-8. */
#include <mbstring.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "utf.h"

size_t _mbclen(const unsigned char *s)
{
	uint32_t c;

	return *s ? ws_utf8_next((const char *)s, (size_t)-1, &c) : 1;
}

size_t _mbslen(const unsigned char *s)
{
	size_t n = 0;

	for (; *s; s += _mbclen(s))
		n++;
	return n;
}

size_t _mbstrlen(const char *s)
{
	return _mbslen((const unsigned char *)s);
}

unsigned char *_mbsinc(const unsigned char *s)
{
	return (unsigned char *)s + _mbclen(s);
}

/* The character before s, which lies in the text that begins at start; NULL at its beginning. */
unsigned char *_mbsdec(const unsigned char *start, const unsigned char *s)
{
	const unsigned char *p = s;

	if (s <= start)
		return NULL;
	do
		p--;
	while (p > start && s - p < 4 && (*p & 0xC0) == 0x80);
	return (unsigned char *)(p + _mbclen(p) == s ? p : s - 1);
}

/* A character as its bytes, the first in the highest place, as Microsoft packs two. */
static unsigned int packed(const unsigned char *s, size_t n)
{
	unsigned int c = 0;

	while (n--)
		c = c << 8 | *s++;
	return c;
}

unsigned int _mbsnextc(const unsigned char *s)
{
	return packed(s, _mbclen(s));
}

unsigned char *_mbschr(const unsigned char *s, unsigned int c)
{
	for (;; s += _mbclen(s)) {
		if (_mbsnextc(s) == c)
			return (unsigned char *)s;
		if (!*s)
			return NULL;
	}
}

unsigned char *_mbsrchr(const unsigned char *s, unsigned int c)
{
	const unsigned char *last = NULL;

	for (;; s += _mbclen(s)) {
		if (_mbsnextc(s) == c)
			last = s;
		if (!*s)
			return (unsigned char *)last;
	}
}

/* A character's bytes are never part of another's, so these are as for any bytes. */
unsigned char *_mbsstr(const unsigned char *s, const unsigned char *part)
{
	return (unsigned char *)strstr((const char *)s, (const char *)part);
}

unsigned char *_mbscpy(unsigned char *to, const unsigned char *from)
{
	return (unsigned char *)strcpy((char *)to, (const char *)from);
}

unsigned char *_mbscat(unsigned char *to, const unsigned char *from)
{
	return (unsigned char *)strcat((char *)to, (const char *)from);
}

int _mbscmp(const unsigned char *a, const unsigned char *b)
{
	return strcmp((const char *)a, (const char *)b);
}

int _mbsicmp(const unsigned char *a, const unsigned char *b)
{
	for (;;) {
		uint32_t x, y;
		size_t m = ws_utf8_next((const char *)a, (size_t)-1, &x);
		size_t n = ws_utf8_next((const char *)b, (size_t)-1, &y);

		x = towlower(x);
		y = towlower(y);
		if (x != y)
			return x < y ? -1 : 1;
		if (!x)
			return 0;
		a += m;
		b += n;
	}
}

int _ismbblead(unsigned int byte)
{
	return byte >= 0xC2 && byte <= 0xF4;
}
