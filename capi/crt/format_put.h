/* format_put.h: units, numbers and text going out, padded. */
#ifndef WINSOCK_CRT_FORMAT_PUT_H
#define WINSOCK_CRT_FORMAT_PUT_H

#include <stdint.h>

#include "format.h"
#include "format_directive.h"
#include "utf.h"

TWICE void put_unit(struct ws_out *out, int wide, unsigned c)
{
	if (out->at == out->end)
		out->drain(out);
	if (wide) {
		const uint16_t unit = (uint16_t)c;

		memcpy(out->at, &unit, 2);
		out->at += 2;
	} else {
		*out->at++ = (char)c;
	}
}

static void put_bytes(struct ws_out *out, const char *text, size_t n)
{
	for (;;) {
		size_t room = (size_t)(out->end - out->at);

		if (n <= room)
			break;
		memcpy(out->at, text, room);
		out->at += room;
		text += room;
		n -= room;
		out->drain(out);
	}
	memcpy(out->at, text, n);
	out->at += n;
}

/* put_ascii writes n characters that are the same in both kinds. */
TWICE void put_ascii(struct ws_out *out, int wide, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_unit(out, wide, (unsigned char)text[i]);
}

TWICE void put_pad(struct ws_out *out, int wide, char c, long long n)
{
	for (; n > 0; n--)
		put_unit(out, wide, (unsigned char)c);
}

static void put_character(struct ws_out *out, uint32_t c)
{
	char text[4];

	put_bytes(out, text, ws_utf8_put(text, c));
}

/* put_number pads what has a sign or prefix, leading zeros and digits. */
TWICE void put_number(struct ws_out *out, int wide, const struct directive *d, int zero,
		      const char *prefix, size_t prefix_length, long long zeros,
		      const char *digits, size_t n)
{
	long long pad = d->width - (long long)(prefix_length + n) - zeros;

	if (zero && pad > 0) {
		zeros += pad;
		pad = 0;
	}
	if (!(d->flags & FLAG_LEFT))
		put_pad(out, wide, ' ', pad);
	put_ascii(out, wide, prefix, prefix_length);
	put_pad(out, wide, '0', zeros);
	put_ascii(out, wide, digits, n);
	if (d->flags & FLAG_LEFT)
		put_pad(out, wide, ' ', pad);
}

/* Text of the other size is measured in 16-bit characters. */

static size_t narrow_units(const char *text, size_t bytes, size_t limit)
{
	size_t units = 0;

	for (size_t i = 0; i < bytes && text[i] != '\0';) {
		uint32_t c;
		size_t more;

		i += ws_utf8_next(text + i, bytes - i, &c);
		more = c > 0xFFFF ? 2 : 1;
		if (units + more > limit)
			break;
		units += more;
	}
	return units;
}

static void put_narrow_as_wide(struct ws_out *out, const char *text, size_t bytes, size_t units)
{
	for (size_t i = 0; units > 0;) {
		uint16_t unit[2];
		uint32_t c;
		size_t n;

		i += ws_utf8_next(text + i, bytes - i, &c);
		n = ws_utf16_put(unit, c);
		for (size_t k = 0; k < n; k++)
			put_unit(out, 1, unit[k]);
		units -= n;
	}
}

static void put_wide_as_narrow(struct ws_out *out, const uint16_t *text, size_t units)
{
	for (size_t i = 0; i < units;) {
		uint32_t c;

		i += ws_utf16_next(text + i, units - i, &c);
		put_character(out, c);
	}
}

static size_t wide_length(const uint16_t *text, size_t limit)
{
	size_t n = 0;

	while (n < limit && text[n] != 0)
		n++;
	return n;
}

/*
 * put_text writes at most limit units at text, of the kind from_wide; unless
 * counted, a NUL ends it sooner.
 */
TWICE void put_text(struct ws_out *out, int wide, const struct directive *d, const void *text,
		    int from_wide, size_t limit, int counted)
{
	const size_t bytes = counted ? limit : SIZE_MAX;
	const char pad = d->flags & FLAG_ZERO ? '0' : ' ';
	size_t n;

	if (counted && d->precision >= 0 && (size_t)d->precision < limit)
		limit = (size_t)d->precision;
	if (from_wide)
		n = counted ? limit : wide_length(text, limit);
	else if (wide)
		n = narrow_units(text, bytes, limit);
	else
		n = counted ? limit : strnlen(text, limit);
	if (!(d->flags & FLAG_LEFT))
		put_pad(out, wide, pad, d->width - (long long)n);
	if (from_wide && !wide)
		put_wide_as_narrow(out, text, n);
	else if (wide && !from_wide)
		put_narrow_as_wide(out, text, bytes, n);
	else if (!wide)
		put_bytes(out, text, n);
	else
		for (size_t i = 0; i < n; i++)
			put_unit(out, 1, ((const uint16_t *)text)[i]);
	if (d->flags & FLAG_LEFT)
		put_pad(out, wide, ' ', d->width - (long long)n);
}

#endif
