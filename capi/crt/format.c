/*
 * format.c: formatted output by Microsoft's rules (cpp-docs, format
 * specification syntax: printf and wprintf functions).
 */
#include "format.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#include "format_number.h"
#include "format_read.h"
#include "invalid.h"
#include "utf.h"

enum flag {
	FLAG_LEFT = 1,
	FLAG_PLUS = 2,
	FLAG_SPACE = 4,
	FLAG_ALTERNATE = 8,
	FLAG_ZERO = 16,
};

/* No position: the argument is the next one. */
enum { NEXT = 0, MAX_POSITION = 100 };

/* directive is one conversion specification. */
struct directive {
	unsigned flags;
	int width;
	int precision;	/* -1: none given */
	enum size size;
	unsigned type;	/* the conversion's letter; 0 when the format ends */
	int star_width, star_precision;	/* the value is an argument */
	int position, width_position, precision_position;
};

/* value is an argument taken by position. */
union value {
	unsigned long long integer;
	double real;
	long double long_real;
};

enum kind { KIND_UNUSED, KIND_INTEGER, KIND_REAL, KIND_LONG_REAL };

/* arguments hands out the arguments in turn or, with a table, by position. */
struct arguments {
	va_list list;
	const union value *table;
};

/* Counted text with Length in bytes, as STRING and UNICODE_STRING have it. */
struct counted {
	unsigned short length, maximum;
	const void *buffer;
};

int ws_format_invalid(void)
{
	ws_invalid_parameter();
	errno = EINVAL;
	return -1;
}

static atomic_int count_output;

/* _set_printf_count_output allows or forbids %n; it returns what held before. */
int _set_printf_count_output(int enable)
{
	return atomic_exchange(&count_output, enable != 0);
}

/* _get_printf_count_output returns whether %n is allowed. */
int _get_printf_count_output(void)
{
	return atomic_load(&count_output);
}

