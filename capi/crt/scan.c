/*
 * scan.c: formatted input by Microsoft's rules (cpp-docs, format specification
 * fields: scanf and wscanf functions).
 */
#include "scan.h"

#include <errno.h>
#include <limits.h>

#include "format.h"
#include "format_read.h"

/* directive is one conversion specification. */
struct directive {
	int suppress;	/* * : convert, assign nothing */
	size_t width;	/* SIZE_MAX: none given */
	enum size size;
	unsigned type;
	const char *set, *set_end;	/* between [ and ], after ^ */
	int set_inverted;
};

/* scanner is a call under way. */
struct scanner {
	struct ws_in *in;
	int secure;
	va_list args;
	int assigned;
	int converted;	/* a conversion, assigned or not, was completed */
};

static int is_space(int c)
{
	if (c == ' ' || (c >= '\t' && c <= '\r'))
		return 1;
	if (c < 0x80)
		return 0;
	/* Bytes above are parts of characters, not spaces: only wide input is asked. */
	return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
	       c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

TWICE int is_space_of(int c, int wide)
{
	return is_space(wide || c < 0x80 ? c : 'x');
}

TWICE void skip_spaces(struct ws_in *in, int wide)
{
	for (int c; (c = ws_peek(in)) >= 0 && is_space_of(c, wide);)
		ws_take(in);
}

/* Reading the format */

/* read_set reads [set]; a ] that comes first belongs to it. NULL: it has no end. */
TWICE const char *read_set(const char *p, int wide, struct directive *d)
{
	const int step = wide ? 2 : 1;

	if (unit_at(p, wide) == '^') {
		d->set_inverted = 1;
		p += step;
	}
	d->set = p;
	if (unit_at(p, wide) == ']')
		p += step;
	for (unsigned c; (c = unit_at(p, wide)) != ']'; p += step)
		if (c == 0)
			return NULL;
	d->set_end = p;
	return p + step;
}

/* read_directive reads what follows a percent sign; NULL when it has no end. */
TWICE const char *read_directive(const char *p, int wide, struct directive *d)
{
	const int step = wide ? 2 : 1;
	size_t width = 0;

	*d = (struct directive){.width = SIZE_MAX};
	if (unit_at(p, wide) == '*') {
		d->suppress = 1;
		p += step;
	}
	for (unsigned c; (c = unit_at(p, wide)) >= '0' && c <= '9'; p += step)
		if (width < INT_MAX)
			width = width * 10 + (c - '0');
	if (width != 0)
		d->width = width;
	p = read_size(p, wide, &d->size);
	d->type = unit_at(p, wide);
	if (d->type == 0)
		return NULL;
	p += step;
	return d->type == '[' ? read_set(p, wide, d) : p;
}

/* in_set tells whether c is in the set; a range may run either way. */
TWICE int in_set(const struct directive *d, int wide, unsigned c)
{
	const int step = wide ? 2 : 1;

	for (const char *p = d->set; p < d->set_end;) {
		unsigned low = unit_at(p, wide), high = low;

		p += step;
		if (p + step < d->set_end && unit_at(p, wide) == '-') {
			high = unit_at(p + step, wide);
			p += 2 * step;
		}
		if (low > high) {
			unsigned swap = low;

			low = high;
			high = swap;
		}
		if (c >= low && c <= high)
			return !d->set_inverted;
	}
	return d->set_inverted;
}

/* Conversions */

/* done counts a conversion that came to its end. */
static enum ws_scanned done(struct scanner *s, const struct directive *d)
{
	s->converted = 1;
	if (!d->suppress)
		s->assigned++;
	return WS_SCANNED;
}

static enum ws_scanned scan_integer(struct scanner *s, const struct directive *d)
{
	const int is_signed = d->type == 'd' || d->type == 'i';
	enum ws_scanned result;
	unsigned base = 10;
	uint64_t value;

	switch (d->type) {
	case 'i':
		base = 0;
		break;
	case 'o':
		base = 8;
		break;
	case 'x': case 'X': case 'p':
		base = 16;
		break;
	}
	result = ws_scan_integer(s->in, d->width, base, is_signed, &value);
	if (result != WS_SCANNED)
		return result;
	if (!d->suppress)
		store_integer(va_arg(s->args, void *), d->type == 'p' ? SIZE_64 : d->size, value);
	return done(s, d);
}

static enum ws_scanned scan_real(struct scanner *s, const struct directive *d)
{
	struct ws_scanned_real value;
	enum ws_scanned result = ws_scan_real(s->in, d->width, &value);

	if (result != WS_SCANNED)
		return result;
	if (!d->suppress) {
		switch (d->size) {
		case SIZE_LONG:
			*va_arg(s->args, double *) = value.d;
			break;
		case SIZE_LONG_DOUBLE:
			*va_arg(s->args, long double *) = value.l;
			break;
		default:
			*va_arg(s->args, float *) = value.f;
		}
	}
	return done(s, d);
}

/* to_wide_text: as in format.c, c, s and [ have the format's kind. */
TWICE int to_wide_text(const struct directive *d, int wide)
{
	if (d->size == SIZE_SHORT)
		return 0;
	if (d->size == SIZE_LONG || d->size == SIZE_WIDE)
		return 1;
	return d->type == 'C' || d->type == 'S' ? !wide : wide;
}

/* belongs tells whether the unit c is part of the directive's text. */
TWICE int belongs(const struct directive *d, int wide, int c)
{
	switch (d->type) {
	case 's': case 'S':
		return !is_space_of(c, wide);
	case '[':
		return in_set(d, wide, (unsigned)c);
	}
	return 1;
}

/*
 * scan_text reads characters into an array. A secure function's array that is
 * too small is left empty, and the input does not match.
 */
TWICE enum ws_scanned scan_text(struct scanner *s, int wide, struct directive *d)
{
	const int counted = d->type == 'c' || d->type == 'C';
	struct ws_store store = {.room = SIZE_MAX, .from_wide = wide};
	void *array = NULL;
	size_t size = SIZE_MAX, n = 0;

	if (counted && d->width == SIZE_MAX)
		d->width = 1;
	store.to_wide = to_wide_text(d, wide);
	if (!d->suppress) {
		array = va_arg(s->args, void *);
		store.at = array;
		if (s->secure) {
			size = va_arg(s->args, unsigned int);
			store.room = size != 0 && !counted ? size - 1 : size;
		}
	}
	if (ws_peek(s->in) < 0)
		return WS_INPUT_ENDED;
	for (int c; n < d->width && (c = ws_peek(s->in)) >= 0 && belongs(d, wide, c); n++) {
		ws_store_unit(&store, (unsigned)c);
		if (store.overflow)
			break;
		ws_take(s->in);
	}
	if (n == 0 && !store.overflow)
		return WS_MISMATCH;
	if (counted && n < d->width && !store.overflow)
		return WS_INPUT_ENDED;
	ws_store_end(&store, !counted && size != 0);
	if (store.overflow) {
		errno = ENOMEM;
		if (size != 0)
			store_integer(array, store.to_wide ? SIZE_SHORT : SIZE_BYTE, 0);
		return WS_MISMATCH;
	}
	return done(s, d);
}

/* scan_literal matches one unit of the format. */
static enum ws_scanned scan_literal(struct ws_in *in, unsigned c)
{
	int got = ws_peek(in);

	if (got < 0)
		return WS_INPUT_ENDED;
	if ((unsigned)got != c)
		return WS_MISMATCH;
	ws_take(in);
	return WS_SCANNED;
}

TWICE enum ws_scanned scan_directive(struct scanner *s, int wide, struct directive *d)
{
	switch (d->type) {
	case 'c': case 'C': case '[': case 'n':
		break;
	default:
		skip_spaces(s->in, wide);
	}
	switch (d->type) {
	case 'd': case 'i': case 'u': case 'x': case 'X': case 'o': case 'p':
		return scan_integer(s, d);
	case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
		return scan_real(s, d);
	case 'c': case 'C': case 's': case 'S': case '[':
		return scan_text(s, wide, d);
	case 'n':
		if (!d->suppress)
			store_integer(va_arg(s->args, void *), d->size, s->in->taken);
		return WS_SCANNED;
	}
	return scan_literal(s->in, d->type);
}

/* scan_all is the work of ws_scan and ws_scan_wide. */
TWICE int scan_all(struct scanner *s, int wide, const char *p)
{
	const int step = wide ? 2 : 1;
	enum ws_scanned result = WS_SCANNED;

	for (unsigned c; result == WS_SCANNED && (c = unit_at(p, wide)) != 0;) {
		struct directive d;

		p += step;
		if (is_space_of((int)c, wide)) {
			skip_spaces(s->in, wide);
			continue;
		}
		if (c != '%') {
			result = scan_literal(s->in, c);
			continue;
		}
		p = read_directive(p, wide, &d);
		if (p == NULL)
			break;
		result = scan_directive(s, wide, &d);
	}
	return result == WS_INPUT_ENDED && !s->converted ? EOF : s->assigned;
}

int ws_scan(struct ws_in *in, int secure, const char *format, va_list args)
{
	struct scanner s = {.in = in, .secure = secure};
	int n;

	if (format == NULL)
		return ws_format_invalid();
	va_copy(s.args, args);
	n = scan_all(&s, 0, format);
	va_end(s.args);
	return n;
}

int ws_scan_wide(struct ws_in *in, int secure, const wchar_t *format, va_list args)
{
	struct scanner s = {.in = in, .secure = secure};
	int n;

	if (format == NULL)
		return ws_format_invalid();
	va_copy(s.args, args);
	n = scan_all(&s, 1, (const char *)format);
	va_end(s.args);
	return n;
}
