/* format_arguments.h: the arguments of a format, in turn or by position. */
#ifndef WINSOCK_CRT_FORMAT_ARGUMENTS_H
#define WINSOCK_CRT_FORMAT_ARGUMENTS_H

#include <limits.h>
#include <stdarg.h>
#include <stdint.h>

#include "format_directive.h"
#include "format_number.h"

/* The highest position that a format may name. */
enum { MAX_POSITION = 100 };

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

#endif
