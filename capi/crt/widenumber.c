/* widenumber.c: numbers to 16-bit text and back. */
#include <errno.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

#define CHARACTER wchar_t
#define DIGITS(before, after) before##tow##after
#include "number_family.h"

/* value is the digit c stands for in bases up to 36, or 36. Full-width digits count too. */
static unsigned value(wchar_t c)
{
	if (c >= 0xFF10 && c <= 0xFF19)
		return c - 0xFF10u;
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z' && c < 0x80)
		return (c | 0x20u) - 'a' + 10;
	return 36;
}

/* A number as it is written: its size, its sign, whether it is too large for 64 bits. */
struct parsed {
	unsigned long long magnitude;
	int negative;
	int overflow;
};

static struct parsed parse(const wchar_t *s, wchar_t **end, int base)
{
	struct parsed n = {0, 0, 0};
	const wchar_t *first;

	if (end)
		*end = (wchar_t *)s;
	if (base < 0 || base == 1 || base > 36) {
		ws_refuse(EINVAL);
		return n;
	}
	while (iswspace(*s))
		s++;
	if (*s == '-' || *s == '+')
		n.negative = *s++ == '-';
	if ((base == 0 || base == 16) && *s == '0' && (s[1] | 0x20) == 'x' && value(s[2]) < 16) {
		s += 2;
		base = 16;
	} else if (base == 0) {
		base = *s == '0' ? 8 : 10;
	}
	for (first = s; value(*s) < (unsigned)base; s++) {
		unsigned digit = value(*s);

		if (__builtin_mul_overflow(n.magnitude, (unsigned)base, &n.magnitude) ||
		    __builtin_add_overflow(n.magnitude, digit, &n.magnitude))
			n.overflow = 1;
	}
	if (end && s > first)
		*end = (wchar_t *)s;
	return n;
}

unsigned long long wcstoull(const wchar_t *s, wchar_t **end, int base)
{
	struct parsed n = parse(s, end, base);

	if (n.overflow) {
		errno = ERANGE;
		return ~0ull;
	}
	return n.negative ? -n.magnitude : n.magnitude;
}

long long wcstoll(const wchar_t *s, wchar_t **end, int base)
{
	struct parsed n = parse(s, end, base);
	unsigned long long most = (~0ull >> 1) + (unsigned)n.negative;

	if (n.overflow || n.magnitude > most) {
		errno = ERANGE;
		n.magnitude = most;
	}
	return (long long)(n.negative ? -n.magnitude : n.magnitude);
}

long wcstol(const wchar_t *s, wchar_t **end, int base)
{
	return (long)wcstoll(s, end, base);
}

unsigned long wcstoul(const wchar_t *s, wchar_t **end, int base)
{
	return (unsigned long)wcstoull(s, end, base);
}

/* in_int brings a number into int's range, with ERANGE when it was not there. */
static int in_int(long long n)
{
	if (n == (int)n)
		return (int)n;
	errno = ERANGE;
	return n < 0 ? -0x7FFFFFFF - 1 : 0x7FFFFFFF;
}

int _wtoi(const wchar_t *s)
{
	return in_int(wcstoll(s, NULL, 10));
}

int _wtol(const wchar_t *s)
{
	return in_int(wcstoll(s, NULL, 10));
}

long long _wtoi64(const wchar_t *s)
{
	return wcstoll(s, NULL, 10);
}

/*
 * Floating-point numbers are ASCII: they are copied to bytes, up to the first
 * character that can't be part of one, and read by the C library.
 */
static const wchar_t *skip_space(const wchar_t *s)
{
	while (iswspace(*s))
		s++;
	return s;
}

struct narrow {
	char small[128];
	char *text;
	const wchar_t *first; /* the character that text[0] is */
};

/* narrow makes n.text; without memory for a long one it takes what fits in n.small. */
static void narrow(struct narrow *n, const wchar_t *s)
{
	size_t length = 0, room = sizeof n->small;

	n->first = skip_space(s);
	while (n->first[length] && n->first[length] < 0x80 && !iswspace(n->first[length]))
		length++;
	n->text = n->small;
	if (length >= room) {
		n->text = malloc(length + 1);
		if (n->text)
			room = length + 1;
		else
			n->text = n->small;
	}
	if (length >= room)
		length = room - 1;
	for (size_t i = 0; i < length; i++)
		n->text[i] = (char)n->first[i];
	n->text[length] = 0;
}

static void finish(struct narrow *n, const wchar_t *s, wchar_t **end, const char *stop)
{
	if (end)
		*end = (wchar_t *)(stop == n->text ? s : n->first + (stop - n->text));
	if (n->text != n->small)
		free(n->text);
}

double wcstod(const wchar_t *s, wchar_t **end)
{
	struct narrow n;
	char *stop;
	double result;

	narrow(&n, s);
	result = strtod(n.text, &stop);
	finish(&n, s, end, stop);
	return result;
}

float wcstof(const wchar_t *s, wchar_t **end)
{
	struct narrow n;
	char *stop;
	float result;

	narrow(&n, s);
	result = strtof(n.text, &stop);
	finish(&n, s, end, stop);
	return result;
}

long double wcstold(const wchar_t *s, wchar_t **end)
{
	struct narrow n;
	char *stop;
	long double result;

	narrow(&n, s);
	result = strtold(n.text, &stop);
	finish(&n, s, end, stop);
	return result;
}

double _wtof(const wchar_t *s)
{
	return wcstod(s, NULL);
}
