/*
 * multibyte.c: UTF-8 from and to 16-bit characters, with and without a state
 * between calls. Surrogates that have no partner are errors (EILSEQ) here.
 *
 * An mbstate_t between two calls: __count is 0 in the initial state, HIGH after
 * wcrtomb took a high surrogate, which __wch has, LOW after mbrtowc gave a high
 * surrogate, when __wch has the bits of the low one that the fourth byte
 * completes, or else the length of a character in its low three bits and the
 * number of bytes seen above, with their bits in __wch.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "secure.h"
#include "utf.h"

#define HIGH 0x100
#define LOW 0x200

static size_t malformed(mbstate_t *state)
{
	memset(state, 0, sizeof *state);
	errno = EILSEQ;
	return (size_t)-1;
}

int mbsinit(const mbstate_t *state)
{
	return !state || state->__count == 0;
}

/* in_place tells whether byte may be the one with index seen of a character of n bytes. */
static int in_place(unsigned byte, unsigned lead_bits, int n, int seen)
{
	if ((byte & 0xC0) != 0x80)
		return 0;
	if (seen != 1)
		return 1;
	/* No longer than needed, no surrogates, no more than U+10FFFF. */
	if (n == 3)
		return (lead_bits != 0 || byte >= 0xA0) && (lead_bits != 0xD || byte < 0xA0);
	if (n == 4)
		return (lead_bits != 0 || byte >= 0x90) && (lead_bits != 4 || byte < 0x90);
	return 1;
}

/* begin reads a first byte that is not ASCII into state; 0 when none begins so. */
static int begin(unsigned byte, mbstate_t *state)
{
	if (byte < 0xC2 || byte > 0xF4)
		return 0;
	state->__count = 1 << 3 | (byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4);
	state->__value.__wch = byte < 0xE0 ? byte & 0x1F : byte < 0xF0 ? byte & 0x0F : byte & 7;
	return 1;
}

size_t mbrtowc(wchar_t *to, const char *s, size_t n, mbstate_t *state)
{
	static __thread mbstate_t own;
	size_t i = 0;
	wchar_t ignored;

	if (!state)
		state = &own;
	if (!s) {
		to = NULL;
		s = "";
		n = 1;
	}
	if (!to)
		to = &ignored;
	if (!n)
		return (size_t)-2;
	if (state->__count == LOW) {
		if (((unsigned char)*s & 0xC0) != 0x80)
			return malformed(state);
		*to = (wchar_t)(state->__value.__wch | (*s & 0x3F));
		memset(state, 0, sizeof *state);
		return 1;
	}
	if (state->__count == 0) {
		unsigned char byte = (unsigned char)s[i++];

		if (byte < 0x80) {
			*to = byte;
			return byte != 0;
		}
		if (!begin(byte, state))
			return malformed(state);
	}
	for (; i < n; i++) {
		unsigned char byte = (unsigned char)s[i];
		int length = state->__count & 7, seen = state->__count >> 3;
		unsigned value = state->__value.__wch;

		if (!in_place(byte, value, length, seen))
			return malformed(state);
		value = value << 6 | (byte & 0x3F);
		seen++;
		if (length == 4 && seen == 3) {
			*to = (wchar_t)(0xD800 | ((value >> 4) - 0x40));
			state->__count = LOW;
			state->__value.__wch = 0xDC00 | (value & 0xF) << 6;
			return i + 1;
		}
		if (seen == length) {
			memset(state, 0, sizeof *state);
			*to = (wchar_t)value;
			return i + 1;
		}
		state->__count = seen << 3 | length;
		state->__value.__wch = value;
	}
	return (size_t)-2;
}

size_t mbrlen(const char *s, size_t n, mbstate_t *state)
{
	static __thread mbstate_t own;

	return mbrtowc(NULL, s, n, state ? state : &own);
}

size_t wcrtomb(char *to, wchar_t c, mbstate_t *state)
{
	static __thread mbstate_t own;
	uint32_t value = c;
	char ignored[4];

	if (!state)
		state = &own;
	if (!to) {
		memset(state, 0, sizeof *state);
		return 1;
	}
	if (state->__count == HIGH) {
		if (!ws_utf16_is_low(c))
			return malformed(state);
		value = 0x10000 + ((state->__value.__wch & 0x3FF) << 10 | (c & 0x3FF));
		memset(state, 0, sizeof *state);
	} else if (ws_utf16_is_high(c)) {
		state->__count = HIGH;
		state->__value.__wch = c;
		return 0;
	} else if (ws_utf16_is_low(c)) {
		return malformed(state);
	}
	return ws_utf8_put(to ? to : ignored, value);
}

/*
 * mbsrtowcs stores at most n characters, never half of a pair of surrogates.
 * With to NULL it counts and n has no meaning.
 */
