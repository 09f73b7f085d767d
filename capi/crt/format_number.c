/* format_number.c: numbers as text, the digits of formatted output. */
#include "format_number.h"

#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The C library's own snprintf makes the digits of floating-point numbers. */
int ws_system_snprintf(char *buffer, size_t size, const char *format, ...) __asm__("snprintf");

char *ws_digits(char *end, unsigned long long value, unsigned base, int upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";

	switch (base) {
	case 10:
		for (; value > UINT32_MAX; value /= 10)
			*--end = (char)('0' + value % 10);
		for (uint32_t small = (uint32_t)value; small != 0; small /= 10)
			*--end = (char)('0' + small % 10);
		break;
	case 16:
		for (; value != 0; value >>= 4)
			*--end = digits[value & 15];
		break;
	default:
		for (; value != 0; value >>= 3)
			*--end = (char)('0' + (value & 7));
	}
	return end;
}

static atomic_uint output_format = _TWO_DIGIT_EXPONENT;

/*
 * _set_output_format chooses how many digits an exponent has at least: two, as
 * since Visual Studio 2015, or with 0 three, as before. It returns the choice
 * that ends.
 */
unsigned int _set_output_format(unsigned int format)
{
	return atomic_exchange(&output_format, format & _TWO_DIGIT_EXPONENT);
}

/* _get_output_format returns the choice made with _set_output_format. */
unsigned int _get_output_format(void)
{
	return atomic_load(&output_format);
}

/* widen_exponent makes e+05 in the n bytes at text, which has room, e+005. */
static size_t widen_exponent(char *text, size_t n, char letter)
{
	char *e = memchr(text, letter, n);

	if (e == NULL || (size_t)(text + n - e) != 4)
		return n;
	memmove(e + 3, e + 2, 3);
	e[2] = '0';
	return n + 1;
}

/*
 * special_text names what is not a number. The indefinite NaN is the one that
 * the processor makes: negative, quiet, no other bit (cpp-docs, format
 * specification syntax).
 */
static const char *special_text(const struct ws_real *value, int upper)
{
	static const char *const names[] = {
		"inf", "nan", "nan(ind)", "nan(snan)",
		"INF", "NAN", "NAN(IND)", "NAN(SNAN)",
	};
	uint64_t bits;
	int kind = 1;

	if (value->is_long ? isinf(value->l) : isinf(value->d)) {
		kind = 0;
	} else if (value->is_long ? issignaling(value->l) : issignaling(value->d)) {
		kind = 3;
	} else if (value->is_long) {
		memcpy(&bits, &value->l, sizeof bits);
		if (signbit(value->l) && bits == UINT64_C(0xC000000000000000))
			kind = 2;
	} else {
		memcpy(&bits, &value->d, sizeof bits);
		if (bits == UINT64_C(0xFFF8000000000000))
			kind = 2;
	}
	return names[kind + (upper ? 4 : 0)];
}

/* digits_of is snprintf with either kind of number. */
static int digits_of(char *buffer, size_t size, const char *spec, int precision,
		     const struct ws_real *value)
{
	return value->is_long
		? ws_system_snprintf(buffer, size, spec, precision, fabsl(value->l))
		: ws_system_snprintf(buffer, size, spec, precision, fabs(value->d));
}

int ws_real_format(struct ws_real_text *t, struct ws_real value, char type, int precision,
		   int alternate)
{
	const int hexadecimal = type == 'a' || type == 'A', upper = type < 'a';
	char spec[8], *at = spec, *text = t->room;
	int n;

	/* Windows' long double is a double: the hexadecimal form is that one. */
	if (hexadecimal && value.is_long) {
		value.is_long = 0;
		value.d = (double)value.l;
	}
	t->heap = NULL;
	t->negative = (value.is_long ? signbit(value.l) : signbit(value.d)) != 0;
	t->finite = value.is_long ? isfinite(value.l) : isfinite(value.d);
	if (!t->finite) {
		t->text = special_text(&value, upper);
		t->length = strlen(t->text);
		return 0;
	}
	if (precision < 0)
		precision = hexadecimal ? 13 : 6;
	*at++ = '%';
	if (alternate)
		*at++ = '#';
	*at++ = '.';
	*at++ = '*';
	if (value.is_long)
		*at++ = 'L';
	*at++ = type;
	*at = '\0';
	n = digits_of(text, sizeof t->room, spec, precision, &value);
	if (n < 0)
		return -1;
	if ((size_t)n + 1 >= sizeof t->room) {
		text = t->heap = malloc((size_t)n + 2);
		if (text == NULL) {
			errno = ENOMEM;
			return -1;
		}
		digits_of(text, (size_t)n + 1, spec, precision, &value);
	}
	t->text = text;
	t->length = (size_t)n;
	if (hexadecimal) {
		t->text += 2;
		t->length -= 2;
	} else if (type != 'f' && type != 'F' && _get_output_format() == 0) {
		t->length = widen_exponent(text, t->length, upper ? 'E' : 'e');
	}
	return 0;
}
