/* utf.h: characters of UTF-8 and UTF-16 text, one at a time. */
#ifndef WINSOCK_SHIM_UTF_H
#define WINSOCK_SHIM_UTF_H

#include <stddef.h>
#include <stdint.h>

/* What stands for text that is malformed (Unicode, 3.9: U+FFFD substitution). */
#define WS_REPLACEMENT 0xFFFDu

/* ws_utf8_length is how many bytes a character with this first byte should have. */
static inline size_t ws_utf8_length(unsigned char lead)
{
	return lead < 0xC2 || lead > 0xF4 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/*
 * ws_utf8_next reads the character at p, which has n > 0 bytes, and returns how
 * many bytes it takes. A malformed sequence gives WS_REPLACEMENT for each of
 * its longest well-formed beginnings. Text that ends with NUL may say SIZE_MAX.
 */
static inline size_t ws_utf8_next(const char *p, size_t n, uint32_t *c)
{
	const unsigned char *s = (const unsigned char *)p;
	uint32_t lead = s[0], value, low = 0x80, high = 0xBF;
	size_t length;

	if (lead < 0x80) {
		*c = lead;
		return 1;
	}
	*c = WS_REPLACEMENT;
	length = ws_utf8_length(s[0]);
	if (lead == 0xE0)
		low = 0xA0;
	else if (lead == 0xED)
		high = 0x9F;
	else if (lead == 0xF0)
		low = 0x90;
	else if (lead == 0xF4)
		high = 0x8F;
	value = lead & (0x7Fu >> length);
	if (length == 1)
		return 1;
	for (size_t i = 1; i < length; i++) {
		if (i == n || s[i] < low || s[i] > high)
			return i;
		value = value << 6 | (s[i] & 0x3F);
		low = 0x80;
		high = 0xBF;
	}
	*c = value;
	return length;
}

/* ws_utf8_put writes c at p, which has 4 bytes, and returns how many it took. */
static inline size_t ws_utf8_put(char *p, uint32_t c)
{
	if (c < 0x80) {
		p[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		p[0] = (char)(0xC0 | c >> 6);
		p[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		p[0] = (char)(0xE0 | c >> 12);
		p[1] = (char)(0x80 | (c >> 6 & 0x3F));
		p[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	p[0] = (char)(0xF0 | c >> 18);
	p[1] = (char)(0x80 | (c >> 12 & 0x3F));
	p[2] = (char)(0x80 | (c >> 6 & 0x3F));
	p[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

static inline int ws_utf16_is_high(uint32_t u)
{
	return (u & 0xFC00) == 0xD800;
}

static inline int ws_utf16_is_low(uint32_t u)
{
	return (u & 0xFC00) == 0xDC00;
}

/*
 * ws_utf16_next reads the character at p, which has n > 0 units, and returns how
 * many units it takes. A surrogate without its other half is WS_REPLACEMENT.
 */
static inline size_t ws_utf16_next(const uint16_t *p, size_t n, uint32_t *c)
{
	*c = p[0];
	if ((p[0] & 0xF800) != 0xD800)
		return 1;
	if (ws_utf16_is_high(p[0]) && n > 1 && ws_utf16_is_low(p[1])) {
		*c = 0x10000 + ((uint32_t)(p[0] & 0x3FF) << 10 | (p[1] & 0x3FF));
		return 2;
	}
	*c = WS_REPLACEMENT;
	return 1;
}

/* ws_utf16_put writes c at p, which has 2 units, and returns how many it took. */
static inline size_t ws_utf16_put(uint16_t *p, uint32_t c)
{
	if (c < 0x10000) {
		p[0] = (uint16_t)c;
		return 1;
	}
	p[0] = (uint16_t)(0xD800 | (c - 0x10000) >> 10);
	p[1] = (uint16_t)(0xDC00 | ((c - 0x10000) & 0x3FF));
	return 2;
}

#endif
