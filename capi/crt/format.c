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

#include "format_arguments.h"
#include "format_number.h"
#include "format_put.h"
#include "invalid.h"

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
		store_integer(take_pointer(a, d->position), d->size,
			    ws_out_bytes(out) >> (wide ? 1 : 0));
		return 0;
	}
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

		for (unsigned c; (c = unit_at(p, wide)) != 0 && c != '%'; p += step)
			put_unit(out, wide, c);
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