size_t mbsrtowcs(wchar_t *to, const char **s, size_t n, mbstate_t *state)
{
	const char *p = *s;
	size_t done = 0;

	(void)state; /* text that ends with NUL begins and ends in the initial state */
	while (!to || done < n) {
		uint32_t c;
		uint16_t units[2];
		size_t bytes = ws_utf8_next(p, (size_t)-1, &c), count;

		if (c == WS_REPLACEMENT && memcmp(p, "\xEF\xBF\xBD", bytes == 3 ? 3 : 1) != 0) {
			errno = EILSEQ;
			if (to)
				*s = p;
			return (size_t)-1;
		}
		count = ws_utf16_put(units, c);
		if (to && count > n - done)
			break;
		if (to)
			memcpy(to + done, units, count * sizeof *units);
		if (!c) {
			if (to)
				*s = NULL;
			return done;
		}
		done += count;
		p += bytes;
	}
	*s = p;
	return done;
}

/* wcsrtombs stores at most n bytes, never part of a character. */
size_t wcsrtombs(char *to, const wchar_t **s, size_t n, mbstate_t *state)
{
	const wchar_t *p = *s;
	size_t done = 0;

	(void)state;
	while (!to || done < n) {
		uint32_t c;
		char bytes[4];
		size_t units = ws_utf16_next((const uint16_t *)p, 2, &c), count;

		if (c == WS_REPLACEMENT && *p != WS_REPLACEMENT) {
			errno = EILSEQ;
			if (to)
				*s = p;
			return (size_t)-1;
		}
		count = ws_utf8_put(bytes, c);
		if (to && count > n - done)
			break;
		if (to)
			memcpy(to + done, bytes, count);
		if (!c) {
			if (to)
				*s = NULL;
			return done;
		}
		done += count;
		p += units;
	}
	*s = p;
	return done;
}

size_t mbstowcs(wchar_t *to, const char *s, size_t n)
{
	return mbsrtowcs(to, &s, n, NULL);
}

size_t wcstombs(char *to, const wchar_t *s, size_t n)
{
	return wcsrtombs(to, &s, n, NULL);
}

/* mbtowc takes characters of the Basic Multilingual Plane: others are two. */
int mbtowc(wchar_t *to, const char *s, size_t n)
{
	mbstate_t state = {0};
	size_t taken;

	if (!s || !n)
		return 0;
	taken = mbrtowc(to, s, n, &state);
	if (taken == (size_t)-2 || (taken != (size_t)-1 && state.__count)) {
		errno = EILSEQ;
		return -1;
	}
	return (int)taken;
}

/* mblen is the number of bytes of the character at s. */
int mblen(const char *s, size_t n)
{
	uint32_t c;
	size_t bytes;

	if (!s || !n || !*s)
		return 0;
	bytes = ws_utf8_next(s, n, &c);
	if (c == WS_REPLACEMENT && (bytes != 3 || memcmp(s, "\xEF\xBF\xBD", 3) != 0)) {
		errno = EILSEQ;
		return -1;
	}
	return (int)bytes;
}

int wctomb(char *s, wchar_t c)
{
	mbstate_t state = {0};
	size_t bytes;

	if (!s)
		return 0;
	bytes = wcrtomb(s, c, &state);
	if (bytes == 0)
		bytes = malformed(&state); /* half of a pair */
	return (int)bytes;
}

wint_t btowc(int c)
{
	return c >= 0 && c < 0x80 ? (wint_t)c : WEOF;
}

int wctob(wint_t c)
{
	return c < 0x80 ? (int)c : -1;
}

#define TO wchar_t
#define FROM char
#define CONVERT mbsrtowcs
#define CONVERT_S mbsrtowcs_s
#include "multibyte_family.h"

#define TO char
#define FROM wchar_t
#define CONVERT wcsrtombs
#define CONVERT_S wcsrtombs_s
#include "multibyte_family.h"

errno_t mbstowcs_s(size_t *done, wchar_t *to, size_t size, const char *s, size_t n)
{
	return mbsrtowcs_s(done, to, size, &s, n, NULL);
}

errno_t wcstombs_s(size_t *done, char *to, size_t size, const wchar_t *s, size_t n)
{
	return wcsrtombs_s(done, to, size, &s, n, NULL);
}

errno_t wcrtomb_s(size_t *done, char *to, size_t size, wchar_t c, mbstate_t *state)
{
	char bytes[4];
	size_t count;

	if (done)
		*done = (size_t)-1;
	if (!to) {
		if (size)
			return ws_refuse(EINVAL);
		if (done)
			*done = 1;
		return 0;
	}
	count = wcrtomb(bytes, c, state);
	if (count == (size_t)-1)
		return errno;
	if (count > size) {
		if (size)
			*to = 0;
		return ws_refuse(ERANGE);
	}
	memcpy(to, bytes, count);
	if (done)
		*done = count;
	return 0;
}

errno_t wctomb_s(int *done, char *to, rsize_t size, wchar_t c)
{
	char bytes[4];
	int count;

	if (!to && size)
		return ws_refuse(EINVAL);
	if (!to) {
		if (done)
			*done = 0;
		return 0;
	}
	count = wctomb(bytes, c);
	if (done)
		*done = count;
	if (count < 0)
		return errno;
	if ((size_t)count > size)
		return ws_refuse(ERANGE);
	memcpy(to, bytes, (size_t)count);
	return 0;
}
