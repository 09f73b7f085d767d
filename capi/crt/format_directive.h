/* format_directive.h: the directives of a format of output, as they are read. */
#ifndef WINSOCK_CRT_FORMAT_DIRECTIVE_H
#define WINSOCK_CRT_FORMAT_DIRECTIVE_H

#include <limits.h>

#include "format_read.h"

enum flag {
	FLAG_LEFT = 1,
	FLAG_PLUS = 2,
	FLAG_SPACE = 4,
	FLAG_ALTERNATE = 8,
	FLAG_ZERO = 16,
};

/* No position: the argument is the next one. */
enum { NEXT = 0 };

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

#endif
