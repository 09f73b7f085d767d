/* scan_number.c: numbers of formatted input. */
#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "scan.h"

/* digit_of is the value of a digit in base, or -1. */
static int digit_of(int c, unsigned base)
{
	int value = -1;

	if (c >= '0' && c <= '9')
		value = c - '0';
	else if (c >= 'a' && c <= 'f')
		value = c - 'a' + 10;
	else if (c >= 'A' && c <= 'F')
		value = c - 'A' + 10;
	return value >= 0 && (unsigned)value < base ? value : -1;
}

enum ws_scanned ws_scan_integer(struct ws_in *in, size_t width, unsigned base, int is_signed,
				uint64_t *value)
{
	int c = ws_peek(in), negative = 0, digits = 0, overflow = 0, digit;
	uint64_t n = 0;

	if (c < 0)
		return WS_INPUT_ENDED;
	if (c == '-' || c == '+') {
		negative = c == '-';
		ws_take(in);
		width--;
	}
	if ((base == 0 || base == 16) && width > 0 && ws_peek(in) == '0') {
		ws_take(in);
		width--;
		digits = 1;
		c = width > 0 ? ws_peek(in) : -1;
		if (c == 'x' || c == 'X') {
			ws_take(in);
			width--;
			digits = 0;
			base = 16;
		} else if (base == 0) {
			base = 8;
		}
	}
	if (base == 0)
		base = 10;
	for (; width > 0 && (digit = digit_of(ws_peek(in), base)) >= 0; width--) {
		overflow |= __builtin_mul_overflow(n, base, &n);
		overflow |= __builtin_add_overflow(n, (unsigned)digit, &n);
		ws_take(in);
		digits = 1;
	}
	if (!digits)
		return WS_MISMATCH;
	if (is_signed && !overflow)
		overflow = n > (negative ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX);
	if (!overflow)
		*value = negative ? -n : n;
	else if (is_signed)
		*value = negative ? (uint64_t)INT64_MIN : (uint64_t)INT64_MAX;
	else
		*value = UINT64_MAX;
	return WS_SCANNED;
}

/* text is a number's characters, for strtod. */
struct text {
	struct ws_in *in;
	size_t width;	/* how many units may still come */
	size_t length, size;
	char *at;	/* room, or memory to be freed */
	int failed;	/* no memory */
	char room[128];
};

static void append(struct text *t, char c)
{
	if (t->length + 1 == t->size) {
		char *more = malloc(t->size * 2);

		if (more == NULL) {
			t->failed = 1;
			return;
		}
		memcpy(more, t->at, t->length);
		if (t->at != t->room)
			free(t->at);
		t->at = more;
		t->size *= 2;
	}
	t->at[t->length++] = c;
}

/* look is the next unit in lower case, -1 when none may be taken. */
static int look(struct text *t)
{
	int c = t->width > 0 && !t->failed ? ws_peek(t->in) : -1;

	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static void take(struct text *t)
{
	append(t, (char)ws_peek(t->in));
	ws_take(t->in);
	t->width--;
}

/* accept takes the next unit when it is c. */
static int accept(struct text *t, int c)
{
	if (look(t) != c)
		return 0;
	take(t);
	return 1;
}

/* word takes all of a word; -1 when the input differs. */
static int word(struct text *t, const char *letters)
{
	for (; *letters != '\0'; letters++)
		if (!accept(t, *letters))
			return -1;
	return 0;
}

static int take_digits(struct text *t, unsigned base)
{
	int n = 0;

	for (; digit_of(look(t), base) >= 0; n = 1)
		take(t);
	return n;
}

/* take_nan takes nan and, as strtod does, letters in parentheses. */
static int take_nan(struct text *t)
{
	if (word(t, "nan") != 0)
		return -1;
	if (!accept(t, '('))
		return 0;
	for (int c; (c = look(t)) >= 0 && c < 128 && (isalnum(c) || c == '_');)
		take(t);
	return accept(t, ')') ? 0 : -1;
}

/* take_finite takes digits, a point, an exponent: decimal or after 0x. */
static int take_finite(struct text *t)
{
	const int point = (unsigned char)localeconv()->decimal_point[0];
	unsigned base = 10;
	int exponent = 'e', digits = 0;

	if (accept(t, '0')) {
		digits = 1;
		if (accept(t, 'x')) {
			base = 16;
			exponent = 'p';
			digits = 0;
		}
	}
	digits |= take_digits(t, base);
	if (accept(t, point))
		digits |= take_digits(t, base);
	if (!digits)
		return -1;
	if (!accept(t, exponent))
		return 0;
	if (!accept(t, '-'))
		accept(t, '+');
	return take_digits(t, 10) ? 0 : -1;
}

static int take_real(struct text *t)
{
	if (!accept(t, '-'))
		accept(t, '+');
	switch (look(t)) {
	case 'i':
		if (word(t, "inf") != 0)
			return -1;
		return look(t) == 'i' ? word(t, "inity") : 0;
	case 'n':
		return take_nan(t);
	}
	return take_finite(t);
}

enum ws_scanned ws_scan_real(struct ws_in *in, size_t width, struct ws_scanned_real *value)
{
	struct text t = {.in = in, .width = width};
	enum ws_scanned result = WS_MISMATCH;

	t.at = t.room;
	t.size = sizeof t.room;
	if (ws_peek(in) < 0)
		return WS_INPUT_ENDED;
	if (take_real(&t) == 0 && !t.failed) {
		const int saved = errno;

		t.at[t.length] = '\0';
		value->f = strtof(t.at, NULL);
		value->d = strtod(t.at, NULL);
		value->l = strtold(t.at, NULL);
		errno = saved;
		result = WS_SCANNED;
	}
	if (t.at != t.room)
		free(t.at);
	return result;
}