/* Units and text going out */

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
	if (!wide) {
		put_bytes(out, text, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		put_unit(out, 1, (unsigned char)text[i]);
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

/* Arguments. A slot of x86-64 has 8 bytes: a 32-bit value has any upper half. */

static unsigned long long take_integer(struct arguments *a, int position)
{
	return a->table != NULL ? a->table[position].integer
				: va_arg(a->list, unsigned long long);
}

static struct ws_real take_real(struct arguments *a, int position, int is_long)
{
	struct ws_real real = {.is_long = is_long};

	if (is_long)
		real.l = a->table != NULL ? a->table[position].long_real
					  : va_arg(a->list, long double);
	else
		real.d = a->table != NULL ? a->table[position].real : va_arg(a->list, double);
	return real;
}

static void *take_pointer(struct arguments *a, int position)
{
	return (void *)(uintptr_t)take_integer(a, position);
}

/* Conversions */

TWICE void convert_integer(struct ws_out *out, int wide, const struct directive *d,
			   unsigned long long value)
{
	char room[WS_DIGITS], *end = room + sizeof room, *digits, prefix[2];
	const int is_signed = d->type == 'd' || d->type == 'i';
	const unsigned base = d->type == 'o' ? 8 : d->type == 'x' || d->type == 'X' ? 16 : 10;
	size_t n, prefix_length = 0;
	long long zeros = 0;

	switch (d->size) {
	case SIZE_BYTE:
		value = is_signed ? (unsigned long long)(signed char)value : (unsigned char)value;
		break;
	case SIZE_SHORT:
		value = is_signed ? (unsigned long long)(short)value : (unsigned short)value;
		break;
	case SIZE_64:
		break;
	default:
		value = is_signed ? (unsigned long long)(int)value : (unsigned int)value;
	}
	if (is_signed) {
		if ((long long)value < 0) {
			prefix[prefix_length++] = '-';
			value = -value;
		} else if (d->flags & FLAG_PLUS) {
			prefix[prefix_length++] = '+';
		} else if (d->flags & FLAG_SPACE) {
			prefix[prefix_length++] = ' ';
		}
	}
	if (d->flags & FLAG_ALTERNATE && base == 16 && value != 0) {
		prefix[prefix_length++] = '0';
		prefix[prefix_length++] = (char)d->type;
	}
	digits = ws_digits(end, value, base, d->type == 'X');
	n = (size_t)(end - digits);
	if (d->precision < 0)
		zeros = n == 0;
	else if (d->precision > (long long)n)
		zeros = d->precision - (long long)n;
	if (d->flags & FLAG_ALTERNATE && base == 8 && zeros == 0)
		zeros = 1;
	put_number(out, wide, d, d->flags & FLAG_ZERO && d->precision < 0, prefix, prefix_length,
		   zeros, digits, n);
}

TWICE int convert_real(struct ws_out *out, int wide, const struct directive *d,
		       struct arguments *a)
{
	const int hexadecimal = d->type == 'a' || d->type == 'A';
	struct ws_real_text t;
	char prefix[3];
	size_t prefix_length = 0;

	if (ws_real_format(&t, take_real(a, d->position, d->size == SIZE_LONG_DOUBLE),
			   (char)d->type, d->precision, (d->flags & FLAG_ALTERNATE) != 0) != 0)
		return -1;
	if (t.negative)
		prefix[prefix_length++] = '-';
	else if (d->flags & FLAG_PLUS)
		prefix[prefix_length++] = '+';
	else if (d->flags & FLAG_SPACE)
		prefix[prefix_length++] = ' ';
	if (hexadecimal && t.finite) {
		prefix[prefix_length++] = '0';
		prefix[prefix_length++] = d->type == 'a' ? 'x' : 'X';
	}
	put_number(out, wide, d, d->flags & FLAG_ZERO && t.finite, prefix, prefix_length, 0, t.text,
		   t.length);
	free(t.heap);
	return 0;
}

/* is_wide_text: c and s have the format's kind, C and S the other; h and l say. */
TWICE int is_wide_text(const struct directive *d, int wide)
{
	if (d->size == SIZE_SHORT)
		return 0;
	if (d->size == SIZE_LONG || d->size == SIZE_WIDE)
		return 1;
	return d->type == 'C' || d->type == 'S' ? !wide : wide;
}

TWICE void convert_character(struct ws_out *out, int wide, unsigned mode, struct directive *d,
			     unsigned long long value)
{
	/* wsprintf leaves out the NUL of %hc and %lc. */
	if (mode & WS_FORMAT_USER && d->size != SIZE_NONE && (uint16_t)value == 0)
		return;
	d->precision = -1;
	if (is_wide_text(d, wide)) {
		const uint16_t unit = (uint16_t)value;

		put_text(out, wide, d, &unit, 1, 1, 1);
	} else {
		const char byte = (char)value;

		put_text(out, wide, d, &byte, 0, 1, 1);
	}
}

TWICE void convert_text(struct ws_out *out, int wide, const struct directive *d, const void *text)
{
	int from_wide = is_wide_text(d, wide);

	if (text == NULL) {
		text = "(null)";
		from_wide = 0;
	}
	put_text(out, wide, d, text, from_wide,
		 d->precision >= 0 ? (size_t)d->precision : SIZE_MAX, 0);
}

/* convert_counted: %Z is an ANSI_STRING, %wZ a UNICODE_STRING. */
TWICE void convert_counted(struct ws_out *out, int wide, const struct directive *d,
			   const struct counted *text)
{
	const int from_wide = d->size == SIZE_LONG || d->size == SIZE_WIDE;

	if (text == NULL || text->buffer == NULL)
		put_text(out, wide, d, "(null)", 0, 6, 1);
	else
		put_text(out, wide, d, text->buffer, from_wide,
			 from_wide ? text->length / 2u : text->length, 1);
}

static void store_count(void *where, enum size size, size_t count)
{
	switch (size) {
	case SIZE_BYTE:
		*(signed char *)where = (signed char)count;
		break;
	case SIZE_SHORT:
		*(short *)where = (short)count;
		break;
	case SIZE_64:
		*(long long *)where = (long long)count;
		break;
	default:
		*(int *)where = (int)count;
	}
}

/* unknown_to_user tells the letters that wsprintf does not know. */
static int unknown_to_user(unsigned type)
{
	return type < 128 && type != 0 && strchr("aAeEfFgGnZ", (int)type) != NULL;
}

/* convert does one directive; 1: its letter means nothing, -1: failure. */
TWICE int convert(struct ws_out *out, int wide, unsigned mode, struct directive *d,
		  struct arguments *a)
{
	if (mode & WS_FORMAT_USER && unknown_to_user(d->type))
		return 1;
	switch (d->type) {
	case 'd': case 'i': case 'u': case 'x': case 'X': case 'o':
		convert_integer(out, wide, d, take_integer(a, d->position));
		return 0;
	case 's': case 'S':
		convert_text(out, wide, d, take_pointer(a, d->position));
		return 0;
	case 'c': case 'C':
		convert_character(out, wide, mode, d, take_integer(a, d->position));
		return 0;
	case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
		return convert_real(out, wide, d, a);
	case 'p':
		d->type = 'X';
		d->size = SIZE_64;
		d->precision = 16;
		convert_integer(out, wide, d, take_integer(a, d->position));
		return 0;
	case 'Z':
		convert_counted(out, wide, d, take_pointer(a, d->position));
		return 0;
	case '%':
		put_unit(out, wide, '%');
		return 0;
	case 'n':
		if (!_get_printf_count_output())
			return ws_format_invalid();
		store_count(take_pointer(a, d->position), d->size,
			    ws_out_bytes(out) >> (wide ? 1 : 0));
		return 0;
	}
	return 1;
}

/* Reading the format */

/* read_number reads decimal digits, at most INT_MAX; -1 when it is more. */
TWICE const char *read_number(const char *p, int wide, int *number)
{
	long long n = 0;

	for (unsigned c; (c = unit_at(p, wide)) >= '0' && c <= '9'; p += wide ? 2 : 1)
		if (n >= 0 && (n = n * 10 + (c - '0')) > INT_MAX)
			n = -1;
	*number = (int)n;
	return p;
}

/* read_position reads n$, when that is what stands at p. */
TWICE const char *read_position(const char *p, int wide, int *position)
{
	int n;
	const char *after = read_number(p, wide, &n);

	if (after == p || unit_at(after, wide) != '$')
		return p;
	*position = n;
	return after + (wide ? 2 : 1);
}

TWICE unsigned flag_of(unsigned c)
{
	switch (c) {
	case '-':
		return FLAG_LEFT;
	case '+':
		return FLAG_PLUS;
	case ' ':
		return FLAG_SPACE;
	case '#':
		return FLAG_ALTERNATE;
	case '0':
		return FLAG_ZERO;
	}
	return 0;
}

/* read_directive reads what follows a percent sign; it returns the rest. */
TWICE const char *read_directive(const char *p, int wide, int positional, struct directive *d)
{
	const int step = wide ? 2 : 1;

	*d = (struct directive){.precision = -1};
	if (positional)
		p = read_position(p, wide, &d->position);
	for (unsigned flag; (flag = flag_of(unit_at(p, wide))) != 0; p += step)
		d->flags |= flag;
	if (unit_at(p, wide) == '*') {
		d->star_width = 1;
		p += step;
		if (positional)
			p = read_position(p, wide, &d->width_position);
	} else {
		p = read_number(p, wide, &d->width);
	}
	if (unit_at(p, wide) == '.') {
		p += step;
		if (unit_at(p, wide) == '*') {
			d->star_precision = 1;
			p += step;
			if (positional)
				p = read_position(p, wide, &d->precision_position);
		} else {
			p = read_number(p, wide, &d->precision);
			if (d->precision < 0)
				d->width = -1;
		}
	}
	p = read_size(p, wide, &d->size);
	d->type = unit_at(p, wide);
	return d->type != 0 ? p + step : p;
}

/* take_stars fetches the width and precision that are arguments; - rules 0 out. */
static void take_stars(struct directive *d, struct arguments *a)
{
	if (d->star_width) {
		int width = (int)take_integer(a, d->width_position);

		if (width < 0) {
			d->flags |= FLAG_LEFT;
			width = width == INT_MIN ? INT_MAX : -width;
		}
		d->width = width;
	}
	if (d->star_precision) {
		int precision = (int)take_integer(a, d->precision_position);

		d->precision = precision < 0 ? -1 : precision;
	}
	if (d->flags & FLAG_LEFT)
		d->flags &= ~(unsigned)FLAG_ZERO;
}

/* Positions: the whole format is read for the types before arguments are taken. */

static enum kind kind_of(const struct directive *d)
{
	switch (d->type) {
	case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
		return d->size == SIZE_LONG_DOUBLE ? KIND_LONG_REAL : KIND_REAL;
	}
	return KIND_INTEGER;
}

/* note records the kind of an argument; -1 when it cannot be. */
static int note(enum kind *kinds, int position, enum kind kind)
{
	if (position < 1 || position > MAX_POSITION)
		return -1;
	if (kinds[position] != KIND_UNUSED && kinds[position] != kind)
		return -1;
	kinds[position] = kind;
	return 0;
}

/*
 * take_positions fills the table when the format uses positions: 1 when it
 * does, 0 when not, -1 when it mixes, skips or contradicts itself.
 */
TWICE int take_positions(const char *p, int wide, struct arguments *a, union value *table)
{
	const int step = wide ? 2 : 1;
	enum kind kinds[MAX_POSITION + 1] = {KIND_UNUSED};
	int with = 0, without = 0, last = MAX_POSITION;

	for (unsigned c; (c = unit_at(p, wide)) != 0;) {
		struct directive d;

		p += step;
		if (c != '%')
			continue;
		p = read_directive(p, wide, 1, &d);
		if (d.type == '%' || d.type == 0)
			continue;
		if (d.position == NEXT || (d.star_width && d.width_position == NEXT) ||
		    (d.star_precision && d.precision_position == NEXT)) {
			without = 1;
			continue;
		}
		with = 1;
		if (note(kinds, d.position, kind_of(&d)) != 0 ||
		    (d.star_width && note(kinds, d.width_position, KIND_INTEGER) != 0) ||
		    (d.star_precision && note(kinds, d.precision_position, KIND_INTEGER) != 0))
			return -1;
	}
	if (!with)
		return 0;
	if (without)
		return -1;
	while (last > 0 && kinds[last] == KIND_UNUSED)
		last--;
	for (int i = 1; i <= last; i++) {
		switch (kinds[i]) {
		case KIND_UNUSED:
			return -1;
		case KIND_INTEGER:
			table[i].integer = va_arg(a->list, unsigned long long);
			break;
		case KIND_REAL:
			table[i].real = va_arg(a->list, double);
			break;
		case KIND_LONG_REAL:
			table[i].long_real = va_arg(a->list, long double);
			break;
		}
	}
	a->table = table;
	return 1;
}

/* format_all is the work of ws_format and ws_format_wide. */
TWICE int format_all(struct ws_out *out, int wide, unsigned mode, const char *p,
		     struct arguments *a)
{
	const int step = wide ? 2 : 1;
	union value table[MAX_POSITION + 1];
	int positional = 0;
	size_t units;

	if (mode & WS_FORMAT_POSITIONAL) {
		positional = take_positions(p, wide, a, table);
		if (positional < 0)
			return ws_format_invalid();
	}
	for (;;) {
		struct directive d;
		int result;

		if (wide) {
			for (unsigned c; (c = unit_at(p, 1)) != 0 && c != '%'; p += 2)
				put_unit(out, 1, c);
		} else {
			const char *next = strchrnul(p, '%');

			put_bytes(out, p, (size_t)(next - p));
			p = next;
		}
		if (unit_at(p, wide) == 0)
			break;
		p = read_directive(p + step, wide, positional, &d);
		take_stars(&d, a);
		if (d.width < 0) {
			errno = EOVERFLOW;
			return -1;
		}
		result = convert(out, wide, mode, &d, a);
		if (result < 0)
			return -1;
		if (result > 0) {
			if (mode & WS_FORMAT_STRICT)
				return ws_format_invalid();
			if (d.type != 0)
				put_unit(out, wide, d.type);
		}
	}
	units = ws_out_bytes(out) >> (wide ? 1 : 0);
	if (units > INT_MAX) {
		errno = EOVERFLOW;
		return -1;
	}
	return (int)units;
}

int ws_format(struct ws_out *out, unsigned mode, const char *format, va_list args)
{
	struct arguments a = {.table = NULL};
	int n;

	if (format == NULL)
		return ws_format_invalid();
	va_copy(a.list, args);
	n = format_all(out, 0, mode, format, &a);
	va_end(a.list);
	return n;
}

int ws_format_wide(struct ws_out *out, unsigned mode, const wchar_t *format, va_list args)
{
	struct arguments a = {.table = NULL};
	int n;

	if (format == NULL)
		return ws_format_invalid();
	va_copy(a.list, args);
	n = format_all(out, 1, mode, (const char *)format, &a);
	va_end(a.list);
	return n;
}
